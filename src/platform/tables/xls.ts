/** Sheets of Excel 97-2003 workbooks ([MS-XLS], BIFF8, .xls): the values of the cells, with hard limits. */
import { type Place, Problem } from '../../core/problem.ts';
import { openOle } from './ole.ts';
import { caps, checkCell, checkSize, createAllowance, createGrid, type Named, type Table } from './table.ts';

const kinds = {
  formula: 0x06,
  end: 0x0a,
  days1904: 0x22,
  password: 0x2f,
  more: 0x3c,
  sheet: 0x85,
  numbers: 0xbd,
  richText: 0xd6,
  strings: 0xfc,
  stringNumber: 0xfd,
  number: 0x203,
  text: 0x204,
  truth: 0x205,
  formulaText: 0x207,
  shortNumber: 0x27e,
  begin: 0x809,
} as const;

/** One record of the workbook, with the parts that continue it. */
interface BiffRecord {
  readonly kind: number;
  readonly parts: readonly Uint8Array[];
}

/**
 * The first worksheet. As in `readXlsx`: the first line that is not empty is the header, rows bear the numbers
 * that Excel shows, formulas give their stored value, dates their serial number. A name may stand twice in the
 * header: what UPR Info exports has "Rgrp" of the State asked, and again of the State that asks.
 * @throws Problem `workbook-old` for what holds no workbook of this kind, `archive-encrypted`, `archive-damaged`,
 *   `workbook-days-1904`, `workbook-sheet-missing`, `table-empty` and the limits of a table
 */
export function readXls(bytes: Uint8Array, { file }: Named): Table {
  checkSize(bytes.length, { file });
  const ole = openOle(bytes, { file });
  // A new workbook with a password is a compound file too.
  if (ole.has('EncryptedPackage')) throw new Problem('archive-encrypted', {}, { file });
  if (!ole.has('Workbook')) throw new Problem('workbook-old', {}, { file });
  try {
    return readWorkbook(ole.stream('Workbook'), file);
  } catch (error) {
    // Numbers that point beyond a record: the one way in which reading of bytes fails by itself.
    if (error instanceof RangeError)
      throw new Problem('archive-damaged', { detail: 'a record of the workbook is cut short' }, { file });
    throw error;
  }
}

function readWorkbook(stream: Uint8Array, file: string): Table {
  const strings: string[] = [];
  let sheet: { readonly name: string; readonly at: number } | undefined;
  for (const { kind, parts } of records(stream, 0)) {
    const data = createReader(parts);
    if (kind === kinds.begin && data.word() !== 0x0600) throw new Problem('workbook-old', {}, { file });
    if (kind === kinds.password) throw new Problem('archive-encrypted', {}, { file });
    if (kind === kinds.days1904 && data.word() === 1) throw new Problem('workbook-days-1904', {}, { file });
    if (kind === kinds.sheet && !sheet) {
      const at = data.long();
      data.byte();
      // Charts and macros are sheets too.
      if (data.byte() === 0) sheet = { at, name: data.text(data.byte(), { file }) };
    }
    if (kind === kinds.strings) {
      data.long();
      for (let left = data.long(); left > 0; left -= 1) strings.push(data.string({ file }));
    }
  }
  if (!sheet) throw new Problem('workbook-sheet-missing', { sheet: '1', known: '' }, { file });
  return readSheet(stream, sheet, strings, file);
}

function readSheet(
  stream: Uint8Array,
  { name: sheet, at }: { readonly name: string; readonly at: number },
  strings: readonly string[],
  file: string,
): Table {
  /** By row and column, both counted from 0; in the file they may come in any order. */
  const rows = new Map<number, Map<number, string>>();
  let cells = 0;
  const set = (row: number, column: number, text: string | undefined) => {
    const place = { file, sheet, row: row + 1 };
    if (text === undefined)
      throw new Problem('archive-damaged', { detail: 'a shared text is missing' }, place);
    if (text === '') return;
    if (column >= caps.columns) throw new Problem('table-too-many-columns', { cap: caps.columns }, place);
    if ((cells += 1) > caps.cells) throw new Problem('table-too-many-cells', { cap: caps.cells }, place);
    let line = rows.get(row);
    if (!line) rows.set(row, (line = new Map()));
    line.set(column, text);
  };
  let formula: { readonly row: number; readonly column: number } | undefined;
  for (const { kind, parts } of records(stream, at)) {
    const data = createReader(parts);
    if (kind === kinds.formulaText) {
      if (formula) set(formula.row, formula.column, data.text(data.word(), { file, sheet }));
      continue;
    }
    if (!cellKinds.has(kind)) continue;
    const row = data.word();
    const column = data.word();
    const place = { file, sheet, row: row + 1 };
    if (kind === kinds.numbers) {
      const count = (data.left() - 2) / 6;
      for (let index = 0; index < count; index += 1) {
        data.word();
        set(row, column + index, numberText(shortNumber(data.long())));
      }
      continue;
    }
    data.word();
    if (kind === kinds.stringNumber) set(row, column, strings[data.long()]);
    else if (kind === kinds.number) set(row, column, numberText(data.double()));
    else if (kind === kinds.shortNumber) set(row, column, numberText(shortNumber(data.long())));
    else if (kind === kinds.truth) {
      const value = data.byte();
      set(row, column, data.byte() === 0 ? (value === 1 ? 'TRUE' : 'FALSE') : (errors.get(value) ?? '#N/A'));
    } else if (kind === kinds.formula) {
      const result = data.bytes(8);
      formula = undefined;
      if (result[6] !== 0xff || result[7] !== 0xff)
        set(row, column, numberText(new DataView(result.buffer, result.byteOffset).getFloat64(0, true)));
      else if (result[0] === 0) formula = { row, column };
      else if (result[0] === 1) set(row, column, result[2] === 1 ? 'TRUE' : 'FALSE');
      else if (result[0] === 2) set(row, column, errors.get(result[2] ?? 0) ?? '#N/A');
    } else set(row, column, data.text(data.word(), place));
  }
  const grid = createGrid({ file, sheet }, createAllowance());
  for (const [row, line] of [...rows].toSorted(([a], [b]) => a - b)) {
    const width = [...line.keys()].reduce((most, column) => Math.max(most, column), 0) + 1;
    grid.add(
      row + 1,
      Array.from({ length: width }, (_, column) => line.get(column) ?? ''),
    );
  }
  const lines = grid.even();
  if (!lines) throw new Problem('table-empty', {}, { file, sheet });
  const header = lines.header.cells.map((cell) => cell.trim());
  return { file, sheet, header, rows: lines.rows };
}

const cellKinds: ReadonlySet<number> = new Set([
  kinds.formula,
  kinds.numbers,
  kinds.richText,
  kinds.stringNumber,
  kinds.number,
  kinds.text,
  kinds.truth,
  kinds.shortNumber,
]);

/** What Excel shows where a formula failed ([MS-XLS] 2.5.10, BErr). */
const errors: ReadonlyMap<number, string> = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
]);

/** The records from a place to the end of what begins there; what is nested in it (a chart) is passed over. */
function* records(stream: Uint8Array, from: number): Generator<BiffRecord> {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  let depth = 0;
  let at = from;
  const next = () => {
    const kind = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > stream.length) throw new RangeError('a record is cut short');
    const part = stream.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return { kind, part };
  };
  do {
    const { kind, part } = next();
    const parts = [part];
    while (at + 4 <= stream.length && view.getUint16(at, true) === kinds.more) parts.push(next().part);
    if (kind === kinds.begin) depth += 1;
    if (kind === kinds.end) depth -= 1;
    if (depth === 1) yield { kind, parts };
  } while (depth > 0);
}

/** Reads numbers and texts one after the other; throws RangeError at the end of the record. */
function createReader(parts: readonly Uint8Array[]) {
  let part = 0;
  let at = 0;
  const byte = (): number => {
    while (part < parts.length && at >= (parts[part]?.length ?? 0)) {
      part += 1;
      at = 0;
    }
    const value = parts[part]?.[at];
    if (value === undefined) throw new RangeError('a record is cut short');
    at += 1;
    return value;
  };
  const word = () => byte() | (byte() << 8);
  const long = () => (word() | (word() << 16)) >>> 0;
  const bytes = (length: number) => Uint8Array.from({ length }, byte);
  const left = () => parts.slice(part).reduce((sum, one) => sum + one.length, 0) - at;

  /** Characters of one or two bytes, as the first byte says; where a text goes on in the next part, it says so anew. */
  const text = (length: number, place: Place, flags = byte()): string => {
    checkCell(length, () => place);
    let wide = flags & 1;
    let value = '';
    for (let count = 0; count < length; count += 1) {
      if (count > 0 && at >= (parts[part]?.length ?? 0)) wide = byte() & 1;
      value += String.fromCharCode(wide ? word() : byte());
    }
    return value.replaceAll('\0', '');
  };
  /** A shared text: its fonts and phonetic guides are passed over. */
  const string = (place: Place): string => {
    const length = word();
    const flags = byte();
    const fonts = flags & 8 ? word() : 0;
    const guides = flags & 4 ? long() : 0;
    const value = text(length, place, flags);
    if (fonts * 4 + guides > left()) throw new RangeError('a record is cut short');
    for (let skip = fonts * 4 + guides; skip > 0; skip -= 1) byte();
    return value;
  };
  return {
    byte,
    word,
    long,
    bytes,
    left,
    text,
    string,
    double: () => new DataView(bytes(8).buffer).getFloat64(0, true),
  };
}

/** A number in four bytes ([MS-XLS] 2.5.218, RkNumber): whole or the upper half of a double, perhaps in hundredths. */
function shortNumber(rk: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(4, rk & ~3, true);
  const value = rk & 2 ? rk >> 2 : view.getFloat64(0, true);
  return rk & 1 ? value / 100 : value;
}

/** The fifteen digits that Excel knows. */
function numberText(number: number): string {
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : '';
}
