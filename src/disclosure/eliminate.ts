/**
 * First choice of secondaries by elimination (after Langsrud 2024, "Secondary cell suppression by Gaussian
 * elimination"): rows are shown in order of their worth as long as no sensitive row becomes a combination of shown
 * ones. Widths are not looked at here.
 *
 * What the shown rows leave open is kept as moves: changes of the leaves that no shown row notices. Some leaves are
 * free; the others are settled, which means that they follow the free ones. So each free leaf has one move: it
 * changes by one, the other free leaves stand still, the settled ones follow. Showing one more row settles one more
 * leaf. Moves of tables are short (a swap between two lines of two columns) even where the rows shown are totals of
 * everything, and sensitive rows need not be eliminated at all: that is what makes large tables quick.
 *
 * Arithmetic is modulo a prime. A combination over the rationals is one modulo the prime too, unless a determinant of
 * the table is a multiple of it; as no proof leans on this choice, such luck would cost time and not safety.
 */
import { transposed, type LeafForm, type SparseRows } from './leaves.ts';

/** Below 2^26, so that products stay exact in doubles. */
const prime = 67_108_859;

/**
 * Which rows may be shown: 1 for these, 0 for the others. Deterministic.
 *
 * Rows that are neither sensitive nor in `order` count as shown from the start, and so do the equations: what these
 * already give away is lost, and is not looked after.
 * @param order rows to try one after the other, the dearest first
 */
export function showableRows(
  { leaves, rows, equations }: LeafForm,
  sensitive: readonly number[],
  order: readonly number[],
): Uint8Array {
  const moves = new Moves(leaves.length);
  const watch = new Watch(rows, sensitive, leaves.length);
  const shown = new Uint8Array(rows.starts.length - 1).fill(1);
  for (const row of sensitive) shown[row] = 0;
  for (const row of order) shown[row] = 0;

  const know = (of: SparseRows, row: number) => {
    const step = moves.stepTo(of, row);
    if (!step) return;
    watch.note(watch.after(step));
    moves.settle(step);
  };
  for (let row = 0; row + 1 < equations.starts.length; row += 1) know(equations, row);
  shown.forEach((state, row) => {
    if (state === 1) know(rows, row);
  });

  for (const row of order) {
    const step = moves.stepTo(rows, row);
    if (step) {
      const after = watch.after(step);
      if (after.reveals) continue;
      watch.note(after);
      moves.settle(step);
    }
    shown[row] = 1;
  }
  return shown;
}

/** Leaves with their values, in no order; values from 1 to prime − 1. */
interface Vector {
  readonly leaves: Int32Array;
  readonly values: Float64Array;
}

/** What showing a row does. */
interface Step {
  /** The free leaf that it settles. */
  readonly leaf: number;
  /** The row over the free leaves, divided by its value at `leaf`. */
  readonly row: Vector;
  /** The move of `leaf`, which is no longer possible. */
  readonly move: Vector;
}

/** What the rows shown so far leave open. */
class Moves {
  /** For each settled leaf, how it follows the free ones. */
  readonly #follows: (Vector | undefined)[];
  /** For each free leaf, the settled ones that follow it. */
  readonly #followers: readonly Set<number>[];
  /** Scratch: a vector spread out; zeros and unmarked between calls. */
  readonly #line: Float64Array;
  readonly #marked: Uint8Array;
  /** Scratch: a vector being put together. */
  readonly #leaves: Int32Array;
  readonly #values: Float64Array;

  constructor(width: number) {
    this.#follows = Array.from({ length: width }, () => undefined);
    this.#followers = Array.from({ length: width }, () => new Set());
    this.#line = new Float64Array(width);
    this.#marked = new Uint8Array(width);
    this.#leaves = new Int32Array(width);
    this.#values = new Float64Array(width);
  }

  /** What showing this row would do; undefined where no move changes it. */
  stepTo(rows: SparseRows, row: number): Step | undefined {
    const { leaves, values } = this.#overFree(rows, row);
    // The leaf with the shortest move: to settle it changes the fewest others.
    let [at, leaf, fewest] = [-1, -1, Infinity];
    for (let i = 0; i < leaves.length; i += 1) {
      const free = leaves[i] ?? -1;
      const count = this.#followers[free]?.size ?? 0;
      if (count < fewest || (count === fewest && free < leaf)) [at, leaf, fewest] = [i, free, count];
    }
    if (at < 0) return undefined;
    const scale = inverse(values[at] ?? 1);
    return {
      leaf,
      row: { leaves, values: values.map((value) => mod(value * scale)) },
      move: this.#moveOf(leaf),
    };
  }

  /** Lets the leaf of the step follow the others, also where it was followed itself. */
  settle({ leaf, row, move }: Step): void {
    const line = this.#line;
    for (let i = 0; i < row.leaves.length; i += 1) line[row.leaves[i] ?? -1] = prime - (row.values[i] ?? 0);
    line[leaf] = 0;
    const others = row.leaves.filter((free) => free !== leaf);
    for (let i = 0; i < move.leaves.length; i += 1) {
      const settled = move.leaves[i] ?? -1;
      const before = this.#follows[settled];
      if (!before) continue;
      this.#follows[settled] =
        others.length === 0
          ? without(before, leaf)
          : this.#replaced(settled, leaf, others, move.values[i] ?? 0);
    }
    this.#follows[leaf] = { leaves: others, values: Float64Array.from(others, (free) => line[free] ?? 0) };
    for (const free of others) this.#followers[free]?.add(leaf);
    this.#followers[leaf]?.clear();
    for (const free of others) line[free] = 0;
  }

  /** What `settled` follows where `leaf` gives way to `factor` times the scratch line. */
  #replaced(settled: number, leaf: number, others: Int32Array, factor: number): Vector {
    const { leaves, values } = this.#follows[settled] ?? nothing;
    const line = this.#line;
    let size = 0;
    for (let i = 0; i < leaves.length; i += 1) {
      const free = leaves[i] ?? -1;
      if (free === leaf) continue;
      let value = values[i] ?? 0;
      const added = line[free] ?? 0;
      if (added !== 0) {
        this.#marked[free] = 1;
        value = mod(value + factor * added);
        if (value === 0) {
          this.#followers[free]?.delete(settled);
          continue;
        }
      }
      this.#leaves[size] = free;
      this.#values[size++] = value;
    }
    for (const free of others) {
      if (this.#marked[free] === 0) {
        this.#leaves[size] = free;
        this.#values[size++] = mod(factor * (line[free] ?? 0));
        this.#followers[free]?.add(settled);
      }
      this.#marked[free] = 0;
    }
    return this.#taken(size);
  }

  /** A row in which what they follow stands for the settled leaves. */
  #overFree({ starts, columns, values }: SparseRows, row: number): Vector {
    let size = 0;
    const add = (leaf: number, value: number) => {
      if (this.#marked[leaf] === 0) {
        this.#marked[leaf] = 1;
        this.#leaves[size++] = leaf;
      }
      this.#line[leaf] = mod((this.#line[leaf] ?? 0) + value);
    };
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1) {
      const leaf = columns[e] ?? -1;
      const value = mod(values[e] ?? 0);
      const follows = this.#follows[leaf];
      if (!follows) add(leaf, value);
      else
        for (let i = 0; i < follows.leaves.length; i += 1)
          add(follows.leaves[i] ?? -1, value * (follows.values[i] ?? 0));
    }
    let left = 0;
    for (let i = 0; i < size; i += 1) {
      const leaf = this.#leaves[i] ?? -1;
      const value = this.#line[leaf] ?? 0;
      this.#marked[leaf] = 0;
      this.#line[leaf] = 0;
      if (value === 0) continue;
      this.#leaves[left] = leaf;
      this.#values[left++] = value;
    }
    return this.#taken(left);
  }

  #moveOf(leaf: number): Vector {
    const leaves = Int32Array.from([leaf, ...(this.#followers[leaf] ?? [])]);
    const values = new Float64Array(leaves.length).fill(1);
    for (let i = 1; i < leaves.length; i += 1) {
      const follows = this.#follows[leaves[i] ?? -1] ?? nothing;
      values[i] = follows.values[follows.leaves.indexOf(leaf)] ?? 0;
    }
    return { leaves, values };
  }

  #taken(size: number): Vector {
    return { leaves: this.#leaves.slice(0, size), values: this.#values.slice(0, size) };
  }
}

const nothing: Vector = { leaves: new Int32Array(0), values: new Float64Array(0) };

/** In place, as rows of totals lose their many leaves one at a time. */
function without({ leaves, values }: Vector, leaf: number): Vector {
  const last = leaves.length - 1;
  const at = leaves.indexOf(leaf);
  leaves[at] = leaves[last] ?? -1;
  values[at] = values[last] ?? 0;
  return { leaves: leaves.subarray(0, last), values: values.subarray(0, last) };
}

interface After {
  /** The rows whose fingerprints change, and what these become. */
  readonly rows: readonly number[];
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Whether one of these rows is a combination of shown ones then. */
  readonly reveals: boolean;
}

/**
 * Knows which sensitive rows are combinations of shown ones: those that no move changes. Two moves at random stand
 * for all; by how much they change a row is its fingerprint. A combination has 0 and 0. Another row can have them by
 * chance, about once in 10^15, and then too much is hidden, never too little.
 */
class Watch {
  readonly #random: readonly [Float64Array, Float64Array];
  readonly #rowsAt: SparseRows;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  /** Scratch: by how much a move changes each row. */
  readonly #change: Float64Array;

  constructor(rows: SparseRows, sensitive: readonly number[], width: number) {
    const count = rows.starts.length - 1;
    this.#rowsAt = only(transposed(rows, width), new Set(sensitive));
    const drawn = (stream: number) =>
      Float64Array.from({ length: width }, (_, leaf) => scattered(2 * leaf + stream));
    this.#random = [drawn(0), drawn(1)];
    this.#first = products(this.#rowsAt, this.#random[0], count);
    this.#second = products(this.#rowsAt, this.#random[1], count);
    this.#change = new Float64Array(count);
  }

  after({ row, move }: Step): After {
    const alongFirst = product(row, this.#random[0]);
    const alongSecond = product(row, this.#random[1]);
    const { starts, columns, values } = this.#rowsAt;
    const touched: number[] = [];
    for (let i = 0; i < move.leaves.length; i += 1) {
      const leaf = move.leaves[i] ?? -1;
      const by = move.values[i] ?? 0;
      for (let e = starts[leaf] ?? 0; e < (starts[leaf + 1] ?? 0); e += 1) {
        const at = columns[e] ?? -1;
        const change = this.#change[at] ?? 0;
        if (change === 0) touched.push(at);
        this.#change[at] = mod(change + by * mod(values[e] ?? 0));
      }
    }
    const [rows, first, second]: [number[], number[], number[]] = [[], [], []];
    let reveals = false;
    for (const at of touched) {
      const change = this.#change[at] ?? 0;
      if (change === 0) continue;
      this.#change[at] = 0;
      const one = mod((this.#first[at] ?? 0) - mod(alongFirst * change));
      const two = mod((this.#second[at] ?? 0) - mod(alongSecond * change));
      if (one === 0 && two === 0) reveals = true;
      rows.push(at);
      first.push(one);
      second.push(two);
    }
    return { rows, first, second, reveals };
  }

  note({ rows, first, second }: After): void {
    for (let i = 0; i < rows.length; i += 1) {
      this.#first[rows[i] ?? -1] = first[i] ?? 0;
      this.#second[rows[i] ?? -1] = second[i] ?? 0;
    }
  }
}

/** The lines without the entries at other columns. */
function only({ starts, columns, values }: SparseRows, kept: ReadonlySet<number>): SparseRows {
  const places = columns.map((_, place) => place).filter((place) => kept.has(columns[place] ?? -1));
  const ends = new Int32Array(starts.length);
  let size = 0;
  starts.forEach((start, line) => {
    while ((places[size] ?? Infinity) < start) size += 1;
    ends[line] = size;
  });
  return {
    starts: ends,
    columns: places.map((place) => columns[place] ?? -1),
    values: places.map((place) => values[place] ?? 0),
  };
}

/** By how much a move that changes the leaves as given changes each row. */
function products({ starts, columns, values }: SparseRows, by: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  by.forEach((change, leaf) => {
    for (let e = starts[leaf] ?? 0; e < (starts[leaf + 1] ?? 0); e += 1) {
      const row = columns[e] ?? -1;
      sums[row] = mod((sums[row] ?? 0) + change * mod(values[e] ?? 0));
    }
  });
  return sums;
}

function product({ leaves, values }: Vector, by: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < leaves.length; i += 1) sum = mod(sum + (values[i] ?? 0) * (by[leaves[i] ?? -1] ?? 0));
  return sum;
}

/** For whole numbers below 2^53 in size. The quotient is at most one too large; `%` on doubles is far slower. */
function mod(value: number): number {
  const rest = value - Math.floor(value / prime) * prime;
  return rest < 0 ? rest + prime : rest;
}

function inverse(value: number): number {
  if (value === 1) return 1;
  let [r, s, a, b] = [prime, value, 0, 1];
  while (s !== 0) {
    const quotient = Math.floor(r / s);
    [r, s] = [s, r - quotient * s];
    [a, b] = [b, a - quotient * b];
  }
  return mod(a);
}

/** A number from 1 to prime − 1 that looks drawn at random and is the same everywhere. */
function scattered(place: number): number {
  let bits = Math.imul(place + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return 1 + (((bits ^ (bits >>> 16)) >>> 0) % (prime - 1));
}
