/**
 * What came into the record of States, as each part tells it to whoever watches it: read from the rows themselves, so
 * that nothing is told that the record does not hold.
 */
import { createHash } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import type { Translate } from './messages.ts';
import type { Read } from './record.ts';

/** Which changes are asked for. */
export interface Watch {
  /** Entries of the audit log after this one, up to and with the other. */
  readonly after: number;
  readonly upTo: number;
  readonly states: 'all' | readonly Iso3[];
  /** The day on which it is told. */
  readonly day: Day;
}

/** Something new of one State. */
export interface StateChange {
  /** The same change keeps its id for good. */
  readonly id: string;
  /** Number of the entry of the audit log that brought it. */
  readonly entry: number;
  readonly state: Iso3;
  /** What came, in one line, without the name of the State. */
  readonly line: (t: Translate) => string;
  /** The path of the page that shows it. */
  readonly address: string;
}

/** How many changes there are, and the newest of them. */
export interface StateChanges {
  readonly total: number;
  readonly newest: readonly StateChange[];
}

/** So many changes are told one by one; of more there is only the count. */
export const mostTold = 100;

type Told<Row> = (row: Row) => Pick<StateChange, 'line' | 'address'>;

/**
 * The changes that a query finds: one for each of its rows.
 * @param sql our own SELECT, without parameters but `?` of `values`; it gives `entry`, `state`, and what `tell` needs
 */
export function changesBy<Row extends object>(
  tx: Read,
  { after, upTo, states }: Watch,
  { sql, values = [] }: { readonly sql: string; readonly values?: readonly SQLInputValue[] },
  tell: Told<Row>,
): StateChanges {
  const asked = states === 'all' ? null : JSON.stringify(states);
  const rows = tx.all<Row & { entry: number; state: Iso3; total: number }>(
    `SELECT *, count(*) OVER () AS total FROM (${sql})
     WHERE entry > ? AND entry <= ? AND (? IS NULL OR state IN (SELECT value FROM json_each(?)))
     ORDER BY entry DESC, state LIMIT ${mostTold}`,
    ...values,
    after,
    upTo,
    asked,
    asked,
  );
  return {
    total: rows[0]?.total ?? 0,
    newest: rows.map((row) => ({ id: idOf(row), entry: row.entry, state: row.state, ...tell(row) })),
  };
}

/** What the row says, which never changes; how many rows there are does. */
function idOf(row: object): string {
  return createHash('sha256')
    .update(JSON.stringify({ ...row, total: undefined }))
    .digest('hex');
}

/** Changes of several kinds as one list, the newest first. */
export function together(all: readonly StateChanges[]): StateChanges {
  return {
    total: all.reduce((sum, { total }) => sum + total, 0),
    newest: all
      .flatMap(({ newest }) => newest)
      .toSorted((a, b) => b.entry - a.entry)
      .slice(0, mostTold),
  };
}

/** A text of the record as far as it fits on a line. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 199).replace(/\s\S*$/, '')} …`;
}
