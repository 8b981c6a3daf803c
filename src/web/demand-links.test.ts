import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, noBrowser, overflow } from '../../test/browser.ts';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { askedMostOften, chainsOfState } from '../recommendations/asked-again.ts';
import { search } from '../recommendations/search.ts';
import { addFollowUp, demandFollowUps } from '../recommendations/store/follow-up.ts';
import { linkProposals } from '../recommendations/store/links.ts';
import { bringInto, uprInfo } from '../recommendations/testing.ts';
import { webApp } from './app.tsx';
import { type Listening, listen, shielded } from './server.ts';

const operatorKey = 'k'.repeat(32);
const cookie = { Cookie: `plumbline_operator=${operatorKey}` };
const path = '/states/FJI/demands/links';
const fiji = 'FJI' as Iso3;
const today = testDay as Day;
const row = (text: string, from: string, session: number) =>
  `Fiji,,,${text},${from},,,Accepted,5,"Rights of the Child",${session}`;
const table = [
  uprInfo,
  row('Adopt a law on the sexual exploitation of girls', 'Peru', 7),
  row('Adopt a law on the sexual exploitation and trafficking of girls', 'Ghana', 20),
  row('Ratify the OPSC', 'Chile', 20),
  '',
].join('\r');

async function installation() {
  const record = testInstallation();
  await bringInto(record)('asked.csv', table);
  const app = shielded(
    webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey }),
    () => undefined,
  );
  const [proposal] = record.read((tx) => linkProposals(tx, fiji, today));
  if (!proposal) throw new Error('the two texts are not near');
  const [first, second] = proposal.pair;
  const post = (over: { [name: string]: string } = {}, headers: { [name: string]: string } = cookie) =>
    app.request(`${path}?lang=en`, {
      method: 'POST',
      body: new URLSearchParams({ first, second, verdict: 'confirmed', note: '', ...over }),
      headers,
    });
  const page = async (address = path, headers = {}) =>
    (await app.request(`${address}?lang=en`, { headers })).text();
  /** In how many rounds the first demand was asked, as of a day. */
  const rounds = (day: string) =>
    record.read((tx) =>
      chainsOfState(tx, fiji, day as Day)
        .filter(({ key }) => key === first)
        .map(({ occasions }) => occasions.length),
    );
  return { record, app, first, second, post, page, rounds };
}
const text = (html: string) => elements(html, 'main')[0]?.text ?? '';
const named = (html: string, name: string) => elements(html, ({ attributes }) => attributes['name'] === name);

describe('two demands that are near', () => {
  let here: Awaited<ReturnType<typeof installation>>;
  beforeAll(async () => {
    here = await installation();
  });

  test('are proposed with score, reasons, both texts, who asked when, and sources', async () => {
    const html = await here.page();
    const said = text(html);
    expect(said).toContain('One pair of demands is near and waits for a person to decide.');
    expect(said).toMatch(/Pair 1, score 0\.\d+/);
    expect(said).toMatch(/Same operation: .*Same object: .*Themes of both: .*Only in the (first|second): /);
    expect(said).toMatch(/exploitation of girls.*asked by Peru · 2010/);
    expect(said).toMatch(/trafficking of girls.*asked by Ghana · 2014/);
    expect(elements(html, '.source-list')[0]?.text).toContain('asked.csv');
    const ways = elements(await here.page('/states/FJI/demands'), 'a').map(
      ({ attributes }) => attributes['href'],
    );
    expect(ways).toContain(`${path}?lang=en`);
  });

  test('can be decided on by an operator only', async () => {
    expect(named(await here.page(), 'verdict')).toEqual([]);
    expect(named(await here.page(path, cookie), 'verdict')).toHaveLength(2);
    const before = here.record.head().seq;
    for (const headers of [{}, { ...cookie, Origin: 'https://elsewhere.example' }])
      expect((await here.post({}, headers)).status).toBe(403);
    expect(here.record.head().seq).toBe(before);
  });

  test.each<[string, { [name: string]: string }, string]>([
    ['another verdict', { verdict: 'maybe', note: 'kept' }, 'verdict: is not one of'],
    ['a key that is none', { second: 'adopt|object/none' }, 'not the key of a demand'],
    ['a demand on a treaty', { second: 'ratify|instrument/OPSC' }, 'a demand on a treaty'],
    ['a demand nobody made', { second: 'train||manifestation/trafficking' }, 'holds nothing that asks'],
    ['a note too long', { note: 'x'.repeat(3000) }, 'is longer than 2000'],
  ])('with %s are refused, and the page says why', async (_, over, said) => {
    const before = here.record.head().seq;
    const answer = await here.post(over);
    const html = await answer.text();
    expect([answer.status, text(html)]).toEqual([400, expect.stringContaining(said) as string]);
    expect(here.record.head().seq).toBe(before);
  });

  test('keep the note that was typed where the form is refused, and are never one with themselves', async () => {
    const html = await (await here.post({ verdict: 'maybe', note: 'kept' })).text();
    expect(named(html, 'note')[0]?.attributes['value']).toBe('kept');
    expect((await here.post({ second: here.first })).status).toBe(400);
  });

  test('are one everywhere from the day they are confirmed, and two again once that is refused', async () => {
    const { record, first, second, rounds } = here;
    expect(rounds(testDay)).toEqual([1]);
    const entry = { ledger: 'State', status: 'done', said: 'In force.', date: '2016', source: 'Report' };
    addFollowUp(
      record,
      { ...entry, state: 'FJI', demand: second, place: 'p. 1' },
      { actor: 'test', reason: 'test', at: `${testDay}T00:00:00Z` },
    );
    const searched = () =>
      record.read((tx) => search(tx, { state: fiji, fromAsked: 2 }, { offset: 0, limit: 9 })).total;
    expect(searched()).toBe(0);
    const again = () =>
      record.read((tx) => askedMostOften(tx, today)).map(({ keys, times }) => [keys, times]);
    expect(again()).toEqual([]);

    const answer = await here.post({ note: 'Both <ask> for one law.' });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${path}?lang=en`]);
    expect([rounds(testDay), rounds('2026-11-22')]).toEqual([[2], [1]]);
    expect(searched()).toBe(2);
    expect(again()).toEqual([[[first, second], 2]]);
    const follow = record.read((tx) => demandFollowUps(tx, fiji, today));
    expect(follow.map(({ demand, joined, standing }) => [demand, joined, standing.newest?.status])).toEqual([
      [first, [second], 'done'],
    ]);
    expect(text(await here.page('/states/FJI/demands'))).toMatch(
      /Confirmed to be the same as:.*asked in 2 rounds since 2010/,
    );
    expect(text(await here.page('/recommendations/1'))).toContain('Asked again: 1');
    const decided = text(await here.page());
    expect(decided).toMatch(/One pair is confirmed.*Both <ask> for one law\./);
    expect(decided).toContain('decided by operator, in the browser, 23 November 2026');
    expect(decided).not.toContain('Pair 1');

    await here.post({ verdict: 'refused', first: second, second: first });
    expect([rounds(testDay), again(), searched()]).toEqual([[1], [], 0]);
    const refused = text(await here.page());
    expect(refused).toContain('one is refused.');
    expect(refused).not.toContain('Pair 1');
    expect(text(await here.page('/states/FJI/demands'))).not.toContain('Confirmed to be the same as');
    expect(record.verify()).toEqual([]);
  });

  test('decided on in the same way once more add nothing', async () => {
    const before = here.record.head().seq;
    expect((await here.post({ verdict: 'refused' })).status).toBe(303);
    expect(here.record.head().seq).toBe(before);
  });

  test('are in the API with who decided, and in OpenAPI', async () => {
    const answer = await here.app.request('/api/v1/states/FJI/demands/links');
    expect(await answer.json()).toMatchObject({
      total: 1,
      items: [
        {
          first: here.first,
          second: here.second,
          standing: 'refused',
          decidedBy: 'operator, in the browser',
        },
      ],
    });
    expect(await (await here.app.request('/api/v1/openapi.json')).text()).toContain('state-demand-links');
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  let server: Listening;
  const at = (address: string) => ({ address: `${server.address.slice(0, -1)}${address}` });
  beforeAll(async () => {
    server = await listen((await installation()).app, '127.0.0.1', 0);
    browser = await Browser.launch();
    await browser.violations(at(`/operator?key=${operatorKey}`), 1200);
    await (await browser.open(at(`/operator?key=${operatorKey}`), 360)).close();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** With script for axe, without it for the widths. */
  const looks = async () => {
    for (const language of ['en', 'ar']) {
      const shown = at(`${path}?lang=${language}`);
      expect(await browser.violations(shown, 360)).toEqual([]);
      const opened = await browser.open(shown, 360);
      expect(await overflow(opened)).toBe(0);
      await opened.close();
    }
  };

  test('a pair is confirmed, then refused, by keyboard and without script; axe finds nothing', async () => {
    await looks();
    const shown = await browser.open(at(`${path}?lang=en`), 360);
    await shown.locator('input[name=note]').focus();
    await shown.keyboard.type('The same law.');
    await shown.keyboard.press('Tab');
    await shown.keyboard.press('Enter');
    await shown.getByText('One pair is confirmed').waitFor();
    expect(await shown.locator('main').innerText()).toContain('The same law.');
    await looks();
    await shown.locator('summary', { hasText: 'Change the decision' }).focus();
    await shown.keyboard.press('Enter');
    await shown.locator('button[value=refused]').focus();
    await shown.keyboard.press('Enter');
    await shown.getByText('one is refused.').waitFor();
    await shown.close();
  });
});
