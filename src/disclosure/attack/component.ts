/**
 * A whole component as one linear program, solved again for each unknown from where the last one ended. Rows are
 * used to write unknowns as sums of others first (totals as sums of leaves), which leaves far fewer columns.
 */
import type { Highs, Model, SymbolDisposable } from 'highs';
import { proven } from './duality.ts';
import { type Answer, tolerance } from './relaxation.ts';
import type { Box, Unknowns } from './unknowns.ts';

type Sum = Map<number, number>;

const status = { optimal: 7 } as const;

export class ComponentProgram {
  readonly #box: Box;
  readonly #model: SymbolDisposable<Model>;
  readonly #infinity: number;
  /** Unknowns that are columns, and their places. */
  readonly #place: ReadonlyMap<number, number>;
  /** Unknowns written as sums of columns, and their rows. */
  readonly #sums: ReadonlyMap<number, Sum>;
  readonly #rowOf: ReadonlyMap<number, number>;
  /** Rows of the program: sums that are 0 or an unknown. */
  readonly #rows: readonly { readonly sum: Sum; readonly unknown: number | undefined }[];

  constructor(
    highs: Highs,
    unknowns: Unknowns,
    box: Box,
    members: readonly number[],
    rows: readonly number[],
  ) {
    this.#box = box;
    this.#infinity = highs.infinity;
    const { starts, columns, values } = unknowns.rows;
    const { sums, left } = substituted(
      rows.map((row) => {
        const sum: Sum = new Map();
        for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1)
          sum.set(columns[e] ?? -1, values[e] ?? 0);
        return sum;
      }),
    );
    this.#sums = sums;
    this.#place = new Map(
      members.filter((unknown) => !sums.has(unknown)).map((unknown, place) => [unknown, place]),
    );
    this.#rows = [
      ...Array.from(sums, ([unknown, sum]) => ({ sum, unknown })),
      ...left.map((sum) => ({ sum, unknown: undefined })),
    ];
    this.#rowOf = new Map([...sums.keys()].map((unknown, row) => [unknown, row]));
    this.#model = highs.createModel();
    this.#load();
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** Takes over the box of an unknown. */
  refresh(unknown: number): void {
    const [lower, upper] = this.#sides(unknown);
    const [place, row] = [this.#place.get(unknown), this.#rowOf.get(unknown)];
    if (place !== undefined) this.#model.changeColBounds(place, lower, upper);
    if (row !== undefined) this.#model.changeRowBounds(row, lower, upper);
  }

  /** How far an unknown goes at most. @returns undefined where the solver knows no end or gives no answer */
  farthest(unknown: number, direction: 1 | -1): Answer | undefined {
    const wish = this.#sums.get(unknown) ?? new Map([[unknown, 1]]);
    const entries = [...wish].map(([each, value]) => [this.#place.get(each) ?? -1, value] as const);
    for (const [place, value] of entries) this.#model.changeColCost(place, -direction * value);
    const { modelStatus } = this.#model.run();
    const { colValue, rowDual } = this.#model.getSolution();
    for (const [place] of entries) this.#model.changeColCost(place, 0);
    if (modelStatus !== status.optimal) return undefined;
    const moved: (readonly [unknown: number, by: number])[] = [];
    for (const [each, place] of this.#place) moved.push([each, colValue[place] ?? 0]);
    for (const [each, sum] of this.#sums) {
      let by = 0;
      for (const [column, value] of sum) by += value * (colValue[this.#place.get(column) ?? -1] ?? 0);
      moved.push([each, by]);
    }
    const kept = moved.filter(([, by]) => Math.abs(by) > tolerance);
    return {
      reached: direction * (moved.find(([each]) => each === unknown)?.[1] ?? 0),
      movement: { unknowns: kept.map(([each]) => each), by: kept.map(([, by]) => by) },
      bound: (box) => this.#proven(unknown, direction, rowDual, box),
    };
  }

  #proven(unknown: number, direction: 1 | -1, duals: Float64Array, box: Box): number {
    const multiplied = this.#rows.flatMap(({ sum, unknown: total }, row) => {
      const multiplier = duals[row] ?? 0;
      if (multiplier === 0) return [];
      const columns = [...sum.keys()];
      const values = [...sum.values()];
      if (total !== undefined) {
        columns.push(total);
        values.push(-1);
      }
      return [{ multiplier, columns, values }];
    });
    const own = this.#sums.get(unknown);
    // The wish itself is written over columns.
    if (own)
      multiplied.push({
        multiplier: direction,
        columns: [...own.keys(), unknown],
        values: [...own.values(), -1],
      });
    return proven(unknown, direction, multiplied, box);
  }

  #load(): void {
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const { sum } of this.#rows) {
      for (const [column, value] of sum) {
        indices.push(this.#place.get(column) ?? -1);
        values.push(value);
      }
      starts.push(indices.length);
    }
    const columnSides = [...this.#place.keys()].map((unknown) => this.#sides(unknown));
    const rowSides = this.#rows.map(({ unknown }) =>
      unknown === undefined ? ([0, 0] as const) : this.#sides(unknown),
    );
    this.#model.passModel({
      numCols: columnSides.length,
      numRows: rowSides.length,
      colCost: new Float64Array(columnSides.length),
      colLower: columnSides.map(([lower]) => lower),
      colUpper: columnSides.map(([, upper]) => upper),
      rowLower: rowSides.map(([lower]) => lower),
      rowUpper: rowSides.map(([, upper]) => upper),
      integrality: columnSides.map(() => 0),
      matrix: {
        format: 'csr',
        numRows: rowSides.length,
        numCols: columnSides.length,
        starts,
        indices,
        values,
      },
    });
    this.#model.options.set({
      output_flag: false,
      presolve: 'off',
      solver: 'simplex',
      simplex_strategy: 4,
    });
  }

  #sides(unknown: number): readonly [lower: number, upper: number] {
    const [lower, upper] = [this.#box.lower[unknown] ?? 0, this.#box.upper[unknown] ?? 0];
    return [lower === -Infinity ? -this.#infinity : lower, upper === Infinity ? this.#infinity : upper];
  }
}

/**
 * Writes unknowns as sums of others, each by one row, the shortest row and the rarest unknown first.
 * @returns the sums, over unknowns that have none themselves, and what could not be used so
 */
function substituted(rows: readonly Sum[]): {
  readonly sums: Map<number, Sum>;
  readonly left: readonly Sum[];
} {
  const rowsAt = new Map<number, Set<number>>();
  rows.forEach((row, r) => {
    for (const unknown of row.keys()) rowsAt.set(unknown, (rowsAt.get(unknown) ?? new Set()).add(r));
  });
  const open = new Set(rows.keys());
  const first = new Map<number, Sum>();
  const left: Sum[] = [];
  while (open.size > 0) {
    let shortest = -1;
    for (const r of open)
      if (shortest < 0 || (rows[r]?.size ?? 0) < (rows[shortest]?.size ?? 0)) shortest = r;
    open.delete(shortest);
    const row = rows[shortest] ?? new Map<number, number>();
    for (const unknown of row.keys()) rowsAt.get(unknown)?.delete(shortest);
    if (row.size === 0) continue;
    let rarest: number | undefined;
    for (const [unknown, value] of row)
      if (
        Math.abs(value) === 1 &&
        (rarest === undefined || (rowsAt.get(unknown)?.size ?? 0) < (rowsAt.get(rarest)?.size ?? 0))
      )
        rarest = unknown;
    if (rarest === undefined) {
      left.push(row);
      continue;
    }
    const own = row.get(rarest) ?? 1;
    row.delete(rarest);
    const sum: Sum = new Map([...row].map(([unknown, value]) => [unknown, 0 - value / own]));
    first.set(rarest, sum);
    for (const r of rowsAt.get(rarest) ?? []) {
      const other = rows[r] ?? new Map<number, number>();
      const times = other.get(rarest) ?? 0;
      other.delete(rarest);
      for (const [unknown, value] of sum)
        if (added(other, unknown, times * value)) rowsAt.get(unknown)?.add(r);
        else rowsAt.get(unknown)?.delete(r);
    }
  }
  const sums = new Map<number, Sum>();
  const over = (row: Sum): Sum => {
    const result: Sum = new Map();
    for (const [unknown, value] of row) {
      const deeper = sums.get(unknown);
      if (deeper) for (const [each, inner] of deeper) added(result, each, value * inner);
      else added(result, unknown, value);
    }
    return result;
  };
  for (const [unknown, sum] of [...first].toReversed()) sums.set(unknown, over(sum));
  return { sums, left: left.map(over) };
}

/** Adds to one term of a sum; tells whether the term is still there. */
function added(sum: Sum, unknown: number, value: number): boolean {
  const total = (sum.get(unknown) ?? 0) + value;
  if (total === 0) sum.delete(unknown);
  else sum.set(unknown, total);
  return total !== 0;
}
