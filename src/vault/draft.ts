/** A draft: tables made safe by the method of their plan, not yet published. */
import { perturbByCellKeys } from '../disclosure/alternatives/cell-key.ts';
import { rhoOf, rhoOfPure } from '../disclosure/alternatives/privacy.ts';
import { estimateMargins, measureMargins } from '../disclosure/alternatives/noise.ts';
import type { Randomness, Utility } from '../disclosure/alternatives/model.ts';
import { controlledRounding, roundingFaults } from '../disclosure/alternatives/rounding.ts';
import { utility } from '../disclosure/alternatives/utility.ts';
import { Problem } from '../core/problem.ts';
import { mostCombinations } from '../disclosure/joint.ts';
import { type Certificate, type Pattern, withoutSlack } from '../disclosure/model.ts';
import { obstacleOf } from '../disclosure/obstacle.ts';
import { type Progress, protect } from '../disclosure/protect.ts';
import type { Answers } from '../disclosure/tags.ts';
import type { Codebook, Variable } from './codebook.ts';
import { faultsOf, type Publication, publishedBy, type Stacked, stackOn } from './ledger.ts';
import { type Joint, ofTables, withJoint } from './ledger-joint.ts';
import { all } from '../statistics/model.ts';
import type { Method, Plan } from './plan.ts';
import { formOf, nameOf, type PlannedTables, variablesOf } from './plan-tables.ts';

export interface Draft extends Publication {
  /** The standard deviation of the noise of each cell, where it may be published. */
  readonly standardErrors?: readonly number[];
  /** For suppression: a pattern of everything published and this, with two tables for each guarded count. */
  readonly proof?: { readonly pattern: Pattern; readonly certificate: Certificate };
  /** Hash of the last entry of the ledger that the draft was made on. */
  readonly ledger: string;
}

/** What making a draft needs beside its counts. */
export interface Means {
  readonly codebook: Codebook;
  readonly plan: Plan;
  readonly tables: PlannedTables;
  readonly ledger: readonly Publication[];
  /** Counts over some variables, in the order of the codebook. */
  readonly count: (variables: readonly Variable[]) => Promise<readonly Answers[]>;
  /** From the operating system: for noise. */
  readonly secure: Randomness;
  /** The same for the same tables: who rounds twice must round alike, or the two narrow each other. */
  readonly repeatable: Randomness;
  /** A lasting key for each record of a combination of codes, by its number there. */
  readonly recordKey: (combination: string, record: number) => number;
  /** What several tables say together; undefined where that is nothing, or too much to reckon with. */
  readonly joint: (stacked: Stacked) => Promise<Joint | undefined>;
  readonly progress?: (state: Progress) => void;
}

type Numbers = Pick<Draft, 'published' | 'standardErrors' | 'proof'>;

/**
 * @throws Problem `release-refused` where the plan cannot be made safe on top of everything published, with the
 *   cells named; `protection-not-proven`; those of the methods
 */
export async function makeDraft(means: Means): Promise<Omit<Draft, 'ledger'>> {
  const { plan, tables } = means;
  const { method } = plan;
  const base = { name: plan.name, plan, problem: tables.problem };
  switch (method.is) {
    case 'suppression':
      return { ...base, ...(await suppressed(means, method.cost)) };
    case 'rounding':
      return { ...base, ...(await rounded(means, method)) };
    case 'cell-key':
      return { ...base, ...(await perturbed(means, method)) };
    case 'noise':
      return { ...base, ...(await noisy(means, method)) };
  }
}

async function suppressed(
  {
    plan,
    tables,
    ledger,
    joint: jointOf,
    progress,
  }: Pick<Means, 'plan' | 'tables' | 'ledger' | 'joint' | 'progress'>,
  cost: 'cells' | 'sum' | 'information',
): Promise<Numbers> {
  const next = { name: plan.name, plan, problem: tables.problem, published: [] };
  const stacked = stackOn(ledger, next);
  const { problem, sensitive, knowledge } = stacked;
  const joint = await jointOf(stacked);
  const whole = joint && joint.counts.length <= mostCombinations ? withJoint(problem, joint) : problem;
  const result = await protect(whole, sensitive, knowledge, { cost, ...(progress ? { progress } : {}) });
  if (result.outcome === 'impossible')
    throw refusal(
      plan.name,
      result.cells.map((cell) => describeObstacle(stacked, cell)),
    );
  if (result.outcome === 'not-proven')
    throw new Problem('protection-not-proven', {
      cells: shortened(result.cells.map((cell) => `“${problem.cells[cell]?.code ?? ''}”`)),
    });
  const proof = ofTables(problem, result);
  return { published: publishedBy(stacked, next, proof.pattern), proof };
}

/** Names a cell that nothing protects, with the cells that give it away; no numbers. */
function describeObstacle({ problem, sensitive, knowledge }: Stacked, cell: number): string {
  const name = (at: number) => `“${problem.cells[at]?.code ?? ''}”`;
  const item = sensitive.find((one) => one.cell === cell);
  const shown = item ? obstacleOf(problem, item, knowledge).shown.filter((at) => at !== cell) : [];
  return shown.length === 0
    ? name(cell)
    : `${name(cell)} (through ${shown.slice(0, 3).map(name).join(', ')}${shown.length > 3 ? ' …' : ''})`;
}

async function rounded(
  { plan, tables: { problem }, repeatable }: Means,
  { base, choice }: Extract<Method, { is: 'rounding' }>,
): Promise<Numbers> {
  for (const beyond of ['never', 'where-needed'] as const) {
    const result = await controlledRounding(problem, { base, choice, beyond }, repeatable);
    if (result.outcome === 'rounded') return { published: [...result.table.values] };
  }
  throw new Problem('plan-invalid', {
    detail: `no rounding of ${plan.name} to multiples of ${base} was found that adds up; leave out a table`,
  });
}

async function perturbed(
  { codebook, plan, tables: { problem }, count, recordKey }: Means,
  { largestNoise, variance }: Extract<Method, { is: 'cell-key' }>,
): Promise<Numbers> {
  const keys = await cellKeys(codebook, plan, count, recordKey);
  const { values } = perturbByCellKeys(
    problem,
    { largestNoise, variance, threshold: plan.threshold - 1 },
    (cell) => keys.get(problem.cells[cell]?.code ?? '') ?? 0,
  );
  return { published: [...values] };
}

/** The sum of its records' keys for each cell, by name. Records that are alike in everything are numbered. */
async function cellKeys(
  codebook: Codebook,
  plan: Plan,
  count: Means['count'],
  recordKey: Means['recordKey'],
): Promise<Map<string, number>> {
  const { variables } = codebook;
  const keys = new Map<string, number>();
  const above = variables.map(({ codes }) => {
    const parentOf = new Map(codes.map(({ code, parent = all }) => [code, parent]));
    const list = (code: string): string[] =>
      code === all ? [all] : [code, ...list(parentOf.get(code) ?? all)];
    return new Map(codes.map(({ code }) => [code, list(code)]));
  });
  const tables = variablesOf(codebook, plan).map((of) => ({
    names: of.map(({ name }) => name),
    at: of.map((variable) => variables.indexOf(variable)),
  }));
  for (const { codes, count: records } of await count(variables)) {
    const combination = JSON.stringify(codes);
    let key = 0;
    for (let record = 0; record < records; record += 1) key = (key + recordKey(combination, record)) >>> 0;
    const cells = new Set(
      tables.flatMap(({ names, at }) =>
        at
          .reduce<string[][]>(
            (made, v) =>
              made.flatMap((start) =>
                (above[v]?.get(codes[v]?.[0] ?? '') ?? []).map((code) => [...start, code]),
              ),
            [[]],
          )
          .map((cell) => nameOf(names, cell)),
      ),
    );
    for (const cell of cells) keys.set(cell, ((keys.get(cell) ?? 0) + key) >>> 0);
  }
  return keys;
}

/** δ times the number of records: how many may be given away whole, on average, in the worst case. */
const mostDelta = 0.1;

async function noisy(
  { codebook, plan, tables: { problem }, count, secure }: Means,
  method: Extract<Method, { is: 'noise' }>,
): Promise<Numbers> {
  const records = problem.cells.find(({ code }) => code === nameOf([], []))?.value ?? 0;
  if (method.delta * records > mostDelta)
    throw new Problem('plan-invalid', { detail: 'delta must be well below one over the number of records' });
  const of = variablesOf(codebook, plan);
  const variables = codebook.variables.filter((variable) => of.some((table) => table.includes(variable)));
  const form = formOf(
    codebook,
    variables,
    await count(variables),
    of.map((table) => table.map(({ name }) => name)),
  );
  const measured = measureMargins(
    form,
    {
      noise:
        method.delta > 0
          ? { kind: 'gaussian', rho: costOf(method) }
          : { kind: 'laplace', epsilon: method.epsilon },
      recordsPerPerson: method.recordsPerPerson,
    },
    secure,
  );
  const { tabulation, values, standardErrors } = estimateMargins(form, measured, method.estimate);
  const placeOf = new Map(tabulation.problem.cells.map(({ code }, place) => [code, place]));
  const from = problem.cells.map(({ code }) => placeOf.get(code) ?? -1);
  return {
    published: from.map((place) => roundedTo(values[place] ?? NaN)),
    ...(method.estimate === 'unbiased'
      ? { standardErrors: from.map((place) => roundedTo(standardErrors[place] ?? NaN)) }
      : {}),
  };
}

/** So many digits that sums still hold; no minus zero. */
function roundedTo(value: number): number {
  return Math.round(value * 1e8) / 1e8 + 0;
}

/** What a measurement with this noise costs of the budget (ρ). */
export function costOf({ epsilon, delta }: Extract<Method, { is: 'noise' }>): number {
  return delta > 0 ? rhoOf(epsilon, delta) : rhoOfPure(epsilon);
}

/** What is wrong with a draft on this stack, a sentence each; for noise there is nothing to be checked. */
export function checkDraft(stacked: Stacked, draft: Draft): string[] {
  const { method, threshold } = draft.plan;
  switch (method.is) {
    case 'suppression':
      return draft.proof ? faultsOf(stacked, draft, draft.proof) : ['There is no proof.'];
    case 'rounding':
      return roundingFaults(
        draft.problem,
        draft.published.map((shown) => shown ?? NaN),
        {
          ...method,
          beyond: 'where-needed',
        },
      );
    case 'cell-key':
      return draft.problem.cells.flatMap(({ code, value }, cell) => {
        const shown = draft.published[cell] ?? NaN;
        const sound = Math.abs(shown - value) <= method.largestNoise && (shown === 0 || shown >= threshold);
        return sound ? [] : [`${code}: what is shown is not what the method can give.`];
      });
    case 'noise':
      return [];
  }
}

/** The loss of a draft, and of suppression on the same tables and ledger where that can be had. */
export async function utilitiesOf(
  draft: Omit<Draft, 'ledger'>,
  means: Pick<Means, 'plan' | 'tables' | 'ledger' | 'joint'>,
): Promise<{ readonly chosen: Utility; readonly suppression: Utility | undefined }> {
  const shown = withoutSlack(draft.problem);
  const lossOf = ({ published }: Numbers) => utility(shown, published.slice(0, shown.cells.length));
  const chosen = lossOf(draft);
  if (draft.plan.method.is === 'suppression') return { chosen, suppression: chosen };
  try {
    return {
      chosen,
      suppression: lossOf(
        await suppressed(
          { ...means, plan: { ...means.plan, method: { is: 'suppression', cost: 'cells' } } },
          'cells',
        ),
      ),
    };
  } catch (error) {
    if (error instanceof Problem) return { chosen, suppression: undefined };
    throw error;
  }
}

/** @param cells by name, those that a reader could work out */
export function refusal(name: string, cells: readonly string[]): Problem {
  return new Problem('release-refused', { name, cells: shortened(cells) });
}

const mostNamed = 20;

function shortened(names: readonly string[]): string {
  return (
    names.slice(0, mostNamed).join(', ') +
    (names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '')
  );
}
