import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Iso3 } from '../core/state.ts';
import { targetLanguages } from '../core/text.ts';
import { writtenParts } from '../platform/rights.ts';
import { type Account, mayWith, type Rights, rightsFrom, roles, writtenRights } from './model.ts';
import { accounts, addAccount, changeAccount, hasAdministrator } from './store.ts';
import {
  checkPassword,
  isPassword,
  keptPassword,
  newTotpSecret,
  totpCode,
  totpStep,
} from './store/secrets.ts';
import {
  acceptInvitation,
  endSessions,
  invite,
  invited,
  isStale,
  keepAlive,
  requireNewPassword,
  secondFactor,
  sessionOf,
  sessions,
  setPassword,
  signIn,
  useAuthenticator,
} from './store/sessions.ts';

const record = testInstallation();
const start = new Date(`${testDay}T12:00:00Z`);
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const password = 'seven lanterns by the quay';
const change = { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at: start.toISOString() };

function make(email: string, rights: Rights = rightsFrom({ role: 'editor', states: 'all', parts: 'all' })) {
  const made = record.command(change, (tx) =>
    changeAccount(tx, addAccount(tx, { name: email, email, ...rights }).id, { standing: 'active' }),
  ).result;
  setPassword(record, made, password);
  return made;
}

const enter = (email: string, given = password, at = start) =>
  signIn(record, { email, password: given, browser: 'test' }, at);

describe('rights', () => {
  const rights = fc.record({
    role: fc.constantFrom(...roles),
    states: fc.oneof(
      fc.constant('all' as const),
      fc.subarray(['MUS', 'FJI', 'KHM'] as Iso3[], { minLength: 1 }),
    ),
    parts: fc.oneof(fc.constant('all' as const), fc.subarray([...writtenParts], { minLength: 1 })),
    languages: fc.subarray([...targetLanguages]),
  });
  const need = fc.record({
    kind: fc.constant('role' as const),
    role: fc.constantFrom(...roles),
    part: fc.constantFrom(...writtenParts, 'all' as const),
    states: fc.constantFrom('any' as const, 'all' as const, 'MUS' as Iso3, 'FJI' as Iso3),
  });

  it('never grow when something is taken away', () => {
    fc.assert(
      fc.property(rights, need, (has, asks) => {
        if (!mayWith(has, asks)) return;
        expect(roles.indexOf(has.role)).toBeGreaterThanOrEqual(roles.indexOf(asks.role));
        if (asks.states === 'all') expect(has.states).toBe('all');
        if (asks.part === 'all') expect(has.parts).toBe('all');
        expect(mayWith({ ...has, states: 'all', parts: 'all', role: 'administrator' }, asks)).toBe(true);
      }),
    );
  });

  it('are read as they are written', () => {
    fc.assert(
      fc.property(rights, (has) => {
        if (has.role === 'administrator' && (has.states !== 'all' || has.parts !== 'all')) return;
        expect(rightsFrom(writtenRights(has))).toEqual(has);
      }),
    );
  });

  it.each([
    [{ role: 'king', states: 'all', parts: 'all' }, 'a role is one of'],
    [{ role: 'editor', states: 'all', parts: 'gossip' }, 'a part is one of'],
    [{ role: 'editor', states: 'XXX', parts: 'all' }, 'XXX'],
    [{ role: 'administrator', states: 'MUS', parts: 'all' }, 'for all States'],
    [{ role: 'reader', states: 'all', parts: 'all', languages: 'fr en' }, 'a language is one of'],
  ])('of the form %j are refused', (written, words) => {
    expect(() => rightsFrom(written)).toThrow(words);
  });
});

describe('secrets', () => {
  // RFC 6238, appendix B, for SHA-1; its codes have eight digits, of which the last six are ours.
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('codes at %i s are those of RFC 6238', (seconds, code) => {
    expect(totpCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', Math.floor(seconds / 30))).toBe(code);
  });

  it('a code holds for its own step and its neighbours, and once', () => {
    const secret = newTotpSecret();
    const step = Math.floor(start.getTime() / 30_000);
    for (const [off, right] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const)
      expect(totpStep(secret, totpCode(secret, step + off), start, 0) !== undefined).toBe(right);
    expect(totpStep(secret, totpCode(secret, step), start, step)).toBeUndefined();
  });

  it('passwords are kept as something else', () => {
    const kept = keptPassword(password);
    expect(kept).not.toContain(password);
    expect(isPassword(password, kept)).toBe(true);
    expect(isPassword(`${password} `, kept)).toBe(false);
    expect(isPassword(password, undefined)).toBe(false);
  });

  it.each([
    'short',
    'aaaaaaaaaaaaaaaa',
    'passwordpassword',
    'ana.lima-2026',
    '1234567890123',
    'password1234',
    '1qaz2wsx3edc',
    'iloveyou2020',
    'Plumbline2026!',
    'x'.repeat(300),
  ])('“%s” is no password', (weak) => {
    expect(() => checkPassword(weak, 'ana.lima@example.org')).toThrow('Choose another password');
  });
});

describe('signing in', () => {
  it('goes by password, and the answer does not tell who exists', () => {
    const made = make('one@example.org');
    expect(sessionOf(record, enter('ONE@example.org '), start)?.account.id).toBe(made.id);
    const refusal = (email: string, given: string) => {
      try {
        return enter(email, given);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refusal('one@example.org', 'wrong')).toBe(refusal('nobody@example.org', password));
  });

  it('takes ever longer after five wrong tries, for the right password too', () => {
    make('two@example.org');
    for (let tries = 0; tries < 5; tries += 1)
      expect(() => enter('two@example.org', 'wrong')).toThrow('not right');
    expect(() => enter('two@example.org')).toThrow('Wait 1 seconds');
    expect(() => enter('two@example.org', 'wrong', after(2))).toThrow('not right');
    expect(() => enter('two@example.org', password, after(3))).toThrow('Wait');
    expect(sessionOf(record, enter('two@example.org', password, after(3600)), after(3600))).toBeDefined();
  });

  it('asks for the second factor, under a new key once it came', () => {
    const { id } = make('three@example.org');
    const secret = newTotpSecret();
    const step = Math.floor(start.getTime() / 30_000);
    const recovery = useAuthenticator(record, id, secret, totpCode(secret, step), start);
    const first = enter('three@example.org');
    expect(sessionOf(record, first, start)?.stage).toBe('second factor');
    expect(() => secondFactor(record, first, { code: totpCode(secret, step) }, start)).toThrow('not right');
    const whole = secondFactor(record, first, { code: totpCode(secret, step + 1) }, after(30));
    expect(sessionOf(record, first, after(30))).toBeUndefined();
    expect(sessionOf(record, whole, after(30))?.stage).toBe('whole');
    const lost = enter('three@example.org', password, after(60));
    const code = recovery[0] ?? '';
    expect(
      sessionOf(record, secondFactor(record, lost, { code: code.toLowerCase() }, after(60)), after(60))
        ?.stage,
    ).toBe('whole');
    const again = enter('three@example.org', password, after(90));
    expect(() => secondFactor(record, again, { code }, after(90))).toThrow('not right');
  });

  it('ends after two hours without a request, and after twelve in any case', () => {
    make('four@example.org');
    expect(sessionOf(record, enter('four@example.org'), after(2 * 3600 + 1))).toBeUndefined();
    const key = enter('four@example.org');
    for (let hour = 1; hour < 12; hour += 1) {
      expect(sessionOf(record, key, after(hour * 3600))).toBeDefined();
      expect(isStale(record, key, after(hour * 3600))).toBe(true);
      keepAlive(record, key, after(hour * 3600));
    }
    expect(sessionOf(record, key, after(12 * 3600 + 1))).toBeUndefined();
  });

  it('ends for a deactivated account at once, and for whoever lost a browser', () => {
    const made = make('five@example.org');
    const [one, other] = [enter('five@example.org'), enter('five@example.org')];
    endSessions(record, made.id, sessions(record, made.id)[0]?.keyHash);
    expect([one, other].filter((key) => sessionOf(record, key, start)).length).toBe(1);
    record.command(change, (tx) => changeAccount(tx, made.id, { standing: 'deactivated' }));
    expect([one, other].filter((key) => sessionOf(record, key, start)).length).toBe(0);
    expect(() => enter('five@example.org')).toThrow('not right');
  });

  it('asks for a new password where one must be changed', () => {
    const made = make('six@example.org');
    requireNewPassword(record, made.id);
    expect(sessionOf(record, enter('six@example.org'), start)?.stage).toBe('new password');
    setPassword(record, made, 'eight lanterns by the quay');
    expect(sessionOf(record, enter('six@example.org', 'eight lanterns by the quay'), start)?.stage).toBe(
      'whole',
    );
  });
});

describe('invitations', () => {
  it('work once, for seven days, and the newest alone', () => {
    const made = record.command(change, (tx) =>
      addAccount(tx, {
        name: 'Seven',
        email: 'seven@example.org',
        ...rightsFrom({ role: 'editor', states: 'FJI', parts: 'law' }),
      }),
    ).result;
    const old = invite(record, made.id, start);
    const key = invite(record, made.id, start);
    expect(() => invited(record, old, start)).toThrow('was used');
    expect(() => invited(record, key, after(8 * 24 * 3600))).toThrow('seven days');
    expect(invited(record, key, start).name).toBe('Seven');
    expect(() => acceptInvitation(record, key, 'short', start)).toThrow('Choose another');
    acceptInvitation(record, key, password, start);
    expect(() => invited(record, key, start)).toThrow('was used');
  });
});

describe('accounts in the record', () => {
  it('are told apart by their addresses, keep their history, and leave somebody who administers', () => {
    const fresh = testInstallation();
    const add = (email: string, role: string): Account =>
      fresh.command(change, (tx) =>
        changeAccount(
          tx,
          addAccount(tx, { name: role, email, ...rightsFrom({ role, states: 'all', parts: 'all' }) }).id,
          { standing: 'active' },
        ),
      ).result;
    expect(hasAdministrator(fresh)).toBe(false);
    const chief = add('chief@example.org', 'administrator');
    // Active, but without a password, as after a package was taken in.
    expect(hasAdministrator(fresh)).toBe(false);
    setPassword(fresh, chief, password);
    expect(hasAdministrator(fresh)).toBe(true);
    expect(() => add('CHIEF@example.org', 'editor')).toThrow('already');
    expect(() =>
      fresh.command(change, (tx) => changeAccount(tx, chief.id, { standing: 'deactivated' })),
    ).toThrow('must be left');
    const second = add('second@example.org', 'administrator');
    fresh.command(change, (tx) => changeAccount(tx, chief.id, { standing: 'deactivated' }));
    expect(fresh.read((tx) => accounts(tx)).map(({ id, standing }) => [id, standing])).toEqual([
      [chief.id, 'deactivated'],
      [second.id, 'active'],
    ]);
    expect(fresh.verify()).toEqual([]);
    expect(fresh.read((tx) => tx.all('SELECT 1 FROM account')).length).toBe(5);
  });
});
