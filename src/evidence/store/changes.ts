/**
 * What changed in the record, and when: the audit log as anyone may read it. Who made a change, and whatever concerns
 * accounts or waits for a review, is left out.
 */
import type { Day } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import type { Read } from '../../platform/record.ts';

/** One entry of the audit log, by what it added. */
export interface RecordChange {
  readonly entry: number;
  /** ISO 8601 time. */
  readonly at: string;
  /** On what the change rests: a file with its hash, a document. */
  readonly citation: string;
  /** Whoever notes it can tell later that nothing before it was altered. */
  readonly hash: string;
  /** Rows by table, most first; of one State where only that is asked for. */
  readonly rows: readonly { readonly table: string; readonly count: number }[];
}

export interface ChangesAsked {
  readonly state?: Iso3;
  /** Changes of this day and later. */
  readonly since?: Day;
}

interface EntryRow {
  readonly seq: number;
  readonly at: string;
  readonly citation: string;
  readonly hash: string;
  readonly changes: string;
}

/** Changes that anyone may see, the newest first. */
export function recordChanges(tx: Read, { state, since }: ChangesAsked): RecordChange[] {
  const counts = state ? countsOf(tx, state) : undefined;
  const open = new Set([...tablesWith(tx, 'citation'), ...tablesWith(tx, 'state')]);
  return tx
    .all<EntryRow>(
      `SELECT seq, at, citation, hash, changes FROM audit WHERE at >= ? ORDER BY seq DESC`,
      since ?? '',
    )
    .flatMap(({ seq, at, citation, hash, changes }): RecordChange[] => {
      const all = Object.entries(
        JSON.parse(changes) as { readonly [table: string]: { readonly rows: number } },
      );
      const rows = counts
        ? (counts.get(seq) ?? [])
        : all.filter(([table]) => open.has(table)).map(([table, { rows: count }]) => ({ table, count }));
      if (rows.length === 0) return [];
      return [{ entry: seq, at, citation, hash, rows: rows.toSorted((a, b) => b.count - a.count) }];
    });
}

/** How many rows of a State each entry added, by table. Tables say by a column `state` that their rows are of one. */
function countsOf(tx: Read, state: Iso3): ReadonlyMap<number, RecordChange['rows']> {
  const found = tablesWith(tx, 'state').flatMap((table) =>
    tx
      .all<{ entry: number; count: number }>(
        `SELECT entry, count(*) AS count FROM ${table} WHERE state = ? GROUP BY entry`,
        state,
      )
      .map(({ entry, count }) => ({ entry, row: { table, count } })),
  );
  return new Map(
    [...Map.groupBy(found, ({ entry }) => entry)].map(([entry, all]) => [entry, all.map(({ row }) => row)]),
  );
}

/** Tables that only grow and have a column. The names are our own. */
function tablesWith(tx: Read, column: 'citation' | 'state'): string[] {
  return tx
    .all<{ name: string }>(
      `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) e ON e.name = 'entry'
         JOIN pragma_table_info(m.name) c ON c.name = ? WHERE m.type = 'table' ORDER BY m.name`,
      column,
    )
    .map(({ name }) => name);
}
