import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { routes } from '../law/api/checklists.ts';
import { checklist } from '../law/store/checklists.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const operatorKey = 'k'.repeat(32);
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey });
const cookie = { Cookie: `plumbline_operator=${operatorKey}` };
const get = async (path: string, headers = {}) => (await app.request(path, { headers })).text();
const main = (html: string) => elements(html, 'main')[0]?.text ?? '';
const section = (html: string, point: string) =>
  elements(html, ({ attributes }) => attributes['id'] === `point-${point}`)[0];
const post = (
  fields: { readonly [name: string]: string },
  path = '/checklists/sectt-24',
  headers: object = cookie,
) =>
  app.request(`${path}?lang=en`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: headers as { [name: string]: string },
  });

describe('the list', () => {
  test('says of each checklist whose words it has and how many points can be scored', async () => {
    const html = await get('/checklists?lang=en');
    expect(main(html)).toContain('4 checklists with 70 points; 47 points can be scored.');
    const rows = elements(html, 'tbody')[0]?.inside('tr') ?? [];
    const cells = rows.map((row) => [
      row.inside('a')[0]?.attributes['href'],
      ...row.inside('td').map(({ text }) => text),
    ]);
    expect(cells).toEqual([
      ['/checklists/icmec-5?lang=en', 'ICMEC · official checklist', '5', '0', '0', '5'],
      ['/checklists/opsc?lang=en', 'Plumbline · own words, openly so · version 1', '16', '16', '0', '0'],
      ['/checklists/sec-law?lang=en', 'Plumbline · own words, openly so · version 1', '25', '25', '0', '0'],
      ['/checklists/sectt-24?lang=en', 'ECPAT · official checklist', '24', '6', '18', '0'],
    ]);
  });
});

describe('a checklist', () => {
  test('shows a verified point with its hooks, each linked and marked where nobody has checked it', async () => {
    const html = await get('/checklists/sectt-24?lang=en');
    const [one, four] = [section(html, '1'), section(html, '4')];
    expect(one?.text).toMatch(
      /^Point 1: Offences committed abroad.*can be scored.*Legal hooks: OPSC art\. 4\d+$/,
    );
    expect(four?.text).toMatch(/LANZAROTE art\. 33\d+unverified$/);
    expect(four?.inside('a').map(({ attributes }) => attributes['href'])).toContain(
      '/instruments/LANZAROTE?lang=en',
    );
  });

  test('says of a point without text that it is not loaded and not scored', async () => {
    const html = await get('/checklists/sectt-24?lang=en');
    expect(section(html, '8')?.text).toMatch(
      /^Point 8Official text not loaded\.\d+unverified▨official text not loaded: not scored · text not available/,
    );
    expect(main(html)).toContain('The official text of 18 points is not loaded');
  });

  test('in our own words says so, with criteria and proof for each point', async () => {
    const html = await get('/checklists/sec-law?lang=en');
    expect(main(html)).toContain('No body has adopted it.');
    const terms = section(html, '7')
      ?.inside('dt')
      .map(({ text }) => text);
    expect(terms).toEqual(['●yes', '◐partly', '○no', 'What counts as proof']);
  });

  test('comes as a file that tells its rows', async () => {
    const response = await app.request('/checklists/SECTT-24.csv');
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="checklist-sectt-24.csv"');
    expect(await response.text()).toMatch(
      /^checklist,version,.*\r\nsectt-24,.*\r\n# 24 rows, sha256 \w{64}\r\n$/s,
    );
  });

  test('shows its forms to an operator only', async () => {
    expect(elements(await get('/checklists/sectt-24'), 'textarea')).toEqual([]);
    expect(elements(await get('/checklists/sectt-24', cookie), 'textarea')).toHaveLength(24 * 5);
  });
});

describe('the form of a point', () => {
  const fields = {
    point: '7',
    requirement: 'The law <names> the signs.',
    yes: 'All of them.',
    hooks: 'OPSC 8(2)',
    source: 'The leaflet, p. 2',
    verified: 'yes',
  };

  test('is refused to a reader, and from another site', async () => {
    const before = record.head();
    expect((await post(fields, undefined, {})).status).toBe(403);
    expect((await post(fields, undefined, { ...cookie, Origin: 'https://elsewhere.example' })).status).toBe(
      403,
    );
    expect(record.head()).toEqual(before);
  });

  test.each([
    [{ ...fields, source: '' }, 'The point cannot be stored: source: is missing'],
    [{ ...fields, hooks: 'OPSC 99' }, 'OPSC has no article 99; its last one is 17.'],
    [{ ...fields, point: '25' }, 'The checklist sectt-24 has no point “25”.'],
    [{ ...fields, origin: 'own' }, 'sectt-24 is “official”'],
  ])('that is wrong stores nothing, says why and keeps what was typed', async (wrong, why) => {
    const before = record.head();
    const response = await post(wrong);
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(main(html)).toContain(why);
    if (wrong.point === '7')
      expect(section(html, '7')?.inside('textarea')[0]?.text).toBe('The law <names> the signs.');
    expect(record.head()).toEqual(before);
  });

  test('loads the text, which can be scored from then on, and leads back to the point', async () => {
    const response = await post(fields);
    expect([response.status, response.headers.get('Location')]).toEqual([
      303,
      '/checklists/sectt-24?lang=en#point-7',
    ]);
    expect(section(await get('/checklists/sectt-24?lang=en'), '7')?.text).toMatch(
      /The law <names> the signs\..*can be scored.*●yesAll of them\..*OPSC art\. 8\(2\)/,
    );
    const { citation, wording } = record.read((tx) => checklist(tx, 'sectt-24')).points[6] ?? {};
    expect(citation).toMatchObject({ title: 'The leaflet, p. 2', standing: 'verified' });
    // Once more the same: nothing new.
    await post(fields);
    expect(record.read((tx) => checklist(tx, 'sectt-24')).points[6]?.wording).toBe(wording);
  });

  test('for a checklist that is not there is not found', async () => {
    expect((await post(fields, '/checklists/none')).status).toBe(404);
  });
});

describe('the API', () => {
  test.each([
    ['/api/v1/checklists', 'checklists'],
    ['/api/v1/checklists/sec-law', 'checklist'],
    ['/api/v1/checklists/sectt-24', 'checklist'],
  ])('%s answers by its schema', async (path, name) => {
    const answer = (await (await app.request(path)).json()) as { readonly items?: readonly unknown[] };
    const schema = routes.find((route) => route.name === name)?.item as z.ZodObject;
    for (const item of answer.items ?? [answer])
      expect(schema.strict().safeParse(item).error).toBeUndefined();
  });

  test('tells of each point whether it can be scored, and why not', async () => {
    const { points } = (await (await app.request('/api/v1/checklists/icmec-5')).json()) as {
      readonly points: readonly { readonly scoring: string }[];
    };
    expect(points.map(({ scoring }) => scoring)).toEqual(Array(5).fill('text unverified'));
    expect((await app.request('/api/v1/checklists/none')).status).toBe(404);
  });
});
