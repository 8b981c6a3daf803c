/**
 * Looks for thousands of phrases at once. Each phrase hangs on its rarest word (the one fewest phrases share), so
 * that most words of a text cost one look-up; what a word can be is worked out once and kept.
 */
import type { Form, Phrase } from './pattern.ts';
import { numbersOf, type Words } from './rule-words.ts';

/** A phrase found: its number, and the numbers of the words that make it up. */
export interface Hit {
  readonly phrase: number;
  readonly at: readonly number[];
}

export interface PhraseFinder {
  /** All hits; of hits of one phrase at one rarest word, the one with the nearest words. */
  find(text: Words): Hit[];
}

interface Known {
  /** The elements this word can be. */
  readonly elements: readonly number[];
  /** The phrases that hang on one of them, with the place of it in the phrase. */
  readonly anchored: readonly { readonly phrase: number; readonly place: number }[];
}

/** Words kept with what they can be: more than a language uses, less than a hostile file could bring. */
const mostKnown = 200_000;

export function phraseFinder(phrases: readonly Phrase[]): PhraseFinder {
  const elementNumbers = new Map<string, number>();
  const byWord = new Map<string, number[]>();
  const byStem = new Map<string, number[]>();
  const sharing: number[] = [];
  const numberOf = (forms: readonly Form[]): number => {
    const name = forms.map(({ kind, text }) => `${text}${kind === 'stem' ? '*' : ''}`).join('/');
    const number = elementNumbers.get(name) ?? elementNumbers.size;
    if (number === elementNumbers.size) {
      elementNumbers.set(name, number);
      for (const { kind, text } of forms) append(kind === 'stem' ? byStem : byWord, text, number);
    }
    sharing[number] = (sharing[number] ?? 0) + 1;
    return number;
  };
  const coded = phrases.map(({ elements, gaps }) => ({ elements: elements.map(numberOf), gaps }));
  const anchoredAt = new Map<number, { phrase: number; place: number }[]>();
  for (const [phrase, { elements }] of coded.entries()) {
    const rarest = elements.reduce((best, element) =>
      (sharing[element] ?? 0) < (sharing[best] ?? 0) ? element : best,
    );
    const place = elements.indexOf(rarest);
    anchoredAt.set(rarest, [...(anchoredAt.get(rarest) ?? []), { phrase, place }]);
  }

  const known = new Map<string, Known | undefined>();
  const learn = (word: string): Known | undefined => {
    const elements = new Set(numbersOf(word).flatMap((form) => byWord.get(form) ?? []));
    for (let length = 3; length <= word.length; length += 1)
      for (const element of byStem.get(word.slice(0, length)) ?? []) elements.add(element);
    const learnt =
      elements.size > 0
        ? {
            elements: [...elements],
            anchored: [...elements].flatMap((element) => anchoredAt.get(element) ?? []),
          }
        : undefined;
    if (known.size >= mostKnown) known.clear();
    known.set(word, learnt);
    return learnt;
  };

  return {
    find(text) {
      const kinds = text.words.map((word) => (known.has(word) ? known.get(word) : learn(word)));
      const hits: Hit[] = [];
      for (const [at, kind] of kinds.entries()) {
        for (const { phrase, place } of kind?.anchored ?? []) {
          const { elements, gaps } = coded[phrase] ?? { elements: [], gaps: [] };
          const before = reach(
            kinds,
            text,
            at,
            elements.slice(0, place).toReversed(),
            gaps.slice(1, place + 1).toReversed(),
            -1,
          );
          const after = before && reach(kinds, text, at, elements.slice(place + 1), gaps.slice(place + 1), 1);
          if (before && after) hits.push({ phrase, at: [...before.toReversed(), at, ...after] });
        }
      }
      return hits;
    },
  };
}

interface Step {
  readonly at: number;
  readonly from: Step | undefined;
}

/**
 * The words that go on from one in a direction, within its sentence; undefined where they do not. All places each
 * word can have are kept, each once, so that no text makes this slow.
 */
function reach(
  kinds: readonly (Known | undefined)[],
  text: Words,
  from: number,
  elements: readonly number[],
  gaps: readonly number[],
  direction: 1 | -1,
): number[] | undefined {
  let steps: Step[] = [{ at: from, from: undefined }];
  for (const [index, element] of elements.entries()) {
    const next = new Map<number, Step>();
    for (const step of steps)
      for (let distance = 1; distance <= (gaps[index] ?? 0) + 1; distance += 1) {
        const at = step.at + direction * distance;
        if (text.sentences[at] !== text.sentences[from]) break;
        if (kinds[at]?.elements.includes(element) && !next.has(at)) next.set(at, { at, from: step });
      }
    if (next.size === 0) return undefined;
    steps = [...next.values()];
  }
  const path: number[] = [];
  for (let step: Step | undefined = steps[0]; step?.from; step = step.from) path.push(step.at);
  return path.toReversed();
}

function append(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
