/** CSV files of this machine, with as many rows as they have: records of persons are more than one table may hold. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { streamCsv } from '../../platform/tables/csv.ts';
import { decodeText } from '../../platform/tables/encoding.ts';
import type { Rows } from '../../platform/tables/table.ts';

/**
 * A CSV file; its text is held, its rows are not.
 * @throws Problem `file-missing`, and those of `streamCsv`: of the rows, while they are gone through
 */
export function csvFile(path: string): Rows {
  const file = basename(path);
  const text = decodeText(bytesOf(path), { file }).replace(/^\ufeff/, '');
  return streamCsv(() => [text], { file });
}

/** @throws Problem `file-missing` */
export function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new Problem('file-missing', { file: path });
  }
}

/**
 * The place of each of these columns.
 * @throws Problem `table-column-missing`
 */
export function columnsOf({ file, header }: Rows, names: readonly string[]): number[] {
  return names.map((column) => {
    const at = header.indexOf(column);
    if (at < 0) throw new Problem('table-column-missing', { column, found: header.join(', ') }, { file });
    return at;
  });
}
