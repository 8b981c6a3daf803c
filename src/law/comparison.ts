/** States beside each other: their answers on a checklist as of a day, how much is known, and what changed between two days. */
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { type Answer, answers } from '../core/value.ts';
import {
  type AnswerOn,
  answerOn,
  findingKey,
  type Findings,
  isStatement,
  type PracticeOn,
  practiceOn,
} from './assessment.ts';
import { type Checklist, type Point, scorable } from './checklist.ts';
import { type Provision, standingOn } from './model.ts';

/** The points of a checklist on which States may be scored. */
export function scoredPoints({ points }: Pick<Checklist, 'points'>): readonly Point[] {
  return points.filter((point) => scorable(point) === 'scored');
}

/** Answers by State and point; what is not in it was not assessed or cannot be scored. */
export type Answers = ReadonlyMap<Iso3, ReadonlyMap<string, AnswerOn>>;

/** The answers of all States on a checklist as of a day. A point that cannot be scored has none. */
export function answersOn(checklist: Pick<Checklist, 'points'>, findings: Findings, day: Day): Answers {
  const scored = new Set(scoredPoints(checklist).map(({ point }) => point));
  const all = new Map<Iso3, Map<string, AnswerOn>>();
  for (const [key, found] of findings) {
    const state = key.slice(0, 3) as Iso3;
    const point = key.slice(4);
    if (!scored.has(point)) continue;
    const own = all.get(state) ?? new Map<string, AnswerOn>();
    all.set(state, own.set(point, answerOn(found, day)));
  }
  return all;
}

const notScored: AnswerOn = { answer: 'not yet assessed', ground: 'not scored' };
const nobodyLooked: AnswerOn = { answer: 'not yet assessed', ground: 'nothing assessed' };

export function answerAt(all: Answers, state: Iso3, point: Point): AnswerOn {
  if (scorable(point) !== 'scored') return notScored;
  return all.get(state)?.get(point.point) ?? nobodyLooked;
}

/** How much is known. Points that cannot be scored never count. */
export interface Coverage {
  readonly states: number;
  /** Points that can be scored. */
  readonly points: number;
  /** Points that cannot. */
  readonly notScored: number;
  /** States with a yes, partly, no or no data on at least one point. */
  readonly assessed: number;
  /** Points with such an answer for at least one State. */
  readonly assessedPoints: number;
  /** States times points that can be scored: what could be known. */
  readonly places: number;
  /** Yes, partly and no: what is known. */
  readonly known: number;
  readonly counts: { readonly [A in Answer]: number };
}

export function coverageOf(
  all: Answers,
  checklist: Pick<Checklist, 'points'>,
  states: readonly Iso3[],
): Coverage {
  const points = scoredPoints(checklist);
  const counts: { [A in Answer]: number } = {
    yes: 0,
    partly: 0,
    no: 0,
    'no data': 0,
    'not yet assessed': 0,
  };
  const assessed = new Set<Iso3>();
  const assessedPoints = new Set<string>();
  for (const state of states)
    for (const point of points) {
      const { answer } = answerAt(all, state, point);
      counts[answer] += 1;
      if (answer === 'not yet assessed') continue;
      assessed.add(state);
      assessedPoints.add(point.point);
    }
  return {
    states: states.length,
    points: points.length,
    notScored: checklist.points.length - points.length,
    assessed: assessed.size,
    assessedPoints: assessedPoints.size,
    places: states.length * points.length,
    known: answers.filter(isStatement).reduce((sum, answer) => sum + counts[answer], 0),
    counts,
  };
}

/** Why an answer differs between two days. */
export type Reason =
  | { readonly why: 'commenced'; readonly provision: Provision }
  | { readonly why: 'ceased'; readonly provision: Provision }
  | { readonly why: 'assessed'; readonly on: Day };

export interface Change {
  readonly state: Iso3;
  readonly point: string;
  readonly before: AnswerOn;
  readonly after: AnswerOn;
  /** "law": the answer is the same and rests on other provisions. */
  readonly kind: 'answer' | 'law';
  /** Empty where only time passed: a date known by its year alone was reached. */
  readonly reasons: readonly Reason[];
}

/** What changed on paper between two days, by State and point in the order of the checklist. */
export function changesBetween(
  checklist: Pick<Checklist, 'points'>,
  findings: Findings,
  states: readonly Iso3[],
  [from, to]: readonly [Day, Day],
): Change[] {
  return states.flatMap((state) =>
    scoredPoints(checklist).flatMap(({ point }): Change[] => {
      const found = findings.get(findingKey(state, point));
      if (!found) return [];
      const before = answerOn(found, from);
      const after = answerOn(found, to);
      const reasons = reasonsOf(before, after, [from, to]);
      // An answer that stays may stand on another ground; where there is none, the ground is all that is said.
      const moved =
        before.answer !== after.answer ||
        (after.answer === 'not yet assessed' && before.ground !== after.ground);
      if (!moved && !reasons.some(({ why }) => why !== 'assessed')) return [];
      return [
        { state, point, before, after, kind: before.answer === after.answer ? 'law' : 'answer', reasons },
      ];
    }),
  );
}

function reasonsOf(before: AnswerOn, after: AnswerOn, [from, to]: readonly [Day, Day]): Reason[] {
  const inForce = (provision: Provision, day: Day) => standingOn(provision, day) === 'in force';
  const involved = new Map(
    [...(before.finding?.provisions ?? []), ...(after.finding?.provisions ?? [])].map((each) => [
      each.id,
      each,
    ]),
  );
  const commenced = [...involved.values()].filter((each) => !inForce(each, from) && inForce(each, to));
  const ceased = [...involved.values()].filter(
    (each) => inForce(each, from) && standingOn(each, to) === 'no longer in force',
  );
  const look = after.finding?.asOf;
  const looked = look !== undefined && after.finding !== before.finding && look > from && look <= to;
  return [
    ...ceased.map((provision) => ({ why: 'ceased' as const, provision })),
    ...commenced.map((provision) => ({ why: 'commenced' as const, provision })),
    ...(looked ? [{ why: 'assessed' as const, on: look }] : []),
  ];
}

/** What is done in practice was found to be another on the second day. */
export interface PracticeChange {
  readonly state: Iso3;
  readonly point: string;
  readonly before: PracticeOn;
  readonly after: PracticeOn;
}

/**
 * What changed in practice between two days, in the order of `changesBetween`. Practice has no dates of its own:
 * what differs is what was found, and only somebody's look tells of it.
 */
export function practiceChangesBetween(
  checklist: Pick<Checklist, 'points'>,
  findings: Findings,
  states: readonly Iso3[],
  [from, to]: readonly [Day, Day],
): PracticeChange[] {
  return states.flatMap((state) =>
    scoredPoints(checklist).flatMap(({ point }): PracticeChange[] => {
      const found = findings.get(findingKey(state, point));
      if (!found) return [];
      const [before, after] = [practiceOn(found, from), practiceOn(found, to)];
      const same = before.answer === after.answer && before.ground === after.ground;
      return same ? [] : [{ state, point, before, after }];
    }),
  );
}

/** What has to be looked at again: answers that rested on provisions which have ceased, or on which coders differ. */
export function toLookAtAgain(all: Answers, state: Iso3, points: readonly Point[]): readonly Point[] {
  return points.filter((point) =>
    ['lapsed', 'disputed', 'cannot tell'].includes(answerAt(all, state, point).ground),
  );
}
