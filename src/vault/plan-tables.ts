/** The tables of a plan: counts by the codes of the codebook, as one problem of disclosure control. */
import {
  type Cell,
  type Holding,
  isSlack,
  type Relation,
  tableProblem,
  type TableProblem,
} from '../disclosure/model.ts';
import { type Answers, personsByCode } from '../disclosure/tags.ts';
import { type Dimension, tabulate, type TableForm } from '../disclosure/tabulate.ts';
import { type Codebook, organisationsOf, type Variable } from './codebook.ts';
import { all } from '../statistics/model.ts';
import { type Plan, separator, variableOf } from './plan.ts';

export interface PlannedTable {
  readonly variables: readonly Variable[];
  /** One for each cell: its codes in the order of the variables, and its place in the problem. */
  readonly rows: readonly { readonly codes: readonly string[]; readonly cell: number }[];
}

export interface PlannedTables {
  /** A cell of several tables is one cell. Slack stands behind the cells of tables. */
  readonly problem: TableProblem;
  readonly tables: readonly PlannedTable[];
}

/** The variables of each table in the order of the codebook, so that a cell has one name wherever it stands. */
export function variablesOf(codebook: Codebook, { tables }: Pick<Plan, 'tables'>): Variable[][] {
  return tables.map((names) => {
    const asked = new Set(names.map((name) => variableOf(codebook, name)));
    return codebook.variables.filter((variable) => asked.has(variable));
  });
}

/**
 * For each table the names to count by, so that `holdersOf` can tell the organisations apart. Undefined where the
 * codebook names none, and where a table has them as a dimension: what each reported is no secret there.
 */
export function groupsByOrganisation(
  codebook: Codebook,
  plan: Pick<Plan, 'tables'>,
): readonly (readonly string[])[] | undefined {
  const { organisation } = codebook;
  if (organisation === undefined || plan.tables.some((table) => table.includes(organisation)))
    return undefined;
  return variablesOf(codebook, plan).map((variables) => [...variables.map(({ name }) => name), organisation]);
}

/** The records that one organisation reported. */
export interface Holder {
  readonly organisation: string;
  readonly answers: readonly Answers[];
}

/** @param answers counted by some variables, and the organisation last */
export function holdersOf(codebook: Codebook, answers: readonly Answers[]): Holder[] {
  return organisationsOf(codebook).map((organisation) => {
    const own = new Map<string, Answers>();
    for (const { codes, count } of answers) {
      if (!codes.at(-1)?.includes(organisation)) continue;
      // Records that several organisations reported are one group for each set of organisations.
      const kept = codes.slice(0, -1);
      const key = JSON.stringify(kept);
      own.set(key, { codes: kept, count: count + (own.get(key)?.count ?? 0) });
    }
    return { organisation, answers: [...own.values()] };
  });
}

/** The dimension that a variable is: its codes under the total. */
export function dimensionOf({ name, codes, answers }: Variable): Dimension {
  return {
    name,
    answers,
    hierarchies: [
      [{ code: all, parent: null }, ...codes.map(({ code, parent = all }) => ({ code, parent }))],
    ],
  };
}

/** @param answers the counted records over exactly these variables */
export function formOf(
  codebook: Codebook,
  variables: readonly Variable[],
  answers: readonly Answers[],
  tables: readonly (readonly string[])[] = [variables.map(({ name }) => name)],
  holders: readonly Holder[] = [],
): TableForm {
  const dimensions = variables.map(dimensionOf);
  const names = variables.map(({ name }) => name);
  const notStated = variables.flatMap(({ codes }) =>
    codes.filter(({ meaning }) => meaning === 'not stated').map(({ code }) => code),
  );
  return {
    dimensions,
    leaves: personsByCode(dimensions, answers, notStated),
    holdings: holders.map(({ organisation, answers: own }) => ({
      organisation,
      leaves: personsByCode(dimensions, own, notStated),
    })),
    tables,
    notStated,
    impossible: codebook.impossible.filter((rule) => Object.keys(rule).every((name) => names.includes(name))),
    nameOf: (codes) => nameOf(names, codes),
  };
}

/** "sex=F × region=North"; what stands at its total is left out. */
export function nameOf(names: readonly string[], codes: readonly string[]): string {
  const parts = names.flatMap((name, at) => (codes[at] === all ? [] : [`${name}=${codes[at]}`]));
  return parts.length === 0 ? 'all records' : parts.join(separator);
}

/**
 * All tables of a plan.
 * @param answers for each table the counted records over its variables in the order of the codebook
 * @param byOrganisation the same counted by `groupsByOrganisation`
 * @throws Problem those of `tabulate` and `personsByCode`
 */
export function tablesOf(
  codebook: Codebook,
  plan: Pick<Plan, 'tables'>,
  answers: readonly (readonly Answers[])[],
  byOrganisation?: readonly (readonly Answers[])[],
): PlannedTables {
  const made = variablesOf(codebook, plan).map((variables, t) => ({
    variables,
    tabulation: tabulate(
      formOf(
        codebook,
        variables,
        answers[t] ?? [],
        undefined,
        byOrganisation && holdersOf(codebook, byOrganisation[t] ?? []),
      ),
    ),
  }));
  const found = new Map<string, Cell>();
  for (const { tabulation } of made) for (const cell of tabulation.problem.cells) found.set(cell.code, cell);
  const cells = [...found.values()].sort((a, b) => Number(isSlack(a)) - Number(isSlack(b)));
  const placeOf = new Map(cells.map(({ code }, place) => [code, place]));
  const relations = new Map<string, Relation>();
  const held = new Map<string, Map<number, number>>();
  for (const { tabulation } of made) {
    const at = tabulation.problem.cells.map(({ code }) => placeOf.get(code) ?? -1);
    for (const relation of tabulation.problem.relations) {
      const moved = { ...relation, cells: relation.cells.map((cell) => at[cell] ?? -1) };
      relations.set(`${moved.cells.join()} ${moved.coefficients.join()}`, moved);
    }
    for (const { organisation, counts } of tabulation.problem.holdings) {
      const own = held.get(organisation) ?? new Map<number, number>();
      held.set(organisation, own);
      for (const [cell, count] of counts) own.set(at[cell] ?? -1, count);
    }
  }
  return {
    problem: tableProblem(
      cells,
      [...relations.values()],
      [...held].map(([organisation, counts]): Holding => ({ organisation, counts: [...counts] })),
    ),
    tables: made.map(({ variables }) => ({
      variables,
      rows: [...combinations(variables)].map((codes) => ({
        codes,
        cell:
          placeOf.get(
            nameOf(
              variables.map(({ name }) => name),
              codes,
            ),
          ) ?? -1,
      })),
    })),
  };
}

/** The names of all cells of a plan's tables. */
export function namesIn(codebook: Codebook, plan: Pick<Plan, 'tables'>): ReadonlySet<string> {
  return new Set(
    variablesOf(codebook, plan).flatMap((variables) => {
      const names = variables.map(({ name }) => name);
      return [...combinations(variables)].map((codes) => nameOf(names, codes));
    }),
  );
}

function* combinations([first, ...others]: readonly Variable[]): Generator<readonly string[]> {
  if (first === undefined) yield [];
  else
    for (const code of [all, ...first.codes.map((one) => one.code)])
      for (const rest of combinations(others)) yield [code, ...rest];
}
