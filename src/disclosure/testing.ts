/** What tests of disclosure control share: small tables, and every table there could be. */
import { isSlack, type Relation, type TableProblem } from './model.ts';
import type { Dimension } from './tabulate.ts';

/** A dimension of these codes under one total. */
export function flat(name: string, codes: readonly string[]): Dimension {
  return {
    name,
    hierarchies: [[{ code: 'Total', parent: null }, ...codes.map((code) => ({ code, parent: 'Total' }))]],
  };
}

/** All ways to share out `total` persons. */
function* sharings(places: number, total: number): Generator<number[]> {
  if (places === 1) yield [total];
  else
    for (let first = 0; first <= total; first += 1)
      for (const rest of sharings(places - 1, total - first)) yield [first, ...rest];
}

/** The values of the cells of tables for every way in which so many persons can have their codes. */
export function everyTable(
  tabulated: (counts: readonly number[]) => TableProblem,
  places: number,
  persons: number,
) {
  // Each cell is a sum of persons: found once for each kind of person, then added up.
  const unit = Array.from({ length: places }, (_, at) =>
    tabulated(Array.from({ length: places }, (__, p) => (p === at ? 1 : 0))).cells.flatMap((cell) =>
      isSlack(cell) ? [] : [cell.value],
    ),
  );
  return [...sharings(places, persons)].map((counts) => ({
    counts,
    values: (unit[0] ?? []).map((_, cell) =>
      counts.reduce((sum, n, at) => sum + n * (unit[at]?.[cell] ?? 0), 0),
    ),
  }));
}

export function sum(cells: readonly number[], coefficients: readonly number[], constant: number): Relation {
  return { cells, coefficients, constant };
}

/**
 * Six cells of 0 or 1, in two rings of three, and cell 12, which is all six. Two neighbours of a ring are 1 at most
 * together (cells 6 to 11 are what they leave of it), which half a person each would fulfil: three in all. Whole
 * persons are two.
 */
export const twoRings: readonly Relation[] = [
  ...[0, 3].flatMap((ring) =>
    [0, 1, 2].map((at) => sum([ring + at, ring + ((at + 1) % 3), 6 + ring + at], [1, 1, 1], 1)),
  ),
  sum([0, 1, 2, 3, 4, 5, 12], [1, 1, 1, 1, 1, 1, -1], 0),
];
