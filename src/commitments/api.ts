/** API of the commitments: instruments, how States stand to them, what is due. */
import { z } from 'zod';
import { dateSchema } from '../core/citation.ts';
import { addMonths, parseDay } from '../core/date.ts';
import { askedState, type Iso3, type State, states } from '../core/state.ts';
import {
  type ApiRoute,
  citationAnswer,
  cut,
  historyAnswer,
  listRoute,
  oneRoute,
  recordedParameter,
  showHistory,
} from '../platform/api.ts';
import { recordedBy, toldTo } from '../platform/history.ts';
import type { Record } from '../platform/record.ts';
import { askedInstrument, type Instrument, type InstrumentId, type Standing } from './model.ts';
import { between } from './due.ts';
import { statusHistory } from './history.ts';
import { schedule } from './schedule.ts';
import { commitments, instruments, standings } from './store.ts';
import { completeListBy, loggedStatus } from './store/history.ts';

const iso3 = z.string().describe('ISO 3166-1 alpha-3 code of a State');
const asOf = z.string().describe('The day for which the answer holds; today when left out').optional();

const stateAnswer = z.object({
  iso3: z.string(),
  m49: z.string(),
  names: z.object({ en: z.string(), fr: z.string(), es: z.string(), ar: z.string() }).partial(),
  regionalGroup: z.string().optional(),
});

const standingAnswer = z.object({
  state: z.string(),
  instrument: z.string(),
  asOf: z.string(),
  standing: z.string(),
  signed: z.string().optional(),
  action: z.string().optional(),
  acted: z.string().optional(),
  note: z.string().optional(),
  citation: citationAnswer.optional(),
  /** What other sources say against it. */
  differences: z.array(
    z.object({ field: z.string(), used: z.string(), other: z.string(), source: z.string() }),
  ),
});

const instrumentAnswer = z.object({
  id: z.string(),
  title: z.string(),
  short: z.string(),
  level: z.string(),
  type: z.string(),
  citation: citationAnswer,
});

const factAnswer = z.object({ field: z.string(), value: z.string(), citation: citationAnswer });

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/states',
    name: 'states',
    summary: 'All States, with their codes, names and UN regional group',
    parameters: z.object({}),
    item: stateAnswer,
    answer: (_context, _parameters, slice) => cut(states.map(showState), slice),
  }),
  oneRoute({
    path: '/states/:iso3',
    name: 'state',
    summary: 'One State',
    parameters: z.object({ iso3 }),
    item: stateAnswer,
    answer: (_, parameters) => showState(askedState(parameters.iso3)),
  }),
  listRoute({
    path: '/states/:iso3/standings',
    name: 'state-standings',
    summary: 'How a State stands to every instrument, as of a day',
    parameters: z.object({ iso3, asOf }),
    item: standingAnswer,
    answer: ({ record, today }, parameters, slice) => {
      const state = askedState(parameters.iso3);
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      return cut(showStandings(record, [state.iso3], day), slice);
    },
  }),
  listRoute({
    path: '/states/:iso3/instruments/:instrument/history',
    name: 'standing-history',
    summary: 'Every row that was entered on a State and an instrument, the oldest first',
    parameters: z.object({ iso3, instrument: z.string(), recorded: recordedParameter, asOf }),
    item: historyAnswer.extend({
      /** "used": in use, or was when it was entered. "other": kept beside another source. */
      standing: z.enum(['used', 'other']),
      status: z.string().optional(),
      signed: z.string().optional(),
      action: z.string().optional(),
      acted: z.string().optional(),
      asAt: z.string(),
      note: z.string().optional(),
    }),
    answer: ({ record, today }, parameters, slice) => {
      const { iso3: state } = askedState(parameters.iso3);
      const { id } = askedInstrument(record.cached('instruments', instruments), parameters.instrument);
      const by = parameters.recorded ? parseDay(parameters.recorded) : undefined;
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      const { rows } = record.read((tx) =>
        statusHistory(state, recordedBy(loggedStatus(tx, state, id), by), day, completeListBy(tx, id, by)),
      );
      return cut(
        rows.map((row) => {
          const { standing, status, signed, action, acted, asAt, note } = row.value;
          return {
            ...showHistory(toldTo('everyone', row)),
            standing,
            ...(status ? { status } : {}),
            ...(signed ? { signed } : {}),
            ...(action ? { action } : {}),
            ...(acted ? { acted } : {}),
            asAt,
            ...(note ? { note } : {}),
          };
        }),
        slice,
      );
    },
  }),
  listRoute({
    path: '/standings',
    name: 'standings',
    summary: 'How all States stand to an instrument (or to all), as of a day',
    parameters: z.object({ instrument: z.string().optional(), asOf }),
    item: standingAnswer,
    answer: ({ record, today }, parameters, slice) => {
      const day = parameters.asOf ? parseDay(parameters.asOf) : today;
      const only =
        parameters.instrument &&
        askedInstrument(record.cached('instruments', instruments), parameters.instrument).id;
      const all = showStandings(
        record,
        states.map((state) => state.iso3),
        day,
      );
      return cut(only ? all.filter((standing) => standing.instrument === only) : all, slice);
    },
  }),
  listRoute({
    path: '/instruments',
    name: 'instruments',
    summary: 'The instruments that bear on the sexual exploitation of children',
    parameters: z.object({}),
    item: instrumentAnswer,
    answer: ({ record }, _, slice) =>
      cut(record.cached('instruments', instruments).map(showInstrument), slice),
  }),
  oneRoute({
    path: '/instruments/:id',
    name: 'instrument',
    summary:
      'One instrument, every field with its own source, and its articles on sexual exploitation of children',
    parameters: z.object({ id: z.string() }),
    item: instrumentAnswer.extend({
      facts: z.array(factAnswer),
      articles: z.array(z.object({ article: z.string(), subject: z.string(), citation: citationAnswer })),
    }),
    answer: ({ record }, parameters) => {
      const instrument = askedInstrument(record.cached('instruments', instruments), parameters.id);
      return {
        ...showInstrument(instrument),
        facts: [...instrument.facts].map(([field, fact]) => ({
          field,
          value: fact.value,
          citation: fact.citation,
        })),
        articles: [...instrument.articles],
      };
    },
  }),
  listRoute({
    path: '/due',
    name: 'due',
    summary:
      'Reports, reviews and deadlines by date: published by a body, or computed by a rule that is named',
    parameters: z.object({
      state: iso3.optional(),
      from: z.string().describe('First day; today when left out').optional(),
      to: z.string().describe('Last day; twelve months after the first when left out').optional(),
    }),
    item: z.object({
      date: z.string(),
      state: z.string(),
      kind: z.string(),
      body: z.string(),
      what: z.string(),
      rule: z.string().optional(),
      citation: citationAnswer,
    }),
    answer: ({ record, today }, { state, from, to }, slice) => {
      const first = from ? parseDay(from) : today;
      const last = to ? parseDay(to) : addMonths(first, 12);
      const only = state ? askedState(state).iso3 : undefined;
      const items = between(
        record.cached(`schedule ${today} ${only ?? 'all'}`, (tx) => schedule(tx, today, only)),
        first,
        last,
      );
      return cut(
        items.map(({ computed, ...item }) => ({ ...item, ...(computed ? { rule: computed.rule.id } : {}) })),
        slice,
      );
    },
  }),
  listRoute({
    path: '/commitments',
    name: 'commitments',
    summary: 'Regional, voluntary and industry commitments that are no treaties',
    parameters: z.object({ state: iso3.optional() }),
    item: z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      adopted: dateSchema.optional(),
      adoptedBy: z.string(),
      statement: z.string(),
      citation: citationAnswer,
      states: z.array(z.object({ state: z.string(), part: z.string() })),
    }),
    answer: ({ record }, parameters, slice) => {
      const state = parameters.state ? askedState(parameters.state).iso3 : undefined;
      const found = record.read((tx) => commitments(tx, state ? { state } : {}));
      return cut(
        found.map((commitment) => ({
          ...commitment,
          states: commitment.states.map(({ state: of, part }) => ({ state: of, part })),
        })),
        slice,
      );
    },
  }),
];

function showState(state: State): z.input<typeof stateAnswer> {
  return {
    iso3: state.iso3,
    m49: state.m49,
    names: { ...state.names },
    ...(state.regionalGroup ? { regionalGroup: state.regionalGroup } : {}),
  };
}

function showInstrument({ id, title, short, level, type }: Instrument): z.input<typeof instrumentAnswer> {
  return { id, title: title.value, short, level, type, citation: title.citation };
}

function showStandings(
  record: Record,
  of: readonly Iso3[],
  day: ReturnType<typeof parseDay>,
): z.input<typeof standingAnswer>[] {
  const found = record.cached(`standings ${day} of ${of.join(' ')}`, (tx) => standings(tx, of, day));
  return [...found].flatMap(([state, byInstrument]) =>
    [...byInstrument].map(([instrument, standing]) => showStanding(state, instrument, standing, day)),
  );
}

function showStanding(
  state: Iso3,
  instrument: InstrumentId,
  standing: Standing,
  asOfDay: string,
): z.input<typeof standingAnswer> {
  const { row } = standing;
  return {
    state,
    instrument,
    asOf: asOfDay,
    standing: standing.kind,
    ...(row?.signed ? { signed: row.signed } : {}),
    ...(row?.action ? { action: row.action } : {}),
    ...(row?.acted ? { acted: row.acted } : {}),
    ...(row?.note ? { note: row.note } : {}),
    ...(row ? { citation: row.citation } : {}),
    differences: standing.differences.map(({ field, used, other, row: against }) => ({
      field,
      used,
      other,
      source: against.citation.title,
    })),
  };
}
