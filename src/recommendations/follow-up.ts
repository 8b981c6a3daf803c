/**
 * Follow-up: what became of a demand, in ledgers that never overwrite each other. A status stands only with its
 * receipt, the passage that says so. Being asked again is no receipt: nothing here concludes "not done" from it.
 */
import type { Citation } from '../core/citation.ts';
import { type Day, earliest, happenedBy, isDay, latest, type PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import {
  type CompleteList,
  type Difference,
  type InstrumentId,
  type Standing,
  standingOn,
  type StatusRow,
} from '../commitments/model.ts';
import type { DemandKey } from './demand.ts';
import { frameOf } from './demand-key.ts';

/** Who says it: the State of itself; civil society or the national human rights institution as its assessment. */
export const ledgers = ['State', 'civil society', 'national human rights institution'] as const;
export type Ledger = (typeof ledgers)[number];

export const followUpStatuses = [
  'not started',
  'in progress',
  'partly',
  'done',
  'no longer relevant',
  'cannot tell',
] as const;
export type FollowUpStatus = (typeof followUpStatuses)[number];

/** Whether everyone may know the source of an entry, or only those who review it. */
export const sourceKeepings = ['open', 'in confidence'] as const;
export type SourceKeeping = (typeof sourceKeepings)[number];

/** A citation down to the passage. */
export interface Receipt extends Citation {
  readonly place: string;
}

/** One entry of a ledger. */
export interface FollowUp {
  readonly state: Iso3;
  readonly demand: DemandKey;
  readonly ledger: Ledger;
  readonly status: FollowUpStatus;
  /** What the passage says, in short. */
  readonly said: string;
  /** Of the statement or the assessment, not of its entry here. */
  readonly date: PartialDate;
  readonly receipt: Receipt;
}

/** An entry as it is handed in. */
export interface GivenFollowUp extends FollowUp {
  readonly sourceKept: SourceKeeping;
}

/** As the record holds it. Where the source is held in confidence, the receipt says so and nobody is named. */
export interface EnteredFollowUp extends FollowUp {
  readonly enteredBy?: string;
  readonly enteredAt: string;
}

/** Something done or planned that serves demands, often several. */
export interface FollowUpAction {
  readonly state: Iso3;
  readonly text: string;
  /** The institution that leads it, where that is known. */
  readonly lead?: string;
  readonly from?: PartialDate;
  readonly until?: PartialDate;
  readonly demands: readonly DemandKey[];
  readonly citation: Citation;
}

/** What one ledger says as of a day. */
export interface LedgerStanding<Entry> {
  readonly ledger: Ledger;
  readonly current: Entry;
  /** What it said before, newest first. */
  readonly earlier: readonly Entry[];
}

/** Whether the ledgers give one status. Neutral: neither is right for being there first. */
export type LedgerDifference = 'agree' | 'differ' | 'one ledger only' | 'none';

export interface FollowUpStanding<Entry> {
  /** Those that say something, in the order of `ledgers`. */
  readonly ledgers: readonly LedgerStanding<Entry>[];
  readonly difference: LedgerDifference;
  /** The entry with the newest receipt of all ledgers. */
  readonly newest?: Entry;
}

/**
 * The ledgers of one demand as of a day: the newest entry of each, the others as its history.
 * An entry known by year or month counts from the first day it can mean; of two with one date, that entered later.
 * @param entries of one State and one demand, in the order in which they were entered
 */
export function standing<Entry extends FollowUp>(
  entries: readonly Entry[],
  asOf: Day,
): FollowUpStanding<Entry> {
  const newestFirst = entries
    .filter(({ date }) => happenedBy(date, asOf) !== 'no')
    .toReversed()
    .toSorted((a, b) => compare(earliest(b.date), earliest(a.date)));
  const found = ledgers.flatMap((ledger): LedgerStanding<Entry>[] => {
    const [current, ...earlier] = newestFirst.filter((entry) => entry.ledger === ledger);
    return current ? [{ ledger, current, earlier }] : [];
  });
  const [newest] = newestFirst;
  return {
    ledgers: found,
    difference: differenceOf(found.map(({ current }) => current.status)),
    ...(newest ? { newest } : {}),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How the statuses of the ledgers stand to each other, in whichever order they come. */
export function differenceOf(statuses: readonly FollowUpStatus[]): LedgerDifference {
  if (statuses.length < 2) return statuses.length === 0 ? 'none' : 'one ledger only';
  return new Set(statuses).size === 1 ? 'agree' : 'differ';
}

/** Whole years and months; "at least" where the date is known by year or month only. */
export interface Age {
  readonly years: number;
  readonly months: number;
  readonly known: 'exactly' | 'at least';
}

/** How old something of that date is on a day; never below zero. */
export function ageOf(date: PartialDate, day: Day): Age {
  const from = latest(date);
  const [year, month, dayOfMonth] = from.split('-').map(Number) as [number, number, number];
  const [toYear, toMonth, toDay] = day.split('-').map(Number) as [number, number, number];
  const months = Math.max(0, (toYear - year) * 12 + toMonth - month - (toDay < dayOfMonth ? 1 : 0));
  return {
    years: Math.floor(months / 12),
    months: months % 12,
    known: isDay(date) ? 'exactly' : 'at least',
  };
}

/**
 * What the record of treaties says to a demand on a treaty.
 * "closed": party. "reopened": withdrew. "in progress": signed, not bound. "open": no step is recorded.
 * "not settled": sources differ, or the source is not verified, so that nothing is closed by it.
 */
export type TreatyAnswer = { readonly instrument: InstrumentId } & (
  | {
      readonly kind: 'closed' | 'reopened' | 'in progress';
      readonly date: PartialDate;
      readonly row: StatusRow;
    }
  | { readonly kind: 'open'; readonly row: StatusRow }
  | {
      readonly kind: 'not settled';
      readonly why: 'sources differ' | 'unverified';
      /** What the row in use says, by itself. */
      readonly standing: Standing['kind'];
      readonly row: StatusRow;
      readonly differences: readonly Difference[];
    }
  | {
      readonly kind: 'cannot tell';
      readonly why: 'nothing recorded' | 'date not precise' | 'reservations are not recorded';
      readonly row?: StatusRow;
    }
);

/** What the record of treaties holds of one State. */
export interface TreatyRecord {
  readonly rows: readonly StatusRow[];
  readonly lists: ReadonlyMap<InstrumentId, CompleteList>;
}

/** The instrument that a demand asks the State to join; undefined for other demands. */
function instrumentOf(demand: DemandKey): { operation: string; instrument: InstrumentId } | undefined {
  const { operation, object } = frameOf(demand);
  if (object?.list !== 'instrument') return undefined;
  return { operation, instrument: object.entry as InstrumentId };
}

/**
 * Answers "ratify X" from the record of treaties, with the row of the list as receipt; undefined for demands on
 * which that record has no say. Reservations are not in it, so on "withdraw the reservation" it cannot tell.
 */
export function treatyAnswer(
  state: Iso3,
  demand: DemandKey,
  { rows, lists }: TreatyRecord,
  asOf: Day,
): TreatyAnswer | undefined {
  const asked = instrumentOf(demand);
  if (!asked) return undefined;
  const { operation, instrument } = asked;
  if (operation === 'withdraw-reservation')
    return { kind: 'cannot tell', why: 'reservations are not recorded', instrument };
  if (operation !== 'ratify') return undefined;
  const own = rows.filter((row) => row.state === state && row.instrument === instrument);
  const { kind, row, differences } = standingOn(state, own, asOf, lists.get(instrument));
  if (!row || kind === 'not loaded') return { kind: 'cannot tell', why: 'nothing recorded', instrument };
  const bearing = differences.filter((difference) => bears(difference, asOf));
  if (bearing.length > 0 || row.citation.standing === 'unverified')
    return {
      kind: 'not settled',
      why: bearing.length > 0 ? 'sources differ' : 'unverified',
      standing: kind,
      row,
      differences: bearing,
      instrument,
    };
  if (kind === 'party' && row.acted) return { kind: 'closed', date: row.acted, row, instrument };
  if (kind === 'withdrawn' && row.acted) return { kind: 'reopened', date: row.acted, row, instrument };
  if (kind === 'signed' && row.signed) return { kind: 'in progress', date: row.signed, row, instrument };
  if (kind === 'none' || kind === 'not party') return { kind: 'open', row, instrument };
  return { kind: 'cannot tell', why: 'date not precise', row, instrument };
}

/** Whether a difference leaves open how the State stands on the day: not the date or name of an act long done. */
function bears({ field, used, other }: Difference, day: Day): boolean {
  if (field === 'status') return true;
  if (field !== 'acted') return false;
  return happenedBy(used as PartialDate, day) !== happenedBy(other as PartialDate, day);
}

/** All that is known of what became of one demand, as of a day. */
export interface DemandFollowUp {
  readonly state: Iso3;
  readonly demand: DemandKey;
  /** Other demands that are one with it by the decisions of persons; their entries and actions are here too. */
  readonly joined: readonly DemandKey[];
  readonly standing: FollowUpStanding<EnteredFollowUp>;
  readonly treaty?: TreatyAnswer;
  readonly actions: readonly FollowUpAction[];
}
