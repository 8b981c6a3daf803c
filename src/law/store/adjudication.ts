/** What comes after the reveal: how far the coders agree, and what an adjudicator decides where they do not. */
import { Problem } from '../../core/problem.ts';
import type { Read, Record } from '../../platform/record.ts';
import { agreementByPoint, type AgreementByPoint, codedTwice, type DoubleCodings } from '../agreement.ts';
import { roundKinds } from '../assessment.ts';
import { type Paper, readPaper } from '../paper.ts';
import { assessments, enterAssessment, provisions, rounds } from '../store.ts';
import { askedRound, type Change, contextOf } from './rounds.ts';

export interface Adjudication {
  readonly point: string;
  readonly adjudicator: string;
  readonly paper: Paper;
}

/**
 * Enters what an adjudicator decided on one point of a revealed round; the reasoning is needed, for it is the note
 * on why. Deciding again corrects it.
 * @throws Problem `round-unknown`, `round-closed`, `adjudication-invalid`, `assessment-invalid`
 */
export function adjudicate(
  record: Record,
  round: string,
  { point, adjudicator, paper }: Adjudication,
  change: Change,
): void {
  const wrong = (field: string, detail: string) => new Problem('adjudication-invalid', { field, detail });
  record.command({ ...change, kind: 'adjudication', citation: `round ${round}` }, (tx) => {
    const of = askedRound(tx, round);
    if (of.closed) throw new Problem('round-closed', { value: of.id });
    if (of.stage === 'open') throw wrong('round', 'coders have not handed in yet');
    const said = assessments(tx, { state: of.state, checklist: of.checklist }).filter(
      (one) => one.round === of.id,
    );
    const asked = said.filter((one) => one.point === point);
    if (asked.length === 0) throw wrong('point', 'nobody answered it in this round');
    const coders = new Set(asked.filter(({ role }) => role === 'coder').map(({ coder }) => coder));
    if (adjudicator === '') throw wrong('adjudicator', 'write who decides');
    if (coders.has(adjudicator)) throw wrong('adjudicator', 'a coder of the point cannot decide on it');
    if (paper.reasoning === '') throw wrong('note', 'write why it was decided so');
    if (paper.answer === '') throw wrong('answer', 'choose one');
    const asOf = of.asOf ?? asked.map((one) => one.asOf).reduce((a, b) => (a > b ? a : b));
    const known = provisions(tx, { state: of.state });
    const { faults, said: found } = readPaper(paper, { ...contextOf(tx, { state: of.state, asOf }) });
    const [fault] = faults;
    if (fault) throw wrong('answer', `${fault.kind}${fault.value ? ` (${fault.value})` : ''}`);
    const last = asked.findLast((one) => one.role === 'adjudicator' && one.coder === adjudicator);
    enterAssessment(
      tx,
      {
        ...found,
        state: of.state,
        checklist: of.checklist,
        point,
        round: of.id,
        coder: adjudicator,
        role: 'adjudicator',
        asOf,
      },
      known,
      last,
    );
  });
}

export interface AgreementOn {
  readonly codings: DoubleCodings;
  readonly byKind: readonly AgreementByPoint[];
}

/** How far coders agree on a checklist, for each kind of round. */
export function agreementOn(tx: Read, of: string): AgreementOn {
  const codings = codedTwice(rounds(tx, { checklist: of }), assessments(tx, { checklist: of }));
  return { codings, byKind: roundKinds.map((kind) => agreementByPoint(kind, codings.pairs)) };
}
