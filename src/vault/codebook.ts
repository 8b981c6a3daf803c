/**
 * The codebook of a vault: what a record counts and what may stand in each column. Written first, by a person;
 * records that do not fit it are not loaded. Direct identifiers have no place in it.
 */
import { z } from 'zod';
import { Problem } from '../core/problem.ts';
import { byName, byValue } from './identifiers.ts';

/** What one record stands for. Figures of different units are never added. */
export const countingUnits = ['victim', 'report', 'case', 'offence', 'conviction'] as const;
export type CountingUnit = (typeof countingUnits)[number];

/** What `vault init` writes where a person must say something; a codebook that holds it is not taken. */
export const toFill = 'TODO';

/** A text that somebody wrote. */
const text = z
  .string()
  .trim()
  .min(1, 'say something here')
  .max(2_000, 'is longer than 2,000 characters')
  .refine((value) => !value.startsWith(toFill), 'is still to be filled in');
const day = z.iso.date('is not a day such as 2023-12-31');

const variableCode = z.strictObject({
  code: z.string().trim().min(1).max(200),
  label: text,
  /** The code above it; those without stand directly under the total. */
  parent: z.string().exactOptional(),
  /** `not stated`: nobody asked or answered. `not applicable`: the question does not arise. */
  meaning: z.enum(['not stated', 'not applicable']).exactOptional(),
  /** Other ways in which the records write this code. */
  written: z.array(z.string()).exactOptional(),
});
export type VariableCode = z.infer<typeof variableCode>;

const variable = z.strictObject({
  /** Letters, digits and _. */
  name: z
    .string()
    .regex(/^[A-Za-z]\w{0,62}$/, 'is not a name of letters, digits and _, beginning with a letter'),
  /** The column of the records, where it is called otherwise. */
  column: z.string().min(1).exactOptional(),
  label: text,
  /** `several`: tags, one record may have more than one (a child, several manifestations). */
  answers: z.enum(['one', 'several']),
  codes: z.array(variableCode).min(1, 'has no codes').max(60_000),
  /** Numbers brought into bands on loading: each band a code, from and to included. */
  bands: z
    .array(z.strictObject({ code: z.string(), from: z.number(), to: z.number() }))
    .min(1)
    .exactOptional(),
  /** Days brought to their year or month on loading: 2023-05-17 is 2023, or 2023-05. */
  days: z.enum(['year', 'month']).exactOptional(),
  /** The dimension of published statistics that this variable becomes (SDMX concept: SEX, AGE, TIME_PERIOD …). */
  concept: z.string().min(1).exactOptional(),
  /** Why a variable with the name of a direct identifier is none. */
  notIdentifying: text.exactOptional(),
});
export type Variable = z.infer<typeof variable>;

const codebookSchema = z.strictObject({
  title: text,
  unit: z.enum(countingUnits),
  /** First and last day of what the records cover. */
  period: z.strictObject({ from: day, to: day }),
  source: text,
  legalBasis: text,
  /** How complete the records are, in the custodian's words. */
  completeness: text,
  /** State that the records are about (ISO 3166-1 alpha-3). */
  state: z.string().regex(/^[A-Z]{3}$/, 'is not the code of a State such as MUS'),
  /** Counts below this are never shown. */
  threshold: z.int().min(2).max(1_000).default(10),
  variables: z.array(variable).min(1).max(200),
  /** The variable whose codes are the organisations that reported the records, where plans guard against these. */
  organisation: z.string().exactOptional(),
  /** Columns of the records that stay outside, each with the reason. */
  leftOut: z.array(z.strictObject({ column: z.string(), reason: text })).default([]),
  /** Combinations that cannot occur, by variable and code (or a code above): a conviction without an offence. */
  impossible: z.array(z.record(z.string(), z.string())).default([]),
});
export type Codebook = z.infer<typeof codebookSchema>;

/** Each organisation is a reader of its own, for whom every release is proven and attacked. */
const mostOrganisations = 50;

/** Bits that a column of tags has. */
export const mostTags = 64;

/** A list of codes that ships, by its name. */
export type ReadyList = (name: string) => readonly VariableCode[] | undefined;

/**
 * A codebook from a parsed JSON document. A variable may name a ready-made list (`"list": "sex"`) in place of codes.
 * @throws Problem `codebook-invalid`, which names the places in the file
 */
export function parseCodebook(content: unknown, file: string, ready: ReadyList = () => undefined): Codebook {
  const parsed = codebookSchema.safeParse(withLists(content, ready));
  const faults = parsed.success
    ? faultsOf(parsed.data)
    : parsed.error.issues.map((issue) => {
        const where = issue.path.join('.');
        if (issue.code === 'unrecognized_keys')
          return `${where === '' ? 'the whole' : where}: the key “${issue.keys.join('”, “')}” is not known`;
        return `${where === '' ? 'the whole' : where}: ${issue.message}`;
      });
  if (parsed.success && faults.length === 0) return parsed.data;
  const more = faults.length > 8 ? `; and ${faults.length - 8} more` : '';
  throw new Problem('codebook-invalid', { detail: faults.slice(0, 8).join('; ') + more }, { file });
}

function withLists(content: unknown, ready: ReadyList): unknown {
  const outer = z.looseObject({ variables: z.array(z.looseObject({})) }).safeParse(content);
  if (!outer.success) return content;
  const variables = outer.data.variables.map((one) => {
    const { list, ...rest } = one;
    const codes = typeof list === 'string' && !('codes' in one) ? ready(list) : undefined;
    return codes ? { ...rest, codes } : one;
  });
  return { ...outer.data, variables };
}

/** What is wrong with a codebook beyond the form of its fields, a sentence each. */
function faultsOf(codebook: Codebook): string[] {
  const { period, variables, leftOut, impossible } = codebook;
  const faults = organisationFaults(codebook);
  if (period.from > period.to) faults.push('period: ends before it begins');
  const columns = [...variables.map(columnOf), ...leftOut.map(({ column }) => column)];
  for (const twice of repeated(columns)) faults.push(`the column “${twice}” stands twice`);
  for (const twice of repeated(variables.map(({ name }) => name.toLowerCase())))
    faults.push(`variables: the name “${twice}” stands twice`);
  for (const [at, one] of variables.entries())
    for (const fault of variableFaults(one)) faults.push(`variables.${at} (${one.name}): ${fault}`);
  for (const [at, combination] of impossible.entries())
    for (const [name, code] of Object.entries(combination)) {
      const known = variables.find((one) => one.name === name);
      if (!known) faults.push(`impossible.${at}: there is no variable “${name}”`);
      else if (!known.codes.some((one) => one.code === code))
        faults.push(`impossible.${at}: “${code}” is no code of ${name}`);
    }
  return faults;
}

function organisationFaults(codebook: Codebook): string[] {
  const { organisation, variables } = codebook;
  if (organisation === undefined) return [];
  if (!variables.some(({ name }) => name === organisation))
    return [`organisation: there is no variable “${organisation}”`];
  const { length } = organisationsOf(codebook);
  if (length === 0) return [`organisation: ${organisation} has no code that stands for an organisation`];
  if (length > mostOrganisations)
    return [
      `organisation: ${organisation} has ${length} organisations, more than ${mostOrganisations}; put those together that share their records`,
    ];
  return [];
}

function variableFaults(one: Variable): string[] {
  const { codes, bands = [] } = one;
  const known = new Map(codes.map((code) => [code.code, code]));
  const faults = repeated(codes.flatMap(({ code, written = [] }) => [code, ...written])).map(
    (twice) => `the code “${twice}” stands twice`,
  );
  for (const { code, parent } of codes) {
    if (parent === undefined) continue;
    if (!known.has(parent)) faults.push(`“${code}” stands under “${parent}”, which is no code`);
    const above = codesAbove(known, code);
    if (above.at(-1) === 'itself') faults.push(`“${code}” is above itself`);
  }
  for (const { code, from, to } of bands) {
    if (!known.has(code)) faults.push(`bands: “${code}” is no code`);
    if (from > to) faults.push(`bands: “${code}” ends before it begins`);
  }
  const sorted = bands.toSorted((a, b) => a.from - b.from);
  for (const [at, { from, code }] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before && from <= before.to) faults.push(`bands: “${before.code}” and “${code}” overlap`);
  }
  if (one.answers === 'several' && codes.length > mostTags)
    faults.push(`has ${codes.length} tags, more than ${mostTags}; put rare ones together`);
  if (one.answers === 'several' && (bands.length > 0 || one.days)) faults.push('tags have no bands or days');
  const named = one.notIdentifying ? undefined : (byName(one.name) ?? byName(columnOf(one)));
  if (named) faults.push(`${named}; take it out, or say in notIdentifying why it is none`);
  const valued = codes.map(({ code, label }) => byValue(code) ?? byValue(label)).find(Boolean);
  if (valued) faults.push(`among its codes stands ${valued}; take it out`);
  return faults;
}

/** The codes above a code, nearest first; ends with `itself` where the code is above itself. */
function codesAbove(known: ReadonlyMap<string, VariableCode>, from: string): string[] {
  const above: string[] = [];
  for (let code = known.get(from)?.parent; code !== undefined; code = known.get(code)?.parent) {
    if (code === from || above.includes(code)) return [...above, 'itself'];
    above.push(code);
  }
  return above;
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.has(name) || !seen.add(name));
}

/** The name of the column that holds a variable. */
export function columnOf({ name, column }: Pick<Variable, 'name' | 'column'>): string {
  return column ?? name;
}

/** The codes that no other stands under: only these can stand in a record. */
export function bottomCodes({ codes }: Variable): ReadonlySet<string> {
  const parents = new Set(codes.map(({ parent }) => parent));
  return new Set(codes.map(({ code }) => code).filter((code) => !parents.has(code)));
}

/** The codes of the organisations that reported the records; none where the codebook does not say. */
export function organisationsOf({ organisation, variables }: Codebook): readonly string[] {
  const variable = variables.find(({ name }) => name === organisation);
  if (!variable) return [];
  const bottom = bottomCodes(variable);
  return variable.codes.flatMap(({ code, meaning }) =>
    bottom.has(code) && meaning === undefined ? [code] : [],
  );
}

/** A code and all that stand under it. */
export function codesUnder({ codes }: Variable, top: string): ReadonlySet<string> {
  const known = new Map(codes.map((code) => [code.code, code]));
  return new Set(
    codes.map(({ code }) => code).filter((code) => code === top || codesAbove(known, code).includes(top)),
  );
}

/** How a value that does not stand in a record counts; undefined where the variable has no such code. */
export function notStated({ codes }: Variable): VariableCode | undefined {
  return codes.find(({ meaning }) => meaning === 'not stated');
}
