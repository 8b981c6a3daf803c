/**
 * What the classifier sees of a text: its words and pairs of words, how it opens (UPR Info's rule is that the main
 * verb decides, and it nearly always stands there), and what the rules of the codebook make of it.
 */
import { actionFeatures } from '../action.ts';
import type { Reading } from '../codebook.ts';

/** A name such as "pair take steps", and the numbers of the words of the text it comes from. */
export interface Feature {
  readonly name: string;
  readonly places: readonly number[];
}

/** Kinds weighed by how rare they are; all others are marks that are there or not. */
const weighed = ['word', 'pair'] as const;

/** How many words count as the opening. */
const opening = 8;

/** What follows in a text pasted whole tells nothing of what it asks for first. */
const most = 400;

/** All features of a text read; one name may come several times. */
export function featuresOf(reading: Reading): Feature[] {
  const words = reading.words.words.slice(0, most);
  const features: Feature[] = [];
  const add = (kind: string, what: string, ...places: readonly number[]) =>
    features.push({ name: `${kind} ${what}`, places });
  for (const [at, word] of words.entries()) {
    const [next, third] = [words[at + 1], words[at + 2]];
    add('word', word, at);
    if (next !== undefined) add('pair', `${word} ${next}`, at, at + 1);
    if (at >= opening) continue;
    add(`place-${at + 1}`, word, at);
    add('opening', word, at);
    if (next === undefined) continue;
    add('opening-pair', `${word} ${next}`, at, at + 1);
    if (third !== undefined && at + 3 <= opening)
      add('opening-three', `${word} ${next} ${third}`, at, at + 1, at + 2);
  }
  return [...features, ...ruleFeatures(reading)];
}

function ruleFeatures(reading: Reading): Feature[] {
  const { category, verb, before, categories, operations } = actionFeatures(reading);
  const length = verb?.split(' ').length ?? 0;
  const places = before === undefined ? [] : Array.from({ length }, (_, at) => before + at);
  const marks = [
    `rule ${category ?? 'none'}`,
    `verbs ${categories.slice(0, 3).join(' ')}`,
    `verbs-count ${Math.min(4, categories.length)}`,
    `verb-place ${Math.min(9, before ?? 9)}`,
    ...categories.slice(0, 3).map((one, at) => `verb-${at + 1} ${one}`),
    ...operations.map((operation) => `operation ${operation}`),
    ...operations.slice(0, 2).map((operation, at) => `operation-${at + 1} ${operation}`),
  ];
  if (verb !== undefined && before !== undefined) {
    const { words } = reading.words;
    const [next = '', third = ''] = words.slice(before + length, before + length + 2);
    marks.push(
      `verb ${verb}`,
      `verb-then ${verb} ${next}`,
      `verb-then-two ${verb} ${next} ${third}`,
      `verb-after ${words[before - 1] ?? ''} ${verb}`,
    );
  }
  return marks.map((name) => ({ name, places }));
}

/** To which of the weighed kinds a feature belongs: 0 for marks, else from 1. */
export function weighedKind(name: string): number {
  return weighed.findIndex((kind) => name.startsWith(`${kind} `)) + 1;
}

export const weighedKinds = weighed.length;
