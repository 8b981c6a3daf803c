import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import { readOutside, storeOutside } from '../../imports.ts';
import type { Iso3 } from '../../core/state.ts';
import { readXlsxSheets } from '../../platform/tables/xlsx.ts';
import { xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import { assessments, enterRound, laws, provisions, rounds } from '../store.ts';
import { legalFamilies } from '../store/families.ts';
import { csvOf } from '../testing.ts';

const record = testInstallation();
const who = { actor: 'a tester', reason: 'to try', at: '2026-11-23T00:00:00Z' };

type Rows = readonly (readonly string[])[];

const law = ['law', 'state', 'title', 'language', 'kind', 'translation', 'source', 'number'];
const provision = ['provision', 'law', 'article', 'text', 'text_is', 'from', 'to', 'ended', 'source'];
const assessment = [
  'state',
  'checklist',
  'point',
  'coder',
  'as_of',
  'answer',
  'provisions',
  'source',
  'round',
];
const act = (name: string, state: string) => [
  name,
  state,
  `Lantern Act ${name}`,
  'en',
  'act',
  'original in English',
  'Gazette',
  '7',
];

async function read(rows: Rows, name = 'a.csv') {
  return readOutside(record, { name, bytes: csvOf(rows) }, {});
}

async function bring(rows: Rows, name = 'a.csv') {
  return storeOutside(record, await read(rows, name), who);
}

/** What is said of a file that must leave the record as it was. */
async function refusals(rows: Rows) {
  const before = record.head();
  const report = await bring(rows);
  if (report.refused.length > 0) expect([record.head(), report.added]).toEqual([before, 0]);
  return report.refused.map((note) => `row ${'row' in note ? note.row : ''}, ${note.text}`);
}

describe('rows that are refused', async () => {
  await bring([law, act('X', 'MUS'), act('Y', 'PHL')]);
  await bring([
    provision,
    ['X-1', 'X', '1', 'Lanterns', 'quotation', '2010-01-01', '2015-01-01', 'repealed', 'Gazette'],
    ['X-2', 'X', '2', 'Lanterns', 'quotation', '2010-01-01', '', '', 'Gazette'],
    ['Y-1', 'Y', '1', 'Lanterns', 'quotation', '2010-01-01', '', '', 'Gazette'],
  ]);
  record.command({ kind: 'test', ...who, citation: 'test' }, (tx) => {
    enterRound(tx, { id: 'seats', state: 'MUS' as Iso3, checklist: 'sec-law', kind: 'blind' });
  });
  const row = (change: { readonly [column: string]: string }) =>
    assessment.map(
      (column) =>
        ({
          state: 'MUS',
          checklist: 'sec-law',
          point: '1',
          coder: 'A',
          as_of: '2020-01-01',
          answer: 'yes',
          provisions: 'X-2',
          ...change,
        })[column] ?? '',
    );

  test.each<[string, Rows, readonly RegExp[]]>([
    ['a State that is none', [law, act('Z', 'Atlantis')], [/^row 2, column state: “Atlantis” is not/]],
    [
      'a kind that is none',
      [law, act('Z', 'MUS').with(4, 'edict')],
      [/^row 2, column kind: “edict” is not known. Write one of: constitution, code/],
    ],
    [
      'several cells of a row',
      [law, act('Z;', 'MUS').with(6, '')],
      [/column law: holds a semicolon/, /column source: is empty/],
    ],
    ['a law of another State', [law, act('Y', 'MUS')], [/column law: “Y” is a law of PHL/]],
    [
      'a law that stands twice',
      [law, act('Z', 'MUS'), act('Z', 'MUS')],
      [/^row 3, column law: “Z” stands in row 2 already/],
    ],
    [
      'a stage of no law',
      [
        ['law', 'stage', 'date', 'source'],
        ['Q', 'proposed', '2019', 'Journal'],
      ],
      [/column law: there is no law “Q”/],
    ],
    [
      'a provision of no law',
      [provision, ['Q-1', 'Q', '1', 't', 'quotation', '', '', '', 'G']],
      [/column law: there is no law “Q”/],
    ],
    [
      'dates that contradict each other',
      [provision, ['X-3', 'X', '3', 't', 'quotation', '2010', '2009', 'amended', 'G']],
      [/column to: it ceased before it began/],
    ],
    [
      'a day that does not exist',
      [provision, ['X-3', 'X', '3', 't', 'quotation', '2010-02-30', '', '', 'G']],
      [/column from: .*2010-02-30/],
    ],
    [
      'a checklist that is not there',
      [assessment, row({ checklist: 'no-such' })],
      [/column checklist: .*no-such/],
    ],
    ['a point that is not there', [assessment, row({ point: '99' })], [/column point: .*99/]],
    [
      'a point whose text is not loaded',
      [assessment, row({ checklist: 'sectt-24', point: '24' })],
      [/column point: point 24 of sectt-24 is not answered: its official text is not loaded/],
    ],
    [
      'a provision that is not there',
      [assessment, row({ provisions: 'X-2; X-9' })],
      [/column provisions: there is no provision “X-9”/],
    ],
    [
      'a provision of another State',
      [assessment, row({ provisions: 'Y-1' })],
      [/column provisions: “Y-1” is a provision of PHL/],
    ],
    [
      'a provision that had ceased',
      [assessment, row({ provisions: 'X-1' })],
      [/column provisions: .*no longer in force on 2020-01-01/],
    ],
    [
      'an answer that rests on nothing',
      [assessment, row({ provisions: '' })],
      [/column answer: “yes” needs a provision/],
    ],
    [
      'an answer that is none',
      [assessment, row({ answer: 'perhaps' })],
      [/column answer: “perhaps” is not known/],
    ],
    ['a coder who is missing', [assessment, row({ coder: '' })], [/column coder: is empty/]],
    ['a year where a day is needed', [assessment, row({ as_of: '2020' })], [/column as_of: .*2020/]],
    [
      'two answers of one coder',
      [assessment, row({}), row({ answer: 'no' })],
      [/^row 3, column answer: row 2 answers the point already/],
    ],
    [
      'a document of no answer',
      [assessment, row({ answer: '', provisions: '', source: 'Report' })],
      [/^row 2, column answer: is empty, and no other row/],
    ],
    ['a round on seats', [assessment, row({ round: 'seats' })], [/column round: “seats” is coded on seats/]],
    [
      'a family without a source',
      [
        ['state', 'family', 'source'],
        ['MUS', 'common law', ''],
      ],
      [/column source: is empty/],
    ],
    [
      'one wrong row among right ones',
      [assessment, row({}), row({ point: '2', answer: 'maybe' }), row({ point: '3' })],
      [/^row 3, column answer/],
    ],
  ])('%s', async (_, rows, expected) => {
    const said = await refusals(rows);
    expect(said).toEqual(expected.map((pattern) => expect.stringMatching(pattern) as string));
  });

  test('come back coloured', async () => {
    const ready = await read([assessment, row({}), row({ point: '2', answer: 'maybe' })]);
    const [sheet] = await readXlsxSheets(ready.marked?.() ?? new Uint8Array(), { file: 'marked.xlsx' });
    expect(sheet?.header.at(-1)).toBe('what is wrong');
    expect(sheet?.rows.map(({ cells }) => cells.at(-1))).toEqual([
      '',
      expect.stringMatching(/^answer: “maybe”/) as string,
    ]);
    expect((await read([assessment, row({})])).marked).toBeUndefined();
  });

  test('a wrong law is told once, not again for each of its provisions', async () => {
    const bytes = Buffer.concat([
      ...xlsxBytes([
        { name: 'laws', header: law, rows: [act('W', 'MUS').with(3, 'Latin')] },
        {
          name: 'provisions',
          header: provision,
          rows: [['W-1', 'W', '1', 't', 'quotation', '', '', '', 'G']],
        },
        { name: 'assessments', header: assessment, rows: [row({ provisions: 'W-1' })] },
      ]),
    ]);
    const report = storeOutside(record, await readOutside(record, { name: 'w.xlsx', bytes }, {}), who);
    expect(report.refused).toEqual([
      { sheet: 'laws', row: 2, text: expect.stringMatching(/^column language/) as string },
    ]);
  });
});

describe('rows that are taken', () => {
  test('several documents of one answer, practice apart, a round named after the file', async () => {
    const columns = [
      ...assessment,
      'practice_answer',
      'practice_source',
      'practice_place',
      'reasoning',
      'hue',
    ];
    const key = ['PHL', 'SEC-LAW', '2', 'A. B.'];
    const report = await bring(
      [
        columns,
        [...key, '2021-05-01', 'Partial', 'Y-1', 'Commentary', '', 'non', 'Survey', 'p. 3', 'because', 'red'],
        [...key, '', '', '', 'Second; commentary', '', '', 'Ombudsman', '', '', ''],
        ['PHL', 'sec-law', '3', 'A. B.', '2021-05-01', '', '', '', '', '', '', '', '', ''],
      ],
      'phl.csv',
    );
    expect(report).toMatchObject({
      added: 2,
      refused: [],
      remarks: [
        { row: 1, text: 'the column “hue” is not read' },
        { row: 1, text: 'rows that are not filled in, and of which nothing is entered: 1' },
      ],
    });
    const found = record.read((tx) => assessments(tx, { state: 'PHL' as Iso3 }));
    expect(found).toMatchObject([
      {
        round: 'sec-law PHL phl.csv',
        coder: 'A. B.',
        role: 'coder',
        answer: 'partly',
        provisions: ['Y-1'],
        receipts: [{ title: 'Commentary' }, { title: 'Second; commentary' }],
        practice: { answer: 'no', receipts: [{ title: 'Survey', place: 'p. 3' }, { title: 'Ombudsman' }] },
      },
    ]);
    expect(record.read((tx) => rounds(tx, { state: 'PHL' as Iso3 }))).toEqual([
      { id: 'sec-law PHL phl.csv', state: 'PHL', checklist: 'sec-law', kind: 'by file' },
    ]);
  });

  test('a provision written out beside the answer, once for all rows that need it', async () => {
    const columns = [
      'state',
      'checklist',
      'point',
      'coder',
      'as_of',
      'answer',
      'law',
      'article',
      'text',
      'from',
      'to',
    ];
    const key = ['PHL', 'sec-law'];
    const rows = [
      columns,
      [
        ...key,
        '4',
        'C',
        '2021-05-01',
        'yes',
        'lantern act y',
        '8',
        'Lanterns are kept',
        '2012-01-01',
        '2023-01-01',
      ],
      [...key, '5', 'C', '2021-05-01', 'no', '7', '8', '', '2012-01-01', ''],
      [...key, '6', 'C', '2024-05-01', 'yes', 'Y', '8', 'Lanterns are lit', '2023-01-01', ''],
      [...key, '6', 'C', '', '', 'Y', '1', 'Other words', '2010-01-01', ''],
    ];
    const report = await bring(rows, 'out.csv');
    expect([report.refused, report.added]).toEqual([[], 4]);
    const known = record.read((tx) => provisions(tx, { state: 'PHL' as Iso3 }));
    expect([...known.values()].filter(({ article }) => article === '8')).toMatchObject([
      {
        id: 'Y-8',
        text: 'Lanterns are kept',
        textIs: 'paraphrase',
        to: '2023-01-01',
        citation: { title: 'Lantern Act Y' },
      },
      { id: 'Y-8 2023-01-01', text: 'Lanterns are lit' },
    ]);
    const found = record
      .read((tx) => assessments(tx, { state: 'PHL' as Iso3 }))
      .filter(({ coder }) => coder === 'C');
    expect(found.map((each) => each.provisions)).toEqual([['Y-8'], ['Y-8'], ['Y-8 2023-01-01', 'Y-1']]);
    expect(report.remarks).toEqual([
      { row: 5, text: 'the words of article 1 are not taken: “Y-1” is there in other words' },
    ]);
    const again = await bring(rows, 'out.csv');
    expect([again.added, again.changed, again.unchanged]).toEqual([0, 0, 4]);
    expect(await refusals([columns, [...key, '7', 'C', '2021-05-01', 'yes', 'Y', '9', '', '', '']])).toEqual([
      expect.stringMatching(/column text: is empty, and article 9/) as string,
    ]);
    expect(await refusals([columns, [...key, '7', 'C', '2021-05-01', 'yes', 'Z', '9', 'a', '', '']])).toEqual(
      [expect.stringMatching(/column law: there is no law “Z” of PHL/) as string],
    );
  });

  test('a correction is kept beside what was said before', async () => {
    const rows = (answer: string) => [
      assessment,
      ['MUS', 'sec-law', '9', 'D', '2020-01-01', answer, 'X-2', '', 'own'],
    ];
    await bring(rows('yes'));
    expect(await bring(rows('no'))).toMatchObject({ added: 0, changed: 1 });
    expect(
      record.read((tx) => assessments(tx, { state: 'MUS' as Iso3 })).filter(({ coder }) => coder === 'D'),
    ).toHaveLength(2);
  });

  test('a law with its stages, and the families of a State', async () => {
    await bring([law, act('S', 'MUS')]);
    const stages = [
      ['law', 'stage', 'date', 'source'],
      ['S', 'Assented', '2019-02', 'Journal'],
      ['S', 'proposed', '', 'Journal'],
    ];
    expect(await bring(stages)).toMatchObject({ added: 2 });
    const found = record.read((tx) => laws(tx, { state: 'MUS' as Iso3 })).find(({ id }) => id === 'S');
    expect(found?.stages).toMatchObject([{ stage: 'proposed' }, { stage: 'assented', date: '2019-02' }]);

    const families = [
      ['State', 'Family', 'Source'],
      ['MUS', 'Common law; civil law', 'Atlas'],
      ['Philippines', 'Civil law', 'Atlas'],
    ];
    expect(await bring(families)).toMatchObject({ added: 2 });
    expect(await bring(families)).toMatchObject({ unchanged: 2 });
    expect(record.read((tx) => legalFamilies(tx)).get('MUS' as Iso3)?.families).toEqual([
      'common law',
      'civil law',
    ]);
  });
});
