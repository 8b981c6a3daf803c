import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  agree,
  compareDates,
  type Day,
  earliest,
  formatDate,
  happenedBy,
  latest,
  parseDate,
  parseDay,
  precision,
  type PartialDate,
  wholeYears,
} from './date.ts';

const day = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as Day);
const date = fc
  .tuple(day, fc.constantFrom(4, 7, 10))
  .map(([whole, length]) => whole.slice(0, length) as PartialDate);

describe('reading', () => {
  test.each(['2011', '2011-06', '2011-06-14', '2000-02-29', ' 2011 '])('reads %j', (text) => {
    expect(parseDate(text)).toBe(text.trim());
  });

  test.each([
    '',
    '31 Feb',
    '2011-02-31',
    '2011-13',
    '2011-00-10',
    '1900-02-29',
    '2011-6-14',
    '14/06/2011',
    '2011-06-14T00:00',
    'NA',
    '20110614',
  ])('refuses %j', (text) => {
    expect(() => parseDate(text)).toThrow('not a date');
  });

  test('a day is asked for where a day is needed', () => {
    expect(() => parseDay('2011-06')).toThrow('not a date');
  });

  test('every day of the calendar reads back', () => {
    fc.assert(fc.property(date, (value) => parseDate(value) === value));
  });
});

describe('precision', () => {
  test.each<[string, string, string, string]>([
    ['2011', 'year', '2011-01-01', '2011-12-31'],
    ['2012-02', 'month', '2012-02-01', '2012-02-29'],
    ['2011-06-14', 'day', '2011-06-14', '2011-06-14'],
  ])('%s is a %s from %s to %s', (text, expected, first, last) => {
    const value = parseDate(text);
    expect([precision(value), earliest(value), latest(value)]).toEqual([expected, first, last]);
  });
});

describe('comparing', () => {
  test.each<[string, string, string]>([
    ['2011', '2012-01-01', 'before'],
    ['2011', '2011-06-14', 'cannot tell'],
    ['2011', '2011', 'cannot tell'],
    ['2011-06', '2011-07', 'before'],
    ['2011-06-14', '2011-06-14', 'same'],
    ['2011-06-15', '2011-06', 'cannot tell'],
    ['2012', '2011-12-31', 'after'],
  ])('%s is to %s: %s', (a, b, expected) => {
    expect(compareDates(parseDate(a), parseDate(b))).toBe(expected);
  });

  test('the answer the other way round is the mirror', () => {
    const mirror = { before: 'after', after: 'before', same: 'same', 'cannot tell': 'cannot tell' } as const;
    fc.assert(fc.property(date, date, (a, b) => compareDates(b, a) === mirror[compareDates(a, b)]));
  });

  test('an answer holds for every day the dates can mean', () => {
    fc.assert(
      fc.property(date, date, (a, b) => {
        const order = compareDates(a, b);
        if (order === 'before') expect(latest(a) < earliest(b)).toBe(true);
        if (order === 'cannot tell') expect(earliest(a) <= latest(b) && earliest(b) <= latest(a)).toBe(true);
      }),
    );
  });

  test.each<[string, string, string]>([
    ['2022', '2022-08-25', 'cannot tell'],
    ['2022', '2022-12-31', 'yes'],
    ['2022', '2021-12-31', 'no'],
    ['2019-09-11', '2019-09-11', 'yes'],
  ])('%s had happened by %s: %s', (value, by, expected) => {
    expect(happenedBy(parseDate(value), parseDay(by))).toBe(expected);
  });

  test('a coarser date that covers a finer one agrees with it', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(4, 7, 10), (whole, length) =>
        agree(whole, whole.slice(0, length) as PartialDate),
      ),
    );
    expect(agree(parseDate('1990-11-12'), parseDate('1995'))).toBe(false);
  });
});

describe('reckoning', () => {
  test.each<[string, number, string]>([
    ['2005-01-31', 1, '2005-02-28'],
    ['2004-01-30', 1, '2004-02-29'],
    ['2008-02-29', 24, '2010-02-28'],
    ['2015-11-30', 3, '2016-02-29'],
    ['2010-08-31', 1, '2010-09-30'],
    ['2024-02-29', -2, '2023-12-29'],
  ])('%s and %i months is %s', (from, months, expected) => {
    expect(addMonths(parseDay(from), months)).toBe(expected);
  });

  test('days add up and come back', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: -4000, max: 4000 }),
        (from, days) => addDays(addDays(from, days), -days) === from,
      ),
    );
  });

  test('months never leave the calendar nor go past the month asked for', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 600 }), (from, months) => {
        const to = addMonths(from, months);
        expect(parseDay(to)).toBe(to);
        const index = (value: Day) => Number(value.slice(0, 4)) * 12 + Number(value.slice(5, 7));
        expect(index(to) - index(from)).toBe(months);
        expect(to.slice(8) <= from.slice(8)).toBe(true);
      }),
    );
  });

  test.each<[string, string, number]>([
    ['2013-07-14', '2018-07-13', 4],
    ['2013-07-14', '2018-07-14', 5],
    ['2013-07-14', '2013-07-13', -1],
  ])('from %s to %s are %i whole years', (from, to, years) => {
    expect(wholeYears(parseDay(from), parseDay(to))).toBe(years);
  });
});

describe('writing', () => {
  test.each<[string, 'en' | 'fr' | 'es' | 'ar', string]>([
    ['2011-06-14', 'en', '14 June 2011'],
    ['2011-06', 'en', 'June 2011'],
    ['2011', 'en', '2011'],
    ['2011-06-14', 'fr', '14 juin 2011'],
    ['2011-06-14', 'es', '14 de junio de 2011'],
  ])('%s in %s is “%s”', (value, language, expected) => {
    expect(formatDate(parseDate(value), language)).toBe(expected);
  });

  test('Arabic keeps Western digits', () => {
    expect(formatDate(parseDate('2011-06-14'), 'ar')).toMatch(/14.*2011/);
  });
});
