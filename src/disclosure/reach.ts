/**
 * How far a row can move among hidden leaves. The true table is itself a solution, so a primal simplex method
 * (Dantzig; bounds as in Chvátal 1983, chapter 8) starts there, in the few directions that shown sums leave open, and
 * ends as soon as the row has moved far enough: mostly after a handful of steps, where a general solver would first
 * have to find its way in. Its doubles are only a guide: a table counts when whole numbers add up.
 */
import { spread } from './ground.ts';
import type { Space } from './space.ts';

/** That a row rises (1) or falls (−1) by a whole number. */
export interface Wish {
  readonly row: number;
  readonly direction: 1 | -1;
  readonly by: number;
}

const tiny = 1e-9;

/** Steps before the search is given up. A count, so that runs agree. */
const mostSteps = 300;

/** Steps on the spot after which the first way is taken in place of the steepest, lest they go in a circle (Bland 1977). */
const patience = 12;

/**
 * By how much each leaf changes in a table that goes as far towards the wish as whole numbers were found to go. Corners
 * of such programs are mostly whole; where one is not, the climb starts again from the last that was, by another way.
 */
export function farthestIn(space: Space, { row, direction, by }: Wish): Float64Array | undefined {
  const target = space.lineOfRow.get(row);
  if (target === undefined || space.width === 0) return undefined;
  let slack: Float64Array = space.slack;
  let reached = 0;
  for (let way = 0; way < ways && reached < by; way += 1) {
    const climb = new Climb(space, slack, target, direction, way);
    const before = reached;
    let state: Step = 'aside';
    for (let step = 0; step < mostSteps && state !== 'top' && climb.reached < by - before - tiny; step += 1) {
      state = climb.step(by - before);
      if (state === 'on' && before + climb.reached >= reached + 1 - tiny && climb.isWhole()) {
        reached = before + Math.round(climb.reached);
        slack = climb.slack.map((value) => Math.round(value));
      }
    }
    // Nothing is fractional on the way to this top, and there is no higher one.
    if (state === 'top' && climb.reached < reached - before + 1 - 1e-6) break;
  }
  if (reached === 0) return undefined;
  return Float64Array.from(space.lineOfLeaf, (line) =>
    line < 0 ? 0 : (slack[line] ?? 0) - (space.slack[line] ?? 0),
  );
}

/** How often a climb starts again where corners are not whole. */
const ways = 8;

type Step =
  /** The row moved. */
  | 'on'
  /** The way was changed on the spot. */
  | 'aside'
  /** There is no way on. */
  | 'top';

/** What a climb works on, kept from one to the next because there are tens of thousands, one after the other. */
let scratch = { moves: new Float64Array(0), factors: new Float64Array(0), touched: new Int32Array(0) };

function scratchFor(moves: Float64Array, count: number): typeof scratch {
  if (scratch.moves.length < moves.length)
    scratch = { ...scratch, moves: new Float64Array(Math.ceil(1.5 * moves.length)) };
  if (scratch.touched.length < count)
    scratch = { ...scratch, factors: new Float64Array(2 * count), touched: new Int32Array(2 * count) };
  scratch.moves.set(moves);
  return scratch;
}

class Climb {
  reached = 0;
  readonly #space: Space;
  /** Column by column how far each line moves with it. */
  readonly #moves: Float64Array;
  readonly #factors: Float64Array;
  readonly #touched: Int32Array;
  readonly slack: Float64Array;
  readonly #target: number;
  readonly #direction: number;
  readonly #way: number;
  /** 1 for columns that are a sum at its floor, and so can only rise; 0 for directions free both ways. */
  readonly #floored: Uint8Array;
  #idle = 0;

  constructor(space: Space, slack: Float64Array, target: number, direction: number, way: number) {
    this.#space = space;
    const { moves, factors, touched } = scratchFor(space.moves, slack.length);
    this.#moves = moves;
    this.#factors = factors;
    this.#touched = touched;
    this.slack = slack.slice();
    this.#way = way;
    this.#target = target;
    this.#direction = direction;
    this.#floored = new Uint8Array(space.width);
  }

  step(by: number): Step {
    const { slack } = this;
    const moves = this.#moves;
    const column = this.#choose();
    if (column < 0) return 'top';
    const own = column * slack.length;
    const rate = (moves[own + this.#target] ?? 0) * this.#direction;
    const sign = rate > 0 ? 1 : -1;
    let length = (by - this.reached) / Math.abs(rate);
    let [at, steepest] = [-1, 0];
    for (let line = 0; line < slack.length; line += 1) {
      const fall = -(moves[own + line] ?? 0) * sign;
      if (fall <= tiny || line === this.#target) continue;
      const room = (slack[line] ?? 0) / fall;
      if (room > length + tiny || (room > length - tiny && fall <= steepest)) continue;
      if (room > length - tiny && at >= 0 && this.#idle > patience) continue;
      length = Math.min(length, room);
      [at, steepest] = [line, fall];
    }
    for (let line = 0; line < slack.length; line += 1) {
      const change = moves[own + line] ?? 0;
      if (change !== 0) slack[line] = Math.max(0, (slack[line] ?? 0) + change * sign * length);
    }
    this.reached += Math.abs(rate) * length;
    if (at >= 0) this.#pivot(at, column);
    this.#idle = length > tiny ? 0 : this.#idle + 1;
    return length > tiny ? 'on' : 'aside';
  }

  isWhole(): boolean {
    return this.slack.every((value) => value === Infinity || Math.abs(value - Math.round(value)) < 1e-6);
  }

  /** The column along which the target moves most for each unit; after much idling the first along which it moves. */
  #choose(): number {
    const { width } = this.#space;
    const count = this.slack.length;
    let [best, most] = [-1, tiny];
    for (let column = 0; column < width; column += 1) {
      const rate = (this.#moves[column * count + this.#target] ?? 0) * this.#direction;
      const rise = this.#floored[column] === 1 ? rate : Math.abs(rate);
      const gain = this.#way === 0 ? rise : rise * (1 + spread(column, this.#way) / 2);
      if (gain <= most) continue;
      [best, most] = [column, gain];
      if (this.#idle > patience) break;
    }
    return best;
  }

  /** The sum of this line, now at its floor, becomes the column; all lines are told by it. */
  #pivot(at: number, column: number): void {
    const { width } = this.#space;
    const count = this.slack.length;
    const [moves, factors, touched] = [this.#moves, this.#factors, this.#touched];
    const own = column * count;
    const by = moves[own + at] ?? 1;
    let size = 0;
    for (let line = 0; line < count; line += 1) {
      const value = moves[own + line] ?? 0;
      if (value === 0) continue;
      touched[size] = line;
      factors[size] = moves[own + line] = value / by;
      size += 1;
    }
    for (let c = 0, start = 0; c < width; c += 1, start += count) {
      const before = moves[start + at] ?? 0;
      if (before === 0 || c === column) continue;
      for (let i = 0; i < size; i += 1) {
        const line = start + (touched[i] ?? 0);
        const rest = (moves[line] ?? 0) - (factors[i] ?? 0) * before;
        moves[line] = Math.abs(rest) < tiny ? 0 : rest;
      }
    }
    this.slack[at] = 0;
    this.#floored[column] = 1;
  }
}
