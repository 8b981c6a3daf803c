/** Sends what is new of alerts to those who asked for it, once a minute or by a command. */
import type { Account } from '../../accounts/model.ts';
import { type Day, dayOf } from '../../core/date.ts';
import type { Record } from '../../platform/record.ts';
import type { StateChanges } from '../../platform/state-changes.ts';
import type { Turns } from '../../platform/turns.ts';
import { afterFailure, afterSuccess, type Delivery, isDue, type Way } from '../delivery.ts';
import { mayHaveWebhook, type Subscription } from '../model.ts';
import { alertsInUse, changesOf } from '../store.ts';
import { deliveries, hasDeliveries, keepDelivery, letterKey, webhookOf } from '../store/deliveries.ts';
import { letterOf } from './letter.tsx';
import type { Sending } from './settings.ts';
import { sendLetter } from './smtp.ts';
import { Undelivered } from './undelivered.ts';
import { callWebhook } from './webhook.ts';

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

/**
 * What would be sent now, and to whom; what has nothing new is among it, with no changes.
 * @param only the number of the one alert that is asked for
 */
export function whatIsDue(record: Record, sending: Sending, now: Date, only?: number): Due[] {
  if (!record.read(hasDeliveries)) return [];
  const day: Day = dayOf(now.toISOString().slice(0, 10));
  const head = record.head().seq;
  return record.read((tx) =>
    alertsInUse(tx).flatMap(({ alert, account }) =>
      only !== undefined && only !== alert.id
        ? []
        : deliveries(tx, alert.id)
            .filter(
              (delivery) =>
                isUsable(delivery.way, account, sending) && isDue(delivery, alert.mail, now, head),
            )
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

/** Whether a way is set up, and open to the account: rights may have been taken away since. */
function isUsable(way: Way, account: Account, { origin, mail }: Sending): boolean {
  if (origin === undefined) return false;
  return way === 'mail' ? mail !== undefined : mayHaveWebhook(account);
}

/**
 * Sends all that is due, one after the other. What it sends is written down before, and as sent when the receiver has
 * accepted it.
 */
export async function deliver(deliverer: Deliverer): Promise<Delivered[]> {
  const { record, now, turns, sending, report } = deliverer;
  const all: Delivered[] = [];
  for (const listed of whatIsDue(record, sending, now())) {
    // While the others were sent it may have been changed or stopped, and rights taken away: looked at once more.
    const due = whatIsDue(record, sending, now(), listed.alert.id).find(
      ({ delivery }) => delivery.way === listed.delivery.way,
    );
    if (!due) continue;
    const { alert, delivery, upTo, changes } = due;
    const keep = (changed: Delivery) =>
      turns.take(() => {
        const going = record.read((tx) => deliveries(tx, alert.id)).some((each) => each.way === delivery.way);
        if (going) keepDelivery(record, alert.id, changed);
        return going;
      });
    if (changes.total === 0) {
      await keep(afterSuccess(delivery, upTo, now()));
      continue;
    }
    const underWay: Delivery = { ...delivery, underWay: upTo };
    if (!(await keep(underWay))) continue;
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

/** @throws Undelivered */
async function send(
  { record, now, turns, sending }: Deliverer,
  { alert, account, delivery, upTo, changes }: Due,
): Promise<void> {
  const { mail, origin = '' } = sending;
  const range = [delivery.sent, upTo] as const;
  if (delivery.way === 'webhook') {
    const webhook = record.read((tx) => webhookOf(tx, alert.id));
    if (!webhook) return;
    const message = { alert: alert.id, items: changes.total, address: `${origin}/alerts/${alert.id}`, range };
    await callWebhook(webhook, message, { now: now(), allowed: sending.webhookHosts ?? [] });
  } else if (mail) {
    const key = await turns.take(() => letterKey(record, alert.id));
    await sendLetter(mail, letterOf(alert, changes, { to: account.email, origin, letterKey: key, range }));
  }
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
