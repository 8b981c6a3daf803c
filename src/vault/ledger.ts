/**
 * Everything ever published from a vault, as linear constraints on the counts behind it, and a new publication on
 * top. A suppressed table gives the numbers that it shows; a rounded or perturbed one gives bounds around each
 * number. Noise of differential privacy gives none: what it tells is limited by its budget, whatever else is known.
 */
import { attack, release, type Release } from '../disclosure/attack.ts';
import {
  type Cell,
  type Certificate,
  isSlack,
  type Knowledge,
  type Pattern,
  protects,
  type Reader,
  readers,
  type Relation,
  type Sensitive,
  tableProblem,
  type TableProblem,
} from '../disclosure/model.ts';
import { primarySuppression } from '../disclosure/primary.ts';
import {
  nextPattern,
  stack,
  type EarlierRelease,
  type NextRelease,
  type Stack,
} from '../disclosure/releases.ts';
import { verify } from '../disclosure/verify.ts';
import type { Joint } from './ledger-joint.ts';
import { strongest } from './ledger-readers.ts';
import { isExact, type Method, type Plan } from './plan.ts';

/** Tables as published, or about to be. True counts stand beside what is shown: secret. */
export interface Publication {
  readonly name: string;
  readonly plan: Plan;
  readonly problem: TableProblem;
  /** For each cell what readers see; undefined where it is withheld. Slack is never seen. */
  readonly published: readonly (number | undefined)[];
}

/** A publication on top of all earlier ones, as one problem. */
export interface Stacked extends Stack {
  readonly knowledge: Knowledge;
  readonly readers: readonly Reader[];
  /** What of the stack readers have in their hands. */
  readonly pattern: Pattern;
}

/** A count that a reader can come too near to, by name; or one for which the attack could not settle it. */
export interface Finding {
  readonly cell: string;
  readonly found: 'narrow' | 'not settled';
}

export interface Attacked {
  /** Counts and changes between releases that readers do not see. */
  readonly withheld: number;
  /** Those of them that must stay in doubt. */
  readonly guarded: number;
  readonly findings: readonly Finding[];
}

/**
 * What must stay in doubt: the counts below the threshold. A method that changes every number leaves each of them
 * anything from 0 to the threshold less one, and is held to that. Where organisations are readers, so must the counts
 * that are below the threshold once one of them has taken its own cases away.
 */
function sensitiveOf(
  { problem, plan }: Pick<Publication, 'problem' | 'plan'>,
  knowledge: Knowledge,
): readonly Sensitive[] {
  const { threshold, method } = plan;
  const small = primarySuppression(problem, { threshold }, knowledge);
  if (knowledge.insider === 'both') {
    const known = new Set(small.map(({ cell }) => cell));
    for (const { counts } of problem.holdings)
      for (const [cell, own] of counts) {
        const { value = 0, kind } = problem.cells[cell] ?? {};
        if (known.has(cell) || isSlack({ kind }) || value === own || value - own >= threshold) continue;
        known.add(cell);
        small.push({ cell, reason: 'contributors', protection: { lower: 0, upper: 0, sliding: threshold } });
      }
  }
  if (isExact(method)) return small;
  const sliding = Math.max(threshold - 1, 1);
  return small.map((item) => ({ ...item, protection: { lower: 0, upper: 0, sliding } }));
}

/** How far from a published number the count behind it can be, as far as readers know. */
export function boundsOf(
  method: Method,
  value: number,
  shown: number,
): { readonly least: number; readonly most: number } | undefined {
  if (method.is === 'rounding') {
    // Totals that went one multiple further are taken to be known.
    const reach = (Math.abs(value - shown) < method.base ? method.base : 2 * method.base) - 1;
    return { least: Math.max(shown - reach, 0), most: shown + reach };
  }
  if (method.is === 'cell-key')
    return {
      least: shown === 0 ? 0 : Math.max(shown - method.largestNoise, 1),
      most: shown + method.largestNoise,
    };
  return undefined;
}

/**
 * @param ledger oldest first
 * @throws Problem those of `stack`
 */
export function stackOn(ledger: readonly Publication[], next: Publication): Stacked {
  const constraining = ledger.filter(({ plan }) => plan.method.is !== 'noise');
  const plans = [...constraining, next].map(({ plan }) => plan);
  const knowledge = strongest(plans.map(({ reader }) => reader));
  const earlier = constraining.map((publication): EarlierRelease => ({
    ...asRelease(publication, knowledge),
    pattern: patternOf(publication),
  }));
  const threshold = Math.max(...plans.map((plan) => plan.threshold));
  const whole = stack(earlier, asRelease(next, knowledge), { threshold, changes: next.plan.changes });
  const known = whole.problem.cells.map(({ keep }) => keep === 'published');
  if (isExact(next.plan.method))
    next.published.forEach((shown, cell) => {
      if (shown !== undefined) known[whole.places[cell] ?? -1] = true;
    });
  const problem = withBounds(whole, [...constraining, next]);
  return {
    ...whole,
    problem,
    knowledge,
    readers: isExact(next.plan.method)
      ? readers(problem, knowledge)
      : readersOfChanged(whole, problem, knowledge, constraining),
    pattern: problem.cells.map((_, cell) => (known[cell] ? 'published' : 'secondary')),
  };
}

/** What `protect` chose for a stack, for the publication on top. */
export function publishedBy(
  stacked: Stack,
  { problem, plan }: Pick<Publication, 'problem' | 'plan'>,
  pattern: Pattern,
): (number | undefined)[] {
  const next = asRelease({ name: plan.name, plan, problem, published: [] }, plan.reader);
  const chosen = nextPattern(stacked, next, pattern);
  return problem.cells.map(({ value }, cell) => (chosen[cell] === 'published' ? value : undefined));
}

/**
 * What is wrong with the proof of a publication, a sentence each.
 * @param proof a pattern of the whole stack with its certificate
 */
export function faultsOf(
  stacked: Stacked,
  next: Publication,
  proof: { readonly pattern: Pattern; readonly certificate: Certificate },
): string[] {
  const { problem, sensitive } = stacked;
  const faults = verify(problem, proof.pattern, sensitive, stacked.readers, proof.certificate);
  const proven = publishedBy(stacked, next, proof.pattern);
  next.problem.cells.forEach(({ code }, cell) => {
    if (next.published[cell] !== undefined && next.published[cell] !== proven[cell])
      faults.push(`${code}: it is shown, and the proof is of a table that withholds it.`);
  });
  return faults;
}

/**
 * What a reader of everything published can work out. Shares no search with protection.
 * @param joint where several tables together say more than the counts they share
 */
export async function attackOn(
  { problem, sensitive, readers, pattern }: Stacked,
  joint: Joint | undefined,
  progress?: (state: { readonly done: number; readonly of: number }) => void,
): Promise<Attacked> {
  const guarded = sensitive.filter(
    ({ protection: { lower, upper, sliding } }) => lower + upper + sliding > 0,
  );
  const start = [...problem.cells.map(({ value }) => value), ...(joint?.counts ?? [])];
  const { published, relations } = release(problem, pattern);
  const released: Release = {
    published: [...published, ...(joint?.counts.map((_, at) => (joint.empty.has(at) ? 0 : undefined)) ?? [])],
    relations: [...relations, ...(joint?.relations ?? [])],
  };
  const wide = Math.max(1, ...guarded.map(({ protection }) => protection.sliding));
  const found = new Map<number, Finding['found']>();
  const ownOf = ({ name }: Reader) => joint?.held.get(name) ?? joint?.counts.map(() => 0) ?? [];
  for (const reader of readers) {
    const intervals = new Map(
      (
        await attack(
          released,
          { name: reader.name, atLeast: [...reader.atLeast, ...ownOf(reader)] },
          { start, wide, ...(progress ? { progress } : {}) },
        )
      ).map((interval) => [interval.cell, interval]),
    );
    for (const { cell, protection } of guarded) {
      const value = start[cell] ?? NaN;
      const { min, max } = intervals.get(cell) ?? {
        min: { value, known: 'exact' },
        max: { value, known: 'exact' },
      };
      if (!protects({ min: min.value, max: max.value }, value, protection)) found.set(cell, 'narrow');
      else if (
        !found.has(cell) &&
        (min.known === 'bound' || (max.known === 'bound' && max.value !== Infinity))
      )
        found.set(cell, 'not settled');
    }
  }
  return {
    withheld: problem.cells.filter((cell, at) => pattern[at] !== 'published' && !isSlack(cell)).length,
    guarded: guarded.length,
    findings: [...found]
      .sort(([a], [b]) => a - b)
      .map(([cell, what]) => ({ cell: problem.cells[cell]?.code ?? '', found: what })),
  };
}

/** For the stack: numbers that are not the counts themselves are no more than hidden counts. */
function asRelease(publication: Publication, knowledge: Knowledge): NextRelease {
  const { name, problem, plan } = publication;
  return {
    name,
    problem: knowledge.insider === 'both' ? problem : { ...problem, holdings: [] },
    sensitive: sensitiveOf(publication, knowledge),
    ...(isExact(plan.method) ? {} : { offered: new Set<number>() }),
  };
}

function patternOf({ plan, published }: Publication): Pattern {
  return published.map((shown) => (shown !== undefined && isExact(plan.method) ? 'published' : 'secondary'));
}

/** Numbers that are shown changed bound the counts behind them, each by two sums with a cell of room. */
function withBounds(whole: Stack, publications: readonly Publication[]): TableProblem {
  const cells: Cell[] = [...whole.problem.cells];
  const relations: Relation[] = [...whole.problem.relations];
  const bound = (cell: number, side: 1 | -1, constant: number, code: string) => {
    const value = side * (constant - (cells[cell]?.value ?? NaN));
    const room = cells.push({ code, value, kind: 'room' }) - 1;
    relations.push({ cells: [cell, room], coefficients: [1, side], constant });
  };
  const placeOf = new Map(
    whole.of.flatMap((origin, place) =>
      origin.is === 'count' ? origin.releases.map((name) => [`${name} ${origin.code}`, place] as const) : [],
    ),
  );
  for (const { name, plan, problem, published } of publications)
    problem.cells.forEach(({ code, value }, at) => {
      const shown = published[at];
      const cell = placeOf.get(`${name} ${code}`);
      if (shown === undefined || cell === undefined || cells[cell]?.keep === 'published') return;
      const bounds = boundsOf(plan.method, value, shown);
      if (!bounds) return;
      bound(cell, 1, bounds.most, `${code} [room above in ${name}]`);
      if (bounds.least > 0) bound(cell, -1, bounds.least, `${code} [room below in ${name}]`);
    });
  return tableProblem(cells, relations, whole.problem.holdings);
}

/**
 * Where numbers are changed nobody sees which counts are zero. Who knows it of suppressed tables knows it of their
 * cells only. What an organisation reported it knows anyhow.
 */
function readersOfChanged(
  { of }: Stack,
  problem: TableProblem,
  knowledge: Knowledge,
  earlier: readonly Publication[],
): Reader[] {
  const exact = new Set(earlier.filter(({ plan }) => isExact(plan.method)).map(({ name }) => name));
  const own =
    knowledge.insider === 'both'
      ? readers(problem, { zeros: 'withholdable', insider: 'organisation' }).map(({ atLeast }) => atLeast)
      : [];
  return readers(problem, knowledge).map(({ name, atLeast }, r) => ({
    name,
    atLeast: atLeast.map((least, cell) => {
      const origin = of[cell];
      const isOpen = origin?.is === 'count' && !origin.releases.some((release) => exact.has(release));
      return isOpen ? (own[r]?.[cell] ?? 0) : least;
    }),
  }));
}
