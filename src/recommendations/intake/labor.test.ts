import { expect, test } from 'vitest';
import type { Problem } from '../../core/problem.ts';
import { suggestedActions } from './labor.ts';
import { readRecommendations } from './read.ts';

interface Country {
  readonly name: string;
  readonly description?: string;
  readonly actions: string;
}
const action = (text: string) => `<Action><Name>${text}</Name></Action>`;

/** Elements around what is read come, go and change their order from year to year. */
const xml = (...countries: Country[]) =>
  new TextEncoder().encode(
    `<?xml version="1.0" encoding="utf-8"?><Countries>${countries
      .map(
        ({ name, description = 'In 2018, Kenya lit lanterns.', actions }) =>
          `<Country><Name>${name}</Name><Region>x</Region><Goods><Good><Name>Lamps</Name></Good></Goods>
           <Suggested_Actions>${actions}</Suggested_Actions><Description>${description}</Description></Country>`,
      )
      .join('')}</Countries>`,
  );

const kenya = {
  name: 'Kenya',
  actions: `<Legal_Framework>${action('Ban lanterns – all of them.')}${action('')}</Legal_Framework><Enforcement>${action('N/A')}${action('Unavailable')}${action('Unknown*')}</Enforcement>`,
};

function readings(bytes: Uint8Array, asAt?: string) {
  const table = suggestedActions(bytes, { file: 'countries.xml', ...(asAt ? { asAt } : {}) });
  return [...((table && readRecommendations(table)?.readings()) ?? [])];
}

test('an action is a recommendation of the Department, in the round of the year', () => {
  expect(readings(xml(kenya))[0]).toMatchObject({
    row: 2,
    entries: [
      {
        state: 'KEN',
        kind: 'recommendation',
        round: { mechanism: 'other body', body: 'United States Department of Labor', round: '2018' },
        text: 'Ban lanterns – all of them.',
        statement: {
          asker: { name: 'United States Department of Labor' },
          response: 'none asked',
          themes: ['Legal Framework'],
          year: 2018,
        },
      },
    ],
  });
});

test('what stands for no action is said as it stands', () => {
  expect(readings(xml(kenya)).map((reading) => 'unmapped' in reading && reading.unmapped)).toEqual([
    false,
    'the action is empty (Kenya, Legal_Framework)',
    '“N/A” stands for an action (Kenya, Enforcement)',
    '“Unavailable” stands for an action (Kenya, Enforcement)',
    '“Unknown*” stands for an action (Kenya, Enforcement)',
  ]);
});

test('an area that is no State is said', () => {
  const area = { ...kenya, name: 'Tokelau', actions: `<Enforcement>${action('Light lamps.')}</Enforcement>` };
  expect(readings(xml(area))).toEqual([
    { row: 2, entries: [], unmapped: '“Tokelau” is not a State of this list (area)' },
  ]);
});

test('the year is that of most descriptions, else the one that is given', () => {
  const year = (bytes: Uint8Array, asAt?: string) => {
    const [first] = readings(bytes, asAt);
    return first && 'entries' in first ? first.entries[0]?.statement.year : undefined;
  };
  const silent = { ...kenya, description: 'Lanterns were lit.' };
  expect(year(xml(kenya, kenya, { ...kenya, description: 'In 2015, it was dark.' }))).toBe(2018);
  expect(year(xml(silent), '2016')).toBe(2016);
  expect(() => year(xml(silent))).toThrow(expect.objectContaining({ code: 'as-at-missing' }) as Problem);
});

test.each(['<list/>', '<Countries><Country><Name>Kenya</Name></Country></Countries>'])(
  '%s holds no suggested actions',
  (text) => {
    expect(suggestedActions(new TextEncoder().encode(text), { file: 'other.xml' })).toBeUndefined();
  },
);

test('a table without a year is refused', () => {
  const table = {
    file: 'actions.csv',
    header: ['report_year', 'country', 'area', 'action'],
    rows: [{ row: 2, cells: ['', 'Kenya', 'Enforcement', 'Light lamps.'] }],
  };
  expect([...(readRecommendations(table)?.readings() ?? [])]).toEqual([
    { row: 2, refused: '“” is not a year' },
  ]);
});
