import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { bringInto, uprInfo } from '../recommendations/testing.ts';
import { stylesheet } from '../platform/style.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const operatorKey = 'k'.repeat(32);
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey });
const cookie = { Cookie: `plumbline_operator=${operatorKey}` };
const fields = {
  demand: 'ratify|instrument/OPSC',
  ledger: 'State',
  status: 'done',
  said: 'The protocol was joined <soon>.',
  date: '2011-07-01',
  source: 'Report of the State',
  place: 'para. 3',
  back: '/states/MUS/follow-up?lang=en',
};
const post = (over: Partial<typeof fields> = {}, headers: { [name: string]: string } = cookie) =>
  app.request('/states/MUS/follow-up?lang=en', {
    method: 'POST',
    body: new URLSearchParams({ ...fields, ...over }),
    headers,
  });
const page = async (query = 'lang=en', headers = {}) =>
  (await app.request(`/states/MUS/follow-up?${query}`, { headers })).text();
const text = (html: string) => elements(html, 'main')[0]?.text ?? '';

beforeAll(async () => {
  await post();
  await post({
    ledger: 'civil society',
    status: 'partly',
    date: '2014',
    place: 'p. 8',
    said: 'Laws lag behind.',
  });
  await post({
    ledger: 'civil society',
    status: 'not started',
    date: '2010-02',
    place: 'p. 1',
    said: 'No step.',
  });
});

describe('the page', () => {
  test('shows the ledgers side by side, each status with words, date, age and receipt', async () => {
    const html = await page();
    const [state, others] =
      elements(html, '.ledgers')[0]
        ?.inside('div')
        .filter(({ text: said }) => /^(What|How)/.test(said)) ?? [];
    expect(state?.text).toMatch(
      /^What the State says.*done.*The protocol was joined <soon>\..*1 July 2011.*15 years 4 months old.*operator, in the browser$/,
    );
    expect(others?.text).toMatch(
      /^How others assess it.*civil society.*partly done.*Laws lag behind\..*2014.*at least 11 years 10 months old.*1 earlier entry.*not started.*No step\./,
    );
    const said = text(html);
    expect(said).toContain('The ledgers give different statuses.');
    expect(said).toContain('OPSC: party since 14 June 2011. This answers the demand.');
    const sources =
      elements(html, '.source-list')[0]
        ?.inside('li')
        .map((item) => item.text) ?? [];
    expect(sources.some((source) => source.includes('Report of the State, para. 3'))).toBe(true);
    expect(elements(html, 'script')).toEqual([]);
  });

  test('is read as of a day', async () => {
    const said = text(await page('lang=en&asOf=2010-12-31'));
    expect(said).toMatch(/OPSC: signed, .* not bound yet/);
    expect(said).toContain('Only one ledger has an entry.');
    expect(said).not.toContain('Laws lag behind');
  });

  test('has the form for an operator only, also where the page was held by the browser', async () => {
    const first = await app.request('/states/MUS/follow-up?lang=en');
    expect(elements(await first.text(), ({ attributes }) => attributes['name'] === 'status')).toEqual([]);
    const asked = { ...cookie, 'If-None-Match': first.headers.get('ETag') ?? '' };
    const second = await app.request('/states/MUS/follow-up?lang=en', { headers: asked });
    expect(second.status).toBe(200);
    const form = elements(await second.text(), ({ attributes }) => attributes['name'] === 'status');
    expect(form.length).toBeGreaterThan(0);
  });

  test('of a State without entries says so', async () => {
    expect(text(await (await app.request('/states/FJI/follow-up?lang=en')).text())).toContain(
      'plumbline import FILE',
    );
    expect((await app.request('/states/XXX/follow-up')).status).toBe(404);
  });

  test.each(['fr', 'es', 'ar'])('is whole in %s', async (language) => {
    expect(elements(await page(`lang=${language}`, cookie), '.untranslated')).toEqual([]);
  });

  test.each([
    ['csv', 'text/csv; charset=utf-8'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])('has a file: %s', async (format, type) => {
    const answer = await app.request(`/states/MUS/follow-up.${format}`);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, type]);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
  });
});

describe('the form', () => {
  test.each([
    ['/states/MUS/follow-up?lang=en', '/states/MUS/follow-up?lang=en'],
    ['/recommendations/7', '/recommendations/7'],
    ['//elsewhere.example/', '/states/MUS/follow-up?lang=en'],
    ['/\\elsewhere.example/', '/states/MUS/follow-up?lang=en'],
    ['https://elsewhere.example/', '/states/MUS/follow-up?lang=en'],
    ['', '/states/MUS/follow-up?lang=en'],
  ])('on %s leads back to %s', async (back, location) => {
    const answer = await post({ back });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, location]);
  });

  test.each<[string, Partial<typeof fields>, string]>([
    ['no passage', { place: ' ' }, 'place: is missing'],
    ['another status', { status: 'not done' }, 'is not one of'],
    ['a demand that is none', { demand: 'ratify|instrument/NONE' }, 'not the key of a demand'],
  ])('with %s is refused, and what was typed stays', async (_, over, said) => {
    const before = record.head().seq;
    const answer = await post(over);
    const html = await answer.text();
    expect([answer.status, text(html)]).toEqual([400, expect.stringContaining(said) as string]);
    const typed = elements(html, ({ attributes }) => attributes['name'] === 'said');
    expect(typed.map(({ attributes }) => attributes['value'])).toContain(fields.said);
    expect(record.head().seq).toBe(before);
  });

  test('is not taken from whoever may not write', async () => {
    const before = record.head().seq;
    for (const headers of [{}, { ...cookie, Origin: 'https://elsewhere.example' }])
      expect((await post({ date: '2026' }, headers)).status).toBe(403);
    expect(record.head().seq).toBe(before);
  });

  test('of a size that no passage has is refused', async () => {
    expect((await post({ said: 'x'.repeat(200_000) })).status).toBe(400);
  });
});

describe('the form for an action', () => {
  const action = {
    text: 'A working group of three ministries',
    lead: 'Ministry of Justice',
    from: '2026-03',
    until: '',
    source: 'Plan of action',
    place: 'p. 3',
    address: '',
    back: '/states/FJI/follow-up?lang=en',
  };
  const postAction = (
    demands: readonly string[],
    over: Partial<typeof action> = {},
    headers: { [name: string]: string } = cookie,
  ) => {
    const body = new URLSearchParams({ ...action, ...over });
    for (const demand of demands) body.append('demand', demand);
    return app.request('/states/FJI/follow-up/actions?lang=en', { method: 'POST', body, headers });
  };
  const fiji = async () => (await app.request('/states/FJI/follow-up?lang=en', { headers: cookie })).text();
  const boxes = (html: string) =>
    elements(html, ({ attributes }) => attributes['type'] === 'checkbox').map(({ attributes }) => [
      attributes['value'],
      'checked' in attributes,
    ]);

  beforeAll(async () => {
    await bringInto(record)(
      'fiji.csv',
      [uprInfo, 'Fiji,,,Ratify the OPSC,Ghana,,,Accepted,5,Justice,20', ''].join('\r'),
    );
  });

  test('offers the demands on the subject, and serves several: chosen and named by their keys', async () => {
    expect(boxes(await fiji())).toContainEqual(['ratify|instrument/OPSC', false]);
    const answer = await postAction([
      'ratify|instrument/OPSC',
      'ratify|instrument/OPIC; ratify|instrument/OPAC',
      '',
    ]);
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, action.back]);
    const said = text(await fiji());
    expect(said.match(/A working group of three ministries.*?serves 3 demands/g)).toHaveLength(3);
    expect(said).toMatch(/led by Ministry of Justice · from March 2026/);
  });

  test('the same again adds nothing', async () => {
    const before = record.head().seq;
    expect((await postAction(['ratify|instrument/OPSC'])).status).toBe(303);
    expect(record.head().seq).toBe(before);
  });

  test.each<[string, readonly string[], Partial<typeof action>, string]>([
    ['no demand', [''], {}, 'give either the key of a demand'],
    ['a demand that is none', ['ratify|instrument/OPSC', 'ratify|instrument/NONE'], {}, 'not the key'],
    ['no source', ['ratify|instrument/OPSC'], { source: ' ' }, 'source: is missing'],
    ['a day that is none', ['ratify|instrument/OPSC'], { from: '2026-02-31' }, 'from: '],
  ])('with %s is refused, and what was typed and chosen stays', async (_, demands, over, said) => {
    const before = record.head().seq;
    const answer = await postAction(demands, over);
    const html = await answer.text();
    expect([answer.status, text(html)]).toEqual([400, expect.stringContaining(said) as string]);
    const typed = elements(html, ({ attributes }) => attributes['name'] === 'text');
    expect(typed.at(-1)?.attributes['value']).toBe(action.text);
    // The last form is that of the page itself, which offers all demands.
    const last = elements(html, 'form').at(-1);
    const chosen = last?.inside(
      ({ attributes }) => attributes['name'] === 'demand' && 'checked' in attributes,
    );
    expect(chosen?.map(({ attributes }) => attributes['value'])).toEqual(
      demands.filter((key) => key === 'ratify|instrument/OPSC'),
    );
    const others = last?.inside(({ attributes }) => attributes['name'] === 'demand').at(-1);
    expect(others?.attributes['value']).toBe(demands.filter((key) => key.endsWith('NONE')).join('; '));
    expect(record.head().seq).toBe(before);
  });

  test('is not taken from whoever may not write', async () => {
    const before = record.head().seq;
    for (const headers of [{}, { ...cookie, Origin: 'https://elsewhere.example' }])
      expect((await postAction(['ratify|instrument/OPSC'], { text: 'x' }, headers)).status).toBe(403);
    expect(record.head().seq).toBe(before);
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.launch();
  });
  afterAll(() => browser.close());

  test.each([
    ['en', 360],
    ['ar', 360],
    ['en', 1200],
    ['ar', 1200],
  ])('in %s, %d wide, axe finds nothing and the page does not scroll sideways', async (language, width) => {
    const html = (await page(`lang=${language}`, cookie)).replace(
      /<link rel="stylesheet"[^>]*>/,
      () => `<style>${stylesheet.text}</style>`,
    );
    expect(await browser.violations({ html }, width)).toEqual([]);
    const shown = await browser.open({ html }, width);
    expect(await shown.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    const tops = await shown
      .locator('.ledgers > div')
      .evaluateAll((found) => found.map((one) => one.getBoundingClientRect().top));
    expect(tops[0] === tops[1]).toBe(width > 1000);
    await shown.close();
  });
});
