import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/seeded.ts';
import { exactly, isAtMost, type Rational, sum } from './rational.ts';
import { bernoulliExp, discreteGaussian, discreteLaplace, uniformBelow } from './samplers.ts';

const fraction = (numerator: number, denominator = 1): Rational => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
});
const valueOf = ({ numerator, denominator }: Rational) => Number(numerator) / Number(denominator);

/** A source that gives these words in turn. */
function words(list: readonly number[]): () => number {
  let at = 0;
  return () => list[at++] ?? NaN;
}

/** The words from which `uniformBelow` makes these numbers: their bits at the top, the highest words first. */
function wordsFor(draws: readonly (readonly [drawn: bigint, bound: bigint])[]): number[] {
  return draws.flatMap(([drawn, bound]) => {
    const bits = BigInt((bound - 1n).toString(2).length);
    const rest = bits % 32n === 0n ? 32n : bits % 32n;
    const list = [Number((drawn & ((1n << rest) - 1n)) << (32n - rest))];
    for (let above = drawn >> rest; list.length < Number((bits + 31n) / 32n); above >>= 32n)
      list.unshift(Number(above & 0xffffffffn));
    return list;
  });
}

describe('uniform whole numbers', () => {
  test('below every bound to 70, each has the same share of the words, and all other words are refused', () => {
    for (let bound = 1; bound <= 70; bound += 1) {
      const bits = (bound - 1).toString(2).length;
      for (let top = 0; top < 2 ** bits; top += 1) {
        const word = (top << (32 - bits)) >>> 0;
        if (top < bound) expect(uniformBelow(BigInt(bound), words([word]))).toBe(BigInt(top));
        else expect(() => uniformBelow(BigInt(bound), words([word]))).toThrow(RangeError);
      }
    }
  });

  test('beyond 32 bits words are joined', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 130n), fc.bigInt(0n, 2n ** 130n), (bound, number) => {
        const drawn = number % bound;
        expect(uniformBelow(bound, words(wordsFor([[drawn, bound]])))).toBe(drawn);
      }),
    );
  });

  test.each([0.5, -1, 2 ** 32, NaN])('a source that gives %d is refused', (word) => {
    expect(() => uniformBelow(10n, () => word)).toThrow('whole numbers from 0 to 2^32');
  });
});

describe('true with probability exp(−x)', () => {
  test('is decided by where the first of the exact trials x/1, x/2, x/3, … fails', () => {
    // With uniform numbers this is exp(−x) without any rounding: Σ over odd k of x^(k−1)/(k−1)! − x^k/k!.
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.double({ min: 0, max: 0.999999, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (denominator, share, fails, within) => {
          const numerator = Math.floor(share * denominator);
          if (numerator === 0 && fails > 1) return;
          const draws = Array.from({ length: fails }, (_, i): readonly [bigint, bigint] => {
            const bound = denominator * (i + 1);
            const [low, high] = i + 1 < fails ? [0, numerator] : [numerator, bound];
            return [BigInt(low + Math.floor((within[i] ?? 0) * (high - low))), BigInt(bound)];
          });
          const happened = bernoulliExp(fraction(numerator, denominator), words(wordsFor(draws)));
          expect(happened).toBe(fails % 2 === 1);
        },
      ),
    );
  });

  test.each([
    [0, 1],
    [1, 10],
    [1, 3],
    [1, 1],
    [22, 7],
    [2, 1],
    [5, 2],
    [3_000_001, 3_000_000],
  ])('comes with its share for x = %d/%d', (numerator, denominator) => {
    const randomness = seeded(numerator * 31 + denominator);
    const draws = 100_000;
    let happened = 0;
    for (let i = 0; i < draws; i += 1)
      if (bernoulliExp(fraction(numerator, denominator), randomness)) happened += 1;
    const chance = Math.exp(-numerator / denominator);
    // Five standard deviations: one fixed seed in 1.7 million would fail by chance.
    expect(Math.abs(happened / draws - chance)).toBeLessThanOrEqual(
      5 * Math.sqrt((chance * (1 - chance)) / draws),
    );
  });
});

/** Pearson's chi-square against P ∝ weight, tails joined so that each class is expected ten times. */
function chiSquare(draws: readonly bigint[], weight: (x: number) => number) {
  const reach = 400;
  const support = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const total = support.reduce((all, x) => all + weight(x), 0);
  const expected = (x: number) => (draws.length * weight(x)) / total;
  const edge = support.findLast((x) => expected(x) >= 10) ?? 0;
  const classOf = (x: number) => Math.max(-edge - 1, Math.min(edge + 1, x));
  const wanted = new Map<number, number>();
  for (const x of support) wanted.set(classOf(x), (wanted.get(classOf(x)) ?? 0) + expected(x));
  const seen = Map.groupBy(draws, (x) => classOf(Number(x)));
  let statistic = 0;
  for (const [x, count] of wanted)
    if (count > 1e-3) statistic += ((seen.get(x)?.length ?? 0) - count) ** 2 / count;
  const degrees = [...wanted.values()].filter((count) => count > 1e-3).length - 1;
  // Wilson & Hilferty's approximation of the point that chance passes once in a million times.
  const limit = degrees * (1 - 2 / (9 * degrees) + 4.75 * Math.sqrt(2 / (9 * degrees))) ** 3;
  return { statistic, limit };
}

describe('discrete Laplace noise', () => {
  test.each([
    [1, 2],
    [1, 1],
    [7, 3],
    [20, 1],
  ])('has its distribution for scale %d/%d', (numerator, denominator) => {
    const scale = fraction(numerator, denominator);
    const randomness = seeded(numerator);
    const draws = Array.from({ length: 40_000 }, () => discreteLaplace(scale, randomness));
    const { statistic, limit } = chiSquare(draws, (x) => Math.exp(-Math.abs(x) / valueOf(scale)));
    expect(statistic).toBeLessThan(limit);
  });
});

describe('discrete Gaussian noise', () => {
  const weightOf = (variance: number) => (x: number) => Math.exp((-x * x) / (2 * variance));

  test.each([
    [1, 4],
    [1, 1],
    [10, 3],
    [50, 1],
    [1_048_577, 1_048_576],
  ])('has its distribution for the parameter %d/%d', (numerator, denominator) => {
    const variance = fraction(numerator, denominator);
    const randomness = seeded(numerator);
    const draws = Array.from({ length: 30_000 }, () => discreteGaussian(variance, randomness));
    const { statistic, limit } = chiSquare(draws, weightOf(valueOf(variance)));
    expect(statistic).toBeLessThan(limit);
  });

  test('a wrong distribution is told from the right one', () => {
    const randomness = seeded(8);
    const draws = Array.from({ length: 30_000 }, () => discreteGaussian(fraction(50), randomness));
    const { statistic, limit } = chiSquare(draws, weightOf(47));
    expect(statistic).toBeGreaterThan(limit);
  });

  test('has its moments where the parameter is as large as for tables of many cells', () => {
    const variance = 2_700_000_123;
    const randomness = seeded(5);
    const draws = Array.from({ length: 20_000 }, () =>
      Number(discreteGaussian(fraction(variance), randomness)),
    );
    const mean = draws.reduce((all, x) => all + x, 0) / draws.length;
    const square = draws.reduce((all, x) => all + x * x, 0) / draws.length;
    // Standard errors of a Gaussian sample, five of each.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / draws.length));
    expect(Math.abs(square / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / draws.length));
  });

  test.each([0.1, 0.5, 1, 1.7, 4, 100])('has a variance of at most the parameter: %d', (parameter) => {
    const weight = weightOf(parameter);
    let total = 0;
    let square = 0;
    for (let x = -400; x <= 400; x += 1) {
      total += weight(x);
      square += weight(x) * x * x;
    }
    expect(square / total).toBeLessThan(parameter * (1 + 1e-12));
    if (parameter >= 1) expect(square / total).toBeGreaterThan(parameter * (1 - 1e-6));
  });
});

describe('fractions', () => {
  const number = fc
    .double({ min: -1e6, max: 1e6, noNaN: true })
    .filter((value) => value === 0 || Math.abs(value) > 1e-100);

  test('hold doubles exactly, add up and compare', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(valueOf(exactly(a))).toBe(a === 0 ? 0 : a);
        expect(isAtMost(exactly(a), exactly(b))).toBe(a <= b);
        // The terms a and −a leave b, to the last digit.
        const { numerator, denominator } = sum([exactly(a), exactly(b), exactly(-a)]);
        expect(numerator * exactly(b).denominator).toBe(exactly(b).numerator * denominator);
      }),
    );
    const half = sum([fraction(1, 3), fraction(1, 6)]);
    expect(2n * half.numerator).toBe(half.denominator);
    expect(exactly(0.1)).toEqual({ numerator: 3602879701896397n, denominator: 2n ** 55n });
  });
});
