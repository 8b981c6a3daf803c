/** From counted combinations of bottom codes to all cells of a table, higher codes included. */
import { Combinations } from '../core/combinations.ts';
import { Problem } from '../core/problem.ts';
import type { Axis } from './dimension.ts';
import type { LeafCount } from './tabulate.ts';

/** Leaves by column: how many persons have which code, as its place on each axis. */
export interface Leaves {
  readonly codes: readonly Int32Array[];
  readonly counts: Float64Array;
}

/** @throws Problem `table-value-invalid`, `table-code-unknown`, `table-code-twice` */
export function readLeaves(axes: readonly Axis[], leaves: readonly LeafCount[]): Leaves {
  const combinations = new Combinations(axes.length);
  const combination = new Int32Array(axes.length);
  const columns = axes.map(() => new Int32Array(leaves.length));
  leaves.forEach(({ codes, count }, leaf) => {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new Problem('table-value-invalid', { cell: nameOf(codes), value: count });
    if (codes.length !== axes.length)
      throw new Problem('table-code-unknown', {
        code: nameOf(codes),
        where: `the combinations of ${axes.length} codes`,
      });
    for (const [d, { place, above }] of axes.entries()) {
      const code = place.get(codes[d] ?? '') ?? -1;
      if (!above[code])
        throw new Problem('table-code-unknown', { code: codes[d] ?? '', where: 'the codes at the bottom' });
      combination[d] = code;
    }
    if (combinations.add(combination) !== leaf)
      throw new Problem('table-code-twice', { code: nameOf(codes) });
    columns.forEach((column, d) => (column[leaf] = combination[d] ?? 0));
  });
  return { codes: columns, counts: Float64Array.from(leaves, ({ count }) => count) };
}

function nameOf(codes: readonly string[]): string {
  return codes.join(' × ');
}

/**
 * The values of one table over all codes of some axes, the last of them running fastest. Of an axis of several
 * answers each code has its own leaves; of the others, higher codes are summed.
 */
export function rollUp(axes: readonly Axis[], table: ReadonlySet<number>, leaves: Leaves): Float64Array {
  let size = 1;
  const own = [...axes.entries()]
    .filter(([d]) => table.has(d))
    .toReversed()
    .map(([d, axis]) => {
      const stride = size;
      size *= axis.codes.length;
      return { d, axis, stride };
    });
  const values = new Float64Array(size);
  const cells = cellsOf(axes, table, leaves, own);
  for (let leaf = 0; leaf < cells.length; leaf += 1) {
    const cell = cells[leaf] ?? nowhere;
    if (cell !== nowhere) values[cell] = (values[cell] ?? 0) + (leaves.counts[leaf] ?? 0);
  }
  for (const { axis, stride } of own)
    for (let block = 0; block < size; block += stride * axis.codes.length)
      axis.above.forEach((codes = [], bottom) => {
        const from = block + bottom * stride;
        for (const code of codes)
          if (code !== bottom)
            for (let i = 0, to = block + code * stride; i < stride; i += 1)
              values[to + i] = (values[to + i] ?? 0) + (values[from + i] ?? 0);
      });
  return values;
}

const nowhere = -1;

/** The place in the table of each leaf. Found column by column: a table has few, and there may be many leaves. */
function cellsOf(
  axes: readonly Axis[],
  table: ReadonlySet<number>,
  { codes, counts }: Leaves,
  own: readonly { readonly d: number; readonly stride: number }[],
): Int32Array {
  const cells = new Int32Array(counts.length);
  for (const { d, stride } of own) {
    const column = codes[d] ?? cells;
    for (let leaf = 0; leaf < cells.length; leaf += 1)
      cells[leaf] = (cells[leaf] ?? 0) + stride * (column[leaf] ?? 0);
  }
  axes.forEach(({ answers, root }, d) => {
    // Persons with one code of a dimension that the table does not have are in its count of all persons already.
    if (answers === 'several' && !table.has(d))
      codes[d]?.forEach((code, leaf) => {
        if (code !== root) cells[leaf] = nowhere;
      });
  });
  return cells;
}
