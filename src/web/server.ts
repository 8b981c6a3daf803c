/** Serving: one process, one port, loopback unless told otherwise; the same safe headers on every answer. */
import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { compress, COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/compress';
import { Problem } from '../core/problem.ts';
import { addressOf } from './address.ts';

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

/** An address that is a key is told to no other page, kept in no cache, indexed by nobody and written into no log. */
const keyHeaders = {
  ...securityHeaders,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex, nofollow',
} as const;

/** Below them are addresses that are keys. Seats of coders carry the one script there is, for saving what is typed. */
const keyed: { readonly [below: string]: { readonly [name: string]: string } } = {
  '/coding/': {
    ...keyHeaders,
    'Content-Security-Policy': `${policy}; script-src 'self'; connect-src 'self'`,
  },
  '/feed/': keyHeaders,
  '/unsubscribe/': keyHeaders,
};

function keyedBelow(path: string): string | undefined {
  return Object.keys(keyed).find((below) => path.startsWith(below));
}

/** Pages of charts and maps, with the script that saves these as PNG. */
const pictures = /^\/(?:indicators\/[^/]+|numbers\/(?:compare|unknown)|states\/[^/]+\/numbers)$/;
/** Pages on which the browser is asked for a passkey. */
const passkeys = /^\/(?:sign-in|account)\/passkey$/;
/** Their scripts send and ask for nothing. */
const scriptHeaders = {
  ...securityHeaders,
  'Content-Security-Policy': `${policy}; script-src 'self'`,
} as const;

function headersOf(path: string): { readonly [name: string]: string } {
  const below = keyedBelow(path);
  if (below !== undefined) return keyed[below] ?? keyHeaders;
  return pictures.test(path) || passkeys.test(path) ? scriptHeaders : securityHeaders;
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
    // RFC 6797 has it sent over TLS alone; a year, and names below this one, as ASVS 3.4.1 asks.
    if (addressOf(c).protocol === 'https:')
      c.res.headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  });
  outer.all('*', (c) => app.fetch(c.req.raw, c.env));
  outer.onError((error, c) => {
    const below = keyedBelow(c.req.path);
    const path = below ? `${below}…` : c.req.path;
    report(`${c.req.method} ${path}: ${error.stack ?? error.message}`);
    return c.text(
      'Something went wrong here, and it was logged. Nothing was changed. Please try again.',
      500,
    );
  });
  return outer;
}

/** Answers as long as the clock can be believed; then says that it cannot, in the one language that needs no page. */
export function whileTimely(app: Hono, clock: () => Problem | undefined): Hono {
  const outer = new Hono();
  outer.all('*', (c) => {
    const jumped = clock();
    return jumped ? c.text(jumped.message, 503) : app.fetch(c.req.raw, c.env);
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
