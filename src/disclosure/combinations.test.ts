import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Combinations } from './combinations.ts';

test('each combination has one number, in the order in which they are first met', () => {
  const combination = fc.array(fc.oneof(fc.nat(3), fc.integer({ min: -1, max: 0x7fff_ffff })), {
    minLength: 2,
    maxLength: 2,
  });
  fc.assert(
    fc.property(fc.array(combination, { maxLength: 60 }), combination, (met, other) => {
      const combinations = new Combinations(2);
      const numbers = new Map<string, number>();
      for (const one of met) {
        const number = numbers.get(one.join()) ?? numbers.size;
        numbers.set(one.join(), number);
        expect(combinations.add(one)).toBe(number);
        expect([combinations.at(number, 0), combinations.at(number, 1)]).toEqual(one);
      }
      for (const one of [...met, other]) expect(combinations.find(one)).toBe(numbers.get(one.join()));
    }),
  );
});

test('the only combination of nothing is the first', () => {
  const combinations = new Combinations(0);
  expect(combinations.find([])).toBeUndefined();
  expect([combinations.add([]), combinations.add([]), combinations.find([])]).toEqual([0, 0, 0]);
});
