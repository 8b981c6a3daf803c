/**
 * The whole tables found so far that a reader cannot tell from the true one, as moves away from it. Each is a witness
 * of doubt for every sensitive row that it moves; and sums of them are such tables too, as far as no row falls below
 * what the reader knows: often the next row needs no program at all.
 */
import type { Ground } from './ground.ts';
import type { Deviation } from './model.ts';
import type { Wish } from './reach.ts';
import type { Move } from './whole.ts';

interface Kept extends Move {
  alive: boolean;
}

/** A move as one row sees it. */
interface Entry {
  readonly move: Kept;
  readonly by: number;
}

/** The moves in which a sensitive row is lowest and highest; undefined stands for the true table. */
interface Extremes {
  readonly fall: number;
  readonly rise: number;
  readonly low: Kept | undefined;
  readonly high: Kept | undefined;
}

/** A row shown again for a trial: what that cost, and how to take it back. */
export interface Trial {
  readonly dead: readonly Kept[];
  readonly fresh: readonly Kept[];
  /** The sensitive rows that lost an extreme. */
  readonly lost: readonly number[];
  /** The extremes before, of all rows where they changed since. */
  readonly before: ReadonlyMap<number, Extremes>;
}

/** Moves looked at when sums are put together, the latest ones; and how often each may be added. */
const mostPieces = 40;
const passes = 3;

export class Witnesses {
  readonly #ground: Ground;
  readonly #down: Float64Array;
  /** By row; of sensitive rows only. */
  readonly #extremes: (Extremes | undefined)[];
  readonly #movesOf = new Map<number, Entry[]>();
  /** Since the last trial began: the tables found, and the extremes that rows had before. */
  #fresh: Kept[] = [];
  #before = new Map<number, Extremes>();

  /** @param down how far each row can fall in the eyes of the reader */
  constructor(ground: Ground, down: Float64Array) {
    this.#ground = ground;
    this.#down = down;
    this.#extremes = Array.from(ground.hidden, (_, row) => (ground.needs.has(row) ? unmoved : undefined));
  }

  /** How far the known tables move a sensitive row. */
  of(row: number): Extremes {
    return this.#extremes[row] ?? unmoved;
  }

  keep(move: Move): void {
    const kept: Kept = { ...move, alive: true };
    this.#fresh.push(kept);
    kept.rows.forEach((row, i) => {
      const entry = { move: kept, by: kept.by[i] ?? 0 };
      const entries = this.#movesOf.get(row);
      if (entries) entries.push(entry);
      else this.#movesOf.set(row, [entry]);
      this.#stretch(row, entry);
    });
  }

  /** A sum of known tables in which a row comes closer to the wish than in any of them. */
  together({ row, direction, by }: Wish): Move | undefined {
    const { low, high, fall, rise } = this.of(row);
    const known = direction === 1 ? rise : fall;
    let [best, reached]: [Move, number] = [(direction === 1 ? high : low) ?? trueTable, known];
    const pieces = this.#pieces(row);
    for (let pass = 0; pass < passes && reached < by; pass += 1) {
      const before = reached;
      for (const piece of pieces) {
        const sum = this.#sum(best, piece.move, Math.sign(piece.by) * direction);
        if (!sum) continue;
        [best, reached] = [sum, reached + Math.abs(piece.by)];
        if (reached >= by) break;
      }
      if (reached === before) break;
    }
    return reached > known ? best : undefined;
  }

  /** For each row, how many proofs would have to be found anew if it were shown. */
  users(): Float64Array {
    const users = new Float64Array(this.#ground.hidden.length);
    for (const extremes of this.#extremes)
      for (const move of [extremes?.low, extremes?.high])
        for (const row of move?.rows ?? []) users[row] = (users[row] ?? 0) + 1;
    return users;
  }

  /** Starts a trial: all tables that move this row are put aside. */
  without(row: number): Trial {
    const dead = (this.#movesOf.get(row) ?? []).flatMap(({ move }) => (move.alive ? [move] : []));
    for (const move of dead) move.alive = false;
    this.#fresh = [];
    const lost = (this.#before = new Map());
    for (const move of dead)
      for (const each of move.rows) {
        const extremes = this.#extremes[each];
        if (!extremes || (extremes.low?.alive !== false && extremes.high?.alive !== false)) continue;
        lost.set(each, extremes);
        this.#extremes[each] = unmoved;
        for (const entry of this.#movesOf.get(each) ?? []) if (entry.move.alive) this.#stretch(each, entry);
      }
    return { dead, fresh: this.#fresh, lost: [...lost.keys()], before: lost };
  }

  /** Ends a trial that failed; rows it hid are shown again by now. What it found without these is kept. */
  takeBack({ dead, fresh, before }: Trial): void {
    const { hidden } = this.#ground;
    for (const move of dead) move.alive = true;
    for (const move of fresh) move.alive = move.rows.every((row) => hidden[row] === 1);
    for (const [row, extremes] of before) this.#extremes[row] = extremes;
    this.#before = new Map();
    for (const move of fresh)
      if (move.alive)
        for (let i = 0; i < move.rows.length; i += 1)
          this.#stretch(move.rows[i] ?? -1, { move, by: move.by[i] ?? 0 });
    this.#forget(fresh);
  }

  /** Ends a trial that went well; memory of the tables put aside is given back. */
  settle({ dead }: Trial): void {
    this.#forget(dead);
  }

  /** For each sensitive row the two tables that leave the reader in doubt about it. */
  proofs(): { readonly row: number; readonly low: Deviation; readonly high: Deviation }[] {
    const known = new Map<Kept | undefined, Deviation>();
    const deviation = (move: Kept | undefined): Deviation => {
      let found = known.get(move);
      if (!found) known.set(move, (found = this.#inCells(move)));
      return found;
    };
    return this.#extremes.flatMap((extremes, row) =>
      extremes ? [{ row, low: deviation(extremes.low), high: deviation(extremes.high) }] : [],
    );
  }

  #inCells(move: Kept | undefined): Deviation {
    const cells: number[] = [];
    const by: number[] = [];
    move?.rows.forEach((row, i) => {
      for (const cell of this.#ground.cellsOf[row] ?? []) {
        cells.push(cell);
        by.push(move.by[i] ?? 0);
      }
    });
    return { cells: Int32Array.from(cells), by: Float64Array.from(by) };
  }

  /** The latest tables that move a row, the shorter first. */
  #pieces(row: number): readonly Entry[] {
    const entries = this.#movesOf.get(row) ?? [];
    const pieces: Entry[] = [];
    for (let at = entries.length - 1; at >= 0 && pieces.length < mostPieces; at -= 1) {
      const entry = entries[at];
      if (entry?.move.alive) pieces.push(entry);
    }
    return pieces.sort((a, b) => a.move.rows.length - b.move.rows.length);
  }

  /** One table and so many times another, unless a row would fall too low. */
  #sum(one: Move, other: Move, times: number): Move | undefined {
    const rows = new Int32Array(one.rows.length + other.rows.length);
    const by = new Float64Array(rows.length);
    let [i, j, size] = [0, 0, 0];
    while (i < one.rows.length || j < other.rows.length) {
      const [left, right] = [one.rows[i] ?? Infinity, other.rows[j] ?? Infinity];
      const row = Math.min(left, right);
      let change = 0;
      if (left === row) change += one.by[i++] ?? 0;
      if (right === row) change += times * (other.by[j++] ?? 0);
      if (change === 0) continue;
      if (change < -(this.#down[row] ?? 0)) return undefined;
      rows[size] = row;
      by[size++] = change;
    }
    return { rows: rows.slice(0, size), by: by.slice(0, size) };
  }

  #stretch(row: number, { move, by }: Entry): void {
    const extremes = this.#extremes[row];
    if (!extremes || (by <= extremes.rise && -by <= extremes.fall)) return;
    if (!this.#before.has(row)) this.#before.set(row, extremes);
    this.#extremes[row] =
      by > extremes.rise ? { ...extremes, rise: by, high: move } : { ...extremes, fall: -by, low: move };
  }

  #forget(moves: readonly Kept[]): void {
    const gone = moves.filter(({ alive }) => !alive);
    for (const row of new Set(gone.flatMap(({ rows }) => [...rows]))) {
      const entries = this.#movesOf.get(row);
      if (entries)
        this.#movesOf.set(
          row,
          entries.filter(({ move }) => move.alive),
        );
    }
  }
}

const trueTable: Move = { rows: new Int32Array(0), by: new Float64Array(0) };

const unmoved: Extremes = { fall: 0, rise: 0, low: undefined, high: undefined };
