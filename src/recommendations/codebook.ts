/**
 * The codebook: what a recommendation is about, as lists of entries with the words by which each is known. The
 * rules are data (`reference/codebook`); a label says which rule gave it, in which version, and which words of
 * the text it rests on.
 */
import type { Citation } from '../core/citation.ts';
import type { LocalText } from '../core/text.ts';
import type { Pattern, Phrase } from './pattern.ts';
import { phraseFinder } from './phrases.ts';
import { type Words, wordsOf } from './words.ts';

/** Languages whose words the rules know. A text in another is labelled by none of them. */
export const ruleLanguages = ['en', 'fr', 'es'] as const;
export type RuleLanguage = (typeof ruleLanguages)[number];

export const listNames = [
  'relevance',
  'manifestation',
  'theme',
  'instrument',
  'sdg',
  'group',
  'addressee',
  'action',
  'operation',
  'object',
] as const;
export type ListName = (typeof listNames)[number];

export interface CodebookList {
  readonly name: ListName;
  readonly label: LocalText;
  /** "one": of several entries found only the first in the order of the file holds. */
  readonly choice: 'one' | 'many';
}

/** The words by which an entry is known in one language. */
export interface Rules {
  /** One of these must occur. */
  readonly include: readonly Pattern[];
  /** Each of these must occur as well. */
  readonly includeAll: readonly Pattern[];
  /** Words that do not count: "sexual orientation" takes "sexual" away. */
  readonly exclude: readonly Pattern[];
}

export interface Entry {
  readonly list: ListName;
  readonly id: string;
  readonly label: LocalText;
  readonly definition: string;
  readonly rules: { readonly [L in RuleLanguage]?: Rules };
  readonly citation: Citation;
}

/** "Where this is found, that holds as well", with the reason. */
export interface Crossing {
  readonly from: Reference;
  readonly to: Reference;
  readonly reason: string;
  readonly citation: Citation;
}

export interface Reference {
  readonly list: ListName;
  readonly entry: string;
}

export interface Codebook {
  /** Changes whenever a file of the codebook changes. */
  readonly version: string;
  readonly lists: readonly CodebookList[];
  readonly entries: readonly Entry[];
  readonly crosswalk: readonly Crossing[];
  /** The operation that an object stands for after a verb that says nothing: to strengthen training is to train. */
  readonly implied: ReadonlyMap<string, string>;
}

/** Where a label comes from: here always a rule of the codebook. */
export interface RuleOrigin {
  readonly kind: 'rule';
  /** "theme/trafficking", or "manifestation/trafficking > sdg/16.2" where the crosswalk gave it. */
  readonly rule: string;
  readonly version: string;
}

/** Words of the text, from `start` to before `end` (UTF-16 units). */
export interface MatchedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Label extends Reference {
  /** The pattern as it stands in the codebook. */
  readonly pattern: string;
  /** The words that matched, in their order, each once. */
  readonly words: readonly MatchedWord[];
  readonly origin: RuleOrigin;
}

/** An entry at one place. */
export interface Mention extends Reference {
  readonly pattern: string;
  /** The numbers of the words of the first phrase of the pattern, in order. */
  readonly at: readonly number[];
  /** The words elsewhere in the text without which it would not hold. */
  readonly beside: readonly number[];
}

/** A text read: its words, and every place an entry is mentioned, in the order of the text. */
export interface Reading {
  readonly text: string;
  readonly words: Words;
  readonly mentions: readonly Mention[];
}

/** The codebook made ready. Make it once: this takes far longer than reading a text with it. */
export interface Coder {
  readonly codebook: Codebook;
  /** All mentions of all entries; the crosswalk is not applied, nor the choice of one. */
  read(text: string, language: RuleLanguage): Reading;
  /** What a text is about, in the order of the lists and of their entries. */
  labels(text: string, language: RuleLanguage): readonly Label[];
}

/** Patterns were parsed before, so this cannot fail. */
export function coder(codebook: Codebook): Coder {
  const readers = new Map(ruleLanguages.map((language) => [language, compile(codebook.entries, language)]));
  const find = (text: string, language: RuleLanguage) => {
    const words = wordsOf(text);
    return { words, found: readers.get(language)?.(words) ?? new Map<number, Mention[]>() };
  };
  const one = new Set(codebook.lists.filter(({ choice }) => choice === 'one').map(({ name }) => name));
  const order = new Map(codebook.entries.map(({ list, id }, at) => [nameOf({ list, entry: id }), at]));
  const crossings = Map.groupBy(codebook.crosswalk, ({ from }) => order.get(nameOf(from)));
  return {
    codebook,
    read(text, language) {
      const { words, found } = find(text, language);
      return { text, words, mentions: [...found.values()].flat().toSorted((a, b) => first(a) - first(b)) };
    },
    labels(text, language) {
      const { words, found } = find(text, language);
      const labels = new Map<number, Label>();
      for (const [at, mentions] of found) {
        const label = labelFrom(text, words, mentions, codebook.version);
        labels.set(at, label);
        for (const { to } of crossings.get(at) ?? []) {
          const target = order.get(nameOf(to)) ?? 0;
          const origin = { ...label.origin, rule: `${label.origin.rule} > ${nameOf(to)}` };
          if (!labels.has(target)) labels.set(target, { ...label, ...to, origin });
        }
      }
      const taken = new Set<ListName>();
      return [...labels.keys()]
        .toSorted((a, b) => a - b)
        .flatMap((at) => {
          const label = labels.get(at);
          if (!label || (one.has(label.list) && taken.has(label.list))) return [];
          taken.add(label.list);
          return [label];
        });
    },
  };
}

function first({ at }: Mention): number {
  return at[0] ?? 0;
}

/** "theme/trafficking" */
export function nameOf({ list, entry }: Reference): string {
  return `${list}/${entry}`;
}

function labelFrom(text: string, words: Words, mentions: readonly Mention[], version: string): Label {
  const { list = 'theme', entry = '', pattern = '' } = mentions[0] ?? {};
  const places = new Set<number>();
  for (const { at, beside } of mentions) {
    for (const place of at) places.add(place);
    for (const place of beside) places.add(place);
  }
  return {
    list,
    entry,
    pattern,
    words: [...places]
      .toSorted((a, b) => a - b)
      .map((at) => {
        const [start, end] = [words.starts[at] ?? 0, words.ends[at] ?? 0];
        return { text: text.slice(start, end), start, end };
      }),
    origin: { kind: 'rule', rule: nameOf({ list, entry }), version },
  };
}

/** A pattern with its phrases as numbers. */
interface Numbered {
  readonly written: string;
  readonly all: readonly number[];
  readonly none: readonly number[];
}

/** Gives the mentions of each entry found, by its number in the codebook. */
function compile(
  entries: readonly Entry[],
  language: RuleLanguage,
): (words: Words) => ReadonlyMap<number, Mention[]> {
  const numbers = new Map<string, number>();
  const phrases: Phrase[] = [];
  const numberOf = (phrase: Phrase): number => {
    const name = JSON.stringify(phrase);
    const number = numbers.get(name) ?? phrases.length;
    if (number === phrases.length) {
      numbers.set(name, number);
      phrases.push(phrase);
    }
    return number;
  };
  const numbered = ({ written, all, none }: Pattern): Numbered => ({
    written,
    all: all.map(numberOf),
    none: none.map(numberOf),
  });
  const ruled = entries.map(
    ({ list, id, rules }): Ruled => ({
      list,
      entry: id,
      include: rules[language]?.include.map(numbered) ?? [],
      includeAll: rules[language]?.includeAll.map(numbered) ?? [],
      exclude: rules[language]?.exclude.map(numbered) ?? [],
    }),
  );
  /** By the first phrase of an include pattern: the entries it can give a mention of. */
  const waiting = new Map<number, Set<number>>();
  for (const [at, { include }] of ruled.entries())
    for (const { all } of include) {
      const [first = -1] = all;
      waiting.set(first, (waiting.get(first) ?? new Set()).add(at));
    }
  const finder = phraseFinder(phrases);
  return (words) => {
    const hits = new Map<number, (readonly number[])[]>();
    for (const { phrase, at } of finder.find(words)) {
      const before = hits.get(phrase);
      if (before) before.push(at);
      else hits.set(phrase, [at]);
    }
    const found = new Map<number, Mention[]>();
    for (const phrase of hits.keys())
      for (const at of waiting.get(phrase) ?? []) {
        const rule = ruled[at];
        if (!rule || found.has(at)) continue;
        found.set(at, mentionsOf(rule, hits));
      }
    for (const [at, mentions] of found) if (mentions.length === 0) found.delete(at);
    return found;
  };
}

interface Ruled extends Reference {
  readonly include: readonly Numbered[];
  readonly includeAll: readonly Numbered[];
  readonly exclude: readonly Numbered[];
}

type Hits = ReadonlyMap<number, readonly (readonly number[])[]>;

function mentionsOf(rule: Ruled, hits: Hits): Mention[] {
  const mentions: Mention[] = [];
  if (!rule.includeAll.every((pattern) => holds(pattern, hits))) return mentions;
  const away = new Set<number>();
  for (const pattern of rule.exclude)
    if (holds(pattern, hits))
      for (const phrase of pattern.all)
        for (const at of hits.get(phrase) ?? []) for (const place of at) away.add(place);
  const kept = (phrase: number) => {
    const places = hits.get(phrase) ?? [];
    return away.size === 0 ? places : places.filter((at) => !at.some((place) => away.has(place)));
  };
  const required = rule.includeAll.flatMap(({ all }) => all.flatMap((phrase) => hits.get(phrase)?.[0] ?? []));
  for (const pattern of rule.include) {
    const [first = -1, ...others] = pattern.all;
    if (!hits.has(first) || !holds(pattern, hits)) continue;
    if (others.some((phrase) => kept(phrase).length === 0)) continue;
    const beside = others.length + required.length === 0 ? nothing : [...others.flatMap((phrase) => kept(phrase)[0] ?? []), ...required];
    for (const at of kept(first))
      mentions.push({ list: rule.list, entry: rule.entry, pattern: pattern.written, at, beside });
  }
  return mentions;
}

const nothing: readonly number[] = [];

function holds({ all, none }: Numbered, hits: Hits): boolean {
  return all.every((phrase) => hits.has(phrase)) && !none.some((phrase) => hits.has(phrase));
}
