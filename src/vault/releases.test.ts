import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { attack } from '../disclosure/attack.ts';
import { isSlack } from '../disclosure/model.ts';
import { observationsOf } from '../statistics/release.ts';
import { commands } from './commands.ts';
import { publishedCommands } from './commands/published.ts';
import { releaseCommands } from './commands/release.ts';
import { periodOf } from './formats/release.ts';
import type { OpenVault } from './store/releases.ts';
import { runner } from './testing.ts';
import {
  accessTo,
  bySexAndAge,
  inventedCodebook,
  inventedRecords,
  type MadeUp,
  planIn,
  readRelease,
  shownIn,
  truth,
  vaultInMemory,
  yearly,
} from './testing/release.ts';

const verbsOn = (vault: OpenVault) =>
  runner((program, terminal) => {
    releaseCommands(program, terminal, accessTo(vault));
    publishedCommands(program, terminal, accessTo(vault));
  });

describe('from records to a release', () => {
  test('tabulate, protect, attack, release, check: and no reader comes too near', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(2_000));
    const run = verbsOn(vault);
    const plan = planIn(folder, yearly);
    const counted = await run('tabulate', 'v', '--plan', plan);
    expect(counted.lines).toContain(
      'district × sex × age: 128 cells, 124 with somebody in them, 17 below 5 (13.7 %)',
    );
    expect(counted.lines).toContain('  Merging S2 and S3 of district: leaves 11 small cells of 110');

    await run('protect', 'v', '--plan', plan);
    const attacked = await run('attack', 'v', 'children-2024');
    expect(attacked.value).toMatchObject({ guarded: 17, findings: [], faults: [], together: [] });
    expect(attacked.code).toBe(0);
    const out = join(folder, 'out');
    const released = await run('release', 'v', 'children-2024', '--out', out);
    const checked = await run('check', out, '--key', String(released.value['key']));
    expect(checked.value).toMatchObject({ sound: true, faults: [] });

    // The reader has the files and the codebook's arithmetic, no more.
    const problem = await truth(vault, yearly.tables);
    const shown = shownIn(out, vault);
    const published = problem.cells.map(({ code }) => shown.get(code));
    problem.cells.forEach(({ value }, cell) => expect([undefined, value]).toContain(published[cell]));
    const reader = { name: 'reader', atLeast: problem.cells.map(({ value }) => Math.min(value, 1)) };
    const intervals = await attack({ published, relations: problem.relations }, reader);
    const widths = new Map(intervals.map(({ cell, min, max }) => [cell, max.value - min.value]));
    let small = 0;
    problem.cells.forEach((cell, at) => {
      if (isSlack(cell) || cell.value === 0 || cell.value >= 5) return;
      small += 1;
      expect(widths.get(at), cell.code).toBeGreaterThanOrEqual(5);
    });
    expect(small).toBe(17);
  });

  test('the same draft gives the same bytes, and its rows are observations', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(2_000));
    const run = verbsOn(vault);
    await run('protect', 'v', '--plan', planIn(folder, yearly));
    await run('release', 'v', 'children-2024', '--out', join(folder, 'one'));
    await run('release', 'v', 'children-2024', '--out', join(folder, 'two'));
    const { release, rows, texts } = readRelease(join(folder, 'one'));
    expect(readRelease(join(folder, 'two')).texts).toEqual(texts);
    expect([...texts.keys()]).toEqual([
      'README',
      'datapackage.json',
      'ddi.xml',
      'signature',
      'table-1-district-sex-age.csv',
      'table-2-sex-form.csv',
    ]);
    expect((await run('ledger', 'v')).value).toMatchObject({
      releases: [{ name: 'children-2024', on: '2026-03-01', by: 'tester', method: 'suppression' }],
      drafts: [],
    });

    const certificate = join(folder, 'certificate.json');
    await run('certificate', 'v', 'children-2024', '--out', certificate);
    const check = async () =>
      (await run('check', join(folder, 'one'), '--certificate', certificate)).value['faults'];
    expect(await check()).toEqual([]);
    writeFileSync(certificate, readFileSync(certificate, 'utf8').replace('"value\\":', '"value\\":1'));
    expect(await check()).toEqual(['certificate.json is not the certificate of this release.']);

    const observations = observationsOf(release, rows);
    expect(observations).toHaveLength(release.plumbline.audit.cells);
    expect(observations.filter(({ value }) => value.state === 'suppressed')).toHaveLength(
      release.plumbline.audit.withheld,
    );
    expect(observations[0]).toMatchObject({
      indicator: 'CHILDREN_SEEN',
      state: 'MUS',
      period: '2024',
      breakdown: {},
      value: { state: 'number', number: 2_000 },
      status: 'A',
      confidentiality: 'F',
      source: 'Invented Child Protection Register',
      released: '2026-03-01',
    });
    const hidden = observations.find(({ value }) => value.state === 'suppressed');
    expect(hidden).toMatchObject({ status: 'Q', confidentiality: 'C' });
    expect(hidden?.footnotes.join()).toContain('A withheld count is not a zero.');
  });
});

test('the whole walk on a vault on disk: two releases, and the ledger is read again each time', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const run = runner(commands);
  const withKey = ['--key-file', at('key')];
  writeFileSync(at('codebook.json'), JSON.stringify(inventedCodebook));
  const header = Object.keys(inventedRecords(1)[0] ?? {});
  const csv = (records: readonly MadeUp[]) =>
    [
      header.join(','),
      ...records.map((record) => header.map((name) => record[name]?.join(';')).join(',')),
    ].join('\n');
  writeFileSync(at('one.csv'), csv(inventedRecords(2_000)));
  writeFileSync(at('two.csv'), csv(inventedRecords(40, 2)));
  await run('vault', 'create', at('a.vault'), '--codebook', at('codebook.json'), ...withKey);
  await run('vault', 'load', at('a.vault'), at('one.csv'), ...withKey);
  for (const name of ['first', 'second']) {
    const plan = planIn(folder, { ...yearly, name });
    if (name === 'second') await run('vault', 'load', at('a.vault'), at('two.csv'), ...withKey);
    await run('vault', 'tabulate', at('a.vault'), '--plan', plan, ...withKey);
    await run('vault', 'protect', at('a.vault'), '--plan', plan, ...withKey);
    const attacked = await run('vault', 'attack', at('a.vault'), name, ...withKey);
    expect(attacked.value).toMatchObject({ findings: [], faults: [], covers: 'everything' });
    await run('vault', 'release', at('a.vault'), name, '--out', at(name), ...withKey);
    expect((await run('vault', 'check', at(name))).value['sound']).toBe(true);
  }
  const ledger = await run('vault', 'ledger', at('a.vault'), ...withKey);
  expect(ledger.value).toMatchObject({ releases: [{ name: 'first' }, { name: 'second' }] });
  // The same counts as loops over the records give.
  const shown = shownIn(at('first'), vaultInMemory(inventedCodebook, []));
  const { cells } = await truth(vaultInMemory(inventedCodebook, inventedRecords(2_000)), yearly.tables);
  for (const { code, value } of cells)
    if (shown.get(code) !== undefined) expect(shown.get(code), code).toBe(value);
  const keys = ['first', 'second'].map((name) => readRelease(at(name)).texts.get('signature'));
  expect(new Set(keys.map((text) => /"publicKey": "[^"]+"/.exec(text ?? '')?.[0])).size).toBe(1);
  await expect(run('vault', 'withdraw', at('a.vault'), 'first', ...withKey)).rejects.toThrow(
    'cannot be taken back',
  );
  expect(readFileSync(at('a.vault')).includes('district')).toBe(false);
});

test('a variable that is the time stands in the column of the period', async () => {
  const folder = temporaryFolder();
  const year = (code: string) => ({ code, label: code });
  const codebook = {
    ...inventedCodebook,
    period: { from: '2023-01-01', to: '2024-12-31' },
    variables: [
      ...inventedCodebook.variables,
      {
        name: 'year',
        label: 'Year',
        answers: 'one' as const,
        concept: 'TIME_PERIOD',
        codes: [year('2023'), year('2024'), { ...year('unknown'), meaning: 'not stated' as const }],
      },
    ],
  };
  const records = inventedRecords(2_000).map((record, at) => ({
    ...record,
    year: [at % 50 === 0 ? 'unknown' : at % 3 === 0 ? '2023' : '2024'],
  }));
  const run = verbsOn(vaultInMemory(codebook, records));
  await run('protect', 'v', '--plan', planIn(folder, { ...yearly, tables: [['sex', 'year']] }));
  await run('release', 'v', 'children-2024', '--out', join(folder, 'out'));
  const { release, rows } = readRelease(join(folder, 'out'));
  const observations = observationsOf(release, rows);
  expect(new Set(observations.map(({ period }) => period))).toEqual(
    new Set(['2023-01-01/P2Y', '2023', '2024']),
  );
  expect(observations).toHaveLength(release.plumbline.audit.cells);
  expect(observations.find(({ period, breakdown }) => period === '2023' && !breakdown['SEX'])?.value).toEqual(
    {
      state: 'number',
      number: records.filter(({ year }) => year[0] === '2023').length,
    },
  );
});

test.each<[string, string, string]>([
  ['2024-01-01', '2024-12-31', '2024'],
  ['2024-02-01', '2024-02-29', '2024-02'],
  ['2023-04-01', '2024-03-31', '2023-04-01/P1Y'],
  ['2022-01-01', '2024-12-31', '2022-01-01/P3Y'],
  ['2024-01-01', '2024-06-30', '2024-01-01/P6M'],
  ['2024-01-10', '2024-01-19', '2024-01-10/P10D'],
])('the period from %s to %s is %s', (from, to, expected) => {
  expect(periodOf({ from, to })).toBe(expected);
});

describe('what was published before stays known', () => {
  test('two drafts, each safe alone: the second is refused with the cells named, and safe when made anew', async () => {
    const folder = temporaryFolder();
    const run = verbsOn(vaultInMemory(inventedCodebook, inventedRecords(2_000)));
    const first = planIn(folder, { ...bySexAndAge, name: 'first' });
    const second = planIn(folder, {
      ...bySexAndAge,
      name: 'second',
      method: { is: 'suppression', cost: 'sum' },
    });
    await run('protect', 'v', '--plan', first);
    await run('protect', 'v', '--plan', second);
    expect((await run('attack', 'v', 'second')).code).toBe(0);
    await run('release', 'v', 'first', '--out', join(folder, 'first'));
    const attacked = await run('attack', 'v', 'second');
    expect(attacked.code).toBe(4);
    expect(attacked.lines.some((line) => line.endsWith('KNOWN TOO CLOSELY'))).toBe(true);
    await expect(run('release', 'v', 'second', '--out', join(folder, 'second'))).rejects.toThrow(
      /“second” is refused: .* work out, exactly or too closely, “district=\w+ × sex=\w+.*\[first to second\]”/,
    );
    expect((await run('ledger', 'v')).value).toMatchObject({
      releases: [{ name: 'first' }],
      drafts: ['second'],
    });

    await run('protect', 'v', '--plan', second);
    await run('release', 'v', 'second', '--out', join(folder, 'second'));
    const { release } = readRelease(join(folder, 'second'));
    expect(release.plumbline.audit.releasesTogether).toEqual(['first']);
  });

  test('three records come in between: no small change can be had by subtracting', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(2_000));
    const run = verbsOn(vault);
    await run('protect', 'v', '--plan', planIn(folder, { ...bySexAndAge, name: 'march' }));
    await run('release', 'v', 'march', '--out', join(folder, 'march'));
    const before = await truth(vault, bySexAndAge.tables);
    vault.records.push(
      ...Array.from({ length: 3 }, () => ({
        district: ['N1'],
        sex: ['F'],
        age: ['Y10T14'],
        form: ['TRAF'],
      })),
    );
    await run('protect', 'v', '--plan', planIn(folder, { ...bySexAndAge, name: 'april' }));
    await run('release', 'v', 'april', '--out', join(folder, 'april'));
    const after = await truth(vault, bySexAndAge.tables);
    const [march, april] = ['march', 'april'].map((name) => shownIn(join(folder, name), vault));
    const changed = after.cells.filter(({ value }, cell) => value !== before.cells[cell]?.value);
    expect(changed.map(({ code }) => code)).toContain('all records');
    for (const { code } of changed) expect([march?.get(code), april?.get(code)], code).toContain(undefined);
    // What did not change is shown as before.
    expect(april?.get('district=South')).toBe(march?.get('district=South'));
  });

  test('a code that was published and is no longer in the codebook', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(500));
    const run = verbsOn(vault);
    await run('protect', 'v', '--plan', planIn(folder, bySexAndAge));
    await run('release', 'v', 'children-2024', '--out', join(folder, 'out'));
    const variables = inventedCodebook.variables.map((variable) => ({
      ...variable,
      codes: variable.codes.map((one) => (one.code === 'S3' ? { ...one, code: 'S4' } : one)),
    }));
    const changed = verbsOn({ ...vault, codebook: { ...inventedCodebook, variables } });
    const next = planIn(folder, { ...yearly, name: 'next', tables: [['sex']] });
    await expect(changed('protect', 'v', '--plan', next)).rejects.toThrow('published district=S3, which');
  });

  test('records that came in after the draft: it is outdated', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(500));
    const run = verbsOn(vault);
    await run('protect', 'v', '--plan', planIn(folder, bySexAndAge));
    vault.records.push(...inventedRecords(10, 7));
    await expect(run('release', 'v', 'children-2024', '--out', join(folder, 'out'))).rejects.toThrow(
      'The records are not those that the draft “children-2024” was made from',
    );
  });

  test('rounded numbers bound the counts behind withheld ones, and the other way round', async () => {
    const folder = temporaryFolder();
    const run = verbsOn(vaultInMemory(inventedCodebook, inventedRecords(2_000)));
    const plain = planIn(folder, { ...bySexAndAge, name: 'plain' });
    const rounded = planIn(folder, { ...bySexAndAge, name: 'rounded', method: { is: 'rounding', base: 5 } });
    await run('protect', 'v', '--plan', rounded);
    await run('protect', 'v', '--plan', plain);
    await run('release', 'v', 'rounded', '--out', join(folder, 'rounded'));
    await expect(run('release', 'v', 'plain', '--out', join(folder, 'plain'))).rejects.toThrow(
      '“plain” is refused',
    );
    await expect(run('protect', 'v', '--plan', plain)).rejects.toThrow(/“plain” is refused: .*“district=/);
    const other = verbsOn(vaultInMemory(inventedCodebook, inventedRecords(2_000)));
    await other('protect', 'v', '--plan', plain);
    await other('release', 'v', 'plain', '--out', join(folder, 'plain-2'));
    await other('protect', 'v', '--plan', rounded);
    await expect(other('release', 'v', 'rounded', '--out', join(folder, 'rounded-2'))).rejects.toThrow(
      '“rounded” is refused',
    );
    // A coarser rounding leaves room enough.
    const coarse = planIn(folder, { ...bySexAndAge, name: 'coarse', method: { is: 'rounding', base: 10 } });
    const third = verbsOn(vaultInMemory(inventedCodebook, inventedRecords(2_000)));
    await third('protect', 'v', '--plan', coarse);
    await third('release', 'v', 'coarse', '--out', join(folder, 'coarse'));
    await third('protect', 'v', '--plan', plain);
    await third('release', 'v', 'plain', '--out', join(folder, 'plain-3'));
    expect(readRelease(join(folder, 'plain-3')).release.plumbline.audit.releasesTogether).toEqual(['coarse']);
  });

  test('tables in a circle: the combinations behind them are attacked too, or it is said that they are not', async () => {
    const folder = temporaryFolder();
    const run = verbsOn(vaultInMemory(inventedCodebook, inventedRecords(2_000)));
    const circle = planIn(folder, {
      ...yearly,
      name: 'circle',
      tables: [
        ['district', 'sex'],
        ['sex', 'age'],
        ['district', 'age'],
      ],
    });
    await run('protect', 'v', '--plan', circle);
    expect((await run('attack', 'v', 'circle')).value).toMatchObject({ covers: 'everything', findings: [] });
    await run('release', 'v', 'circle', '--out', join(folder, 'circle'));
    const tags = planIn(folder, {
      ...yearly,
      name: 'tags',
      tables: [
        ['sex', 'form'],
        ['age', 'form'],
      ],
    });
    await run('protect', 'v', '--plan', tags);
    expect((await run('attack', 'v', 'tags')).lines.join('\n')).toContain('leave out one of them to be sure');
    await run('release', 'v', 'tags', '--out', join(folder, 'tags'));
    const { release, texts } = readRelease(join(folder, 'tags'));
    expect(release.plumbline.audit.covers).toBe('shared counts');
    expect(texts.get('README')).toContain('not what several tables say beyond it');
  });

  test('a release cannot be withdrawn, nor its name used again', async () => {
    const folder = temporaryFolder();
    const run = verbsOn(vaultInMemory(inventedCodebook, inventedRecords(500)));
    const plan = planIn(folder, bySexAndAge);
    await run('protect', 'v', '--plan', plan);
    await run('release', 'v', 'children-2024', '--out', join(folder, 'out'));
    await expect(run('withdraw', 'v', 'children-2024')).rejects.toThrow(
      'cannot be taken back: whoever has a copy keeps it. It stays in the ledger',
    );
    await expect(run('withdraw', 'v', 'other')).rejects.toThrow('There is no release “other”');
    await expect(run('protect', 'v', '--plan', plan)).rejects.toThrow('stands in the ledger already');
    await expect(run('release', 'v', 'children-2024', '--out', join(folder, 'out'))).rejects.toThrow(
      'The folder out is not empty',
    );
    await expect(run('release', 'v', 'nothing', '--out', join(folder, 'none'))).rejects.toThrow(
      'There is no draft “nothing”; there are: children-2024',
    );
  });
});

describe('other protections', () => {
  const tables = [
    ['district', 'sex'],
    ['sex', 'age'],
  ];

  test('rounding: multiples that add up, with the loss beside that of suppression', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(2_000));
    const run = verbsOn(vault);
    const plan = planIn(folder, { ...bySexAndAge, method: { is: 'rounding', base: 5 } });
    const drafted = await run('protect', 'v', '--plan', plan);
    expect(drafted.value['utility']).toMatchObject([
      { method: 'rounding', cellsHidden: 0, totalsKept: 1 },
      { method: 'suppression', meanAbsoluteError: 0 },
    ]);
    expect(drafted.lines[2]).toMatch(/^ {2}suppression: \d+ cells withheld/);
    expect((await run('attack', 'v', 'children-2024')).value).toMatchObject({ findings: [], faults: [] });
    await run('release', 'v', 'children-2024', '--out', join(folder, 'out'));
    const shown = shownIn(join(folder, 'out'), vault);
    const problem = await truth(vault, bySexAndAge.tables);
    for (const { code, value } of problem.cells) {
      const number = shown.get(code) ?? NaN;
      expect(number % 5).toBe(0);
      expect(Math.abs(number - value)).toBeLessThan(5);
    }
    const { release, rows } = readRelease(join(folder, 'out'));
    const zero = [...rows.values()].flat().find((row) => row['OBS_VALUE'] === '0');
    expect(zero?.['VALUE_STATE']).toBe('number');
    expect(release.plumbline.caveats.join()).toContain('A 0 is not always a true zero');
    // Who makes the draft again gets the same numbers: two roundings would narrow each other.
    const again = planIn(folder, { ...bySexAndAge, name: 'again', method: { is: 'rounding', base: 5 } });
    await run('protect', 'v', '--plan', again);
    await run('release', 'v', 'again', '--out', join(folder, 'again'));
    expect(shownIn(join(folder, 'again'), vault)).toEqual(shown);
  });

  test('cell keys: the same records get the same number in every table, and no small one', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(2_000));
    const run = verbsOn(vault);
    const method = { is: 'cell-key', largestNoise: 8, variance: 7 };
    await run('protect', 'v', '--plan', planIn(folder, { ...yearly, tables, name: 'one', method }));
    await run('release', 'v', 'one', '--out', join(folder, 'one'));
    await run('protect', 'v', '--plan', planIn(folder, { ...bySexAndAge, name: 'two', method }));
    await run('release', 'v', 'two', '--out', join(folder, 'two'));
    const [one, two] = ['one', 'two'].map((name) => shownIn(join(folder, name), vault));
    const { cells } = await truth(vault, bySexAndAge.tables);
    let changed = 0;
    for (const { code, value } of cells) {
      const number = two?.get(code) ?? NaN;
      if (one?.has(code)) expect(one.get(code), code).toBe(number);
      if (number !== value) changed += 1;
      expect(Math.abs(number - value)).toBeLessThanOrEqual(8);
      expect(number === 0 || number >= 5, code).toBe(true);
    }
    expect(changed).toBeGreaterThan(cells.length / 2);
  });

  test('noise: charged to a budget that cannot be overspent, nor set again', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(2_000));
    const run = verbsOn(vault);
    const plan = (name: string, change: Readonly<Record<string, unknown>> = {}) =>
      planIn(folder, {
        ...yearly,
        name,
        tables,
        method: { is: 'noise', epsilon: 1, delta: 1e-6, ...change },
      });
    await expect(run('protect', 'v', '--plan', plan('one'))).rejects.toThrow('has no privacy budget');
    await run('budget', 'v', '--epsilon', '1.2', '--delta', '1e-6');
    await expect(run('budget', 'v', '--epsilon', '9', '--delta', '1e-6')).rejects.toThrow(
      'cannot be changed',
    );

    await run('protect', 'v', '--plan', plan('one', { estimate: 'unbiased' }));
    expect((await run('attack', 'v', 'one')).lines[0]).toContain('limited by the budget');
    await run('release', 'v', 'one', '--out', join(folder, 'one'));
    const { release, rows } = readRelease(join(folder, 'one'));
    const observations = observationsOf(release, rows);
    expect(observations.every(({ status, value }) => status === 'E' && value.state === 'number')).toBe(true);
    const { cells } = await truth(vault, tables);
    const total = observations.find(({ breakdown }) => Object.keys(breakdown).length === 0);
    expect(total?.lower).toBeLessThan(total?.upper ?? 0);
    const shown = shownIn(join(folder, 'one'), vault);
    const errors = cells.map(({ code, value }) => Math.abs((shown.get(code) ?? NaN) - value));
    expect(Math.max(...errors)).toBeGreaterThan(0);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(60);

    await expect(run('protect', 'v', '--plan', plan('two'))).rejects.toThrow('of the privacy budget of');
    await expect(run('attack', 'v', 'two')).rejects.toThrow('There is no draft “two”');
    // What is left is enough for a smaller one.
    await run('protect', 'v', '--plan', plan('three', { epsilon: 0.1, delta: 0 }));
    expect((await run('budget', 'v')).value['spends']).toMatchObject([
      { purpose: 'one' },
      { purpose: 'three' },
    ]);
  });
});
