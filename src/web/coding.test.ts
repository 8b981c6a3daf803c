/** Coders' seats and rounds over HTTP, without a browser. */
import { beforeAll, describe, expect, test } from 'vitest';
import { elements, type HtmlElement, type Wanted } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Iso3 } from '../core/state.ts';
import { assessments } from '../law/store.ts';
import { autosave } from '../law/views/autosave.ts';
import { webApp } from './app.tsx';
import { shielded } from './server.ts';

const operatorKey = 'k'.repeat(32);
const cookie = { Cookie: `plumbline_operator=${operatorKey}` };
const record = testInstallation();
const logged: string[] = [];
const app = shielded(
  webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey }),
  (line) => void logged.push(line),
);
const get = (path: string, headers = {}) => app.request(path, { headers });
const post = (path: string, fields: { [name: string]: string }, headers = {}) =>
  app.request(path, { method: 'POST', body: new URLSearchParams(fields), headers });
const inside = (html: string, outer: Wanted, inner: Wanted) =>
  elements(html, outer).flatMap((element) => element.inside(inner));
const main = (html: string) => elements(html, 'main')[0]?.text ?? '';
const isForm = ({ attributes }: HtmlElement) => 'data-autosave' in attributes;
const opening = { state: 'MUS', checklist: 'sec-law', first: 'Ana', second: 'Ben', asOf: '2026-06-30' };

async function opened(
  fields: { [name: string]: string } = opening,
): Promise<{ seats: string[]; html: string }> {
  const answer = await post('/law/rounds?lang=en', fields, cookie);
  const html = await answer.text();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  const seats = inside(html, 'main', 'a')
    .map(({ attributes }) => attributes['href'] ?? '')
    .filter((href) => href.startsWith('/coding/'));
  return { seats, html };
}

/** What the form of a point would send. */
async function fieldsAt(path: string): Promise<{ [name: string]: string }> {
  const html = await (await get(`${path}?lang=en`)).text();
  const hidden = inside(html, isForm, 'input').filter(({ attributes }) => attributes['type'] === 'hidden');
  return Object.fromEntries(
    hidden.map(({ attributes }) => [attributes['name'] ?? '', attributes['value'] ?? '']),
  );
}

const save = async (path: string, fields: { [name: string]: string }, headers = {}) =>
  post(`${path}?lang=en`, { ...(await fieldsAt(path)), ...fields }, headers);

describe('a seat', () => {
  let seat = '';
  beforeAll(async () => {
    [seat = ''] = (await opened()).seats;
  });

  test('has a key of 256 bits, which the record keeps as a hash only', () => {
    expect(seat).toMatch(/^\/coding\/[\w-]{43}$/);
    const key = seat.slice('/coding/'.length);
    const tables = record.read((tx) =>
      tx.all<{ name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%'",
      ),
    );
    for (const { name } of tables)
      expect(JSON.stringify(record.read((tx) => tx.all(`SELECT * FROM "${name}"`))), name).not.toContain(key);
  });

  test.each(['', '/points/1', '/hand-in', '/worksheet'])(
    '%s: told to no other page, cached and indexed by nobody',
    async (rest) => {
      const answer = await get(`${seat}${rest}`);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'.*script-src 'self'; connect-src 'self'$/,
        ) as string,
      });
      expect(answer.headers.get('ETag')).toBeNull();
    },
  );

  test('loads one script of this origin, on the pages of points alone', async () => {
    const scripts = async (path: string) =>
      elements(await (await get(path)).text(), 'script').map(({ attributes, text }) => [
        attributes['src'],
        text,
      ]);
    expect(await scripts(`${seat}/points/1`)).toEqual([[autosave.href, '']]);
    expect(await scripts(seat)).toEqual([]);
    const file = await get(autosave.href);
    expect([file.status, file.headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    for (const path of ['/', '/law/rounds', '/law/sec-law/agreement', autosave.href])
      expect((await get(path)).headers.get('Content-Security-Policy'), path).not.toContain('script-src');
  });

  test('is opened by its own key only, and a wrong one is told in words', async () => {
    for (const path of [`${seat}x`, '/coding/none', `/coding/${'a'.repeat(43)}/points/1`]) {
      const answer = await get(`${path}?lang=en`);
      expect([answer.status, main(await answer.text())]).toEqual([
        404,
        expect.stringContaining('not the address of a coder’s seat') as string,
      ]);
    }
    expect((await post('/coding/none/points/1?lang=en', { wording: '1' })).status).toBe(404);
    expect((await post('/coding/none/hand-in', {})).status).toBe(404);
    expect((await post('/coding/none/points/1/choose', {})).status).toBe(404);
    expect((await get(`${seat}/points/999`)).status).toBe(404);
  });

  test('is no path for other sites: forms sent from there are refused', async () => {
    for (const headers of [{ Origin: 'https://elsewhere.example' }, { 'Sec-Fetch-Site': 'cross-site' }])
      expect((await save(`${seat}/points/1`, { reasoning: 'x' }, headers)).status).toBe(403);
    expect((await save(`${seat}/points/1`, { reasoning: 'x' }, { Origin: 'null' })).status).toBe(303);
  });

  test('never writes its key into the log', async () => {
    const broken = shielded(
      webApp({
        record,
        now: () => {
          throw new Error('a fault');
        },
        operatorKey,
      }),
      (line) => void logged.push(line),
    );
    expect((await broken.request(seat)).status).toBe(500);
    expect(logged.join('\n')).toContain('GET /coding/…: Error: a fault');
    expect(logged.join('\n')).not.toContain(seat);
  });
});

describe('coding without script', () => {
  test('goes from point to point by buttons, shows progress, what to mend, and goes on where it stopped', async () => {
    const [seat = ''] = (await opened()).seats;
    const first = await save(`${seat}/points/1`, { answer: 'yes', reasoning: 'A reason', go: 'next' });
    expect([first.status, first.headers.get('Location')]).toEqual([303, `${seat}/points/2?lang=en`]);
    const back = await save(`${seat}/points/2`, { answer: 'no data', go: 'previous' });
    expect(back.headers.get('Location')).toBe(`${seat}/points/1?lang=en`);
    const page = await (await get(`${seat}/points/1?lang=en`)).text();
    expect(main(page)).toContain('“yes” needs a provision or a document on which it rests.');
    expect(
      elements(page, 'textarea').find(({ attributes }) => attributes['name'] === 'reasoning')?.text,
    ).toBe('A reason');
    const home = main(await (await get(`${seat}?lang=en`)).text());
    expect(home).toMatch(/2 of \d+ points answered/);
    expect(home).toContain('Go on with point 3');
    const handIn = main(await (await get(`${seat}/hand-in?lang=en`)).text());
    expect(handIn).toContain('To mend before handing in: 1 point');
    const refused = await post(`${seat}/hand-in?lang=en`, {});
    expect([refused.status, main(await refused.text())]).toEqual([
      400,
      expect.stringContaining('cannot be handed in yet: points 1') as string,
    ]);
    const sheet = main(await (await get(`${seat}/worksheet?lang=en`)).text());
    expect(sheet).toContain('☒ yes');
    expect(sheet).toContain('A reason');
  });

  test('the last point leads home', async () => {
    const [seat = ''] = (await opened()).seats;
    const links = inside(await (await get(seat)).text(), 'tbody', 'a').map(
      ({ attributes }) => attributes['href'],
    );
    const last = (links.at(-1) ?? '').split('?')[0] ?? '';
    expect((await save(last, { go: 'next' })).headers.get('Location')).toBe(`${seat}?lang=en`);
  });

  test('an old page overwrites nothing: both texts are shown, one is chosen', async () => {
    const [seat = ''] = (await opened()).seats;
    const path = `${seat}/points/1`;
    const old = await fieldsAt(path);
    await save(path, { reasoning: 'newer text' });
    const late = await post(`${path}?lang=en`, {
      ...old,
      reasoning: 'older <b>text</b>',
      answer: 'no',
      go: 'next',
    });
    expect(late.headers.get('Location')).toBe(`${path}?lang=en`);
    const html = await (await get(`${path}?lang=en`)).text();
    expect(main(html)).toContain('2 texts of this point');
    expect(main(html)).toContain('older <b>text</b>');
    const [, waiting] = inside(html, '.choosing', 'form');
    expect(waiting).toBeDefined();
    const chosen = Object.fromEntries(
      inside(html, '.choosing', 'input')
        .slice(3)
        .map(({ attributes }) => [attributes['name'], attributes['value']]),
    ) as { [name: string]: string };
    expect((await post(`${path}/choose`, { ...chosen, newest: '0' })).status).toBe(303);
    expect(main(await (await get(`${path}?lang=en`)).text())).toContain('2 texts of this point');
    expect((await post(`${path}/choose`, chosen)).status).toBe(303);
    const after = await (await get(`${path}?lang=en`)).text();
    expect(main(after)).not.toContain('texts of this point');
    expect(
      elements(after, 'textarea').find(({ attributes }) => attributes['name'] === 'reasoning')?.text,
    ).toBe('older <b>text</b>');
  });

  test.each([
    [{ wording: 'x' }],
    [{ answer: 'perhaps' }],
    [{ version: '-1' }],
    [{ reasoning: 'x'.repeat(20_001) }],
  ])('what no form of ours sends is refused: %j', async (fields) => {
    const [seat = ''] = (await opened()).seats;
    const answer = await save(`${seat}/points/1`, fields);
    expect(answer.status).toBe(409);
    expect(main(await answer.text())).toContain('Not saved');
  });

  test('the script is answered in JSON', async () => {
    const [seat = ''] = (await opened()).seats;
    const json = { Accept: 'application/json' };
    const path = `${seat}/points/1`;
    const fields = { ...(await fieldsAt(path)), reasoning: 'typed', tab: 't', turn: '1' };
    expect(await (await post(path, fields, json)).json()).toEqual({ outcome: 'saved', version: 1, said: '' });
    expect(await (await post(path, { ...fields, tab: 'u', reasoning: 'other' }, json)).json()).toMatchObject({
      outcome: 'set aside',
      version: 1,
    });
    const refused = await post(`${path}?lang=en`, { ...fields, answer: 'perhaps' }, json);
    expect([refused.status, await refused.json()]).toMatchObject([409, { outcome: 'refused' }]);
  });
});

describe('a round', () => {
  test('is opened, and decided on, by an operator only', async () => {
    const before = record.head().seq;
    for (const headers of [{}, { ...cookie, Origin: 'https://elsewhere.example' }]) {
      expect((await post('/law/rounds', opening, headers)).status).toBe(403);
      expect((await post('/law/rounds/any', {}, headers)).status).toBe(403);
    }
    expect(record.head().seq).toBe(before);
    const forms = async (headers: object) =>
      inside(await (await get('/law/rounds', headers)).text(), 'main', 'form');
    expect((await forms({})).length).toBeLessThan((await forms(cookie)).length);
  });

  test('that cannot be opened is told with what was typed', async () => {
    const answer = await post('/law/rounds?lang=en', { ...opening, second: 'Ana' }, cookie);
    const html = await answer.text();
    expect(answer.status).toBe(400);
    expect(main(html)).toContain('the two have the same name');
    expect(elements(html, 'input').some(({ attributes }) => attributes['value'] === 'Ana')).toBe(true);
  });

  test('shows answers after the reveal, side by side where they differ, and takes the decision', async () => {
    const { seats, html } = await opened({ ...opening, name: 'Round with spaces' });
    expect(main(html)).toContain('Round with spaces is open');
    const [a = '', b = ''] = seats;
    await save(`${a}/points/1`, { answer: 'yes', receipts: 'Gazette 7', reasoning: 'Ana’s reason' });
    await save(`${b}/points/1`, { answer: 'no', receipts: 'Gazette 9', reasoning: 'Ben’s reason' });
    await save(`${b}/points/2`, { answer: 'no data' });
    const path = '/law/rounds/Round%20with%20spaces';
    expect((await post(`${a}/hand-in`, {})).status).toBe(303);
    expect(main(await (await get(`${a}?lang=en`)).text())).toContain('Your answers are frozen');
    const frozen = await save(`${a}/points/1`, { wording: '1', reasoning: 'later' });
    expect([frozen.status, main(await frozen.text())]).toEqual([
      409,
      expect.stringContaining('can no longer be changed') as string,
    ]);
    expect(main(await (await get(`${path}?lang=en`)).text())).toContain('1 of 2 handed in');
    await post(`${b}/hand-in`, {});
    const revealed = main(await (await get(`${path}?lang=en`)).text());
    for (const said of [
      '2 points are answered',
      'Ana’s reason',
      'Ben’s reason',
      'Gazette 7',
      'coders differ',
      'one coder',
    ])
      expect(revealed).toContain(said);
    const decision = {
      point: '1',
      wording: '1',
      adjudicator: 'Chen',
      answer: 'partly',
      receipts: 'Gazette 7',
    };
    const refused = await post(`${path}?lang=en`, { ...decision, reasoning: '' }, cookie);
    expect([refused.status, main(await refused.text())]).toEqual([
      400,
      expect.stringContaining('note: write why') as string,
    ]);
    expect((await post(path, { ...decision, reasoning: 'Both in part.' }, cookie)).status).toBe(303);
    const decided = main(await (await get(`${path}?lang=en`)).text());
    expect(decided).toContain('Adjudicated: 1 point');
    expect(decided).toContain('Both in part.');
    const api = await (await get('/api/v1/law/rounds/Round%20with%20spaces')).json();
    expect(api).toMatchObject({
      stage: 'revealed',
      seats: [
        { coder: 'Ana', handedIn: 'yes' },
        { coder: 'Ben', handedIn: 'yes' },
      ],
      points: [
        { point: '1', basis: 'adjudicated' },
        { point: '2', basis: 'single', assessments: [{ coder: 'Ben', answer: 'no data' }] },
      ],
    });
    expect(record.verify()).toEqual([]);
    const said = record.read((tx) => assessments(tx, { state: 'MUS' as Iso3 }));
    expect(said.filter(({ role }) => role === 'adjudicator')).toMatchObject([
      { coder: 'Chen', answer: 'partly' },
    ]);
  });

  test('on which coders agree on paper and differ in practice is decided for practice alone', async () => {
    const { seats } = await opened({ ...opening, checklist: 'opsc', name: 'Practice' });
    const agreed = { answer: 'yes', receipts: 'Gazette 7 | p. 3 | https://law.example/7' };
    for (const [at, practice] of ['yes', 'no'].entries())
      await save(`${seats[at]}/points/1`, { ...agreed, practice, practiceReceipts: `Visit ${at}` });
    for (const seat of seats) await post(`${seat}/hand-in`, {});
    const path = '/law/rounds/Practice';
    expect(main(await (await get(`${path}?lang=en`)).text())).toContain('Coders differ: 1 point');
    const html = await (await get(`${path}?decide=1`, cookie)).text();
    const typed = Object.fromEntries(
      inside(html, 'main', 'textarea').map(({ attributes, text }) => [attributes['name'], text.trim()]),
    );
    expect(typed['receipts']).toBe(agreed.receipts);
    const decision = {
      point: '1',
      wording: '1',
      adjudicator: 'Chen',
      ...agreed,
      reasoning: 'Ana saw the register itself.',
      practice: 'yes',
    };
    const refused = await post(`${path}?lang=en`, decision, cookie);
    expect([refused.status, main(await refused.text())]).toEqual([
      400,
      expect.stringContaining('practice rests on nothing') as string,
    ]);
    expect((await post(path, { ...decision, practiceReceipts: 'Visit 0' }, cookie)).status).toBe(303);
    expect(main(await (await get(`${path}?lang=en`)).text())).not.toContain('Coders differ');
    const said = record.read((tx) => assessments(tx, { checklist: 'opsc' }));
    expect(said.filter(({ role }) => role === 'adjudicator')).toMatchObject([
      { answer: 'yes', receipts: [{ title: 'Gazette 7' }], practice: { answer: 'yes' } },
    ]);
  });

  test('is mended by an editor: a new address, shown once; an end without result, with its reason', async () => {
    const { seats } = await opened({ ...opening, name: 'Mended' });
    const [a = '', b = ''] = seats;
    await save(`${a}/points/1`, { reasoning: 'Ana’s own words' });
    const path = '/law/rounds/Mended';
    const actions = async (headers: object) =>
      inside(await (await get(path, headers)).text(), 'main', 'form').map(
        ({ attributes }) => attributes['action'] ?? '',
      );
    expect(await actions({})).toEqual([]);
    const [reissue = '', , , , close = ''] = await actions(cookie);
    const refused = await post(`${reissue}?lang=en`, { reason: '' }, cookie);
    expect([refused.status, main(await refused.text())]).toEqual([
      400,
      expect.stringContaining('write why') as string,
    ]);
    expect((await post(reissue, { reason: 'lost' })).status).toBe(403);
    const issued = await post(`${reissue}?lang=en`, { reason: 'lost' }, cookie);
    const html = await issued.text();
    expect([issued.status, issued.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
    expect(main(html)).not.toContain('own words');
    const [again = ''] = inside(html, 'dd', 'a').map(({ attributes }) => attributes['href'] ?? '');
    expect(await (await get(`${again}/points/1`)).text()).toContain('Ana’s own words');
    const old = await get(`${a}?lang=en`);
    expect([old.status, main(await old.text())]).toEqual([
      404,
      expect.stringContaining('the seat got a new one') as string,
    ]);
    expect((await post(`${a}/points/1`, { wording: '1' }, { Accept: 'application/json' })).status).toBe(409);
    expect(main(await (await get(`${path}?lang=en`)).text())).toContain('the seat of Ana got a new address');

    expect((await post(close, { reason: 'Ben has left' }, cookie)).status).toBe(303);
    for (const address of [path, again, b]) {
      const shown = main(await (await get(`${address}?lang=en`)).text());
      expect(shown, address).toContain('Ben has left');
      expect(shown, address).not.toContain('own words');
    }
    expect((await save(`${b}/points/1`, { wording: '1', reasoning: 'x' })).status).toBe(409);
    const listed = await (await get('/api/v1/law/rounds?state=MUS&size=1')).json();
    expect(listed).toMatchObject({
      items: [{ id: 'Mended', stage: 'closed', closed: { reason: 'Ben has left' } }],
    });
  });

  test('agreement is shown, or why it cannot be told', async () => {
    const shown = main(await (await get('/law/sec-law/agreement?lang=en')).text());
    expect(shown).toContain('gave the same answer to 0 of 1 question');
    expect(shown).toContain('cannot tell: fewer than two pairs');
    expect(main(await (await get('/law/icmec-5/agreement?lang=en')).text())).toContain(
      'Nothing was coded twice',
    );
    expect((await get('/law/none/agreement')).status).toBe(404);
    const api = await (await get('/api/v1/law/checklists/sec-law/agreement')).json();
    expect(api).toMatchObject({
      byKind: [
        {
          kind: 'blind',
          overall: { pairs: 1, same: 0, noKappa: 'fewer than two pairs' },
          points: [{ point: '1', pairs: 1 }],
        },
        { kind: 'by file', overall: { pairs: 0 } },
      ],
      notCompared: { single: 1, open: 0, more: 0 },
    });
  });
});
