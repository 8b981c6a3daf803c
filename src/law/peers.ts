/** Which States a State can learn from on a point: those that meet it, the nearest first. */
import { type Iso3, type State, stateOf } from '../core/state.ts';

/** What makes two States near, the nearest kind first. */
export const nearnesses = ['sub-region', 'region', 'legal family', 'language'] as const;
export type Nearness = (typeof nearnesses)[number];

/** What is known of the States beside their regions. */
export interface Kinship {
  /** Families of law, such as "civil law", that sources give; a State with mixed law has several. */
  readonly families: ReadonlyMap<Iso3, { readonly families: readonly string[] }>;
  /** Languages of the laws of a State that are in the record. */
  readonly languages: ReadonlyMap<Iso3, ReadonlySet<string>>;
}

export interface Near {
  readonly kind: Nearness;
  /** What they share: "Eastern Africa", "civil law", "fr". */
  readonly shared: string;
}

/** What a State shares with another, the nearest kind first. What is not known of either is not shared. */
export function nearnessOf(one: Iso3, other: Iso3, { families, languages }: Kinship): Near[] {
  const [a, b] = [stateOf(one), stateOf(other)];
  const near: Near[] = [];
  if (a.region !== '' && a.region === b.region) near.push({ kind: 'sub-region', shared: a.region });
  const region = continentOf(a);
  if (region !== undefined && region === continentOf(b)) near.push({ kind: 'region', shared: region });
  const family = inBoth(families.get(one)?.families, families.get(other)?.families);
  if (family.length > 0) near.push({ kind: 'legal family', shared: family.join(', ') });
  const language = inBoth(languages.get(one), languages.get(other));
  if (language.length > 0) near.push({ kind: 'language', shared: language.join(', ') });
  return near;
}

/**
 * States by nearness: a nearer kind counts more than all the kinds after it together. States equally near stand by
 * their English names.
 */
export function nearestFirst(
  one: Iso3,
  others: readonly Iso3[],
  kinship: Kinship,
): { readonly state: Iso3; readonly near: readonly Near[] }[] {
  const weight = (near: readonly Near[]) =>
    near.reduce((sum, { kind }) => sum + 2 ** (nearnesses.length - nearnesses.indexOf(kind)), 0);
  return others
    .filter((other) => other !== one)
    .map((state) => ({ state, near: nearnessOf(one, state, kinship) }))
    .toSorted(
      (a, b) =>
        weight(b.near) - weight(a.near) ||
        stateOf(a.state).names.en.localeCompare(stateOf(b.state).names.en, 'en'),
    );
}

function inBoth(one: Iterable<string> = [], other: Iterable<string> = []): string[] {
  const first = new Set(one);
  return [...new Set(other)].filter((each) => first.has(each)).toSorted();
}

/** The widest M49 region: "Africa". */
function continentOf({ regions }: State): string | undefined {
  return regions[0]?.name;
}
