import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, parseDate, parseDay } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import {
  differences,
  entryIntoForceOn,
  type InstrumentId,
  standingOf,
  standingOn,
  type StatusRow,
  tourismEthicsRule,
} from './model.ts';

const solomonIslands = 'SLB' as Iso3;
const day = (text: string): Day => parseDay(text);

interface Said {
  readonly status?: StatusRow['status'];
  readonly signed?: string;
  readonly action?: StatusRow['action'];
  readonly acted?: string;
  readonly asAt?: string;
  readonly standing?: StatusRow['standing'];
}

function row({ status, signed, action, acted, asAt = '2023-09-28', standing = 'used' }: Said): StatusRow {
  return {
    instrument: 'OPSC' as InstrumentId,
    state: solomonIslands,
    ...(status ? { status } : {}),
    ...(signed ? { signed: parseDate(signed) } : {}),
    ...(action ? { action } : {}),
    ...(acted ? { acted: parseDate(acted) } : {}),
    asAt: parseDate(asAt),
    standing,
    citation: { title: `list as at ${asAt}`, standing: 'verified' },
  };
}

describe('standing of a State on a day', () => {
  const party = row({ status: 'party', signed: '2009-09-24', action: 'ratification', acted: '2022-05-05' });
  const yearOnly = row({ status: 'party', action: 'unspecified', acted: '2022' });
  it.each<[string, StatusRow[], string, string]>([
    ['before the signature', [party], '2009-09-23', 'none'],
    ['on the day of signature', [party], '2009-09-24', 'signed'],
    ['the day before ratification', [party], '2022-05-04', 'signed'],
    ['on the day of ratification', [party], '2022-05-05', 'party'],
    ['within a year known only as a year', [yearOnly], '2022-06-01', 'cannot tell'],
    ['at the end of that year', [yearOnly], '2022-12-31', 'party'],
    ['before that year', [yearOnly], '2021-12-31', 'not party'],
    [
      'before an accession',
      [row({ status: 'party', action: 'accession', acted: '2005-01-01' })],
      '2004-12-31',
      'none',
    ],
    ['a party without a date', [row({ status: 'party' })], '2024-01-01', 'cannot tell'],
    ['signed without a date', [row({ status: 'signed' })], '2024-01-01', 'cannot tell'],
    ['no step', [row({ status: 'none' })], '2024-01-01', 'none'],
    ['known only not to be a party', [row({ status: 'not party' })], '2024-01-01', 'not party'],
    ['nothing loaded', [], '2024-01-01', 'not loaded'],
    [
      'only a row that is not in use',
      [row({ status: 'party', standing: 'other' })],
      '2024-01-01',
      'not loaded',
    ],
  ])('%s', (_, rows, on, kind) => {
    expect(standingOn(solomonIslands, rows, day(on)).kind).toBe(kind);
  });

  const withdrawal = row({
    status: 'not party',
    action: 'withdrawal',
    acted: '2025-03-01',
    asAt: '2025-06-01',
  });
  it.each([
    ['2022-05-05', 'party'],
    ['2025-02-28', 'party'],
    ['2025-03-01', 'withdrawn'],
  ])('on %s a State that withdrew on 1 March 2025 stands as %s', (on, kind) => {
    const standing = standingOn(solomonIslands, [party, withdrawal], day(on));
    expect(standing.kind).toBe(kind);
    expect(standing.differences).toEqual([]);
  });

  const returned = row({ status: 'party', action: 'accession', acted: '2026-02-01', asAt: '2026-06-01' });
  it.each([
    ['2022-05-05', 'party', '2022-05-05'],
    ['2026-01-31', 'withdrawn', '2025-03-01'],
    ['2026-02-01', 'party', '2026-02-01'],
  ])('on %s a State that came back stands as %s, by the act of %s', (on, kind, acted) => {
    const standing = standingOn(solomonIslands, [party, withdrawal, returned], day(on));
    expect(standing).toMatchObject({ kind, row: { acted }, differences: [] });
  });

  it('reads the newest row in use, whatever the order of entry', () => {
    const older = row({ status: 'signed', signed: '2009-09-24', asAt: '2015-03-14' });
    for (const rows of [
      [older, party],
      [party, older],
    ])
      expect(standingOn(solomonIslands, rows, day('2024-01-01'))).toMatchObject({
        kind: 'party',
        row: party,
      });
  });

  const list = {
    instrument: 'UNTOC' as InstrumentId,
    asAt: parseDate('2015-03-14'),
    citation: { title: 'a complete list', standing: 'verified' as const },
  };
  it('reads silence of a complete list as no step, with the list as its source', () => {
    const standing = standingOn(solomonIslands, [], day('2016-01-01'), list);
    expect(standing).toMatchObject({ kind: 'none', row: { asAt: '2015-03-14', citation: list.citation } });
  });
  it('does not let silence undo a step that another list shows', () => {
    expect(
      standingOn(
        solomonIslands,
        [row({ status: 'signed', signed: '2009', asAt: '2012' })],
        day('2016-01-01'),
        list,
      ).kind,
    ).toBe('signed');
  });
});

describe('differences between sources', () => {
  it.each<[string, Said, Said, string[]]>([
    ['a year that covers the day', { acted: '2011-06-14' }, { acted: '2011' }, []],
    ['another year', { acted: '1990-11-12' }, { acted: '1995' }, ['acted 1990-11-12 1995']],
    [
      'another signature',
      { signed: '1990-08-26' },
      { signed: '1990-01-26' },
      ['signed 1990-08-26 1990-01-26'],
    ],
    ['another act', { action: 'ratification' }, { action: 'acceptance' }, ['action ratification acceptance']],
    ['an act not specified', { action: 'ratification' }, { action: 'unspecified' }, []],
    [
      'none where a step was long taken',
      { status: 'signed', signed: '2007-02-06' },
      { status: 'none', asAt: '2022-08-25' },
      ['status signed none'],
    ],
    [
      'an earlier list that could not know',
      { status: 'party', acted: '2020-01-01' },
      { status: 'signed', asAt: '2015-03-14' },
      [],
    ],
    [
      'a step in the year of the earlier list',
      { status: 'party', acted: '2015' },
      { status: 'none', asAt: '2015-03-14' },
      [],
    ],
    [
      'a later list without the step',
      { status: 'party', acted: '2022', asAt: '2022-08-25' },
      { status: 'signed', signed: '2009-09-24', asAt: '2023-09-28' },
      ['status party signed'],
    ],
    ['not party, but signed', { status: 'signed' }, { status: 'not party' }, []],
    [
      'not party against party',
      { status: 'party', acted: '2001' },
      { status: 'not party' },
      ['status party not party'],
    ],
  ])('%s', (_, used, other, found) => {
    const rows = [row(used), row({ ...other, standing: 'other' })] as const;
    expect(differences(rows[0], rows).map((one) => `${one.field} ${one.used} ${one.other}`)).toEqual(found);
  });
});

describe('which row is used', () => {
  const used = {
    status: 'party',
    signed: '2001-01-01',
    action: 'ratification',
    acted: '2002-02-02',
    asAt: '2015-03-14',
  } as const;
  it.each<[string, Said, Said[], string]>([
    ['the first one', { status: 'none' }, [], 'used'],
    ['a newer one that says the same', { ...used, asAt: '2023' }, [used], 'used'],
    ['a newer one that differs', { status: 'party', acted: '2003', asAt: '2022' }, [used], 'used'],
    [
      'a newer one with less detail',
      { status: 'party', action: 'unspecified', acted: '2002', asAt: '2022' },
      [used],
      'other',
    ],
    [
      'a newer one with a further step',
      { status: 'party', acted: '2019', asAt: '2022' },
      [{ status: 'signed', signed: '2001-01-01', asAt: '2015' }],
      'used',
    ],
    ['an older one', { ...used, asAt: '2012' }, [used], 'other'],
    [
      'another one for the same day',
      { status: 'party', acted: '2002-02-03', asAt: '2015-03-14' },
      [used],
      'other',
    ],
  ])('%s', (_, said, rows, standing) => {
    expect(standingOf(row(said), rows.map(row))).toBe(standing);
  });
});

const deposits = (count: number) => Array.from({ length: count }, (_, at) => addDays(day('2026-01-01'), at));

describe('entry into force of the Framework Convention on Tourism Ethics', () => {
  it('waits while fewer than ten instruments are deposited', () => {
    expect(entryIntoForceOn(tourismEthicsRule, deposits(9), day('2030-01-01'))).toEqual({
      kind: 'waiting',
      deposited: 9,
      needed: 10,
    });
  });
  it('comes 30 days after the tenth', () => {
    expect(entryIntoForceOn(tourismEthicsRule, deposits(11), day('2026-02-08'))).toMatchObject({
      kind: 'enters into force',
      on: '2026-02-09',
    });
    expect(entryIntoForceOn(tourismEthicsRule, deposits(11), day('2026-02-09')).kind).toBe('in force');
  });
  it('cannot be told when the tenth is known by year only', () => {
    const dates = [...deposits(9), parseDate('2027')];
    expect(entryIntoForceOn(tourismEthicsRule, dates, day('2030-01-01')).kind).toBe('cannot tell');
  });
  it('never counts a deposit after the day asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 20 }),
        fc.integer({ min: 0, max: 900 }),
        (offsets, on) => {
          const start = day('2024-01-01');
          const result = entryIntoForceOn(
            tourismEthicsRule,
            offsets.map((offset) => addDays(start, offset)),
            addDays(start, on),
          );
          expect(result.deposited).toBe(offsets.filter((offset) => offset <= on).length);
        },
      ),
    );
  });
});
