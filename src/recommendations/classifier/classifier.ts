/**
 * A classifier of UPR Info's action category, learnt from texts that people labelled. It answers with a
 * probability that was calibrated on texts it had not learnt from, and abstains where that is too low.
 */
import type { MatchedWord, Reading } from '../codebook.ts';
import { type ActionCategory, actionCategories } from '../model.ts';
import { Problem } from '../../core/problem.ts';
import { sharpness, thresholdFor } from './calibration.ts';
import { featuresOf } from './features.ts';
import { fit, scoresOf, softmax, type SparseRows, type Weights } from './regression.ts';
import { encode, learnVocabulary, rounded, type Texts, type Vocabulary, weigher } from './vocabulary.ts';

export const classes = actionCategories.length;

/** The penalty on squared weights; chosen on sessions 11 to 13 of UPR Info, learning from 1 to 10. */
const penalty = 4;

/** The part of later texts that the abstaining is set to leave answered. */
const answeredPart = 0.8;

/** The part of texts that a split in time puts before it; of UPR Info's sessions 1 to 17, those to 13. */
const earlierPart = 0.7;

/** Whom and when a text asked, and the category people gave it. */
export interface Labelled {
  readonly state: string;
  /** The UPR session. */
  readonly session: number;
  readonly category: ActionCategory;
}

/** What was learnt. Nothing in it changes, and the same texts give the same model. */
export interface ActionModel {
  /** The version of the codebook whose rules the features use. */
  readonly codebook: string;
  readonly examples: number;
  readonly sessions: readonly [first: number, last: number];
  readonly vocabulary: Vocabulary;
  readonly weights: Weights;
  readonly sharpness: number;
  /** Below this probability it abstains. */
  readonly threshold: number;
}

/** The numbers of the texts up to a session, and of those after. */
export interface Split {
  readonly until: number;
  readonly earlier: readonly number[];
  readonly later: readonly number[];
}

/**
 * Parts texts at a session: the one given, or the first by which seven tenths had been made; if that is the last,
 * the one before it.
 */
export function splitInTime(examples: readonly Labelled[], chosen: readonly number[], until?: number): Split {
  const sessions = chosen.map((one) => examples[one]?.session ?? 0).toSorted((a, b) => a - b);
  const most = sessions[Math.ceil(sessions.length * earlierPart) - 1] ?? 0;
  const last =
    until ?? (most < (sessions.at(-1) ?? 0) ? most : sessions.findLast((one) => one < most)) ?? most;
  return {
    until: last,
    earlier: chosen.filter((one) => (examples[one]?.session ?? 0) <= last),
    later: chosen.filter((one) => (examples[one]?.session ?? 0) > last),
  };
}

/**
 * Learns from some of the texts, and looks at no others: weights from the earlier of them, temperature and
 * threshold from the later, then weights from all.
 * @throws Problem `training-too-little` where a category is missing, or all texts are of one session
 */
export function train(
  texts: Texts,
  examples: readonly Labelled[],
  chosen: readonly number[],
  codebook: string,
): ActionModel {
  const { earlier, later } = splitInTime(examples, chosen);
  checkEnough(examples, earlier, later);
  const labels = (rows: readonly number[]) =>
    Uint8Array.from(rows, (row) => (examples[row]?.category ?? 1) - 1);
  const learn = (rows: readonly number[]) => {
    const vocabulary = learnVocabulary(texts, rows);
    const found = fit(encode(texts, rows, vocabulary), labels(rows), classes, penalty);
    return { vocabulary, weights: found.map(rounded) };
  };
  const first = learn(earlier);
  const scores = scoresOfAll(encode(texts, later, first.vocabulary), first.weights);
  const sharp = rounded(sharpness(scores, labels(later)));
  const surest = scores.map((sums) => Math.max(...probabilitiesOf(sums, sharp)));
  const sessions = chosen.map((row) => examples[row]?.session ?? 0);
  return {
    codebook,
    examples: chosen.length,
    sessions: [
      sessions.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      sessions.reduce((a, b) => Math.max(a, b), 0),
    ],
    ...learn(chosen),
    sharpness: sharp,
    // Rounded down, so that the least sure text that is to be answered is.
    threshold: Math.floor(thresholdFor(answeredPart, surest) * 1e5) / 1e5,
  };
}

function checkEnough(
  examples: readonly Labelled[],
  earlier: readonly number[],
  later: readonly number[],
): void {
  const there = new Set(earlier.map((row) => examples[row]?.category));
  const missing = actionCategories.filter((category) => !there.has(category));
  if (later.length === 0 || missing.length > 0)
    throw new Problem('training-too-little', {
      texts: earlier.length,
      missing: missing.join(', ') || '–',
      later: later.length,
    });
}

/** The probabilities of some of the texts, one for each category. */
export function probabilities(
  { vocabulary, weights, sharpness: sharp }: ActionModel,
  texts: Texts,
  chosen: readonly number[],
): readonly Float64Array[] {
  return scoresOfAll(encode(texts, chosen, vocabulary), weights).map((sums) => probabilitiesOf(sums, sharp));
}

function scoresOfAll(rows: SparseRows, weights: Weights): Float64Array[] {
  return Array.from({ length: rows.starts.length - 1 }, (_, row) => {
    const scores = new Float64Array(classes);
    scoresOf(rows, row, weights, scores);
    return scores;
  });
}

function probabilitiesOf(scores: Float64Array, sharp: number): Float64Array {
  const parts = scores.map((sum) => sum * sharp);
  softmax(parts);
  return parts;
}

/** The likeliest class, by its number. */
export function likeliest(parts: Float64Array): { readonly at: number; readonly probability: number } {
  let at = 0;
  for (let c = 1; c < parts.length; c += 1) if ((parts[c] ?? 0) > (parts[at] ?? 0)) at = c;
  return { at, probability: parts[at] ?? 0 };
}

/** What a model says of a text. An answer with too little behind it is none. */
export interface Judgement {
  readonly kind: 'category' | 'abstains';
  /** The likeliest category, also where it abstains. */
  readonly category: ActionCategory;
  readonly probability: number;
  /** The words that spoke most for this category, in the order of the text. */
  readonly words: readonly MatchedWord[];
}

/** Words shown as the reason. */
const reasons = 5;

/** The model made ready; give it English texts read with the codebook it was trained with. */
export function classifier(model: ActionModel): (reading: Reading) => Judgement {
  const { vocabulary, weights } = model;
  const places = new Map(vocabulary.names.map((name, at) => [name, at]));
  const weigh = weigher(vocabulary);
  return (reading) => {
    const found = featuresOf(reading).flatMap(({ name, places: at }) => {
      const feature = places.get(name);
      return feature === undefined ? [] : [{ feature, at }];
    });
    const values = weigh(found.map(({ feature }) => feature));
    const row: SparseRows = {
      starts: Int32Array.of(0, values.size),
      features: Int32Array.from(values.keys()),
      values: Float32Array.from(values.values()),
      width: vocabulary.names.length,
    };
    const [scores = new Float64Array(classes)] = scoresOfAll(row, weights);
    const { at, probability } = likeliest(probabilitiesOf(scores, model.sharpness));
    // Each feature speaks through its words, in equal shares; what it says is its weight against the mean.
    const spoken = new Float64Array(reading.words.words.length);
    const times = Map.groupBy(found, ({ feature }) => feature);
    for (const [feature, value] of values) {
      const weight = (c: number) => weights[feature * classes + c] ?? 0;
      const mean = actionCategories.reduce((sum, _, c) => sum + weight(c), 0) / classes;
      const all = times.get(feature) ?? [];
      for (const one of all)
        for (const place of one.at)
          spoken[place] = (spoken[place] ?? 0) + (value * (weight(at) - mean)) / (all.length * one.at.length);
    }
    return {
      kind: probability >= model.threshold ? 'category' : 'abstains',
      category: actionCategories[at] ?? 1,
      probability,
      words: strongest(spoken).map((place) => {
        const [start, end] = [reading.words.starts[place] ?? 0, reading.words.ends[place] ?? 0];
        return { text: reading.text.slice(start, end), start, end };
      }),
    };
  };
}

function strongest(spoken: Float64Array): number[] {
  return [...spoken.keys()]
    .filter((place) => (spoken[place] ?? 0) > 0)
    .toSorted((a, b) => (spoken[b] ?? 0) - (spoken[a] ?? 0))
    .slice(0, reasons)
    .toSorted((a, b) => a - b);
}
