/**
 * The one step of noisy margins that sees true counts; everything after it may do as it likes. It is exact.
 *
 * With Gaussian noise the residual of each set A is asked for in whole numbers: H = ⊗_{i∈A} (n_i I − J) times the
 * table of A, where n_i is the number of codes and J is all ones. H'H is Π n_i² times the projection on the residual,
 * so independent noise on the rows of H tells what the correlated noise of ResidualPlanner (Xiao, He, Zhang & Kifer
 * 2023) tells, no more and no less. A record is in one cell, whose column of H has the squared length
 * Π n_i (n_i − 1). For discrete Gaussian noise with the parameter s_A² this costs
 *
 *   ρ = m² Σ_A Π_{i∈A} n_i (n_i − 1) / (2 s_A²)
 *
 * of zCDP (Canonne, Kamath & Steinke 2020, theorem 14; sums: Bun & Steinke 2016, lemma 1.7), where neighbours differ
 * by one person with at most m records. All m in one cell is the worst case, so the bound is reached.
 *
 * Laplace noise is put on the cells of the largest tables themselves, K of them: ε = m K / scale, by L1
 * sensitivity. Their residuals are then averaged, the more exact ones with more weight.
 */
import { Problem } from '../../core/problem.ts';
import type { Randomness } from './model.ts';
import { checkPositive, rhoOfPure } from './privacy.ts';
import { exactly, isAtMost, type Rational, sum } from './rational.ts';
import { discreteGaussian, discreteLaplace } from './samplers.ts';
import {
  addAlong,
  type Attributes,
  type BySet,
  decompose,
  distinctTables,
  keyOf,
  largestTables,
  residualSets,
  residualShare,
  sizeOf,
  sumAlong,
  type Workload,
} from './workload.ts';

export interface NoiseParameters {
  /** Gaussian noise with ρ of zCDP (`rhoOf` gives it for an ε and δ), or Laplace noise with ε of pure privacy. */
  readonly noise:
    | { readonly kind: 'gaussian'; readonly rho: number }
    | { readonly kind: 'laplace'; readonly epsilon: number };
  /** No person has more records than this (m). The caller must see to it; nothing here can check it. */
  readonly recordsPerPerson: number;
}

export interface Measurement {
  readonly parameters: NoiseParameters;
  /** What the measurement costs in zCDP. */
  readonly rho: number;
  /** An unbiased estimate of the residual of each set, centred along each of its attributes. */
  readonly residuals: BySet<Float64Array>;
  /** v_A: that of A has the covariance v_A times the projection on such residuals. */
  readonly variances: BySet<number>;
}

/**
 * Measures all residuals of the workload.
 * @param count the true table of a set of attributes, whole numbers, over all its bottom codes
 * @throws Problem `parameter-invalid`, `table-overflow` where a transformed count would not be exact
 */
export function measure(
  workload: Workload,
  count: (set: Attributes) => Float64Array,
  parameters: NoiseParameters,
  randomness: Randomness,
): Measurement {
  const { noise, recordsPerPerson } = parameters;
  if (!Number.isSafeInteger(recordsPerPerson) || recordsPerPerson < 1)
    throw new Problem('parameter-invalid', {
      name: 'recordsPerPerson',
      value: recordsPerPerson,
      detail: 'give a whole number of at least 1',
    });
  const countExactly = (set: Attributes) => exactOnly(count(set));
  if (noise.kind === 'laplace') {
    checkPositive('epsilon', noise.epsilon);
    const scale = laplaceScale(workload, noise.epsilon, recordsPerPerson);
    const estimates = tablesWithLaplaceNoise(workload, countExactly, scale, randomness);
    return { parameters, rho: rhoOfPure(noise.epsilon), ...estimates };
  }
  checkPositive('rho', noise.rho);
  const plan = gaussianPlan(workload, noise.rho, recordsPerPerson);
  const estimates = residualsWithGaussianNoise(workload, countExactly, plan, randomness);
  return { parameters, rho: noise.rho, ...estimates };
}

/**
 * The parameters s_A² for which the sum of the variances of all bottom cells of all tables is least, at a cost of at
 * most ρ: s_A² / Π n_i² ∝ √(p_A / L_A), where p_A is the cost and L_A the loss of the residual per unit of its
 * precision and of its variance (the closed form of Xiao, He, Zhang & Kifer 2023 for the sum of variances).
 */
export function gaussianPlan(
  workload: Workload,
  rho: number,
  recordsPerPerson: number,
): Map<string, Rational> {
  const { sizes } = workload;
  const sets = residualSets(workload).map((set) => ({
    set,
    cost: residualShare(set, sizes),
    loss: lossOf(set, workload),
  }));
  const total = sets.reduce((sum, { cost, loss }) => sum + Math.sqrt(cost * loss), 0);
  const plan = new Map(
    sets.map(({ set, cost, loss }) => {
      const variance = (recordsPerPerson ** 2 * total * Math.sqrt(cost / loss)) / (2 * rho);
      return [keyOf(set), roundedUp(variance * sizeOf(set, sizes) ** 2)];
    }),
  );
  if (!isAtMost(costOf(plan, workload, recordsPerPerson), exactly(rho)))
    throw new Error('the plan costs more than its budget');
  return plan;
}

/** ρ of a plan, exactly: m² Σ Π n_i (n_i − 1) / (2 s²). */
export function costOf(plan: BySet<Rational>, workload: Workload, recordsPerPerson: number): Rational {
  return sum(
    residualSets(workload).map((set) => {
      const parameter = plan.get(keyOf(set)) ?? { numerator: 0n, denominator: 1n };
      const length = set
        .map((attribute) => BigInt(workload.sizes[attribute] ?? 0))
        .reduce((product, size) => product * size * (size - 1n), BigInt(recordsPerPerson) ** 2n);
      return { numerator: length * parameter.denominator, denominator: 2n * parameter.numerator };
    }),
  );
}

/** How much the sum of the variances of all bottom cells grows with the variance of this residual. */
function lossOf(set: Attributes, { sizes, tables }: Workload): number {
  const cells = set.reduce((product, attribute) => product * ((sizes[attribute] ?? NaN) - 1), 1);
  return distinctTables(tables).reduce(
    (loss, table) =>
      set.every((attribute) => table.includes(attribute))
        ? loss + (cells * sizeOf(set, sizes)) / sizeOf(table, sizes)
        : loss,
    0,
  );
}

/** A fraction of a power of 2 with twenty digits or more, above the value by more than its rounding errors. */
function roundedUp(value: number): Rational {
  const shift = 2 ** Math.max(0, 20 - Math.floor(Math.log2(value)));
  return {
    numerator: BigInt(Math.ceil(value * shift * (1 + 2 ** -40))),
    denominator: BigInt(shift),
  };
}

function residualsWithGaussianNoise(
  workload: Workload,
  count: (set: Attributes) => Float64Array,
  plan: BySet<Rational>,
  randomness: Randomness,
): Pick<Measurement, 'residuals' | 'variances'> {
  const { sizes } = workload;
  const residuals = new Map<string, Float64Array>();
  const variances = new Map<string, number>();
  for (const set of residualSets(workload)) {
    const key = keyOf(set);
    const parameter = plan.get(key) ?? { numerator: 0n, denominator: 1n };
    const scale = sizeOf(set, sizes);
    const noisy = wholeResidual(count(set), set, sizes).map(
      (value) => Number(BigInt(value) + discreteGaussian(parameter, randomness)) / scale,
    );
    residuals.set(key, decompose(noisy, set, sizes).get(key) ?? noisy);
    variances.set(key, Number(parameter.numerator) / Number(parameter.denominator) / scale ** 2);
  }
  return { residuals, variances };
}

/** Beyond 2^53 sums would be rounded, and one record could change more than the proof says. */
function exactOnly(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, value) => sum + value, 0);
  if (!Number.isSafeInteger(total * counts.length))
    throw new Problem('table-overflow', { relation: `a table of ${counts.length} cells` });
  return counts;
}

/** ⊗ (n I − J) times a table, in whole numbers. */
function wholeResidual(counts: Float64Array, set: Attributes, sizes: readonly number[]): Float64Array {
  return set.reduce((values, attribute, at) => {
    const size = sizes[attribute] ?? NaN;
    const inner = sizeOf(set.slice(at + 1), sizes);
    const scaled = values.map((value) => value * size);
    return addAlong(scaled, sumAlong(values, size, inner), size, inner, -1);
  }, counts);
}

function laplaceScale(workload: Workload, epsilon: number, recordsPerPerson: number): Rational {
  const { numerator, denominator } = exactly(epsilon);
  const sensitivity = BigInt(recordsPerPerson) * BigInt(largestTables(workload).length);
  return { numerator: sensitivity * denominator, denominator: numerator };
}

function tablesWithLaplaceNoise(
  workload: Workload,
  count: (set: Attributes) => Float64Array,
  scale: Rational,
  randomness: Randomness,
): Pick<Measurement, 'residuals' | 'variances'> {
  const { sizes } = workload;
  // The variance of the discrete Laplace distribution, 2 e^x / (e^x − 1)² with x = 1 / scale.
  const rate = Number(scale.denominator) / Number(scale.numerator);
  const noise = 1 / (2 * Math.sinh(rate / 2) ** 2);
  const tables = largestTables(workload).map((table) => {
    const noisy = count(table).map((value) => value + Number(discreteLaplace(scale, randomness)));
    return { table, parts: decompose(noisy, table, sizes) };
  });
  const residuals = new Map<string, Float64Array>();
  const variances = new Map<string, number>();
  for (const set of residualSets(workload)) {
    const key = keyOf(set);
    let precision = 0;
    const mean = new Float64Array(sizeOf(set, sizes));
    for (const { table, parts } of tables) {
      const part = parts.get(key);
      if (!part) continue;
      const weight = sizeOf(set, sizes) / sizeOf(table, sizes) / noise;
      part.forEach((value, at) => (mean[at] = (mean[at] ?? 0) + weight * value));
      precision += weight;
    }
    residuals.set(
      key,
      mean.map((value) => value / precision),
    );
    variances.set(key, 1 / precision);
  }
  return { residuals, variances };
}
