/**
 * How far each unknown can move: bounds that no table passes, and whole tables that reach them. Components of some
 * thousand rows are solved as a whole (component.ts). Beyond that, and where the answer is not whole, a small part of
 * the rows is solved (relaxation.ts); rows that its answer breaks are taken in, and it is solved again, until the
 * answer breaks none: then it is a table, and no table goes further (row generation, after Dantzig, Fulkerson &
 * Johnson 1954).
 */
import type { Highs } from 'highs';
import { ComponentProgram } from './component.ts';
import { type Movement, Relaxation, tolerance } from './relaxation.ts';
import { gcd, type Unknowns } from './unknowns.ts';

/** A whole table: so many times a movement of unknowns away from the known table. */
export interface Multiple {
  readonly movement: Movement;
  readonly times: number;
}

/** How far an unknown moves one way: what a table was seen to reach, and what no table passes. */
export interface Reach {
  readonly seen: number;
  /** None where the known table itself reaches it, or where there is no end. */
  readonly table: Multiple | undefined;
  readonly most: number;
}

export interface Sizes {
  /** Components of up to so many rows are solved as a whole. */
  readonly component: number;
  /** Rows of a part, beyond which the next unknown starts from its own rows again. */
  readonly part: number;
}

export const usualSizes: Sizes = { component: 4_000, part: 200 };

/** Programs solved for one end before it is given up as not proven. A count, so that runs agree. */
const mostPrograms = 200;

type Direction = 1 | -1;
const directions: readonly Direction[] = [-1, 1];

export class Search {
  readonly #highs: Highs;
  readonly #unknowns: Unknowns;
  readonly #sizes: Sizes;
  readonly #seen: { readonly [D in Direction]: Float64Array };
  readonly #tables: { readonly [D in Direction]: (Multiple | undefined)[] } = { [-1]: [], 1: [] };
  #part: Relaxation | undefined;
  #program: ComponentProgram | undefined;

  constructor(highs: Highs, unknowns: Unknowns, sizes: Sizes = usualSizes) {
    this.#highs = highs;
    this.#unknowns = unknowns;
    this.#sizes = sizes;
    this.#seen = { [-1]: new Float64Array(unknowns.count), 1: new Float64Array(unknowns.count) };
  }

  reach(unknown: number, direction: Direction): Reach {
    return {
      seen: this.#seen[direction][unknown] ?? 0,
      table: this.#tables[direction][unknown],
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
    const [fallen, risen] = [this.#seen[-1][unknown] ?? 0, this.#seen[1][unknown] ?? 0];
    return (
      fallen + risen < wide &&
      directions.some((direction) => (this.#seen[direction][unknown] ?? 0) < this.#most(unknown, direction))
    );
  }

  /** Follows one unknown one way, as far as it goes or is asked. */
  #end(unknown: number, direction: Direction, wide: number): void {
    const seen = () => this.#seen[direction][unknown] ?? 0;
    const other = this.#seen[direction === 1 ? -1 : 1];
    const target = () => {
      const most = this.#most(unknown, direction);
      return wide === Infinity ? most : Math.min(most, wide - (other[unknown] ?? 0));
    };
    if (seen() >= target()) return;
    // What no row holds moves alone.
    if (this.#unknowns.rowsOf(unknown).length === 0) this.#note({ unknowns: [unknown], by: [1] });
    else if (this.#program) this.#solveWhole(unknown, direction);
    if (seen() >= target()) return;
    const part = this.#partAround(unknown);
    let numbers: 'real' | 'whole' = 'real';
    for (let round = 0; seen() < target() && round < mostPrograms; round += 1) {
      if (target() === Infinity) {
        if (!this.#bounded(unknown, direction)) return;
        continue;
      }
      this.#refresh();
      const movement =
        numbers === 'whole'
          ? this.#wholeAt(part, unknown, direction, target())
          : this.#realAt(part, unknown, direction, target());
      if (movement === 'not found') return;
      if (movement === 'bound drawn in') continue;
      const broken = this.#broken(movement);
      if (broken.length > 0) part.add(broken);
      else if (!this.#note(movement)) {
        if (numbers === 'whole') return;
        numbers = 'whole';
      }
    }
  }

  /** Solves the component for one end: often this settles it, and always it gives a bound. */
  #solveWhole(unknown: number, direction: Direction): void {
    this.#refresh();
    const answer = this.#program?.farthest(unknown, direction);
    if (!answer) return;
    this.#note(answer.movement);
    if (answer.reached + tolerance < this.#most(unknown, direction))
      this.#unknowns.limit(unknown, direction, answer.bound(this.#unknowns.box));
  }

  #realAt(
    part: Relaxation,
    unknown: number,
    direction: Direction,
    target: number,
  ): Movement | 'bound drawn in' | 'not found' {
    const answer = part.towards(unknown, direction, target);
    if (!answer) return 'not found';
    if (answer.reached >= target - tolerance) return answer.movement;
    const { box } = this.#unknowns;
    let bound = answer.bound(box);
    if (bound >= target) bound = part.farthest(unknown, direction, target)?.bound(box) ?? bound;
    if (bound >= target) return 'not found';
    this.#unknowns.limit(unknown, direction, bound);
    return 'bound drawn in';
  }

  #wholeAt(
    part: Relaxation,
    unknown: number,
    direction: Direction,
    target: number,
  ): Movement | 'bound drawn in' | 'not found' {
    const movement = part.whole(unknown, direction, target);
    if (movement !== 'none') return movement;
    this.#unknowns.limit(unknown, direction, target - 1);
    return 'bound drawn in';
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
        const answer = part.towards(unknown, direction, 1);
        if (!answer) return false;
        if (answer.reached < 1 - tolerance) {
          const bound = Math.min(
            answer.bound(box),
            part.farthest(unknown, direction, 1)?.bound(box) ?? Infinity,
          );
          this.#unknowns.limit(unknown, direction, bound);
          return bound < Infinity;
        }
        rows = this.#broken(answer.movement);
        if (rows.length > 0) continue;
        answer.movement.unknowns.forEach((each, i) => {
          this.#seen[(answer.movement.by[i] ?? 0) > 0 ? 1 : -1][each] = Infinity;
        });
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
    }
    this.#unknowns.drawnIn.clear();
  }

  /** Rows that a movement does not keep. */
  #broken({ unknowns, by }: Movement): number[] {
    const { starts, columns, values } = this.#unknowns.rowsAt;
    const sums = new Map<number, number>();
    unknowns.forEach((unknown, i) => {
      for (let e = starts[unknown] ?? 0; e < (starts[unknown + 1] ?? 0); e += 1) {
        const row = columns[e] ?? -1;
        sums.set(row, (sums.get(row) ?? 0) + (values[e] ?? 0) * (by[i] ?? 0));
      }
    });
    return [...sums].flatMap(([row, sum]) => (Math.abs(sum) > tolerance ? [row] : []));
  }

  /**
   * Notes what a movement shows, if it is whole and keeps every row: itself, and its multiples both ways as far as
   * the reader cannot rule them out.
   */
  #note({ unknowns, by }: Movement): boolean {
    const whole = by.map((each) => Math.round(each));
    const step = whole.reduce(gcd, 0);
    if (step === 0 || by.some((each, i) => Math.abs(each - (whole[i] ?? 0)) > 1e-4)) return false;
    const movement = { unknowns, by: whole.map((each) => each / step) };
    if (this.#broken(movement).length > 0) return false;
    const { lower, upper } = this.#unknowns.allowed;
    const times = { [-1]: Infinity, 1: Infinity };
    unknowns.forEach((unknown, i) => {
      const each = movement.by[i] ?? 0;
      const [fall, rise] = [0 - (lower[unknown] ?? 0), upper[unknown] ?? 0];
      const size = Math.abs(each);
      times[1] = Math.min(times[1], Math.floor((each > 0 ? rise : fall) / size));
      times[-1] = Math.min(times[-1], Math.floor((each > 0 ? fall : rise) / size));
    });
    for (const way of directions) {
      const table = { movement, times: way * times[way] };
      unknowns.forEach((unknown, i) => {
        const reached = table.times * (movement.by[i] ?? 0);
        const direction = reached > 0 ? 1 : -1;
        if (Math.abs(reached) <= (this.#seen[direction][unknown] ?? 0)) return;
        this.#seen[direction][unknown] = Math.abs(reached);
        this.#tables[direction][unknown] = Number.isFinite(table.times) ? table : undefined;
      });
    }
    return times[1] >= step;
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
