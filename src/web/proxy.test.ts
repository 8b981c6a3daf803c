/** What the program believes of a proxy, and what a watcher asks. */
import { expect, test } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });
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
