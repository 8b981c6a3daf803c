/** CSV (RFC 4180) as programs really write it: any separator, line end and encoding in use. */
import { decodeText } from './encoding.ts';
import { type Place, Problem } from '../../core/problem.ts';
import {
  caps,
  checkCell,
  checkSize,
  createAllowance,
  headerOf,
  type Named,
  type Table,
  type TableRow,
} from './table.ts';

/** The last line of our own exports, also after a spreadsheet program has saved it again. */
const signature = /^# \d+ rows, ?sha256 [0-9a-f]{64},*$/;
const separators = [',', ';', '\t'];

/**
 * Reads a CSV file whole. Blank lines are skipped but counted; every other row must have as many cells as the
 * header; cells stay as they are ("NA" is "NA"); the count and hash at the end of our own exports are skipped.
 * @throws Problem `table-empty`, `table-not-text`, `table-file-too-large`, `table-header-twice`,
 *   `table-row-uneven`, `table-quote-open`, `table-quote-stray`, `table-cell-too-long`, `table-row-too-long`,
 *   `table-too-many-rows`, `table-too-many-columns`, `table-too-many-cells`; each with its place
 */
export function readCsv(content: Uint8Array | string, { file }: Named): Table {
  checkSize(content.length, { file });
  const text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decodeText(content, { file });
  const allowance = createAllowance();
  let header: string[] | undefined;
  const rows: TableRow[] = [];
  for (const { row, cells, last } of records(text, separatorOf(text), file)) {
    if (!header) {
      header = headerOf(cells, { file, row });
    } else {
      if (last && signature.test(cells.join(','))) break;
      if (cells.length !== header.length)
        throw new Problem(
          'table-row-uneven',
          { found: cells.length, expected: header.length },
          { file, row },
        );
      if (rows.length === caps.rows)
        throw new Problem('table-too-many-rows', { cap: caps.rows }, { file, row });
      allowance(cells.length, { file, row });
      // The copy is as long as it must be; an array that grew is up to 17 places long.
      rows.push({ row, cells: cells.slice() });
    }
  }
  if (!header) throw new Problem('table-empty', {}, { file });
  return { file, header, rows };
}

/** The separator that stands most often in the header, outside quotes. */
function separatorOf(text: string): string {
  const counts = new Map(separators.map((separator) => [separator, 0]));
  let inQuotes = false;
  for (const character of text.slice(0, caps.rowLength).trimStart()) {
    if (character === '"') inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (character === '\r' || character === '\n') break;
    const count = counts.get(character);
    if (count !== undefined) counts.set(character, count + 1);
  }
  return separators.reduce((most, one) => ((counts.get(one) ?? 0) > (counts.get(most) ?? 0) ? one : most));
}

interface CsvRecord {
  readonly row: number;
  readonly cells: readonly string[];
  /** Whether nothing but white space follows. */
  readonly last: boolean;
}

/** The records of the text that are no blank lines. Quotes inside an unquoted cell are plain characters. */
function* records(text: string, separator: string, file: string): Generator<CsvRecord> {
  const stop = new RegExp(`[${separator}\r\n]`, 'g');
  const end = text.trimEnd().length;
  let at = 0;
  for (let row = 1; at < end; row += 1) {
    const start = at;
    const cells: string[] = [];
    for (;;) {
      const column = String(cells.length + 1);
      const cell = text[at] === '"' ? quoted(text, at, { file, row, column }) : undefined;
      if (cell) at = cell.end;
      stop.lastIndex = at;
      const next = stop.exec(text)?.index ?? text.length;
      if (cell && next > at && text.slice(at, next).trim() !== '')
        throw new Problem('table-quote-stray', {}, { file, row, column });
      const value = cell ? cell.value : text.slice(at, next);
      checkCell(value.length, { file, row, column });
      if (next - start > caps.rowLength)
        throw new Problem('table-row-too-long', { cap: caps.rowLength }, { file, row });
      cells.push(value);
      at = next + 1;
      if (text[next] !== separator) {
        if (text[next] === '\r' && text[at] === '\n') at += 1;
        if (cells.length > 1 || cell || value.trim() !== '') yield { row, cells, last: at >= end };
        break;
      }
    }
  }
}

/** @throws Problem `table-quote-open` where the text ends inside the quotes: the file was cut */
function quoted(text: string, start: number, place: Place): { readonly value: string; readonly end: number } {
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) throw new Problem('table-quote-open', {}, place);
  // Before the quotes are replaced: each may stand for two characters at most.
  checkCell((close - start - 1) / 2, place);
  return { value: text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 };
}
