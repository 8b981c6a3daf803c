/** /law/rounds/ROUND: after the reveal, what the coders answered, side by side where they differ, and the decisions. */
import { problemKey } from '../../platform/messages.ts';
import type { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import {
  AnswerBadge,
  CitationText,
  DataTable,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { type Assessment, type Finding, findingOf } from '../assessment.ts';
import { askedChecklist, type Checklist } from '../checklist.ts';
import { emptyPaper, type Paper, type PaperContext } from '../paper.ts';
import { assessments } from '../store.ts';
import { checklists } from '../store/checklists.ts';
import { askedRound, type CodingRound, contextOf } from '../store/rounds.ts';
import { stateName } from './coding.tsx';
import { MatrixText } from './matrix-text.tsx';
import { AnswerChoice, LongText, ProvisionChoice } from './paper-fields.tsx';
import { ClosedNotice, MendForms, Reissues } from './round-mending.tsx';
import { HowCoded } from './rounds.tsx';
import { longestName } from './seat.ts';

/** A change of the round that was not made. */
interface RefusedChange {
  readonly problem: Problem;
}

/** A decision that was not stored. */
export interface RefusedDecision extends RefusedChange {
  readonly point: string;
  readonly adjudicator: string;
  readonly paper?: Paper;
}

interface Found {
  readonly round: CodingRound;
  readonly checklist: Checklist;
  readonly context: PaperContext;
  readonly byPoint: ReadonlyMap<string, { readonly all: readonly Assessment[]; readonly finding: Finding }>;
}

function foundIn(page: PageContext, record: Record, id: string): Found {
  const lists = record.cached('checklists', checklists);
  return record.read((tx) => {
    const round = askedRound(tx, id);
    const said = assessments(tx, { state: round.state, checklist: round.checklist }).filter(
      (one) => one.round === round.id,
    );
    const context = contextOf(tx, { state: round.state, asOf: round.asOf ?? page.today });
    return {
      round,
      checklist: askedChecklist(lists, round.checklist),
      context,
      byPoint: new Map(
        [...Map.groupBy(said, ({ point }) => point)].map(([point, all]) => [
          point,
          { all, finding: findingOf(all, context.provisions) },
        ]),
      ),
    };
  });
}

/** @throws Problem `round-unknown` */
export function roundPage(
  page: PageContext,
  record: Record,
  id: string,
  refused?: RefusedDecision | RefusedChange,
) {
  const found = foundIn(page, record, id);
  const { round, checklist, byPoint } = found;
  const points = checklist.points.filter(({ point }) => byPoint.has(point));
  const basisOf = (point: string) => byPoint.get(point)?.finding.basis;
  const disputed = points.filter(({ point }) => basisOf(point) === 'disputed');
  const decision = refused && 'point' in refused ? refused : undefined;
  const decided = points.filter(({ point }) => basisOf(point) === 'adjudicated');
  return (
    <Page
      page={page}
      title={page.t('law.coding.round.title', { round: round.id })}
      breadcrumb={[{ label: page.text('law.coding.rounds'), href: '/law/rounds' }]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('law.coding.round.sentence', {
            state: stateName(page, round.state),
            checklist: checklist.title[page.language] ?? checklist.title.en,
            points: points.length,
            disputed: disputed.length,
          })}
        </KeySentence>
      }
    >
      <p>
        <HowCoded page={page} round={round} />
        {round.asOf && (
          <>
            {' · '}
            {page.text('law.coding.day', { date: page.date(round.asOf) })}
          </>
        )}
      </p>
      {round.seats.length > 0 && (
        <p>
          {page.text('law.coding.coders')} <bdi>{round.seats.map(({ coder }) => coder).join(', ')}</bdi>
        </p>
      )}
      {refused && !decision && (
        <Notice title={page.text('import.refused')}>
          <p>{page.text(problemKey(refused.problem), refused.problem.details)}</p>
        </Notice>
      )}
      <Reissues page={page} round={round} />
      {round.closed && <ClosedNotice page={page} closed={round.closed} />}
      {round.stage === 'open' && (
        <>
          <p>{page.text('law.coding.round.open')}</p>
          {page.visitor.may('law', round.state) === 'directly' && <MendForms page={page} round={round} />}
        </>
      )}
      {round.stage === 'revealed' && (
        <>
          {points.length > 0 && <Answers page={page} found={found} />}
          <Differing
            page={page}
            found={found}
            points={disputed}
            title={page.t('law.coding.disputed', { count: disputed.length })}
            {...(decision ? { refused: decision } : {})}
          />
          <Differing
            page={page}
            found={found}
            points={decided}
            title={page.t('law.coding.decided', { count: decided.length })}
            {...(decision ? { refused: decision } : {})}
          />
        </>
      )}
    </Page>
  );
}

function Answers({ page, found: { checklist, byPoint } }: OnPage & { readonly found: Found }) {
  return (
    <DataTable
      page={page}
      caption={page.t('law.coding.answers')}
      rows={checklist.points.filter(({ point }) => byPoint.has(point))}
      columns={[
        {
          heading: page.text('checklist.points'),
          cell: ({ point, subject }) => (
            <>
              <bdi>{point}</bdi> {subject && page.local(subject)}
            </>
          ),
        },
        {
          heading: page.text('law.coding.said'),
          cell: ({ point }) => (
            <ul class="plain">
              {(byPoint.get(point)?.finding.assessments ?? []).map(({ coder, role, answer }) => (
                <li>
                  <bdi>{coder}</bdi>
                  {role === 'adjudicator' && ` (${page.t('law.coding.adjudicator')})`}:{' '}
                  <AnswerBadge page={page} answer={answer} />
                </li>
              ))}
            </ul>
          ),
        },
        {
          heading: page.text('law.coding.basis'),
          cell: ({ point }) => page.text(`law.coding.basis.${byPoint.get(point)?.finding.basis ?? 'single'}`),
        },
      ]}
    />
  );
}

function Differing({
  page,
  found,
  points,
  title,
  refused,
}: OnPage & {
  readonly found: Found;
  readonly points: Checklist['points'];
  readonly title: string;
  readonly refused?: RefusedDecision;
}) {
  if (points.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      {points.map((point) => {
        const here = refused?.point === point.point ? refused : undefined;
        return (
          <section id={`point-${point.point}`}>
            <h3>
              {page.text('checklist.point', { point: point.point })}
              {point.subject && <>: {page.local(point.subject)}</>}
            </h3>
            <details>
              <summary>{page.text('law.coding.matrix')}</summary>
              <MatrixText page={page} point={point} />
            </details>
            <div class="ledgers">
              {(found.byPoint.get(point.point)?.finding.assessments ?? []).map((one) => (
                <Said page={page} assessment={one} context={found.context} />
              ))}
            </div>
            {page.visitor.may('law', found.round.state) === 'directly' &&
              (here || page.query.get('decide') === point.point ? (
                <DecisionForm
                  page={page}
                  found={found}
                  point={point.point}
                  {...(here ? { refused: here } : {})}
                />
              ) : (
                <p>
                  <a href={`${page.here({ decide: point.point })}#point-${encodeURIComponent(point.point)}`}>
                    {page.text('law.coding.decide.point', { point: point.point })}
                  </a>
                </p>
              ))}
          </section>
        );
      })}
    </>
  );
}

/** What one person said on a point, with all on which it rests. */
function Said({
  page,
  assessment,
  context,
}: OnPage & { readonly assessment: Assessment; readonly context: PaperContext }) {
  const { coder, role, answer, reasoning, receipts, practice } = assessment;
  return (
    <div>
      <p class="ledger">
        <strong>
          <bdi>{coder}</bdi>
        </strong>
        {role === 'adjudicator' && ` (${page.t('law.coding.adjudicator')})`}:{' '}
        <AnswerBadge page={page} answer={answer} />
      </p>
      {reasoning && (
        <blockquote dir="auto" class="as-typed">
          {reasoning}
        </blockquote>
      )}
      <ul>
        {assessment.provisions.map((id) => {
          const provision = context.provisions.get(id);
          return (
            <li>
              <bdi>{id}</bdi>
              {provision && (
                <>
                  : <bdi>{provision.text}</bdi>
                </>
              )}
            </li>
          );
        })}
        {receipts.map((citation) => (
          <li>
            <CitationText page={page} citation={citation} />
          </li>
        ))}
      </ul>
      {practice && (
        <>
          <p>
            {page.text('law.coding.inPractice')}: <AnswerBadge page={page} answer={practice.answer} />{' '}
            <span dir="auto">{practice.reasoning}</span>
          </p>
          <ul>
            {practice.receipts.map((citation) => (
              <li>
                <CitationText page={page} citation={citation} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/**
 * For an operator, one at a time: each brings all provisions of the State to choose from. The fields are those of
 * `paperFromFields`, and who decides.
 */
function DecisionForm({
  page,
  found: { round, context, byPoint },
  point,
  refused,
}: OnPage & { readonly found: Found; readonly point: string; readonly refused?: RefusedDecision }) {
  const all = byPoint.get(point)?.all ?? [];
  const paper = refused?.paper ?? {
    ...emptyPaper(all.at(-1)?.wording ?? 1),
    provisions: [...new Set(all.flatMap(({ provisions }) => provisions))],
  };
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
        <button>{page.text('law.coding.decide')}</button>
      </form>
    </>
  );
}
