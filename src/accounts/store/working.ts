/** Working state of accounts: it changes in place and is not audited (tables.ts says why). */
import type { DatabaseSync } from 'node:sqlite';
import type { Record } from '../../platform/record.ts';

/** A change of working state: whole or not at all. */
export function change<T>(record: Record, work: (db: DatabaseSync) => T): T {
  const db = record.database;
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work(db);
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
