/**
 * Linear and integer programs over the leaves of a neighbourhood: how far a row can move while all shown sums stay,
 * and which further rows are best hidden so that it can (Kelly, Golden & Assad 1992; Castro 2012). Answers are
 * recomputed in whole numbers here; what does not fit exactly is no answer.
 */
import type { Highs, Model, SymbolDisposable } from 'highs';
import { type Ground, spread } from './ground.ts';
import type { Wish } from './reach.ts';
import { type Move, WholeTables } from './whole.ts';

/** Shown rows that would have to be hidden, and the table this allows if it came out whole. */
export interface Plan {
  readonly opened: readonly number[];
  readonly move: Move | undefined;
}

/** Neighbours of a row move further than it does only where several paths meet; eight times is ample. */
const ample = 8;

/** How often a plan is priced, each time by what the rows of the last one really cost. */
const pricings = 3;

/** Corners tried for a whole one before a fractional answer is given up. */
const corners = 4;

/** Branches of an integer program before it is given up. A count, so that runs agree. */
const mostNodes = 200;

const optimal = 7;
const tooDear = 11;
/** The solver takes finite numbers only. */
const unbounded = 1e300;
const small = 1e-6;

/** Rows that are the same sum of the leaves at hand. */
interface Group {
  readonly row: number;
  leaves: number;
  slack: number;
  readonly shown: number[];
  target: boolean;
}

interface Program {
  readonly model: SymbolDisposable<Model>;
  /** What each column costs. */
  readonly costs: number[];
  /** The column of the row that is to move. */
  readonly travel: number;
  /** Columns by which the shown rows of a group rise and fall. */
  readonly paid: readonly {
    readonly shown: readonly number[];
    readonly rise: number;
    readonly fall: number;
  }[];
  /** Shown rows that move whenever the target does. */
  readonly always: readonly number[];
}

export class LocalSearch {
  readonly #highs: Highs;
  readonly #ground: Ground;
  /** How far each row can fall in the eyes of the reader. */
  readonly #down: Float64Array;
  readonly #mark: Float64Array;
  readonly #column: Int32Array;
  readonly #equationColumn: Int32Array;
  readonly #tables: WholeTables;

  constructor(highs: Highs, ground: Ground, down: Float64Array) {
    this.#highs = highs;
    this.#ground = ground;
    this.#down = down;
    const rows = ground.hidden.length;
    const equations = ground.form.equations.starts.length - 1;
    this.#mark = new Float64Array(rows);
    this.#column = new Int32Array(rows).fill(-1);
    this.#equationColumn = new Int32Array(equations).fill(-1);
    this.#tables = new WholeTables(ground, down);
  }

  /** The whole table that goes furthest towards the wish while nothing further is hidden. */
  farthest(wish: Wish, leaves: readonly number[]): Move | undefined {
    const program = this.#program(wish, leaves, 'hidden rows');
    if (!program) return undefined;
    const { model, travel } = program;
    try {
      model.changeColBounds(
        travel,
        Math.min(0, wish.direction * wish.by),
        Math.max(0, wish.direction * wish.by),
      );
      model.changeColCost(travel, -wish.direction);
      let values = run(model);
      let move = values && this.#whole(values, leaves, 'hidden rows');
      if (move || !values) return move;
      const reached = Math.floor(Math.abs(values[travel] ?? 0) + small);
      if (reached === 0) return undefined;
      model.changeColBounds(travel, wish.direction * reached, wish.direction * reached);
      model.changeColCost(travel, 0);
      for (let round = 0; round < corners && !move; round += 1) {
        model.changeColsCost(
          { kind: 'range', from: 0, to: leaves.length - 1 },
          leaves.map((leaf) => spread(leaf, round)),
        );
        values = run(model);
        move = values && this.#whole(values, leaves, 'hidden rows');
      }
      return move;
    } finally {
      model.dispose();
    }
  }

  /**
   * The cheapest rows whose hiding grants the wish.
   * @returns undefined where these leaves do not grant it, whatever is hidden; `too dear` where it is over budget
   */
  cheapest(
    wish: Wish,
    leaves: readonly number[],
    numbers: 'real' | 'whole',
    budget = Infinity,
  ): Plan | 'too dear' | undefined {
    const program = this.#program(wish, leaves, 'any rows');
    if (!program) return undefined;
    const { model, costs, paid, travel, always } = program;
    try {
      model.changeColBounds(travel, wish.direction * wish.by, wish.direction * wish.by);
      if (numbers === 'whole') {
        for (let column = 0; column < leaves.length; column += 1) model.changeColIntegrality(column, 1);
        model.options.set({ mip_max_nodes: mostNodes, mip_rel_gap: 0.2, presolve: 'on' });
      }
      // Prices are at least 0, so that the dual simplex method climbs to the least one: it may stop on its way.
      if (numbers === 'real' && budget < Infinity) model.options.set({ objective_bound: budget * wish.by });
      let whole:
        { readonly move: Move; readonly opened: readonly number[]; readonly price: number } | undefined;
      let broken: { readonly opened: readonly number[]; readonly price: number } | undefined;
      for (let round = 0; round < (numbers === 'whole' ? 1 : pricings); round += 1) {
        const values = run(model);
        if (model.getModelStatus() === tooDear) return 'too dear';
        if (!values) break;
        if (round === 0) model.options.set({ objective_bound: unbounded });
        // A row through which less than the whole wish moves costs less here than it will.
        if (round === 0 && model.getObjectiveValue() >= budget * wish.by) return 'too dear';
        const move = this.#whole(values, leaves, 'any rows');
        const opened = move
          ? Array.from(move.rows).filter((row) => this.#ground.hidden[row] !== 1)
          : [...always, ...used(program, values).flatMap(({ shown }) => shown)];
        const price = this.#cost(opened);
        if (move && price < (whole?.price ?? Infinity) - small) whole = { move, opened, price };
        if (!move && price < (broken?.price ?? Infinity) - small) broken = { opened, price };
        if (whole && whole.price < small) break;
        for (const [at, { shown, rise, fall }] of paid.entries()) {
          const flow = Math.max(values[rise] ?? 0, values[fall] ?? 0);
          // A broken answer is pushed to another corner; a whole one is priced by what its rows really cost.
          const shift = move ? 1 : 1 + spread(at, round) / 2;
          const each = (this.#cost(shown) * shift) / (flow > small ? flow : wish.by);
          costs[rise] = costs[fall] = each;
        }
        model.changeColsCost({ kind: 'range', from: 0, to: costs.length - 1 }, costs);
      }
      if (whole && whole.price <= (broken?.price ?? Infinity)) return whole;
      return broken && { opened: broken.opened, move: undefined };
    } finally {
      model.dispose();
    }
  }

  /** How far the row could move if everything that may be hidden were, in real numbers. */
  bound(wish: Wish, leaves: readonly number[]): number {
    const program = this.#program(wish, leaves, 'any rows');
    if (!program) return 0;
    const { model, travel, costs } = program;
    try {
      costs.fill(0);
      costs[travel] = -wish.direction;
      model.changeColsCost({ kind: 'range', from: 0, to: costs.length - 1 }, costs);
      model.changeColBounds(
        travel,
        Math.min(0, wish.direction * wish.by),
        Math.max(0, wish.direction * wish.by),
      );
      const values = run(model);
      return values ? Math.abs(values[travel] ?? 0) : Infinity;
    } finally {
      model.dispose();
    }
  }

  #cost(rows: readonly number[]): number {
    return rows.reduce((sum, row) => sum + (this.#ground.weight[row] ?? 0), 0);
  }

  /** Rows that touch the leaves, those that are the same sum of them together. */
  #groups(leaves: readonly number[], target: number): Group[] {
    const { rowsAt, hidden } = this.#ground;
    const counts = new Map<number, number>();
    leaves.forEach((leaf, place) => {
      // A sum of large random numbers names a set of leaves. A chance meeting would only spoil an answer.
      const name =
        1 +
        Math.floor((spread(place, 91) + 1) * 2 ** 17) * 2 ** 20 +
        Math.floor((spread(place, 92) + 1) * 2 ** 19);
      for (let e = rowsAt.starts[leaf] ?? 0; e < (rowsAt.starts[leaf + 1] ?? 0); e += 1) {
        const row = rowsAt.columns[e] ?? 0;
        counts.set(row, (counts.get(row) ?? 0) + Math.abs(rowsAt.values[e] ?? 0));
        this.#mark[row] = (this.#mark[row] ?? 0) + name * (rowsAt.values[e] ?? 0);
      }
    });
    const groups = new Map<number, Group>();
    for (const [row, count] of counts) {
      const name = this.#mark[row] ?? 0;
      this.#mark[row] = 0;
      let group = groups.get(name);
      if (!group)
        groups.set(name, (group = { row, leaves: count, slack: Infinity, shown: [], target: false }));
      group.slack = Math.min(group.slack, this.#down[row] ?? 0);
      if (hidden[row] !== 1) group.shown.push(row);
      if (row === target) group.target = true;
    }
    return [...groups.values()];
  }

  #program(wish: Wish, leaves: readonly number[], allowed: 'hidden rows' | 'any rows'): Program | undefined {
    const { form, rowsAt, equationsAt, open } = this.#ground;
    const reach = ample * wish.by;
    const lower = leaves.map(() => -reach);
    const upper = leaves.map(() => reach);
    const cost = leaves.map(() => 0);
    const rowLower: number[] = [];
    const rowUpper: number[] = [];
    /** Further columns: the row they stand in and their coefficient there. */
    const further: (readonly [row: number, coefficient: number])[] = [];
    const column = (row: number, coefficient: number, price: number, from: number, to: number) => {
      further.push([row, coefficient]);
      cost.push(price);
      lower.push(from);
      return upper.push(to) - 1;
    };
    const paid: Program['paid'][number][] = [];
    let always: readonly number[] = [];
    let travel = -1;
    const single: Group[] = [];
    const rowsUsed: number[] = [];
    const constrain = (group: Group, from: number, to: number) => {
      this.#column[group.row] = rowLower.push(from) - 1;
      rowUpper.push(to);
      rowsUsed.push(group.row);
      return rowLower.length - 1;
    };
    let possible = true;
    for (const group of this.#groups(leaves, wish.row)) {
      const shown = group.shown.length > 0;
      const mayPay = allowed === 'any rows' && group.shown.every((row) => open[row] === 1);
      if (group.target) {
        if (shown && !mayPay) possible = false;
        always = group.shown;
        const row = constrain(group, 0, 0);
        travel = column(row, -1, 0, 0, 0);
      } else if (shown && mayPay) {
        const row = constrain(group, 0, 0);
        const price = this.#cost(group.shown);
        const rise = column(row, -1, price, 0, reach);
        const fall = column(row, 1, price, 0, Math.min(reach, group.slack));
        paid.push({ shown: group.shown, rise, fall });
      } else if (shown) constrain(group, 0, 0);
      else if (group.leaves === 1) single.push(group);
      else if (group.slack < reach * group.leaves) constrain(group, -group.slack, this.#highs.infinity);
    }
    const equationsUsed: number[] = [];
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    const singles = new Map(single.map((group) => [group.row, group]));
    leaves.forEach((leaf, place) => {
      for (let e = rowsAt.starts[leaf] ?? 0; e < (rowsAt.starts[leaf + 1] ?? 0); e += 1) {
        const row = rowsAt.columns[e] ?? 0;
        const value = rowsAt.values[e] ?? 0;
        const at = this.#column[row] ?? -1;
        if (at >= 0) {
          indices.push(at);
          values.push(value);
          continue;
        }
        const alone = singles.get(row);
        if (!alone) continue;
        if (value > 0) lower[place] = Math.max(lower[place] ?? 0, -alone.slack / value);
        else upper[place] = Math.min(upper[place] ?? 0, -alone.slack / value);
      }
      for (let e = equationsAt.starts[leaf] ?? 0; e < (equationsAt.starts[leaf + 1] ?? 0); e += 1) {
        const equation = equationsAt.columns[e] ?? 0;
        if ((this.#equationColumn[equation] ?? -1) < 0) {
          this.#equationColumn[equation] = rowLower.push(0) - 1;
          rowUpper.push(0);
          equationsUsed.push(equation);
        }
        indices.push(this.#equationColumn[equation] ?? 0);
        values.push(equationsAt.values[e] ?? 0);
      }
      starts.push(indices.length);
    });
    for (const row of rowsUsed) this.#column[row] = -1;
    for (const equation of equationsUsed) this.#equationColumn[equation] = -1;
    if (!possible || travel < 0 || form.leaves.length === 0) return undefined;
    for (const [row, coefficient] of further) {
      indices.push(row);
      values.push(coefficient);
      starts.push(indices.length);
    }
    const model = this.#highs.createModel({
      numCols: lower.length,
      numRows: rowLower.length,
      colCost: cost,
      colLower: lower,
      colUpper: upper,
      rowLower,
      rowUpper,
      matrix: { format: 'csc', numRows: rowLower.length, numCols: lower.length, starts, indices, values },
    });
    model.options.set({ output_flag: false, presolve: 'off' });
    return { model, costs: cost, travel, paid, always };
  }

  /**
   * The table that a solver's doubles stand for, if it keeps every sum exactly. Halves and thirds are made whole by
   * going two or three times as far, where the floors allow it.
   */
  #whole(
    values: Float64Array,
    leaves: readonly number[],
    allowed: 'hidden rows' | 'any rows',
  ): Move | undefined {
    for (const times of [1, 2, 3, 4, 6]) {
      const near = leaves.every((_, place) => {
        const by = times * (values[place] ?? 0);
        return Math.abs(Math.round(by) - by) <= 1e-5 * Math.max(1, Math.abs(by));
      });
      // Rounding may by chance give a table that hides far more than the solver meant.
      if (!near && (times > 1 || allowed === 'any rows')) continue;
      const move = this.#tables.of(
        leaves,
        leaves.map((_, place) => Math.round(times * (values[place] ?? 0))),
        allowed,
      );
      if (move) return move;
    }
    return undefined;
  }
}

function run(model: Model): Float64Array | undefined {
  model.run();
  return model.getModelStatus() === optimal ? model.getSolution().colValue.slice() : undefined;
}

function used({ paid }: Program, values: Float64Array): Program['paid'] {
  return paid.filter(({ rise, fall }) => Math.max(values[rise] ?? 0, values[fall] ?? 0) > small);
}
