/**
 * How far each unknown can move: bounds that no table passes, and whole tables that reach them. Components of some
 * thousand rows are solved as a whole (component.ts). Beyond that, and where the answer is not whole, a small part of
 * the rows is solved (relaxation.ts); rows that its answer breaks are taken in, and it is solved again, until the
 * answer breaks none: then it is a table, and no table goes further (row generation, after Dantzig, Fulkerson &
 * Johnson 1954).
 */
import type { Highs } from 'highs';
import { ComponentProgram } from './component.ts';
import { type Direction, directions, Found } from './found.ts';
import { type Movement, Relaxation, tolerance } from './relaxation.ts';
import type { Unknowns } from './unknowns.ts';
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
  /** Programs solved for one end before it is given up as not proven. A count, so that runs agree. */
  readonly programs: number;
}

export const usualSizes: Sizes = { component: 4_000, part: 100, programs: 200 };

export class Search {
  readonly #highs: Highs;
  readonly #unknowns: Unknowns;
  readonly #sizes: Sizes;
  readonly #found: Found;
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
    try {
      for (const { members, rows } of this.#components()) {
        const open = members.filter((unknown) => wanted.has(unknown));
        if (
          wide === Infinity &&
          rows.length <= this.#sizes.component &&
          open.some((each) => this.#open(each, wide))
        )
          this.#program = new ComponentProgram(
            this.#highs,
            this.#unknowns,
            this.#unknowns.box,
            members,
            rows,
          );
        for (const unknown of open) {
          for (const direction of directions) this.#end(unknown, direction, wide);
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
    this.#part = this.#program = undefined;
  }

  #most(unknown: number, direction: Direction): number {
    const { lower, upper } = this.#unknowns.box;
    return direction === 1 ? (upper[unknown] ?? 0) : 0 - (lower[unknown] ?? 0);
  }

  #open(unknown: number, wide: number): boolean {
    const found = this.#found;
    return (
      found.seen(unknown, -1) + found.seen(unknown, 1) < wide &&
      directions.some((direction) => found.seen(unknown, direction) < this.#most(unknown, direction))
    );
  }

  /** Follows one unknown one way, as far as it goes or is asked. */
  #end(unknown: number, direction: Direction, wide: number): void {
    const found = this.#found;
    const target = () => {
      const most = this.#most(unknown, direction);
      const other = found.seen(unknown, direction === 1 ? -1 : 1);
      return wide === Infinity ? most : Math.min(most, wide - other);
    };
    const arrived = () => found.seen(unknown, direction) >= target();
    if (arrived()) return;
    // What no row holds moves alone.
    if (this.#unknowns.rowsOf(unknown).length === 0) found.learn({ unknowns: [unknown], by: [1] });
    else if (this.#program) this.#solveWhole(unknown, direction);
    if (arrived()) return;
    if (target() === Infinity && !this.#bounded(unknown, direction)) return;
    found.stand(found.table(unknown, direction));
    found.climb(unknown, direction, target());
    const part = this.#partAround(unknown);
    const moved = new Set<number>();
    let numbers: 'real' | 'whole' = 'real';
    for (let round = 0; !arrived() && round < this.#sizes.programs; round += 1) {
      this.#refresh();
      const left = target() - direction * (found.at[unknown] ?? 0);
      const movement =
        numbers === 'whole'
          ? this.#wholeStep(unknown, direction, moved)
          : this.#realStep(part, unknown, direction, left);
      if (movement === 'not found') return;
      if (movement === 'drawn in') continue;
      for (const each of movement.unknowns) moved.add(each);
      const broken = found.broken(movement);
      if (broken.length > 0) part.add(broken);
      else if (found.learn(movement)) {
        found.climb(unknown, direction, target());
        numbers = 'real';
      } else if (numbers === 'whole') return;
      else numbers = 'whole';
    }
  }

  /** Solves the component for one end: often this settles it, and always it gives a bound. */
  #solveWhole(unknown: number, direction: Direction): void {
    this.#refresh();
    this.#found.stand(undefined);
    const answer = this.#program?.farthest(unknown, direction);
    if (!answer) return;
    this.#found.learn(answer.movement);
    if (answer.reached + tolerance < this.#most(unknown, direction))
      this.#unknowns.limit(unknown, direction, answer.bound(this.#unknowns.box));
  }

  #realStep(
    part: Relaxation,
    unknown: number,
    direction: Direction,
    wish: number,
  ): Movement | 'drawn in' | 'not found' {
    const answer = part.further(unknown, direction, wish);
    if (!answer) return 'not found';
    if (answer.reached >= wish - tolerance) return answer.movement;
    const { box } = this.#unknowns;
    const wished = direction * (this.#found.at[unknown] ?? 0) + wish;
    let bound = answer.bound(box);
    if (bound >= wished) bound = part.furtherAtAnyPrice(unknown, direction, wish)?.bound(box) ?? bound;
    if (bound >= wished) return 'not found';
    this.#unknowns.limit(unknown, direction, bound);
    return 'drawn in';
  }

  /** An integer program over what moved in earlier answers; then over more, and at last over the whole component. */
  #wholeStep(
    unknown: number,
    direction: Direction,
    moved: ReadonlySet<number>,
  ): Movement | 'drawn in' | 'not found' {
    const { box } = this.#unknowns;
    for (let among = moved; ;) {
      const movement = wholeMovement(
        this.#highs,
        this.#unknowns,
        box,
        this.#found.at,
        [unknown, direction],
        among,
      );
      if (movement !== 'none') return movement;
      const wider = this.#withNeighbours(among);
      if (wider.size === among.size) break;
      among = wider;
    }
    this.#unknowns.limit(unknown, direction, direction * (this.#found.at[unknown] ?? 0));
    return 'drawn in';
  }

  /** Unknowns with those that share a row with them. */
  #withNeighbours(unknowns: ReadonlySet<number>): ReadonlySet<number> {
    const { starts, columns } = this.#unknowns.rows;
    const rows = new Set([...unknowns].flatMap((unknown) => this.#unknowns.rowsOf(unknown)));
    return new Set([...rows].flatMap((row) => [...columns.subarray(starts[row], starts[row + 1])]));
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
    const part = new Relaxation(this.#highs, this.#unknowns, cone, new Float64Array(box.lower.length));
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
    this.#part ??= new Relaxation(this.#highs, this.#unknowns, this.#unknowns.box, this.#found.at);
    this.#part.add(this.#unknowns.rowsOf(unknown));
    return this.#part;
  }

  #refresh(): void {
    for (const unknown of this.#unknowns.drawnIn) {
      this.#part?.refresh(unknown);
      this.#program?.refresh(unknown);
    }
    this.#unknowns.drawnIn.clear();
    for (const unknown of this.#found.shifted) this.#part?.refresh(unknown);
    this.#found.shifted.clear();
  }

  /** Unknowns that rows join, and these rows; found by walking from each to its neighbours. */
  *#components(): Generator<{ readonly members: readonly number[]; readonly rows: readonly number[] }> {
    const { starts, columns } = this.#unknowns.rows;
    const met = new Uint8Array(this.#unknowns.count);
    for (let first = 0; first < this.#unknowns.count; first += 1) {
      if (met[first] === 1) continue;
      const members = [first];
      const rows = new Set<number>();
      met[first] = 1;
      for (const unknown of members)
        for (const row of this.#unknowns.rowsOf(unknown)) {
          if (rows.has(row)) continue;
          rows.add(row);
          for (const next of columns.subarray(starts[row], starts[row + 1])) {
            if (met[next] === 1) continue;
            met[next] = 1;
            members.push(next);
          }
        }
      yield { members, rows: [...rows] };
    }
  }
}
