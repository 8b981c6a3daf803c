/**
 * One reader's doubt while cells are being hidden: whole tables that this reader cannot tell from the true one,
 * kept as deviations from it and shared between sensitive cells.
 */
import type { Highs, Model, SymbolDisposable } from 'highs';
import { protects, type Reader, type Sensitive, type TableProblem, type Witness } from './model.ts';

/** A whole table: by how much each moved cell differs from its true value. */
type Move = ReadonlyMap<number, number>;

/** The tables in which a sensitive cell is least and greatest so far; the true table to begin with. */
interface Extremes {
  low: Move;
  high: Move;
}

const still: Move = new Map();

/** Branches of an integer program before it is given up. A count, so that runs agree. */
const mostNodes = 5_000;

export class Doubt {
  readonly reader: string;
  readonly #highs: Highs;
  readonly #problem: TableProblem;
  readonly #sensitive: readonly Sensitive[];
  readonly #weights: readonly number[];
  readonly #open: readonly boolean[];
  /** How far each cell can go down and up in any table we look for. */
  readonly #down: readonly number[];
  readonly #up: number;
  readonly #hidden = new Set<number>();
  readonly #extremes = new Map<number, Extremes>();
  #moves: Move[] = [];
  /** Columns: one deviation for each cell, 0 where it is shown. */
  readonly #region: SymbolDisposable<Model>;
  /** Columns: a rise and a fall for each cell that may be hidden, with what hiding it costs. */
  #repair: SymbolDisposable<Model> | undefined;

  constructor(
    highs: Highs,
    problem: TableProblem,
    sensitive: readonly Sensitive[],
    reader: Reader,
    weights: readonly number[],
    open: readonly boolean[],
  ) {
    this.reader = reader.name;
    this.#highs = highs;
    this.#problem = problem;
    this.#sensitive = sensitive;
    this.#weights = weights;
    this.#open = open;
    const needs = sensitive.map(({ protection: { lower, upper, sliding } }) =>
      Math.max(lower, upper, sliding),
    );
    // Neighbours of a cell move further than it does only where several paths meet; eight times is ample.
    this.#up = 8 * needs.reduce((most, need) => Math.max(most, need), 1);
    this.#down = problem.cells.map(({ value }, cell) =>
      Math.min(value - (reader.atLeast[cell] ?? 0), this.#up),
    );
    for (const { cell } of sensitive) this.#extremes.set(cell, { low: still, high: still });
    const zero = problem.cells.map(() => 0);
    this.#region = this.#model([...problem.cells.keys()], 1, {
      lower: zero,
      upper: zero,
      cost: zero,
      type: 'real',
    });
    this.#region.options.set({ presolve: 'off', solver: 'simplex', simplex_strategy: 4 });
  }

  dispose(): void {
    this.#region.dispose();
    this.#repair?.dispose();
  }

  hide(cell: number): void {
    this.#hidden.add(cell);
    this.#region.changeColBounds(cell, -(this.#down[cell] ?? 0), this.#up);
    this.#price(cell);
  }

  /**
   * Shows a cell again if every sensitive cell keeps its proof.
   * @returns false if one does not; the caller hides the cell again
   */
  show(cell: number): boolean {
    this.#hidden.delete(cell);
    this.#region.changeColBounds(cell, 0, 0);
    this.#price(cell);
    const before = this.#moves;
    this.#moves = before.filter((move) => !move.has(cell));
    const lost = this.#sensitive.filter((item) => {
      const { low, high } = this.#extremesOf(item.cell);
      return low.has(cell) || high.has(cell);
    });
    for (const item of lost) {
      const extremes = this.#extremesOf(item.cell);
      extremes.low = extremes.high = still;
      for (const move of this.#moves) this.#stretch(item.cell, move);
    }
    if (lost.every((item) => this.prove(item))) return true;
    for (const move of before) if (move.has(cell)) this.#keep(move);
    return false;
  }

  /** Looks for tables that move many sensitive cells at once. */
  sweep(): void {
    for (let round = 0; round < 12; round++) {
      const wanting = this.#sensitive.filter((item) => !this.#enough(item));
      if (wanting.length < 4) return;
      for (const item of wanting) {
        const { sliding, lower, upper } = item.protection;
        const need = Math.max(sliding, lower, upper);
        this.#limit(item.cell, need);
        // Signs that differ from cell to cell and round to round, the same in every run.
        const sign = round < 2 ? 1 - 2 * round : Math.sign(spread(item.cell, round));
        this.#region.changeColCost(item.cell, -sign);
      }
      const move = this.#solve();
      for (const { cell } of wanting) {
        this.#region.changeColCost(cell, 0);
        this.#limit(cell, this.#up);
      }
      if (move) this.#keep(move);
    }
  }

  /** Whether two tables are known, or can now be found, that leave the reader in enough doubt. */
  prove(item: Sensitive): boolean {
    const { cell, protection } = item;
    if (this.#enough(item)) return true;
    const rise = this.#reach(cell, 1, Math.max(protection.upper, protection.sliding - this.#fall(cell)));
    if (this.#enough(item)) return true;
    const fall = this.#reach(cell, -1, Math.max(protection.lower, protection.sliding - this.#rise(cell)));
    if (this.#enough(item)) return true;
    // Where even fractions do not leave enough doubt, whole numbers will not.
    if (!protects({ min: -fall, max: rise }, 0, protection)) return false;
    this.#reachWhole(cell, 1, rise);
    if (this.#enough(item)) return true;
    this.#reachWhole(cell, -1, fall);
    return this.#enough(item);
  }

  /**
   * The cheapest further cells whose hiding gives the doubt that is wanting. In real numbers the answer is a
   * good guess; in whole numbers it is a table.
   * @returns `none` where even hiding everything does not help, `unknown` where the search was given up
   */
  cheapest(item: Sensitive, numbers: 'real' | 'whole'): readonly number[] | 'none' | 'unknown' {
    const { cell, protection } = item;
    const rise = Math.max(protection.upper, protection.sliding - this.#fall(cell));
    const fall = Math.max(protection.lower, protection.sliding - this.#rise(cell));
    // Both ends may be short; whichever is mended first, the caller comes again for the other.
    const ways = [
      this.#rise(cell) < rise ? this.#plan(cell, 1, rise, numbers) : 'none',
      this.#fall(cell) < fall && fall <= (this.#down[cell] ?? 0)
        ? this.#plan(cell, -1, fall, numbers)
        : 'none',
    ] as const;
    const plans = ways.filter((way) => typeof way !== 'string').sort((a, b) => a.price - b.price);
    const [best] = plans;
    if (best) {
      if (best.move) this.#keep(best.move);
      return best.cells;
    }
    return ways.includes('unknown') ? 'unknown' : 'none';
  }

  proofs(): { readonly cell: number; readonly low: Witness; readonly high: Witness }[] {
    const witnesses = new Map<Move, Witness>();
    const witness = (move: Move): Witness => {
      const known = witnesses.get(move) ?? {
        values: [...move].map(
          ([cell, by]) => [cell, (this.#problem.cells[cell]?.value ?? NaN) + by] as const,
        ),
      };
      witnesses.set(move, known);
      return known;
    };
    return this.#sensitive.map(({ cell }) => {
      const { low, high } = this.#extremesOf(cell);
      return { cell, low: witness(low), high: witness(high) };
    });
  }

  #extremesOf(cell: number): Extremes {
    return this.#extremes.get(cell) ?? { low: still, high: still };
  }

  #rise(cell: number): number {
    return this.#extremesOf(cell).high.get(cell) ?? 0;
  }

  #fall(cell: number): number {
    return -(this.#extremesOf(cell).low.get(cell) ?? 0);
  }

  #enough({ cell, protection }: Sensitive): boolean {
    return protects({ min: -this.#fall(cell), max: this.#rise(cell) }, 0, protection);
  }

  #keep(move: Move): void {
    if (move.size === 0) return;
    this.#moves.push(move);
    for (const cell of move.keys()) this.#stretch(cell, move);
  }

  #stretch(cell: number, move: Move): void {
    const extremes = this.#extremes.get(cell);
    const by = move.get(cell) ?? 0;
    if (!extremes) return;
    if (by > (extremes.high.get(cell) ?? 0)) extremes.high = move;
    if (by < (extremes.low.get(cell) ?? 0)) extremes.low = move;
  }

  #limit(cell: number, by: number): void {
    this.#region.changeColBounds(cell, -Math.min(this.#down[cell] ?? 0, by), Math.min(this.#up, by));
  }

  /**
   * Moves one cell as far as asked, or as far as it goes.
   * @returns how far it goes; there need not be a whole table for it
   */
  #reach(cell: number, direction: 1 | -1, by: number): number {
    const known = direction > 0 ? this.#rise(cell) : this.#fall(cell);
    if (by <= known) return known;
    this.#limit(cell, by);
    this.#region.changeColCost(cell, -direction);
    const move = this.#solve();
    const bound = Math.floor(-this.#region.getObjectiveValue() + 1e-6);
    this.#region.changeColCost(cell, 0);
    this.#limit(cell, this.#up);
    if (move) this.#keep(move);
    return Math.max(bound, known);
  }

  #reachWhole(cell: number, direction: 1 | -1, by: number): void {
    if (by <= (direction > 0 ? this.#rise(cell) : this.#fall(cell))) return;
    const move = this.#roundTrip(cell, direction * by) ?? this.#solveWhole(cell, direction, by);
    if (move) this.#keep(move);
  }

  /** Looks among the corners of the tables in which one cell moves by `by` for a whole one. */
  #roundTrip(cell: number, by: number): Move | undefined {
    const others = [...this.#hidden];
    this.#region.changeColBounds(cell, by, by);
    let move: Move | undefined;
    for (let round = 0; round < 6 && !move; round++) {
      for (const other of others) this.#region.changeColCost(other, spread(other, round));
      move = this.#solve();
    }
    for (const other of others) this.#region.changeColCost(other, 0);
    this.#limit(cell, this.#up);
    return move;
  }

  #solve(): Move | undefined {
    this.#region.run();
    if (this.#region.getModelStatus() !== 7) return undefined;
    const values = this.#region.getSolution().colValue;
    return this.#whole((cell) => values[cell] ?? NaN, this.#hidden);
  }

  #solveWhole(target: number, direction: 1 | -1, by: number): Move | undefined {
    const hidden = [...this.#hidden];
    const lower = hidden.map((cell) => -(this.#down[cell] ?? 0));
    const upper = hidden.map(() => this.#up);
    const column = hidden.indexOf(target);
    if (direction > 0) upper[column] = Math.min(by, this.#up);
    else lower[column] = -Math.min(by, this.#down[target] ?? 0);
    const model = this.#model(hidden, 1, {
      lower,
      upper,
      cost: hidden.map((cell) => (cell === target ? -direction : 0)),
      type: 'whole',
    });
    try {
      model.options.set({ mip_rel_gap: 0, mip_abs_gap: 0.9, mip_max_nodes: mostNodes });
      model.run();
      if (model.getModelStatus() !== 7) return undefined;
      const values = new Map(hidden.map((cell, i) => [cell, model.getSolution().colValue[i] ?? NaN]));
      return this.#whole((cell) => values.get(cell) ?? NaN, this.#hidden);
    } finally {
      model.dispose();
    }
  }

  /** The cheapest deviation that moves one cell as far as asked, whatever must be hidden for it. */
  #plan(
    cell: number,
    direction: 1 | -1,
    by: number,
    numbers: 'real' | 'whole',
  ):
    | { readonly cells: readonly number[]; readonly move: Move | undefined; readonly price: number }
    | 'none'
    | 'unknown' {
    const { cells } = this.#problem;
    const model = (this.#repair ??= this.#repairModel());
    const column = 2 * cell + (direction > 0 ? 0 : 1);
    const opposite = 2 * cell + (direction > 0 ? 1 : 0);
    model.changeColBounds(column, by, by);
    model.changeColBounds(opposite, 0, 0);
    if (numbers === 'whole')
      cells.forEach((_, c) => [0, 1].forEach((k) => model.changeColIntegrality(2 * c + k, 1)));
    model.run();
    const status = model.getModelStatus();
    const values = model.getSolution().colValue;
    if (numbers === 'whole') model.clearIntegrality();
    model.changeColBounds(2 * cell, 0, this.#up);
    model.changeColBounds(2 * cell + 1, 0, this.#down[cell] ?? 0);
    if (status === 8) return 'none';
    if (status !== 7) return 'unknown';
    const net = (c: number) => (values[2 * c] ?? 0) - (values[2 * c + 1] ?? 0);
    const further = cells.flatMap((_, c) => (!this.#hidden.has(c) && Math.abs(net(c)) > 1e-6 ? [c] : []));
    const move = this.#whole(net, new Set([...this.#hidden, ...further]));
    return { cells: further, move, price: further.reduce((sum, c) => sum + (this.#weights[c] ?? 0), 0) };
  }

  #repairModel(): SymbolDisposable<Model> {
    const { cells } = this.#problem;
    const either = (rise: (cell: number) => number, fall: (cell: number) => number) =>
      cells.flatMap((_, cell) => (this.#open[cell] ? [rise(cell), fall(cell)] : [0, 0]));
    const cost = (cell: number) => this.#cost(cell);
    const model = this.#model([...cells.keys()], 2, {
      lower: cells.flatMap(() => [0, 0]),
      upper: either(
        () => this.#up,
        (cell) => this.#down[cell] ?? 0,
      ),
      cost: either(cost, cost),
      type: 'real',
    });
    model.options.set({ presolve: 'off', mip_max_nodes: mostNodes });
    return model;
  }

  #price(cell: number): void {
    for (const column of [2 * cell, 2 * cell + 1]) this.#repair?.changeColCost(column, this.#cost(cell));
  }

  /** Moving a hidden cell is nearly free; the little it costs keeps the tables near the true one. */
  #cost(cell: number): number {
    return (this.#weights[cell] ?? 1) * (this.#hidden.has(cell) ? 1e-3 : 1);
  }

  /** Deviations keep every relation: the sum of coefficient × deviation is 0. */
  #model(
    cells: readonly number[],
    columnsPerCell: 1 | 2,
    {
      lower,
      upper,
      cost,
      type,
    }: {
      readonly lower: readonly number[];
      readonly upper: readonly number[];
      readonly cost: readonly number[];
      readonly type: 'real' | 'whole';
    },
  ): SymbolDisposable<Model> {
    const column = new Map(cells.map((cell, i) => [cell, i * columnsPerCell]));
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const relation of this.#problem.relations) {
      relation.cells.forEach((cell, i) => {
        const at = column.get(cell);
        if (at === undefined) return;
        const coefficient = relation.coefficients[i] ?? 0;
        indices.push(at);
        values.push(coefficient);
        if (columnsPerCell === 2) {
          indices.push(at + 1);
          values.push(-coefficient);
        }
      });
      if (indices.length > (starts.at(-1) ?? 0)) starts.push(indices.length);
    }
    const zero = starts.slice(1).map(() => 0);
    const model = this.#highs.createModel({
      numCols: lower.length,
      numRows: zero.length,
      colCost: cost,
      colLower: lower,
      colUpper: upper,
      rowLower: zero,
      rowUpper: zero,
      integrality: lower.map(() => (type === 'whole' ? 1 : 0)),
      matrix: { format: 'csr', numRows: zero.length, numCols: lower.length, starts, indices, values },
    });
    model.options.set({ output_flag: false });
    return model;
  }

  /** The table that a solver's doubles stand for, if it is whole, possible and keeps every relation exactly. */
  #whole(deviation: (cell: number) => number, hidden: ReadonlySet<number>): Move | undefined {
    const move = new Map<number, number>();
    for (const cell of hidden) {
      const by = Math.round(deviation(cell));
      if (Math.abs(by - deviation(cell)) > 1e-4 || by < -(this.#down[cell] ?? 0)) return undefined;
      if (by !== 0) move.set(cell, by);
    }
    const fits = this.#problem.relations.every(({ cells, coefficients }) => {
      let sum = 0;
      cells.forEach((cell, i) => (sum += (coefficients[i] ?? NaN) * (move.get(cell) ?? 0)));
      return sum === 0;
    });
    return fits ? move : undefined;
  }
}

/** A number from −1 to 1 for a cell and a round: spread like chance, the same in every run. */
function spread(cell: number, round: number): number {
  let mixed = Math.imul(cell + 1, 0x9e3779b1) ^ Math.imul(round + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed >> 8) / 2 ** 23;
}
