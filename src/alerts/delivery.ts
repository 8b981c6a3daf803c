/**
 * When what is new is sent, and what comes after a failure. Pure.
 *
 * What is sent next is settled before it is sent: the entry up to which it reaches is written down, and taken away
 * again when the receiver has accepted it. If the program ends in between, the same goes out once more under the same
 * name: at least once, never less.
 */
import type { mails } from './model.ts';

export const ways = ['mail', 'webhook'] as const;
export type Way = (typeof ways)[number];

/** How far one alert has been told by one way. */
export interface Delivery {
  readonly way: Way;
  /** The last entry of the audit log that was told. */
  readonly sent: number;
  /** The entry up to which the one under way reaches; absent where nothing is under way. */
  readonly underWay?: number;
  /** ISO 8601 time: of a letter, the hour of the last digest that is settled. */
  readonly settled: string;
  /** How often the one under way failed. */
  readonly failures: number;
  /** ISO 8601 time before which nothing is tried again. */
  readonly next: string;
  /** Why it failed the last time; empty where it did not. */
  readonly trouble: string;
}

/** The hour at which digests go out, UTC. */
const hour = 6;
const minute = 60_000;
const day = 24 * 60 * minute;
const longestWait = 6 * 60 * minute;

/** After so many failures, a day or so, nothing is tried until somebody asks for it. */
const mostFailures = 12;

/** The last hour of a digest before a time: 06:00 UTC of each day, or of each Monday. */
export function digestHour(mail: Exclude<(typeof mails)[number], 'none'>, now: Date): string {
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour);
  const today = start <= now.getTime() ? start : start - day;
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  return new Date(mail === 'daily' ? today : today - sinceMonday * day).toISOString();
}

export function isStopped({ failures }: Delivery): boolean {
  return failures >= mostFailures;
}

/** Whether something may have to be sent now. @param head the last entry of the audit log */
export function isDue(delivery: Delivery, mail: (typeof mails)[number], now: Date, head: number): boolean {
  if (isStopped(delivery)) return false;
  if (delivery.underWay !== undefined) return delivery.next <= now.toISOString();
  if (delivery.way === 'webhook') return delivery.sent < head;
  return mail !== 'none' && delivery.settled < digestHour(mail, now);
}

/** After a failure: each wait is twice as long as the one before, from a minute up to six hours. */
export function afterFailure(delivery: Delivery, trouble: string, now: Date): Delivery {
  const wait = Math.min(longestWait, minute * 2 ** delivery.failures);
  return {
    ...delivery,
    failures: delivery.failures + 1,
    next: new Date(now.getTime() + wait).toISOString(),
    trouble,
  };
}

/** After everything up to an entry was told, or there was nothing to tell. */
export function afterSuccess({ way }: Delivery, upTo: number, now: Date): Delivery {
  const at = now.toISOString();
  return { way, sent: upTo, settled: at, failures: 0, next: at, trouble: '' };
}
