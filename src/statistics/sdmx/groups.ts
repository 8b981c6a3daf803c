/** Attributes that a message gives once for many observations: found for each observation by a part of its key. */
import { Problem } from '../../core/problem.ts';
import type { Content } from './message.ts';

export type Values = { readonly [component: string]: Content };

/** Values of attributes, and the part of the key for which they stand; an empty part stands for the whole data set. */
export interface Group {
  readonly key: { readonly [dimension: string]: string };
  readonly values: Values;
}

export interface Groups {
  /** The row with what its groups say; what the row says itself counts more. */
  complete(values: Values): Values;
  /** Groups of which no row was completed, as rows of their own. */
  unused(): Values[];
}

/** So many different sets of dimensions are looked at for each row; real structures have one or two. */
const mostKinds = 64;

/** @throws Problem `sdmx-feature-unread` for more kinds of groups than a data structure would have */
export function groupsOf(groups: readonly Group[], file: string): Groups {
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
    complete(values) {
      const found = [...kinds.values()].flatMap(
        ({ dimensions, byKey }) => byKey.get(keyOf(dimensions, values)) ?? [],
      );
      for (const each of found) each.used = true;
      return Object.assign({}, ...found.map(({ group }) => group.values), values) as Values;
    },
    unused: () =>
      [...kinds.values()].flatMap(({ byKey }) =>
        [...byKey.values()]
          .filter(({ used }) => !used)
          .map(({ group }) => ({ ...group.key, ...group.values }))
          .filter((values) => Object.keys(values).length > 0),
      ),
  };
}

function keyOf(dimensions: readonly string[], values: Values): string {
  return JSON.stringify(dimensions.map((dimension) => values[dimension] ?? null));
}
