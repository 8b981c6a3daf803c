/** The brake on tries: whoever fails again and again waits, each bucket by itself. */
import { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import { changeWorkingState as change } from '../../platform/working-state.ts';

/** Tries that cost nothing; each one after them doubles the wait, up to the longest. */
const freeTries = 5;
const longestWait = 15 * 60_000;

/** @throws Problem `sign-in-wait` */
export function brake(record: Record, bucket: string, at: Date): void {
  const row = record.database.prepare('SELECT until FROM failed_try WHERE bucket = ?').get(bucket);
  const wait = row ? Date.parse(String(row['until'])) - at.getTime() : 0;
  // A longer one was written by a clock that was ahead.
  if (wait > 0 && wait <= longestWait) throw new Problem('sign-in-wait', { seconds: Math.ceil(wait / 1000) });
}

/** Counts a try that failed. */
export function countTry(record: Record, bucket: string, at: Date): void {
  change(record, (db) => {
    const row = db.prepare('SELECT count FROM failed_try WHERE bucket = ?').get(bucket);
    const count = Number(row?.['count'] ?? 0) + 1;
    const wait = count < freeTries ? 0 : Math.min(longestWait, 1000 * 2 ** (count - freeTries));
    db.prepare('INSERT OR REPLACE INTO failed_try VALUES (?, ?, ?)').run(
      bucket,
      count,
      new Date(at.getTime() + wait).toISOString(),
    );
    // Buckets of long ago say nothing any more; names tried once would fill the file.
    db.prepare('DELETE FROM failed_try WHERE until < ?').run(
      new Date(at.getTime() - 24 * 3_600_000).toISOString(),
    );
  });
}

/** Forgets the failed tries of a bucket, after one that was right. */
export function forgetTries(record: Record, bucket: string): void {
  change(record, (db) => db.prepare('DELETE FROM failed_try WHERE bucket = ?').run(bucket));
}
