/** Unknowns that have nothing to do with one another are settled apart. */
import type { Unknowns } from './unknowns.ts';

/** Unknowns that rows join, and these rows. */
export interface Component {
  readonly members: readonly number[];
  readonly rows: readonly number[];
}

/** Found by walking from each to its neighbours. */
export function* components(unknowns: Unknowns): Generator<Component> {
  const { starts, columns } = unknowns.rows;
  const met = new Uint8Array(unknowns.count);
  for (let first = 0; first < unknowns.count; first += 1) {
    if (met[first] === 1) continue;
    const members = [first];
    const rows = new Set<number>();
    met[first] = 1;
    for (const unknown of members)
      for (const row of unknowns.rowsOf(unknown)) {
        if (rows.has(row)) continue;
        rows.add(row);
        for (const next of columns.subarray(starts[row], starts[row + 1])) {
          if (met[next] === 1) continue;
          met[next] = 1;
          members.push(next);
        }
      }
    yield { members, rows: [...rows] };
  }
}

/** So many unknowns near one: those in rows with it, then those in rows with these, short rows first. */
export function around(unknowns: Unknowns, unknown: number, most: number): ReadonlySet<number> {
  const { starts, columns } = unknowns.rows;
  const length = (row: number) => (starts[row + 1] ?? 0) - (starts[row] ?? 0);
  const near = new Set([unknown]);
  for (const each of near)
    for (const row of Array.from(unknowns.rowsOf(each)).sort((a, b) => length(a) - length(b)))
      for (const other of columns.subarray(starts[row], starts[row + 1])) {
        if (near.size >= most) return near;
        near.add(other);
      }
  return near;
}
