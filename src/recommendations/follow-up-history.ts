/** The history of what became of a demand: what became of each entry of its ledgers. */
import type { Day } from '../core/date.ts';
import { changeOf, type EnteredRow, type Logged } from '../platform/history.ts';
import { type FollowUp, type FollowUpStanding, type Receipt, standing } from './follow-up.ts';

/** An entry with what the audit log says of it. */
export interface LoggedFollowUp extends FollowUp, Logged {
  readonly receipt: Receipt & { readonly id: number };
}

export interface FollowUpHistory {
  readonly standing: FollowUpStanding<LoggedFollowUp>;
  readonly rows: readonly EnteredRow<LoggedFollowUp>[];
}

/**
 * @param rows all entries on a demand, and on those that are one with it, that were entered by the day asked for, in
 *   the order of entry
 * @param asOf the day for which the ledgers are read
 */
export function followUpHistory(rows: readonly LoggedFollowUp[], asOf: Day): FollowUpHistory {
  const last = rows.filter((row) => lastOf(rows, row) === row);
  const found = standing(last, asOf);
  const current = new Set(found.ledgers.map((ledger) => ledger.current));
  return {
    standing: found,
    rows: rows.map((row, at) => ({
      ...row.logged,
      value: row,
      source: row.receipt,
      change: changeOf(row, rows.slice(0, at).filter(sameKey(row)), saysSame),
      place: current.has(row) ? 'in use' : last.includes(row) ? 'beside' : 'replaced',
    })),
  };
}

/** Entries that can be restored: a later row with their key says otherwise, and everyone may know the source. */
export function restorableEntries(all: readonly LoggedFollowUp[]): LoggedFollowUp[] {
  return all.filter((row) => row.logged.sourceKept === 'open' && isReplaced(all, row));
}

/** Whether a later row with the same key says otherwise. */
export function isReplaced(all: readonly LoggedFollowUp[], row: LoggedFollowUp): boolean {
  return !saysSame(lastOf(all, row), row);
}

function lastOf(rows: readonly LoggedFollowUp[], row: LoggedFollowUp): LoggedFollowUp {
  return rows.findLast(sameKey(row)) ?? row;
}

function sameKey(row: LoggedFollowUp): (other: LoggedFollowUp) => boolean {
  return (other) =>
    other.demand === row.demand &&
    other.ledger === row.ledger &&
    other.date === row.date &&
    other.receipt.id === row.receipt.id;
}

function saysSame(a: LoggedFollowUp, b: LoggedFollowUp): boolean {
  return a.status === b.status && a.said === b.said;
}
