/** The pages of a coder's seat: all points, handing in, the worksheet. One point: `coding-point.tsx`. */
import { type Iso3, stateOf } from '../../core/state.ts';
import { problemKey } from '../../platform/messages.ts';
import type { Problem } from '../../core/problem.ts';
import type { Read, Record } from '../../platform/record.ts';
import {
  AnswerBadge,
  DataTable,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { answers } from '../../core/value.ts';
import { askedChecklist, type Checklist, type Point } from '../checklist.ts';
import { type Fault, isAnswered, type Paper, type PaperContext } from '../paper.ts';
import { checklists } from '../store/checklists.ts';
import { contextOf, faultsOf, type OwnSeat, scoredPoints, seatByKey } from '../store/rounds.ts';
import { type StoredPaper, WorkingPapers } from '../store/working-papers.ts';
import { ClosedNotice } from './round-mending.tsx';
import { MatrixText } from './matrix-text.tsx';
import { pointPath, seatPath } from './seat.ts';

/** All that the pages of a seat show. */
export interface Desk {
  readonly key: string;
  readonly seat: OwnSeat;
  readonly checklist: Checklist;
  readonly points: readonly Point[];
  readonly context: PaperContext;
  readonly papers: ReadonlyMap<string, StoredPaper>;
  /** Points of which several texts wait. */
  readonly undecided: ReadonlySet<string>;
  readonly faults: ReadonlyMap<string, readonly Fault[]>;
}

/** @throws Problem `seat-unknown` */
export function deskOf(record: Record, key: string): Desk {
  const store = new WorkingPapers(record);
  const all = record.cached('checklists', checklists);
  return record.read((tx: Read) => {
    const seat = seatByKey(tx, key);
    const checklist = askedChecklist(all, seat.round.checklist);
    const papers = store.of(seat.owner);
    const context = contextOf(tx, seat.round);
    return {
      key,
      seat,
      checklist,
      points: scoredPoints(checklist),
      context,
      papers,
      undecided: store.undecided(seat.owner),
      faults: faultsOf(papers, context),
    };
  });
}

export function stateName(page: PageContext, iso3: Iso3): string {
  const { shortNames } = stateOf(iso3);
  return shortNames[page.language] ?? shortNames.en;
}

export function titleOf(page: PageContext, { seat, checklist }: Pick<Desk, 'seat' | 'checklist'>): string {
  return page.t('law.coding.title', {
    state: stateName(page, seat.round.state),
    checklist: checklist.title[page.language] ?? checklist.title.en,
  });
}

/** /coding/KEY @throws Problem `seat-unknown` */
export function codingPage(page: PageContext, record: Record, key: string) {
  const desk = deskOf(record, key);
  const { seat, points, papers } = desk;
  const open = points.find(({ point }) => !isAnswered(papers.get(point)?.paper)) ?? points[0];
  return (
    <Page
      page={page}
      title={titleOf(page, desk)}
      sentence={
        <KeySentence page={page} citations={[]}>
          <Progress page={page} desk={desk} />
        </KeySentence>
      }
    >
      <p>{page.text('law.coding.who', { coder: seat.coder, date: page.date(seat.round.asOf) })}</p>
      {seat.round.closed ? (
        <ClosedNotice page={page} closed={seat.round.closed} />
      ) : seat.handedIn === 'no' ? (
        <>
          <p>{page.text('law.coding.private')}</p>
          <ul class="downloads">
            {open && (
              <li>
                <a href={page.href(pointPath(key, open.point))}>
                  {page.text('law.coding.goOn', { point: open.point })}
                </a>
              </li>
            )}
            <li>
              <a href={page.href(`${seatPath(key)}/worksheet`)}>{page.text('law.coding.worksheet')}</a>
            </li>
            <li>
              <a href={page.href(`${seatPath(key)}/hand-in`)}>{page.text('law.coding.handIn')}</a>
            </li>
          </ul>
        </>
      ) : (
        <HandedIn page={page} seat={seat} />
      )}
      {seat.round.stage === 'open' && <PointTable page={page} desk={desk} />}
    </Page>
  );
}

/** "7 of 20 points answered." */
export function Progress({ page, desk }: OnPage & { readonly desk: Desk }) {
  const done = desk.points.filter(({ point }) => isAnswered(desk.papers.get(point)?.paper)).length;
  if (desk.seat.handedIn === 'yes') return <>{page.text('law.coding.handedIn')}</>;
  return (
    <>
      {page.text('law.coding.progress', { done, all: desk.points.length })}{' '}
      <progress
        value={done}
        max={desk.points.length}
        aria-label={page.t('law.coding.progress', { done, all: desk.points.length })}
      />
    </>
  );
}

export function HandedIn({ page, seat }: OnPage & { readonly seat: OwnSeat }) {
  const { stage, id } = seat.round;
  return (
    <Notice title={page.text('law.coding.handedIn')}>
      <p>
        {page.text(`law.coding.handedIn.${stage}`)}{' '}
        {stage === 'revealed' && (
          <a href={page.href(`/law/rounds/${encodeURIComponent(id)}`)}>{page.text('law.coding.toRound')}</a>
        )}
      </p>
    </Notice>
  );
}

function PointTable({ page, desk }: OnPage & { readonly desk: Desk }) {
  const { key, points, papers, undecided, faults } = desk;
  return (
    <DataTable
      page={page}
      caption={page.t('checklist.points')}
      rows={points}
      columns={[
        {
          heading: page.text('checklist.points'),
          cell: ({ point, subject, requirement }) => (
            <a href={page.href(pointPath(key, point))}>
              <bdi>{point}</bdi> {page.local(subject ?? requirement ?? { en: '' })}
            </a>
          ),
        },
        {
          heading: page.text('answer.label'),
          cell: ({ point }) => <OwnAnswer page={page} paper={papers.get(point)?.paper} />,
        },
        {
          heading: page.text('law.coding.toMend'),
          cell: ({ point }) =>
            undecided.has(point)
              ? page.text('law.coding.undecided')
              : page.t.number((faults.get(point) ?? []).length),
        },
      ]}
    />
  );
}

function OwnAnswer({ page, paper }: OnPage & { readonly paper: Paper | undefined }) {
  return paper && paper.answer !== '' ? (
    <AnswerBadge page={page} answer={paper.answer} />
  ) : (
    <span class="absent">{page.text('law.coding.noAnswer')}</span>
  );
}

/** What has to be mended, in sentences. */
export function Faults({ page, faults }: OnPage & { readonly faults: readonly Fault[] }) {
  return (
    <ul>
      {faults.map(({ kind, value }) => (
        <li>{page.text(`law.coding.fault.${kind}`, { value })}</li>
      ))}
    </ul>
  );
}

/** /coding/KEY/hand-in: what is missing, and the button. @throws Problem `seat-unknown` */
export function handInPage(page: PageContext, record: Record, key: string, problem?: Problem) {
  const desk = deskOf(record, key);
  const { points, papers, faults, undecided, seat } = desk;
  const open = points.filter(({ point }) => !isAnswered(papers.get(point)?.paper));
  const wrong = points.filter(({ point }) => faults.has(point) || undecided.has(point));
  const link = ({ point, subject }: Point) => (
    <a href={page.href(pointPath(key, point))}>
      <bdi>{point}</bdi> {subject && page.local(subject)}
    </a>
  );
  return (
    <Page
      page={page}
      title={page.t('law.coding.handIn')}
      breadcrumb={[{ label: titleOf(page, desk), href: seatPath(key) }]}
      sentence={
        <KeySentence page={page} citations={[]}>
          <Progress page={page} desk={desk} />
        </KeySentence>
      }
    >
      {problem && (
        <Notice title={page.text('import.refused')}>
          <p>{page.text(problemKey(problem), problem.details)}</p>
        </Notice>
      )}
      {seat.handedIn === 'yes' ? (
        <HandedIn page={page} seat={seat} />
      ) : (
        <>
          {wrong.length > 0 && (
            <>
              <h2>{page.text('law.coding.mendFirst', { count: wrong.length })}</h2>
              {wrong.map((point) => (
                <>
                  <h3>{link(point)}</h3>
                  {undecided.has(point.point) && <p>{page.text('law.coding.undecided')}</p>}
                  <Faults page={page} faults={faults.get(point.point) ?? []} />
                </>
              ))}
            </>
          )}
          {open.length > 0 && (
            <>
              <h2>{page.text('law.coding.open', { count: open.length })}</h2>
              <p>{page.text('law.coding.open.note')}</p>
              <ul>
                {open.map((point) => (
                  <li>{link(point)}</li>
                ))}
              </ul>
            </>
          )}
          {wrong.length === 0 && (
            <form method="post" action={page.href(`${seatPath(key)}/hand-in`)} class="stacked">
              <p>{page.text('law.coding.handIn.note')}</p>
              <button>{page.text('law.coding.handIn')}</button>
            </form>
          )}
        </>
      )}
    </Page>
  );
}

/** /coding/KEY/worksheet: every point on paper, with what was answered so far. @throws Problem `seat-unknown` */
export function worksheetPage(page: PageContext, record: Record, key: string) {
  const desk = deskOf(record, key);
  const { seat, points, papers } = desk;
  return (
    <Page
      page={page}
      title={page.t('law.coding.worksheet')}
      breadcrumb={[{ label: titleOf(page, desk), href: seatPath(key) }]}
    >
      <p>
        {titleOf(page, desk)}.{' '}
        {page.text('law.coding.who', { coder: seat.coder, date: page.date(seat.round.asOf) })}
      </p>
      <p class="quiet on-screen">{page.text('law.coding.worksheet.print')}</p>
      {points.map((point) => {
        const paper = papers.get(point.point)?.paper;
        return (
          <section class="worksheet">
            <h2>
              {page.text('checklist.point', { point: point.point })}
              {point.subject && <>: {page.local(point.subject)}</>}
            </h2>
            <MatrixText page={page} point={point} />
            <Boxes page={page} label={page.t('law.coding.onPaper')} chosen={paper?.answer} />
            <Lines label={page.t('law.coding.worksheet.rests')} text={paper?.receipts} />
            <Lines label={page.t('law.coding.reasoning')} text={paper?.reasoning} />
            <Boxes page={page} label={page.t('law.coding.inPractice')} chosen={paper?.practice} />
            <Lines label={page.t('law.coding.practiceReasoning')} text={paper?.practiceReasoning} />
          </section>
        );
      })}
    </Page>
  );
}

function Boxes({
  page,
  label,
  chosen,
}: OnPage & { readonly label: string; readonly chosen: Paper['answer'] | undefined }) {
  return (
    <p class="boxes">
      <strong>{label}</strong>
      {answers.map((answer) => (
        <span>
          <span aria-hidden="true">{answer === chosen ? '☒' : '☐'}</span> {page.text(`answer.${answer}`)}
          {answer === chosen && <span class="visually-hidden"> ({page.text('law.coding.chosen')})</span>}
        </span>
      ))}
    </p>
  );
}

function Lines({ label, text = '' }: { readonly label: string; readonly text?: string | undefined }) {
  return (
    <div class="lines">
      <span class="quiet">{label}</span>
      <p dir="auto">{text}</p>
    </div>
  );
}
