import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { testInstallation } from '../../test/installation.ts';
import { dayOf } from '../core/date.ts';
import { readOutside, storeOutside } from '../imports.ts';
import { readXlsx, readXlsxSheets } from '../platform/tables/xlsx.ts';
import type { Terminal } from '../platform/terminal.ts';
import { commands } from './commands.ts';
import { csvOf, lanternTables } from './testing.ts';

const record = testInstallation();
const tables = lanternTables({ checklist: 'sec-law', points: ['1', '2', '3'] });
for (const [name, table] of Object.entries(tables))
  storeOutside(record, await readOutside(record, { name, bytes: csvOf(table) }, {}), {
    actor: 'a tester',
    reason: 'to try',
    at: '2026-11-23T00:00:00Z',
  });

async function run(...args: readonly string[]) {
  const lines: string[] = [];
  let value: unknown;
  const terminal: Pick<Terminal, 'today' | 'reading' | 'print'> = {
    today: () => dayOf('2024-06-30'),
    reading: async (work) => work(record),
    print: (result, text) => {
      value = result;
      lines.push(...text);
    },
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  commands(program, () => terminal as Terminal);
  await program.parseAsync(['law', ...args], { from: 'user' });
  return { lines, value };
}

test('show answers point by point, with ground and articles, as of a day', async () => {
  const { lines, value } = await run('show', 'idn', '--checklist', 'sec-law');
  expect(value).toHaveLength(25);
  // Of Indonesia, whose place in the region is one, both coders say the same of these points.
  expect(value).toMatchObject([
    {
      point: '1',
      answer: 'no',
      ground: 'in force',
      provisions: [{ law: 'IDN-lantern', article: '1' }],
      basis: 'agreed',
      practice: { answer: 'no' },
    },
    { point: '2', answer: 'yes', provisions: [{ id: 'IDN-lantern-2b' }] },
    { point: '3' },
    ...Array.from({ length: 22 }, () => ({ answer: 'not yet assessed', ground: 'nothing assessed' })),
  ]);
  expect(lines[0]).toMatch(/^sec-law 1 {2}.*: no \(rests on provisions in force on this day\)$/);
  expect(lines[1]).toBe('  IDN-lantern art. 1  [agreed]');
  const before = await run('show', 'IDN', '--as-of', '2015-01-01');
  expect(before.value).toMatchObject([
    { answer: 'not yet assessed', ground: 'not yet in force' },
    {},
    {},
    ...Array.from({ length: 22 }, () => ({})),
  ]);
  expect((await run('show', 'FRA')).lines).toEqual([
    'Nothing is assessed. That does not mean that there is no law.',
  ]);
  const unscored = await run('show', 'IDN', '--checklist', 'sectt-24');
  expect(unscored.value).toContainEqual(expect.objectContaining({ point: '24', ground: 'not scored' }));
});

test('export writes one table as CSV, or all as a workbook, narrowed to a State', async () => {
  const out = temporaryFolder();
  const csv = join(out, 'a.csv');
  await run('export', 'assessments', '--state', 'LAO', '--out', csv);
  const rows = readFileSync(csv, 'utf8').split('\r\n');
  expect(rows.slice(1, -2).every((row) => row.startsWith('LAO,sec-law,'))).toBe(true);
  expect(rows.at(-2)).toMatch(/^# \d+ rows, sha256 /);
  const xlsx = join(out, 'law.xlsx');
  expect((await run('export', '--out', xlsx)).value).toMatchObject({ laws: 11, stages: 22, provisions: 44 });
  expect((await readXlsxSheets(readFileSync(xlsx), { file: xlsx })).map(({ sheet }) => sheet)).toEqual([
    'laws',
    'stages',
    'provisions',
    'assessments',
    'About',
  ]);
});

test('questionnaire writes the workbook of a State', async () => {
  const file = join(temporaryFolder(), 'q.xlsx');
  expect((await run('questionnaire', 'VNM', '--checklist', 'sec-law', '--out', file)).value).toMatchObject({
    points: 25,
  });
  expect((await readXlsx(readFileSync(file), { file })).rows).toHaveLength(25);
});

test.each([
  [['export', '--out', 'all.csv'], 'parameter-invalid'],
  [['export', 'pages', '--out', 'all.csv'], 'parameter-invalid'],
  [['export', '--out', 'all.pdf'], 'format-unknown'],
  [['export', '--state', 'XXX', '--out', 'all.xlsx'], 'state-unknown'],
  [['export', '--checklist', 'none', '--out', 'all.xlsx'], 'checklist-unknown'],
  [['export', '--out', 'no/such.xlsx'], 'file-not-writable'],
  [['questionnaire', 'VNM', '--checklist', 'none', '--out', 'q.xlsx'], 'checklist-unknown'],
  [['show', 'XXX'], 'state-unknown'],
])('%j is refused', async (args, code) => {
  const folder = temporaryFolder();
  const inFolder = args.map((each) => (each.includes('.') ? join(folder, each) : each));
  await expect(run(...inFolder)).rejects.toMatchObject({ code });
});
