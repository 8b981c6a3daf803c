/** The real texts that the sections measure on, and how they print. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readCsv } from '../../src/platform/tables/csv.ts';
import { shared } from '../../test/shared.ts';

export type Row<C extends string> = { readonly [column in C]: string };

/** The rows of a CSV of `shared/data`, gzipped or not; none where it is not at hand. */
export function rowsOf<C extends string>(path: string, columns: readonly C[]): readonly Row<C>[] {
  const file = shared(`data/${path}`);
  if (file === undefined) return [];
  const bytes = readFileSync(file);
  const table = readCsv(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { file: path });
  const places = columns.map((column) => [column, table.header.indexOf(column)] as const);
  return table.rows.map(
    ({ cells }) => Object.fromEntries(places.map(([column, at]) => [column, cells[at] ?? ''])) as Row<C>,
  );
}

export function uprInfoRows(): readonly Row<
  'To' | 'Text' | 'From' | 'Response' | 'Action' | 'Issue' | 'Session'
>[] {
  return ['1-5', '6-9', '10-13', '14-17'].flatMap((name) =>
    rowsOf(`upr-info/csv/${name}.csv`, ['To', 'Text', 'From', 'Response', 'Action', 'Issue', 'Session']),
  );
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
