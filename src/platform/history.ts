/**
 * The history of one thing in the record: every row ever entered on it, in the order of entry. Rows are never
 * changed, so a history is what the table holds; who entered a row, how and why stands in the audit log.
 */
import type { Day } from '../core/date.ts';
import type { ShownCitation } from './ui/sources.tsx';

/**
 * What a row did to the one before it with the same key. "set aside": it says the same, and another source is used
 * from then on. "restored": it says again what an earlier row said.
 */
export const changes = ['new', 'corrected', 'set aside', 'restored'] as const;
export type Change = (typeof changes)[number];

/** How a row came. "reviewed": a contributor proposed it, and a reviewer accepted. */
export const ways = ['shipped', 'file', 'by hand', 'reviewed'] as const;
export type Way = (typeof ways)[number];

/** "in use": what pages show. "beside": stands beside it. "replaced": a later row with the same key says otherwise. */
export const places = ['in use', 'beside', 'replaced'] as const;
export type Place = (typeof places)[number];

/** What the audit log says of the entry of a row. For the eyes of reviewers, until `toldTo` has taken its part away. */
export interface Entry {
  /** Number of the row in its table. */
  readonly row: number;
  /** ISO 8601 time. */
  readonly at: string;
  readonly way: Way;
  readonly why: string;
  readonly who: string;
  readonly sourceKept: 'open' | 'in confidence';
}

/** What a row of the record says, with its entry. */
export interface Logged {
  readonly logged: Entry;
}

/** A row with all that is known of it. */
export interface EnteredRow<Value> extends Entry {
  readonly value: Value;
  readonly source: ShownCitation;
  readonly change: Change;
  readonly place: Place;
}

/** A row as somebody may see it. */
export interface HistoryRow<Value> {
  readonly row: number;
  readonly value: Value;
  readonly source: ShownCitation;
  readonly at: string;
  readonly change: Change;
  readonly way: Way;
  readonly place: Place;
  readonly why?: string;
  readonly who?: string;
}

/** In letters: no reason to restore a row is longer. */
export const longestReason = 2000;

/** Reviewers of the State and part, or everyone else. */
export type Readers = 'everyone' | 'reviewers';

/**
 * A row as readers may see it. Only reviewers see who entered it. Everyone else sees no reason either where the
 * source is held in confidence, since it could name it, nor where it holds a reviewer's note to a contributor.
 */
export function toldTo<Value>(readers: Readers, entered: EnteredRow<Value>): HistoryRow<Value> {
  const { why, who, sourceKept, ...row } = entered;
  const source = sourceTold(readers, row.source);
  if (readers === 'reviewers') return { ...row, source, why, who };
  const open = sourceKept === 'open' && row.way !== 'reviewed';
  return { ...row, source, ...(open ? { why } : {}) };
}

/** A source as readers of a history may see it: only reviewers see who entered it. */
export function sourceTold(readers: Readers, source: ShownCitation): ShownCitation {
  const { enteredBy: _, ...open } = source;
  return readers === 'reviewers' ? source : open;
}

/** What was entered by the end of a day (UTC, as the audit log counts); without one, everything. */
export function recordedBy<Row extends Logged>(rows: readonly Row[], day: Day | undefined): Row[] {
  return rows.filter(({ logged }) => day === undefined || logged.at.slice(0, 10) <= day);
}

/** The days on which something was entered, the newest first. */
export function daysOf(rows: readonly Logged[]): string[] {
  return [...new Set(rows.map(({ logged }) => logged.at.slice(0, 10)))].toSorted().toReversed();
}

/**
 * What a row did.
 * @param before the earlier rows with the same key, in the order of entry
 * @param same whether two of them say the same
 */
export function changeOf<Row>(
  row: Row,
  before: readonly Row[],
  same: (a: Row, b: Row) => boolean,
): 'new' | 'corrected' | 'restored' {
  if (before.length === 0) return 'new';
  return before.some((earlier) => same(earlier, row)) ? 'restored' : 'corrected';
}
