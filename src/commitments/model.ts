/**
 * Commitments: what States promised. Types, and the rules that need no store.
 *
 * A row of a status list says what one source says of one State and one instrument as at one day. Two
 * sources are two rows; which one is used is recorded, never decided silently, and the other is shown.
 */
import type { Citation } from '../core/citation.ts';
import { type Day, happenedBy, agree, type PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';

/** A statement with its source. */
export interface Fact<T> {
  readonly value: T;
  readonly citation: Citation;
}

export type InstrumentId = string & { readonly __kind: 'InstrumentId' };

export interface Instrument {
  readonly id: InstrumentId;
  readonly title: Fact<string>;
  readonly short: string;
  /** Other short names under which files list it. */
  readonly aka: readonly string[];
  readonly level: string;
  readonly region?: string;
  readonly type: string;
  /** adopted, in_force, depositary, monitoring_body, unts … each with its own source. */
  readonly facts: ReadonlyMap<string, Fact<string>>;
  readonly articles: readonly {
    readonly article: string;
    readonly subject: string;
    readonly citation: Citation;
  }[];
  readonly notes: readonly string[];
}

export const actions = [
  'ratification',
  'accession',
  'succession',
  'acceptance',
  'approval',
  'formal confirmation',
  'unspecified',
  'withdrawal',
] as const;
export type Action = (typeof actions)[number];

/** What one source says of one State and one instrument. A field it does not state is absent. */
export interface StatusRow {
  readonly instrument: InstrumentId;
  readonly state: Iso3;
  readonly status?: 'party' | 'signed' | 'none';
  readonly signed?: PartialDate;
  readonly action?: Action;
  readonly acted?: PartialDate;
  readonly asAt: PartialDate;
  /** "used": read as the status. "other": kept and shown where it differs. */
  readonly standing: 'used' | 'other';
  readonly note?: string;
  readonly citation: Citation;
}

/** A point on which another source differs from the row that is used. */
export interface Difference {
  readonly field: 'status' | 'signed' | 'action' | 'acted';
  readonly used: string;
  readonly other: string;
  readonly row: StatusRow;
}

/** How a State stands to an instrument on a day. */
export interface Standing {
  readonly kind: 'party' | 'signed' | 'none' | 'withdrawn' | 'cannot tell' | 'not loaded';
  /** The row used; absent only when nothing is loaded. */
  readonly row?: StatusRow;
  readonly differences: readonly Difference[];
}

/**
 * The standing of a State on a day, from all rows on it and one instrument (in the order they were entered).
 * The newest row in use is read; what others say against it is listed.
 */
export function standingOn(rows: readonly StatusRow[], day: Day): Standing {
  const used = rows
    .filter((row) => row.standing === 'used')
    .toSorted((a, b) => (a.asAt < b.asAt ? -1 : a.asAt > b.asAt ? 1 : 0));
  const row = used.at(-1);
  if (!row) return { kind: 'not loaded', differences: [] };
  return { kind: kindOn(row, day), row, differences: differences(row, rows) };
}

function kindOn(row: StatusRow, day: Day): Standing['kind'] {
  if (row.acted) {
    const acted = happenedBy(row.acted, day);
    if (acted === 'yes') return row.action === 'withdrawal' ? 'withdrawn' : 'party';
    if (acted === 'cannot tell') return 'cannot tell';
  } else if (row.status === 'party') return 'cannot tell';
  if (row.signed) {
    const signed = happenedBy(row.signed, day);
    return signed === 'yes' ? 'signed' : signed === 'no' ? 'none' : 'cannot tell';
  }
  return row.status === 'signed' ? 'cannot tell' : 'none';
}

/** Where other rows contradict the one used. A coarser date that covers a finer one does not contradict it. */
export function differences(used: StatusRow, rows: readonly StatusRow[]): Difference[] {
  const found: Difference[] = [];
  for (const row of rows) {
    if (row === used) continue;
    const add = (field: Difference['field'], mine: string | undefined, theirs: string | undefined) => {
      if (mine !== undefined && theirs !== undefined) found.push({ field, used: mine, other: theirs, row });
    };
    if (row.status && used.status && row.status !== used.status && !overtaken(row, used))
      add('status', used.status, row.status);
    if (row.signed && used.signed && !agree(row.signed, used.signed)) add('signed', used.signed, row.signed);
    if (row.acted && used.acted && !agree(row.acted, used.acted)) add('acted', used.acted, row.acted);
    if (
      row.action &&
      used.action &&
      row.action !== used.action &&
      row.action !== 'unspecified' &&
      used.action !== 'unspecified'
    ) {
      add('action', used.action, row.action);
    }
  }
  return found;
}

/** An earlier list that knew less does not contradict a later one: the event came after it. */
function overtaken(earlier: StatusRow, later: StatusRow): boolean {
  const event = later.status === 'party' ? later.acted : later.signed;
  return later.status !== 'none' && event !== undefined && event > earlier.asAt;
}
