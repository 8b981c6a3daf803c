/**
 * The cheapest pattern, or how far the best one known can be from it: branch and cut after Fischetti &
 * Salazar-González (2001). What every safe pattern must fulfil is gathered as cuts from the reader's own linear
 * programs. The cheapest choice of rows that fulfils all cuts bounds the cost of every safe pattern from below;
 * where whole tables prove that choice safe, it is the best.
 */
import type { Highs } from 'highs';
import { ground, type Ground } from './ground.ts';
import {
  type Certificate,
  isKnownZero,
  isSlack,
  type Knowledge,
  mayHide,
  type Pattern,
  readers,
  type Sensitive,
  type TableProblem,
} from './model.ts';
import { commonDivisor, costOf, price } from './optimum-cost.ts';
import { type Cut, supersetCut } from './optimum-cuts.ts';
import { Master } from './optimum-master.ts';
import { Separation } from './optimum-separation.ts';
import { type ReaderRoom, witnesses } from './optimum-witness.ts';
import type { Cost, Outcome } from './protect.ts';
import { solver } from './solver.ts';
import { verify } from './verify.ts';

export interface ImproveOptions {
  /** What is to be least; the number of cells unless said otherwise. */
  readonly cost?: Cost;
  /** How much work may be done before a gap is stated in place of a proof. */
  readonly limit?: Limit;
  /** Told now and then between which costs the optimum is known to lie. */
  readonly progress?: (state: { readonly lowerBound: number; readonly cost: number }) => void;
  /** Ends the work between two programs; `improve` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Counted in programs and branches, not in seconds: the same input gives the same result on every machine. */
export interface Limit {
  /** Linear programs of the reader. */
  readonly programs: number;
  /** Whole choices of rows, each the solution of an integer program. */
  readonly choices: number;
  /** Branches of these integer programs. */
  readonly branches: number;
}

/** A protected pattern, and what is known of cheaper ones. */
export interface Improved {
  readonly pattern: Pattern;
  readonly certificate: Certificate;
  /** What the secondary cells cost, as in `costOf`. */
  readonly cost: number;
  /**
   * `optimal`: no safe pattern costs less. Otherwise none costs less than `lowerBound`, and it is not known whether
   * one costs less than this. Rests on the solver's tolerance (10^-6 in a choice), unlike the safety of the pattern.
   */
  readonly proof: 'optimal' | { readonly lowerBound: number };
}

const usualLimit: Limit = { programs: 20_000, choices: 40, branches: 20_000 };

/** After so many choices among the rows of the kernel the bound of all is looked at again. */
const mostInKernel = 12;

/** Rounds in which the bound hardly rises before whole choices are looked at. */
const patience = 5;

/** How many needs a row may move: no more than the target, for strong cuts; and as good as freely. */
const [tight, free] = [1, 1_000];

/** How far rows that earlier choices hid count as hidden when a cut is sought: it then speaks of them as well. */
const slightly = 0.01;

/**
 * Looks for a cheaper pattern than the one `protect` found, until none can be cheaper or the limit is reached.
 * For small problems: up to some thousand cells, of which some hundred are sensitive. Zeros are hidden only where
 * the incumbent hides some; otherwise the best is the best of the patterns that show all zeros.
 * Deterministic. Whatever it gives back has been checked by `verify`.
 * Tables in which a person can have several codes come back as they are, with no more than 0 as bound.
 * @param incumbent what `protect` found for the same problem, sensitive cells and knowledge
 */
export async function improve(
  problem: TableProblem,
  sensitive: readonly Sensitive[],
  knowledge: Knowledge,
  incumbent: Extract<Outcome, { readonly outcome: 'protected' }>,
  options: ImproveOptions = {},
): Promise<Improved> {
  const isBehind = (cell: number) => problem.cells[cell]?.kind === 'combination';
  if (problem.cells.some((each, cell) => isSlack(each) && !isBehind(cell))) {
    const { pattern, certificate } = incumbent;
    return {
      pattern,
      certificate,
      cost: costOf(problem, pattern, options.cost ?? 'cells'),
      proof: { lowerBound: 0 },
    };
  }
  const highs = await solver();
  // No choice shows the combinations behind tables in a circle: they are hidden, and need no doubt of their own.
  const behind = [...problem.cells.keys()].filter(isBehind).map(hiddenAlways);
  const found = await new Search(
    highs,
    problem,
    [...sensitive, ...behind],
    knowledge,
    incumbent,
    options,
  ).run();
  return {
    ...found,
    pattern: found.pattern.map((state, cell) => (isBehind(cell) ? 'secondary' : state)),
    certificate: {
      ...found.certificate,
      proofs: found.certificate.proofs.filter(({ cell }) => !isBehind(cell)),
    },
  };
}

function hiddenAlways(cell: number): Sensitive {
  return { cell, reason: 'small', protection: { lower: 0, upper: 0, sliding: 0 } };
}

class Search {
  readonly #highs: Highs;
  readonly #problem: TableProblem;
  readonly #sensitive: readonly Sensitive[];
  readonly #knowledge: Knowledge;
  readonly #options: ImproveOptions;
  readonly #limit: Limit;
  readonly #cost: Cost;
  readonly #ground: Ground;
  readonly #rooms: readonly ReaderRoom[];
  readonly #master: Master;
  readonly #separation: Separation;
  /** The greatest number that divides the costs of all rows, where these are whole. */
  readonly #divisor: number;
  /** Rows that the incumbent or a choice so far has hidden: among them good choices are found soonest. */
  readonly #kernel: Float64Array;
  #best: { readonly pattern: Pattern; readonly certificate: Certificate };
  /** No choice costs less, but those set aside. */
  #bound = 0;
  /** The least cost of choices set aside of which it is not known whether they are safe. */
  #undecided = Infinity;

  constructor(
    highs: Highs,
    problem: TableProblem,
    sensitive: readonly Sensitive[],
    knowledge: Knowledge,
    incumbent: { readonly pattern: Pattern; readonly certificate: Certificate },
    options: ImproveOptions,
  ) {
    this.#highs = highs;
    this.#problem = problem;
    this.#sensitive = sensitive;
    this.#knowledge = knowledge;
    this.#options = options;
    this.#limit = options.limit ?? usualLimit;
    this.#cost = options.cost ?? 'cells';
    this.#best = incumbent;
    const { cells } = problem;
    const valueOf = (cell: number) => cells[cell]?.value ?? 0;
    const hidesZeros = incumbent.pattern.some(
      (state, at) => state !== 'published' && valueOf(at) === 0 && !isSlack(cells[at] ?? {}),
    );
    this.#ground = ground(
      problem,
      sensitive,
      (cell) => isKnownZero(cells[cell] ?? { code: '', value: 0 }, hidesZeros ? 'withheld' : 'shown'),
      (cell) => mayHide(cells[cell] ?? { code: '', value: 0 }, knowledge),
      (cell) => price(this.#cost, cells[cell] ?? { code: '', value: 0 }),
    );
    this.#rooms = readers(problem, knowledge).map(({ name, atLeast }) => ({
      name,
      down: Float64Array.from(this.#ground.cellsOf, (of) =>
        of.reduce((least, cell) => Math.min(least, valueOf(cell) - (atLeast[cell] ?? 0)), Infinity),
      ),
    }));
    this.#kernel = new Float64Array(this.#ground.hidden.length);
    incumbent.pattern.forEach((state, cell) => {
      const row = this.#ground.form.rowOf[cell] ?? -1;
      if (state !== 'published' && row >= 0) this.#kernel[row] = 1;
    });
    this.#divisor = commonDivisor([...this.#ground.weight]);
    this.#master = new Master(highs, this.#ground);
    this.#separation = new Separation(
      highs,
      this.#ground,
      this.#rooms.map(({ down }) => down),
    );
  }

  async run(): Promise<Improved> {
    try {
      await this.#search();
    } finally {
      this.#master.dispose();
      this.#separation.dispose();
    }
    const lowerBound = Math.min(this.#bound, this.#undecided);
    const { pattern, certificate } = this.#best;
    return {
      pattern,
      certificate,
      cost: this.#bestCost,
      proof: this.#isLeast(lowerBound) ? 'optimal' : { lowerBound },
    };
  }

  async #search(): Promise<void> {
    const { branches } = this.#limit;
    await this.#breathe();
    for (const cut of this.#separation.fromRelations()) this.#master.add(cut);
    await this.#tighten();
    let inKernel = 0;
    for (let choice = 0; choice < this.#limit.choices && this.#isOpen; choice += 1) {
      const among = inKernel < mostInKernel ? this.#kernel : undefined;
      const { bound, chosen } = this.#master.whole(this.#gap, branches - this.#master.nodes, among);
      if (!among) this.#raise(bound);
      const isCheaper = chosen && !this.#isLeast(bound);
      if (!isCheaper && !among) return;
      if (isCheaper) for (const cut of this.#against(chosen)) this.#master.add(cut);
      else await this.#tighten();
      inKernel = !among ? 0 : isCheaper ? inKernel + 1 : mostInKernel;
      await this.#breathe();
    }
  }

  /** Raises the bound by linear programs alone, while that goes well. */
  async #tighten(): Promise<void> {
    let mean: Float64Array | undefined;
    for (let idle = 0; idle < patience && this.#hasTime;) {
      const choice = this.#master.relaxed();
      if (!choice) return;
      const { bound, chosen } = choice;
      idle = bound > this.#bound + 1e-3 * this.#gap ? 0 : idle + 1;
      this.#raise(bound);
      if (this.#isLeast(this.#bound)) return;
      this.#remember(chosen);
      // Half-way to the mean of earlier choices cuts are deeper, and rounds fewer.
      const from = mean ? chosen.map((each, row) => Math.max(each, (each + (mean?.[row] ?? 0)) / 2)) : chosen;
      mean = mean ? mean.map((each, row) => (2 * each + (chosen[row] ?? 0)) / 3) : chosen;
      const cuts = this.#separation.bridges(chosen);
      cuts.push(...this.#separation.capacities(chosen, from, tight).cuts);
      if (cuts.length === 0 && from !== chosen)
        cuts.push(...this.#separation.capacities(chosen, chosen, tight).cuts);
      if (cuts.length === 0) return;
      for (const cut of cuts) this.#master.add(cut);
      await this.#breathe();
    }
  }

  /** Cuts against a whole choice. One that no program of the reader speaks against is tried, and set aside. */
  #against(chosen: Float64Array): Cut[] {
    const from = chosen.map((each, row) => (each === 1 ? 1 : (this.#kernel[row] ?? 0) * slightly));
    this.#remember(chosen);
    const cuts = this.#separation.bridges(chosen);
    cuts.push(...this.#separation.capacities(chosen, from, tight).cuts);
    for (const ample of [tight, free]) {
      if (cuts.length > 0) return cuts;
      const found = this.#separation.capacities(chosen, chosen, ample);
      if (found.reached) break;
      cuts.push(...found.cuts);
    }
    if (cuts.length > 0) return cuts;
    this.#try(chosen);
    return [supersetCut(this.#ground, chosen)];
  }

  /** Makes a whole choice the best known if whole tables prove it. */
  #try(chosen: Float64Array): void {
    const found = witnesses(this.#highs, this.#ground, this.#sensitive, this.#rooms, chosen);
    if (found.outcome === 'none') return;
    const primary = new Set(this.#sensitive.map(({ cell }) => cell));
    const pattern: Pattern = this.#problem.cells.map((_, cell) =>
      primary.has(cell)
        ? 'primary'
        : chosen[this.#ground.form.rowOf[cell] ?? -1] === 1
          ? 'secondary'
          : 'published',
    );
    const cost = costOf(this.#problem, pattern, this.#cost);
    const proven = found.outcome === 'proven' && this.#isProof(pattern, found.certificate);
    if (!proven) this.#undecided = Math.min(this.#undecided, cost);
    else if (cost < this.#bestCost) this.#best = { pattern, certificate: found.certificate };
  }

  #isProof(pattern: Pattern, certificate: Certificate): boolean {
    const of = readers(this.#problem, this.#knowledge);
    return verify(this.#problem, pattern, this.#sensitive, of, certificate).length === 0;
  }

  #remember(chosen: Float64Array): void {
    chosen.forEach((each, row) => {
      if (each > 0) this.#kernel[row] = 1;
    });
  }

  #raise(bound: number): void {
    if (bound > this.#bound) this.#bound = bound;
  }

  get #bestCost(): number {
    return costOf(this.#problem, this.#best.pattern, this.#cost);
  }

  get #hasTime(): boolean {
    return this.#separation.work < this.#limit.programs;
  }

  get #isOpen(): boolean {
    return !this.#isLeast(this.#bound) && this.#hasTime && this.#master.nodes < this.#limit.branches;
  }

  /** Costs that differ by no more are the same: whole costs differ by a multiple of what divides them all. */
  get #gap(): number {
    return this.#divisor === 0 ? 1e-6 * Math.max(1, this.#bestCost) : 0.99 * this.#divisor;
  }

  #isLeast(lowerBound: number): boolean {
    return lowerBound > this.#bestCost - this.#gap;
  }

  async #breathe(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    this.#options.progress?.({ lowerBound: Math.min(this.#bound, this.#bestCost), cost: this.#bestCost });
    await new Promise((resolve) => setTimeout(resolve));
  }
}
