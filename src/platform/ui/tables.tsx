/** Tables, the matrix of States and instruments, and the timeline. */
import type { Child } from 'hono/jsx';
import type { OnPage } from './context.tsx';

export interface Column<Row> {
  readonly heading: Child;
  readonly cell: (row: Row) => Child;
  /** "figure": aligned by its digits. */
  readonly kind?: 'text' | 'figure';
}

interface TableFrameProps extends OnPage {
  readonly caption: string;
  readonly rows: number;
  readonly kind: 'data' | 'matrix';
  readonly children?: Child;
}

/** A long table scrolls inside a frame of its own, so that its headings stay in sight. */
const longTable = 15;

/** The frame of every table: its caption, and a region that scrolls by itself. */
export function TableFrame({ page, caption, rows, kind, children }: TableFrameProps) {
  return (
    <div
      class={`table ${kind}${rows > longTable ? ' long' : ''}`}
      role="region"
      aria-label={page.t('table.scroll', { caption })}
      tabindex={0}
    >
      <table>
        <caption>{caption}</caption>
        {children}
      </table>
    </div>
  );
}

/** A table. The first column names the row. Without rows, show an `EmptyState` instead. */
export function DataTable<Row>(
  props: OnPage & {
    readonly caption: string;
    readonly columns: readonly Column<Row>[];
    readonly rows: readonly Row[];
  },
) {
  const { page, caption, columns, rows } = props;
  return (
    <TableFrame page={page} caption={caption} rows={rows.length} kind="data">
      <thead>
        <tr>
          {columns.map(({ heading, kind }) => (
            <th scope="col" {...classOf(kind)}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map(({ cell, kind }, at) =>
              at === 0 ? (
                <th scope="row" {...classOf(kind)}>
                  {cell(row)}
                </th>
              ) : (
                <td {...classOf(kind)}>{cell(row)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function classOf(kind: 'text' | 'figure' = 'text'): { class?: string } {
  return kind === 'figure' ? { class: 'figure' } : {};
}

/** States by instruments, or any two lists: `cells` of a row stand under `columns` in their order. */
export function Matrix(
  props: OnPage & {
    readonly caption: string;
    /** What the rows are: "State". */
    readonly corner: Child;
    readonly columns: readonly Child[];
    readonly rows: readonly { readonly heading: Child; readonly cells: readonly Child[] }[];
  },
) {
  const { page, caption, corner, columns, rows } = props;
  return (
    <TableFrame page={page} caption={caption} rows={rows.length} kind="matrix">
      <thead>
        <tr>
          <th scope="col">{corner}</th>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ heading, cells }) => (
          <tr>
            <th scope="row">{heading}</th>
            {cells.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

export interface TimelineEntry {
  readonly when: Child;
  readonly what: Child;
  /** "to come": the line is drawn open. */
  readonly time?: 'past' | 'to come';
}

/** Events in the order given. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  return (
    <ol class="timeline">
      {entries.map(({ when, what, time = 'past' }) => (
        <li class={time === 'past' ? 'past' : 'to-come'}>
          <div class="when">{when}</div>
          <div class="what">{what}</div>
        </li>
      ))}
    </ol>
  );
}
