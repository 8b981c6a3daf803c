import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import type { Iso3 } from '../../core/state.ts';
import { readOutside, storeOutside } from '../../imports.ts';
import type { Record } from '../../platform/record.ts';
import { readXlsxSheets } from '../../platform/tables/xlsx.ts';
import { answerOn } from '../assessment.ts';
import { scorable } from '../checklist.ts';
import { findingKey, findings } from '../store.ts';
import { checklist } from '../store/checklists.ts';
import { csvOf, lanternDays, lanternRegion, lanternTables } from '../testing.ts';
import { lawCsv, lawSheets, lawTables, lawWorkbook } from './laws.ts';

const who = { actor: 'a tester', reason: 'to try', at: '2026-11-23T00:00:00Z' };

async function bring(record: Record, name: string, bytes: Uint8Array) {
  const ready = await readOutside(record, { name, bytes }, {});
  const report = storeOutside(record, ready, who);
  expect(report.refused).toEqual([]);
  return report;
}

const sheetsOf = (record: Record) => record.read((tx) => lawSheets(tx, lawTables));
const csvFiles = (record: Record) => sheetsOf(record).map((sheet) => new TextDecoder().decode(lawCsv(sheet)));

/** The answers of all States on all points on the three days. */
function grid(record: Record, points: readonly string[]) {
  return record.read((tx) => {
    const found = findings(tx, { checklist: 'sec-law' });
    return lanternDays.map((day) =>
      lanternRegion.map((state) =>
        points.map((point) => {
          const { answer, ground, finding } = answerOn(
            found.get(findingKey(state as Iso3, point)) ?? [],
            day,
          );
          return `${answer}, ${ground}, ${finding?.provisions.map(({ id }) => id).join(' ') ?? ''}`;
        }),
      ),
    );
  });
}

describe('a region of eleven States, twenty-five points and two coders', () => {
  const first = testInstallation();
  const second = testInstallation();
  const third = testInstallation();
  const points = first
    .read((tx) => checklist(tx, 'sec-law'))
    .points.filter((point) => scorable(point) === 'scored')
    .map(({ point }) => point);
  const tables = lanternTables({ checklist: 'sec-law', points });

  test('is entered by CSV in one go, answers at three dates, and reads back identical', async () => {
    expect(points).toHaveLength(25);
    for (const name of lawTables) {
      const report = await bring(first, `${name}.csv`, csvOf(tables[name]));
      expect([report.added, report.changed, report.unchanged]).toEqual([tables[name].length - 1, 0, 0]);
      const again = await bring(first, `${name}.csv`, csvOf(tables[name]));
      expect([again.added, again.changed, again.unchanged]).toEqual([0, 0, tables[name].length - 1]);
    }
    const answered = grid(first, points);
    const grounds = answered.map((of) =>
      [...new Set(of.flat().map((cell) => cell.split(', ')[1] ?? ''))].toSorted(),
    );
    expect(grounds).toEqual([['not yet in force'], ['disputed', 'in force'], ['disputed', 'in force']]);
    // Each State has a Lantern Act whose uneven articles were amended between the second day and the third.
    expect(answered[1]?.[0]?.[1]).toContain('BRN-lantern-2');
    expect(answered[2]?.[0]?.[1]).toContain('BRN-lantern-2b');

    const files = csvFiles(first);
    for (const [at, name] of lawTables.entries())
      await bring(second, `${name}.csv`, new TextEncoder().encode(files[at]));
    expect(csvFiles(second)).toEqual(files);
    expect(grid(second, points)).toEqual(answered);
  });

  test('and as one workbook', async () => {
    const bytes = lawWorkbook(first, sheetsOf(first));
    expect((await readXlsxSheets(bytes, { file: 'law.xlsx' })).map(({ sheet }) => sheet)).toEqual([
      ...lawTables,
      'About',
    ]);
    const report = await bring(third, 'law.xlsx', bytes);
    expect(report.remarks).toEqual([]);
    expect(csvFiles(third)).toEqual(csvFiles(first));
    expect(grid(third, points)).toEqual(grid(first, points));
    const again = await bring(first, 'law.xlsx', bytes);
    expect([again.added, again.changed]).toEqual([0, 0]);
  });
});

const [one, two] = [testInstallation(), testInstallation()];

test('any texts come back as they were entered', async () => {
  const cell = fc
    .array(fc.constantFrom(...'=+-@\'",;\t\n _é<&'.split(''), '\r\n', '_x0041_', 'مصباح'), { maxLength: 12 })
    .map((parts) => parts.join('').trim() || 'b');
  const rows = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 6, maxLength: 6 });
  const point = one.read((tx) => checklist(tx, 'sec-law')).points[0]?.point ?? '';
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom('csv', 'xlsx'), async (texts, format) => {
      const tables = [
        [
          ['law', 'state', 'title', 'language', 'kind', 'translation', 'source', 'place'],
          ...texts.map(([title, , , place], at) => [
            `L${at}`,
            'MUS',
            title,
            'en',
            'act',
            'original in English',
            'Gazette',
            place,
          ]),
        ],
        [
          ['provision', 'law', 'article', 'text', 'text_is', 'from', 'source'],
          ...texts.map(([title, text], at) => [`P${at}`, `L${at}`, title, text, 'quotation', '2001', title]),
        ],
        [
          ['state', 'checklist', 'point', 'coder', 'as_of', 'answer', 'reasoning', 'provisions', 'round'],
          ...texts.map(([, , why], at) => [
            'MUS',
            'sec-law',
            point,
            `coder ${at}`,
            '2020-01-01',
            'yes',
            why,
            `P${at}`,
            'r',
          ]),
        ],
      ];
      for (const table of tables) await bring(one, 'a.csv', csvOf(table));
      const sheets = sheetsOf(one);
      if (format === 'xlsx') await bring(two, 'a.xlsx', lawWorkbook(one, sheets));
      else for (const sheet of sheets) if (sheet.rows.length > 0) await bring(two, 'a.csv', lawCsv(sheet));
      expect(sheetsOf(two).map((sheet) => sheet.rows)).toEqual(sheets.map((sheet) => sheet.rows));
      expect(sheets[2]?.rows.map((cells) => cells[3])).toEqual(
        texts.map(([, text]) => text.replaceAll('\r\n', '\n')),
      );
    }),
    { numRuns: 12 },
  );
});
