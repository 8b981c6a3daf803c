/**
 * Commitments: what States promised. Types, and the rules that need no store.
 *
 * A row of a status list says what one source says of one State and one instrument as at one day. Two
 * sources are two rows; which one is used is recorded, never decided silently, and the other is shown.
 */
import type { Citation } from '../core/citation.ts';
import {
  addDays,
  agree,
  type Day,
  earliest,
  happenedBy,
  isDay,
  latest,
  type PartialDate,
} from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import type { LocalText } from '../core/text.ts';
import type { Iso3 } from '../core/state.ts';
import type { MessageKey } from '../platform/messages.ts';

/** A statement with its source. */
export interface Fact<T> {
  readonly value: T;
  readonly citation: Citation;
}

export type InstrumentId = string & { readonly __kind: 'InstrumentId' };

export interface Instrument {
  readonly id: InstrumentId;
  readonly title: Fact<string>;
  /** The title, and in other languages what people approved or what came with the program. */
  readonly name: LocalText;
  /** Who says that it is called so in a language; in English that is the source of the title. */
  readonly nameCitations: ReadonlyMap<string, Citation>;
  readonly short: string;
  /** Other short names under which files list it. */
  readonly aka: readonly string[];
  readonly level: string;
  readonly region?: string;
  readonly type: string;
  /** adopted, in_force, depositary, monitoring_body, unts, untc_number … each with its own source. */
  readonly facts: ReadonlyMap<string, Fact<string>>;
  readonly articles: readonly {
    readonly article: string;
    readonly subject: string;
    readonly citation: Citation;
  }[];
  readonly notes: readonly string[];
}

/** The instrument of an id as a person types it, in any case. @throws Problem `instrument-unknown` */
export function askedInstrument(all: readonly Instrument[], id: string): Instrument {
  const found = all.find((instrument) => instrument.id === id.toUpperCase());
  if (!found) throw new Problem('instrument-unknown', { value: id });
  return found;
}

/** A count or list that a source gives for an instrument as at a date: parties, signatories, not_party … */
export interface Snapshot {
  readonly instrument: InstrumentId;
  /** Absent where the source is undated. */
  readonly asAt?: PartialDate;
  readonly field: string;
  /** A number, or ISO 3166-1 alpha-3 codes with spaces between them. */
  readonly value: string;
  readonly note?: string;
  readonly citation: Citation;
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

/** "none": took no step. "not party": the source says only that; the State may have signed. */
export const statuses = ['party', 'signed', 'none', 'not party'] as const;
export type Status = (typeof statuses)[number];

/** The acts a source states. A field it does not state is absent. */
export interface Acts {
  readonly status?: Status;
  readonly signed?: PartialDate;
  readonly action?: Action;
  readonly acted?: PartialDate;
}

/** What one source says of one State and one instrument. */
export interface StatusRow extends Acts {
  readonly instrument: InstrumentId;
  readonly state: Iso3;
  readonly asAt: PartialDate;
  /** "used": read as the status. "other": kept and shown where it differs. */
  readonly standing: 'used' | 'other';
  readonly note?: string;
  readonly citation: Citation;
}

/** What one source says of an organisation that is no State: the European Union. */
export interface OrganisationRow extends Acts {
  readonly instrument: InstrumentId;
  readonly organisation: string;
  readonly asAt: PartialDate;
  readonly citation: Citation;
}

/** A list that names every State which took a step: a State without a row had taken none on that day. */
export interface CompleteList {
  readonly instrument: InstrumentId;
  readonly asAt: PartialDate;
  readonly citation: Citation;
}

/** A point on which another source differs from the row that is used. */
export interface Difference {
  readonly field: 'status' | 'signed' | 'action' | 'acted';
  readonly used: string;
  readonly other: string;
  readonly row: StatusRow;
}

/** What a source says in a point on which sources differ: a date, or a word of the interface. */
export function toldValue(
  field: Difference['field'],
  value: string,
): { readonly date: PartialDate } | { readonly key: MessageKey } {
  if (field === 'signed' || field === 'acted') return { date: value as PartialDate };
  return { key: field === 'status' ? `standing.${value as Status}` : `action.${value as Action}` };
}

/** How a State stands to an instrument on a day. */
export interface Standing {
  readonly kind: Status | 'withdrawn' | 'cannot tell' | 'not loaded';
  /** The row used; absent only when nothing is loaded. */
  readonly row?: StatusRow;
  readonly differences: readonly Difference[];
}

/** The row in use on one State and one instrument, without a look at the day asked for. */
export function rowInUse(state: Iso3, rows: readonly StatusRow[]): StatusRow | undefined {
  return rowsInUse(state, rows, undefined).at(-1);
}

/**
 * The rows that can be in use, the one that is at the end: the newest list, and of two for the same date
 * the one entered later. A complete list counts as a row "none" for a State it does not name, unless
 * another list shows a step: a name misread must not undo a ratification.
 */
function rowsInUse(state: Iso3, rows: readonly StatusRow[], list: CompleteList | undefined): StatusRow[] {
  const used = rows.filter((row) => row.standing === 'used');
  if (list && used.every((row) => row.status === 'none')) {
    used.push({ ...list, state, status: 'none', standing: 'used' });
  }
  return used.toSorted((a, b) =>
    latest(a.asAt) < latest(b.asAt) ? -1 : latest(a.asAt) > latest(b.asAt) ? 1 : 0,
  );
}

/**
 * The standing of a State on a day, from all rows on it and one instrument (in the order they were entered)
 * and the newest complete list of that instrument, if there is one.
 * The newest row in use is read; what others say against it is listed.
 */
export function standingOn(state: Iso3, rows: readonly StatusRow[], day: Day, list?: CompleteList): Standing {
  const used = rowsInUse(state, rows, list);
  // Before a withdrawal, and before a return after one, the State stood as the list before it says.
  while (used.length > 1 && isStillToCome(used, day)) used.pop();
  const row = used.at(-1);
  if (!row) return { kind: 'not loaded', differences: [] };
  return { kind: kindOn(row, day), row, differences: differences(row, rows) };
}

/** Whether the last row tells of an act to come on the day, before which an earlier row holds. */
function isStillToCome(used: readonly StatusRow[], day: Day): boolean {
  const last = used.at(-1);
  if (last?.action === 'withdrawal') return !actedBy(last, day);
  const acted = last?.acted;
  if (!acted || happenedBy(acted, day) !== 'no') return false;
  return withdrawalsOf(used).some((left) => latest(left) < earliest(acted));
}

function withdrawalsOf(rows: readonly StatusRow[]): PartialDate[] {
  return rows.flatMap(({ action, acted }) => (action === 'withdrawal' && acted ? [acted] : []));
}

function actedBy(row: StatusRow | undefined, day: Day): boolean {
  return row?.acted !== undefined && happenedBy(row.acted, day) === 'yes';
}

function kindOn(row: StatusRow, day: Day): Standing['kind'] {
  if (row.action === 'withdrawal') return actedBy(row, day) ? 'withdrawn' : 'cannot tell';
  if (row.acted) {
    const acted = happenedBy(row.acted, day);
    if (acted === 'yes') return 'party';
    if (acted === 'cannot tell') return 'cannot tell';
  } else if (row.status === 'party') return 'cannot tell';
  if (row.signed) {
    const signed = happenedBy(row.signed, day);
    return signed === 'yes' ? 'signed' : signed === 'no' ? 'none' : 'cannot tell';
  }
  if (row.status === 'signed') return 'cannot tell';
  // Before an accession or succession there was no step; before any other act there may have been a signature.
  if (row.acted) return row.action === 'accession' || row.action === 'succession' ? 'none' : 'not party';
  return row.status === 'not party' ? 'not party' : 'none';
}

/** Where other rows contradict the one used. A coarser date that covers a finer one does not contradict it. */
export function differences(used: StatusRow, rows: readonly StatusRow[]): Difference[] {
  const withdrawals = withdrawalsOf(rows);
  return rows.filter((row) => row !== used).flatMap((row) => differencesOf(used, row, withdrawals));
}

function differencesOf(used: StatusRow, row: StatusRow, withdrawals: readonly PartialDate[]): Difference[] {
  const found: Difference[] = [];
  const add = (field: Difference['field'], mine: string, theirs: string) =>
    found.push({ field, used: mine, other: theirs, row });
  if (used.status && row.status && !statusesFit(used, row)) add('status', used.status, row.status);
  if (used.signed && row.signed && !agree(used.signed, row.signed)) add('signed', used.signed, row.signed);
  // A withdrawal and the act before it are two events, not two accounts of one.
  if ((used.action === 'withdrawal') !== (row.action === 'withdrawal')) return found;
  // Nor are an act before a withdrawal and the return after it.
  const [mine, theirs] = [used.acted, row.acted];
  if (mine && theirs && withdrawals.some((left) => mine < left !== theirs < left)) return found;
  if (used.acted && row.acted && !agree(used.acted, row.acted)) add('acted', used.acted, row.acted);
  if (used.action && row.action && !actionsFit(used.action, row.action))
    add('action', used.action, row.action);
  return found;
}

function actionsFit(a: Action, b: Action): boolean {
  return a === b || a === 'unspecified' || b === 'unspecified';
}

/** An earlier list that knew less does not contradict a later one when the step may have come between them. */
function statusesFit(a: StatusRow, b: StatusRow): boolean {
  if (a.status === b.status) return true;
  if (a.status !== 'party' && b.status !== 'party' && [a.status, b.status].includes('not party')) return true;
  const [earlier, later] = latest(a.asAt) <= latest(b.asAt) ? [a, b] : [b, a];
  const step = later.acted ?? (later.status === 'signed' ? later.signed : undefined);
  return step !== undefined && happenedBy(step, earliest(earlier.asAt)) !== 'yes';
}

/**
 * Whether a new row becomes the one in use. A newer list does, unless it says the same less precisely
 * (a year where the day is known); an older one, or another of the same date, is kept beside it.
 */
export function standingOf(
  row: Omit<StatusRow, 'standing'>,
  rows: readonly StatusRow[],
): StatusRow['standing'] {
  const used = rowInUse(row.state, rows);
  if (!used) return 'used';
  if (latest(row.asAt) <= latest(used.asAt)) return 'other';
  return lessPrecise({ ...row, standing: 'other' }, used) ? 'other' : 'used';
}

function lessPrecise(row: StatusRow, used: StatusRow): boolean {
  if (row.status !== used.status || differencesOf(used, row, []).length > 0) return false;
  const [mine, theirs] = [detailOf(row), detailOf(used)];
  return mine.every((value, at) => value <= (theirs[at] ?? 0)) && mine.join() !== theirs.join();
}

/** How much of each field is stated. */
function detailOf({ signed, acted, action }: Acts): number[] {
  return [signed?.length ?? 0, acted?.length ?? 0, action && action !== 'unspecified' ? 1 : 0];
}

/** How many States, or instruments, stand how. What rests on an unverified source is counted apart. */
export interface Count {
  readonly party: number;
  readonly signed: number;
  /** Party or signed by an unverified source: shown, never counted for a State. */
  readonly unverified: number;
  readonly loaded: number;
}

export function countStandings(all: Iterable<Standing>): Count {
  const count = { party: 0, signed: 0, unverified: 0, loaded: 0 };
  for (const { kind, row } of all) {
    if (kind !== 'not loaded') count.loaded += 1;
    if (kind !== 'party' && kind !== 'signed') continue;
    if (row?.citation.standing === 'verified') count[kind] += 1;
    else count.unverified += 1;
  }
  return count;
}

/** When a treaty enters into force: so many days after so many instruments of consent are deposited. */
export interface EntryIntoForceRule {
  readonly instrument: InstrumentId;
  readonly needed: number;
  readonly days: number;
  readonly article: string;
}

/** Framework Convention on Tourism Ethics, article 20(1): the 30th day after the tenth instrument. */
export const tourismEthicsRule: EntryIntoForceRule = {
  instrument: 'UNWTO-ETHICS' as InstrumentId,
  needed: 10,
  days: 30,
  article: '20(1)',
};

export type EntryIntoForce =
  | { readonly kind: 'waiting'; readonly deposited: number; readonly needed: number }
  | { readonly kind: 'in force' | 'enters into force'; readonly on: Day; readonly deposited: number }
  /** The deposit that decides is not known by day. */
  | { readonly kind: 'cannot tell'; readonly deposited: number };

/** Entry into force as known on a day, computed from the dates of deposit. */
export function entryIntoForceOn(
  rule: EntryIntoForceRule,
  deposits: readonly PartialDate[],
  day: Day,
): EntryIntoForce {
  const made = deposits.filter((date) => happenedBy(date, day) === 'yes').toSorted();
  const deciding = made[rule.needed - 1];
  if (!deciding) return { kind: 'waiting', deposited: made.length, needed: rule.needed };
  if (!isDay(deciding)) return { kind: 'cannot tell', deposited: made.length };
  const on = addDays(deciding, rule.days);
  return { kind: on <= day ? 'in force' : 'enters into force', on, deposited: made.length };
}

/** One State's review in the Universal Periodic Review. Dates, deadlines and placing are verified apart. */
export interface UprReview {
  readonly cycle: number;
  readonly session: number;
  readonly state: Iso3;
  readonly starts: PartialDate;
  readonly ends: PartialDate;
  readonly stakeholderDeadline?: PartialDate;
  readonly nationalReportDeadline?: PartialDate;
  readonly verified: { readonly dates: boolean; readonly deadlines: boolean; readonly state: boolean };
  readonly note?: string;
  readonly citation: Citation;
}

/** A due date that a body has published for a State: never computed. */
export interface PublishedDue {
  readonly state: Iso3;
  readonly instrument: InstrumentId;
  /** "Fifth periodic report", "Replies to the list of issues" … in the words of the calendar. */
  readonly document: string;
  readonly due: PartialDate;
  readonly asAt: PartialDate;
  readonly citation: Citation;
}

/** What a source says of a State's reporting as at a date: "never reported". */
export interface ReportStanding {
  readonly state: Iso3;
  readonly instrument: InstrumentId;
  readonly statement: string;
  readonly asAt: PartialDate;
  readonly citation: Citation;
}

export const commitmentKinds = ['regional', 'voluntary', 'industry'] as const;
export type CommitmentKind = (typeof commitmentKinds)[number];

/** A promise that is no treaty: a declaration, a plan of action, a code of companies. */
export interface Commitment {
  readonly id: string;
  readonly name: string;
  readonly kind: CommitmentKind;
  readonly adopted?: PartialDate;
  readonly adoptedBy: string;
  readonly statement: string;
  readonly citation: Citation;
  readonly items: readonly { readonly number: number; readonly text: string; readonly citation: Citation }[];
  /** Only States that a source names. */
  readonly states: readonly {
    readonly state: Iso3;
    readonly part: 'takes part' | 'absent';
    readonly citation: Citation;
  }[];
}
