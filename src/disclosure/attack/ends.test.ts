/** Ends that take whole numbers to settle, and ends that are not settled: small tables, compared with every table. */
import { array, assert, asyncProperty, integer, nat } from 'fast-check';
import { expect, test } from 'vitest';
import { attack } from '../attack.ts';
import { sum, twoRings } from '../testing.ts';
import { type Sizes, usualSizes } from './search.ts';

const reader = (cells: number) => ({ name: 'public', atLeast: Array.from({ length: cells }, () => 0) });
const still = { ...usualSizes, steps: { bound: 0, first: 0, last: 0, on: 0 } };
const parts = { ...still, whole: { first: 2, near: 8, most: 1_000 } };

/** Cell 13 is the sum of two rings and cell 14, which is 0 or 1. */
const rings = {
  published: Array.from({ length: 16 }, () => undefined),
  relations: [...twoRings, sum([12, 14, 13], [1, 1, -1], 0), sum([14, 15], [1, 1], 1)],
};

/** The ends of every cell of `rings`, by trying every table: what is free are the six cells and cell 14. */
function everyEnd(): (readonly [min: number, max: number])[] {
  const tables: number[][] = [];
  for (let choice = 0; choice < 2 ** 7; choice += 1) {
    const free = Array.from({ length: 7 }, (_, bit) => (choice >> bit) & 1);
    const cell = (at: number) => free[at] ?? NaN;
    const left = [0, 3].flatMap((ring) =>
      [0, 1, 2].map((at) => 1 - cell(ring + at) - cell(ring + ((at + 1) % 3))),
    );
    if (left.some((each) => each < 0)) continue;
    const all = free.slice(0, 6).reduce((total, each) => total + each, 0);
    tables.push([...free.slice(0, 6), ...left, all, all + cell(6), cell(6), 1 - cell(6)]);
  }
  return reader(16).atLeast.map((_, cell) => {
    const values = tables.map((one) => one[cell] ?? NaN);
    return [Math.min(...values), Math.max(...values)];
  });
}

test.each([
  ['walking', usualSizes],
  ['without walking', still],
  ['without walking, in parts that grow', parts],
])('where half persons would go further, whole ones set the end: %s', async (_, sizes) => {
  const ends = everyEnd();
  expect([ends[12], ends[13]]).toEqual([
    [0, 2],
    [0, 3],
  ]);
  for (const start of [undefined, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1]]) {
    const found = await attack(rings, reader(16), { sizes, ...(start && { start }) });
    expect(found.map(({ min, max }) => [min.value, max.value])).toEqual(ends);
    for (const { min, max } of found) expect([min.known, max.known]).toEqual(['exact', 'exact']);
  }
});

/** Every way of sharing out a total among so many cells. */
function shares(total: number, cells: number): number[][] {
  if (cells === 1) return [[total]];
  return Array.from({ length: total + 1 }, (_, first) =>
    shares(total - first, cells - 1).map((rest) => [first, ...rest]),
  ).flat();
}

test.each([
  ['walking', usualSizes],
  ['without walking', still],
  ['without walking, in parts that grow', parts],
])('any sums, where cells count several times: %s', async (_, sizes) => {
  await assert(
    asyncProperty(
      array(nat(3), { minLength: 3, maxLength: 5 }),
      array(array(integer({ min: -3, max: 3 }), { minLength: 5, maxLength: 5 }), { maxLength: 2 }),
      async (values, coefficients) => {
        const cells = [...values.keys()];
        const of = (row: readonly number[], table: readonly number[]) =>
          cells.reduce((total, cell) => total + (row[cell] ?? 0) * (table[cell] ?? NaN), 0);
        const rows = [cells.map(() => 1), ...coefficients];
        const relations = rows.map((row) => sum(cells, row.slice(0, cells.length), of(row, values)));
        const tables = shares(
          of(
            cells.map(() => 1),
            values,
          ),
          cells.length,
        ).filter((table) => rows.every((row) => of(row, table) === of(row, values)));
        const found = await attack({ published: cells.map(() => undefined), relations }, reader(5), {
          sizes,
          start: values,
        });
        expect(found).toMatchObject(
          cells.map((cell) => {
            const seen = tables.map((table) => table[cell] ?? NaN);
            return {
              min: { value: Math.min(...seen), known: 'exact' },
              max: { value: Math.max(...seen), known: 'exact' },
            };
          }),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('an end that nothing was tried for is not settled, however narrow a width would suffice', async () => {
  const three = { published: [undefined, undefined, undefined], relations: [sum([0, 1, 2], [1, 1, 1], 6)] };
  const nothing = { ...still, programs: 0 };
  const ends = async (sizes: Sizes) =>
    (await attack(three, reader(3), { start: [2, 2, 2], wide: 1, sizes })).map(({ min, max }) => [
      min.value,
      min.known,
      max.value,
      max.known,
    ]);
  expect(await ends(nothing)).toEqual([0, 1, 2].map(() => [0, 'bound', 6, 'bound']));
  for (const [min, , max] of await ends(usualSizes)) expect(Number(max) - Number(min)).toBeGreaterThan(0);
});
