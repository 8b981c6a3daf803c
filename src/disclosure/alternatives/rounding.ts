/**
 * Controlled rounding (Cox 1987; Fischetti & Salazar-González 1998; Salazar-González 2005): every cell is shown as
 * a multiple of a base next to its value, and all relations still hold.
 */
import type { Model } from 'highs';
import { Problem } from '../../core/problem.ts';
import { describeRelation, type TableProblem } from '../model.ts';
import { solver } from '../solver.ts';
import type { Protected, Randomness } from './model.ts';
import { searchRounding } from './rounding-search.ts';
import { isNetwork, walkToCorner, type UnitEquation } from './rounding-unbiased.ts';
import { utility } from './utility.ts';

export interface RoundingParameters {
  /** What all shown numbers are multiples of, at least 2; for counts usually the threshold k. */
  readonly base: number;
  /** `nearest` keeps the sum of |shown − true| small; `unbiased` lets chance choose, so that errors cancel out. */
  readonly choice: 'nearest' | 'unbiased';
  /**
   * Whether totals may go one multiple beyond the two next to their value where no other table is found. Leaves
   * never do, and multiples among the leaves (zeros too) always stay.
   */
  readonly beyond: 'never' | 'where-needed';
}

export type Rounding =
  | {
      readonly outcome: 'rounded';
      readonly table: Protected<'controlled-rounding', RoundingParameters>;
      /** Cells shown one multiple further than the two next to their value; often empty. */
      readonly beyond: readonly number[];
      /**
       * What is proven of the choice among admissible tables: no other is nearer in sum; each cell's expected
       * value is its true value; or nothing, which is not to say that it is bad.
       */
      readonly proven: 'nearest' | 'unbiased' | 'nothing';
    }
  /** No additive table with every cell at a multiple next to its value exists, and more was not allowed. */
  | { readonly outcome: 'impossible' }
  /** None was found, and none was ruled out. */
  | { readonly outcome: 'not-proven' };

/** Tables with more cells that are no multiples are not given to the integer program. */
const mostUnknowns = 1_500;

/** Branches of the integer program before it is given up. A count, so that runs agree. */
const mostNodes = 2_000;

/**
 * Rounds a table. Two-way tables always succeed, by one linear program; small ones of more dimensions by an integer
 * program; larger ones by a search that may end in `not-proven`. What is returned has passed `roundingFaults`.
 * @throws Problem `parameter-invalid`
 */
export async function controlledRounding(
  problem: TableProblem,
  parameters: RoundingParameters,
  randomness: Randomness,
): Promise<Rounding> {
  const { base, choice } = parameters;
  if (!Number.isSafeInteger(base) || base < 2)
    throw new Problem('parameter-invalid', {
      name: 'base',
      value: base,
      detail: 'give a whole number of at least 2',
    });
  const form = unitForm(problem, base);
  if (!form) return { outcome: 'impossible' };
  const rounded = (multiples: ArrayLike<number>, proven: 'nearest' | 'unbiased' | 'nothing'): Rounding => {
    const values = Array.from(multiples, (multiple) => multiple * base);
    if (roundingFaults(problem, values, parameters).length > 0) return { outcome: 'not-proven' };
    const beyond = values.flatMap((value, cell) => (isAdjacent(problem, cell, value, base) ? [] : [cell]));
    const table = {
      method: 'controlled-rounding',
      values,
      parameters,
      utility: utility(problem, values),
    } as const;
    return { outcome: 'rounded', table, beyond, proven };
  };
  const fromUnits = (units: ArrayLike<number>) => {
    const raised = new Map(form.unknowns.map((cell, at) => [cell, units[at] ?? NaN]));
    return problem.cells.map(({ value }, cell) => Math.floor(value / base) + (raised.get(cell) ?? 0));
  };

  if (choice === 'unbiased') {
    const corner = walkToCorner(form.fractions, form.equations, randomness);
    if (corner) return rounded(fromUnits(corner), isNetwork(form.equations) ? 'unbiased' : 'nothing');
  }
  // Going up is dearer than going down by this much; a random even point instead of ½ makes the choice fairer.
  const upward = form.fractions.map(
    (fraction) => (choice === 'nearest' ? 1 / 2 : randomness() / 2 ** 32) - fraction,
  );
  const exact = await solveUnits(form, upward, base);
  if (typeof exact !== 'string')
    return rounded(fromUnits(exact.units), choice === 'nearest' && exact.best ? 'nearest' : 'nothing');
  if (exact === 'impossible' && parameters.beyond === 'never') return { outcome: 'impossible' };

  const costs = new Float64Array(problem.cells.length);
  form.unknowns.forEach((cell, at) => (costs[cell] = upward[at] ?? 0));
  const found = searchRounding(problem, base, costs, randomness);
  return found ? rounded(found, 'nothing') : { outcome: 'not-proven' };
}

/**
 * What is wrong with a rounded table, a sentence each: cells that are no multiples, too far from their value, or
 * relations that do not add up. Integer addition only, nothing shared with the search.
 */
export function roundingFaults(
  problem: TableProblem,
  values: readonly number[],
  { base, beyond }: RoundingParameters,
): string[] {
  const faults: string[] = [];
  const reach = beyond === 'never' ? base : 2 * base;
  problem.cells.forEach(({ code, value }, cell) => {
    const shown = values[cell] ?? NaN;
    if (!Number.isSafeInteger(shown) || shown < 0 || shown % base !== 0)
      faults.push(`${code}: ${shown} is no multiple of ${base}.`);
    else if (Math.abs(shown - value) >= reach) faults.push(`${code}: ${shown} is too far from its value.`);
  });
  for (const relation of problem.relations) {
    let rest = -relation.constant;
    relation.cells.forEach((cell, i) => (rest += (relation.coefficients[i] ?? NaN) * (values[cell] ?? NaN)));
    if (rest !== 0) faults.push(`${describeRelation(problem, relation)}: does not add up.`);
  }
  return faults;
}

function isAdjacent({ cells }: TableProblem, cell: number, shown: number, base: number): boolean {
  return Math.abs(shown - (cells[cell]?.value ?? NaN)) < base;
}

/** Rounding as a choice of 0 (down) or 1 (up) for each cell that is no multiple. */
interface UnitForm {
  /** The cell of each unknown. */
  readonly unknowns: readonly number[];
  /** How far each stands above the multiple below it, in multiples: between 0 and 1. */
  readonly fractions: Float64Array;
  readonly equations: readonly (UnitEquation & { readonly constant: number })[];
}

/** Undefined where a relation's constant is not a sum of multiples, so that no rounding can keep it. */
function unitForm({ cells, relations }: TableProblem, base: number): UnitForm | undefined {
  const unknowns = cells.flatMap(({ value }, cell) => (value % base === 0 ? [] : [cell]));
  const column = new Map(unknowns.map((cell, at) => [cell, at]));
  const equations = relations.map((relation) => {
    let { constant } = relation;
    const columns: number[] = [];
    const coefficients: number[] = [];
    relation.cells.forEach((cell, i) => {
      const coefficient = relation.coefficients[i] ?? 0;
      const value = cells[cell]?.value ?? 0;
      constant -= coefficient * (value - (value % base));
      const at = column.get(cell);
      if (at === undefined) return;
      columns.push(at);
      coefficients.push(coefficient);
    });
    return { columns, coefficients, constant: constant / base };
  });
  if (!equations.every(({ constant }) => Number.isInteger(constant))) return undefined;
  return {
    unknowns,
    fractions: Float64Array.from(unknowns, (cell) => ((cells[cell]?.value ?? 0) % base) / base),
    equations: equations.filter(({ columns }) => columns.length > 0),
  };
}

/** The cheapest choice by a linear program and, where its solution is not whole, an integer program. */
async function solveUnits(
  form: UnitForm,
  upward: Float64Array,
  base: number,
): Promise<{ readonly units: Float64Array; readonly best: boolean } | 'impossible' | 'unknown'> {
  if (form.unknowns.length === 0) return { units: new Float64Array(), best: true };
  const highs = await solver();
  return highs.withModel((model) => {
    load(model, form, upward);
    model.run();
    if (model.getModelStatus() === infeasible) return 'impossible';
    const corner = whole(model, form);
    if (corner && model.getModelStatus() === optimal) return { units: corner, best: true };
    if (form.unknowns.length > mostUnknowns) return 'unknown';

    for (let column = 0; column < form.unknowns.length; column += 1) model.changeColIntegrality(column, 1);
    // Costs differ by at least half a unit over the base, where they are those of `nearest`.
    model.options.set({ mip_max_nodes: mostNodes, mip_rel_gap: 0, mip_abs_gap: 0.4 / base });
    model.run();
    const status = model.getModelStatus();
    if (status === infeasible) return 'impossible';
    const units = whole(model, form);
    return units ? { units, best: status === optimal } : 'unknown';
  });
}

/** Model states of HiGHS. */
const optimal = 7;
const infeasible = 8;

function load(model: Model, { unknowns, equations }: UnitForm, upward: Float64Array): void {
  const starts = [0];
  for (const { columns } of equations) starts.push((starts.at(-1) ?? 0) + columns.length);
  const constants = equations.map(({ constant }) => constant);
  model.passModel({
    numCols: unknowns.length,
    numRows: equations.length,
    colCost: upward,
    colLower: unknowns.map(() => 0),
    colUpper: unknowns.map(() => 1),
    rowLower: constants,
    rowUpper: constants,
    integrality: unknowns.map(() => 0),
    matrix: {
      format: 'csr',
      numRows: equations.length,
      numCols: unknowns.length,
      starts,
      indices: equations.flatMap(({ columns }) => columns),
      values: equations.flatMap(({ coefficients }) => coefficients),
    },
  });
  model.options.set({ output_flag: false });
}

/** The solution rounded to whole numbers, if it is so near to them that it stands for them and keeps all equations. */
function whole(model: Model, { equations }: UnitForm): Float64Array | undefined {
  const solution = model.getSolution().colValue;
  const units = solution.map((value) => Math.round(value) + 0);
  const fits =
    solution.every((value, at) => Math.abs(value - (units[at] ?? NaN)) < 1e-5) &&
    equations.every(({ columns, coefficients, constant }) => {
      let rest = -constant;
      columns.forEach((column, i) => (rest += (coefficients[i] ?? NaN) * (units[column] ?? NaN)));
      return rest === 0;
    });
  return fits ? units : undefined;
}
