/**
 * Translations: which texts there are, in which languages, and how far each translation can be relied on. Types and
 * pure rules. A text is English first; everything else is said of it.
 */
import type { Citation } from '../core/citation.ts';
import { Problem } from '../core/problem.ts';
import { type LocalText, type TargetLanguage, targetLanguages } from '../core/text.ts';
import type { Visitor, WrittenPart } from '../platform/rights.ts';

/** @throws Problem `not-found`: there is no page of translations into it */
export function askedTarget(value: string): TargetLanguage {
  const found = targetLanguages.find((language) => language === value);
  if (!found) throw new Problem('not-found', { what: value });
  return found;
}

/**
 * Texts of one kind. "here": whoever translates enters translations, and the pages show what was approved. "with the
 * program": its languages come from files that ship. "in English": pages show these in English whatever there is.
 */
export const collections = {
  checklists: { part: 'law', translated: 'here' },
  codebook: { part: 'recommendations', translated: 'with the program' },
  definitions: { part: 'recommendations', translated: 'in English' },
  states: { part: 'commitments', translated: 'with the program' },
  groups: { part: 'commitments', translated: 'with the program' },
  instruments: { part: 'commitments', translated: 'here' },
  commitments: { part: 'commitments', translated: 'here' },
  statements: { part: 'commitments', translated: 'in English' },
  indicators: { part: 'statistics', translated: 'here' },
  profiles: { part: 'statistics', translated: 'in English' },
} as const satisfies {
  readonly [name: string]: {
    readonly part: WrittenPart;
    readonly translated: 'here' | 'with the program' | 'in English';
  };
};
export type Collection = keyof typeof collections;
export const collectionNames = Object.keys(collections) as readonly Collection[];

/** What a text is of its thing: the title of a checklist, the unit of an indicator. */
export const textFields = [
  'title',
  'fact',
  'group',
  'subject',
  'requirement',
  'yes',
  'partly',
  'no',
  'evidence',
  'name',
  'short',
  'unit',
  'numerator',
  'denominator',
  'limits',
  'target',
  'warning',
  'label',
  'definition',
  'statement',
  'item',
] as const;
export type TextField = (typeof textFields)[number];

/** Which text: it stays the same when its words change. */
export interface TextId {
  readonly collection: Collection;
  /** "sec-law:2", "theme:trafficking", "MUS" */
  readonly thing: string;
  readonly field: TextField;
}

/** One translation of one wording. */
export interface Translation {
  /** The English words that it translates. */
  readonly of: string;
  readonly text: string;
  readonly standing: 'approved' | 'unreviewed';
  /** Where it comes from, or who translated and who approved it. */
  readonly citation: Citation;
  /** When it was approved here, ISO 8601. */
  readonly at?: string;
}

export interface SourceText extends TextId {
  readonly en: string;
  /** The oldest first. */
  readonly translations: { readonly [L in TargetLanguage]?: readonly Translation[] };
}

/**
 * "approved": a person who is named, or a source that somebody read, stands for it. "unreviewed": nobody does; it came
 * from a machine or with the program. "stale": the English text has changed since. "missing": there is none.
 */
export const marks = ['approved', 'unreviewed', 'stale', 'missing'] as const;
export type Mark = (typeof marks)[number];

export interface Marked {
  readonly mark: Mark;
  /** The translation that the mark is of; a stale one is shown to translators alone. */
  readonly translation?: Translation;
}

/** How a text stands in a language: of the translations of its present words the last approved one, else the last. */
export function markOf(
  { en, translations }: Pick<SourceText, 'en' | 'translations'>,
  of: TargetLanguage,
): Marked {
  const all = translations[of] ?? [];
  const current = all.filter((each) => each.of === en);
  const translation = current.findLast(({ standing }) => standing === 'approved') ?? current.at(-1);
  if (translation) return { mark: translation.standing, translation };
  const old = all.at(-1);
  return old ? { mark: 'stale', translation: old } : { mark: 'missing' };
}

export type Coverage = { readonly [M in Mark]: number };

export function coverageOf(texts: readonly SourceText[], language: TargetLanguage): Coverage {
  const counts = { approved: 0, unreviewed: 0, stale: 0, missing: 0 };
  for (const text of texts) counts[markOf(text, language).mark] += 1;
  return counts;
}

/** The same for one text wherever it is told: a key of maps. */
export function keyOf({ collection, thing, field }: TextId): string {
  return `${collection} ${field} ${thing}`;
}

/** The page of a text. */
export function pathOf({ collection, thing, field }: TextId): string {
  return `/languages/texts/${collection}/${encodeURIComponent(thing)}/${field}`;
}

/** @throws Problem `not-found` */
export function askedText(
  texts: readonly SourceText[],
  { collection, thing, field }: { readonly [part in keyof TextId]: string },
): SourceText {
  const found = texts.find(
    (text) => text.collection === collection && text.thing === thing && text.field === field,
  );
  if (!found) throw new Problem('not-found', { what: `${collection}/${thing}/${field}` });
  return found;
}

/** A text whose languages one file holds, under one source. */
export function shippedText(id: TextId, local: LocalText, citation: Citation): SourceText {
  const standing = citation.standing === 'verified' ? 'approved' : 'unreviewed';
  const translation = (text: string): Translation => ({
    of: local.en,
    text,
    standing,
    citation,
  });
  return {
    ...id,
    en: local.en,
    translations: Object.fromEntries(
      targetLanguages.flatMap((language) => {
        const text = local[language];
        return text === undefined ? [] : [[language, [translation(text)]] as const];
      }),
    ),
  };
}

export type ProposalId = number & { readonly __kind: 'TranslationProposalId' };

/** A translation that waits until somebody else approves it. */
export interface ProposedTranslation extends TextId {
  readonly id: ProposalId;
  readonly language: TargetLanguage;
  /** The English words that it translates. */
  readonly of: string;
  readonly text: string;
  /** The account of who proposed it. */
  readonly author: string;
  /** The author's name when it was proposed, and when that was. */
  readonly by: string;
  readonly at: string;
}

export const verdicts = ['approved', 'returned', 'withdrawn'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Whether somebody may approve or return a translation: who reviews the part for all States and translates into the
 * language as well, the author not. So two people who read the language have seen it.
 */
export function mayApprove(
  { account, translates, reviews }: Pick<Visitor, 'account' | 'translates' | 'reviews'>,
  { author, language, collection }: ProposedTranslation,
): boolean {
  return (
    account !== undefined &&
    account !== author &&
    translates(language) &&
    reviews(collections[collection].part, 'all')
  );
}

/** Room for the longest point of a checklist in any language, and no more. */
export const mostCharacters = 10_000;

/** White space is no change: forms and spreadsheet programs write the ends of lines in their own way. */
export function sameWords(one: string, other: string): boolean {
  const plain = (words: string) => words.replaceAll(/\s+/g, ' ').trim();
  return plain(one) === plain(other);
}

/**
 * A translation as a form or a row brings it, checked against the text as it stands.
 * @param of the English words that the translator had before them
 * @throws Problem `translation-empty`, `translation-long`, `translation-elsewhere`, `translation-outdated`,
 *   `translation-known`
 */
export function checkedTranslation(
  text: SourceText,
  language: TargetLanguage,
  given: { readonly of: string; readonly text: string },
): string {
  const words = given.text.replaceAll('\r\n', '\n').trim();
  if (words === '') throw new Problem('translation-empty');
  if (words.length > mostCharacters) throw new Problem('translation-long', { most: mostCharacters });
  if (collections[text.collection].translated !== 'here') throw new Problem('translation-elsewhere');
  if (!sameWords(given.of, text.en)) throw new Problem('translation-outdated');
  const { mark, translation } = markOf(text, language);
  if (mark === 'approved' && translation?.text === words) throw new Problem('translation-known');
  return words;
}
