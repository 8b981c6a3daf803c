/**
 * Identities that an outside provider (OpenID Connect) vouches for, linked with accounts by their holders. One is known
 * by its issuer and its subject alone: an e-mail address says nothing of whose account it is.
 */
import { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import { changeWorkingState as change } from '../../platform/working-state.ts';
import type { Account, AccountId } from '../model.ts';
import { account } from '../store.ts';

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** As its owner sees it. */
export interface LinkedIdentity {
  readonly issuer: string;
  readonly added: string;
  readonly used: string | undefined;
}

export function identities(record: Record, of: AccountId): LinkedIdentity[] {
  return record.database
    .prepare('SELECT issuer, added, used FROM outside_identity WHERE account = ? ORDER BY issuer')
    .all(of)
    .map((row) => ({
      issuer: String(row['issuer']),
      added: String(row['added']),
      used: row['used'] === null ? undefined : String(row['used']),
    }));
}

/** @throws Problem `identity-taken` where it is linked already, or the account with another one of the provider */
export function linkIdentity(record: Record, of: AccountId, { issuer, subject }: Identity, at: Date): void {
  change(record, (db) => {
    const taken = db
      .prepare('SELECT 1 FROM outside_identity WHERE issuer = ?1 AND (subject = ?2 OR account = ?3)')
      .get(issuer, subject, of);
    if (taken) throw new Problem('identity-taken');
    db.prepare('INSERT INTO outside_identity VALUES (?, ?, ?, ?, NULL)').run(
      issuer,
      subject,
      of,
      at.toISOString(),
    );
  });
}

export function unlinkIdentity(record: Record, of: AccountId, issuer: string): void {
  change(record, (db) =>
    db.prepare('DELETE FROM outside_identity WHERE account = ? AND issuer = ?').run(of, issuer),
  );
}

export function forgetIdentities(record: Record, of: AccountId): void {
  change(record, (db) => db.prepare('DELETE FROM outside_identity WHERE account = ?').run(of));
}

/**
 * Whose identity it is, noting that it was used. An account out of use is told from none at all to nobody.
 * @throws Problem `identity-unknown`
 */
export function identityHolder(record: Record, { issuer, subject }: Identity, at: Date): Account {
  const row = record.database
    .prepare('SELECT account FROM outside_identity WHERE issuer = ? AND subject = ?')
    .get(issuer, subject);
  const holder = row && record.read((tx) => account(tx, String(row['account'])));
  if (holder?.standing !== 'active') throw new Problem('identity-unknown');
  change(record, (db) =>
    db
      .prepare('UPDATE outside_identity SET used = ? WHERE issuer = ? AND subject = ?')
      .run(at.toISOString(), issuer, subject),
  );
  return holder;
}
