/**
 * Bounds that no solver has to be asked for. An unknown is itself plus any multiples of rows, which are 0, so it goes
 * no further than the boxes let that sum (weak duality). A walk takes one row after the other, each time the one that
 * leaves the least to the boxes; a row just taken rests a while, so that the walk does not turn in a circle (tabu
 * search after Glover 1989). What it finds is added up once more before it counts.
 */
import { type Multiplied, proven } from './duality.ts';
import type { Unknowns } from './unknowns.ts';

/** The sum is of so many times the unknown, so that rows are taken by halves. */
const scale = 2;

/** Steps for which a row rests: at least, and by chance up to so many more. */
const rests = { least: 10, more: 10 } as const;

/** What stands for a side of a box that is open. A bound is far below, or none. */
const open = 2 ** 40;

export class BoundWalk {
  readonly #unknowns: Unknowns;
  /** By unknown: how often it is in the sum. */
  readonly #times: Float64Array;
  /** The rows that hold unknowns of the sum; by row, what adding it or taking it away would leave more. */
  readonly #near: number[] = [];
  readonly #added: Float64Array;
  readonly #takenAway: Float64Array;
  /** The step before which a row is not taken again. */
  readonly #rests: Int32Array;
  /** By row: whether it is near (1), and looked at in this step (2). */
  readonly #met: Uint8Array;
  #chance = 1;

  constructor(unknowns: Unknowns) {
    const rows = unknowns.rows.starts.length - 1;
    this.#unknowns = unknowns;
    this.#times = new Float64Array(unknowns.count);
    this.#added = new Float64Array(rows);
    this.#takenAway = new Float64Array(rows);
    this.#rests = new Int32Array(rows);
    this.#met = new Uint8Array(rows);
  }

  /**
   * How far an unknown goes at most, as far as was found: the walk ends where that is no more than is seen.
   * @param steps after which to give up: a count, so that runs agree
   */
  bound(unknown: number, direction: 1 | -1, seen: number, steps: number): number {
    this.#times[unknown] = direction * scale;
    let least = this.#left(unknown, direction * scale);
    this.#meet([unknown]);
    const taken: (readonly [row: number, way: 1 | -1])[] = [];
    let kept = 0;
    for (let step = 0, left = least; step < steps && least >= scale * (seen + 1); step += 1) {
      const next = this.#next(step, least - left);
      if (!next) continue;
      taken.push(next);
      left += this.#take(...next, step);
      if (left >= least) continue;
      [least, kept] = [left, taken.length];
    }
    this.#forget();
    return proven(unknown, direction, this.#multiplied(taken.slice(0, kept)), this.#unknowns.box);
  }

  /** The row that leaves least, and whether it is added or taken away; a resting one only where it makes a new best. */
  #next(step: number, best: number): readonly [row: number, way: 1 | -1] | undefined {
    let [row, way, least]: [number, 1 | -1, number] = [-1, 1, Infinity];
    for (const each of this.#near) {
      const [added, takenAway] = [this.#added[each] ?? 0, this.#takenAway[each] ?? 0];
      const more = Math.min(added, takenAway);
      if (more >= least || ((this.#rests[each] ?? 0) > step && more >= best)) continue;
      [row, way, least] = [each, added <= takenAway ? 1 : -1, more];
    }
    return row < 0 ? undefined : [row, way];
  }

  /** @returns what the boxes let the sum grow by it */
  #take(row: number, way: 1 | -1, step: number): number {
    const more = (way === 1 ? this.#added : this.#takenAway)[row] ?? 0;
    // A linear congruential generator: the same on every machine.
    this.#chance = (Math.imul(this.#chance, 1_103_515_245) + 12_345) >>> 0;
    this.#rests[row] = step + rests.least + ((this.#chance >>> 8) % rests.more);
    const { starts, columns, values } = this.#unknowns.rows;
    const [from, to] = [starts[row] ?? 0, starts[row + 1] ?? 0];
    for (let e = from; e < to; e += 1) {
      const column = columns[e] ?? -1;
      this.#times[column] = (this.#times[column] ?? 0) + way * (values[e] ?? 0);
    }
    this.#meet(columns.subarray(from, to));
    return more;
  }

  /** Works out anew what rows leave that hold unknowns whose number in the sum changed. */
  #meet(changed: Iterable<number>): void {
    const { starts, columns } = this.#unknowns.rowsAt;
    const stale: number[] = [];
    for (const unknown of changed)
      for (let e = starts[unknown] ?? 0; e < (starts[unknown + 1] ?? 0); e += 1) {
        const row = columns[e] ?? -1;
        if (this.#met[row] === 2) continue;
        if (this.#met[row] === 0) this.#near.push(row);
        this.#met[row] = 2;
        stale.push(row);
      }
    for (const row of stale) {
      this.#met[row] = 1;
      this.#added[row] = this.#more(row, 1);
      this.#takenAway[row] = this.#more(row, -1);
    }
  }

  #forget(): void {
    const { starts, columns } = this.#unknowns.rows;
    for (const row of this.#near) {
      this.#met[row] = this.#rests[row] = 0;
      for (const unknown of columns.subarray(starts[row], starts[row + 1])) this.#times[unknown] = 0;
    }
    this.#near.length = 0;
  }

  /** What the boxes leave more of the sum with a row than without. */
  #more(row: number, way: 1 | -1): number {
    const { starts, columns, values } = this.#unknowns.rows;
    let more = 0;
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1) {
      const column = columns[e] ?? -1;
      const times = this.#times[column] ?? 0;
      more += this.#left(column, times + way * (values[e] ?? 0)) - this.#left(column, times);
    }
    return more;
  }

  /** How far the box lets so many times an unknown rise. */
  #left(unknown: number, times: number): number {
    const { lower, upper } = this.#unknowns.box;
    return times > 0
      ? times * Math.min(upper[unknown] ?? 0, open)
      : times * Math.max(lower[unknown] ?? 0, -open);
  }

  *#multiplied(taken: readonly (readonly [row: number, way: 1 | -1])[]): Iterable<Multiplied> {
    const multiples = new Map<number, number>();
    for (const [row, way] of taken) multiples.set(row, (multiples.get(row) ?? 0) + way / scale);
    const { starts, columns, values } = this.#unknowns.rows;
    for (const [row, multiplier] of multiples) {
      const [from, to] = [starts[row], starts[row + 1]];
      yield { multiplier, columns: columns.subarray(from, to), values: values.subarray(from, to) };
    }
  }
}
