/** What left a vault comes into the record, and onto its pages: the way from records to a chart. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { readOutside, storeOutside } from '../imports.ts';
import { webApp } from '../web/app.tsx';
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
