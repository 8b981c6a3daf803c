import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf } from './period.ts';

test.each([
  ['2019', '2019-01-01', '2019-12-31'],
  ['2019-A1', '2019-01-01', '2019-12-31'],
  ['2019-S2', '2019-07-01', '2019-12-31'],
  ['2019-T2', '2019-05-01', '2019-08-31'],
  ['2019-Q1', '2019-01-01', '2019-03-31'],
  ['2020-02', '2020-02-01', '2020-02-29'],
  ['2020-M02', '2020-02-01', '2020-02-29'],
  ['2020-W01', '2019-12-30', '2020-01-05'],
  ['2020-W53', '2020-12-28', '2021-01-03'],
  ['2020-D366', '2020-12-31', '2020-12-31'],
  ['2019-06-14', '2019-06-14', '2019-06-14'],
  ['2019-06-14T10:00:00', '2019-06-14', '2019-06-14'],
  ['2018-04-01/P1Y', '2018-04-01', '2019-03-31'],
  ['2018-04-01T00:00:00/P6M', '2018-04-01', '2018-09-30'],
  ['2018-04-01/P1Y6M', '2018-04-01', '2019-09-30'],
])('%s is %s to %s', (period, first, last) => {
  expect(daysOf(period)).toEqual({ first, last });
});

test.each([
  '',
  'soon',
  '2019-Q5',
  '2019-13',
  '2019-D366',
  '2019-02-30',
  '2018-04-01/P',
  '2018-04-01/P0Y',
  '19',
])('%j is no period', (text) => {
  expect(daysOf(text)).toBeUndefined();
});

test('the parts of a year fill it without gap or overlap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1900, max: 2100 }),
      fc.constantFrom(['S', 2], ['T', 3], ['Q', 4], ['M', 12]) as fc.Arbitrary<[string, number]>,
      (year, [kind, count]) => {
        const parts = Array.from({ length: count }, (_, at) =>
          daysOf(`${year}-${kind}${kind === 'M' ? String(at + 1).padStart(2, '0') : at + 1}`),
        );
        expect(parts[0]?.first).toBe(`${year}-01-01`);
        expect(parts.at(-1)?.last).toBe(`${year}-12-31`);
        for (const [at, part] of parts.entries())
          if (at > 0)
            expect(Date.parse(part?.first ?? '') - Date.parse(parts[at - 1]?.last ?? '')).toBe(86_400_000);
      },
    ),
  );
});
