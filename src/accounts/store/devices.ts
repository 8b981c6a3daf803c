/**
 * Devices that signed in before (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): each has a bucket of
 * its own for failed tries, so that whoever guesses at an account from elsewhere does not keep its holder out.
 */
import type { Record } from '../../platform/record.ts';
import { changeWorkingState as change } from '../../platform/working-state.ts';
import type { AccountId } from '../model.ts';
import { hashOf, newKey } from './secrets.ts';

/** A device that was not seen for so long is a stranger again. Milliseconds. */
export const deviceHolds = 365 * 24 * 3_600_000;
/** Each known device is one more bucket for whoever stole its cookie. */
const mostDevices = 20;

/** The bucket of a device that is known for an account; undefined for strangers. */
export function deviceBucket(
  record: Record,
  of: AccountId | undefined,
  key: string | undefined,
  at: Date,
): string | undefined {
  if (of === undefined || !key) return undefined;
  const hash = hashOf(key);
  const known = record.database
    .prepare('SELECT 1 FROM device WHERE key_hash = ? AND account = ? AND seen > ?')
    .get(hash, of, new Date(at.getTime() - deviceHolds).toISOString());
  return known && `${of} ${hash}`;
}

/**
 * Notes that an account signed in whole on a device. A key that nobody was given is not taken over.
 * @returns the key of the device, for its cookie
 */
export function rememberDevice(record: Record, of: AccountId, given: string | undefined, at: Date): string {
  return change(record, (db) => {
    db.prepare('DELETE FROM device WHERE seen < ?').run(new Date(at.getTime() - deviceHolds).toISOString());
    // Persons who share a machine share its key; each has a row of their own.
    const isKnown = given && db.prepare('SELECT 1 FROM device WHERE key_hash = ?').get(hashOf(given));
    const key = isKnown ? given : newKey();
    db.prepare('INSERT OR REPLACE INTO device VALUES (?, ?, ?)').run(hashOf(key), of, at.toISOString());
    db.prepare(
      `DELETE FROM device WHERE account = ?1 AND key_hash NOT IN
         (SELECT key_hash FROM device WHERE account = ?1 ORDER BY seen DESC LIMIT ?2)`,
    ).run(of, mostDevices);
    return key;
  });
}

export function forgetDevices(record: Record, of: AccountId): void {
  change(record, (db) => db.prepare('DELETE FROM device WHERE account = ?').run(of));
}
