/** API of the follow-up. */
import { z } from 'zod';
import { parseDay } from '../../core/date.ts';
import { askedState } from '../../core/state.ts';
import {
  type ApiRoute,
  citationAnswer,
  cut,
  historyAnswer,
  listRoute,
  oneRoute,
  recordedParameter,
  showHistory,
} from '../../platform/api.ts';
import { recordedBy, toldTo } from '../../platform/history.ts';
import { parseDemandKey } from '../demand-key.ts';
import {
  ageOf,
  type DemandFollowUp,
  type EnteredFollowUp,
  followUpStatuses,
  ledgers,
  type TreatyAnswer,
} from '../follow-up.ts';
import { followUpHistory } from '../follow-up-history.ts';
import { shippedCoder } from '../reference.ts';
import { demandFollowUps } from '../store/follow-up.ts';
import { loggedFollowUps } from '../store/follow-up-history.ts';
import { joinedDemands } from '../store/links.ts';

const entryAnswer = z.object({
  state: z.string(),
  demand: z.string(),
  ledger: z.enum(ledgers),
  standing: z.enum(['current', 'earlier']),
  status: z.enum(followUpStatuses),
  said: z.string(),
  date: z.string(),
  receipt: citationAnswer,
  /** Absent where the source is held in confidence. */
  enteredBy: z.string().optional(),
  enteredAt: z.string(),
});

const demandAnswer = z.object({
  state: z.string(),
  demand: z.string(),
  joined: z
    .array(z.string())
    .describe(
      'Other demands that persons confirmed to be one with it; their entries and actions are here too',
    ),
  difference: z.enum(['agree', 'differ', 'one ledger only', 'none']),
  newestReceipt: z
    .object({
      date: z.string(),
      age: z.object({
        years: z.number().int(),
        months: z.number().int(),
        known: z.enum(['exactly', 'at least']),
      }),
    })
    .optional(),
  entries: z.array(entryAnswer),
  treaty: z
    .object({
      instrument: z.string(),
      kind: z.enum(['closed', 'reopened', 'in progress', 'open', 'not settled', 'cannot tell']),
      why: z.string().optional(),
      date: z.string().optional(),
      receipt: citationAnswer.optional(),
    })
    .describe('What the record of treaties says, where the demand is to join or leave one')
    .optional(),
  actions: z.array(
    z.object({
      state: z.string(),
      text: z.string(),
      lead: z.string().optional(),
      from: z.string().optional(),
      until: z.string().optional(),
      demands: z.array(z.string()),
      citation: citationAnswer,
    }),
  ),
});

const asOf = z.string().describe('The day for which the answer holds; today when left out').optional();
const demandParameter = z.string().describe('The key of the demand: ratify|instrument/OPSC');
const iso3 = z.string().describe('ISO 3166-1 alpha-3 code of the State');

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/states/:iso3/follow-up',
    name: 'state-follow-up',
    summary: 'What became of demands of a State: the entries of all ledgers, as of a day',
    parameters: z.object({ iso3, asOf }),
    item: entryAnswer,
    answer: ({ record, today }, parameters, slice) => {
      const state = askedState(parameters.iso3);
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      return cut(record.read((tx) => demandFollowUps(tx, state.iso3, day)).flatMap(entriesOf), slice);
    },
  }),
  oneRoute({
    path: '/states/:iso3/follow-up/demand',
    name: 'state-demand-follow-up',
    summary: 'What became of one demand of a State: ledgers, the record of treaties, actions, as of a day',
    parameters: z.object({
      iso3,
      key: demandParameter,
      asOf,
    }),
    item: demandAnswer,
    answer: ({ record, today }, parameters) => {
      const state = askedState(parameters.iso3);
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      const key = parseDemandKey(parameters.key, shippedCoder().codebook);
      const [found] = record.read((tx) => demandFollowUps(tx, state.iso3, day, [key]));
      if (!found) throw new Error('one demand has one answer');
      const { newest, difference } = found.standing;
      return {
        state: found.state,
        demand: found.demand,
        joined: [...found.joined],
        difference,
        ...(newest ? { newestReceipt: { date: newest.date, age: ageOf(newest.date, day) } } : {}),
        entries: entriesOf(found),
        ...(found.treaty ? { treaty: showTreaty(found.treaty) } : {}),
        actions: found.actions.map((action) => ({ ...action, demands: [...action.demands] })),
      };
    },
  }),
  listRoute({
    path: '/states/:iso3/follow-up/history',
    name: 'state-demand-history',
    summary: 'Every entry that was entered on one demand of a State, the oldest first',
    parameters: z.object({ iso3, key: demandParameter, recorded: recordedParameter, asOf }),
    item: historyAnswer.extend({
      demand: z.string(),
      ledger: z.enum(ledgers),
      status: z.enum(followUpStatuses),
      said: z.string(),
      date: z.string(),
    }),
    answer: ({ record, today }, parameters, slice) => {
      const state = askedState(parameters.iso3);
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      const by = parameters.recorded ? parseDay(parameters.recorded) : undefined;
      const key = parseDemandKey(parameters.key, shippedCoder().codebook);
      const all = record.read((tx) =>
        loggedFollowUps(tx, state.iso3, joinedDemands(tx, day).membersOf(state.iso3, key)),
      );
      return cut(
        followUpHistory(recordedBy(all, by), day).rows.map((row) => {
          const { demand, ledger, status, said, date } = row.value;
          return { ...showHistory(toldTo('everyone', row)), demand, ledger, status, said, date };
        }),
        slice,
      );
    },
  }),
];

function entriesOf({ standing }: DemandFollowUp): z.input<typeof entryAnswer>[] {
  const show = (entry: EnteredFollowUp, position: 'current' | 'earlier') => ({
    ...entry,
    standing: position,
  });
  return standing.ledgers.flatMap(({ current, earlier }) => [
    show(current, 'current'),
    ...earlier.map((entry) => show(entry, 'earlier')),
  ]);
}

function showTreaty(answer: TreatyAnswer): z.input<typeof demandAnswer>['treaty'] {
  return {
    instrument: answer.instrument,
    kind: answer.kind,
    ...('why' in answer ? { why: answer.why } : {}),
    ...('date' in answer ? { date: answer.date } : {}),
    ...(answer.row ? { receipt: answer.row.citation } : {}),
  };
}
