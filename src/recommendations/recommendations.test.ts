import { beforeAll, describe, expect, test } from 'vitest';
import { testInstallation } from '../../test/installation.ts';
import type { Iso3 } from '../core/state.ts';
import { askersOf, cycleOfSession, placeOf, responseOf, yearOfSession } from './model.ts';
import { type Filters, search } from './search.ts';
import { recommendation } from './store.ts';
import { askedTwice, bringInto, danish, everything, findIn, uprInfo } from './testing.ts';

const record = testInstallation();
const bring = bringInto(record);
const find = findIn(record);

beforeAll(async () => {
  await bring('lanterns.csv', askedTwice);
  await bring(
    'invented.csv',
    [
      uprInfo,
      'Kenya,Africa,AU,"Train judges on the rights of child victims",Chile,GRULAC,OAS,Accepted,5,"Justice,Rights of the Child",8',
      'Kenya,Africa,AU,"Train judges on the rights of child victims",&#40;Unknown&#41;,,,Accepted,5,Justice,8',
      'Kenya,Africa,AU,"Ratify the zebra convention",Norway,WEOG,,Noted,5,International instruments,8',
      'Kenya,Africa,AU,"Collect data on every girl and boy",Kenya,Africa,AU,Voluntary Pledge,4,Justice,8',
      '',
    ].join('\r'),
  );
  await bring(
    'invented-danish.csv',
    [
      danish,
      'x,Kenya,"Train judges, on the rights of child victims.",16.3,ChildrenWomen,Supported,Chile,(Universal Periodic Review),,,Recommendation,2010 Cycle 1,Source:A/HRC/15/8|101.22|',
      'x,Kenya,Ratify the Zebra Convention,,,Supported,Norway,(Universal Periodic Review),,,Recommendation,2010 Cycle 1,Source:A/HRC/15/8|',
      '',
    ].join('\n'),
  );
});

describe('one recommendation', () => {
  test('made by several and listed twice is one record', () => {
    const [one, ...rest] = find('judges');
    expect(rest).toEqual([]);
    expect(one && askersOf(one)).toEqual([{ name: 'Chile', state: 'CHL' }, { name: '(Unknown)' }]);
    expect(new Set(one?.statements.map(({ citation }) => citation.title)).size).toBe(2);
    expect(one && responseOf(one)).toEqual({ kind: 'agreed', response: 'supported' });
  });

  test('keeps what each source says of it', () => {
    const [first, , second] = find('judges')[0]?.statements ?? [];
    expect(first).toMatchObject({
      said: 'Accepted',
      action: 5,
      issues: ['Justice', 'Rights of the Child'],
      session: 8,
      year: 2010,
      row: 2,
    });
    expect(second).toMatchObject({ said: 'Supported', symbol: 'A/HRC/15/8', paragraph: '101.22' });
    expect(second && placeOf(second)).toMatchObject({
      title: 'A/HRC/15/8',
      address: expect.stringContaining('undocs.org') as string,
    });
  });

  test('on which the sources differ shows both answers', () => {
    const [one] = find('zebra');
    expect(one && responseOf(one)).toEqual({ kind: 'answers differ', responses: ['noted', 'supported'] });
  });

  test('a pledge is no recommendation', () => {
    expect(find('girl boy').map(({ kind }) => kind)).toEqual(['voluntary pledge']);
  });

  test('is found by its number, and nothing else is', () => {
    const [one] = find('judges');
    expect(record.read((tx) => recommendation(tx, one?.id ?? 0))?.text).toBe(one?.text);
    expect(record.read((tx) => recommendation(tx, 999_999))).toBeUndefined();
  });
});

describe('search', () => {
  test.each<[string, number]>([
    ['judge', 1],
    ['"child victims"', 1],
    ['"victims child"', 0],
    ['zeb*', 1],
    ['judges zebra', 0],
    ['judges OR zebra', 2],
    ['', 3],
    ['-judges', 1],
    ['text:judges', 0],
    ['not', 0],
    ['NEAR (judges victims)', 0],
    ['judges NOT victims', 0],
    ['Chile', 0],
    ['\ud800', 3],
  ])('%j finds %i', (words, count) => {
    expect(record.read((tx) => search(tx, { words, state: 'KEN' as Iso3 }, everything)).total).toBe(count);
  });

  test.each<[Filters, number]>([
    [{}, 2],
    [{ asker: 'GHA' as Iso3 }, 1],
    [{ asker: 'GHA' as Iso3, response: 'supported' }, 1],
    [{ asker: 'GHA' as Iso3, response: 'noted' }, 0],
    [{ action: 5 }, 1],
    [{ issue: 'Statistics' }, 2],
    [{ issue: 'Stat' }, 0],
    [{ kind: 'voluntary pledge' }, 0],
    [{ cycle: 2 }, 1],
    [{ session: 3 }, 1],
    [{ fromSession: 4 }, 1],
    [{ untilSession: 13 }, 1],
    [{ fromSession: 3, untilSession: 14 }, 2],
    [{ fromYear: 2009 }, 1],
    [{ untilYear: 2008 }, 1],
    [{ fromYear: 2009, untilYear: 2011 }, 0],
  ])('%j of two leaves %i', (filters, count) => {
    const wanted = { words: 'lantern', ...filters };
    expect(record.read((tx) => search(tx, wanted, everything)).total).toBe(count);
  });

  test('filters narrow, and facets count what they leave', () => {
    const only = { state: 'KEN' as Iso3, response: 'noted' as const };
    expect(record.read((tx) => search(tx, only, everything)).items.map(({ text }) => text)).toEqual([
      'Ratify the zebra convention',
    ]);
    expect(record.read((tx) => search(tx, { state: 'KEN' as Iso3 }, everything)).counts.issue).toContainEqual(
      {
        value: 'Justice',
        count: 2,
      },
    );
    expect(record.read((tx) => search(tx, { state: 'KEN' as Iso3, untilYear: 2009 }, everything)).total).toBe(
      0,
    );
  });
});

describe('sessions', () => {
  test.each([
    [1, 1, 2008],
    [12, 1, 2011],
    [13, 2, 2012],
    [26, 2, 2016],
    [27, 3, 2017],
    [40, 3, 2022],
    [41, 4, 2022],
    [53, 4, 2026],
  ])('session %i is of cycle %i and year %i', (session, cycle, year) => {
    expect([cycleOfSession(session), yearOfSession(session)]).toEqual([cycle, year]);
  });
});
