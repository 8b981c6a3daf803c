/** What a request leaves in the tables of a record: all of it, also what is no part of the audit. */
import type { Record } from '../src/platform/record.ts';

export type Row = { readonly [column: string]: unknown };
/** The rows that were added or changed, and how many are gone, by table. */
export type Difference = {
  readonly [table: string]: { readonly now: readonly Row[]; readonly gone: number };
};

/** Worked out from other tables, or SQLite's own. */
const derived = /^(sqlite_|recommendation_(words|language|label|demand|judge)|derived$)/;

/** Every table of the record that holds what somebody entered. */
export function tables(record: Record): string[] {
  return record
    .read((tx) =>
      tx.all<{ name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
      ),
    )
    .map(({ name }) => name)
    .filter((name) => !derived.test(name));
}

export function columns(record: Record, table: string): string[] {
  return record
    .read((tx) => tx.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', table))
    .map(({ name }) => name);
}

/**
 * What tables hold at a moment: rows as text. Of tables that only grow, rows of before are never looked at again, so
 * their last number is enough.
 */
export type Snapshot = ReadonlyMap<string, number | ReadonlyMap<string, Row>>;

export function snapshot(record: Record): Snapshot {
  return new Map(
    tables(record).map((table) => [
      table,
      columns(record, table).includes('entry') ? last(record, table) : rows(record, table),
    ]),
  );
}

/** What came since a moment, and how much went. */
export function difference(record: Record, before: Snapshot): Difference {
  const found: { [table: string]: { now: Row[]; gone: number } } = {};
  for (const [table, earlier] of before) {
    const grows = typeof earlier === 'number';
    const here = rows(record, table, grows ? earlier : 0);
    const now = [...here].filter(([text]) => grows || !earlier.has(text)).map(([, row]) => row);
    const gone = grows ? 0 : [...earlier.keys()].filter((text) => !here.has(text)).length;
    if (now.length + gone > 0) found[table] = { now, gone };
  }
  return found;
}

function last(record: Record, table: string): number {
  return (
    record.read((tx) => tx.first<{ id: number | null }>(`SELECT max(id) AS id FROM "${table}"`))?.id ?? 0
  );
}

function rows(record: Record, table: string, after = 0): ReadonlyMap<string, Row> {
  const found = record.read((tx) => tx.all<Row>(`SELECT * FROM "${table}" WHERE rowid > ?`, after));
  return new Map(found.map((row) => [JSON.stringify(row), row]));
}
