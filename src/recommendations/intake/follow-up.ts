/** A table of follow-up, as an organisation fills it in: one row an entry of a ledger. */
import { Problem } from '../../core/problem.ts';
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { findColumns, type Rows } from '../../platform/tables/table.ts';
import { enterFollowUp, type Entering, type Fields, followUpFromFields } from '../store/follow-up.ts';
import { dateOf } from './reading.ts';

/** The columns by the names of the fields. */
const columns = {
  state: /^(state|country)$/i,
  ledger: /^ledger$/i,
  status: /^status$/i,
  said: /^(said|words)$/i,
  date: /^date$/i,
  source: /^source$/i,
  place: /^place$/i,
};

const more = {
  demand: /^demand$/i,
  recommendation: /^recommendation$/i,
  address: /^address$/i,
  kept: /^kept$/i,
};

export interface FollowUpFile {
  readonly file: string;
  readonly rows: readonly { readonly row: number; readonly fields: Fields }[];
  /** How the header writes the column of a field. */
  readonly columnOf: (field: string) => string;
}

/** The table as follow-up; undefined when its columns are others. */
export function readFollowUp(table: Rows): FollowUpFile | undefined {
  const cellsOf = findColumns(table, columns, more);
  if (!cellsOf) return undefined;
  const forms: { readonly [field: string]: RegExp } = { ...columns, ...more };
  return {
    file: table.file,
    rows: Array.from(table.rows, (row) => {
      const cells = cellsOf(row);
      // Workbooks know a day by its number.
      return { row: row.row, fields: { ...cells, date: dateOf(cells.date) ?? cells.date } };
    }),
    columnOf: (field) => table.header.find((name) => forms[field]?.test(name)) ?? field,
  };
}

/** Stores all rows, or none where one is refused. Give it to `record.rehearse` for a preview. */
export function importFollowUp(tx: Write, { file, rows, columnOf }: FollowUpFile): ImportReport {
  const refused: RowNote[] = [];
  const read = rows.flatMap(({ row, fields }) => {
    try {
      return [followUpFromFields(tx, fields)];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ row, text: refusal(error, columnOf) });
      return [];
    }
  });
  const counts = { new: 0, corrected: 0, known: 0 };
  for (const entries of refused.length === 0 ? read : []) {
    const done = new Set(entries.map((entry) => enterFollowUp(tx, entry)));
    const outcome = outcomes.find((one) => done.has(one));
    if (outcome) counts[outcome] += 1;
  }
  return {
    file,
    kind: 'follow-up',
    rows: rows.length,
    added: counts.new,
    changed: counts.corrected,
    unchanged: counts.known,
    conflicting: [],
    unmapped: [],
    refused,
  };
}

/** The most that happened to an entry of a row is what happened to the row. */
const outcomes: readonly Entering[] = ['new', 'corrected', 'known'];

function refusal({ code, details, message }: Problem, columnOf: (field: string) => string): string {
  if (code === 'follow-up-invalid')
    return `column ${columnOf(String(details['field']))}: ${details['detail'] ?? ''}`;
  return code === 'demand-invalid' ? `column ${columnOf('demand')}: ${message}` : message;
}
