/** What each reader knows, what may be hidden, and when there is doubt enough. */
import { expect, test } from 'vitest';
import {
  type Cell,
  type Knowledge,
  mayHide,
  protects,
  readers,
  tableProblem,
  type TableProblem,
} from './model.ts';

const problem: TableProblem = {
  cells: [
    { code: 'none', value: 0 },
    { code: 'one', value: 1 },
    { code: 'many', value: 9 },
    { code: 'others', value: 4, kind: 'others' },
    { code: 'room', value: 4, kind: 'room' },
  ],
  relations: [],
  holdings: [
    { organisation: 'A', counts: [[2, 6]] },
    {
      organisation: 'B',
      counts: [
        [1, 1],
        [2, 3],
      ],
    },
  ],
};

test.each<[Knowledge['zeros'], Knowledge['insider'], readonly (readonly number[])[]]>([
  ['withholdable', 'none', [[0, 0, 0, 0, 0]]],
  ['structural', 'none', [[0, 0, 0, 0, 0]]],
  // Slack is shown nowhere, and so its zeros are not either.
  ['published', 'none', [[0, 1, 1, 0, 0]]],
  // Room counts nobody, so that nobody knows to be in it.
  ['withholdable', 'contributor', [[0, 1, 1, 1, 0]]],
  ['published', 'contributor', [[0, 1, 1, 1, 0]]],
  [
    'withholdable',
    'organisation',
    [
      [0, 0, 6, 0, 0],
      [0, 1, 3, 0, 0],
    ],
  ],
  [
    'published',
    'organisation',
    [
      [0, 1, 6, 0, 0],
      [0, 1, 3, 0, 0],
    ],
  ],
])('zeros %s, insider %s: the least each cell can be', (zeros, insider, least) => {
  expect(readers(problem, { zeros, insider }).map(({ atLeast }) => atLeast)).toEqual(least);
});

test.each<[string, Cell, boolean, boolean]>([
  ['a count', { code: 'x', value: 3 }, true, true],
  ['a zero', { code: 'x', value: 0 }, false, true],
  ['a zero that cannot be anything else', { code: 'x', value: 0, kind: 'structural' }, false, false],
  ['what must be shown', { code: 'x', value: 3, keep: 'published' }, false, false],
])('%s may be hidden, or not', (_, cell, published, withholdable) => {
  expect(mayHide(cell, { zeros: 'published', insider: 'none' })).toBe(published);
  expect(mayHide(cell, { zeros: 'withholdable', insider: 'none' })).toBe(withholdable);
});

test.each<[string, { min: number; max: number }, boolean]>([
  ['just enough', { min: 8, max: 14 }, true],
  ['short by one below', { min: 9, max: 15 }, false],
  ['short by one above', { min: 6, max: 12 }, false],
  ['short by one in all', { min: 8, max: 13 }, false],
])('an interval of 10 that needs 2 below, 3 above and 6 in all: %s', (_, interval, enough) => {
  expect(protects(interval, 10, { lower: 2, upper: 3, sliding: 6 })).toBe(enough);
});

test.each([5, 7])('parts that add up to %i are not 6', (total) => {
  const cells = [
    { code: 'a', value: 2 },
    { code: 'b', value: 4 },
    { code: 'total', value: total },
  ];
  const relation = { cells: [0, 1, 2], coefficients: [1, 1, -1], constant: 0 };
  expect(() => tableProblem(cells, [relation])).toThrow();
});
