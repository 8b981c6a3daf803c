/**
 * How far an unknown goes at most, by a linear program over its whole component, solved again for each unknown from
 * where the last one ended. It is the dual of moving the unknown by moves: unknowns are sought, each times a price,
 * that every move changes as it does the wished one, and that the boxes let rise least. It has a row for each move
 * alone, and another unknown asks for other right sides only.
 */
import type { Highs, Model, SymbolDisposable } from 'highs';
import { proven } from './duality.ts';
import type { Kernel } from './kernel.ts';
import type { Answer, Movement } from './relaxation.ts';
import type { Box } from './unknowns.ts';

const status = { optimal: 7 } as const;

export class ComponentProgram {
  readonly #kernel: Kernel;
  readonly #box: Box;
  readonly #model: SymbolDisposable<Model>;
  readonly #infinity: number;

  constructor(highs: Highs, kernel: Kernel, box: Box) {
    this.#kernel = kernel;
    this.#box = box;
    this.#infinity = highs.infinity;
    this.#model = highs.createModel();
    this.#load();
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** Takes over the box of an unknown. */
  refresh(unknown: number): void {
    const place = this.#kernel.place.get(unknown);
    if (place === undefined) return;
    this.#sides(place).forEach((side, i) => {
      this.#model.changeColCost(2 * place + i, side === Infinity ? 0 : side);
      this.#model.changeColBounds(2 * place + i, 0, side === Infinity ? 0 : this.#infinity);
    });
  }

  /** How far an unknown goes at most. @returns undefined where the solver knows no end or gives no answer */
  farthest(unknown: number, direction: 1 | -1): Answer | undefined {
    const { starts, columns, values } = this.#kernel.movesAt;
    const place = this.#kernel.place.get(unknown) ?? -1;
    const [from, to] = [starts[place] ?? 0, starts[place + 1] ?? 0];
    for (let e = from; e < to; e += 1) {
      const side = direction * (values[e] ?? 0);
      this.#model.changeRowBounds(columns[e] ?? -1, side, side);
    }
    const { modelStatus } = this.#model.run();
    const solution = modelStatus === status.optimal ? this.#model.getSolution() : undefined;
    // Read before the program is changed: afterwards it has no answer any more.
    const reached = this.#model.getObjectiveValue();
    for (const move of columns.subarray(from, to)) this.#model.changeRowBounds(move, 0, 0);
    if (!solution) return undefined;
    const { colValue, rowDual } = solution;
    return {
      reached,
      movement: this.#rounded(rowDual),
      bound: (box) => this.#proven(unknown, direction, colValue, box),
    };
  }

  /** The prices of moves say how often each is taken to where the unknown is farthest. */
  #rounded(times: Float64Array): Movement {
    const { members, moves, places } = this.#kernel;
    const at = new Float64Array(places);
    times.forEach((fraction, move) => {
      const whole = Math.round(fraction);
      if (whole === 0) return;
      for (let e = moves.starts[move] ?? 0; e < (moves.starts[move + 1] ?? 0); e += 1) {
        const place = moves.columns[e] ?? -1;
        at[place] = (at[place] ?? 0) + whole * (moves.values[e] ?? 0);
      }
    });
    const moved = [...members.keys()].filter((place) => at[place] !== 0);
    return { unknowns: moved.map((place) => members[place] ?? -1), by: moved.map((place) => at[place] ?? 0) };
  }

  /** The sum that the prices name, brought about by the equations of its unknowns and of the wished one. */
  #proven(unknown: number, direction: 1 | -1, prices: Float64Array, box: Box): number {
    const { equations, place } = this.#kernel;
    const own = place.get(unknown);
    const multiplied = [...equations].flatMap(([at, { unknowns, by }]) => {
      const price = (prices[2 * at] ?? 0) - (prices[2 * at + 1] ?? 0);
      const multiplier = (at === own ? direction : 0) - price;
      return multiplier === 0 ? [] : [{ multiplier, columns: unknowns, values: by }];
    });
    return proven(unknown, direction, multiplied, box);
  }

  #load(): void {
    const { places, moves } = this.#kernel;
    const count = moves.starts.length - 1;
    const sides = Array.from({ length: places }, (_, place) => this.#sides(place)).flat();
    this.#model.passModel({
      numCols: sides.length,
      numRows: count,
      colCost: sides.map((side) => (side === Infinity ? 0 : side)),
      colLower: new Float64Array(sides.length),
      colUpper: sides.map((side) => (side === Infinity ? 0 : this.#infinity)),
      rowLower: new Float64Array(count),
      rowUpper: new Float64Array(count),
      integrality: new Int32Array(sides.length),
      matrix: {
        format: 'csr',
        numRows: count,
        numCols: sides.length,
        starts: moves.starts.map((start) => 2 * start),
        indices: Array.from(moves.columns).flatMap((place) => [2 * place, 2 * place + 1]),
        values: Array.from(moves.values).flatMap((value) => [value, -value]),
      },
    });
    this.#model.options.set({
      output_flag: false,
      presolve: 'off',
      solver: 'simplex',
      simplex_strategy: 1,
    });
  }

  /** What rising and falling of a place by one price costs: how far its box lets it. Sums that must stay 0 have none. */
  #sides(place: number): readonly [rising: number, falling: number] {
    const unknown = this.#kernel.members[place];
    if (unknown === undefined) return [0, 0];
    return [this.#box.upper[unknown] ?? 0, 0 - (this.#box.lower[unknown] ?? 0)];
  }
}
