/**
 * The codebook: what a recommendation is about, as lists of entries with the words by which each is known. The
 * rules are data (`reference/codebook`); a label says which rule gave it, in which version, and which words of
 * the text it rests on.
 */
import type { Citation } from '../core/citation.ts';
import type { LocalText } from '../core/text.ts';
import type { Pattern, Phrase } from './pattern.ts';
import { type PhraseFinder, phraseFinder } from './phrases.ts';
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

/** Reads patterns, so a fault in them is found by whoever parsed them: this cannot fail. */
export function coder(codebook: Codebook): Coder {
  const readers = new Map(ruleLanguages.map((language) => [language, compile(codebook.entries, language)]));
  const read = (text: string, language: RuleLanguage): Reading => {
    const words = wordsOf(text);
    return { text, words, mentions: readers.get(language)?.(words) ?? [] };
  };
  const order = new Map(codebook.entries.map(({ list, id }, at) => [`${list}/${id}`, at]));
  const one = new Set(codebook.lists.filter(({ choice }) => choice === 'one').map(({ name }) => name));
  const crossings = new Map<string, Crossing[]>();
  for (const crossing of codebook.crosswalk) {
    const from = nameOf(crossing.from);
    crossings.set(from, [...(crossings.get(from) ?? []), crossing]);
  }
  const labels = (text: string, language: RuleLanguage): readonly Label[] => {
    const reading = read(text, language);
    const found = new Map<string, Label>();
    const byEntry = Map.groupBy(reading.mentions, nameOf);
    for (const [name, mentions] of byEntry) {
      const label = labelFrom(reading, mentions, name, codebook.version);
      if (label) found.set(name, label);
    }
    for (const name of byEntry.keys())
      for (const { to } of crossings.get(name) ?? []) {
        const label = found.get(name);
        if (label && !found.has(nameOf(to)))
          found.set(nameOf(to), {
            ...label,
            ...to,
            origin: { ...label.origin, rule: `${name} > ${nameOf(to)}` },
          });
      }
    const sorted = [...found].toSorted(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const taken = new Set<ListName>();
    return sorted.flatMap(([, label]) => {
      if (one.has(label.list) && taken.has(label.list)) return [];
      taken.add(label.list);
      return [label];
    });
  };
  return { codebook, read, labels };
}

/** "theme/trafficking" */
export function nameOf({ list, entry }: Reference): string {
  return `${list}/${entry}`;
}

function labelFrom(
  { text, words }: Reading,
  mentions: readonly Mention[],
  rule: string,
  version: string,
): Label | undefined {
  const [first] = mentions;
  if (!first) return undefined;
  const places = [...new Set(mentions.flatMap(({ at, beside }) => [...at, ...beside]))].toSorted((a, b) => a - b);
  return {
    list: first.list,
    entry: first.entry,
    pattern: first.pattern,
    words: places.map((at) => {
      const [start, end] = [words.starts[at] ?? 0, words.ends[at] ?? 0];
      return { text: text.slice(start, end), start, end };
    }),
    origin: { kind: 'rule', rule, version },
  };
}

/** A pattern with its phrases as numbers. */
interface Numbered {
  readonly written: string;
  readonly all: readonly number[];
  readonly none: readonly number[];
}

function compile(entries: readonly Entry[], language: RuleLanguage): (words: Words) => Mention[] {
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
  const ruled = entries.flatMap(({ list, id, rules }) => {
    const own = rules[language];
    if (!own || own.include.length === 0) return [];
    return [
      {
        list,
        entry: id,
        include: own.include.map(numbered),
        includeAll: own.includeAll.map(numbered),
        exclude: own.exclude.map(numbered),
      },
    ];
  });
  const finder: PhraseFinder = phraseFinder(phrases);
  /** By the first phrase of an include pattern: the rules it can give a mention. */
  const waiting = new Map<number, Set<number>>();
  for (const [at, { include }] of ruled.entries())
    for (const { all } of include) {
      const [first = -1] = all;
      waiting.set(first, (waiting.get(first) ?? new Set()).add(at));
    }
  return (words) => {
    const hits = new Map<number, (readonly number[])[]>();
    for (const { phrase, at } of finder.find(words)) {
      const before = hits.get(phrase);
      if (before) before.push(at);
      else hits.set(phrase, [at]);
    }
    const candidates = new Set<number>();
    for (const phrase of hits.keys()) for (const at of waiting.get(phrase) ?? []) candidates.add(at);
    const mentions: Mention[] = [];
    for (const at of candidates) {
      const rule = ruled[at];
      if (rule) mentions.push(...mentionsOf(rule, hits));
    }
    return mentions.toSorted((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0));
  };
}

interface Ruled extends Reference {
  readonly include: readonly Numbered[];
  readonly includeAll: readonly Numbered[];
  readonly exclude: readonly Numbered[];
}

type Hits = ReadonlyMap<number, readonly (readonly number[])[]>;

function mentionsOf(rule: Ruled, hits: Hits): Mention[] {
  if (!rule.includeAll.every((pattern) => holds(pattern, hits))) return [];
  const away = new Set(
    rule.exclude.flatMap((pattern) =>
      holds(pattern, hits) ? pattern.all.flatMap((phrase) => (hits.get(phrase) ?? []).flat()) : [],
    ),
  );
  const { list, entry } = rule;
  const beside = rule.includeAll.flatMap(({ all }) => all.flatMap((phrase) => hits.get(phrase)?.[0] ?? []));
  return rule.include.flatMap((pattern) => {
    if (!holds(pattern, hits)) return [];
    const [first = -1, ...others] = pattern.all;
    const kept = (phrase: number) =>
      (hits.get(phrase) ?? []).filter((at) => !at.some((place) => away.has(place)));
    if (others.some((phrase) => kept(phrase).length === 0)) return [];
    const far = [...others.flatMap((phrase) => kept(phrase)[0] ?? []), ...beside];
    return kept(first).map((at) => ({ list, entry, pattern: pattern.written, at, beside: far }));
  });
}

function holds({ all, none }: Numbered, hits: Hits): boolean {
  return all.every((phrase) => hits.has(phrase)) && !none.some((phrase) => hits.has(phrase));
}
