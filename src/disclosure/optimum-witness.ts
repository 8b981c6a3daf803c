/** Whole tables that prove a choice of rows safe, or that there are none. */
import type { Highs, Model, SymbolDisposable } from 'highs';
import type { Ground } from './ground.ts';
import type { SparseRows } from './leaves.ts';
import { type Certificate, type Deviation, type Proof, protects, type Sensitive } from './model.ts';

/** A reader, and how far each row can fall in its eyes. */
export interface ReaderRoom {
  readonly name: string;
  readonly down: Float64Array;
}

export type Witnessed =
  | { readonly outcome: 'proven'; readonly certificate: Certificate }
  /** Whole tables leave some reader too little doubt: the choice is not safe. */
  | { readonly outcome: 'none' }
  /** The search for whole tables ended without an answer. */
  | { readonly outcome: 'undecided' };

interface Move {
  readonly rows: readonly number[];
  readonly by: readonly number[];
}

/** The tables in which a row is lowest and highest. */
interface Extremes {
  readonly low: Move;
  readonly high: Move;
  readonly fall: number;
  readonly rise: number;
}

const optimal = 7;
const still: Move = { rows: [], by: [] };
const untouched: Extremes = { low: still, high: still, fall: 0, rise: 0 };

/** Others seldom move further than so many times the target. */
const ample = 8;

/** Branches of an integer program before it is given up. */
const mostBranches = 2_000;

/** Looks for two whole tables for each sensitive row and reader, where exactly the chosen rows are hidden. */
export function witnesses(
  highs: Highs,
  ground: Ground,
  sensitive: readonly Sensitive[],
  readers: readonly ReaderRoom[],
  chosen: Float64Array,
): Witnessed {
  const places = new Map<Move, number>([[still, 0]]);
  const proofs: Proof[] = [];
  const place = (move: Move) => {
    if (!places.has(move)) places.set(move, places.size);
    return places.get(move) ?? 0;
  };
  for (const { name, down } of readers) {
    const search = new WholeTables(highs, ground, down, chosen);
    try {
      for (const row of ground.needs.keys()) {
        const outcome = search.secure(row);
        if (outcome !== 'proven') return { outcome };
      }
      for (const { cell } of sensitive) {
        const { low, high } = search.extremes(ground.form.rowOf[cell] ?? -1);
        proofs.push({ reader: name, cell, low: place(low), high: place(high) });
      }
    } finally {
      search.dispose();
    }
  }
  return {
    outcome: 'proven',
    certificate: { witnesses: [...places.keys()].map((move) => inCells(ground, move)), proofs },
  };
}

class WholeTables {
  readonly #ground: Ground;
  readonly #down: Float64Array;
  readonly #chosen: Float64Array;
  readonly #model: SymbolDisposable<Model>;
  /** Leaves that can move, and the sums of them that are not leaves themselves; then the equations. */
  readonly #leaves: readonly number[];
  readonly #sums: readonly number[];
  readonly #column = new Map<number, number>();
  readonly #line = new Map<number, number>();
  readonly #extremes = new Map<number, Extremes>();
  #reach = 0;

  constructor(highs: Highs, ground: Ground, down: Float64Array, chosen: Float64Array) {
    this.#ground = ground;
    this.#down = down;
    this.#chosen = chosen;
    const { form, rowsAt, equationsAt } = ground;
    const rowOf = (leaf: number) => form.rowOf[form.leaves[leaf] ?? -1] ?? -1;
    this.#leaves = Array.from(form.leaves.keys()).filter((leaf) => chosen[rowOf(leaf)] === 1);
    this.#leaves.forEach((leaf, column) => this.#column.set(rowOf(leaf), column));
    const equations = new Map<number, number>();
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    const touch = (at: SparseRows, leaf: number, lineOf: (sum: number) => number | undefined) => {
      for (let e = at.starts[leaf] ?? 0; e < (at.starts[leaf + 1] ?? 0); e += 1) {
        const line = lineOf(at.columns[e] ?? 0);
        if (line === undefined) continue;
        indices.push(line);
        values.push(at.values[e] ?? 0);
      }
    };
    const isLeaf = new Set(Array.from(form.leaves.keys(), rowOf));
    const numbered = (known: Map<number, number>, sum: number) => {
      if (!known.has(sum)) known.set(sum, this.#line.size + equations.size);
      return known.get(sum);
    };
    for (const leaf of this.#leaves) {
      touch(rowsAt, leaf, (row) => (isLeaf.has(row) ? undefined : numbered(this.#line, row)));
      touch(equationsAt, leaf, (equation) => numbered(equations, equation));
      starts.push(indices.length);
    }
    this.#sums = [...this.#line.keys()];
    const numCols = this.#leaves.length;
    const numRows = this.#line.size + equations.size;
    const none = (length: number) => new Float64Array(length);
    this.#model = highs.createModel({
      numCols,
      numRows,
      colCost: none(numCols),
      colLower: none(numCols),
      colUpper: none(numCols),
      rowLower: none(numRows),
      rowUpper: none(numRows),
      matrix: { format: 'csc', numRows, numCols, starts, indices, values },
    });
    this.#model.options.set({ output_flag: false, presolve: 'off', mip_max_nodes: mostBranches });
  }

  dispose(): void {
    this.#model.dispose();
  }

  extremes(row: number): Extremes {
    return this.#extremes.get(row) ?? untouched;
  }

  secure(row: number): Witnessed['outcome'] {
    const need = this.#ground.needs.get(row) ?? { lower: 0, upper: 0, sliding: 0 };
    const enough = () => {
      const { fall, rise } = this.extremes(row);
      return protects({ min: -fall, max: rise }, 0, need);
    };
    const most = Math.max(need.lower, need.upper, need.sliding);
    for (const numbers of ['real', 'whole'] as const) {
      let exact = true;
      this.#allow(numbers === 'real' ? ample * most : Infinity);
      for (const direction of [1, -1] as const) {
        if (enough()) return 'proven';
        exact = this.#go(row, direction, most, numbers) && exact;
      }
      if (enough()) return 'proven';
      if (numbers === 'whole' && exact) return 'none';
    }
    return 'undecided';
  }

  /** Sets how far hidden rows may move. */
  #allow(reach: number): void {
    if (reach === this.#reach) return;
    this.#reach = reach;
    for (const row of [...this.#column.keys(), ...this.#sums]) this.#bound(row, reach);
  }

  #bound(row: number, reach: number): void {
    const hidden = this.#chosen[row] === 1;
    const lower = hidden ? -Math.min(this.#down[row] ?? 0, reach) : 0;
    const upper = hidden ? reach : 0;
    const column = this.#column.get(row);
    if (column === undefined) this.#model.changeRowBounds(this.#line.get(row) ?? -1, lower, upper);
    else this.#model.changeColBounds(column, lower, upper);
  }

  /** Moves a row as far as it goes, `most` at most. @returns whether there is no doubt that it goes no further */
  #go(row: number, direction: 1 | -1, most: number, numbers: 'real' | 'whole'): boolean {
    const { starts, columns, values } = this.#ground.form.rows;
    const costs = new Map<number, number>();
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1) {
      const cell = this.#ground.form.leaves[columns[e] ?? -1] ?? -1;
      const column = this.#column.get(this.#ground.form.rowOf[cell] ?? -1);
      if (column !== undefined) costs.set(column, -direction * (values[e] ?? 0));
    }
    // A row that no leaf can move stays where it is.
    if (costs.size === 0) return true;
    for (const [column, cost] of costs) this.#model.changeColCost(column, cost);
    this.#bound(row, Math.min(most, this.#reach));
    if (numbers === 'whole') this.#leaves.forEach((_, column) => this.#model.changeColIntegrality(column, 1));
    this.#model.run();
    const answered = this.#model.getModelStatus() === optimal;
    const move = answered ? this.#move(this.#model.getSolution().colValue) : undefined;
    if (numbers === 'whole') this.#model.clearIntegrality();
    this.#bound(row, this.#reach);
    for (const column of costs.keys()) this.#model.changeColCost(column, 0);
    if (!answered) this.#model.clearSolver();
    if (move) this.#keep(move);
    return move !== undefined;
  }

  #keep(move: Move): void {
    move.rows.forEach((row, at) => {
      if (!this.#ground.needs.has(row)) return;
      const by = move.by[at] ?? 0;
      const extremes = this.extremes(row);
      if (by > extremes.rise) this.#extremes.set(row, { ...extremes, high: move, rise: by });
      else if (-by > extremes.fall) this.#extremes.set(row, { ...extremes, low: move, fall: -by });
    });
  }

  /** The table that a solver's doubles stand for, if it keeps every sum exactly. */
  #move(solution: Float64Array): Move | undefined {
    const { rowsAt, equationsAt } = this.#ground;
    const rows = new Map<number, number>();
    const equations = new Map<number, number>();
    this.#leaves.forEach((leaf, column) => {
      const by = Math.round(solution[column] ?? 0);
      if (by === 0) return;
      for (const [at, sums] of [
        [rowsAt, rows],
        [equationsAt, equations],
      ] as const)
        for (let e = at.starts[leaf] ?? 0; e < (at.starts[leaf + 1] ?? 0); e += 1) {
          const sum = at.columns[e] ?? 0;
          sums.set(sum, (sums.get(sum) ?? 0) + by * (at.values[e] ?? 0));
        }
    });
    const fits =
      [...equations.values()].every((by) => by === 0) &&
      [...rows].every(([row, by]) => by === 0 || (this.#chosen[row] === 1 && by >= -(this.#down[row] ?? 0)));
    if (!fits) return undefined;
    const moved = [...rows].filter(([, by]) => by !== 0);
    return { rows: moved.map(([row]) => row), by: moved.map(([, by]) => by) };
  }
}

function inCells({ cellsOf }: Ground, { rows, by }: Move): Deviation {
  const cells = rows.flatMap((row, at) => (cellsOf[row] ?? []).map((cell) => [cell, by[at] ?? 0] as const));
  return { cells: cells.map(([cell]) => cell), by: cells.map(([, each]) => each) };
}
