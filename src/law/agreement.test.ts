import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { type Answer, answers } from '../core/value.ts';
import { agreementByPoint, agreementOf, codedTwice, type Pair } from './agreement.ts';
import type { Assessment, Round } from './assessment.ts';

/** The pairs of a table of counts: rows are the first coder's categories, columns the second's. */
function pairsOf(table: readonly (readonly number[])[]): Pair<string>[] {
  return table.flatMap((row, i) =>
    row.flatMap((count, j) => Array.from({ length: count }, (): Pair<string> => [`${i}`, `${j}`])),
  );
}

function kappaOf<T extends string>(pairs: readonly Pair<T>[]) {
  const { kappa } = agreementOf(pairs);
  if (kappa.kind === 'cannot tell') throw new Error(kappa.why);
  return kappa;
}

describe('kappa of published worked examples', () => {
  test.each([
    [
      'Cohen 1960, Educational and Psychological Measurement 20: the table of 200 cases',
      [
        [88, 14, 18],
        [10, 40, 10],
        [2, 6, 12],
      ],
      0.492,
    ],
    [
      'Fleiss, Levin and Paik 2003, table 18.1: diagnoses of 100 persons',
      [
        [75, 1, 4],
        [5, 4, 1],
        [0, 0, 10],
      ],
      0.676,
    ],
  ])('%s', (_, table, kappa) => {
    expect(kappaOf(pairsOf(table)).value).toBeCloseTo(kappa, 3);
  });

  // The procedure uses the standard error of Fleiss, Cohen and Everitt 1969:
  // support.sas.com/documentation/cdl/en/statug/67523/HTML/default/statug_freq_gettingstarted02.htm
  test('SAS/STAT user’s guide, the FREQ procedure, agreement study: skin condition of 88 patients', () => {
    const { value, standardError, interval } = kappaOf(
      pairsOf([
        [10, 4, 1, 0],
        [5, 10, 12, 2],
        [2, 4, 12, 5],
        [0, 2, 6, 13],
      ]),
    );
    expect(value).toBeCloseTo(0.3449, 4);
    expect(standardError).toBeCloseTo(0.0724, 4);
    expect(interval?.low).toBeCloseTo(0.203, 4);
    expect(interval?.high).toBeCloseTo(0.4868, 4);
  });

  test('worked out by hand: 20, 5, 10 and 15 pairs give 0.4, and the variance 0.016128', () => {
    const { value, standardError } = kappaOf(
      pairsOf([
        [20, 5],
        [10, 15],
      ]),
    );
    expect(value).toBeCloseTo(0.4, 12);
    // A = 0.4 (1 - 1.1 × 0.6)² + 0.3 (1 - 0.9 × 0.6)² = 0.10972; B = 0.36 (0.1 × 1.1² + 0.2 × 0.9²) = 0.10188;
    // C = (0.4 - 0.5 × 0.6)² = 0.01.
    expect(standardError ** 2 * 50 * 0.25).toBeCloseTo(0.10972 + 0.10188 - 0.01, 12);
  });
});

describe('where kappa is not defined it cannot be told', () => {
  test.each<[string, readonly Pair[], string]>([
    ['no pair', [], 'fewer than two pairs'],
    ['one pair', [['yes', 'no']], 'fewer than two pairs'],
    [
      'one answer throughout',
      [
        ['yes', 'yes'],
        ['yes', 'yes'],
      ],
      'one category',
    ],
  ])('%s', (_, pairs, why) => {
    expect(agreementOf(pairs).kappa).toEqual({ kind: 'cannot tell', why });
  });

  test('full agreement is 1, without an interval that would claim to be sure', () => {
    const found = kappaOf<Answer>([
      ['yes', 'yes'],
      ['no', 'no'],
    ]);
    expect(found.value).toBe(1);
    expect(found.interval).toBeUndefined();
  });
});

const pairs = fc.array(fc.tuple(fc.constantFrom(...answers), fc.constantFrom(...answers)), { minLength: 2 });

test('kappa lies between -1 and 1, inside its interval, and is the same whoever is named first', () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const { kappa, same, pairs: n } = agreementOf(all);
      if (kappa.kind === 'cannot tell') {
        expect(same).toBe(n);
        return;
      }
      expect(Math.abs(kappa.value)).toBeLessThanOrEqual(1 + 1e-9);
      if (kappa.interval) {
        expect(kappa.interval.low).toBeLessThanOrEqual(kappa.value + 1e-9);
        expect(kappa.interval.high).toBeGreaterThanOrEqual(kappa.value - 1e-9);
      }
      const turned = kappaOf(all.map(([first, second]): Pair => [second, first]));
      expect(turned.value).toBeCloseTo(kappa.value, 9);
      expect(turned.standardError).toBeCloseTo(kappa.standardError, 9);
    }),
  );
});

describe('what was coded twice', () => {
  const round = (id: string, kind: Round['kind']): Round => ({
    id,
    kind,
    state: 'MUS' as Iso3,
    checklist: 'lanterns',
  });
  const said = (
    of: string,
    point: string,
    coder: string,
    answer: Answer,
    rest: Partial<Assessment> = {},
  ): Assessment => ({
    state: 'MUS' as Iso3,
    checklist: 'lanterns',
    point,
    wording: 1,
    round: of,
    coder,
    role: 'coder',
    asOf: parseDay('2026-01-01'),
    answer,
    provisions: [],
    reasoning: '',
    receipts: [],
    ...rest,
  });
  const found = codedTwice(
    [round('one', 'blind'), round('file', 'by file')],
    [
      said('one', '1', 'B', 'no'),
      said('one', '1', 'A', 'yes'),
      said('one', '1', 'C', 'partly', { role: 'adjudicator' }),
      said('one', '2', 'A', 'no'),
      said('one', '2', 'A', 'yes'),
      said('one', '2', 'B', 'yes'),
      said('one', '3', 'A', 'yes'),
      said('one', '4', 'A', 'yes'),
      said('one', '4', 'B', 'not yet assessed'),
      said('file', '1', 'A', 'no data'),
      said('file', '1', 'B', 'no data'),
      said('file', '2', 'A', 'no'),
      said('file', '2', 'B', 'no'),
      said('file', '2', 'C', 'no'),
    ],
  );

  test('is put beside each other by the names of the coders; the adjudicator does not count, a correction does', () => {
    expect(found.pairs.map(({ round: { id }, point, pair }) => [id, point, ...pair])).toEqual([
      ['one', '1', 'yes', 'no'],
      ['one', '2', 'yes', 'yes'],
      ['file', '1', 'no data', 'no data'],
    ]);
  });

  test('and what cannot be compared is counted', () => {
    expect(found).toMatchObject({ single: 1, open: 1, more: 1 });
  });

  test('blind rounds and rounds by file are reckoned apart, overall and by point', () => {
    const blind = agreementByPoint('blind', found.pairs);
    expect(blind.overall).toMatchObject({ pairs: 2, same: 1 });
    expect([...blind.points].map(([point, { pairs: n, same }]) => [point, n, same])).toEqual([
      ['1', 1, 0],
      ['2', 1, 1],
    ]);
    expect(agreementByPoint('by file', found.pairs).overall).toMatchObject({ pairs: 1, same: 1 });
  });
});
