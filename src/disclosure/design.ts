/**
 * Help with the design of tables before anything is hidden: where the small counts are, which categories could be
 * merged, what that saves and what it costs. In sparse data a good merge saves more than any search for
 * secondaries. Nothing is tabulated again for each candidate.
 */
import { Problem } from '../core/problem.ts';
import { count, readAxis, slab, unknown, type Axis, type Cube } from './cube.ts';
import type { HierarchyRow, LeafCount, TableForm } from './tabulate.ts';

export type Merge =
  /** Two codes at the bottom with the same parent become one. */
  | {
      readonly merge: 'siblings';
      readonly dimension: string;
      readonly codes: readonly [string, string];
      readonly into: string;
    }
  /** The codes deepest down are given up; their parents stay. */
  | { readonly merge: 'lowest-level'; readonly dimension: string }
  /** One table is no longer broken down by this dimension. */
  | { readonly merge: 'dimension'; readonly dimension: string; readonly table: readonly string[] };

/** How a form stands before anything is hidden beside the small counts. Empty cells are not counted. */
export interface Standing {
  /** Cells that hold somebody, each once however many tables it stands in. */
  readonly cells: number;
  /** Those from 1 to threshold − 1. */
  readonly small: number;
  /** The sum of these cells, and of the small ones. */
  readonly value: number;
  readonly smallValue: number;
  /** Sums in which one small cell stands alone among shown ones: each needs a further, secondary cell. */
  readonly alone: number;
}

export interface Suggestion {
  readonly merge: Merge;
  readonly before: Standing;
  readonly after: Standing;
  /** Small cells fewer. */
  readonly saves: number;
  /**
   * Bits lost: the entropy of the merged codes given all others, over all persons and tables. Telling one of two
   * equally large codes costs 1 bit for each person counted in them.
   */
  readonly costs: number;
}

export interface Share {
  readonly code: string;
  readonly cells: number;
  readonly small: number;
}

export interface Advice {
  readonly standing: Standing;
  /** Of the cells broken down by a dimension, those that are small; the same for each of its codes. */
  readonly dimensions: readonly (Omit<Share, 'code'> & {
    readonly name: string;
    readonly codes: readonly Share[];
  })[];
  /** Merges that could come first, best first: small cells saved for each bit lost. */
  readonly single: readonly Suggestion[];
  /** The best merge, then the best after it, and so on. */
  readonly sequence: readonly Suggestion[];
}

export interface DesignQuestion {
  readonly threshold: number;
  /** The most suggestions, and the most steps of the sequence. */
  readonly most: number;
  /** Dimensions whose codes stand in an order, such as age: only neighbours are merged. */
  readonly ordered?: readonly string[];
  /** Codes such as "Not stated": never merged with stated ones. */
  readonly notStated?: readonly string[];
}

/**
 * Where the small counts are, and which merges save most of them for the least information.
 * Takes seconds for tables of some 10,000 cells.
 * @throws Problem `parameter-invalid`, `table-code-unknown`, `table-too-large`
 */
export function suggest(form: TableForm, question: DesignQuestion): Advice {
  const { threshold, most } = question;
  for (const [name, value, least] of [
    ['threshold', threshold, 1],
    ['most', most, 0],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new Problem('parameter-invalid', { name, value, detail: `give a whole number from ${least}` });
  const first = count(form);
  const standing = stand(first, threshold);
  const told = (at: TableForm, before: Standing, { merge, saves, costs }: Candidate): Suggestion => ({
    merge,
    before,
    after: stand(count(merged(at, merge)), threshold),
    saves,
    costs,
  });
  const ranked = candidates(first, question);
  const sequence: Suggestion[] = [];
  let at = form;
  let [best] = ranked;
  while (best && sequence.length < most) {
    const step = told(at, sequence.at(-1)?.after ?? standing, best);
    sequence.push(step);
    at = merged(at, step.merge);
    [best] = candidates(count(at), question);
  }
  return {
    standing,
    dimensions: shares(first, threshold),
    single: ranked.slice(0, most).map((candidate) => told(form, standing, candidate)),
    sequence,
  };
}

/**
 * The form after a merge; counts are added up.
 * @throws Problem `table-code-unknown` where the merge names what the form does not have
 */
export function merged(form: TableForm, merge: Merge): TableForm {
  const d = form.dimensions.findIndex(({ name }) => name === merge.dimension);
  const dimension = form.dimensions[d];
  if (!dimension) throw unknown(merge.dimension, 'the names of the dimensions');
  if (merge.merge === 'dimension') {
    if (!form.tables.includes(merge.table)) throw unknown(merge.table.join(' × '), 'the tables');
    const tables = form.tables.map((table) =>
      table === merge.table ? table.filter((name) => name !== merge.dimension) : table,
    );
    const within = (a: readonly string[], b: readonly string[]) => a.every((name) => b.includes(name));
    return {
      ...form,
      tables: tables.filter(
        (table, t) =>
          !tables.some((other, o) => o !== t && within(table, other) && (o < t || !within(other, table))),
      ),
    };
  }
  const target = new Map<string, string>();
  if (merge.merge === 'lowest-level') {
    const rows = dimension.hierarchies[0] ?? [];
    const { depth } = readAxis(dimension.name, [rows]);
    const lowest = Math.max(...depth);
    rows.forEach(({ code, parent }, row) => {
      if (depth[row] === lowest && parent !== null) target.set(code, parent);
    });
  } else
    for (const code of merge.codes) {
      if (!dimension.hierarchies[0]?.some((row) => row.code === code))
        throw unknown(code, `the codes of ${dimension.name}`);
      target.set(code, merge.into);
    }
  const hierarchies = dimension.hierarchies.map((rows) =>
    rows.flatMap((row): HierarchyRow[] => {
      if (!target.has(row.code)) return [row];
      const stays = merge.merge === 'siblings' && rows.find(({ code }) => target.has(code)) === row;
      return stays ? [{ ...row, code: merge.into }] : [];
    }),
  );
  const moved = (leaves: readonly LeafCount[]): LeafCount[] => {
    const sums = new Map<string, { codes: readonly string[]; count: number }>();
    for (const leaf of leaves) {
      const codes = leaf.codes.with(d, target.get(leaf.codes[d] ?? '') ?? leaf.codes[d] ?? '');
      const known = sums.get(codes.join('\u0000'));
      if (known) known.count += leaf.count;
      else sums.set(codes.join('\u0000'), { codes, count: leaf.count });
    }
    return [...sums.values()];
  };
  return {
    ...form,
    dimensions: form.dimensions.with(d, { name: dimension.name, hierarchies }),
    leaves: moved(form.leaves),
    ...(form.holdings && {
      holdings: form.holdings.map(({ organisation, leaves }) => ({ organisation, leaves: moved(leaves) })),
    }),
  };
}

function stand(cubes: readonly Cube[], threshold: number): Standing {
  const standing = { cells: 0, small: 0, value: 0, smallValue: 0, alone: 0 };
  const isSmall = (value: number) => value > 0 && value < threshold;
  for (const { axes, strides, counts, tables } of cubes) {
    counts.forEach((value, cell) => {
      if (tables[cell] === 0 || value === 0) return;
      standing.cells += 1;
      standing.value += value;
      if (!isSmall(value)) return;
      standing.small += 1;
      standing.smallValue += value;
    });
    axes.forEach((axis, i) => {
      for (const [parent, children] of axis.families.flatMap((family) => [...family]))
        slab({ axes, strides, counts }, i, parent, (cell) => {
          const places = [cell, ...children.map((child) => cell + (child - parent) * (strides[i] ?? 0))];
          // A sum that several tables hold is counted in the first, as its parts are.
          if (tables[places[1] ?? -1] === 0) return;
          let small = 0;
          for (const place of places) if (isSmall(counts[place] ?? 0)) small += 1;
          if (small === 1) standing.alone += 1;
        });
    });
  }
  return standing;
}

function shares(cubes: readonly Cube[], threshold: number): Advice['dimensions'] {
  const found = new Map<string, { cells: number; small: number; codes: Map<string, Omit<Share, 'code'>> }>();
  for (const cube of cubes)
    cube.axes.forEach((axis, i) => {
      const own = found.get(axis.name) ?? { cells: 0, small: 0, codes: new Map() };
      found.set(axis.name, own);
      axis.codes.forEach((code, place) => {
        let cells = 0;
        let small = 0;
        slab(cube, i, place, (cell) => {
          const value = cube.counts[cell] ?? 0;
          if (value === 0 || cube.tables[cell] === 0) return;
          cells += 1;
          if (value < threshold) small += 1;
        });
        const before = own.codes.get(code);
        own.codes.set(code, { cells: cells + (before?.cells ?? 0), small: small + (before?.small ?? 0) });
        if (place === axis.root) return;
        own.cells += cells;
        own.small += small;
      });
    });
  return [...found].map(([name, { cells, small, codes }]) => ({
    name,
    cells,
    small,
    codes: [...codes].map(([code, share]) => ({ code, ...share })),
  }));
}

type Candidate = Pick<Suggestion, 'merge' | 'saves' | 'costs'>;

/** Every merge that saves something, best first; the same order in every run. */
function candidates(
  cubes: readonly Cube[],
  { threshold, ordered = [], notStated = [] }: DesignQuestion,
): Candidate[] {
  const isSmall = (value: number) => value > 0 && value < threshold;
  /** Small cells among these codes that stand in this table alone, or in any. */
  const smallIn = (cube: Cube, axis: number, codes: readonly number[], where: 'everywhere' | 'only here') => {
    let small = 0;
    for (const code of codes)
      slab(cube, axis, code, (cell) => {
        const tables = cube.tables[cell] ?? 0;
        if ((where === 'everywhere' ? tables > 0 : tables === 1) && isSmall(cube.counts[cell] ?? 0))
          small += 1;
      });
    return small;
  };
  const found: Candidate[] = [];
  const axes = new Map(cubes.flatMap((cube) => cube.axes.map((axis) => [axis.name, axis])));
  for (const axis of axes.values()) {
    const dimension = axis.name;
    const inCubes = cubes.flatMap((cube) => {
      const i = cube.axes.indexOf(axis);
      return i < 0 ? [] : [{ cube, i }];
    });
    const code = (place: number) => axis.codes[place] ?? '';
    const stated = (place: number) => !notStated.includes(code(place));
    const neighbours = ordered.includes(dimension);
    for (const [a, b] of siblings(axis, neighbours ? 'neighbours' : 'any')) {
      if (stated(a) !== stated(b)) continue;
      let saves = 0;
      let costs = 0;
      for (const { cube, i } of inCubes) {
        const further = (b - a) * (cube.strides[i] ?? 0);
        saves += smallIn(cube, i, [a, b], 'everywhere');
        costs += bits(cube, i, [a, b]);
        slab(cube, i, a, (cell) => {
          const together = (cube.counts[cell] ?? 0) + (cube.counts[cell + further] ?? 0);
          if (cube.tables[cell] !== 0 && isSmall(together)) saves -= 1;
        });
      }
      const codes = [code(a), code(b)] as const;
      found.push({
        merge: { merge: 'siblings', dimension, codes, into: codes.join(' + ') },
        saves,
        costs,
      });
    }
    const lowest = Math.max(...axis.depth);
    const [families] = axis.families;
    if (axis.families.length === 1 && families && lowest > 1) {
      const groups = [...families.values()].map((children) =>
        children.filter((child) => axis.depth[child] === lowest),
      );
      found.push({
        merge: { merge: 'lowest-level', dimension },
        saves: sum(inCubes.map(({ cube, i }) => smallIn(cube, i, groups.flat(), 'everywhere'))),
        costs: sum(inCubes.flatMap(({ cube, i }) => groups.map((group) => bits(cube, i, group)))),
      });
    }
    const every = [...axis.codes.keys()].filter((place) => place !== axis.root);
    const bottoms = every.filter((place) => axis.bottom[place]);
    for (const { cube, i } of inCubes)
      if (cube.axes.length > 1)
        found.push({
          merge: { merge: 'dimension', dimension, table: cube.table },
          saves: smallIn(cube, i, every, 'only here'),
          costs: bits(cube, i, bottoms),
        });
  }
  // Saved for each bit lost, without dividing by 0.
  return found
    .filter(({ saves }) => saves > 0)
    .sort((a, b) => b.saves * a.costs - a.saves * b.costs || b.saves - a.saves);
}

/** Pairs of bottom codes that share their parent in every hierarchy. The last two of a parent stay apart: that is the level above. */
function siblings(axis: Axis, which: 'neighbours' | 'any'): (readonly [number, number])[] {
  const [first, ...others] = axis.families.map((family) => [...family.values()]);
  const together = (a: number, b: number) => (children: readonly number[]) =>
    children.length > 2 && children.includes(a) && children.includes(b);
  return (first ?? []).flatMap((children) =>
    children.flatMap((a, at) =>
      children
        .slice(at + 1, which === 'neighbours' ? at + 2 : undefined)
        .filter(
          (b) =>
            axis.bottom[a] &&
            axis.bottom[b] &&
            [[children], ...others].every((families) => families.some(together(a, b))),
        )
        .map((b) => [a, b] as const),
    ),
  );
}

/** The bits it takes to tell these codes apart, over all persons in the finest cells of a table. */
function bits(cube: Cube, axis: number, codes: readonly number[]): number {
  const [first] = codes;
  if (first === undefined) return 0;
  let total = 0;
  slab(cube, axis, first, (cell) => {
    if (cube.bottom[cell] === 0) return;
    let together = 0;
    for (const code of codes) {
      const value = cube.counts[cell + (code - first) * (cube.strides[axis] ?? 0)] ?? 0;
      together += value;
      if (value > 0) total -= value * Math.log2(value);
    }
    if (together > 0) total += together * Math.log2(together);
  });
  return total;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
