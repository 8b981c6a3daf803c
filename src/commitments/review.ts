/**
 * Reviews and the part civil society can take in them: when inputs to the Committee on the Rights of the Child
 * close, how long they may be, and where a State stands in the Universal Periodic Review. Pure.
 */
import { z } from 'zod';
import shipped from '../../reference/commitments/reporting-rules.json' with { type: 'json' };
import {
  addMonths,
  type Day,
  earliest,
  happenedBy,
  isDay,
  latest,
  parseDate,
  parseDay,
  type PartialDate,
} from '../core/date.ts';
import type { UprReview } from './model.ts';

/** A rule of the shipped file in words, with its source. */
export interface Guidance {
  readonly id: string;
  readonly subject: string;
  /** What to send, or when. */
  readonly content?: string;
  readonly when?: string;
  /** What the source leaves open, such as a year that is inferred. */
  readonly note?: string;
  readonly source: string;
  readonly standing: 'verified' | 'unverified';
}

const inputSchema = z.object({
  id: z.string(),
  subject: z.string(),
  pre_session_month: z.number().optional(),
  session_month: z.number().optional(),
  deadline_month_day: z.string().optional(),
  deadline_year_offset: z.number().optional(),
  limit_words: z.number().nullish(),
  counts: z.string().optional(),
  content: z.string().optional(),
  when: z.string().optional(),
  note: z.string().optional(),
  source: z.string(),
  verified: z.boolean(),
});

/** Some rows of the file are cycles and hold no statement. */
const uprSchema = z.object({
  id: z.string(),
  statement: z.string().optional(),
  source: z.string(),
  verified: z.boolean(),
});

const {
  crc_civil_society_inputs: inputs,
  length_limits: lengths,
  upr,
} = z
  .object({
    crc_civil_society_inputs: z.array(inputSchema),
    length_limits: z.array(inputSchema),
    upr: z.array(uprSchema),
  })
  .parse(shipped);

/** How long a document may be. No number: no limit. */
export interface LengthLimit extends Guidance {
  readonly words?: number;
  readonly counts?: string;
}

/** The limits that have a number of words, and those of submissions to the Committee. */
export const lengthLimits: readonly LengthLimit[] = [
  ...inputs.filter((input) => input.id.startsWith('length-')),
  ...lengths.filter((length) => length.limit_words !== undefined),
].map(lengthLimit);

function lengthLimit(input: z.infer<typeof inputSchema>): LengthLimit {
  return {
    ...guidance(input),
    ...(input.limit_words ? { words: input.limit_words } : {}),
    ...(input.counts ? { counts: input.counts } : {}),
  };
}

/** How long an input to the Committee may be, by its kind. */
export const inputLimits: readonly LengthLimit[] = lengthLimits.filter((limit) =>
  inputs.some((input) => input.id === limit.id),
);

/**
 * A time in which an input can be handed in; `opens` is absent where nothing says when it begins. It closes in
 * a month, not on a day, where the meeting it is counted from is known by month. Limits: `inputLimits`.
 */
export interface InputWindow extends Guidance {
  readonly opens?: Day;
  readonly closes: PartialDate;
}

/** What is known of a review by the Committee on the Rights of the Child, as its calendar gives it. */
export interface CommitteeReview {
  readonly procedure: 'standard' | 'simplified';
  /** When the list of issues prior to reporting is adopted (simplified). */
  readonly listAdopted?: Day;
  /** When the State handed in its report. */
  readonly stateReport?: Day;
  readonly preSession?: PartialDate;
  readonly session?: PartialDate;
}

/** The windows for inputs of civil society, worked backwards from the dates that are known; never guessed. */
export function inputWindows({
  procedure,
  listAdopted,
  stateReport,
  preSession,
  session,
}: CommitteeReview): InputWindow[] {
  if (procedure === 'standard') return deadline('session_month', session);
  const first = listAdopted ? [{ ...named('first-input'), closes: addMonths(listAdopted, -3) }] : [];
  const second =
    preSession && preSession.length >= 7
      ? [
          {
            ...named('second-input'),
            ...(stateReport ? { opens: addMonths(stateReport, 2) } : {}),
            closes: monthsFrom(preSession, -1),
          },
        ]
      : [];
  return [...first, ...deadline('pre_session_month', preSession), ...second];
}

/** Between pre-session and session nothing is accepted (simplified procedure). */
export function closedWindow(
  { procedure, preSession, session }: CommitteeReview,
  day: Day,
): 'closed' | 'open' | 'cannot tell' {
  if (procedure === 'standard') return 'open';
  if (!preSession || !session) return 'cannot tell';
  const begun = happenedBy(preSession, day);
  const over = happenedBy(session, day);
  if (begun === 'no' || over === 'yes') return 'open';
  return begun === 'yes' && over === 'no' ? 'closed' : 'cannot tell';
}

function deadline(
  column: 'pre_session_month' | 'session_month',
  meeting: PartialDate | undefined,
): InputWindow[] {
  if (!meeting || meeting.length < 7) return [];
  const rule = inputs.find((input) => input[column] === Number(meeting.slice(5, 7)));
  if (!rule?.deadline_month_day) return [];
  const year = Number(meeting.slice(0, 4)) + (rule.deadline_year_offset ?? 0);
  return [{ ...guidance(rule), closes: parseDay(`${year}-${rule.deadline_month_day}`) }];
}

/** So many months from a date known by day or month, as precise as that date. */
function monthsFrom(date: PartialDate, count: number): PartialDate {
  const day = addMonths(earliest(date), count);
  return isDay(date) ? day : parseDate(day.slice(0, 7));
}

function named(id: string): Guidance {
  const input = inputs.find((one) => one.id === id);
  if (!input) throw new Error(`there is no rule ${id}`);
  return guidance(input);
}

function guidance({
  id,
  subject,
  content,
  when,
  note,
  source,
  verified,
}: z.infer<typeof inputSchema>): Guidance {
  return {
    id,
    subject,
    ...(content ? { content } : {}),
    ...(when ? { when } : {}),
    ...(note ? { note } : {}),
    source,
    standing: standingOf(verified),
  };
}

/** Where a State stands in the Universal Periodic Review on a day. */
export interface UprStanding {
  readonly last?: UprReview;
  readonly next?: UprReview;
}

/** The last review that had begun by a day, and the next one; a State that no row places has neither. */
export function uprStanding(reviews: readonly UprReview[], day: Day): UprStanding {
  const inOrder = reviews.toSorted((a, b) => (earliest(a.starts) < earliest(b.starts) ? -1 : 1));
  const last = inOrder.findLast((review) => latest(review.starts) <= day);
  const next = inOrder.find((review) => latest(review.starts) > day);
  return { ...(last ? { last } : {}), ...(next ? { next } : {}) };
}

/** What is known of a deadline of a review: the date that was published, or the months in which it should lie. */
export type UprDeadline = {
  /** "verified" only where the date, or all that the estimate rests on, was read in a source. */
  readonly standing: 'verified' | 'unverified';
} & (
  | { readonly kind: 'published'; readonly date: PartialDate }
  | {
      readonly kind: 'estimate';
      /** The first and the last month, by the rule; a real deadline can lie beside them. */
      readonly between: readonly [PartialDate, PartialDate];
      readonly statement: string;
      readonly source: string;
    }
);

/** Months before the session, as the statements of the two rules give them. */
const before = {
  stakeholders: { rule: 'deadline-stakeholder', field: 'stakeholderDeadline', months: [7, 5] },
  'national report': { rule: 'deadline-national', field: 'nationalReportDeadline', months: [3, 3] },
} as const;

/** When submissions of stakeholders, or the national report, close for a review. Undefined where its session is known by year only. */
export function uprDeadline(review: UprReview, of: keyof typeof before): UprDeadline | undefined {
  const { rule: id, field, months } = before[of];
  const date = review[field];
  const { verified } = review;
  if (date) return { kind: 'published', date, standing: standingOf(verified.deadlines && verified.state) };
  const rule = upr.find((one) => one.id === id);
  if (!rule?.statement || review.starts.length < 7) return undefined;
  const start = parseDate(review.starts.slice(0, 7));
  return {
    kind: 'estimate',
    between: [monthsFrom(start, -months[0]), monthsFrom(start, -months[1])],
    statement: rule.statement,
    source: rule.source,
    standing: standingOf(rule.verified && verified.dates && verified.state),
  };
}

function standingOf(verified: boolean): 'verified' | 'unverified' {
  return verified ? 'verified' : 'unverified';
}
