/** What left a vault comes into the record, and onto its pages: the way from records to a chart. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { readOutside, storeOutside } from '../imports.ts';
import { webApp } from '../web/app.tsx';
import type { Codebook } from './codebook.ts';
import { publishedCommands } from './commands/published.ts';
import { releaseCommands } from './commands/release.ts';
import { runner } from './testing.ts';
import {
  accessTo,
  inventedCodebook,
  inventedRecords,
  planIn,
  vaultInMemory,
  yearly,
} from './testing/release.ts';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });
const who = { actor: 'test', reason: 'test', at: `${testDay}T00:00:00Z` };

async function released(): Promise<Record<string, Uint8Array>> {
  const folder = temporaryFolder();
  const vault = vaultInMemory(inventedCodebook, inventedRecords(2_000));
  const run = runner((program, terminal) => {
    releaseCommands(program, terminal, accessTo(vault));
    publishedCommands(program, terminal, accessTo(vault));
  });
  await run('protect', 'v', '--plan', planIn(folder, yearly));
  const out = join(folder, 'out');
  await run('release', 'v', 'children-2024', '--out', out);
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name))]));
}

const readZip = (files: Record<string, Uint8Array>) =>
  readOutside(record, { name: 'release.zip', bytes: zipSync(files) }, {});

test('a release is imported once, its figures are shown, and what is withheld says why', async () => {
  const files = await released();
  const report = storeOutside(record, await readZip(files), who);
  expect(report).toMatchObject({ kind: 'release of a vault', refused: [] });
  expect(report.added).toBeGreaterThan(100);
  expect(storeOutside(record, await readZip(files), who).added).toBe(0);

  const id = yearly.measure.id;
  const { items } = (await (await app.request(`/api/v1/figures?indicator=${id}&size=1000`)).json()) as {
    items: { valueState: string; value?: number; warnings: string[] }[];
  };
  expect(items).toHaveLength(report.added);
  const withheld = items.filter(({ valueState }) => valueState === 'suppressed');
  expect(withheld.length).toBeGreaterThan(0);
  expect(withheld.every(({ value }) => value === undefined)).toBe(true);
  expect(items.every(({ warnings }) => warnings.length > 0)).toBe(true);
  const page = await app.request(`/indicators/${id}?state=${inventedCodebook.state}`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('suppressed to protect people');
});

test('codes that are no ids of SDMX are told apart, keep their names, and break no page', async () => {
  const at = temporaryFolder();
  const codes = ['<50', '>50', 'شمال'];
  const codebook: Codebook = {
    ...inventedCodebook,
    variables: [
      { name: 'group', label: 'Group', answers: 'one', codes: codes.map((code) => ({ code, label: code })) },
    ],
    impossible: [],
  };
  const vault = vaultInMemory(
    codebook,
    Array.from({ length: 90 }, (_, n) => ({ group: [codes[n % 9 < 4 ? 0 : n % 9 < 7 ? 1 : 2] ?? ''] })),
  );
  const run = runner((program, terminal) => releaseCommands(program, terminal, accessTo(vault)));
  const plan = { name: 'odd', title: 'Odd', measure: { id: 'ODD', name: 'Odd codes' }, tables: [['group']] };
  await run('protect', 'v', '--plan', planIn(at, plan));
  await run('release', 'v', 'odd', '--out', join(at, 'out'));
  const files = Object.fromEntries(
    readdirSync(join(at, 'out')).map((name) => [name, readFileSync(join(at, 'out', name))]),
  );
  expect(storeOutside(record, await readZip(files), who).added).toBe(4);
  const { items } = (await (await app.request('/api/v1/figures?indicator=ODD')).json()) as {
    items: { value: number; breakdown: { GROUP?: string } }[];
  };
  expect(items.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual([20, 30, 40, 90]);
  const page = await (await app.request(`/indicators/ODD?state=${codebook.state}&lang=en`)).text();
  for (const name of ['&lt;50', '&gt;50', 'شمال']) expect(page).toContain(`GROUP: ${name}`);
  const code = items.find(({ value }) => value === 40)?.breakdown.GROUP ?? '';
  const csv = await (await app.request('/sdmx/v1/data/DF_ODD?format=csv&labels=both')).text();
  expect(csv).toContain(`${code}: <50`);
});

test.each<[string, (files: Record<string, Uint8Array>) => Record<string, Uint8Array>, RegExp]>([
  [
    'a changed number',
    (files) => {
      const name = Object.keys(files).find((path) => path.endsWith('.csv')) ?? '';
      return { ...files, [name]: Buffer.concat([files[name] ?? Buffer.of(), Buffer.from('x')]) };
    },
    /is not the table that was released/,
  ],
  [
    'a table left out',
    (files) => Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('.csv'))),
    /is missing/,
  ],
  [
    'a description that is none',
    (files) => ({ ...files, 'datapackage.json': Buffer.from('{"profile":"other"}') }),
    /datapackage\.json, profile/,
  ],
  ['no JSON', (files) => ({ ...files, 'datapackage.json': Buffer.from('{') }), /is not JSON/],
])('%s is refused', async (_, change, expected) => {
  await expect(readZip(change(await released()))).rejects.toThrow(expected);
});
