/** What the security log tells, and that no secret comes into it. */
import { expect, test } from 'vitest';
import { member } from '../../test/member.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { newTotpSecret, totpCode } from '../accounts/store/secrets.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const start = new Date(`${testDay}T12:00:00Z`);
const operatorKey = 'k'.repeat(32);
const lines: string[] = [];
const app = webApp({ record, now: () => start, operatorKey, security: (line) => lines.push(line) });
const password = 'seven lanterns by the quay';
const wrong = 'eleven lanterns at the pier';
const email = 'bo@example.org';

/** Asks with the cookies of a browser, and gives those that it has afterwards. */
async function ask(path: string, cookie: string, fields?: { [name: string]: string }) {
  const answer = await app.request(path, {
    headers: { Cookie: cookie, 'User-Agent': 'planted browser', 'X-Forwarded-For': '203.0.113.7' },
    ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
  });
  const set = answer.headers.getSetCookie().find((each) => each.startsWith('plumbline_session='));
  return { cookie: set?.split(';')[0] ?? cookie, said: await answer.text() };
}
const told = () => lines.splice(0).map((line) => JSON.parse(line) as { [name: string]: string });

test('each event has its line, with time and account and without any secret', async () => {
  const ana = member(record, 'Ana', 'administrator', start);
  const kept: string[] = [];
  const events = () => {
    kept.push(...lines);
    return told().map(({ time, security, ...rest }) => {
      expect(time).toBe(start.toISOString());
      return [security, rest] as const;
    });
  };

  const invited = await ask('/accounts', ana.cookie, {
    name: 'Bo\nforged',
    email,
    role: 'reader',
    states: 'all',
    parts: 'all',
  });
  const address = /\/invitation\/[\w-]+/.exec(invited.said)?.[0] ?? '';
  const [[added, { account: bo = '', ...more }] = ['', { account: '' }]] = events();
  expect([added, more]).toEqual(['account changed', { by: ana.account.id, change: 'added' }]);

  await ask(address, '', { newPassword: password });
  for (const given of [wrong, password]) await ask('/sign-in', '', { email, password: given });
  await ask('/sign-in', '', { email: 'nobody@example.org', password });
  expect(events()).toEqual([
    ['invitation used', { account: bo }],
    ['sign-in refused', { account: bo, path: '/sign-in' }],
    ['signed in', { account: bo, path: '/sign-in', stage: 'whole' }],
    ['sign-in refused', { path: '/sign-in' }],
  ]);

  const { cookie } = await ask('/sign-in', '', { email, password });
  const secret = newTotpSecret();
  const code = totpCode(secret, Math.floor(start.getTime() / 30_000));
  events();
  await ask('/account/authenticator', cookie, { secret, code, password });
  const half = await ask('/sign-in', '', { email, password });
  for (let tries = 0; tries < 6; tries++) await ask('/sign-in/code', half.cookie, { code: '123454' });
  expect(events()).toEqual([
    ['authenticator turned on', { account: bo }],
    ['signed in', { account: bo, path: '/sign-in', stage: 'second factor' }],
    ...Array.from({ length: 5 }, () => ['second factor refused', { account: bo, path: '/sign-in/code' }]),
    ['brake on', { account: bo, path: '/sign-in/code' }],
  ]);

  await ask(`/accounts/${bo}`, cookie, { do: 'rights' });
  await ask('/accounts', '');
  await ask(`/accounts/${bo}`, ana.cookie, { do: 'rights', role: 'editor', states: 'all', parts: 'all' });
  await ask(`/accounts/${bo}`, ana.cookie, { do: 'deactivate' });
  await ask('/sign-out', ana.cookie, {});
  expect(events()).toEqual([
    ['access refused', { account: bo, path: 'POST /accounts/:id', stage: 'whole' }],
    ['account changed', { account: bo, by: ana.account.id, change: 'rights' }],
    ['account changed', { account: bo, by: ana.account.id, change: 'deactivated' }],
    ['signed out', { account: ana.account.id }],
  ]);

  expect(kept.length).toBeGreaterThan(12);
  const keys = [cookie, half.cookie, ana.cookie].map((each) => each.split('=')[1] ?? '');
  for (const secretOne of [password, wrong, email, 'nobody@example.org', 'forged', secret, code, '123454'])
    keys.push(secretOne);
  for (const planted of [...keys, address.slice('/invitation/'.length), 'planted browser', '203.0.113'])
    expect([planted, kept.filter((line) => line.includes(planted) || line.includes('\n'))]).toEqual([
      planted,
      [],
    ]);
});
