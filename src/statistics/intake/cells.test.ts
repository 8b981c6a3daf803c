/** Cells as people in different places write them. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeReader, decimalMarkOf, isGap, multiplierIn, numberIn, periodReader } from './cells.ts';

describe('numbers', () => {
  test.each<[string[], ReturnType<typeof decimalMarkOf>]>([
    [['12', '3.5'], 'point'],
    [['12', '3,5'], 'comma'],
    [['163,120', '1,902', '15'], { unclear: '163,120' }],
    [['163,120', '1,244,597'], 'point'],
    [['1.234', '1.234.567'], 'comma'],
    [['28.257', '0.125'], 'point'],
    [['1 234,5'], 'comma'],
    [['1.234,56'], 'comma'],
    [['1,234.56'], 'point'],
    [['text', ''], 'point'],
  ])('%j', (cells, expected) => expect(decimalMarkOf(cells)).toEqual(expected));

  test('what is usual decides where no number does', () =>
    expect(decimalMarkOf(['163,120'], 'point')).toBe('point'));

  test.each<[string, 'point' | 'comma', number | undefined]>([
    ['163,120', 'point', 163_120],
    ['163,12', 'point', undefined],
    ['1.902', 'comma', 1902],
    ['12,5', 'comma', 12.5],
    ['1\u202f234,5', 'comma', 1234.5],
    ["1'234.5", 'point', 1234.5],
    ['−3', 'point', -3],
    ['١٢٫٥', 'point', 12.5],
    ['1e3', 'point', 1000],
    ['.5', 'point', 0.5],
    ['', 'point', undefined],
    ['12 %', 'point', undefined],
    ['1.2.3', 'point', undefined],
    ['=1+1', 'point', undefined],
    ['Infinity', 'point', undefined],
  ])('%s with a decimal %s', (cell, mark, expected) => expect(numberIn(cell, mark)).toBe(expected));

  test('a number that a language writes reads back', () => {
    const numbers = fc.integer({ min: -9_999_999, max: 9_999_999 }).map((whole) => whole / 100);
    fc.assert(
      fc.property(numbers, fc.constantFrom('en', 'fr', 'de', 'ar-EG', 'es'), (number, language) => {
        const written = number.toLocaleString(language, { minimumFractionDigits: 2 }).replace('\u061c', '');
        const mark = decimalMarkOf([written]);
        expect(typeof mark === 'string' ? numberIn(written, mark) : written).toBe(number);
      }),
    );
  });

  test.each([
    ['NA', true],
    ['n/a', true],
    ['..', true],
    ['NaN', true],
    ['0', false],
    ['nation', false],
  ])('%s says that there is none: %s', (cell, expected) => expect(isGap(cell)).toBe(expected));

  test.each([
    ['Units', 1],
    ['Thousands', 1000],
    ['6', 1_000_000],
    ['dozens', undefined],
  ])('%s', (cell, expected) => expect(multiplierIn(cell)).toBe(expected));
});

describe('periods', () => {
  const read = (cells: string[], start?: number) =>
    cells.map(periodReader(cells, start)).map(({ period, note }) => (note ? `${period} (${note})` : period));

  test.each<[string[], number | undefined, string[]]>([
    [['2019', '2019.0'], undefined, ['2019', '2019']],
    [['2011-12'], undefined, ['2011-12']],
    [['2011-12', '2018-19'], 4, ['2011-04-01/P1Y', '2018-04-01/P1Y']],
    [['2018/19', '2018/2019'], 4, ['2018-04-01/P1Y', '2018-04-01/P1Y']],
    [['1999/00'], 7, ['1999-07-01/P1Y']],
    [['2018/19'], undefined, ['2018 (year 2018/19)']],
    [['2018 to 2020'], 4, ['2018-01-01/P3Y (years 2018 to 2020)']],
    [['2019Q4', '2019-S1', '2019M06'], undefined, ['2019-Q4', '2019-S1', '2019-06']],
  ])('%j with years from month %s', (cells, start, expected) => expect(read(cells, start)).toEqual(expected));

  test.each(['2018/20', '2020 to 2018', '19', 'There is none'])('%s is none', (cell) =>
    expect(() => read([cell], 4)).toThrow(/is not a period/),
  );
});

describe('codes of breakdowns', () => {
  test.each<[string, string, string | undefined]>([
    ['SEX', 'Female', 'F'],
    ['SEX', 'garçons', 'M'],
    ['SEX', 'إناث', 'F'],
    ['SEX', 'BOTHSEX', undefined],
    ['AGE', '5-17', 'Y5T17'],
    ['AGE', '16 to 59', 'Y16T59'],
    ['AGE', '<15Y', 'Y_LT15'],
    ['AGE', 'Under 1', 'Y_LT1'],
    ['AGE', '75 and over', 'Y_GE75'],
    ['AGE', '15+', 'Y_GE15'],
    ['AGE', 'Age not known', '_U'],
    ['AGE', 'M6T59', 'M6T59'],
    ['AGE', 'ALLAGE', undefined],
    ['ETHNICITY', 'White: Irish', 'WHITE_IRISH'],
    ['REGION', '', undefined],
  ])('%s: %s', (dimension, cell, expected) =>
    expect(codeReader(dimension, [cell])(cell)?.code).toBe(expected),
  );

  test('“not known” and “not recorded” in one column are two codes', () => {
    const read = codeReader('AGE', ['Not known', 'Not recorded']);
    expect([read('Not known')?.code, read('Not recorded')?.code]).toEqual(['NOT_KNOWN', 'NOT_RECORDED']);
  });

  test('texts of other scripts have codes of their own', () => {
    const read = codeReader('REGION', []);
    const codes = ['القاهرة', 'الجيزة'].map((text) => read(text)?.code);
    expect(new Set(codes).size).toBe(2);
    for (const code of codes) expect(code).toMatch(/^C_[0-9A-F]{8}$/);
  });
});
