/** Tables of statistics offices: the real files as they are, and the traps of how numbers are written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../../test/installation.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { parseDay } from '../../core/date.ts';
import { askedState } from '../../core/state.ts';
import { readOutside, storeOutside } from '../../imports.ts';
import { observations } from '../store.ts';
import { readNumber, writtenWith } from './numbers.ts';

const record = testInstallation();
const who = { actor: 'test', reason: 'test', at: `${testDay}T00:00:00Z` };

async function imported(name: string, content: string | Uint8Array, options = {}) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return storeOutside(record, await readOutside(record, { name, bytes }, options), who);
}
const office = { source: 'Statistics office', asAt: '2025-09-24', state: 'GBR' };

const held = (indicator: string, state = 'GBR') =>
  record
    .read((tx) => observations(tx, { indicator, state: askedState(state).iso3, asOf: parseDay(testDay) }))
    .map(({ period, breakdown, value, footnotes }) => [
      period,
      breakdown,
      value.state === 'number' ? value.number : value.state,
      ...footnotes,
    ]);

describe('Open SDG', () => {
  test('ages, sexes, fiscal years, withheld and missing figures keep their meaning', async () => {
    const report = await imported(
      'indicator_16-1-1.csv',
      `Year,Age,Sex,Place of harm,Unit measure,Observation status,Value
2018/19,,,,Number,Normal value,"1,234"
2019,1 to 4,Female,,Number,Missing data; suppressed,
2019,Under 1,Male,,Number,Missing value,
2019,75 and over,,Côte d’Azur (home),Number,Normal value,0
2019,Age not known,Female,,Number,Estimated value,"12,000"
`,
      office,
    );
    expect(report).toMatchObject({ kind: 'Open SDG figures', rows: 5, added: 5, refused: [] });
    expect(held('16.1.1-gbr')).toEqual([
      ['2018', {}, 1234, 'year 2018/19'],
      ['2019', { AGE: 'Y1T4', SEX: 'F' }, 'suppressed'],
      ['2019', { AGE: 'Y_GE75', PLACE_OF_HARM: 'COTE_D_AZUR_HOME' }, 'zero'],
      ['2019', { AGE: 'Y_LT1', SEX: 'M' }, 'not available'],
      ['2019', { AGE: '_U', SEX: 'F' }, 12000],
    ]);
    expect((await imported('indicator_16-1-1.csv', 'Year,Value\n2020,3\n', office)).added).toBe(1);
  });

  test.each([
    ['semicolons and decimal commas', 'Year;Value\n2019;12,5\n2020;1.234,5\n', [12.5, 1234.5]],
    ['tabs in a file called .csv', 'Year\tValue\n2019\t1.5\n', [1.5]],
    ['spaces between thousands', 'Year,Value\n2019,12 345\n', [12345]],
  ])('%s', async (name, content, expected) => {
    const file = `${name.replaceAll(' ', '-')}.csv`;
    await imported(file, content, office);
    expect(held(`${file.replace('.csv', '')}-gbr`).map(([, , value]) => value)).toEqual(expected);
  });

  test.each([
    ['2019,1\n2020,abc\n', /“abc”: it is no number/],
    ['2019,1\n20-20,2\n', /is not a period/],
  ])('one wrong row refuses the whole file with its place: %s', async (rows, expected) => {
    await expect(imported('wrong.csv', `Year,Value\n${rows}`, office)).rejects.toThrow(expected);
    await expect(imported('wrong.csv', `Year,Value\n${rows}`, office)).rejects.toMatchObject({
      place: { row: 3 },
    });
    expect(held('wrong-gbr')).toEqual([]);
  });

  test.each([
    [{ source: 'x', asAt: '2025' }, /which State/],
    [{ asAt: '2025', state: 'GBR' }, /which series/],
    [{ source: 'x', state: 'GBR' }, /for which day/],
  ])('what the table does not say is asked for: %o', async (options, expected) => {
    await expect(imported('asked.csv', 'Year,Value\n2019,1\n', options)).rejects.toThrow(expected);
  });
});

test('NA in a column of codes is Namibia, and regions are left out with the reason', async () => {
  const report = await imported(
    'long.csv',
    `seriesCode,seriesDesc,seriesRelease,geoAreaCode,geoAreaName,ISO3CD,timePeriod,ageCode,sexCode,value,natureCode,unitsDesc,source
NEW_SERIES,A new series,2024.Q1,516,NA,,2020,<15Y,FEMALE,3.5,E,PERCENT,A survey
NEW_SERIES,A new series,2024.Q1,1,World,,2020,,,9,E,PERCENT,
`,
  );
  expect(report).toMatchObject({ added: 1, unmapped: [{ row: 3 }] });
  expect(held('NEW_SERIES', 'NAM')).toEqual([['2020', { AGE: 'Y_LT15', SEX: 'F' }, 3.5, 'A survey']]);
});

describe('commas', () => {
  test.each([
    [['163,120', '15'], 'thousands'],
    [['1,102,939', '0.5'], 'thousands'],
    [['12,5'], 'decimals'],
    [['0,125'], 'decimals'],
    [['1,234', '12,5'], 'decimals'],
    [['7'], 'thousands'],
  ])('%o: %s', (values, expected) => expect(writtenWith(values)).toBe(expected));

  test('a number written in either way reads back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 0, max: 99 }),
        (whole, cents) => {
          const number = Number(`${whole}.${String(cents).padStart(2, '0')}`);
          const english = new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(number);
          const german = new Intl.NumberFormat('de', {
            minimumFractionDigits: 2,
            maximumFractionDigits: 2,
          }).format(number);
          expect(readNumber(english, 'thousands')).toBe(number);
          expect(readNumber(german, 'decimals')).toBe(number);
        },
      ),
    );
  });
});

const national = shared('data/national-sdg-uk');
const release = shared('data/sdg-global-unsd/sdg_child_protection_2019Q1_tidy.csv.gz');

describe('real files', () => {
  test.skipIf(!national)(
    `every row of Open SDG's is a figure or left out${national ? '' : ` (${noSharedFiles})`}`,
    async () => {
      const files = readdirSync(national ?? '').filter((name) => name.endsWith('.csv'));
      expect(files.length).toBeGreaterThan(10);
      for (const name of files) {
        const report = await imported(name, readFileSync(join(national ?? '', name)), {
          ...office,
          source: 'Office for National Statistics',
        });
        const left = report.unmapped.filter(({ text }) => !text.includes('has no place')).length;
        expect([name, report.added + report.unchanged + left]).toEqual([name, report.rows]);
        expect(report.refused).toEqual([]);
      }
    },
  );

  test.skipIf(!release)(
    `the release of the UN says again what ships${release ? '' : ` (${noSharedFiles})`}`,
    async () => {
      const report = await imported('release.csv.gz', readFileSync(release ?? ''));
      expect(report.rows).toBe(5707);
      expect(report.added + report.unchanged + report.unmapped.length).toBe(5707);
      const found = record.read((tx) =>
        observations(tx, { indicator: '16.2.1', state: askedState('AFG').iso3, asOf: parseDay(testDay) }),
      );
      expect(found.map(({ value }) => value)).toEqual([{ state: 'number', number: 74.4 }]);
    },
  );
});
