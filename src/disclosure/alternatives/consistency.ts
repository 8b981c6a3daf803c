/**
 * Noisy residuals brought to tables without negative numbers. A statistician calls it the constrained weighted least
 * squares estimate: of all residuals whose tables are nowhere negative, those nearest to the measured ones, each
 * weighted by how exactly it was measured (the problem of Mullins et al. 2024, "Efficient and private marginal
 * reconstruction with local non-negativity"). Solved by the alternating direction method of multipliers (Boyd et
 * al. 2011): because residuals are orthogonal in every table, both of its steps have closed forms.
 *
 * It only looks at what was measured, so it costs no privacy. The true tables are among those it chooses from, so it
 * never comes further from them than it started, by the sum of squares in which each residual is weighted. But it is
 * biased: what is truly 0 or small comes out too high on average, and the rest a little too low.
 */
import {
  type Attributes,
  type BySet,
  compose,
  decompose,
  keyOf,
  largestTables,
  residualSets,
  sizeOf,
  type Workload,
} from './workload.ts';

/** Fixed, so that the result does not depend on the machine; what is still negative then is mended below. */
const iterations = 200;

/** Steps of 1.5 to 1.8 times the plain ones are the usual choice (Boyd et al. 2011, section 3.4.3). */
const relaxation = 1.6;

/**
 * Residuals near the measured ones whose tables are all at least 0, up to the rounding of doubles.
 * @param residuals as measured, without bias
 * @param variances how exactly each was measured
 */
export function withoutNegatives(
  workload: Workload,
  residuals: BySet<Float64Array>,
  variances: BySet<number>,
): Map<string, Float64Array> {
  const { sizes } = workload;
  const sets = residualSets(workload);
  const tables = largestTables(workload);
  const penalty = 1 / typicalVariance(sets, variances);
  let nearest: BySet<Float64Array> = residuals;
  const states = tables.map((table) => {
    const start = compose(residuals, table, sizes);
    return { table, bounded: start.map(positive), excess: new Float64Array(start.length) };
  });
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const pulls = states.map(({ table, bounded, excess }) => ({
      table,
      parts: decompose(
        bounded.map((value, at) => value - (excess[at] ?? 0)),
        table,
        sizes,
      ),
    }));
    nearest = new Map(
      sets.map((set) => [keyOf(set), balance(set, sizes, residuals, variances, pulls, penalty)]),
    );
    for (const state of states) {
      const values = compose(nearest, state.table, sizes);
      values.forEach((value, at) => {
        const over =
          relaxation * value + (1 - relaxation) * (state.bounded[at] ?? 0) + (state.excess[at] ?? 0);
        state.bounded[at] = positive(over);
        state.excess[at] = over - positive(over);
      });
    }
  }
  return mended(nearest, tables, sizes);
}

interface Pull {
  readonly table: Attributes;
  readonly parts: BySet<Float64Array>;
}

/** The residual of one set between what was measured and what the bounded tables would have it be. */
function balance(
  set: Attributes,
  sizes: readonly number[],
  residuals: BySet<Float64Array>,
  variances: BySet<number>,
  pulls: readonly Pull[],
  penalty: number,
): Float64Array {
  const key = keyOf(set);
  const weight = 1 / (variances.get(key) ?? NaN);
  const measured = residuals.get(key) ?? new Float64Array();
  const values = measured.map((value) => value * weight);
  let weights = weight;
  for (const { table, parts } of pulls) {
    const part = parts.get(key);
    if (!part) continue;
    // In the table the residual is spread over this many cells, each with its share.
    const pull = (penalty * sizeOf(set, sizes)) / sizeOf(table, sizes);
    part.forEach((value, at) => (values[at] = (values[at] ?? 0) + pull * value));
    weights += pull;
  }
  return values.map((value) => value / weights);
}

function typicalVariance(sets: readonly Attributes[], variances: BySet<number>): number {
  const logarithms = sets.map((set) => Math.log(variances.get(keyOf(set)) ?? 1));
  return Math.exp(logarithms.reduce((sum, value) => sum + value, 0) / sets.length);
}

/**
 * All residuals but the total's shrunk by the one share that lifts the least cell of all tables to 0: a mean with
 * the even table, which is consistent too.
 */
function mended(
  residuals: BySet<Float64Array>,
  tables: readonly Attributes[],
  sizes: readonly number[],
): Map<string, Float64Array> {
  const total = residuals.get('')?.[0] ?? 0;
  let kept = total > 0 ? 1 : 0;
  if (total > 0)
    for (const table of tables) {
      const even = total / sizeOf(table, sizes);
      const least = compose(residuals, table, sizes).reduce((low, value) => Math.min(low, value), even);
      if (least < 0) kept = Math.min(kept, even / (even - least));
    }
  return new Map(
    [...residuals].map(([key, values]) => [
      key,
      key === '' ? Float64Array.of(Math.max(total, 0)) : values.map((value) => value * kept),
    ]),
  );
}

function positive(value: number): number {
  return Math.max(value, 0);
}
