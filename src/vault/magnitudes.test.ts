/** Amounts with their contributors, from the files handed in to the files for readers. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../platform/terminal.ts';
import { commands } from './commands.ts';
import { files, protectIn, protectPlain, rows, runner } from './testing.ts';

const run = runner(commands);

/**
 * Hundepool et al. (2024), Handbook on Statistical Disclosure Control, second edition, section 4.2.1, example 1: a
 * cell of 100,000 with contributions of 50,000 and 49,000. The (1, 90) rule calls it safe, although the second
 * contributor knows the first to within 2 %. Around it cells of ten equal contributors, which every rule calls safe.
 */
const firstExample = ['first,50000.0', 'second,40000', 'second,9000', 'third,1000'];
const example = (rules: object, mining: readonly string[] = firstExample) => ({
  'table.csv': [
    'region,activity,organisation,value',
    ...mining.map((row) => `X,mining,${row}`),
    ...[
      'X,fishing',
      'X,trade',
      'Y,mining',
      'Y,fishing',
      'Y,trade',
      'Z,mining',
      'Z,fishing',
      'Z,trade',
    ].flatMap((cell, c) =>
      Array.from({ length: 10 }, (_, i) => `${cell},small ${c}.${i},${1_500 + 250 * c}.5`),
    ),
    '',
  ].join('\n'),
  'spec.json': JSON.stringify({
    dims: ['region', 'activity'],
    tables: [['region', 'activity']],
    magnitudes: rules,
  }),
});

describe('amounts with contributors', () => {
  test('the (1, 90) rule finds nothing, as the handbook says', async () => {
    const at = files(example({ dominance: { largest: 1, percent: 90 } }));
    expect((await protectIn(run, at)).value).toMatchObject({ sensitive: 0, further: 0 });
    expect(rows(at('out.csv'))[0]).toEqual(['region', 'activity', 'value', 'status']);
    expect(rows(at('out.csv'))).toContainEqual(['X', 'mining', '100000', 'published']);
  });

  // Example 2 of the same section: 52,000 and 50,000 of 110,000; k = 100 × 100 / (100 + p).
  test('where the p % rule finds nothing, the (2, k) rule may, as the handbook says', async () => {
    const cell = ['first,52000', 'second,50000', 'third,5000', 'fourth,3000'];
    const p = files(example({ pPercent: 10 }, cell));
    expect((await protectIn(run, p)).value).toMatchObject({ sensitive: 0 });
    const k = files(example({ dominance: { largest: 2, percent: 10_000 / 110 } }, cell));
    expect((await protectIn(run, k)).value).toMatchObject({ sensitive: 1 });
  });

  // Levels: 10 % of 50,000 less the 1,000 of all others; 99,000 as 85 % of 116,470.6; in tenths.
  test.each<[string, object, string, number]>([
    ['p %', { pPercent: 10 }, 'p-percent', 40_000],
    ['(2, 85)', { dominance: { largest: 2, percent: 85 } }, 'dominance', 164_706],
    ['fewest contributors', { contributors: 4 }, 'contributors', 50_000],
    ['fewest contributors and p %', { contributors: 4, pPercent: 20 }, 'contributors', 100_000],
  ])(
    'the %s rule protects it to its level, against all who see the table',
    async (_, rules, reason, level) => {
      const at = files(example(rules));
      expect((await protectIn(run, at)).value).toMatchObject({ sensitive: 1, readers: ['public'] });
      const certificate = JSON.parse(readFileSync(at('cert.json'), 'utf8')) as {
        readonly sensitive: readonly (readonly [number, string, number, number, number])[];
        readonly decimals: number;
      };
      expect(certificate.decimals).toBe(1);
      const [[, why, lower, upper] = []] = certificate.sensitive;
      expect([why, lower, upper]).toEqual([reason, level, level]);
      expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);

      await run('attack', at('out.csv'), '--spec', at('spec.json'), '--out', at('intervals.csv'));
      const [, , min = NaN, max = NaN] =
        rows(at('intervals.csv'))
          .find(([region, activity]) => region === 'X' && activity === 'mining')
          ?.map(Number) ?? [];
      expect(min).toBeLessThanOrEqual(100_000 - level / 10);
      expect(max).toBeGreaterThanOrEqual(100_000 + level / 10);
    },
  );

  test('each contributor as a reader of its own', async () => {
    const at = files(example({ pPercent: 10 }));
    const spec = JSON.parse(readFileSync(at('spec.json'), 'utf8')) as object;
    const own = files({
      'table.csv': readFileSync(at('table.csv'), 'utf8'),
      'spec.json': JSON.stringify({ ...spec, insider: 'organisation' }),
    });
    const { value } = await protectIn(run, own);
    expect(value['readers']).toHaveLength(3 + 80);
    expect((await run('verify', own('cert.json'), own('out.csv'))).code).toBe(exitCodes.done);
  });

  test.each<[string, { readonly [name: string]: string }, string, RegExp]>([
    [
      'a negative amount',
      { 'table.csv': 'region,activity,organisation,value\nX,mining,first,-5\n' },
      'table-amount-invalid',
      /^table\.csv, row 2, column value/,
    ],
    [
      'no contributor',
      { 'table.csv': 'region,activity,value\nX,mining,5\n' },
      'table-column-missing',
      /“organisation”/,
    ],
    [
      'amounts beyond 2^53',
      { 'table.csv': 'region,activity,organisation,value\nX,mining,a,9007199254740993\n' },
      'table-overflow',
      /./,
    ],
    [
      'sums beyond 2^53',
      {
        'table.csv':
          'region,activity,organisation,value\nX,mining,a,9007199254740991\nY,mining,a,9007199254740991\n',
      },
      'table-value-invalid',
      /Total/,
    ],
    ['no rule', example({}), 'spec-invalid', /magnitudes: give dominance/],
    [
      'groups',
      {
        'spec.json': JSON.stringify({
          dims: ['region'],
          tables: [['region']],
          groups: 'protected',
          magnitudes: { pPercent: 10 },
        }),
      },
      'spec-invalid',
      /amounts, not persons/,
    ],
  ])('refuses %s', async (_, changed, code, message) => {
    const at = files({ ...example({ pPercent: 10 }), ...changed });
    await expect(protectIn(run, at)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});

/**
 * The table of investments of Fischetti & Salazar-González (2001), cited from memory. The interval is worked out by
 * hand: row II hides 30 and row III 29, column C hides 34; so II, C lies from 34 − 29 to 30.
 */
describe('investments by activity and region', () => {
  const cells = [
    [20, 50, 10],
    [8, 19, 22],
    [17, 32, 12],
  ];
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const relations = [
    ...['I', 'II', 'III'].map((row) => `${row}:-1 ${row}A:1 ${row}B:1 ${row}C:1`),
    ...['A', 'B', 'C'].map((column) => `${column}:-1 I${column}:1 II${column}:1 III${column}:1`),
    'T:-1 I:1 II:1 III:1',
    'T:-1 A:1 B:1 C:1',
  ].join('\n');
  const all: readonly (readonly [string, number])[] = [
    ['T', 190],
    ...['I', 'II', 'III'].map((row, r) => [row, sum(cells[r] ?? [])] as const),
    ...['A', 'B', 'C'].map((column, c) => [column, sum(cells.map((row) => row[c] ?? 0))] as const),
    ...['I', 'II', 'III'].flatMap((row, r) =>
      ['A', 'B', 'C'].map((column, c) => [`${row}${column}`, cells[r]?.[c] ?? NaN] as const),
    ),
  ];

  test('the attack finds the interval that is found by hand', async () => {
    const hidden = new Set(['IIA', 'IIC', 'IIIA', 'IIIC']);
    const at = files({
      'out.csv': `id,value,status\n${all.map(([id, value]) => (hidden.has(id) ? `${id},,withheld` : `${id},${value},published`)).join('\n')}\n`,
      'relations.txt': relations,
    });
    const { lines } = await run('attack', at('out.csv'), '--relations', at('relations.txt'));
    expect(lines).toContain('IIC  [5, 30]');
  });

  test('protected for 5 to both sides, the same cell is left in that doubt', async () => {
    const at = files({
      'cells.csv': `id,value,primary,pl,zero\n${all.map(([id, value]) => `${id},${value},${id === 'IIC' ? '1,5' : '0,0'},0`).join('\n')}\n`,
      'relations.txt': relations,
    });
    expect((await protectPlain(run, at)).value).toMatchObject({ sensitive: 1, further: 3 });
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
    const { lines } = await run('attack', at('out.csv'), '--relations', at('relations.txt'));
    const [, min, max] = /^IIC {2}\[(\d+), (\d+)\]$/m.exec(lines.join('\n')) ?? [];
    expect(Number(min)).toBeLessThanOrEqual(17);
    expect(Number(max)).toBeGreaterThanOrEqual(27);
  });

  test('a form must be named, and earlier releases need a spec', async () => {
    const at = files({ 'out.csv': 'id,value\nT,1\n', 'relations.txt': '' });
    await expect(run('attack', at('out.csv'))).rejects.toMatchObject({ code: 'parameter-invalid' });
    await expect(
      run('attack', at('out.csv'), '--relations', at('relations.txt'), '--with', at('out.csv')),
    ).rejects.toMatchObject({ code: 'parameter-invalid' });
  });
});
