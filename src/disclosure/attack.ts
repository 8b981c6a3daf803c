/**
 * The attack: what a reader can work out about each hidden cell of a release. It sees only what is published and
 * shares no code with the protection but the solver HiGHS.
 */
import type { Highs, Model } from 'highs';
import { Problem } from '../core/problem.ts';
import type { Pattern, Reader, Relation, TableProblem, Witness } from './model.ts';
import { solver } from './solver.ts';

/** What readers have in their hands: the numbers (undefined where hidden) and how they add up. */
export interface Release {
  readonly published: readonly (number | undefined)[];
  readonly relations: readonly Relation[];
}

/** The end of an interval: a whole number, or Infinity where nothing published limits the cell. */
export interface End {
  readonly value: number;
  /**
   * False where this is an outer bound that no whole table was found to reach: the true interval may be
   * narrower, and nothing is proven.
   */
  readonly exact: boolean;
  /** A table in which the cell has this value; none where the value is Infinity. */
  readonly witness: Witness | undefined;
}

export interface Interval {
  readonly cell: number;
  readonly min: End;
  readonly max: End;
}

/** The release that a pattern makes of a table. */
export function release({ cells, relations }: TableProblem, pattern: Pattern): Release {
  return {
    published: cells.map(({ value }, cell) => (pattern[cell] === 'published' ? value : undefined)),
    relations,
  };
}

/** The same release for a reader who kept an earlier one of the same cells: what either shows is known. */
export function withEarlier(now: Release, earlier: Release): Release {
  return {
    published: now.published.map((value, cell) => value ?? earlier.published[cell]),
    relations: [...now.relations, ...earlier.relations],
  };
}

/**
 * The exact interval of every hidden cell for one reader, by linear programs over independent components and,
 * where their solution is not whole, integer programs.
 * @throws Problem `release-contradictory` where no whole-number table agrees with the release
 */
export async function attack(release: Release, reader: Reader): Promise<Interval[]> {
  const highs = await solver();
  return components(release)
    .flatMap((component) => new Component(highs, component, reader).intervals())
    .sort((a, b) => a.cell - b.cell);
}

/** A relation between hidden cells only; what is published moved to the constant. */
interface Equation {
  readonly cells: readonly number[];
  readonly coefficients: readonly number[];
  readonly constant: number;
}

interface Part {
  readonly cells: readonly number[];
  readonly equations: readonly Equation[];
}

/** Sets of hidden cells that no relation joins, found by union-find. */
function components({ published, relations }: Release): Part[] {
  const leader = published.map((_, cell) => cell);
  const find = (cell: number): number => {
    let at = cell;
    while (leader[at] !== at) at = leader[at] = leader[leader[at] ?? at] ?? at;
    return at;
  };
  const equations: Equation[] = [];
  for (const relation of relations) {
    let constant = relation.constant;
    const cells: number[] = [];
    const coefficients: number[] = [];
    relation.cells.forEach((cell, i) => {
      const coefficient = relation.coefficients[i] ?? 0;
      const value = published[cell];
      if (value !== undefined) constant -= coefficient * value;
      else {
        cells.push(cell);
        coefficients.push(coefficient);
      }
    });
    const [first] = cells;
    if (first === undefined && constant !== 0) throw new Problem('release-contradictory');
    if (first === undefined) continue;
    for (const cell of cells) leader[find(cell)] = find(first);
    equations.push({ cells, coefficients, constant });
  }
  const hidden = published.flatMap((value, cell) => (value === undefined ? [cell] : []));
  const equationsOf = Map.groupBy(equations, ({ cells }) => find(cells[0] ?? -1));
  return [...Map.groupBy(hidden, find)].map(([lead, cells]) => ({
    cells,
    equations: equationsOf.get(lead) ?? [],
  }));
}

/** How far a solver's double may be from the whole number it stands for. */
const tolerance = 1e-6;

/** Branches of an integer program before an end is given up as not proven. A count, so that runs agree. */
const mostNodes = 20_000;

class Component {
  readonly #highs: Highs;
  readonly #part: Part;
  readonly #atLeast: readonly number[];
  readonly #column: ReadonlyMap<number, number>;
  /** Every whole table found so far. */
  readonly #tables: Witness[] = [];

  constructor(highs: Highs, part: Part, { atLeast }: Reader) {
    this.#highs = highs;
    this.#part = part;
    this.#atLeast = part.cells.map((cell) => atLeast[cell] ?? 0);
    this.#column = new Map(part.cells.map((cell, column) => [cell, column]));
  }

  intervals(): Interval[] {
    return this.#highs.withModel((linear) => {
      this.#load(linear, 'real');
      linear.options.set({ presolve: 'off', solver: 'simplex', simplex_strategy: 4 });
      return this.#part.cells.map((cell, column) => {
        const max = this.#end(linear, column, 1);
        const least = this.#atLeast[column] ?? 0;
        const known = this.#tables.find(({ values }) => values[column]?.[1] === least);
        return {
          cell,
          min: known ? { value: least, exact: true, witness: known } : this.#end(linear, column, -1),
          max,
        };
      });
    });
  }

  #load(model: Model, type: 'real' | 'whole'): void {
    const { cells, equations } = this.#part;
    const starts = [0];
    for (const equation of equations) starts.push((starts.at(-1) ?? 0) + equation.cells.length);
    const constants = equations.map(({ constant }) => constant);
    model.passModel({
      numCols: cells.length,
      numRows: equations.length,
      colCost: cells.map(() => 0),
      colLower: this.#atLeast,
      colUpper: cells.map(() => this.#highs.infinity),
      rowLower: constants,
      rowUpper: constants,
      integrality: cells.map(() => (type === 'whole' ? 1 : 0)),
      matrix: {
        format: 'csr',
        numRows: equations.length,
        numCols: cells.length,
        starts,
        indices: equations.flatMap((equation) => equation.cells.map((cell) => this.#column.get(cell) ?? -1)),
        values: equations.flatMap(({ coefficients }) => coefficients),
      },
    });
    model.options.set({ output_flag: false });
  }

  /** The largest (direction 1) or least (−1) value of one cell. */
  #end(linear: Model, column: number, direction: 1 | -1): End {
    linear.changeColCost(column, -direction);
    linear.run();
    const status = linear.getModelStatus();
    const objective = linear.getObjectiveValue() * -direction;
    const values = linear.getSolution().colValue;
    linear.changeColCost(column, 0);
    if (status === 8) throw new Problem('release-contradictory');
    if (status === 9 || status === 10)
      return { value: direction * Infinity, exact: true, witness: undefined };
    if (status !== 7)
      return {
        value: direction > 0 ? Infinity : (this.#atLeast[column] ?? 0),
        exact: false,
        witness: undefined,
      };
    const witness = this.#whole(values);
    // Adding 0 makes the −0 of a rounded tiny number a plain 0.
    const bound = (direction > 0 ? Math.floor(objective + tolerance) : Math.ceil(objective - tolerance)) + 0;
    if (witness?.values[column]?.[1] === bound) return { value: bound, exact: true, witness };
    return this.#integerEnd(column, direction, bound);
  }

  #integerEnd(column: number, direction: 1 | -1, outer: number): End {
    return this.#highs.withModel((model) => {
      this.#load(model, 'whole');
      model.changeColCost(column, -direction);
      // The objective is whole, so a gap below 1 is none.
      model.options.set({ mip_rel_gap: 0, mip_abs_gap: 0.9, mip_max_nodes: mostNodes });
      model.run();
      const status = model.getModelStatus();
      if (status === 8) throw new Problem('release-contradictory');
      const witness = status === 7 ? this.#whole(model.getSolution().colValue) : undefined;
      const value = witness?.values[column]?.[1];
      return { value: value ?? outer, exact: value !== undefined, witness };
    });
  }

  /** The table the solver stands for, if it is whole and fits exactly. */
  #whole(solution: Float64Array): Witness | undefined {
    const { cells, equations } = this.#part;
    const values = Array.from(solution, (value) => Math.round(value) + 0);
    const fits =
      values.every(
        (value, i) => Math.abs(value - (solution[i] ?? NaN)) < 1e-4 && value >= (this.#atLeast[i] ?? 0),
      ) &&
      equations.every((equation) => {
        let rest = -equation.constant;
        equation.cells.forEach((cell, i) => {
          rest += (equation.coefficients[i] ?? NaN) * (values[this.#column.get(cell) ?? -1] ?? NaN);
        });
        return rest === 0;
      });
    if (!fits) return undefined;
    const witness = { values: cells.map((cell, i) => [cell, values[i] ?? NaN] as const) };
    this.#tables.push(witness);
    return witness;
  }
}
