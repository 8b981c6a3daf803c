/**
 * The cheapest pattern, or how far the best one known can be from it: branch and cut after Fischetti &
 * Salazar-González (2001). What every safe pattern must fulfil is gathered as cuts from the reader's own linear
 * programs; the cheapest choice that fulfils all cuts bounds the cost of every safe pattern from below, and where
 * it is itself safe it is the best.
 */
import { ground, type Ground } from './ground.ts';
import {
  type Certificate,
  type Knowledge,
  mayHide,
  type Pattern,
  readers,
  type Sensitive,
  type TableProblem,
} from './model.ts';
import { type Cut, supersetCut } from './optimum-cuts.ts';
import { Master } from './optimum-master.ts';
import { Separation } from './optimum-separation.ts';
import { type Cost, type Outcome, protect } from './protect.ts';
import { solver } from './solver.ts';

export interface ImproveOptions {
  /** What is to be least; the number of cells unless said otherwise. */
  readonly cost?: Cost;
  /** How much work may be done before a gap is stated in place of a proof. */
  readonly limit?: Limit;
  /** Told now and then between which costs the optimum is known to lie. */
  readonly progress?: (state: ImproveProgress) => void;
  /** Ends the work; `improve` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Counted in programs and branches, not in seconds: the same input gives the same result on every machine. */
export interface Limit {
  /** Linear programs of the reader. */
  readonly programs: number;
  /** Branches of integer programs over the choice. */
  readonly branches: number;
}

export interface ImproveProgress {
  readonly lowerBound: number;
  readonly cost: number;
}

/** A protected pattern, and what is known of better ones. */
export interface Improved {
  readonly pattern: Pattern;
  readonly certificate: Certificate;
  /** What the secondary cells cost. */
  readonly cost: number;
  /** `optimal`: no safe pattern costs less. Else none costs less than `lowerBound`. */
  readonly proof: 'optimal' | { readonly lowerBound: number };
}

type Protected = Extract<Outcome, { outcome: 'protected' }>;

const usualLimit: Limit = { programs: 100_000, branches: 20_000 };

/** Rounds in which the bound hardly rises before whole choices are looked at. */
const patience = 5;

/** How many needs rows may move: first no more than the target, for strong cuts; then as good as freely. */
const amples = [1, 1_000] as const;

/**
 * @param incumbent what `protect` found
 */
export async function improve(
  problem: TableProblem,
  sensitive: readonly Sensitive[],
  knowledge: Knowledge,
  incumbent: Protected,
  options: ImproveOptions = {},
): Promise<Improved> {
  const search = new Search(problem, sensitive, knowledge, incumbent, options);
  return search.run();
}

/** What the secondary cells of a pattern cost. */
export function costOf({ cells }: TableProblem, pattern: Pattern, cost: Cost): number {
  return cells.reduce((sum, { value }, at) => sum + (pattern[at] === 'secondary' ? price(cost, value) : 0), 0);
}

class Search {
  readonly #problem: TableProblem;
  readonly #sensitive: readonly Sensitive[];
  readonly #knowledge: Knowledge;
  readonly #options: ImproveOptions;
  readonly #cost: Cost;
  readonly #ground: Ground;
  #best: Protected;
  /** No safe pattern costs less. */
  #bound = 0;
  /** The cost of choices of which it is not known whether they are safe. */
  #undecided = Infinity;

  constructor(
    problem: TableProblem,
    sensitive: readonly Sensitive[],
    knowledge: Knowledge,
    incumbent: Protected,
    options: ImproveOptions,
  ) {
    this.#problem = problem;
    this.#sensitive = sensitive;
    this.#knowledge = knowledge;
    this.#options = options;
    this.#best = incumbent;
    this.#cost = options.cost ?? 'cells';
    const { cells } = problem;
    const hidesZeros = incumbent.pattern.some((state, at) => state !== 'published' && cells[at]?.value === 0);
    this.#ground = ground(
      problem,
      sensitive,
      (cell) => !hidesZeros && cells[cell]?.value === 0,
      (cell) => mayHide(cells[cell] ?? { code: '', value: 0 }, knowledge),
      (cell) => price(this.#cost, cells[cell]?.value ?? 0),
    );
  }

  async run(): Promise<Improved> {
    const highs = await solver();
    const { cells } = this.#problem;
    const downs = readers(this.#problem, this.#knowledge).map(({ atLeast }) =>
      Float64Array.from(this.#ground.cellsOf, (of) =>
        of.reduce((least, at) => Math.min(least, (cells[at]?.value ?? 0) - (atLeast[at] ?? 0)), Infinity),
      ),
    );
    const master = new Master(highs, this.#ground);
    const separation = new Separation(highs, this.#ground, downs);
    try {
      for (const cut of separation.fromRelations()) master.add(cut);
      await this.#search(master, separation);
    } finally {
      master.dispose();
      separation.dispose();
    }
    const cost = this.#bestCost;
    const { pattern, certificate } = this.#best;
    const lowerBound = Math.min(this.#bound, this.#undecided);
    return { pattern, certificate, cost, proof: this.#isLeast(lowerBound) ? 'optimal' : { lowerBound } };
  }

  async #search(master: Master, separation: Separation): Promise<void> {
    const { programs, branches } = this.#options.limit ?? usualLimit;
    for (;;) {
      await this.#tighten(master, separation);
      if (this.#isLeast(this.#bound) || separation.work >= programs) return;
      const { bound, chosen } = master.whole(this.#gap, branches - master.nodes);
      this.#raise(bound);
      if (process.env.DEBUG) console.log('whole', bound, !!chosen, 'nodes', master.nodes, 'work', separation.work, performance.now() | 0);
      if (!chosen || this.#isLeast(this.#bound) || master.nodes >= branches) return;
      const cuts = this.#against(chosen, separation);
      if (process.env.DEBUG) console.log('  cuts', cuts.length, performance.now() | 0);
      if (cuts.length === 0) cuts.push(...(await this.#accept(chosen)));
      for (const cut of cuts) master.add(cut);
      await this.#breathe();
    }
  }

  /** Raises the bound by linear programs alone, while that goes well. */
  async #tighten(master: Master, separation: Separation): Promise<void> {
    const { programs } = this.#options.limit ?? usualLimit;
    let core: Float64Array | undefined;
    for (let idle = 0; idle < patience && separation.work < programs;) {
      const choice = master.relaxed();
      if (!choice) return;
      const before = this.#bound;
      this.#raise(choice.bound);
      if (this.#isLeast(this.#bound)) return;
      idle = this.#bound > before + 1e-3 * Math.max(1, this.#gap) ? 0 : idle + 1;
      const { chosen } = choice;
      // Between this choice and the mean of those before it cuts are deeper, and rounds fewer.
      const from = core ? chosen.map((value, row) => Math.max(value, (value + (core?.[row] ?? 0)) / 2)) : chosen;
      core = core ? core.map((value, row) => (2 * value + (chosen[row] ?? 0)) / 3) : chosen;
      const cuts = separation.bridges(chosen);
      cuts.push(...separation.capacities(chosen, from, 1).cuts);
      if (process.env.DEBUG) console.log('lp', choice.bound, cuts.length, separation.work, performance.now() | 0);
      if (cuts.length === 0 && from !== chosen) cuts.push(...separation.capacities(chosen, chosen, 1).cuts);
      if (cuts.length === 0) return;
      for (const cut of cuts) master.add(cut);
      await this.#breathe();
    }
  }

  /** Cuts against a whole choice; none where no linear program of the reader speaks against it. */
  #against(chosen: Float64Array, separation: Separation): Cut[] {
    const cuts = separation.bridges(chosen);
    for (const ample of amples) {
      const found = separation.capacities(chosen, chosen, ample);
      cuts.push(...found.cuts);
      if (cuts.length > 0 || found.reached) break;
    }
    return cuts;
  }

  /** Makes a whole choice the best known if whole tables prove it; else the cut that sets it aside. */
  async #accept(chosen: Float64Array): Promise<Cut[]> {
    const { form, weight, needs } = this.#ground;
    const primary = new Set(this.#sensitive.map(({ cell }) => cell));
    const cells = this.#problem.cells.map((cell, at) =>
      primary.has(at) || chosen[form.rowOf[at] ?? -1] === 1 ? cell : { ...cell, keep: 'published' as const },
    );
    const outcome = await protect({ ...this.#problem, cells }, this.#sensitive, this.#knowledge, {
      cost: this.#cost,
      ...(this.#options.signal ? { signal: this.#options.signal } : {}),
    });
    if (process.env.DEBUG) console.log('accept', outcome.outcome, performance.now() | 0);
    if (outcome.outcome === 'protected') {
      if (costOf(this.#problem, outcome.pattern, this.#cost) < this.#bestCost) this.#best = outcome;
    } else {
      const cost = chosen.reduce((sum, each, row) => sum + (needs.has(row) ? 0 : each * (weight[row] ?? 0)), 0);
      if (outcome.outcome === 'not-proven') this.#undecided = Math.min(this.#undecided, cost);
    }
    return [supersetCut(this.#ground, chosen)];
  }

  get #bestCost(): number {
    return costOf(this.#problem, this.#best.pattern, this.#cost);
  }

  /** By how much costs differ at least, if they differ; for whole costs, what is less than one is nothing. */
  get #gap(): number {
    return this.#cost === 'information' ? 1e-6 : 0.99;
  }

  #isLeast(lowerBound: number): boolean {
    return lowerBound > this.#bestCost - this.#gap;
  }

  #raise(bound: number): void {
    if (Number.isFinite(bound)) this.#bound = Math.max(this.#bound, bound);
  }

  async #breathe(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    this.#options.progress?.({ lowerBound: this.#bound, cost: this.#bestCost });
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** What hiding a cell costs, without the tie-breaking that `protect` adds. */
function price(cost: Cost, value: number): number {
  return cost === 'cells' ? 1 : cost === 'sum' ? value : Math.log2(1 + value);
}
