/**
 * Linear and integer programs over the leaves of a neighbourhood: how far a row can move while all shown sums stay,
 * and which further rows are best hidden so that it can (Kelly, Golden & Assad 1992; Castro 2012). Answers are
 * recomputed in whole numbers here; what does not fit exactly is no answer.
 */
import type { Highs, Model } from 'highs';
import { costOf, type Ground, spread } from './ground.ts';
import { type Allowed, type Numbers, type Paid, type Program, Programs } from './program.ts';
import type { Wish } from './reach.ts';
import { type Move, WholeTables } from './whole.ts';

/** Shown rows that would have to be hidden, and the table this allows if it came out whole. */
export interface Plan {
  readonly opened: readonly number[];
  readonly move: Move | undefined;
}

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

export class LocalSearch {
  readonly #ground: Ground;
  readonly #programs: Programs;
  readonly #tables: WholeTables;

  /** @param down how far each row can fall in the eyes of the reader */
  constructor(highs: Highs, ground: Ground, down: Float64Array) {
    this.#ground = ground;
    this.#programs = new Programs(highs, ground, down);
    this.#tables = new WholeTables(ground, down);
  }

  /** The whole table that goes furthest towards the wish while nothing further is hidden. */
  farthest(wish: Wish, leaves: readonly number[]): Move | undefined {
    const program = this.#programs.of(wish, leaves, 'hidden rows');
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

  /** A whole table that grants the wish while nothing further is hidden, looked for in whole numbers from the start. */
  granting(wish: Wish, leaves: readonly number[]): Move | undefined {
    const program = this.#programs.of(wish, leaves, 'hidden rows', 'whole');
    if (!program) return undefined;
    const { model, travel } = program;
    try {
      model.changeColBounds(travel, wish.direction * wish.by, wish.direction * wish.by);
      model.options.set({ mip_max_nodes: mostNodes, presolve: 'on' });
      const values = run(model);
      return values && this.#whole(values, leaves, 'hidden rows');
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
    numbers: Numbers,
    budget = Infinity,
  ): Plan | 'too dear' | undefined {
    const program = this.#programs.of(wish, leaves, 'any rows', numbers);
    if (!program) return undefined;
    const { model, costs, paid, travel, always } = program;
    try {
      model.changeColBounds(travel, wish.direction * wish.by, wish.direction * wish.by);
      if (numbers === 'whole')
        model.options.set({ mip_max_nodes: mostNodes, mip_rel_gap: 0.2, presolve: 'on' });
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
        const move = this.#whole(changes(program, values, leaves), leaves, 'any rows');
        const opened = move
          ? Array.from(move.rows).filter((row) => this.#ground.hidden[row] !== 1)
          : [...always, ...used(program, values).flatMap(({ shown }) => shown)];
        const price = costOf(this.#ground, opened);
        if (move && price < (whole?.price ?? Infinity) - small) whole = { move, opened, price };
        if (!move && price < (broken?.price ?? Infinity) - small) broken = { opened, price };
        if (whole && whole.price < small) break;
        for (const [at, { shown, rise, fall }] of paid.entries()) {
          const flow = Math.max(values[rise] ?? 0, values[fall] ?? 0);
          // A broken answer is pushed to another corner; a whole one is priced by what its rows really cost.
          const shift = move ? 1 : 1 + spread(at, round) / 2;
          const each = (costOf(this.#ground, shown) * shift) / (flow > small ? flow : wish.by);
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
    const program = this.#programs.of(wish, leaves, 'any rows');
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

  /**
   * The table that a solver's doubles stand for, if it keeps every sum exactly. Halves and thirds are made whole by
   * going two or three times as far, where the floors allow it.
   */
  #whole(values: Float64Array, leaves: readonly number[], allowed: Allowed): Move | undefined {
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

/** By how much each leaf changes. */
function changes({ falls }: Program, values: Float64Array, leaves: readonly number[]): Float64Array {
  return Float64Array.from(
    leaves,
    (_, place) => (values[place] ?? 0) - (values[falls.get(place) ?? -1] ?? 0),
  );
}

function used({ paid }: Program, values: Float64Array): readonly Paid[] {
  return paid.filter(({ rise, fall }) => Math.max(values[rise] ?? 0, values[fall] ?? 0) > small);
}
