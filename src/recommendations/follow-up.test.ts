import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, parseDate, type PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import type { CompleteList, InstrumentId, StatusRow } from '../commitments/model.ts';
import type { DemandKey } from './demand.ts';
import {
  ageOf,
  differenceOf,
  type FollowUp,
  followUpStatuses,
  ledgers,
  standing,
  treatyAnswer,
} from './follow-up.ts';

const state = 'FJI' as Iso3;
const demand = 'ratify|instrument/OPSC' as DemandKey;
const instrument = 'OPSC' as InstrumentId;

const anyDate = fc
  .tuple(
    fc.integer({ min: 2000, max: 2030 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .chain(([year, month, day]) => {
    const whole = [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
    return fc.constantFrom(...[4, 7, 10].map((length) => whole.slice(0, length) as PartialDate));
  });
const anyDay = anyDate.filter((date) => date.length === 10).map((date) => dayOf(date));
const anyEntry: fc.Arbitrary<FollowUp> = fc.record({
  state: fc.constant(state),
  demand: fc.constant(demand),
  ledger: fc.constantFrom(...ledgers),
  status: fc.constantFrom(...followUpStatuses),
  said: fc.string({ minLength: 1 }),
  date: anyDate,
  receipt: fc.constant({ title: 'A report', place: 'p. 1', standing: 'unverified' as const }),
});

const entry = (over: Partial<FollowUp>): FollowUp => ({
  state,
  demand,
  ledger: 'State',
  status: 'partly',
  said: 'A bill was tabled.',
  date: parseDate('2020-05-01'),
  receipt: { title: 'A report', place: 'p. 1', standing: 'unverified' },
  ...over,
});

describe('the standing of a demand', () => {
  test('is the newest of each ledger, with what it said before', () => {
    const [old, newer, other] = [
      entry({ date: parseDate('2018') }),
      entry({ date: parseDate('2021-03'), status: 'done' }),
      entry({ ledger: 'civil society', date: parseDate('2020-11-02') }),
    ];
    const found = standing([newer, other, old], dayOf('2026-11-23'));
    expect(found).toEqual({
      ledgers: [
        { ledger: 'State', current: newer, earlier: [old] },
        { ledger: 'civil society', current: other, earlier: [] },
      ],
      difference: 'differ',
      newest: newer,
    });
  });

  test('of two entries of one date is that entered later', () => {
    const [first, second] = [entry({ status: 'done' }), entry({ status: 'not started' })];
    expect(standing([first, second], dayOf('2026-11-23')).ledgers[0]).toMatchObject({
      current: { status: 'not started' },
      earlier: [{ status: 'done' }],
    });
  });

  test('is empty without entries', () => {
    expect(standing([], dayOf('2026-11-23'))).toEqual({ ledgers: [], difference: 'none' });
  });

  test('is never changed by an entry after the day', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), anyDay, fc.array(anyEntry), (entries, day, more) => {
        const later = more.filter(({ date }) => date > day && !day.startsWith(date));
        expect(standing([...later, ...entries, ...later], day)).toEqual(standing(entries, day));
      }),
    );
  });

  test('loses no entry of the days before', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), (entries) => {
        const { ledgers: found } = standing(entries, dayOf('2031-01-01'));
        expect(found.flatMap(({ current, earlier }) => [current, ...earlier])).toHaveLength(entries.length);
      }),
    );
  });
});

describe('the difference of ledgers', () => {
  test.each([
    [[], 'none'],
    [['done'], 'one ledger only'],
    [['done', 'done'], 'agree'],
    [['done', 'partly'], 'differ'],
    [['done', 'done', 'cannot tell'], 'differ'],
  ] as const)('of %j is “%s”', (statuses, difference) => {
    expect(differenceOf(statuses)).toBe(difference);
  });

  test('is the same in whichever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...followUpStatuses), { maxLength: 3 }), (statuses) => {
        expect(differenceOf(statuses.toReversed())).toBe(differenceOf(statuses));
      }),
    );
  });
});

test.each([
  ['2020-11-23', '2026-11-23', 6, 0, 'exactly'],
  ['2020-11-24', '2026-11-23', 5, 11, 'exactly'],
  ['2026-11', '2026-11-23', 0, 0, 'at least'],
  ['2020', '2026-11-23', 5, 10, 'at least'],
  ['2027-01-01', '2026-11-23', 0, 0, 'exactly'],
])('a receipt of %s is on %s %d years and %d months old, %s', (date, day, years, months, known) => {
  expect(ageOf(parseDate(date), dayOf(day))).toEqual({ years, months, known });
});

describe('“ratify” is answered by the record of treaties', () => {
  const row = (over: { readonly [K in keyof StatusRow]?: StatusRow[K] | string }): StatusRow =>
    ({
      instrument,
      state,
      asAt: '2024-05-31',
      standing: 'used',
      citation: { title: 'A list', standing: 'verified' },
      ...over,
    }) as StatusRow;
  const ratified = row({
    status: 'party',
    signed: '2001-01-01',
    action: 'ratification',
    acted: '2005-03-01',
  });
  const acceded = row({ status: 'party', action: 'accession', acted: '2005-03-01' });
  const signed = row({ status: 'signed', signed: '2001-01-01' });
  const withdrew = row({ status: 'none', action: 'withdrawal', acted: '2010-06-01', asAt: '2011-01-01' });
  const before = row({ ...acceded, asAt: '2009-01-01' });
  const returned = row({ status: 'party', action: 'accession', acted: '2015-02-01', asAt: '2024-05-31' });
  const disputed = row({ status: 'signed', signed: '2001-01-01', standing: 'other' });
  const otherDate = row({ ...acceded, acted: '2005-04-01', standing: 'other' } as StatusRow);
  const unverified = row({ ...acceded, citation: { title: 'A list', standing: 'unverified' } });
  const nothing = row({ status: 'none' });
  const byYear = row({ status: 'party', action: 'accession', acted: '2005' });

  test.each<[string, StatusRow[], string, string, string?]>([
    ['ratified', [ratified], '2026-01-01', 'closed', '2005-03-01'],
    ['ratified, read on the day', [ratified], '2005-03-01', 'closed', '2005-03-01'],
    ['ratified, read a day before', [ratified], '2005-02-28', 'in progress', '2001-01-01'],
    ['ratified, read before it signed', [ratified], '2000-01-01', 'open'],
    ['signed', [signed], '2026-01-01', 'in progress', '2001-01-01'],
    ['acceded', [acceded], '2026-01-01', 'closed', '2005-03-01'],
    ['acceded, read before', [acceded], '2004-01-01', 'open'],
    ['withdrew', [before, withdrew], '2026-01-01', 'reopened', '2010-06-01'],
    ['withdrew, read while it was party', [before, withdrew], '2010-05-31', 'closed', '2005-03-01'],
    ['came back', [before, withdrew, returned], '2026-01-01', 'closed', '2015-02-01'],
    ['came back, read before', [before, withdrew, returned], '2015-01-31', 'reopened', '2010-06-01'],
    [
      'came back, read while it was party at first',
      [before, withdrew, returned],
      '2008-01-01',
      'closed',
      '2005-03-01',
    ],
    ['party, and another source says signed', [acceded, disputed], '2026-01-01', 'not settled'],
    ['party, and another source has another day', [acceded, otherDate], '2026-01-01', 'closed', '2005-03-01'],
    ['party by one source only on the day', [acceded, otherDate], '2005-03-15', 'not settled'],
    ['party by an unverified source', [unverified], '2026-01-01', 'not settled'],
    ['no step', [nothing], '2026-01-01', 'open'],
    ['known by year, read within it', [byYear], '2005-06-01', 'cannot tell'],
    ['nothing loaded', [], '2026-01-01', 'cannot tell'],
    ['another State only', [row({ ...acceded, state: 'PER' } as StatusRow)], '2026-01-01', 'cannot tell'],
  ])('%s', (_, rows, day, kind, date) => {
    const answer = treatyAnswer(state, demand, { rows, lists: new Map() }, dayOf(day));
    expect(answer).toMatchObject({ kind, instrument, ...(date ? { date } : {}) });
    if (kind !== 'cannot tell') expect(rows).toContain(answer?.row);
  });

  test('a complete list without the State leaves it open, with the list as receipt', () => {
    const list = { instrument, asAt: parseDate('2024'), citation: nothing.citation } satisfies CompleteList;
    const answer = treatyAnswer(
      state,
      demand,
      { rows: [], lists: new Map([[instrument, list]]) },
      dayOf('2026-01-01'),
    );
    expect(answer).toMatchObject({ kind: 'open', row: { citation: { title: 'A list' } } });
  });

  test.each([
    ['withdraw-reservation|instrument/OPSC', { kind: 'cannot tell', why: 'reservations are not recorded' }],
    ['implement|instrument/OPSC', undefined],
    ['train||theme/trafficking', undefined],
  ])('%s is not: %j', (key, expected) => {
    const answer = treatyAnswer(
      state,
      key as DemandKey,
      { rows: [ratified], lists: new Map() },
      dayOf('2026-01-01'),
    );
    if (expected) expect(answer).toMatchObject(expected);
    else expect(answer).toBeUndefined();
  });
});
