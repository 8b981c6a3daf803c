/** From a plan to a draft to a release, with what the vault keeps of each. */
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { Utility } from '../../disclosure/alternatives/model.ts';
import { isSlack, type TableProblem } from '../../disclosure/model.ts';
import type { Progress } from '../../disclosure/protect.ts';
import type { Answers } from '../../disclosure/tags.ts';
import type { Codebook, Variable } from '../codebook.ts';
import { checkDraft, costOf, type Draft, makeDraft, type Means, refusal, utilitiesOf } from '../draft.ts';
import type { Engine } from '../engine.ts';
import { type Attacked, attackOn, type Publication, stackOn, type Stacked } from '../ledger.ts';
import { type Joint, jointOf, togetherOf } from '../ledger-joint.ts';
import { knowledgeOf } from '../ledger-readers.ts';
import type { Plan } from '../plan.ts';
import {
  groupsByOrganisation,
  holdersOf,
  namesIn,
  type PlannedTables,
  tablesOf,
  variablesOf,
} from '../plan-tables.ts';
import { charged } from './budget.ts';
import { type Keys, keysOf, secureNumbers } from './keys.ts';
import { appended, type Entry, headOf, readLedger } from './ledger.ts';
import { type SealedCertificate, commitmentOf } from '../formats/certificate.ts';
import { draftJson, readDrafts, withDraft } from './publications.ts';
import type { Sections } from './sections.ts';

/** A vault that is open for releases. */
export interface OpenVault {
  readonly codebook: Codebook;
  readonly count: Engine['count'];
  readonly sections: Sections;
}

export interface Counted {
  readonly tables: PlannedTables;
  /** For each table the records behind it. */
  readonly answers: readonly (readonly Answers[])[];
}

/** The tables of a plan as the records have them now. */
export async function countTables(
  { codebook, count }: Pick<OpenVault, 'codebook' | 'count'>,
  plan: Pick<Plan, 'tables'>,
): Promise<Counted> {
  const answers = await count(
    variablesOf(codebook, plan).map((variables) => variables.map(({ name }) => name)),
  );
  const groups = groupsByOrganisation(codebook, plan);
  const byOrganisation = groups && (await count(groups));
  try {
    return { answers, tables: tablesOf(codebook, plan, answers, byOrganisation) };
  } catch (error) {
    throw error instanceof Problem && tellsCounts.has(error.code)
      ? new Problem('records-contradict', {
          cell: String(error.details['cell'] ?? error.details['whole'] ?? error.details['part']),
        })
      : error;
  }
}

/** Problems whose sentences hold counts, which nobody may see here. */
const tellsCounts: ReadonlySet<string> = new Set([
  'table-codes-more',
  'table-codes-fewer',
  'table-zero-impossible',
  'table-value-invalid',
]);

export interface Drafted {
  readonly draft: Draft;
  readonly utility: { readonly chosen: Utility; readonly suppression: Utility | undefined };
}

/**
 * Makes a draft and keeps it. Noise is charged to the budget together with keeping the draft: who draws again until
 * the numbers please learns from every draw.
 * @throws Problem as `makeDraft`; `release-name-taken`, `privacy-budget-*`
 */
export async function protectPlan(
  vault: OpenVault,
  plan: Plan,
  progress?: (state: Progress) => void,
): Promise<Drafted> {
  const { sections, count, codebook } = vault;
  const entries = readLedger(sections);
  if (entries.some(({ publication }) => publication.name === plan.name))
    throw new Problem('release-name-taken', { name: plan.name });
  checkCodes(codebook, entries);
  const { tables } = await countTables(vault, plan);
  knowledgeOf(codebook, [
    ...constraining(entries),
    { name: plan.name, plan, problem: tables.problem, published: [] },
  ]);
  const charges =
    plan.method.is === 'noise' ? [charged(sections, { purpose: plan.name, rho: costOf(plan.method) })] : [];
  const { keys, made } = keysOf(sections);
  const means: Means = {
    codebook,
    plan,
    tables,
    ledger: entries.map(({ publication }) => publication),
    count: async (variables: readonly Variable[]) =>
      (await count([variables.map(({ name }) => name)]))[0] ?? [],
    secure: secureNumbers(),
    repeatable: keys.repeatable(
      JSON.stringify([plan.method, tables.problem.cells.map(({ code, value }) => [code, value])]),
    ),
    recordKey: keys.recordKey,
    joint: (stacked) => {
      const next = { name: plan.name, plan, problem: tables.problem, published: [] };
      return jointNow(vault, [...constraining(entries), next], stacked);
    },
    ...(progress ? { progress } : {}),
  };
  const draft: Draft = { ...(await makeDraft(means)), ledger: headOf(entries) };
  sections.save({ sections: Object.fromEntries([...made, ...charges, withDraft(sections, draft)]) });
  return { draft, utility: await utilitiesOf(draft, means) };
}

/** @throws Problem `draft-missing` */
export function draftNamed(sections: Sections, name: string): Draft {
  const drafts = readDrafts(sections);
  const draft = drafts[name];
  if (!draft) throw new Problem('draft-missing', { name, known: Object.keys(drafts).join(', ') || 'none' });
  return draft;
}

export interface Audited {
  readonly draft: Draft;
  readonly ledger: readonly Entry[];
  /** Undefined for noise: its guarantee does not rest on what can be worked out. */
  readonly attacked: Attacked | undefined;
  /** Whether the attack saw all that follows from the tables together, or only through the counts they share. */
  readonly covers: Entry['covers'];
  /** What is wrong with the proof, a sentence each. */
  readonly faults: readonly string[];
}

/** Attack and checker over a draft and everything published before it. */
export async function audit(
  vault: OpenVault,
  name: string,
  progress?: (state: { readonly done: number; readonly of: number }) => void,
): Promise<Audited> {
  const { sections, codebook } = vault;
  const draft = draftNamed(sections, name);
  const all = readLedger(sections);
  const own = all.findIndex(({ publication }) => publication.name === name);
  const ledger = own < 0 ? all : all.slice(0, own);
  if (draft.plan.method.is === 'noise')
    return { draft, ledger, attacked: undefined, covers: 'everything', faults: [] };
  checkCodes(codebook, ledger);
  const publications = [...constraining(ledger), draft];
  knowledgeOf(codebook, publications);
  const stacked: Stacked = stackOn(constraining(ledger), draft);
  const joint = await jointNow(vault, publications, stacked);
  const attacked = await attackOn(stacked, joint, progress);
  const faults =
    draft.ledger === headOf(ledger)
      ? checkDraft(stacked, draft)
      : ['It was made before another release. Protect the plan again.'];
  const covers =
    togetherOf(codebook, publications).circle === 'none' || joint?.covers === 'all'
      ? 'everything'
      : 'shared counts';
  return { draft, ledger, attacked, covers, faults };
}

/**
 * The combinations behind a stack, and, where organisations are readers, what each reported of them.
 * @param publications those of the stack, the next one last
 * @returns undefined where tables say nothing more together, or too much to reckon with
 */
async function jointNow(
  { codebook, count }: OpenVault,
  publications: readonly Publication[],
  stacked: Stacked,
): Promise<Joint | undefined> {
  const together = togetherOf(codebook, publications);
  if (together.circle !== 'taken') return undefined;
  const { variables } = together;
  const { insider } = stacked.knowledge;
  const names = variables.map(({ name }) => name);
  const { organisation } = codebook;
  const [answers = []] = await count([names]);
  const byOrganisation =
    insider === 'both' && organisation !== undefined ? await count([[...names, organisation]]) : [];
  const holders = byOrganisation.flatMap((of) => holdersOf(codebook, of));
  return jointOf(codebook, variables, answers, stacked, publications, holders);
}

/**
 * A published cell is known again by its codes.
 * @throws Problem `codebook-changed` where one is no longer in the codebook
 */
function checkCodes(codebook: Codebook, ledger: readonly Entry[]): void {
  for (const { publication } of ledger) {
    const known = namesIn(codebook, publication.plan);
    const lost = publication.problem.cells.find((cell) => !isSlack(cell) && !known.has(cell.code));
    if (lost) throw new Problem('codebook-changed', { cell: lost.code, name: publication.name });
  }
}

function namesOf(ledger: readonly Entry[]): string[] {
  return constraining(ledger).map(({ name }) => name);
}

/** Noise says nothing for certain. */
function constraining(ledger: readonly Entry[]): Publication[] {
  return ledger.map(({ publication }) => publication).filter(({ plan }) => plan.method.is !== 'noise');
}

export interface Published {
  readonly entry: Pick<Entry, 'on' | 'certificate' | 'covers'>;
  readonly draft: Draft;
  readonly tables: PlannedTables;
  /** Names of the earlier publications that the attack went over. */
  readonly together: readonly string[];
  readonly keys: Keys;
}

/**
 * Enters a draft into the ledger, if checker and attack over the ledger hold. A draft that is there already is
 * handed out again as it was.
 * @throws Problem `release-refused` with the cells named, `release-not-proven`, `draft-missing`, `draft-outdated`
 */
export async function publish(
  vault: OpenVault,
  name: string,
  { on, by }: { readonly on: Day; readonly by: string },
  progress?: (state: { readonly done: number; readonly of: number }) => void,
): Promise<Published> {
  const { sections } = vault;
  const { keys, made } = keysOf(sections);
  const all = readLedger(sections);
  const known = all.findIndex(({ publication }) => publication.name === name);
  const entered = all[known];
  if (entered) {
    const draft = draftNamed(sections, name);
    const { tables } = await countTables(vault, draft.plan);
    return { entry: entered, draft, tables, together: namesOf(all.slice(0, known)), keys };
  }
  const { draft, ledger, attacked, covers, faults } = await audit(vault, name, progress);
  const { tables } = await countTables(vault, draft.plan);
  const narrow = (attacked?.findings ?? []).filter(({ found }) => found === 'narrow');
  if (narrow.length > 0)
    throw refusal(
      name,
      narrow.map(({ cell }) => `“${cell}”`),
    );
  const unsettled = attacked?.findings.length ?? 0;
  if (faults.length > 0 || (unsettled > 0 && !draft.proof))
    throw new Problem('release-not-proven', {
      name,
      detail: faults.slice(0, 5).join(' ') || `${unsettled} counts could not be settled by the attack.`,
    });
  if (!isSame(draft, tables)) throw new Problem('draft-outdated', { name });
  const certificate = commitmentOf(certificateOf(draft, keys));
  const entry = { on, by, publication: draft, certificate, covers };
  sections.save({ sections: Object.fromEntries([...made, appended(ledger, entry)]) });
  return { entry, draft, tables, together: namesOf(ledger), keys };
}

/** The secret certificate of a draft. */
function certificateOf(draft: Draft, keys: Keys): SealedCertificate {
  const text = JSON.stringify(draftJson(draft));
  return { key: keys.sealOf(text).toString('hex'), text };
}

/**
 * The certificate of what was published, for an auditor.
 * @throws Problem `release-missing`
 */
export function publishedCertificate(sections: Sections, name: string): SealedCertificate {
  const known = readLedger(sections).some(({ publication }) => publication.name === name);
  if (!known) throw new Problem('release-missing', { name });
  return certificateOf(draftNamed(sections, name), keysOf(sections).keys);
}

/** Whether the records still give the counts of the draft, of every organisation too. */
function isSame({ problem }: Draft, tables: PlannedTables): boolean {
  const held = ({ holdings }: TableProblem) => JSON.stringify(holdings);
  if (held(problem) !== held(tables.problem)) return false;
  const now = new Map(tables.problem.cells.map(({ code, value }) => [code, value]));
  return (
    now.size === problem.cells.length && problem.cells.every(({ code, value }) => now.get(code) === value)
  );
}
