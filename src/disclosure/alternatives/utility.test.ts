import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tableProblem } from '../model.ts';
import { utility } from './utility.ts';

/** Parts and their total, as one relation. */
function total(parts: readonly number[]) {
  const sum = parts.reduce((all, part) => all + part, 0);
  return tableProblem(
    [...parts, sum].map((value, at) => ({ code: at === parts.length ? 'Total' : `part ${at}`, value })),
    [
      {
        cells: [...parts.keys(), parts.length],
        coefficients: [...parts.map(() => 1), -1],
        constant: 0,
      },
    ],
  );
}

const counts = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 8 });

describe('the loss of a publication', () => {
  test('is none where the true table is published', () => {
    fc.assert(
      fc.property(counts, (parts) => {
        const problem = total(parts);
        expect(
          utility(
            problem,
            problem.cells.map(({ value }) => value),
          ),
        ).toEqual({
          cellsHidden: 0,
          valueHidden: 0,
          meanAbsoluteError: 0,
          largestError: 0,
          ranksKept: 1,
          totalsKept: 1,
        });
      }),
    );
  });

  // True 1, 4, 5, total 10; the pairs are 1 < 4, 1 < 5 and 4 < 5.
  test.each([
    {
      name: 'two hidden cells',
      published: [undefined, undefined, 5, 10],
      loss: [2, 5 / 20, 0, 0, 0, 0],
    },
    { name: 'rounded to 5', published: [0, 5, 5, 10], loss: [0, 0, 2 / 4, 1, 2 / 3, 1] },
    { name: 'noise that reverses two', published: [1, 6, 4, 10], loss: [0, 0, 3 / 4, 2, 2 / 3, 0] },
    { name: 'fractions that add up', published: [0.1, 0.2, 9.7, 10], loss: [0, 0, 9.4 / 4, 4.7, 1, 1] },
    { name: 'everything hidden', published: [], loss: [4, 1, 0, 0, 0, 0] },
  ])('$name', ({ published, loss }) => {
    const found = utility(total([1, 4, 5]), published);
    const list = [
      found.cellsHidden,
      found.valueHidden,
      found.meanAbsoluteError,
      found.largestError,
      found.ranksKept,
      found.totalsKept,
    ];
    list.forEach((value, at) => expect(value).toBeCloseTo(loss[at] ?? NaN, 9));
  });

  test('counts kept ranks as comparing every pair does', () => {
    fc.assert(
      fc.property(
        counts.chain((parts) =>
          fc.tuple(
            fc.constant(parts),
            fc.array(fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }), {
              minLength: parts.length + 1,
              maxLength: parts.length + 1,
            }),
          ),
        ),
        ([parts, published]) => {
          let pairs = 0;
          let kept = 0;
          parts.forEach((one, i) =>
            parts.forEach((other, j) => {
              if (one >= other) return;
              pairs += 1;
              if ((published[i] ?? NaN) < (published[j] ?? NaN)) kept += 1;
            }),
          );
          expect(utility(total(parts), published).ranksKept).toBeCloseTo(pairs === 0 ? 1 : kept / pairs, 12);
        },
      ),
    );
  });
});
