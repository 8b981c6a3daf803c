import { expect, test } from 'vitest';
import { testDay, testInstallation } from '../../../test/installation.ts';
import type { Iso3 } from '../../core/state.ts';
import { readOutside, storeOutside } from '../../imports.ts';
import type { Table } from '../../platform/tables/table.ts';
import { xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import { readXlsxSheets } from '../../platform/tables/xlsx.ts';
import { webApp } from '../../web/app.tsx';
import { scorable } from '../checklist.ts';
import { assessments, laws, provisions } from '../store.ts';
import { checklist } from '../store/checklists.ts';

const record = testInstallation();
const who = { actor: 'a tester', reason: 'to try', at: '2026-11-23T00:00:00Z' };
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });

async function download(path: string) {
  const response = await app.request(path);
  expect(response.status).toBe(200);
  return readXlsxSheets(new Uint8Array(await response.arrayBuffer()), { file: 'q.xlsx' });
}

/** The workbook as a person hands it back, with cells filled in by their columns. */
function filled(
  sheets: readonly Table[],
  fill: { readonly [sheet: string]: readonly { readonly [column: string]: string }[] },
): Uint8Array {
  return Buffer.concat([
    ...xlsxBytes(
      sheets.map(({ sheet = '', header, rows }) => {
        const cells = rows.map((row) => row.cells);
        const given = fill[sheet] ?? [];
        const by = (row: { readonly [column: string]: string }) => header.map((column) => row[column] ?? '');
        if (sheet !== 'questionnaire') return { name: sheet, header, rows: [...cells, ...given.map(by)] };
        const point = header.indexOf('point');
        return {
          name: sheet,
          header,
          rows: cells.flatMap((row) => {
            const [first, ...more] = given.filter((each) => each['point'] === row[point]);
            const over = header.map((column, at) => first?.[column] ?? row[at] ?? '');
            const keys = (column: string, at: number) =>
              /^(state|checklist|point|coder|round)$/.test(column) ? (row[at] ?? '') : '';
            return [
              over,
              ...more.map((each) => header.map((column, at) => each[column] ?? keys(column, at))),
            ];
          }),
        };
      }),
    ),
  ]);
}

const bring = async (bytes: Uint8Array) =>
  storeOutside(record, await readOutside(record, { name: 'q.xlsx', bytes }, {}), who);

test('a questionnaire has a row for each scorable point, and says what to write in the language of its reader', async () => {
  const points = record
    .read((tx) => checklist(tx, 'sectt-24'))
    .points.filter((point) => scorable(point) === 'scored');
  const sheets = await download('/states/lao/law/questionnaire.xlsx?checklist=sectt-24&lang=fr');
  expect(sheets.map(({ sheet }) => sheet)).toEqual(['questionnaire', 'laws', 'provisions', 'Columns']);
  const [rows, , , columns] = sheets;
  expect(rows?.rows.map(({ cells }) => cells.slice(0, 3))).toEqual(
    points.map(({ point }) => ['LAO', 'sectt-24', point]),
  );
  const explained = new Map(columns?.rows.map(({ cells }) => [cells[0], cells[1]]));
  expect(explained.get('article')).toMatch(/^L’article/);
  expect(rows?.header.filter((column) => !explained.has(column))).toEqual([
    'state',
    'checklist',
    'point',
    'subject',
    'requirement',
    'counts_as_yes',
    'counts_as_partly',
    'counts_as_no',
    'evidence',
  ]);
});

test('it brings laws, provisions and assessments in one; the same file again adds nothing', async () => {
  const asked = await app.request('/law/questionnaire.xlsx?state=lao&checklist=sec-law');
  const sheets = await download(asked.headers.get('Location') ?? '');
  const bytes = filled(sheets, {
    laws: [
      {
        law: 'LAO-lantern',
        state: 'LAO',
        title: 'Lantern Act',
        language: 'lo',
        number: '12',
        kind: 'act',
        translation: 'not translated',
        source: 'Gazette',
      },
    ],
    questionnaire: [
      {
        point: '1',
        answer: 'partly',
        law: 'Lantern act',
        article: '4',
        text: 'Lanterns are lit',
        from: '42005',
        reasoning: 'All lanterns',
        practice_answer: 'no',
        practice_source: 'Survey',
      },
      { point: '1', law: '12', article: '5', text: 'and kept', from: '2015-01-01' },
      { point: '3', answer: 'no', source: 'Report', place: 'p. 1' },
    ],
  });
  const report = await bring(bytes);
  expect([report.refused, report.added]).toEqual([[], 4]);
  expect(report.remarks).toEqual([
    { sheet: 'questionnaire', row: 1, text: expect.stringMatching(/not filled in.*: 23$/) as string },
  ]);
  const state = 'LAO' as Iso3;
  expect(record.read((tx) => laws(tx, { state }))).toMatchObject([{ id: 'LAO-lantern' }]);
  expect([...record.read((tx) => provisions(tx, { state })).values()]).toMatchObject([
    { id: 'LAO-lantern-4', from: '2015-01-01', text: 'Lanterns are lit' },
    { id: 'LAO-lantern-5', text: 'and kept' },
  ]);
  expect(record.read((tx) => assessments(tx, { state }))).toMatchObject([
    {
      point: '1',
      answer: 'partly',
      coder: 'LAO self-assessment',
      asOf: testDay,
      round: `sec-law LAO self-assessment ${testDay}`,
      provisions: ['LAO-lantern-4', 'LAO-lantern-5'],
      practice: { answer: 'no', receipts: [{ title: 'Survey' }] },
    },
    { point: '3', answer: 'no', receipts: [{ title: 'Report', place: 'p. 1' }] },
  ]);
  const again = await bring(bytes);
  expect([again.added, again.changed, again.refused]).toEqual([0, 0, []]);

  const next = await download('/states/LAO/law/questionnaire.xlsx?checklist=sec-law');
  expect(next.map(({ rows }) => rows.length).slice(1, 3)).toEqual([1, 2]);
});

test('what is wrong is told with sheet, row and column, and comes back coloured', async () => {
  const sheets = await download('/states/VNM/law/questionnaire.xlsx?checklist=sec-law');
  const bytes = filled(sheets, {
    questionnaire: [{ point: '2', answer: 'yes', law: 'Unknown Act', article: '4' }],
  });
  const before = record.head();
  const ready = await readOutside(record, { name: 'q.xlsx', bytes }, {});
  const report = storeOutside(record, ready, who);
  expect(report.refused).toEqual([
    {
      sheet: 'questionnaire',
      row: 3,
      text: expect.stringMatching(/^column law: there is no law “Unknown Act” of VNM/) as string,
    },
  ]);
  expect(record.head()).toEqual(before);
  const marked = await readXlsxSheets(ready.marked?.() ?? new Uint8Array(), { file: 'marked.xlsx' });
  expect(marked.map(({ sheet }) => sheet)).toEqual(sheets.map(({ sheet }) => sheet));
  expect(marked[0]?.rows[1]?.cells.at(-1)).toMatch(/^law: there is no law/);
  // Mended, it can be handed in as it is.
  const again = await bring(
    filled(marked, { questionnaire: [{ point: '2', answer: 'no data', law: '', article: '' }] }),
  );
  expect(again.refused).toEqual([]);
});

test.each([
  ['/states/XXX/law/questionnaire.xlsx?checklist=sec-law', 404],
  ['/states/LAO/law/questionnaire.xlsx?checklist=none', 404],
  ['/states/LAO/law/questionnaire.xlsx', 404],
  ['/law/laws.csv?state=nowhere', 404],
  ['/law/assessments.csv?checklist=none', 404],
  ['/law/pages.csv', 404],
])('%s is answered with %i', async (path, status) => {
  expect((await app.request(path)).status).toBe(status);
});

test('tables are handed out by address, narrowed to a State and a checklist', async () => {
  const csv = async (path: string) => (await app.request(path)).text();
  expect(await csv('/law/laws.csv?state=LAO')).toMatch(
    /^law,state,title.*\r\nLAO-lantern,LAO,.*\r\n# 1 rows, sha256 /,
  );
  expect(await csv('/law/laws.csv?state=MUS')).toMatch(/\r\n# 0 rows/);
  expect(await csv('/law/assessments.csv?state=LAO&checklist=sec-law')).toMatch(/# 2 rows/);
  expect(await csv('/law/assessments.csv?state=LAO&checklist=opsc')).toMatch(/# 0 rows/);
  const sheets = await download('/law/law.xlsx?state=LAO');
  expect(sheets.map(({ sheet, rows }) => [sheet, rows.length]).slice(0, 4)).toEqual([
    ['laws', 1],
    ['stages', 0],
    ['provisions', 2],
    ['assessments', 2],
  ]);
});

test.each([
  ['Gazette', 'Laws: 1'],
  ['Lantern Act', 'Provisions of laws: 1'],
  ['Survey', 'Documents on which assessments of law rest: 1'],
])('the list of sources says what rests on the %s', async (title, said) => {
  const page = await app.request(`/sources?lang=en&words=${encodeURIComponent(title)}`);
  expect(await page.text()).toContain(said);
});
