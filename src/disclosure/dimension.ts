/** Dimensions with their hierarchies, checked and numbered. */
import { Problem } from '../core/problem.ts';

/** One line of a hierarchy file; the root has no parent. */
export interface HierarchyRow {
  readonly code: string;
  readonly parent: string | null;
}

/** Several hierarchies over one dimension share their root and the codes at the bottom. */
export interface Dimension {
  readonly name: string;
  readonly hierarchies: readonly (readonly HierarchyRow[])[];
  /** How many codes a person may have; one, unless said otherwise. With `several`, cells do not add up. */
  readonly answers?: 'one' | 'several';
}

export interface Siblings {
  readonly parent: number;
  readonly children: readonly number[];
}

/** A dimension whose codes are known by their place. */
export interface Axis {
  readonly codes: readonly string[];
  readonly place: ReadonlyMap<string, number>;
  readonly root: number;
  readonly answers: 'one' | 'several';
  readonly families: readonly Siblings[];
  /**
   * For each code that may be counted the codes it counts for: of several answers itself, otherwise bottom codes
   * for themselves and every code above; undefined for codes that have children.
   */
  readonly above: readonly (readonly number[] | undefined)[];
  /** For each code the bottom codes under it. */
  readonly bottoms: readonly ReadonlySet<number>[];
}

/**
 * @throws Problem `table-hierarchy-cyclic`, `table-hierarchy-deep`, `table-hierarchy-roots`, `table-hierarchies-disagree`,
 *   `table-codes-hierarchies`, `table-code-twice`, `table-code-unknown`
 */
export function readDimension({ name, hierarchies, answers = 'one' }: Dimension): Axis {
  if (answers === 'several' && hierarchies.length > 1)
    throw new Problem('table-codes-hierarchies', { dimension: name });
  const place = new Map<string, number>();
  for (const row of hierarchies.flat()) if (!place.has(row.code)) place.set(row.code, place.size);
  const roots = new Set<string>();
  const families: Siblings[] = [];
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
        const siblings = children.get(above);
        if (siblings) siblings.push(place.get(code) ?? -1);
        else children.set(above, [place.get(code) ?? -1]);
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

  const above: (number[] | undefined)[] = codes.map((_, code) =>
    answers === 'several' ? [code] : bottoms[code]?.has(code) ? [] : undefined,
  );
  if (answers === 'one')
    bottoms.forEach((below, code) => below.forEach((bottom) => above[bottom]?.push(code)));
  return { codes, place, root: top, answers, families, above, bottoms };
}

/** Deeper hierarchies are mistakes, and would exhaust the stack. */
const mostLevels = 1_000;

/** For each code the bottom codes under it, the same whichever hierarchy is followed. */
function bottomCodes(
  dimension: string,
  codes: readonly string[],
  families: readonly Siblings[],
): ReadonlySet<number>[] {
  const familiesOf = Map.groupBy(families, ({ parent }) => parent);
  const known: ReadonlySet<number>[] = [];
  const open = new Set<number>();
  const visit = (code: number): ReadonlySet<number> => {
    const before = known[code];
    if (before) return before;
    if (open.has(code)) throw new Problem('table-hierarchy-cyclic', { dimension, code: codes[code] ?? '' });
    open.add(code);
    if (open.size > mostLevels) throw new Problem('table-hierarchy-deep', { dimension, most: mostLevels });
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

/** Every way to take one of each list. */
export function* product(lists: readonly Iterable<number>[]): Generator<readonly number[]> {
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
