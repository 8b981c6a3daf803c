/** The choice of rows by what is known so far of safe patterns: a linear program, and the same in whole choices. */
import type { Highs, Model, SymbolDisposable } from 'highs';
import type { Ground } from './ground.ts';
import type { Cut } from './optimum-cuts.ts';

/** A choice that fulfils all cuts; no choice that does costs less than `bound`. */
export interface Choice {
  /** For each row of the ground how far it is hidden, 0 to 1; sensitive rows are hidden. */
  readonly chosen: Float64Array;
  readonly bound: number;
}

const [optimal, infeasible] = [7, 8];
/** Good choices come from the kernel, and the table has few symmetries: looking for either is lost time. */
const modest = {
  mip_heuristic_effort: 0,
  mip_heuristic_run_feasibility_jump: false,
  mip_heuristic_run_rens: false,
  mip_heuristic_run_rins: false,
  mip_detect_symmetry: false,
  mip_allow_restart: false,
} as const;

/** HiGHS calls a number whole, and a cut fulfilled, up to this. */
const tolerance = 1e-6;

export class Master {
  /** Branches of integer programs so far, the measure of work that is the same on every machine. */
  nodes = 0;
  readonly #highs: Highs;
  readonly #ground: Ground;
  readonly #rows: readonly number[];
  readonly #column: Int32Array;
  /** Costs are given to the solver in these units. */
  readonly #scale: number;
  /** What is hidden whatever is chosen: cells that move together with sensitive ones. */
  readonly #fixed: number;
  readonly #model: SymbolDisposable<Model>;
  readonly #cuts: Cut[] = [];

  constructor(highs: Highs, ground: Ground) {
    this.#highs = highs;
    this.#ground = ground;
    const { open, needs, weight } = ground;
    this.#rows = Array.from(open.keys()).filter((row) => open[row] === 1 && !needs.has(row));
    this.#column = new Int32Array(open.length).fill(-1);
    this.#rows.forEach((row, column) => (this.#column[row] = column));
    this.#scale = Math.max(1, ...this.#rows.map((row) => (weight[row] ?? 0) / 100));
    this.#fixed = [...needs.keys()].reduce((sum, row) => sum + (weight[row] ?? 0), 0);
    this.#model = highs.createModel(this.#program([]));
    this.#model.options.set({ output_flag: false, presolve: 'off' });
  }

  dispose(): void {
    this.#model.dispose();
  }

  add(cut: Cut): void {
    this.#cuts.push(cut);
    this.#model.addRow(cut.least, this.#highs.infinity, {
      indices: cut.rows.map((row) => this.#column[row] ?? -1),
      values: [...cut.coefficients],
    });
  }

  /** The cheapest choice where rows may be hidden in part; undefined where no choice fulfils the cuts. */
  relaxed(): Choice | undefined {
    this.#model.run();
    if (this.#model.getModelStatus() !== optimal) return undefined;
    return {
      chosen: this.#chosen(this.#model.getSolution().colValue),
      bound: this.#fixed + this.#model.getObjectiveValue() * this.#scale,
    };
  }

  /**
   * The cheapest choice of whole rows, up to `gap` in cost, within so many branches.
   * @param among hides only rows for which this is above 0
   * @returns the bound alone where no choice was found; Infinity where there is none
   */
  whole(
    gap: number,
    most: number,
    among?: Float64Array,
  ): { readonly bound: number; readonly chosen: Float64Array | undefined } {
    const model = this.#highs.createModel({
      ...this.#program(this.#cuts),
      integrality: this.#rows.map(() => 1),
      ...(among ? { colUpper: this.#rows.map((row) => ((among[row] ?? 0) > 0 ? 1 : 0)) } : {}),
    });
    try {
      model.options.set({
        output_flag: false,
        mip_max_nodes: most,
        mip_rel_gap: 0,
        mip_abs_gap: gap / this.#scale,
        ...modest,
      });
      model.run();
      this.nodes += Math.max(1, Number(model.info.get('mip_node_count')));
      const bound =
        model.getModelStatus() === infeasible
          ? Infinity
          : this.#fixed + Number(model.info.get('mip_dual_bound')) * this.#scale;
      const found = model.info.get('primal_solution_status') === 2;
      return {
        bound,
        chosen: found ? this.#chosen(model.getSolution().colValue).map(Math.round) : undefined,
      };
    } finally {
      model.dispose();
    }
  }

  #chosen(values: Float64Array): Float64Array {
    const { open, needs } = this.#ground;
    const chosen = new Float64Array(open.length);
    for (const row of needs.keys()) chosen[row] = open[row] ?? 0;
    this.#rows.forEach((row, column) => {
      const value = values[column] ?? 0;
      chosen[row] = value < tolerance ? 0 : value > 1 - tolerance ? 1 : value;
    });
    return chosen;
  }

  #program(cuts: readonly Cut[]) {
    const numCols = this.#rows.length;
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const { rows, coefficients } of cuts) {
      rows.forEach((row, at) => {
        indices.push(this.#column[row] ?? -1);
        values.push(coefficients[at] ?? 0);
      });
      starts.push(indices.length);
    }
    return {
      numCols,
      numRows: cuts.length,
      colCost: this.#rows.map((row) => (this.#ground.weight[row] ?? 0) / this.#scale),
      colLower: this.#rows.map(() => 0),
      colUpper: this.#rows.map(() => 1),
      rowLower: cuts.map(({ least }) => least),
      rowUpper: cuts.map(() => this.#highs.infinity),
      matrix: { format: 'csr', numRows: cuts.length, numCols, starts, indices, values },
    } as const;
  }
}
