import { expect, test } from 'vitest';
import { demandsOf } from './demand.ts';
import { frameOf, parseDemandKey } from './demand-key.ts';
import { shippedCoder } from './reference.ts';

const coder = shippedCoder();

test.each([
  'Ratify the OPSC and train the police against trafficking in women and girls',
  'Withdraw reservations to the CRC; adopt a plan against child marriage',
])('the keys of “%s” are read back as they are', (text) => {
  const demands = demandsOf(text, 'en', coder).filter(({ key }) => key);
  expect(demands.length).toBeGreaterThan(1);
  for (const { key, operation, object, themes, groups, addressees } of demands) {
    if (!key) continue;
    expect(parseDemandKey(` ${key} `, coder.codebook)).toBe(key);
    expect(frameOf(key)).toEqual({
      operation,
      ...(object ? { object } : {}),
      themes,
      groups,
      addressees,
    });
  }
});

test('themes in another order are the same demand', () => {
  const key = parseDemandKey('train||theme/trafficking,manifestation/cefm', coder.codebook);
  expect(parseDemandKey('train||manifestation/cefm,theme/trafficking', coder.codebook)).toBe(key);
});

test.each([
  ['', 'the codebook has no operation'],
  ['ratify', 'too little'],
  ['ratify|instrument/NONE', 'no instrument “NONE”'],
  ['ratify|OPSC', 'written without its list'],
  ['train|theme/trafficking', 'could stand there'],
  ['act||theme/trafficking', 'too little'],
  ['ratify|instrument/OPSC|theme/trafficking', 'beside an instrument'],
  ['a|b|c|d|e|f', 'more than five parts'],
])('“%s” is no key: %s', (text, detail) => {
  expect(() => parseDemandKey(text, coder.codebook)).toThrow(
    expect.objectContaining({
      code: 'demand-invalid',
      message: expect.stringContaining(detail) as string,
    }) as Error,
  );
});
