/** The codebook at work: what a text mentions, and the labels it gets for that. */
import {
  type Codebook,
  type Coder,
  type Entry,
  type Label,
  type ListName,
  type Mention,
  nameOf,
  type Reference,
  type RuleLanguage,
  ruleLanguages,
} from './codebook.ts';
import type { Pattern, Phrase } from './pattern.ts';
import { phraseFinder } from './phrases.ts';
import { type Words, wordsOf } from './rule-words.ts';

/** Whether a text gets the label of an entry, or, of a list of parts, mentions the entry. */
export function holdsIn(
  { codebook, labels, read }: Coder,
  { list, entry }: Reference,
  text: string,
  language: RuleLanguage,
): boolean {
  const parts = codebook.lists.some(({ name, choice }) => name === list && choice === 'parts');
  const found: readonly Reference[] = parts ? read(text, language).mentions : labels(text, language);
  return found.some((one) => one.list === list && one.entry === entry);
}

/** Patterns were parsed before, so this cannot fail. */
export function coder(codebook: Codebook): Coder {
  const readers = new Map(ruleLanguages.map((language) => [language, compile(codebook.entries, language)]));
  const find = (text: string, language: RuleLanguage) => {
    const words = wordsOf(text);
    return { words, found: readers.get(language)?.(words) ?? new Map<number, Mention[]>() };
  };
  const choiceOf = new Map(codebook.lists.map(({ name, choice }) => [name, choice]));
  const order = new Map(codebook.entries.map(({ list, id }, at) => [nameOf({ list, entry: id }), at]));
  const parts = new Set(
    codebook.entries.flatMap(({ list }, at) => (choiceOf.get(list) === 'parts' ? [at] : [])),
  );
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
        if (parts.has(at)) continue;
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
          if (!label || (choiceOf.get(label.list) === 'one' && taken.has(label.list))) return [];
          taken.add(label.list);
          return [label];
        });
    },
  };
}

function first({ at }: Mention): number {
  return at[0] ?? 0;
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
  const ruled = entries.map(({ list, id, rules }): Ruled => ({
    list,
    entry: id,
    include: rules[language]?.include.map(numbered) ?? [],
    includeAll: rules[language]?.includeAll.map(numbered) ?? [],
    exclude: rules[language]?.exclude.map(numbered) ?? [],
  }));
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
    const beside =
      others.length + required.length === 0
        ? nothing
        : [...others.flatMap((phrase) => kept(phrase)[0] ?? []), ...required];
    for (const at of kept(first))
      mentions.push({ list: rule.list, entry: rule.entry, pattern: pattern.written, at, beside });
  }
  return mentions;
}

const nothing: readonly number[] = [];

function holds({ all, none }: Numbered, hits: Hits): boolean {
  return all.every((phrase) => hits.has(phrase)) && !none.some((phrase) => hits.has(phrase));
}
