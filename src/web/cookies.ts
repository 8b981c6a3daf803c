/**
 * The cookies there are. Where the browser speaks TLS their names begin with `__Host-`, which browsers take only from
 * this very host and over TLS (RFC 6265bis, 4.1.3.2); elsewhere, as on one's own machine, they are plain. Only the name
 * that fits is read, so that a plain cookie that somebody planted counts for nothing over TLS.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { isByTls } from './address.ts';

const names = {
  operator: 'plumbline_operator',
  session: 'plumbline_session',
  /** A browser that signed in before. */
  device: 'plumbline_device',
  /** Says which browser the question of a passkey was handed to. */
  challenge: 'plumbline_challenge',
  /** Says which browser was sent to a provider. */
  journey: 'plumbline_provider',
} as const;
type Name = keyof typeof names;

interface Kept {
  /** Lax where another site sends the browser back; otherwise Strict. */
  readonly sameSite?: 'Lax';
  /** In seconds; without it the cookie ends with the browser. */
  readonly maxAge?: number;
}

export interface Cookies {
  readonly read: (c: Context, name: Name) => string | undefined;
  readonly put: (c: Context, name: Name, value: string, kept?: Kept) => void;
  readonly drop: (c: Context, name: Name) => void;
}

/** @param site the public address, where it is known */
export function cookiesOf(site: URL | undefined): Cookies {
  const prefix = (c: Context) => (isByTls(c, site) ? ({ prefix: 'host' } as const) : {});
  return {
    read: (c, name) => getCookie(c, names[name], prefix(c).prefix),
    put: (c, name, value, kept = {}) =>
      setCookie(c, names[name], value, {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        ...kept,
        ...prefix(c),
      }),
    drop: (c, name) => void deleteCookie(c, names[name], { path: '/', ...prefix(c) }),
  };
}
