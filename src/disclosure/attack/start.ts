/** A first whole table that agrees with a release, for readers who know none. */
import type { Highs, Model } from 'highs';
import { Problem } from '../../core/problem.ts';
import type { Reader, Relation } from '../model.ts';

/** Hidden cells that relations join. The relations are between hidden cells only, published ones in the constant. */
export interface Part {
  readonly cells: readonly number[];
  readonly relations: readonly Relation[];
}

/** Branches of an integer program before it is given up. A count, so that runs agree. */
const mostNodes = 20_000;

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
  for (const numbers of ['real', 'whole'] as const) {
    const values = highs.withModel((model) => {
      load(model, part, reader, highs.infinity, numbers);
      const { modelStatus } = model.run();
      if (modelStatus === status.infeasible) throw new Problem('release-contradictory');
      return modelStatus === status.optimal
        ? Array.from(model.getSolution().colValue, (value) => Math.round(value) + 0)
        : undefined;
    });
    const table: number[] = [];
    part.cells.forEach((cell, i) => (table[cell] = values?.[i] ?? NaN));
    if (values && agrees(part, reader, table)) return values;
  }
  return undefined;
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
