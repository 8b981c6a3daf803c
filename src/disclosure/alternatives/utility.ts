/** One scale for the loss that suppression, rounding, cell keys and noise bring. */
import type { Relation, TableProblem } from '../model.ts';
import type { Utility } from './model.ts';

/** Sums of published numbers that are not whole may be off by this much and still count as kept. */
const tolerance = 1e-6;

/**
 * The loss of a publication against the true table.
 * @param published one number for each cell in the problem's order, undefined where the cell is hidden
 */
export function utility(problem: TableProblem, published: readonly (number | undefined)[]): Utility {
  const { cells, relations } = problem;
  let cellsHidden = 0;
  let value = 0;
  let valueHidden = 0;
  let error = 0;
  let largestError = 0;
  cells.forEach((cell, at) => {
    const shown = published[at];
    value += cell.value;
    if (shown === undefined) {
      cellsHidden += 1;
      valueHidden += cell.value;
      return;
    }
    const difference = Math.abs(shown - cell.value);
    error += difference;
    largestError = Math.max(largestError, difference);
  });
  const shownCells = cells.length - cellsHidden;

  let pairs = 0;
  let kept = 0;
  for (const relation of relations)
    for (const parts of sides(relation)) {
      const ranks = ranksOf(
        parts.map((part) => cells[part]?.value ?? 0),
        parts.map((part) => published[part]),
      );
      pairs += ranks.pairs;
      kept += ranks.kept;
    }
  return {
    cellsHidden,
    valueHidden: value === 0 ? 0 : valueHidden / value,
    meanAbsoluteError: shownCells === 0 ? 0 : error / shownCells,
    largestError,
    ranksKept: pairs === 0 ? 1 : kept / pairs,
    totalsKept:
      relations.length === 0
        ? 1
        : relations.filter((relation) => addsUp(relation, published)).length / relations.length,
  };
}

/** The cells of a relation by sign: the parts on one side, their total on the other. */
function sides({ cells, coefficients }: Relation): readonly (readonly number[])[] {
  return [1, -1].map((sign) => cells.filter((_, i) => Math.sign(coefficients[i] ?? 0) === sign));
}

function addsUp({ cells, coefficients, constant }: Relation, published: readonly (number | undefined)[]) {
  let rest = -constant;
  cells.forEach((cell, i) => (rest += (coefficients[i] ?? NaN) * (published[cell] ?? NaN)));
  return Math.abs(rest) < tolerance;
}

/** Pairs with different true values, and how many of them the shown numbers put in the same order. */
function ranksOf(
  values: readonly number[],
  published: readonly (number | undefined)[],
): { readonly pairs: number; readonly kept: number } {
  const shown = published.filter((value) => value !== undefined);
  const place = new Map([...new Set(shown)].sort((a, b) => a - b).map((value, rank) => [value, rank + 1]));
  // A Fenwick tree over the places counts the smaller ones in logarithmic time.
  const tree = new Int32Array(place.size + 1);
  const groups = [...Map.groupBy(values.keys(), (at) => values[at] ?? 0)].sort(([a], [b]) => a - b);
  let before = 0;
  let pairs = 0;
  let kept = 0;
  for (const [, group] of groups) {
    pairs += before * group.length;
    before += group.length;
    const places = group.flatMap((at) => place.get(published[at] ?? NaN) ?? []);
    for (const rank of places) for (let i = rank - 1; i > 0; i -= i & -i) kept += tree[i] ?? 0;
    for (const rank of places) for (let i = rank; i < tree.length; i += i & -i) tree[i] = (tree[i] ?? 0) + 1;
  }
  return { pairs, kept };
}
