/**
 * The cheapest pattern, or how far the best one known can be from it: branch and cut after Fischetti &
 * Salazar-González (2001). What every safe pattern must fulfil is gathered as cuts from the reader's own linear
 * programs; the cheapest choice that fulfils all cuts bounds the cost of every safe pattern from below, and where
 * it is itself safe it is the best.
 */
import type { Highs } from 'highs';
import { verify } from './verify.ts';
import { type ReaderRoom, witnesses } from './optimum-witness.ts';
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
import { type Cut, filled, supersetCut } from './optimum-cuts.ts';
import { Master } from './optimum-master.ts';
import { Separation } from './optimum-separation.ts';
import type { Cost, Outcome } from './protect.ts';
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
  #highs!: Highs;
  #readers: readonly ReaderRoom[] = [];
  #history = new Float64Array(100000);
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
    this.#highs = highs;
    const { cells } = this.#problem;
    this.#readers = readers(this.#problem, this.#knowledge).map(({ name, atLeast }) => ({ name, down:
      Float64Array.from(this.#ground.cellsOf, (of) =>
        of.reduce((least, at) => Math.min(least, (cells[at]?.value ?? 0) - (atLeast[at] ?? 0)), Infinity),
      )}));
    const downs = this.#readers.map(({ down }) => down);
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
    let kernel = Number(process.env.KERNEL ?? 1) === 1;
    for (const [cell, state] of this.#best.pattern.entries()) if (state !== 'published') { const row = this.#ground.form.rowOf[cell] ?? -1; if (row >= 0) this.#history[row] = 1; }
    await this.#tighten(master, separation);
    for (;;) {
      if (this.#isLeast(this.#bound) || separation.work >= programs) return;
      const { bound, chosen } = master.whole(this.#gap, branches - master.nodes, kernel ? this.#history : undefined);
      if (process.env.DEBUG) console.log(kernel ? 'kernel' : 'whole', bound, !!chosen, 'nodes', master.nodes, 'work', separation.work, performance.now() | 0);
      if (!kernel) this.#raise(bound);
      if (kernel && (!chosen || this.#isLeast(bound))) { kernel = false; await this.#tighten(master, separation); continue; }
      if (!chosen || this.#isLeast(this.#bound) || master.nodes >= branches) return;
      kernel = true;
      const cuts = this.#against(chosen, separation);
      if (cuts.length === 0) cuts.push(this.#accept(chosen));
      else {
        let richer = chosen;
        for (let step = 0; step < Number(process.env.CHAIN??0); step += 1) {
          richer = covering(this.#ground, richer, cuts);
          const further = this.#against(richer, separation);
          if (process.env.DEBUG) console.log('  chain', step, further.length, this.#priceOf(richer), performance.now() | 0);
          if (further.length === 0) {
            break;
          }
          cuts.push(...further);
        }
      }
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
      chosen.forEach((v, row) => { if (v > 0) this.#history[row] = 1; });
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
    const eps = Number(process.env.HIST ?? 0.01);
    if (eps>0) { const from = chosen.map((v, row) => Math.max(v, (this.#history[row] ?? 0) > 0 ? eps : 0));
    cuts.push(...separation.capacities(chosen, from, 1).cuts);
    chosen.forEach((v, row) => { if (v > 0) this.#history[row] = 1; });
    if (cuts.length > 0) return cuts; }
    for (const ample of amples) {
      const found = separation.capacities(chosen, chosen, ample);
      cuts.push(...found.cuts);
      if (cuts.length > 0 || found.reached) break;
    }
    return cuts;
  }

  /** Makes a whole choice the best known if whole tables prove it; either way it is set aside then. */
  #accept(chosen: Float64Array): Cut {
    const { form } = this.#ground;
    const found = witnesses(this.#highs, this.#ground, this.#sensitive, this.#readers, chosen);
    if (process.env.DEBUG) console.log('accept', found.outcome, performance.now() | 0);
    if (found.outcome === 'proven') {
      const primary = new Set(this.#sensitive.map(({ cell }) => cell));
      const pattern = this.#problem.cells.map((_, cell) =>
        primary.has(cell) ? 'primary' : chosen[form.rowOf[cell] ?? -1] === 1 ? 'secondary' : 'published',
      );
      const { certificate } = found;
      const of = readers(this.#problem, this.#knowledge);
      if (verify(this.#problem, pattern, this.#sensitive, of, certificate).length > 0) throw new Error('not accepted');
      if (costOf(this.#problem, pattern, this.#cost) < this.#bestCost) this.#best = { outcome: 'protected', pattern, certificate };
    } else if (found.outcome === 'undecided') this.#undecided = Math.min(this.#undecided, this.#priceOf(chosen));
    return supersetCut(this.#ground, chosen);
  }

  #priceOf(chosen: Float64Array): number {
    const { weight, needs } = this.#ground;
    return chosen.reduce((sum, each, row) => sum + (needs.has(row) ? 0 : each * (weight[row] ?? 0)), 0);
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

/** The choice with further rows, the most useful for their cost first, until it fulfils the cuts. */
function covering({ weight }: Ground, chosen: Float64Array, cuts: readonly Cut[]): Float64Array {
  const richer = chosen.slice();
  for (;;) {
    const use = new Map<number, number>();
    for (const cut of cuts) {
      const wanting = cut.least - filled(cut, richer);
      if (wanting < 1e-6) continue;
      cut.rows.forEach((row, at) => {
        const gain = Math.min(wanting, cut.coefficients[at] ?? 0);
        if (richer[row] !== 1 && gain > 0) use.set(row, (use.get(row) ?? 0) + gain);
      });
    }
    if (use.size === 0) return richer;
    let best = -1;
    let most = 0;
    for (const [row, gain] of use) {
      const worth = gain / ((weight[row] ?? 0) + 1e-3);
      if (worth > most) [best, most] = [row, worth];
    }
    richer[best] = 1;
  }
}
