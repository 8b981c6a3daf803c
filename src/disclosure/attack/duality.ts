/** Upper bounds that rest on whole-number addition: the solver proposes multipliers, and nothing else is its word. */
import type { Box } from './unknowns.ts';

/** A row whose unknowns, times their values, sum to 0, and how often it is taken. */
export interface Multiplied {
  readonly multiplier: number;
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/**
 * Multipliers are taken to whole multiples of one of these fractions: 1/1, 1/2, 1/6 … Each is divided by all numbers up
 * to one (2, 3, 5, 10, 13, 20), as the denominators of a program's prices are small.
 */
const fractions = [1, 2, 6, 60, 2_520, 360_360, 232_792_560];

/**
 * How far rows let an unknown move (weak duality): its movement is itself plus multiples of rows, which are 0; and
 * that sum is at most what the boxes of its unknowns allow.
 * @returns a whole number; Infinity where these multipliers prove nothing
 */
export function proven(
  unknown: number,
  direction: 1 | -1,
  rows: Iterable<Multiplied>,
  { lower, upper }: Box,
): number {
  const taken = [...rows];
  let best = Infinity;
  for (const fraction of fractions) {
    const sums = new Map<number, number>([[unknown, direction * fraction]]);
    for (const { multiplier, columns, values } of taken) {
      const times = Math.round(multiplier * fraction);
      if (times === 0) continue;
      for (let e = 0; e < columns.length; e += 1) {
        const column = columns[e] ?? -1;
        sums.set(column, (sums.get(column) ?? 0) + times * (values[e] ?? 0));
      }
    }
    let [bound, size] = [0, 0];
    for (const [each, sum] of sums) {
      if (sum === 0) continue;
      const term = sum * ((sum > 0 ? upper : lower)[each] ?? 0);
      bound += term;
      size += Math.abs(term);
    }
    // While the sum of absolute values is a safe integer, every partial sum was exact.
    if (Number.isSafeInteger(size)) best = Math.min(best, Math.floor(bound / fraction));
  }
  return best;
}
