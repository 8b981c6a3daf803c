/**
 * What a reader does not know, in the smallest form: by how much whole tables that agree with a release can differ
 * from one of them. Published cells drop out, cells that can only move together are one unknown, and bounds that
 * follow from single relations are drawn in. Everything here is whole-number addition.
 */
import type { Reader } from '../model.ts';
import type { Part } from './start.ts';

/** Sparse rows one after the other: row r holds the entries from starts[r] to starts[r + 1]. */
export interface Rows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Rows are looked at again at most so often, on the average, to draw bounds in: what is missed costs time only. */
const passes = 50;

export class Unknowns {
  readonly count: number;
  /** The unknown that each cell moves with (−1: it cannot move), and whether with it (1) or against it (−1). */
  readonly unknownOf: Int32Array;
  readonly signOf: Int8Array;
  /** Each row's unknowns, times their values, sum to 0. No two rows are the same. */
  readonly rows: Rows;
  /** For each unknown the rows that hold it. */
  readonly rowsAt: Rows;
  /** How far each unknown may move as far as the reader knows of its own cells. */
  readonly allowed: Box;
  /** No whole table moves an unknown beyond this; drawn in as more becomes known. */
  readonly box: Box;
  /** Unknowns whose box was drawn in since this was last emptied. */
  readonly drawnIn = new Set<number>();

  /** @param known a whole table that agrees with the parts and with what the reader knows, by cell */
  constructor(parts: readonly Part[], { atLeast }: Reader, known: readonly number[]) {
    const cells = parts.flatMap((part) => part.cells);
    const relations = parts.flatMap((part) => part.relations);
    const together = new Together(known.length, cells);
    cells.forEach((cell) => together.limit(cell, (atLeast[cell] ?? 0) - (known[cell] ?? NaN)));
    let rows = relations.map(({ cells: columns, coefficients: values }): Line => ({ columns, values }));
    for (let before = -1; before !== together.changes;) {
      before = together.changes;
      rows = distinct(rows.flatMap((row) => together.reduced(row)));
    }
    const leaders = cells.filter((cell) => together.leads(cell));
    const place = new Int32Array(known.length).fill(-1);
    leaders.forEach((cell, unknown) => (place[cell] = unknown));
    this.count = leaders.length;
    this.unknownOf = new Int32Array(known.length).fill(-1);
    this.signOf = new Int8Array(known.length);
    for (const cell of cells) {
      const { leader, sign } = together.find(cell);
      this.unknownOf[cell] = place[leader] ?? -1;
      this.signOf[cell] = sign;
    }
    this.rows = packed(
      rows.map(({ columns, values }) => ({ columns: columns.map((cell) => place[cell] ?? -1), values })),
    );
    this.rowsAt = transposed(this.rows, this.count);
    this.allowed = {
      lower: Float64Array.from(leaders, (cell) => together.lower[cell] ?? 0),
      upper: Float64Array.from(leaders, (cell) => together.upper[cell] ?? 0),
    };
    this.box = { lower: this.allowed.lower.slice(), upper: this.allowed.upper.slice() };
    this.#drawIn(Array.from({ length: this.rows.starts.length - 1 }, (_, row) => row));
    this.drawnIn.clear();
  }

  /** Notes that no whole table moves an unknown further than this, with all that follows. */
  limit(unknown: number, direction: 1 | -1, most: number): void {
    const side = direction === 1 ? this.box.upper : this.box.lower;
    if (direction * (side[unknown] ?? 0) <= most) return;
    side[unknown] = direction * most;
    this.drawnIn.add(unknown);
    this.#drawIn(this.rowsOf(unknown));
  }

  rowsOf(unknown: number): number[] {
    const { starts, columns } = this.rowsAt;
    return Array.from(columns.subarray(starts[unknown], starts[unknown + 1]));
  }

  /** Draws in what single rows imply: each unknown can go no further than the others let it. */
  #drawIn(first: readonly number[]): void {
    const { starts, columns, values } = this.rows;
    const { lower, upper } = this.box;
    const queue = [...first];
    const waiting = new Set(queue);
    const most = passes * (starts.length - 1);
    for (let at = 0; at < queue.length && at < most; at += 1) {
      const row = queue[at] ?? -1;
      waiting.delete(row);
      const [from, to] = [starts[row] ?? 0, starts[row + 1] ?? 0];
      let [least, most, leastOpen, mostOpen] = [0, 0, 0, 0];
      const ends = (e: number): readonly [number, number] => {
        const [value, column] = [values[e] ?? 0, columns[e] ?? 0];
        const [low, high] = [value * (lower[column] ?? 0), value * (upper[column] ?? 0)];
        return value > 0 ? [low, high] : [high, low];
      };
      for (let e = from; e < to; e += 1) {
        const [low, high] = ends(e);
        if (low === -Infinity) leastOpen += 1;
        else least += low;
        if (high === Infinity) mostOpen += 1;
        else most += high;
      }
      for (let e = from; e < to; e += 1) {
        const [low, high] = ends(e);
        const [value, column] = [values[e] ?? 0, columns[e] ?? 0];
        const openBelow = leastOpen - (low === -Infinity ? 1 : 0);
        const openAbove = mostOpen - (high === Infinity ? 1 : 0);
        const top = openBelow > 0 ? Infinity : -(least - (low === -Infinity ? 0 : low));
        const bottom = openAbove > 0 ? -Infinity : -(most - (high === Infinity ? 0 : high));
        const nowUpper = Math.floor((value > 0 ? top : bottom) / value) + 0;
        const nowLower = Math.ceil((value > 0 ? bottom : top) / value) + 0;
        if (nowUpper >= (upper[column] ?? 0) && nowLower <= (lower[column] ?? 0)) continue;
        upper[column] = Math.min(upper[column] ?? 0, nowUpper);
        lower[column] = Math.max(lower[column] ?? 0, nowLower);
        this.drawnIn.add(column);
        for (const next of this.rowsOf(column))
          if (next !== row && !waiting.has(next)) {
            waiting.add(next);
            queue.push(next);
          }
        // The sums of this row were of the wider box: the row is looked at again.
        if (!waiting.has(row)) {
          waiting.add(row);
          queue.push(row);
        }
      }
    }
  }
}

/** How far unknowns can fall (at most 0) and rise (at least 0). */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

interface Line {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** Which cells move together, by union-find with signs; cell −1 stands for what cannot move. */
class Together {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  changes = 0;
  readonly #leader: Int32Array;
  readonly #sign: Int8Array;

  constructor(size: number, cells: readonly number[]) {
    this.lower = new Float64Array(size).fill(-Infinity);
    this.upper = new Float64Array(size).fill(Infinity);
    this.#leader = new Int32Array(size).fill(-1);
    this.#sign = new Int8Array(size).fill(1);
    for (const cell of cells) this.#leader[cell] = cell;
  }

  find(cell: number): { readonly leader: number; readonly sign: 1 | -1 } {
    let [at, sign] = [cell, 1];
    for (let next = this.#leader[at] ?? -1; next !== at && at >= 0; next = this.#leader[at] ?? -1) {
      sign *= this.#sign[at] ?? 1;
      at = next;
    }
    if (at !== cell) {
      this.#leader[cell] = at;
      this.#sign[cell] = sign;
    }
    return { leader: at, sign: sign === 1 ? 1 : -1 };
  }

  leads(cell: number): boolean {
    return this.#leader[cell] === cell;
  }

  /** Notes that a leader does not fall further than this. */
  limit(cell: number, least: number): void {
    this.lower[cell] = least + 0;
  }

  /** The row over leaders; none where it says no more than that cells stand still or move together. */
  reduced({ columns, values }: Line): Line[] {
    const sums = new Map<number, number>();
    columns.forEach((cell, i) => {
      const { leader, sign } = this.find(cell);
      if (leader >= 0) sums.set(leader, (sums.get(leader) ?? 0) + sign * (values[i] ?? 0));
    });
    const entries = [...sums].filter(([, value]) => value !== 0);
    const [first, second, third] = entries;
    if (!first) return [];
    if (!second) {
      this.#leader[first[0]] = -1;
      this.changes += 1;
      return [];
    }
    if (!third && Math.abs(first[1]) === Math.abs(second[1])) {
      this.#join(first[0], second[0], first[1] === second[1] ? -1 : 1);
      return [];
    }
    entries.sort(([a], [b]) => a - b);
    const scale =
      entries.reduce((divisor, [, value]) => gcd(divisor, value), 0) * Math.sign(entries[0]?.[1] ?? 1);
    return [{ columns: entries.map(([cell]) => cell), values: entries.map(([, value]) => value / scale) }];
  }

  #join(leader: number, other: number, sign: 1 | -1): void {
    const [low, high] = [this.lower[other] ?? 0, this.upper[other] ?? 0];
    this.lower[leader] = Math.max(this.lower[leader] ?? 0, sign === 1 ? low : 0 - high);
    this.upper[leader] = Math.min(this.upper[leader] ?? 0, sign === 1 ? high : 0 - low);
    this.#leader[other] = leader;
    this.#sign[other] = sign;
    this.changes += 1;
  }
}

/** The greatest common divisor of whole numbers. */
export function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function distinct(rows: readonly Line[]): Line[] {
  return [...new Map(rows.map((row) => [`${row.columns.join()} ${row.values.join()}`, row])).values()];
}

export function packed(lines: readonly Line[]): Rows {
  const starts = new Int32Array(lines.length + 1);
  lines.forEach(({ columns }, row) => (starts[row + 1] = (starts[row] ?? 0) + columns.length));
  return {
    starts,
    columns: Int32Array.from(lines.flatMap(({ columns }) => columns)),
    values: Float64Array.from(lines.flatMap(({ values }) => values)),
  };
}

/** Rows as columns, and the other way round. */
export function transposed({ starts, columns, values }: Rows, width: number): Rows {
  const lines = Array.from({ length: width }, () => ({ columns: [] as number[], values: [] as number[] }));
  for (let row = 0; row + 1 < starts.length; row += 1)
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1) {
      lines[columns[e] ?? 0]?.columns.push(row);
      lines[columns[e] ?? 0]?.values.push(values[e] ?? 0);
    }
  return packed(lines);
}
