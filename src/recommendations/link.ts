/**
 * Links between demands that are near without being the same: proposed for a person to confirm or refuse, and what
 * the decisions make of them.
 */
import type { Iso3 } from '../core/state.ts';
import { nameOf, type Reference } from './codebook.ts';
import type { Demand, DemandKey } from './demand.ts';
import type { Frame } from './demand-key.ts';

/** A demand of one recommendation, as links are looked for. */
export interface Posed<Id> {
  readonly id: Id;
  readonly demand: Frame & Pick<Demand, 'key'>;
}

export type LinkReason =
  | { readonly kind: 'same operation'; readonly operation: string }
  | { readonly kind: 'same object'; readonly object: Reference }
  | { readonly kind: 'shared themes'; readonly themes: readonly Reference[]; readonly of: number }
  | { readonly kind: 'shared groups'; readonly groups: readonly string[]; readonly of: number }
  /** What stands in one of the two only. */
  | { readonly kind: 'differs'; readonly from: readonly Reference[]; readonly to: readonly Reference[] };

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
  const [inFrom, inTo] = [partsOf(a), partsOf(b)];
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
      { kind: 'differs', from: without(inFrom, inTo), to: without(inTo, inFrom) },
    ],
  };
}

/** What may differ between demands of one operation and object. */
function partsOf({ themes, groups, addressees }: Frame): readonly Reference[] {
  return [
    ...themes,
    ...groups.map((entry): Reference => ({ list: 'group', entry })),
    ...addressees.map((entry): Reference => ({ list: 'addressee', entry })),
  ];
}

function without(parts: readonly Reference[], others: readonly Reference[]): readonly Reference[] {
  const names = new Set(others.map(nameOf));
  return parts.filter((part) => !names.has(nameOf(part)));
}

/** What two lists share; two empty lists agree. */
function overlap(a: readonly string[], b: readonly string[]) {
  const all = new Set([...a, ...b]);
  const shared = a.filter((one) => b.includes(one));
  return { shared, all: all.size, share: all.size === 0 ? 1 : shared.length / all.size };
}

export const verdicts = ['confirmed', 'refused'] as const;
export type Verdict = (typeof verdicts)[number];

/** Two demands in the order of their keys, so that a pair has one name. */
export type Pair = readonly [DemandKey, DemandKey];

export function pairOf(one: DemandKey, other: DemandKey): Pair {
  return one < other ? [one, other] : [other, one];
}

/**
 * What a person decided on two demands of one State. It holds for that State alone: what was compared are the texts
 * that it received, and two frames may mean one thing in these and two in those of another.
 */
export interface LinkDecision {
  readonly state: Iso3;
  readonly pair: Pair;
  readonly verdict: Verdict;
}

/** Which demands are one by the decisions of persons. */
export interface Joined {
  /** All demands that are one with this, itself among them, in the order of their keys. */
  membersOf(state: Iso3, key: DemandKey): readonly DemandKey[];
  /** The one that stands for all of them: the first of the members. */
  nameOf(state: Iso3, key: DemandKey): DemandKey;
  /** State, key and name of each demand that another stands for. */
  readonly renamed: readonly (readonly [Iso3, DemandKey, DemandKey])[];
}

/**
 * The rule by which decisions join demands: of each pair the last decision counts, and what confirmed pairs connect
 * is one demand, also over several steps. A refused pair takes nothing apart that other confirmed pairs connect.
 * @param decisions in the order in which they were taken
 */
export function joined(decisions: readonly LinkDecision[]): Joined {
  const last = new Map(decisions.map((one) => [[one.state, ...one.pair].join('\n'), one]));
  const groups = new Map<Iso3, Map<DemandKey, readonly DemandKey[]>>();
  const membersOf = (state: Iso3, key: DemandKey) => groups.get(state)?.get(key) ?? [key];
  for (const { state, pair, verdict } of last.values()) {
    if (verdict === 'refused') continue;
    const all = [...new Set(pair.flatMap((key) => membersOf(state, key)))].toSorted();
    const ofState = groups.get(state) ?? new Map<DemandKey, readonly DemandKey[]>();
    groups.set(state, ofState);
    for (const key of all) ofState.set(key, all);
  }
  const nameIn = (state: Iso3, key: DemandKey) => membersOf(state, key)[0] ?? key;
  const renamed = [...groups].flatMap(([state, of]) =>
    [...of.keys()].flatMap((key) => {
      const name = nameIn(state, key);
      return name === key ? [] : [[state, key, name] as const];
    }),
  );
  return { membersOf, nameOf: nameIn, renamed };
}
