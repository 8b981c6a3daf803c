/**
 * The tables of alerts. They are working state: what somebody watches changes, says nothing of any State, and must not
 * stay in a log that is never shortened.
 */
import type { Migration } from '../platform/record.ts';

export const migrations: readonly Migration[] = [
  {
    number: 56,
    name: 'alerts',
    sql: `CREATE TABLE alert (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL,
        name TEXT NOT NULL, states TEXT NOT NULL, parts TEXT NOT NULL, themes TEXT NOT NULL, points TEXT NOT NULL,
        mail TEXT NOT NULL, wording TEXT NOT NULL, language TEXT NOT NULL,
        seen INTEGER NOT NULL, key_hash TEXT UNIQUE, key_since TEXT) STRICT;
      CREATE INDEX alert_account ON alert (account);`,
  },
];
