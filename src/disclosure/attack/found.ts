/**
 * What has been found: whole tables, how far they take each unknown, and the moves that led to them. A move is whole
 * and keeps every row, so that it leads from any whole table to another as long as the reader allows the cells. Moves
 * found for one unknown are tried for all others before anything is solved.
 */
import { type Movement, tolerance } from './relaxation.ts';
import { gcd, type Unknowns } from './unknowns.ts';

export type Direction = 1 | -1;
export const directions: readonly Direction[] = [-1, 1];

/** Moves of one unknown that are tried, the latest first: the rest is no longer worth its time. */
const mostMoves = 300;

/** A movement of fractions is taken so many times, to be whole. */
const multiples = [1, 2, 3, 4, 6];

export class Found {
  readonly #unknowns: Unknowns;
  readonly #seen: { readonly [D in Direction]: Float64Array };
  readonly #tables: { readonly [D in Direction]: (Movement | undefined)[] } = { [-1]: [], 1: [] };
  readonly #moves: Movement[][];
  /** The table that is stood on, as differences from the known one. */
  readonly at: Float64Array;
  readonly #away = new Set<number>();
  /** Unknowns that stand elsewhere since this was last emptied. */
  readonly shifted = new Set<number>();

  constructor(unknowns: Unknowns) {
    this.#unknowns = unknowns;
    this.at = new Float64Array(unknowns.count);
    this.#seen = { [-1]: new Float64Array(unknowns.count), 1: new Float64Array(unknowns.count) };
    this.#moves = Array.from({ length: unknowns.count }, () => []);
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
    unknowns.forEach((unknown, i) => this.#sees(unknown, (by[i] ?? 0) > 0 ? 1 : -1, Infinity, undefined));
  }

  /** Stands on a table; on the known one where none is given. */
  stand(table: Movement | undefined): void {
    for (const unknown of this.#away) this.#put(unknown, 0);
    table?.unknowns.forEach((unknown, i) => this.#put(unknown, table.by[i] ?? 0));
  }

  /** Rows that a movement does not keep. */
  broken({ unknowns, by }: Movement): number[] {
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
   * Learns a movement if it, or a multiple of it, is whole and keeps every row, and takes it as often as it goes.
   * @returns whether it went at all
   */
  learn(movement: Movement): boolean {
    const move = this.#whole(movement);
    if (!move) return false;
    for (const unknown of move.unknowns) this.#moves[unknown]?.push(move);
    const went = this.#take(move, 1) > 0;
    // From the known table as well, both ways: what it shows of other unknowns costs nothing.
    for (const way of directions) {
      const times = way * this.#times(move, way, undefined);
      if (times !== 0) this.#see(move, times);
    }
    return went;
  }

  /** Moves an unknown on by the moves that are known, until it has moved as far as is asked or none takes it further. */
  climb(unknown: number, direction: Direction, target: number): void {
    const moves = this.#moves[unknown] ?? [];
    for (let m = moves.length - 1; m >= Math.max(0, moves.length - mostMoves); m -= 1) {
      if (this.seen(unknown, direction) >= target) return;
      const move = moves[m];
      if (!move) continue;
      const by = move.by[move.unknowns.indexOf(unknown)] ?? 0;
      this.#take(move, by * direction > 0 ? 1 : -1);
    }
  }

  #put(unknown: number, by: number): void {
    this.at[unknown] = by;
    this.shifted.add(unknown);
    if (by === 0) this.#away.delete(unknown);
    else this.#away.add(unknown);
  }

  /** A movement in whole numbers without a common divisor; none where it is not of fractions that are known. */
  #whole({ unknowns, by }: Movement): Movement | undefined {
    for (const multiple of multiples) {
      const whole = by.map((each) => Math.round(each * multiple));
      if (by.some((each, i) => Math.abs(each * multiple - (whole[i] ?? 0)) > 1e-4)) continue;
      const step = whole.reduce(gcd, 0);
      if (step === 0) return undefined;
      const move = { unknowns, by: whole.map((each) => each / step) };
      return this.broken(move).length > 0 ? undefined : move;
    }
    return undefined;
  }

  /** How often a move can be taken one way: from the table stood on, or from the known one. */
  #times({ unknowns, by }: Movement, way: Direction, at: Float64Array | undefined): number {
    const { lower, upper } = this.#unknowns.allowed;
    let times = Infinity;
    for (let i = 0; i < unknowns.length && times > 0; i += 1) {
      const [unknown, each] = [unknowns[i] ?? -1, way * (by[i] ?? 0)];
      const from = at?.[unknown] ?? 0;
      const room = each > 0 ? (upper[unknown] ?? 0) - from : from - (lower[unknown] ?? 0);
      times = Math.min(times, Math.floor(room / Math.abs(each)));
    }
    return times;
  }

  /** Takes a move as often as it goes, and notes what the new table reaches. */
  #take(move: Movement, way: Direction): number {
    const times = this.#times(move, way, this.at);
    if (times === 0) return 0;
    if (times === Infinity) {
      this.endless({ unknowns: move.unknowns, by: move.by.map((each) => way * each) });
      return times;
    }
    move.unknowns.forEach((unknown, i) =>
      this.#put(unknown, (this.at[unknown] ?? 0) + way * times * (move.by[i] ?? 0)),
    );
    const unknowns = [...this.#away];
    this.#see({ unknowns, by: unknowns.map((unknown) => this.at[unknown] ?? 0) }, 1);
    return times;
  }

  /** Notes what a table reaches: so many times a movement away from the known one. */
  #see({ unknowns, by }: Movement, times: number): void {
    if (!Number.isFinite(times)) {
      this.endless({ unknowns, by: by.map((each) => Math.sign(times) * each) });
      return;
    }
    let table: Movement | undefined;
    unknowns.forEach((unknown, i) => {
      const reached = times * (by[i] ?? 0);
      const direction = reached > 0 ? 1 : -1;
      if (Math.abs(reached) <= this.seen(unknown, direction)) return;
      table ??= { unknowns, by: by.map((each) => times * each) };
      this.#sees(unknown, direction, Math.abs(reached), table);
    });
  }

  #sees(unknown: number, direction: Direction, reached: number, table: Movement | undefined): void {
    this.#seen[direction][unknown] = reached;
    this.#tables[direction][unknown] = table;
  }
}
