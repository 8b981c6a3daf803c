/** Sends what is new of alerts to those who asked for it, once a minute or by a command. */
import type { Account } from '../../accounts/model.ts';
import { type Day, dayOf } from '../../core/date.ts';
import type { Record } from '../../platform/record.ts';
import type { StateChanges } from '../../platform/state-changes.ts';
import type { Turns } from '../../platform/turns.ts';
import { afterFailure, afterSuccess, type Delivery, isDue, type Way } from '../delivery.ts';
import type { Subscription } from '../model.ts';
import { alertsInUse, changesOf } from '../store.ts';
import { deliveries, hasDeliveries, keepDelivery, letterKey } from '../store/deliveries.ts';
import { letterOf } from './letter.tsx';
import type { Sending } from './settings.ts';
import { mailer, Undelivered } from './smtp.ts';

export interface Deliverer {
  readonly record: Record;
  readonly now: () => Date;
  readonly turns: Turns;
  readonly sending: Sending;
  /** Hears of what failed, without names or addresses. */
  readonly report: (line: string) => void;
}

/** Something that would be sent now. */
export interface Due {
  readonly alert: Subscription;
  readonly account: Account;
  readonly delivery: Delivery;
  readonly upTo: number;
  readonly changes: StateChanges;
}

export interface Delivered {
  readonly alert: number;
  readonly way: Way;
  readonly items: number;
  readonly outcome: 'sent' | 'failed';
}

/** What would be sent now, and to whom; what has nothing new is among it, with no changes. */
export function whatIsDue(record: Record, { mail, origin }: Sending, now: Date): Due[] {
  if (!record.read(hasDeliveries)) return [];
  const day: Day = dayOf(now.toISOString().slice(0, 10));
  const head = record.head().seq;
  return record.read((tx) =>
    alertsInUse(tx).flatMap(({ alert, account }) =>
      deliveries(tx, alert.id)
        .filter((delivery) => mail && origin && isDue(delivery, alert.mail, now))
        .map((delivery): Due => {
          const upTo = delivery.underWay ?? head;
          return {
            alert,
            account,
            delivery,
            upTo,
            changes:
              upTo === delivery.sent
                ? { total: 0, newest: [] }
                : changesOf(tx, alert, { after: delivery.sent, upTo, day }),
          };
        }),
    ),
  );
}

/**
 * Sends all that is due, one after the other. What it sends is written down before, and as sent when the receiver has
 * accepted it.
 */
export async function deliver(deliverer: Deliverer): Promise<Delivered[]> {
  const { record, now, turns, sending, report } = deliverer;
  const all: Delivered[] = [];
  for (const due of whatIsDue(record, sending, now())) {
    const { alert, delivery, upTo, changes } = due;
    const keep = (changed: Delivery) =>
      turns.take(() => {
        // It may have been stopped meanwhile, and is then not begun again.
        const going = record.read((tx) => deliveries(tx, alert.id)).some(({ way }) => way === delivery.way);
        if (going) keepDelivery(record, alert.id, changed);
      });
    if (changes.total === 0) {
      await keep(afterSuccess(delivery, upTo, now()));
      continue;
    }
    const underWay: Delivery = { ...delivery, underWay: upTo };
    await keep(underWay);
    const told = { alert: alert.id, way: delivery.way, items: changes.total };
    try {
      await send(deliverer, due);
    } catch (error) {
      if (!(error instanceof Undelivered)) throw error;
      report(`alert ${alert.id} by ${delivery.way}: ${error.message}`);
      await keep(afterFailure(underWay, error.message, now()));
      all.push({ ...told, outcome: 'failed' });
      continue;
    }
    await keep(afterSuccess(delivery, upTo, now()));
    all.push({ ...told, outcome: 'sent' });
  }
  return all;
}

async function send({ record, turns, sending }: Deliverer, { alert, account, delivery, upTo, changes }: Due) {
  const { mail, origin } = sending;
  if (!mail || !origin) return;
  const key = await turns.take(() => letterKey(record, alert.id));
  await mailer(mail)(
    letterOf(alert, changes, { to: account.email, origin, letterKey: key, range: [delivery.sent, upTo] }),
  );
}

/** Call what it returns now and then; a round that has not ended is not begun again. */
export function deliveryRounds(deliverer: Deliverer): () => Promise<void> {
  let going = false;
  return async () => {
    if (going || !deliverer.record.isOpen) return;
    going = true;
    try {
      await deliver(deliverer);
    } catch (error) {
      // The server is being stopped; what was under way goes out again after the next start.
      if (deliverer.record.isOpen) deliverer.report(`sending of alerts: ${String(error)}`);
    } finally {
      going = false;
    }
  };
}
