import { beforeAll, describe, expect, test } from 'vitest';
import { elements, type HtmlElement } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Day } from '../core/date.ts';
import { readTable } from '../platform/tables/read.ts';
import { PageContext, render } from '../platform/ui.tsx';
import { apiApp } from '../api/app.ts';
import { routes } from './api.ts';
import { importRecommendations } from './intake/import.ts';
import { readRecommendations } from './intake/read.ts';
import { recommendationPage, recommendationsPage } from './views.tsx';

const record = testInstallation();
const api = apiApp(routes, () => ({ record, today: testDay as Day }));

const row = (to: string, text: string, from: string, response: string, session: number) =>
  `${to},,,${text},${from},,,${response},5,"Justice,Rights of the Child",${session}`;
const uprInfo = [
  'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session',
  row('Kenya', 'Adopt the giraffe law', 'Chile', 'Accepted', 8),
  row('Kenya', 'Adopt the giraffe law', 'Norway', 'Noted', 8),
  row('Kenya', 'Ratify the zebra convention', 'Norway', 'Noted', 21),
  ...Array.from({ length: 41 }, (_, at) =>
    row('Mauritius', `Build shelter number ${at}`, 'Chile', 'Accepted', 17),
  ),
];
const danish = [
  'Goals,Recommendation,Tekst,Targets,Keywords,Response,Recommending state,Mechanism,Procedures,Treaties,Type,field_year,Document',
  'x,Kenya,Ratify the zebra convention,,,Supported,Norway,,,,Recommendation,2015 Cycle 2,Source:A/HRC/29/10|142.5|',
];

beforeAll(async () => {
  for (const [name, lines] of [
    ['one.csv', uprInfo],
    ['two.csv', danish],
  ] as const) {
    const [table] = await readTable({ name, bytes: new TextEncoder().encode(`${lines.join('\n')}\n`) });
    const file = table && readRecommendations(table);
    if (!file) throw new Error('not a table of recommendations');
    record.command(
      { kind: 'import', actor: 'test', reason: 'test', citation: name, at: `${testDay}T00:00:00Z` },
      (tx) => importRecommendations(tx, file),
    );
  }
});

function page(path: string): PageContext {
  return new PageContext({ url: new URL(path, 'http://localhost'), today: testDay as Day });
}

const list = (path: string) => render(recommendationsPage(page(path), record));
const items = (html: string): HtmlElement[] =>
  elements(html, '.recommendations').flatMap(({ inside }) => inside('li'));
const sentence = (html: string) => elements(html, '.key-sentence')[0]?.text;

describe('the list', () => {
  test.each<[string, string, number]>([
    ['/recommendations', '43 recommendations recorded', 20],
    ['/recommendations?page=3', '43 recommendations recorded', 3],
    ['/recommendations?words=giraffe', 'One recommendation recorded', 1],
    ['/recommendations?state=KEN', '2 recommendations recorded', 2],
    ['/recommendations?by=NOR', '2 recommendations recorded', 2],
    ['/recommendations?session=21', 'One recommendation recorded', 1],
    ['/recommendations?state=KEN&response=supported', '2 recommendations recorded', 2],
    ['/recommendations?issue=Justice&state=MUS&page=2', '41 recommendations recorded', 20],
    ['/recommendations?words=&state=&by=&session=&response=&issue=', '43 recommendations recorded', 20],
    ['/recommendations?asOf=2010-12-31', 'One recommendation recorded', 1],
    ['/recommendations?asOf=2009-12-31', 'No recommendation recorded', 0],
  ])('%s: %s, %i of them shown', (path, said, shown) => {
    const html = list(path);
    expect(sentence(html)).toContain(said);
    expect(items(html)).toHaveLength(shown);
  });

  test.each(['99', '1e300', '9007199254740993', '-1', '1.5', 'x'])(
    'page %s is one that there is',
    (asked) => {
      const html = list(`/recommendations?page=${asked}`);
      expect(items(html).length).toBeGreaterThan(0);
      expect(elements(html, '.pager')[0]?.text).toMatch(/Page [13] of 3/);
    },
  );

  test('says of each who asked whom, when, what kind of action, and what was answered', () => {
    const [one] = items(list('/recommendations?words=shelter+7'));
    expect(one?.text).toMatch(
      /Build shelter number 7.*Mauritius.*asked by Chile.*2013, session 17.*supported.*Action asked: act in a specific way · Issue: Justice, Rights of the Child/,
    );
    expect(one?.inside('a').map(({ attributes }) => attributes['href'])).toEqual([
      expect.stringMatching(/^\/recommendations\/\d+$/),
      '#source-1',
      '/states/MUS',
      '/recommendations?by=CHL',
    ]);
  });

  test('counts beside each choice what choosing it leaves', () => {
    const html = list('/recommendations?state=KEN');
    const choices = (name: string) =>
      elements(html, ({ attributes }) => attributes['name'] === name)[0]
        ?.inside('option')
        .map(({ text }) => text);
    expect(choices('response')).toEqual(['Any', 'noted (2)', 'supported (2)']);
    expect(choices('session')).toEqual(['Any', '8 (1)', '21 (1)']);
  });

  test('without anything says how to add it', () => {
    const html = list('/recommendations?words=unicorn');
    expect(items(html)).toEqual([]);
    expect(elements(html, '.empty-state')[0]?.text).toContain('plumbline import 1-5.csv');
  });
});

describe('different answers', () => {
  test('of two sources are both shown, each with its source', () => {
    const html = list('/recommendations?words=zebra');
    const [one] = items(html);
    expect(one?.text).toMatch(/different answers are recorded: noted \(Norway\)\d; supported \(Norway\)\d/);
    const sources =
      elements(html, '.source-list')[0]
        ?.inside('li')
        .map(({ text }) => text) ?? [];
    expect(sources).toHaveLength(2);
    expect(sources[1]).toMatch(/^A\/HRC\/29\/10, para\. 142\.5, as given by Danish Institute.*https:/);
  });

  test('to different States are shown with those States, and no source is said to differ', () => {
    const html = list('/recommendations?words=giraffe');
    expect(items(html)[0]?.text).toMatch(/supported \(Chile\)\d; noted \(Norway\)\d/);
    expect(items(html)[0]?.text).not.toContain('sources differ');
  });
});

describe('the file to download', () => {
  const href = (path: string) =>
    elements(list(path), '.downloads')[0]?.inside('a')[0]?.attributes['href']?.replace('/api/v1', '');

  test.each<[string, number]>([
    ['/recommendations', 43],
    ['/recommendations?lang=en&page=2&utm=x', 43],
    ['/recommendations?words=giraffe&state=&by=&session=&response=&issue=', 1],
    ['/recommendations?by=NOR&cycle=2', 1],
  ])('beside %s holds the same %i', async (path, count) => {
    const response = await api.request(href(path) ?? 'none');
    expect(response.status).toBe(200);
    // The last line of the file counts its rows.
    expect(await response.text()).toContain(`\n# ${count} rows, sha256`);
  });

  test('of an earlier day holds what had been asked by then', () => {
    expect(href('/recommendations?asOf=2010-12-31')).toBe('/recommendations?asOf=2010-12-31&format=csv');
  });
});

describe('one recommendation', () => {
  test('shows what each source says', () => {
    const id = items(list('/recommendations?words=zebra'))[0]?.inside('a')[0]?.attributes['href'] ?? '';
    const html = render(recommendationPage(page(id), record, Number(id.split('/')[2])));
    const rows = elements(html, 'tbody')[0]
      ?.inside('tr')
      .map(({ text }) => text);
    expect(rows).toEqual([
      expect.stringMatching(/^Norwaynoted \(“Noted”\).*21.*2015/),
      expect.stringMatching(/^Norwaysupported \(“Supported”\).*–.*2015/),
    ]);
  });

  test('that is none is not found', () => {
    expect(() => recommendationPage(page('/recommendations/9999'), record, 9999)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});
