/** The SQL of what is sent: how far each alert was told by each way, and where webhooks lead. */
import type { DatabaseSync } from 'node:sqlite';
import { newKey } from '../../accounts/store/secrets.ts';
import type { Read, Record } from '../../platform/record.ts';
import { changeWorkingState } from '../../platform/working-state.ts';
import type { Delivery, Way } from '../delivery.ts';

interface DeliveryRow {
  readonly way: Way;
  readonly sent: number;
  readonly under_way: number | null;
  readonly settled: string;
  readonly failures: number;
  readonly next: string;
  readonly trouble: string;
}

/** How far an alert was told, by each way that is in use for it. */
export function deliveries(tx: Read, alert: number): Delivery[] {
  return tx
    .all<DeliveryRow>('SELECT * FROM alert_delivery WHERE alert = ? ORDER BY way', alert)
    .map(({ under_way, way, sent, settled, failures, next, trouble }) => ({
      way,
      sent,
      settled,
      failures,
      next,
      trouble,
      ...(under_way === null ? {} : { underWay: under_way }),
    }));
}

/** Whether anything is to be sent to anybody at all. */
export function hasDeliveries(tx: Read): boolean {
  return tx.first('SELECT 1 FROM alert_delivery LIMIT 1') !== undefined;
}

export function keepDelivery(record: Record, alert: number, delivery: Delivery): void {
  changeWorkingState(record, (db) => write(db, alert, delivery));
}

/** Tries at once what was given up, or waits. */
export function tryAgain(record: Record, alert: number, way: Way, at: Date): void {
  changeWorkingState(record, (db) =>
    db
      .prepare("UPDATE alert_delivery SET failures = 0, next = ?, trouble = '' WHERE alert = ? AND way = ?")
      .run(at.toISOString(), alert, way),
  );
}

/** Begins a way with what comes from now on; one that was begun goes on as it is. */
export function begin(db: DatabaseSync, alert: number, way: Way, head: number, at: Date): void {
  const time = at.toISOString();
  if (db.prepare('SELECT 1 FROM alert_delivery WHERE alert = ? AND way = ?').get(alert, way)) return;
  write(db, alert, { way, sent: head, settled: time, failures: 0, next: time, trouble: '' });
}

export function end(db: DatabaseSync, alert: number, way: Way): void {
  db.prepare('DELETE FROM alert_delivery WHERE alert = ? AND way = ?').run(alert, way);
}

function write(db: DatabaseSync, alert: number, delivery: Delivery): void {
  const { way, sent, underWay, settled, failures, next, trouble } = delivery;
  db.prepare('INSERT OR REPLACE INTO alert_delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    alert,
    way,
    sent,
    underWay ?? null,
    settled,
    failures,
    next,
    trouble,
  );
}

/** Where it leads, and what signs its messages; it is kept as it is, because it is used. */
export interface Webhook {
  readonly address: string;
  readonly secret: string;
}

export function webhookOf(tx: Read, alert: number): Webhook | undefined {
  return tx.first<Webhook>('SELECT address, secret FROM alert_webhook WHERE alert = ?', alert);
}

/** Sets where the webhook of an alert leads, from now on. @returns its new secret, to be shown once */
export function setWebhook(record: Record, alert: number, address: string, at: Date): string {
  const secret = newKey();
  const head = record.head().seq;
  changeWorkingState(record, (db) => {
    db.prepare('INSERT OR REPLACE INTO alert_webhook VALUES (?, ?, ?)').run(alert, address, secret);
    end(db, alert, 'webhook');
    begin(db, alert, 'webhook', head, at);
  });
  return secret;
}

export function removeWebhook(record: Record, alert: number): void {
  changeWorkingState(record, (db) => {
    db.prepare('DELETE FROM alert_webhook WHERE alert = ?').run(alert);
    end(db, alert, 'webhook');
  });
}

/**
 * The key of the address that ends the letters of an alert. It stands in each letter, so it is kept as it is; all it
 * opens is that letters stop.
 */
export function letterKey(record: Record, alert: number): string {
  const read = () =>
    record.read((tx) =>
      tx.first<{ letter_key: string | null }>('SELECT letter_key FROM alert WHERE id = ?', alert),
    )?.letter_key;
  const known = read();
  if (known) return known;
  changeWorkingState(record, (db) =>
    db.prepare('UPDATE alert SET letter_key = ? WHERE id = ?').run(newKey(), alert),
  );
  return read() ?? '';
}
