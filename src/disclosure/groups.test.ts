import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupsOf, withOthers } from './groups.ts';
import { readers, type Knowledge, type TableProblem } from './model.ts';
import { obstacleOf } from './obstacle.ts';
import { primarySuppression } from './primary.ts';
import { protect } from './protect.ts';
import { tabulate, type Dimension, type TableForm } from './tabulate.ts';
import { personsByCode } from './tags.ts';
import { everyTable, flat } from './testing.ts';

const dimensions = [flat('region', ['N', 'S']), flat('form', ['a', 'b', 'c'])];
/** One region more: 40 of a in N, and some of everything elsewhere. */
const wide = [flat('region', ['N', 'S', 'W']), flat('form', ['a', 'b', 'c'])];
const oneForm = [40, 0, 0, 30, 20, 10, 12, 13, 14];
const several: Dimension[] = [
  flat('region', ['N', 'S']),
  { ...flat('form', ['a', 'b']), answers: 'several' },
];
const sets = [['a'], ['b'], ['a', 'b']];

/** A table of persons: for each region, how many have each form, or each set of forms. */
function table(
  of: readonly Dimension[],
  counts: readonly number[],
  more: Partial<TableForm> = {},
): TableProblem {
  const forms = of === several ? sets : [['a'], ['b'], ['c']];
  const answers = ['N', 'S', ...(of === wide ? ['W'] : [])].flatMap((region, r) =>
    forms.map((form, f) => ({ codes: [[region], form], count: counts[r * forms.length + f] ?? 0 })),
  );
  return tabulate({
    dimensions: of,
    leaves: personsByCode(of, answers),
    tables: [['region', 'form']],
    ...more,
  }).problem;
}

const withheld: Knowledge = { zeros: 'withholdable', insider: 'contributor' };
const shown: Knowledge = { zeros: 'published', insider: 'contributor' };
const place = ({ cells }: TableProblem, code: string) => cells.findIndex((cell) => cell.code === code);

/** A threshold of 1: nothing is small, only groups are guarded. */
async function guarded(plain: TableProblem, knowledge: Knowledge, threshold = 1) {
  const problem = withOthers(plain, knowledge);
  const sensitive = primarySuppression(problem, { threshold, groups: 'protected' }, knowledge);
  return { problem, sensitive, result: await protect(problem, sensitive, knowledge) };
}

const named = (problem: TableProblem, knowledge: Knowledge) =>
  groupsOf(problem, knowledge).map(
    ({ part, whole }) => `${problem.cells[part]?.code} of ${problem.cells[whole]?.code}`,
  );

describe('a row in which one category holds all, or all but one', () => {
  test('is found at any count; not where nobody can be elsewhere', () => {
    const counts = [4000, 0, 0, 30, 1, 0];
    expect(named(table(dimensions, counts), withheld).toSorted()).toEqual([
      'N × a of N × Total',
      'S × a of S × Total',
      'S × b of Total × b',
      'Total × a of Total × Total',
    ]);
    const impossible = [
      { region: 'N', form: 'b' },
      { region: 'N', form: 'c' },
    ];
    expect(named(table(dimensions, counts, { impossible }), withheld)).not.toContain('N × a of N × Total');
    // Whoever is in b is in S, because in N there can be no b.
    expect(named(table(dimensions, counts, { impossible }), withheld)).not.toContain('S × b of Total × b');
    expect(named(table(dimensions, counts), { zeros: 'structural', insider: 'none' }).toSorted()).toEqual([
      'S × a of S × Total',
      'Total × a of Total × Total',
    ]);
  });

  test('with zeros withheld, leaves the reader to reckon with two others', async () => {
    const { problem, sensitive, result } = await guarded(table(wide, oneForm), withheld);
    expect(
      sensitive.map(({ cell, reason, protection }) => [problem.cells[cell]?.code, reason, protection]),
    ).toEqual([['N × a [others] of N × Total', 'group', { lower: 0, upper: 2, sliding: 0 }]]);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    expect(
      result.pattern[place(problem, 'N × b')] === 'published' &&
        result.pattern[place(problem, 'N × c')] === 'published',
    ).toBe(false);
  });

  test('with zeros shown, cannot be hidden by hiding counts: the zeros tell it, and are named', async () => {
    const { problem, sensitive, result } = await guarded(table(wide, oneForm), shown);
    expect(result.outcome).toBe('impossible');
    const [first] = sensitive;
    if (!first) throw new Error('nothing is sensitive');
    const codes = obstacleOf(problem, first, shown).shown.map((cell) => problem.cells[cell]?.code);
    expect(codes).toEqual(['N × b', 'N × c']);
    const waived = primarySuppression(problem, { threshold: 1, groups: 'protected' }, shown, [
      { cell: place(problem, 'N × Total'), reason: 'published by law' },
    ]);
    expect(waived).toEqual([]);
  });

  test('where persons may have several forms, hiding the one large count or its total is enough', async () => {
    // All 20 of N have a, 8 of them b as well: no zero tells it.
    const { problem, result } = await guarded(table(several, [12, 0, 8, 9, 9, 9]), shown);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const hidden = ['N × Total', 'N × a'].filter(
      (code) => result.pattern[place(problem, code)] !== 'published',
    );
    expect(hidden).toHaveLength(1);
  });

  test('no reader who tries every table is sure of it, for each reader', async () => {
    const seen = { protected: 0, impossible: 0, 'not-proven': 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(dimensions, several),
        fc.constantFrom<Knowledge>(withheld, shown, { zeros: 'withholdable', insider: 'none' }),
        fc.array(fc.constantFrom(0, 0, 1, 2, 3, 5), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        async (of, knowledge, counts, threshold) => {
          const plain = table(of, counts);
          const groups = groupsOf(plain, knowledge);
          const { problem, result } = await guarded(plain, knowledge, threshold);
          seen[result.outcome] += groups.length > 0 ? 1 : 0;
          if (
            of === dimensions &&
            knowledge === shown &&
            groups.some(({ whole, part }) => problem.cells[whole]?.value === problem.cells[part]?.value)
          )
            expect(result.outcome).toBe('impossible');
          if (result.outcome !== 'protected') return;
          const { pattern } = result;
          const total = place(problem, 'Total × Total');
          if (pattern[total] !== 'published') return;
          const [reader] = readers(plain, knowledge);
          const possible = everyTable((one) => table(of, one), 6, problem.cells[total]?.value ?? 0).filter(
            ({ values }) =>
              values.every((value, cell) =>
                pattern[cell] === 'published'
                  ? value === plain.cells[cell]?.value
                  : value >= (reader?.atLeast[cell] ?? 0),
              ),
          );
          for (const { whole, part } of groups)
            expect(
              Math.max(...possible.map(({ values }) => (values[whole] ?? 0) - (values[part] ?? 0))),
            ).toBeGreaterThanOrEqual(2);
        },
      ),
      { numRuns: 150 },
    );
    expect(seen.protected).toBeGreaterThan(10);
    expect(seen.impossible).toBeGreaterThan(10);
  });

  test('is not guarded silently where the problem does not count the others', () => {
    const problem = table(wide, oneForm);
    expect(() => primarySuppression(problem, { threshold: 1, groups: 'protected' }, withheld)).toThrow(
      expect.objectContaining({ code: 'parameter-invalid' }) as Error,
    );
  });
});
