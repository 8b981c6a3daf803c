/**
 * What linked tables say together beyond the counts they share: all are sums over the same persons, and no combination
 * of codes has fewer than none. As long as the tables stand in no circle (sex × age, age × district, but not district ×
 * sex as well) nothing more follows: from any whole tables that agree in what they share, persons can be put together
 * one table after the other (decomposable models; Lauritzen 1996, section 4.4). In a circle the combinations are
 * unknowns of their own: cells that no table shows, of which those of the tables are sums.
 */
import { Problem } from '../core/problem.ts';
import { Combinations } from './combinations.ts';
import { type Axis, type HierarchyRow, product } from './dimension.ts';
import type { Relation, TableProblem } from './model.ts';
import type { Leaves } from './roll-up.ts';
import type { TableForm } from './tabulate.ts';

/**
 * The names on which these sets stand in a circle; none where they do not (the reduction of Graham, Yu & Özsoyoğlu).
 * Once one more set holds all of these names, there is no circle any more.
 */
export function circleOf(sets: readonly (readonly string[])[]): readonly string[] {
  let edges = sets.map((set) => new Set(set));
  for (let before = Infinity; ;) {
    for (const edge of edges)
      for (const name of edge)
        if (!edges.some((other) => other !== edge && other.has(name))) edge.delete(name);
    edges = edges.filter(
      (edge, at) =>
        edge.size > 0 &&
        !edges.some((other, o) => o !== at && isWithin(edge, other) && (edge.size < other.size || o < at)),
    );
    const size = edges.reduce((sum, edge) => sum + edge.size, 0);
    if (size === 0 || size === before) return [...new Set(edges.flatMap((edge) => [...edge]))];
    before = size;
  }
}

function isWithin(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((name) => b.has(name));
}

/**
 * The names whose combinations say more than tables do: those in a circle, and those of rules on combinations that no
 * table crosses.
 * @param runs sets of tables over the same persons
 * @param rules names of which some combinations cannot be
 */
export function namesBeyond(
  runs: readonly (readonly (readonly string[])[])[],
  rules: readonly (readonly string[])[],
): ReadonlySet<string> {
  const beyond = new Set<string>();
  for (const tables of runs) {
    const used = new Set(tables.flat());
    for (const rule of rules)
      if (isWithin(new Set(rule), used) && !tables.some((table) => isWithin(new Set(rule), new Set(table))))
        for (const name of rule) beyond.add(name);
  }
  for (let more = true; more;) {
    const found = runs.flatMap((tables) => circleOf([...tables, [...beyond]]));
    for (const name of found) beyond.add(name);
    more = found.length > 0;
  }
  return beyond;
}

/** More combinations than this are not taken in: the search for what to hide would take too long. */
export const mostCombinations = 2_000;

/** What tables say together, and the dimensions that stand in a circle. */
export interface Together {
  /**
   * `told`: nothing but what their shared counts say. `taken`: what the combinations say, which are cells of the
   * problem. `open`: more than is taken in, because there are too many combinations or a person may have several codes.
   */
  readonly is: 'told' | 'taken' | 'open';
  readonly dimensions: readonly string[];
}

export function togetherOf({
  dimensions,
  tables,
  impossible = [],
}: Pick<TableForm, 'dimensions' | 'tables' | 'impossible'>): Together {
  const circle = new Set(namesBeyond([tables], impossible.map(Object.keys)));
  const ofSeveral = new Set(dimensions.flatMap(({ name, answers }) => (answers === 'several' ? [name] : [])));
  const withSeveral = tables.filter((table) => table.some((name) => ofSeveral.has(name)));
  const isOpen =
    new Set(withSeveral.map((table) => table.toSorted().join('\0'))).size > 1 ||
    [...circle].some((name) => ofSeveral.has(name));
  if (isOpen) for (const name of withSeveral.flat()) circle.add(name);
  const names = dimensions.flatMap(({ name }) => (circle.has(name) ? [name] : []));
  const size = dimensions
    .filter(({ name }) => circle.has(name))
    .reduce((product, { hierarchies: [rows = []] }) => product * bottomsIn(rows), 1);
  const is = names.length === 0 ? 'told' : isOpen || size > mostCombinations ? 'open' : 'taken';
  return { is, dimensions: names };
}

function bottomsIn(rows: readonly HierarchyRow[]): number {
  const parents = new Set(rows.map(({ parent }) => parent));
  return rows.filter(({ code }) => !parents.has(code)).length;
}

/** The combinations behind tables that stand in a circle. */
export interface Joint {
  /** Dimensions, by place; none where tables say no more together. */
  readonly circle: ReadonlySet<number>;
  /** One code for each dimension: at the bottom where it is of the circle, elsewhere the root. */
  readonly codes: readonly (readonly number[])[];
  readonly placeOf: (codes: ArrayLike<number>) => number | undefined;
}

/** @param cannotBe whether nobody can have these codes */
export function jointOf(
  axes: readonly Axis[],
  circle: ReadonlySet<number>,
  cannotBe: (codes: readonly number[]) => boolean,
): Joint {
  const places = new Combinations(axes.length);
  const codes: (readonly number[])[] = [];
  if (circle.size > 0)
    for (const each of product(
      axes.map(({ bottoms, root }, d) => (circle.has(d) ? (bottoms[root] ?? []) : [root])),
    ))
      if (!cannotBe(each)) {
        places.add(each);
        codes.push(each);
      }
  return { circle, codes, placeOf: (each) => places.find(each) };
}

/**
 * How many persons each combination has.
 * @throws Problem `table-zero-impossible` where somebody has codes that nobody can have
 */
export function countJoint(
  axes: readonly Axis[],
  { circle, codes, placeOf }: Joint,
  leaves: Leaves,
): number[] {
  const counts = codes.map(() => 0);
  if (circle.size === 0) return counts;
  const own = new Int32Array(axes.length);
  leaves.counts.forEach((count, leaf) => {
    // Persons with one code of several are among all persons already.
    const isPart = axes.some(
      ({ answers, root }, d) => answers === 'several' && leaves.codes[d]?.[leaf] !== root,
    );
    if (count === 0 || isPart) return;
    axes.forEach(({ root }, d) => (own[d] = circle.has(d) ? (leaves.codes[d]?.[leaf] ?? -1) : root));
    const at = placeOf(own);
    if (at === undefined) {
      const cell = axes.map((axis, d) => axis.codes[own[d] ?? -1] ?? '').join(' × ');
      throw new Problem('table-zero-impossible', { cell, value: count });
    }
    counts[at] = (counts[at] ?? 0) + count;
  });
  return counts;
}

/**
 * Of which combinations the cells of tables are sums: of each table those at the bottom of what it has of the circle.
 * @param from the place of the first combination among the cells
 */
export function jointRelations(
  axes: readonly Axis[],
  tables: readonly ReadonlySet<number>[],
  { circle, codes }: Joint,
  placeOf: (codes: readonly number[]) => number | undefined,
  from: number,
): Relation[] {
  const views = tables.map((table) => axes.map((_, d) => table.has(d) && circle.has(d)));
  const parts = new Map<number, number[]>();
  for (const view of new Map(views.map((each) => [each.join(), each])).values())
    codes.forEach((combination, at) => {
      const cell = placeOf(combination.map((code, d) => (view[d] ? code : (axes[d]?.root ?? -1))));
      if (cell === undefined) return;
      const known = parts.get(cell);
      if (known) known.push(from + at);
      else parts.set(cell, [from + at]);
    });
  return [...parts].map(([cell, of]) => ({
    cells: [cell, ...of],
    coefficients: [-1, ...of.map(() => 1)],
    constant: 0,
  }));
}

/** Whether the cells of a problem are sums of combinations that no table shows. */
export function isJoint({ cells, relations }: TableProblem): boolean {
  return relations.some((relation) => relation.cells.some((cell) => cells[cell]?.kind === 'combination'));
}

/** The problem as shared counts alone say it: its combinations are sums of nothing. */
export function withoutJoint(problem: TableProblem): TableProblem {
  const { cells, relations } = problem;
  return {
    ...problem,
    relations: relations.filter((one) => one.cells.every((cell) => cells[cell]?.kind !== 'combination')),
  };
}
