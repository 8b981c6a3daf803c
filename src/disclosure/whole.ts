/** Tables in whole numbers: what a program only suggests is added up here. */
import type { Ground } from './ground.ts';
import type { SparseRows } from './leaves.ts';

/** A whole table, as differences from the true one: rows in order, and by how much each moves. */
export interface Move {
  readonly rows: Int32Array;
  readonly by: Float64Array;
}

export class WholeTables {
  readonly #ground: Ground;
  readonly #down: Float64Array;
  readonly #change: Float64Array;
  readonly #equationChange: Float64Array;

  /** @param down how far each row can fall in the eyes of the reader */
  constructor(ground: Ground, down: Float64Array) {
    this.#ground = ground;
    this.#down = down;
    this.#change = new Float64Array(ground.hidden.length);
    this.#equationChange = new Float64Array(ground.form.equations.starts.length - 1);
  }

  /** The table in which these leaves change by whole numbers, if it keeps every sum that must stand. */
  of(
    leaves: readonly number[],
    by: ArrayLike<number>,
    allowed: 'hidden rows' | 'any rows',
  ): Move | undefined {
    const { rowsAt, equationsAt, hidden, open } = this.#ground;
    const touched: number[] = [];
    const equations: number[] = [];
    const add = (at: SparseRows, sums: Float64Array, list: number[], leaf: number, change: number) => {
      for (let e = at.starts[leaf] ?? 0; e < (at.starts[leaf + 1] ?? 0); e += 1) {
        const sum = at.columns[e] ?? 0;
        list.push(sum);
        sums[sum] = (sums[sum] ?? 0) + change * (at.values[e] ?? 0);
      }
    };
    leaves.forEach((leaf, place) => {
      const change = by[place] ?? 0;
      if (change === 0) return;
      add(rowsAt, this.#change, touched, leaf, change);
      add(equationsAt, this.#equationChange, equations, leaf, change);
    });
    let fits = true;
    for (const equation of equations) {
      if (this.#equationChange[equation] !== 0) fits = false;
      this.#equationChange[equation] = 0;
    }
    const moved: (readonly [row: number, by: number])[] = [];
    for (const row of touched) {
      const change = this.#change[row] ?? 0;
      this.#change[row] = 0;
      if (change === 0) continue;
      moved.push([row, change]);
      const may = hidden[row] === 1 || (allowed === 'any rows' && open[row] === 1);
      if (!may || change < -(this.#down[row] ?? 0)) fits = false;
    }
    if (!fits || moved.length === 0) return undefined;
    moved.sort((a, b) => a[0] - b[0]);
    return {
      rows: Int32Array.from(moved, ([row]) => row),
      by: Float64Array.from(moved, ([, change]) => change),
    };
  }
}
