import { beforeAll, describe, expect, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { PageContext, render } from '../platform/ui.tsx';
import { asking, askingBody, bodiesAsking, filtersOfBody, sourcesOfDemand } from './asking.ts';
import type { DemandKey } from './demand.ts';
import { askedFilters } from './api.ts';
import { search } from './search.ts';
import { bringInto, uprInfo } from './testing.ts';
import { askedAgainPage, bodiesPage, bodyPage, recommendsPage } from './views.tsx';

const record = testInstallation();
const ratify = 'ratify|instrument/OPSC' as DemandKey;

const row = (to: string, text: string, from: string, response: string, session: number) =>
  `${to},,,"${text}",${from},,,${response},5,"Rights of the Child",${session}`;
const review = [
  uprInfo,
  row('Fiji', 'Ratify the OPSC', 'Ghana', 'Noted', 7),
  row('Fiji', 'Sign and ratify the OPSC', 'Peru', 'Accepted', 20),
  row('Kenya', 'Ratify the OPSC', 'Peru', 'Accepted', 8),
  row('Kenya', 'Train the police on child trafficking for sexual exploitation', 'Peru', 'Noted', 21),
  row('Kenya', 'Plant a garden of lanterns', 'Peru', 'Accepted', 21),
];
const others = [
  'State,Text,Body,Symbol,Year,Type,Mechanism',
  'Kenya,Ratify the OPSC,CRC,CRC/C/KEN/CO/2,2007,recommendation,',
  'Kenya,Concerned that lanterns are dim,CRC,CRC/C/KEN/CO/2,2007,concern,',
  'Fiji,Ratify the OPSC,SR Sale of Children,A/HRC/4/31,2007,recommendation,',
  'Fiji,Keep 50% of lamps / lanterns lit,Lamp Board (50% / all),,2012,recommendation,other body',
];

beforeAll(async () => {
  await bringInto(record)('review.csv', [...review, ''].join('\r'));
  await bringInto(record)('others.csv', [...others, ''].join('\n'));
});

const page = (path: string) =>
  new PageContext({ url: new URL(path, 'http://localhost'), today: testDay as Day });
const body = (name: string, query = '') =>
  render(bodyPage(page(`/bodies/${encodeURIComponent(name)}?lang=en${query}`), record, name));
const recommends = (iso3: string, query = '') =>
  render(recommendsPage(page(`/states/${iso3}/recommends?lang=en${query}`), record, iso3));
const sentence = (html: string) => elements(html, '.key-sentence')[0]?.text ?? '';
const tableOf = (html: string, caption: string) =>
  elements(html, 'table').find(({ inside }) => inside('caption')[0]?.text === caption);

/** Every number of a page that leads to the search finds as many there. */
function checkNumbers(html: string): number {
  const links = elements(html, '.figure').flatMap(({ inside }) =>
    inside('a').filter(({ attributes }) => attributes['href']?.startsWith('/recommendations?')),
  );
  for (const { text, attributes } of links) {
    const href = attributes['href'] ?? '';
    const filters = askedFilters(new URL(href, 'http://localhost').searchParams);
    const { total } = record.read((tx) => search(tx, filters, { offset: 0, limit: 0 }));
    expect([href, String(total)]).toEqual([href, text]);
  }
  return links.length;
}

describe('the list of bodies', () => {
  test('has each with its numbers, its years and its source', () => {
    const rows =
      elements(render(bodiesPage(page('/bodies?lang=en'), record)), 'tbody')[0]?.inside('tr') ?? [];
    expect(rows.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Universal Periodic Review\d+Universal Periodic Review45220102015$/),
      expect.stringMatching(/^Committee on the Rights of the Child\d+treaty body11120072007$/),
      expect.stringMatching(/^Lamp Board \(50% \/ all\)\d+other body01120122012$/),
      expect.stringMatching(/^SR Sale of Children\d+special procedure11120072007$/),
    ]);
  });

  test('has only what had been asked by the day', () => {
    const html = render(bodiesPage(page('/bodies?lang=en&asOf=2009-12-31'), record));
    expect(sentence(html)).toContain('recommendations of 2 bodies');
    expect(record.read((tx) => bodiesAsking(tx, 1999))).toEqual([]);
    expect(render(bodiesPage(page('/bodies?lang=en&asOf=1999-12-31'), record))).toContain('empty-state');
  });
});

describe('the page of a body', () => {
  test.each<[string, string, RegExp]>([
    [
      'UPR',
      '',
      /holds 5 recommendations by the Universal Periodic Review to 2 States \(2010 to 2015\)\. 4 of them are on the sexual exploitation of children\. Answers to these: 2 supported, 2 noted\..*joining and applying treaties.*1$/,
    ],
    ['UPR', '&asOf=2010-12-31', /holds 2 recommendations .* to 2 States \(2010\)/],
    ['UPR', '&asOf=2009-12-31', /holds no recommendation by the Universal Periodic Review/],
    // Its concern asks for nothing, and does not count.
    [
      'CRC',
      '',
      /holds one recommendation by the Committee on the Rights of the Child \(2007\)\. One of them/,
    ],
    ['Committee on the Rights of the Child', '', /holds one recommendation/],
    ['SR Sale of Children', '', /holds one recommendation by the SR Sale of Children/],
    ['Lamp Board (50% / all)', '', /holds one recommendation .*None of them is on the sexual/],
    ['CEDAW', '', /holds no recommendation/],
  ])('%s%s says what it asked', (name, query, said) => {
    expect(sentence(body(name, query))).toMatch(said);
  });

  test('has numbers that the search finds again, in the same day', () => {
    expect(checkNumbers(body('UPR'))).toBeGreaterThan(15);
    expect(checkNumbers(body('UPR', '&asOf=2010-12-31'))).toBeGreaterThan(5);
    expect(checkNumbers(body('Lamp Board (50% / all)'))).toBeGreaterThan(2);
  });

  test('lists its texts, each with the way back to it', () => {
    const item = elements(body('CRC'), '.recommendations')[0]?.inside('li')[0];
    expect(item?.inside('a').map(({ attributes }) => attributes['href'])).toContain(
      '/bodies/Committee%20on%20the%20Rights%20of%20the%20Child?lang=en',
    );
  });

  test('has the demand made most often with its source, and a chart with its table', () => {
    const html = body('UPR');
    const demands = tableOf(html, 'Demands made most often on the sexual exploitation of children');
    expect(demands?.inside('tbody')[0]?.text).toMatch(/^join a treaty.*1232010201[45]$/);
    expect(demands?.inside('.source-mark')).toHaveLength(1);
    expect(elements(html, 'svg').length).toBeGreaterThan(0);
    expect(tableOf(html, 'By year')?.inside('tbody')[0]?.text).toBe('201022201411201512');
  });

  test.each(['Nobody', 'SR Nothing', ''])('%s, of which nothing is known, is not found', (name) => {
    expect(() => body(name)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

describe('what a State asked of others', () => {
  test('is said with the answers', () => {
    expect(sentence(recommends('PER'))).toMatch(
      /holds 4 recommendations by Peru to 2 States \(2010 to 2015\)\. 3 of them .*2 supported, 1 noted\./,
    );
    expect(sentence(recommends('PER', '&asOf=2010-12-31'))).toMatch(/one recommendation by Peru \(2010\)/);
    expect(checkNumbers(recommends('PER'))).toBeGreaterThan(15);
  });

  test('shows the texts on the subject, the newest first, and whom it asked', () => {
    const html = recommends('PER');
    const texts = elements(html, '.recommendations')[0]?.inside('li') ?? [];
    expect(texts.map(({ text }) => text.slice(0, 9))).toEqual(['Train the', 'Sign and ', 'Ratify th']);
    expect(tableOf(html, 'By State asked')?.inside('tbody')[0]?.text).toBe('Kenya23Fiji11');
  });

  test('that asked nothing is said too', () => {
    expect(sentence(recommends('MUS'))).toContain('no recommendation by Mauritius');
    expect(recommends('MUS')).toContain('empty-state');
  });
});

describe('sources', () => {
  test('of a demand are those that say so by the year', () => {
    const of = (year: number) =>
      record
        .read((tx) => sourcesOfDemand(tx, { state: 'FJI' as Iso3, keys: [ratify] }, year))
        .map(({ place }) => place);
    expect(of(2026)).toHaveLength(2);
    expect(of(2008)).toHaveLength(1);
    expect(of(2000)).toEqual([]);
  });

  test('stand beside each row of what was asked again', () => {
    const html = render(askedAgainPage(page('/recommendations/again?lang=en'), record));
    const rows = elements(html, 'tbody')[0]?.inside('tr') ?? [];
    expect(rows).toHaveLength(2);
    for (const one of rows) expect(one.inside('.source-mark').length).toBeGreaterThan(0);
  });

  test('narrow the search', () => {
    const asked = record.read((tx) => asking(tx, filtersOfBody({ name: 'UPR', mechanism: 'UPR' })));
    const [source] = asked.sources;
    const found = record.read((tx) => search(tx, { source: source?.id ?? -1 }, { offset: 0, limit: 0 }));
    expect([found.total, asked.total]).toEqual([5, 5]);
    expect(record.read((tx) => askingBody(tx, 'nobody'))).toBeUndefined();
  });
});
