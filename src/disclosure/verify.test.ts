/** The checker against certificates that are wrong in one way each. */
import { describe, expect, test } from 'vitest';
import type { Certificate, Deviation, Pattern, Protection, Reader, TableProblem } from './model.ts';
import { verify } from './verify.ts';

// 3 + 10 = 13, of which 13 is shown.
const [a, b, total] = [0, 1, 2];
const problem: TableProblem = {
  cells: [
    { code: 'a', value: 3 },
    { code: 'b', value: 10 },
    { code: 'total', value: 13 },
  ],
  relations: [{ cells: [a, b, total], coefficients: [1, 1, -1], constant: 0 }],
  holdings: [],
};
const pattern: Pattern = ['primary', 'secondary', 'published'];
const reader: Reader = { name: 'public', atLeast: [1, 1, 1] };
const width: Protection = { lower: 0, upper: 0, sliding: 5 };

const swap = (by: number): Deviation => ({ cells: [a, b], by: [by, -by] });

function faults(
  low: Deviation,
  high: Deviation,
  {
    protection = width,
    shown = pattern,
    table = problem,
  }: {
    readonly protection?: Protection;
    readonly shown?: Pattern;
    readonly table?: TableProblem;
  } = {},
): string[] {
  const certificate: Certificate = {
    witnesses: [low, high],
    proofs: [{ reader: 'public', cell: a, low: 0, high: 1 }],
  };
  return verify(table, shown, [{ cell: a, reason: 'small', protection }], [reader], certificate);
}

describe('the checker', () => {
  test.each([
    [-2, 3],
    [0, 5],
    [-2, 9],
  ])('accepts two tables that differ enough: %i and %i', (low, high) => {
    expect(faults(swap(low), swap(high))).toEqual([]);
  });

  test.each<[string, Deviation, Deviation, RegExp]>([
    ['too near to each other by one', swap(-2), swap(2), /too near/],
    ['lower than the reader knows', swap(-3), swap(5), /not possible/],
    ['higher only where another cell falls below what the reader knows', swap(-2), swap(10), /not possible/],
    ['not adding up', swap(-2), { cells: [a, b], by: [5, -4] }, /not possible/],
    ['the low one not adding up', { cells: [a, b], by: [-2, 1] }, swap(5), /not possible/],
    ['not whole', swap(-2), { cells: [a, b], by: [5.5, -5.5] }, /not possible/],
    ['naming a cell twice', swap(-2), { cells: [a, a, b], by: [3, 3, -6] }, /not possible/],
    ['with a number too many', swap(-2), { cells: [a, b], by: [5, -5, 0] }, /not possible/],
    ['changing what is shown', swap(-2), { cells: [a, total], by: [5, 5] }, /not possible/],
    ['speaking of a cell that is not there', swap(-2), { cells: [a, b, 7], by: [5, -5, 1] }, /not possible/],
  ])('refuses tables that are %s', (_, low, high, sentence) => {
    expect(faults(low, high).join()).toMatch(sentence);
  });

  test.each<[string, Protection]>([
    ['below', { lower: 2, upper: 0, sliding: 0 }],
    ['above', { lower: 0, upper: 6, sliding: 0 }],
    ['in all', { lower: 0, upper: 0, sliding: 7 }],
  ])('refuses what falls short by one %s', (_, protection) => {
    expect(faults(swap(-1), swap(5), { protection }).join()).toMatch(/too near/);
    expect(faults(swap(-2), swap(6), { protection })).toEqual([]);
  });

  test('a proof for one reader is none for another', () => {
    const other: Reader = { name: 'organisation', atLeast: [0, 0, 0] };
    const certificate: Certificate = {
      witnesses: [swap(-2), swap(3)],
      proofs: [{ reader: 'public', cell: a, low: 0, high: 1 }],
    };
    const sensitive = [{ cell: a, reason: 'small' as const, protection: width }];
    expect(verify(problem, pattern, sensitive, [reader, other], certificate)).toEqual([
      'a, reader organisation: there is no proof.',
    ]);
  });

  test('refuses a table that does not add up, a shown cell and a missing proof', () => {
    const wrong = {
      ...problem,
      relations: [{ cells: [a, b, total], coefficients: [1, 1, -1], constant: 1 }],
    };
    expect(faults(swap(-2), swap(3), { table: wrong })).toEqual(['The table itself does not add up.']);
    const shown: Pattern = ['published', 'secondary', 'published'];
    expect(faults(swap(0), swap(0), { shown }).join()).toMatch(/not hidden/);
    const sensitive = [{ cell: b, reason: 'small' as const, protection: width }];
    expect(
      verify(problem, ['secondary', 'primary', 'published'], sensitive, [reader], {
        witnesses: [],
        proofs: [],
      }),
    ).toEqual(['b, reader public: there is no proof.']);
  });
});
