/** Learns from labelled texts, and tells how well what was learnt holds on later ones. */
import { Problem } from '../../core/problem.ts';
import { actionFeatures } from '../action.ts';
import type { Coder } from '../codebook.ts';
import {
  type ActionModel,
  classes,
  type Labelled,
  likeliest,
  probabilities,
  splitInTime,
  train,
} from './classifier.ts';
import { accuracyAt, intervals, type Judged, type Scores, scoresFrom } from './evaluation.ts';
import { featuresOf } from './features.ts';
import { gatherer, type Texts } from './vocabulary.ts';

export interface LabelledText extends Labelled {
  readonly text: string;
}

/** Labelled texts with their features. */
export interface Lesson {
  readonly examples: readonly LabelledText[];
  readonly texts: Texts;
  readonly coder: Coder;
}

export function lessonFrom(examples: readonly LabelledText[], coder: Coder): Lesson {
  const { add, texts } = gatherer();
  for (const { text } of examples) add(featuresOf(coder.read(text, 'en')).map(({ name }) => name));
  return { examples, texts, coder };
}

/** The model of all texts. @throws Problem `training-too-little` */
export function learn({ examples, texts, coder }: Lesson): ActionModel {
  return train(texts, examples, [...examples.keys()], coder.codebook.version);
}

export interface Evaluation {
  /** Learnt from the sessions up to this one, tested on those after. */
  readonly until: number;
  readonly learntFrom: number;
  readonly scores: Scores;
  readonly interval: (score: (scores: Scores) => number) => readonly [low: number, high: number];
  /** Accuracy when exactly four fifths of the texts are answered, the surest first. */
  readonly accuracyAtFourFifths: number;
  /** Texts whose words were not learnt from, for no State: what is left when repetition is taken away. */
  readonly newWords: Scores;
  /** The rules of the codebook on the same texts; where they find no verb, they count as wrong. */
  readonly rules: { readonly accuracy: number };
}

/**
 * Learns from the earlier sessions and tests on the later ones, which the learning never sees.
 * @param until the last session to learn from; if absent, as `splitInTime` says
 * @param random uniform over 0 to below 1, for the intervals
 * @throws Problem `training-too-little`
 */
export function evaluate(
  { examples, texts, coder }: Lesson,
  until: number | undefined,
  random: () => number,
): Evaluation {
  const split = splitInTime(examples, [...examples.keys()], until);
  if (split.later.length === 0)
    throw new Problem('training-too-little', { texts: examples.length, missing: '–', later: 0 });
  const model = train(texts, examples, split.earlier, coder.codebook.version);
  const parts = probabilities(model, texts, split.later);
  const judged = split.later.map((row, at): Judged & { readonly text: string } => {
    const { at: given, probability } = likeliest(parts[at] ?? new Float64Array(classes));
    const { state = '', category = 1, text = '' } = examples[row] ?? {};
    return { state, truth: category - 1, given, probability, text };
  });
  const learnt = new Set(split.earlier.map((row) => examples[row]?.text.toLowerCase()));
  const byRules = split.later.filter((row) => {
    const { text = '', category } = examples[row] ?? {};
    return actionFeatures(coder.read(text, 'en')).category === category;
  });
  return {
    until: split.until,
    learntFrom: split.earlier.length,
    scores: scoresFrom(judged, classes, model.threshold),
    interval: intervals(judged, classes, model.threshold, random),
    accuracyAtFourFifths: accuracyAt(0.8, judged),
    newWords: scoresFrom(
      judged.filter(({ text }) => !learnt.has(text.toLowerCase())),
      classes,
      model.threshold,
    ),
    rules: { accuracy: byRules.length / split.later.length },
  };
}
