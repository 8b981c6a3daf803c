/**
 * Search for a rounding where integer programs are too large: threshold accepting (Dueck & Scheuer 1990) over the
 * leaves. Totals are sums of rounded leaves, so every table on the way adds up; what is searched for is one in
 * which few totals leave the two multiples next to their true value. Only + − × and comparisons of doubles, so that
 * a run gives the same bytes on every machine.
 */
import { leafForm, transposed, type SparseRows } from '../leaves.ts';
import type { TableProblem } from '../model.ts';
import type { Randomness } from './model.ts';

/** Steps per leaf that moves, and in all. Counts and not seconds, so that runs agree. */
const stepsPerLeaf = 20_000;
const mostSteps = 20_000_000;

/** The worsening that is accepted: at first, and near the end. The unit is one total that is one multiple off. */
const firstThreshold = 2;
const lastThreshold = 0.5;

/** A multiple nearer to the true value is worth this much against a total that is one multiple off. */
const weightOfDistance = 0.1;

/**
 * The multiples of the base, one for each cell, of an additive table near the true one; leaves take one of the two
 * multiples next to their value, totals mostly. Undefined where relations between leaves remain that the search
 * could not keep, and for relations with a constant, which it does not know how to keep.
 * @param upward for each cell, what going up instead of down costs; negative where up is better
 */
export function searchRounding(
  problem: TableProblem,
  base: number,
  upward: Float64Array,
  randomness: Randomness,
): Float64Array | undefined {
  const { cells, relations } = problem;
  // Leaves would no longer be the whole of a total.
  if (relations.some(({ constant }) => constant !== 0)) return undefined;
  const form = leafForm(problem, (cell) => cells[cell]?.value === 0);
  const sums = form.rows.starts.length - 1;
  const levels = new Levels(
    stacked(form.rows, form.equations),
    Float64Array.from(form.leaves, (cell) => cells[cell]?.value ?? 0),
    base,
  );
  // An equation between leaves may not be off at all; a sum has two multiples to choose from.
  for (let row = 0; row < sums; row += 1) levels.widen(row);
  form.rowOf.forEach((row, cell) => {
    if (row >= 0) levels.addCost(row, weightOfDistance * (upward[cell] ?? 0));
  });

  const { movable } = levels;
  const any = () => movable[Math.floor((randomness() / 2 ** 32) * movable.length)] ?? 0;
  const steps = movable.length === 0 ? 0 : Math.min(mostSteps, stepsPerLeaf * movable.length);
  const cooling = Math.floor(steps * 0.95);
  for (let step = 0; step < steps; step += 1) {
    const threshold =
      step < cooling ? firstThreshold + ((lastThreshold - firstThreshold) * step) / cooling : 0;
    const leaf = any();
    const alone = levels.worsening(leaf);
    if (alone <= 0) {
      levels.flip(leaf);
      continue;
    }
    // One leaf up and another down leaves the totals above both as they are.
    const other = any();
    const opposite = levels.isUp(leaf) !== levels.isUp(other);
    levels.flip(leaf);
    const both = opposite ? alone + levels.worsening(other) : Infinity;
    if (both <= threshold && both < alone) levels.flip(other);
    else if (alone > threshold) levels.flip(leaf);
  }
  for (let row = sums; row < levels.now.length; row += 1) if (levels.isOff(row)) return undefined;
  return Float64Array.from(form.rowOf, (row) => (row < 0 ? 0 : (levels.now[row] ?? 0)));
}

/** The rows of both, one after the other. */
function stacked(first: SparseRows, second: SparseRows): SparseRows {
  const shift = first.columns.length;
  const joined = (one: Int32Array, other: Int32Array) => {
    const both = new Int32Array(one.length + other.length);
    both.set(one);
    both.set(other, one.length);
    return both;
  };
  return {
    starts: joined(
      first.starts,
      second.starts.subarray(1).map((start) => start + shift),
    ),
    columns: joined(first.columns, second.columns),
    values: joined(first.values, second.values),
  };
}

/** Leaves at one of two multiples each, and the rows that they add up to. In multiples of the base. */
class Levels {
  /** Leaves that are no multiples themselves. */
  readonly movable: readonly number[];
  readonly now: Float64Array;
  readonly #up: Uint8Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #cost: Float64Array;
  readonly #rowsOf: SparseRows;

  /** Each row may first only come to its true sum; all leaves begin at the multiple below them. */
  constructor(rows: SparseRows, values: Float64Array, base: number) {
    const count = rows.starts.length - 1;
    this.movable = [...values.keys()].filter((leaf) => (values[leaf] ?? 0) % base !== 0);
    this.#up = new Uint8Array(values.length);
    this.#rowsOf = transposed(rows, values.length);
    this.now = new Float64Array(count);
    this.#low = new Float64Array(count);
    this.#cost = new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      let sum = 0;
      for (let e = rows.starts[row] ?? 0; e < (rows.starts[row + 1] ?? 0); e += 1) {
        const value = values[rows.columns[e] ?? 0] ?? 0;
        const factor = rows.values[e] ?? 0;
        sum += factor * value;
        this.now[row] = (this.now[row] ?? 0) + factor * Math.floor(value / base);
      }
      this.#low[row] = sum / base;
    }
    this.#high = this.#low.slice();
  }

  /** Lets a row come to either multiple next to its true sum. */
  widen(row: number): void {
    const sum = this.#low[row] ?? 0;
    this.#low[row] = Math.floor(sum);
    this.#high[row] = Math.ceil(sum);
  }

  addCost(row: number, upward: number): void {
    this.#cost[row] = (this.#cost[row] ?? 0) + upward;
  }

  isUp(leaf: number): boolean {
    return this.#up[leaf] === 1;
  }

  isOff(row: number): boolean {
    const sum = this.now[row] ?? NaN;
    return !(sum >= (this.#low[row] ?? NaN) && sum <= (this.#high[row] ?? NaN));
  }

  /** Brings a leaf to its other multiple. */
  flip(leaf: number): void {
    const step = this.isUp(leaf) ? -1 : 1;
    this.#up[leaf] = this.isUp(leaf) ? 0 : 1;
    const { starts, columns, values } = this.#rowsOf;
    for (let e = starts[leaf] ?? 0; e < (starts[leaf + 1] ?? 0); e += 1) {
      const row = columns[e] ?? 0;
      this.now[row] = (this.now[row] ?? 0) + step * (values[e] ?? 0);
    }
  }

  /** By how much a flip would make the table worse. */
  worsening(leaf: number): number {
    const step = this.isUp(leaf) ? -1 : 1;
    const { starts, columns, values } = this.#rowsOf;
    let sum = 0;
    for (let e = starts[leaf] ?? 0; e < (starts[leaf + 1] ?? 0); e += 1) {
      const row = columns[e] ?? 0;
      const now = this.now[row] ?? 0;
      sum += this.#penalty(row, now + step * (values[e] ?? 0)) - this.#penalty(row, now);
    }
    return sum;
  }

  #penalty(row: number, sum: number): number {
    const low = this.#low[row] ?? 0;
    const high = this.#high[row] ?? 0;
    const cost = this.#cost[row] ?? 0;
    if (sum < low) return (low - sum) * (low - sum);
    return sum > high ? (sum - high) * (sum - high) + (high - low) * cost : (sum - low) * cost;
  }
}
