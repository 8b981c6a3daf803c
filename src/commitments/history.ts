/** The history of a State's standing to one instrument: what became of each row, and what restoring one means. */
import { type Day, latest } from '../core/date.ts';
import { changeOf, type EnteredRow, type Logged } from '../platform/history.ts';
import type { Iso3 } from '../core/state.ts';
import { type Acts, type CompleteList, type Standing, standingOn, type StatusRow } from './model.ts';

/** A row with what the audit log says of it. */
export interface LoggedStatus extends StatusRow, Logged {
  readonly citation: StatusRow['citation'] & { readonly id: number };
}

/** How the State stands by some rows, and what each of them is there. */
export interface StatusHistory {
  readonly standing: Standing;
  readonly rows: readonly EnteredRow<LoggedStatus>[];
}

/**
 * @param rows all rows on the State and the instrument that were entered by the day asked for, in the order of entry
 * @param list the complete list of the instrument that was known then
 * @param asOf the day for which the standing is asked
 */
export function statusHistory(
  state: Iso3,
  rows: readonly LoggedStatus[],
  asOf: Day,
  list?: CompleteList,
): StatusHistory {
  const last = lastOfKeys(rows);
  const standing = standingOn(state, last, asOf, list);
  return {
    standing,
    rows: rows.map((row, at) => ({
      ...row.logged,
      value: row,
      source: row.citation,
      change: changed(row, rows.slice(0, at).filter(sameKey(row))),
      place: row === standing.row ? 'in use' : last.includes(row) ? 'beside' : 'replaced',
    })),
  };
}

/**
 * What has to be entered so that an earlier row counts again: the row itself, with its own standing; and, where it was
 * in use, the newer rows in use of other sources once more, set aside. Nothing where the record says so already.
 */
export function restoring(rows: readonly LoggedStatus[], wanted: LoggedStatus): StatusRow[] {
  const last = lastOfKeys(rows);
  const own = last.find(sameKey(wanted));
  const again = own === undefined || !saysSame(own, wanted);
  const newer = (row: LoggedStatus) => {
    const [its, mine] = [latest(row.asAt), latest(wanted.asAt)];
    // Of two for one date the one entered later is in use; what is entered now comes after all.
    return its > mine || (its === mine && !again && row.logged.row > own.logged.row);
  };
  const aside =
    wanted.standing === 'used'
      ? last.filter((row) => row.standing === 'used' && !sameKey(wanted)(row) && newer(row))
      : [];
  return [...(again ? [wanted] : []), ...aside.map((row) => ({ ...row, standing: 'other' as const }))];
}

/** The rows that can be restored: those of which the record says otherwise now, and everyone may know the source. */
export function restorableRows(all: readonly LoggedStatus[]): LoggedStatus[] {
  return all.filter((row) => row.logged.sourceKept === 'open' && restoring(all, row).length > 0);
}

/** The last row of each key: a source, for a date. */
function lastOfKeys(rows: readonly LoggedStatus[]): LoggedStatus[] {
  return rows.filter((row, at) => !rows.slice(at + 1).some(sameKey(row)));
}

function sameKey(row: LoggedStatus): (other: LoggedStatus) => boolean {
  return (other) => other.asAt === row.asAt && other.citation.id === row.citation.id;
}

function changed(row: LoggedStatus, before: readonly LoggedStatus[]): EnteredRow<unknown>['change'] {
  const previous = before.at(-1);
  if (previous?.standing === 'used' && row.standing === 'other' && sameActs(previous, row))
    return 'set aside';
  return changeOf(row, before, saysSame);
}

function saysSame(a: StatusRow, b: StatusRow): boolean {
  return sameActs(a, b) && a.standing === b.standing && a.note === b.note;
}

function sameActs(a: Acts, b: Acts): boolean {
  return a.status === b.status && a.signed === b.signed && a.action === b.action && a.acted === b.acted;
}
