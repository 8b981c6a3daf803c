/**
 * Signing in: invitations, passwords, second factors, sessions, and the brake on tries. None of it is audited; who
 * changed what in the record is, by name.
 */
import { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import { changeWorkingState as change } from '../../platform/working-state.ts';
import {
  type Account,
  type AccountId,
  mayChangeTheRecord,
  type Session,
  type SignInStage,
} from '../model.ts';
import { account, accounts } from '../store.ts';
import { brake, countTry, forgetTries } from './brake.ts';
import { deviceBucket, forgetDevices } from './devices.ts';
import { forgetIdentities } from './identities.ts';
import { forgetPasskeys, hasPasskeys } from './passkeys.ts';
import {
  checkPassword,
  hashOf,
  isPassword,
  keptPassword,
  keptRecoveryCode,
  newKey,
  newRecoveryCodes,
  totpStep,
} from './secrets.ts';

/** After so long without a request a session ends; after so long in any case. Milliseconds. */
const idle = 2 * 3_600_000;
const longest = 12 * 3_600_000;
/** For so long after signing in nobody is asked for the password once more. Milliseconds. */
const lately = 5 * 60_000;
const invitationHolds = 7 * 24 * 3_600_000;

interface Credential {
  readonly password: string;
  readonly next: 'nothing' | 'new password';
  readonly totp: string | null;
  readonly totp_used: number;
  readonly recovery: string;
}

/** A session as its owner sees it in the list. */
export interface ListedSession {
  readonly keyHash: string;
  readonly begun: string;
  readonly seen: string;
  readonly browser: string;
}

/** Makes an invitation; an earlier one of the account ends. @returns the key of its address, kept nowhere */
export function invite(record: Record, of: AccountId, at: Date): string {
  const key = newKey();
  change(record, (db) => {
    db.prepare('DELETE FROM invitation WHERE account = ?').run(of);
    db.prepare('INSERT INTO invitation VALUES (?, ?, ?)').run(
      hashOf(key),
      of,
      new Date(at.getTime() + invitationHolds).toISOString(),
    );
  });
  return key;
}

/** The account an invitation is for. @throws Problem `invitation-gone` */
export function invited(record: Record, key: string, at: Date): Account {
  const row = record.database
    .prepare('SELECT account, until FROM invitation WHERE key_hash = ?')
    .get(hashOf(key));
  if (!row || String(row['until']) < at.toISOString()) throw new Problem('invitation-gone');
  const found = record.read((tx) => account(tx, String(row['account'])));
  if (found.standing === 'deactivated') throw new Problem('invitation-gone');
  return found;
}

/** Uses up an invitation: the password is set, authenticator, passkeys and outside identities are taken away, and every session ends. @throws Problem `password-weak`, `invitation-gone` */
export function acceptInvitation(record: Record, key: string, password: string, at: Date): Account {
  const found = invited(record, key, at);
  setPassword(record, found, password);
  change(record, (db) => {
    db.prepare('DELETE FROM invitation WHERE account = ?').run(found.id);
    db.prepare("UPDATE credential SET totp = NULL, recovery = '[]' WHERE account = ?").run(found.id);
  });
  forgetPasskeys(record, found.id);
  forgetIdentities(record, found.id);
  return found;
}

/** Sets a password; the sessions of the account end, and no device is known any more. @throws Problem `password-weak` */
export function setPassword(record: Record, of: Account, password: string): void {
  checkPassword(password, of.email);
  const kept = keptPassword(password);
  change(record, (db) => {
    db.prepare(
      `INSERT INTO credential VALUES (?1, ?2, 'nothing', NULL, 0, '[]')
       ON CONFLICT (account) DO UPDATE SET password = ?2, next = 'nothing'`,
    ).run(of.id, kept);
    db.prepare('DELETE FROM session WHERE account = ?').run(of.id);
  });
  forgetDevices(record, of.id);
}

/** A password that must be changed at the next signing in, set by an administrator or after a leak. */
export function requireNewPassword(record: Record, of: AccountId): void {
  change(record, (db) => {
    db.prepare("UPDATE credential SET next = 'new password' WHERE account = ?").run(of);
    db.prepare('DELETE FROM session WHERE account = ?').run(of);
  });
}

/**
 * Signs in by password. The answer is the same, and takes as long, whether there is such an account or not.
 * @returns the key of the new session, for a cookie
 * @throws Problem `sign-in-refused`, `sign-in-wait`
 */
export function signIn(
  record: Record,
  given: {
    readonly email: string;
    readonly password: string;
    readonly browser: string;
    /** The key that this browser got when it signed in before. */
    readonly device?: string | undefined;
  },
  at: Date,
): string {
  const email = given.email.trim().toLowerCase();
  const found = record.read((tx) => accounts(tx)).find((each) => each.email === email);
  const bucket = `password ${deviceBucket(record, found?.id, given.device, at) ?? hashOf(email)}`;
  brake(record, bucket, at);
  const credential = found?.standing === 'active' ? credentialOf(record, found.id) : undefined;
  if (!isPassword(given.password, credential?.password) || !found || !credential) {
    countTry(record, bucket, at);
    throw new Problem('sign-in-refused');
  }
  forgetTries(record, bucket);
  return begin(record, found.id, afterFirstFactor(record, found.id, credential), given.browser, at);
}

/**
 * Signing in by an outside identity that was verified. It stands for the password alone: a second factor is asked as
 * after one, whatever the provider asked.
 * @returns the key of the new session
 * @throws Problem `sign-in-refused`
 */
export function signInByIdentity(record: Record, of: AccountId, browser: string, at: Date): string {
  const credential = credentialOf(record, of);
  if (!credential) throw new Problem('sign-in-refused');
  return begin(record, of, afterFirstFactor(record, of, credential), browser, at);
}

/**
 * The second factor: a code of the authenticator, or a recovery code, which is then used up. The session gets a new
 * key, so that one seen before is worth nothing.
 * @throws Problem `sign-in-refused`, `sign-in-wait`
 */
export function secondFactor(
  record: Record,
  key: string,
  { code, device }: { readonly code: string; readonly device?: string | undefined },
  at: Date,
): string {
  const session = sessionOf(record, key, at);
  if (session?.stage !== 'second factor') throw new Problem('sign-in-refused');
  const { id } = session.account;
  const bucket = `code ${deviceBucket(record, id, device, at) ?? id}`;
  brake(record, bucket, at);
  const credential = credentialOf(record, id);
  const step = credential?.totp ? totpStep(credential.totp, code, at, credential.totp_used) : undefined;
  const recovery = JSON.parse(credential?.recovery ?? '[]') as string[];
  const used = keptRecoveryCode(code);
  if (!credential || (step === undefined && !recovery.includes(used))) {
    countTry(record, bucket, at);
    throw new Problem('sign-in-refused');
  }
  forgetTries(record, bucket);
  change(record, (db) =>
    step === undefined
      ? db
          .prepare('UPDATE credential SET recovery = ? WHERE account = ?')
          .run(JSON.stringify(recovery.filter((each) => each !== used)), id)
      : db.prepare('UPDATE credential SET totp_used = ? WHERE account = ?').run(step, id),
  );
  return renew(record, key, afterFactors(credential), at);
}

/**
 * Signing in without a password: by a passkey that was verified, which counts as both factors. A session that waits
 * for its second factor goes on under a new key; else one begins.
 */
export function signInWhole(
  record: Record,
  of: AccountId,
  { key, browser }: { readonly key: string; readonly browser: string },
  at: Date,
): string {
  const credential = credentialOf(record, of);
  if (!credential) throw new Problem('sign-in-refused');
  const waiting = sessionOf(record, key, at);
  return waiting?.stage === 'second factor' && waiting.account.id === of
    ? renew(record, key, afterFactors(credential), at)
    : begin(record, of, afterFactors(credential), browser, at);
}

/** Recovery codes for an account that has none yet. @returns the codes, shown once; none where there are some already */
export function firstRecoveryCodes(record: Record, of: AccountId): string[] {
  if (credentialOf(record, of)?.recovery !== '[]') return [];
  const codes = newRecoveryCodes();
  change(record, (db) =>
    db
      .prepare('UPDATE credential SET recovery = ? WHERE account = ?')
      .run(JSON.stringify(codes.map(keptRecoveryCode)), of),
  );
  return codes;
}

/** For a person at risk: every session but one ends at once, all passkeys and outside identities are gone, and no device is known. */
export function signOutEverywhere(record: Record, of: AccountId, keptKey: string): void {
  change(record, (db) => {
    db.prepare('DELETE FROM session WHERE account = ? AND key_hash <> ?').run(of, hashOf(keptKey));
    for (const table of ['passkey', 'outside_identity', 'device'])
      db.prepare(`DELETE FROM ${table} WHERE account = ?`).run(of);
  });
}

/** Turns the second factor on once its first code was right. @returns recovery codes, shown once @throws Problem `sign-in-refused` */
export function useAuthenticator(
  record: Record,
  of: AccountId,
  secret: string,
  code: string,
  at: Date,
): string[] {
  const step = totpStep(secret, code, at, 0);
  if (step === undefined) throw new Problem('sign-in-refused');
  const codes = newRecoveryCodes();
  change(record, (db) =>
    db
      .prepare('UPDATE credential SET totp = ?, totp_used = ?, recovery = ? WHERE account = ?')
      .run(secret, step, JSON.stringify(codes.map(keptRecoveryCode)), of),
  );
  return codes;
}

export function hasAuthenticator(record: Record, of: AccountId): boolean {
  return Boolean(credentialOf(record, of)?.totp);
}

/** Whether signing in with this account asks for more than the password. */
export function hasSecondFactor(record: Record, of: AccountId): boolean {
  return hasAuthenticator(record, of) || hasPasskeys(record, of);
}

/** Whether somebody who may change the record signs in by the password alone. */
export function isWithoutFactor(record: Record, of: Account): boolean {
  return of.standing === 'active' && mayChangeTheRecord(of) && !hasSecondFactor(record, of.id);
}

/** Whether this is the password of the account; asked again before what cannot be taken back. @throws Problem `sign-in-wait` */
export function knowsPassword(record: Record, of: AccountId, password: string, at: Date): boolean {
  const bucket = `password again ${of}`;
  brake(record, bucket, at);
  const right = isPassword(password, credentialOf(record, of)?.password);
  if (right) forgetTries(record, bucket);
  else countTry(record, bucket, at);
  return right;
}

/**
 * Whether whoever asks has just shown who they are: by signing in minutes ago, or by the password now (ASVS 7.5.2).
 * @throws Problem `password-again` where neither holds yet, `sign-in-refused`, `sign-in-wait`
 */
export function sureLately(record: Record, of: AccountId, key: string, password: string, at: Date): void {
  const row = record.database.prepare('SELECT begun FROM session WHERE key_hash = ?').get(hashOf(key));
  if (row && at.getTime() - Date.parse(String(row['begun'])) <= lately) return;
  if (password === '') throw new Problem('password-again');
  if (!knowsPassword(record, of, password, at)) throw new Problem('sign-in-refused');
}

/** The session of a key, if it has not ended. */
export function sessionOf(record: Record, key: string | undefined, at: Date): Session | undefined {
  return key ? sessionUnder(record, hashOf(key), at) : undefined;
}

/** The session under the hash of its key. */
export function sessionUnder(record: Record, hash: string, at: Date): Session | undefined {
  const db = record.database;
  const row = db.prepare('SELECT * FROM session WHERE key_hash = ?').get(hash);
  if (!row) return undefined;
  const now = at.getTime();
  if (
    now - Date.parse(String(row['seen'])) > idle ||
    now - Date.parse(String(row['begun'])) > longest ||
    now < Date.parse(String(row['begun'])) - 60_000
  )
    return undefined;
  const of = record
    .cached('accounts', (tx) => accounts(tx))
    .find(({ id, standing }) => id === row['account'] && standing === 'active');
  return of && { account: of, stage: row['stage'] as SignInStage };
}

/** Whether the last request of a session was noted over a minute ago; noting each would be a write for each page. */
export function isStale(record: Record, key: string, at: Date): boolean {
  const row = record.database.prepare('SELECT seen FROM session WHERE key_hash = ?').get(hashOf(key));
  return row !== undefined && at.getTime() - Date.parse(String(row['seen'])) > 60_000;
}

/** Notes that a session is in use. */
export function keepAlive(record: Record, key: string, at: Date): void {
  change(record, (db) =>
    db.prepare('UPDATE session SET seen = ? WHERE key_hash = ?').run(at.toISOString(), hashOf(key)),
  );
}

/** The sessions of an account, the newest first. */
export function sessions(record: Record, of: AccountId): ListedSession[] {
  return record.database
    .prepare('SELECT * FROM session WHERE account = ? ORDER BY begun DESC')
    .all(of)
    .map((row) => ({
      keyHash: String(row['key_hash']),
      begun: String(row['begun']),
      seen: String(row['seen']),
      browser: String(row['browser']),
    }));
}

/** Ends one session of an account, or all of them. */
export function endSessions(record: Record, of: AccountId, keyHash?: string): void {
  change(record, (db) =>
    keyHash === undefined
      ? db.prepare('DELETE FROM session WHERE account = ?').run(of)
      : db.prepare('DELETE FROM session WHERE account = ? AND key_hash = ?').run(of, keyHash),
  );
}

/** The session goes on under a new key, at another stage. */
function renew(record: Record, key: string, stage: SignInStage, at: Date): string {
  const fresh = newKey();
  change(record, (db) =>
    db
      .prepare('UPDATE session SET key_hash = ?, stage = ?, seen = ? WHERE key_hash = ?')
      .run(hashOf(fresh), stage, at.toISOString(), hashOf(key)),
  );
  return fresh;
}

function begin(record: Record, of: AccountId, stage: SignInStage, browser: string, at: Date): string {
  const key = newKey();
  const time = at.toISOString();
  change(record, (db) => {
    db.prepare('DELETE FROM session WHERE begun < ?').run(new Date(at.getTime() - longest).toISOString());
    db.prepare('INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)').run(
      hashOf(key),
      of,
      stage,
      time,
      time,
      browser.slice(0, 200),
    );
  });
  return key;
}

function afterFirstFactor(record: Record, of: AccountId, credential: Credential): SignInStage {
  return credential.totp || hasPasskeys(record, of) ? 'second factor' : afterFactors(credential);
}

function afterFactors({ next }: Credential): SignInStage {
  return next === 'new password' ? 'new password' : 'whole';
}

function credentialOf(record: Record, of: AccountId): Credential | undefined {
  return record.database.prepare('SELECT * FROM credential WHERE account = ?').get(of) as unknown as
    Credential | undefined;
}
