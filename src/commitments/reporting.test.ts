import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import shipped from '../../reference/commitments/reporting-rules.json' with { type: 'json' };
import { addDays, type Day, parseDate, parseDay } from '../core/date.ts';
import type { InstrumentId } from './model.ts';
import { entryIntoForce, firstReport, nextReport, overdueBand, periodicRule, rules } from './reporting.ts';

const id = (instrument: string) => instrument as InstrumentId;
const day = fc
  .date({ min: new Date('1989-12-01T00:00:00Z'), max: new Date('2060-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as Day);
const computable = ['CRC', 'OPSC', 'OPAC', 'OPIC', 'CEDAW', 'TIP-PROTOCOL', 'ILO-C182', 'LANZAROTE'].map(id);

describe('worked examples', () => {
  test.each(shipped.worked_examples.map((example) => [example.id, example] as const))(
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

  test('a deposit known only by year gives no day', () => {
    const computed = entryIntoForce(id('OPIC'), parseDate('2017'));
    expect(computed).toMatchObject({ from: { date: '2017' }, steps: [] });
    expect(computed?.date).toBeUndefined();
  });

  test('the Trafficking Protocol does not bind before its parent convention', () => {
    const parent = parseDay('2013-06-01');
    expect(entryIntoForce(id('TIP-PROTOCOL'), parseDate('2013-01-15'), parent)?.date).toBe(parent);
    expect(entryIntoForce(id('TIP-PROTOCOL'), parseDate('2014-01-15'), parent)?.date).toBe('2014-02-14');
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
});
