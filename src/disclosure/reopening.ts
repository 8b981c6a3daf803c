/**
 * Hidden rows shown again, the least needed first, if all proofs can be had without them, also where cheaper rows then
 * take their place: a search that hides one row after the other hides more than is needed in the end.
 */
import type { Budget, Doubt } from './doubt.ts';
import type { Ground } from './ground.ts';
import type { Trial } from './witnesses.ts';

export class Reopening {
  readonly #ground: Ground;
  readonly #doubts: readonly Doubt[];
  /** Rows of no table, which stay hidden. */
  readonly #slack: ReadonlySet<number>;
  /** How often rows were hidden in the place of one shown again, and what that was when a row was last tried in vain. */
  #exchanges = 0;
  readonly #triedAt = new Map<number, number>();
  /** For each row that could not be shown, the sensitive row that stood against it: asked first next time. */
  readonly #blockers = new Map<number, number>();

  constructor(ground: Ground, doubts: readonly Doubt[], slack: ReadonlySet<number>) {
    this.#ground = ground;
    this.#doubts = doubts;
    this.#slack = slack;
  }

  /**
   * Goes over all hidden rows until nothing is gained any more. Yields after each row, so that the work can be watched
   * and ended.
   * @param most programs solved and spaces worked out before it is left
   */
  *run(most: number): Generator<{ readonly done: number; readonly of: number }> {
    const { hidden } = this.#ground;
    const before = this.#work;
    for (let gained = true; gained;) {
      gained = false;
      const rows = this.#leastUsedFirst();
      for (const [at, row] of rows.entries()) {
        if (this.#work - before > most) return;
        // With no more hidden than when it was last tried, it cannot be shown now either.
        if (hidden[row] === 1 && this.#triedAt.get(row) !== this.#exchanges) {
          if (this.#show(row)) gained = true;
          else this.#triedAt.set(row, this.#exchanges);
        }
        yield { done: at + 1, of: rows.length };
      }
    }
  }

  get #work(): number {
    return this.#doubts.reduce((sum, doubt) => sum + doubt.work, 0);
  }

  /** Rows that are hidden for others, those of which the fewest proofs make use first. */
  #leastUsedFirst(): number[] {
    const { hidden, needs, weight, open } = this.#ground;
    const users = this.#doubts.map((doubt) => doubt.users());
    return Array.from(hidden.keys())
      .filter((row) => hidden[row] === 1 && open[row] === 1 && !needs.has(row) && !this.#slack.has(row))
      .map((row) => ({ row, uses: users.reduce((sum, each) => sum + (each[row] ?? 0), 0) }))
      .sort((a, b) => a.uses - b.uses || (weight[b.row] ?? 0) - (weight[a.row] ?? 0) || a.row - b.row)
      .map(({ row }) => row);
  }

  /** Shows a row if every proof can be had without it for less than it costs. */
  #show(row: number): boolean {
    const { hidden, weight, open } = this.#ground;
    hidden[row] = 0;
    // To hide it again is no answer, and a program that cannot think of it is sooner too dear.
    open[row] = 0;
    const budget: Budget = { most: (weight[row] ?? 0) - 1e-6, spent: 0, opened: [] };
    const trials: { readonly doubt: Doubt; readonly trial: Trial }[] = [];
    const holds = (doubt: Doubt) => {
      const trial = doubt.without(row);
      trials.push({ doubt, trial });
      const blocked = this.#blockers.get(row) ?? -1;
      return trial.lost
        .filter((each) => !doubt.enough(each))
        .sort((a, b) => Number(b === blocked) - Number(a === blocked) || doubt.missing(b) - doubt.missing(a))
        .every((wanting) => {
          const found = doubt.secureWithin(wanting, budget);
          if (!found) this.#blockers.set(row, wanting);
          return found;
        });
    };
    const failed = !this.#doubts.every(holds);
    open[row] = 1;
    if (!failed) {
      for (const { doubt, trial } of trials) doubt.settle(trial);
      if (budget.opened.length > 0) this.#exchanges += 1;
      return true;
    }
    for (const each of budget.opened) hidden[each] = 0;
    hidden[row] = 1;
    for (const { doubt, trial } of trials) doubt.takeBack(trial);
    return false;
  }
}
