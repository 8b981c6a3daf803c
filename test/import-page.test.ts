/** Who may add from the browser, as whole requests: the one-time address, the cookie, and what follows. */
import { describe, expect, test } from 'vitest';
import { webApp } from '../src/web/app.tsx';
import { shielded } from '../src/web/server.ts';
import { elements } from './html.ts';
import { testDay, testInstallation } from './installation.ts';
import { madeUpTable } from './made-up.ts';

const record = testInstallation();
const operatorKey = 'k'.repeat(32);
const app = shielded(
  webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey }),
  () => undefined,
);
const host = '127.0.0.1:4870';

function ask(path: string, headers: { [name: string]: string } = {}, body?: FormData | URLSearchParams) {
  return app.request(`http://${host}${path}`, {
    headers: { Host: host, ...headers },
    ...(body ? { method: 'POST', body } : {}),
  });
}

function madeUpFile(): FormData {
  const body = new FormData();
  body.set('file', new File([madeUpTable], 'made-up.csv'));
  return body;
}

const pledge = () =>
  new URLSearchParams({
    id: 'PLEDGE-1',
    name: 'A pledge',
    kind: 'voluntary',
    by: 'A meeting',
    statement: 'To train those who work with tourists',
    source: 'Outcome document of a meeting',
    place: 'para. 4',
    states: 'SYC',
  });

/** What a browser sends after it opened the one-time address. */
async function enter(): Promise<{ readonly Cookie: string }> {
  const entered = await ask(`/operator?key=${operatorKey}`);
  return { Cookie: entered.headers.get('Set-Cookie')?.split(';')[0] ?? '' };
}

describe('the one-time address', () => {
  test('gives a cookie that no script reads and no other site sends', async () => {
    const entered = await ask(`/operator?key=${operatorKey}`);
    expect([entered.status, entered.headers.get('Location')]).toEqual([303, '/first']);
    const attributes = (entered.headers.get('Set-Cookie') ?? '').split('; ').slice(1);
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
  });

  test.each(['', '?key=', '?key=guess', `?key=${'k'.repeat(31)}`, `?key=${'k'.repeat(33)}`])(
    'with %j gives none',
    async (query) => {
      const refused = await ask(`/operator${query}`);
      expect([refused.status, refused.headers.get('Set-Cookie')]).toEqual([403, null]);
    },
  );
});

describe('a form', () => {
  test.each([
    ['from the page itself', `http://${host}`, 200],
    ['from a program that names no page', undefined, 200],
    ['from another site', 'https://elsewhere.example', 403],
    ['from another port of this machine', 'http://127.0.0.1:8080', 403],
    ['from a page without a name', 'null', 403],
  ])('%s: %s is answered with %i', async (_, origin, status) => {
    const before = record.head();
    const answer = await ask(
      '/import?lang=en',
      { ...(await enter()), ...(origin ? { Origin: origin } : {}) },
      madeUpFile(),
    );
    expect(answer.status).toBe(status);
    expect(record.head()).toEqual(before);
  });
});

test('what was added is on the pages at once, with its source, also where a browser kept the page', async () => {
  const path = '/states/SYC?lang=en';
  const kept = { 'If-None-Match': (await ask(path)).headers.get('ETag') ?? '' };
  expect((await ask(path, kept)).status).toBe(304);
  expect((await ask('/commitments?lang=en', await enter(), pledge())).status).toBe(200);
  const fresh = await ask(path, kept);
  const html = await fresh.text();
  expect(fresh.status).toBe(200);
  const [main] = elements(html, 'main');
  expect(main?.text).toContain('A pledge');
  const sources = main?.inside('li').filter(({ text }) => text.includes('Outcome document of a meeting'));
  expect(sources?.[0]?.text).toContain('para. 4');
});
