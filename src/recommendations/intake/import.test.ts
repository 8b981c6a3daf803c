import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import type { ImportReport } from '../../platform/imports.ts';
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

/** How many recommendations have two answers. */
function differing(): number {
  const rows = record.read((tx) =>
    tx.all(
      "SELECT recommendation FROM recommendation_statement WHERE response IN ('supported', 'noted') GROUP BY recommendation HAVING count(DISTINCT response) > 1",
    ),
  );
  return rows.length;
}

describe('real files', () => {
  const folder = shared('data');
  test.skipIf(!folder)(
    `every row is accounted for, and the two sources meet (${folder ? 'as they are' : noSharedFiles})`,
    async () => {
      const upr = (name: string) => readFileSync(`${folder ?? ''}/upr-info/csv/${name}.csv`);
      const files: [string, Uint8Array, Partial<ImportReport>][] = [
        ['1-5', upr('1-5'), { rows: 6094, added: 5626, changed: 468, unchanged: 0 }],
        ['6-9', upr('6-9'), { rows: 8343, added: 8176, changed: 166, unchanged: 1 }],
        ['10-13', upr('10-13'), { rows: 9047, added: 8892, changed: 155, unchanged: 0 }],
        ['14-17', upr('14-17'), { rows: 9598, added: 9382, changed: 214, unchanged: 2 }],
        ['voluntary', upr('voluntary'), { rows: 947, added: 944, changed: 1, unchanged: 2 }],
        [
          'dihr',
          gunzipSync(readFileSync(`${folder ?? ''}/dihr/dihr_upr_2008_2013.csv.gz`)),
          { rows: 32_245, added: 46, changed: 32_198, unchanged: 1 },
        ],
        ['1-5', upr('1-5'), { rows: 6094, added: 0, changed: 0, unchanged: 6094 }],
        ['1-5 (1)', upr('1-5'), { rows: 6094, added: 0, changed: 0, unchanged: 6094 }],
        // The workbook of the first cycle says nothing that the table of both does not.
        [
          'dihr workbook',
          readFileSync(`${folder ?? ''}/dihr/dihr_upr_cycle1.xlsx`),
          { rows: 20_678, added: 0, changed: 0, unchanged: 20_678 },
        ],
      ];
      const before = differing();
      for (const [name, bytes, expected] of files) {
        expect(await bring(`${name}.csv`, bytes)).toMatchObject({ ...expected, unmapped: [], refused: [] });
      }
      // Tonga, session 15: one text of three askers, accepted from one of them.
      expect(differing() - before).toBe(1);
    },
    60_000,
  );
});
