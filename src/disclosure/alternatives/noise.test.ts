import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/seeded.ts';
import type { Dimension, TableForm } from '../tabulate.ts';
import { withoutNegatives } from './consistency.ts';
import type { Measurement, NoiseParameters } from './measurement.ts';
import { estimateMargins, measureMargins } from './noise.ts';
import { shrunk } from './shrinkage.ts';
import { type BySet, decompose, keyOf, residualSets } from './workload.ts';

const region: Dimension = {
  name: 'region',
  hierarchies: [
    [
      { code: 'Total', parent: null },
      { code: 'North', parent: 'Total' },
      { code: 'South', parent: 'Total' },
      { code: 'N1', parent: 'North' },
      { code: 'N2', parent: 'North' },
      { code: 'N3', parent: 'North' },
      { code: 'S1', parent: 'South' },
    ],
    [
      { code: 'Total', parent: null },
      { code: 'Coast', parent: 'Total' },
      { code: 'Inland', parent: 'Total' },
      { code: 'N1', parent: 'Coast' },
      { code: 'S1', parent: 'Coast' },
      { code: 'N2', parent: 'Inland' },
      { code: 'N3', parent: 'Inland' },
    ],
  ],
};
function flat(name: string, size: number): Dimension {
  const codes = Array.from({ length: size }, (_, i) => `${name}${i}`);
  return {
    name,
    hierarchies: [[{ code: 'Total', parent: null }, ...codes.map((code) => ({ code, parent: 'Total' }))]],
  };
}
const dimensions = [region, flat('form', 3), flat('age', 4), flat('unit', 1)];

/** Counts that are mostly small, by a rule of their own. */
function leavesOf(seed: number): TableForm['leaves'] {
  const randomness = seeded(seed);
  return ['N1', 'N2', 'N3', 'S1'].flatMap((place) =>
    ['form0', 'form1', 'form2'].flatMap((form) =>
      ['age0', 'age1', 'age2', 'age3'].map((age) => ({
        codes: [place, form, age, 'unit0'],
        count: Math.floor(30 * (randomness() / 2 ** 32) ** 4),
      })),
    ),
  );
}
const tables = [['region', 'form'], ['form', 'age', 'unit'], ['age', 'region'], ['age']];
const form: TableForm = { dimensions, leaves: leavesOf(1), tables };
const gaussian: NoiseParameters = { noise: { kind: 'gaussian', rho: 0.1 }, recordsPerPerson: 1 };
const laplace: NoiseParameters = { noise: { kind: 'laplace', epsilon: 1 }, recordsPerPerson: 2 };
const kinds = [
  { kind: 'Gaussian', parameters: gaussian },
  { kind: 'Laplace', parameters: laplace },
];

describe('unbiased margins', () => {
  test.each(kinds)(
    '$kind noise: each cell has its true value on average, and its variance',
    ({ parameters }) => {
      const randomness = seeded(77);
      const runs = 1_500;
      let square = new Float64Array();
      let total = new Float64Array();
      let errors: readonly number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const margins = estimateMargins(form, measureMargins(form, parameters, randomness), 'unbiased');
        const { cells } = margins.tabulation.problem;
        errors = margins.standardErrors;
        if (run === 0) [square, total] = [new Float64Array(cells.length), new Float64Array(cells.length)];
        cells.forEach(({ value }, cell) => {
          const noise = (margins.values[cell] ?? NaN) - value;
          total[cell] = (total[cell] ?? 0) + noise;
          square[cell] = (square[cell] ?? 0) + noise ** 2;
        });
      }
      // Five standard errors. A sum of discrete noises has at most the fourth moment of Laplace noise, 6 σ⁴.
      errors.forEach((error, cell) => {
        expect(Math.abs((total[cell] ?? NaN) / runs)).toBeLessThan((5 * error) / Math.sqrt(runs));
        expect(Math.abs((square[cell] ?? NaN) / runs / error ** 2 - 1)).toBeLessThan(5 * Math.sqrt(5 / runs));
      });
    },
  );

  test('add up over hierarchies and between tables, and are not biased to be whole or positive', () => {
    const margins = estimateMargins(form, measureMargins(form, gaussian, seeded(3)), 'unbiased');
    expect(margins.utility.totalsKept).toBe(1);
    expect(margins.utility.cellsHidden).toBe(0);
    expect(margins.values.some((value) => value < 0)).toBe(true);
    expect(margins.method).toBe('noise');
    expect(margins.parameters).toEqual({ ...gaussian, estimate: 'unbiased' });
    const at = (...codes: string[]) => margins.values[margins.tabulation.cellAt(codes) ?? -1] ?? NaN;
    expect(at('North', 'form1', 'Total', 'Total')).toBeCloseTo(
      at('N1', 'form1', 'Total', 'Total') +
        at('N2', 'form1', 'Total', 'Total') +
        at('N3', 'form1', 'Total', 'Total'),
      8,
    );
    expect(at('Total', 'form2', 'Total', 'unit0')).toBeCloseTo(at('Total', 'form2', 'Total', 'Total'), 8);
  });

  test('with next to no noise are the true tables', () => {
    const parameters: NoiseParameters = { noise: { kind: 'gaussian', rho: 1e12 }, recordsPerPerson: 1 };
    for (const estimate of ['unbiased', 'consistent'] as const) {
      const margins = estimateMargins(form, measureMargins(form, parameters, seeded(3)), estimate);
      expect(margins.utility.largestError).toBeLessThan(1e-3);
    }
  });

  test('the same random words give the same margins', () => {
    const run = (seed: number) =>
      estimateMargins(form, measureMargins(form, gaussian, seeded(seed)), 'consistent').values;
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  test('a table of dimensions that are not there is refused before anything is measured', () => {
    const wrong = { ...form, tables: [['region', 'height']] };
    const randomness = () => expect.fail('something was drawn');
    expect(() => measureMargins(wrong, gaussian, randomness)).toThrow('“height” is not among');
  });
});

/** Σ over residuals of their squared distance to the true ones, each over its variance. */
function distance(
  residuals: BySet<Float64Array>,
  truth: BySet<Float64Array>,
  { variances }: Measurement,
): number {
  let total = 0;
  for (const [key, values] of residuals)
    values.forEach(
      (value, at) => (total += (value - (truth.get(key)?.[at] ?? NaN)) ** 2 / (variances.get(key) ?? NaN)),
    );
  return total;
}

describe('consistent margins', () => {
  const workload = { sizes: [4, 3, 4, 1], tables: [[0, 1], [1, 2, 3], [0, 2], [2]] };
  function truthOf({ leaves }: TableForm): Map<string, Float64Array> {
    const whole = Float64Array.from(leaves, ({ count }) => count);
    const residuals = decompose(whole, [0, 1, 2, 3], workload.sizes);
    return new Map(residualSets(workload).map((set) => [keyOf(set), residuals.get(keyOf(set)) ?? whole]));
  }

  test('are nowhere negative and add up, also where the noise drowns everything', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -6, max: 2 }),
        fc.constantFrom('gaussian', 'laplace'),
        (seed, power, kind) => {
          const budget = 10 ** power;
          const parameters: NoiseParameters = {
            noise: kind === 'gaussian' ? { kind, rho: budget } : { kind: 'laplace', epsilon: budget },
            recordsPerPerson: 1,
          };
          const sparse = { ...form, leaves: leavesOf(seed) };
          const margins = estimateMargins(
            sparse,
            measureMargins(sparse, parameters, seeded(seed)),
            'consistent',
          );
          expect(margins.values.every((value) => value >= 0)).toBe(true);
          expect(margins.utility.totalsKept).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('taking negatives away never leads further from the true tables', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const sparse = { ...form, leaves: leavesOf(seed) };
        const measurement = measureMargins(sparse, gaussian, seeded(seed));
        const truth = truthOf(sparse);
        const before = distance(measurement.residuals, truth, measurement);
        const bounded = withoutNegatives(workload, measurement.residuals, measurement.variances);
        expect(distance(bounded, truth, measurement)).toBeLessThanOrEqual(before * (1 + 1e-6));
      }),
      { numRuns: 60 },
    );
  });

  test('is the nearest such table in a case that can be reckoned by hand', () => {
    // Three cells, each measured with variance 1 (so 3 for their total): the nearest to (−3, 3, 6) is (0, 3, 6).
    const small = { sizes: [3], tables: [[0]] };
    const residuals = decompose(Float64Array.of(-3, 3, 6), [0], [3]);
    const variances = new Map([
      ['', 3],
      ['0', 1],
    ]);
    const [total, inside] = ['', '0'].map((key) => withoutNegatives(small, residuals, variances).get(key));
    expect(total?.[0]).toBeCloseTo(9, 6);
    expect([...(inside ?? [])]).toEqual([-3, 0, 3].map((value) => expect.closeTo(value, 6)));
  });

  test('drawing towards what smaller tables let expect lowers the error on average', () => {
    let [before, after] = [0, 0];
    for (let seed = 0; seed < 200; seed += 1) {
      const sparse = { ...form, leaves: leavesOf(seed) };
      const measurement = measureMargins(sparse, gaussian, seeded(seed));
      const truth = truthOf(sparse);
      before += distance(measurement.residuals, truth, measurement);
      after += distance(shrunk(workload, measurement.residuals, measurement.variances), truth, measurement);
    }
    expect(after).toBeLessThan(before);
  });

  test('drawing leaves alone what was measured exactly, and takes the expected table for what is only noise', () => {
    const table = Float64Array.of(60, 30, 10, 6, 3, 1, 54, 27, 9, 120, 60, 20);
    const two = { sizes: [4, 3], tables: [[0, 1]] };
    const exact = decompose(table, [0, 1], two.sizes);
    const noisy = new Map(exact).set('0,1', new Float64Array(12));
    const variances = (interaction: number) =>
      new Map([...exact.keys()].map((key) => [key, key === '0,1' ? interaction : 1e-9]));
    // The rows are proportional, so the margins say all of the table.
    const guessed = shrunk(two, noisy, variances(1e9)).get('0,1');
    exact.get('0,1')?.forEach((value, at) => expect(guessed?.[at]).toBeCloseTo(value, 5));
    const kept = shrunk(two, noisy, variances(1e-9)).get('0,1');
    kept?.forEach((value) => expect(value).toBeCloseTo(0, 5));
  });
});
