/**
 * Working state: what changes all the time and says nothing of any State (sessions, alerts). It stands in plain tables
 * of the record's file, so that a backup holds it, and is not audited.
 */
import type { DatabaseSync } from 'node:sqlite';
import { problemOfDisk } from './disk.ts';
import type { Record } from './record.ts';

/** A change of working state: whole or not at all. @throws Problem `disk-full`, `disk-failed` */
export function changeWorkingState<T>(record: Record, work: (db: DatabaseSync) => T): T {
  const db = record.database;
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work(db);
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw problemOfDisk(error);
  }
}
