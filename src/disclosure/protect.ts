/**
 * Complementary suppression: which further cells are hidden so that no reader can narrow a sensitive cell below
 * its protection. Elimination chooses first; linear programs then look for two whole tables as a witness of each
 * cell's doubt, hide the cheapest further cells where there are none (Kelly, Golden & Assad 1992; Fischetti &
 * Salazar-González 2001; Castro 2012), and reopen what turns out not to be needed.
 */
import { Doubt } from './doubt.ts';
import { showableCells } from './eliminate.ts';
import {
  mayHide,
  readers,
  type Certificate,
  type Knowledge,
  type Pattern,
  type Proof,
  type Sensitive,
  type TableProblem,
  type Witness,
} from './model.ts';
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

/**
 * Hides what must be hidden beside the sensitive cells.
 * Deterministic. Safety is never a matter of the solver's tolerance: whatever is called protected has been
 * checked by `verify`.
 */
export async function protect(
  problem: TableProblem,
  sensitive: readonly Sensitive[],
  knowledge: Knowledge,
  { cost = 'cells' }: ProtectOptions = {},
): Promise<Outcome> {
  const { cells } = problem;
  const open = cells.map((cell) => mayHide(cell, knowledge));
  const bare = sensitive.filter(({ cell }) => !open[cell]).map(({ cell }) => cell);
  if (bare.length > 0) return { outcome: 'impossible', cells: bare };

  const weights = cells.map(({ value }) => weigh(cost, value));
  const primary = new Set(sensitive.map(({ cell }) => cell));
  const order = cells
    .flatMap(({ value }, cell) => (open[cell] && value > 0 && !primary.has(cell) ? [cell] : []))
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const shown = showableCells(problem, [...primary], order);
  const hidden = new Set([...primary, ...order.filter((cell) => !shown.has(cell))]);

  const highs = await solver();
  const all = readers(problem, knowledge);
  const doubts = all.map((reader) => new Doubt(highs, problem, sensitive, reader, weights, open));
  try {
    for (const doubt of doubts) for (const cell of hidden) doubt.hide(cell);
    const unproven = new Set<number>();
    for (const doubt of doubts) {
      doubt.sweep();
      for (const item of sensitive) {
        const found = secure(doubt, doubts, item, hidden);
        if (found === 'impossible') return { outcome: 'impossible', cells: [item.cell] };
        if (found === 'not-proven') unproven.add(item.cell);
      }
    }
    if (unproven.size === 0) reopen(doubts, hidden, primary, weights);
    const pattern = cells.map((_, cell) =>
      primary.has(cell) ? 'primary' : hidden.has(cell) ? 'secondary' : 'published',
    );
    if (unproven.size > 0) return { outcome: 'not-proven', pattern, cells: [...unproven] };
    const certificate = certify(doubts);
    const faults = verify(problem, pattern, sensitive, all, certificate);
    return faults.length > 0
      ? { outcome: 'not-proven', pattern, cells: [...primary] }
      : { outcome: 'protected', pattern, certificate };
  } finally {
    for (const doubt of doubts) doubt.dispose();
  }
}

/** Equal costs are told apart by value, so that large totals stay shown. */
function weigh(cost: Cost, value: number): number {
  if (cost === 'sum') return value + 0.1;
  const information = Math.log2(1 + value);
  return cost === 'information' ? information + 0.1 : 1 + information / 60;
}

/** Hides further cells until the reader is in enough doubt about one cell. */
function secure(
  doubt: Doubt,
  doubts: readonly Doubt[],
  item: Sensitive,
  hidden: Set<number>,
): 'secured' | 'not-proven' | 'impossible' {
  for (const numbers of ['real', 'real', 'whole'] as const) {
    if (doubt.prove(item)) return 'secured';
    const further = doubt.cheapest(item, numbers);
    if (further === 'none') return 'impossible';
    if (further === 'unknown') continue;
    for (const cell of further) {
      hidden.add(cell);
      for (const each of doubts) each.hide(cell);
    }
  }
  return doubt.prove(item) ? 'secured' : 'not-proven';
}

/** Shows again, dearest first, what no proof needs. */
function reopen(
  doubts: readonly Doubt[],
  hidden: Set<number>,
  primary: ReadonlySet<number>,
  weights: readonly number[],
): void {
  const secondaries = [...hidden]
    .filter((cell) => !primary.has(cell))
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  for (const cell of secondaries) {
    const tried: Doubt[] = [];
    const safe = doubts.every((doubt) => {
      tried.push(doubt);
      return doubt.show(cell);
    });
    if (safe) hidden.delete(cell);
    else for (const doubt of tried) doubt.hide(cell);
  }
}

function certify(doubts: readonly Doubt[]): Certificate {
  const places = new Map<Witness, number>();
  const place = (witness: Witness) => {
    if (!places.has(witness)) places.set(witness, places.size);
    return places.get(witness) ?? -1;
  };
  const proofs: Proof[] = doubts.flatMap((doubt) =>
    doubt
      .proofs()
      .map(({ cell, low, high }) => ({ reader: doubt.reader, cell, low: place(low), high: place(high) })),
  );
  return { witnesses: [...places.keys()], proofs };
}
