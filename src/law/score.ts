/**
 * A composite score of States on a checklist. It is worked out only where a person asks for it, with weights that
 * stand beside it, and never without its range: what it could be under other weights and with the gaps filled.
 */
import type { Iso3 } from '../core/state.ts';
import type { Answer } from '../core/value.ts';
import { answerAt, type Answers, scoredPoints } from './comparison.ts';
import type { Checklist } from './checklist.ts';

export interface Weights {
  /** By the English heading of a group of points; '' for points without one. What is missing weighs 1. */
  readonly groups: ReadonlyMap<string, number>;
  /** What "partly" counts, between no (0) and yes (1). */
  readonly partly: number;
}

export interface Score {
  /** Of the answers that are known, from 0 to 1; undefined where none is. */
  readonly value?: number;
  /** Points answered yes, partly or no. */
  readonly known: number;
  /** Points that can be scored. */
  readonly points: number;
  /**
   * The lowest and the highest it can be: points without an answer as all no and all yes, "partly" as 0 and as 1, and
   * the weight of each group at half and at twice what was chosen, whichever of these together give the extreme.
   */
  readonly lowest: number;
  readonly highest: number;
}

/** How far weights are varied for the range: to half and to twice. */
const variation = { least: 0.5, most: 2 };

export function scoreOf(
  all: Answers,
  checklist: Pick<Checklist, 'points'>,
  state: Iso3,
  weights: Weights,
): Score {
  const groups = [...Map.groupBy(scoredPoints(checklist), ({ group }) => group?.en ?? '')].map(
    ([group, points]) => ({
      weight: weights.groups.get(group) ?? 1,
      answers: points.map((point) => answerAt(all, state, point).answer),
    }),
  );
  const known = groups.flatMap((group) => group.answers).filter((answer) => isKnown(answer)).length;
  const points = groups.reduce((sum, group) => sum + group.answers.length, 0);
  const value = mean(
    groups.map((group) => ({
      weight: group.weight,
      values: group.answers.filter(isKnown).map((answer) => worth(answer, weights.partly, 0)),
    })),
  );
  const extreme = (partly: 0 | 1, gap: 0 | 1) =>
    extremeMean(
      groups.map((group) => ({
        weight: group.weight,
        values: group.answers.map((answer) => worth(answer, partly, gap)),
      })),
      gap === 1 ? 'highest' : 'lowest',
    );
  return {
    ...(value === undefined ? {} : { value }),
    known,
    points,
    lowest: extreme(0, 0),
    highest: extreme(1, 1),
  };
}

function isKnown(answer: Answer): boolean {
  return answer === 'yes' || answer === 'partly' || answer === 'no';
}

function worth(answer: Answer, partly: number, gap: number): number {
  if (answer === 'yes') return 1;
  if (answer === 'partly') return partly;
  return answer === 'no' ? 0 : gap;
}

interface Weighed {
  readonly weight: number;
  readonly values: readonly number[];
}

/** Each point weighs what its group weighs. */
function mean(groups: readonly Weighed[]): number | undefined {
  const total = groups.reduce((sum, { weight, values }) => sum + weight * values.length, 0);
  if (total === 0) return undefined;
  return (
    groups.reduce((sum, { weight, values }) => sum + weight * values.reduce((one, two) => one + two, 0), 0) /
    total
  );
}

/**
 * The extreme of the mean over all ways of varying the weights. A weighted mean is highest when groups above some
 * mean weigh most and those below it least, so trying each threshold among the groups' means is enough.
 */
function extremeMean(groups: readonly Weighed[], which: 'lowest' | 'highest'): number {
  const filled = groups.filter(({ values }) => values.length > 0);
  const own = (group: Weighed) => mean([{ ...group, weight: 1 }]) ?? 0;
  const order = filled.toSorted((a, b) => own(a) - own(b));
  const found = Array.from({ length: order.length + 1 }, (_, split) =>
    mean(
      order.map((group, at) => {
        const up = which === 'highest' ? at >= split : at < split;
        return { ...group, weight: group.weight * (up ? variation.most : variation.least) };
      }),
    ),
  ).filter((value) => value !== undefined);
  return found.length === 0
    ? which === 'lowest'
      ? 0
      : 1
    : which === 'lowest'
      ? Math.min(...found)
      : Math.max(...found);
}
