import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { askedTwice, bringInto, danish, findIn, uprInfo } from '../testing.ts';

const record = testInstallation();
const bring = bringInto(record);
const find = findIn(record);

describe('importing', () => {
  const counted = () =>
    record.read((tx) =>
      tx.first(
        'SELECT (SELECT count(*) FROM recommendation) AS texts, (SELECT count(*) FROM recommendation_statement) AS statements, (SELECT count(*) FROM citation) AS citations, (SELECT count(*) FROM audit) AS entries',
      ),
    );

  test.each(['lanterns.csv', 'lanterns (1).csv'])(
    'what the source said before adds nothing, in %s',
    async (name) => {
      await bring('lanterns.csv', askedTwice);
      const before = counted();
      expect(await bring(name, askedTwice)).toMatchObject({ rows: 3, added: 0, changed: 0, unchanged: 3 });
      expect(counted()).toEqual(before);
    },
  );

  test('another answer of the same source is a statement of its own', async () => {
    const one = (response: string) =>
      [uprInfo, `Tuvalu,,,Light the harbour of heron,Peru,,,${response},5,Justice,3`, ''].join('\r');
    await bring('heron.csv', one('Noted'));
    expect(await bring('heron.csv', one('Accepted'))).toMatchObject({ added: 0, changed: 1, unchanged: 0 });
    expect(find('heron')[0]?.statements.map(({ said }) => said)).toEqual(['Noted', 'Accepted']);
  });

  test.each<[string, string, string]>([
    ['an empty text', `${uprInfo}\rFiji,,, ,Peru,,,Noted,4,Justice,3`, 'the text is empty'],
    ['a word for a session', `${uprInfo}\rFiji,,,Walrus,Peru,,,Noted,4,Justice,third`, '“third”'],
    ['no session', `${uprInfo}\rFiji,,,Walrus,Peru,,,Noted,4,Justice,`, 'number of a UPR session'],
    ['an action of 6', `${uprInfo}\rFiji,,,Walrus,Peru,,,Noted,6,Justice,3`, '“6”'],
    ['a year without cycle', `${danish}\nx,Fiji,Walrus,,,Noted,Peru,,,,,2009,`, '“2009”'],
  ])('%s refuses the whole file, and says which row', async (_, file, reason) => {
    const good = file.startsWith('To')
      ? 'Fiji,,,Walrus of row three,Peru,,,Noted,4,Justice,3'
      : 'x,Fiji,Walrus of row three,,,Noted,Peru,,,,,2009 Cycle 1,';
    const before = counted();
    const report = await bring('walrus.csv', `${file}${file.startsWith('To') ? '\r' : '\n'}${good}`);
    expect(report).toMatchObject({ rows: 2, added: 0, changed: 0, unchanged: 0 });
    expect(report.refused).toEqual([{ row: 2, text: expect.stringContaining(reason) as string }]);
    expect(counted()).toEqual(before);
  });

  test('a name that is no State stops nothing: it is listed, or kept as written where it asked', async () => {
    const report = await bring(
      'otter.csv',
      [
        uprInfo,
        'Atlantis,,,Protect the otter,Peru,,,Noted,4,Justice,3',
        'Fiji,,,Protect the otter,Atlantis,,,Noted,4,Justice,3',
        '',
      ].join('\r'),
    );
    expect(report).toMatchObject({ added: 1, refused: [] });
    expect(report.unmapped).toEqual([{ row: 2, text: expect.stringContaining('Atlantis') as string }]);
    expect(find('otter').map(({ state, statements }) => [state, statements[0]?.asker])).toEqual([
      ['FJI', { name: 'Atlantis' }],
    ]);
  });
});

/** Rows of a query. */
function rowsOf<T>(sql: string): T[] {
  return record.read((tx) => tx.all<T>(sql));
}

describe('real files', () => {
  const folder = shared('data');
  const read = (path: string): Uint8Array => {
    const bytes = readFileSync(join(folder ?? '', path));
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  };
  const said = folder ? 'as they are' : noSharedFiles;

  /** Rows, and of them: texts not known before, texts known to which something is added, rows known, not placed. */
  test.skipIf(!folder).each<[string, ...counts: [number, number, number, number, number]]>([
    ['upr-info/csv/1-5.csv', 6094, 5626, 468, 0, 0],
    ['upr-info/csv/6-9.csv', 8343, 8176, 166, 1, 0],
    ['upr-info/csv/10-13.csv', 9047, 8892, 155, 0, 0],
    ['upr-info/csv/14-17.csv', 9598, 9382, 214, 2, 0],
    ['upr-info/csv/voluntary.csv', 947, 944, 1, 2, 0],
    // The workbook says what the CSV says.
    ['upr-info/voluntary.xls', 947, 0, 0, 947, 0],
    ['upr-info/csv/1-5.csv', 6094, 0, 0, 6094, 0],
    ['dihr/dihr_upr_2008_2013.csv.gz', 32_245, 46, 32_198, 1, 0],
    // That of the first cycle says nothing that the table of both does not.
    ['dihr/dihr_upr_cycle1.xlsx', 20_678, 0, 0, 20_678, 0],
    // One row of the joined table gives a session of one cycle and the number of the other.
    ['upr_cross_labelled_2008_2013.csv.gz', 32_245, 0, 32_243, 1, 1],
    // Not placed: actions for areas that are no States, and cells that say that there is no action.
    ['dol-ilab/countries_2016.xml.gz', 1747, 1687, 0, 0, 60],
    ['dol-ilab/countries_2017.xml.gz', 1744, 1673, 0, 1, 70],
    ['dol-ilab/countries_2018.xml.gz', 1918, 1850, 1, 0, 67],
    ['dol-ilab/countries_2019.xml.gz', 2151, 1984, 0, 2, 165],
    ['dol-ilab/countries_2020.xml.gz', 2245, 2094, 0, 0, 151],
    // The XML has three empty actions more than the table drawn from it.
    ['dol-ilab/ilab_suggested_actions.csv.gz', 9802, 0, 0, 9292, 510],
  ])(
    `every row of %s is accounted for (${said})`,
    async (path, rows, added, changed, unchanged, unmapped) => {
      const report = await bring(basename(path).replace(/\.gz$/, ''), read(path));
      expect({ ...report, unmapped: report.unmapped.length }).toMatchObject({
        rows,
        added,
        changed,
        unchanged,
        unmapped,
        refused: [],
      });
      expect(added + changed + unchanged + unmapped).toBe(rows);
    },
    60_000,
  );

  test.skipIf(!folder)(`the two sources of the same sessions agree on the answers (${said})`, () => {
    const statements = rowsOf<{ title: string; recommendation: number; asker: string; response: string }>(
      `SELECT c.title, s.recommendation, s.asker_state AS asker, s.response
       FROM recommendation_statement s JOIN citation c ON c.id = s.citation WHERE s.asker_state IS NOT NULL`,
    );
    const key = ({ recommendation, asker }: (typeof statements)[number]) => `${recommendation} ${asker}`;
    const ofSource = (name: string) => statements.filter(({ title }) => title.startsWith(name));
    const answers = Map.groupBy(ofSource('UPR Info'), key);
    const pairs = ofSource('Danish').flatMap((danishOne) =>
      (answers.get(key(danishOne)) ?? []).map(({ response }) => response === danishOne.response),
    );
    expect([pairs.length, pairs.filter((same) => !same).length]).toEqual([32_199, 0]);
    // Tonga, session 15: one text of three askers, accepted from one of them.
    const differing = rowsOf<{ state: string }>(
      `SELECT r.state FROM recommendation_statement s JOIN recommendation r ON r.id = s.recommendation
       WHERE s.response IN ('supported', 'noted') AND r.mechanism IS NULL AND s.year = 2013
       GROUP BY r.id HAVING count(DISTINCT s.response) > 1`,
    );
    expect(differing).toEqual([{ state: 'TON' }]);
  });

  test.skipIf(!folder)(`words that stand for no action stay apart (${said})`, async () => {
    const { unmapped } = await bring('labor.csv', read('dol-ilab/ilab_suggested_actions.csv.gz'));
    const words = unmapped.flatMap(({ text }) => /^“([^”]*)” stands for an action/.exec(text)?.[1] ?? []);
    const counts = [...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]);
    expect(Object.fromEntries(counts)).toEqual({ 'N/A': 100, 'Not Applicable': 83, 'No Value': 1 });
  });
});
