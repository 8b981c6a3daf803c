/**
 * What has been found: whole tables, and how far they take each unknown. What one table shows of other unknowns costs
 * nothing, so every table found is noted for all of them.
 */
import { type Movement, tolerance } from './relaxation.ts';
import { gcd, type Unknowns } from './unknowns.ts';

export type Direction = 1 | -1;
export const directions: readonly Direction[] = [-1, 1];

export class Found {
  readonly #unknowns: Unknowns;
  readonly #seen: { readonly [D in Direction]: Float64Array };
  readonly #tables: { readonly [D in Direction]: (Movement | undefined)[] } = { [-1]: [], 1: [] };

  /** By row, while a movement is looked at: what it changes. */
  readonly #sums: Float64Array;

  constructor(unknowns: Unknowns) {
    this.#unknowns = unknowns;
    this.#sums = new Float64Array(unknowns.rows.starts.length - 1);
    this.#seen = { [-1]: new Float64Array(unknowns.count), 1: new Float64Array(unknowns.count) };
  }

  /** How far some whole table moves an unknown; Infinity where tables go on for ever. */
  seen(unknown: number, direction: Direction): number {
    return this.#seen[direction][unknown] ?? 0;
  }

  /** A table that goes as far; none where the known table itself does, or where there is no end. */
  table(unknown: number, direction: Direction): Movement | undefined {
    return this.#tables[direction][unknown];
  }

  /** Notes that tables move these unknowns for ever in the direction of the movement. */
  endless({ unknowns, by }: Movement): void {
    for (let i = 0; i < unknowns.length; i += 1)
      this.#sees(unknowns[i] ?? -1, (by[i] ?? 0) > 0 ? 1 : -1, Infinity, undefined);
  }

  /** Rows that a movement does not keep. Asked for every table that is found, so that its loops are written out. */
  broken({ unknowns, by }: Movement): number[] {
    const { starts, columns, values } = this.#unknowns.rowsAt;
    const sums = this.#sums;
    for (let i = 0; i < unknowns.length; i += 1) {
      const unknown = unknowns[i] ?? -1;
      for (let e = starts[unknown] ?? 0, end = starts[unknown + 1] ?? 0; e < end; e += 1) {
        const row = columns[e] ?? -1;
        sums[row] = (sums[row] ?? 0) + (values[e] ?? 0) * (by[i] ?? 0);
      }
    }
    const rows: number[] = [];
    for (let i = 0; i < unknowns.length; i += 1) {
      const unknown = unknowns[i] ?? -1;
      for (let e = starts[unknown] ?? 0, end = starts[unknown + 1] ?? 0; e < end; e += 1) {
        const row = columns[e] ?? -1;
        if (Math.abs(sums[row] ?? 0) > tolerance) rows.push(row);
        sums[row] = 0;
      }
    }
    return rows;
  }

  /**
   * Learns a movement from the known table if it is whole and keeps every row: takes it as often as it goes, both ways.
   * Whatever proposed it, only tables that add up and that the reader allows are noted.
   */
  learn(movement: Movement): void {
    const move = this.#whole(movement);
    if (!move) return;
    for (const way of directions) {
      const times = way * this.#times(move, way);
      if (times !== 0) this.#see(move, times);
    }
  }

  /** A movement in whole numbers without a common divisor; none where it is not whole. */
  #whole({ unknowns, by }: Movement): Movement | undefined {
    const whole = new Float64Array(by.length);
    let step = 0;
    for (let i = 0; i < by.length; i += 1) {
      const each = by[i] ?? 0;
      whole[i] = Math.round(each);
      if (Math.abs(each - (whole[i] ?? 0)) > 1e-4) return undefined;
      if (step !== 1) step = gcd(step, whole[i] ?? 0);
    }
    if (step === 0) return undefined;
    const move = { unknowns, by: step === 1 ? whole : whole.map((each) => each / step) };
    return this.broken(move).length > 0 ? undefined : move;
  }

  /** How often a move can be taken one way from the known table. */
  #times({ unknowns, by }: Movement, way: Direction): number {
    const { lower, upper } = this.#unknowns.allowed;
    let times = Infinity;
    for (let i = 0; i < unknowns.length && times > 0; i += 1) {
      const [unknown, each] = [unknowns[i] ?? -1, way * (by[i] ?? 0)];
      const room = each > 0 ? (upper[unknown] ?? 0) : 0 - (lower[unknown] ?? 0);
      times = Math.min(times, Math.floor(room / Math.abs(each)));
    }
    return times;
  }

  /** Notes what a table reaches: so many times a movement away from the known one. */
  #see(move: Movement, times: number): void {
    const { unknowns, by } = move;
    if (!Number.isFinite(times)) {
      this.endless({ unknowns, by: Float64Array.from(by, (each) => Math.sign(times) * each) });
      return;
    }
    let table: Movement | undefined;
    for (let i = 0; i < unknowns.length; i += 1) {
      const unknown = unknowns[i] ?? -1;
      const reached = times * (by[i] ?? 0);
      const direction = reached > 0 ? 1 : -1;
      if (Math.abs(reached) <= this.seen(unknown, direction)) continue;
      table ??= small(move, times);
      this.#sees(unknown, direction, Math.abs(reached), table);
    }
  }

  #sees(unknown: number, direction: Direction, reached: number, table: Movement | undefined): void {
    this.#seen[direction][unknown] = reached;
    this.#tables[direction][unknown] = table;
  }
}

/** So many times a movement, in as few bytes as its numbers need: thousands are kept. */
function small({ unknowns, by }: Movement, times: number): Movement {
  const numbers = Float64Array.from(by, (each) => times * each);
  const most = numbers.reduce((max, each) => Math.max(max, Math.abs(each)), 0);
  const Numbers =
    most < 2 ** 7 ? Int8Array : most < 2 ** 15 ? Int16Array : most < 2 ** 31 ? Int32Array : Float64Array;
  return { unknowns: Int32Array.from(unknowns), by: new Numbers(numbers) };
}
