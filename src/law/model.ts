/**
 * Law: what a State's law says, point by point, as of a date. Here: laws, their provisions and when these hold.
 *
 * A provision is one wording of one article. An amendment ends one wording and begins the next, so what the law
 * said on a day is found by dates alone, and nothing is overwritten.
 */
import type { Citation } from '../core/citation.ts';
import { type Day, earliest, happenedBy, latest, type PartialDate } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import type { Iso3 } from '../core/state.ts';

/** Given by whoever enters the law, unique in the record: "PHL-RA-11930". */
export type LawId = string & { readonly __kind: 'LawId' };
/** Given by whoever enters the provision, unique in the record: "PHL-RA-11930-4(a)". */
export type ProvisionId = string & { readonly __kind: 'ProvisionId' };

export const lawKinds = ['constitution', 'code', 'act', 'decree', 'regulation', 'other'] as const;
export type LawKind = (typeof lawKinds)[number];

export const translations = [
  'original in English',
  'official translation',
  'unofficial translation',
  'machine translation',
  'not translated',
] as const;
export type Translation = (typeof translations)[number];

/** The way of a bill, in the order in which it is usually gone; the last three end it. */
export const billStages = [
  'proposed',
  'first reading',
  'committee',
  'second reading',
  'third reading',
  'passed',
  'assented',
  'commenced',
  'rejected',
  'withdrawn',
  'lapsed',
] as const;
export type BillStage = (typeof billStages)[number];

export interface Stage {
  readonly stage: BillStage;
  readonly date?: PartialDate;
  readonly citation: Citation;
}

export interface Law {
  readonly id: LawId;
  readonly state: Iso3;
  /** In the original language. */
  readonly title: string;
  /** ISO 639-1 code of the language of the title and the authentic text: "km". */
  readonly language: string;
  /** Absent where the original is English. */
  readonly titleEnglish?: string;
  /** Official number: "Republic Act No. 11930". */
  readonly number?: string;
  readonly kind: LawKind;
  /** When it was adopted; absent for a bill. */
  readonly date?: PartialDate;
  /** The official publication. */
  readonly address?: string;
  readonly translation: Translation;
  /** In the order of `billStages`; empty where nobody entered any. */
  readonly stages: readonly Stage[];
  readonly citation: Citation;
}

/** What made a wording cease to be the law. */
export const endings = ['amended', 'replaced', 'repealed', 'struck down', 'expired'] as const;
export type Ending = (typeof endings)[number];

export interface Provision {
  readonly id: ProvisionId;
  readonly law: LawId;
  /** As the law numbers it: "4(a)", "bis 218". */
  readonly article: string;
  readonly text: string;
  readonly textIs: 'quotation' | 'paraphrase';
  /** First day in force. Absent in a bill, and in an act that has not commenced and names no day. */
  readonly from?: PartialDate;
  /** First day no longer in force. The same as `from` where a court found it void from the beginning. */
  readonly to?: PartialDate;
  readonly ended?: Ending;
  /** When the wording was enacted; later than `from` where it applies to the past. */
  readonly enacted?: PartialDate;
  /** The act or judgment that brought the wording, where it is another than the law itself. */
  readonly by?: string;
  readonly citation: Citation;
}

/** "draft": no day is known on which it comes into force. */
export const provisionStandings = [
  'in force',
  'not yet in force',
  'draft',
  'no longer in force',
  'cannot tell',
] as const;
export type ProvisionStanding = (typeof provisionStandings)[number];

/** How a provision stands on a day; "cannot tell" where the dates are known by month or year only. */
export function standingOn(provision: Pick<Provision, 'from' | 'to'>, day: Day): ProvisionStanding {
  if (provision.from === undefined) return 'draft';
  const begun = happenedBy(provision.from, day);
  const ended = provision.to === undefined ? 'no' : happenedBy(provision.to, day);
  if (begun === 'no') return 'not yet in force';
  if (ended === 'yes') return 'no longer in force';
  return begun === 'yes' && ended === 'no' ? 'in force' : 'cannot tell';
}

/**
 * Whether the wording reached back: it was enacted after the day on which it began to apply.
 * "cannot tell" counts as no; nothing is claimed that the dates do not say.
 */
export function isRetroactive(provision: Pick<Provision, 'from' | 'enacted'>): boolean {
  return (
    provision.from !== undefined &&
    provision.enacted !== undefined &&
    latest(provision.from) < earliest(provision.enacted)
  );
}

/**
 * The last day on which nobody could know the wording as law: the later of the days on which it was enacted and
 * on which it began to apply. Undefined for a draft.
 */
export function newsOf(provision: Pick<Provision, 'from' | 'enacted'>): Day | undefined {
  if (provision.from === undefined) return undefined;
  const from = earliest(provision.from);
  const enacted = provision.enacted === undefined ? from : earliest(provision.enacted);
  return enacted > from ? enacted : from;
}

/**
 * Refuses dates that contradict each other.
 * @throws Problem `law-invalid`
 */
export function checkDates(provision: Pick<Provision, 'id' | 'from' | 'to' | 'ended'>): void {
  const wrong = (detail: string) => new Problem('law-invalid', { what: provision.id, detail });
  if (provision.to !== undefined) {
    if (provision.from === undefined)
      throw wrong('it ceased to be in force and has no day on which it began');
    if (latest(provision.to) < earliest(provision.from)) throw wrong('it ceased before it began');
  } else if (provision.ended !== undefined)
    throw wrong(`it was ${provision.ended} and has no day on which it ceased`);
}

/** The newest stage a bill has reached; undefined where none was entered. */
export function stageReached(law: Law): Stage | undefined {
  return law.stages.at(-1);
}

/** Wordings of one article of one law, oldest first: its history of amendments. Drafts come last. */
export function history(
  provisions: readonly Provision[],
  of: Pick<Provision, 'law' | 'article'>,
): Provision[] {
  return provisions
    .filter(({ law, article }) => law === of.law && article === of.article)
    .toSorted((a, b) => orderOf(a).localeCompare(orderOf(b)));
}

function orderOf({ from, enacted }: Provision): string {
  return `${from ?? '9999'} ${enacted ?? ''}`;
}
