/** What the search for a pattern works on: the table as rows over leaves, and which rows are hidden so far. */
import { leafForm, type LeafForm, type SparseRows, transposed } from './leaves.ts';
import type { Protection, Sensitive, TableProblem } from './model.ts';

export interface Ground {
  readonly problem: TableProblem;
  readonly form: LeafForm;
  /** For each leaf the rows that hold it, and the equations. */
  readonly rowsAt: SparseRows;
  readonly equationsAt: SparseRows;
  /** The cells of each row: they always move together, so they are hidden together. */
  readonly cellsOf: readonly (readonly number[])[];
  /** Rows that may be hidden at all. */
  readonly open: Uint8Array;
  /** What hiding a row costs: the sum over its cells that are not sensitive. */
  readonly weight: Float64Array;
  /** What each sensitive row needs, all its cells taken together. */
  readonly needs: ReadonlyMap<number, Protection>;
  /** Rows hidden so far; the one thing here that changes. */
  readonly hidden: Uint8Array;
}

/**
 * @param still cells that no table may move, such as published zeros
 * @param weigh what hiding a cell costs
 */
export function ground(
  problem: TableProblem,
  sensitive: readonly Sensitive[],
  still: (cell: number) => boolean,
  mayHide: (cell: number) => boolean,
  weigh: (cell: number) => number,
): Ground {
  const form = leafForm(problem, still);
  const count = form.rows.starts.length - 1;
  const cellsOf: number[][] = Array.from({ length: count }, () => []);
  const open = new Uint8Array(count).fill(1);
  const weight = new Float64Array(count);
  const isSensitive = new Set(sensitive.map(({ cell }) => cell));
  problem.cells.forEach((_, cell) => {
    const row = form.rowOf[cell] ?? -1;
    if (row < 0) return;
    cellsOf[row]?.push(cell);
    if (!mayHide(cell)) open[row] = 0;
    if (!isSensitive.has(cell)) weight[row] = (weight[row] ?? 0) + weigh(cell);
  });
  const needs = new Map<number, Protection>();
  for (const { cell, protection } of sensitive) {
    const row = form.rowOf[cell] ?? -1;
    if (row >= 0) needs.set(row, both(needs.get(row), protection));
  }
  const hidden = new Uint8Array(count);
  for (const row of needs.keys()) hidden[row] = open[row] ?? 0;
  return {
    problem,
    form,
    rowsAt: transposed(form.rows, form.leaves.length),
    equationsAt: transposed(form.equations, form.leaves.length),
    cellsOf,
    open,
    weight,
    needs,
    hidden,
  };
}

function both(a: Protection | undefined, b: Protection): Protection {
  return {
    lower: Math.max(a?.lower ?? 0, b.lower),
    upper: Math.max(a?.upper ?? 0, b.upper),
    sliding: Math.max(a?.sliding ?? 0, b.sliding),
  };
}

/** A number from −1 to 1 for a place and a round: spread like chance, the same in every run. */
export function spread(place: number, round: number): number {
  let mixed = Math.imul(place + 1, 0x9e3779b1) ^ Math.imul(round + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed >> 8) / 2 ** 23;
}

/**
 * A large random number for a place. A sum of them names a set of places: sums that are the same are found by it. A
 * chance meeting would only spoil an answer.
 */
export function nameOf(place: number): number {
  return (
    1 +
    Math.floor((spread(place, 91) + 1) * 2 ** 17) * 2 ** 20 +
    Math.floor((spread(place, 92) + 1) * 2 ** 19)
  );
}

/** What hiding these rows costs. */
export function costOf({ weight }: Ground, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + (weight[row] ?? 0), 0);
}
