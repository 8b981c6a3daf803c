/**
 * Reporting rules: when a treaty binds a State, and when its first report falls due. Every date comes with its
 * rule, inputs and steps, so that "why this date?" has an answer. Periodic dates are never computed: bodies
 * publish them (rule CRC-PERIODIC-PRACTICE).
 */
import { z } from 'zod';
import shipped from '../../reference/commitments/reporting-rules.json' with { type: 'json' };
import type { Citation } from '../core/citation.ts';
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  earliest,
  latest,
  parseDay,
  type PartialDate,
} from '../core/date.ts';
import type { Action, InstrumentId } from './model.ts';

const computeSchema = z.object({
  start: z.enum(['deposit_date', 'registration_date', 'in_force_for_state', 'previous_due_date']),
  add: z.object({ days: z.number(), months: z.number(), years: z.number() }).partial(),
  month_end: z.literal('clamp'),
  not_before: z.string().transform(parseDay).optional(),
  // oxlint-disable-next-line unicorn/no-thenable -- a column of the shipped file; nothing awaits it
  then: z.literal('first_day_of_next_month').optional(),
});

const ruleSchema = z.object({
  id: z.string(),
  instrument: z.string(),
  kind: z.enum([
    'entry_into_force_for_state',
    'entry_into_force',
    'initial_report',
    'periodic_report',
    'content',
    'none',
  ]),
  statement: z.string(),
  article: z.string().optional(),
  article_verified: z.boolean().optional(),
  compute: computeSchema.nullable(),
  note: z.string().optional(),
  source: z.string(),
  verified: z.boolean(),
});

type Checked = Citation['standing'];

function checked(verified: boolean): Checked {
  return verified ? 'verified' : 'unverified';
}

/** A rule as shipped, with its source. */
export interface Rule {
  readonly id: string;
  readonly instrument: string;
  readonly kind: z.infer<typeof ruleSchema>['kind'];
  readonly statement: string;
  readonly article?: string;
  /** Whether the number of the article was read in the source; a verified rule may lack that. */
  readonly articleStanding?: Checked;
  readonly note?: string;
  readonly source: string;
  readonly standing: Checked;
  readonly compute?: z.infer<typeof computeSchema>;
}

export const rules: readonly Rule[] = z
  .object({ rules: z.array(ruleSchema.transform(toRule)) })
  .parse(shipped).rules;

function toRule({
  article,
  article_verified,
  note,
  verified,
  compute,
  ...said
}: z.infer<typeof ruleSchema>): Rule {
  return {
    ...said,
    ...(article ? { article, articleStanding: checked(article_verified === true) } : {}),
    ...(note ? { note } : {}),
    standing: checked(verified),
    ...(compute ? { compute } : {}),
  };
}

/** One step of a computation. */
export type Step =
  | {
      readonly kind: 'add';
      readonly count: number;
      readonly unit: 'days' | 'months' | 'years';
      readonly to: Day;
    }
  | { readonly kind: 'first day of the next month'; readonly to: Day }
  | { readonly kind: 'not before'; readonly what: Floor; readonly to: Day };

/** What holds a date back: a treaty binds nobody before it, or its parent convention, is in force. */
export type Floor = 'treaty in force' | 'parent convention in force';

/** A computed date, or none and why. */
export interface Computed {
  readonly date?: Day;
  /** Where there is no date, the first and the last day it can be, if the rule tells. */
  readonly between?: readonly [Day, Day];
  /** A start known by month or year rarely gives a day; a succession is no deposit, and no rule speaks of it. */
  readonly why?: 'start not known by day' | 'succession';
  readonly rule: Rule;
  readonly from: {
    readonly what: 'deposit' | 'registration' | 'in force for the State' | 'previous due date';
    /** Absent where it could not be computed itself: see `because`. */
    readonly date?: PartialDate;
  };
  readonly steps: readonly Step[];
  /** How the start was computed, where it was. */
  readonly because?: Computed;
  /** What the rule asks for and the caller did not know: the date may be later. */
  readonly unchecked?: 'parent convention';
  /** The weakest of all it rests on. The source of the start itself (the status row) is cited beside it. */
  readonly standing: Checked;
}

function ruleOf(instrument: string, kind: Rule['kind']): Rule | undefined {
  return rules.find((rule) => rule.kind === kind && rule.instrument === instrument);
}

const starts = {
  deposit_date: 'deposit',
  registration_date: 'registration',
  in_force_for_state: 'in force for the State',
  previous_due_date: 'previous due date',
} as const;

/** By its rule (TIP-EIF) the protocol binds no State that its parent convention does not bind yet. */
const parents: { readonly [instrument: string]: string } = { 'TIP-PROTOCOL': 'UNTOC' };

/**
 * When an instrument enters into force for a State that deposits its act on a day.
 * @param parentInForce for a protocol: since when its parent convention binds the State
 * @param action the kind of act; a succession gives no date, since a successor is not bound from its deposit
 * @returns undefined where no rule is recorded
 */
export function entryIntoForce(
  instrument: InstrumentId,
  deposit: PartialDate,
  parentInForce?: Day,
  action: Action = 'unspecified',
): Computed | undefined {
  const rule = ruleOf(instrument, 'entry_into_force_for_state');
  if (!rule?.compute) return undefined;
  if (action === 'succession') {
    const from = { what: starts[rule.compute.start], date: deposit };
    return { why: 'succession', rule, from, steps: [], standing: rule.standing };
  }
  const computed = apply(rule, deposit, [earliest(deposit), latest(deposit)], parentInForce);
  return computed && parents[instrument] && !parentInForce
    ? { ...computed, unchecked: 'parent convention', standing: 'unverified' }
    : computed;
}

/** When the first report falls due, by the rule of the instrument, from the day it entered into force for the State. */
export function firstReport(instrument: InstrumentId, inForce: Computed): Computed | undefined {
  const rule = ruleOf(instrument, 'initial_report');
  if (!rule) return undefined;
  const computed = apply(rule, inForce.date, inForce.date ? [inForce.date, inForce.date] : inForce.between);
  return (
    computed && {
      ...computed,
      ...(computed.date || !inForce.why ? {} : { why: inForce.why }),
      because: inForce,
      standing: weakest(computed.standing, inForce.standing),
    }
  );
}

/** The next report where the treaty gives a period and the previous due date is known (ACRWC: three years). */
export function nextReport(instrument: InstrumentId, previousDue: Day): Computed | undefined {
  const rule = ruleOf(instrument, 'periodic_report');
  return rule && apply(rule, previousDue, [previousDue, previousDue]);
}

/** What is said of later reports (or that there are none), where nothing may be computed: the rule in words. */
export function periodicRule(
  instrument: InstrumentId,
  alsoPartyToCrc: 'party to CRC' | 'not party to CRC',
): Rule | undefined {
  if (instrument === 'CRC') return rules.find((rule) => rule.id === 'CRC-PERIODIC-PRACTICE');
  if (instrument === 'OPSC') {
    const id = alsoPartyToCrc === 'party to CRC' ? 'OPSC-LATER' : 'OPSC-NON-CRC';
    return rules.find((rule) => rule.id === id);
  }
  return rules.find(
    (rule) =>
      (rule.kind === 'periodic_report' || rule.kind === 'none') &&
      rule.instrument.split(', ').includes(instrument),
  );
}

/** The rule as a source: its article counts as read only where it was, and so does all the date rests on. */
export function ruleCitation({ rule, standing }: Computed): Citation {
  return {
    title: rule.source,
    ...(rule.article ? { place: `article ${rule.article}` } : {}),
    standing: weakest(standing, rule.articleStanding ?? 'verified'),
  };
}

function weakest(a: Checked, b: Checked): Checked {
  return a === 'verified' ? b : a;
}

/**
 * @param start the start as it is known, if it is
 * @param within the first and the last day the start can be; absent where not even that is known
 */
function apply(
  rule: Rule,
  start: PartialDate | undefined,
  within: readonly [Day, Day] | undefined,
  parentInForce?: Day,
): Computed | undefined {
  const { compute } = rule;
  if (!compute) return undefined;
  const from = { what: starts[compute.start], ...(start ? { date: start } : {}) };
  const none = { why: 'start not known by day', rule, from, steps: [], standing: rule.standing } as const;
  if (!within) return none;
  // Every step keeps the order of days, so the ends of the start give the ends of the date.
  const first = reckon(compute, within[0], parentInForce);
  const last = reckon(compute, within[1], parentInForce);
  const { date } = first;
  if (date !== last.date) return { ...none, between: [date, last.date] };
  // Of a start known by month or year only the step that gives the date is certain.
  const steps = within[0] === within[1] ? first.steps : first.steps.filter((step) => step.to === date);
  return { date, rule, from, steps, standing: rule.standing };
}

function reckon(
  compute: z.infer<typeof computeSchema>,
  start: Day,
  parentInForce: Day | undefined,
): { readonly date: Day; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  let date = start;
  for (const [unit, count] of Object.entries(compute.add) as ['days' | 'months' | 'years', number][]) {
    date = unit === 'days' ? addDays(date, count) : addMonths(date, unit === 'years' ? count * 12 : count);
    steps.push({ kind: 'add', count, unit, to: date });
  }
  if (compute.then) {
    date = addMonths(dayOf(`${date.slice(0, 7)}-01`), 1);
    steps.push({ kind: 'first day of the next month', to: date });
  }
  const floors = [
    ['treaty in force', compute.not_before],
    ['parent convention in force', parentInForce],
  ] as const;
  for (const [what, floor] of floors) {
    if (!floor || floor <= date) continue;
    date = floor;
    steps.push({ kind: 'not before', what, to: date });
  }
  return { date, steps };
}

/** How long a report has been overdue, in whole years since the day it was due. */
export const overdueBands = [
  'not overdue',
  'less than 5 years',
  '5 to 10 years',
  'more than 10 years',
] as const;
export type OverdueBand = (typeof overdueBands)[number];

/** Anniversaries are those of treaty practice (29 February: the 28th). From the fifth on it is "5 to 10 years", up to and with the tenth. */
export function overdueBand(due: Day, today: Day): OverdueBand {
  if (due >= today) return 'not overdue';
  if (today < addMonths(due, 5 * 12)) return 'less than 5 years';
  return today <= addMonths(due, 10 * 12) ? '5 to 10 years' : 'more than 10 years';
}
