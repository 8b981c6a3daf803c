/** Tables of law as they come in files: which form each has, its rows read, and what is wrong with which cell. */
import type { z } from 'zod';
import type { RowNote } from '../../platform/imports.ts';
import type { Refusal } from '../../platform/tables/marked.ts';
import type { Table, TableRow } from '../../platform/tables/table.ts';
import { withoutGuard } from '../../platform/tables/write.ts';
import { cleanText, longestCell } from './cells.ts';
import type { Form } from './forms.ts';

/** The cells of a row by the names of our own columns. */
export type Cells = { readonly [column: string]: string };

/** Where a row stands: the table, by its place in the file, and the number of the row. */
export interface At {
  readonly table: number;
  readonly row: number;
}

export interface Placed<T> {
  readonly at: At;
  readonly value: T;
}

/** What is wrong with a cell; the column by our own name. */
export type Refuse = (at: At, column: string | undefined, text: string) => void;

/** A table on its way into the record. */
export class LawTable {
  readonly place: number;
  readonly table: Table;
  readonly #at: ReadonlyMap<string, number>;

  constructor(place: number, table: Table) {
    this.place = place;
    this.table = table;
    this.#at = new Map(table.header.map((title, at) => [columnIn(title), at]));
  }

  has(columns: readonly string[]): boolean {
    return columns.every((column) => this.#at.has(column));
  }

  /** How the file writes the name of a column. */
  titleOf(column: string): string {
    return this.table.header[this.#at.get(column) ?? -1] ?? column;
  }

  cells({ cells }: TableRow, columns: readonly string[]): Cells {
    // Our own CSV files put an apostrophe before what a spreadsheet program would take for a formula.
    const plain = this.table.sheet === undefined ? withoutGuard : (cell: string) => cell;
    return Object.fromEntries(
      columns.map((column) => {
        const cell = cells[this.#at.get(column) ?? -1] ?? '';
        return [column, cell === '' ? '' : cleanText(plain(cell))];
      }),
    );
  }

  /** The rows with the cells of these columns. */
  rows(columns: readonly string[]): Placed<Cells>[] {
    return this.table.rows.map((row) => ({
      at: { table: this.place, row: row.row },
      value: this.cells(row, columns),
    }));
  }

  /** The rows of a form that can be read; of the others each wrong cell is told. */
  read<T>({ columns, row }: Form<T>, refuse: Refuse): Placed<T>[] {
    return this.rows(columns).flatMap(({ at, value: cells }) => {
      const value = parsed(row, cells, at, refuse);
      return value === undefined ? [] : [{ at, value }];
    });
  }

  /** What is said of columns that are none of the form's. */
  unread(columns: readonly string[]): RowNote[] {
    return [...this.#at.keys()]
      .filter((column) => column !== '' && !columns.includes(column) && column !== 'what_is_wrong')
      .map((column) => ({
        ...this.sheet(),
        row: 1,
        text: `the column “${this.titleOf(column)}” is not read`,
      }));
  }

  sheet(): { readonly sheet?: string } {
    return this.table.sheet === undefined ? {} : { sheet: this.table.sheet };
  }
}

/** A row by its schema; undefined where it is refused. */
export function parsed<T>(schema: z.ZodType<T>, cells: Cells, at: At, refuse: Refuse): T | undefined {
  const long = Object.entries(cells).find(([, cell]) => cell.length > longestCell);
  if (long) {
    refuse(at, long[0], `is longer than ${longestCell} characters, which no workbook can hold. Shorten it`);
    return undefined;
  }
  const result = schema.safeParse(cells);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues)
    refuse(at, path[0] === undefined ? undefined : String(path[0]), message);
  return undefined;
}

/** What is wrong, by table, as the coloured copy and the report show it. */
export class Refusals {
  readonly #tables: readonly LawTable[];
  readonly #found: (Refusal & { readonly table: number })[];

  constructor(tables: readonly LawTable[], found: readonly (Refusal & { readonly table: number })[] = []) {
    this.#tables = tables;
    this.#found = [...found];
  }

  /** The same, to which more can be added while these stay. */
  copy(): Refusals {
    return new Refusals(this.#tables, this.#found);
  }

  readonly refuse: Refuse = ({ table, row }, column, text) => {
    const title = column === undefined ? undefined : this.#tables[table]?.titleOf(column);
    this.#found.push({ table, row, text, ...(title === undefined ? {} : { column: title }) });
  };

  isEmpty(): boolean {
    return this.#found.length === 0;
  }

  of(table: LawTable): readonly Refusal[] {
    return this.#found.filter((one) => one.table === table.place);
  }

  notes(): RowNote[] {
    return this.#tables.flatMap((table) =>
      this.of(table)
        .toSorted((a, b) => a.row - b.row)
        .map(({ row, column, text }) => ({
          ...table.sheet(),
          row,
          text: column === undefined ? text : `column ${column}: ${text}`,
        })),
    );
  }
}

/** "Title (English)" as "title_english". */
function columnIn(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}
