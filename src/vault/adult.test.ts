import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { shared } from '../../test/shared.ts';
import { readOutside, storeOutside } from '../imports.ts';
import { observationsOf } from '../statistics/release.ts';
import { webApp } from '../web/app.tsx';
import type { Codebook } from './codebook.ts';
import { commands } from './commands.ts';
import { runner } from './testing.ts';
import { type MadeUp, readRelease } from './testing/release.ts';

const folder = shared('data/adult');

const names = [
  'age',
  'workclass',
  '',
  'education',
  '',
  'marital',
  'occupation',
  'relationship',
  'race',
  'sex',
];

function readAdult(): { records: MadeUp[]; codebook: Codebook } {
  const records: MadeUp[] = [];
  for (const file of ['adult-train.csv.gz', 'adult-test.csv.gz'])
    for (const line of gunzipSync(readFileSync(join(folder ?? '', file)))
      .toString('utf8')
      .split('\n')) {
      const cells = line.split(',').map((cell) => cell.trim());
      if (cells.length < 15) continue;
      const record: Record<string, readonly string[]> = {};
      names.forEach((name, at) => {
        if (name !== '') record[name] = [cells[at] ?? ''];
      });
      const age = Number(cells[0]);
      record['age'] = [age < 25 ? 'Y17T24' : age < 45 ? 'Y25T44' : age < 65 ? 'Y45T64' : 'Y_GE65'];
      record['income'] = [(cells[14] ?? '').replace('.', '')];
      records.push(record);
    }
  const variables = [...names.filter((name) => name !== ''), 'income'].map((name) => ({
    name,
    label: name,
    answers: 'one' as const,
    codes: [...new Set(records.map((record) => record[name]?.[0] ?? ''))]
      .sort()
      .map((code) => ({ code, label: code, ...(code === '?' ? { meaning: 'not stated' as const } : {}) })),
  }));
  return {
    records,
    codebook: {
      title: 'Adult',
      unit: 'case',
      period: { from: '1994-01-01', to: '1994-12-31' },
      source: 'UCI Machine Learning Repository, Adult (Census Bureau, 1994)',
      legalBasis: 'public microdata',
      completeness: 'an extract',
      state: 'USA',
      threshold: 10,
      variables,
      leftOut: [],
      impossible: [],
    },
  };
}

test.skipIf(!folder)('UCI Adult, 48,842 records (skipped without ../shared/data/adult)', async () => {
  const { records, codebook } = readAdult();
  expect(records).toHaveLength(48_842);
  const at = temporaryFolder();
  const withKey = ['--key-file', join(at, 'key')];
  const command = runner(commands);
  const run = async (verb: string, ...args: readonly string[]) => command('vault', verb, ...args, ...withKey);
  const vault = join(at, 'adult.vault');
  const header = codebook.variables.map(({ name }) => name);
  const lines = records.map((record) => header.map((name) => record[name]?.[0]).join(','));
  writeFileSync(join(at, 'adult.csv'), [header.join(','), ...lines].join('\n'));
  writeFileSync(join(at, 'codebook.json'), JSON.stringify(codebook));
  await run('create', vault, '--codebook', join(at, 'codebook.json'));
  await run('load', vault, join(at, 'adult.csv'));
  const plan = join(at, 'plan.json');
  writeFileSync(
    plan,
    JSON.stringify({
      name: 'adult',
      title: 'Adults by education, occupation and income',
      measure: { id: 'ADULTS', name: 'Adults' },
      tables: [
        ['education', 'sex', 'income'],
        ['occupation', 'sex', 'income'],
        ['race', 'sex', 'age'],
      ],
    }),
  );
  const counted = await run('tabulate', vault, '--plan', plan);
  expect(counted.lines[0]).toBe(
    'education × sex × income: 153 cells, 151 with somebody in them, 9 below 10 (6.0 %)',
  );
  await run('protect', vault, '--plan', plan);
  expect((await run('attack', vault, 'adult')).value).toMatchObject({
    guarded: 21,
    findings: [],
    faults: [],
  });
  const out = join(at, 'out');
  await run('release', vault, 'adult', '--out', out);
  expect((await command('vault', 'check', out)).value['sound']).toBe(true);
  const { release, rows } = readRelease(out);
  const observations = observationsOf(release, rows);
  expect(observations).toHaveLength(release.plumbline.audit.cells);
  const shown = observations.filter(({ value }) => value.state === 'number');
  expect(shown.length).toBeGreaterThan(300);
  for (const { value } of shown) expect(value).not.toMatchObject({ number: expect.toSatisfy((n) => n < 10) });
  // Codes that a spreadsheet program could take for something else come back as they were.
  expect(observations.some(({ breakdown }) => breakdown['INCOME'] === '<=50K')).toBe(true);

  // And on to the public side: what was released is what the pages, their files and SDMX show.
  const record = testInstallation();
  const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });
  const get = async (path: string) => {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    return response.text();
  };
  const packed = zipSync(
    Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name))])),
  );
  const file = await readOutside(record, { name: 'adult.zip', bytes: packed }, {});
  const who = { actor: 'test', reason: 'test', at: `${testDay}T00:00:00Z` };
  expect(storeOutside(record, file, who)).toMatchObject({ added: observations.length, refused: [] });
  const all = observations.find(({ breakdown }) => Object.keys(breakdown).length === 0);
  expect(all?.value).toEqual({ state: 'number', number: 48_842 });
  expect(await get('/indicators/ADULTS?lang=en')).toContain('48,842');
  const state = await get('/indicators/ADULTS?lang=en&state=USA');
  expect(state).toContain('INCOME: &lt;=50K');
  expect(state).toContain('suppressed to protect people');
  const map = await get('/indicators/ADULTS/figures.svg?breakdown=_T&lang=en');
  expect(map).toContain('there is a figure: 1');
  expect(map).toContain('UCI Machine Learning Repository');
  const csv = await get('/sdmx/v1/data/DF_ADULTS?format=csv');
  expect(csv.trimEnd().split('\n')).toHaveLength(observations.length + 1);
});
