/** The SQL of accounts: who there is, with which rights. Signing in: `store/sessions.ts`. */
import { randomBytes } from 'node:crypto';
import { Problem } from '../core/problem.ts';
import type { Read, Record, Write } from '../platform/record.ts';
import {
  type Account,
  type AccountId,
  type AccountStanding,
  type Rights,
  rightsFrom,
  type Role,
  writtenRights,
} from './model.ts';

export { migrations } from './tables.ts';

interface AccountRow {
  readonly account: AccountId;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly states: string;
  readonly parts: string;
  /** NULL where the person translates into none, and of accounts from before there were translators. */
  readonly languages: string | null;
  readonly standing: AccountStanding;
}

/** All accounts, as they stand now, in the order in which they were made. */
export function accounts(tx: Read): Account[] {
  return tx
    .all<AccountRow>(
      `SELECT * FROM account WHERE id IN (SELECT max(id) FROM account GROUP BY account)
       ORDER BY (SELECT min(id) FROM account first WHERE first.account = account.account)`,
    )
    .map((row) => ({
      id: row.account,
      name: row.name,
      email: row.email,
      standing: row.standing,
      ...rightsFrom({ ...row, languages: row.languages ?? '' }),
    }));
}

/** @throws Problem `account-missing` */
export function account(tx: Read, id: string): Account {
  const found = accounts(tx).find((each) => each.id === id);
  if (!found) throw new Problem('account-missing', { what: id });
  return found;
}

export interface NewAccount extends Rights {
  readonly name: string;
  readonly email: string;
}

/**
 * Adds an account that is invited.
 * @throws Problem `account-invalid` where the address is no address, or another account has it
 */
export function addAccount(tx: Write, { name, email, ...rights }: NewAccount): Account {
  const address = email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(address) || address.length > 200)
    throw new Problem('account-invalid', { detail: 'an e-mail address looks like name@example.org' });
  if (name.trim() === '') throw new Problem('account-invalid', { detail: 'the name is missing' });
  if (accounts(tx).some((each) => each.email === address))
    throw new Problem('account-invalid', { detail: `there is an account for ${address} already` });
  const made: Account = {
    id: randomBytes(9).toString('base64url') as AccountId,
    name: name.trim(),
    email: address,
    standing: 'invited',
    ...rights,
  };
  insert(tx, made);
  return made;
}

/**
 * Changes rights or standing of an account: a new row; what it was stays in the record.
 * @throws Problem `account-invalid` when it would leave nobody who administers
 */
export function changeAccount(
  tx: Write,
  id: string,
  change: Partial<Rights> & { readonly standing?: AccountStanding },
): Account {
  const changed = { ...account(tx, id), ...change };
  const others = accounts(tx).filter((each) => each.id !== changed.id);
  if (
    !others.some(isAdministrator) &&
    !isAdministrator(changed) &&
    [...others, account(tx, id)].some(isAdministrator)
  )
    throw new Problem('account-invalid', { detail: 'somebody must be left who administers' });
  insert(tx, changed);
  return changed;
}

/**
 * Whether an administrator can sign in; until then the one-time address of the server lets in. One whose account came
 * with a package has no password yet.
 */
export function hasAdministrator(record: Record): boolean {
  return record.read((tx) =>
    accounts(tx).some(
      (each) =>
        isAdministrator(each) &&
        tx.first('SELECT 1 FROM credential WHERE account = ?', each.id) !== undefined,
    ),
  );
}

function isAdministrator({ role, standing }: Account): boolean {
  return role === 'administrator' && standing === 'active';
}

function insert(tx: Write, { id, name, email, standing, ...rights }: Account): void {
  const { languages, ...written } = writtenRights(rights);
  tx.insert('account', { account: id, name, email, standing, ...written, languages: languages || null });
}
