import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, forCustodian, forPublic, sentences } from './explain.ts';
import { readers, strongReader, type Pattern, type Sensitive, type TableProblem } from './model.ts';
import { attack, release } from './attack.ts';
import { primarySuppression } from './primary.ts';
import { protect } from './protect.ts';
import { tabulate } from './tabulate.ts';

/** A table of rows and columns with its margins. */
function table(
  rows: readonly string[],
  columns: readonly string[],
  counts: readonly (readonly number[])[],
): TableProblem {
  const flat = (name: string, codes: readonly string[]) => ({
    name,
    hierarchies: [[{ code: 'Total', parent: null }, ...codes.map((code) => ({ code, parent: 'Total' }))]],
  });
  return tabulate({
    dimensions: [flat('region', rows), flat('form', columns)],
    leaves: rows.flatMap((row, r) =>
      columns.map((column, c) => ({ codes: [row, column], count: counts[r]?.[c] ?? 0 })),
    ),
    tables: [['region', 'form']],
  }).problem;
}

/** The table of the README of disclosure control. */
const worked = table(
  ['North', 'South', 'East', 'West'],
  ['A', 'B', 'C', 'D'],
  [
    [20, 3, 17, 12],
    [8, 11, 2, 30],
    [15, 9, 14, 4],
    [13, 16, 21, 10],
  ],
);
const place = (code: string) => worked.cells.findIndex((cell) => cell.code === code);

function reader(problem: TableProblem) {
  const [found] = readers(problem, strongReader);
  if (!found) throw new Error('no reader');
  return found;
}

function hiding(problem: TableProblem, sensitive: readonly Sensitive[], further: readonly number[]): Pattern {
  const primary = new Set(sensitive.map(({ cell }) => cell));
  return problem.cells.map((_, cell) =>
    primary.has(cell) ? 'primary' : further.includes(cell) ? 'secondary' : 'published',
  );
}

function told(further: readonly string[], earlier = new Map<number, string>()) {
  const sensitive = primarySuppression(worked, { threshold: 5 }, strongReader);
  const pattern = hiding(worked, sensitive, further.map(place));
  const explanations = explain(worked, pattern, sensitive, reader(worked), earlier);
  return {
    pattern,
    sentence: (code: string) =>
      forCustodian(worked, explanations).find(({ cell }) => cell === place(code))?.sentence,
    reason: (code: string) => explanations.find(({ cell }) => cell === place(code))?.reason,
  };
}

describe('the worked example', () => {
  test('a small count is called small, and its number is not told', () => {
    const { sentence } = told(['North × C']);
    expect(sentence('North × B')).toBe('North × B is withheld because it is a small number.');
    expect(sentence('North × B')).not.toMatch(/\d/);
  });

  test('the only other hidden cell of a row would reveal the small one through this row', () => {
    const { reason, sentence } = told(['North × C']);
    const given = reason('North × C');
    if (given?.why !== 'would-reveal') throw new Error(given?.why);
    // Both the row of North and the column C leave one hidden cell each; the row comes with North × B.
    const through = worked.relations[given.through];
    expect(through?.cells).toContain(given.of);
    expect(through?.cells).toContain(place('North × C'));
    expect(sentence('North × C')).toContain('could be worked out from');
  });

  test('where another cell stays hidden in the row, the cell is needed for doubt', () => {
    const narrow = table(
      ['r', 's'],
      ['a', 'b', 'c', 'd'],
      [
        [2, 3, 6, 20],
        [20, 30, 40, 50],
      ],
    );
    const sensitive = primarySuppression(narrow, { threshold: 5 }, strongReader);
    const cell = narrow.cells.findIndex(({ code }) => code === 'r × c');
    const pattern = hiding(narrow, sensitive, [cell]);
    // Without r × c, 2 + 3 = 5 with both at least 1: each is from 1 to 4, narrower than 5.
    expect(
      explain(narrow, pattern, sensitive, reader(narrow)).find((one) => one.cell === cell)?.reason,
    ).toMatchObject({ why: 'doubt', of: narrow.cells.findIndex(({ code }) => code === 'r × a') });
  });

  test('a cell that shares no sum with a small one names the nearest', () => {
    const { reason, sentence } = told(['North × A', 'West × A', 'West × B']);
    expect(reason('West × A')).toEqual({ why: 'several', of: place('North × B'), steps: 2 });
    expect(sentence('West × A')).toContain('North × B');
  });

  test('a cell hidden earlier says in which release; one that nothing needs says so', () => {
    const cell = 'West × A';
    expect(told([cell], new Map([[place(cell), '2026-01']])).sentence(cell)).toBe(
      'West × A is withheld because it was withheld in the release 2026-01.',
    );
    expect(told([cell]).reason(cell)).toEqual({ why: 'unneeded' });
  });

  test('the public is told the same of every hidden cell, in its own language', () => {
    const { pattern } = told(['North × C', 'West × A']);
    const other = pattern.map((state) => (state === 'primary' ? ('secondary' as const) : state));
    expect(forPublic(worked, pattern)).toEqual(forPublic(worked, other));
    const catalogue = { ...sentences, public: 'Retenu pour protéger des personnes.' };
    expect(new Set(forPublic(worked, pattern, catalogue).map(({ sentence }) => sentence))).toEqual(
      new Set(['Retenu pour protéger des personnes.']),
    );
    const words = forPublic(worked, pattern).map(({ cell, sentence }) =>
      sentence.replace(worked.cells[cell]?.code ?? '', ''),
    );
    expect(words).toHaveLength(5);
    expect(new Set(words).size).toBe(1);
  });
});

const someTable = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  )
  .map((counts) =>
    table(
      counts.map((_, r) => `r${r}`),
      (counts[0] ?? []).map((_, c) => `c${c}`),
      counts,
    ),
  );

test('on any table and pattern: every hidden cell has a reason, and the attack bears out what it says', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      someTable,
      fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
      fc.integer({ min: 2, max: 5 }),
      async (problem, wish, threshold) => {
        const sensitive = primarySuppression(problem, { threshold }, strongReader);
        const further = problem.cells.flatMap(({ value }, cell) => (wish[cell] && value > 0 ? [cell] : []));
        const pattern = hiding(problem, sensitive, further);
        const explanations = explain(problem, pattern, sensitive, reader(problem));
        expect(explanations.map(({ cell }) => cell)).toEqual(
          pattern.flatMap((state, cell) => (state === 'published' ? [] : [cell])),
        );
        for (const { cell, reason } of explanations) {
          seen.add(reason.why);
          expect(reason.why === 'small').toBe(pattern[cell] === 'primary');
          if ('of' in reason) expect(pattern[reason.of]).toBe('primary');
          if (!('through' in reason)) continue;
          const cells = problem.relations[reason.through]?.cells ?? [];
          expect(cells).toContain(cell);
          expect(cells).toContain(reason.of);
          const shown = pattern.with(cell, 'published');
          const left = (await attack(release(problem, shown), reader(problem))).find(
            (interval) => interval.cell === reason.of,
          );
          const width = (left?.max.value ?? NaN) - (left?.min.value ?? NaN);
          if (reason.why === 'would-reveal') expect(width).toBe(0);
          else expect(width).toBeLessThan(threshold);
        }
        expect(forCustodian(problem, explanations).every(({ sentence }) => !/[{}]/.test(sentence))).toBe(
          true,
        );
      },
    ),
    { numRuns: 60 },
  );
  expect(seen).toEqual(new Set(['small', 'would-reveal', 'doubt', 'several', 'unneeded']));
});

test('what protect hides is never without need, as far as chains of hidden cells tell', async () => {
  const sensitive = primarySuppression(worked, { threshold: 5 }, strongReader);
  const result = await protect(worked, sensitive, strongReader);
  if (result.outcome !== 'protected') throw new Error(result.outcome);
  const reasons = explain(worked, result.pattern, sensitive, reader(worked));
  expect(reasons.filter(({ reason }) => reason.why === 'small')).toHaveLength(3);
  expect(reasons.filter(({ reason }) => reason.why === 'unneeded')).toEqual([]);
});
