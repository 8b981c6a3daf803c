/**
 * How far each unknown can move: whole tables that reach far, found by walking (walk.ts), and bounds that no table
 * passes, found by walking as well (bound-walk.ts). What walks leave open, a linear program over the component bounds
 * (component.ts), and walks from where that ended arrive soon. Where they get stuck, programs over what is near go on
 * (next.ts). Integer programs over a whole component are for the few ends where fractions of persons would go further.
 */
import type { Highs } from 'highs';
import { BoundWalk } from './bound-walk.ts';
import { ComponentProgram } from './component.ts';
import { around, type Component, components } from './components.ts';
import { type Direction, directions, Found } from './found.ts';
import { type Kernel, kernel } from './kernel.ts';
import { type Movement, Relaxation, tolerance } from './relaxation.ts';
import { nextTable, nextWholeTable } from './next.ts';
import type { Unknowns } from './unknowns.ts';
import { FirstWalks, Walk } from './walk.ts';

/** How far an unknown moves one way: what a table was seen to reach, and what no table passes. */
export interface Reach {
  readonly seen: number;
  /** None where the known table itself reaches it, or where there is no end. */
  readonly table: Movement | undefined;
  readonly most: number;
}

export interface Sizes {
  /** Programs of a kind that are solved for one end before it is left as it is. A count, so that runs agree. */
  readonly programs: number;
  /**
   * Steps of a walk: for a bound, before one is asked of a solver, which is dearer, with the best bound known, and at
   * last on from the farthest table known.
   */
  readonly steps: {
    readonly bound: number;
    readonly first: number;
    readonly last: number;
    readonly on: number;
  };
  /**
   * Unknowns of an integer program: at first, and of what is near at most. Over a whole component it may have more, and
   * then counts as large; beyond `most` none is solved, lest it take longer than all else.
   */
  readonly whole: { readonly first: number; readonly near: number; readonly most: number };
}

export const usualSizes: Sizes = {
  programs: 200,
  steps: { bound: 500, first: 1_000, last: 3_000, on: 10_000 },
  whole: { first: 1_250, near: 5_000, most: 10_000 },
};

/** Large integer programs, in all: each may take a minute. */
const largePrograms = 20;

/** How often all ends that are open are tried before programs over what is near are. A count, so that runs agree. */
const rounds = 2;

/** Unknowns that may move with one on its way from there: with more it takes long, and there are other starts. */
const mostNear = 5_000;

/** Where the farthest table known leads no further, others may: as far as these parts of it. */
const otherStarts = [19 / 20, 9 / 10, 3 / 4];

export class Search {
  readonly #highs: Highs;
  readonly #unknowns: Unknowns;
  readonly #sizes: Sizes;
  readonly #found: Found;
  readonly #boundWalk: BoundWalk;
  #wide = Infinity;
  #component: Component = { members: [], rows: [] };
  #kernel: Kernel | undefined;
  #walk: Walk | undefined;
  #walks = new FirstWalks();
  #program: ComponentProgram | undefined;
  /** Integer programs over large components, so far. */
  #large = 0;

  constructor(highs: Highs, unknowns: Unknowns, sizes: Sizes = usualSizes) {
    this.#highs = highs;
    this.#unknowns = unknowns;
    this.#sizes = sizes;
    this.#found = new Found(unknowns);
    this.#boundWalk = new BoundWalk(unknowns);
  }

  reach(unknown: number, direction: Direction): Reach {
    return {
      seen: this.#found.seen(unknown, direction),
      table: this.#found.table(unknown, direction),
      most: this.#most(unknown, direction),
    };
  }

  /**
   * Settles unknowns: to their exact ends, or until they are seen to span `wide`.
   * Yields after each, so that the work can be watched and ended.
   */
  *settle(wanted: ReadonlySet<number>, wide: number): Generator<void> {
    this.#wide = wide;
    try {
      for (const component of components(this.#unknowns)) {
        this.#component = component;
        // What can go least is soon settled, and bounds the rest.
        let open = component.members
          .filter((each) => wanted.has(each))
          .sort((a, b) => ascending(this.#range(a), this.#range(b)) || a - b);
        // Tables found since may reach an end, or come nearer, and no two walks go the same way.
        for (let round = 0; round < rounds; round += 1) {
          const late: number[] = [];
          for (const unknown of open) {
            for (const direction of directions) this.#end(unknown, direction);
            if (directions.every((direction) => this.#arrived(unknown, direction))) yield;
            else late.push(unknown);
          }
          open = late;
        }
        for (const unknown of open) {
          for (const direction of directions) this.#lateEnd(unknown, direction);
          yield;
        }
        this.#leave();
      }
    } finally {
      this.#leave();
    }
  }

  #leave(): void {
    this.#program?.dispose();
    this.#program = this.#kernel = this.#walk = undefined;
    this.#walks = new FirstWalks();
  }

  #most(unknown: number, direction: Direction): number {
    const { lower, upper } = this.#unknowns.box;
    return direction === 1 ? (upper[unknown] ?? 0) : 0 - (lower[unknown] ?? 0);
  }

  #range(unknown: number): number {
    return this.#most(unknown, 1) + this.#most(unknown, -1);
  }

  /** How far one unknown is to be followed one way: as far as it can go, or as far as is asked. */
  #target(unknown: number, direction: Direction): number {
    const most = this.#most(unknown, direction);
    const other = direction === 1 ? -1 : 1;
    return this.#wide === Infinity ? most : Math.min(most, this.#wide - this.#found.seen(unknown, other));
  }

  #arrived(unknown: number, direction: Direction): boolean {
    return this.#found.seen(unknown, direction) >= this.#target(unknown, direction);
  }

  /** Follows one unknown one way: by walks; then with the bound of a linear program, by a walk from where it ended. */
  #end(unknown: number, direction: Direction): void {
    const { first, last } = this.#sizes.steps;
    const arrived = () => this.#arrived(unknown, direction);
    if (arrived()) return;
    // What no row holds moves alone.
    if (this.#unknowns.rowsOf(unknown).length === 0) this.#found.learn({ unknowns: [unknown], by: [1] });
    // A walk arrives where its bound is an end. Where it does not, the bound may be too wide.
    for (let before = Infinity; !arrived() && before > this.#target(unknown, direction);) {
      before = this.#target(unknown, direction);
      if (before < Infinity && this.#walks.worth) {
        this.#walkOn(unknown, direction, this.#found.table(unknown, direction), first);
        this.#walks.note(arrived());
      }
      if (!arrived()) this.#boundByWalk(unknown, direction);
    }
    if (arrived()) return;
    if (this.#most(unknown, direction) === Infinity && !this.#bounded(unknown, direction)) return;
    const nearest = this.#bound(unknown, direction);
    if (nearest && !arrived()) this.#walkOn(unknown, direction, nearest, last);
  }

  #boundByWalk(unknown: number, direction: Direction): void {
    const seen = this.#found.seen(unknown, direction);
    const most = this.#boundWalk.bound(unknown, direction, seen, this.#sizes.steps.bound);
    this.#unknowns.limit(unknown, direction, most);
  }

  /** Walks on from the farthest table known, by more at a time while walks arrive, then by less. */
  #walkOut(unknown: number, direction: Direction): void {
    for (let step = 1; step >= 1 && !this.#arrived(unknown, direction);) {
      const seen = this.#found.seen(unknown, direction);
      const wish = Math.min(seen + step, this.#target(unknown, direction));
      this.#walkOn(unknown, direction, this.#found.table(unknown, direction), this.#sizes.steps.on, wish);
      step = this.#found.seen(unknown, direction) > seen ? 2 * step : Math.floor(step / 2);
    }
  }

  /** From a table to farther ones by programs over what is near: to the end at once, or by less where that fails. */
  #goOn(unknown: number, direction: Direction, from: Movement | undefined, near = Infinity): void {
    const wanting = (table: Movement | undefined) =>
      this.#target(unknown, direction) - direction * (table ? by(table, unknown) : 0);
    let table = from;
    let wish = wanting(table);
    for (let program = 0; program < this.#sizes.programs && wish >= 1; program += 1) {
      const next = nextTable(
        this.#highs,
        this.#unknowns,
        this.#found,
        table,
        [unknown, direction, wish],
        near,
      );
      this.#unknowns.limit(unknown, direction, next.most);
      if (next.table) this.#found.learn(next.table);
      table = next.table ?? table;
      wish = next.table ? wanting(table) : Math.floor(wish / 4);
    }
  }

  /** Walks, programs over what is near, and last integer programs over the component, where it is small enough. */
  #lateEnd(unknown: number, direction: Direction): void {
    if (this.#target(unknown, direction) === Infinity) return;
    this.#walkOut(unknown, direction);
    this.#goOn(unknown, direction, this.#found.table(unknown, direction));
    for (const part of otherStarts) {
      if (this.#arrived(unknown, direction)) return;
      const nearest = this.#bound(unknown, direction);
      const wish = Math.floor(part * this.#found.seen(unknown, direction));
      const other = nearest && this.#walkOn(unknown, direction, nearest, this.#sizes.steps.last, wish);
      if (other) this.#goOn(unknown, direction, other, mostNear);
    }
    this.#goOnWhole(unknown, direction);
  }

  /**
   * From the farthest table known to farther ones by integer programs over what is near, ever more of it, and last over
   * the component: they prove its end.
   */
  #goOnWhole(unknown: number, direction: Direction): void {
    const { members } = this.#component;
    const { programs, whole } = this.#sizes;
    let size = whole.first;
    for (let program = 0; program < programs && !this.#arrived(unknown, direction); program += 1) {
      const among = size < members.length ? around(this.#unknowns, unknown, size) : new Set(members);
      if (among.size > whole.most || (among.size > whole.near && this.#large >= largePrograms)) return;
      if (among.size > whole.near) this.#large += 1;
      if (this.#further(unknown, direction, among)) continue;
      if (among.size === members.length) return;
      size = 2 * size <= whole.near ? 2 * size : members.length;
    }
  }

  /** @returns the table where the walk arrived */
  #walkOn(
    unknown: number,
    direction: Direction,
    from: Movement | undefined,
    steps: number,
    wish = this.#target(unknown, direction),
  ): Movement | undefined {
    this.#refresh();
    this.#walk ??= new Walk(this.#moves(), this.#unknowns.box);
    const table = this.#walk.toward(unknown, direction, wish, from, steps);
    if (table) this.#found.learn(table);
    return table;
  }

  #moves(): Kernel {
    return (this.#kernel ??= kernel(this.#unknowns.rows, this.#component.members, this.#component.rows));
  }

  /**
   * Draws in how far an unknown goes at most, by a linear program.
   * @returns a whole movement near its answer, which keeps all rows
   */
  #bound(unknown: number, direction: Direction): Movement | undefined {
    if (this.#sizes.programs === 0) return undefined;
    this.#refresh();
    this.#program ??= new ComponentProgram(this.#highs, this.#moves(), this.#unknowns.box);
    const answer = this.#program.farthest(unknown, direction);
    if (answer && answer.reached + tolerance < this.#most(unknown, direction))
      this.#unknowns.limit(unknown, direction, answer.bound(this.#unknowns.box));
    return answer?.movement;
  }

  /**
   * A table that goes further than those known by moving these alone, or the proof that there is none at all.
   * @returns whether either was found
   */
  #further(unknown: number, direction: Direction, among: ReadonlySet<number>): boolean {
    const seen = this.#found.seen(unknown, direction);
    const from = this.#found.table(unknown, direction);
    const next = nextWholeTable(this.#highs, this.#unknowns, from, [unknown, direction], among);
    if (next === 'none') this.#unknowns.limit(unknown, direction, seen);
    else if (typeof next !== 'string') this.#found.learn(next);
    return this.#arrived(unknown, direction) || this.#found.seen(unknown, direction) > seen;
  }

  /**
   * Whether an unknown that nothing limits so far has an end at all: it has none where tables can move along with it
   * by real numbers for ever. Draws its bound in if it has one.
   */
  #bounded(unknown: number, direction: Direction): boolean {
    const { box } = this.#unknowns;
    const cone = {
      lower: box.lower.map((end) => (end === -Infinity ? end : 0)),
      upper: box.upper.map((end) => (end === Infinity ? end : 0)),
    };
    const part = new Relaxation(this.#highs, this.#unknowns, cone);
    try {
      const answer = part.furtherInAll(unknown, direction, 1, (movement) => this.#found.broken(movement));
      if (!answer) return false;
      if (answer.reached >= 1 - tolerance) {
        this.#found.endless(answer.movement);
        return false;
      }
      const bound = Math.min(
        answer.bound(box),
        part.furtherAtAnyPrice(unknown, direction, 1)?.bound(box) ?? Infinity,
      );
      this.#unknowns.limit(unknown, direction, bound);
      return bound < Infinity;
    } finally {
      part.dispose();
    }
  }

  #refresh(): void {
    for (const unknown of this.#unknowns.drawnIn) {
      this.#program?.refresh(unknown);
      this.#walk?.refresh(unknown);
    }
    this.#unknowns.drawnIn.clear();
  }
}

/** By how much a table moves an unknown. */
function by(table: Movement, unknown: number): number {
  return table.by[Array.from(table.unknowns).indexOf(unknown)] ?? 0;
}

/** Numbers in order; also where both are endless. */
function ascending(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
