/**
 * The tables of coding on seats, beside those of `tables.ts`. Working papers are no part of the record: they change
 * and go, and no page, API, export, count or ETag reads them.
 */
import { growingTable, type Migration } from '../platform/record.ts';

export const migrations: readonly Migration[] = [
  {
    number: 50,
    name: 'coding on seats',
    sql: [
      // The day for which the law is looked at; rounds by file name one with each answer.
      'ALTER TABLE coding_round ADD COLUMN as_of TEXT;',
      growingTable('coding_hand_in', 'seat INTEGER NOT NULL UNIQUE REFERENCES coding_seat(id)'),
      // Who wrote the version that stands: a page of a browser, and its how-manieth saving.
      `ALTER TABLE working_paper ADD COLUMN tab TEXT NOT NULL DEFAULT '';
       ALTER TABLE working_paper ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;`,
      `CREATE TABLE working_paper_aside (
         id INTEGER PRIMARY KEY, owner TEXT NOT NULL, item TEXT NOT NULL, tab TEXT NOT NULL, turn INTEGER NOT NULL,
         content TEXT NOT NULL, at TEXT NOT NULL) STRICT;
       CREATE INDEX working_paper_aside_item ON working_paper_aside (owner, item);`,
    ].join('\n'),
  },
  {
    number: 60,
    name: 'seats issued again, and rounds closed without result',
    sql: [
      // The last row of a seat says who sits there, and with which key.
      growingTable(
        'coding_reissue',
        'seat INTEGER NOT NULL REFERENCES coding_seat(id), coder TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE, day TEXT NOT NULL',
      ),
      growingTable(
        'coding_close',
        'round TEXT NOT NULL UNIQUE REFERENCES coding_round(round), reason TEXT NOT NULL, day TEXT NOT NULL',
      ),
    ].join('\n'),
  },
];
