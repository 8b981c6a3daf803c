/**
 * Cells as sums of leaves. Relations build totals from parts; what they build from nothing are the leaves. By how
 * much a table may differ from the true one is then said by its leaves alone, with far fewer unknowns than cells.
 */
import { isSlack, type Relation, type TableProblem } from './model.ts';

/** Sparse rows one after the other: row r holds the entries from starts[r] to starts[r + 1]. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Int32Array;
}

export interface LeafForm {
  /** The cell of each leaf that can move at all, in order of columns. */
  readonly leaves: Int32Array;
  /**
   * Each different sum of leaves once: cells that always move together, in linked tables or where all siblings
   * are empty, are one row.
   */
  readonly rows: SparseRows;
  /** The row of each cell; −1 for cells that cannot move. */
  readonly rowOf: Int32Array;
  /** What the relations ask of the leaves beyond this: each row's deviations sum to 0. */
  readonly equations: SparseRows;
}

/** Relations of more than this many leaves with large coefficients are not expected; entries stay in 32 bits. */
const largestCoefficient = 2 ** 30;

/**
 * @param still cells that are known not to move: published zeros. Leaves among them, or in a sum that is one, are left out
 * @throws RangeError where coefficients multiply beyond 2^30
 */
export function leafForm(problem: TableProblem, still: (cell: number) => boolean): LeafForm {
  const count = problem.cells.length;
  const builds = buildingRelations(problem);
  const order = childrenFirst(problem, builds);
  const isStill = Uint8Array.from(problem.cells, (_, cell) => Number(still(cell)));
  // What adds up to nobody is nobody: so are combinations behind a shown zero, which no table shows.
  for (const cell of order.toReversed()) {
    const relation = problem.relations[builds[cell] ?? -1];
    if (isStill[cell] !== 1 || relation?.constant !== 0 || !isPlainSum(relation, cell)) continue;
    for (const part of relation.cells) isStill[part] = 1;
  }
  const column = new Int32Array(count).fill(-1);
  const leaves: number[] = [];
  for (let cell = 0; cell < count; cell += 1)
    if ((builds[cell] ?? -1) < 0 && isStill[cell] !== 1) column[cell] = leaves.push(cell) - 1;

  const sums = new SparseSums(leaves.length);
  const combination: (Entries | undefined)[] = [];
  for (const cell of order) {
    const relation = problem.relations[builds[cell] ?? -1];
    if (!relation) {
      const at = column[cell] ?? -1;
      combination[cell] = at < 0 ? nothing : { columns: Int32Array.of(at), values: Int32Array.of(1) };
      continue;
    }
    const own = -(relation.coefficients[relation.cells.indexOf(cell)] ?? 1);
    relation.cells.forEach((other, i) => {
      if (other !== cell) sums.add(combination[other] ?? nothing, (relation.coefficients[i] ?? 0) / own);
    });
    combination[cell] = sums.take();
  }

  const rows: Entries[] = [];
  const known = new Map<string, number>();
  const rowOf = new Int32Array(count).fill(-1);
  for (let cell = 0; cell < count; cell += 1) {
    const entries = combination[cell] ?? nothing;
    if (entries.columns.length === 0) continue;
    const name = `${entries.columns.join()} ${entries.values.every((value) => value === 1) ? '' : entries.values.join()}`;
    let row = known.get(name);
    if (row === undefined) known.set(name, (row = rows.push(entries) - 1));
    rowOf[cell] = row;
  }

  const equations = new Map<string, Entries>();
  problem.relations.forEach((relation, r) => {
    if (relation.cells.some((cell) => builds[cell] === r)) return;
    relation.cells.forEach((cell, i) =>
      sums.add(combination[cell] ?? nothing, relation.coefficients[i] ?? 0),
    );
    const rest = sums.take();
    if (rest.columns.length > 0) equations.set(`${rest.columns.join()} ${rest.values.join()}`, rest);
  });
  return {
    leaves: Int32Array.from(leaves),
    rows: packed(rows),
    rowOf,
    equations: packed([...equations.values()]),
  };
}

/** The rows that hold each column, with their coefficients. */
export function transposed({ starts, columns, values }: SparseRows, width: number): SparseRows {
  const sizes = new Int32Array(width + 1);
  for (const column of columns) sizes[column + 1] = (sizes[column + 1] ?? 0) + 1;
  for (let column = 0; column < width; column += 1)
    sizes[column + 1] = (sizes[column + 1] ?? 0) + (sizes[column] ?? 0);
  const at = sizes.slice();
  const rowsOf = new Int32Array(columns.length);
  const valuesOf = new Int32Array(columns.length);
  for (let row = 0; row + 1 < starts.length; row += 1)
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1) {
      const column = columns[e] ?? 0;
      const place = at[column] ?? 0;
      at[column] = place + 1;
      rowsOf[place] = row;
      valuesOf[place] = values[e] ?? 0;
    }
  return { starts: sizes, columns: rowsOf, values: valuesOf };
}

function isPlainSum({ cells, coefficients }: Relation, of: number): boolean {
  const own = coefficients[cells.indexOf(of)] ?? 0;
  return cells.every((cell, i) => cell === of || (coefficients[i] ?? 0) * own < 0);
}

interface Entries {
  readonly columns: Int32Array;
  readonly values: Int32Array;
}

const nothing: Entries = { columns: new Int32Array(0), values: new Int32Array(0) };

/** For each cell the relation that gives it as a sum of others, or −1. */
function buildingRelations({ cells, relations }: TableProblem): Int32Array {
  const builds = new Int32Array(cells.length).fill(-1);
  relations.forEach(({ cells: of, coefficients }, r) => {
    const negative = coefficients.filter((coefficient) => coefficient < 0).length;
    const sign = negative === 1 ? -1 : negative === coefficients.length - 1 ? 1 : 0;
    const last = of.at(-1) ?? -1;
    // Slack is what the other cells leave over, and so is best built from them; combinations are what builds others.
    let total = isSlack(cells[last] ?? {}) && cells[last]?.kind !== 'combination' ? last : -1;
    if (total < 0)
      of.forEach((cell, i) => {
        const coefficient = coefficients[i] ?? 0;
        if (Math.abs(coefficient) !== 1 || (sign !== 0 && coefficient !== sign)) return;
        if (total < 0 || (cells[cell]?.value ?? 0) > (cells[total]?.value ?? 0)) total = cell;
      });
    if (total >= 0 && (builds[total] ?? 0) < 0) builds[total] = r;
  });
  return builds;
}

/** All cells, parts before what is built from them. Where relations run in a circle one of its cells becomes a leaf. */
function childrenFirst({ cells, relations }: TableProblem, builds: Int32Array): readonly number[] {
  const order: number[] = [];
  const state = new Uint8Array(cells.length);
  for (let from = 0; from < cells.length; from += 1) {
    const open = [from];
    while (open.length > 0) {
      const cell = open.at(-1) ?? -1;
      if (state[cell] === 2) open.pop();
      else if (state[cell] === 1) {
        state[cell] = 2;
        order.push(cell);
        open.pop();
      } else {
        state[cell] = 1;
        const parts = relations[builds[cell] ?? -1]?.cells ?? [];
        if (parts.some((part) => part !== cell && state[part] === 1)) builds[cell] = -1;
        else for (const part of parts) if (part !== cell && state[part] === 0) open.push(part);
      }
    }
  }
  return order;
}

/** Adds up sparse vectors in one dense scratch line. */
class SparseSums {
  readonly #line: Float64Array;
  readonly #marked: Uint8Array;
  #touched: number[] = [];

  constructor(width: number) {
    this.#line = new Float64Array(width);
    this.#marked = new Uint8Array(width);
  }

  add({ columns, values }: Entries, factor: number): void {
    for (let e = 0; e < columns.length; e += 1) {
      const column = columns[e] ?? 0;
      if (this.#marked[column] === 0) {
        this.#marked[column] = 1;
        this.#touched.push(column);
      }
      this.#line[column] = (this.#line[column] ?? 0) + factor * (values[e] ?? 0);
    }
  }

  /** The sum without zeros, columns in order; the scratch line is empty again. */
  take(): Entries {
    const columns: number[] = [];
    for (const column of this.#touched) {
      this.#marked[column] = 0;
      if (this.#line[column] !== 0) columns.push(column);
    }
    columns.sort((a, b) => a - b);
    const values = columns.map((column) => this.#line[column] ?? 0);
    if (values.some((value) => !Number.isInteger(value) || Math.abs(value) > largestCoefficient))
      throw new RangeError('coefficients of the relations multiply beyond whole 32-bit numbers');
    for (const column of this.#touched) this.#line[column] = 0;
    this.#touched = [];
    return { columns: Int32Array.from(columns), values: Int32Array.from(values) };
  }
}

function packed(list: readonly Entries[]): SparseRows {
  const size = list.reduce((sum, { columns }) => sum + columns.length, 0);
  const starts = new Int32Array(list.length + 1);
  const columns = new Int32Array(size);
  const values = new Int32Array(size);
  list.forEach((entries, row) => {
    const from = starts[row] ?? 0;
    columns.set(entries.columns, from);
    values.set(entries.values, from);
    starts[row + 1] = from + entries.columns.length;
  });
  return { starts, columns, values };
}
