/**
 * The cell-key method (Thompson, Broadfoot & Elazar 2013): each record has a random key that never changes; the sum
 * of the keys of a cell's records, and nothing else, decides its noise. The same records get the same noise in
 * every table. How likely each noise is comes from a table of transition probabilities with the greatest entropy
 * (Marley & Leaver 2011; Giessing 2016).
 */
import { Problem } from '../../core/problem.ts';
import { leafForm } from '../leaves.ts';
import type { TableProblem } from '../model.ts';
import type { Protected } from './model.ts';
import { utility } from './utility.ts';

export interface CellKeyParameters {
  /** No count is changed by more than this (D). */
  readonly largestNoise: number;
  /** Variance of the noise of every count above 0 (V). */
  readonly variance: number;
  /** Counts from 1 to this are never shown (js); 0 allows all. */
  readonly threshold: number;
}

/** For one true count: which noises may be added, and how likely each is. */
export interface PerturbationRow {
  readonly noises: readonly number[];
  readonly probabilities: readonly number[];
}

/** The rows for the counts 0, 1, 2, …; all counts beyond the last have the last row. */
export type PerturbationTable = readonly PerturbationRow[];

/**
 * The sum modulo 2^32 of the keys of the records that a leaf of the table counts. A key is a uniform 32-bit number
 * that the caller makes of the record's own lasting identity with a secret (HMAC); who has the secret can remove
 * the noise. Asked only for leaves that are not empty, by the cell's place in the problem.
 */
export type LeafKey = (leaf: number) => number;

const keys = 2 ** 32;

/**
 * Adds noise to each cell by its key. Zeros stay zero, nothing becomes negative. Cells no longer add up.
 * @throws Problem `parameter-invalid`, also where keys do not add up as the records of linked tables would
 */
export function perturbByCellKeys(
  problem: TableProblem,
  parameters: CellKeyParameters,
  leafKey: LeafKey,
): Protected<'cell-key', CellKeyParameters> {
  const table = perturbationTable(parameters);
  const cellKeys = sumKeys(problem, leafKey);
  const values = problem.cells.map(({ value }, cell) => value + noiseOf(table, value, cellKeys[cell] ?? 0));
  return { method: 'cell-key', values, parameters, utility: utility(problem, values) };
}

/** The noise that the table gives to a count whose records' keys add up to this. */
export function noiseOf(table: PerturbationTable, count: number, cellKey: number): number {
  const row = table[Math.min(count, table.length - 1)];
  const draw = cellKey / keys;
  let sum = 0;
  const at = row?.probabilities.findIndex((probability) => (sum += probability) > draw) ?? -1;
  // A key so near to 2^32 that rounding errors leave it over belongs to the last noise.
  return row?.noises.at(at) ?? 0;
}

/** Every cell's key: keys add up modulo 2^32 as counts add up, so the relations give those of totals. */
function sumKeys(problem: TableProblem, leafKey: LeafKey): Uint32Array {
  // A relation with a constant counts records that no cell holds; their keys are not known.
  const relations = problem.relations.filter(({ constant }) => constant === 0);
  const form = leafForm({ ...problem, relations }, (cell) => problem.cells[cell]?.value === 0);
  const ofLeaves = Uint32Array.from(form.leaves, (leaf) => leafKey(leaf));
  const sum = ({ starts, columns, values }: typeof form.rows, row: number): number => {
    let total = 0;
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1)
      total = (total + Math.imul(values[e] ?? 0, ofLeaves[columns[e] ?? 0] ?? 0)) >>> 0;
    return total;
  };
  for (let row = 0; row + 1 < form.equations.starts.length; row += 1)
    if (sum(form.equations, row) !== 0)
      throw new Problem('parameter-invalid', {
        name: 'leafKey',
        value: 'the keys given',
        detail: 'tables over the same records need the sums of the same record keys',
      });
  return Uint32Array.from(form.rowOf, (row) => (row < 0 ? 0 : sum(form.rows, row)));
}

/**
 * The transition probabilities: for every count above 0 the distribution of greatest entropy among those with mean
 * 0, the variance asked for, no noise beyond the largest, and no result below 0 or from 1 to the threshold.
 * @throws Problem `parameter-invalid` with the variances that are possible
 */
export function perturbationTable({
  largestNoise,
  variance,
  threshold,
}: CellKeyParameters): PerturbationTable {
  check('largestNoise', largestNoise, 1);
  check('threshold', threshold, 0);
  const supports = Array.from({ length: largestNoise + threshold + 2 }, (_, count) => {
    const noises = Array.from({ length: 2 * largestNoise + 1 }, (_, i) => i - largestNoise);
    return noises.filter((noise) => {
      const result = count + noise;
      return count === 0 ? noise === 0 : result === 0 || result > threshold;
    });
  });
  const ranges = supports.slice(1).map(possibleVariances);
  const least = Math.max(...ranges.map(({ least }) => least));
  const most = Math.min(...ranges.map(({ most }) => most));
  if (!(variance > least && variance < most))
    throw new Problem('parameter-invalid', {
      name: 'variance',
      value: variance,
      detail:
        least < most
          ? `with noise up to ${largestNoise} and threshold ${threshold} it must be above ${least} and below ${most}`
          : `no variance is possible with noise up to ${largestNoise} and threshold ${threshold}; allow more noise`,
    });
  return supports.map((noises, count) =>
    count === 0
      ? { noises, probabilities: [1] }
      : { noises, probabilities: greatestEntropy(noises, variance) },
  );
}

function check(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > 1000)
    throw new Problem('parameter-invalid', {
      name,
      value,
      detail: `give a whole number from ${least} to 1000`,
    });
}

/** Least and largest variance of a distribution with mean 0 on these noises; Infinity and 0 where there is none. */
function possibleVariances(noises: readonly number[]): { readonly least: number; readonly most: number } {
  const below = noises.filter((noise) => noise < 0);
  const above = noises.filter((noise) => noise > 0);
  if (below.length === 0 || above.length === 0) return { least: noises.includes(0) ? 0 : Infinity, most: 0 };
  // With mean 0 on a and b alone, a < 0 < b, the variance is −ab.
  return {
    least: noises.includes(0) ? 0 : -Math.max(...below) * Math.min(...above),
    most: -Math.min(...below) * Math.max(...above),
  };
}

const mostIterations = 200;

/**
 * Probabilities ∝ exp(a v + b v²) with mean 0 and the given variance. The two multipliers are the least point of a
 * convex function, the dual of the entropy, found by Newton's method with halved steps.
 */
function greatestEntropy(noises: readonly number[], variance: number): number[] {
  let [a, b] = [0, 0];
  let state = dual(noises, variance, a, b);
  for (let iteration = 0; iteration < mostIterations; iteration += 1) {
    const { mean, excess, haa, hab, hbb } = state;
    if (Math.abs(mean) < 1e-14 && Math.abs(excess) < 1e-14 * (1 + variance)) break;
    const determinant = haa * hbb - hab * hab;
    const da = (hab * excess - hbb * mean) / determinant;
    const db = (hab * mean - haa * excess) / determinant;
    const slope = da * mean + db * excess;
    let step = 1;
    let next = dual(noises, variance, a + da, b + db);
    while (!(next.value <= state.value + 1e-4 * step * slope + 1e-15) && step > 1e-9) {
      step /= 2;
      next = dual(noises, variance, a + step * da, b + step * db);
    }
    [a, b] = [a + step * da, b + step * db];
    state = next;
  }
  return state.probabilities;
}

/** The dual function log Σ exp(a v + b v²) − b V with its gradient (mean, excess) and second derivatives. */
function dual(noises: readonly number[], variance: number, a: number, b: number) {
  const exponents = noises.map((v) => a * v + b * v * v);
  const highest = Math.max(...exponents);
  const weights = exponents.map((exponent) => Math.exp(exponent - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = weights.map((weight) => weight / total);
  const moment = (power: number) =>
    noises.reduce((sum, v, i) => sum + (probabilities[i] ?? 0) * v ** power, 0);
  const [first, second, third, fourth] = [moment(1), moment(2), moment(3), moment(4)];
  return {
    probabilities,
    value: highest + Math.log(total) - b * variance,
    mean: first,
    excess: second - variance,
    haa: second - first * first,
    hab: third - first * second,
    hbb: fourth - second * second,
  };
}
