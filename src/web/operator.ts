/**
 * Who may add files from the browser, until there are accounts: whoever opens the one-time address that the
 * server prints at start. The key lives in memory and ends with the process.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { Problem } from '../core/problem.ts';

const cookie = 'plumbline_operator';

/** Lets this browser in when the key is right. @throws Problem `not-allowed` */
export function admit(c: Context, operatorKey: string): void {
  if (!sameKey(c.req.query('key'), operatorKey)) throw new Problem('not-allowed');
  setCookie(c, cookie, operatorKey, { httpOnly: true, sameSite: 'Strict', path: '/' });
}

export function isOperator(c: Context, operatorKey: string): boolean {
  return sameKey(getCookie(c, cookie), operatorKey);
}

/**
 * Refuses whoever may not write, and forms sent from another site.
 * @throws Problem `not-allowed`
 */
export function requireOperator(c: Context, operatorKey: string): void {
  if (!isOperator(c, operatorKey)) throw new Problem('not-allowed');
  if (c.req.method === 'GET') return;
  const origin = c.req.header('Origin');
  if (origin !== undefined && URL.parse(origin)?.host !== c.req.header('Host'))
    throw new Problem('not-allowed');
}

function sameKey(given: string | undefined, key: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(key);
  return a.length === b.length && timingSafeEqual(a, b);
}
