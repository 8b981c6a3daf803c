/** Search: which recommendations pass the filters, how many on each side, why, and what to try where none does. */
import type { Iso3, RegionalGroup } from '../core/state.ts';
import type { Read } from '../platform/record.ts';
import { type Columns, select, type Value, type Wanted } from './columns.ts';
import type { ActionCategory, Kind, Mechanism, Recommendation, Response } from './model.ts';
import { joinedParts, parseQuery, printQuery, type Query, reasons, type Span, withoutPart } from './query.ts';
import { type Counts, loadedColumns, type SideName, sideNames } from './sides.ts';
import { recommendationsOf } from './store.ts';
import { judgementsOf, type KeptJudgement } from './store/judgements.ts';
import { fitting, fittingBest } from './text-index.ts';
import type { TextLanguage } from './words.ts';

/**
 * What to look for. Every filter narrows; those on what was said (asker, session, year, response, action,
 * issue) must all hold of one statement, so that "noted" is the answer to the asker who is looked for.
 */
export interface Filters {
  /** In the language of query.ts. */
  readonly words?: string;
  readonly state?: Iso3;
  readonly group?: RegionalGroup;
  readonly mechanism?: Mechanism;
  readonly body?: string;
  readonly kind?: Kind;
  readonly cycle?: number;
  readonly language?: TextLanguage;
  /** Entries of the codebook whose rules label the text; `affected` those of its list of groups. */
  readonly relevance?: string;
  readonly manifestation?: string;
  readonly theme?: string;
  readonly instrument?: string;
  readonly sdg?: string;
  readonly affected?: string;
  readonly addressee?: string;
  /** Asked so many times, in rounds of a mechanism. */
  readonly asked?: number;
  /** Asked at least so many times. */
  readonly fromAsked?: number;
  readonly asker?: Iso3;
  readonly session?: number;
  readonly fromSession?: number;
  readonly untilSession?: number;
  readonly fromYear?: number;
  /** Only sessions of this year or earlier: the record "as of" a day. */
  readonly untilYear?: number;
  readonly response?: Response;
  readonly action?: ActionCategory;
  /** What the model that an operator trained says; see `trainedCategories`. */
  readonly category?: TrainedCategory;
  /** A label of a source: an issue of UPR Info, a theme of another. */
  readonly issue?: string;
  /** The number of the citation that says so. */
  readonly source?: number;
}

/** The action category by the trained model, or that it abstains. */
export const trainedCategories = ['1', '2', '3', '4', '5', 'abstains'] as const;
export type TrainedCategory = (typeof trainedCategories)[number];

function wantedBy(filters: Filters): { readonly [name in SideName]?: Wanted } {
  const tests: { [name in SideName]?: Wanted } = {};
  const need = (name: SideName, given: unknown, test: Wanted) => {
    const before = tests[name];
    if (given !== undefined) tests[name] = before ? (value) => before(value) && test(value) : test;
  };
  for (const name of sideNames) {
    if (name === 'year') continue;
    const given: Value | undefined = filters[name];
    need(name, given, (value) => value === given);
  }
  const { fromSession, untilSession, fromYear, untilYear, fromAsked } = filters;
  need('asked', fromAsked, (value) => Number(value) >= Number(fromAsked));
  need('session', fromSession, (value) => Number(value) >= Number(fromSession));
  need('session', untilSession, (value) => Number(value) <= Number(untilSession));
  need('year', fromYear, (value) => Number(value) >= Number(fromYear));
  need('year', untilYear, (value) => Number(value) <= Number(untilYear));
  return tests;
}

export const orders = ['relevance', 'newest'] as const;
export type Order = (typeof orders)[number];

/** A recommendation that was found, with what its words are and the places of those looked for. */
export interface FoundItem extends Recommendation {
  readonly language: TextLanguage;
  readonly reasons: readonly Span[];
  /** Where an operator trained a model, and it has judged the text. */
  readonly judgement?: KeptJudgement;
}

export interface Found<Side extends SideName = SideName> {
  readonly total: number;
  readonly items: readonly FoundItem[];
  /** For each side asked for and its values: how many there would be with it chosen, and all else as it is. */
  readonly counts: Pick<Counts, Side>;
  /** The order in which they stand: by relevance only where words are looked for, and not too many fit. */
  readonly order: Order;
  /** The query as it was understood. */
  readonly understood?: string;
}

/** Reckoning how well a text fits takes ten times as long as finding it. */
const mostRanked = 5000;

/** Which recommendations pass, by their numbers, in the order in which they are shown. */
export interface Matches<Side extends SideName = SideName> extends Omit<Found<Side>, 'items'> {
  readonly ids: Uint32Array;
}

/** All recommendations that pass all filters. @throws Problem `query-…` for words that cannot be read */
export function matches(tx: Read, filters: Filters, order: Order = 'newest'): Matches {
  return matchesBy(tx, filters, order, sideNames);
}

function matchesBy<Side extends SideName>(
  tx: Read,
  filters: Filters,
  order: Order,
  sides: readonly Side[],
): Matches<Side> {
  const columns = loadedColumns(tx);
  const query = parseQuery(filters.words ?? '');
  const fits = query && fitting(tx, query);
  const { places, counts } = select(columns, wantedBy(filters), fits && marked(columns, fits), sides);
  const ids = places.map((place) => columns.ids[place] as number);
  const ranked = order === 'relevance' && query !== undefined && ids.length <= mostRanked;
  return {
    total: ids.length,
    ids: ranked ? Uint32Array.from(fittingBest(tx, query, ids)) : ids,
    counts,
    order: ranked ? 'relevance' : 'newest',
    ...(query ? { understood: printQuery(query) } : {}),
  };
}

interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/** Recommendations that pass all filters, a slice of them. @throws Problem `query-…` */
export function search(tx: Read, filters: Filters, slice: Slice, order: Order = 'newest'): Found {
  return searchBy(sideNames, tx, filters, slice, order);
}

/** As `search`, counted by some sides alone: counting by all of them takes longer than the search. */
export function searchBy<Side extends SideName>(
  sides: readonly Side[],
  tx: Read,
  filters: Filters,
  slice: Slice,
  order: Order = 'newest',
): Found<Side> {
  const { ids, ...about } = matchesBy(tx, filters, order, sides);
  return {
    ...about,
    items: shown(tx, [...ids.subarray(slice.offset, slice.offset + slice.limit)], filters.words),
  };
}

/** Recommendations of these numbers as a search for the words shows them. @throws Problem `query-…` */
export function shown(tx: Read, ids: readonly number[], words = ''): FoundItem[] {
  const columns = loadedColumns(tx);
  const query = parseQuery(words);
  const judged = judgementsOf(tx, ids);
  return recommendationsOf(tx, ids).map((one) => {
    const language = languageIn(columns, one.id);
    const judgement = judged.get(one.id);
    return {
      ...one,
      language,
      reasons: query ? reasons(query, one.text, language) : [],
      ...(judgement ? { judgement } : {}),
    };
  });
}

function marked({ ids, places }: Columns<SideName>, fits: Uint32Array): Uint8Array {
  const among = new Uint8Array(ids.length);
  for (const id of fits) among[places[id] as number] = 1;
  return among;
}

function languageIn({ places, dimensions }: Columns<SideName>, id: number): TextLanguage {
  const { codes, members, values } = dimensions.language;
  const [value] = members[codes[places[id] as number] as number] ?? [];
  return value === undefined ? 'other' : (values[value] as TextLanguage);
}

/** What would find something where a search found nothing. */
export interface Suggestion {
  /**
   * "without": the words but for one part; "alone": one part by itself; "looser": the same in any form or
   * beginning so; "filter": the same words without that filter.
   */
  readonly kind: 'without' | 'alone' | 'looser' | 'filter';
  /** The part or the name of the filter that is left out, or the part that stands alone. */
  readonly part: string;
  /** The filters to search with instead. */
  readonly filters: Filters;
  readonly count: number;
}

const mostSuggestions = 6;

/** Why nothing was found: for each thing that could be left out, how many there are without it. */
export function suggestions(tx: Read, filters: Filters): Suggestion[] {
  const query = parseQuery(filters.words ?? '');
  const columns = loadedColumns(tx);
  const tried = (kind: Suggestion['kind'], part: string, changed: Filters): Suggestion[] => {
    const changedQuery = parseQuery(changed.words ?? '');
    const fits = changedQuery && marked(columns, fitting(tx, changedQuery));
    const count = select(columns, wantedBy(changed), fits, []).places.length;
    return count > 0 ? [{ kind, part, filters: changed, count }] : [];
  };
  const asked = (words: Query) => ({ ...filters, words: printQuery(words) });
  const names = (Object.keys(filters) as (keyof Filters)[]).filter((name) => name !== 'words');
  const byFilter = names.flatMap((name) => tried('filter', name, { ...filters, [name]: undefined }));
  if (!query) return byFilter;
  const parts = [...joinedParts(query), ...(query.kind === 'all' ? query.without : [])].slice(
    0,
    mostSuggestions,
  );
  const without = parts.flatMap((part) => {
    const rest = withoutPart(query, part);
    return rest ? tried('without', printQuery(part), asked(rest)) : [];
  });
  const alone =
    parts.length > 2 && without.length === 0
      ? parts.flatMap((part) => tried('alone', printQuery(part), asked(part)))
      : [];
  const looser =
    parts.length > 1 ? [] : loosened(query).flatMap((one) => tried('looser', printQuery(query), asked(one)));
  return [...without, ...alone, ...looser, ...byFilter];
}

/** The same words in any form; beginning alike. */
function loosened(query: Query): Query[] {
  if (query.kind === 'exact' && query.words.length > 1)
    return [
      {
        kind: 'all',
        of: query.words.map((word) => ({ kind: 'word', words: [word], written: word })),
        without: [],
      },
    ];
  const [word = '', ...more] = query.kind === 'word' ? query.words : [];
  return more.length === 0 && word.length > 3
    ? [{ kind: 'prefix', words: [word.slice(0, -1)], written: word }]
    : [];
}
