/** Rows, and attributes that a message gives once for many of them: found for each row by a part of its key. */
import { Problem } from '../../core/problem.ts';
import { createAllowance } from '../../platform/tables/table.ts';
import type { Content, DataRow } from './message.ts';

type Values = { readonly [component: string]: Content };

/** Values of attributes, and the part of the key for which they stand; an empty part stands for the whole data set. */
export interface Group {
  readonly key: { readonly [dimension: string]: string };
  readonly values: Values;
}

/** The rows of a data set as they come; each with what its groups say. What a row says itself counts more. */
export interface Rows {
  /** @throws Problem `table-too-many-cells`: a small file must not become a huge table */
  add(entries: readonly (readonly [component: string, content: Content])[]): void;
  /** All rows, and groups that no row belongs to as rows of their own. */
  all(): DataRow[];
}

/** So many different sets of dimensions are looked at for each row; real structures have one or two. */
const mostKinds = 64;

/** @throws Problem `sdmx-feature-unread` for more kinds of groups than a data structure would have */
export function rowsWith(groups: readonly Group[], file: string): Rows {
  const rows: DataRow[] = [];
  const allowance = createAllowance();
  const kinds = new Map<
    string,
    { dimensions: string[]; byKey: Map<string, { group: Group; used: boolean }> }
  >();
  for (const group of groups) {
    const dimensions = Object.keys(group.key).toSorted();
    const name = JSON.stringify(dimensions);
    const kind = kinds.get(name) ?? { dimensions, byKey: new Map() };
    kinds.set(name, kind);
    if (kinds.size > mostKinds)
      throw new Problem(
        'sdmx-feature-unread',
        { feature: `more than ${mostKinds} kinds of groups` },
        { file },
      );
    const key = keyOf(dimensions, group.key);
    const before = kind.byKey.get(key)?.group.values;
    kind.byKey.set(key, { group: { ...group, values: { ...before, ...group.values } }, used: false });
  }
  return {
    add(entries) {
      const values: Values = Object.fromEntries(entries);
      const found = [...kinds.values()].flatMap(
        ({ dimensions, byKey }) => byKey.get(keyOf(dimensions, values)) ?? [],
      );
      for (const each of found) each.used = true;
      const whole: Values = Object.assign({}, ...found.map(({ group }) => group.values), values);
      allowance(Object.keys(whole).length, { file });
      rows.push({ values: whole });
    },
    all: () => [
      ...rows,
      ...[...kinds.values()].flatMap(({ byKey }) =>
        [...byKey.values()]
          .filter(({ used }) => !used)
          .map(({ group }) => ({ values: { ...group.key, ...group.values } }))
          .filter(({ values }) => Object.keys(values).length > 0),
      ),
    ],
  };
}

function keyOf(dimensions: readonly string[], values: Values): string {
  return JSON.stringify(dimensions.map((dimension) => values[dimension] ?? null));
}
