import { describe, expect, test } from 'vitest';
import { readTable } from '../../platform/tables/read.ts';
import { readRecommendations } from './read.ts';

const uprInfo = 'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session';
const danish =
  'Goals,Recommendation,Tekst,Targets,Keywords,Response,Recommending state,Mechanism,Procedures,Treaties,Type,field_year,Document';
const good = 'Kenya,,,Plant trees,Chile,,,Accepted,5,Environment,8';
const danishRow = (time: string, document = '') =>
  `x,Kenya,Plant trees,,,Noted,Chile,,,,Recommendation,${time},${document}`;

/** What the rows come to. */
async function read(...lines: readonly string[]) {
  const [table] = await readTable({
    name: 'invented.csv',
    bytes: new TextEncoder().encode(`${lines.join('\n')}\n`),
  });
  const file = table && readRecommendations(table);
  if (!file) throw new Error('not a table of recommendations');
  const readings = [...file.readings()];
  return {
    entries: readings.flatMap((reading) => ('entries' in reading ? reading.entries : [])),
    refused: readings.flatMap((reading) =>
      'refused' in reading ? [{ row: reading.row, text: reading.refused }] : [],
    ),
    unmapped: readings.flatMap((reading) =>
      'unmapped' in reading ? [{ row: reading.row, text: reading.unmapped }] : [],
    ),
  };
}

test.each<[string, string, string]>([
  [uprInfo, good.replace(/8$/, 'x'), '“x” is not the number of a UPR session'],
  [uprInfo, good.replace(/8$/, ''), '“” is not the number of a UPR session'],
  [uprInfo, good.replace(/8$/, '98'), 'session 98 is not known here'],
  [uprInfo, good.replace('Plant trees', ' '), 'the text is empty'],
  [uprInfo, good.replace(',5,', ',6,'), '“6” is not an action category (1 to 5)'],
  [danish, danishRow('2010'), '“2010” is not a year with its cycle (2009 Cycle 1)'],
  [danish, danishRow('2010 Cycle 1').replace('Plant trees', ''), 'the text is empty'],
])('a row that is wrong is named with the reason: %#', async (header, row, reason) => {
  expect(await read(header, row)).toMatchObject({ entries: [], refused: [{ row: 2, text: reason }] });
});

describe('the words of the sources', () => {
  test.each([
    ['Accepted', 'supported', 'recommendation'],
    ['Supported', 'supported', 'recommendation'],
    ['Noted', 'noted', 'recommendation'],
    ['Rejected', 'noted', 'recommendation'],
    ['Voluntary Pledge', 'pledged', 'voluntary pledge'],
    ['Pending', 'not known', 'recommendation'],
    ['', 'not known', 'recommendation'],
  ])('“%s” is %s, of a %s', async (said, response, kind) => {
    const { entries } = await read(uprInfo, good.replace('Accepted', said));
    expect(entries).toMatchObject([{ kind, statement: { response, said } }]);
  });

  test.each([
    ['Source:A/HRC/15/8|101.22|', { symbol: 'A/HRC/15/8', paragraph: '101.22' }],
    ['Source:A/HRC/15/8|', { symbol: 'A/HRC/15/8' }],
    ['Source:a page somewhere|3|', { paragraph: '3' }],
    ['', {}],
  ])('the document “%s”', async (document, expected) => {
    const [entry] = (await read(danish, danishRow('2010 Cycle 1', document))).entries;
    const { symbol, paragraph } = entry?.statement ?? {};
    expect({ ...(symbol ? { symbol } : {}), ...(paragraph ? { paragraph } : {}) }).toEqual(expected);
  });
});

test.each(['a,b\n1,2', uprInfo.replace('Session', 'Sitting')])(
  'another table is not read: %#',
  async (text) => {
    const [table] = await readTable({ name: 'other.csv', bytes: new TextEncoder().encode(`${text}\n`) });
    expect(table && readRecommendations(table)).toBeUndefined();
  },
);
