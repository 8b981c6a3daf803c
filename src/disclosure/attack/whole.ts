/** Whole-number movements among a few unknowns, the others standing still: integer programs, kept small. */
import type { Highs } from 'highs';
import { type Movement, tolerance } from './relaxation.ts';
import type { Box, Unknowns } from './unknowns.ts';

/** Branches of an integer program before it is given up: a count, so that runs agree. With many unknowns each takes long. */
const mostNodes = (unknowns: number) => (unknowns <= 2_000 ? 2_000 : 20);

const status = { optimal: 7, infeasible: 8 } as const;

/**
 * A whole movement that keeps every row, takes an unknown as far as it goes, and moves none but those given.
 * @param box how far unknowns may move
 * @returns `none` where there is none, whatever else moves: the unknown is at its end. That can only be told where all
 *   that rows join to those given are given as well
 */
export function wholeMovement(
  highs: Highs,
  unknowns: Unknowns,
  { lower, upper }: Box,
  [unknown, direction]: readonly [unknown: number, direction: 1 | -1],
  among: ReadonlySet<number>,
): Movement | 'none' | 'not found' {
  const members = [...among];
  const place = new Map(members.map((each, i) => [each, i]));
  const rows = [...new Set(members.flatMap((each) => unknowns.rowsOf(each)))];
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  let isClosed = true;
  for (const row of rows) {
    for (let e = unknowns.rows.starts[row] ?? 0; e < (unknowns.rows.starts[row + 1] ?? 0); e += 1) {
      const column = place.get(unknowns.rows.columns[e] ?? -1);
      if (column === undefined) {
        isClosed = false;
        continue;
      }
      indices.push(column);
      values.push(unknowns.rows.values[e] ?? 0);
    }
    starts.push(indices.length);
  }
  const side = (end: number) => (Math.abs(end) === Infinity ? Math.sign(end) * highs.infinity : end);
  const colLower = members.map((each) => side(lower[each] ?? 0));
  const colUpper = members.map((each) => side(upper[each] ?? 0));
  const own = place.get(unknown) ?? -1;
  if (direction === 1) colLower[own] = 1;
  else colUpper[own] = -1;
  if ((colLower[own] ?? 0) > (colUpper[own] ?? 0)) return 'none';
  return highs.withModel((model) => {
    model.passModel({
      numCols: members.length,
      numRows: rows.length,
      colCost: members.map((each) => (each === unknown ? -direction : 0)),
      colLower,
      colUpper,
      rowLower: new Float64Array(rows.length),
      rowUpper: new Float64Array(rows.length),
      integrality: new Int32Array(members.length).fill(1),
      matrix: { format: 'csr', numRows: rows.length, numCols: members.length, starts, indices, values },
    });
    model.options.set({ output_flag: false, mip_max_nodes: mostNodes(members.length) });
    const { modelStatus } = model.run();
    if (modelStatus === status.infeasible && isClosed) return 'none';
    if (modelStatus !== status.optimal) return 'not found';
    const { colValue } = model.getSolution();
    const moved = members
      .map((each, i) => [each, colValue[i] ?? 0] as const)
      .filter(([, by]) => Math.abs(by) > tolerance);
    return { unknowns: moved.map(([each]) => each), by: moved.map(([, by]) => by) };
  });
}
