/** The history of one thing of the record: its rows, and the day of entry to look back to. */
import type { Child } from 'hono/jsx';
import { parseDay } from '../../core/date.ts';
import { daysOf, type HistoryRow, type Logged, type Readers } from '../history.ts';
import type { WrittenPart } from '../rights.ts';
import type { Iso3 } from '../../core/state.ts';
import type { OnPage, PageContext } from './context.tsx';
import { KeptParameters } from './forms.tsx';
import { SourceMark } from './sources.tsx';
import { DataTable } from './tables.tsx';

/** The parameter by which an address names a day of entry. */
const parameter = 'recorded';

/** The day of entry to which a history is read; today, and so all rows, where the address names none. @throws Problem `date-invalid` */
export function askedRecorded(page: PageContext) {
  return parseDay(page.query.get(parameter) || page.today);
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
