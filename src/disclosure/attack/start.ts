/** A first whole table that agrees with a release, for readers who know none. */
import type { Highs, Model } from 'highs';
import { Problem } from '../../core/problem.ts';
import type { Reader, Relation } from '../model.ts';
import { kernel } from './kernel.ts';
import { packed } from './unknowns.ts';
import { addTo } from './relaxation.ts';
import { Walk } from './walk.ts';

/** Hidden cells that relations join. The relations are between hidden cells only, published ones in the constant. */
export interface Part {
  readonly cells: readonly number[];
  readonly relations: readonly Relation[];
}

/** Branches of an integer program before it is given up. A count, so that runs agree. */
const mostNodes = 20_000;

/** Steps of a walk before an integer program is asked. */
const mostSteps = 100_000;

const status = { optimal: 7, infeasible: 8 } as const;

/**
 * Sets of hidden cells that no relation joins, found by union-find.
 * @throws Problem `release-contradictory` where published cells do not add up
 */
export function parts(published: readonly (number | undefined)[], relations: readonly Relation[]): Part[] {
  const leader = published.map((_, cell) => cell);
  const find = (cell: number): number => {
    let at = cell;
    while (leader[at] !== at) at = leader[at] = leader[leader[at] ?? at] ?? at;
    return at;
  };
  const between = relations.flatMap((relation): Relation[] => {
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
    if (first === undefined) return [];
    for (const cell of cells) leader[find(cell)] = find(first);
    return [{ cells, coefficients, constant }];
  });
  const hidden = published.flatMap((value, cell) => (value === undefined ? [cell] : []));
  const relationsOf = Map.groupBy(between, ({ cells }) => find(cells[0] ?? -1));
  return [...Map.groupBy(hidden, find)].map(([lead, cells]) => ({
    cells,
    relations: relationsOf.get(lead) ?? [],
  }));
}

/** Whether a table keeps the relations of a part and what the reader knows of its cells. */
export function agrees({ cells, relations }: Part, { atLeast }: Reader, table: readonly number[]): boolean {
  return (
    cells.every(
      (cell) => Number.isSafeInteger(table[cell]) && (table[cell] ?? NaN) >= (atLeast[cell] ?? 0),
    ) &&
    relations.every(
      ({ cells: of, coefficients, constant }) =>
        of.reduce((sum, cell, i) => sum + (coefficients[i] ?? NaN) * (table[cell] ?? NaN), 0) === constant,
    )
  );
}

/**
 * Values of the part's cells in some whole table, in their order.
 * @returns undefined where none was found, and it is not known whether there is one
 * @throws Problem `release-contradictory` where there is none
 */
export function anyTable(highs: Highs, part: Part, reader: Reader): readonly number[] | undefined {
  const fits = (values: readonly number[] | undefined) => {
    const table: number[] = [];
    part.cells.forEach((cell, i) => (table[cell] = values?.[i] ?? NaN));
    return agrees(part, reader, table);
  };
  const real = solution(highs, part, reader, 'real');
  const walked = real && walk(part, reader, real);
  if (fits(walked)) return walked;
  const whole = solution(highs, part, reader, 'whole')?.map((value) => Math.round(value) + 0);
  return fits(whole) ? whole : undefined;
}

function solution(
  highs: Highs,
  part: Part,
  reader: Reader,
  numbers: 'real' | 'whole',
): readonly number[] | undefined {
  return highs.withModel((model) => {
    load(model, part, reader, highs.infinity, numbers);
    const { modelStatus } = model.run();
    if (modelStatus === status.infeasible) throw new Problem('release-contradictory');
    return modelStatus === status.optimal ? [...model.getSolution().colValue] : undefined;
  });
}

/** Rounds a table of fractions so that all relations are kept, and walks from there until no cell is too small. */
function walk(
  { cells, relations }: Part,
  { atLeast }: Reader,
  real: readonly number[],
): readonly number[] | undefined {
  const column = new Map(cells.map((cell, i) => [cell, i]));
  const rows = packed(
    relations.map((relation) => ({
      columns: relation.cells.map((cell) => column.get(cell) ?? -1),
      values: relation.coefficients,
    })),
  );
  const moves = kernel(rows, [...cells.keys()], relations.keys());
  const rounded = real.map((value) => Math.round(value) + 0);
  for (const [own, { unknowns, by }] of moves.equations) {
    if (own >= cells.length) continue;
    let value = real[own] ?? 0;
    unknowns.forEach((each, i) => {
      if (each !== own) value += (by[i] ?? 0) * ((rounded[each] ?? 0) - (real[each] ?? 0));
    });
    rounded[own] = Math.round(value) + 0;
  }
  const box = {
    lower: Float64Array.from(cells, (cell, i) => (atLeast[cell] ?? 0) - (rounded[i] ?? 0)),
    upper: new Float64Array(cells.length).fill(Infinity),
  };
  const movement = new Walk(moves, box).mended(undefined, mostSteps);
  if (!movement) return undefined;
  addTo(rounded, movement);
  return rounded;
}

function load(
  model: Model,
  { cells, relations }: Part,
  { atLeast }: Reader,
  infinity: number,
  numbers: 'real' | 'whole',
): void {
  const column = new Map(cells.map((cell, i) => [cell, i]));
  const starts = [0];
  for (const relation of relations) starts.push((starts.at(-1) ?? 0) + relation.cells.length);
  const constants = relations.map(({ constant }) => constant);
  model.passModel({
    numCols: cells.length,
    numRows: relations.length,
    colCost: new Float64Array(cells.length),
    colLower: cells.map((cell) => atLeast[cell] ?? 0),
    colUpper: cells.map(() => infinity),
    rowLower: constants,
    rowUpper: constants,
    integrality: cells.map(() => (numbers === 'whole' ? 1 : 0)),
    matrix: {
      format: 'csr',
      numRows: relations.length,
      numCols: cells.length,
      starts,
      indices: relations.flatMap((relation) => relation.cells.map((cell) => column.get(cell) ?? -1)),
      values: relations.flatMap(({ coefficients }) => coefficients),
    },
  });
  model.options.set({ output_flag: false, mip_max_nodes: mostNodes });
}
