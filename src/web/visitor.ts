/**
 * Who comes, and whether the access matrix lets them in. Sessions are cookies. Until somebody administers, the
 * one-time address that the server prints at start lets its opener in as an administrator; its key lives in memory
 * and ends with the process, or with the first administrator.
 */
import type { Context, Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import {
  type Account,
  admits,
  mayWith,
  type Need,
  type SecondFactorRule,
  type Session,
  translatesInto,
  underRule,
} from '../accounts/model.ts';
import { hasAdministrator } from '../accounts/store.ts';
import { sameKey } from '../accounts/store/secrets.ts';
import { hasSecondFactor, isStale, keepAlive, sessionOf } from '../accounts/store/sessions.ts';
import { Problem } from '../core/problem.ts';
import { askedState } from '../core/state.ts';
import type { Record } from '../platform/record.ts';
import type { Turns } from '../platform/turns.ts';
import { askedTarget } from '../translations/model.ts';
import { anyReader, type Visitor } from '../platform/rights.ts';
import { type Access, access } from './access.ts';
import type { Cookies } from './cookies.ts';
import type { SecurityLog } from './security-log.ts';

export interface Gate {
  /** Registers itself before all routes: what the matrix does not admit never reaches a handler. */
  readonly guard: (app: Hono) => void;
  readonly visitor: (c: Context) => Visitor;
  readonly session: (c: Context) => Session | undefined;
  /** The session of a key that is in no cookie yet. */
  readonly sessionOf: (key: string) => Session | undefined;
  /** The name that goes into the audit log. */
  readonly actor: (c: Context) => string;
  /** Lets this browser in when the key is right and nobody administers yet. @throws Problem `not-allowed` */
  readonly admitOperator: (c: Context) => void;
}

/** Where a session goes on. */
export const nextPage = {
  'second factor': '/sign-in/code',
  'new password': '/sign-in/new-password',
  'factor missing': '/sign-in/second-factor',
  whole: '/account',
} as const;

const operator: Account = {
  id: 'operator' as Account['id'],
  name: 'operator, in the browser',
  email: '',
  standing: 'active',
  role: 'administrator',
  states: 'all',
  parts: 'all',
};

export function gate({
  record,
  now,
  operatorKey,
  turns,
  secondFactor,
  log,
  cookies,
}: {
  readonly record: Record;
  readonly now: () => Date;
  readonly operatorKey: string;
  readonly turns: Turns;
  readonly secondFactor: SecondFactorRule;
  readonly log: SecurityLog;
  readonly cookies: Cookies;
}): Gate {
  const isOperator = (given: string | undefined) => sameKey(given, operatorKey) && !hasAdministrator(record);

  const ofKey = (key: string | undefined): Session | undefined => {
    const found = sessionOf(record, key, now());
    return found && underRule(found, secondFactor, () => hasSecondFactor(record, found.account.id));
  };
  const session = (c: Context): Session | undefined =>
    isOperator(cookies.read(c, 'operator'))
      ? { account: operator, stage: 'whole' }
      : ofKey(cookies.read(c, 'session'));

  return {
    session,
    sessionOf: ofKey,
    actor: (c) => session(c)?.account.name ?? 'nobody',
    visitor: (c) => {
      const found = session(c);
      if (!found || found.stage !== 'whole') return anyReader;
      const { account } = found;
      return {
        key: `${account.id} ${account.role} ${String(account.states)} ${String(account.parts)} ${String(account.languages)}`,
        account: account.id,
        ...(account === operator ? {} : { name: account.name }),
        may: (part, states) =>
          mayWith(account, { kind: 'role', role: 'editor', part, states })
            ? 'directly'
            : mayWith(account, { kind: 'role', role: 'contributor', part, states })
              ? 'proposal'
              : undefined,
        reviews: (part, states) => mayWith(account, { kind: 'role', role: 'reviewer', part, states }),
        mayAnywhere: (part) => mayWith(account, { kind: 'role', role: 'editor', part, states: 'any' }),
        translates: (language) => translatesInto(account, language),
      };
    },
    admitOperator: (c) => {
      if (!isOperator(c.req.query('key'))) throw new Problem('not-allowed');
      log('signed in', { account: operator.id, path: '/operator', stage: 'whole' });
      cookies.put(c, 'operator', operatorKey);
    },
    guard: (app) =>
      app.use('*', async (c, next) => {
        const row = rowOf(c);
        if (row) {
          // A form of another site brings the cookie along where SameSite is not known. Where a key in the address is
          // the right, no cookie counts.
          const origin = c.req.header('Origin');
          if (
            row.need.kind !== 'key in the address' &&
            c.req.method !== 'GET' &&
            origin !== undefined &&
            URL.parse(origin)?.host !== c.req.header('Host')
          )
            throw new Problem('not-allowed');
          const found = session(c);
          if (!admits(needOf(row, c), found))
            throw found?.stage === 'factor missing'
              ? new Problem('factor-missing', { where: nextPage['factor missing'] })
              : new Problem('not-allowed');
          const key = cookies.read(c, 'session');
          if (found && key && isStale(record, key, now()))
            // Where it cannot be noted, as on a full disk, the session ends earlier; the page is shown all the same.
            void turns.take(() => keepAlive(record, key, now())).catch(() => undefined);
        }
        await next();
      }),
  };
}

/**
 * The row of the address asked for; undefined where there is no such address.
 * @throws Problem `not-allowed` where there is one, and the matrix does not know it
 */
function rowOf(c: Context): Access | undefined {
  const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
  const first = matchedRoutes(c).find((route) => !isGuard(route.path));
  if (!first) return undefined;
  const found = access.find(
    (row) => row.path === first.path && (row.method === method || row.method === 'ALL'),
  );
  if (!found) throw new Problem('not-allowed');
  return found;
}

/** The pattern of the address that was asked for, as the matrix has it; it holds no key. */
export function patternOf(c: Context): string {
  return matchedRoutes(c).find(({ path }) => !isGuard(path))?.path ?? '';
}

/** Middleware of the whole; whatever answers has a path of its own. */
function isGuard(path: string): boolean {
  return path === '*' || path === '/*';
}

function needOf({ need, path }: Access, c: Context): Need {
  const asked = (name: string) => c.req.path.split('/')[path.split('/').indexOf(name)] ?? '';
  if (need.kind === 'translator of the language')
    return { kind: 'translator', language: askedTarget(asked(':language')) };
  if (need.kind !== 'role of the State') return need;
  const { iso3 } = askedState(asked(':iso3'));
  return { kind: 'role', role: need.role, part: need.part, states: iso3 };
}
