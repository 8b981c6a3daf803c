/** What the program believes of a proxy, and what a watcher asks. */
import { expect, test } from 'vitest';
import { member } from '../../test/member.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { webApp } from './app.tsx';
import { shielded } from './server.ts';

const record = testInstallation();
const now = () => new Date(`${testDay}T12:00:00Z`);
const app = shielded(webApp({ record, now, operatorKey: 'k'.repeat(32) }), () => undefined);
const feed = async (headers: { [name: string]: string }) =>
  app.request('http://plumbline.example.org/changes.atom', { headers });

test('links have the protocol by which the proxy was asked, and the name that was asked for', async () => {
  expect(await (await feed({})).text()).toContain('http://plumbline.example.org/');
  const behind = await feed({ 'X-Forwarded-Proto': 'https' });
  expect(await behind.text()).toContain('https://plumbline.example.org/');
  expect(behind.headers.get('ETag')).not.toBe((await feed({})).headers.get('ETag'));
});

test.each([
  ['X-Forwarded-Host', 'elsewhere.example'],
  ['Forwarded', 'host=elsewhere.example;proto=https'],
  ['X-Forwarded-Proto', 'javascript'],
  ['X-Forwarded-Prefix', '/elsewhere'],
  ['X-Original-URL', '/accounts'],
  ['X-Rewrite-URL', '/accounts'],
])('%s: %s changes nothing', async (name, value) => {
  expect(await (await feed({ [name]: value })).text()).toBe(await (await feed({})).text());
});

test.each(['X-Forwarded-For', 'X-Real-IP', 'Forwarded'])(
  'nobody becomes a neighbour by %s, and a form of another site stays refused',
  async (name) => {
    const as = { [name]: name === 'Forwarded' ? 'for=127.0.0.1' : '127.0.0.1' };
    expect((await app.request('/accounts', { headers: as })).status).toBe(403);
    const headers = { ...as, Origin: 'https://elsewhere.example', 'X-Forwarded-Host': 'elsewhere.example' };
    const body = new URLSearchParams({ email: 'a@example.org', password: 'x' });
    const answer = await app.request('/sign-in', { method: 'POST', headers, body });
    expect(answer.status).toBe(403);
  },
);

test('/healthz says that the record can be read, and no more', async () => {
  const answer = await app.request('/healthz');
  expect([answer.status, await answer.text(), answer.headers.get('Cache-Control')]).toEqual([
    200,
    'ok\n',
    'no-store',
  ]);
});

test('over TLS cookies belong to this host alone, and a plain one of the same name counts for nothing', async () => {
  const { cookie } = member(record, 'Ana', 'editor', now());
  const body = new URLSearchParams({ email: 'ana@example.org', password: 'seven lanterns by the quay' });
  const https = { 'X-Forwarded-Proto': 'https' };
  const own = async (headers: { [name: string]: string }) =>
    (await app.request('/account', { headers })).status;
  const set = (
    await app.request('/sign-in', { method: 'POST', headers: https, body })
  ).headers.getSetCookie();
  expect(set.map((each) => each.replace(/=[\w-]{43};/, '=…;'))).toEqual([
    '__Host-plumbline_session=…; Path=/; HttpOnly; Secure; SameSite=Strict',
    '__Host-plumbline_device=…; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Strict',
  ]);
  const prefixed = set[0]?.split(';')[0] ?? '';
  expect(await own({ ...https, Cookie: prefixed })).toBe(200);
  expect(await own({ ...https, Cookie: cookie })).toBe(403);
  expect(await own({ Cookie: cookie })).toBe(200);
  expect(await own({ Cookie: prefixed })).toBe(403);
});

test('browsers are told to come by TLS from then on, where they came by it', async () => {
  const told = async (headers: { [name: string]: string }) =>
    (await feed(headers)).headers.get('Strict-Transport-Security');
  expect(await told({ 'X-Forwarded-Proto': 'https' })).toBe('max-age=31536000; includeSubDomains');
  expect(await told({})).toBeNull();
});
