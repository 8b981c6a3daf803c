import { beforeAll, describe, expect, test } from 'vitest';
import { elements, type HtmlElement } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Day } from '../core/date.ts';
import { readTable } from '../platform/tables/read.ts';
import { readXlsx } from '../platform/tables/xlsx.ts';
import { PageContext, render } from '../platform/ui.tsx';
import { apiApp } from '../api/app.ts';
import { askedFilters, askedOrder, routes, showRecommendation } from './api.ts';
import { exportFormat, exportStream } from './formats.ts';
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
  const hrefs = (path: string) =>
    (elements(list(path), '.downloads')[0]?.inside('a') ?? []).map(
      ({ attributes }) => attributes['href'] ?? '',
    );
  const file = async (href: string) => {
    const url = new URL(href, 'http://localhost');
    const stream = exportStream(record, {
      filters: askedFilters(url.searchParams),
      order: askedOrder(url.searchParams),
      format: exportFormat.parse(url.pathname.split('.')[1]),
      address: `http://localhost/recommendations${url.search}`,
      show: showRecommendation,
    });
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const text = async (href: string) => new TextDecoder().decode(await file(href));

  test.each<[string, number]>([
    ['/recommendations', 43],
    ['/recommendations?lang=en&page=2&utm=x', 43],
    ['/recommendations?words=giraffe&state=&by=&session=&response=&issue=', 1],
    ['/recommendations?by=NOR&cycle=2', 1],
    ['/recommendations?words=shelter+NOT+7&untilYear=2013', 40],
    ['/recommendations?words=unicorn', 0],
  ])('beside %s holds the same %i, as CSV, workbook and JSON', async (path, count) => {
    const [csv = '', xlsx = '', json = ''] = hrefs(path);
    expect(await text(csv)).toContain(`\n# ${count} rows, sha256`);
    const sheets = await readTable({ name: 'all.xlsx', bytes: await file(xlsx) });
    expect(sheets[0]?.rows.length ?? 0).toBe(count);
    const whole = JSON.parse(await text(json)) as { recommendations: number; items: unknown[] };
    expect([whole.recommendations, whole.items.length]).toEqual([count, count]);
  });

  test('gives each text with its sources, and says where it comes from', async () => {
    const [csv = '', xlsx = '', json = ''] = hrefs('/recommendations?words=zebra');
    expect(await text(csv)).toMatch(/Ratify the zebra convention.*A\/HRC\/29\/10, para\. 142\.5/);
    const about = await readXlsx(await file(xlsx), { file: 'all.xlsx', sheet: 'About' });
    expect(about.rows.map(({ cells }) => cells)).toContainEqual(['words', 'zebra']);
    expect(JSON.parse(await text(json))).toMatchObject({
      address: 'http://localhost/recommendations?words=zebra',
      words: 'zebra',
      items: [{ text: 'Ratify the zebra convention', statements: [{}, {}] }],
    });
  });

  test('of an earlier day holds what had been asked by then', () => {
    expect(hrefs('/recommendations?asOf=2010-12-31')[0]).toBe('/recommendations/export.csv?asOf=2010-12-31');
  });
});

describe('a search', () => {
  const marks = (html: string) => elements(html, 'mark').map(({ text }) => text);

  test('marks the words for which each text was found, and nothing else', () => {
    expect(marks(list('/recommendations?words=law+giraffes'))).toEqual(['giraffe', 'law']);
    expect(marks(list('/recommendations?words="giraffe+law"+NOT+zebra'))).toEqual(['giraffe', 'law']);
    expect(marks(list('/recommendations'))).toEqual([]);
  });

  test('says what it looked for', () => {
    const html = list('/recommendations?words=zebra+OR+giraffes+law');
    expect(elements(html, 'main')[0]?.text).toContain('Looked for: zebra OR (giraffes AND law)');
  });

  test('that cannot be read keeps the form and says what to write', () => {
    const html = list('/recommendations?words=(zebra&state=KEN');
    expect(elements(html, '.notice')[0]?.text).toContain('A bracket is open.');
    const field = elements(html, ({ attributes }) => attributes['name'] === 'words')[0];
    expect(field?.attributes['value']).toBe('(zebra');
    expect(items(html)).toEqual([]);
  });

  test('that finds nothing offers what would, with its number and its address', () => {
    const html = list('/recommendations?words=zebra+giraffe&state=KEN');
    const offers = elements(html, '.notice')[0]?.inside('a') ?? [];
    expect(offers.map(({ text, attributes }) => [text, attributes['href']])).toEqual([
      ['without zebra: 1', '/recommendations?words=giraffe&state=KEN'],
      ['without giraffe: 1', '/recommendations?words=zebra&state=KEN'],
    ]);
  });

  test('of another State than has it offers to take the State away', () => {
    const html = list('/recommendations?words=zebra&state=MUS');
    expect(elements(html, '.notice')[0]?.text).toContain('without the filter “Made to”: 1');
  });

  test('can be ordered by time instead', () => {
    const html = list('/recommendations?words=zebra+OR+giraffe');
    expect(elements(html, 'a').map(({ attributes }) => attributes['href'])).toContain(
      '/recommendations?words=zebra+OR+giraffe&order=newest',
    );
    expect(items(list('/recommendations?words=zebra+OR+giraffe&order=newest'))[0]?.text).toContain('zebra');
  });

  test('keeps a text of another language and direction as it is', () => {
    expect(
      elements(
        list('/recommendations?words=giraffe'),
        ({ attributes }) => attributes['dir'] === 'ltr' && attributes['lang'] === 'en',
      ),
    ).not.toEqual([]);
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

describe('the API', () => {
  test('counts every side, and offers what would be found', async () => {
    const response = await api.request('/recommendations/counts?words=zebra+giraffe');
    expect(await response.json()).toMatchObject({
      total: 0,
      understood: 'zebra AND giraffe',
      suggestions: [
        { kind: 'without', part: 'zebra', count: 1, parameters: { words: 'giraffe' } },
        { kind: 'without', part: 'giraffe', count: 1, parameters: { words: 'zebra' } },
      ],
    });
    const all = (await (await api.request('/recommendations/counts?state=KEN')).json()) as {
      counts: { [side: string]: unknown };
    };
    expect(all.counts['state']).toContainEqual({ value: 'MUS', count: 41 });
    expect(all.counts['session']).toEqual(
      expect.arrayContaining([
        { value: 8, count: 1 },
        { value: 21, count: 1 },
      ]),
    );
  });

  test('gives the places of the words, and the language of the text', async () => {
    const response = await api.request('/recommendations?words=giraffe');
    expect(await response.json()).toMatchObject({
      items: [{ text: 'Adopt the giraffe law', language: 'en', reasons: [{ start: 10, end: 17 }] }],
    });
  });

  test.each(['words=(a', 'action=9', 'order=x', 'mechanism=x', 'group=Mars'])('refuses %s', async (query) => {
    expect((await api.request(`/recommendations?${query}`)).status).toBe(400);
  });
});
