/**
 * Part of the rows of a table as a linear program: how far one unknown can move if only these rows must hold. Rows
 * that the answer breaks are taken in, and it is solved again, until it breaks none (row generation, after Dantzig,
 * Fulkerson & Johnson 1954): whether an unknown has an end at all is mostly seen from few rows. What no solution of the
 * part allows, no table allows; and a solution that happens to keep the other rows as well is a table. Movement has its
 * price, a high one where it disturbs rows outside the part, so that solutions keep near.
 */
import type { Highs, Model, SymbolDisposable } from 'highs';
import { type Multiplied, proven } from './duality.ts';
import type { Box, Unknowns } from './unknowns.ts';

/** A solution: the unknowns that move, and by how much; not always whole. */
export interface Movement {
  readonly unknowns: ArrayLike<number>;
  readonly by: ArrayLike<number>;
}

/** Moves unknowns, which stand so far from a known table, by so much more. */
export function addTo(at: Float64Array | number[], { unknowns, by }: Movement): void {
  for (let i = 0; i < unknowns.length; i += 1) {
    const unknown = unknowns[i] ?? -1;
    at[unknown] = (at[unknown] ?? 0) + (by[i] ?? 0);
  }
}

/** How far unknowns may be from a table that stands so far from the known one. */
export function boxAround({ lower, upper }: Box, at: Float64Array): Box {
  return {
    lower: lower.map((end, each) => end - (at[each] ?? 0)),
    upper: upper.map((end, each) => end - (at[each] ?? 0)),
  };
}

/** The movement from the known table to one that stands so far from it. */
export function movementTo(at: Float64Array): Movement {
  const unknowns = [...at.keys()].filter((each) => Math.round(at[each] ?? 0) !== 0);
  return { unknowns, by: unknowns.map((each) => at[each] ?? 0) };
}

export interface Answer {
  /** How far the unknown moves in the wished direction: to the wish, or as far as it is allowed. */
  readonly reached: number;
  readonly movement: Movement;
  /** What the rows prove: no table within the box moves the unknown further. */
  readonly bound: (box: Box) => number;
}

/** Worth of moving the wished unknown by one: all other movement is of little account beside it. */
const worth = 1e5;

/** What it costs to move an unknown by one, and more for each row outside the part that it disturbs. */
const price = { inside: 1, outside: 4 } as const;

const status = { optimal: 7 } as const;

/** How far a solver's double may be from the number it stands for. */
export const tolerance = 1e-6;

export class Relaxation {
  readonly #unknowns: Unknowns;
  readonly #box: Box;
  readonly #infinity: number;
  readonly #model: SymbolDisposable<Model>;
  /** The place of each unknown among the columns: it rises by column 2 × place and falls by the next. */
  readonly #place = new Map<number, number>();
  readonly #rows = new Set<number>();

  /** @param box how far unknowns may be from the known table: the cone of their own box, where directions are looked for */
  constructor(highs: Highs, unknowns: Unknowns, box: Box) {
    this.#unknowns = unknowns;
    this.#box = box;
    this.#infinity = highs.infinity;
    this.#model = highs.createModel();
    this.#model.options.set({
      output_flag: false,
      presolve: 'off',
      solver: 'simplex',
      simplex_strategy: 1,
    });
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** The unknowns taken in so far. */
  get members(): ReadonlySet<number> {
    return new Set(this.#place.keys());
  }

  /** Takes in further rows with their unknowns. */
  add(rows: readonly number[]): void {
    const fresh = rows.filter((row) => !this.#rows.has(row));
    if (fresh.length === 0) return;
    const { starts, columns, values } = this.#unknowns.rows;
    const touched = new Set<number>();
    const added: number[] = [];
    for (const row of fresh) {
      this.#rows.add(row);
      for (const unknown of columns.subarray(starts[row], starts[row + 1])) {
        touched.add(unknown);
        if (this.#place.has(unknown)) continue;
        this.#place.set(unknown, this.#place.size);
        added.push(unknown);
      }
    }
    this.#model.addVars(
      added.flatMap(() => [0, 0]),
      added.flatMap((unknown) => [this.#side(unknown, 1), this.#side(unknown, -1)]),
    );
    const indices: number[] = [];
    const entries: number[] = [];
    const rowStarts = [0];
    for (const row of fresh) {
      for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1) {
        const column = 2 * (this.#place.get(columns[e] ?? -1) ?? -1);
        indices.push(column, column + 1);
        entries.push(values[e] ?? 0, -(values[e] ?? 0));
      }
      rowStarts.push(indices.length);
    }
    const none = new Float64Array(fresh.length);
    this.#model.addRows({
      lower: none,
      upper: none,
      matrix: {
        format: 'csr',
        numRows: fresh.length,
        numCols: 2 * this.#place.size,
        starts: Int32Array.from(rowStarts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(entries),
      },
    });
    const prices = Array.from(
      touched,
      (unknown) => [this.#place.get(unknown) ?? -1, this.#price(unknown)] as const,
    ).sort(([a], [b]) => a - b);
    this.#model.changeColsCost(
      { kind: 'set', indices: prices.flatMap(([place]) => [2 * place, 2 * place + 1]) },
      prices.flatMap(([, each]) => [each, each]),
    );
  }

  /**
   * Moves an unknown by a wished number, or else as far as it goes, with as little other movement as that takes.
   * @returns undefined where the solver gives no answer
   */
  further(unknown: number, direction: 1 | -1, wish: number): Answer | undefined {
    return this.#solved(unknown, direction, wish, worth);
  }

  /**
   * The same, taking in the rows that the answer breaks, and their unknowns, until it breaks none.
   * @param broken the rows that a movement does not keep
   * @param most unknowns that may be taken in
   * @returns undefined also where more would have to be
   */
  furtherInAll(
    unknown: number,
    direction: 1 | -1,
    wish: number,
    broken: (movement: Movement) => readonly number[],
    most = Infinity,
  ): Answer | undefined {
    for (let rows: readonly number[] = this.#unknowns.rowsOf(unknown); ;) {
      this.add(rows);
      if (this.#place.size > most) return undefined;
      const answer = this.further(unknown, direction, wish);
      rows = answer && answer.reached >= 1 - tolerance ? broken(answer.movement) : [];
      if (rows.length === 0) return answer;
    }
  }

  /** The same, whatever else moves: the surest proof of an end. */
  furtherAtAnyPrice(unknown: number, direction: 1 | -1, wish: number): Answer | undefined {
    const all = { kind: 'range', from: 0, to: 2 * this.#place.size - 1 } as const;
    this.#model.changeColsCost(all, new Float64Array(2 * this.#place.size));
    const answer = this.#solved(unknown, direction, wish, 1);
    this.#model.changeColsCost(
      all,
      [...this.#place.keys()].flatMap((each) => [this.#price(each), this.#price(each)]),
    );
    return answer;
  }

  #solved(unknown: number, direction: 1 | -1, wish: number, gain: number): Answer | undefined {
    const [there, back] = this.#columns(unknown, direction);
    this.#model.changeColCost(there, -gain);
    this.#model.changeColBounds(there, 0, Math.min(wish, this.#side(unknown, direction)));
    this.#model.changeColBounds(back, 0, 0);
    const { modelStatus } = this.#model.run();
    const solution = modelStatus === status.optimal ? this.#model.getSolution() : undefined;
    this.#model.changeColCost(there, gain === worth ? this.#price(unknown) : 0);
    this.#model.changeColBounds(there, 0, this.#side(unknown, direction));
    this.#model.changeColBounds(back, 0, this.#side(unknown, direction === 1 ? -1 : 1));
    if (!solution) return undefined;
    const { colValue, rowDual } = solution;
    return {
      reached: colValue[there] ?? 0,
      movement: this.#movement(colValue),
      bound: (box) => proven(unknown, direction, this.#multiplied(rowDual, gain), box),
    };
  }

  #movement(solution: Float64Array): Movement {
    const moved = Array.from(
      this.#place,
      ([unknown, place]) => [unknown, (solution[2 * place] ?? 0) - (solution[2 * place + 1] ?? 0)] as const,
    ).filter(([, by]) => Math.abs(by) > tolerance);
    return { unknowns: moved.map(([unknown]) => unknown), by: moved.map(([, by]) => by) };
  }

  *#multiplied(duals: Float64Array, gain: number): Iterable<Multiplied> {
    const { starts, columns, values } = this.#unknowns.rows;
    let at = 0;
    for (const row of this.#rows) {
      const multiplier = (duals[at] ?? 0) / gain;
      at += 1;
      if (multiplier === 0) continue;
      const [from, to] = [starts[row], starts[row + 1]];
      yield { multiplier, columns: columns.subarray(from, to), values: values.subarray(from, to) };
    }
  }

  #columns(unknown: number, direction: 1 | -1): readonly [there: number, back: number] {
    const rising = 2 * (this.#place.get(unknown) ?? -1);
    return direction === 1 ? [rising, rising + 1] : [rising + 1, rising];
  }

  #side(unknown: number, direction: 1 | -1): number {
    const most = direction === 1 ? (this.#box.upper[unknown] ?? 0) : -(this.#box.lower[unknown] ?? 0);
    return most === Infinity ? this.#infinity : most;
  }

  #price(unknown: number): number {
    const outside = this.#unknowns.rowsOf(unknown).filter((row) => !this.#rows.has(row)).length;
    return price.inside + price.outside * outside;
  }
}
