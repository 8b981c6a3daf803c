import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sharpness, thresholdFor } from './calibration.ts';
import { minimise } from './minimise.ts';
import { fit, loss, softmax, type SparseRows } from './regression.ts';

/** Dense rows as sparse ones. */
function rowsFrom(dense: readonly (readonly number[])[], width: number): SparseRows {
  const entries = dense.map((row) => row.flatMap((value, at) => (value === 0 ? [] : [{ at, value }])));
  const starts = new Int32Array(dense.length + 1);
  for (const [row, found] of entries.entries()) starts[row + 1] = (starts[row] ?? 0) + found.length;
  return {
    starts,
    features: Int32Array.from(entries.flat(), ({ at }) => at),
    values: Float32Array.from(entries.flat(), ({ value }) => value),
    width,
  };
}

describe('the least value', () => {
  test('of a quadratic is where its equations hold', () => {
    // (x − 3)² + 10 (y + 2)² + x y: 2x + y = 6, x + 20y = −40
    const { point } = minimise(
      (at, slope) => {
        const [x = 0, y = 0] = at;
        slope.set([2 * (x - 3) + y, 20 * (y + 2) + x]);
        return (x - 3) ** 2 + 10 * (y + 2) ** 2 + x * y;
      },
      2,
      { tolerance: 1e-10, iterations: 100 },
    );
    expect(point[0]).toBeCloseTo(160 / 39, 8);
    expect(point[1]).toBeCloseTo(-86 / 39, 8);
  });

  test('of Rosenbrock’s valley is at its end', () => {
    const { point, value } = minimise(
      (at, slope) => {
        const [x = 0, y = 0] = at;
        slope.set([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]);
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
      },
      2,
      { tolerance: 1e-9, iterations: 500 },
    );
    expect([...point].map((one) => one.toFixed(6))).toEqual(['1.000000', '1.000000']);
    expect(value).toBeLessThan(1e-12);
  });
});

describe('the regression', () => {
  test('has the slope that its values have', () => {
    const value = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(value, { minLength: 3, maxLength: 3 }), fc.nat(2)), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(value, { minLength: 12, maxLength: 12 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (examples, weights, penalty) => {
          const labels = Uint8Array.from(examples, ([, label]) => label);
          const rows = rowsFrom(
            examples.map(([row]) => row),
            3,
          );
          const objective = loss(rows, labels, 3, penalty);
          const slope = new Float64Array(12);
          objective(Float64Array.from(weights), slope);
          const step = 1e-5;
          for (const at of weights.keys()) {
            const beside = (by: number) =>
              objective(Float64Array.from(weights).with(at, (weights[at] ?? 0) + by), new Float64Array(12));
            expect((beside(step) - beside(-step)) / (2 * step)).toBeCloseTo(slope[at] ?? 0, 4);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('of nothing but intercepts gives the shares of the classes', () => {
    const labels = Uint8Array.of(0, 0, 0, 1, 1, 2);
    const found = fit(
      rowsFrom(
        Array.from(labels, () => []),
        0,
      ),
      labels,
      3,
      1,
    );
    softmax(found);
    expect([...found].map((one) => one.toFixed(3))).toEqual(['0.500', '0.333', '0.167']);
  });

  test('of one mark and no penalty gives the shares on each side of it', () => {
    // With the mark 3 of 4 are of class 1; without it 1 of 4.
    const marks = [1, 1, 1, 1, 0, 0, 0, 0];
    const labels = Uint8Array.of(1, 1, 1, 0, 1, 0, 0, 0);
    const weights = fit(
      rowsFrom(
        marks.map((mark) => [mark]),
        1,
      ),
      labels,
      2,
      0,
    );
    const [w0 = 0, w1 = 0, b0 = 0, b1 = 0] = weights;
    expect(b1 - b0).toBeCloseTo(-Math.log(3), 3);
    expect(w1 - w0).toBeCloseTo(2 * Math.log(3), 3);
  });

  test('weighs a penalty against the likelihood as one equation says', () => {
    // Two balanced classes at x = ±1: w1 = −w0 = w solves penalty × w = 2 n (1 − σ(2w)) with n texts a side.
    const labels = Uint8Array.of(1, 1, 1, 0, 0, 0);
    const rows = rowsFrom([[1], [1], [1], [-1], [-1], [-1]], 1);
    const weights = fit(rows, labels, 2, 1.5);
    let [low, high] = [0, 10];
    for (let halving = 0; halving < 80; halving += 1) {
      const w = (low + high) / 2;
      if (1.5 * w < 6 * (1 - 1 / (1 + Math.exp(-2 * w)))) low = w;
      else high = w;
    }
    expect(weights[1]).toBeCloseTo(low, 3);
    expect(weights[0]).toBeCloseTo(-low, 3);
  });

  test('gives the same weights each time', () => {
    const dense = Array.from({ length: 40 }, (_, row) => [row % 3, (row * 7) % 5, (row * row) % 4]);
    const labels = Uint8Array.from(dense, ([a = 0, b = 0]) => (a + b) % 3);
    const once = () => [...fit(rowsFrom(dense, 3), labels, 3, 1)];
    expect(once()).toEqual(once());
  });
});

describe('calibration', () => {
  test.each([0.5, 1, 3])('undoes sums that are %d times too large', (factor) => {
    // At a difference of log 3, three of four are right.
    const sums = Array.from({ length: 8 }, () => Float64Array.of(factor * Math.log(3), 0));
    expect(sharpness(sums, Uint8Array.of(0, 0, 0, 1, 0, 1, 0, 0))).toBeCloseTo(1 / factor, 4);
  });

  test('leaves a model that is mostly wrong unsure', () => {
    const sums = Array.from({ length: 4 }, () => Float64Array.of(1, 0));
    expect(sharpness(sums, Uint8Array.of(1, 1, 1, 0))).toBe(0.05);
  });

  test('has bounds where every text was told right', () => {
    const sums = Array.from({ length: 4 }, () => Float64Array.of(0.1, 0));
    expect(sharpness(sums, new Uint8Array(4))).toBe(20);
  });

  test.each([
    [0.8, [0.9, 0.5, 0.7, 0.6, 0.8], 0.6],
    [1, [0.9, 0.5, 0.7], 0.5],
    [0.8, [], 0],
  ])('answers %d of %j from %d on', (part, probabilities, threshold) => {
    expect(thresholdFor(part, probabilities)).toBe(threshold);
  });
});
