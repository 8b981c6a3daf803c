/**
 * A walk from table to table until an unknown is as far as wished: the witness that no solver has to be asked for.
 * Every step is a move that keeps all rows, so that only boxes can be broken; the move is taken that breaks them least.
 * What stays broken weighs more with time, and a move just taken rests a while, so that the walk does not turn in a
 * circle (tabu search after Glover 1989; weights as in Luteberget & Sartor 2023, Feasibility Jump).
 */
import type { Kernel } from './kernel.ts';
import type { Movement } from './relaxation.ts';
import type { Box } from './unknowns.ts';

export class Walk {
  readonly #kernel: Kernel;
  readonly #box: Box;
  /** By place: how far it may be from the known table, how far it is, and what breaking its box by one weighs. */
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  readonly #at: Float64Array;
  readonly #weight: Float64Array;
  /** Places whose box is broken, and where each stands among them (−1: nowhere). */
  readonly #broken: number[] = [];
  readonly #brokenAt: Int32Array;
  /** The step before which a move is not taken again. */
  readonly #rests: Int32Array;
  #chance = 1;

  /** @param box how far unknowns may be from the known table */
  constructor(kernel: Kernel, box: Box) {
    this.#kernel = kernel;
    this.#box = box;
    this.#lower = new Float64Array(kernel.places);
    this.#upper = new Float64Array(kernel.places);
    this.#at = new Float64Array(kernel.places);
    this.#weight = new Float64Array(kernel.places);
    this.#brokenAt = new Int32Array(kernel.places).fill(-1);
    this.#rests = new Int32Array(kernel.moves.starts.length - 1);
    for (const unknown of kernel.members) this.refresh(unknown);
  }

  /** Takes over the box of an unknown. */
  refresh(unknown: number): void {
    const place = this.#kernel.place.get(unknown);
    if (place === undefined) return;
    this.#lower[place] = this.#box.lower[unknown] ?? 0;
    this.#upper[place] = this.#box.upper[unknown] ?? 0;
  }

  /**
   * A table in which an unknown is as far as wished, or further.
   * @param from the whole movement from which to walk, which keeps all rows; none for the known table
   * @param steps after which to give up: a count, so that runs agree
   */
  toward(
    unknown: number,
    direction: 1 | -1,
    wish: number,
    from: Movement | undefined,
    steps: number,
  ): Movement | undefined {
    const place = this.#kernel.place.get(unknown) ?? -1;
    const side = direction === 1 ? this.#lower : this.#upper;
    const before = side[place] ?? 0;
    side[place] = direction * wish;
    const table = this.mended(from, steps);
    side[place] = before;
    return table;
  }

  /** A table near a whole movement that keeps all rows but not all boxes. */
  mended(from: Movement | undefined, steps: number): Movement | undefined {
    this.#stand(from);
    for (let at = 0; at < this.#kernel.places; at += 1) this.#note(at);
    for (let step = 0; step < steps && this.#broken.length > 0; step += 1) this.#step(step);
    if (this.#broken.length > 0) return undefined;
    const moved = this.#kernel.members.flatMap((each, at) => ((this.#at[at] ?? 0) === 0 ? [] : [each]));
    return { unknowns: moved, by: moved.map((each) => this.#at[this.#kernel.place.get(each) ?? -1] ?? 0) };
  }

  #stand(from: Movement | undefined): void {
    this.#at.fill(0);
    const { members, place, places, equations } = this.#kernel;
    for (let i = 0; i < (from?.unknowns.length ?? 0); i += 1) {
      const own = place.get(from?.unknowns[i] ?? -1);
      if (own !== undefined) this.#at[own] = from?.by[i] ?? 0;
    }
    for (let at = members.length; at < places; at += 1) {
      const { unknowns, by } = equations.get(at) ?? { unknowns: [], by: [] };
      this.#at[at] = unknowns.reduce(
        (sum, unknown, i) => sum + (by[i] ?? 0) * (this.#at[place.get(unknown) ?? -1] ?? 0),
        0,
      );
    }
    this.#weight.fill(1);
    this.#rests.fill(0);
    this.#broken.length = 0;
    this.#brokenAt.fill(-1);
  }

  /** One move, of those that mend a broken box. */
  #step(step: number): void {
    const [a, b] = [this.#any(), this.#any()];
    const place = this.#burden(a) >= this.#burden(b) ? a : b;
    const need = (this.#at[place] ?? 0) < (this.#lower[place] ?? 0) ? 1 : -1;
    const { starts, columns, values } = this.#kernel.movesAt;
    let [best, way, most] = [-1, 1, -Infinity];
    for (let e = starts[place] ?? 0; e < (starts[place + 1] ?? 0); e += 1) {
      const move = columns[e] ?? -1;
      if ((this.#rests[move] ?? 0) > step) continue;
      const towards = (values[e] ?? 0) * need > 0 ? 1 : -1;
      const gain = this.#gain(move, towards);
      if (gain > most) [best, way, most] = [move, towards, gain];
    }
    if (best < 0) return;
    if (most <= 0) for (const each of this.#broken) this.#weight[each] = (this.#weight[each] ?? 0) + 1;
    // Different rests, so that moves do not come back in the same order.
    this.#rests[best] = step + 3 + (best % 5);
    this.#take(best, way * (most > 0 ? this.#times(best, way) : 1));
  }

  /** What a move mends of the boxes, less what it breaks. */
  #gain(move: number, way: number): number {
    const { starts, columns, values } = this.#kernel.moves;
    let gain = 0;
    for (let e = starts[move] ?? 0, end = starts[move + 1] ?? 0; e < end; e += 1) {
      const place = columns[e] ?? -1;
      const from = this.#at[place] ?? 0;
      const to = from + way * (values[e] ?? 0);
      const [lower, upper] = [this.#lower[place] ?? 0, this.#upper[place] ?? 0];
      const before = from < lower ? lower - from : from > upper ? from - upper : 0;
      const after = to < lower ? lower - to : to > upper ? to - upper : 0;
      if (before !== after) gain += (this.#weight[place] ?? 0) * (before - after);
    }
    return gain;
  }

  /** How often a move can be taken at the same gain: until the first box is mended, or just not broken. */
  #times(move: number, way: number): number {
    const { starts, columns, values } = this.#kernel.moves;
    let times = Infinity;
    for (let e = starts[move] ?? 0, end = starts[move + 1] ?? 0; e < end; e += 1) {
      const place = columns[e] ?? -1;
      const by = way * (values[e] ?? 0);
      const direction = by > 0 ? 1 : -1;
      const from = direction * (this.#at[place] ?? 0);
      const [lower, upper] = [this.#lower[place] ?? 0, this.#upper[place] ?? 0];
      const [low, high] = direction === 1 ? [lower, upper] : [-upper, -lower];
      const room = from < low ? low - from : from < high ? high - from : Infinity;
      times = Math.min(times, Math.floor(room / Math.abs(by)));
    }
    return times === Infinity ? 1 : Math.max(1, times);
  }

  #take(move: number, times: number): void {
    const { starts, columns, values } = this.#kernel.moves;
    for (let e = starts[move] ?? 0, end = starts[move + 1] ?? 0; e < end; e += 1) {
      const place = columns[e] ?? -1;
      this.#at[place] = (this.#at[place] ?? 0) + times * (values[e] ?? 0);
      this.#note(place);
    }
  }

  /** Keeps the list of broken boxes right for a place. */
  #note(place: number): void {
    const at = this.#at[place] ?? 0;
    const breaks = at < (this.#lower[place] ?? 0) || at > (this.#upper[place] ?? 0);
    const where = this.#brokenAt[place] ?? -1;
    if (breaks === where >= 0) return;
    if (breaks) {
      this.#brokenAt[place] = this.#broken.length;
      this.#broken.push(place);
      return;
    }
    const last = this.#broken.pop() ?? -1;
    this.#brokenAt[place] = -1;
    if (last === place) return;
    this.#broken[where] = last;
    this.#brokenAt[last] = where;
  }

  /** By how much a box is broken, by its weight. */
  #burden(place: number): number {
    const at = this.#at[place] ?? 0;
    const by = Math.max((this.#lower[place] ?? 0) - at, at - (this.#upper[place] ?? 0));
    return by * (this.#weight[place] ?? 0);
  }

  /** Any broken place, by a linear congruential generator: the same on every machine. */
  #any(): number {
    this.#chance = (Math.imul(this.#chance, 1_103_515_245) + 12_345) >>> 0;
    return this.#broken[(this.#chance >>> 8) % this.#broken.length] ?? -1;
  }
}

/**
 * Whether to walk before a bound is known: where few walks arrive, bounds come with a table. It is tried now and then,
 * and only the last hundred or so count, because the first unknowns of a component can be harder than the others.
 */
export class FirstWalks {
  #tried = 0;
  #arrived = 0;
  #skipped = 0;

  get worth(): boolean {
    if (this.#tried < 60 || 4 * this.#arrived >= this.#tried) return true;
    this.#skipped = (this.#skipped + 1) % 8;
    return this.#skipped === 0;
  }

  note(arrived: boolean): void {
    this.#tried = 0.99 * this.#tried + 1;
    this.#arrived = 0.99 * this.#arrived + Number(arrived);
  }
}
