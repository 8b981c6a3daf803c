/**
 * The leaves among which a change of one row is most likely to be balanced. A program over a few hundred leaves
 * takes milliseconds where one over the whole table takes a minute, and any table it finds is a table of the whole.
 */
import type { Ground } from './ground.ts';

/** Weight wanders this often from leaf to leaf: as many steps as a swap over three dimensions needs. */
const steps = 3;

/** Sums of more leaves than this say little about which leaves belong together. */
const longestSum = 400;

/** How much less a leaf helps that is itself shown: moving it costs. */
const shownLeaf = 0.1;

export class Neighbourhoods {
  readonly #ground: Ground;
  readonly #leafRow: Int32Array;
  readonly #score: Float64Array;
  readonly #weight: Float64Array;
  readonly #next: Float64Array;
  readonly #gathered: { readonly rows: Float64Array; readonly equations: Float64Array };

  constructor(ground: Ground) {
    this.#ground = ground;
    const { leaves, rowOf } = ground.form;
    this.#leafRow = leaves.map((cell) => rowOf[cell] ?? -1);
    this.#score = new Float64Array(leaves.length);
    this.#weight = new Float64Array(leaves.length);
    this.#next = new Float64Array(leaves.length);
    this.#gathered = {
      rows: new Float64Array(ground.hidden.length),
      equations: new Float64Array(ground.form.equations.starts.length - 1),
    };
  }

  /** At most `size` leaves around a row, nearest first; leaves that shown sums tie to its own come first. */
  around(row: number, size: number, which: 'hidden' | 'any'): readonly number[] {
    const { form, hidden } = this.#ground;
    const may = (leaf: number) => which === 'any' || hidden[this.#leafRow[leaf] ?? -1] === 1;
    const all = form.leaves.length;
    if (size >= all) return Array.from({ length: all }, (_, leaf) => leaf).filter(may);
    const touched: number[] = [];
    let active: number[] = [];
    for (let e = form.rows.starts[row] ?? 0; e < (form.rows.starts[row + 1] ?? 0); e += 1) {
      const leaf = form.rows.columns[e] ?? 0;
      // Weight wanders from a shown leaf too, but it does not belong.
      this.#weight[leaf] = 1;
      active.push(leaf);
      if (!may(leaf)) continue;
      // All leaves of a small row belong; of a large one the wandering weight decides.
      this.#score[leaf] = 1;
      touched.push(leaf);
    }
    for (let step = 0; step < steps; step += 1) {
      const reached = this.#wander(active);
      let total = 0;
      for (const leaf of reached) {
        const helps = hidden[this.#leafRow[leaf] ?? -1] === 1 ? 1 : which === 'any' ? shownLeaf : 0;
        this.#next[leaf] = (this.#next[leaf] ?? 0) * helps;
        total += this.#next[leaf] ?? 0;
      }
      for (const leaf of active) this.#weight[leaf] = 0;
      const near: number[] = [];
      for (const leaf of reached) {
        if (this.#next[leaf] === 0) continue;
        near.push(leaf);
        const share = (this.#next[leaf] ?? 0) / total;
        this.#next[leaf] = 0;
        this.#weight[leaf] = share;
        if (this.#score[leaf] === 0) touched.push(leaf);
        this.#score[leaf] = (this.#score[leaf] ?? 0) + share;
      }
      active = this.#heaviest(near, this.#weight, 2 * size);
    }
    for (const leaf of touched) this.#weight[leaf] = 0;
    const nearest = this.#heaviest(touched, this.#score, size).sort(
      (a, b) => (this.#score[b] ?? 0) - (this.#score[a] ?? 0) || a - b,
    );
    for (const leaf of touched) this.#score[leaf] = 0;
    return nearest;
  }

  /** Spreads each leaf's weight over the shown sums and equations that hold it, and from there to their leaves. */
  #wander(active: readonly number[]): readonly number[] {
    const { form, rowsAt, equationsAt, hidden } = this.#ground;
    const reached: number[] = [];
    for (const [sums, at, gathered] of [
      [form.rows, rowsAt, this.#gathered.rows],
      [form.equations, equationsAt, this.#gathered.equations],
    ] as const) {
      const held: number[] = [];
      for (const leaf of active) {
        const weight = this.#weight[leaf] ?? 0;
        for (let e = at.starts[leaf] ?? 0, end = at.starts[leaf + 1] ?? 0; e < end; e += 1) {
          const sum = at.columns[e] ?? 0;
          if (sums === form.rows && hidden[sum] === 1) continue;
          if ((sums.starts[sum + 1] ?? 0) - (sums.starts[sum] ?? 0) > longestSum) continue;
          if (gathered[sum] === 0) held.push(sum);
          gathered[sum] = (gathered[sum] ?? 0) + weight;
        }
      }
      for (const sum of held) {
        const from = sums.starts[sum] ?? 0;
        const to = sums.starts[sum + 1] ?? 0;
        const share = (gathered[sum] ?? 0) / (to - from) ** 2;
        gathered[sum] = 0;
        for (let e = from; e < to; e += 1) {
          const leaf = sums.columns[e] ?? 0;
          if (this.#next[leaf] === 0) reached.push(leaf);
          this.#next[leaf] = (this.#next[leaf] ?? 0) + share;
        }
      }
    }
    return reached;
  }

  #heaviest(leaves: readonly number[], by: Float64Array, size: number): number[] {
    if (leaves.length <= size) return [...leaves];
    const least = kthLargest(
      Float64Array.from(leaves, (leaf) => by[leaf] ?? 0),
      size,
    );
    const above = leaves.filter((leaf) => (by[leaf] ?? 0) > least);
    const equal = leaves.filter((leaf) => by[leaf] === least).sort((a, b) => a - b);
    return [...above, ...equal.slice(0, size - above.length)];
  }
}

/** The k-th largest of these numbers, which are put in another order (Hoare 1961). */
function kthLargest(values: Float64Array, k: number): number {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = values[(from + to) >> 1] ?? 0;
    let [left, right] = [from, to];
    while (left <= right) {
      while ((values[left] ?? 0) > pivot) left += 1;
      while ((values[right] ?? 0) < pivot) right -= 1;
      if (left > right) break;
      [values[left], values[right]] = [values[right] ?? 0, values[left] ?? 0];
      left += 1;
      right -= 1;
    }
    if (k - 1 <= right) to = right;
    else if (k - 1 >= left) from = left;
    else break;
  }
  return values[k - 1] ?? 0;
}
