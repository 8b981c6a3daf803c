/** In which directions hidden leaves can move together while every shown sum of them stays as it is. */
import { type Ground, nameOf } from './ground.ts';

/** The directions that shown sums leave open to some leaves: columns; and all hidden sums of these leaves: lines. */
export interface Space {
  readonly leaves: readonly number[];
  readonly width: number;
  /** Direction by direction: by how much each sum moves along it. */
  readonly moves: Float64Array;
  /** How far each sum can fall. */
  readonly slack: Float64Array;
  /** The line of each leaf alone; −1 for a leaf that cannot move. */
  readonly lineOfLeaf: Int32Array;
  readonly lineOfRow: ReadonlyMap<number, number>;
}

const tiny = 1e-9;

/** Makes spaces. What it keeps between calls is scratch, because it is called by the ten thousand. */
export class Spaces {
  readonly #ground: Ground;
  readonly #down: Float64Array;
  /** The place of each row, and after these of each equation, among the sums at hand; −1 for none. */
  readonly #slot: Int32Array;
  #matrix = new Float64Array(0);
  #names = new Float64Array(0);

  /** @param down how far each row can fall in the eyes of the reader */
  constructor(ground: Ground, down: Float64Array) {
    this.#ground = ground;
    this.#down = down;
    this.#slot = new Int32Array(ground.hidden.length + ground.form.equations.starts.length - 1).fill(-1);
  }

  /** What can move among these leaves, all of them hidden. */
  of(leaves: readonly number[]): Space {
    const sums = this.#sums(leaves);
    const fixed = fixedBy(sums, leaves.length);
    const moving = leaves.flatMap((_, place) => (fixed[place] === 1 ? [] : [place]));
    const at = new Int32Array(leaves.length).fill(-1);
    moving.forEach((place, i) => (at[place] = i));
    const settledBy = this.#eliminate(sums, at, moving.length);
    const column = new Int32Array(moving.length).fill(-1);
    let width = 0;
    for (let i = 0; i < moving.length; i += 1) if ((settledBy[i] ?? -1) < 0) column[i] = width++;
    return this.#lines(leaves, sums, at, settledBy, column, width);
  }

  /** The rows and equations that hold the leaves, as sums of them. */
  #sums(leaves: readonly number[]): Sums {
    const { rowsAt, equationsAt, hidden } = this.#ground;
    const rows: number[] = [];
    const lengths: number[] = [];
    const each = (visit: (place: number, id: number, value: number) => void) => {
      for (let place = 0; place < leaves.length; place += 1) {
        const leaf = leaves[place] ?? 0;
        for (let e = rowsAt.starts[leaf] ?? 0; e < (rowsAt.starts[leaf + 1] ?? 0); e += 1)
          visit(place, rowsAt.columns[e] ?? 0, rowsAt.values[e] ?? 0);
        for (let e = equationsAt.starts[leaf] ?? 0; e < (equationsAt.starts[leaf + 1] ?? 0); e += 1)
          visit(place, hidden.length + (equationsAt.columns[e] ?? 0), equationsAt.values[e] ?? 0);
      }
    };
    each((_, id) => {
      let slot = this.#slot[id] ?? -1;
      if (slot < 0) {
        this.#slot[id] = slot = rows.push(id) - 1;
        lengths.push(0);
      }
      lengths[slot] = (lengths[slot] ?? 0) + 1;
    });
    const starts = new Int32Array(rows.length + 1);
    lengths.forEach((length, slot) => (starts[slot + 1] = (starts[slot] ?? 0) + length));
    const next = starts.slice();
    const places = new Int32Array(starts[rows.length] ?? 0);
    const values = new Float64Array(places.length);
    each((place, id, value) => {
      const slot = this.#slot[id] ?? 0;
      const entry = next[slot] ?? 0;
      next[slot] = entry + 1;
      places[entry] = place;
      values[entry] = value;
    });
    for (const id of rows) this.#slot[id] = -1;
    return { rows, still: Uint8Array.from(rows, (id) => (hidden[id] === 1 ? 0 : 1)), starts, places, values };
  }

  /**
   * Gauss-Jordan elimination of the sums that stand still, into the scratch matrix, a line for each settled leaf: it
   * changes by minus the sum of line times change of the free ones.
   * @returns the line of each leaf, −1 for free ones
   */
  #eliminate({ still, starts, places, values }: Sums, at: Int32Array, count: number): Int32Array {
    const settledBy = new Int32Array(count).fill(-1);
    const uses = new Int32Array(count);
    const order: { slot: number; length: number }[] = [];
    still.forEach((is, slot) => {
      if (is === 0) return;
      let length = 0;
      for (let e = starts[slot] ?? 0; e < (starts[slot + 1] ?? 0); e += 1) {
        const i = at[places[e] ?? 0] ?? -1;
        if (i < 0) continue;
        length += 1;
        uses[i] = (uses[i] ?? 0) + 1;
      }
      if (length > 0) order.push({ slot, length });
    });
    order.sort((a, b) => a.length - b.length || a.slot - b.slot);
    const most = Math.min(order.length, count) + 1;
    if (this.#matrix.length < most * count) this.#matrix = new Float64Array(most * count);
    const matrix = this.#matrix;
    let rank = 0;
    for (const { slot } of order) {
      const line = rank * count;
      matrix.fill(0, line, line + count);
      for (let e = starts[slot] ?? 0; e < (starts[slot + 1] ?? 0); e += 1) {
        const i = at[places[e] ?? 0] ?? -1;
        if (i >= 0) matrix[line + i] = values[e] ?? 0;
      }
      for (let e = starts[slot] ?? 0; e < (starts[slot + 1] ?? 0); e += 1) {
        const i = at[places[e] ?? 0] ?? -1;
        const known = settledBy[i] ?? -1;
        if (i < 0 || known < 0) continue;
        subtract(matrix, line, known * count, count, values[e] ?? 0);
        matrix[line + i] = 0;
      }
      const pivot = pivotOf(matrix, line, count, uses);
      if (pivot < 0) continue;
      const by = matrix[line + pivot] ?? 1;
      if (by !== 1) for (let i = line; i < line + count; i += 1) matrix[i] = (matrix[i] ?? 0) / by;
      for (let other = 0; other < rank; other += 1) {
        const factor = matrix[other * count + pivot] ?? 0;
        if (factor === 0) continue;
        subtract(matrix, other * count, line, count, factor);
        matrix[other * count + pivot] = 0;
      }
      settledBy[pivot] = rank;
      rank += 1;
    }
    settledBy.forEach((line, i) => {
      if (line >= 0) matrix[line * count + i] = 0;
    });
    return settledBy;
  }

  /** Hidden sums along the directions that are left; those that are the same sum are one line. */
  #lines(
    leaves: readonly number[],
    { rows, still, starts, places, values }: Sums,
    at: Int32Array,
    settledBy: Int32Array,
    column: Int32Array,
    width: number,
  ): Space {
    const { ends, columns, parts } = this.#follows(settledBy, column);
    const lineOfName = new Map<number, number>();
    const lineOfRow = new Map<number, number>();
    const lineOfLeaf = new Int32Array(leaves.length).fill(-1);
    const slack: number[] = [];
    const slots: number[] = [];
    rows.forEach((row, slot) => {
      if (still[slot] === 1) return;
      let name = 0;
      let length = 0;
      for (let e = starts[slot] ?? 0; e < (starts[slot + 1] ?? 0); e += 1) {
        const i = at[places[e] ?? 0] ?? -1;
        if (i < 0) continue;
        name += (values[e] ?? 0) * this.#name(i);
        length += 1;
      }
      if (length === 0) return;
      let line = lineOfName.get(name);
      if (line === undefined) {
        lineOfName.set(name, (line = slots.push(slot) - 1));
        slack.push(Infinity);
      }
      slack[line] = Math.min(slack[line] ?? 0, this.#down[row] ?? 0);
      lineOfRow.set(row, line);
    });
    const count = slots.length;
    const moves = new Float64Array(count * width);
    slots.forEach((slot, line) => {
      let [length, only, single] = [0, -1, 0];
      for (let e = starts[slot] ?? 0; e < (starts[slot + 1] ?? 0); e += 1) {
        const place = places[e] ?? 0;
        const i = at[place] ?? -1;
        if (i < 0) continue;
        const by = values[e] ?? 0;
        [length, only, single] = [length + 1, place, by];
        const settled = settledBy[i] ?? -1;
        if (settled < 0) {
          const own = (column[i] ?? 0) * count + line;
          moves[own] = (moves[own] ?? 0) + by;
          continue;
        }
        for (let f = ends[settled] ?? 0; f < (ends[settled + 1] ?? 0); f += 1) {
          const own = (columns[f] ?? 0) * count + line;
          moves[own] = (moves[own] ?? 0) - by * (parts[f] ?? 0);
        }
      }
      if (length === 1 && single === 1) lineOfLeaf[only] = line;
    });
    return { leaves, width, moves, slack: Float64Array.from(slack), lineOfLeaf, lineOfRow };
  }

  /** The lines of the scratch matrix without their zeros, by columns. */
  #follows(settledBy: Int32Array, column: Int32Array) {
    const rank = settledBy.reduce((most, line) => Math.max(most, line + 1), 0);
    const ends = [0];
    const columns: number[] = [];
    const parts: number[] = [];
    for (let line = 0; line < rank; line += 1) {
      const from = line * column.length;
      for (let i = 0; i < column.length; i += 1) {
        const part = this.#matrix[from + i] ?? 0;
        if (part === 0) continue;
        columns.push(column[i] ?? 0);
        parts.push(part);
      }
      ends.push(columns.length);
    }
    return { ends, columns, parts };
  }

  #name(place: number): number {
    if (this.#names.length <= place)
      this.#names = Float64Array.from({ length: 2 * place + 100 }, (_, i) => nameOf(i));
    return this.#names[place] ?? 0;
  }
}

/** Rows and equations as sums of the leaves at hand, one after the other. */
interface Sums {
  /** The row, or the number of rows plus the equation. */
  readonly rows: readonly number[];
  /** 1 for sums that may not change. */
  readonly still: Uint8Array;
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly values: Float64Array;
}

/** Marks the leaves that cannot move because each is alone in a sum that stands still. */
function fixedBy({ still, starts, places }: Sums, count: number): Uint8Array {
  const fixed = new Uint8Array(count);
  for (let found = true; found;) {
    found = false;
    for (let slot = 0; slot < still.length; slot += 1) {
      if (still[slot] === 0) continue;
      let [left, last] = [0, -1];
      for (let e = starts[slot] ?? 0; e < (starts[slot + 1] ?? 0) && left < 2; e += 1) {
        const place = places[e] ?? 0;
        if (fixed[place] === 0) [left, last] = [left + 1, place];
      }
      if (left !== 1) continue;
      fixed[last] = 1;
      found = true;
    }
  }
  return fixed;
}

/** The leaf that other sums use least; a coefficient of 1 keeps numbers whole. */
function pivotOf(matrix: Float64Array, line: number, count: number, uses: Int32Array): number {
  let [pivot, least] = [-1, Infinity];
  for (let i = 0; i < count; i += 1) {
    const value = matrix[line + i] ?? 0;
    if (value === 0) continue;
    const order = (uses[i] ?? 0) + (Math.abs(value) === 1 ? 0 : 1e6);
    if (order < least) [pivot, least] = [i, order];
  }
  return pivot;
}

function subtract(matrix: Float64Array, line: number, other: number, count: number, by: number): void {
  for (let i = 0; i < count; i += 1) {
    const part = matrix[other + i] ?? 0;
    if (part === 0) continue;
    const rest = (matrix[line + i] ?? 0) - by * part;
    matrix[line + i] = Math.abs(rest) < tiny ? 0 : rest;
  }
}
