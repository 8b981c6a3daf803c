/** A whole component as one linear program, solved again for each unknown from where the last one ended. */
import type { Highs, Model, SymbolDisposable } from 'highs';
import { proven } from './duality.ts';
import type { Kernel } from './kernel.ts';
import { type Answer, type Movement, tolerance } from './relaxation.ts';
import type { Box } from './unknowns.ts';

const status = { optimal: 7 } as const;

export class ComponentProgram {
  readonly #kernel: Kernel;
  readonly #box: Box;
  readonly #model: SymbolDisposable<Model>;
  readonly #infinity: number;
  /** Columns are the unknowns that are no sums of others; rows the sums, in the order of their equations. */
  readonly #columnOf = new Map<number, number>();
  readonly #rowOf = new Map<number, number>();
  readonly #equations: readonly Movement[];

  constructor(highs: Highs, kernel: Kernel, box: Box) {
    this.#kernel = kernel;
    this.#box = box;
    this.#infinity = highs.infinity;
    this.#equations = [...kernel.equations.values()];
    [...kernel.equations.keys()].forEach((place, row) => {
      const unknown = kernel.members[place];
      if (unknown !== undefined) this.#rowOf.set(unknown, row);
    });
    for (const unknown of kernel.members)
      if (!this.#rowOf.has(unknown)) this.#columnOf.set(unknown, this.#columnOf.size);
    this.#model = highs.createModel();
    this.#load();
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** Takes over the box of an unknown. */
  refresh(unknown: number): void {
    const [column, row] = [this.#columnOf.get(unknown), this.#rowOf.get(unknown)];
    if (column !== undefined) this.#model.changeColBounds(column, ...this.#sides(unknown));
    if (row !== undefined) this.#model.changeRowBounds(row, ...this.#sides(unknown));
  }

  /** How far an unknown goes at most. @returns undefined where the solver knows no end or gives no answer */
  farthest(unknown: number, direction: 1 | -1): Answer | undefined {
    const row = this.#rowOf.get(unknown);
    const wish = row === undefined ? { unknowns: [unknown], by: [1] } : this.#equations[row];
    const costs = (wish?.unknowns ?? []).flatMap((each, i) => {
      const column = this.#columnOf.get(each);
      return column === undefined ? [] : [[column, -direction * (wish?.by[i] ?? 0)] as const];
    });
    for (const [column, cost] of costs) this.#model.changeColCost(column, cost);
    const { modelStatus } = this.#model.run();
    const solution = modelStatus === status.optimal ? this.#model.getSolution() : undefined;
    for (const [column] of costs) this.#model.changeColCost(column, 0);
    if (!solution) return undefined;
    const { colValue, rowValue, rowDual } = solution;
    const value = (each: number): number =>
      colValue[this.#columnOf.get(each) ?? -1] ?? rowValue[this.#rowOf.get(each) ?? -1] ?? 0;
    const moved = this.#kernel.members.filter((each) => Math.abs(value(each)) > tolerance);
    return {
      reached: direction * value(unknown),
      movement: { unknowns: moved, by: moved.map(value) },
      bound: (box) => this.#proven(unknown, direction, rowDual, box),
    };
  }

  /** Prices say how often equations are to be taken; one more takes a wish for a sum to what it is the sum of. */
  #proven(unknown: number, direction: 1 | -1, prices: Float64Array, box: Box): number {
    const own = this.#rowOf.get(unknown);
    const multiplied = this.#equations.flatMap(({ unknowns, by }, row) => {
      const multiplier = (prices[row] ?? 0) + (row === own ? direction : 0);
      return multiplier === 0 ? [] : [{ multiplier, columns: unknowns, values: by }];
    });
    return proven(unknown, direction, multiplied, box);
  }

  #load(): void {
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const { unknowns, by } of this.#equations) {
      unknowns.forEach((unknown, i) => {
        const column = this.#columnOf.get(unknown);
        if (column === undefined) return;
        indices.push(column);
        values.push(by[i] ?? 0);
      });
      starts.push(indices.length);
    }
    const columnSides = [...this.#columnOf.keys()].map((unknown) => this.#sides(unknown));
    const rowSides = this.#equations.map((): readonly [number, number] => [0, 0]);
    for (const [unknown, row] of this.#rowOf) rowSides[row] = this.#sides(unknown);
    this.#model.passModel({
      numCols: columnSides.length,
      numRows: rowSides.length,
      colCost: new Float64Array(columnSides.length),
      colLower: columnSides.map(([lower]) => lower),
      colUpper: columnSides.map(([, upper]) => upper),
      rowLower: rowSides.map(([lower]) => lower),
      rowUpper: rowSides.map(([, upper]) => upper),
      integrality: new Int32Array(columnSides.length),
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
