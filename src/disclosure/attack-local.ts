/**
 * The attack near one cell: whole tables that differ from a known one in few cells only, to show that an interval
 * reaches at least so far. They are looked for as protection looks for them; so each is checked here, by adding up,
 * against the release itself, and where none is found nothing is concluded: the attack then solves the whole.
 */
import type { Highs } from 'highs';
import { ground } from './ground.ts';
import { LocalSearch } from './local.ts';
import type { Move } from './whole.ts';
import type { Reader, Relation } from './model.ts';
import { Neighbourhoods } from './neighbourhood.ts';

/** Leaves of a neighbourhood, small first: each further size is tried on what is still open. */
const sizes = [200, 400, 800];

/** How far each cell was seen to go from the known table. */
export interface Reached {
  readonly fall: Float64Array;
  readonly rise: Float64Array;
}

/**
 * Looks for tables in which each hidden cell spans `wide`.
 * @param known a whole table that agrees with the release, by cell
 */
export function reachedNear(
  highs: Highs,
  release: { readonly published: readonly (number | undefined)[]; readonly relations: readonly Relation[] },
  { atLeast }: Reader,
  known: readonly number[],
  wide: number,
  told: (done: number, of: number) => void,
): Reached {
  const { published, relations } = release;
  const place = ground(
    { cells: known.map((value, cell) => ({ code: String(cell), value })), relations, holdings: [] },
    [],
    (cell) => published[cell] !== undefined,
    () => true,
    () => 1,
  );
  const { cellsOf, hidden } = place;
  cellsOf.forEach((cells, row) => {
    hidden[row] = cells.every((cell) => published[cell] === undefined) ? 1 : 0;
  });
  const down = Float64Array.from(cellsOf, (cells) =>
    cells.reduce((least, cell) => Math.min(least, (known[cell] ?? NaN) - (atLeast[cell] ?? 0)), Infinity),
  );
  const near = new Neighbourhoods(place);
  const local = new LocalSearch(highs, place, down);
  const agrees = agreement(release, atLeast, known);
  const reached = { fall: new Float64Array(known.length), rise: new Float64Array(known.length) };
  const missing = (row: number) => {
    const cell = cellsOf[row]?.[0] ?? -1;
    return wide - (reached.fall[cell] ?? 0) - (reached.rise[cell] ?? 0);
  };
  const note = (move: Move): void => {
    const changes = Array.from(move.rows).flatMap((row, i) =>
      (cellsOf[row] ?? []).map((cell) => [cell, move.by[i] ?? NaN] as const),
    );
    if (!agrees(changes)) return;
    for (const [cell, by] of changes) {
      reached.rise[cell] = Math.max(reached.rise[cell] ?? 0, by);
      reached.fall[cell] = Math.max(reached.fall[cell] ?? 0, -by);
    }
  };

  let open = Array.from(hidden.keys()).filter((row) => hidden[row] === 1);
  for (const size of sizes) {
    open.forEach((row, done) => {
      told(done, open.length);
      const leaves = missing(row) > 0 ? near.around(row, size, 'any') : [];
      for (const direction of [-1, 1] as const) {
        const cell = cellsOf[row]?.[0] ?? -1;
        const already = (direction === 1 ? reached.rise[cell] : reached.fall[cell]) ?? 0;
        const by =
          direction === 1 ? already + missing(row) : Math.min(down[row] ?? 0, already + missing(row));
        if (missing(row) <= 0 || by <= already) continue;
        const move = local.farthest({ row, direction, by }, leaves);
        if (move) note(move);
      }
    });
    open = open.filter((row) => missing(row) > 0);
  }
  return reached;
}

/** Whether changes of hidden cells from a known table keep every relation and what the reader knows. */
export function agreement(
  { published, relations }: { published: readonly (number | undefined)[]; relations: readonly Relation[] },
  atLeast: readonly number[],
  known: readonly number[],
): (changes: readonly (readonly [cell: number, by: number])[]) => boolean {
  const at: (readonly [relation: number, coefficient: number])[][] = known.map(() => []);
  relations.forEach(({ cells, coefficients }, r) =>
    cells.forEach((cell, i) => at[cell]?.push([r, coefficients[i] ?? NaN])),
  );
  return (changes) => {
    const sums = new Map<number, number>();
    for (const [cell, by] of changes) {
      if (published[cell] !== undefined || (known[cell] ?? NaN) + by < (atLeast[cell] ?? 0)) return false;
      for (const [relation, coefficient] of at[cell] ?? [])
        sums.set(relation, (sums.get(relation) ?? 0) + coefficient * by);
    }
    return [...sums.values()].every((sum) => sum === 0);
  };
}
