/**
 * The attack near one cell: whole tables that differ from a known one in few hundred cells only. They show that
 * an interval reaches at least so far; where they do not suffice, the whole component must be solved.
 */
import type { Highs } from 'highs';

/** A relation between hidden cells only, over their columns in a component. */
export interface ColumnEquation {
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
}

/** Cells of a neighbourhood, small first: each further size is tried on what is still open. */
const sizes = [120, 400, 1_200];

const optimal = 7;

export class LocalAttack {
  readonly #highs: Highs;
  readonly #equations: readonly ColumnEquation[];
  readonly #equationsAt: readonly (readonly number[])[];
  /** How far each cell can fall from the known table. */
  readonly #down: Float64Array;
  /** How far each cell was seen to go from the known table. */
  readonly fall: Float64Array;
  readonly rise: Float64Array;

  /**
   * @param known a whole table that agrees with the release, by column
   * @param atLeast what the reader knows of each cell
   */
  constructor(
    highs: Highs,
    equations: readonly ColumnEquation[],
    known: readonly number[],
    atLeast: readonly number[],
  ) {
    this.#highs = highs;
    this.#equations = equations;
    const at: number[][] = known.map(() => []);
    equations.forEach(({ columns }, e) => columns.forEach((column) => at[column]?.push(e)));
    for (const list of at)
      list.sort((a, b) => (equations[a]?.columns.length ?? 0) - (equations[b]?.columns.length ?? 0) || a - b);
    this.#equationsAt = at;
    this.#down = Float64Array.from(known, (value, column) => value - (atLeast[column] ?? 0));
    this.fall = new Float64Array(known.length);
    this.rise = new Float64Array(known.length);
  }

  /** Looks for tables in which each cell spans `wide`. @returns the columns for which it found none */
  widen(wide: number, told: (done: number, of: number) => void): number[] {
    let open = Array.from(this.fall.keys());
    for (const size of sizes) {
      const failed: number[] = [];
      open.forEach((column, done) => {
        told(done, open.length);
        if (!this.#reaches(column, wide)) this.#try(column, wide, size);
        if (!this.#reaches(column, wide)) failed.push(column);
      });
      open = failed;
      if (size >= this.fall.length) break;
    }
    return open;
  }

  #reaches(column: number, wide: number): boolean {
    return (this.fall[column] ?? 0) + (this.rise[column] ?? 0) >= wide;
  }

  #try(target: number, wide: number, size: number): void {
    const columns = this.#around(target, size);
    const place = new Map(columns.map((column, at) => [column, at]));
    const rows = [...new Set(columns.flatMap((column) => this.#equationsAt[column] ?? []))];
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const row of rows) {
      const { columns: of = [], coefficients = [] } = this.#equations[row] ?? {};
      of.forEach((column, i) => {
        const at = place.get(column);
        if (at === undefined) return;
        indices.push(at);
        values.push(coefficients[i] ?? 0);
      });
      starts.push(indices.length);
    }
    const zero = rows.map(() => 0);
    const reach = 8 * wide;
    this.#highs.withModel((model) => {
      model.passModel({
        numCols: columns.length,
        numRows: rows.length,
        colCost: columns.map(() => 0),
        colLower: columns.map((column) => -Math.min(reach, this.#down[column] ?? 0)),
        colUpper: columns.map(() => reach),
        rowLower: zero,
        rowUpper: zero,
        matrix: { format: 'csr', numRows: rows.length, numCols: columns.length, starts, indices, values },
      });
      model.options.set({ output_flag: false, presolve: 'off' });
      const at = place.get(target) ?? 0;
      for (const direction of [1, -1]) {
        if (this.#reaches(target, wide)) return;
        const need = wide - ((direction > 0 ? this.fall[target] : this.rise[target]) ?? 0);
        const lower = -Math.min(reach, this.#down[target] ?? 0);
        model.changeColBounds(at, Math.max(lower, direction > 0 ? 0 : -need), direction > 0 ? need : 0);
        model.changeColCost(at, -direction);
        model.run();
        let solved = model.getModelStatus() === optimal;
        let solution = model.getSolution().colValue.slice();
        const reached = Math.floor(Math.abs(solution[at] ?? 0) + 1e-6);
        model.changeColCost(at, 0);
        if (!solved || this.#note(columns, rows, solution) || reached === 0) continue;
        // The best is not whole: other corners in which the cell goes as far in whole steps may be.
        model.changeColBounds(at, direction * reached, direction * reached);
        for (let round = 1; round <= 4; round += 1) {
          columns.forEach((column, i) =>
            model.changeColCost(i, ((column * 7919 * round) % 1009) / 1009 - 0.5),
          );
          model.run();
          solved = model.getModelStatus() === optimal;
          solution = model.getSolution().colValue.slice();
          if (!solved || this.#note(columns, rows, solution)) break;
        }
        columns.forEach((_, i) => model.changeColCost(i, 0));
      }
    });
  }

  /** The nearest columns over the shortest equations. */
  #around(target: number, size: number): number[] {
    const found = new Set([target]);
    for (const column of found) {
      for (const equation of this.#equationsAt[column] ?? [])
        for (const other of this.#equations[equation]?.columns ?? []) {
          found.add(other);
          if (found.size >= size) return [...found];
        }
    }
    return [...found];
  }

  /** Takes down how far a solution goes, if it is a whole table. @returns whether it is */
  #note(columns: readonly number[], rows: readonly number[], solution: Float64Array): boolean {
    const by = new Map(columns.map((column, at) => [column, Math.round(solution[at] ?? NaN)]));
    const whole =
      columns.every((column) => (by.get(column) ?? NaN) >= -(this.#down[column] ?? 0)) &&
      rows.every((row) => {
        const { columns: of = [], coefficients = [] } = this.#equations[row] ?? {};
        return of.reduce((sum, column, i) => sum + (coefficients[i] ?? NaN) * (by.get(column) ?? 0), 0) === 0;
      });
    if (!whole) return false;
    for (const [column, change] of by) {
      if (change > (this.rise[column] ?? 0)) this.rise[column] = change;
      if (-change > (this.fall[column] ?? 0)) this.fall[column] = -change;
    }
    return true;
  }
}
