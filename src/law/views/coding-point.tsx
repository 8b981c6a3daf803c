/** /coding/KEY/points/POINT: the words of the point beside the form, and texts between which the coder must choose. */
import type { Problem } from '../../core/problem.ts';
import { problemKey } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import { AnswerBadge, Notice, type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import { askedPoint, type Point } from '../checklist.ts';
import { emptyPaper, type Paper } from '../paper.ts';
import { type SetAside, WorkingPapers } from '../store/working-papers.ts';
import { autosave } from './autosave.ts';
import { type Desk, deskOf, Faults, HandedIn, Progress, titleOf } from './coding.tsx';
import { MatrixText } from './matrix-text.tsx';
import { PaperFields } from './paper-fields.tsx';
import { pointPath, seatPath } from './seat.ts';

/** The point before and after one, among those that can be scored. */
export function neighbours(points: readonly Point[], point: string): { before?: Point; after?: Point } {
  const at = points.findIndex((one) => one.point === point);
  const before = points[at - 1];
  const after = points[at + 1];
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

/** @throws Problem `seat-unknown`, `checklist-point-unknown` */
export function codingPointPage(
  page: PageContext,
  record: Record,
  { key, name }: { readonly key: string; readonly name: string },
  refused?: { readonly problem: Problem; readonly paper?: Paper },
) {
  const desk = deskOf(record, key);
  const { seat, points, papers, context, faults } = desk;
  const point = askedPoint({ ...desk.checklist, points }, name);
  const stored = papers.get(name);
  const waiting = new WorkingPapers(record).setAside(seat.owner, name);
  const isFrozen = seat.handedIn === 'yes';
  const found = faults.get(name) ?? [];
  return (
    <Page
      page={page}
      title={`${page.t('checklist.point', { point: name })}${point.subject ? `: ${point.subject[page.language] ?? point.subject.en}` : ''}`}
      breadcrumb={[{ label: titleOf(page, desk), href: seatPath(key) }]}
      {...(isFrozen ? {} : { script: autosave.href })}
    >
      <p>
        <Progress page={page} desk={desk} />
      </p>
      {isFrozen && <HandedIn page={page} seat={seat} />}
      {refused && (
        <Notice title={page.text('law.coding.notSaved')}>
          <p>{page.text(problemKey(refused.problem), refused.problem.details)}</p>
        </Notice>
      )}
      {waiting.length > 0 && <Choosing page={page} desk={desk} name={name} waiting={waiting} />}
      {found.length > 0 && (
        <Notice title={page.text('law.coding.beforeHandIn')}>
          <Faults page={page} faults={found} />
        </Notice>
      )}
      {stored && stored.paper.wording !== point.wording && (
        <Notice>
          <p>{page.text('law.coding.reworded')}</p>
        </Notice>
      )}
      <div class="coding">
        <section aria-label={page.t('law.coding.matrix')} tabindex={0}>
          <MatrixText page={page} point={point} />
        </section>
        <PointForm
          page={page}
          desk={desk}
          point={point}
          paper={refused?.paper ?? stored?.paper ?? emptyPaper(point.wording)}
          version={stored?.version ?? 0}
          at={stored?.at}
        />
      </div>
      <p class="quiet">{page.text('law.coding.keys')}</p>
      <p class="quiet">{page.text('law.coding.day', { date: page.date(context.asOf) })}</p>
    </Page>
  );
}

function PointForm({
  page,
  desk,
  point,
  paper,
  version,
  at,
}: OnPage & {
  readonly desk: Desk;
  readonly point: Point;
  readonly paper: Paper;
  readonly version: number;
  readonly at: string | undefined;
}) {
  const { key, seat, context, points } = desk;
  const { before } = neighbours(points, point.point);
  const button = (go: 'previous' | 'stay' | 'next', accesskey: string) => (
    <button name="go" value={go} accesskey={accesskey}>
      {page.text(`law.coding.go.${go}`)}
    </button>
  );
  return (
    <form
      method="post"
      action={page.href(pointPath(key, point.point))}
      class="stacked"
      autocomplete="off"
      aria-label={page.t('law.coding.form')}
      {...(seat.handedIn === 'no'
        ? {
            'data-autosave': '',
            'data-seat': String(seat.number),
            'data-point': point.point,
            'data-points': `${seatPath(key)}/points/`,
            'data-saving': page.t('law.coding.autosave.saving'),
            'data-saved': page.t('law.coding.autosave.saved'),
            'data-offline': page.t('law.coding.autosave.offline'),
            'data-aside': page.t('law.coding.autosave.aside'),
            'data-refused': page.t('law.coding.notSaved'),
          }
        : {})}
    >
      <input type="hidden" name="version" value={String(version)} />
      <input type="hidden" name="tab" value="" />
      <input type="hidden" name="turn" value="0" />
      <input type="hidden" name="wording" value={String(point.wording)} />
      <fieldset class="bare" disabled={seat.handedIn === 'yes'}>
        <PaperFields page={page} paper={paper} context={context} />
        <p role="status" class="quiet" data-autosave-status="">
          {at ? page.text('law.coding.lastSaved', { time: at.slice(0, 16).replace('T', ' ') }) : ''}
        </p>
        <noscript>
          <p class="quiet">{page.text('law.coding.noScript')}</p>
        </noscript>
        <div class="buttons">
          {button('next', 'n')}
          {before && button('previous', 'p')}
          {button('stay', 's')}
        </div>
      </fieldset>
    </form>
  );
}

/** Texts that were saved beside each other: nothing is dropped until the coder says which one is meant. */
function Choosing({
  page,
  desk,
  name,
  waiting,
}: OnPage & { readonly desk: Desk; readonly name: string; readonly waiting: readonly SetAside[] }) {
  const stored = desk.papers.get(name);
  const texts = [
    ...(stored ? [{ ...stored, id: undefined, label: page.text('law.coding.choose.stands') }] : []),
    ...waiting.map((one) => ({ ...one, label: page.text('law.coding.choose.waits') })),
  ];
  return (
    <section class="choosing" aria-labelledby="choosing">
      <h2 id="choosing">{page.text('law.coding.choose', { count: texts.length })}</h2>
      <p>{page.text('law.coding.choose.note')}</p>
      <div class="ledgers">
        {texts.map(({ id, paper, label }) => (
          <div>
            <h3>{label}</h3>
            <PaperText page={page} paper={paper} />
            <form method="post" action={page.href(`${pointPath(desk.key, name)}/choose`)}>
              <input type="hidden" name="chosen" value={id === undefined ? '' : String(id)} />
              <input type="hidden" name="version" value={String(stored?.version ?? 0)} />
              <input type="hidden" name="newest" value={String(waiting.at(-1)?.id ?? 0)} />
              <button>{page.text('law.coding.choose.this')}</button>
            </form>
          </div>
        ))}
      </div>
    </section>
  );
}

/** All that a paper holds, to read. */
function PaperText({ page, paper }: OnPage & { readonly paper: Paper }) {
  const lines = [
    [page.text('law.coding.reasoning'), paper.reasoning],
    [page.text('law.coding.provisions'), paper.provisions.join('; ')],
    ...paper.written.map(
      ({ law, article, text, from, to }) =>
        [
          page.text('law.coding.written', { law, article }),
          [from, to, text].filter(Boolean).join(' · '),
        ] as const,
    ),
    [page.text('law.coding.receipts'), paper.receipts],
    [page.text('law.coding.practiceReasoning'), paper.practiceReasoning],
    [page.text('law.coding.practiceReceipts'), paper.practiceReceipts],
  ] as const;
  return (
    <dl>
      {(['answer', 'practice'] as const).map((side) => {
        const answer = paper[side];
        return (
          answer !== '' && (
            <>
              <dt>{page.text(side === 'answer' ? 'law.coding.onPaper' : 'law.coding.inPractice')}</dt>
              <dd>
                <AnswerBadge page={page} answer={answer} />
              </dd>
            </>
          )
        );
      })}
      {lines.map(
        ([label, text]) =>
          text !== '' && (
            <>
              <dt>{label}</dt>
              <dd dir="auto" class="as-typed">
                {text}
              </dd>
            </>
          ),
      )}
    </dl>
  );
}
