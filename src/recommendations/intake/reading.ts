/** What the readers of all forms share: what a row comes to, and the cells that all sources write alike. */
import { type PartialDate, parseDate } from '../../core/date.ts';
import type { Citation } from '../../core/citation.ts';
import { Problem } from '../../core/problem.ts';
import { findState } from '../../core/state.ts';
import { parseSymbol } from '../../core/symbol.ts';
import { type CellsOf, type Columns, findColumns, type Rows } from '../../platform/tables/table.ts';
import { excelDate } from '../../platform/tables/xlsx.ts';
import { actionCategories, type ActionCategory, type Asker, type Response } from '../model.ts';
import type { Entered } from '../store.ts';

/**
 * What a row comes to: entries, one for each State asked and each asker; or a remark why there is none. A row
 * of which a part can be placed has both. A refused row refuses its file.
 */
export type Reading =
  { readonly entries: readonly Entered[]; readonly unmapped?: string } | { readonly refused: string };

export type RowReading = Reading & { readonly row: number };

export interface RecommendationFile {
  readonly file: string;
  /** Whose form it is: "UPR Info". */
  readonly kind: string;
  /** Reads the rows one by one, each time from the first on. */
  readonly readings: () => Iterable<RowReading>;
}

/** A form in which recommendations come: who writes it, its columns, and how to read a row. */
export interface Form<C extends Columns, M extends Columns> {
  readonly kind: string;
  /** The title of the source; of a table that is its own source, the name of the file. */
  readonly title?: string;
  readonly columns: C;
  /** Columns that may be missing. */
  readonly more?: M;
  /** A last test of the header, where names alone say too little. */
  readonly accepts?: (header: readonly string[]) => boolean;
  readonly read: (cells: ReturnType<CellsOf<C & M>>, row: number, citation: Citation) => Reading;
}

/** The table as a file of this form, or undefined where its columns are others. */
export function readForm<C extends Columns, M extends Columns>(
  table: Rows,
  { kind, title, columns, more, accepts, read }: Form<C, M>,
): RecommendationFile | undefined {
  const cellsOf = findColumns(table, columns, more);
  if (!cellsOf || accepts?.(table.header) === false) return undefined;
  const citation: Citation = { title: title ?? table.file, place: table.file, standing: 'verified' };
  return {
    file: table.file,
    kind,
    *readings() {
      for (const row of table.rows) yield { row: row.row, ...read(cellsOf(row), row.row, citation) };
    },
  };
}

/** The document symbol in its one form; a text that is none is left out. */
export function symbolOf(text: string): { symbol?: string } {
  if (text.trim() === '') return {};
  try {
    return { symbol: parseSymbol(text).text };
  } catch (error) {
    if (error instanceof Problem) return {};
    throw error;
  }
}

/** A date as written (2019, 2019-09, 2019-09-11), or as the number by which Excel knows it; undefined for others. */
export function dateOf(text: string): PartialDate | undefined {
  const written = text.trim();
  try {
    return /^\d{5,6}(\.\d+)?$/.test(written) ? excelDate(written) : parseDate(written.replace(/T.*$/, ''));
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The answer behind a word of a source; words of no fixed meaning tell nothing. */
export function responseFrom(word: string): Response {
  const folded = word.trim().toLowerCase();
  if (folded === 'accepted' || folded === 'supported') return 'supported';
  if (folded === 'noted' || folded === 'rejected') return 'noted';
  return folded === 'voluntary pledge' || folded === 'pledged' ? 'pledged' : 'not known';
}

/** A State by its name; any other maker, or "(Unknown)", as written. */
export function askerFrom(written: string): Asker {
  const name = plain(written) || 'not stated';
  const state = findState(name);
  return { name, ...(state ? { state } : {}) };
}

/** The category of action, absent where the cell is empty, or the reason why it is none. */
export function categoryOf(text: string): { action?: ActionCategory } | { refused: string } {
  if (text.trim() === '') return {};
  const action = actionCategories.find((category) => category === Number(text));
  return action ? { action } : { refused: `“${text}” is not an action category (1 to 5)` };
}

export function list(text: string, separator: RegExp | string = ','): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A text on one line, with single spaces. */
export function tidy(text: string): string {
  return plain(text).replace(/\s+/g, ' ');
}

/** The files hold a few characters as HTML references: "&#40;Unknown&#41;". */
export function plain(text: string): string {
  return text
    .replace(/&#(\d{2,6});/g, (whole, code: string) =>
      Number(code) >= 32 && Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole,
    )
    .replaceAll('&amp;', '&')
    .trim();
}
