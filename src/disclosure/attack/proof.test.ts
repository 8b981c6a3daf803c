/** What the attack takes for true, whatever a solver says: bounds that add up, and moves that keep every sum. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundWalk } from './bound-walk.ts';
import { proven } from './duality.ts';
import { Found } from './found.ts';
import { kernel } from './kernel.ts';
import { nextTable, nextWholeTable } from './next.ts';
import { Search, usualSizes } from './search.ts';
import { packed, Unknowns } from './unknowns.ts';
import { solver } from '../solver.ts';
import { twoRings } from '../testing.ts';

const open = [-Infinity, Infinity] as const;
const box = (...sides: readonly (readonly [number, number])[]) => ({
  lower: Float64Array.from(sides, ([lower]) => lower),
  upper: Float64Array.from(sides, ([, upper]) => upper),
});

test.each<[string, readonly number[], number, number]>([
  ['x + y = 0', [1, 1], -1, 3],
  ['x − y = 0', [1, -1], -1, 8],
  // No more than 3 ÷ 2, and whole.
  ['2x + y = 0', [2, 1], -0.5, 1],
  ['a multiplier that leaves x in the sum', [1, 1], -2, Infinity],
])('how far x rises where y may fall by 3 and rise by 8: %s', (_, values, multiplier, most) => {
  expect(proven(0, 1, [{ multiplier, columns: [0, 1], values }], box(open, [-3, 8]))).toBe(most);
});

test('how far x falls', () => {
  const row = { multiplier: 1, columns: [0, 1], values: [1, 1] };
  expect(proven(0, -1, [row], box(open, [-3, 8]))).toBe(8);
});

test.each([1, -1] as const)('a walk among sums finds what single ones do not tell: %i', (direction) => {
  // Of x, a, b and p, and of a, b and q, only the sums are known, and that all but x are 2 at most: x is p and q away.
  const pairs = [10, 2, 2, 2, 2].map((constant, cell) => ({
    cells: [cell, 5 + cell],
    coefficients: [1, 1],
    constant,
  }));
  const sums = [
    { cells: [0, 1, 2, 3], coefficients: [1, 1, 1, 1], constant: 8 },
    { cells: [1, 2, 4], coefficients: [1, 1, 1], constant: 3 },
  ];
  const known = [5, 1, 1, 1, 1, 5, 1, 1, 1, 1];
  const part = { cells: [...known.keys()], relations: [...pairs, ...sums] };
  const unknowns = new Unknowns([part], { name: 'public', atLeast: known.map(() => 0) }, known);
  const walk = new BoundWalk(unknowns);
  const after = (steps: number) => walk.bound(unknowns.unknownOf[0] ?? -1, direction, 0, steps);
  expect([after(0), after(50), after(50)]).toEqual([3, 2, 2]);
});

test('a move that breaks a sum is not learnt; one that keeps it goes as far as cells may', () => {
  const relation = { cells: [0, 1, 2], coefficients: [1, 1, 1], constant: 9 };
  const reader = { name: 'public', atLeast: [0, 1, 0] };
  const found = new Found(new Unknowns([{ cells: [0, 1, 2], relations: [relation] }], reader, [3, 3, 3]));
  for (const by of [[1], [1, 1], [0.5, -0.5]]) {
    found.learn({ unknowns: [0, 1].slice(0, by.length), by });
    expect(found.seen(0, 1)).toBe(0);
  }
  found.learn({ unknowns: [0, 1], by: [2, -2] });
  expect([found.seen(0, 1), found.seen(1, -1), found.seen(0, -1)]).toEqual([2, 2, 3]);
});

test('a move is taken only as often as it fits whole', () => {
  const relation = { cells: [0, 1, 2], coefficients: [1, 1, 1], constant: 9 };
  const reader = { name: 'public', atLeast: [0, 0, 0] };
  const found = new Found(new Unknowns([{ cells: [0, 1, 2], relations: [relation] }], reader, [3, 3, 3]));
  found.learn({ unknowns: [0, 1, 2], by: [2, -1, -1] });
  expect([found.seen(0, 1), found.seen(0, -1), found.seen(1, 1)]).toEqual([6, 2, 1]);
});

test.each([1, -1] as const)(
  'an integer program finds the last step, and says when there is none: %i',
  async (direction) => {
    const relation = { cells: [0, 1, 2], coefficients: [1, 1, 1], constant: 3 };
    const reader = { name: 'public', atLeast: [0, 0, 0] };
    const unknowns = new Unknowns([{ cells: [0, 1, 2], relations: [relation] }], reader, [1, 1, 1]);
    const end = direction === 1 ? 2 : 1;
    const highs = await solver();
    const all = new Set([0, 1, 2]);
    const oneShort = direction === 1 ? { unknowns: [0, 1], by: [1, -1] } : undefined;
    const farthest = nextWholeTable(highs, unknowns, oneShort, [0, direction], all);
    if (typeof farthest === 'string') throw new Error('there is a table');
    expect(Array.from(farthest.by)[Array.from(farthest.unknowns).indexOf(0)]).toBe(direction * end);
    expect(nextWholeTable(highs, unknowns, farthest, [0, direction], all)).toBe('none');
    // Alone it cannot move, which says nothing of where it can go with others.
    expect(nextWholeTable(highs, unknowns, undefined, [0, direction], new Set([0]))).toBe('not found');
  },
);

test('what integer programs settle ends just where a table was seen', async () => {
  const cells = Array.from({ length: 13 }, (_, cell) => cell);
  const reader = { name: 'public', atLeast: cells.map(() => 0) };
  const unknowns = new Unknowns(
    [{ cells, relations: twoRings }],
    reader,
    [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0],
  );
  const steps = { bound: 0, first: 0, last: 0, on: 0 };
  const whole = { first: 2, near: 4, most: 100 };
  const search = new Search(await solver(), unknowns, { ...usualSizes, steps, whole });
  const all = new Set(Array.from({ length: unknowns.count }, (_, unknown) => unknown));
  const settled = [...search.settle(all, Infinity)];
  expect(settled).toHaveLength(unknowns.count);
  for (const unknown of all)
    for (const direction of [-1, 1] as const) {
      const { seen, most } = search.reach(unknown, direction);
      expect(most).toBe(seen);
    }
});

test('what is written as a sum of others stays that sum along every move, and so does every row', () => {
  const coefficient = fc.integer({ min: -2, max: 2 });
  const matrix = fc.array(fc.array(coefficient, { minLength: 6, maxLength: 6 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(matrix, (lines) => {
      const rows = packed(
        lines.map((line) => {
          const columns = [...line.keys()].filter((at) => line[at] !== 0);
          return { columns, values: columns.map((at) => line[at] ?? 0) };
        }),
      );
      const { moves, places, equations } = kernel(rows, [0, 1, 2, 3, 4, 5], lines.keys());
      for (let move = 0; move + 1 < moves.starts.length; move += 1) {
        const at = new Float64Array(places);
        for (let e = moves.starts[move] ?? 0; e < (moves.starts[move + 1] ?? 0); e += 1)
          at[moves.columns[e] ?? -1] = moves.values[e] ?? 0;
        const isUsable = at.slice(6).every((left) => left === 0);
        const sum = (unknowns: readonly number[], by: readonly number[]) =>
          unknowns.reduce((total, unknown, i) => total + (by[i] ?? 0) * (at[unknown] ?? 0), 0);
        for (const [place, { unknowns, by }] of equations)
          expect(sum(unknowns, by) + 0).toBe(place < 6 ? 0 : (at[place] ?? NaN) + 0);
        if (isUsable) for (const line of lines) expect(sum([0, 1, 2, 3, 4, 5], line) + 0).toBe(0);
      }
    }),
  );
});

test('from the farthest table known to a farther one, and how far there is any', async () => {
  const relation = { cells: [0, 1, 2], coefficients: [1, 1, 1], constant: 9 };
  const reader = { name: 'public', atLeast: [0, 0, 1] };
  const unknowns = new Unknowns([{ cells: [0, 1, 2], relations: [relation] }], reader, [3, 3, 3]);
  unknowns.box.upper.fill(Infinity);
  const found = new Found(unknowns);
  found.learn({ unknowns: [0, 1], by: [1, -1] });
  expect(found.seen(0, 1)).toBe(3);
  const highs = await solver();
  const next = (wish: number) => nextTable(highs, unknowns, found, found.table(0, 1), [0, 1, wish], Infinity);
  const { table, most } = next(1);
  expect([table, most]).toEqual([{ unknowns: [0, 1, 2], by: [4, -3, -1] }, Infinity]);
  // The known table, and this one, are 5 apart: whoever wishes for more learns that there is none.
  expect(next(9)).toEqual({ table: { unknowns: [0, 1, 2], by: [5, -3, -2] }, most: 5 });
  if (table) found.learn(table);
  found.learn({ unknowns: [0, 1, 2], by: [5, -3, -2] });
  expect(next(1)).toEqual({ table: undefined, most: 5 });
});
