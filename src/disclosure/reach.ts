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

class Climb {
  reached = 0;
  readonly #space: Space;
  readonly #lines: Float64Array;
  readonly slack: Float64Array;
  readonly #target: number;
  readonly #direction: number;
  readonly #way: number;
  /** 1 for columns that are a sum at its floor, and so can only rise; 0 for directions free both ways. */
  readonly #floored: Uint8Array;
  #idle = 0;

  constructor(space: Space, slack: Float64Array, target: number, direction: number, way: number) {
    this.#space = space;
    this.#lines = space.lines.slice();
    this.slack = slack.slice();
    this.#way = way;
    this.#target = target;
    this.#direction = direction;
    this.#floored = new Uint8Array(space.width);
  }

  step(by: number): Step {
    const { width } = this.#space;
    const [lines, slack] = [this.#lines, this.slack];
    const column = this.#choose();
    if (column < 0) return 'top';
    const rate = (lines[this.#target * width + column] ?? 0) * this.#direction;
    const sign = rate > 0 ? 1 : -1;
    let length = (by - this.reached) / Math.abs(rate);
    let [at, steepest] = [-1, 0];
    for (let line = 0; line < slack.length; line += 1) {
      const fall = -(lines[line * width + column] ?? 0) * sign;
      if (fall <= tiny || line === this.#target) continue;
      const room = (slack[line] ?? 0) / fall;
      if (room > length + tiny || (room > length - tiny && fall <= steepest)) continue;
      if (room > length - tiny && at >= 0 && this.#idle > patience) continue;
      length = Math.min(length, room);
      [at, steepest] = [line, fall];
    }
    for (let line = 0; line < slack.length; line += 1) {
      const change = lines[line * width + column] ?? 0;
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
    const from = this.#target * width;
    let [best, most] = [-1, tiny];
    for (let column = 0; column < width; column += 1) {
      const rate = (this.#lines[from + column] ?? 0) * this.#direction;
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
    const lines = this.#lines;
    const before = lines.slice(at * width, (at + 1) * width);
    const by = before[column] ?? 1;
    const others: number[] = [];
    before.forEach((value, c) => {
      if (value !== 0 && c !== column) others.push(c);
    });
    for (let start = 0; start < lines.length; start += width) {
      const value = lines[start + column] ?? 0;
      if (value === 0) continue;
      const factor = value / by;
      lines[start + column] = factor;
      for (const c of others) {
        const rest = (lines[start + c] ?? 0) - factor * (before[c] ?? 0);
        lines[start + c] = Math.abs(rest) < tiny ? 0 : rest;
      }
    }
    this.slack[at] = 0;
    this.#floored[column] = 1;
  }
}
