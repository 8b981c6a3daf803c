/** What a custodian wants to publish: which tables, safe against whom, by which method. */
import { z } from 'zod';
import { Problem } from '../core/problem.ts';
import { type Knowledge, strongReader } from '../disclosure/model.ts';
import { all, parsePeriod } from '../statistics/model.ts';
import { columns } from '../statistics/release.ts';
import type { Codebook, Variable } from './codebook.ts';

const suppression = z.strictObject({
  is: z.literal('suppression'),
  /** What is kept small. */
  cost: z.enum(['cells', 'sum', 'information']).default('cells'),
});

const rounding = z.strictObject({
  is: z.literal('rounding'),
  base: z.literal([3, 5, 10]),
  choice: z.enum(['nearest', 'unbiased']).default('nearest'),
});

const cellKey = z.strictObject({
  is: z.literal('cell-key'),
  /** No count is changed by more than this. */
  largestNoise: z.int().min(1).max(1_000),
  variance: z.number().gt(0),
});

const noise = z.strictObject({
  is: z.literal('noise'),
  epsilon: z.number().gt(0).max(100),
  /** 0: Laplace noise; above: Gaussian noise. Well below one over the number of people. */
  delta: z.number().min(0).lt(1),
  /** No person has more records than this; nothing can check it. */
  recordsPerPerson: z.int().min(1).max(1_000).default(1),
  estimate: z.enum(['consistent', 'unbiased']).default('consistent'),
});

const planSchema = z.strictObject({
  /** What the release is called, in the ledger and in its files. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'use small letters, digits and -'),
  title: z.string().trim().min(1),
  /** The indicator that the counts are figures of. */
  measure: z.strictObject({
    id: z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/, 'use letters, digits, _, . and -'),
    name: z.string().trim().min(1),
    unit: z.string().trim().min(1).default('number'),
  }),
  /** Each table crosses these variables of the codebook. */
  tables: z.array(z.array(z.string()).min(1)).min(1),
  /** No count from 1 to threshold − 1 is shown. At least that of the codebook, which it is unless said. */
  threshold: z.int().min(1).optional(),
  /** For suppression: what a reader knows beside what is published; the strongest unless said. */
  reader: z
    .strictObject({
      zeros: z.enum(['published', 'withholdable', 'structural']).default('published'),
      insider: z.enum(['contributor', 'none', 'organisation']).default('contributor'),
    })
    .optional(),
  /** What readers know of changes since earlier releases: that counts only grow, or nothing. */
  changes: z.enum(['corrections', 'additions']).default('corrections'),
  method: z.discriminatedUnion('is', [suppression, rounding, cellKey, noise]).prefault({ is: 'suppression' }),
});

/** Where every number is changed, nobody sees which counts are zero. */
const changedReader: Knowledge = { zeros: 'withholdable', insider: 'none' };

type Written = z.infer<typeof planSchema>;
export type Method = Written['method'];

/** A plan that fits its codebook. */
export interface Plan extends Omit<Written, 'threshold' | 'reader'> {
  readonly threshold: number;
  readonly reader: Knowledge;
}

/** Stands between the parts of the name of a cell. */
export const separator = ' × ';

/**
 * @param content of the file, as JSON gives it
 * @throws Problem `plan-invalid` with the key that is wrong
 */
export function readPlan(content: unknown, codebook: Codebook): Plan {
  const parsed = planSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { threshold = codebook.threshold, reader, ...plan } = parsed.data;
  if (reader && !isExact(plan.method))
    throw refused(`reader is a choice for suppression; with ${plan.method.is} no reader sees a true zero`);
  if (reader?.insider === 'organisation' && codebook.organisation === undefined)
    throw refused(
      'reader.insider: the codebook does not say which variable names the organisations that reported; a vault made with “organisation” in its codebook can guard against them',
    );
  if (threshold < codebook.threshold)
    throw refused(
      `the codebook allows no count below ${codebook.threshold}, and the threshold is ${threshold}`,
    );
  const seen = new Set<string>();
  for (const table of plan.tables) {
    const variables = table.map((name) => variableOf(codebook, name));
    if (new Set(table).size < table.length) throw refused(`a table names a variable twice: ${table.join()}`);
    const key = table.toSorted().join();
    if (seen.has(key)) throw refused(`the table ${table.join(' × ')} stands twice`);
    seen.add(key);
    checkVariables(variables, plan.method);
  }
  checkMethod(plan.method, threshold);
  checkNames(codebook.variables.filter(({ name }) => plan.tables.some((table) => table.includes(name))));
  return { ...plan, threshold, reader: reader ?? (isExact(plan.method) ? strongReader : changedReader) };
}

function checkVariables(variables: readonly Variable[], method: Method): void {
  for (const { name, codes, answers } of variables) {
    if (answers === 'several' && method.is !== 'suppression')
      throw refused(
        `a record may have several codes of ${name}; such tables can be protected by suppression only`,
      );
    const odd = codes.find(({ code }) => code === all || code.includes(separator));
    if (odd) throw refused(`${name} has the code “${odd.code}”, which cannot be told from a total`);
  }
}

/** How a variable is called in what is published. */
export function dimensionId({ name, concept }: Variable): string {
  return concept ?? name.toUpperCase();
}

/** The dimension that stands in a column of its own (SDMX): years or months of the records. */
export const timeDimension = 'TIME_PERIOD';

const reserved: readonly string[] = [...columns.before, ...columns.after, columns.error].filter(
  (name) => name !== timeDimension,
);

function checkNames(variables: readonly Variable[]): void {
  const ids = variables.map(dimensionId);
  const taken = ids.find((id, at) => reserved.includes(id) || ids.indexOf(id) < at);
  if (taken !== undefined)
    throw refused(`two columns of a table would be called ${taken}; give one variable another concept`);
  const time = variables.find((variable) => dimensionId(variable) === timeDimension);
  const codes = time?.codes.filter(({ meaning }) => meaning === undefined) ?? [];
  for (const { code } of codes) parsePeriod(code);
}

/** What a method shows must be no small count either. */
function checkMethod(method: Method, threshold: number): void {
  if (method.is === 'rounding' && method.base < threshold)
    throw refused(
      `rounding to ${method.base} shows numbers below the threshold of ${threshold}; take a base of ${threshold} or more`,
    );
}

/** A plan that a vault kept, as it was. */
export const keptPlanSchema = planSchema.required({ threshold: true, reader: true });

export function variableOf({ variables }: Codebook, name: string): Variable {
  const found = variables.find((variable) => variable.name === name);
  if (!found)
    throw refused(
      `“${name}” is no variable of the codebook (${variables.map((variable) => variable.name).join(', ')})`,
    );
  return found;
}

/** Whether the numbers shown are the counts themselves. */
export function isExact({ is }: Method): boolean {
  return is === 'suppression';
}

function refused(detail: string): Problem {
  return new Problem('plan-invalid', { detail });
}
