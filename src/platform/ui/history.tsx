/** The history of one thing of the record: its rows, the day of entry to look back to, and the form that restores one. */
import type { Child } from 'hono/jsx';
import { type Day, parseDay } from '../../core/date.ts';
import type { Problem } from '../../core/problem.ts';
import { daysOf, type HistoryRow, type Logged, longestReason, type Readers } from '../history.ts';
import { problemKey } from '../messages.ts';
import type { WrittenPart } from '../rights.ts';
import type { Iso3 } from '../../core/state.ts';
import type { OnPage, PageContext } from './context.tsx';
import { KeptParameters } from './forms.tsx';
import { Notice, ReviewNote } from './notes.tsx';
import { SourceMark } from './sources.tsx';
import { DataTable } from './tables.tsx';

/** The parameter by which an address names a day of entry. */
const parameter = 'recorded';

/** The day of entry to which a history is read; undefined for all that was entered. @throws Problem `date-invalid` */
export function askedRecorded(page: PageContext): Day | undefined {
  const asked = page.query.get(parameter);
  return asked ? parseDay(asked) : undefined;
}

/** As whom the visitor of a page reads the history of what a part holds of a State. */
export function readersOf(page: PageContext, part: WrittenPart, state: Iso3): Readers {
  return page.visitor.reviews(part, state) ? 'reviewers' : 'everyone';
}

/** Chooses a day of entry among those on which something was entered. */
export function RecordedForm({ page, rows }: OnPage & { readonly rows: readonly Logged[] }) {
  const days = daysOf(rows);
  const asked = page.query.get(parameter) ?? '';
  return (
    <form class="filters" method="get" action={page.path}>
      <KeptParameters page={page} except={[parameter]} />
      <label>
        <span>{page.text('history.recorded')}</span>
        <select name={parameter}>
          <option value="">{page.t('history.recorded.now')}</option>
          {[...new Set([...(asked ? [asked] : []), ...days])].map((day) => (
            <option value={day} selected={day === asked}>
              {page.date(parseDay(day))}
            </option>
          ))}
        </select>
      </label>
      <span class="buttons">
        <button>{page.text('button.apply')}</button>
      </span>
    </form>
  );
}

/** The rows of a history, each under its number in the table of the record. */
export function HistoryTable<Value>({
  page,
  caption,
  rows,
  value,
}: OnPage & {
  readonly caption: string;
  readonly rows: readonly HistoryRow<Value>[];
  /** What a row says. */
  readonly value: (row: Value) => Child;
}) {
  const column = {
    why: {
      heading: page.text('history.why'),
      cell: ({ why }: HistoryRow<Value>): Child => (why === undefined ? '–' : <bdi>{why}</bdi>),
    },
    who: {
      heading: page.text('history.who'),
      cell: ({ who }: HistoryRow<Value>): Child => (who === undefined ? '–' : <bdi>{who}</bdi>),
    },
  };
  return (
    <DataTable
      page={page}
      caption={caption}
      columns={[
        { heading: page.text('history.row'), kind: 'figure', cell: ({ row }) => row },
        {
          heading: page.text('history.value'),
          cell: (row) => (
            <>
              {value(row.value)}
              <SourceMark page={page} citation={row.source} />
            </>
          ),
        },
        {
          heading: page.text('history.at'),
          cell: ({ at }) => <time datetime={at}>{page.date(parseDay(at.slice(0, 10)))}</time>,
        },
        {
          heading: page.text('history.change'),
          cell: ({ change, way }) => (
            <>
              {page.text(`history.change.${change}`)} <small>({page.text(`history.way.${way}`)})</small>
            </>
          ),
        },
        { heading: page.text('history.place'), cell: ({ place }) => page.text(`history.place.${place}`) },
        column.why,
        ...(rows.some(({ who }) => who !== undefined) ? [column.who] : []),
      ]}
      rows={rows}
    />
  );
}

/** A row that was not restored: what was sent, and why. */
export interface RefusedRestore {
  readonly problem: Problem;
  readonly fields: { readonly [name: string]: string };
}

/** Enters an earlier row again. Its fields: `row`, the number of the row, and `reason`. */
export function RestoreForm({
  page,
  part,
  state,
  rows,
  refused,
  children,
}: OnPage & {
  readonly part: WrittenPart;
  readonly state: Iso3;
  /** Those that can be restored, each in one line. */
  readonly rows: readonly { readonly row: number; readonly line: string }[];
  readonly refused?: RefusedRestore | undefined;
  /** What else happens. */
  readonly children?: Child;
}) {
  const { fields = {}, problem } = refused ?? {};
  if (rows.length === 0 && !problem) return null;
  return (
    <section aria-labelledby="restore">
      <h2 id="restore">{page.text('history.restore')}</h2>
      {problem && (
        <Notice title={page.text('import.refused')}>
          <p role="alert">{page.text(problemKey(problem), problem.details)}</p>
        </Notice>
      )}
      {rows.length > 0 && (
        <form method="post" action={page.here({})} class="stacked">
          <p class="quiet">
            {page.text('history.restore.note')} {children}
          </p>
          <label>
            <span>{page.text('history.restore.row')}</span>
            <select name="row">
              {rows.map(({ row, line }) => (
                <option value={row} selected={String(row) === fields['row']}>
                  {`${row}: ${line}`}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{page.text('history.restore.reason')}</span>
            <input name="reason" value={fields['reason'] ?? ''} maxlength={longestReason} required />
          </label>
          <ReviewNote page={page} part={part} states={state} />
          <button>{page.text('history.restore.button')}</button>
        </form>
      )}
    </section>
  );
}
