import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../test/shared.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { attack, attackSum, certificate, release, withEarlier } from './attack.ts';
import { usualSizes } from './attack/search.ts';
import { type Knowledge, type Pattern, protects, readers, strongReader, type TableProblem } from './model.ts';
import { primarySuppression } from './primary.ts';
import { protect } from './protect.ts';
import { type Dimension, tabulate } from './tabulate.ts';
import { verify } from './verify.ts';

function flat(name: string, codes: readonly string[]): Dimension {
  return {
    name,
    hierarchies: [[{ code: 'Total', parent: null }, ...codes.map((code) => ({ code, parent: 'Total' }))]],
  };
}

/** A table of rows and columns with its margins. */
function table(counts: readonly (readonly number[])[]): TableProblem {
  const rows = counts.map((_, row) => `r${row}`);
  const columns = (counts[0] ?? []).map((_, column) => `c${column}`);
  return tabulate({
    dimensions: [flat('row', rows), flat('column', columns)],
    leaves: counts.flatMap((line, row) =>
      line.map((count, column) => ({ codes: [rows[row] ?? '', columns[column] ?? ''], count })),
    ),
    tables: [['row', 'column']],
  }).problem;
}

/** Every whole table that a reader cannot rule out, found by trying them all: the hidden cells' values. */
function everyTable(
  { cells, relations }: TableProblem,
  pattern: Pattern,
  atLeast: readonly number[],
): number[][] {
  const hidden = cells.flatMap((_, cell) => (pattern[cell] === 'published' ? [] : [cell]));
  const most = Math.max(...cells.map(({ value }) => value));
  const values = cells.map(({ value }) => value);
  const found: number[][] = [];
  const fits = (decided: number) =>
    relations.every(({ cells: of, coefficients, constant }) => {
      if (of.some((cell) => hidden.indexOf(cell) >= decided)) return true;
      return (
        of.reduce((sum, cell, at) => sum + (coefficients[at] ?? 0) * (values[cell] ?? 0), 0) === constant
      );
    });
  const choose = (at: number): void => {
    const cell = hidden[at];
    if (cell === undefined) {
      found.push(hidden.map((one) => values[one] ?? 0));
      return;
    }
    for (let value = atLeast[cell] ?? 0; value <= most; value += 1) {
      values[cell] = value;
      if (fits(at + 1)) choose(at + 1);
    }
  };
  choose(0);
  return found;
}

const readerKinds: readonly Knowledge[] = [
  strongReader,
  { zeros: 'published', insider: 'none' },
  { zeros: 'withholdable', insider: 'none' },
  { zeros: 'structural', insider: 'none' },
];
const smallTable = fc
  .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 3 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

describe('the attack', () => {
  test('finds what trying every table finds, for each reader', async () => {
    await fc.assert(
      fc.asyncProperty(
        smallTable,
        fc.constantFrom(...readerKinds),
        fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
        // In parts that grow, as large tables are attacked, and whole, as small ones are.
        fc.constantFrom({ sizes: { ...usualSizes, whole: { first: 2, near: 4, most: 100 } } }, {}),
        async (counts, knowledge, wish, sizes) => {
          const problem = table(counts);
          // The grand total stays shown, so that every interval has an end.
          const pattern: Pattern = problem.cells.map(({ value, code }, cell) =>
            wish[cell] && !/^Total.*Total$/.test(code) && (value > 0 || knowledge.zeros === 'withholdable')
              ? 'secondary'
              : 'published',
          );
          const [reader] = readers(problem, knowledge);
          if (!reader) return;
          const hidden = pattern.flatMap((state, cell) => (state === 'published' ? [] : [cell]));
          // Trying every table of more cells takes too long.
          if (hidden.length > 8) return;
          const all = everyTable(problem, pattern, reader.atLeast);
          const intervals = await attack(release(problem, pattern), reader, sizes);
          expect(intervals.map(({ cell, min, max }) => [cell, min.value, max.value])).toEqual(
            hidden.map((cell, at) => {
              const values = all.map((one) => one[at] ?? 0);
              return [cell, Math.min(...values), Math.max(...values)];
            }),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('asked only whether cells are wide enough, it says narrow exactly of those that are', async () => {
    await fc.assert(
      fc.asyncProperty(
        smallTable,
        fc.constantFrom(...readerKinds),
        fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
        fc.constantFrom('own table', 'none'),
        async (counts, knowledge, wish, start) => {
          const problem = table(counts);
          const pattern: Pattern = problem.cells.map(({ value }, cell) =>
            wish[cell] && cell > 0 && value > 0 ? 'secondary' : 'published',
          );
          const [reader] = readers(problem, knowledge);
          if (!reader) return;
          const shown = release(problem, pattern);
          const exact = await attack(shown, reader);
          const enough = await attack(shown, reader, {
            wide: 3,
            ...(start === 'none' ? {} : { start: problem.cells.map(({ value }) => value) }),
          });
          const isNarrow = ({ min, max }: (typeof exact)[number]) => max.value - min.value < 3;
          expect(enough.map((interval) => [interval.cell, isNarrow(interval)])).toEqual(
            exact.map((interval) => [interval.cell, isNarrow(interval)]),
          );
          enough.forEach(({ min, max }, at) => {
            expect(min.value).toBeGreaterThanOrEqual(exact[at]?.min.value ?? NaN);
            expect(max.value).toBeLessThanOrEqual(exact[at]?.max.value ?? NaN);
            if (min.known === 'exact') expect(min.value).toBe(exact[at]?.min.value);
            if (max.known === 'exact') expect(max.value).toBe(exact[at]?.max.value);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('the extreme tables of its intervals convince the checker that they are that wide', async () => {
    const problem = table([
      [20, 3, 17],
      [8, 11, 2],
      [15, 9, 14],
    ]);
    const sensitive = primarySuppression(problem, { threshold: 5 }, strongReader);
    const result = await protect(problem, sensitive, strongReader);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const all = readers(problem, strongReader);
    const start = problem.cells.map(({ value }) => value);
    const intervals = await attack(release(problem, result.pattern), all[0] ?? { name: '', atLeast: [] }, {
      start,
    });
    const found = certificate(intervals, all[0] ?? { name: '', atLeast: [] });
    expect(verify(problem, result.pattern, sensitive, all, found)).toEqual([]);
    const exact = sensitive.map((item) => {
      const { min, max } = intervals.find(({ cell }) => cell === item.cell) ?? {};
      const width = (max?.value ?? NaN) - (min?.value ?? NaN);
      return { ...item, protection: { lower: 0, upper: 0, sliding: width } };
    });
    expect(verify(problem, result.pattern, exact, all, found)).toEqual([]);
    const wider = exact.map((item) => ({
      ...item,
      protection: { ...item.protection, sliding: item.protection.sliding + 1 },
    }));
    expect(verify(problem, result.pattern, wider, all, found)).toHaveLength(sensitive.length);
  });

  test('a sum of hidden cells can be known although none of them is', async () => {
    const problem = table([
      [7, 5, 9],
      [6, 8, 4],
      [3, 6, 8],
    ]);
    const hide = new Set(['r0 × c0', 'r0 × c1', 'r1 × c0', 'r1 × c1']);
    const pattern: Pattern = problem.cells.map(({ code }) => (hide.has(code) ? 'secondary' : 'published'));
    const [reader] = readers(problem, { zeros: 'withholdable', insider: 'none' });
    if (!reader) throw new Error('no reader');
    const cells = [...hide].map((code) => problem.cells.findIndex((cell) => cell.code === code));
    const shown = release(problem, pattern);
    for (const { min, max } of await attack(shown, reader)) expect(max.value).toBeGreaterThan(min.value);
    const row = await attackSum(shown, reader, cells.slice(0, 2));
    expect([row.min.value, row.max.value]).toEqual([12, 12]);
    const diagonal = await attackSum(shown, reader, [cells[0] ?? -1, cells[3] ?? -1]);
    // Both move together, from 7 less (7 + 8 − 14) to 5 more (7 + 8 + 10).
    expect([diagonal.min.value, diagonal.max.value]).toEqual([1, 25]);
  });

  test('what an earlier release showed is known, and so are its sums', async () => {
    const [reader] = readers(table([[3, 7]]), { zeros: 'withholdable', insider: 'none' });
    if (!reader) throw new Error('no reader');
    const sum = { cells: [0, 1], coefficients: [1, 1], constant: 10 };
    const difference = { cells: [1, 0], coefficients: [1, -1], constant: 4 };
    const now = { published: [undefined, undefined], relations: [sum] };
    const alone = await attack(now, reader);
    expect(alone.map(({ min, max }) => [min.value, max.value])).toEqual([
      [0, 10],
      [0, 10],
    ]);
    const shown = await attack(withEarlier(now, { published: [3, undefined], relations: [] }), reader);
    expect(shown.map(({ cell, min, max }) => [cell, min.value, max.value])).toEqual([[1, 7, 7]]);
    const summed = withEarlier(now, { published: [undefined, undefined], relations: [difference] });
    expect((await attack(summed, reader)).map(({ min, max }) => [min.value, max.value])).toEqual([
      [3, 3],
      [7, 7],
    ]);
  });

  test.each([9, 11])('published parts that add up to 10 and not to %i are a contradiction', async (total) => {
    const relations = [{ cells: [0, 1, 2], coefficients: [1, 1, -1], constant: 0 }];
    const reader = { name: 'public', atLeast: [0, 0, 0] };
    await expect(attack({ published: [3, 7, total], relations }, reader)).rejects.toThrow();
  });

  test('an earlier release never leaves more doubt', async () => {
    await fc.assert(
      fc.asyncProperty(
        smallTable,
        fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }),
        async (counts, wish) => {
          const problem = table(counts);
          const hide = (from: number): Pattern =>
            problem.cells.map((_, cell) => (wish[from + cell] && cell > 0 ? 'secondary' : 'published'));
          const [reader] = readers(problem, { zeros: 'withholdable', insider: 'none' });
          if (!reader) return;
          const now = release(problem, hide(0));
          const before = new Map((await attack(now, reader)).map((interval) => [interval.cell, interval]));
          for (const { cell, min, max } of await attack(
            withEarlier(now, release(problem, hide(16))),
            reader,
          )) {
            const alone = before.get(cell);
            expect(min.value).toBeGreaterThanOrEqual(alone?.min.value ?? 0);
            expect(max.value).toBeLessThanOrEqual(alone?.max.value ?? Number.POSITIVE_INFINITY);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('protection', () => {
  test('no reader who tries every table narrows a primary cell below its width', async () => {
    let proven = 0;
    await fc.assert(
      fc.asyncProperty(
        smallTable,
        fc.constantFrom(...readerKinds),
        fc.integer({ min: 2, max: 4 }),
        async (counts, knowledge, threshold) => {
          const problem = table(counts);
          const sensitive = primarySuppression(problem, { threshold }, knowledge);
          const result = await protect(problem, sensitive, knowledge);
          if (result.outcome !== 'protected') return;
          proven += 1;
          const [reader] = readers(problem, knowledge);
          if (!reader) return;
          // A hidden grand total has no end to try up to; those are left to the certificate.
          if (
            result.pattern[problem.cells.findIndex(({ code }) => /^Total.*Total$/.test(code))] !== 'published'
          )
            return;
          if (result.pattern.filter((state) => state !== 'published').length > 9) return;
          const all = everyTable(problem, result.pattern, reader.atLeast);
          const hidden = result.pattern.flatMap((state, cell) => (state === 'published' ? [] : [cell]));
          for (const { cell, protection } of sensitive) {
            const values = all.map((one) => one[hidden.indexOf(cell)] ?? 0);
            const interval = { min: Math.min(...values), max: Math.max(...values) };
            expect(protects(interval, problem.cells[cell]?.value ?? 0, protection)).toBe(true);
          }
        },
      ),
      { numRuns: 120 },
    );
    expect(proven).toBeGreaterThan(20);
  });

  test('showing any one hidden cell, or changing any witness, is found by the checker', async () => {
    const problem = table([
      [20, 3, 17, 12],
      [8, 11, 2, 30],
      [15, 9, 14, 4],
      [13, 16, 21, 10],
    ]);
    const sensitive = primarySuppression(problem, { threshold: 5 }, strongReader);
    const result = await protect(problem, sensitive, strongReader);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const all = readers(problem, strongReader);
    const faults = (pattern: Pattern, certificate = result.certificate) =>
      verify(problem, pattern, sensitive, all, certificate);
    expect(faults(result.pattern)).toEqual([]);
    result.pattern.forEach((state, cell) => {
      if (state === 'published') return;
      const shown = result.pattern.map((one, at) => (at === cell ? 'published' : one));
      expect(faults(shown).length, problem.cells[cell]?.code ?? '').toBeGreaterThan(0);
    });
    result.certificate.witnesses.forEach((witness, at) => {
      if (witness.cells.length === 0) return;
      const by = Array.from(witness.by, (each, first) => (first === 0 ? each + 1 : each));
      const changed = result.certificate.witnesses.with(at, { cells: witness.cells, by });
      expect(faults(result.pattern, { ...result.certificate, witnesses: changed }).length).toBeGreaterThan(0);
    });
  });

  const regions = flat('region', ['North', 'South', 'East', 'West']);
  const forms = flat('form', ['A', 'B', 'C', 'D']);
  const counts = [
    [20, 3, 17, 12],
    [8, 11, 2, 30],
    [15, 9, 14, 4],
    [13, 16, 21, 10],
  ];
  const codes = ['North', 'South', 'East', 'West'].map((region) =>
    ['A', 'B', 'C', 'D'].map((form) => [region, form]),
  );
  const leavesOf = (numbers: readonly (readonly number[])[]) =>
    numbers.flatMap((line, row) =>
      line.map((count, column) => ({ codes: codes[row]?.[column] ?? [], count })),
    );

  test('no organisation that subtracts its own cases narrows a small cell', async () => {
    const shelter = [
      [4, 2, 0, 0],
      [0, 3, 0, 9],
      [5, 0, 4, 0],
      [0, 0, 6, 2],
    ];
    const police = counts.map((line, row) =>
      line.map((count, column) => count - (shelter[row]?.[column] ?? 0)),
    );
    const { problem } = tabulate({
      dimensions: [regions, forms],
      leaves: leavesOf(counts),
      tables: [['region', 'form']],
      holdings: [
        { organisation: 'shelter', leaves: leavesOf(shelter) },
        { organisation: 'police', leaves: leavesOf(police) },
      ],
    });
    const knowledge: Knowledge = { zeros: 'published', insider: 'organisation' };
    const sensitive = primarySuppression(problem, { threshold: 5 }, knowledge);
    const result = await protect(problem, sensitive, knowledge);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    expect(readers(problem, knowledge).map(({ name }) => name)).toEqual(['shelter', 'police']);
    for (const reader of readers(problem, knowledge)) {
      const found = await attack(release(problem, result.pattern), reader);
      for (const { cell } of sensitive) {
        const interval = found.find((each) => each.cell === cell);
        expect((interval?.max.value ?? 0) - (interval?.min.value ?? 0)).toBeGreaterThanOrEqual(5);
      }
    }
  });

  test('magnitudes: where one contributor dominates, nobody comes nearer than the p % rule allows', async () => {
    // Thousands; in North, B one contributor holds 2,700 of 3,000.
    const numbers = counts.map((line) => line.map((count) => count * 1_000));
    const large = numbers.map((line, row) =>
      line.map((count, column) => (row === 0 && column === 1 ? 2_700 : count / 2)),
    );
    const rest = numbers.map((line, row) => line.map((count, column) => count - (large[row]?.[column] ?? 0)));
    const { problem } = tabulate({
      dimensions: [regions, forms],
      leaves: leavesOf(numbers),
      tables: [['region', 'form']],
      holdings: [
        { organisation: 'large', leaves: leavesOf(large) },
        { organisation: 'other', leaves: leavesOf(rest) },
      ],
    });
    const knowledge: Knowledge = { zeros: 'published', insider: 'none' };
    const waivers = problem.cells.flatMap(({ code }, cell) =>
      code === 'North × B' ? [] : [{ cell, reason: 'two equal contributors know each other' }],
    );
    const sensitive = primarySuppression(problem, { threshold: 1, pPercent: 10 }, knowledge, waivers);
    expect(
      sensitive.map(({ cell, reason, protection }) => [problem.cells[cell]?.code, reason, protection.upper]),
    ).toEqual([['North × B', 'p-percent', 270]]);
    const result = await protect(problem, sensitive, knowledge, { cost: 'sum' });
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const [reader] = readers(problem, knowledge);
    const found = reader ? await attack(release(problem, result.pattern), reader) : [];
    const interval = found.find(({ cell }) => cell === sensitive[0]?.cell);
    expect(interval?.min.value).toBeLessThanOrEqual(3_000 - 270);
    expect(interval?.max.value).toBeGreaterThanOrEqual(3_000 + 270);
  });

  test('the same input gives the same result; the work tells how far it is and can be ended', async () => {
    const problem = table(counts);
    const sensitive = primarySuppression(problem, { threshold: 5 }, strongReader);
    const told: string[] = [];
    const once = await protect(problem, sensitive, strongReader, {
      progress: ({ doing, done, of }) => told.push(`${doing} ${done}/${of}`),
    });
    expect(await protect(problem, sensitive, strongReader)).toEqual(once);
    expect(told).toContain('proving 3/3');
    const ended = AbortSignal.abort(new Error('the person left'));
    await expect(protect(problem, sensitive, strongReader, { signal: ended })).rejects.toThrow(
      'the person left',
    );
  });

  test('a small cell whose whole row must be shown cannot be protected, and is named', async () => {
    const problem = table([
      [3, 0],
      [20, 30],
    ]);
    const sensitive = primarySuppression(problem, { threshold: 5 }, strongReader);
    const kept: TableProblem = {
      ...problem,
      cells: problem.cells.map((cell) =>
        /Total/.test(cell.code) ? { ...cell, keep: 'published' as const } : cell,
      ),
    };
    const small = sensitive.filter(({ cell }) => !/Total/.test(problem.cells[cell]?.code ?? ''));
    expect((await protect(kept, small, strongReader)).outcome).toBe('impossible');
  });
});

describe('real instances', () => {
  const folder = shared('bench/sdc');
  test.skipIf(!folder)(
    `t2_20x20, zeros withholdable: every primary proven (${folder ? 'as it is' : noSharedFiles})`,
    async () => {
      const read = (file: string) => readCsv(readFileSync(`${folder ?? ''}/t2_20x20/${file}`), { file });
      const hierarchy = (name: string): Dimension => ({
        name,
        hierarchies: [
          read(`hier_${name}.csv`).rows.map(({ cells: [code = '', parent = ''] }) => ({
            code,
            parent: parent === '' ? null : parent,
          })),
        ],
      });
      const { problem } = tabulate({
        dimensions: [hierarchy('a'), hierarchy('b')],
        leaves: read('inner.csv').rows.map(({ cells: [a = '', b = '', count = ''] }) => ({
          codes: [a, b],
          count: Number(count),
        })),
        tables: [['a', 'b']],
      });
      expect(problem.cells).toHaveLength(441);
      const knowledge: Knowledge = { zeros: 'withholdable', insider: 'none' };
      const sensitive = primarySuppression(problem, { threshold: 5 }, knowledge);
      expect(sensitive).toHaveLength(121);
      const result = await protect(problem, sensitive, knowledge);
      if (result.outcome !== 'protected') throw new Error(result.outcome);
      expect(
        verify(problem, result.pattern, sensitive, readers(problem, knowledge), result.certificate),
      ).toEqual([]);
      expect(result.pattern.filter((state) => state === 'secondary').length).toBeLessThanOrEqual(10);
      const [reader] = readers(problem, knowledge);
      if (!reader) throw new Error('no reader');
      const intervals = new Map(
        (await attack(release(problem, result.pattern), reader)).map((interval) => [interval.cell, interval]),
      );
      for (const { cell, protection } of sensitive) {
        const found = intervals.get(cell);
        expect(
          protects(
            { min: found?.min.value ?? 0, max: found?.max.value ?? 0 },
            problem.cells[cell]?.value ?? 0,
            protection,
          ),
        ).toBe(true);
      }
    },
  );
});
