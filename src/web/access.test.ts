import { describe, expect, it } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import {
  type Account,
  admits,
  type Need,
  type Rights,
  rightsFrom,
  roles,
  type Session,
  sessionStages,
} from '../accounts/model.ts';
import { addAccount, changeAccount } from '../accounts/store.ts';
import {
  requireNewPassword,
  sessionOf,
  setPassword,
  signIn,
  useAuthenticator,
} from '../accounts/store/sessions.ts';
import { newTotpSecret, totpCode } from '../accounts/store/secrets.ts';
import type { Iso3 } from '../core/state.ts';
import { access, type Access } from './access.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const time = new Date(`${testDay}T12:00:00Z`);
const operatorKey = 'k'.repeat(32);
const app = webApp({ record, now: () => time, operatorKey });
/** The same installation, where whoever may change the record needs a second factor. */
const strict = webApp({ record, now: () => time, operatorKey, secondFactor: 'required' });
const password = 'seven lanterns by the quay';

function make(email: string, rights: Rights): Account {
  const made = record.command(
    { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at: time.toISOString() },
    (tx) => changeAccount(tx, addAccount(tx, { name: email, email, ...rights }).id, { standing: 'active' }),
  ).result;
  setPassword(record, made, password);
  return made;
}

const enter = (email: string) => signIn(record, { email, password, browser: 'test' }, time);

/** Everyone who could come: each role, within and outside its scope, at each stage of signing in, and after it. */
const visitors: { who: string; cookie: string; session: Session | undefined; at?: typeof app }[] = [
  { who: 'nobody', cookie: '', session: undefined },
  { who: 'a key that was never given', cookie: `plumbline_session=${'x'.repeat(43)}`, session: undefined },
];
for (const [scope, states, parts] of [
  ['all', 'all', 'all'],
  ['Mauritius', 'MUS', 'all'],
  ['Fiji', 'FJI', 'all'],
  ['law of Mauritius', 'MUS', 'law'],
] as const)
  for (const role of roles) {
    if (role === 'administrator' && scope !== 'all') continue;
    const rights = rightsFrom({ role, states, parts });
    const email = `${role}.${scope.replaceAll(' ', '.')}@example.org`.toLowerCase();
    const account = make(email, rights);
    visitors.push({
      who: `${role} for ${scope}`,
      cookie: `plumbline_session=${enter(email)}`,
      session: { account, stage: 'whole' },
    });
  }
for (const languages of ['fr', 'es ar']) {
  const email = `translator.${languages.replace(' ', '.')}@example.org`;
  const account = make(email, rightsFrom({ role: 'reader', states: 'all', parts: 'all', languages }));
  visitors.push({
    who: `reader who translates into ${languages}`,
    cookie: `plumbline_session=${enter(email)}`,
    session: { account, stage: 'whole' },
  });
}
for (const stage of ['second factor', 'new password'] as const) {
  const email = `${stage.replace(' ', '.')}@example.org`;
  const account = make(email, { role: 'administrator', states: 'all', parts: 'all' });
  if (stage === 'new password') requireNewPassword(record, account.id);
  else {
    const secret = newTotpSecret();
    useAuthenticator(record, account.id, secret, totpCode(secret, Math.floor(time.getTime() / 30_000)), time);
  }
  visitors.push({
    who: `administrator at “${stage}”`,
    cookie: `plumbline_session=${enter(email)}`,
    session: { account, stage },
  });
}
{
  const account = make('gone@example.org', { role: 'administrator', states: 'all', parts: 'all' });
  const cookie = `plumbline_session=${enter('gone@example.org')}`;
  record.command(
    { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at: time.toISOString() },
    (tx) => changeAccount(tx, account.id, { standing: 'deactivated' }),
  );
  visitors.push({ who: 'administrator, deactivated in mid-session', cookie, session: undefined });
}
for (const role of ['reader', 'contributor', 'administrator'] as const) {
  const email = `${role}.all@example.org`;
  const key = enter(email);
  const found = sessionOf(record, key, time);
  visitors.push({
    who: `${role} without the second factor that is required`,
    cookie: `plumbline_session=${key}`,
    session: found && { ...found, stage: role === 'reader' ? 'whole' : 'factor missing' },
    at: strict,
  });
}
visitors.push({
  who: 'the one-time address, after there is an administrator',
  cookie: `plumbline_operator=${operatorKey}`,
  session: undefined,
});

/** An address of a row, with Mauritius where a State is asked for. */
function addressOf({ path }: Access): string {
  return path
    .replace(':iso3', 'MUS')
    .replace(/:file\{(\w+)\\\.\((\w+)[^}]*\}/, '$1.$2')
    .replace(/:id\{[^}]*\}/, '1')
    .replace(':language', 'fr')
    .replace(/\/:\w+/g, '/OPSC')
    .replace('*', 'v1/data');
}

function needOf({ need }: Access): Need {
  if (need.kind === 'translator of the language') return { kind: 'translator', language: 'fr' };
  return need.kind === 'role of the State'
    ? { kind: 'role', role: need.role, part: need.part, states: 'MUS' as Iso3 }
    : need;
}

describe('the access matrix', () => {
  it('has one row for each address, and none too many', () => {
    const registered = new Set(
      app.routes.filter(({ path }) => path !== '/*').map(({ method, path }) => `${method} ${path}`),
    );
    expect(access.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      [...registered].toSorted(),
    );
  });

  it('knows every stage of a session', () => {
    const stages = new Set(visitors.flatMap(({ session }) => session?.stage ?? []));
    expect([...stages].toSorted()).toEqual([...sessionStages].toSorted());
  });

  it.each(visitors)(
    '$who comes where the matrix says, and nowhere else',
    async ({ cookie, session, at = app }) => {
      for (const row of access) {
        // What needs no rights is tried by the tests of pages; here only that it lets in.
        const method = row.method === 'ALL' ? 'GET' : row.method;
        if (row.need.kind === 'anyone' && method === 'GET') continue;
        const admitted = admits(needOf(row), session);
        // An empty form: whoever is let in is told what is missing; nothing changes.
        const answer = await at.request(addressOf(row), {
          method: row.path === '/sign-out' ? 'HEAD' : method,
          headers: { Cookie: cookie },
          ...(method === 'POST' && row.path !== '/sign-out'
            ? {
                body: new URLSearchParams(),
                headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' },
              }
            : {}),
        });
        const what = `${method} ${row.path}: ${answer.status}`;
        if (!admitted) expect(what).toBe(`${method} ${row.path}: 403`);
        else if (['role', 'role of the State', 'translator of the language'].includes(row.need.kind))
          expect(answer.status, what).not.toBe(403);
      }
    },
  );

  it('refuses forms of other sites', async () => {
    const answer = await app.request('/sign-in', {
      method: 'POST',
      body: new URLSearchParams(),
      headers: { Origin: 'https://elsewhere.example', Host: 'localhost' },
    });
    expect(answer.status).toBe(403);
  });
});
