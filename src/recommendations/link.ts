/** Links between demands that are near without being the same: proposed for a person to confirm or refuse. */
import { nameOf, type Reference } from './codebook.ts';
import type { Demand } from './demand.ts';

/** A demand of one recommendation, as links are looked for. */
export interface Posed<Id> {
  readonly id: Id;
  readonly demand: Demand;
}

export type LinkReason =
  | { readonly kind: 'same operation'; readonly operation: string }
  | { readonly kind: 'same object'; readonly object: Reference }
  | { readonly kind: 'shared themes'; readonly themes: readonly Reference[]; readonly of: number }
  | { readonly kind: 'shared groups'; readonly groups: readonly string[]; readonly of: number };

/** Two demands that may be one: for a person to confirm or refuse. */
export interface ProposedLink<Id> {
  readonly from: Id;
  readonly to: Id;
  /** From 0 to 1: how much of both frames is the same. No probability. */
  readonly score: number;
  readonly reasons: readonly LinkReason[];
}

/** How much each side of the frame counts. Themes carry what is asked about, so they count most. */
const weights = { themes: 0.6, groups: 0.25, addressees: 0.15 } as const;

/**
 * Pairs of demands with the same operation, the same kind of object and a theme in common, but not the same key,
 * best first. Give it the demands of one State.
 * @param least the lowest score to propose
 */
export function proposedLinks<Id>(posed: readonly Posed<Id>[], least = 0.5): ProposedLink<Id>[] {
  const links: ProposedLink<Id>[] = [];
  const alike = Map.groupBy(
    posed.filter(({ demand }) => demand.themes.length > 0),
    ({ demand }) => `${demand.operation} ${demand.object ? nameOf(demand.object) : ''}`,
  );
  for (const group of alike.values())
    for (const [index, one] of group.entries())
      for (const other of group.slice(index + 1)) {
        if (one.id === other.id || (one.demand.key && one.demand.key === other.demand.key)) continue;
        const link = compare(one, other);
        if (link && link.score >= least) links.push(link);
      }
  return links.toSorted((a, b) => b.score - a.score);
}

function compare<Id>(one: Posed<Id>, other: Posed<Id>): ProposedLink<Id> | undefined {
  const [a, b] = [one.demand, other.demand];
  const themes = overlap(a.themes.map(nameOf), b.themes.map(nameOf));
  if (themes.shared.length === 0) return undefined;
  const groups = overlap(a.groups, b.groups);
  const addressees = overlap(a.addressees, b.addressees);
  const score =
    weights.themes * themes.share + weights.groups * groups.share + weights.addressees * addressees.share;
  const shared = new Set(themes.shared);
  return {
    from: one.id,
    to: other.id,
    score: Math.round(score * 1000) / 1000,
    reasons: [
      { kind: 'same operation', operation: a.operation },
      ...(a.object ? [{ kind: 'same object' as const, object: a.object }] : []),
      {
        kind: 'shared themes',
        themes: a.themes.filter((theme) => shared.has(nameOf(theme))),
        of: themes.all,
      },
      ...(groups.shared.length > 0
        ? [{ kind: 'shared groups' as const, groups: groups.shared, of: groups.all }]
        : []),
    ],
  };
}

/** What two lists share; two empty lists agree. */
function overlap(a: readonly string[], b: readonly string[]) {
  const all = new Set([...a, ...b]);
  const shared = a.filter((one) => b.includes(one));
  return { shared, all: all.size, share: all.size === 0 ? 1 : shared.length / all.size };
}
