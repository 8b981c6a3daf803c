/** From counted combinations of bottom codes to all cells of a table, higher codes included. */
import { Problem } from '../core/problem.ts';
import { Combinations } from './combinations.ts';
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
    for (let d = 0; d < axes.length; d += 1) {
      const axis = axes[d];
      const code = axis?.place.get(codes[d] ?? '') ?? -1;
      if (!axis?.above[code])
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

/** A dimension of a table, and how far apart cells are whose codes of it follow each other. */
interface Side {
  readonly d: number;
  readonly axis: Axis;
  readonly stride: number;
}

/**
 * The values of each table over all codes of its axes, the last of them running fastest. Of an axis of several
 * answers each code has its own leaves; of the others, higher codes are summed.
 */
export function rollUp(
  axes: readonly Axis[],
  tables: readonly ReadonlySet<number>[],
  leaves: Leaves,
): Float64Array[] {
  const cells = new Int32Array(leaves.counts.length);
  return tables.map((table) => {
    let size = 1;
    const sides: Side[] = [];
    for (const [d, axis] of [...axes.entries()].toReversed())
      if (table.has(d)) {
        sides.push({ d, axis, stride: size });
        size *= axis.codes.length;
      }
    const values = new Float64Array(size);
    placeLeaves(axes, table, leaves, sides, cells);
    for (let leaf = 0; leaf < cells.length; leaf += 1) {
      const cell = cells[leaf] ?? nowhere;
      if (cell !== nowhere) values[cell] = (values[cell] ?? 0) + (leaves.counts[leaf] ?? 0);
    }
    for (const side of sides) sumUp(values, side);
    return values;
  });
}

const nowhere = -1;

/** Finds the cell of each leaf, column by column: a table has few dimensions, and there may be many leaves. */
function placeLeaves(
  axes: readonly Axis[],
  table: ReadonlySet<number>,
  { codes }: Leaves,
  sides: readonly Side[],
  cells: Int32Array,
): void {
  cells.fill(0);
  for (const { d, stride } of sides) {
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
}

/** Adds the values at the bottom codes of one side to those of the codes above. */
function sumUp(values: Float64Array, { axis: { codes, above }, stride }: Side): void {
  for (let block = 0; block < values.length; block += stride * codes.length)
    above.forEach((wholes = [], bottom) => {
      for (const whole of wholes)
        if (whole !== bottom)
          for (let i = block; i < block + stride; i += 1)
            values[i + whole * stride] =
              (values[i + whole * stride] ?? 0) + (values[i + bottom * stride] ?? 0);
    });
}
