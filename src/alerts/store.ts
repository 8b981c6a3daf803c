/** The SQL of alerts: what each person watches, and what is new of it. */
import type { Account, AccountId } from '../accounts/model.ts';
import { accounts } from '../accounts/store.ts';
import { commitmentChanges } from '../commitments/store/changes.ts';
import { Problem } from '../core/problem.ts';
import { hashOf, newKey, sameKey } from '../accounts/store/secrets.ts';
import type { Day } from '../core/date.ts';
import { isPointName, lawChanges } from '../law/store/changes.ts';
import type { Read, Record } from '../platform/record.ts';
import { type StateChanges, together } from '../platform/state-changes.ts';
import { changeWorkingState } from '../platform/working-state.ts';
import { isWatchedTheme, recommendationChanges } from '../recommendations/store/changes.ts';
import { figureChanges } from '../statistics/store/changes.ts';
import { begin, end } from './store/deliveries.ts';
import { type Subscription, type Wanted, wantedSchema, written } from './model.ts';

export { migrations } from './tables.ts';

/** Nobody needs more, and each is looked through for each digest. */
const mostAlerts = 30;

interface AlertRow {
  readonly id: number;
  readonly account: AccountId;
  readonly seen: number;
  readonly key_since: string | null;
}

/** All alerts of an account, in the order in which they were made. */
export function alerts(tx: Read, of: AccountId): Subscription[] {
  return tx.all<AlertRow>('SELECT * FROM alert WHERE account = ? ORDER BY id', of).map(subscription);
}

/** One alert of an account. @throws Problem `not-found`, also for an alert of somebody else */
export function alert(tx: Read, of: AccountId, id: number): Subscription {
  const row = tx.first<AlertRow>('SELECT * FROM alert WHERE account = ? AND id = ?', of, id);
  if (!row) throw new Problem('not-found', { what: `/alerts/${id}` });
  return subscription(row);
}

/** All alerts of accounts that are in use, with their accounts. */
export function alertsInUse(tx: Read): { readonly alert: Subscription; readonly account: Account }[] {
  const active = new Map(
    accounts(tx).flatMap((each) => (each.standing === 'active' ? [[each.id, each] as const] : [])),
  );
  return tx.all<AlertRow>('SELECT * FROM alert ORDER BY id').flatMap((row) => {
    const account = active.get(row.account);
    return account ? [{ alert: subscription(row), account }] : [];
  });
}

/** The alert of a private address. @throws Problem `not-found`, also where its account is in use no more */
export function alertOfKey(tx: Read, key: string): Subscription {
  const row = tx.first<AlertRow>('SELECT * FROM alert WHERE key_hash = ?', hashOf(key));
  const used = row && accounts(tx).some(({ id, standing }) => id === row.account && standing === 'active');
  if (!used) throw new Problem('not-found', { what: '/feed/…' });
  return subscription(row);
}

/** Makes a private address; an earlier one ends. @returns its key, kept nowhere */
export function issueKey(record: Record, { id }: Subscription, at: Date): string {
  const key = newKey();
  changeWorkingState(record, (db) =>
    db
      .prepare('UPDATE alert SET key_hash = ?, key_since = ? WHERE id = ?')
      .run(hashOf(key), at.toISOString(), id),
  );
  return key;
}

/** From now on the private address leads nowhere. */
export function revokeKey(record: Record, { id }: Subscription): void {
  changeWorkingState(record, (db) =>
    db.prepare('UPDATE alert SET key_hash = NULL, key_since = NULL WHERE id = ?').run(id),
  );
}

function subscription(row: AlertRow): Subscription {
  return {
    ...wantedSchema.parse(row),
    id: row.id,
    account: row.account,
    seen: row.seen,
    ...(row.key_since ? { addressSince: row.key_since } : {}),
  };
}

/** Begins to watch: what is in the record already is not new. @throws Problem `alert-invalid` */
export function addAlert(record: Record, of: AccountId, wanted: Wanted, at: Date): number {
  const all = record.read((tx) => {
    check(tx, wanted);
    return alerts(tx, of);
  });
  if (all.length >= mostAlerts)
    throw new Problem('alert-invalid', { detail: `${mostAlerts} alerts are as many as one account has` });
  const head = record.head().seq;
  const columns = Object.entries({ ...written(wanted), account: of, seen: head });
  return changeWorkingState(record, (db) => {
    const id = Number(
      db
        .prepare(
          `INSERT INTO alert (${columns.map(([name]) => name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        )
        .run(...columns.map(([, value]) => value)).lastInsertRowid,
    );
    if (wanted.mail !== 'none') begin(db, id, 'mail', head, at);
    return id;
  });
}

/** @throws Problem `alert-invalid` */
export function changeAlert(record: Record, { id }: Subscription, wanted: Wanted, at: Date): void {
  record.read((tx) => check(tx, wanted));
  const columns = Object.entries(written(wanted));
  const head = record.head().seq;
  changeWorkingState(record, (db) => {
    db.prepare(`UPDATE alert SET ${columns.map(([name]) => `${name} = ?`).join(', ')} WHERE id = ?`).run(
      ...columns.map(([, value]) => value),
      id,
    );
    if (wanted.mail === 'none') end(db, id, 'mail');
    else begin(db, id, 'mail', head, at);
  });
}

/** Nothing of it stays. */
export function stopAlert(record: Record, { id }: Subscription): void {
  changeWorkingState(record, (db) => db.prepare('DELETE FROM alert WHERE id = ?').run(id));
}

/** The alert whose letters an address ends. @throws Problem `not-found` */
export function alertOfLetter(tx: Read, address: string): Subscription {
  const [id = '', key = ''] = address.split('.');
  const row = tx.first<AlertRow & { letter_key: string | null }>(
    'SELECT * FROM alert WHERE id = ?',
    Number(id),
  );
  if (!row?.letter_key || !sameKey(key, row.letter_key))
    throw new Problem('not-found', { what: '/unsubscribe/…' });
  return subscription(row);
}

/** No more letters; the alert stays. */
export function stopLetters(record: Record, { id }: Subscription): void {
  changeWorkingState(record, (db) => {
    db.prepare("UPDATE alert SET mail = 'none' WHERE id = ?").run(id);
    end(db, id, 'mail');
  });
}

/** Notes that everything up to an entry was seen. An older page takes nothing back. */
export function markSeen(record: Record, { id }: Subscription, entry: number): void {
  const upTo = Math.min(entry, record.head().seq);
  changeWorkingState(record, (db) =>
    db.prepare('UPDATE alert SET seen = max(seen, ?) WHERE id = ?').run(upTo, id),
  );
}

/** What is new of an alert in a range of entries of the audit log, as told on a day. */
export function changesOf(
  tx: Read,
  { states, parts, themes, points }: Wanted,
  range: { readonly after: number; readonly upTo: number; readonly day: Day },
): StateChanges {
  const watch = { states, ...range };
  const asks = (part: Wanted['parts'][number]) => parts.length === 0 || parts.includes(part);
  return together([
    ...(asks('commitments') ? [commitmentChanges(tx, watch)] : []),
    ...(asks('recommendations') ? [recommendationChanges(tx, watch, themes)] : []),
    ...(asks('law') ? [lawChanges(tx, watch, points)] : []),
    ...(asks('statistics') ? [figureChanges(tx, watch)] : []),
  ]);
}

/** When an entry of the audit log was made, and on what it rests; by its number. */
export function entriesOf(
  tx: Read,
  numbers: readonly number[],
): ReadonlyMap<number, { readonly at: string; readonly citation: string }> {
  return new Map(
    tx
      .all<{ seq: number; at: string; citation: string }>(
        'SELECT seq, at, citation FROM audit WHERE seq IN (SELECT value FROM json_each(?))',
        JSON.stringify(numbers),
      )
      .map(({ seq, at, citation }) => [seq, { at, citation }]),
  );
}

/** @throws Problem `alert-invalid` */
function check(tx: Read, { themes, points }: Wanted): void {
  const theme = themes.find((name) => !isWatchedTheme(name));
  if (theme !== undefined) throw new Problem('alert-invalid', { detail: `there is no theme “${theme}”` });
  const point = points.find((name) => !isPointName(tx, name));
  if (point !== undefined)
    throw new Problem('alert-invalid', {
      detail: `there is no point “${point}”; points are written as sec-law/5`,
    });
}
