/** Ends that take whole numbers to settle, and ends that are not settled: small tables, compared with every table. */
import { expect, test } from 'vitest';
import { attack } from '../attack.ts';
import type { Relation } from '../model.ts';
import { usualSizes } from './search.ts';

const reader = (cells: number) => ({ name: 'public', atLeast: Array.from({ length: cells }, () => 0) });
const sum = (cells: readonly number[], coefficients: readonly number[], constant: number): Relation => ({
  cells,
  coefficients,
  constant,
});

/**
 * Six cells of 0 or 1, in two rings of three. Two neighbours of a ring are 1 at most together, which half a person
 * each would fulfil: three in all. Whole persons are two.
 */
const rings = {
  published: Array.from({ length: 16 }, () => undefined),
  relations: [
    // Neighbours, and what they leave of 1.
    ...[0, 3].flatMap((ring) =>
      [0, 1, 2].map((at) => sum([ring + at, ring + ((at + 1) % 3), 6 + ring + at], [1, 1, 1], 1)),
    ),
    // Cell 12 is all six; 13 is that and cell 14, which is 0 or 1.
    sum([0, 1, 2, 3, 4, 5, 12], [1, 1, 1, 1, 1, 1, -1], 0),
    sum([12, 14, 13], [1, 1, -1], 0),
    sum([14, 15], [1, 1], 1),
  ],
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
  ['in growing parts', { ...usualSizes, component: 0, part: 2 }],
  ['whole', usualSizes],
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

test('an end that nothing was tried for is not settled, however narrow a width would suffice', async () => {
  const three = { published: [undefined, undefined, undefined], relations: [sum([0, 1, 2], [1, 1, 1], 6)] };
  const ends = async (programs: number) =>
    (await attack(three, reader(3), { start: [2, 2, 2], wide: 1, sizes: { ...usualSizes, programs } })).map(
      ({ min, max }) => [min.value, min.known, max.value, max.known],
    );
  expect(await ends(0)).toEqual([0, 1, 2].map(() => [0, 'bound', 6, 'bound']));
  for (const [min, , max] of await ends(usualSizes.programs))
    expect(Number(max) - Number(min)).toBeGreaterThan(0);
});
