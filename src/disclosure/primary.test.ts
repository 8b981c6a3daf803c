/** Which cells the rules call sensitive, and how much doubt each needs; worked by hand. */
import { expect, test } from 'vitest';
import type { Knowledge, TableProblem } from './model.ts';
import { primarySuppression, type PrimaryRules } from './primary.ts';

const weakReader: Knowledge = { zeros: 'withholdable', insider: 'none' };

function counts(...values: readonly number[]): TableProblem {
  return { cells: values.map((value, cell) => ({ code: `${cell}`, value })), relations: [], holdings: [] };
}

/** One cell, and what each organisation put into it. */
function amount(...parts: readonly number[]): TableProblem {
  return {
    ...counts(parts.reduce((sum, part) => sum + part, 0)),
    holdings: parts.map((part, at) => ({ organisation: `${at}`, counts: [[0, part]] })),
  };
}

test('counts from 1 to threshold − 1 are small, and need a width of the threshold', () => {
  const found = primarySuppression(counts(0, 1, 4, 5, 6), { threshold: 5 }, weakReader);
  const protection = { lower: 0, upper: 0, sliding: 5 };
  expect(found).toEqual([1, 2].map((cell) => ({ cell, reason: 'small', protection })));
});

test('zeros are sensitive where they are protected, but for those that cannot be anything else', () => {
  const { cells, ...rest } = counts(0, 7);
  const problem: TableProblem = { ...rest, cells: [...cells, { code: 'x', value: 0, kind: 'structural' }] };
  const found = primarySuppression(problem, { threshold: 5, zeros: 'protected' }, weakReader);
  expect(found).toEqual([{ cell: 0, reason: 'zero', protection: { lower: 0, upper: 0, sliding: 5 } }]);
});

test('a waiver with a reason takes a cell out', () => {
  const rules = { threshold: 5 };
  const waivers = [{ cell: 0, reason: 'the person agreed' }];
  expect(primarySuppression(counts(3, 4), rules, weakReader, waivers).map(({ cell }) => cell)).toEqual([1]);
});

test.each<[string, readonly number[], Partial<PrimaryRules>, number | undefined]>([
  // 60 of 100 is more than 50 %: 20 more and it would be half.
  ['(1, 50)', [60, 25, 15], { dominance: { largest: 1, percent: 50 } }, 20],
  ['(1, 60), just reached', [60, 25, 15], { dominance: { largest: 1, percent: 60 } }, undefined],
  // 85 of 106.25 is 80 %.
  ['(2, 80)', [60, 25, 15], { dominance: { largest: 2, percent: 80 } }, 7],
  // The second knows that at most 15 are the others': within 30 % of 60, which is 18.
  ['p = 30 %', [60, 25, 15], { pPercent: 30 }, 3],
  ['p = 26 %, short by less than one', [60, 25, 15], { pPercent: 26 }, 1],
  ['p = 25 %, just enough', [60, 25, 15], { pPercent: 25 }, undefined],
  // Of too few, nobody comes within 10 % of the largest.
  ['at least three contributors', [60, 40], { contributors: 3 }, 6],
  ['at least two contributors', [60, 40], { contributors: 2 }, undefined],
  ['two rules', [60, 25, 15], { dominance: { largest: 1, percent: 50 }, pPercent: 30 }, 20],
])('amounts, %s', (_, parts, rules, level) => {
  const found = primarySuppression(amount(...parts), { threshold: 1, ...rules }, weakReader);
  expect(found.map(({ protection }) => [protection.lower, protection.upper])).toEqual(
    level === undefined ? [] : [[level, level]],
  );
});

test('below, no more is asked than readers can believe', () => {
  const found = primarySuppression(
    amount(60, 25, 15),
    { threshold: 1, dominance: { largest: 1, percent: 20 } },
    weakReader,
  );
  expect(found[0]?.protection).toEqual({ lower: 100, upper: 200, sliding: 0 });
});
