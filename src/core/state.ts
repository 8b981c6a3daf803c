/**
 * States: their codes and names, and how the many names under which files list them find the one State.
 * Names are compared after folding and after fixed rules of form; nothing is guessed.
 */
import arabic from 'i18n-iso-countries/langs/ar.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import french from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import spanish from 'i18n-iso-countries/langs/es.json' with { type: 'json' };
import { z } from 'zod';
import shippedAliases from '../../reference/core/state-aliases.json' with { type: 'json' };
import shippedStates from '../../reference/core/states.json' with { type: 'json' };
import { Problem } from './problem.ts';
import { fold, type Language, type LocalText } from './text.ts';

/** ISO 3166-1 alpha-3 code of a State of the list. */
export type Iso3 = string & { readonly __kind: 'Iso3' };

export const regionalGroups = [
  'African Group',
  'Asia-Pacific Group',
  'Eastern European Group',
  'Latin American and Caribbean Group',
  'Western European and Others Group',
] as const;
export type RegionalGroup = (typeof regionalGroups)[number];

/** A region of the M49 standard of the UN Statistics Division: 014, "Eastern Africa". */
export interface Region {
  readonly code: string;
  readonly name: string;
}

export interface State {
  readonly iso3: Iso3;
  readonly iso2: string;
  /** UN M49 code, three digits. */
  readonly m49: string;
  /** As the United Nations names it: "Bolivia (Plurinational State of)". */
  readonly names: LocalText;
  /** For headings and narrow tables: "Bolivia". The same as `names` where these are short already. */
  readonly shortNames: LocalText;
  /** Member of the United Nations, observer State there, or a State party to treaties that is neither. */
  readonly standing: 'member' | 'observer' | 'other';
  /** UN regional group; absent where no source names one. */
  readonly regionalGroup?: RegionalGroup;
  /** Whether a second source names the same group. */
  readonly regionalGroupVerified: boolean;
  /** The narrowest M49 region: "Eastern Africa". */
  readonly region: string;
  /** All M49 regions, the widest first. */
  readonly regions: readonly Region[];
  /** Lists of the United Nations: least developed, landlocked developing, small island developing States. */
  readonly lists: readonly ('LDC' | 'LLDC' | 'SIDS')[];
}

const localText = z.object({ en: z.string(), fr: z.string(), es: z.string(), ar: z.string() });
const statesSchema = z.object({
  regions: z.record(z.string(), z.string()),
  states: z.array(
    localText.partial({ fr: true, es: true, ar: true }).extend({
      iso3: z.string().length(3),
      iso2: z.string().length(2),
      m49: z.string().length(3),
      short: localText.optional(),
      standing: z.enum(['member', 'observer', 'other']),
      group: z.enum(regionalGroups).optional(),
      groupVerified: z.boolean().default(false),
      regions: z.array(z.string()),
      lists: z.array(z.enum(['LDC', 'LLDC', 'SIDS'])).default([]),
    }),
  ),
});

const named = z.object({
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  iso2: z.string().optional(),
  iso3: z.string().optional(),
  m49: z.string().optional(),
});
const aliasesSchema = z.object({
  states: z.record(z.string(), z.array(z.string())),
  areas: z.array(named),
  groupings: z.array(z.string()),
  historical: z.array(named),
  organisations: z.array(named),
});

/** Everyday names by ISO 3166-1 alpha-2 code, sometimes several. */
const everyday: { readonly [L in Language]: { readonly [iso2: string]: string | string[] } } = {
  en: english.countries,
  fr: french.countries,
  es: spanish.countries,
  ar: arabic.countries,
};
const everydayNames = (iso2: string, language: Language): string[] => [everyday[language][iso2] ?? []].flat();

const listed = statesSchema.parse(shippedStates);
const aliases = aliasesSchema.parse(shippedAliases);

/** All States of the list, by English name. */
export const states: readonly State[] = listed.states
  .map(({ iso3, iso2, m49, standing, lists, group, groupVerified, short, ...state }): State => {
    const name = (language: 'fr' | 'es' | 'ar') => {
      const text = state[language] ?? everydayNames(iso2, language)[0];
      return text ? { [language]: text } : {};
    };
    const names = { en: state.en, ...name('fr'), ...name('es'), ...name('ar') };
    const regions = state.regions.map((code) => ({ code, name: listed.regions[code] ?? code }));
    return {
      iso3: iso3 as Iso3,
      iso2,
      m49,
      names,
      shortNames: short ?? names,
      standing,
      lists,
      regions,
      ...(group ? { regionalGroup: group } : {}),
      regionalGroupVerified: groupVerified,
      region: regions.at(-1)?.name ?? '',
    };
  })
  .toSorted((a, b) => a.names.en.localeCompare(b.names.en, 'en'));

const byIso3: ReadonlyMap<string, State> = new Map(states.map((state) => [state.iso3, state]));

export function isIso3(value: string): value is Iso3 {
  return byIso3.has(value);
}

export function stateOf(iso3: Iso3): State {
  const state = byIso3.get(iso3);
  if (!state) throw new Error(`${iso3} is not a State of the list`);
  return state;
}

/** The State of a three-letter code as a person types it, in any case. @throws Problem `state-unknown` */
export function askedState(code: string): State {
  const upper = code.trim().toUpperCase();
  if (!isIso3(upper)) throw new Problem('state-unknown', { value: code });
  return stateOf(upper);
}

/** The name of a State in a language, and the language it is really in. */
export function stateName(
  state: State,
  language: Language,
  form: 'full' | 'short' = 'full',
): { readonly text: string; readonly language: Language } {
  const names = form === 'short' ? state.shortNames : state.names;
  const text = names[language];
  return text ? { text, language } : { text: names.en, language: 'en' };
}

/**
 * What a name in a file stands for. An area is a territory, a region or a group of countries that is no State
 * of the list. Historical States are named as such and never read as one of their successors.
 */
export type Meaning =
  | { readonly kind: 'state'; readonly iso3: Iso3 }
  | { readonly kind: 'historical State' | 'area' | 'organisation'; readonly name: string }
  | { readonly kind: 'unknown' };

/** What a name stands for, in any of the four languages: official, short, former or misspelt as files have it. */
export function meaningOf(name: string): Meaning {
  return byName.get(key(name)) ?? byName.get(key(turned(name))) ?? { kind: 'unknown' };
}

/**
 * What a code stands for: ISO 3166-1 of two or three letters in capitals, or M49 in three digits. Apart from
 * names, because "NA" in a column of names means that there is none, and in a column of codes Namibia.
 */
export function meaningOfCode(code: string): Meaning {
  return byCode.get(code) ?? { kind: 'unknown' };
}

/** Why a name in a file is no State of the list, for the report of an import. */
export function whyNoState(name: string): string {
  const code = meaningOfCode(name.trim());
  if (code.kind === 'state') return `“${name}” is no name; if it is meant as a code, write ${code.iso3}`;
  const meaning = meaningOf(name);
  if (meaning.kind === 'unknown' || meaning.kind === 'state') return `“${name}” is not a known State`;
  return `“${name}” is not a State of this list (${meaning.kind})`;
}

/** The State a name stands for; undefined for everything that is no State of the list. */
export function findState(name: string): Iso3 | undefined {
  const meaning = meaningOf(name);
  return meaning.kind === 'state' ? meaning.iso3 : undefined;
}

/**
 * The State of a name, or of an ISO 3166-1 code of three letters in capitals.
 * @throws Problem `state-unknown`; `state-not-listed` for areas, organisations and historical States
 */
export function resolveState(nameOrCode: string): Iso3 {
  const meaning = isIso3(nameOrCode) ? { kind: 'state' as const, iso3: nameOrCode } : meaningOf(nameOrCode);
  if (meaning.kind === 'state') return meaning.iso3;
  if (meaning.kind === 'unknown') throw new Problem('state-unknown', { value: nameOrCode });
  throw new Problem('state-not-listed', { value: nameOrCode, kind: meaning.kind, name: meaning.name });
}

const smallWords = new Set(['the', 'of', 'and', 'et', 'y', 'la', 'le', 'les', 'el', 'los', 'las']);

/** "The Republic of Congo", "St. Kitts & Nevis": articles, "and" and "Saint" tell no two States apart. */
function key(name: string): string {
  return fold(name)
    .split(' ')
    .filter((word) => !smallWords.has(word))
    .map((word) => (word === 'st' ? 'saint' : word))
    .join(' ');
}

/**
 * "Korea, Republic of" and "Korea (Republic of)" as "Republic of Korea". In Arabic names a hyphen in the
 * parentheses marks the place of the word before them.
 */
function turned(name: string): string {
  const [, word, rest] = /^([^,(]+)[,(]([^,()]+)\)?\s*$/.exec(name) ?? [];
  if (!word || !rest) return name;
  return / -|- /.test(rest) ? rest.replace('-', word) : `${rest} ${word}`;
}

/** Names and codes of what is no State, beside those of States. */
const others = [
  ...aliases.areas.map((one) => ({ ...one, kind: 'area' as const })),
  ...aliases.groupings.map((name) => ({ name, aliases: [], kind: 'area' as const })),
  ...aliases.historical.map((one) => ({ ...one, kind: 'historical State' as const })),
  ...aliases.organisations.map((one) => ({ ...one, kind: 'organisation' as const })),
];

const byName = namesOfAll();
const byCode = codesOfAll();

function namesOfAll(): ReadonlyMap<string, Meaning> {
  const found = new Map<string, Meaning>();
  const add = (name: string, meaning: Meaning) => {
    for (const folded of [key(name), key(turned(name))]) {
      const before = found.get(folded);
      if (before && !same(before, meaning)) throw new Error(`“${name}” would stand for two things`);
      found.set(folded, meaning);
    }
  };
  const ofPackage: { name: string; meaning: Meaning }[] = [];
  const addEveryday = (iso2: string, meaning: Meaning) => {
    for (const language of ['en', 'fr', 'es', 'ar'] as const)
      ofPackage.push(...everydayNames(iso2, language).map((name) => ({ name, meaning })));
  };
  for (const state of states) {
    const meaning = { kind: 'state', iso3: state.iso3 } as const;
    const names = [...Object.values(state.names), ...Object.values(state.shortNames)];
    for (const name of [...names, ...(aliases.states[state.iso3] ?? [])]) add(name, meaning);
    addEveryday(state.iso2, meaning);
  }
  for (const { kind, name, aliases: more, iso2 } of others.map((one) => ({ iso2: undefined, ...one }))) {
    for (const each of [name, ...more]) add(each, { kind, name });
    if (iso2) addEveryday(iso2, { kind, name });
  }
  // The package gives "Congo" to two States. A name that is taken, or claimed twice, decides nothing.
  for (const [folded, claims] of Map.groupBy(ofPackage, ({ name }) => key(name))) {
    const [first, ...rest] = claims.map(({ meaning }) => meaning);
    if (first && !found.has(folded) && rest.every((meaning) => same(meaning, first)))
      found.set(folded, first);
  }
  return found;
}

function codesOfAll(): ReadonlyMap<string, Meaning> {
  const found = new Map<string, Meaning>();
  for (const { iso3, iso2, m49 } of states)
    for (const code of [iso3, iso2, m49]) found.set(code, { kind: 'state', iso3 });
  for (const { kind, name, ...codes } of others)
    for (const code of Object.values({ ...codes, aliases: undefined }))
      if (code) found.set(code, { kind, name });
  for (const [code, name] of Object.entries(listed.regions)) found.set(code, { kind: 'area', name });
  return found;
}

function same(a: Meaning, b: Meaning): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
