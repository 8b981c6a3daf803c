/** Legal hooks as people write them. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstrumentId } from '../commitments/model.ts';
import { articleStanding, checkHook, type Hook, parseArticle, parseHooks, writeHooks } from './hook.ts';

const treaties = new Map([
  ['OPSC', { last: 17, between: [] }],
  ['LONG', { last: 40, between: ['14bis', '14ter'] }],
]);
const at = (instrument: string, article: string) => ({
  instrument: instrument as InstrumentId,
  article: parseArticle(article),
});

describe('an article', () => {
  test.each([
    ['4', '4'],
    ['4(1)(a)', '4(1)(a)'],
    [' 3 (1) (B) ', '3(1)(b)'],
    ['4–5', '4-5'],
    ['2-3', '2-3'],
    ['14BIS', '14bis'],
    ['3(1)(a)(ii)', '3(1)(a)(ii)'],
    ['3(1)-4(2)', '3(1)-4(2)'],
  ])('%s is read as %s', (written, article) => {
    expect(parseArticle(written)).toBe(article);
  });

  test.each(['', 'four', '4.1', '5-4', 'art. 4', '4(', '4()', '-4', '4,5', '1e3'])(
    '“%s” is none',
    (written) => {
      expect(() => parseArticle(written)).toThrow('not a legal hook');
    },
  );
});

test.each([
  ['OPSC', '1', 'exists'],
  ['OPSC', '17', 'exists'],
  ['OPSC', '18', 'no such article'],
  ['OPSC', '0', 'no such article'],
  ['OPSC', '16-18', 'no such article'],
  ['OPSC', '3(99)', 'exists'],
  ['OPSC', '14bis', 'no such article'],
  ['LONG', '14bis', 'exists'],
  ['LONG', '14bis-14ter', 'exists'],
  ['LONG', '14quater', 'no such article'],
  ['OTHER', '999', 'articles not known'],
] as const)('%s %s: %s', (instrument, article, standing) => {
  expect(articleStanding(at(instrument, article), treaties)).toBe(standing);
});

test('a planted hook to an article that does not exist is told with its file and row', () => {
  expect(() => checkHook(at('OPSC', '18'), treaties, { file: 'hooks.csv', row: 9 })).toThrow(
    'hooks.csv, row 9: OPSC has no article 18; its last one is 17.',
  );
  expect(() => checkHook(at('OPSC', '17'), treaties)).not.toThrow();
});

describe('a cell', () => {
  test.each([
    ['', []],
    [' ; ', []],
    [
      'OPSC 4; LANZAROTE 33',
      [
        ['OPSC', '4', undefined, 'unverified'],
        ['LANZAROTE', '33', undefined, 'unverified'],
      ],
    ],
    ['OPSC 3 (1) (b)', [['OPSC', '3(1)(b)', undefined, 'unverified']]],
    [
      'OPSC 4 [verified: https://example.org/a;b]; CRC 1 [unconfirmed; to be checked]',
      [
        ['OPSC', '4', 'https://example.org/a;b', 'verified'],
        ['CRC', '1', 'unconfirmed; to be checked', 'unverified'],
      ],
    ],
    // Nothing is verified without a source.
    ['OPSC 4 [verified:]', [['OPSC', '4', undefined, 'unverified']]],
  ])('“%s”', (cell, hooks) => {
    expect(
      parseHooks(cell).map(({ instrument, article, source, standing }) => [
        instrument,
        article,
        source,
        standing,
      ]),
    ).toEqual(hooks);
  });

  test.each(['OPSC', '4', 'OPSC four', 'OPSC 4, 5', 'OPSC 4 [open', 'OPSC 4 [a] b', 'OPSC [a] 4'])(
    '“%s” is refused',
    (cell) => {
      expect(() => parseHooks(cell)).toThrow('not a legal hook');
    },
  );
});

const title = fc
  .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
  .map((text) => text.replace(/[[\]]/g, '').trim())
  .filter((text) => text !== '' && !text.startsWith('verified:'));
const articles = fc
  .tuple(
    fc.integer({ min: 1, max: 99 }),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom('', '(1)', '(2)(a)', 'bis'),
  )
  .map(([first, more, rest]) =>
    parseArticle(more === 0 ? `${first}${rest}` : `${first}${rest}-${first + more}`),
  );
const hook = fc.record({
  instrument: fc.constantFrom('OPSC', 'ILO-C182', 'CRC').map((id) => id as InstrumentId),
  article: articles,
  citation: fc.record({ title, standing: fc.constantFrom('verified' as const, 'unverified' as const) }),
});

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.array(hook, { maxLength: 5 }), (hooks: Hook[]) => {
      expect(parseHooks(writeHooks(hooks))).toEqual(
        hooks.map(({ instrument, article, citation }) => ({
          instrument,
          article,
          source: citation.title,
          standing: citation.standing,
        })),
      );
    }),
  );
});

test('any text is read or refused with a sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (cell) => {
      try {
        for (const { article } of parseHooks(cell)) expect(parseArticle(article)).toBe(article);
      } catch (error) {
        expect((error as Error).message).toContain('not a legal hook');
      }
    }),
  );
});
