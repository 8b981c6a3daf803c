/** What patterns cost: whole numbers or logarithms, without what `protect` adds to tell equal costs apart. */
import type { Pattern, TableProblem } from './model.ts';
import type { Cost } from './protect.ts';

/** What hiding a cell costs: 1, its value, or log2(1 + value). */
export function price(cost: Cost, value: number): number {
  return cost === 'cells' ? 1 : cost === 'sum' ? value : Math.log2(1 + value);
}

/** What the secondary cells of a pattern cost together. */
export function costOf({ cells }: TableProblem, pattern: Pattern, cost: Cost): number {
  return cells.reduce(
    (sum, { value }, at) => sum + (pattern[at] === 'secondary' ? price(cost, value) : 0),
    0,
  );
}

/** The greatest number that divides all these whole numbers; 1 where there are none but 0. */
export function commonDivisor(numbers: Iterable<number>): number {
  let divisor = 0;
  for (let rest of numbers) while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  return divisor || 1;
}
