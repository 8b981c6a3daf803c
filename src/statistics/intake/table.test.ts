/** Tables of figures through the door of files: real ones, and made-up ones with the traps of their places. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { testDay, testInstallation } from '../../../test/installation.ts';
import { parseDay } from '../../core/date.ts';
import { askedState } from '../../core/state.ts';
import { type ImportOptions, readOutside, storeOutside } from '../../imports.ts';
import { translator } from '../../platform/messages.ts';
import { readXlsx } from '../../platform/tables/xlsx.ts';
import { xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import { breakdownKey } from '../model.ts';
import { codeLists, indicators, observations } from '../store.ts';
import { template } from './workbook.ts';

const record = testInstallation();

async function importing(name: string, content: string | Uint8Array, options: ImportOptions = {}) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const file = await readOutside(record, { name, bytes }, options);
  const report = storeOutside(record, file, { actor: 'test', reason: 'test', at: `${testDay}T00:00:00Z` });
  return { file, report };
}

const said = { source: 'A survey', asAt: '2022-05-01' };

/** What the record holds of a source: "NAM 2019 SEX=F 12.5". */
const held = (source: string) =>
  record
    .read((tx) => observations(tx, { asOf: parseDay(testDay) }))
    .filter((one) => one.source === source)
    .map(({ state, period, breakdown, value }) =>
      [state, period, breakdownKey(breakdown), value.state === 'number' ? value.number : value.state]
        .filter((part) => part !== '')
        .join(' '),
    );

describe('traps of places', () => {
  test.each<[name: string, content: string | Uint8Array, options: ImportOptions, expected: string[]]>([
    [
      'semicolons and decimal commas',
      'state;indicator;period;sex;value\nChile;16.2.3;2019;F;12,5\nFrance;16.2.3;2019;;1,234\n',
      {},
      ['CHL 2019 SEX=F 12.5', 'FRA 2019 1.234'],
    ],
    [
      'tabs in a file named .csv',
      'state\tindicator\tperiod\tvalue\nMUS\t16.2.3\t2019\t3\n',
      {},
      ['MUS 2019 3'],
    ],
    [
      'NA is Namibia in a column of codes',
      'code,indicator,period,value\nNA,16.2.3,2019,4.5\nZW,16.2.3,2019,5\n',
      {},
      ['NAM 2019 4.5', 'ZWE 2019 5'],
    ],
    [
      'the code was lost, the name was not',
      'code,country,indicator,period,value\n,Namibia,16.2.3,2019,4.5\n',
      {},
      ['NAM 2019 4.5'],
    ],
    [
      'M49 codes without their zeros, and a byte order mark',
      '\ufeffM49,indicator,year,value\n4,16.2.3,2019,4.5\n',
      {},
      ['AFG 2019 4.5'],
    ],
    [
      'Latin-1',
      Uint8Array.from(Buffer.from("pays,indicateur,année,valeur\nCôte d'Ivoire,16.2.3,2019,4.5\n", 'latin1')),
      {},
      ['CIV 2019 4.5'],
    ],
    [
      'thousands in quotes, years as columns',
      'country,iso3,2019,2020\nAfghanistan,AFG,"163,120",\nIndia,IND,"1,987,430",..\n',
      { indicator: 'cybertipline-reports' },
      ['AFG 2019 163120', 'IND 2019 1987430'],
    ],
    [
      'a number that can be read two ways, when the mark is said',
      'state,indicator,period,value\nMUS,16.2.3,2019,"1,902"\n',
      { decimal: 'comma' },
      ['MUS 2019 1.902'],
    ],
    [
      'fiscal years',
      'state,indicator,period,value\nIND,16.2.3,2018/19,4\n',
      { yearStarts: '4' },
      ['IND 2018-04-01/P1Y 4'],
    ],
    [
      'withheld and missing as statistical services mark them',
      'state,indicator,period,value,status\nMUS,16.2.3,2018,[c],\nMUS,16.2.3,2019,[z],\nMUS,16.2.3,2020,[x],\nMUS,16.2.3,2021,..,Missing data; suppressed\n',
      {},
      ['MUS 2018 suppressed', 'MUS 2019 not applicable', 'MUS 2020 not available', 'MUS 2021 suppressed'],
    ],
    [
      'a row of HXL tags says what columns of any name mean',
      'Pais A,Quien,Cuando,Cuanto\n#country+code,#indicator+code,#date+year,#indicator+value+num\nMUS,16.2.3,2019,4\n',
      {},
      ['MUS 2019 4'],
    ],
    [
      'reasons why there is no number, a true zero, a region left out',
      'state,indicator,period,value\nMUS,16.2.3,2019,suppressed\nCHL,16.2.3,2019,0\nFRA,16.2.3,2019,not collected\nAfrica,16.2.3,2019,7\n',
      {},
      ['CHL 2019 zero', 'FRA 2019 not collected', 'MUS 2019 suppressed'],
    ],
  ])('%s', async (name, content, options, expected) => {
    const { report } = await importing('made-up.csv', content, { ...said, source: name, ...options });
    expect(report.refused).toEqual([]);
    expect(held(name).toSorted()).toEqual(expected);
    // The same again changes nothing.
    expect(
      (await importing('made-up.csv', content, { ...said, source: name, ...options })).report.added,
    ).toBe(0);
  });

  const table = (row: string) =>
    `state,indicator,period,sex,value,unit\nMUS,16.2.3,2018,F,3,percent\n${row}\n`;
  test.each<[string, string]>([
    ['Narnia,16.2.3,2019,F,4,percent', 'column state: “Narnia” is not a known State'],
    ['NA,16.2.3,2019,F,4,percent', ''],
    ['MUS,16.2.9,2019,F,4,percent', 'column indicator: “16.2.9” cannot be taken'],
    ['MUS,16.2.3,2019-13,F,4,percent', 'column period: “2019-13” is not a period'],
    ['MUS,16.2.3,2019,F,many,percent', 'column value: “many” cannot be taken'],
    ['MUS,16.2.3,2019,F,,percent', 'column value: “” cannot be taken'],
    [
      'MUS,16.2.3,2019,F,4,people',
      'column unit: “people” cannot be taken. Expected: the unit of the indicator, percent',
    ],
    ['MUS,16.2.3,2018,F,4,percent', 'the same figure stands in the file already, and differs'],
  ])('one wrong row refuses the file: %s', async (row, text) => {
    const { report } = await importing('wrong.csv', table(row), { ...said, source: 'wrong' });
    if (text === '') return expect(report.refused).toEqual([]);
    expect(report.refused.map((note) => 'row' in note && note.row)).toEqual([3]);
    expect(report.refused[0]?.text).toContain(text);
    expect(report.added).toBe(0);
    expect(
      held('wrong').filter((figure) => !figure.startsWith('NAM') && !figure.startsWith('MUS 2018')),
    ).toEqual([]);
  });

  test.each<[string, ImportOptions, RegExp]>([
    ['state,indicator,period,value\nMUS,16.2.3,2019,"1,902"\n', said, /read in two ways/],
    ['state,indicator,period,value\nMUS,16.2.3,2019,3\n', { asAt: '2022' }, /which series/],
    ['state,indicator,period,value\nMUS,16.2.3,2019,3\n', { source: 'x' }, /for which day/],
    ['state,period,value\nMUS,2019,3\n', said, /which indicator/],
    ['Year,Sex,Value\n2019,Female,3\n', said, /does not name its State/],
  ])('what a person has to say is asked for: %s', async (content, options, message) => {
    await expect(importing('asked.csv', content, options)).rejects.toThrow(message);
  });
});

describe('workbooks', () => {
  test('the template says what to write, and a filled one is taken', async () => {
    const bytes = template(record.read(indicators), translator('ar'));
    const { header } = await readXlsx(new Uint8Array(bytes), { file: 'figures.xlsx' });
    const columns = await readXlsx(new Uint8Array(bytes), { file: 'figures.xlsx', sheet: 'Columns' });
    expect(columns.rows.map(({ cells }) => cells[0])).toEqual(header);
    // The examples of the template, as one row of it.
    const filled = Buffer.concat([
      ...xlsxBytes([{ name: 'Figures', header, rows: [columns.rows.map(({ cells }) => cells[2] ?? '')] }]),
    ]);
    const { report } = await importing('filled.xlsx', new Uint8Array(filled));
    expect(report).toMatchObject({ added: 1, refused: [], unmapped: [] });
    expect(held('Child Protection Survey')).toEqual(['MUS 2019 AGE=Y15T17;SEX=F 12.5']);
  });

  test('of a refused table there is a copy with the wrong cells coloured and the reason beside them', async () => {
    const { file, report } = await importing(
      'wrong.csv',
      'state,indicator,period,value\nMUS,16.2.3,2019,3\nNarnia,16.2.3,2019,4\n=HYPERLINK("x"),16.2.3,2019,4\n',
      said,
    );
    expect(report.refused).toHaveLength(2);
    const copy = await readXlsx(new Uint8Array(file.marked?.() ?? []), { file: 'copy.xlsx' });
    expect(copy.header.at(-1)).toBe('what is wrong');
    expect(copy.rows.map(({ cells }) => cells.at(-1))).toEqual([
      '',
      'state: “Narnia” is not a known State',
      'state: “=HYPERLINK("x")” is not a known State',
    ]);
  });
});

const folder = shared('data');
const data = (path: string) => join(folder ?? '', path);
describe.skipIf(!folder)(`real files${folder ? '' : ` (skipped: ${noSharedFiles})`}`, () => {
  const national = { state: 'GBR', source: 'ONS', asAt: '2025-09-24', yearStarts: '4' };
  test.each<[string, ImportOptions, number, number]>([
    ['national-sdg-uk/indicator_16-2-2.csv', national, 429, 0],
    ['national-sdg-uk/indicator_16-2-3.csv', national, 15, 0],
    ['national-sdg-uk/indicator_5-3-2.csv', national, 294, 0],
    ['national-sdg-uk/indicator_17-8-1.csv', national, 1774, 0],
    ['national-sdg-uk/indicator_16-1-3.csv', national, 1237, 0],
    // It says that there are no data yet.
    ['national-sdg-uk/indicator_16-2-1.csv', national, 0, 0],
    // The source gives two figures for one cell.
    ['national-sdg-uk/indicator_16-1-1.csv', national, 0, 1],
    [
      'ncmec/ocse-reports-per-country.csv',
      { indicator: 'cybertipline-reports', source: 'NCMEC', asAt: '2024' },
      979,
      0,
    ],
    [
      'child-marriage-360info/w_18.csv',
      { indicator: '5.3.1-before-18', source: '360info', asAt: '2023' },
      131,
      0,
    ],
  ])('%s', async (path, options, added, refused) => {
    const { report } = await importing(path, readFileSync(data(path)), options);
    expect([report.added, report.refused.length]).toEqual([added, refused]);
  });

  test('the release of the UN, packed: indicators known by their series, new ones by their name', async () => {
    const path = 'sdg-global-unsd/sdg_child_protection_2019Q1_tidy.csv.gz';
    const { report } = await importing(path, readFileSync(data(path)), { source: 'UN, again' });
    expect(report.refused).toEqual([]);
    const own = held('UN, again');
    expect(own).toContain('AFG 2011 AGE=Y2T14 74.4');
    // "Before age 18" is in the name of the indicator: it is no breakdown, and stands beside the figure that ships.
    const before18 = record.read((tx) =>
      observations(tx, {
        indicator: '5.3.1-before-18',
        state: askedState('AFG').iso3,
        asOf: parseDay(testDay),
      }),
    );
    expect(before18.filter(({ source }) => /^UN[ ,]/.test(source)).map(({ breakdown }) => breakdown)).toEqual(
      [{}, {}],
    );
    expect(own.length).toBe(report.added);
    const known = record.read(indicators).map(({ id }) => id as string);
    expect(known).toContain('SH_STA_FGMS');
    expect(known).not.toContain('VC_VAW_SXVLN');
  });

  test('the same release under its own name leaves the figures that ship as they were read', async () => {
    const figures = () =>
      record
        .read((tx) => observations(tx, { asOf: parseDay(testDay) }))
        .filter(({ source }) => source === 'UN SDG database');
    const before = figures();
    const path = 'sdg-global-unsd/sdg_child_protection_2019Q1_tidy.csv.gz';
    const { report } = await importing(path, readFileSync(data(path)));
    expect(report.unchanged).toBeGreaterThanOrEqual(before.length);
    const after = new Map(figures().map((one) => [one.id, one]));
    for (const one of before) {
      expect(one.citation.standing).toBe('verified');
      expect(after.get(one.id)).toEqual(one);
    }
    // What does not ship, and nobody has said that States may be put in an order by it.
    expect(after.size).toBe(before.length + report.added);
    const unsaid = record.read(indicators).find(({ id }) => id === 'SH_STA_FGMS');
    expect(unsaid?.ranking).toBe('not said');
  });

  test('metadata of Open SDG becomes a profile', async () => {
    const path = 'national-sdg-uk/meta_16-2-2.md';
    const { report } = await importing(path, readFileSync(data(path)), national);
    expect(report.added).toBeGreaterThan(3);
    const profile = record.read(indicators).find(({ id }) => id === 'gbr-16.2.2');
    expect(profile).toMatchObject({ name: 'Victims of modern slavery in the UK', unit: 'Number' });
    expect(JSON.stringify(profile)).not.toMatch(/<\/?p>/);
  });

  test('names of codes are kept', () => {
    const labels = record.read(codeLists).get('ETHNIC_GROUP')?.codes ?? [];
    expect(labels.length).toBeGreaterThan(3);
  });
});
