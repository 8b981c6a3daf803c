/** The form in which an adjudicator decides a point on which coders differ. */
import type { Problem } from '../../core/problem.ts';
import { problemKey } from '../../platform/messages.ts';
import { Notice, type OnPage } from '../../platform/ui.tsx';
import type { Assessment } from '../assessment.ts';
import { emptyPaper, type Paper, type PaperContext, receiptLines } from '../paper.ts';
import type { CodingRound } from '../store/rounds.ts';
import { AnswerChoice, LongText, PracticeFields, ProvisionChoice } from './paper-fields.tsx';
import { longestName } from './seat.ts';

/** A decision that was not stored. */
export interface RefusedDecision {
  readonly problem: Problem;
  readonly point: string;
  readonly adjudicator: string;
  readonly paper?: Paper;
}

/**
 * For an operator, one at a time: each brings all provisions of the State to choose from. The fields are those of
 * `paperFromFields`, and who decides. On paper and in practice are decided apart: on what the coders agree stands in
 * the form already, and practice that is left open stays as the coders found it.
 */
export function DecisionForm({
  page,
  round,
  context,
  point,
  said,
  refused,
}: OnPage & {
  readonly round: CodingRound;
  readonly context: PaperContext;
  readonly point: string;
  /** By coders, and by whoever decided before. */
  readonly said: readonly Assessment[];
  readonly refused?: RefusedDecision;
}) {
  const paper = refused?.paper ?? proposed(said);
  return (
    <>
      {refused && (
        <Notice title={page.text('import.refused')}>
          <p>{page.text(problemKey(refused.problem), refused.problem.details)}</p>
        </Notice>
      )}
      <form
        method="post"
        action={page.href(`/law/rounds/${encodeURIComponent(round.id)}`)}
        class="stacked"
        aria-label={page.t('law.coding.decide.point', { point })}
      >
        <input type="hidden" name="point" value={point} />
        <input type="hidden" name="wording" value={String(paper.wording)} />
        <label>
          <span>{page.text('law.coding.whoDecides')}</span>
          <input
            name="adjudicator"
            value={refused?.adjudicator ?? ''}
            maxlength={longestName}
            required
            dir="auto"
          />
        </label>
        <AnswerChoice
          page={page}
          name="answer"
          legend={page.text('law.coding.onPaper')}
          chosen={paper.answer}
          none={page.text('law.coding.noAnswer')}
        />
        <ProvisionChoice page={page} context={context} chosen={paper.provisions} />
        <LongText name="receipts" label={page.text('law.coding.receipts')} value={paper.receipts} />
        <LongText
          name="reasoning"
          label={page.text('law.coding.note')}
          value={paper.reasoning}
          rows={4}
          needed="needed"
        />
        <PracticeFields page={page} paper={paper} />
        <button>{page.text('law.coding.decide')}</button>
      </form>
    </>
  );
}

/** Both coders' provisions to choose from; where they gave one answer, it and what it rests on. */
function proposed(said: readonly Assessment[]): Paper {
  const paper = {
    ...emptyPaper(said.at(-1)?.wording ?? 1),
    provisions: [...new Set(said.flatMap(({ provisions }) => provisions))],
  };
  const [answer, ...others] = new Set(said.map((one) => one.answer));
  return answer === undefined || others.length > 0
    ? paper
    : { ...paper, answer, receipts: receiptLines(said.flatMap(({ receipts }) => receipts)) };
}
