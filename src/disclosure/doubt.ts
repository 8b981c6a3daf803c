/**
 * One reader's doubt while rows are being hidden: whole tables that this reader cannot tell from the true one,
 * kept as moves away from it and shared between sensitive rows.
 */
import type { Highs } from 'highs';
import type { Ground } from './ground.ts';
import { LocalSearch } from './local.ts';
import { farthestIn, type Wish } from './reach.ts';
import { Spaces } from './space.ts';
import { type Move, WholeTables } from './whole.ts';
import { type Deviation, protects, type Protection, type Reader } from './model.ts';
import { Neighbourhoods } from './neighbourhood.ts';

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
  fall: number;
  rise: number;
  low: Kept | undefined;
  high: Kept | undefined;
}

/** A row shown again for a trial: what that cost, and how to take it back. */
export interface Trial {
  /** Sensitive rows that now lack a proof. */
  readonly wanting: readonly number[];
  readonly dead: readonly Kept[];
  readonly fresh: readonly Kept[];
}

/** How hard a proof is looked for before it counts as not found. */
interface Effort {
  readonly leaves: number;
  readonly numbers: 'real' | 'whole';
}

/** What may be spent on hiding further rows, and what has been. */
export interface Budget {
  readonly most: number;
  spent: number;
  readonly opened: number[];
}

/** Hidden leaves looked at for a move that costs nothing, as parts of a neighbourhood: first few, then more. */
const freeLeaves = { near: 0.5, far: 2 } as const;

/** How often a proof is tried to be had anew while a row is shown again. */
const trialEfforts = 2;

export class Doubt {
  readonly reader: string;
  /** Programs solved, the measure of work that is the same on every machine. */
  work = 0;
  readonly #ground: Ground;
  readonly #near: Neighbourhoods;
  readonly #local: LocalSearch;
  readonly #down: Float64Array;
  readonly #extremes = new Map<number, Extremes>();
  readonly #movesOf = new Map<number, Entry[]>();
  readonly #size: number;
  readonly #efforts: readonly Effort[];
  readonly #tables: WholeTables;
  readonly #spaces: Spaces;
  #fresh: Kept[] = [];

  /** @param size leaves of a neighbourhood, more is slower and hides less */
  constructor(highs: Highs, ground: Ground, reader: Reader, size: number) {
    this.reader = reader.name;
    this.#ground = ground;
    this.#near = new Neighbourhoods(ground);
    this.#down = Float64Array.from(ground.cellsOf, (cells) =>
      cells.reduce(
        (least, cell) =>
          Math.min(least, (ground.problem.cells[cell]?.value ?? 0) - (reader.atLeast[cell] ?? 0)),
        Infinity,
      ),
    );
    this.#local = new LocalSearch(highs, ground, this.#down);
    this.#tables = new WholeTables(ground, this.#down);
    this.#spaces = new Spaces(ground, this.#down);
    for (const row of ground.needs.keys())
      this.#extremes.set(row, { fall: 0, rise: 0, low: undefined, high: undefined });
    this.#size = size;
    this.#efforts = [
      { leaves: size, numbers: 'real' },
      { leaves: 1.5 * size, numbers: 'real' },
      { leaves: size, numbers: 'whole' },
      { leaves: 4 * size, numbers: 'real' },
      { leaves: 12 * size, numbers: 'real' },
      { leaves: 4 * size, numbers: 'whole' },
    ];
  }

  enough(row: number): boolean {
    const { fall, rise } = this.#of(row);
    return protects({ min: -fall, max: rise }, 0, this.#need(row));
  }

  /**
   * Finds two tables for a sensitive row, hiding further rows where it must.
   * @returns false where no proof was found; what was hidden then stays so
   */
  secure(row: number): boolean {
    // What is free first, near and then farther away: the less is wanting, the more ways there are to pay for it.
    const near = this.#near.around(row, freeLeaves.far * this.#size, 'hidden');
    if (this.#goFree(row, near.slice(0, freeLeaves.near * this.#size)) || this.#goFree(row, near))
      return true;
    for (const { leaves: size, numbers } of this.#efforts) {
      // Each time one way is paid for, so up to twice.
      for (const _ of [1, -1]) {
        const before = this.missing(row);
        const leaves = this.#near.around(row, size, 'any');
        this.#pay(row, leaves, numbers, { spent: 0, most: Infinity, opened: [] });
        if (this.enough(row) || this.#goFree(row, this.#near.around(row, 2 * this.#size, 'hidden')))
          return true;
        // What was hidden for a broken answer stays so; another corner of a larger program may be whole.
        if (size > 2 * this.#size && this.#goFar(row, size)) return true;
        if (this.missing(row) === before) break;
      }
    }
    return false;
  }

  /** Finds the tables anew within a budget, without looking long. */
  secureWithin(row: number, budget: Budget): boolean {
    for (let effort = 0; effort < trialEfforts; effort += 1) {
      if (this.#goFree(row, this.#near.around(row, this.#size, 'hidden'))) return true;
      if (!this.#pay(row, this.#near.around(row, this.#size, 'any'), 'real', budget)) return false;
    }
    return this.enough(row);
  }

  /** Whether no choice of rows could give the reader enough doubt, in any numbers. */
  impossible(row: number): boolean {
    const { lower, upper, sliding } = this.#need(row);
    const leaves = this.#ground.form.leaves.map((_, leaf) => leaf);
    const most = Math.max(sliding, lower, upper);
    const [fall = 0, rise = 0] = ([-1, 1] as const).map(
      (direction) => this.#local.bound({ row, direction, by: most }, Array.from(leaves)) + 1e-6,
    );
    return !protects({ min: -fall, max: rise }, 0, { lower, upper, sliding });
  }

  /** How much doubt is still wanting about a row. */
  missing(row: number): number {
    const { lower, upper, sliding } = this.#need(row);
    const { fall, rise } = this.#of(row);
    return Math.max(0, lower - fall) + Math.max(0, upper - rise) + Math.max(0, sliding - fall - rise);
  }

  /** For each row, how many proofs would have to be found anew if it were shown. */
  users(): Float64Array {
    const users = new Float64Array(this.#ground.hidden.length);
    for (const { low, high } of this.#extremes.values())
      for (const move of [low, high]) for (const row of move?.rows ?? []) users[row] = (users[row] ?? 0) + 1;
    return users;
  }

  /** Starts a trial: all tables that move this row are put aside. */
  without(row: number): Trial {
    const dead = (this.#movesOf.get(row) ?? []).flatMap(({ move }) => (move.alive ? [move] : []));
    for (const move of dead) move.alive = false;
    const wanting = this.#measureAgain(dead).filter((each) => !this.enough(each));
    this.#fresh = [];
    return { wanting, dead, fresh: this.#fresh };
  }

  /** Ends a trial that failed; rows it hid are shown again by now. */
  takeBack({ dead, fresh }: Trial): void {
    const { hidden } = this.#ground;
    for (const move of fresh) move.alive = move.rows.every((row) => hidden[row] === 1);
    for (const move of dead) move.alive = true;
    this.#measureAgain([...dead, ...fresh]);
  }

  /** Ends a trial that went well; memory of the tables put aside is given back. */
  settle({ dead }: Trial): void {
    for (const row of new Set(dead.flatMap(({ rows }) => [...rows]))) {
      const moves = this.#movesOf.get(row);
      if (moves)
        this.#movesOf.set(
          row,
          moves.filter(({ move }) => move.alive),
        );
    }
  }

  /** For each sensitive row the two tables that leave the reader in doubt about it. */
  proofs(): { readonly row: number; readonly low: Deviation; readonly high: Deviation }[] {
    const known = new Map<Kept | undefined, Deviation>();
    const deviation = (move: Kept | undefined): Deviation => {
      let found = known.get(move);
      if (!found) known.set(move, (found = this.#inCells(move)));
      return found;
    };
    return [...this.#extremes].map(([row, { low, high }]) => ({
      row,
      low: deviation(low),
      high: deviation(high),
    }));
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

  #of(row: number): Extremes {
    return this.#extremes.get(row) ?? { fall: 0, rise: 0, low: undefined, high: undefined };
  }

  #need(row: number): Protection {
    return this.#ground.needs.get(row) ?? { lower: 0, upper: 0, sliding: 0 };
  }

  /** How far a row should still move one way; undefined where it goes far enough already. */
  #wish(row: number, direction: 1 | -1): Wish | undefined {
    const { lower, upper, sliding } = this.#need(row);
    const { fall, rise } = this.#of(row);
    const by =
      direction === 1
        ? Math.max(upper, sliding - fall)
        : Math.min(this.#down[row] ?? 0, Math.max(lower, sliding - rise));
    return by > (direction === 1 ? rise : fall) ? { row, direction, by } : undefined;
  }

  /**
   * Moves the row among leaves that are hidden already, as far as it needs.
   * @returns whether there is enough doubt then
   */
  #goFree(row: number, leaves: readonly number[]): boolean {
    const space = this.#spaces.of(leaves);
    for (const direction of [-1, 1] as const) {
      const wish = this.#wish(row, direction);
      if (!wish || this.enough(row)) continue;
      this.work += 1;
      const by = farthestIn(space, wish);
      const move = by && this.#tables.of(leaves, by, 'hidden rows');
      if (move) this.#keep(move);
    }
    return this.enough(row);
  }

  /** The same over many leaves, by the solver: beyond some hundred, it is the quicker one. */
  #goFar(row: number, size: number): boolean {
    const leaves = this.#near.around(row, size, 'hidden');
    for (const direction of [-1, 1] as const) {
      const wish = this.#wish(row, direction);
      if (!wish || this.enough(row)) continue;
      this.work += 1;
      const move = this.#local.farthest(wish, leaves);
      if (move) this.#keep(move);
    }
    return this.enough(row);
  }

  /** @returns false where the budget does not allow it, or nothing helps */
  #pay(row: number, leaves: readonly number[], numbers: 'real' | 'whole', budget: Budget): boolean {
    const { hidden, weight } = this.#ground;
    // One way at a time; the other only where this one cannot be had at any price.
    for (const direction of [1, -1] as const) {
      const wish = this.#wish(row, direction);
      if (!wish) continue;
      this.work += 1;
      const plan = this.#local.cheapest(wish, leaves, numbers, budget.most - budget.spent);
      if (plan === 'too dear') return false;
      if (!plan) continue;
      const further = plan.opened.filter((each) => hidden[each] !== 1);
      budget.spent += further.reduce((sum, each) => sum + (weight[each] ?? 0), 0);
      if (budget.spent >= budget.most) return false;
      for (const each of further) hidden[each] = 1;
      budget.opened.push(...further);
      if (plan.move) this.#keep(plan.move);
      return true;
    }
    return false;
  }

  #keep(move: Move): void {
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

  #stretch(row: number, { move, by }: Entry): void {
    const extremes = this.#extremes.get(row);
    if (!extremes) return;
    if (by > extremes.rise) [extremes.rise, extremes.high] = [by, move];
    if (-by > extremes.fall) [extremes.fall, extremes.low] = [-by, move];
  }

  /** Measures the sensitive rows of these moves anew, by the moves that are alive. */
  #measureAgain(moves: readonly Kept[]): readonly number[] {
    const rows = new Set<number>();
    for (const move of moves) for (const row of move.rows) if (this.#extremes.has(row)) rows.add(row);
    for (const row of rows) {
      this.#extremes.set(row, { fall: 0, rise: 0, low: undefined, high: undefined });
      for (const entry of this.#movesOf.get(row) ?? []) if (entry.move.alive) this.#stretch(row, entry);
    }
    return [...rows];
  }
}
