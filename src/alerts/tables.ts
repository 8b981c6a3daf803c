/**
 * The tables of alerts. They are working state: what somebody watches changes, says nothing of any State, and must not
 * stay in a log that is never shortened.
 */
import { ways } from './delivery.ts';
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
  {
    number: 57,
    name: 'sending of alerts',
    sql: `ALTER TABLE alert ADD COLUMN letter_key TEXT;
      CREATE TABLE alert_delivery (
        alert INTEGER NOT NULL REFERENCES alert(id) ON DELETE CASCADE,
        way TEXT NOT NULL CHECK (way IN (${ways.map((way) => `'${way}'`).join(', ')})),
        sent INTEGER NOT NULL, under_way INTEGER, settled TEXT NOT NULL,
        failures INTEGER NOT NULL, next TEXT NOT NULL, trouble TEXT NOT NULL,
        PRIMARY KEY (alert, way)) STRICT;
      CREATE TABLE alert_webhook (
        alert INTEGER PRIMARY KEY REFERENCES alert(id) ON DELETE CASCADE,
        address TEXT NOT NULL, secret TEXT NOT NULL) STRICT;`,
  },
];
