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
  type Rows,
  type Table,
  type TableRow,
} from './table.ts';

/** The last line of our own exports, also after a spreadsheet program has saved it again. */
const signature = /^# \d+ rows, ?sha256 [0-9a-f]{64},*$/;
const separators = [',', ';', '\t'];

/**
 * Reads a CSV file whole. Blank lines are skipped but counted; every other row must have as many cells as the
 * header; cells stay as they are ("NA" is "NA"); the count and hash at the end of our own exports are skipped.
 * @param separator where the format says which it is; else it is told by the header
 * @throws Problem `table-empty`, `table-not-text`, `table-file-too-large`, `table-header-twice`,
 *   `table-row-uneven`, `table-quote-open`, `table-quote-stray`, `table-cell-too-long`, `table-row-too-long`,
 *   `table-too-many-rows`, `table-too-many-columns`, `table-too-many-cells`; each with its place
 */
export function readCsv(
  content: Uint8Array | string,
  { file, separator }: Named & { readonly separator?: string },
): Table {
  checkSize(content.length, { file });
  const text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decodeText(content, { file });
  const allowance = createAllowance();
  const lines = evenLines([text], file, separator);
  const { cells: header } = firstOf(lines, file);
  const rows: TableRow[] = [];
  for (const line of lines) {
    if (rows.length === caps.rows)
      throw new Problem('table-too-many-rows', { cap: caps.rows }, { file, row: line.row });
    allowance(line.cells.length, { file, row: line.row });
    // The copy is as long as it must be; an array that grew is up to 17 places long.
    rows.push({ row: line.row, cells: line.cells.slice() });
  }
  return { file, header, rows };
}

/**
 * As `readCsv`, of a text that comes in pieces and is never held whole: there is no limit to the number of rows.
 * @param pieces gives the text anew each time, without a byte order mark
 * @throws Problem as `readCsv`; of the rows, while they are gone through
 */
export function streamCsv(pieces: () => Iterable<string>, { file }: Named): Rows {
  const lines = evenLines(pieces(), file);
  const { cells: header } = firstOf(lines, file);
  lines.return(undefined);
  return {
    file,
    header,
    rows: {
      *[Symbol.iterator]() {
        const again = evenLines(pieces(), file);
        firstOf(again, file);
        yield* again;
      },
    },
  };
}

function firstOf(lines: Iterator<TableRow>, file: string): TableRow {
  const first = lines.next();
  if (first.done) throw new Problem('table-empty', {}, { file });
  return first.value;
}

/** The header with its names trimmed, then the rows, all of the same number of cells. */
function* evenLines(pieces: Iterable<string>, file: string, given?: string): Generator<TableRow, undefined> {
  let width: number | undefined;
  for (const { row, cells, last } of records(pieces, file, given)) {
    if (width === undefined) {
      const header = headerOf(cells, { file, row });
      width = header.length;
      yield { row, cells: header };
    } else {
      if (last && signature.test(cells.join(','))) return;
      if (cells.length !== width)
        throw new Problem('table-row-uneven', { found: cells.length, expected: width }, { file, row });
      yield { row, cells };
    }
  }
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
  /** Whether no other record follows. */
  readonly last: boolean;
}

/** The records of the text that are no blank lines. */
function* records(pieces: Iterable<string>, file: string, given?: string): Generator<CsvRecord> {
  let separator = given;
  let row = 0;
  let rest = '';
  let before: Omit<CsvRecord, 'last'> | undefined;
  for (const { piece, ending } of withEnding(pieces)) {
    const text = rest + piece;
    if (
      separator === undefined &&
      ending === 'more follows' &&
      !/\S.*[\r\n]/.test(text) &&
      text.length < caps.rowLength
    ) {
      // Not yet a whole line, by which the separator is told.
      rest = text;
      continue;
    }
    separator ??= separatorOf(text);
    let at = 0;
    while (at < text.length) {
      const found = recordAt(text, at, { separator, ending, place: { file, row: row + 1 } });
      if (!found) break;
      row += 1;
      at = found.end;
      if (found.blank) continue;
      if (before) yield { ...before, last: false };
      before = { row, cells: found.cells };
    }
    rest = text.slice(at);
    if (rest.length > caps.rowLength)
      throw new Problem('table-row-too-long', { cap: caps.rowLength }, { file, row: row + 1 });
  }
  if (before) yield { ...before, last: true };
}

/** Whether a piece of the text is the last one: only there may a record end without a line end. */
type Ending = 'more follows' | 'end of the text';

function* withEnding(
  pieces: Iterable<string>,
): Generator<{ readonly piece: string; readonly ending: Ending }> {
  let before: string | undefined;
  for (const piece of pieces) {
    if (before !== undefined) yield { piece: before, ending: 'more follows' };
    before = piece;
  }
  if (before !== undefined) yield { piece: before, ending: 'end of the text' };
}

interface Setting {
  readonly separator: string;
  readonly ending: Ending;
  readonly place: Place;
}

interface FoundRecord {
  readonly cells: readonly string[];
  readonly blank: boolean;
  /** Where the next record begins. */
  readonly end: number;
}

/** One record; undefined where more of the text is needed. Quotes inside an unquoted cell are plain characters. */
function recordAt(
  text: string,
  start: number,
  { separator, ending, place }: Setting,
): FoundRecord | undefined {
  const cells: string[] = [];
  const here = () => ({ ...place, column: String(cells.length + 1) });
  let at = start;
  for (;;) {
    const isQuoted = text[at] === '"';
    const cell = isQuoted ? quoted(text, at, ending, here) : undefined;
    if (isQuoted && !cell) return undefined;
    if (cell) at = cell.end;
    const next = stopAt(text, at, separator);
    // A line end of two characters may be cut in the middle.
    const cut = next === text.length || (text[next] === '\r' && next + 1 === text.length);
    if (cut && ending === 'more follows') return undefined;
    if (cell && next > at && text.slice(at, next).trim() !== '')
      throw new Problem('table-quote-stray', {}, here());
    const value = cell ? cell.value : text.slice(at, next);
    checkCell(value.length, here);
    if (next - start > caps.rowLength)
      throw new Problem('table-row-too-long', { cap: caps.rowLength }, place);
    cells.push(value);
    at = next + 1;
    if (text[next] === separator) continue;
    if (text[next] === '\r' && text[at] === '\n') at += 1;
    return { cells, blank: cells.length === 1 && !cell && value.trim() === '', end: at };
  }
}

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** Where an unquoted cell ends: at the separator, a line end, or the end of the text. */
function stopAt(text: string, from: number, separator: string): number {
  const ownStop = separator.charCodeAt(0);
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === ownStop || character === lineFeed || character === carriageReturn) break;
  }
  return at;
}

/**
 * Undefined where the quotes may end in what follows.
 * @throws Problem `table-quote-open` where the text ends inside the quotes: the file was cut
 */
function quoted(
  text: string,
  start: number,
  ending: Ending,
  place: () => Place,
): { readonly value: string; readonly end: number } | undefined {
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (ending === 'more follows' && (close < 0 || close + 1 === text.length)) return undefined;
  if (close < 0) throw new Problem('table-quote-open', {}, place());
  // Before the quotes are replaced: each may stand for two characters at most.
  checkCell((close - start - 1) / 2, place);
  return { value: text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 };
}
