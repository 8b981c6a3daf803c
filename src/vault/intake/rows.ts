/** CSV files of this machine, read in pieces: records of persons are more than one table may hold. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { readCsv } from '../../platform/tables/csv.ts';
import { decodeText } from '../../platform/tables/encoding.ts';
import type { TableRow } from '../../platform/tables/table.ts';

/** About how many characters are read at a time: never more rows or cells than `readCsv` takes. */
const pieceLength = 1_000_000;

export interface CsvFile {
  /** The name without its folder, as messages say it. */
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: Iterable<TableRow>;
}

/**
 * A CSV file with as many rows as it has.
 * @throws Problem `file-missing`, and those of `readCsv`; those of later pieces while the rows are read
 */
export function csvFile(path: string): CsvFile {
  const file = basename(path);
  const decoded = decodeText(bytesOf(path), { file }).replace(/^\ufeff/, '');
  // Old Macintosh programs ended lines with a bare CR.
  const text = decoded.includes('\n') ? decoded : decoded.replaceAll('\r', '\n');
  const start = text.length - text.trimStart().length;
  const body = nextLine(text, start);
  const head = text.slice(0, body);
  const { header } = readCsv(head, { file });
  return { file, header, rows: rowsOf(text, body, head, file) };
}

/** @throws Problem `file-missing` */
export function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new Problem('file-missing', { file: path });
  }
}

function* rowsOf(text: string, body: number, head: string, file: string): Generator<TableRow> {
  const headRows = head.split('\n').length - 1;
  let before = 0;
  for (let at = body; at < text.length;) {
    const end = text.length - at <= pieceLength ? text.length : nextLine(text, at, at + pieceLength);
    const piece = text.slice(at, end);
    let last = headRows;
    const place = before;
    try {
      for (const { row, cells } of readCsv(head + piece, { file }).rows) {
        last = row;
        yield { row: row + place, cells };
      }
    } catch (error) {
      throw error instanceof Problem && error.place?.row !== undefined
        ? new Problem(error.code, error.details, { ...error.place, row: error.place.row + place })
        : error;
    }
    const blank = piece.slice(piece.trimEnd().length).split('\n').length - 1;
    before += last - headRows + Math.max(blank - 1, 0);
    at = end;
  }
}

/** Where the next line begins, not before `least`, and not inside quotes that opened after `from`. */
function nextLine(text: string, from: number, least = from): number {
  let quotes = 0;
  let counted = from;
  for (let at = text.indexOf('\n', least); at >= 0; at = text.indexOf('\n', at + 1)) {
    for (
      let quote = text.indexOf('"', counted);
      quote >= 0 && quote < at;
      quote = text.indexOf('"', quote + 1)
    )
      quotes += 1;
    counted = at;
    if (quotes % 2 === 0) return at + 1;
  }
  return text.length;
}

/**
 * The place of each of these columns.
 * @throws Problem `table-column-missing`
 */
export function columnsOf({ file, header }: CsvFile, names: readonly string[]): number[] {
  return names.map((column) => {
    const at = header.indexOf(column);
    if (at < 0) throw new Problem('table-column-missing', { column, found: header.join(', ') }, { file });
    return at;
  });
}
