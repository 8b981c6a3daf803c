/** What patterns cost: whole numbers or logarithms, without what `protect` adds to tell equal costs apart. */
import { type Cell, isSlack, type Pattern, type TableProblem } from './model.ts';
import type { Cost } from './protect.ts';

/** What hiding a cell costs: 1, its value, or log2(1 + value), times its weight. Slack is never shown and costs nothing. */
export function price(cost: Cost, cell: Cell): number {
  if (isSlack(cell)) return 0;
  const { value, weight = 1 } = cell;
  return weight * (cost === 'cells' ? 1 : cost === 'sum' ? value : Math.log2(1 + value));
}

/** What the secondary cells of a pattern cost together. */
export function costOf({ cells }: TableProblem, pattern: Pattern, cost: Cost): number {
  return cells.reduce((sum, cell, at) => sum + (pattern[at] === 'secondary' ? price(cost, cell) : 0), 0);
}

/** The greatest number that divides all these numbers; 1 where there are none but 0, and 0 where some are not whole. */
export function commonDivisor(numbers: readonly number[]): number {
  if (!numbers.every(Number.isSafeInteger)) return 0;
  let divisor = 0;
  for (let rest of numbers) while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  return divisor || 1;
}
