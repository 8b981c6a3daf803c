/**
 * The reader's own linear program: how far a hidden row can move while every shown row stays. Its dual says which
 * rows stand in the way, and so which of them must be hidden (Fischetti & Salazar-González 2001).
 */
import type { Highs, Model, SymbolDisposable } from 'highs';
import type { Ground } from './ground.ts';

/** How far rows may move, in units of what the target needs. */
export interface Room {
  /** For each row how far it is hidden, 0 to 1. */
  readonly chosen: Float64Array;
  /** For each row how far it can fall in the eyes of the reader. */
  readonly down: Float64Array;
  readonly need: number;
  /** How many needs a hidden row may rise or fall; more is seldom of use, and makes weaker cuts. */
  readonly ample: number;
}

export interface Reached {
  /** How far the target went, in needs. */
  readonly distance: number;
  /** By how much each leaf moved, in needs. */
  readonly leaves: Float64Array;
  /** Why it went no further; only where it did not go all the way, and where the fractions are plain. */
  readonly prices: Prices | undefined;
}

/**
 * direction × target = Σ multiplier / denominator × row, true of every table. Multipliers are whole, so that what
 * follows from them is exact.
 */
export interface Prices {
  readonly denominator: number;
  /** For every row of the ground. */
  readonly multipliers: Float64Array;
}

const optimal = 7;
const tolerance = 1e-6;

/** Dual prices of tables are fractions with small denominators; what is none of these is given up. */
const denominators = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24, 30, 36, 40, 48, 60, 120];

export class Attacker {
  /** Programs solved. */
  work = 0;
  readonly #ground: Ground;
  readonly #model: SymbolDisposable<Model>;
  /** The row that each leaf is by itself. */
  readonly #leafRow: Int32Array;
  /** Rows of the ground that are rows of the program. */
  readonly #sums: Int32Array;
  readonly #equations: number;

  constructor(highs: Highs, ground: Ground) {
    this.#ground = ground;
    const { form } = ground;
    this.#leafRow = form.leaves.map((cell) => form.rowOf[cell] ?? -1);
    const isLeaf = new Uint8Array(ground.hidden.length);
    for (const row of this.#leafRow) isLeaf[row] = 1;
    this.#sums = Int32Array.from(Array.from(isLeaf.keys()).filter((row) => isLeaf[row] !== 1));
    this.#equations = form.equations.starts.length - 1;
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const [matrix, rows] of [
      [form.rows, this.#sums],
      [form.equations, Int32Array.from({ length: this.#equations }, (_, e) => e)],
    ] as const)
      for (const row of rows) {
        for (let e = matrix.starts[row] ?? 0; e < (matrix.starts[row + 1] ?? 0); e += 1) {
          indices.push(matrix.columns[e] ?? 0);
          values.push(matrix.values[e] ?? 0);
        }
        starts.push(indices.length);
      }
    const numRows = starts.length - 1;
    const numCols = form.leaves.length;
    const zeros = (length: number) => new Float64Array(length);
    this.#model = highs.createModel({
      numCols,
      numRows,
      colCost: zeros(numCols),
      colLower: zeros(numCols),
      colUpper: zeros(numCols),
      rowLower: zeros(numRows),
      rowUpper: zeros(numRows),
      matrix: { format: 'csr', numRows, numCols, starts, indices, values },
    });
    this.#model.options.set({ output_flag: false, presolve: 'off', simplex_strategy: 4 });
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** Sets how far rows may move, until it is set again. */
  allow({ chosen, down, need, ample }: Room): void {
    const lower = (row: number) => -Math.min((down[row] ?? 0) / need, ample) * (chosen[row] ?? 0);
    const upper = (row: number) => ample * (chosen[row] ?? 0);
    const still = zeroes(this.#equations);
    const all = (count: number) => ({ kind: 'range', from: 0, to: count - 1 }) as const;
    if (this.#leafRow.length > 0)
      this.#model.changeColsBounds(
        all(this.#leafRow.length),
        Float64Array.from(this.#leafRow, lower),
        Float64Array.from(this.#leafRow, upper),
      );
    if (this.#sums.length + this.#equations > 0)
      this.#model.changeRowsBounds(
        all(this.#sums.length + this.#equations),
        Float64Array.from([...Array.from(this.#sums, lower), ...still]),
        Float64Array.from([...Array.from(this.#sums, upper), ...still]),
      );
  }

  /** How far the target goes; undefined where the solver has no answer. */
  push(row: number, direction: 1 | -1): Reached | undefined {
    const { rows } = this.#ground.form;
    this.work += 1;
    const from = rows.starts[row] ?? 0;
    const to = rows.starts[row + 1] ?? 0;
    for (let e = from; e < to; e += 1)
      this.#model.changeColCost(rows.columns[e] ?? 0, -direction * (rows.values[e] ?? 0));
    this.#model.run();
    const answered = this.#model.getModelStatus() === optimal;
    const distance = -this.#model.getObjectiveValue();
    const solution = answered ? this.#model.getSolution() : undefined;
    for (let e = from; e < to; e += 1) this.#model.changeColCost(rows.columns[e] ?? 0, 0);
    if (!solution) {
      this.#model.clearSolver();
      return undefined;
    }
    return {
      distance,
      leaves: solution.colValue.slice(),
      prices: distance < 1 - tolerance ? this.#prices(row, direction, solution.rowDual) : undefined,
    };
  }

  /** Prices as whole numbers; those of the leaves are what is left over, so that the sum is exact. */
  #prices(target: number, direction: 1 | -1, duals: Float64Array): Prices | undefined {
    const { form, hidden } = this.#ground;
    const denominator = denominators.find((each) =>
      duals.every((dual) => Math.abs(dual * each - Math.round(dual * each)) < 1e-6 * each),
    );
    if (denominator === undefined) return undefined;
    const left = zeroes(form.leaves.length);
    const subtract = (matrix: typeof form.rows, row: number, factor: number) => {
      if (factor !== 0)
        for (let e = matrix.starts[row] ?? 0; e < (matrix.starts[row + 1] ?? 0); e += 1)
          left[matrix.columns[e] ?? 0] =
            (left[matrix.columns[e] ?? 0] ?? 0) - factor * (matrix.values[e] ?? 0);
    };
    const multipliers = zeroes(hidden.length);
    const whole = (at: number) => -Math.round((duals[at] ?? 0) * denominator) + 0;
    subtract(form.rows, target, -direction * denominator);
    this.#sums.forEach((row, at) => {
      multipliers[row] = whole(at);
      subtract(form.rows, row, whole(at));
    });
    for (let e = 0; e < this.#equations; e += 1) subtract(form.equations, e, whole(this.#sums.length + e));
    this.#leafRow.forEach((row, leaf) => (multipliers[row] = left[leaf] ?? 0));
    return { denominator, multipliers };
  }
}

function zeroes(length: number): Float64Array {
  return new Float64Array(length);
}
