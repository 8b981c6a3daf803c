import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tableProblem, type TableProblem } from '../model.ts';
import { tabulate } from '../tabulate.ts';
import type { Randomness } from './model.ts';
import { controlledRounding, roundingFaults, type RoundingParameters } from './rounding.ts';
import { searchRounding } from './rounding-search.ts';

/** The same numbers for the same seed. */
function seeded(seed: number): Randomness {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}

/** Counts in the order of their codes, over dimensions of these sizes, with all margins. */
function table(sizes: readonly number[], counts: readonly number[]): TableProblem {
  const dimensions = sizes.map((size, d) => ({
    name: `d${d}`,
    hierarchies: [
      [
        { code: 'Total', parent: null },
        ...Array.from({ length: size }, (_, i) => ({ code: `${d}${i}`, parent: 'Total' })),
      ],
    ],
  }));
  return tabulate({
    dimensions,
    leaves: counts.map((count, at) => {
      let rest = at;
      const codes = sizes.map((size, d) => {
        const code = `${d}${rest % size}`;
        rest = Math.floor(rest / size);
        return code;
      });
      return { codes, count };
    }),
    tables: [dimensions.map(({ name }) => name)],
  }).problem;
}

const strict = (base: number): RoundingParameters => ({ base, choice: 'nearest', beyond: 'never' });
const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);
const someCounts = (sizes: readonly number[]) =>
  fc.array(fc.integer({ min: 0, max: 12 }), { minLength: product(sizes), maxLength: product(sizes) });

const distance = ({ cells }: TableProblem, values: readonly number[]) =>
  cells.reduce((sum, { value }, cell) => sum + Math.abs(value - (values[cell] ?? NaN)), 0);

/** The least distance of all admissible tables, by trying every choice of the leaves; Infinity where none is. */
function leastDistance(sizes: readonly number[], counts: readonly number[], base: number): number {
  const problem = table(sizes, counts);
  let least = Infinity;
  for (let choice = 0; choice < 2 ** counts.length; choice += 1) {
    const rounded = counts.map((count, at) => {
      const down = count - (count % base);
      return count % base === 0 || ((choice >> at) & 1) === 0 ? down : down + base;
    });
    const values = table(sizes, rounded).cells.map(({ value }) => value);
    if (roundingFaults(problem, values, strict(base)).length === 0)
      least = Math.min(least, distance(problem, values));
  }
  return least;
}

describe('controlled rounding', () => {
  test('always rounds a two-way table to adjacent multiples that add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
          .chain((sizes) => fc.tuple(fc.constant(sizes), someCounts(sizes))),
        fc.integer({ min: 2, max: 7 }),
        fc.constantFrom('nearest', 'unbiased'),
        fc.integer(),
        async ([sizes, counts], base, choice, seed) => {
          const problem = table(sizes, counts);
          const found = await controlledRounding(problem, { ...strict(base), choice }, seeded(seed));
          if (found.outcome !== 'rounded') throw new Error(found.outcome);
          expect(found.proven).toBe(choice);
          expect(found.beyond).toEqual([]);
          const { values } = found.table;
          problem.cells.forEach(({ value }, cell) => {
            const shown = values[cell] ?? NaN;
            expect(shown % base).toBe(0);
            expect(Math.abs(shown - value)).toBeLessThan(base);
            // What a reader can say of the cell: no narrower than this, and true.
            expect(value).toBeGreaterThanOrEqual(Math.max(0, shown - base + 1));
            expect(value).toBeLessThanOrEqual(shown + base - 1);
          });
          for (const { cells, coefficients } of problem.relations)
            expect(
              cells.reduce((sum, cell, i) => sum + (coefficients[i] ?? NaN) * (values[cell] ?? NaN), 0),
            ).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('always rounds a two-way table with a hierarchy on one side', async () => {
    const bottom = ['A1', 'A2', 'B1', 'B2', 'B3'];
    const flat = (name: string) => ({
      name,
      hierarchies: [
        [{ code: 'Total', parent: null }, ...bottom.map((code) => ({ code: name + code, parent: 'Total' }))],
      ],
    });
    const tree = (name: string) => ({
      name,
      hierarchies: [
        [
          { code: 'Total', parent: null },
          { code: `${name}A`, parent: 'Total' },
          { code: `${name}B`, parent: 'Total' },
          ...bottom.map((code) => ({
            code: name + code,
            parent: name + code.slice(0, 1),
          })),
        ],
      ],
    });
    await fc.assert(
      fc.asyncProperty(someCounts([5, 5]), async (counts) => {
        const { problem } = tabulate({
          dimensions: [tree('x'), flat('y')],
          leaves: counts.map((count, at) => ({
            codes: [`x${bottom[at % 5]}`, `y${bottom[Math.floor(at / 5)]}`],
            count,
          })),
          tables: [['x', 'y']],
        });
        const nearest = await controlledRounding(problem, strict(5), seeded(1));
        expect(nearest).toMatchObject({ outcome: 'rounded', proven: 'nearest', beyond: [] });
        const unbiased = await controlledRounding(problem, { ...strict(5), choice: 'unbiased' }, seeded(1));
        expect(unbiased).toMatchObject({ outcome: 'rounded', beyond: [] });
      }),
      { numRuns: 50 },
    );
  });

  test.each([{ sizes: [2, 3] }, { sizes: [2, 2, 2] }])(
    'finds the nearest table of $sizes, or none, as trying them all does',
    async ({ sizes }) => {
      await fc.assert(
        fc.asyncProperty(someCounts(sizes), fc.integer({ min: 2, max: 5 }), async (counts, base) => {
          const problem = table(sizes, counts);
          const least = leastDistance(sizes, counts, base);
          const found = await controlledRounding(problem, strict(base), seeded(1));
          if (found.outcome === 'rounded') expect(distance(problem, found.table.values)).toBe(least);
          else expect([found.outcome, least]).toEqual(['impossible', Infinity]);
        }),
        { numRuns: 40 },
      );
    },
  );

  // Ones at the four corners of a cube of which no two share an edge: every pair of them shares a face that must
  // show 2, so exactly one of any two would go up.
  const corners = table([2, 2, 2], [1, 0, 0, 1, 0, 1, 1, 0]);

  test('says when three-way tables have no rounding, and how many totals go further where they may', async () => {
    expect(await controlledRounding(corners, strict(2), seeded(1))).toEqual({ outcome: 'impossible' });
    const parameters: RoundingParameters = { ...strict(2), beyond: 'where-needed' };
    const found = await controlledRounding(corners, parameters, seeded(1));
    if (found.outcome !== 'rounded') throw new Error(found.outcome);
    expect(found.proven).toBe('nothing');
    expect(found.beyond.length).toBeGreaterThan(0);
    expect(roundingFaults(corners, found.table.values, parameters)).toEqual([]);
    expect(found.table.utility).toMatchObject({ cellsHidden: 0, totalsKept: 1 });
    for (const cell of found.beyond)
      expect(Math.abs((found.table.values[cell] ?? NaN) - (corners.cells[cell]?.value ?? NaN))).toBe(2);
  });

  test('leaves a reader of the numbers and the base the whole interval of every leaf', async () => {
    const sizes = [3, 2, 2];
    await fc.assert(
      fc.asyncProperty(someCounts(sizes), async (counts) => {
        const base = 5;
        const found = await controlledRounding(table(sizes, counts), strict(base), seeded(1));
        if (found.outcome !== 'rounded') return;
        const { values } = found.table;
        const byCode = new Map(
          table(sizes, counts).cells.map(({ code }, cell) => [code, values[cell] ?? NaN]),
        );
        const shown = counts.map((_, at) => {
          const code = [`0${at % 3}`, `1${Math.floor(at / 3) % 2}`, `2${Math.floor(at / 6)}`].join(' × ');
          return byCode.get(code) ?? NaN;
        });
        shown.forEach((multiple, leaf) => {
          for (const end of [Math.max(0, multiple - base + 1), multiple + base - 1]) {
            const other = table(
              sizes,
              shown.map((value, at) => (at === leaf ? end : value)),
            );
            expect(roundingFaults(other, values, strict(base))).toEqual([]);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  test('a relation whose constant is no multiple cannot be kept', async () => {
    const problem = tableProblem(
      [
        { code: 'a', value: 3 },
        { code: 'b', value: 4 },
      ],
      [{ cells: [0, 1], coefficients: [1, 1], constant: 7 }],
    );
    expect(await controlledRounding(problem, strict(5), seeded(1))).toEqual({ outcome: 'impossible' });
    const sevens = await controlledRounding(problem, strict(7), seeded(1));
    expect(sevens.outcome === 'rounded' && sevens.table.values).toEqual([0, 7]);
  });

  test('totals of linked tables that no rounding can bring together end in not-proven', async () => {
    // Ones a, b, c; each two of them add up to a total that is the same as a 2 elsewhere, which stays.
    const cells = ['a', 'b', 'c', 'ab', 'bc', 'ca', 'x', 'y', 'z'].map((code, at) => ({
      code,
      value: at < 3 ? 1 : 2,
    }));
    const pairs = [0, 1, 2].flatMap((at) => [
      { cells: [at, (at + 1) % 3, at + 3], coefficients: [1, 1, -1], constant: 0 },
      { cells: [at + 6, at + 3], coefficients: [1, -1], constant: 0 },
    ]);
    const problem = tableProblem(cells, pairs);
    expect(await controlledRounding(problem, strict(2), seeded(1))).toEqual({ outcome: 'impossible' });
    const parameters: RoundingParameters = { ...strict(2), beyond: 'where-needed' };
    expect(await controlledRounding(problem, parameters, seeded(1))).toEqual({ outcome: 'not-proven' });
    expect(searchRounding(problem, 2, new Float64Array(9), seeded(1))).toBeUndefined();
  });

  test('chance that is unbiased gives every cell its true value on average', async () => {
    const problem = table([3, 3], [1, 7, 3, 4, 2, 11, 8, 1, 6]);
    const runs = 2000;
    const sums = problem.cells.map(() => 0);
    for (let seed = 0; seed < runs; seed += 1) {
      const found = await controlledRounding(
        problem,
        { ...strict(5), choice: 'unbiased' },
        seeded(seed * 7919),
      );
      if (found.outcome === 'rounded')
        found.table.values.forEach((value, cell) => (sums[cell] = (sums[cell] ?? 0) + value));
    }
    // Each rounding is off by 2.5 at most in standard deviation; four standard errors of the mean.
    const margin = (4 * 2.5) / Math.sqrt(runs);
    problem.cells.forEach(({ value }, cell) =>
      expect(Math.abs((sums[cell] ?? NaN) / runs - value)).toBeLessThan(margin),
    );
  });

  test('a table of 100 rows and 100 columns', async () => {
    const random = seeded(5);
    const problem = table(
      [100, 100],
      Array.from({ length: 10_000 }, () => random() % 20),
    );
    for (const choice of ['nearest', 'unbiased'] as const) {
      const found = await controlledRounding(problem, { ...strict(5), choice }, seeded(1));
      expect(found).toMatchObject({ outcome: 'rounded', proven: choice, beyond: [] });
    }
  });

  test('the same source of randomness gives the same table', async () => {
    const problem = table(
      [4, 4, 3],
      Array.from({ length: 48 }, (_, i) => (i * 7) % 11),
    );
    const parameters: RoundingParameters = { base: 5, choice: 'unbiased', beyond: 'where-needed' };
    const run = () => controlledRounding(problem, parameters, seeded(3));
    expect(await run()).toEqual(await run());
  });

  test.each([0, 1, 2.5, NaN])('refuses the base %s', async (base) => {
    await expect(controlledRounding(corners, strict(base), seeded(1))).rejects.toThrow('base');
  });
});

describe('the search for large tables', () => {
  test('keeps totals, leaves at adjacent multiples, and linked tables where it says so', () => {
    fc.assert(
      fc.property(someCounts([3, 3, 2]), fc.integer(), fc.boolean(), (counts, seed, linked) => {
        const full = table([3, 3, 2], counts);
        const kept = full.cells.flatMap(({ code }, cell) =>
          linked && !code.includes('Total') ? [] : [cell],
        );
        const problem = linked
          ? tableProblem(
              kept.map((cell) => full.cells[cell] ?? { code: '', value: 0 }),
              full.relations
                .filter(({ cells }) => cells.every((cell) => kept.includes(cell)))
                .map((relation) => ({
                  ...relation,
                  cells: relation.cells.map((cell) => kept.indexOf(cell)),
                })),
            )
          : full;
        const found = searchRounding(problem, 5, new Float64Array(problem.cells.length), seeded(seed));
        if (!found) {
          expect(linked).toBe(true);
          return;
        }
        for (const { cells, coefficients } of problem.relations)
          expect(
            cells.reduce((sum, cell, i) => sum + (coefficients[i] ?? NaN) * (found[cell] ?? NaN), 0),
          ).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  test('finds an admissible three-way table where there is one', () => {
    const random = seeded(11);
    const problem = table(
      [5, 4, 4],
      Array.from({ length: 80 }, () => random() % 15),
    );
    const found = searchRounding(problem, 5, new Float64Array(problem.cells.length), seeded(2));
    const values = Array.from(found ?? [], (multiple) => multiple * 5);
    expect(roundingFaults(problem, values, strict(5))).toEqual([]);
  });
});

describe('the check of a rounded table', () => {
  const problem = table([2, 2], [1, 2, 6, 10]);
  const good = problem.cells.map(({ code }) => {
    const known: { readonly [code: string]: number } = {
      '00 × 10': 0,
      '01 × 10': 0,
      '00 × 11': 5,
      '01 × 11': 10,
      '00 × Total': 5,
      '01 × Total': 10,
      'Total × 10': 0,
      'Total × 11': 15,
      'Total × Total': 15,
    };
    return known[code] ?? NaN;
  });

  test('accepts a good one and names what is wrong in others', () => {
    expect(roundingFaults(problem, good, strict(5))).toEqual([]);
    problem.cells.forEach((_, cell) => {
      for (const change of [-5, -1, 1, 5, 10, NaN])
        expect(
          roundingFaults(
            problem,
            good.map((value, at) => (at === cell ? value + change : value)),
            strict(5),
          ).length,
        ).toBeGreaterThan(0);
    });
    // Adds up, but with numbers that are no multiples.
    const odd = table([2, 2], [1, 0, 5, 10]).cells.map(({ value }) => value);
    expect(roundingFaults(problem, odd, strict(5)).join()).toContain('no multiple');
    // Adds up, but true 10 became 15.
    const raised = table([2, 2], [0, 0, 5, 15]).cells.map(({ value }) => value);
    expect(roundingFaults(problem, raised, strict(5))).not.toEqual([]);
    expect(roundingFaults(problem, raised, { ...strict(5), beyond: 'where-needed' })).toEqual([]);
  });
});
