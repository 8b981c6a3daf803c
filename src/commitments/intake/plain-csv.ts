/**
 * The plain form: a CSV with the columns instrument, iso3, status, signature_date, action, action_date, as_at,
 * verified, source. The shipped file reference/commitments/ratifications.csv has it, and a person can write it.
 */
import { basename } from 'node:path';
import { citationOf } from '../../core/citation.ts';
import { Problem } from '../../core/problem.ts';
import { findState, isIso3, whyNoState } from '../../core/state.ts';
import type { RowNote } from '../../platform/imports.ts';
import type { Table } from '../../platform/tables/table.ts';
import { type Acts, statuses } from '../model.ts';
import { readAction, readDate } from './acts.ts';
import { linesOf } from './columns.ts';
import { instrumentNamed, type StatusOptions } from './source.ts';
import { attempt, type SaidOfState, type StatusFile } from './status-file.ts';

export const plainColumns = {
  instrument: /^instrument$/i,
  state: /^(iso3|state|country)$/i,
  status: /^status$/i,
  signed: /^signature_date$/i,
  action: /^action$/i,
  acted: /^action_date$/i,
  asAt: /^as_at$/i,
  verified: /^verified$/i,
  source: /^source$/i,
};

/** @throws Problem `table-unrecognised` */
export function readPlainCsv(tables: readonly Table[], options: StatusOptions): StatusFile {
  const file = basename(options.file);
  const states: { row: number; said: SaidOfState }[] = [];
  const unmapped: RowNote[] = [];
  const refused: RowNote[] = [];
  const lines = linesOf(tables, plainColumns, file);
  for (const line of lines) {
    const said = attempt(line.row, refused, () => {
      const asAt = readDate(line.asAt || (options.asAt ?? ''));
      const citation = citationOf(line.source, line.verified === 'true' ? 'verified' : 'unverified', asAt);
      return { ...readStatedActs(line), asAt, citation };
    });
    const instrument = instrumentNamed(options.instruments, line.instrument);
    const state = isIso3(line.state) ? line.state : findState(line.state);
    if (!instrument)
      unmapped.push({ row: line.row, text: `“${line.instrument}” is not an instrument of the record` });
    else if (!state) unmapped.push({ row: line.row, text: whyNoState(line.state) });
    else if (said) states.push({ row: line.row, said: { ...said, instrument, state } });
  }
  return {
    file,
    kind: 'plain CSV',
    rows: lines.length,
    states,
    organisations: [],
    complete: [],
    unmapped,
    refused,
  };
}

function readStatedActs(line: {
  readonly status: string;
  readonly signed: string;
  readonly action: string;
  readonly acted: string;
}): Acts {
  const status = statuses.find((one) => one === line.status);
  if (!status) throw new Problem('status-unknown', { value: line.status, known: statuses.join(', ') });
  return {
    status,
    ...(line.signed ? { signed: readDate(line.signed) } : {}),
    ...(line.action ? { action: readAction(line.action) } : {}),
    ...(line.acted ? { acted: readDate(line.acted) } : {}),
  };
}
