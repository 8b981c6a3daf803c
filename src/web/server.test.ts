import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { Problem } from '../core/problem.ts';
import { whileTimely } from './server.ts';

test('while the clock cannot be believed nothing is answered or taken, and the answer says why', async () => {
  const taken: string[] = [];
  const inner = new Hono();
  inner.all('*', (c) => {
    taken.push(c.req.method);
    return c.text('a page');
  });
  let jumped: Problem | undefined;
  const app = whileTimely(inner, () => jumped);
  expect(await (await app.request('/')).text()).toBe('a page');
  jumped = new Problem('clock-jumped', { now: '2031-11-27T08:00:00Z', expected: '2026-11-27T08:00:00Z' });
  for (const method of ['GET', 'POST']) {
    const answer = await app.request('/states/MUS', { method });
    expect([answer.status, await answer.text()]).toEqual([
      503,
      expect.stringMatching(/says 2031.*should be 2026.*set the clock/) as string,
    ]);
  }
  jumped = undefined;
  expect((await app.request('/')).status).toBe(200);
  expect(taken).toEqual(['GET', 'GET']);
});
