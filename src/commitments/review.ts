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
  latest,
  parseDay,
  type PartialDate,
} from '../core/date.ts';
import type { UprReview } from './model.ts';

/** A rule of the shipped file in words, with its source. */
export interface Guidance {
  readonly id: string;
  readonly subject: string;
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

const lengthSchema = z.object({
  id: z.string(),
  subject: z.string(),
  limit_words: z.number().optional(),
  limit_pages_individual: z.number().optional(),
  limit_pages_joint: z.number().optional(),
  counts: z.string().optional(),
  note: z.string().optional(),
  source: z.string(),
  verified: z.boolean(),
});

const { crc_civil_society_inputs: inputs, length_limits: lengths } = z
  .object({ crc_civil_society_inputs: z.array(inputSchema), length_limits: z.array(lengthSchema) })
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
].map((limit) => ({
  ...guidance(limit),
  ...(limit.limit_words ? { words: limit.limit_words } : {}),
  ...(limit.counts ? { counts: limit.counts } : {}),
}));

/** A time in which an input can be handed in; `opens` is absent where nothing says when it begins. */
export interface InputWindow extends Guidance {
  readonly opens?: Day;
  readonly closes: Day;
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
            closes: addMonths(earliest(preSession), -1),
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

function named(id: string): Guidance {
  const input = inputs.find((one) => one.id === id);
  if (!input) throw new Error(`there is no rule ${id}`);
  return guidance(input);
}

function guidance({
  id,
  subject,
  source,
  verified,
}: {
  id: string;
  subject: string;
  source: string;
  verified: boolean;
}): Guidance {
  return { id, subject, source, standing: verified ? 'verified' : 'unverified' };
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
