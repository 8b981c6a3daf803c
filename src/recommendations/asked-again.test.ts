import { beforeAll, describe, expect, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { PageContext, render } from '../platform/ui.tsx';
import { askedMostOften, chainsOfState, chainsWith, coreOfState } from './asked-again.ts';
import type { DemandKey } from './demand.ts';
import { demandName } from './names.ts';
import { type Filters, search } from './search.ts';
import { bringInto, everything, findIn, uprInfo } from './testing.ts';
import { askedAgainPage, demandsPage, recommendationPage } from './views.tsx';

const record = testInstallation();
const find = findIn(record);
const fiji = 'FJI' as Iso3;

const row = (to: string, text: string, from: string, response: string, session: number) =>
  `${to},,,"${text}",${from},,,${response},5,"Rights of the Child",${session}`;

const rows = [
  row('Fiji', 'Ratify the Optional Protocol to the CRC on the sale of children', 'Ghana', 'Noted', 7),
  row('Fiji', 'Sign and ratify the OPSC, and train police on child trafficking', 'Peru', 'Accepted', 20),
  row('Fiji', 'Accede to the OP-CRC-SC', 'Chile', 'Accepted', 20),
  row('Fiji', 'Keep the giraffe house open for every visitor from the islands', 'Chile', 'Accepted', 7),
  row('Fiji', 'Keep the giraffe house open for every visitor from the islands.', 'Peru', 'Noted', 20),
  row('Kenya', 'Ratify the OPSC', 'Peru', 'Accepted', 8),
];

beforeAll(async () => {
  await bringInto(record)('asked.csv', [uprInfo, ...rows, ''].join('\r'));
});

const endOf = (year: number) => `${year}-12-31` as Day;
const chains = (year = 2026) => record.read((tx) => chainsOfState(tx, fiji, endOf(year)));
const repeated = (year = 2026) => chains(year).filter(({ occasions }) => occasions.length > 1);

describe('chains of a State', () => {
  test('join what is asked in other words in another round, with each answer', () => {
    expect(repeated().find(({ key }) => key === 'ratify|instrument/OPSC')).toMatchObject({
      earliest: 2010,
      latest: 2014,
      recommendations: 3,
      lastResponses: ['supported'],
      occasions: [
        { year: 2010, round: '1', askers: ['Ghana'], responses: ['noted'] },
        { year: 2014, round: '2', askers: ['Peru', 'Chile'], responses: ['supported'] },
      ],
    });
  });

  test('join nearly the same texts that no rule reads', () => {
    const same = repeated().find(({ key }) => key.startsWith('text:'));
    expect(same?.occasions.map(({ responses }) => responses)).toEqual([['supported'], ['noted']]);
  });

  test('hold only what had been asked by the year', () => {
    expect(repeated(2013)).toEqual([]);
    expect(chains(2013).every(({ latest }) => latest <= 2013)).toBe(true);
    expect(chains(2000)).toEqual([]);
  });

  test('a text that asks for several things is in a chain for each', () => {
    const [both] = find('police');
    const keys = chainsWith(chains(), both?.id ?? 0).map(({ key }) => key);
    expect(keys).toContain('ratify|instrument/OPSC');
    expect(keys.some((key) => key.startsWith('train|'))).toBe(true);
  });

  test('are on the subject by their own demand', () => {
    const isCore = record.read((tx) => coreOfState(tx, fiji, endOf(2026)));
    expect(repeated().map((chain) => [chain.key.split(':')[0], isCore(chain)])).toEqual([
      ['ratify|instrument/OPSC', true],
      ['text', false],
    ]);
  });
});

test('asked most often counts rounds, not texts, and States apart', () => {
  expect(record.read((tx) => askedMostOften(tx, endOf(2026)))).toEqual([
    {
      state: 'FJI',
      key: 'ratify|instrument/OPSC',
      keys: ['ratify|instrument/OPSC'],
      times: 2,
      earliest: 2010,
      latest: 2014,
    },
  ]);
  expect(record.read((tx) => askedMostOften(tx, endOf(2013)))).toEqual([]);
});

describe('labels as filters', () => {
  test.each<[Filters, number]>([
    [{ relevance: 'core' }, 4],
    [{ instrument: 'OPSC' }, 4],
    [{ manifestation: 'trafficking' }, 2],
    [{ state: fiji, asked: 2 }, 3],
    [{ fromAsked: 2, response: 'noted' }, 1],
    [{ fromAsked: 3 }, 0],
  ])('%o finds %i', (filters, count) => {
    expect(record.read((tx) => search(tx, filters, everything)).total).toBe(count);
  });
});

test('a later import is labelled and counted as well', async () => {
  const own = testInstallation();
  const bring = bringInto(own);
  await bring('one.csv', [uprInfo, rows[0], ''].join('\r'));
  await bring('two.csv', [uprInfo, rows[2], ''].join('\r'));
  const total = (filters: Filters) => own.read((tx) => search(tx, filters, everything)).total;
  expect([total({ relevance: 'core' }), total({ asked: 2 })]).toEqual([2, 2]);
});

test('a demand is named in the language of the page', () => {
  const key = 'ratify|instrument/OPSC' as DemandKey;
  expect(demandName(key, 'en')).toMatch(/: Optional Protocol on the sale of children/);
  expect(new Set((['en', 'fr', 'es', 'ar'] as const).map((one) => demandName(key, one))).size).toBe(4);
  expect(demandName('gone|object/gone' as DemandKey, 'en')).toBe('gone: gone');
});

describe('pages', () => {
  const page = (path: string) =>
    new PageContext({ url: new URL(path, 'http://localhost'), today: testDay as Day });
  const text = (html: string, selector: string) => elements(html, selector).map((one) => one.text);

  test("a State's demands: how many were asked again, and each round with its answer and source", () => {
    const html = render(demandsPage(page('/states/FJI/demands'), record, 'FJI'));
    expect(text(html, '.key-sentence')[0]).toContain(
      'Fiji was asked 2 things in more than one round; one of them is',
    );
    const [header = '', first = ''] = text(html, 'tr');
    expect(header).toContain('UPR, cycle 1');
    expect(first).toContain('asked in 2 rounds since 2010; last answer: supported');
    expect(first).toContain('2010: noted');
    expect(first).toContain('2014: supported');
    expect(html).toContain('asked.csv');
  });

  test('as of an earlier day nothing was asked again', () => {
    const html = render(demandsPage(page('/states/FJI/demands?asOf=2012-01-01'), record, 'FJI'));
    expect(text(html, '.key-sentence')[0]).toContain('nothing');
  });

  test('a State without recommendations says what is missing', () => {
    const html = render(demandsPage(page('/states/MUS/demands'), record, 'MUS'));
    expect(html).toContain('Nothing in the record was asked in more than one round.');
  });

  test('the ranking links to the State', () => {
    const html = render(askedAgainPage(page('/recommendations/again'), record));
    expect(html).toContain('/states/FJI/demands');
    expect(text(html, 'tr')[1]).toMatch(/Optional Protocol on the sale of children.*Fiji.*2.*2010.*2014/);
  });

  test('one recommendation shows its labels with the words and the rule, its demands and its chain', () => {
    const [one] = find('police');
    const html = render(recommendationPage(page(`/recommendations/${one?.id}`), record, one?.id ?? 0));
    expect(html).toContain('instrument/OPSC');
    expect(text(html, 'tr').some((line) => line.includes('child … trafficking'))).toBe(true);
    expect(text(html, 'section')[0]).toContain('Asked again: 1');
  });
});
