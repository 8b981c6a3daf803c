/** Serving: one process, one port, loopback unless told otherwise; the same safe headers on every answer. */
import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { compress, COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/compress';
import { Problem } from '../core/problem.ts';

/** No script, no frame, nothing from elsewhere: pages are text, styles and drawings of this installation. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const securityHeaders = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'geolocation=(), camera=(), microphone=(), interest-cohort=()',
} as const;

/** Below it are the seats of coders, each at an address that is its key. */
const seats = '/coding/';

/**
 * A seat's pages carry a script, for saving what is typed. Their addresses open the seat, so they are
 * told to no other page, kept in no cache, indexed by nobody and written into no log.
 */
const seatHeaders = {
  ...securityHeaders,
  'Content-Security-Policy': `${policy}; script-src 'self'; connect-src 'self'`,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex, nofollow',
} as const;

/** The two pages on which the browser is asked for a passkey, by one script; they ask nothing of the server by it. */
const passkeyPages = new Set(['/sign-in/passkey', '/account/passkey']);
const passkeyHeaders = {
  ...securityHeaders,
  'Content-Security-Policy': `${policy}; script-src 'self'`,
} as const;

function headersOf(path: string) {
  if (path.startsWith(seats)) return seatHeaders;
  return passkeyPages.has(path) ? passkeyHeaders : securityHeaders;
}

/** Puts the doors behind the headers every answer carries. `report` hears of faults, without private data. */
export function shielded(app: Hono, report: (line: string) => void): Hono {
  const outer = new Hono();
  // SDMX-CSV has a media type of its own, and says much again and again.
  const isText = (type: string) => COMPRESSIBLE_CONTENT_TYPE_REGEX.test(type) || type.includes('+csv');
  outer.use(compress({ threshold: 800, contentTypeFilter: isText }));
  outer.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headersOf(c.req.path))) c.res.headers.set(name, value);
  });
  outer.all('*', (c) => app.fetch(c.req.raw, c.env));
  outer.onError((error, c) => {
    const path = c.req.path.startsWith(seats) ? `${seats}…` : c.req.path;
    report(`${c.req.method} ${path}: ${error.stack ?? error.message}`);
    return c.text(
      'Something went wrong here, and it was logged. Nothing was changed. Please try again.',
      500,
    );
  });
  return outer;
}

export interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

/** Listens, and resolves when the first request can come. @throws Problem `port-in-use` */
export function listen(app: Hono, host: string, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve({ fetch: app.fetch, hostname: host, port }, (info) => {
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({
        address: `http://${name}:${info.port}/`,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new Problem('port-in-use', { host, port })
          : error,
      );
    });
  });
}
