import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/seeded.ts';
import { costOf, gaussianPlan, measure, type NoiseParameters } from './measurement.ts';
import { exactly, isAtMost, type Rational, sum } from './rational.ts';
import {
  type Attributes,
  cellVariance,
  compose,
  decompose,
  distinctTables,
  keyOf,
  residualSets,
  sizeOf,
  type Workload,
} from './workload.ts';

type Matrix = readonly (readonly number[])[];

const kronecker = (a: Matrix, b: Matrix): Matrix =>
  a.flatMap((left) => b.map((right) => left.flatMap((x) => right.map((y) => x * y))));
const square = (size: number, entry: (row: number, column: number) => number): Matrix =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, column) => entry(row, column)));
const gram = (matrix: Matrix): Matrix =>
  (matrix[0] ?? []).map((_, i) =>
    (matrix[0] ?? []).map((_, j) => matrix.reduce((all, row) => all + (row[i] ?? 0) * (row[j] ?? 0), 0)),
  );
const identity = (size: number) => square(size, (row, column) => (row === column ? 1 : 0));
const ones = (size: number): Matrix => [Array.from({ length: size }, () => 1)];

/** The whole domain's counts to what is asked of the residual of a set: ⊗ (n I − J) inside it, sums outside. */
function asked(set: Attributes, sizes: readonly number[]): Matrix {
  return sizes.reduce<Matrix>(
    (matrix, size, attribute) =>
      kronecker(
        matrix,
        set.includes(attribute)
          ? square(size, (row, column) => (row === column ? size - 1 : -1))
          : ones(size),
      ),
    [[1]],
  );
}

const workloads = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  .chain((sizes) =>
    fc
      .array(fc.subarray([...sizes.keys()]), { minLength: 1, maxLength: 4 })
      .map((tables): Workload => ({ sizes, tables })),
  );
const rhos = fc.double({ min: -3, max: 1, noNaN: true }).map((power) => 10 ** power);

const toNumber = ({ numerator, denominator }: Rational) =>
  Number((numerator * 2n ** 80n) / denominator) / 2 ** 80;

describe('what a measurement costs', () => {
  /** Σ over sets of the squared length of what some records change, over 2 s²: ρ of zCDP, as a fraction. */
  function lossOf(workload: Workload, plan: ReadonlyMap<string, Rational>, records: readonly number[]) {
    return sum(
      residualSets(workload).map((set) => {
        const lengths = asked(set, workload.sizes).map(
          (row) => records.reduce((all, record) => all + (row[record] ?? 0), 0) ** 2,
        );
        const length = BigInt(lengths.reduce((all, one) => all + one, 0));
        const { numerator, denominator } = plan.get(keyOf(set)) ?? { numerator: 0n, denominator: 1n };
        return { numerator: length * denominator, denominator: 2n * numerator };
      }),
    );
  }
  const isEqual = (a: Rational, b: Rational) => isAtMost(a, b) && isAtMost(b, a);

  test('of one record is the stated ρ, whichever cell it is in', () => {
    fc.assert(
      fc.property(workloads, rhos, (workload, rho) => {
        const plan = gaussianPlan(workload, rho, 1);
        const stated = costOf(plan, workload, 1);
        const domain = workload.sizes.reduce((product, size) => product * size, 1);
        for (let record = 0; record < domain; record += 1)
          expect(isEqual(lossOf(workload, plan, [record]), stated)).toBe(true);
        expect(isAtMost(stated, exactly(rho))).toBe(true);
        expect(toNumber(stated)).toBeGreaterThan(rho * (1 - 1e-5));
      }),
      { numRuns: 60 },
    );
  });

  test('of a person with m records is at most the stated ρ, and reaches it', () => {
    fc.assert(
      fc.property(workloads, fc.array(fc.nat(63), { minLength: 1, maxLength: 4 }), (workload, places) => {
        const domain = workload.sizes.reduce((product, size) => product * size, 1);
        const records = places.map((place) => place % domain);
        const plan = gaussianPlan(workload, 0.5, records.length);
        const stated = costOf(plan, workload, records.length);
        expect(isAtMost(lossOf(workload, plan, records), stated)).toBe(true);
        const same = records.map(() => records[0] ?? 0);
        expect(isEqual(lossOf(workload, plan, same), stated)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('is that of the residual mechanism: H′H is Π n² times the projection', () => {
    const sizes = [3, 2, 4];
    for (const set of residualSets({ sizes, tables: [[0, 1, 2]] })) {
      const projection = sizes.reduce<Matrix>(
        (matrix, size, attribute) =>
          kronecker(
            matrix,
            set.includes(attribute)
              ? square(size, (row, column) => (row === column ? 1 : 0) - 1 / size)
              : square(size, () => 1),
          ),
        [[1]],
      );
      const scale = sizeOf(set, sizes) ** 2;
      gram(asked(set, sizes)).forEach((row, i) =>
        row.forEach((entry, j) => expect(entry).toBeCloseTo(scale * (projection[i]?.[j] ?? NaN), 9)),
      );
    }
  });
});

describe('the allocation of the noise', () => {
  /** The sum of the variances of all bottom cells of all tables. */
  function lossOf(workload: Workload, variances: ReadonlyMap<string, number>): number {
    const { sizes } = workload;
    return distinctTables(workload.tables).reduce(
      (all, table) =>
        all +
        sizeOf(table, sizes) *
          cellVariance(
            variances,
            table,
            table.map(() => 1),
            sizes,
          ),
      0,
    );
  }
  function planned(workload: Workload, rho: number, records = 1): Map<string, number> {
    const plan = gaussianPlan(workload, rho, records);
    return new Map(
      residualSets(workload).map((set) => [
        keyOf(set),
        toNumber(plan.get(keyOf(set)) ?? exactly(NaN)) / sizeOf(set, workload.sizes) ** 2,
      ]),
    );
  }
  const upTo = (count: number, least: number, most: number): number[][] =>
    Array.from({ length: 2 ** count }, (_, mask) =>
      Array.from({ length: count }, (_, i) => i).filter((i) => (mask >> i) & 1),
    ).filter(({ length }) => length >= least && length <= most);

  test.each([
    // RPSumVar of github.com/dkifer/ResidualPlanner (Xiao et al. 2023), run once with a privacy cost of 1 (ρ = 1/2).
    { sizes: [10, 10, 10, 10, 10], least: 0, most: 3, loss: 116518.17342380322 },
    { sizes: [50, 100, 7, 4, 2], least: 0, most: 3, loss: 412917.55569945386 },
    { sizes: [50, 100, 7, 4, 2], least: 1, most: 1, loss: 495.7388911832147 },
    { sizes: [16, 32, 9], least: 2, most: 2, loss: 2479.0258464444864 },
  ])(
    'loses what ResidualPlanner loses: $sizes, $least to $most attributes',
    ({ sizes, least, most, loss }) => {
      const workload = { sizes, tables: upTo(sizes.length, least, most) };
      expect(lossOf(workload, planned(workload, 1 / 2)) / loss).toBeCloseTo(1, 5);
      // Twice the records a person may have: four times the variance.
      expect(lossOf(workload, planned(workload, 1 / 2, 2)) / (4 * loss)).toBeCloseTo(1, 5);
    },
  );

  test('reaches the singular value bound of Li & Miklau (2013), below which no Gaussian noise can be', () => {
    fc.assert(
      fc.property(workloads, (workload) => {
        const { sizes } = workload;
        const matrix = distinctTables(workload.tables).flatMap((table) =>
          sizes.reduce<Matrix>(
            (rows, size, attribute) =>
              kronecker(rows, table.includes(attribute) ? identity(size) : ones(size)),
            [[1]],
          ),
        );
        const values = eigenvalues(gram(matrix));
        const root = values.reduce((all, value) => all + Math.sqrt(Math.max(value, 0)), 0);
        // Rounding makes eigenvalues that are 0 about 10^-15, whose roots are some 10^-7 each.
        expect(lossOf(workload, planned(workload, 1 / 2)) / (root ** 2 / values.length)).toBeCloseTo(1, 4);
      }),
      { numRuns: 40 },
    );
  });

  test('for one table alone is plain noise on its cells', () => {
    const workload = { sizes: [3, 5], tables: [[0, 1]] };
    expect(cellVariance(planned(workload, 0.02, 3), [0, 1], [1, 1], [3, 5])).toBeCloseTo(9 / (2 * 0.02), 3);
  });
});

/** Jacobi's rotations. */
function eigenvalues(matrix: Matrix): number[] {
  const a = matrix.map((row) => [...row]);
  const get = (i: number, j: number) => a[i]?.[j] ?? 0;
  const size = a.length;
  for (let sweep = 0; sweep < 30; sweep += 1)
    for (let p = 0; p < size; p += 1)
      for (let q = p + 1; q < size; q += 1) {
        if (Math.abs(get(p, q)) < 1e-14) continue;
        const angle = Math.atan2(2 * get(p, q), get(q, q) - get(p, p)) / 2;
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < size; k += 1) {
          const [x, y] = [get(k, p), get(k, q)];
          a[k]?.splice(p, 1, cosine * x - sine * y);
          a[k]?.splice(q, 1, sine * x + cosine * y);
        }
        for (let k = 0; k < size; k += 1) {
          const [x, y] = [get(p, k), get(q, k)];
          a[p]?.splice(k, 1, cosine * x - sine * y);
          a[q]?.splice(k, 1, sine * x + cosine * y);
        }
      }
  return a.map((_, i) => get(i, i));
}

describe('residuals', () => {
  const tables = workloads.chain(({ sizes }) => {
    const table = [...sizes.keys()];
    const size = sizeOf(table, sizes);
    return fc
      .array(fc.integer({ min: 0, max: 1000 }), { minLength: size, maxLength: size })
      .map((values) => ({ sizes, table, values: Float64Array.from(values) }));
  });

  test('make up their table, and each is the residual of its own margin', () => {
    fc.assert(
      fc.property(tables, ({ sizes, table, values }) => {
        const residuals = decompose(values, table, sizes);
        compose(residuals, table, sizes).forEach((value, at) =>
          expect(value).toBeCloseTo(values[at] ?? NaN, 8),
        );
        for (const set of residualSets({ sizes, tables: [table] })) {
          const own = asked(set, sizes).map((row) =>
            row.reduce((all, entry, cell) => all + entry * (values[cell] ?? 0), 0),
          );
          residuals
            .get(keyOf(set))
            ?.forEach((value, at) => expect(value * sizeOf(set, sizes)).toBeCloseTo(own[at] ?? NaN, 5));
        }
      }),
    );
  });

  test('give cells the stated variances, by the covariance of the noise on each row', () => {
    fc.assert(
      fc.property(workloads, fc.nat(), (workload, pick) => {
        const { sizes } = workload;
        const table = workload.tables[pick % workload.tables.length] ?? [];
        const sets = residualSets(workload);
        const variances = new Map(sets.map((set, i) => [keyOf(set), 1 + i / 7]));
        const total = new Float64Array(sizeOf(table, sizes));
        let grand = 0;
        for (const set of sets) {
          if (!set.every((attribute) => table.includes(attribute))) continue;
          // One unit of noise in each row in turn goes the way of the measurement: scaled, centred, put together.
          for (let row = 0; row < sizeOf(set, sizes); row += 1) {
            const unit = new Float64Array(sizeOf(set, sizes));
            unit[row] = Math.sqrt(variances.get(keyOf(set)) ?? NaN);
            const residual = decompose(unit, set, sizes).get(keyOf(set)) ?? unit;
            const effect = compose(new Map([[keyOf(set), residual]]), table, sizes);
            effect.forEach((value, at) => (total[at] = (total[at] ?? 0) + value ** 2));
            grand += effect.reduce((all, value) => all + value, 0) ** 2;
          }
        }
        const stated = cellVariance(
          variances,
          table,
          table.map(() => 1),
          sizes,
        );
        total.forEach((variance) => expect(variance).toBeCloseTo(stated, 9));
        const widths = table.map((attribute) => sizes[attribute] ?? NaN);
        expect(grand).toBeCloseTo(cellVariance(variances, table, widths, sizes), 9);
      }),
    );
  });
});

describe('measuring', () => {
  const workload = { sizes: [2, 3], tables: [[0, 1]] };
  const count = (set: Attributes) => new Float64Array(sizeOf(set, workload.sizes)).fill(2);
  const gaussian: NoiseParameters = { noise: { kind: 'gaussian', rho: 1 }, recordsPerPerson: 1 };

  test.each([
    [{ ...gaussian, recordsPerPerson: 0 }, 'recordsPerPerson'],
    [{ ...gaussian, recordsPerPerson: 1.5 }, 'recordsPerPerson'],
    [{ ...gaussian, noise: { kind: 'gaussian', rho: 0 } }, 'rho'],
    [{ ...gaussian, noise: { kind: 'gaussian', rho: NaN } }, 'rho'],
    [{ ...gaussian, noise: { kind: 'laplace', epsilon: -1 } }, 'epsilon'],
  ] as const)('refuses %j', (parameters, name) => {
    expect(() => measure(workload, count, parameters, seeded(1))).toThrow(`The parameter ${name}`);
  });

  test('refuses counts too large to be transformed exactly', () => {
    const large = (set: Attributes) => count(set).fill(Number.MAX_SAFE_INTEGER / 8);
    expect(() => measure(workload, large, gaussian, seeded(1))).toThrow('goes beyond 9007199254740991');
  });

  test('with Laplace noise costs ε²/2 of ρ, with a scale of m K / ε', () => {
    const parameters = { noise: { kind: 'laplace', epsilon: 0.5 }, recordsPerPerson: 3 } as const;
    const linked = { sizes: [2, 3], tables: [[0], [1], []] };
    const { rho, variances } = measure(linked, count, parameters, seeded(1));
    expect(rho).toBeCloseTo(0.125, 12);
    // The variance of the discrete Laplace distribution with the scale b, from its definition; b = 3 × 2 / 0.5.
    let [total, square] = [0, 0];
    for (let x = -2000; x <= 2000; x += 1) {
      total += Math.exp(-Math.abs(x) / 12);
      square += Math.exp(-Math.abs(x) / 12) * x * x;
    }
    expect(variances.get('0')).toBeCloseTo(square / total, 6);
    // The total is known from both tables: 2 and 3 noises summed, the more exact one with more weight.
    expect(variances.get('')).toBeCloseTo(1 / (1 / 2 + 1 / 3) / (total / square), 6);
  });
});
