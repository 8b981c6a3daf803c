import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../../test/installation.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { readOutside, storeOutside, type ImportOptions } from '../../imports.ts';
import { webApp } from '../../web/app.tsx';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T10:00:00Z`), operatorKey: 'x' });
const who = { actor: 'a tester', reason: 'to try', at: `${testDay}T00:00:00Z` };

async function bring(name: string, content: string | Uint8Array, options: ImportOptions = {}) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return storeOutside(record, await readOutside(record, { name, bytes }, options), who);
}

async function get(path: string): Promise<string> {
  const response = await app.request(`http://localhost${path}`);
  expect(response.status).toBe(200);
  return response.text();
}

const real = shared('data/sdmx-samples/unicef-sdmx/tests/fixtures/deterministic/CME_MRY0T4_all_2020.csv');

test.skipIf(!real)(
  `a file of UNICEF, in by the import and out by SDMX${real ? '' : ` (${noSharedFiles})`}`,
  async () => {
    const options = { source: 'UNICEF Data Warehouse', asAt: '2026-02-14' };
    const bytes = readFileSync(real ?? '');
    const report = await bring('cme.csv', bytes, options);
    expect(report).toMatchObject({ kind: 'SDMX figures', rows: 747, unchanged: 0, refused: [] });
    expect(report.added + report.unmapped.length - 1).toBe(747);
    expect(report.unmapped[0]).toEqual({
      row: 1,
      text: 'REF_PERIOD has no place in the record and was left out',
    });
    // The same file again changes nothing.
    expect(await bring('cme.csv', bytes, options)).toMatchObject({ added: 0, unchanged: report.added });
    const csv = await get('/sdmx/v1/data/DF_CME_MRY0T4/AFG...F?format=csv&labels=both');
    expect(csv).toContain('CME_MRY0T4: Under-five mortality rate');
    expect(csv).toContain('57.2178538892612');
    // And its page is there.
    expect(await get('/indicators/CME_MRY0T4')).toContain('Under-five mortality rate');
  },
);

describe('our own figures', () => {
  test.each([
    'sdmx/v1/data/DF_16_2_2-distribution?format=csv',
    'sdmx/v1/data/DF_cybertipline-reports?format=csv&labels=both',
    'sdmx/v2/data/dataflow/*/DF_gbr-potential-victims',
    'sdmx/v1/data/DF_5_3_1-before-18',
    'indicators/16.2.2-distribution/figures.csv?show=all',
  ])('are known already when %s comes back', async (path) => {
    const before = record.head();
    const text = await get(`/${path}`);
    const report = await bring('own', text);
    expect(report.added).toBe(0);
    expect(report.unchanged).toBeGreaterThan(100);
    expect(record.head()).toEqual(before);
  });
});

test.each<[name: string, content: string, reason: string]>([
  [
    'a structure',
    '{"data":{"dataflows":[{"id":"A","agencyID":"B","name":"C"}]}}',
    'a message that holds structures and no figures',
  ],
  [
    'an answer that says no',
    '{"errors":[{"code":404,"title":"No results"}],"meta":{"id":"x"}}',
    'the source says “No results”',
  ],
  ['no series', 'REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nMUS,X,2019,1\n', 'which series of figures'],
  [
    'a wrong row',
    'DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nA:F(1.0),MUS,X,2018,1\nA:F(1.0),MUS,X,2019,many\n',
    'row 3, column OBS_VALUE',
  ],
])('%s is refused and leaves nothing', async (name, content, reason) => {
  const before = record.head();
  await expect(bring(name, content, { asAt: '2024-01-01' })).rejects.toThrow(reason);
  expect(record.head()).toEqual(before);
});
