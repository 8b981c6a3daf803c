import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attack, release } from './attack.ts';
import { explain } from './explain.ts';
import {
  protects,
  readers,
  strongReader,
  type Knowledge,
  type Pattern,
  type Relation,
  type Sensitive,
  type TableProblem,
} from './model.ts';
import { primarySuppression } from './primary.ts';
import { protect } from './protect.ts';
import {
  nextPattern,
  refusals,
  stack,
  type EarlierRelease,
  type NextRelease,
  type Revision,
  type Stack,
} from './releases.ts';
import { tabulate, type HierarchyRow, type TableForm } from './tabulate.ts';
import { verify } from './verify.ts';

const rows = (text: string): HierarchyRow[] =>
  text.split(' ').map((pair) => {
    const [code = '', parent] = pair.split('<');
    return { code, parent: parent ?? null };
  });

const threshold = 3;
const zones = ['N1', 'N2', 'S1', 'S2'];
const combinations = zones.flatMap((zone) =>
  ['A', 'B', 'C'].flatMap((kind) => ['F', 'M'].map((sex) => [zone, kind, sex])),
);
const monthly: Pick<TableForm, 'dimensions' | 'tables'> = {
  dimensions: [
    { name: 'region', hierarchies: [rows('Total N<Total N1<N N2<N S<Total S1<S S2<S')] },
    { name: 'form', hierarchies: [rows('Total A<Total B<Total C<Total')] },
    { name: 'sex', hierarchies: [rows('Total F<Total M<Total')] },
  ],
  tables: [['region', 'form', 'sex']],
};

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return from + (((mixed ^ (mixed >>> 14)) >>> 0) % (to - from + 1));
  };
}

/** Twelve months of a growing table: late cases in two cells and small changes in two others each month. */
function twelveMonths(seed: number, changes: Changes): TableProblem[] {
  const number = seeded(seed);
  const counts = combinations.map(() => (number(1, 4) === 1 ? number(1, 4) : number(5, 40)));
  return Array.from({ length: 12 }, (_, month) => {
    if (month > 0)
      for (const [least, most] of [
        [4, 12],
        [4, 12],
        [changes === 'corrections' ? -2 : 0, 2],
        [changes === 'corrections' ? -2 : 0, 2],
      ] as const) {
        const leaf = number(0, counts.length - 1);
        counts[leaf] = Math.max(0, (counts[leaf] ?? 0) + number(least, most));
      }
    return tabulate({
      ...monthly,
      leaves: combinations.map((codes, leaf) => ({ codes, count: counts[leaf] ?? 0 })),
    }).problem;
  });
}

type Changes = Revision['changes'];
const revision: Revision = { threshold, changes: 'corrections' };

interface Published {
  readonly problem: TableProblem;
  readonly pattern: Pattern;
}

/**
 * What a reader who kept every release can work out, built here from the releases alone: small counts, and small
 * changes between any two releases, that he knows exactly or to less than the threshold.
 */
async function differencing(releases: readonly Published[], changes: Changes): Promise<string[]> {
  const values: number[] = [];
  const published: (number | undefined)[] = [];
  const relations: Relation[] = [];
  const guarded: { readonly at: number; readonly what: string }[] = [];
  const isSmall = (value: number) => value > 0 && value < threshold;
  const add = (value: number, shown: boolean): number => {
    published.push(shown ? value : undefined);
    return values.push(value) - 1;
  };
  const before: { readonly value: number; readonly at: number }[][] = [];
  releases.forEach(({ problem, pattern }, r) => {
    const at = problem.cells.map(({ value }, cell) => add(value, pattern[cell] === 'published'));
    for (const relation of problem.relations)
      relations.push({ ...relation, cells: relation.cells.map((cell) => at[cell] ?? -1) });
    problem.cells.forEach(({ value, code }, cell) => {
      const own = at[cell] ?? -1;
      if (isSmall(value)) guarded.push({ at: own, what: `${code} in release ${r}` });
      const olds = (before[cell] ??= []);
      olds.forEach((old, o) => {
        const change = value - old.value;
        if (change === 0 && o === olds.length - 1)
          relations.push({ cells: [own, old.at], coefficients: [1, -1], constant: 0 });
        const last = change !== 0 && o === olds.length - 1 && changes === 'additions';
        if (!last && !isSmall(Math.abs(change))) return;
        // 1,000 is added where there are corrections, so that changes in both directions are counts.
        const more = changes === 'additions' ? 0 : 1000;
        const size = add(more + change, false);
        relations.push({ cells: [own, old.at, size], coefficients: [1, -1, -1], constant: -more });
        if (isSmall(Math.abs(change)))
          guarded.push({ at: size, what: `change of ${code} from release ${o} to ${r}` });
      });
      olds.push({ value, at: own });
    });
  });
  const reader = { name: 'keeper', atLeast: values.map((value) => Math.min(value, 1)) };
  const intervals = new Map(
    (await attack({ published, relations }, reader)).map((interval) => [interval.cell, interval]),
  );
  return guarded.flatMap(({ at, what }) => {
    const found = intervals.get(at);
    const width = found ? found.max.value - found.min.value : 0;
    return width < threshold ? [what] : [];
  });
}

const rule = (problem: TableProblem) => primarySuppression(problem, { threshold }, strongReader);

/** Protects the releases one after the other, each with all before it; a month without proof is not published. */
async function stacked(problems: readonly TableProblem[], changes: Changes) {
  const earlier: EarlierRelease[] = [];
  for (const [month, problem] of problems.entries()) {
    const next: NextRelease = { name: `month ${month + 1}`, problem, sensitive: rule(problem) };
    const whole = stack(earlier, next, { threshold, changes });
    const result = await protect(whole.problem, whole.sensitive, strongReader);
    if (result.outcome !== 'protected') continue;
    expect(
      verify(
        whole.problem,
        result.pattern,
        whole.sensitive,
        readers(whole.problem, strongReader),
        result.certificate,
      ),
    ).toEqual([]);
    earlier.push({ ...next, pattern: nextPattern(whole, next, result.pattern) });
  }
  return earlier;
}

describe.each(['corrections', 'additions'] as const)('twelve monthly releases, %s', (changes) => {
  const seed = 9;

  test('each protected alone: the reader who subtracts finds small counts and changes', async () => {
    const releases: Published[] = [];
    for (const problem of twelveMonths(seed, changes)) {
      const result = await protect(problem, rule(problem), strongReader);
      if (result.outcome === 'protected') releases.push({ problem, pattern: result.pattern });
    }
    expect(releases).toHaveLength(12);
    const found = await differencing(releases, changes);
    expect(found.filter((what) => what.startsWith('change')).length).toBeGreaterThan(0);
    expect(found.filter((what) => !what.startsWith('change')).length).toBeGreaterThan(0);
  }, 120_000);

  test('each protected with all before: the same reader finds none', async () => {
    const releases = await stacked(twelveMonths(seed, changes), changes);
    expect(releases.length).toBeGreaterThanOrEqual(10);
    for (const { pattern } of releases)
      expect(pattern.filter((state) => state === 'published').length).toBeGreaterThan(5);
    expect(await differencing(releases, changes)).toEqual([]);
  }, 120_000);
});

const flat = (name: string, codes: readonly string[]) => ({
  name,
  hierarchies: [[{ code: 'Total', parent: null }, ...codes.map((code) => ({ code, parent: 'Total' }))]],
});

function table(counts: readonly (readonly number[])[]): TableProblem {
  return tabulate({
    dimensions: [flat('region', ['P', 'Q', 'R']), flat('form', ['A', 'B', 'C'])],
    leaves: counts.flatMap((line, p) =>
      line.map((count, f) => ({ codes: ['PQR'.charAt(p), 'ABC'.charAt(f)], count })),
    ),
    tables: [['region', 'form']],
  }).problem;
}

test('on random tables and changes: what is protected in the stack withstands subtraction', async () => {
  const counts = (most: number, least: number) =>
    fc.array(fc.array(fc.integer({ min: least, max: most }), { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 3,
    });
  let followed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Changes>('additions', 'corrections'),
      counts(9, 0),
      counts(4, -4),
      counts(9, -2),
      async (changes, first, ...steps) => {
        const months = [first];
        for (const step of steps)
          months.push(
            (months.at(-1) ?? []).map((line, r) =>
              line.map((count, c) => {
                const by = step[r]?.[c] ?? 0;
                return Math.max(0, count + (changes === 'additions' ? Math.max(by, 0) : by));
              }),
            ),
          );
        const releases = await stacked(months.map(table), changes);
        if (releases.length > 1) followed += 1;
        expect(await differencing(releases, changes)).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
  expect(followed).toBeGreaterThan(5);
});

describe('two releases', () => {
  const january = table([
    [2, 20, 30],
    [15, 25, 35],
    [40, 50, 60],
  ]);
  const february = table([
    [2, 20, 30],
    [15, 26, 35],
    [40, 50, 70],
  ]);
  const place = (code: string) => january.cells.findIndex((cell) => cell.code === code);
  const hiding = (codes: readonly string[]): Pattern =>
    january.cells.map(({ code }) => (codes.includes(code) ? 'secondary' : 'published'));
  const earlier = (codes: readonly string[], sensitive: readonly Sensitive[] = rule(january)) => [
    { name: 'January', problem: january, sensitive, pattern: hiding(codes) },
  ];
  const next: NextRelease = { name: 'February', problem: february, sensitive: rule(february) };
  const safe = ['P × A', 'P × B', 'Q × A', 'Q × B'];
  const cellOf = (whole: Stack, code: string) => whole.places[place(code)] ?? -1;

  test('what did not change is one cell; what was shown stays known; what was hidden stays hidden', async () => {
    const whole = stack(earlier(safe), next, revision);
    expect(whole.of[cellOf(whole, 'P × A')]).toEqual({
      is: 'count',
      code: 'P × A',
      releases: ['January', 'February'],
    });
    expect(whole.problem.cells[cellOf(whole, 'P × C')]?.keep).toBe('published');
    expect(whole.hiddenEarlier.get(cellOf(whole, 'Q × A'))).toBe('January');
    const result = await protect(whole.problem, whole.sensitive, strongReader);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const pattern = nextPattern(whole, next, result.pattern);
    for (const code of ['P × A', 'P × B', 'Q × A']) expect(pattern[place(code)], code).not.toBe('published');
    for (const code of ['P × C', 'Q × C', 'R × A']) expect(pattern[place(code)], code).toBe('published');
    // Of Q × B and its sums one more person would be known: 25 and 26.
    for (const code of ['Q × Total', 'Total × B']) expect(pattern[place(code)], code).not.toBe('published');
  });

  test('what January hid stays hidden even if nothing needs it', async () => {
    const whole = stack(earlier([...safe, 'R × B']), next, revision);
    const result = await protect(whole.problem, whole.sensitive, strongReader);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    expect(nextPattern(whole, next, result.pattern)[place('R × B')]).not.toBe('published');
  });

  test('what a later release shows is hidden no more', () => {
    const whole = stack(
      [...earlier([...safe, 'R × B']), { ...next, name: 'February', pattern: hiding(safe) }],
      { ...next, name: 'March' },
      revision,
    );
    expect(whole.hiddenEarlier.get(cellOf(whole, 'P × A'))).toBe('January');
    expect(whole.hiddenEarlier.has(cellOf(whole, 'R × B'))).toBe(false);
    expect(whole.problem.cells[cellOf(whole, 'R × B')]?.keep).toBe('published');
  });

  test('a small change is a small count: it is named, and what it is between', () => {
    const whole = stack(earlier(safe), next, revision);
    const changes = whole.sensitive
      .filter(({ protection }) => protection.sliding > 0)
      .flatMap(({ cell }) => {
        const origin = whole.of[cell];
        return origin?.is === 'change' ? [origin] : [];
      });
    expect(changes.map(({ code }) => code).toSorted()).toEqual(['Q × B', 'Q × Total', 'Total × B']);
    expect(changes[0]).toMatchObject({ from: 'January', to: 'February' });
  });

  test('nothing is refused where January was safe', async () => {
    expect(await refusals(stack(earlier(safe), next, revision), strongReader)).toEqual([]);
  });

  test('a small count that January shows is refused, because of itself', async () => {
    const whole = stack(earlier([]), next, revision);
    const [refusal] = await refusals(whole, strongReader);
    const cell = cellOf(whole, 'P × A');
    expect(refusal).toEqual({ cell, because: [cell] });
    const result = await protect(whole.problem, whole.sensitive, strongReader);
    expect(result.outcome).toBe('impossible');
    const accepted = whole.sensitive.filter((item) => item.cell !== cell);
    expect((await protect(whole.problem, accepted, strongReader)).outcome).toBe('protected');
  });

  test('a small count alone in its row of January is refused, because of the row', async () => {
    const whole = stack(earlier(['P × A']), next, revision);
    const [refusal] = await refusals(whole, strongReader);
    expect(refusal?.cell).toBe(cellOf(whole, 'P × A'));
    const because = (refusal?.because ?? []).map((cell) => whole.of[cell]?.code);
    expect([
      ['P × Total', 'P × B', 'P × C'],
      ['Total × A', 'Q × A', 'R × A'],
    ]).toContainEqual(because);
  });

  test('a small change between two releases that are both out is refused, because of both', async () => {
    const out = [...earlier(safe), { ...next, pattern: hiding(['P × A', 'P × B', 'Q × A']) }];
    const whole = stack(out, { ...next, name: 'March' }, revision);
    const found = await refusals(whole, strongReader);
    const refused = found.find(({ cell }) => whole.of[cell]?.code === 'Q × Total');
    expect(refused?.because.map((cell) => whole.problem.cells[cell]?.code).toSorted()).toEqual([
      'Q × Total [February to March]',
      'Q × Total [January]',
    ]);
  });

  test('an organisation keeps what it holds through the stack', () => {
    const holding = [{ organisation: 'Hotline', counts: [[place('Q × B'), 9]] as const }];
    const held = { ...february, holdings: holding };
    const whole = stack(earlier(safe), { ...next, problem: held }, revision);
    const knowledge: Knowledge = { ...strongReader, insider: 'organisation' };
    const [reader] = readers(whole.problem, knowledge);
    expect(reader?.atLeast[cellOf(whole, 'Q × B')]).toBe(9);
  });

  /** Releases of one count, with how many of it are the Hotline's own; and what is made of its changes. */
  function changesOf(counts: readonly (readonly [count: number, own: number])[], known: Revision['changes']) {
    const releases = counts.map(([count, own], at) => {
      const { problem } = tabulate({
        dimensions: [flat('form', ['A', 'B'])],
        leaves: [
          { codes: ['A'], count },
          { codes: ['B'], count: 50 },
        ],
        tables: [['form']],
      });
      const cell = problem.cells.findIndex(({ code }) => code === 'A');
      const holdings = own > 0 ? [{ organisation: 'Hotline', counts: [[cell, own]] as const }] : [];
      const pattern = problem.cells.map((): Pattern[number] => 'published');
      return { name: `${at + 1}`, problem: { ...problem, holdings }, sensitive: [], pattern };
    });
    const last = releases.at(-1);
    if (!last) throw new Error('no release');
    const whole = stack(releases.slice(0, -1), last, { threshold, changes: known });
    const [reader] = readers(whole.problem, { zeros: 'withholdable', insider: 'organisation' });
    return whole.of.flatMap((origin, cell) =>
      origin.is === 'change' && origin.code === 'A'
        ? [
            {
              small: whole.sensitive.some((item) => item.cell === cell && item.protection.sliding > 0),
              known: reader?.atLeast[cell],
            },
          ]
        : [],
    );
  }

  test.each<[string, readonly (readonly [number, number])[], Revision['changes'], readonly object[]]>([
    [
      'large, and large without it',
      [
        [20, 5],
        [40, 10],
      ],
      'corrections',
      [],
    ],
    [
      'large, but for all others small',
      [
        [20, 5],
        [40, 24],
      ],
      'corrections',
      [{ small: true }],
    ],
    [
      'large, but small if it takes its own for new',
      [
        [10, 0],
        [10, 8],
        [20, 9],
      ],
      'corrections',
      [{ small: true }],
    ],
    [
      'known to it in part, by one',
      [
        [20, 2],
        [30, 3],
      ],
      'additions',
      [{ small: false, known: 1 }],
    ],
  ])('a change that an organisation had a part in: %s', (_, counts, known, expected) => {
    expect(changesOf(counts, known)).toMatchObject(expected);
    expect(changesOf(counts, known)).toHaveLength(expected.length);
  });

  test('where cases only come in, a count that falls is a mistake', () => {
    const out = [{ ...next, pattern: hiding(safe) }];
    const after: NextRelease = { name: 'March', problem: january, sensitive: rule(january) };
    expect(() => stack(out, after, { threshold, changes: 'additions' })).toThrow(
      'falls between two releases',
    );
    expect(() => stack(out, after, revision)).not.toThrow();
  });

  test('a hidden cell can say that it was hidden earlier, or which change it would tell', async () => {
    const whole = stack(earlier(safe), next, revision);
    const result = await protect(whole.problem, whole.sensitive, strongReader);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const [reader] = readers(whole.problem, strongReader);
    if (!reader) throw new Error('no reader');
    const why = new Map(
      explain(whole.problem, result.pattern, whole.sensitive, reader, whole.hiddenEarlier).map(
        ({ cell, reason }) => [cell, reason],
      ),
    );
    expect(why.get(cellOf(whole, 'P × B'))).toEqual({ why: 'hidden-earlier', release: 'January' });
    const total = why.get(cellOf(whole, 'Q × Total'));
    if (total?.why !== 'would-reveal') throw new Error(total?.why);
    expect(whole.of[total.of]).toMatchObject({ is: 'change', code: 'Q × Total' });
  });

  test('a threshold of 0 is refused', () => {
    expect(() => stack([], next, { ...revision, threshold: 0 })).toThrow('threshold');
  });
});

describe('regions that are not nested', () => {
  // Z2 lies in the district D1 and in the health region H2: D1 − H1 is Z2.
  const form: TableForm = {
    dimensions: [
      {
        name: 'zone',
        hierarchies: [
          rows('Total D1<Total Z1<D1 Z2<D1 D2<Total Z3<D2 Z4<D2'),
          rows('Total H1<Total Z1<H1 H2<Total Z2<H2 Z3<H2 Z4<H2'),
        ],
      },
      flat('form', ['A', 'B']),
    ],
    leaves: [
      ['Z1', 20, 30],
      ['Z2', 2, 9],
      ['Z3', 14, 8],
      ['Z4', 25, 0],
    ].flatMap(([zone, a, b]) => [
      { codes: [String(zone), 'A'], count: Number(a) },
      { codes: [String(zone), 'B'], count: Number(b) },
    ]),
    tables: [['zone', 'form']],
  };
  const { problem } = tabulate(form);
  const sensitive = rule(problem);
  const within = (kind: RegExp) =>
    new Set(problem.cells.flatMap(({ code }, cell) => (kind.test(code) ? [cell] : [])));
  const districts = within(/^(Total|D\d)/);
  const health = within(/^(Total|H\d)/);
  const showing = (cells: ReadonlySet<number>): Pattern =>
    problem.cells.map((_, cell) => (cells.has(cell) ? 'published' : 'secondary'));
  const small = problem.cells.findIndex(({ code }) => code === 'Z2 × A');

  test('both tables whole give the small zone between them away', async () => {
    const [reader] = readers(problem, strongReader);
    if (!reader) throw new Error('no reader');
    const both = release(problem, showing(new Set([...districts, ...health])));
    const found = (await attack(both, reader)).find(({ cell }) => cell === small);
    expect([found?.min.value, found?.max.value]).toEqual([2, 2]);
  });

  test('stacked, the second table hides what would give it away, and no zone', async () => {
    const earlier = [
      { name: 'districts', problem, sensitive, offered: districts, pattern: showing(districts) },
    ];
    const next: NextRelease = { name: 'health regions', problem, sensitive, offered: health };
    const whole = stack(earlier, next, revision);
    expect(await refusals(whole, strongReader)).toEqual([]);
    const result = await protect(whole.problem, whole.sensitive, strongReader);
    if (result.outcome !== 'protected') throw new Error(result.outcome);
    const pattern = nextPattern(whole, next, result.pattern);
    const shown = new Set(pattern.flatMap((state, cell) => (state === 'published' ? [cell] : [])));
    expect([...shown].every((cell) => districts.has(cell) || health.has(cell))).toBe(true);
    expect([...health].some((cell) => shown.has(cell) && !districts.has(cell))).toBe(true);
    const [reader] = readers(problem, strongReader);
    if (!reader) throw new Error('no reader');
    const kept = release(problem, showing(new Set([...districts, ...shown])));
    const found = (await attack(kept, reader)).find(({ cell }) => cell === small);
    const item = sensitive.find(({ cell }) => cell === small);
    expect(
      protects(
        { min: found?.min.value ?? 0, max: found?.max.value ?? 0 },
        2,
        item?.protection ?? { lower: 0, upper: 0, sliding: Infinity },
      ),
    ).toBe(true);
  });
});
