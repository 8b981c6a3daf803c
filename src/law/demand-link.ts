/**
 * Which demands a point of a checklist may answer. Both are read with one codebook: a demand that asks for law is near
 * a point when both name the same form of exploitation, or when it asks to carry out a treaty on which the point
 * rests. This is a hint for a person, with its reason; it never says that a demand is met.
 */
import { type Label, nameOf, type Reference } from '../recommendations/codebook.ts';
import type { DemandKey } from '../recommendations/demand.ts';
import { frameOf } from '../recommendations/demand-key.ts';
import type { Point } from './checklist.ts';

/** What a point and a demand have in common. */
export type Shared =
  | { readonly kind: 'subject'; readonly subject: Reference; readonly words: readonly string[] }
  | { readonly kind: 'treaty'; readonly instrument: string };

/** Operations by which a State is asked for law, and objects that are law. */
const lawOperations: ReadonlySet<string> = new Set(['criminalise', 'adopt', 'amend', 'repeal']);
const lawObjects: ReadonlySet<string> = new Set(['law', 'penalty', 'minimum-age']);
const onTreaties: ReadonlySet<string> = new Set(['implement', 'amend']);

/**
 * Themes narrow enough to tell what a law is about, beside all manifestations. "Justice" or "violence against
 * children" would join nearly every point with nearly every demand.
 */
const narrowThemes: ReadonlySet<string> = new Set([
  'sexual-exploitation',
  'trafficking',
  'child-marriage',
  'sexual-violence',
  'tourism',
]);

/** The English words of a point that tell what it is about. */
export function wordsOf({ subject, requirement }: Point): string {
  return [subject?.en, requirement?.en].filter(Boolean).join('. ');
}

/** @param labels those of the codebook for `wordsOf` the point @returns empty where they have nothing in common */
export function sharedWith(
  demand: DemandKey,
  point: Pick<Point, 'hooks'>,
  labels: readonly Label[],
): readonly Shared[] {
  const { operation, object, themes } = frameOf(demand);
  if (object?.list === 'instrument')
    return onTreaties.has(operation) && point.hooks.some(({ instrument }) => instrument === object.entry)
      ? [{ kind: 'treaty', instrument: object.entry }]
      : [];
  const asksForLaw = object ? lawObjects.has(object.entry) : lawOperations.has(operation);
  if (!asksForLaw) return [];
  const named = new Set(themes.map(nameOf));
  return labels
    .filter(
      ({ list, entry }) =>
        named.has(nameOf({ list, entry })) &&
        (list === 'manifestation' || (list === 'theme' && narrowThemes.has(entry))),
    )
    .map(({ list, entry, words }) => ({
      kind: 'subject',
      subject: { list, entry },
      words: [...new Set(words.map(({ text }) => text.toLowerCase()))],
    }));
}
