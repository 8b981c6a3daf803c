/**
 * The program of one neighbourhood: by how much its leaves change so that a row moves, while shown sums stay or are paid
 * for, and no hidden sum falls below what the reader knows (Kelly, Golden & Assad 1992). The time to solve one goes with
 * its rows, so what can be said of a single leaf is said by its bounds and its cost.
 */
import type { Highs, Model, SymbolDisposable } from 'highs';
import { costOf, type Ground, nameOf } from './ground.ts';
import type { Wish } from './reach.ts';

export interface Program {
  readonly model: SymbolDisposable<Model>;
  /** What each column costs; the first are the leaves. */
  readonly costs: number[];
  /** The column of the row that is to move. */
  readonly travel: number;
  /** Leaves that cost something have two columns: by their own they rise, by the one named here they fall. */
  readonly falls: ReadonlyMap<number, number>;
  /** Columns by which shown rows rise and fall. */
  readonly paid: readonly Paid[];
  /** Shown rows that move whenever the target does. */
  readonly always: readonly number[];
}

export interface Paid {
  readonly shown: readonly number[];
  readonly rise: number;
  readonly fall: number;
}

/** Whether leaves change by whole numbers alone: then an integer program. */
export type Numbers = 'real' | 'whole';

/** Which rows may move. */
export type Allowed = 'hidden rows' | 'any rows';

/** Neighbours of a row move further than it does only where several paths meet; eight times is ample. */
const ample = 8;

/** Rows that are the same sum of the leaves at hand. */
interface Sum {
  readonly row: number;
  /** Its coefficients, added up: 1 for a leaf alone. */
  leaves: number;
  /** How far it may fall. */
  slack: number;
  readonly shown: number[];
  target: boolean;
}

/** What a program is to ask of its sums. */
interface Terms {
  /** How far anything may move. */
  readonly reach: number;
  /** Whether a sum may move, be it at a price. */
  readonly free: (sum: Sum) => boolean;
  readonly numbers: Numbers;
}

/** A row and the coefficient in it. */
type Entry = readonly [row: number, coefficient: number];

/** A program being written down, column by column. */
class Draft {
  readonly costs: number[] = [];
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  readonly rowLower: number[] = [];
  readonly rowUpper: number[] = [];
  readonly starts = [0];
  readonly indices: number[] = [];
  readonly values: number[] = [];

  row(from: number, to: number): number {
    this.rowUpper.push(to);
    return this.rowLower.push(from) - 1;
  }

  column(entries: readonly Entry[], cost: number, from: number, to: number): number {
    for (const [row, value] of entries) {
      this.indices.push(row);
      this.values.push(value);
    }
    this.starts.push(this.indices.length);
    this.lower.push(from);
    this.upper.push(to);
    return this.costs.push(cost) - 1;
  }

  model(highs: Highs): SymbolDisposable<Model> {
    const { costs, lower, upper, rowLower, rowUpper, starts, indices, values } = this;
    const model = highs.createModel({
      numCols: costs.length,
      numRows: rowLower.length,
      colCost: costs,
      colLower: lower,
      colUpper: upper,
      rowLower,
      rowUpper,
      matrix: { format: 'csc', numRows: rowLower.length, numCols: costs.length, starts, indices, values },
    });
    model.options.set({ output_flag: false, presolve: 'off' });
    return model;
  }
}

/** Writes programs. What it keeps between calls is scratch, because it is called by the ten thousand. */
export class Programs {
  readonly #highs: Highs;
  readonly #ground: Ground;
  readonly #down: Float64Array;
  readonly #mark: Float64Array;
  /** The place of each row among the sums at hand; −1 for none. */
  readonly #place: Int32Array;
  readonly #equation: Int32Array;

  /** @param down how far each row can fall in the eyes of the reader */
  constructor(highs: Highs, ground: Ground, down: Float64Array) {
    this.#highs = highs;
    this.#ground = ground;
    this.#down = down;
    const rows = ground.hidden.length;
    this.#mark = new Float64Array(rows);
    this.#place = new Int32Array(rows).fill(-1);
    this.#equation = new Int32Array(ground.form.equations.starts.length - 1).fill(-1);
  }

  /** @returns undefined where the row cannot move by these leaves, whatever is hidden */
  of(
    { row: target, by }: Wish,
    leaves: readonly number[],
    allowed: Allowed,
    numbers: Numbers = 'real',
  ): Program | undefined {
    const reach = ample * by;
    const sums = this.#sums(leaves, target);
    sums.forEach(({ row }, i) => (this.#place[row] = i));
    const free = ({ shown }: Sum) =>
      shown.length === 0 || (allowed === 'any rows' && shown.every((row) => this.#ground.open[row] === 1));
    const moving = sums.find((sum) => sum.target);
    const program =
      moving && free(moving) ? this.#write(leaves, sums, moving, { reach, free, numbers }) : undefined;
    for (const { row } of sums) this.#place[row] = -1;
    return program;
  }

  #write(
    leaves: readonly number[],
    sums: readonly Sum[],
    moving: Sum,
    { reach, free, numbers }: Terms,
  ): Program {
    const draft = new Draft();
    const { lower, upper } = this.#ends(leaves, sums, reach, free);
    const fall = this.#fall(leaves, sums, lower, upper);
    const rowOf = sums.map((sum, i) => {
      if (sum.target) return draft.row(0, 0);
      const shown = sum.shown.length > 0;
      // A whole number that is the difference of two others sends the solver round in circles.
      if (sum.leaves === 1 && (numbers === 'real' || !shown || !free(sum))) return -1;
      if (shown) return draft.row(0, 0);
      return (fall[i] ?? 0) > sum.slack ? draft.row(-sum.slack, this.#highs.infinity) : -1;
    });
    const priced: { readonly place: number; readonly shown: number[]; readonly entries: Entry[] }[] = [];
    const equations: number[] = [];
    leaves.forEach((leaf, place) => {
      const entries: Entry[] = [];
      const shown: number[] = [];
      this.#each(leaf, (i, value) => {
        const row = rowOf[i] ?? -1;
        if (row >= 0) entries.push([row, value]);
        else if ((upper[place] ?? 0) > (lower[place] ?? 0)) shown.push(...(sums[i]?.shown ?? []));
      });
      const { starts, columns, values } = this.#ground.equationsAt;
      for (let e = starts[leaf] ?? 0; e < (starts[leaf + 1] ?? 0); e += 1) {
        const equation = columns[e] ?? 0;
        if ((this.#equation[equation] ?? -1) < 0) {
          this.#equation[equation] = draft.row(0, 0);
          equations.push(equation);
        }
        entries.push([this.#equation[equation] ?? 0, values[e] ?? 0]);
      }
      if (shown.length > 0) priced.push({ place, shown, entries });
      const least = shown.length > 0 ? 0 : (lower[place] ?? 0);
      draft.column(entries, costOf(this.#ground, shown), least, upper[place] ?? 0);
    });
    for (const equation of equations) this.#equation[equation] = -1;

    const falls = new Map<number, number>();
    const paid = priced.map(({ place, shown, entries }): Paid => {
      const negated = entries.map(([row, value]): Entry => [row, -value]);
      const column = draft.column(negated, costOf(this.#ground, shown), 0, -(lower[place] ?? 0));
      falls.set(place, column);
      return { shown, rise: place, fall: column };
    });
    sums.forEach((sum, i) => {
      const { shown, slack } = sum;
      const row = rowOf[i] ?? -1;
      if (sum.target || row < 0 || shown.length === 0 || !free(sum)) return;
      const price = costOf(this.#ground, shown);
      const rise = draft.column([[row, -1]], price, 0, reach);
      paid.push({ shown, rise, fall: draft.column([[row, 1]], price, 0, Math.min(reach, slack)) });
    });
    const travel = draft.column([[rowOf[sums.indexOf(moving)] ?? 0, -1]], 0, 0, 0);
    const model = draft.model(this.#highs);
    if (numbers === 'whole')
      for (let place = 0; place < leaves.length; place += 1) model.changeColIntegrality(place, 1);
    return {
      model,
      costs: draft.costs,
      travel,
      falls,
      paid,
      always: moving.shown,
    };
  }

  /** Calls back for each of the sums that hold a leaf. */
  #each(leaf: number, visit: (sum: number, coefficient: number) => void): void {
    const { starts, columns, values } = this.#ground.rowsAt;
    for (let e = starts[leaf] ?? 0; e < (starts[leaf + 1] ?? 0); e += 1) {
      const place = this.#place[columns[e] ?? 0] ?? -1;
      if (place >= 0) visit(place, values[e] ?? 0);
    }
  }

  /** How far each leaf can fall and rise, by the sums that hold it alone. */
  #ends(leaves: readonly number[], sums: readonly Sum[], reach: number, free: (sum: Sum) => boolean) {
    const lower = new Float64Array(leaves.length).fill(-reach);
    const upper = new Float64Array(leaves.length).fill(reach);
    leaves.forEach((leaf, place) =>
      this.#each(leaf, (i, value) => {
        const sum = sums[i];
        if (!sum || sum.leaves !== 1 || sum.target) return;
        if (!free(sum)) lower[place] = upper[place] = 0;
        else if (value > 0) lower[place] = Math.max(lower[place] ?? 0, -sum.slack);
        else upper[place] = Math.min(upper[place] ?? 0, sum.slack);
      }),
    );
    return { lower, upper };
  }

  /** How far each sum falls where all its leaves do. */
  #fall(leaves: readonly number[], sums: readonly Sum[], lower: Float64Array, upper: Float64Array) {
    const fall = new Float64Array(sums.length);
    leaves.forEach((leaf, place) =>
      this.#each(leaf, (i, value) => {
        fall[i] = (fall[i] ?? 0) - value * ((value > 0 ? lower : upper)[place] ?? 0);
      }),
    );
    return fall;
  }

  /** Rows that touch the leaves, those that are the same sum of them together. */
  #sums(leaves: readonly number[], target: number): Sum[] {
    const { rowsAt, hidden } = this.#ground;
    const counts = new Map<number, number>();
    leaves.forEach((leaf, place) => {
      const name = nameOf(place);
      for (let e = rowsAt.starts[leaf] ?? 0; e < (rowsAt.starts[leaf + 1] ?? 0); e += 1) {
        const row = rowsAt.columns[e] ?? 0;
        counts.set(row, (counts.get(row) ?? 0) + Math.abs(rowsAt.values[e] ?? 0));
        this.#mark[row] = (this.#mark[row] ?? 0) + name * (rowsAt.values[e] ?? 0);
      }
    });
    const sums = new Map<number, Sum>();
    for (const [row, count] of counts) {
      const name = this.#mark[row] ?? 0;
      this.#mark[row] = 0;
      let sum = sums.get(name);
      if (!sum) sums.set(name, (sum = { row, leaves: count, slack: Infinity, shown: [], target: false }));
      sum.slack = Math.min(sum.slack, this.#down[row] ?? 0);
      if (hidden[row] !== 1) sum.shown.push(row);
      if (row === target) sum.target = true;
    }
    return [...sums.values()];
  }
}
