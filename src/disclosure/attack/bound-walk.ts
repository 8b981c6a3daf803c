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
  /** The rows near the sum: those that hold unknowns of it. By row how many, and where it stands among the near ones. */
  readonly #near: number[] = [];
  readonly #held: Int32Array;
  readonly #nearAt: Int32Array;
  /** By row: what adding it or taking it away would leave more, as worked out in which step. */
  readonly #added: Float64Array;
  readonly #takenAway: Float64Array;
  readonly #asOf: Float64Array;
  /** The step before which a row is not taken again. Steps are counted on from walk to walk. */
  readonly #rests: Float64Array;
  #step = 0;
  #chance = 1;

  constructor(unknowns: Unknowns) {
    const rows = unknowns.rows.starts.length - 1;
    this.#unknowns = unknowns;
    this.#times = new Float64Array(unknowns.count);
    this.#held = new Int32Array(rows);
    this.#nearAt = new Int32Array(rows);
    this.#added = new Float64Array(rows);
    this.#takenAway = new Float64Array(rows);
    this.#asOf = new Float64Array(rows);
    this.#rests = new Float64Array(rows);
  }

  /**
   * How far an unknown goes at most, as far as was found: the walk ends where that is no more than is seen.
   * @param steps after which to give up: a count, so that runs agree
   */
  bound(unknown: number, direction: 1 | -1, seen: number, steps: number): number {
    this.#step += rests.least + rests.more;
    this.#put(unknown, direction * scale);
    this.#price([unknown]);
    let least = this.#left(unknown, direction * scale);
    let left = least;
    const taken: (readonly [row: number, way: 1 | -1])[] = [];
    let kept = 0;
    for (const end = this.#step + steps; this.#step < end && least >= scale * (seen + 1);) {
      const next = this.#next(least - left);
      left += this.#take(...next);
      taken.push(next);
      if (left < least) [least, kept] = [left, taken.length];
    }
    this.#forget();
    return proven(unknown, direction, this.#multiplied(taken.slice(0, kept)), this.#unknowns.box);
  }

  /**
   * The row that leaves least, and whether it is added or taken away.
   * @param gap what must be gained for a new best, for which no row rests
   */
  #next(gap: number): readonly [row: number, way: 1 | -1] {
    let [row, way, least]: [number, 1 | -1, number] = [this.#near[0] ?? -1, 1, Infinity];
    for (const each of this.#near) {
      const [added, takenAway] = [this.#added[each] ?? 0, this.#takenAway[each] ?? 0];
      const more = added < takenAway ? added : takenAway;
      if (more >= least || (more >= gap && (this.#rests[each] ?? 0) > this.#step)) continue;
      [row, way, least] = [each, added < takenAway ? 1 : -1, more];
    }
    return [row, way];
  }

  /** @returns what the boxes leave more of the sum with this row */
  #take(row: number, way: 1 | -1): number {
    const more = (way === 1 ? this.#added : this.#takenAway)[row] ?? 0;
    this.#step += 1;
    // A linear congruential generator: the same on every machine.
    this.#chance = (Math.imul(this.#chance, 1_103_515_245) + 12_345) >>> 0;
    this.#rests[row] = this.#step + rests.least + ((this.#chance >>> 8) % rests.more);
    const { starts, columns, values } = this.#unknowns.rows;
    const [from, to] = [starts[row] ?? 0, starts[row + 1] ?? 0];
    for (let e = from; e < to; e += 1) {
      const column = columns[e] ?? -1;
      this.#put(column, (this.#times[column] ?? 0) + way * (values[e] ?? 0));
    }
    this.#price(columns.subarray(from, to));
    return more;
  }

  /** Puts an unknown into the sum so many times, and keeps the list of near rows right. */
  #put(unknown: number, times: number): void {
    const more = Number(times !== 0) - Number(this.#times[unknown] !== 0);
    this.#times[unknown] = times;
    if (more === 0) return;
    const { starts, columns } = this.#unknowns.rowsAt;
    for (let e = starts[unknown] ?? 0; e < (starts[unknown + 1] ?? 0); e += 1) {
      const row = columns[e] ?? -1;
      const held = (this.#held[row] ?? 0) + more;
      this.#held[row] = held;
      if (more === 1 && held === 1) this.#nearAt[row] = this.#near.push(row) - 1;
      if (held > 0) continue;
      const [last, at] = [this.#near.pop() ?? -1, this.#nearAt[row] ?? -1];
      if (last === row) continue;
      this.#near[at] = last;
      this.#nearAt[last] = at;
    }
  }

  #forget(): void {
    const { starts, columns } = this.#unknowns.rows;
    for (let row = this.#near[0]; row !== undefined; row = this.#near[0])
      for (const unknown of columns.subarray(starts[row], starts[row + 1])) this.#put(unknown, 0);
  }

  /** Works out anew what rows leave that hold unknowns whose number in the sum changed. */
  #price(changed: Iterable<number>): void {
    const { starts, columns } = this.#unknowns.rowsAt;
    for (const unknown of changed)
      for (let e = starts[unknown] ?? 0; e < (starts[unknown + 1] ?? 0); e += 1) {
        const row = columns[e] ?? -1;
        if (this.#asOf[row] === this.#step) continue;
        this.#asOf[row] = this.#step;
        this.#added[row] = this.#more(row, 1);
        this.#takenAway[row] = this.#more(row, -1);
      }
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
