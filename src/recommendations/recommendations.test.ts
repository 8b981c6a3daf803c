import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { testInstallation } from '../../test/installation.ts';
import { noSharedFiles, shared } from '../../test/shared.ts';
import type { Iso3 } from '../core/state.ts';
import type { ImportReport } from '../platform/imports.ts';
import { readTable } from '../platform/tables/read.ts';
import { importRecommendations } from './intake/import.ts';
import { readRecommendations } from './intake/read.ts';
import {
  askersOf,
  cycleOfSession,
  placeOf,
  type Recommendation,
  responseOf,
  yearOfSession,
} from './model.ts';
import { facets, recommendation, search, searchQuery } from './store.ts';

const record = testInstallation();
const everything = { offset: 0, limit: 100 };
const uprInfo = 'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session';
const danish =
  'Goals,Recommendation,Tekst,Targets,Keywords,Response,Recommending state,Mechanism,Procedures,Treaties,Type,field_year,Document';

async function bring(name: string, content: string | Uint8Array): Promise<ImportReport> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const [table] = await readTable({ name, bytes });
  const file = table && readRecommendations(table);
  if (!file) throw new Error('not a table of recommendations');
  return record.command(
    { kind: 'import', actor: 'test', reason: 'test', citation: name, at: '2026-11-23T00:00:00Z' },
    (tx) => importRecommendations(tx, file),
  ).result;
}

function find(words: string): readonly Recommendation[] {
  return record.read((tx) => search(tx, { words }, everything)).items;
}

beforeAll(async () => {
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
    expect(one && responseOf(one)).toEqual({ kind: 'sources differ', responses: ['noted', 'supported'] });
  });

  test('a pledge is no recommendation', () => {
    expect(find('girl boy').map(({ kind }) => kind)).toEqual(['voluntary pledge']);
  });

  test('is found by its number, and nothing else is', () => {
    const [one] = find('judges');
    expect(record.read((tx) => recommendation(tx, one?.id ?? 0))).toEqual(one);
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
    ['NOT', 0],
    ['-judges', 1],
  ])('%j finds %i', (words, count) => {
    expect(record.read((tx) => search(tx, { words, state: 'KEN' as Iso3 }, everything)).total).toBe(count);
  });

  test('any words at all are a query or none, never an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        record.read((tx) => search(tx, { words }, { offset: 0, limit: 1 }));
        expect(typeof searchQuery(words)).toMatch(/string|undefined/);
      }),
    );
  });

  test('filters narrow, and facets count what they leave', () => {
    const only = { state: 'KEN' as Iso3, response: 'noted' as const };
    expect(record.read((tx) => search(tx, only, everything)).items.map(({ text }) => text)).toEqual([
      'Ratify the zebra convention',
    ]);
    expect(record.read((tx) => facets(tx, { state: 'KEN' as Iso3 })).issue).toContainEqual({
      value: 'Justice',
      count: 2,
    });
    expect(record.read((tx) => search(tx, { untilYear: 2009 }, everything)).total).toBe(0);
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
      ];
      for (const [name, bytes, expected] of files) {
        expect(await bring(`${name}.csv`, bytes)).toMatchObject({ ...expected, unmapped: [], refused: [] });
      }
      const differing = record.read((tx) =>
        tx.first<{ n: number }>(
          "SELECT count(*) AS n FROM (SELECT recommendation FROM recommendation_statement WHERE response IN ('supported', 'noted') GROUP BY recommendation HAVING count(DISTINCT response) > 1)",
        ),
      );
      // One in the files, one invented above.
      expect(differing?.n).toBe(2);
    },
    60_000,
  );
});
