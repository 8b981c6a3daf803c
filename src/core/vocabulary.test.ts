import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { citationOf, citationSchema } from './citation.ts';
import { describePlace, Problem } from './problem.ts';
import { fold, parseLanguage } from './text.ts';
import { measured, total, type Value, valueSchema } from './value.ts';

describe('values', () => {
  const gap: Value = { state: 'not collected' };

  test('a true zero is not a gap', () => {
    expect(measured(0)).toEqual({ state: 'zero' });
    expect(total([measured(2), measured(0)])).toEqual(measured(2));
    expect(total([measured(0), measured(0)])).toEqual({ state: 'zero' });
  });

  test('a total over a gap is the gap', () => {
    expect(total([measured(2), gap, { state: 'suppressed' }])).toEqual(gap);
  });

  test('totals of numbers are sums', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 })), (numbers) => {
        expect(total(numbers.map(measured))).toEqual(
          measured(numbers.reduce((sum, number) => sum + number, 0)),
        );
      }),
    );
  });

  test('there is no seventh state', () => {
    expect(valueSchema.safeParse({ state: 'missing' }).success).toBe(false);
    expect(valueSchema.safeParse({ state: 'number' }).success).toBe(false);
  });
});

describe('citations', () => {
  test('a statement without a source is refused', () => {
    expect(() => citationOf('  ', 'verified')).toThrow(Problem);
    expect(citationSchema.safeParse({ title: ' ', standing: 'verified' }).success).toBe(false);
  });

  test.each<[string, string | undefined]>([
    ['https://verdragen.nl/en/Treaty/Details/009290_w', 'https://verdragen.nl/en/Treaty/Details/009290_w'],
    [
      'UN Treaty Collection, in https://github.com/zmjones/untreaties (commit 003ce13)',
      'https://github.com/zmjones/untreaties',
    ],
    ['https://a.example/x ; https://b.example/y', 'https://a.example/x'],
    ['ECPAT International, submission (2019)', undefined],
  ])('reads the address of %j', (source, address) => {
    expect(citationOf(source, 'unverified').address).toBe(address);
  });
});

describe('problems', () => {
  test('say what is wrong, with the place in front', () => {
    const problem = new Problem('date-invalid', { value: '31 Feb' }).at({
      file: 'a.csv',
      row: 12,
      column: 'action_date',
    });
    expect(problem.message).toMatch(/^a\.csv, row 12, column action_date: “31 Feb” is not a date/);
    expect(describePlace({ sheet: 'Status', row: 3 })).toBe('sheet Status, row 3');
  });

  test('an unknown language names the known ones', () => {
    expect(() => parseLanguage('de')).toThrow('en, fr, es, ar');
  });
});

describe('folding', () => {
  test.each([
    ['Côte d’Ivoire', "COTE D'IVOIRE"],
    ['Bolivia (Plurinational State of)', 'bolivia  plurinational state of'],
    ['São Tomé and Príncipe', 'Sao Tome and Principe'],
  ])('%j and %j are one name', (a, b) => {
    expect(fold(a)).toBe(fold(b));
  });

  test('folding twice changes nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(fold(text)) === fold(text)));
  });
});
