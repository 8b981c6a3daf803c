/**
 * The tables of accounts. Who has which rights is part of the record: rows are only added, and the audit log covers
 * them. Passwords, sessions and tries are working state: they change, say nothing of any State, and are not audited.
 */
import { growingTable, type Migration } from '../platform/record.ts';
import { accountStandings, roles, signInStages } from './model.ts';
import { changeKinds, verdicts } from './proposal.ts';

const oneOf = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

export const migrations: readonly Migration[] = [
  {
    number: 52,
    name: 'accounts',
    sql: [
      growingTable(
        'account',
        `account TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
         role TEXT NOT NULL CHECK (role IN (${oneOf(roles)})), states TEXT NOT NULL, parts TEXT NOT NULL,
         standing TEXT NOT NULL CHECK (standing IN (${oneOf(accountStandings)}))`,
      ),
      'CREATE INDEX account_key ON account (account); CREATE INDEX account_email ON account (email);',
      `CREATE TABLE credential (
         account TEXT PRIMARY KEY, password TEXT NOT NULL,
         next TEXT NOT NULL CHECK (next IN ('nothing', 'new password')),
         totp TEXT, totp_used INTEGER NOT NULL, recovery TEXT NOT NULL) STRICT;`,
      `CREATE TABLE invitation (key_hash TEXT PRIMARY KEY, account TEXT NOT NULL, until TEXT NOT NULL) STRICT;`,
      `CREATE TABLE session (
         key_hash TEXT PRIMARY KEY, account TEXT NOT NULL,
         stage TEXT NOT NULL CHECK (stage IN (${oneOf(signInStages)})),
         begun TEXT NOT NULL, seen TEXT NOT NULL, browser TEXT NOT NULL) STRICT;`,
      'CREATE INDEX session_account ON session (account);',
      `CREATE TABLE failed_try (bucket TEXT PRIMARY KEY, count INTEGER NOT NULL, until TEXT NOT NULL) STRICT;`,
    ].join('\n'),
  },
  {
    number: 53,
    name: 'proposals',
    sql: [
      growingTable(
        'proposal',
        `kind TEXT NOT NULL CHECK (kind IN (${oneOf(changeKinds)})), part TEXT NOT NULL, states TEXT NOT NULL, fields TEXT NOT NULL, author TEXT NOT NULL`,
      ),
      growingTable(
        'proposal_decision',
        `proposal INTEGER NOT NULL UNIQUE REFERENCES proposal(id),
         verdict TEXT NOT NULL CHECK (verdict IN (${oneOf(verdicts)})), note TEXT NOT NULL`,
      ),
    ].join('\n'),
  },
  {
    number: 54,
    name: 'passkeys, and devices that signed in before',
    sql: [
      // Counters start at 0, and stay there for passkeys that several devices share.
      `CREATE TABLE passkey (
         id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, public_key BLOB NOT NULL,
         counter INTEGER NOT NULL, added TEXT NOT NULL, used TEXT) STRICT;`,
      'CREATE INDEX passkey_account ON passkey (account);',
      `CREATE TABLE device (
         key_hash TEXT NOT NULL, account TEXT NOT NULL, seen TEXT NOT NULL,
         PRIMARY KEY (key_hash, account)) STRICT;`,
      'CREATE INDEX device_account ON device (account);',
    ].join('\n'),
  },
  {
    number: 67,
    name: 'identities of outside providers',
    // An account has one identity of each issuer.
    sql: `CREATE TABLE outside_identity (
      issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL, added TEXT NOT NULL, used TEXT,
      PRIMARY KEY (issuer, subject), UNIQUE (account, issuer)) STRICT;`,
  },
];
