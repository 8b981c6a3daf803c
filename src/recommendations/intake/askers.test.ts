import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { states } from '../../core/state.ts';
import { askedIn } from './askers.ts';

describe('who asked', () => {
  test.each<[string, readonly (readonly [string, readonly string[]])[]]>([
    ['Count herons (Chile);', [['Count herons', ['CHL']]]],
    ['Count herons (Chile, Peru and Kenya).', [['Count herons', ['CHL', 'PER', 'KEN']]]],
    ['Count herons (Bosnia and Herzegovina and Trinidad and Tobago)', [['Count herons', ['BIH', 'TTO']]]],
    [
      'Count herons (Iran (Islamic Republic of), Bolivia (Plurinational State of));',
      [['Count herons', ['IRN', 'BOL']]],
    ],
    ['Count herons (Chile) (Peru);', [['Count herons', ['CHL', 'PER']]]],
    ['Count herons (Chile); (Peru).', [['Count herons', ['CHL', 'PER']]]],
    ['Count herons (Chile/Peru);', [['Count herons', ['CHL', 'PER']]]],
    [
      'Count herons (Chile); feed storks (Peru, Chile);',
      [
        ['Count herons', ['CHL']],
        ['feed storks', ['PER', 'CHL']],
      ],
    ],
    [
      'Count herons (Chile) Feed storks (Peru)',
      [
        ['Count herons', ['CHL']],
        ['Feed storks', ['PER']],
      ],
    ],
    [
      'Count herons (and storks) in the parks (CRW) (Chile);',
      [['Count herons (and storks) in the parks (CRW)', ['CHL']]],
    ],
    [
      'Count (Chile)/feed (Peru) the herons (Chile, Peru);',
      [['Count (Chile)/feed (Peru) the herons', ['CHL', 'PER']]],
    ],
    ['Count herons ((Iran (Islamic Republic of));', [['Count herons', ['IRN']]]],
    ['Count herons (of all kinds (Chile);', [['Count herons (of all kinds', ['CHL']]]],
    [
      'Count herons (Chile 4); Feed them (Peru);',
      [
        ['Count herons', ['CHL']],
        ['Feed them', ['PER']],
      ],
    ],
    ['Count herons (Chile, Chile)', [['Count herons', ['CHL']]]],
    ['Count herons (Unknown)', [['Count herons', ['Unknown']]]],
    ['Count herons (European Union)', [['Count herons', ['European Union']]]],
    ['Count herons', [['Count herons', []]]],
    [
      'Count herons (Chile). Feed them',
      [
        ['Count herons', ['CHL']],
        ['Feed them', []],
      ],
    ],
    ['', []],
  ])('%s', (item, expected) => {
    expect(
      askedIn(item).map(({ text, askers }) => [text, askers.map(({ state, name }) => state ?? name)]),
    ).toEqual(expected);
    expect(askedIn(item).flatMap(({ unknown }) => unknown)).toEqual([]);
  });

  test.each([
    ['Count herons (Atlantis);', [['Count herons', ['Atlantis'], ['Atlantis']]]],
    ['Count herons (Chile, Atlantis);', [['Count herons', ['Chile', 'Atlantis'], ['Atlantis']]]],
    [
      'Count herons (Chile (Plurinational Kingdom of));',
      [['Count herons', ['Chile (Plurinational Kingdom of)'], ['Chile (Plurinational Kingdom of)']]],
    ],
  ])('names that are not known are kept and named: %s', (item, expected) => {
    expect(
      askedIn(item).map(({ text, askers, unknown }) => [text, askers.map(({ name }) => name), unknown]),
    ).toEqual(expected);
  });

  test('every State is found in every company', () => {
    const some = fc.uniqueArray(fc.constantFrom(...states), { minLength: 1, maxLength: 5 });
    const separator = fc.constantFrom(', ', ' and ', '; ', '/', ') (');
    fc.assert(
      fc.property(some, separator, (askers, between) => {
        const item = `Count herons (${askers.map(({ names }) => names.en).join(between)});`;
        expect(askedIn(item)).toMatchObject([{ text: 'Count herons', unknown: [] }]);
        expect(askedIn(item)[0]?.askers.map(({ state }) => state)).toEqual(askers.map(({ iso3 }) => iso3));
      }),
    );
  });

  test.each([
    '('.repeat(50_000),
    '()'.repeat(50_000),
    `(${'and '.repeat(50_000)})`,
    '(Chile) '.repeat(5_000),
  ])('hostile texts end: %#', (item) => {
    expect(askedIn(item).length).toBeLessThanOrEqual(2);
  });
});
