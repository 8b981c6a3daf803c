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
import { type Assessment, type Finding, findingOf, practiceOn } from '../assessment.ts';
import { askedChecklist, type Checklist } from '../checklist.ts';
import type { PaperContext } from '../paper.ts';
import { assessments } from '../store.ts';
import { checklists } from '../store/checklists.ts';
import { askedRound, type CodingRound, contextOf } from '../store/rounds.ts';
import { stateName } from './coding.tsx';
import { MatrixText } from './matrix-text.tsx';
import { DecisionForm, type RefusedDecision } from './round-decision.tsx';
import { ClosedNotice, MendForms, Reissues } from './round-mending.tsx';
import { HowCoded } from './rounds.tsx';

/** A change of the round that was not made. */
interface RefusedChange {
  readonly problem: Problem;
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
  const disputed = points.filter(({ point }) => {
    const finding = byPoint.get(point)?.finding;
    return (
      finding?.basis === 'disputed' || (finding && practiceOn([finding], finding.asOf).ground === 'disputed')
    );
  });
  const decision = refused && 'point' in refused ? refused : undefined;
  const decided = points.filter(
    (point) => byPoint.get(point.point)?.finding.basis === 'adjudicated' && !disputed.includes(point),
  );
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
              {(byPoint.get(point)?.finding.assessments ?? []).map(({ coder, role, answer, practice }) => (
                <li>
                  <bdi>{coder}</bdi>
                  {role === 'adjudicator' && ` (${page.t('law.coding.adjudicator')})`}:{' '}
                  <AnswerBadge page={page} answer={answer} />
                  {practice && (
                    <>
                      {' · '}
                      {page.text('law.coding.inPractice')}:{' '}
                      <AnswerBadge page={page} answer={practice.answer} />
                    </>
                  )}
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
                  round={found.round}
                  context={found.context}
                  point={point.point}
                  said={found.byPoint.get(point.point)?.finding.assessments ?? []}
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
