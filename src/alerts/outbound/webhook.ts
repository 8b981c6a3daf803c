/**
 * Calling a webhook: a small signed message that says how many items are new, and where. Nothing of what they are.
 * Headers: `Plumbline-Delivery` names the message, the same when it is repeated; `Plumbline-Timestamp` is in seconds
 * since 1970; `Plumbline-Signature` is "sha256=" and the HMAC-SHA-256 of timestamp, full stop and body in hexadecimal.
 */
import { createHmac } from 'node:crypto';
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { software } from '../../platform/product.ts';
import type { Webhook } from '../store/deliveries.ts';
import { hostOf, isPublic } from './reachable.ts';
import { Undelivered } from './undelivered.ts';

export interface Message {
  readonly alert: number;
  readonly items: number;
  /** The page that shows them, to whoever signs in. */
  readonly address: string;
  /** The entries of the audit log between which they lie. */
  readonly range: readonly [after: number, upTo: number];
}

/** Milliseconds for all of it. */
const patience = 10_000;

/** @throws Undelivered unless the answer is one of success (2xx); a redirection is none */
export async function callWebhook(
  { address, secret }: Webhook,
  { alert, items, address: page, range }: Message,
  { now, allowed }: { readonly now: Date; readonly allowed: readonly string[] },
): Promise<void> {
  const url = new URL(address);
  const body = JSON.stringify({ alert, items, address: page });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const status = await post(url, body, allowed.includes(hostOf(url)), {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'User-Agent': `${software.name}/${software.version}`,
    'Plumbline-Delivery': `${alert}-${range.join('-')}`,
    'Plumbline-Timestamp': timestamp,
    'Plumbline-Signature': `sha256=${signature}`,
  });
  if (status < 200 || status > 299) throw new Undelivered(`HTTP ${status}`);
}

function post(
  url: URL,
  body: string,
  anywhere: boolean,
  headers: { readonly [name: string]: string },
): Promise<number> {
  // An address is not looked up, so the lookup would not see it.
  if (!anywhere && isIP(hostOf(url)) !== 0 && !isPublic(hostOf(url)))
    return Promise.reject(new Undelivered('EPRIVATE'));
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const call = request(url, {
      method: 'POST',
      headers,
      // A connection of its own, not through any proxy of the environment.
      agent: false,
      lookup: anywhere ? dns.lookup : lookupPublic,
      signal: AbortSignal.timeout(patience),
    });
    call.once('response', (response) => {
      response.once('error', () => undefined).destroy();
      resolve(response.statusCode ?? 0);
    });
    call.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error instanceof Undelivered
          ? error.message
          : error.name === 'AbortError' || error.name === 'TimeoutError'
            ? 'ETIMEDOUT'
            : (error.code ?? 'EUNKNOWN');
      reject(new Undelivered(why));
    });
    call.end(body);
  });
}

/** The addresses of a name, if each of them is public; the connection is made to these and no other. */
const lookupPublic: LookupFunction = (name, options, answer) => {
  dns.lookup(name, { ...options, all: true }, (error, found) => {
    const [first] = found ?? [];
    if (error || !first) answer(error ?? new Undelivered('ENOTFOUND'), '');
    else if (!found.every(({ address }) => isPublic(address))) answer(new Undelivered('EPRIVATE'), '');
    else if (options.all) answer(null, found);
    else answer(null, first.address, first.family);
  });
};
