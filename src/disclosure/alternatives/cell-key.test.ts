import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tabulate, type Dimension } from '../tabulate.ts';
import { noiseOf, perturbationTable, perturbByCellKeys, type PerturbationRow } from './cell-key.ts';

function flat(name: string, size: number): Dimension {
  const codes = Array.from({ length: size }, (_, i) => `${name}${i}`);
  return {
    name,
    hierarchies: [[{ code: 'Total', parent: null }, ...codes.map((code) => ({ code, parent: 'Total' }))]],
  };
}

const moment = ({ noises, probabilities }: PerturbationRow, power: number) =>
  noises.reduce((sum, noise, i) => sum + (probabilities[i] ?? NaN) * noise ** power, 0);

const parametersOf = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 4 }))
  // The first row bounds the variance: its noises are −1 and threshold to largestNoise.
  .filter(
    ([largestNoise, threshold]) => largestNoise > Math.max(threshold, Math.ceil((threshold + 1) ** 2 / 4)),
  )
  .chain(([largestNoise, threshold]) => {
    const least = threshold === 0 ? 0 : Math.floor((threshold + 1) ** 2 / 4);
    return fc.record({
      largestNoise: fc.constant(largestNoise),
      threshold: fc.constant(threshold),
      variance: fc
        .double({ min: 0.01, max: 0.99, noNaN: true })
        .map((share) => least + share * (largestNoise - least)),
    });
  });

describe('the table of transition probabilities', () => {
  test('has the published rows of the example table of ptable 1.0.0', () => {
    // pt_ex_cnts() of the R package ptable (Enderle; github.com/sdcTools/ptable): D = 2, V = 1.05, js = 1.
    const published: readonly (readonly [noise: number, probability: number])[][] = [
      [[0, 1]],
      [
        [-1, 0.50833333],
        [1, 0.475],
        [2, 0.01666667],
      ],
      [
        [-2, 0.16155827],
        [0, 0.55565037],
        [1, 0.24246618],
        [2, 0.04032518],
      ],
      [
        [-1, 0.41231301],
        [0, 0.28806097],
        [1, 0.18693903],
        [2, 0.11268699],
      ],
      [
        [-2, 0.07012498],
        [-1, 0.24450007],
        [0, 0.3707499],
        [1, 0.24450007],
        [2, 0.07012498],
      ],
    ];
    const table = perturbationTable({ largestNoise: 2, variance: 1.05, threshold: 1 });
    expect(table.map(({ noises }) => noises)).toEqual(published.map((row) => row.map(([noise]) => noise)));
    published.forEach((row, count) =>
      row.forEach(([, probability], i) => expect(table[count]?.probabilities[i]).toBeCloseTo(probability, 7)),
    );
  });

  test('is unbiased with the variance asked for, and never shows what must not be shown', () => {
    fc.assert(
      fc.property(parametersOf, (parameters) => {
        const { largestNoise, variance, threshold } = parameters;
        const table = perturbationTable(parameters);
        expect(table[0]).toEqual({ noises: [0], probabilities: [1] });
        table.forEach((row, count) => {
          if (count === 0) return;
          expect(Math.abs(moment(row, 0) - 1)).toBeLessThan(1e-9);
          expect(Math.abs(moment(row, 1))).toBeLessThan(1e-9);
          expect(Math.abs(moment(row, 2) - variance)).toBeLessThan(1e-9);
          expect(row.probabilities.every((probability) => probability >= 0)).toBe(true);
          for (const noise of row.noises) {
            expect(Math.abs(noise)).toBeLessThanOrEqual(largestNoise);
            expect(count + noise === 0 || count + noise > threshold).toBe(true);
          }
        });
        expect(table.at(-1)?.noises).toHaveLength(2 * largestNoise + 1);
      }),
    );
  });

  test('has no neighbour with the same moments and more entropy', () => {
    const entropy = (probabilities: readonly number[]) =>
      probabilities.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
    for (const { noises, probabilities } of perturbationTable({ largestNoise: 5, variance: 3, threshold: 2 }))
      for (let at = 0; at + 3 < noises.length; at += 1) {
        // Divided differences of four points leave the sum, the mean and the variance as they are.
        const four = noises.slice(at, at + 4);
        const direction = four.map(
          (one) =>
            1 / four.reduce((product, other) => (other === one ? product : product * (one - other)), 1),
        );
        for (const step of [-1e-4, 1e-4]) {
          const moved = probabilities.map((p, i) => p + step * (direction[i - at] ?? 0));
          if (moved.every((p) => p > 0)) expect(entropy(moved)).toBeLessThan(entropy(probabilities));
        }
      }
  });

  test.each([
    { largestNoise: 2, variance: 2, threshold: 0, says: 'above 0 and below 2' },
    { largestNoise: 5, variance: 2, threshold: 2, says: 'above 2 and below 5' },
    { largestNoise: 2, variance: 1, threshold: 3, says: 'no variance is possible' },
    { largestNoise: 5, variance: NaN, threshold: 0, says: 'above 0 and below 5' },
    { largestNoise: 1.5, variance: 1, threshold: 0, says: 'a whole number from 1' },
    { largestNoise: 5, variance: 1, threshold: -1, says: 'a whole number from 0' },
  ])('refuses D $largestNoise, V $variance, js $threshold', ({ says, ...parameters }) => {
    expect(() => perturbationTable(parameters)).toThrow(says);
  });

  test('gives each noise to its share of the keys', () => {
    const table = perturbationTable({ largestNoise: 3, variance: 2, threshold: 1 });
    const draws = 2 ** 16;
    for (const count of [0, 1, 2, 3, 4, 5, 6, 500]) {
      const seen = new Map<number, number>();
      for (let i = 0; i < draws; i += 1) {
        const noise = noiseOf(table, count, i * 2 ** 16);
        seen.set(noise, (seen.get(noise) ?? 0) + 1);
      }
      const row = table[Math.min(count, table.length - 1)];
      row?.noises.forEach((noise, i) =>
        expect(Math.abs((seen.get(noise) ?? 0) / draws - (row.probabilities[i] ?? NaN))).toBeLessThan(
          2 / draws,
        ),
      );
    }
    expect(noiseOf(table, 5, 2 ** 32 - 1)).toBe(3);
  });
});

describe('perturbation by cell keys', () => {
  const parameters = { largestNoise: 5, variance: 3, threshold: 2 };
  const records = fc.array(
    fc.record({
      a: fc.integer({ min: 0, max: 2 }),
      b: fc.integer({ min: 0, max: 2 }),
      c: fc.integer({ min: 0, max: 1 }),
      key: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    }),
    { maxLength: 30 },
  );
  type Records = readonly {
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly key: number;
  }[];

  function publish(list: Records, tables: readonly (readonly string[])[]) {
    const leaves = Map.groupBy(list, ({ a, b, c }) => `a${a} b${b} c${c}`);
    const { problem } = tabulate({
      dimensions: [flat('a', 3), flat('b', 3), flat('c', 2)],
      leaves: [...leaves].map(([codes, { length }]) => ({ codes: codes.split(' '), count: length })),
      tables,
    });
    const belongs = (code: string, { a, b, c }: Records[number]) =>
      code.split(' × ').every((part) => part === 'Total' || [`a${a}`, `b${b}`, `c${c}`].includes(part));
    const { values } = perturbByCellKeys(problem, parameters, (leaf) => {
      const code = problem.cells[leaf]?.code ?? '';
      return list.reduce((sum, record) => (belongs(code, record) ? (sum + record.key) % 2 ** 32 : sum), 0);
    });
    return { problem, values, byCode: new Map(problem.cells.map(({ code }, i) => [code, values[i]])) };
  }

  test('the same records get the same noise in every table, linked or not', () => {
    fc.assert(
      fc.property(records, (list) => {
        const whole = publish(list, [['a', 'b', 'c']]).byCode;
        const linked = publish(list, [
          ['a', 'b'],
          ['b', 'c'],
        ]).byCode;
        for (const [code, value] of linked) expect(value).toBe(whole.get(code));
      }),
    );
  });

  test('zeros stay, small counts go, and no noise is beyond the largest', () => {
    fc.assert(
      fc.property(records, (list) => {
        const { problem, values } = publish(list, [['a', 'b', 'c']]);
        problem.cells.forEach(({ value }, cell) => {
          const shown = values[cell] ?? NaN;
          if (value === 0) expect(shown).toBe(0);
          expect(shown === 0 || shown > 2).toBe(true);
          expect(Math.abs(shown - value)).toBeLessThanOrEqual(5);
        });
      }),
    );
  });

  test('one more record changes only the cells it is in', () => {
    const list = Array.from({ length: 40 }, (_, i) => ({
      a: i % 3,
      b: Math.floor(i / 3) % 3,
      c: i % 2,
      key: Math.imul(i + 1, 2_654_435_761) >>> 0,
    }));
    const before = publish(list, [['a', 'b', 'c']]);
    const after = publish([...list, { a: 0, b: 0, c: 0, key: 3_000_000_000 }], [['a', 'b', 'c']]);
    const changed = before.problem.cells.flatMap(({ code }, cell) =>
      before.values[cell] === after.values[cell] ? [] : [code],
    );
    expect(changed.length).toBeGreaterThan(0);
    for (const code of changed) expect(code).toMatch(/^(a0|Total) × (b0|Total) × (c0|Total)$/);
  });

  test('keys that cannot be of the same records are refused', () => {
    const { problem } = tabulate({
      dimensions: [flat('a', 2), flat('b', 2), flat('c', 2)],
      leaves: ['a0 b0 c0', 'a1 b1 c1', 'a0 b1 c1'].map((codes) => ({ codes: codes.split(' '), count: 4 })),
      tables: [
        ['a', 'b'],
        ['b', 'c'],
      ],
    });
    expect(() => perturbByCellKeys(problem, parameters, (leaf) => leaf * 1_000_003)).toThrow(
      'sums of the same record keys',
    );
  });
});
