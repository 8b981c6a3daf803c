/**
 * The tables of commitments. Every fact rests on a citation. Rows are only added: of several rows with one
 * key the last one entered counts, so a correction is a new row with the same key.
 */
import type { StoredCitation } from '../evidence/store.ts';
import { growingTable, type Migration, type Row, type Write } from '../platform/record.ts';

const cited = 'citation INTEGER NOT NULL REFERENCES citation(id)';
const acts = `status TEXT CHECK (status IN ('party', 'signed', 'none', 'not party')),
  signed TEXT, action TEXT, acted TEXT, as_at TEXT NOT NULL`;

export const migrations: readonly Migration[] = [
  {
    number: 3,
    name: 'commitments',
    sql: [
      growingTable(
        'instrument_fact',
        `instrument TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, ${cited}`,
      ),
      growingTable(
        'instrument_article',
        `instrument TEXT NOT NULL, article TEXT NOT NULL, subject TEXT NOT NULL, ${cited}`,
      ),
      growingTable(
        'instrument_snapshot',
        `instrument TEXT NOT NULL, as_at TEXT, field TEXT NOT NULL, value TEXT NOT NULL, note TEXT, ${cited}`,
      ),
      growingTable(
        'treaty_status',
        `instrument TEXT NOT NULL, state TEXT NOT NULL, ${acts},
         standing TEXT NOT NULL CHECK (standing IN ('used', 'other')), note TEXT, ${cited}`,
      ),
      'CREATE INDEX treaty_status_state ON treaty_status (state, instrument);',
      'CREATE INDEX treaty_status_instrument ON treaty_status (instrument);',
      growingTable(
        'organisation_status',
        `instrument TEXT NOT NULL, organisation TEXT NOT NULL, ${acts}, ${cited}`,
      ),
      growingTable('complete_list', `instrument TEXT NOT NULL, as_at TEXT NOT NULL, ${cited}`),
      growingTable(
        'upr_review',
        `cycle INTEGER NOT NULL, session INTEGER NOT NULL, state TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL,
         stakeholder_deadline TEXT, national_report_deadline TEXT, dates_verified INTEGER NOT NULL,
         deadlines_verified INTEGER NOT NULL, state_verified INTEGER NOT NULL, note TEXT, ${cited}`,
      ),
      'CREATE INDEX upr_review_state ON upr_review (state);',
      growingTable(
        'published_due',
        `state TEXT NOT NULL, instrument TEXT NOT NULL, document TEXT NOT NULL, due TEXT NOT NULL,
         as_at TEXT NOT NULL, ${cited}`,
      ),
      'CREATE INDEX published_due_state ON published_due (state, instrument);',
      growingTable(
        'report_standing',
        `state TEXT NOT NULL, instrument TEXT NOT NULL, statement TEXT NOT NULL, as_at TEXT NOT NULL, ${cited}`,
      ),
      growingTable(
        'commitment',
        `commitment TEXT NOT NULL, name TEXT NOT NULL,
         kind TEXT NOT NULL CHECK (kind IN ('regional', 'voluntary', 'industry')),
         adopted TEXT, adopted_by TEXT NOT NULL, statement TEXT NOT NULL, ${cited}`,
      ),
      growingTable(
        'commitment_item',
        `commitment TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, ${cited}`,
      ),
      growingTable(
        'commitment_state',
        `commitment TEXT NOT NULL, state TEXT NOT NULL,
         part TEXT NOT NULL CHECK (part IN ('takes part', 'absent')), ${cited}`,
      ),
      // Which shipped reference data are in the record, so that a start without news is quick.
      growingTable('reference_content', 'part TEXT NOT NULL, hash TEXT NOT NULL'),
    ].join('\n'),
  },
];

/**
 * Adds a row unless the last row with the same key says the same.
 * @returns the number of rows added, 0 or 1
 */
export function enter(tx: Write, table: string, key: Row, values: Row): number {
  const last = tx.first<Row>(
    `SELECT * FROM ${table} WHERE ${Object.keys(key)
      .map((column) => `${column} IS ?`)
      .join(' AND ')} ORDER BY id DESC LIMIT 1`,
    ...Object.values(key),
  );
  if (last && says(last, values)) return 0;
  tx.insert(table, { ...key, ...values });
  return 1;
}

/** Whether a row holds these values. */
export function says(row: Row, values: Row): boolean {
  return Object.entries(values).every(([column, value]) => row[column] === value);
}

/** SQL for the last row of each key. */
export function lastRows(table: string, key: string, where = ''): string {
  return `SELECT * FROM ${table} WHERE id IN (SELECT max(id) FROM ${table} ${where} GROUP BY ${key}) ORDER BY id`;
}

/** A row as stored: its citation is a number. */
export type Stored<T> = T & { readonly citation: number };

/** The citation of a stored row. */
export function cite(known: ReadonlyMap<number, StoredCitation>, id: number): StoredCitation {
  const citation = known.get(id);
  if (!citation) throw new Error(`citation ${id} is not in the record`);
  return citation;
}

/** What a model's object looks like in a row: null where a field is absent. */
type Nullable<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K];
};

/** The fields that are not null: absence in a row is null, in the model the field is not there. */
export function present<T extends object>(values: Nullable<T>): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as T;
}
