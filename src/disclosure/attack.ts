/**
 * The attack: what a reader can work out about each hidden cell of a release. It sees only what is published and
 * concludes nothing from how the protection came about: its own programs over the release, and tables that it has
 * checked by adding up.
 */
import type { Highs, Model } from 'highs';
import { Problem } from '../core/problem.ts';
import { type Reached, reachedNear } from './attack-local.ts';
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
   * `exact`: a whole table reaches it and none goes further. `reached`: a whole table reaches it; others may go
   * further. `bound`: no table goes further, and none was found that reaches it, so the true interval may be
   * narrower and nothing is proven.
   */
  readonly known: 'exact' | 'reached' | 'bound';
  /** A table in which the cell has this value, given with exact ends; none where the value is Infinity. */
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

export interface AttackOptions {
  /**
   * A width in which a cell is hidden well enough. Cells that whole tables show to span it are settled with that;
   * only what looks narrower is followed to its exact ends.
   */
  readonly wide?: number;
  /** A table known to agree with the release, by cell: the custodian's own. Spares looking for a first one. */
  readonly start?: readonly number[];
  readonly progress?: (state: { readonly done: number; readonly of: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * The interval of every hidden cell for one reader, by linear programs over independent components and, where
 * their solution is not whole, integer programs. Exact, unless `wide` says how much suffices.
 * @throws Problem `release-contradictory` where no whole-number table agrees with the release
 */
export async function attack(
  release: Release,
  reader: Reader,
  { wide, start, progress, signal }: AttackOptions = {},
): Promise<Interval[]> {
  const highs = await solver();
  const told = (done: number, of: number) => {
    if (done % 50 !== 0) return;
    signal?.throwIfAborted();
    progress?.({ done, of });
  };
  const parts = components(release).map((part) => new Component(highs, part, reader));
  if (wide === undefined) return inOrder(parts.flatMap((part) => part.intervals(told)));
  const known = start ?? anyTable(release, parts);
  if (!known || !parts.every((part) => part.agrees(known)))
    return inOrder(parts.flatMap((part) => part.intervals(told)));
  const reached = reachedNear(highs, release, reader, known, wide, told);
  return inOrder(parts.flatMap((part) => part.settled(known, reached, wide, told)));
}

function inOrder(intervals: Interval[]): Interval[] {
  return intervals.sort((a, b) => a.cell - b.cell);
}

/** Some whole table that agrees with the release, by cell. */
function anyTable({ published }: Release, parts: readonly Component[]): number[] | undefined {
  const known = published.map((value) => value ?? NaN);
  for (const part of parts) {
    const table = part.anyTable();
    if (!table) return undefined;
    for (const [cell, value] of table.values) known[cell] = value;
  }
  return known;
}

/** The interval of a sum of hidden cells for one reader: a margin may leak although none of its cells does. */
export async function attackSum(
  { published, relations }: Release,
  reader: Reader,
  cells: readonly number[],
): Promise<Interval> {
  const cell = published.length;
  const sum = { cells: [...cells, cell], coefficients: [...cells.map(() => 1), -1], constant: 0 };
  const widened = { published: [...published, undefined], relations: [...relations, sum] };
  const least = cells.reduce((total, each) => total + (published[each] ?? reader.atLeast[each] ?? 0), 0);
  const highs = await solver();
  const part = components(widened).find((each) => each.cells.includes(cell)) ?? { cells: [], equations: [] };
  const component = new Component(highs, part, { ...reader, atLeast: [...reader.atLeast, least] });
  const [interval] = component.intervals(() => undefined, [part.cells.indexOf(cell)]);
  if (!interval) throw new Problem('release-contradictory');
  return interval;
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

  /** The exact intervals of these columns, or of all. */
  intervals(
    told: (done: number, of: number) => void,
    columns: readonly number[] = [...this.#part.cells.keys()],
  ): Interval[] {
    return this.#highs.withModel((linear) => {
      this.#load(linear, 'real');
      linear.options.set({ presolve: 'off', solver: 'simplex', simplex_strategy: 4 });
      return columns.map((column, done) => {
        told(done, columns.length);
        const max = this.#end(linear, column, 1);
        const least = this.#atLeast[column] ?? 0;
        const known = this.#tables.find(({ values }) => values[column]?.[1] === least);
        const min: End = known
          ? { value: least, known: 'exact', witness: known }
          : this.#end(linear, column, -1);
        return { cell: this.#part.cells[column] ?? -1, min, max };
      });
    });
  }

  /** Intervals that were seen to span `wide`, or else are exact. */
  settled(
    known: readonly number[],
    { fall, rise }: Reached,
    wide: number,
    told: (done: number, of: number) => void,
  ): Interval[] {
    const { cells } = this.#part;
    const spans = (cell: number) => (fall[cell] ?? 0) + (rise[cell] ?? 0) >= wide;
    const open = cells.flatMap((cell, column) => (spans(cell) ? [] : [column]));
    return [
      ...(open.length > 0 ? this.intervals(told, open) : []),
      ...cells.filter(spans).map((cell): Interval => {
        const [min, max] = [
          (known[cell] ?? NaN) - (fall[cell] ?? NaN),
          (known[cell] ?? NaN) + (rise[cell] ?? NaN),
        ];
        const lowest = min === this.#atLeast[this.#column.get(cell) ?? -1];
        return {
          cell,
          min: { value: min, known: lowest ? 'exact' : 'reached', witness: undefined },
          max: { value: max, known: 'reached', witness: undefined },
        };
      }),
    ];
  }

  /** Whether a table keeps every equation and what the reader knows of each cell. */
  agrees(table: readonly number[]): boolean {
    return this.#fits(this.#part.cells.map((cell) => table[cell] ?? NaN));
  }

  /** Some whole table that agrees with the release. */
  anyTable(): Witness | undefined {
    const solve = (type: 'real' | 'whole') =>
      this.#highs.withModel((model) => {
        this.#load(model, type);
        model.run();
        if (model.getModelStatus() === 8) throw new Problem('release-contradictory');
        return model.getModelStatus() === 7 ? this.#whole(model.getSolution().colValue) : undefined;
      });
    return solve('real') ?? solve('whole');
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
      return { value: direction * Infinity, known: 'exact', witness: undefined };
    if (status !== 7)
      return {
        value: direction > 0 ? Infinity : (this.#atLeast[column] ?? 0),
        known: 'bound',
        witness: undefined,
      };
    const witness = this.#whole(values);
    // Adding 0 makes the −0 of a rounded tiny number a plain 0.
    const bound = (direction > 0 ? Math.floor(objective + tolerance) : Math.ceil(objective - tolerance)) + 0;
    if (witness?.values[column]?.[1] === bound) return { value: bound, known: 'exact', witness };
    return this.#integerEnd(column, direction, bound);
  }

  #integerEnd(column: number, direction: 1 | -1, outer: number): End {
    return this.#highs.withModel((model): End => {
      this.#load(model, 'whole');
      model.changeColCost(column, -direction);
      // The objective is whole, so a gap below 1 is none.
      model.options.set({ mip_rel_gap: 0, mip_abs_gap: 0.9, mip_max_nodes: mostNodes });
      model.run();
      const status = model.getModelStatus();
      if (status === 8) throw new Problem('release-contradictory');
      const witness = status === 7 ? this.#whole(model.getSolution().colValue) : undefined;
      const value = witness?.values[column]?.[1];
      return { value: value ?? outer, known: value === undefined ? 'bound' : 'exact', witness };
    });
  }

  /** The table the solver stands for, if it is whole and fits exactly. */
  #whole(solution: Float64Array): Witness | undefined {
    const { cells } = this.#part;
    const values = Array.from(solution, (value) => Math.round(value) + 0);
    if (!values.every((value, i) => Math.abs(value - (solution[i] ?? NaN)) < 1e-4)) return undefined;
    if (!this.#fits(values)) return undefined;
    const witness = { values: cells.map((cell, i) => [cell, values[i] ?? NaN] as const) };
    this.#tables.push(witness);
    return witness;
  }

  /** Whether whole numbers keep every equation and what the reader knows of each cell. */
  #fits(values: readonly number[]): boolean {
    return (
      values.every((value, column) => value >= (this.#atLeast[column] ?? 0)) &&
      this.#part.equations.every(({ cells, coefficients, constant }) => {
        let rest = -constant;
        cells.forEach((cell, i) => {
          rest += (coefficients[i] ?? NaN) * (values[this.#column.get(cell) ?? -1] ?? NaN);
        });
        return rest === 0;
      })
    );
  }
}
