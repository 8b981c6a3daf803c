/** A table of an outside file, whatever its format was, and the limits that every reader keeps. */
import { type Place, Problem } from '../../core/problem.ts';

export interface TableRow {
  /** Counted from 1 as in the file; in CSV and HTML the header is row 1, in a workbook it is the sheet's own number. */
  readonly row: number;
  /** As many as the header has, in its order; the text as in the file, '' where there is none. */
  readonly cells: readonly string[];
}

/** A table whose rows are gone through one after the other, each time from the first on. */
export interface Rows {
  readonly file: string;
  readonly sheet?: string;
  /** Trimmed; '' over a column without a name. No name stands twice, except in HTML and old workbooks. */
  readonly header: readonly string[];
  readonly rows: Iterable<TableRow>;
}

/** A table that is held whole. */
export interface Table extends Rows {
  readonly rows: readonly TableRow[];
}

/** What a reader is told of the bytes it gets: the name by which the person knows them. */
export interface Named {
  readonly file: string;
}

const megabyte = 1_000_000;

/** Limits on outside files: together they keep any reading below 500 MB. Lengths of text are in UTF-16 units. */
export const caps = {
  fileBytes: 60 * megabyte,
  /** Of a page or an XML file, which is held as more than its text. */
  markupBytes: 16 * megabyte,
  rows: 1_000_000,
  columns: 1_000,
  /** Of all tables of a file, with the cells that fill short rows up: a small file must not become a huge table. */
  cells: 5_000_000,
  /** On a page. */
  tables: 5_000,
  cellLength: 100_000,
  rowLength: 1_000_000,
  /** Elements within elements, in XML and HTML. */
  depth: 256,
  elements: 1_000_000,
  /** One tag, text or comment of XML. */
  tokenLength: 1_000_000,
  zipEntries: 2_000,
  inflatedBytes: 160 * megabyte,
  /** Of a packed CSV that is read in blocks; it is held unpacked. */
  unpackedBytes: 1_000 * megabyte,
  /** A part of a workbook may inflate this many times, once it is larger than `inflationFreeBytes`. */
  inflation: 200,
  inflationFreeBytes: megabyte,
} as const;

/** @throws Problem `table-file-too-large`, `table-empty` */
export function checkSize(size: number, { file }: Named, cap: number = caps.fileBytes): void {
  if (size > cap) throw new Problem('table-file-too-large', { cap }, { file });
  if (size === 0) throw new Problem('table-empty', {}, { file });
}

/**
 * @param place is asked for only where the cell is too long: there are millions of cells
 * @throws Problem `table-cell-too-long`
 */
export function checkCell(length: number, place: () => Place): void {
  if (length > caps.cellLength) throw new Problem('table-cell-too-long', { cap: caps.cellLength }, place());
}

/** Takes so many cells from what one file may hold. @throws Problem `table-too-many-cells` */
export type Allowance = (cells: number, place: Place) => void;

export function createAllowance(): Allowance {
  let taken = 0;
  return (cells, place) => {
    taken += cells;
    if (taken > caps.cells) throw new Problem('table-too-many-cells', { cap: caps.cells }, place);
  };
}

/**
 * The header of a table: names trimmed, each at most once.
 * @throws Problem `table-header-twice`, `table-too-many-columns`, `table-empty` when no column has a name
 */
export function headerOf(
  cells: readonly string[],
  place: { readonly file: string; readonly sheet?: string; readonly row: number },
): string[] {
  if (cells.length > caps.columns) throw new Problem('table-too-many-columns', { cap: caps.columns }, place);
  const header = cells.map((cell) => cell.trim());
  const names = header.filter((name) => name !== '');
  if (names.length === 0) throw new Problem('table-empty', {}, place);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined)
    throw new Problem('table-header-twice', { name: twice }, { ...place, column: twice });
  return header;
}

/** Lines of unequal length, as HTML and workbooks have them; the first is the header. */
export interface Grid {
  /**
   * Blank lines are left out.
   * @throws Problem `table-too-many-rows`, `table-too-many-columns`, `table-too-many-cells`, `table-cell-too-long`
   */
  add(row: number, cells: readonly string[]): void;
  /** Every line filled up to the width of the widest; undefined when nothing was added. */
  even(): { readonly header: TableRow; readonly rows: readonly TableRow[] } | undefined;
}

export function createGrid(
  place: { readonly file: string; readonly sheet?: string },
  allowance: Allowance,
): Grid {
  const lines: TableRow[] = [];
  let width = 0;
  return {
    add(row, cells) {
      const here = { ...place, row };
      if (cells.every((cell) => cell.trim() === '')) return allowance(cells.length, here);
      const before = lines.length * width;
      width = Math.max(width, cells.length);
      if (lines.length > caps.rows) throw new Problem('table-too-many-rows', { cap: caps.rows }, here);
      if (width > caps.columns) throw new Problem('table-too-many-columns', { cap: caps.columns }, here);
      allowance((lines.length + 1) * width - before, here);
      for (const [at, cell] of cells.entries())
        checkCell(cell.length, () => ({ ...here, column: lines[0]?.cells[at] || String(at + 1) }));
      lines.push({ row, cells });
    },
    even() {
      const [header, ...rows] = lines.map(({ row, cells }) => ({
        row,
        cells: cells.length === width ? cells : Array.from({ length: width }, (_, at) => cells[at] ?? ''),
      }));
      return header && { header, rows };
    },
  };
}

/** Columns looked for: what the caller calls each, and what its header looks like. */
export type Columns = { readonly [name: string]: RegExp };
export type CellsOf<C extends Columns> = (row: TableRow) => { readonly [N in keyof C]: string };

/**
 * How to take these columns out of a row (the first that fits each), or undefined where one is missing. Of those
 * in `more` any may be missing; their cells are then ''.
 */
export function findColumns<C extends Columns, M extends Columns = { readonly [name: string]: never }>(
  { header }: Pick<Rows, 'header'>,
  columns: C,
  more?: M,
): CellsOf<C & M> | undefined {
  const places = Object.entries({ ...columns, ...more }).map(
    ([name, form]) => [name, header.findIndex((title) => form.test(title))] as const,
  );
  if (places.some(([name, at]) => at < 0 && name in columns)) return undefined;
  return ({ cells }) =>
    Object.fromEntries(places.map(([name, at]) => [name, cells[at] ?? ''])) as {
      readonly [N in keyof (C & M)]: string;
    };
}

/** What a workbook calls its columns: column 55 is "BC". */
export function columnName(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest > 0 ? columnName(rest) : '') + String.fromCharCode(65 + ((column - 1) % 26));
}
