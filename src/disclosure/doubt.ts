/**
 * One reader's doubt while rows are being hidden: whole tables that this reader cannot tell from the true one,
 * kept as moves away from it and shared between sensitive rows.
 */
import type { Highs } from 'highs';
import { costOf, type Ground } from './ground.ts';
import { LocalSearch } from './local.ts';
import { farthestIn, type Wish } from './reach.ts';
import { type Space, Spaces } from './space.ts';
import { type Move, WholeTables } from './whole.ts';
import { type Deviation, protects, type Protection, type Reader } from './model.ts';
import { Neighbourhoods } from './neighbourhood.ts';
import { type Trial, Witnesses } from './witnesses.ts';

/** How hard a proof is looked for before it counts as not found. */
interface Effort {
  readonly leaves: number;
  readonly numbers: 'real' | 'whole';
  /** Whether only hidden rows may move, or further ones as well, at their price. */
  readonly rows: 'hidden' | 'any';
}

/** What may be spent on hiding further rows, and what has been. */
export interface Budget {
  readonly most: number;
  spent: number;
  readonly opened: number[];
}

/** Hidden leaves looked at for a move that costs nothing, as parts of a neighbourhood: first few, then more. */
const freeLeaves = { near: 0.5, far: 2, everywhere: 4 } as const;

/** How often a proof is tried to be had anew while a row is shown again. */
const trialEfforts = 2;

export class Doubt {
  readonly reader: string;
  /** Programs solved and spaces worked out, the measure of work that is the same on every machine. */
  work = 0;
  readonly #ground: Ground;
  readonly #near: Neighbourhoods;
  readonly #local: LocalSearch;
  readonly #down: Float64Array;
  readonly #witnesses: Witnesses;
  readonly #size: number;
  readonly #free: 'nearby' | 'everywhere';
  readonly #efforts: readonly Effort[];
  readonly #tables: WholeTables;
  readonly #spaces: Spaces;
  /** The row on trial, and what can move around it without it: most of what it moved can be moved there. */
  #trial: { readonly row: number; space: Space | undefined } = { row: -1, space: undefined };

  /**
   * @param size leaves of a neighbourhood, more is slower and hides less
   * @param free where most can move that costs nothing: everywhere, if combinations that no table shows are leaves
   */
  constructor(highs: Highs, ground: Ground, reader: Reader, size: number, free: 'nearby' | 'everywhere') {
    this.#free = free;
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
    this.#witnesses = new Witnesses(ground, this.#down);
    this.#size = size;
    this.#efforts = [
      { leaves: size, numbers: 'real', rows: 'any' },
      { leaves: 1.5 * size, numbers: 'real', rows: 'any' },
      // Where only fractions are free: without the rows that cost something, an integer program is soon solved.
      { leaves: 0.7 * size, numbers: 'whole', rows: 'hidden' },
      { leaves: size, numbers: 'whole', rows: 'hidden' },
      { leaves: size, numbers: 'whole', rows: 'any' },
      { leaves: 4 * size, numbers: 'real', rows: 'any' },
      { leaves: 12 * size, numbers: 'real', rows: 'any' },
      { leaves: 4 * size, numbers: 'whole', rows: 'any' },
    ];
  }

  enough(row: number): boolean {
    const { fall, rise } = this.#witnesses.of(row);
    return protects({ min: -fall, max: rise }, 0, this.#need(row));
  }

  /**
   * Finds two tables for a sensitive row, hiding further rows where it must.
   * @returns false where no proof was found; what was hidden then stays so
   */
  secure(row: number): boolean {
    if (this.enough(row) || this.#goTogether(row)) return true;
    // What is free first, near and then farther away: the less is wanting, the more ways there are to pay for it.
    const near = this.#near.around(row, freeLeaves.far * this.#size, 'hidden');
    if (this.#goFree(row, near.slice(0, freeLeaves.near * this.#size)) || this.#goFree(row, near))
      return true;
    if (this.#free === 'everywhere' && this.#goFar(row, freeLeaves.everywhere * this.#size)) return true;
    // What was tried in vain since anything changed; a larger neighbourhood may be the same.
    const inVain = new Set<string>();
    for (const effort of this.#efforts)
      // Each time one way is paid for, so up to twice.
      for (const _ of [1, -1]) {
        const leaves = this.#near.around(row, effort.leaves, effort.rows);
        const name = `${effort.numbers} ${effort.rows} ${leaves.length}`;
        if (inVain.has(name)) break;
        const before = this.missing(row);
        const hidMore = this.#try(effort, row, leaves);
        if (this.enough(row)) return true;
        const gained = this.missing(row) !== before;
        if (gained || hidMore) inVain.clear();
        else inVain.add(name);
        if (!gained) break;
      }
    return false;
  }

  /** @returns whether further rows were hidden */
  #try({ leaves: size, numbers, rows }: Effort, row: number, leaves: readonly number[]): boolean {
    if (rows === 'hidden') {
      this.#goWhole(row, leaves);
      return false;
    }
    const before = this.missing(row);
    const budget: Budget = { spent: 0, most: Infinity, opened: [] };
    this.#pay(row, leaves, numbers, budget);
    // With no more hidden and nothing gained, what did not move for free does not move now.
    const isNew = budget.opened.length > 0 || this.missing(row) !== before;
    if (isNew && !this.enough(row)) this.#goFree(row, this.#near.around(row, 2 * this.#size, 'hidden'));
    // What was hidden for a broken answer stays so; another corner of a larger program may be whole.
    if (size > 2 * this.#size && !this.enough(row)) this.#goFar(row, size);
    return budget.opened.length > 0;
  }

  /** Finds the tables anew within a budget, without looking long. */
  secureWithin(row: number, budget: Budget): boolean {
    if (this.enough(row) || this.#moveIn((this.#trial.space ??= this.#spaceAround(this.#trial.row)), row))
      return true;
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
    const { fall, rise } = this.#witnesses.of(row);
    return Math.max(0, lower - fall) + Math.max(0, upper - rise) + Math.max(0, sliding - fall - rise);
  }

  /** For each row, how many proofs would have to be found anew if it were shown. */
  users(): Float64Array {
    return this.#witnesses.users();
  }

  /** Starts a trial: all tables that move this row are put aside. */
  without(row: number): Trial {
    this.#trial = { row, space: undefined };
    return this.#witnesses.without(row);
  }

  /** Ends a trial that failed; rows it hid are shown again by now. */
  takeBack(trial: Trial): void {
    this.#witnesses.takeBack(trial);
  }

  /** Ends a trial that went well. */
  settle(trial: Trial): void {
    this.#witnesses.settle(trial);
  }

  /** For each sensitive row the two tables that leave the reader in doubt about it. */
  proofs(): { readonly row: number; readonly low: Deviation; readonly high: Deviation }[] {
    return this.#witnesses.proofs();
  }

  #need(row: number): Protection {
    return this.#ground.needs.get(row) ?? { lower: 0, upper: 0, sliding: 0 };
  }

  /** How far a row should still move one way; undefined where it goes far enough already. */
  #wish(row: number, direction: 1 | -1): Wish | undefined {
    const { lower, upper, sliding } = this.#need(row);
    const { fall, rise } = this.#witnesses.of(row);
    const by =
      direction === 1
        ? Math.max(upper, sliding - fall)
        : Math.min(this.#down[row] ?? 0, Math.max(lower, sliding - rise));
    return by > (direction === 1 ? rise : fall) ? { row, direction, by } : undefined;
  }

  /**
   * Moves the row by sums of tables known already.
   * @returns whether there is enough doubt then
   */
  #goTogether(row: number): boolean {
    return this.#goBothWays(row, (wish) => this.#witnesses.together(wish));
  }

  /** @returns whether there is enough doubt once it was tried to fulfil what is wished for */
  #goBothWays(row: number, moveFor: (wish: Wish) => Move | undefined): boolean {
    for (const direction of [-1, 1] as const) {
      const wish = this.#wish(row, direction);
      if (!wish || this.enough(row)) continue;
      const move = moveFor(wish);
      if (move) this.#witnesses.keep(move);
    }
    return this.enough(row);
  }

  /**
   * Moves the row among leaves that are hidden already, as far as it needs.
   * @returns whether there is enough doubt then
   */
  #goFree(row: number, leaves: readonly number[]): boolean {
    this.work += 1;
    return this.#moveIn(this.#spaces.of(leaves), row);
  }

  #spaceAround(row: number): Space {
    return this.#spaces.of(this.#near.around(row, this.#size, 'hidden'));
  }

  #moveIn(space: Space, row: number): boolean {
    return this.#goBothWays(row, (wish) => {
      const by = farthestIn(space, wish);
      return by && this.#tables.of(space.leaves, by, 'hidden rows');
    });
  }

  /** The same over many leaves, by the solver: beyond some hundred, it is the quicker one. */
  #goFar(row: number, size: number): boolean {
    const leaves = this.#near.around(row, size, 'hidden');
    return this.#goBothWays(row, (wish) => {
      this.work += 1;
      return this.#local.farthest(wish, leaves);
    });
  }

  /** The same in whole numbers. */
  #goWhole(row: number, leaves: readonly number[]): boolean {
    return this.#goBothWays(row, (wish) => {
      this.work += 1;
      return this.#local.granting(wish, leaves);
    });
  }

  /** @returns false where the budget does not allow it, or nothing helps */
  #pay(row: number, leaves: readonly number[], numbers: 'real' | 'whole', budget: Budget): boolean {
    const { hidden } = this.#ground;
    // One way at a time; the other only where this one cannot be had at any price.
    for (const direction of [1, -1] as const) {
      const wish = this.#wish(row, direction);
      if (!wish) continue;
      this.work += 1;
      const plan = this.#local.cheapest(wish, leaves, numbers, budget.most - budget.spent);
      if (plan === 'too dear') return false;
      if (!plan) continue;
      const further = plan.opened.filter((each) => hidden[each] !== 1);
      budget.spent += costOf(this.#ground, further);
      if (budget.spent >= budget.most) return false;
      for (const each of further) hidden[each] = 1;
      budget.opened.push(...further);
      if (plan.move) this.#witnesses.keep(plan.move);
      return true;
    }
    return false;
  }
}
