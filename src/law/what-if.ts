/** What if a draft were enacted: which answers would move on the day on which it came into force. */
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { type AnswerOn, answerOn, asIfEnacted, findingKey, type Findings } from './assessment.ts';
import type { Checklist, Point } from './checklist.ts';
import { scoredPoints } from './comparison.ts';
import type { Law, LawId, Provision } from './model.ts';

export interface Move {
  readonly point: Point;
  readonly now: AnswerOn;
  readonly enacted: AnswerOn;
}

/** The points on which a State's answer would be another if the drafts of a law came into force on a day. */
export function movesIfEnacted(
  checklist: Pick<Checklist, 'points'>,
  findings: Findings,
  { state, law, day }: { readonly state: Iso3; readonly law: LawId; readonly day: Day },
): Move[] {
  return scoredPoints(checklist).flatMap((point) => {
    const found = findings.get(findingKey(state, point.point)) ?? [];
    const now = answerOn(found, day);
    const enacted = answerOn(asIfEnacted(found, law, day), day);
    return now.answer === enacted.answer && now.ground === enacted.ground ? [] : [{ point, now, enacted }];
  });
}

/** Laws with wordings that no day is known for: bills, and acts that have not commenced. */
export function drafts(
  laws: readonly Law[],
  provisions: Iterable<Provision>,
): { readonly law: Law; readonly provisions: readonly Provision[] }[] {
  const byLaw = Map.groupBy(
    [...provisions].filter(({ from }) => from === undefined),
    ({ law }) => law,
  );
  return laws.flatMap((law) => {
    const own = byLaw.get(law.id);
    return own ? [{ law, provisions: own }] : [];
  });
}
