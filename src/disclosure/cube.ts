/** Tables counted fast: each as a dense array over all codes, without relations. For looking, not for release. */
import { Problem } from '../core/problem.ts';
import type { HierarchyRow } from './dimension.ts';
import { refuseTooLarge } from './size.ts';
import type { TableForm } from './tabulate.ts';

/** One dimension: its codes by number, all hierarchies together. */
export interface Axis {
  readonly name: string;
  readonly codes: readonly string[];
  readonly root: number;
  /** By hierarchy, for each parent its children in order; parents before theirs. */
  readonly families: readonly ReadonlyMap<number, readonly number[]>[];
  readonly depth: readonly number[];
  readonly bottom: readonly boolean[];
}

/** @throws Problem `table-code-unknown`, `table-hierarchy-cyclic` */
export function readAxis(name: string, hierarchies: readonly (readonly HierarchyRow[])[]): Axis {
  const place = new Map<string, number>();
  for (const { code } of hierarchies.flat()) if (!place.has(code)) place.set(code, place.size);
  const depth = [...place.keys()].map(() => 0);
  let root = 0;
  const families = hierarchies.map((rows) => {
    const children = new Map<number, number[]>();
    for (const { code, parent } of rows) {
      const own = place.get(code) ?? -1;
      if (parent === null) root = own;
      else {
        const above = place.get(parent);
        if (above === undefined) throw unknown(parent, `the codes of ${name}`);
        children.set(above, [...(children.get(above) ?? []), own]);
      }
    }
    const ordered = new Map<number, readonly number[]>();
    const open = [root];
    for (const parent of open) {
      const below = children.get(parent);
      if (!below) continue;
      ordered.set(parent, below);
      for (const child of below) depth[child] = (depth[parent] ?? 0) + 1;
      open.push(...below);
      if (open.length > place.size)
        throw new Problem('table-hierarchy-cyclic', {
          dimension: name,
          code: [...place.keys()][parent] ?? '',
        });
    }
    return ordered;
  });
  const bottom = depth.map((_, code) => families.every((family) => !family.has(code)));
  return { name, codes: [...place.keys()], root, families, depth, bottom };
}

/** One table with all its codes, as a dense array. */
export interface Cube {
  readonly table: readonly string[];
  readonly axes: readonly Axis[];
  readonly strides: readonly number[];
  readonly counts: Float64Array;
  /** 1 where no dimension can be broken down further. */
  readonly bottom: Uint8Array;
  /** In how many tables the cell stands; 0 where it is counted in an earlier table. */
  readonly tables: Uint16Array;
}

/**
 * All cells of all tables.
 * @throws Problem `table-code-unknown`, `table-too-large`, `parameter-invalid`
 */
export function count({ dimensions, leaves, tables }: TableForm): Cube[] {
  if (dimensions.some(({ answers }) => answers === 'several'))
    throw new Problem('parameter-invalid', {
      name: 'answers',
      value: 'several',
      detail: 'merges are not worked out where a person may have several codes',
    });
  const axes = dimensions.map(({ name, hierarchies }) => readAxis(name, hierarchies));
  const places = axes.map(({ codes }) => new Map(codes.map((code, place) => [code, place])));
  const columns = axes.map((axis, d) =>
    leaves.map(({ codes }) => {
      const place = places[d]?.get(codes[d] ?? '') ?? -1;
      if (!axis.bottom[place]) throw unknown(codes[d] ?? '', `the codes at the bottom of ${axis.name}`);
      return place;
    }),
  );
  const chosen = tables.map((table) =>
    table.map((name) => {
      const d = axes.findIndex((axis) => axis.name === name);
      if (d < 0) throw unknown(name, 'the names of the dimensions');
      return d;
    }),
  );
  const sizes = chosen.map((own) => own.reduce((size, d) => size * (axes[d]?.codes.length ?? 0), 1));
  refuseTooLarge(dimensions, tables);

  return chosen.map((own, t) => {
    const size = sizes[t] ?? 0;
    const mine = own.flatMap((d) => axes[d] ?? []);
    const strides = mine.map((_, i) =>
      mine.slice(i + 1).reduce((width, { codes }) => width * codes.length, 1),
    );
    const counts = new Float64Array(size);
    leaves.forEach((leaf, l) => {
      let cell = 0;
      own.forEach((d, i) => (cell += (strides[i] ?? 0) * (columns[d]?.[l] ?? 0)));
      counts[cell] = (counts[cell] ?? 0) + leaf.count;
    });
    const bottom = new Uint8Array(size).fill(1);
    const inside = new Map<number, number>();
    const broken = new Uint32Array(size);
    mine.forEach((axis, i) => {
      const cube = { strides, axes: mine, counts };
      for (const family of axis.families)
        for (const [parent, children] of [...family].toReversed())
          slab(cube, i, parent, (cell) => {
            let sum = 0;
            for (const child of children) sum += counts[cell + (child - parent) * (strides[i] ?? 0)] ?? 0;
            counts[cell] = sum;
          });
      axis.codes.forEach((_, code) => {
        if (!axis.bottom[code]) slab(cube, i, code, (cell) => (bottom[cell] = 0));
        if (code !== axis.root)
          slab(cube, i, code, (cell) => (broken[cell] = (broken[cell] ?? 0) | (1 << i)));
      });
    });
    const containing = (mask: number): number => {
      const known = inside.get(mask);
      if (known !== undefined) return known;
      const needed = own.filter((_, i) => (mask >> i) & 1);
      const holding = chosen.flatMap((other, o) => (needed.every((d) => other.includes(d)) ? [o] : []));
      const found = holding[0] === t ? holding.length : 0;
      inside.set(mask, found);
      return found;
    };
    return {
      table: tables[t] ?? [],
      axes: mine,
      strides,
      counts,
      bottom,
      tables: Uint16Array.from(broken, containing),
    };
  });
}

/** Visits all cells that have this code of one dimension. */
export function slab(
  { axes, strides, counts }: Pick<Cube, 'axes' | 'strides' | 'counts'>,
  axis: number,
  code: number,
  visit: (cell: number) => void,
): void {
  const stride = strides[axis] ?? 1;
  const block = stride * (axes[axis]?.codes.length ?? 1);
  for (let from = code * stride; from < counts.length; from += block)
    for (let cell = from; cell < from + stride; cell += 1) visit(cell);
}

/** The problem of a code or name that is not there. */
export function unknown(code: string, where: string): Problem {
  return new Problem('table-code-unknown', { code, where });
}
