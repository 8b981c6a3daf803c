import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attack, release } from './attack.ts';
import { explain, forPublic } from './explain.ts';
import { isSlack, readers, type Knowledge, type Pattern, type TableProblem } from './model.ts';
import { primarySuppression } from './primary.ts';
import { protect } from './protect.ts';
import { stack } from './releases.ts';
import { tabulate, type Dimension, type TableForm } from './tabulate.ts';
import { type Answers, personsByCode } from './tags.ts';
import { everyTable, flat } from './testing.ts';
import { verify } from './verify.ts';

const harm: Dimension = { ...flat('harm', ['a', 'b', 'c']), answers: 'several' };
const grouped: Dimension = {
  name: 'harm',
  hierarchies: [
    [
      { code: 'Total', parent: null },
      { code: 'g', parent: 'Total' },
      { code: 'a', parent: 'g' },
      { code: 'b', parent: 'g' },
      { code: 'c', parent: 'Total' },
    ],
  ],
  answers: 'several',
};
const notStated: Dimension = { ...flat('harm', ['a', 'b', 'none']), answers: 'several' };

/** All sets of these codes but the empty one. */
const sets = ([first, ...others]: readonly string[]): string[][] =>
  first === undefined ? [] : [[first], ...sets(others), ...sets(others).map((set) => [first, ...set])];

/** One dimension with several answers, and which sets of its codes a person can have. */
const kinds = [
  { dimension: harm, sets: sets(['a', 'b', 'c']) },
  { dimension: grouped, sets: sets(['a', 'b', 'c']) },
  { dimension: notStated, sets: [...sets(['a', 'b']), ['none']] },
  { dimension: { ...flat('harm', ['a', 'b']), answers: 'several' } as Dimension, sets: sets(['a', 'b']) },
];
type Kind = (typeof kinds)[number];

/** The table of persons with these codes: `counts` for each place of `where`, for each set of codes. */
function form(
  others: readonly Dimension[],
  where: readonly (readonly string[])[],
  kind: Kind,
  counts: readonly number[],
  tables: TableForm['tables'],
): TableForm {
  const dimensions = [...others, kind.dimension];
  const answers = where.flatMap((place, p) =>
    kind.sets.map((set, s): Answers => ({
      codes: [...place.map((code) => [code]), set],
      count: counts[p * kind.sets.length + s] ?? 0,
    })),
  );
  return { dimensions, leaves: personsByCode(dimensions, answers, ['none']), tables, notStated: ['none'] };
}

const regions = flat('region', ['N', 'S']);
const rows = [['N'], ['S']];

const publicReaders: readonly Knowledge[] = [
  { zeros: 'withholdable', insider: 'none' },
  { zeros: 'published', insider: 'none' },
];

describe('the attack on persons with several codes', () => {
  test('finds what trying every way to give codes to persons finds: the inequalities are all there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.constantFrom(...publicReaders),
        fc.array(fc.nat(13), { minLength: 1, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
        async (kind, knowledge, persons, wish) => {
          const places = 2 * kind.sets.length;
          const counts = Array.from(
            { length: places },
            (_, at) => persons.filter((one) => one % places === at).length,
          );
          const tabulated = (of: readonly number[]) =>
            tabulate(form([regions], rows, kind, of, [['region', 'harm']])).problem;
          const problem = tabulated(counts);
          const pattern: Pattern = problem.cells.map((cell, at) =>
            isSlack(cell) ||
            (wish[at] &&
              cell.code !== 'Total × Total' &&
              (cell.value > 0 || knowledge.zeros === 'withholdable'))
              ? 'secondary'
              : 'published',
          );
          const [reader] = readers(problem, knowledge);
          if (!reader) return;
          const possible = everyTable(tabulated, places, persons.length).filter(({ values }) =>
            values.every((value, cell) =>
              pattern[cell] === 'published'
                ? value === problem.cells[cell]?.value
                : value >= (reader.atLeast[cell] ?? 0),
            ),
          );
          const found = await attack(release(problem, pattern), reader);
          for (const { cell, min, max } of found) {
            if (isSlack(problem.cells[cell] ?? {})) continue;
            const values = possible.map((table) => table.values[cell] ?? NaN);
            expect([problem.cells[cell]?.code, min.value, max.value]).toEqual([
              problem.cells[cell]?.code,
              Math.min(...values),
              Math.max(...values),
            ]);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  test('in linked tables never finds a cell narrower than it is; what they imply together is known to be more', async () => {
    const kind = kinds[3] as Kind;
    const columns = flat('sex', ['F', 'M']);
    const where = [
      ['N', 'F'],
      ['N', 'M'],
      ['S', 'F'],
      ['S', 'M'],
    ];
    const tabulated = (of: readonly number[]) =>
      tabulate(
        form([regions, columns], where, kind, of, [
          ['region', 'sex'],
          ['region', 'harm'],
          ['sex', 'harm'],
        ]),
      ).problem;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(11), { minLength: 2, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
        async (persons, wish) => {
          const problem = tabulated(
            Array.from({ length: 12 }, (_, at) => persons.filter((one) => one === at).length),
          );
          const pattern: Pattern = problem.cells.map((cell, at) =>
            isSlack(cell) || (wish[at % 24] && !/^Total × Total × Total$/.test(cell.code))
              ? 'secondary'
              : 'published',
          );
          const [reader] = readers(problem, { zeros: 'withholdable', insider: 'none' });
          if (!reader) return;
          const possible = everyTable(tabulated, 12, persons.length).filter(({ values }) =>
            values.every(
              (value, cell) => pattern[cell] !== 'published' || value === problem.cells[cell]?.value,
            ),
          );
          for (const { cell, min, max } of await attack(release(problem, pattern), reader)) {
            if (isSlack(problem.cells[cell] ?? {})) continue;
            const values = possible.map((table) => table.values[cell] ?? NaN);
            expect(min.value).toBeLessThanOrEqual(Math.min(...values));
            expect(max.value).toBeGreaterThanOrEqual(Math.max(...values));
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('protection of persons with several codes', () => {
  test('no reader who tries every way to give codes to persons narrows a small count below its width', async () => {
    let proven = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds.slice(2)),
        fc.constantFrom<Knowledge>(
          { zeros: 'published', insider: 'contributor' },
          { zeros: 'withholdable', insider: 'contributor' },
          ...publicReaders,
        ),
        fc.integer({ min: 2, max: 3 }),
        fc.array(fc.nat(7), { minLength: 4, maxLength: 11 }),
        async (kind, knowledge, threshold, persons) => {
          const places = 2 * kind.sets.length;
          const counts = Array.from(
            { length: places },
            (_, at) => persons.filter((one) => one % places === at).length,
          );
          const tabulated = (of: readonly number[]) =>
            tabulate(form([regions], rows, kind, of, [['region', 'harm']])).problem;
          const problem = tabulated(counts);
          const sensitive = primarySuppression(problem, { threshold }, knowledge);
          expect(sensitive.every(({ cell }) => !isSlack(problem.cells[cell] ?? {}))).toBe(true);
          const result = await protect(problem, sensitive, knowledge);
          if (result.outcome !== 'protected') return;
          const { pattern, certificate } = result;
          expect(verify(problem, pattern, sensitive, readers(problem, knowledge), certificate)).toEqual([]);
          const total = problem.cells.findIndex(({ code }) => code === 'Total × Total');
          if (sensitive.length === 0 || pattern[total] !== 'published') return;
          proven += 1;
          const all = everyTable(tabulated, places, persons.length).filter(({ values }) =>
            values.every((value, cell) =>
              pattern[cell] === 'published'
                ? value === problem.cells[cell]?.value
                : value > 0 || knowledge.zeros === 'withholdable',
            ),
          );
          // Each person as a reader: that there is somebody of his region with his codes, himself.
          const selves =
            knowledge.insider === 'contributor'
              ? [...counts.keys()].filter((at) => (counts[at] ?? 0) > 0)
              : [-1];
          for (const self of selves) {
            const possible = all.filter((table) => self < 0 || (table.counts[self] ?? 0) > 0);
            for (const { cell, protection } of sensitive) {
              const values = possible.map((table) => table.values[cell] ?? NaN);
              expect(Math.max(...values) - Math.min(...values)).toBeGreaterThanOrEqual(protection.sliding);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(proven).toBeGreaterThan(20);
  });

  // 60 persons; a, b, c count persons, not answers.
  const worked = form(
    [regions],
    rows,
    { dimension: harm, sets: [['a'], ['b'], ['a', 'b'], ['a', 'b', 'c'], ['c']] },
    [20, 6, 9, 1, 2, 10, 4, 3, 0, 5],
    [['region', 'harm']],
  );
  const value = ({ cells }: TableProblem, code: string) => cells.find((cell) => cell.code === code)?.value;

  test('counts persons, not answers; slack says what is left over', () => {
    const { problem } = tabulate(worked);
    expect(['Total', 'a', 'b', 'c'].map((code) => value(problem, `N × ${code}`))).toEqual([38, 30, 16, 3]);
    expect(value(problem, 'Total × Total')).toBe(60);
    expect(value(problem, 'N × a [others]')).toBe(8);
    expect(value(problem, 'N × Total [surplus]')).toBe(30 + 16 + 3 - 38);
  });

  test('a reader with all three codes knows that two are surplus, and of others only where he is one', () => {
    const { problem } = tabulate(worked);
    const least = (knowledge: Knowledge, code: string) =>
      readers(problem, knowledge)[0]?.atLeast[problem.cells.findIndex((cell) => cell.code === code)];
    const self: Knowledge = { zeros: 'published', insider: 'contributor' };
    expect(least(self, 'N × Total [surplus]')).toBe(2);
    expect(least(self, 'N × a [others]')).toBe(1);
    expect(least({ zeros: 'published', insider: 'none' }, 'N × Total [surplus]')).toBe(0);
    expect(least({ zeros: 'published', insider: 'none' }, 'N × a [others]')).toBe(0);
  });

  test('slack is hidden, is in no sentence, and changes of it between releases are no small counts', async () => {
    const { problem } = tabulate(worked);
    const knowledge: Knowledge = { zeros: 'published', insider: 'contributor' };
    const sensitive = primarySuppression(problem, { threshold: 5 }, knowledge);
    const result = await protect(problem, sensitive, knowledge);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const [reader] = readers(problem, knowledge);
    if (!reader) throw new Error('no reader');
    problem.cells.forEach((cell, at) => {
      if (isSlack(cell)) expect(result.pattern[at]).not.toBe('published');
    });
    const told = [
      ...forPublic(problem, result.pattern),
      ...explain(problem, result.pattern, sensitive, reader),
    ];
    expect(told.length).toBeGreaterThan(0);
    expect(told.some(({ cell }) => isSlack(problem.cells[cell] ?? {}))).toBe(false);
    const later = tabulate({
      ...worked,
      leaves: worked.leaves.map((leaf) => ({ ...leaf, count: leaf.count * 3 })),
    });
    const both = stack(
      [{ name: '1', problem, sensitive, pattern: result.pattern }],
      { name: '2', problem: later.problem, sensitive: [] },
      { threshold: 500, changes: 'corrections' },
    );
    const changed = both.of.flatMap((origin) => (origin.is === 'change' ? [origin.code] : []));
    expect(changed).toContain('N × a');
    expect(changed.filter((code) => code.includes('['))).toEqual([]);
  });

  test.each<[string, Partial<TableForm> | (() => unknown), string]>([
    [
      'more with a code than there are',
      {
        leaves: [
          { codes: ['N', 'Total'], count: 3 },
          { codes: ['N', 'a'], count: 4 },
        ],
      },
      'table-codes-more',
    ],
    [
      'persons without a code',
      {
        leaves: [
          { codes: ['N', 'Total'], count: 3 },
          { codes: ['N', 'a'], count: 2 },
        ],
      },
      'table-codes-fewer',
    ],
    [
      'two such dimensions in a table',
      { dimensions: [{ ...regions, answers: 'several' }, harm] },
      'table-codes-two',
    ],
    [
      'two hierarchies over one',
      { dimensions: [regions, { ...harm, hierarchies: [...harm.hierarchies, ...grouped.hierarchies] }] },
      'table-codes-hierarchies',
    ],
    [
      'no answer beside an answer',
      () => personsByCode([regions, notStated], [{ codes: [['N'], ['a', 'none']], count: 1 }], ['none']),
      'table-codes-exclusive',
    ],
    [
      'a code that is not there',
      () => personsByCode([regions, harm], [{ codes: [['N'], ['a', 'z']], count: 1 }]),
      'table-code-unknown',
    ],
  ])('refuses %s', (_, change, code) => {
    const work = typeof change === 'function' ? change : () => tabulate({ ...worked, ...change });
    expect(work).toThrow(expect.objectContaining({ code }) as Error);
  });
});
