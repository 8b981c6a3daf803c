/**
 * Noisy residuals drawn towards what the smaller tables let one expect. For each set of attributes that is the table
 * without interaction of the highest order that has the margins estimated so far (a log-linear model, fitted
 * by iterative proportional fitting: Deming & Stephan 1940; Bishop, Fienberg & Holland 1975). How far it is drawn is
 * what James & Stein (1961) showed to be better on average whatever the truth: by (d − 2) v over the squared distance,
 * at most all the way, in d ≥ 3 dimensions with noise of variance v in each. The expectation rests on smaller
 * sets alone, whose noise is independent. (Proven for continuous Gaussian noise; discrete noise of these sizes is next to
 * it, and for Laplace noise it is a good rule, not a theorem.)
 *
 * It only looks at what was measured, so it costs no privacy. It makes the estimate biased.
 */
import {
  type Attributes,
  type BySet,
  compose,
  decompose,
  keyOf,
  residualSets,
  sizeOf,
  sumAlong,
  type Workload,
} from './workload.ts';

/** Fixed, so that the result does not depend on the machine; the fit need not be perfect. */
const rounds = 20;

/** The residuals with less noise: those of one attribute or none stay nearly as they are. */
export function shrunk(
  workload: Workload,
  residuals: BySet<Float64Array>,
  variances: BySet<number>,
): Map<string, Float64Array> {
  const { sizes } = workload;
  const estimates = new Map<string, Float64Array>();
  // A set's subsets come before it.
  for (const set of residualSets(workload).toSorted((a, b) => a.length - b.length)) {
    const key = keyOf(set);
    const measured = residuals.get(key) ?? new Float64Array();
    const expected = set.length < 2 ? new Float64Array(measured.length) : expectation(set, sizes, estimates);
    const dimensions = set.reduce((product, attribute) => product * ((sizes[attribute] ?? NaN) - 1), 1);
    const distance = measured.reduce((sum, value, at) => sum + (value - (expected[at] ?? 0)) ** 2, 0);
    const kept =
      dimensions < 3 || distance === 0
        ? 1
        : Math.max(0, 1 - ((dimensions - 2) * (variances.get(key) ?? NaN)) / distance);
    estimates.set(
      key,
      measured.map((value, at) => kept * value + (1 - kept) * (expected[at] ?? 0)),
    );
  }
  return estimates;
}

/** The residual of a set in the table that its margins, one attribute less each, let one expect. */
function expectation(
  set: Attributes,
  sizes: readonly number[],
  estimates: BySet<Float64Array>,
): Float64Array {
  const axes = set.map((attribute, at) => ({
    size: sizes[attribute] ?? NaN,
    inner: sizeOf(set.slice(at + 1), sizes),
    margin: compose(estimates, set.toSpliced(at, 1), sizes).map((value) => Math.max(value, 0)),
  }));
  const fitted = new Float64Array(sizeOf(set, sizes)).fill(1);
  for (let round = 0; round < rounds; round += 1)
    for (const { size, inner, margin } of axes) {
      const factors = sumAlong(fitted, size, inner).map((sum, at) => (sum > 0 ? (margin[at] ?? 0) / sum : 0));
      for (let at = 0, block = 0; at < fitted.length; block += inner)
        for (let code = 0; code < size; code += 1)
          for (let i = 0; i < inner; i += 1, at += 1)
            fitted[at] = (fitted[at] ?? 0) * (factors[block + i] ?? 0);
    }
  return decompose(fitted, set, sizes).get(keyOf(set)) ?? fitted;
}
