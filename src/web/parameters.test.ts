/** Parameters and fields that are given twice. */
import { expect, test } from 'vitest';
import { member } from '../../test/member.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const time = new Date(`${testDay}T12:00:00Z`);
const app = webApp({ record, now: () => time, operatorKey: 'k'.repeat(32) });

test.each([
  ['/recommendations?state=MUS&state=FJI', 'state'],
  ['/states/MUS?lang=fr&lang=en', 'lang'],
  ['/api/v1/standings?state=MUS&state=FJI', 'state'],
  ['/sdmx/v2/structure/dataflow?format=a&format=b', 'format'],
  [`/operator?key=no&key=${'k'.repeat(32)}`, 'key'],
  ['/unsubscribe/none?a=1&%61=1', 'a'],
])('%s is refused', async (path, name) => {
  const answer = await app.request(path, { headers: { 'Accept-Language': 'en' } });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
  expect(await answer.text()).toContain(`The address names ${name} twice.`);
});

test('States that are compared may each be a parameter of their own', async () => {
  expect((await app.request('/numbers/compare?states=MUS&states=CHL')).status).toBe(200);
});

test('a form of accounts with a field twice is refused, whichever of them is right', async () => {
  member(record, 'Ana', 'editor', time);
  const body = new URLSearchParams({ email: 'ana@example.org', password: 'seven lanterns by the quay' });
  expect((await app.request('/sign-in', { method: 'POST', body })).status).toBe(303);
  for (const twice of [
    'email=ana@example.org',
    'password=seven lanterns by the quay',
    'password=not it at all',
  ]) {
    const sent = new URLSearchParams([...body, ...new URLSearchParams(twice)]);
    const answer = await app.request('/sign-in', { method: 'POST', body: sent });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
  }
});
