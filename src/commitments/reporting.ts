/**
 * Reporting rules: when a treaty binds a State, and when its first report falls due. Every date comes with its
 * rule, inputs and steps, so that "why this date?" has an answer. Periodic dates are never computed: bodies
 * publish them (rule CRC-PERIODIC-PRACTICE).
 */
import { z } from 'zod';
import shipped from '../../reference/commitments/reporting-rules.json' with { type: 'json' };
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  isDay,
  parseDay,
  type PartialDate,
  wholeYears,
} from '../core/date.ts';
import type { InstrumentId } from './model.ts';

const computeSchema = z.object({
  start: z.enum(['deposit_date', 'registration_date', 'in_force_for_state', 'previous_due_date']),
  add: z.object({ days: z.number(), months: z.number(), years: z.number() }).partial(),
  month_end: z.literal('clamp'),
  not_before: z.string().transform(parseDay).optional(),
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

/** A rule as shipped, with its source. */
export interface Rule {
  readonly id: string;
  readonly instrument: string;
  readonly kind: z.infer<typeof ruleSchema>['kind'];
  readonly statement: string;
  readonly article?: string;
  readonly note?: string;
  readonly source: string;
  readonly standing: 'verified' | 'unverified';
  readonly compute?: z.infer<typeof computeSchema>;
}

export const rules: readonly Rule[] = z
  .object({ rules: z.array(ruleSchema) })
  .parse(shipped)
  .rules.map(({ id, instrument, kind, statement, article, note, source, verified, compute }) => ({
    id,
    instrument,
    kind,
    statement,
    ...(article ? { article } : {}),
    ...(note ? { note } : {}),
    source,
    standing: verified ? 'verified' : 'unverified',
    ...(compute ? { compute } : {}),
  }));

/** One step of a computation. */
export type Step =
  | {
      readonly kind: 'add';
      readonly count: number;
      readonly unit: 'days' | 'months' | 'years';
      readonly to: Day;
    }
  | { readonly kind: 'first day of the next month'; readonly to: Day }
  /** The treaty itself, or its parent treaty, was not in force earlier. */
  | { readonly kind: 'not before'; readonly to: Day };

/** A computed date, or none with the reason in `inputs`: a start known only by year gives no day. */
export interface Computed {
  readonly date?: Day;
  readonly rule: Rule;
  readonly from: {
    readonly what: 'deposit' | 'registration' | 'in force for the State' | 'previous due date';
    readonly date: PartialDate;
  };
  readonly steps: readonly Step[];
  /** How the start was computed, where it was. */
  readonly because?: Computed;
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

/**
 * When an instrument enters into force for a State that deposits its act on a day.
 * @param parentInForce for a protocol: since when its parent convention binds the State
 * @returns undefined where no rule is recorded; a Computed without date where the day of deposit is not known
 */
export function entryIntoForce(
  instrument: InstrumentId,
  deposit: PartialDate,
  parentInForce?: Day,
): Computed | undefined {
  const rule = ruleOf(instrument, 'entry_into_force_for_state');
  const computed = rule && apply(rule, deposit);
  if (!computed?.date || !parentInForce || parentInForce <= computed.date) return computed;
  return {
    ...computed,
    date: parentInForce,
    steps: [...computed.steps, { kind: 'not before', to: parentInForce }],
  };
}

/** When the first report falls due, by the rule of the instrument, from the day it entered into force for the State. */
export function firstReport(instrument: InstrumentId, inForce: Computed): Computed | undefined {
  const rule = ruleOf(instrument, 'initial_report');
  if (!rule) return undefined;
  if (!inForce.date)
    return {
      rule,
      from: { what: 'in force for the State', date: inForce.from.date },
      steps: [],
      because: inForce,
    };
  const computed = apply(rule, inForce.date);
  return computed && { ...computed, because: inForce };
}

/** The next report where the treaty gives a period and the previous due date is known (ACRWC: three years). */
export function nextReport(instrument: InstrumentId, previousDue: Day): Computed | undefined {
  const rule = ruleOf(instrument, 'periodic_report');
  return rule?.compute ? apply(rule, previousDue) : undefined;
}

/** What is said of later reports, where nothing may be computed: the rule in words, with its source. */
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
    (rule) => rule.kind === 'periodic_report' && rule.instrument.split(', ').includes(instrument),
  );
}

function apply(rule: Rule, start: PartialDate): Computed | undefined {
  const { compute } = rule;
  if (!compute) return undefined;
  const from = { what: starts[compute.start], date: start };
  if (!isDay(start)) return { rule, from, steps: [] };
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
  if (compute.not_before && date < compute.not_before) {
    date = compute.not_before;
    steps.push({ kind: 'not before', to: date });
  }
  return { date, rule, from, steps };
}

/** How long a report has been overdue, in whole years since the day it was due. */
export const overdueBands = [
  'not overdue',
  'less than 5 years',
  '5 to 10 years',
  'more than 10 years',
] as const;
export type OverdueBand = (typeof overdueBands)[number];

/** On the tenth anniversary a report is still "5 to 10 years" overdue; from the day after it is more. */
export function overdueBand(due: Day, today: Day): OverdueBand {
  if (due >= today) return 'not overdue';
  const years = wholeYears(due, today);
  if (years < 5) return 'less than 5 years';
  return years < 10 || addMonths(due, 120) === today ? '5 to 10 years' : 'more than 10 years';
}
