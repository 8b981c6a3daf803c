/**
 * All moves of a component: whole movements that keep every row. Rows are used to write unknowns as sums of others
 * (totals as sums of leaves), so that each unknown left over gives one move; every other is a sum of these. Shorter
 * moves are put together from long ones, because little should move at a time.
 */
import { packed, type Rows, transposed } from './unknowns.ts';

/** Unknowns, or moves, and how often each is taken. */
type Sum = Map<number, number>;

interface Equation {
  readonly unknowns: readonly number[];
  readonly by: readonly number[];
}

export interface Kernel {
  /** The unknowns of the component. Places beyond them are of rows that could not be used: sums that must stay 0. */
  readonly members: readonly number[];
  readonly place: ReadonlyMap<number, number>;
  readonly places: number;
  /** For each move the places that it moves. Other whole movements that keep all sums are whole sums of moves. */
  readonly moves: Rows;
  /** For each place the moves that hold it. */
  readonly movesAt: Rows;
  /** For each place that is a sum of unknowns: these with their values, then itself with −1, which is 0. */
  readonly equations: ReadonlyMap<number, Equation>;
}

/** How often moves are shortened by others: little is gained beyond. */
const rounds = 6;

export function kernel(
  { starts, columns, values }: Rows,
  members: readonly number[],
  rows: Iterable<number>,
): Kernel {
  const { sums, left } = substituted(
    Array.from(rows, (row) => {
      const sum: Sum = new Map();
      for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1)
        sum.set(columns[e] ?? -1, values[e] ?? 0);
      return sum;
    }),
  );
  const place = new Map(members.map((unknown, at) => [unknown, at]));
  const moves = new Map<number, Sum>();
  for (const unknown of members)
    if (!sums.has(unknown)) moves.set(unknown, new Map([[place.get(unknown) ?? -1, 1]]));
  const equations = new Map<number, Equation>();
  const note = (at: number, sum: Sum, itself: readonly number[]) => {
    for (const [unknown, value] of sum) moves.get(unknown)?.set(at, value);
    equations.set(at, {
      unknowns: [...sum.keys(), ...itself],
      by: [...sum.values(), ...itself.map(() => -1)],
    });
  };
  for (const [unknown, sum] of sums) note(place.get(unknown) ?? -1, sum, [unknown]);
  left.forEach((sum, at) => note(members.length + at, sum, []));
  const places = members.length + left.length;
  const shortest = packed(
    shortened([...moves.values()], places).map((move) => ({
      columns: [...move.keys()],
      values: [...move.values()],
    })),
  );
  return { members, place, places, moves: shortest, movesAt: transposed(shortest, places), equations };
}

/**
 * Writes unknowns as sums of others, each by one row, the shortest row and the rarest unknown first.
 * @returns the sums, over unknowns that have none themselves, and what could not be used so
 */
function substituted(rows: readonly Sum[]): {
  readonly sums: Map<number, Sum>;
  readonly left: readonly Sum[];
} {
  const rowsAt = new Map<number, Set<number>>();
  rows.forEach((row, r) => {
    for (const unknown of row.keys()) rowsAt.set(unknown, (rowsAt.get(unknown) ?? new Set()).add(r));
  });
  const first = new Map<number, Sum>();
  const left: Sum[] = [];
  const open = new Shortest(rows);
  for (let shortest = open.take(); shortest !== undefined; shortest = open.take()) {
    const row = rows[shortest] ?? new Map<number, number>();
    for (const unknown of row.keys()) rowsAt.get(unknown)?.delete(shortest);
    if (row.size === 0) continue;
    let rarest: number | undefined;
    for (const [unknown, value] of row)
      if (
        Math.abs(value) === 1 &&
        (rarest === undefined || (rowsAt.get(unknown)?.size ?? 0) < (rowsAt.get(rarest)?.size ?? 0))
      )
        rarest = unknown;
    if (rarest === undefined) {
      left.push(row);
      continue;
    }
    const own = row.get(rarest) ?? 1;
    row.delete(rarest);
    const sum: Sum = new Map([...row].map(([unknown, value]) => [unknown, 0 - value / own]));
    first.set(rarest, sum);
    for (const r of rowsAt.get(rarest) ?? []) {
      const other = rows[r] ?? new Map<number, number>();
      const [times, before] = [other.get(rarest) ?? 0, other.size];
      other.delete(rarest);
      for (const [unknown, value] of sum)
        if (added(other, unknown, times * value)) rowsAt.get(unknown)?.add(r);
        else rowsAt.get(unknown)?.delete(r);
      open.resized(r, before);
    }
  }
  const sums = new Map<number, Sum>();
  const over = (row: Sum): Sum => {
    const result: Sum = new Map();
    for (const [unknown, value] of row) {
      const deeper = sums.get(unknown);
      if (deeper) for (const [each, inner] of deeper) added(result, each, value * inner);
      else added(result, unknown, value);
    }
    return result;
  };
  for (const [unknown, sum] of [...first].toReversed()) sums.set(unknown, over(sum));
  return { sums, left: left.map(over) };
}

/** Rows by length, to take the shortest of those left. */
class Shortest {
  readonly #rows: readonly Sum[];
  readonly #ofSize: Set<number>[] = [];

  constructor(rows: readonly Sum[]) {
    this.#rows = rows;
    rows.forEach((_, row) => this.#put(row));
  }

  take(): number | undefined {
    for (const rows of this.#ofSize)
      for (const row of rows ?? []) {
        rows.delete(row);
        return row;
      }
    return undefined;
  }

  resized(row: number, before: number): void {
    this.#ofSize[before]?.delete(row);
    this.#put(row);
  }

  #put(row: number): void {
    (this.#ofSize[this.#rows[row]?.size ?? 0] ??= new Set()).add(row);
  }
}

/** Adds to one term of a sum; tells whether the term is still there. */
function added(sum: Sum, key: number, value: number): boolean {
  const total = (sum.get(key) ?? 0) + value;
  if (total === 0) sum.delete(key);
  else sum.set(key, total);
  return total !== 0;
}

/** Moves made shorter by adding another to one, or taking it away; they still make up all moves. */
function shortened(moves: readonly Sum[], places: number): readonly Sum[] {
  const result = [...moves];
  for (let round = 0, before = -1; round < rounds; round += 1) {
    const movesAt = Array.from({ length: places }, (): number[] => []);
    let size = 0;
    result.forEach((move, m) => {
      size += move.size;
      for (const at of move.keys()) movesAt[at]?.push(m);
    });
    if (size === before) break;
    before = size;
    result.forEach((move, m) => (result[m] = shorter(move, m, result, movesAt) ?? move));
  }
  return result;
}

function shorter(
  move: Sum,
  own: number,
  moves: readonly Sum[],
  movesAt: readonly (readonly number[])[],
): Sum | undefined {
  const shared = new Map<number, number>();
  for (const at of move.keys())
    for (const other of movesAt[at] ?? []) if (other !== own) shared.set(other, (shared.get(other) ?? 0) + 1);
  let best: Sum | undefined;
  for (const [other, common] of shared) {
    const by = moves[other];
    // At best all that is common cancels out.
    if (!by || by.size + move.size - 2 * common >= (best ?? move).size) continue;
    for (const way of [1, -1]) {
      const sum: Sum = new Map(move);
      for (const [at, value] of by) added(sum, at, way * value);
      if (sum.size < (best ?? move).size) best = sum;
    }
  }
  return best;
}
