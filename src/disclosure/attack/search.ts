/**
 * How far each unknown can move: whole tables that reach far, found by walking (walk.ts), and bounds that no table
 * passes. Components of some thousand rows are solved as a whole for a bound (component.ts), and walks from where that
 * ended arrive soon. Of larger ones a small part of the rows is solved (relaxation.ts); rows that its answer breaks are
 * taken in, and it is solved again, until the answer breaks none (row generation, after Dantzig, Fulkerson & Johnson
 * 1954). Integer programs are for the few ends where fractions of persons would go further, or walks get stuck.
 */
import type { Highs } from 'highs';
import { ComponentProgram } from './component.ts';
import { type Component, components } from './components.ts';
import { type Direction, directions, Found } from './found.ts';
import { type Kernel, kernel, nearest } from './kernel.ts';
import { type Movement, Relaxation, tolerance } from './relaxation.ts';
import type { Unknowns } from './unknowns.ts';
import { FirstWalks, Walk } from './walk.ts';
import { wholeMovement } from './whole.ts';

/** How far an unknown moves one way: what a table was seen to reach, and what no table passes. */
export interface Reach {
  readonly seen: number;
  /** None where the known table itself reaches it, or where there is no end. */
  readonly table: Movement | undefined;
  readonly most: number;
}

export interface Sizes {
  /** Components of up to so many rows are solved as a whole. */
  readonly component: number;
  /** Rows of a part, beyond which the next unknown starts from its own rows again. */
  readonly part: number;
  /** Programs of a kind that are solved for one end before it is left as it is. A count, so that runs agree. */
  readonly programs: number;
  /** Steps of a walk: before a bound is asked for, which is dearer, and with the best bound known. */
  readonly steps: { readonly first: number; readonly last: number };
}

export const usualSizes: Sizes = {
  component: 15_000,
  part: 100,
  programs: 200,
  steps: { first: 1_000, last: 50_000 },
};

export class Search {
  readonly #highs: Highs;
  readonly #unknowns: Unknowns;
  readonly #sizes: Sizes;
  readonly #found: Found;
  #wide = Infinity;
  #component: Component = { members: [], rows: [] };
  #kernel: Kernel | undefined;
  #walk: Walk | undefined;
  #walks = new FirstWalks();
  #part: Relaxation | undefined;
  #program: ComponentProgram | undefined;

  constructor(highs: Highs, unknowns: Unknowns, sizes: Sizes = usualSizes) {
    this.#highs = highs;
    this.#unknowns = unknowns;
    this.#sizes = sizes;
    this.#found = new Found(unknowns);
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
        const late: number[] = [];
        for (const unknown of component.members.filter((each) => wanted.has(each))) {
          for (const direction of directions) this.#end(unknown, direction);
          if (directions.every((direction) => this.#arrived(unknown, direction))) yield;
          else late.push(unknown);
        }
        // Tables found since may reach these ends, or come nearer: an integer program is the dearest way.
        for (const unknown of late) {
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
    this.#part?.dispose();
    this.#program?.dispose();
    this.#part = this.#program = this.#kernel = this.#walk = undefined;
    this.#walks = new FirstWalks();
  }

  #most(unknown: number, direction: Direction): number {
    const { lower, upper } = this.#unknowns.box;
    return direction === 1 ? (upper[unknown] ?? 0) : 0 - (lower[unknown] ?? 0);
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

  /** Follows one unknown one way: by a walk; then with the bound of a linear program, by a walk from where it ended. */
  #end(unknown: number, direction: Direction): void {
    const found = this.#found;
    const { first, last } = this.#sizes.steps;
    const target = () => this.#target(unknown, direction);
    const arrived = () => this.#arrived(unknown, direction);
    if (arrived()) return;
    // What no row holds moves alone.
    if (this.#unknowns.rowsOf(unknown).length === 0) found.learn({ unknowns: [unknown], by: [1] });
    if (arrived()) return;
    const table = found.table(unknown, direction);
    if (target() < Infinity && this.#walks.worth) {
      this.#walkOn(unknown, direction, table, first);
      this.#walks.note(arrived());
    }
    if (arrived()) return;
    const answer = this.#bound(unknown, direction, target());
    if (arrived() || (target() === Infinity && !this.#bounded(unknown, direction)) || arrived()) return;
    if (answer) this.#walkOn(unknown, direction, nearest(this.#moves(), answer), last);
  }

  /** The same again, and further by one at a time, and at last by integer programs. */
  #lateEnd(unknown: number, direction: Direction): void {
    this.#end(unknown, direction);
    if (this.#target(unknown, direction) === Infinity) return;
    const seen = () => this.#found.seen(unknown, direction);
    for (let before = -1; before < seen() && !this.#arrived(unknown, direction);) {
      before = seen();
      this.#walkOn(
        unknown,
        direction,
        this.#found.table(unknown, direction),
        this.#sizes.steps.last,
        before + 1,
      );
    }
    for (let program = 0; program < this.#sizes.programs; program += 1)
      if (this.#arrived(unknown, direction) || !this.#further(unknown, direction)) return;
  }

  #walkOn(
    unknown: number,
    direction: Direction,
    from: Movement | undefined,
    steps: number,
    wish = this.#target(unknown, direction),
  ): void {
    this.#refresh();
    this.#walk ??= new Walk(this.#moves(), this.#unknowns.box);
    const table = this.#walk.toward(unknown, direction, wish, from, steps);
    if (table) this.#found.learn(table);
  }

  #moves(): Kernel {
    return (this.#kernel ??= kernel(this.#unknowns.rows, this.#component.members, this.#component.rows));
  }

  /**
   * Draws in how far an unknown goes at most, by linear programs.
   * @returns their last answer: it may happen to be a table, or is near one
   */
  #bound(unknown: number, direction: Direction, target: number): Movement | undefined {
    if (this.#component.rows.length > this.#sizes.component || this.#sizes.programs === 0)
      return this.#boundInParts(unknown, direction, target);
    this.#refresh();
    this.#program ??= new ComponentProgram(this.#highs, this.#moves(), this.#unknowns.box);
    const answer = this.#program.farthest(unknown, direction);
    if (!answer) return undefined;
    this.#found.learn(answer.movement);
    if (answer.reached + tolerance < this.#most(unknown, direction))
      this.#unknowns.limit(unknown, direction, answer.bound(this.#unknowns.box));
    return answer.movement;
  }

  #boundInParts(unknown: number, direction: Direction, target: number): Movement | undefined {
    const { box } = this.#unknowns;
    const part = this.#partAround(unknown);
    let wish = target;
    let movement: Movement | undefined;
    for (let round = 0; round < this.#sizes.programs && wish < Infinity; round += 1) {
      this.#refresh();
      const answer = part.further(unknown, direction, wish);
      if (!answer) return movement;
      if (answer.reached >= wish - tolerance) {
        movement = answer.movement;
        const broken = this.#found.broken(movement);
        if (broken.length === 0) {
          this.#found.learn(movement);
          return movement;
        }
        part.add(broken);
        continue;
      }
      let bound = answer.bound(box);
      if (bound >= wish) bound = part.furtherAtAnyPrice(unknown, direction, wish)?.bound(box) ?? bound;
      if (bound >= wish) return movement;
      this.#unknowns.limit(unknown, direction, bound);
      wish = this.#most(unknown, direction);
    }
    return movement;
  }

  /**
   * A table that goes further than those known, or the proof that there is none, by integer programs.
   * @returns whether either was found
   */
  #further(unknown: number, direction: Direction): boolean {
    const seen = this.#found.seen(unknown, direction);
    const movement = wholeMovement(
      this.#highs,
      this.#unknowns,
      this.#unknowns.box,
      [unknown, direction, seen],
      new Set(this.#component.members),
    );
    if (movement === 'none') this.#unknowns.limit(unknown, direction, seen);
    else if (movement !== 'not found') this.#found.learn(movement);
    return movement === 'none' || this.#found.seen(unknown, direction) > seen;
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
      for (let rows = this.#unknowns.rowsOf(unknown); ;) {
        part.add(rows);
        const answer = part.further(unknown, direction, 1);
        if (!answer) return false;
        if (answer.reached < 1 - tolerance) {
          const bound = Math.min(
            answer.bound(box),
            part.furtherAtAnyPrice(unknown, direction, 1)?.bound(box) ?? Infinity,
          );
          this.#unknowns.limit(unknown, direction, bound);
          return bound < Infinity;
        }
        rows = this.#found.broken(answer.movement);
        if (rows.length > 0) continue;
        this.#found.endless(answer.movement);
        return false;
      }
    } finally {
      part.dispose();
    }
  }

  #partAround(unknown: number): Relaxation {
    if (this.#part && this.#part.size > this.#sizes.part) {
      this.#part.dispose();
      this.#part = undefined;
    }
    this.#part ??= new Relaxation(this.#highs, this.#unknowns, this.#unknowns.box);
    this.#part.add(this.#unknowns.rowsOf(unknown));
    return this.#part;
  }

  #refresh(): void {
    for (const unknown of this.#unknowns.drawnIn) {
      this.#part?.refresh(unknown);
      this.#program?.refresh(unknown);
      this.#walk?.refresh(unknown);
    }
    this.#unknowns.drawnIn.clear();
  }
}
