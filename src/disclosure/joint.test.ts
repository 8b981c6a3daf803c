/** Linked tables: what they say together, held against trying every set of persons. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attack, release } from './attack.ts';
import { circleOf, isJoint, togetherOf, withoutJoint } from './joint.ts';
import { isSlack, type Knowledge, readers, strongReader, type TableProblem } from './model.ts';
import { primarySuppression } from './primary.ts';
import { protect } from './protect.ts';
import { tabulate } from './tabulate.ts';
import { personsByCode } from './tags.ts';
import { everyTable, flat } from './testing.ts';
import { verify } from './verify.ts';

test.each<[string, string, readonly string[]]>([
  ['one table', '', ['abc']],
  ['two that share one', '', ['ab', 'bc']],
  ['three in a row', '', ['ab', 'bc', 'cd']],
  ['three around one', '', ['ab', 'ac', 'ad']],
  ['two that share nothing', '', ['ab', 'cd']],
  ['three in a circle', 'abc', ['ab', 'bc', 'ac']],
  ['a circle within one table', '', ['ab', 'bc', 'ac', 'abc']],
  ['four in a circle', 'abcd', ['ab', 'bc', 'cd', 'ad']],
  ['a circle and what hangs on it', 'abc', ['abx', 'bc', 'ac', 'xy', 'cz']],
  ['the same twice', '', ['ab', 'ba']],
  ['a circle with one of it twice', 'abc', ['ab', 'ab', 'bc', 'ac']],
])('%s: the circle is “%s”', (_, expected, sets) => {
  expect([...circleOf(sets.map((set) => [...set]))].sort().join('')).toBe(expected);
});

const threeNames = ['a', 'b', 'c'];
const inCircle = [
  ['a', 'b'],
  ['b', 'c'],
  ['a', 'c'],
];

/** Three tables in a circle over so many codes of each dimension, counts in the order of combinations. */
function linked(sizes: readonly number[], counts: readonly number[]) {
  const codesOf = sizes.map((size, d) => Array.from({ length: size }, (_, i) => `${threeNames[d]}${i}`));
  const combinations = codesOf.reduce<string[][]>(
    (made, codes) => made.flatMap((start) => codes.map((code) => [...start, code])),
    [[]],
  );
  return tabulate({
    dimensions: codesOf.map((codes, d) => flat(threeNames[d] ?? '', codes)),
    leaves: combinations.map((codes, at) => ({ codes, count: counts[at] ?? 0 })),
    tables: inCircle,
  }).problem;
}

const noInsider: Knowledge = { zeros: 'published', insider: 'none' };
const weak: Knowledge = { zeros: 'withholdable', insider: 'none' };
const [threshold, sizes] = [3, [3, 3, 2]];

describe('three tables in a circle', () => {
  test('an attack finds what trying every set of persons finds', async () => {
    const cube = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 8, maxLength: 8 });
    const hides = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cube, hides, fc.constantFrom(noInsider, weak), async (counts, hide, knowledge) => {
        const { cells, relations, holdings } = linked([2, 2, 2], counts);
        const problem = { cells, relations, holdings };
        const total = cells.findIndex(({ code }) => code === 'Total × Total × Total');
        const persons = cells[total]?.value ?? 0;
        const pattern = cells.map((cell, at) =>
          isSlack(cell) || (hide[at] === true && at !== total && (cell.value > 0 || knowledge === weak))
            ? 'secondary'
            : 'published',
        );
        const [reader] = readers(problem, knowledge);
        if (!reader) throw new Error('there is no reader');
        const possible = everyTable((of) => linked([2, 2, 2], of), 8, persons).filter(({ values }) =>
          values.every((value, at) =>
            pattern[at] === 'published' ? value === cells[at]?.value : value >= (reader.atLeast[at] ?? 0),
          ),
        );
        for (const { cell, min, max } of await attack(release(problem, pattern), reader)) {
          if (isSlack(cells[cell] ?? {})) continue;
          const values = possible.map((one) => one.values[cell] ?? NaN);
          expect([min, max].map(({ value, known }) => [value, known])).toEqual([
            [Math.min(...values), 'exact'],
            [Math.max(...values), 'exact'],
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each<[string, readonly number[]]>([
    ['two counts of three', [3, 2, 0, 0, 3, 1, 3, 0, 0, 0, 0, 0, 0, 0, 1, 3, 2, 3]],
    ['a count of a margin', [0, 0, 0, 1, 3, 3, 0, 0, 0, 0, 1, 3, 0, 0, 1, 2, 0, 0]],
  ])('%s: what is safe through shared counts is not; protection sees it', async (_, counts) => {
    const problem = linked(sizes, counts);
    const sensitive = primarySuppression(problem, { threshold }, noInsider);
    const [reader] = readers(problem, noInsider);
    if (!reader) throw new Error('there is no reader');
    const narrow = async (of: typeof problem) => {
      const result = await protect(of, sensitive, noInsider);
      if (result.outcome !== 'protected') throw new Error(result.outcome);
      const start = problem.cells.map(({ value }) => value);
      const intervals = await attack(release(problem, result.pattern), reader, { start });
      const small = new Set(sensitive.map(({ cell }) => cell));
      return intervals.filter(({ cell, min, max }) => small.has(cell) && max.value - min.value < threshold)
        .length;
    };
    expect(await narrow(withoutJoint(problem))).toBeGreaterThan(0);
    expect(await narrow(problem)).toBe(0);
  });

  test('no protected table leaves a reader who reckons with all combinations too little doubt', async () => {
    const cube = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 })), {
      minLength: 18,
      maxLength: 18,
    });
    await fc.assert(
      fc.asyncProperty(cube, fc.constantFrom(noInsider, weak, strongReader), async (counts, knowledge) => {
        const problem = linked(sizes, counts);
        const sensitive = primarySuppression(problem, { threshold }, knowledge);
        const result = await protect(problem, sensitive, knowledge);
        if (result.outcome !== 'protected') return;
        const all = readers(problem, knowledge);
        expect(verify(problem, result.pattern, sensitive, all, result.certificate)).toEqual([]);
        const [reader] = all;
        if (!reader) throw new Error('there is no reader');
        const start = problem.cells.map(({ value }) => value);
        const intervals = await attack(release(problem, result.pattern), reader, { start });
        const widthOf = new Map(intervals.map(({ cell, min, max }) => [cell, max.value - min.value]));
        for (const { cell } of sensitive) expect(widthOf.get(cell)).toBeGreaterThanOrEqual(threshold);
      }),
      { numRuns: 60 },
    );
  });

  test('combinations that cannot be are none, and whoever has one is refused', () => {
    const form = {
      dimensions: threeNames.map((name) => flat(name, [`${name}0`, `${name}1`])),
      leaves: [{ codes: ['a0', 'b0', 'c0'], count: 4 }],
      tables: inCircle,
      impossible: [{ a: 'a1', b: 'b1', c: 'c1' }],
    };
    const names = ({ cells }: TableProblem) =>
      cells.flatMap(({ code, kind }) => (kind === 'combination' ? [code] : []));
    expect(names(tabulate(form).problem)).toHaveLength(7);
    expect(() => tabulate({ ...form, leaves: [{ codes: ['a1', 'b1', 'c1'], count: 1 }] })).toThrow(
      expect.objectContaining({ code: 'table-zero-impossible' }),
    );
  });

  test('a person with several codes of a dimension outside the circle is one in each combination', () => {
    const dimensions = [
      ...threeNames.map((name) => flat(name, [`${name}0`, `${name}1`])),
      { ...flat('harm', ['x', 'y']), answers: 'several' as const },
    ];
    const answers = [{ codes: [['a0'], ['b0'], ['c0'], ['x', 'y']], count: 3 }];
    const { problem } = tabulate({
      dimensions,
      leaves: personsByCode(dimensions, answers),
      tables: [...inCircle, ['harm']],
    });
    const behind = problem.cells.filter(({ kind }) => kind === 'combination');
    expect(behind.map(({ value }) => value)).toEqual([3, 0, 0, 0, 0, 0, 0, 0]);
    expect([isJoint(problem), isJoint(withoutJoint(problem))]).toEqual([true, false]);
  });

  test('a dimension outside the circle, and hierarchies, add no combinations of their own', () => {
    const [a, b, c] = [flat('a', ['a0', 'a1']), flat('b', ['b0', 'b1']), flat('d', ['d0', 'd1', 'd2'])];
    const tree = {
      name: 'c',
      hierarchies: [
        [
          { code: 'Total', parent: null },
          { code: 'north', parent: 'Total' },
          { code: 'c0', parent: 'north' },
          { code: 'c1', parent: 'north' },
          { code: 'c2', parent: 'Total' },
        ],
      ],
    };
    const { problem } = tabulate({
      dimensions: [a, b, tree, c],
      leaves: [
        { codes: ['a0', 'b0', 'c0', 'd0'], count: 3 },
        { codes: ['a0', 'b0', 'c0', 'd2'], count: 4 },
      ],
      tables: [...inCircle, ['a', 'd']],
    });
    const behind = problem.cells.filter(({ kind }) => kind === 'combination');
    expect(behind).toHaveLength(2 * 2 * 3);
    expect(behind.find(({ value }) => value > 0)).toMatchObject({
      code: 'a0 × b0 × c0 × Total [combination]',
      value: 7,
    });
  });
});

test.each<[string, string, readonly string[], 'one' | 'several', string?]>([
  ['told', '', ['ab', 'bc'], 'one'],
  ['taken', 'a b c', ['ab', 'bc', 'ac'], 'one'],
  ['taken', 'a b c', ['ab', 'bc'], 'one', 'ac'],
  ['taken', 'a b c', ['ab', 'bc'], 'one', 'abc'],
  ['taken', 'a b c', ['ab', 'bc', 'ac'], 'one', 'abc'],
  ['told', '', ['ab', 'bc'], 'one', 'ab'],
  ['open', 'a b c', ['ab', 'bc', 'ac'], 'several'],
  ['open', 'a b c', ['ab', 'ac'], 'several'],
  ['told', '', ['bc', 'ab'], 'several'],
])('%s: %s of the tables %s, codes of a: %s, rule on %s', (is, names, tables, answers, rule = '') => {
  const form = {
    dimensions: threeNames.map((name) => ({
      ...flat(name, [`${name}0`, `${name}1`]),
      answers: name === 'a' ? answers : ('one' as const),
    })),
    tables: tables.map((table) => [...table]),
    impossible: rule === '' ? [] : [Object.fromEntries([...rule].map((name) => [name, `${name}0`]))],
  };
  expect(togetherOf(form)).toEqual({ is, dimensions: names === '' ? [] : names.split(' ') });
});

test('too many combinations are left open', () => {
  const many = Array.from({ length: 50 }, (_, i) => `${i}`);
  const form = {
    dimensions: threeNames.map((name) =>
      flat(
        name,
        many.map((code) => name + code),
      ),
    ),
    tables: inCircle,
  };
  expect(togetherOf(form)).toEqual({ is: 'open', dimensions: threeNames });
  expect(tabulate({ ...form, leaves: [] }).problem.cells.some(isSlack)).toBe(false);
});
