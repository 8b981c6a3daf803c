import { describe, expect, test } from 'vitest';
import { parseDate, parseDay } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { between, dueItems, overdue } from './due.ts';
import type { InstrumentId, PublishedDue, UprReview } from './model.ts';
import { entryIntoForce, firstReport } from './reporting.ts';
import { closedWindow, inputLimits, inputWindows, lengthLimits, uprDeadline, uprStanding } from './review.ts';

const citation = { title: 'a source', standing: 'verified' } as const;
const mauritius = 'MUS' as Iso3;
const review: UprReview = {
  cycle: 4,
  session: 45,
  state: mauritius,
  starts: parseDate('2024-01'),
  ends: parseDate('2024-02'),
  stakeholderDeadline: parseDate('2023-07-18'),
  nationalReportDeadline: parseDate('2023-10-09'),
  verified: { dates: true, deadlines: true, state: true },
  citation,
};
const published: PublishedDue = {
  state: mauritius,
  instrument: 'CRC' as InstrumentId,
  document: 'Sixth periodic report',
  due: parseDate('2023-02-01'),
  asAt: parseDate('2026-01-01'),
  citation,
};

describe('inputs of civil society to the Committee on the Rights of the Child', () => {
  test.each([
    ['simplified', '2027-02', '2026-12-01'],
    ['simplified', '2027-06', '2027-04-01'],
    ['simplified', '2027-10-04', '2027-08-01'],
  ] as const)('%s procedure, pre-session %s: closes %s', (procedure, preSession, closes) => {
    expect(
      inputWindows({ procedure, preSession: parseDate(preSession) }).map((window) => window.closes),
    ).toContain(closes);
  });

  test.each([
    ['2027-01', '2026-12-15'],
    ['2027-05', '2027-04-15'],
    ['2027-09', '2027-08-15'],
  ])('standard procedure, session %s: extra submission until %s', (session, closes) => {
    expect(
      inputWindows({ procedure: 'standard', session: parseDate(session) }).map((window) => window.closes),
    ).toEqual([closes]);
  });

  test('first and second input of the simplified procedure', () => {
    const windows = inputWindows({
      procedure: 'simplified',
      listAdopted: parseDay('2026-06-30'),
      stateReport: parseDay('2027-06-30'),
      preSession: parseDay('2028-02-07'),
    });
    expect(windows.map(({ id, opens, closes }) => [id, opens, closes])).toEqual([
      ['first-input', undefined, '2026-03-30'],
      ['deadline-pre-feb', undefined, '2027-12-01'],
      ['second-input', '2027-08-30', '2028-01-07'],
    ]);
  });

  test('a month no rule speaks of, or a date known only by year, gives no deadline', () => {
    expect(inputWindows({ procedure: 'standard', session: parseDate('2027-03') })).toEqual([]);
    expect(inputWindows({ procedure: 'simplified', preSession: parseDate('2027') })).toEqual([]);
  });

  test('counted from a month, a window closes in a month', () => {
    expect(inputWindows({ procedure: 'simplified', preSession: parseDate('2027-02') })).toMatchObject([
      {
        id: 'deadline-pre-feb',
        closes: '2026-12-01',
        note: 'Year offset is inferred: December falls in the year before.',
      },
      { id: 'second-input', closes: '2027-01' },
    ]);
  });

  test('a window says what to send, and its limits are at hand', () => {
    const [first] = inputWindows({ procedure: 'simplified', listAdopted: parseDay('2026-06-30') });
    expect(first).toMatchObject({
      content: expect.stringContaining('no recommendations'),
      when: 'three months before the list is adopted',
      standing: 'verified',
    });
    expect(inputLimits.map(({ id, words }) => [id, words])).toEqual([
      ['length-comprehensive', 10_000],
      ['length-thematic', 3_000],
      ['length-children', undefined],
    ]);
  });

  test('nothing is accepted between pre-session and session', () => {
    const known = {
      procedure: 'simplified',
      preSession: parseDay('2027-02-08'),
      session: parseDay('2027-05-10'),
    } as const;
    expect(closedWindow(known, parseDay('2027-03-01'))).toBe('closed');
    expect(closedWindow(known, parseDay('2027-02-07'))).toBe('open');
    expect(
      closedWindow({ procedure: 'simplified', session: parseDay('2027-05-10') }, parseDay('2027-03-01')),
    ).toBe('cannot tell');
  });

  test.each([
    ['length-comprehensive', 10_000, 'verified'],
    ['length-thematic', 3_000, 'verified'],
    ['length-children', undefined, 'verified'],
    ['upr-stakeholder-individual', 2_815, 'unverified'],
    ['state-initial', 31_800, 'verified'],
  ])('%s: %s words, %s', (id, words, standing) => {
    const limit = lengthLimits.find((one) => one.id === id);
    expect([limit?.words, limit?.standing]).toEqual([words, standing]);
  });
});

describe('Universal Periodic Review', () => {
  test('before and after the review of Mauritius in session 45', () => {
    expect(uprStanding([review], parseDay('2023-12-31'))).toEqual({ next: review });
    expect(uprStanding([review], parseDay('2026-11-23'))).toEqual({ last: review });
  });

  test('a State that no calendar places has neither', () => {
    expect(uprStanding([], parseDay('2026-11-23'))).toEqual({});
  });
});

describe('deadlines of a review', () => {
  const { stakeholderDeadline: _, nationalReportDeadline: __, ...bare } = review;

  test('a published deadline is given as it is', () => {
    expect(uprDeadline(review, 'stakeholders')).toEqual({
      kind: 'published',
      date: '2023-07-18',
      standing: 'verified',
    });
    const unread = { ...review, verified: { ...review.verified, deadlines: false } };
    expect(uprDeadline(unread, 'national report')).toMatchObject({
      date: '2023-10-09',
      standing: 'unverified',
    });
  });

  test('without one there are only the months of the rule, as sure as the placing of the State', () => {
    expect(uprDeadline(bare, 'stakeholders')).toMatchObject({
      kind: 'estimate',
      between: ['2023-06', '2023-08'],
      standing: 'verified',
    });
    expect(
      uprDeadline(
        { ...bare, starts: parseDate('2026-11-09'), verified: { ...review.verified, state: false } },
        'national report',
      ),
    ).toMatchObject({ kind: 'estimate', between: ['2026-08', '2026-08'], standing: 'unverified' });
  });

  test('a session known only by year gives nothing', () => {
    expect(uprDeadline({ ...bare, starts: parseDate('2027') }, 'stakeholders')).toBeUndefined();
  });
});

describe('what is due', () => {
  const opsc = entryIntoForce('OPSC' as InstrumentId, parseDate('2011-06-14'));
  const first = opsc && firstReport('OPSC' as InstrumentId, opsc);
  const items = dueItems(
    [published],
    [review],
    first ? [{ state: mauritius, instrument: 'OPSC' as InstrumentId, computed: first }] : [],
  );

  test('items come in the order of their dates', () => {
    expect(items.map(({ date, kind }) => [date, kind])).toEqual([
      ['2013-07-14', 'first report'],
      ['2023-02-01', 'report'],
      ['2023-07-18', 'stakeholder deadline'],
      ['2023-10-09', 'national report'],
      ['2024-01', 'review'],
    ]);
  });

  test('a review known by month counts for every day of that month', () => {
    expect(between(items, parseDay('2024-01-20'), parseDay('2024-12-31')).map((item) => item.kind)).toEqual([
      'review',
    ]);
    expect(between(items, parseDay('2024-02-01'), parseDay('2024-12-31'))).toEqual([]);
  });

  test('only what a body published is overdue', () => {
    expect(overdue(items, parseDay('2026-11-23')).map(({ item, band }) => [item.what, band])).toEqual([
      ['Sixth periodic report', 'less than 5 years'],
    ]);
  });

  test('a published date takes the place of a computed one', () => {
    const listed = { ...published, instrument: 'OPSC' as InstrumentId };
    const merged = dueItems(
      [listed],
      [],
      first ? [{ state: mauritius, instrument: 'OPSC' as InstrumentId, computed: first }] : [],
    );
    expect(merged.map((item) => item.kind)).toEqual(['report']);
  });
});
