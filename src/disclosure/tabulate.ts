/** Tables over dimensions with hierarchies, brought into the plain form of cells and relations. */
import { Problem } from '../core/problem.ts';
import { tableProblem, type Relation, type TableProblem } from './model.ts';

/** One line of a hierarchy file; the root has no parent. */
export interface HierarchyRow {
  readonly code: string;
  readonly parent: string | null;
}

/** Several hierarchies over one dimension share their root and the codes at the bottom. */
export interface Dimension {
  readonly name: string;
  readonly hierarchies: readonly (readonly HierarchyRow[])[];
}

/** A count for one combination of bottom codes, one per dimension in their order. What is absent is 0. */
export interface LeafCount {
  readonly codes: readonly string[];
  readonly count: number;
}

export interface TableForm {
  readonly dimensions: readonly Dimension[];
  readonly leaves: readonly LeafCount[];
  /** Each table crosses all codes of the dimensions it names; the others stand at their root. */
  readonly tables: readonly (readonly string[])[];
  /** Part of the counts that each organisation reported itself. */
  readonly holdings?: readonly { readonly organisation: string; readonly leaves: readonly LeafCount[] }[];
}

export interface Tabulation {
  readonly problem: TableProblem;
  /** The place of the cell with these codes, one per dimension; undefined where no table has it. */
  readonly cellAt: (codes: readonly string[]) => number | undefined;
}

/** More cells than this are refused before any memory is taken. */
export const mostCells = 2_000_000;

interface Family {
  readonly parent: number;
  readonly children: readonly number[];
}

interface Axis {
  readonly codes: readonly string[];
  readonly place: ReadonlyMap<string, number>;
  readonly root: number;
  readonly families: readonly Family[];
  /** For each bottom code, itself and every code above it; undefined for codes that have children. */
  readonly above: readonly (readonly number[] | undefined)[];
}

/**
 * All cells of all tables, each once, with the relations parent = sum of its children.
 * @throws Problem `table-hierarchy-cyclic`, `table-hierarchy-roots`, `table-hierarchies-disagree`,
 *   `table-code-twice`, `table-code-unknown`, `table-value-invalid`, `table-too-large`, `table-overflow`
 */
export function tabulate(form: TableForm): Tabulation {
  const axes = form.dimensions.map(readDimension);
  const tables = form.tables.map((names) => namedDimensions(form.dimensions, names));
  const size = (table: ReadonlySet<number>) =>
    axes.reduce((product, axis, d) => (table.has(d) ? product * axis.codes.length : product), 1);
  const upperBound = tables.reduce((sum, table) => sum + size(table), 0);
  if (upperBound > mostCells) throw new Problem('table-too-large', { cells: upperBound, most: mostCells });

  const keyOf = keys(axes);
  const places = new Map<Key, number>();
  const combinations: (readonly number[])[] = [];
  /** The first table that has a cell: the others need not count it again. */
  const owner: number[] = [];
  tables.forEach((table, t) => {
    for (const combination of product(
      axes.map((axis, d) => (table.has(d) ? axis.codes.keys() : [axis.root])),
    )) {
      const key = keyOf(combination);
      if (places.has(key)) continue;
      places.set(key, combinations.length);
      combinations.push(combination);
      owner.push(t);
    }
  });
  const count = (leaves: readonly LeafCount[]) =>
    rollUp(
      axes,
      tables,
      (table, combination) => {
        const place = places.get(keyOf(combination)) ?? -1;
        return owner[place] === table ? place : undefined;
      },
      leaves,
    );

  const values = count(form.leaves);
  const cells = combinations.map((combination, i) => ({
    code: combination.map((code, d) => axes[d]?.codes[code] ?? '').join(' × '),
    value: values.get(i) ?? 0,
  }));
  const holdings = (form.holdings ?? []).map(({ organisation, leaves }) => ({
    organisation,
    counts: [...count(leaves)],
  }));
  return {
    problem: tableProblem(
      cells,
      relationsOf(axes, (combination) => places.get(keyOf(combination)), combinations),
      holdings,
    ),
    cellAt: (codes) => {
      const combination = codes.map((code, d) => axes[d]?.place.get(code));
      return combination.every((code) => code !== undefined) ? places.get(keyOf(combination)) : undefined;
    },
  };
}

function namedDimensions(dimensions: readonly Dimension[], names: readonly string[]): ReadonlySet<number> {
  return new Set(
    names.map((name) => {
      const found = dimensions.findIndex((dimension) => dimension.name === name);
      if (found < 0)
        throw new Problem('table-code-unknown', { code: name, where: 'the names of the dimensions' });
      return found;
    }),
  );
}

function readDimension({ name, hierarchies }: Dimension): Axis {
  const place = new Map<string, number>();
  for (const row of hierarchies.flat()) if (!place.has(row.code)) place.set(row.code, place.size);
  const roots = new Set<string>();
  const families: Family[] = [];
  for (const hierarchy of hierarchies) {
    const seen = new Set<string>();
    const children = new Map<number, number[]>();
    for (const { code, parent } of hierarchy) {
      if (seen.has(code)) throw new Problem('table-code-twice', { code });
      seen.add(code);
      if (parent === null) roots.add(code);
      else {
        const above = place.get(parent);
        if (above === undefined)
          throw new Problem('table-code-unknown', { code: parent, where: `the codes of ${name}` });
        children.set(above, [...(children.get(above) ?? []), place.get(code) ?? -1]);
      }
    }
    for (const [parent, list] of children) families.push({ parent, children: list });
  }
  const codes = [...place.keys()];
  const bottoms = bottomCodes(name, codes, families);
  const [root] = roots;
  if (root === undefined || roots.size > 1)
    throw new Problem('table-hierarchy-roots', { dimension: name, roots: [...roots].join(', ') || 'none' });
  const top = place.get(root) ?? -1;
  const reached = bottoms[top] ?? new Set();
  const lost = codes.findIndex((_, code) =>
    [...(bottoms[code] ?? [])].some((bottom) => !reached.has(bottom)),
  );
  if (lost >= 0)
    throw new Problem('table-hierarchies-disagree', { dimension: name, code: codes[lost] ?? '' });

  const above: (number[] | undefined)[] = codes.map((_, code) => (bottoms[code]?.has(code) ? [] : undefined));
  bottoms.forEach((below, code) => below.forEach((bottom) => above[bottom]?.push(code)));
  return { codes, place, root: top, families, above };
}

/** For each code the bottom codes under it, the same whichever hierarchy is followed. */
function bottomCodes(
  dimension: string,
  codes: readonly string[],
  families: readonly Family[],
): ReadonlySet<number>[] {
  const familiesOf = Map.groupBy(families, ({ parent }) => parent);
  const known: ReadonlySet<number>[] = [];
  const open = new Set<number>();
  const visit = (code: number): ReadonlySet<number> => {
    const before = known[code];
    if (before) return before;
    if (open.has(code)) throw new Problem('table-hierarchy-cyclic', { dimension, code: codes[code] ?? '' });
    open.add(code);
    const ways = (familiesOf.get(code) ?? []).map(({ children }) =>
      children.flatMap((child) => [...visit(child)]),
    );
    open.delete(code);
    const first = new Set(ways[0] ?? [code]);
    for (const way of ways)
      if (way.length !== first.size || way.some((bottom) => !first.has(bottom)))
        throw new Problem('table-hierarchies-disagree', { dimension, code: codes[code] ?? '' });
    known[code] = first;
    return first;
  };
  codes.forEach((_, code) => visit(code));
  return known;
}

type Key = number | string;

/** A name for each combination of codes: one number where these are few enough to be told apart exactly. */
function keys(axes: readonly Axis[]): (combination: readonly number[]) => Key {
  const all = axes.reduce((product, axis) => product * (axis.codes.length + 1), 1);
  if (!Number.isSafeInteger(all)) return (combination) => combination.join();
  return (combination) => {
    let key = 0;
    combination.forEach((code, d) => (key = key * ((axes[d]?.codes.length ?? 0) + 1) + code));
    return key;
  };
}

/**
 * The value of every cell that is not 0. Each table first gathers the leaves it cannot tell apart.
 * @param place the cell of a combination, if this table is the one that counts it
 */
function rollUp(
  axes: readonly Axis[],
  tables: readonly ReadonlySet<number>[],
  place: (table: number, combination: readonly number[]) => number | undefined,
  leaves: readonly LeafCount[],
): Map<number, number> {
  const seen = new Set<Key>();
  const keyOf = keys(axes);
  const bottoms = leaves.map(({ codes, count }) => {
    const code = codes.join(' × ');
    if (!Number.isSafeInteger(count) || count < 0)
      throw new Problem('table-value-invalid', { cell: code, value: count });
    if (codes.length !== axes.length)
      throw new Problem('table-code-unknown', { code, where: `the combinations of ${axes.length} codes` });
    const bottom = axes.map((axis, d) => {
      const found = axis.place.get(codes[d] ?? '') ?? -1;
      if (!axis.above[found])
        throw new Problem('table-code-unknown', { code: codes[d] ?? '', where: 'the codes at the bottom' });
      return found;
    });
    const key = keyOf(bottom);
    if (seen.has(key)) throw new Problem('table-code-twice', { code });
    seen.add(key);
    return bottom;
  });
  const values = new Map<number, number>();
  tables.forEach((table, t) => {
    const gathered = new Map<Key, { readonly codes: readonly number[]; count: number }>();
    bottoms.forEach((bottom, leaf) => {
      const codes = bottom.map((code, d) => (table.has(d) ? code : (axes[d]?.root ?? -1)));
      const key = keyOf(codes);
      const count = leaves[leaf]?.count ?? 0;
      const known = gathered.get(key);
      if (known) known.count += count;
      else gathered.set(key, { codes, count });
    });
    for (const { codes, count } of gathered.values())
      for (const combination of product(
        codes.map((code, d) => (table.has(d) ? (axes[d]?.above[code] ?? []) : [code])),
      )) {
        const cell = place(t, combination);
        if (cell !== undefined) values.set(cell, (values.get(cell) ?? 0) + count);
      }
  });
  return values;
}

function relationsOf(
  axes: readonly Axis[],
  placeOf: (combination: readonly number[]) => number | undefined,
  combinations: readonly (readonly number[])[],
): Relation[] {
  const relations: Relation[] = [];
  axes.forEach((axis, d) => {
    const familiesOf = Map.groupBy(axis.families, ({ parent }) => parent);
    combinations.forEach((combination, cell) => {
      for (const { children } of familiesOf.get(combination[d] ?? -1) ?? []) {
        const below = children.map((child) => placeOf(combination.with(d, child)));
        // A dimension outside a table stands at its root there and is not broken down.
        if (below.every((place) => place !== undefined))
          relations.push({
            cells: [cell, ...below],
            coefficients: [-1, ...below.map(() => 1)],
            constant: 0,
          });
      }
    });
  });
  return relations;
}

function* product(lists: readonly Iterable<number>[]): Generator<readonly number[]> {
  const arrays = lists.map((list) => [...list]);
  const at = arrays.map(() => 0);
  if (arrays.some((array) => array.length === 0)) return;
  for (;;) {
    yield at.map((position, d) => arrays[d]?.[position] ?? -1);
    let d = arrays.length - 1;
    while (d >= 0 && (at[d] ?? 0) + 1 === arrays[d]?.length) at[d--] = 0;
    if (d < 0) return;
    at[d] = (at[d] ?? 0) + 1;
  }
}
