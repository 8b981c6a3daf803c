/** A checklist of a State: its summary grid, and each point that somebody looked at with all on which it rests. */
import type { State } from '../../core/state.ts';
import { AnswerBadge, DataTable, DateText, type OnPage } from '../../platform/ui.tsx';
import type { AnswerOn, PracticeOn } from '../assessment.ts';
import { type Checklist, type Point, scorable } from '../checklist.ts';
import { history, type Provision } from '../model.ts';
import {
  anchorOf,
  Answered,
  BasisText,
  Clause,
  InPractice,
  type Laws,
  LawTitle,
  Marks,
  PointName,
  pointPath,
  sourcesOfFinding,
} from './shared.tsx';

interface PointRow {
  readonly point: Point;
  readonly on: AnswerOn;
  readonly practice: PracticeOn;
}

/** The laws and articles on which an answer rests, each law once. */
function Articles({ page, on, laws }: OnPage & { readonly on: AnswerOn; readonly laws: Laws }) {
  const byLaw = Map.groupBy(on.finding?.provisions ?? [], ({ law }) => law);
  if (byLaw.size === 0) return <>–</>;
  return (
    <ul class="plain">
      {[...byLaw].map(([id, provisions]) => {
        const law = laws.get(id);
        return (
          <li>
            {law ? <LawTitle page={page} law={law} /> : <bdi>{id}</bdi>},{' '}
            <bdi>
              {page.t('checklist.article', { article: provisions.map(({ article }) => article).join(', ') })}
            </bdi>
          </li>
        );
      })}
    </ul>
  );
}

/** The summary grid of a checklist, and below it each point that somebody looked at. */
export function ChecklistOfState(
  props: OnPage & {
    readonly state: State;
    readonly checklist: Checklist;
    readonly laws: Laws;
    readonly wordings: readonly Provision[];
    readonly rows: readonly PointRow[];
  },
) {
  const { page, state, checklist, laws, wordings, rows } = props;
  const scored = rows.filter(({ point }) => scorable(point) === 'scored');
  const unscored = rows.length - scored.length;
  return (
    <section aria-labelledby={checklist.id}>
      <h2 id={checklist.id}>{page.local(checklist.title)}</h2>
      <p>
        <a href={page.href(`/law/${checklist.id}`)}>{page.text('law.pages.compareStates')}</a>
        {unscored > 0 && <> · {page.text('law.pages.unscored', { count: unscored })}</>}
      </p>
      <DataTable
        page={page}
        caption={page.t('law.pages.state.grid', { date: page.date(page.asOf) })}
        rows={scored}
        columns={[
          {
            heading: page.text('law.pages.point'),
            cell: ({ point, on }) => (
              <a
                href={
                  wasLookedAt(on) ? `#${anchorOf(checklist, point)}` : page.href(pointPath(checklist, point))
                }
              >
                <PointName page={page} point={point} />
              </a>
            ),
          },
          { heading: page.text('law.pages.paper'), cell: ({ on }) => <Answered page={page} on={on} /> },
          {
            heading: page.text('law.pages.practice'),
            cell: ({ practice }) => <InPractice page={page} practice={practice} />,
          },
          {
            heading: page.text('law.report.column.articles'),
            cell: ({ on }) => <Articles page={page} on={on} laws={laws} />,
          },
          {
            heading: page.text('law.pages.assessedFor'),
            cell: ({ on }) => (on.finding ? <DateText page={page} date={on.finding.asOf} /> : '–'),
          },
          {
            heading: page.text('law.pages.basis'),
            cell: ({ on }) => (on.finding ? <BasisText page={page} finding={on.finding} /> : '–'),
          },
          {
            heading: page.text('law.pages.coders'),
            cell: ({ on }) => on.finding?.assessments.map(({ coder }) => coder).join(', ') || '–',
          },
          {
            heading: page.text('source.list'),
            cell: ({ on }) =>
              on.finding ? <Marks page={page} citations={sourcesOfFinding(on.finding)} /> : '–',
          },
        ]}
      />
      {scored
        .filter(({ on }) => wasLookedAt(on))
        .map((row) => (
          <PointOfState
            page={page}
            state={state}
            checklist={checklist}
            laws={laws}
            wordings={wordings}
            row={row}
          />
        ))}
    </section>
  );
}

function wasLookedAt({ ground }: AnswerOn): boolean {
  return ground !== 'nothing assessed' && ground !== 'not scored';
}

/** A point with what coders wrote, the provisions and their earlier and later wordings. */
function PointOfState(
  props: OnPage & {
    readonly state: State;
    readonly checklist: Checklist;
    readonly laws: Laws;
    readonly wordings: readonly Provision[];
    readonly row: PointRow;
  },
) {
  const { page, state, checklist, laws, wordings, row } = props;
  const { point, on, practice } = row;
  return (
    <section class="point" id={anchorOf(checklist, point)}>
      <h3>
        <PointName page={page} point={point} />
      </h3>
      {point.requirement && <p>{page.local(point.requirement)}</p>}
      <p>
        {page.text('law.pages.paper')}: <AnswerBadge page={page} answer={on.answer} /> (
        {page.text(`law.ground.${on.ground}`)})
        {on.finding && (
          <>
            {' · '}
            <BasisText page={page} finding={on.finding} />
          </>
        )}
      </p>
      {on.finding?.assessments.map((each) => (
        <div class="assessment">
          <p>
            {page.text(`law.pages.role.${each.role}`)} <bdi>{each.coder}</bdi>{' '}
            {page.text('law.pages.onDay', { date: page.date(each.asOf) })}:{' '}
            <AnswerBadge page={page} answer={each.answer} />
            <Marks page={page} citations={each.receipts} />
          </p>
          {each.reasoning && <blockquote dir="auto">{each.reasoning}</blockquote>}
        </div>
      ))}
      {on.finding?.provisions.map((provision) => (
        <>
          <Clause page={page} provision={provision} laws={laws} />
          <OtherWordings page={page} provision={provision} wordings={wordings} laws={laws} />
        </>
      ))}
      <p>
        {page.text('law.pages.practice')}: <InPractice page={page} practice={practice} />
      </p>
      {practice.said.map(({ reasoning }) => reasoning && <blockquote dir="auto">{reasoning}</blockquote>)}
      {on.answer !== 'yes' && (
        <p>
          <a href={`${page.href(pointPath(checklist, point), { peer: state.iso3 })}#peers`}>
            {page.text('law.pages.peers.link')}
          </a>
        </p>
      )}
    </section>
  );
}

/** The other wordings of the same article, oldest first. */
function OtherWordings(
  props: OnPage & {
    readonly provision: Provision;
    readonly wordings: readonly Provision[];
    readonly laws: Laws;
  },
) {
  const { page, provision, wordings, laws } = props;
  const others = history(wordings, provision).filter(({ id }) => id !== provision.id);
  if (others.length === 0) return null;
  return (
    <details>
      <summary>{page.text('law.pages.history', { count: others.length })}</summary>
      {others.map((other) => (
        <Clause page={page} provision={other} laws={laws} />
      ))}
    </details>
  );
}
