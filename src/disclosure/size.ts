/** How large tables will be, from their dimensions alone: told, and refused where too large, before any is made. */
import { Problem } from '../core/problem.ts';
import type { Dimension } from './dimension.ts';

/** More cells than this are refused before any memory is taken. */
export const mostCells = 2_000_000;

export interface Size {
  /** Cells of all tables, those they share counted once for each, and slack. */
  readonly cells: number;
  /** Places of cells in relations. */
  readonly terms: number;
  /** Memory that tables of this size take, in bytes, without the search for what to hide: a rough upper estimate. */
  readonly bytes: number;
}

/** Bytes for a cell and for its place in a relation, measured on tables of 10^5 to 10^6 cells (Node 26, 64 bits). */
const perCell = 600;
const perTerm = 100;

/** The size of the tables that these dimensions make. Takes no longer than to read the hierarchies once. */
export function sizeOf(dimensions: readonly Dimension[], tables: readonly (readonly string[])[]): Size {
  let cells = 0;
  let terms = 0;
  for (const table of tables) {
    const used = dimensions
      .filter(({ name }) => table.includes(name))
      .map(({ hierarchies, answers }) => ({
        answers,
        codes: new Set(hierarchies.flatMap((rows) => rows.map(({ code }) => code))).size,
        children: hierarchies.flat().filter(({ parent }) => parent !== null).length,
        parents: hierarchies.reduce(
          (sum, rows) => sum + new Set(rows.map(({ parent }) => parent)).size - 1,
          0,
        ),
      }));
    const all = used.reduce((product, { codes }) => product * codes, 1);
    cells += all;
    for (const { answers, codes, children, parents } of used) {
      const each = all / codes;
      if (answers === 'several') {
        cells += each * (children + parents);
        terms += each * (4 * children + 2 * parents);
      } else terms += each * (children + parents);
    }
  }
  return { cells, terms, bytes: memoryOf({ cells, terms }) };
}

/** Bytes that so many cells in relations take; see `Size`. */
export function memoryOf({ cells, terms }: Omit<Size, 'bytes'>): number {
  return cells * perCell + terms * perTerm;
}

/** @throws Problem `table-too-large` */
export function refuseTooLarge(
  dimensions: readonly Dimension[],
  tables: readonly (readonly string[])[],
): void {
  const { cells, bytes } = sizeOf(dimensions, tables);
  if (cells > mostCells)
    throw new Problem('table-too-large', { cells, most: mostCells, memory: gigabytes(bytes) });
}

/** "1.3": one digit behind the point, rounded up. */
export function gigabytes(bytes: number): string {
  return (Math.ceil(bytes / 1e8) / 10).toFixed(1);
}
