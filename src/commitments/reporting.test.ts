import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import examples from '../../reference/commitments/reporting-examples.json' with { type: 'json' };
import { addDays, type Day, latest, parseDate, parseDay } from '../core/date.ts';
import type { InstrumentId } from './model.ts';
import {
  entryIntoForce,
  firstReport,
  nextReport,
  overdueBand,
  periodicRule,
  ruleCitation,
  rules,
} from './reporting.ts';

const id = (instrument: string) => instrument as InstrumentId;
const day = fc
  .date({ min: new Date('1989-12-01T00:00:00Z'), max: new Date('2060-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as Day);
const computable = ['CRC', 'OPSC', 'OPAC', 'OPIC', 'CEDAW', 'TIP-PROTOCOL', 'ILO-C182', 'LANZAROTE'].map(id);

describe('worked examples', () => {
  test.each(examples.worked_examples.map((example) => [example.id, example] as const))(
    '%s',
    (_, { instrument, input, expected }) => {
      const inForce = entryIntoForce(id(instrument), parseDate(input.deposit_date));
      expect(inForce?.date).toBe(expected.in_force_for_state);
      const first = inForce && firstReport(id(instrument), inForce);
      expect(first?.date).toBe('initial_report_due' in expected ? expected.initial_report_due : undefined);
    },
  );
});

describe('entry into force for a State', () => {
  test('the date tells its rule, start and steps', () => {
    const computed = entryIntoForce(id('OPSC'), parseDate('2005-01-31'));
    expect(computed).toMatchObject({
      date: '2005-02-28',
      from: { what: 'deposit', date: '2005-01-31' },
      rule: { id: 'OPSC-EIF', article: '14(2)', standing: 'unverified' },
      steps: [{ kind: 'add', count: 1, unit: 'months', to: '2005-02-28' }],
    });
  });

  test.each([
    ['OPIC', '2017', ['2017-04-01', '2018-03-31']],
    ['OPSC', '2005-01', ['2005-02-01', '2005-02-28']],
    ['CRC', '1990-08', ['1990-09-02', '1990-09-30']],
  ])('%s deposited in %s: no day, only between which', (instrument, deposit, between) => {
    const computed = entryIntoForce(id(instrument), parseDate(deposit));
    expect(computed).toMatchObject({
      why: 'start not known by day',
      between,
      from: { date: deposit },
      steps: [],
    });
    expect(computed?.date).toBeUndefined();
  });

  test.each([
    ['OPSC', '2000', '2002-01-18', 'not before'],
    ['LANZAROTE', '2012-03', '2012-07-01', 'first day of the next month'],
  ])('%s deposited in %s: every day of it gives %s', (instrument, deposit, date, kind) => {
    expect(entryIntoForce(id(instrument), parseDate(deposit))).toMatchObject({
      date,
      from: { date: deposit },
      steps: [{ kind, to: date }],
    });
  });

  test('a coarse deposit gives the same as its first and last day', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...computable),
        day,
        fc.constantFrom(4, 7),
        (instrument, deposit, length) => {
          const coarse = parseDate(deposit.slice(0, length));
          const computed = entryIntoForce(instrument, coarse);
          const exact = entryIntoForce(instrument, deposit)?.date ?? '';
          const [from, to] = computed?.between ?? [computed?.date ?? '', computed?.date ?? ''];
          expect(from !== '' && from <= exact && exact <= to).toBe(true);
          expect(to).toBe(entryIntoForce(instrument, latest(coarse))?.date);
        },
      ),
    );
  });

  test('a succession is no deposit', () => {
    const computed = entryIntoForce(id('CRC'), parseDate('2006-10-23'), undefined, 'succession');
    expect(computed).toMatchObject({ why: 'succession', from: { date: '2006-10-23' } });
    expect(computed?.date).toBeUndefined();
    expect(computed && firstReport(id('CRC'), computed)).toMatchObject({ why: 'succession' });
    expect(entryIntoForce(id('CRC'), parseDate('2015-01-23'), undefined, 'accession')?.date).toBe(
      '2015-02-22',
    );
  });

  test('the Trafficking Protocol does not bind before its parent convention', () => {
    const parent = parseDay('2013-06-01');
    expect(entryIntoForce(id('TIP-PROTOCOL'), parseDate('2013-01-15'), parent)?.date).toBe(parent);
    expect(entryIntoForce(id('TIP-PROTOCOL'), parseDate('2014-01-15'), parent)?.date).toBe('2014-02-14');
    expect(entryIntoForce(id('TIP-PROTOCOL'), parseDate('2013-01-15'), parent)).toMatchObject({
      steps: [{ kind: 'add' }, { kind: 'not before', what: 'parent convention in force' }],
      standing: 'verified',
    });
  });

  test('where the date of the parent convention is not known, the result says so', () => {
    expect(entryIntoForce(id('TIP-PROTOCOL'), parseDate('2014-01-15'))).toMatchObject({
      date: '2014-02-14',
      unchecked: 'parent convention',
      standing: 'unverified',
    });
  });

  test('no rule, no date', () => {
    expect(entryIntoForce(id('MAPUTO'), parseDate('2010-01-01'))).toBeUndefined();
  });

  test('never before the deposit, never before the treaty, never out of order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...computable), day, fc.nat(500), (instrument, deposit, later) => {
        const first = entryIntoForce(instrument, deposit)?.date;
        const second = entryIntoForce(instrument, addDays(deposit, later))?.date;
        const floor = rules.find(
          (rule) => rule.instrument === instrument && rule.compute?.start !== 'in_force_for_state',
        )?.compute?.not_before;
        expect(first !== undefined && first > deposit && (!floor || first >= floor)).toBe(true);
        expect(second !== undefined && first !== undefined && second >= first).toBe(true);
      }),
    );
  });
});

describe('reports', () => {
  test('Mauritius: CRC and OPSC', () => {
    const crc = entryIntoForce(id('CRC'), parseDate('1990-07-26'));
    const opsc = entryIntoForce(id('OPSC'), parseDate('2011-06-14'));
    expect([crc?.date, crc && firstReport(id('CRC'), crc)?.date]).toEqual(['1990-09-02', '1992-09-02']);
    expect([opsc?.date, opsc && firstReport(id('OPSC'), opsc)?.date]).toEqual(['2011-07-14', '2013-07-14']);
  });

  test('a first report without a date of entry into force has the same gap', () => {
    const inForce = entryIntoForce(id('OPSC'), parseDate('2005-12'));
    const first = inForce && firstReport(id('OPSC'), inForce);
    expect(first).toMatchObject({
      between: ['2008-01-01', '2008-01-31'],
      because: { from: { date: '2005-12' } },
    });
    expect(first?.from).toEqual({ what: 'in force for the State' });
  });

  test('periodic dates of the Committee are never computed', () => {
    expect(nextReport(id('CRC'), parseDay('2020-01-01'))).toBeUndefined();
    expect(nextReport(id('CEDAW'), parseDay('2020-01-01'))).toBeUndefined();
    expect(periodicRule(id('CRC'), 'party to CRC')?.id).toBe('CRC-PERIODIC-PRACTICE');
  });

  test('the African Charter gives three years from a known date', () => {
    expect(nextReport(id('ACRWC'), parseDay('2020-02-29'))?.date).toBe('2023-02-28');
  });

  test('a party to OPSC that is no party to CRC reports by another rule', () => {
    expect(periodicRule(id('OPSC'), 'not party to CRC')?.id).toBe('OPSC-NON-CRC');
    expect(periodicRule(id('OPSC'), 'party to CRC')?.id).toBe('OPSC-LATER');
    expect(nextReport(id('OPSC'), parseDay('2005-01-23'))).toBeUndefined();
  });

  test.each([
    ['OPIC', 'OPIC-NO-REPORT'],
    ['TIP-PROTOCOL', 'UNTOC-REVIEW'],
    ['ILO-C138', 'ILO-ART22'],
    ['OPAC', 'OPAC-LATER'],
  ])('%s: %s', (instrument, rule) => {
    expect(periodicRule(id(instrument), 'party to CRC')?.id).toBe(rule);
  });
});

describe('a date is as sure as the weakest it rests on', () => {
  test.each([
    // The rule of first reports was read; that of entry into force was not.
    ['OPSC', '12', 'verified'],
    // Nor was the number of the article.
    ['CRC', '44(1)(a)', 'unverified'],
  ])('%s, article %s', (instrument, article, articleStanding) => {
    const inForce = entryIntoForce(id(instrument), parseDate('2015-01-23'));
    const first = inForce && firstReport(id(instrument), inForce);
    expect(first).toMatchObject({
      rule: { standing: 'verified', article, articleStanding },
      standing: 'unverified',
    });
    expect(first && ruleCitation(first)).toMatchObject({
      place: `article ${article}`,
      standing: 'unverified',
    });
  });

  test('all read: verified; an article that was not: unverified', () => {
    const later = nextReport(id('ACRWC'), parseDay('2020-01-01'));
    expect(later && ruleCitation(later).standing).toBe('verified');
    expect(
      later && ruleCitation({ ...later, rule: { ...later.rule, articleStanding: 'unverified' } }).standing,
    ).toBe('unverified');
  });
});

describe('overdue', () => {
  test.each([
    ['2026-11-23', 'not overdue'],
    ['2026-11-24', 'not overdue'],
    ['2026-11-22', 'less than 5 years'],
    ['2021-11-24', 'less than 5 years'],
    ['2021-11-23', '5 to 10 years'],
    ['2016-11-24', '5 to 10 years'],
    ['2016-11-23', '5 to 10 years'],
    ['2016-11-22', 'more than 10 years'],
  ])('due %s: %s', (due, band) => {
    expect(overdueBand(parseDay(due), parseDay('2026-11-23'))).toBe(band);
  });

  test.each([
    ['2021-02-27', 'less than 5 years'],
    ['2021-02-28', '5 to 10 years'],
    ['2026-02-28', '5 to 10 years'],
    ['2026-03-01', 'more than 10 years'],
  ])('due 29 February 2016, on %s: %s', (today, band) => {
    expect(overdueBand(parseDay('2016-02-29'), parseDay(today))).toBe(band);
  });
});
