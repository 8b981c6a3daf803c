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

  constructor(ground: Ground) {
    this.#ground = ground;
    const { leaves, rowOf } = ground.form;
    this.#leafRow = leaves.map((cell) => rowOf[cell] ?? -1);
    this.#score = new Float64Array(leaves.length);
    this.#weight = new Float64Array(leaves.length);
    this.#next = new Float64Array(leaves.length);
  }

  /** At most `size` leaves around a row, nearest first; leaves that shown sums tie to its own come first. */
  around(row: number, size: number): readonly number[] {
    const { form, hidden } = this.#ground;
    const all = form.leaves.length;
    if (size >= all) return Array.from({ length: all }, (_, leaf) => leaf);
    const touched: number[] = [];
    let active: number[] = [];
    for (let e = form.rows.starts[row] ?? 0; e < (form.rows.starts[row + 1] ?? 0); e += 1) {
      const leaf = form.rows.columns[e] ?? 0;
      // All leaves of a small row belong; of a large one the wandering weight decides.
      this.#score[leaf] = 1;
      this.#weight[leaf] = 1;
      active.push(leaf);
      touched.push(leaf);
    }
    for (let step = 0; step < steps; step += 1) {
      const reached = this.#wander(active);
      let total = 0;
      for (const leaf of reached) {
        const helps = hidden[this.#leafRow[leaf] ?? -1] === 1 ? 1 : shownLeaf;
        this.#next[leaf] = (this.#next[leaf] ?? 0) * helps;
        total += this.#next[leaf] ?? 0;
      }
      for (const leaf of active) this.#weight[leaf] = 0;
      for (const leaf of reached) {
        const share = (this.#next[leaf] ?? 0) / total;
        this.#next[leaf] = 0;
        this.#weight[leaf] = share;
        if (this.#score[leaf] === 0) touched.push(leaf);
        this.#score[leaf] = (this.#score[leaf] ?? 0) + share;
      }
      active = this.#heaviest(reached, this.#weight, 2 * size);
    }
    for (const leaf of touched) this.#weight[leaf] = 0;
    const nearest = this.#heaviest(touched, this.#score, size);
    for (const leaf of touched) this.#score[leaf] = 0;
    return nearest;
  }

  /** Spreads each leaf's weight over the shown sums and equations that hold it, and from there to their leaves. */
  #wander(active: readonly number[]): readonly number[] {
    const { form, rowsAt, equationsAt, hidden } = this.#ground;
    const reached: number[] = [];
    for (const [sums, at] of [
      [form.rows, rowsAt],
      [form.equations, equationsAt],
    ] as const) {
      const gathered = new Map<number, number>();
      for (const leaf of active)
        for (let e = at.starts[leaf] ?? 0; e < (at.starts[leaf + 1] ?? 0); e += 1) {
          const sum = at.columns[e] ?? 0;
          if (sums === form.rows && hidden[sum] === 1) continue;
          const length = (sums.starts[sum + 1] ?? 0) - (sums.starts[sum] ?? 0);
          if (length <= longestSum) gathered.set(sum, (gathered.get(sum) ?? 0) + (this.#weight[leaf] ?? 0));
        }
      for (const [sum, weight] of gathered) {
        const from = sums.starts[sum] ?? 0;
        const to = sums.starts[sum + 1] ?? 0;
        const share = weight / (to - from) ** 2;
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
    return [...leaves].sort((a, b) => (by[b] ?? 0) - (by[a] ?? 0) || a - b).slice(0, size);
  }
}
