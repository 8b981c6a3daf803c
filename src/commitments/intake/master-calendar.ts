/**
 * The treaty bodies' master calendar of the Office of the High Commissioner for Human Rights, saved as HTML or
 * CSV: which State owes which document to which committee, and when. The dates are taken as published.
 */
import { basename } from 'node:path';
import { findState, whyNoState } from '../../core/state.ts';
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { findColumns, type Table } from '../../platform/tables/table.ts';
import type { PublishedDue } from '../model.ts';
import { enterPublishedDue, publishedDue } from '../store.ts';
import { readDate } from './acts.ts';
import { linesOf } from './columns.ts';
import { asAtOf, instrumentNamed, type StatusOptions } from './source.ts';
import { attempt } from './status-file.ts';

const columns = {
  state: /^(country|state)/i,
  instrument: /treaty|convention|committee|body/i,
  document: /type|kind|document|report/i,
  due: /due|deadline/i,
};

export interface DueFile {
  readonly file: string;
  readonly rows: number;
  readonly due: readonly { readonly row: number; readonly said: PublishedDue }[];
  readonly unmapped: readonly RowNote[];
  readonly refused: readonly RowNote[];
}

/** Whether any table of a file looks like the calendar. */
export function isMasterCalendar(tables: readonly Table[]): boolean {
  return tables.some((table) => findColumns(table, columns) !== undefined);
}

/** @throws Problem `table-unrecognised`, `as-at-missing` */
export function readMasterCalendar(tables: readonly Table[], options: StatusOptions): DueFile {
  const file = basename(options.file);
  const asAt = asAtOf(options);
  const due: { row: number; said: PublishedDue }[] = [];
  const unmapped: RowNote[] = [];
  const refused: RowNote[] = [];
  const citation = {
    title: `Office of the High Commissioner for Human Rights, master calendar of the treaty bodies (${file})`,
    ...(options.address ? { address: options.address } : {}),
    asAt,
    standing: 'verified' as const,
  };
  const lines = linesOf(tables, columns, file, { cycle: /cycle|number/i });
  for (const line of lines) {
    const { row } = line;
    if (line.due === '' || /^(-|—|n\/?a|tbc|tbd)$/i.test(line.due)) {
      unmapped.push({ row, text: `${line.state}, ${line.instrument}: no due date is given` });
      continue;
    }
    const date = attempt(row, refused, () => readDate(line.due));
    const instrument = instrumentNamed(options.instruments, line.instrument);
    const state = findState(line.state);
    if (!instrument) unmapped.push({ row, text: `“${line.instrument}” is not an instrument of the record` });
    else if (!state) unmapped.push({ row, text: whyNoState(line.state) });
    else if (date) {
      const document = [line.cycle, line.document].filter(Boolean).join(' ');
      due.push({ row, said: { state, instrument, document, due: date, asAt, citation } });
    }
  }
  return { file, rows: lines.length, due, unmapped, refused };
}

/** Stores the due dates of a calendar, or says why nothing was stored. */
export function importDue(tx: Write, file: DueFile): ImportReport {
  const report = {
    file: file.file,
    kind: 'OHCHR master calendar',
    rows: file.rows,
    added: 0,
    changed: 0,
    unchanged: 0,
    conflicting: [] as RowNote[],
    unmapped: file.unmapped,
    refused: file.refused,
  };
  if (file.refused.length > 0) return report;
  const known = new Map(publishedDue(tx).map((due) => [keyOf(due), due.due]));
  for (const { said } of file.due) {
    const before = known.get(keyOf(said));
    if (enterPublishedDue(tx, said) === 0) report.unchanged += 1;
    else if (before !== undefined && before !== said.due) report.changed += 1;
    else report.added += 1;
  }
  return report;
}

function keyOf({ state, instrument, document }: PublishedDue): string {
  return `${state} ${instrument} ${document}`;
}
