import { describe, expect, test } from 'vitest';
import { readRecommendations } from './read.ts';
import type { Reading } from './reading.ts';

const good = {
  State: 'Kenya',
  Text: 'Light the harbour',
  Mechanism: 'regional body',
  Body: 'Harbour Commission',
  Date: '2019-09-11',
};
type Cells = { readonly [column: string]: string };

function read(cells: Cells): Reading {
  const file = readRecommendations({
    file: 'ours.csv',
    header: Object.keys(cells),
    rows: [{ row: 2, cells: Object.values(cells) }],
  });
  const [reading] = file?.readings() ?? [];
  if (!reading) throw new Error('not read');
  return reading;
}
const first = (cells: Cells) => {
  const reading = read(cells);
  return 'entries' in reading ? reading.entries[0] : undefined;
};

test('a row with every column', () => {
  const cells = {
    ...good,
    Mechanism: 'Treaty bodies',
    Body: 'CRC',
    Symbol: 'crc/c/ken/co/9',
    Paragraph: '12 (a)',
    Response: 'in parts',
    Action: '4',
    Issues: 'Light; Harbours, ports',
    Themes: 'Sea',
    'Affected persons': 'Children',
    SDGs: '14.1',
    Id: 'h-1',
    Type: 'concern',
    Source: 'A report on harbours',
  };
  expect(read(cells)).toMatchObject({
    entries: [
      {
        state: 'KEN',
        kind: 'concern',
        round: {
          mechanism: 'treaty body',
          body: 'Committee on the Rights of the Child',
          round: 'CRC/C/KEN/CO/9',
        },
        statement: {
          asker: { name: 'Committee on the Rights of the Child' },
          response: 'not known',
          said: 'in parts',
          action: 4,
          issues: ['Light', 'Harbours, ports'],
          themes: ['Sea'],
          affectedPersons: ['Children'],
          sdgs: ['14.1'],
          year: 2019,
          documentDate: '2019-09-11',
          sourceId: 'h-1',
          symbol: 'CRC/C/KEN/CO/9',
          paragraph: '12 (a)',
          citation: { title: 'A report on harbours', place: 'ours.csv', standing: 'unverified' },
        },
      },
    ],
  });
});

describe('the round', () => {
  test.each<[Cells, object]>([
    [good, { mechanism: 'regional body', body: 'Harbour Commission', round: '2019' }],
    [
      { State: 'Kenya', Text: 'x', Session: '35' },
      { mechanism: 'UPR', cycle: 3 },
    ],
    [
      { state: 'Kenya', text: 'x', upr_cycle: '2', year: '2014' },
      { mechanism: 'UPR', cycle: 2 },
    ],
    [
      { State: 'Kenya', Text: 'x', Body: 'Working Group on Light', Year: '2014' },
      { mechanism: 'special procedure', body: 'Working Group on Light', round: '2014' },
    ],
    [{ ...good, Date: '43719' }, { round: '2019' }],
    [{ ...good, Mechanism: 'other' }, { mechanism: 'other body' }],
  ])('of %j', (cells, expected) => {
    expect(first(cells)?.round).toMatchObject(expected);
  });

  test('several askers have an entry each, and a body answers for itself', () => {
    const reading = read({ State: 'Kenya', Text: 'x', Session: '35', Askers: 'Chile; Norway' });
    expect('entries' in reading && reading.entries.map(({ statement }) => statement.asker.state)).toEqual([
      'CHL',
      'NOR',
    ]);
    const coded = read({ State: 'KEN', Text: 'x', Session: '35', Askers: 'CHL; NOR' });
    expect(coded).toEqual(reading);
    expect(first(good)?.statement).toMatchObject({
      asker: { name: 'Harbour Commission' },
      response: 'none asked',
      citation: { title: 'ours.csv', standing: 'verified' },
    });
  });
});

test.each<[Cells, string]>([
  [{ ...good, Text: ' ' }, 'the text is empty'],
  [{ ...good, Date: '11/9/2019' }, '“11/9/2019” is not a date'],
  [{ ...good, Date: '' }, 'there is neither date, year nor session'],
  [{ ...good, Body: '' }, 'the body is missing'],
  [{ ...good, Mechanism: 'choir' }, '“choir” is no mechanism'],
  [{ ...good, Mechanism: '' }, '“Harbour Commission” is no mechanism'],
  [{ ...good, Symbol: 'a letter' }, '“a letter” is not a document symbol'],
  [{ ...good, Action: '9' }, '“9” is not an action category'],
  [{ ...good, Type: 'song' }, '“song” is not a type'],
  [{ ...good, Year: '19' }, '“19” is not a year'],
  [{ ...good, Mechanism: 'UPR' }, 'there is neither session nor cycle'],
])('%j is refused', (cells, reason) => {
  expect(read(cells)).toMatchObject({ refused: expect.stringContaining(reason) as string });
});

test('a session of another cycle places nothing', () => {
  expect(read({ State: 'Kenya', Text: 'x', Session: '4', Cycle: '2' })).toEqual({
    entries: [],
    row: 2,
    unmapped: 'session 4 is not of cycle 2',
  });
});

test('a table that says of no round is not this form', () => {
  const table = { file: 'x.csv', header: ['State', 'Text', 'Date'], rows: [] };
  expect(readRecommendations(table)).toBeUndefined();
});
