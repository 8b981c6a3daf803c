import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import { askersOf, responseOf } from '../model.ts';
import { bringInto, findIn, uprInfo } from '../testing.ts';
import { readRecommendations } from './read.ts';
import type { Reading } from './reading.ts';

/** The columns as UHRI writes them, misspelt. */
const header = [
  'Text',
  'Countries Concerned',
  'Reccomending Body',
  'Document Symbol',
  'Themes',
  'Affected Persons',
  'Sdgs',
  'Document Publication Date',
  'UPR Reccomending States',
  'UPR Position',
  'Type',
  'OHCHR Annotation Id',
  'UPR Session',
  'Regions Concerned',
  'Recommending Regions',
  'Date of publication on UHRI',
];

const committee = {
  Text: '27. Count every lantern, and tell children of the count.',
  'Countries Concerned': '- Kenya',
  'Reccomending Body': '- CRC',
  'Document Symbol': 'CRC/C/KEN/CO/9',
  Themes: '- Lanterns & lamps\n- Light',
  'Affected Persons': '- Children',
  Sdgs: '- 7.1 - Light for all',
  'Document Publication Date': '43719',
  'UPR Reccomending States': '',
  'UPR Position': '',
  Type: '- Recommendations',
  'OHCHR Annotation Id': '00000000-0000-4000-8000-000000000001',
  'UPR Session': '',
};
const review = {
  ...committee,
  Text: '133.16 Name an ombudsman for lanterns (Chile, Türkiye);',
  'Reccomending Body': '- UPR',
  'Document Symbol': 'A/HRC/44/9',
  'UPR Reccomending States': '- Chile\n- Türkiye',
  'UPR Position': '- Supported',
  'UPR Session': '35th Session',
};
type Cells = { readonly [column: string]: string };

const table = (names: readonly string[], rows: readonly Cells[]) => ({
  file: 'export.xlsx',
  header: names,
  rows: rows.map((row, at) => ({ row: at + 2, cells: header.map((name) => row[name] ?? '') })),
});

function read(changes: Cells = {}, from: Cells = committee): Reading & { readonly row: number } {
  const file = readRecommendations(table(header, [{ ...from, ...changes }]));
  const [reading] = file?.readings() ?? [];
  if (!reading) throw new Error('not read');
  return reading;
}

const entriesOf = (reading: Reading) => ('entries' in reading ? reading.entries : []);

test('what a committee recommends keeps its place, its labels and its number', () => {
  expect(read()).toEqual({
    row: 2,
    entries: [
      {
        state: 'KEN',
        kind: 'recommendation',
        round: {
          mechanism: 'treaty body',
          body: 'Committee on the Rights of the Child',
          round: 'CRC/C/KEN/CO/9',
        },
        text: 'Count every lantern, and tell children of the count.',
        statement: {
          asker: { name: 'Committee on the Rights of the Child' },
          response: 'none asked',
          said: '',
          issues: [],
          themes: ['Lanterns & lamps', 'Light'],
          affectedPersons: ['Children'],
          sdgs: ['7.1 - Light for all'],
          year: 2019,
          documentDate: '2019-09-11',
          sourceId: '00000000-0000-4000-8000-000000000001',
          symbol: 'CRC/C/KEN/CO/9',
          paragraph: '27',
          row: 2,
          citation: {
            title: 'OHCHR, Universal Human Rights Index, export',
            place: 'export.xlsx',
            standing: 'verified',
          },
        },
      },
    ],
  });
});

test('the spelling may be put right', () => {
  const right = header.map((name) => name.replace('Reccomending', 'Recommending'));
  expect(readRecommendations(table(right, [committee]))?.kind).toBe('Universal Human Rights Index');
});

test('a recommendation of the UPR has an entry for each State, without their names in the text', () => {
  expect(entriesOf(read({}, review))).toMatchObject(
    [
      { name: 'Chile', state: 'CHL' },
      { name: 'Türkiye', state: 'TUR' },
    ].map((asker) => ({
      round: { mechanism: 'UPR', cycle: 3 },
      text: 'Name an ombudsman for lanterns',
      statement: {
        asker,
        response: 'supported',
        said: 'Supported',
        session: 35,
        year: 2020,
        paragraph: '133.16',
      },
    })),
  );
});

describe('paragraph and text', () => {
  test.each<[string, string | undefined, string]>([
    ['27. Count lanterns.', '27', 'Count lanterns.'],
    ['27.Count lanterns.', '27', 'Count lanterns.'],
    ['133.16. Count lanterns.', '133.16', 'Count lanterns.'],
    ['133.16 Count lanterns.', '133.16', 'Count lanterns.'],
    ['Rural light 49.The Committee notes lanterns.', '49', 'Rural light 49.The Committee notes lanterns.'],
    ['Count 49. lanterns.', undefined, 'Count 49. lanterns.'],
    ['Count lanterns by 2030. Then rest.', undefined, 'Count lanterns by 2030. Then rest.'],
    ['12 lanterns are too few', undefined, '12 lanterns are too few'],
  ])('of %j', (written, paragraph, text) => {
    const [entry] = entriesOf(read({ Text: written }));
    expect([entry?.statement.paragraph, entry?.text]).toEqual([paragraph, text]);
  });

  test.each([
    ['Count lanterns (Chile, Türkiye);', 'Count lanterns'],
    ['Count lanterns (Chile) (Türkiye);', 'Count lanterns'],
    ['Count lanterns (Chile and Türkiye).', 'Count lanterns'],
    ['Count lanterns (Peru);', 'Count lanterns (Peru);'],
    ['Count lanterns (all of them)', 'Count lanterns (all of them)'],
  ])('of the UPR: %j', (written, text) => {
    expect(entriesOf(read({ Text: written }, review))[0]?.text).toBe(text);
  });
});

describe('who asks', () => {
  test.each([
    ['- CRC-OP-SC', 'treaty body', 'Committee on the Rights of the Child'],
    ['- CEDAW', 'treaty body', 'Committee on the Elimination of Discrimination against Women'],
    ['- CCPR', 'treaty body', 'Human Rights Committee'],
    ['- SR Sale of Lanterns', 'special procedure', 'SR Sale of Lanterns'],
    ['- WG Lanterns\n- SR Lamps', 'special procedure', 'WG Lanterns; SR Lamps'],
  ])('%j is a %s', (body, mechanism, name) => {
    const entries = entriesOf(read({ 'Reccomending Body': body }));
    expect(entries[0]?.round).toMatchObject({ mechanism, body: name });
    expect(entries.map(({ statement }) => statement.asker.name).join('; ')).toBe(name);
  });

  test('without a symbol the round is the year', () => {
    expect(entriesOf(read({ 'Document Symbol': '' }))[0]?.round).toMatchObject({ round: '2019' });
  });
});

test.each<[string, Cells, Cells, Partial<Reading>]>([
  ['no text', { Text: '12. ' }, committee, { refused: 'the text is empty' }],
  [
    'no date',
    { 'Document Publication Date': 'soon' },
    committee,
    { refused: '“soon” is not a date (Document Publication Date)' },
  ],
  ['no day', { 'Document Publication Date': '' }, committee, { unmapped: 'the document has no date' }],
  [
    'a body that is not known',
    { 'Reccomending Body': '- CXX' },
    committee,
    { unmapped: '“CXX” is not a body known here' },
  ],
  [
    'a type that is not known',
    { Type: '- Songs' },
    committee,
    { unmapped: '“Songs” is not a known type of text' },
  ],
  ['no session', { 'UPR Session': '' }, review, { unmapped: '“” names no UPR session' }],
  ['no State', { 'Countries Concerned': '' }, committee, { unmapped: 'no State is named' }],
  [
    'a name that is no State',
    { 'Countries Concerned': '- Atlantis' },
    committee,
    { unmapped: '“Atlantis” is not a known State' },
  ],
])('%s is said', (_, changes, from, expected) => {
  const reading = read(changes, from);
  expect(reading).toMatchObject(expected);
  expect(entriesOf(reading)).toEqual([]);
});

test('of several States those that are known are kept', () => {
  const reading = read({ 'Countries Concerned': '- Kenya\n- China (Hong Kong)\n- Peru' });
  expect(entriesOf(reading).map(({ state }) => state)).toEqual(['KEN', 'PER']);
  expect(reading).toMatchObject({ unmapped: expect.stringContaining('Hong Kong') as string });
});

test('concerns are kept apart from recommendations', () => {
  expect(entriesOf(read({ Type: '- Concerns/Observations' }))[0]?.kind).toBe('concern');
});

describe('in the record', () => {
  const record = testInstallation();
  const bring = bringInto(record);
  const find = findIn(record);
  const quoted = (row: Cells) => header.map((name) => `"${row[name] ?? ''}"`).join(',');
  const csv = (...rows: Cells[]) => [header.join(','), ...rows.map(quoted), ''].join('\n');

  test('the same text, State and round as UPR Info gives is one record', async () => {
    await bring(
      '1.csv',
      `${uprInfo}\nKenya,,,Name an ombudsman for lanterns.,Chile,,,Accepted,5,Justice,35\n`,
    );
    expect(await bring('export.csv', csv(review))).toMatchObject({ rows: 1, added: 0, changed: 1 });
    const [one, ...rest] = find('ombudsman');
    expect(rest).toEqual([]);
    expect(one && askersOf(one).map(({ state }) => state)).toEqual(['CHL', 'TUR']);
    expect(one && responseOf(one)).toEqual({ kind: 'agreed', response: 'supported' });
  });

  test('the same text of another document is another record; the same again is known', async () => {
    const other = {
      ...committee,
      'Document Symbol': 'CRC/C/KEN/CO/10',
      'Document Publication Date': '45546',
    };
    expect(await bring('export.csv', csv(committee, other))).toMatchObject({ rows: 2, added: 2 });
    expect(await bring('export 2.csv', csv(committee, other))).toMatchObject({ rows: 2, unchanged: 2 });
    expect(
      find('count lantern').map(({ round }) => round.mechanism === 'treaty body' && round.round),
    ).toEqual(['CRC/C/KEN/CO/9', 'CRC/C/KEN/CO/10']);
  });

  test('a row of several States of which one is unknown is stored, and noted', async () => {
    const both = { ...committee, Text: 'Share lanterns', 'Countries Concerned': '- Kenya\n- Atlantis' };
    expect(await bring('export.csv', csv(both))).toMatchObject({
      rows: 1,
      added: 1,
      unmapped: [{ row: 2, text: '“Atlantis” is not a known State; stored for the others' }],
    });
  });
});
