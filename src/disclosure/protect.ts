/**
 * Complementary suppression: which further cells are hidden so that no reader can narrow a sensitive cell below
 * its protection. For each sensitive cell, linear programs over its neighbourhood look for two whole tables as a
 * witness of the reader's doubt, and hide the cheapest further cells where there are none (Kelly, Golden & Assad
 * 1992; Fischetti & Salazar-González 2001; Castro 2012); what turns out not to be needed is shown again.
 */
import type { Highs } from 'highs';
import { Doubt } from './doubt.ts';
import { showableRows } from './eliminate.ts';
import { ground, type Ground } from './ground.ts';
import { isJoint, withoutJoint } from './joint.ts';
import {
  type Cell,
  type Certificate,
  type Deviation,
  isKnownZero,
  isSlack,
  type Knowledge,
  mayHide,
  type Pattern,
  type Proof,
  type Reader,
  readers,
  type Sensitive,
  type TableProblem,
} from './model.ts';
import { Reopening } from './reopening.ts';
import { solver } from './solver.ts';
import { verify } from './verify.ts';

/** What hiding a cell costs: one each, its value, or log(1 + value). */
export type Cost = 'cells' | 'sum' | 'information';

export interface ProtectOptions {
  /** What is kept small; the number of cells unless said otherwise. */
  readonly cost?: Cost;
  /** Told now and then how far the work is. */
  readonly progress?: (state: Progress) => void;
  /** Ends the work; `protect` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly doing: 'choosing' | 'proving' | 'reopening' | 'checking';
  readonly done: number;
  readonly of: number;
}

export type Outcome =
  /** Proven: `verify` finds no fault in the certificate. */
  | { readonly outcome: 'protected'; readonly pattern: Pattern; readonly certificate: Certificate }
  /** The search found no proof for these cells. It is not known whether the pattern is safe: do not publish. */
  | { readonly outcome: 'not-proven'; readonly pattern: Pattern; readonly cells: readonly number[] }
  /** No choice of cells protects these: something that must be shown gives them away. */
  | { readonly outcome: 'impossible'; readonly cells: readonly number[] };

/** Up to so many sensitive rows the net is cast wider. */
const fewSensitive = 600;

/** Up to so many leaves the programs see all that matters from the start. */
const fewLeaves = 5_000;
const neighbourhoodSize = (sensitive: number) => (sensitive <= fewSensitive ? 300 : 200);

/**
 * Programs solved and spaces worked out for showing cells again, at most so many for each sensitive row: beyond this,
 * little is gained for long waits. What elimination chose for a large table leaves little to gain from the start.
 */
const reopeningWork = { given: 0.5, bare: 6.5, eliminated: 0.5 } as const;

/** And at most so many in all, some minutes of work. */
const mostReopeningWork = 60_000;

/** Above this many leaves, a program over all of them takes too long to find out that nothing helps. */
const mostLeavesAtOnce = 3_000;

/**
 * Hides what must be hidden beside the sensitive cells.
 * Deterministic. Safety is never a matter of the solver's tolerance: whatever is called protected has been
 * checked by `verify`.
 */
export async function protect(
  problem: TableProblem,
  sensitive: readonly Sensitive[],
  knowledge: Knowledge,
  options: ProtectOptions = {},
): Promise<Outcome> {
  const { cells } = problem;
  const bare = sensitive.filter(({ cell }) => !mayHide(cells[cell] ?? { code: '', value: 0 }, knowledge));
  if (bare.length > 0) return { outcome: 'impossible', cells: bare.map(({ cell }) => cell) };
  // Zeros are hidden only where the counts beside them do not suffice: each is one unknown more.
  const needsZeros = sensitive.some(({ cell }) =>
    isKnownZero(cells[cell] ?? { code: '', value: 0 }, 'shown'),
  );
  const ways: readonly ('shown' | 'withheld')[] =
    knowledge.zeros !== 'withholdable' ? ['shown'] : needsZeros ? ['withheld'] : ['shown', 'withheld'];
  let outcome: Outcome = { outcome: 'impossible', cells: [] };
  for (const zeros of ways) {
    const way = { sensitive, knowledge, zeros, options };
    // What protects through shared counts is mostly enough against those who reckon with all combinations as well.
    const shared = isJoint(problem) ? await new Protection(withoutJoint(problem), way).run() : undefined;
    outcome =
      shared?.outcome === 'impossible'
        ? shared
        : await new Protection(
            problem,
            way,
            shared?.outcome === 'protected' ? shared.pattern : undefined,
          ).run();
    if (outcome.outcome === 'protected') return outcome;
  }
  return outcome;
}

interface Way {
  readonly sensitive: readonly Sensitive[];
  readonly knowledge: Knowledge;
  readonly zeros: 'shown' | 'withheld';
  readonly options: ProtectOptions;
}

class Protection {
  readonly #problem: TableProblem;
  /** What is hidden to begin with, beside the sensitive cells. */
  readonly #from: Pattern | undefined;
  readonly #sensitive: readonly Sensitive[];
  readonly #ground: Ground;
  readonly #readers: readonly Reader[];
  readonly #options: ProtectOptions;
  /** Rows of no table: hidden from the start, at no cost. */
  readonly #slack: ReadonlySet<number>;
  #doubts: readonly Doubt[] = [];

  constructor(problem: TableProblem, { sensitive, knowledge, zeros, options }: Way, from?: Pattern) {
    this.#problem = problem;
    this.#from = from;
    this.#sensitive = sensitive;
    this.#options = options;
    this.#readers = readers(problem, knowledge);
    const cost = options.cost ?? 'cells';
    this.#ground = ground(
      problem,
      sensitive,
      (cell) => isKnownZero(problem.cells[cell] ?? { code: '', value: 0 }, zeros),
      (cell) => mayHide(problem.cells[cell] ?? { code: '', value: 0 }, knowledge),
      (cell) => weigh(cost, problem.cells[cell] ?? { code: '', value: 0 }),
    );
    const { cellsOf } = this.#ground;
    this.#slack = new Set(
      Array.from(cellsOf.keys()).filter((row) =>
        cellsOf[row]?.every((cell) => isSlack(problem.cells[cell] ?? {})),
      ),
    );
  }

  async run(): Promise<Outcome> {
    const { needs, open, form, hidden } = this.#ground;
    const stuck = this.#sensitive.filter(
      ({ cell, protection }) => asks(protection) && open[form.rowOf[cell] ?? -1] !== 1,
    );
    if (stuck.length > 0) return { outcome: 'impossible', cells: stuck.map(({ cell }) => cell) };
    const highs = await solver();
    let best:
      { readonly price: number; readonly hidden: Uint8Array; readonly doubts: readonly Doubt[] } | undefined;
    let unproven: readonly number[] = [];
    const { ways, until } = this.#starts();
    for (const [at, start] of ways.entries()) {
      hidden.fill(0);
      for (const row of needs.keys()) hidden[row] = open[row] ?? 0;
      for (const row of this.#slack) hidden[row] = 1;
      if (start === 'given') this.#hideGiven();
      if (start === 'eliminated') this.#eliminate();
      const isLast = !best && at === ways.length - 1;
      const { without, hopeless } = await this.#prove(highs, isLast ? 'every row' : 'while all goes well');
      if (hopeless.length > 0) return { outcome: 'impossible', cells: this.#cellsOf(hopeless) };
      unproven = without;
      if (unproven.length > 0) continue;
      await this.#reopen(
        Math.min(mostReopeningWork, needs.size * reopeningWork[until === 'cheapest' ? 'bare' : start]),
      );

      const price = hidden.reduce((sum, is, row) => sum + is * (this.#ground.weight[row] ?? 0), 0);
      if (!best || price < best.price) best = { price, hidden: hidden.slice(), doubts: this.#doubts };
      if (until === 'first') break;
    }
    if (!best) return { outcome: 'not-proven', pattern: this.#pattern(), cells: this.#cellsOf(unproven) };
    hidden.set(best.hidden);
    this.#doubts = best.doubts;
    const pattern = this.#pattern();
    const certificate = this.#certify();
    const faults = verify(this.#problem, pattern, this.#sensitive, this.#readers, certificate);
    return faults.length > 0
      ? { outcome: 'not-proven', pattern, cells: this.#sensitive.map(({ cell }) => cell) }
      : { outcome: 'protected', pattern, certificate };
  }

  /**
   * The ways to start, the more promising first, and whether the first that leads to a proof will do. Elimination hides
   * at once what ties a large table together. Where few rows are sensitive, or counts are at least 1, its choice is not
   * the one that doubt needs, and the programs choose better alone. For amounts either may win.
   */
  #starts(): {
    readonly ways: readonly ('given' | 'eliminated' | 'bare')[];
    readonly until: 'first' | 'cheapest';
  } {
    if (this.#from) return { ways: ['given', 'bare'], until: 'first' };
    const { needs, form } = this.#ground;
    const few = needs.size <= fewSensitive;
    const small = form.leaves.length <= fewLeaves;
    const byAmount = this.#options.cost !== undefined && this.#options.cost !== 'cells';
    const mayBeNone = this.#readers.every(({ atLeast }) => atLeast.every((least) => least === 0));
    const bareFirst = few ? small : !mayBeNone;
    return {
      ways: bareFirst ? ['bare', 'eliminated'] : ['eliminated', 'bare'],
      until: few && small && byAmount ? 'cheapest' : 'first',
    };
  }

  #hideGiven(): void {
    const { form, hidden, open } = this.#ground;
    this.#from?.forEach((state, cell) => {
      const row = form.rowOf[cell] ?? -1;
      if (state !== 'published' && row >= 0) hidden[row] = open[row] ?? 0;
    });
  }

  /** Hides what elimination says must be hidden lest a sensitive cell be worked out. */
  #eliminate(): void {
    const { form, needs, open, weight, hidden, cellsOf } = this.#ground;
    const valueOf = (row: number) => this.#problem.cells[cellsOf[row]?.[0] ?? -1]?.value ?? 0;
    const order = Array.from(weight.keys())
      .filter((row) => open[row] === 1 && !needs.has(row) && valueOf(row) > 0)
      .sort((a, b) => (weight[b] ?? 0) - (weight[a] ?? 0) || a - b);
    const wanting = [...needs].filter(([, need]) => asks(need));
    // What is hidden without needing doubt, such as what an earlier release hid, stands in nobody's way.
    order.push(...[...needs].flatMap(([row, need]) => (asks(need) ? [] : [row])));
    const shown = showableRows(
      form,
      wanting.map(([row]) => row),
      order,
    );
    for (const row of order) if (shown[row] !== 1) hidden[row] = open[row] ?? 0;
  }

  /**
   * Looks for a proof for every row; where there is another way to start, only until one row stays without.
   * @returns rows without proof, and those of them that nothing can protect
   */
  async #prove(
    highs: Highs,
    rows: 'every row' | 'while all goes well',
  ): Promise<{ readonly without: readonly number[]; readonly hopeless: readonly number[] }> {
    const { form, needs } = this.#ground;
    const size = neighbourhoodSize(needs.size);
    const free = isJoint(this.#problem) ? 'everywhere' : 'nearby';
    this.#doubts = this.#readers.map((reader) => new Doubt(highs, this.#ground, reader, size, free));
    const length = (row: number) => (form.rows.starts[row + 1] ?? 0) - (form.rows.starts[row] ?? 0);
    const value = (row: number) => this.#problem.cells[this.#ground.cellsOf[row]?.[0] ?? -1]?.value ?? 0;
    // Sums before their parts: what protects a sum often protects what is in it.
    const order = [...needs.keys()].sort((a, b) => length(b) - length(a) || value(a) - value(b) || a - b);
    const without = new Set<number>();
    const hopeless = new Set<number>();
    const of = order.length * this.#doubts.length;
    let done = 0;
    for (const doubt of this.#doubts)
      for (const row of order) {
        if (!doubt.secure(row)) {
          without.add(row);
          if (this.#impossible(row)) hopeless.add(row);
          else if (rows === 'while all goes well' && hopeless.size === 0)
            return { without: [...without], hopeless: [] };
        }
        await this.#breathe('proving', (done += 1), of);
      }
    return { without: [...without], hopeless: [...hopeless] };
  }

  #impossible(row: number): boolean {
    if (this.#ground.form.leaves.length > mostLeavesAtOnce) return false;
    return this.#doubts.some((doubt) => doubt.impossible(row));
  }

  /** Shows hidden rows again that no proof needs. */
  async #reopen(most: number): Promise<void> {
    const reopening = new Reopening(this.#ground, this.#doubts, this.#slack);
    for (const { done, of } of reopening.run(most)) await this.#breathe('reopening', done, of);
  }

  #cellsOf(rows: readonly number[]): number[] {
    const wanted = new Set(rows);
    return this.#sensitive
      .filter(({ cell }) => wanted.has(this.#ground.form.rowOf[cell] ?? -1))
      .map(({ cell }) => cell);
  }

  #pattern(): Pattern {
    const { form, hidden } = this.#ground;
    const primary = new Set(this.#sensitive.map(({ cell }) => cell));
    return this.#problem.cells.map((each, cell) =>
      primary.has(cell)
        ? 'primary'
        : isSlack(each) || hidden[form.rowOf[cell] ?? -1] === 1
          ? 'secondary'
          : 'published',
    );
  }

  #certify(): Certificate {
    const places = new Map<Deviation, number>();
    const place = (witness: Deviation) => {
      if (!places.has(witness)) places.set(witness, places.size);
      return places.get(witness) ?? -1;
    };
    const still = { cells: [], by: [] };
    const proofs: Proof[] = this.#doubts.flatMap((doubt) => {
      const found = new Map(doubt.proofs().map((proof) => [proof.row, proof]));
      return this.#sensitive.map(({ cell }) => {
        const { low, high } = found.get(this.#ground.form.rowOf[cell] ?? -1) ?? { low: still, high: still };
        return { reader: doubt.reader, cell, low: place(low), high: place(high) };
      });
    });
    return { witnesses: [...places.keys()], proofs };
  }

  /** Says how far the work is, and lets others run now and then. */
  async #breathe(doing: Progress['doing'], done: number, of: number): Promise<void> {
    if (done % 25 !== 0 && done !== of) return;
    this.#options.signal?.throwIfAborted();
    this.#options.progress?.({ doing, done, of });
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Whether a sensitive cell needs any doubt at all, or is only to stay hidden. */
function asks({ lower, upper, sliding }: Sensitive['protection']): boolean {
  return Math.max(lower, upper, sliding) > 0;
}

/** Equal costs are told apart by value, so that large totals stay shown. */
function weigh(cost: Cost, cell: Cell): number {
  if (isSlack(cell)) return nearlyFree;
  const { value, weight = 1 } = cell;
  if (cost === 'sum') return weight * (value + 0.1);
  const information = Math.log2(1 + value);
  return weight * (cost === 'information' ? information + 0.1 : 1 + information / 60);
}

/** What is never shown costs nothing to hide; not quite 0, so that as few as possible are moved. */
const nearlyFree = 0.001;
