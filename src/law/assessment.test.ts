import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Citation } from '../core/citation.ts';
import { addDays, type Day, dayOf, parseDate, parseDay } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { answers } from '../core/value.ts';
import {
  answerOn,
  asIfEnacted,
  type Assessment,
  checkAssessment,
  findingOf,
  practiceOn,
} from './assessment.ts';
import { type LawId, type Provision, type ProvisionId, standingOn } from './model.ts';

const citation: Citation = { title: 'Invented gazette 1', standing: 'unverified' };

/** "P 2018-01-01 2020-01-01 enacted 2017-06-01": a name, the first day in force, the first day not. */
function provision(written: string): Provision {
  const [id = '', from, to, , enacted] = written.split(' ');
  return {
    id: id as ProvisionId,
    law: 'LAW' as LawId,
    article: '1',
    text: 'invented',
    textIs: 'paraphrase',
    ...(from && from !== '-' ? { from: parseDate(from) } : {}),
    ...(to && to !== '-' ? { to: parseDate(to), ended: 'amended' as const } : {}),
    ...(enacted ? { enacted: parseDate(enacted) } : {}),
    citation,
  };
}

/** "2019-05-01 yes P,Q": when somebody looked, what was found, on what it rests. */
function assessment(written: string, round: string, rest: Partial<Assessment> = {}): Assessment {
  const [asOf = '', answer = '', on = ''] = written.split(' ');
  return {
    state: 'MUS' as Iso3,
    checklist: 'sec-law',
    point: '1',
    wording: 1,
    round,
    coder: 'A',
    role: 'coder',
    asOf: parseDay(asOf),
    answer: answers.find((each) => each === answer.replaceAll('_', ' ')) ?? 'no data',
    provisions: on.split(',').filter(Boolean) as ProvisionId[],
    reasoning: '',
    receipts: on ? [] : [citation],
    ...rest,
  };
}

function answersFrom(provisions: readonly string[], looks: readonly string[]) {
  const known = new Map(provisions.map((each) => provision(each)).map((each) => [each.id, each]));
  const findings = looks.map((look, order) => findingOf([assessment(look, `round ${order}`)], known));
  return (day: string) => answerOn(findings, parseDay(day));
}

describe('what the law says on a day', () => {
  it.each([
    ['nobody looked', [], [], '2019-01-01', 'not yet assessed', 'nothing assessed'],
    ['in force', ['P 2018-01-01'], ['2019-05-01 yes P'], '2020-01-01', 'yes', 'in force'],
    [
      'in force before anybody looked',
      ['P 2018-01-01'],
      ['2019-05-01 yes P'],
      '2018-01-01',
      'yes',
      'in force',
    ],
    [
      'the day before it commenced',
      ['P 2018-01-01'],
      ['2019-05-01 yes P'],
      '2017-12-31',
      'not yet assessed',
      'not yet in force',
    ],
    [
      'enacted, to commence later',
      ['P 2020-07-01 - enacted 2019-12-01'],
      ['2020-01-15 yes P'],
      '2020-06-30',
      'not yet assessed',
      'not yet in force',
    ],
    [
      'enacted, commenced',
      ['P 2020-07-01 - enacted 2019-12-01'],
      ['2020-01-15 yes P'],
      '2020-07-01',
      'yes',
      'in force',
    ],
    [
      'before the new act commences the old answer stands',
      ['O 2000-01-01', 'P 2020-07-01'],
      ['2015-01-01 no O', '2020-01-15 yes P'],
      '2020-06-30',
      'no',
      'in force',
    ],
    [
      'from then on the new one',
      ['O 2000-01-01', 'P 2020-07-01'],
      ['2015-01-01 no O', '2020-01-15 yes P'],
      '2020-07-01',
      'yes',
      'in force',
    ],
    [
      'the last day of a repealed act',
      ['P 2000-01-01 2021-03-01'],
      ['2019-05-01 yes P'],
      '2021-02-28',
      'yes',
      'in force',
    ],
    [
      'repealed',
      ['P 2000-01-01 2021-03-01'],
      ['2019-05-01 yes P'],
      '2021-03-01',
      'not yet assessed',
      'lapsed',
    ],
    [
      'repealed: an answer older still does not come back',
      ['O 1990-01-01', 'P 2000-01-01 2021-03-01'],
      ['1995-01-01 no O', '2019-05-01 yes P'],
      '2021-03-01',
      'not yet assessed',
      'lapsed',
    ],
    [
      'replaced, and looked at again',
      ['P 2000-01-01 2021-03-01', 'Q 2021-03-01'],
      ['2019-05-01 yes P', '2022-01-01 partly Q'],
      '2021-03-01',
      'partly',
      'in force',
    ],
    [
      'replaced: the old wording before',
      ['P 2000-01-01 2021-03-01', 'Q 2021-03-01'],
      ['2019-05-01 yes P', '2022-01-01 partly Q'],
      '2021-02-28',
      'yes',
      'in force',
    ],
    [
      'struck down from a day on',
      ['P 2000-01-01 2021-03-01'],
      ['2019-05-01 yes P'],
      '2020-01-01',
      'yes',
      'in force',
    ],
    [
      'void from the beginning',
      ['P 2000-01-01 2000-01-01'],
      ['1999-05-01 yes P'],
      '2010-01-01',
      'not yet assessed',
      'lapsed',
    ],
    [
      'reaching back over a day on which nobody knew',
      ['Q 2018-01-01 - enacted 2020-06-01'],
      ['2018-06-01 no', '2020-07-01 yes Q'],
      '2019-01-01',
      'yes',
      'retroactive',
    ],
    [
      'reaching back, after it was enacted',
      ['Q 2018-01-01 - enacted 2020-06-01'],
      ['2018-06-01 no', '2020-07-01 yes Q'],
      '2020-06-30',
      'yes',
      'in force',
    ],
    [
      'silence, until the law changed',
      ['Q 2018-01-01'],
      ['2015-01-01 no', '2019-05-01 yes Q'],
      '2017-12-31',
      'no',
      'stated',
    ],
    [
      'silence, after the law changed',
      ['Q 2018-01-01'],
      ['2015-01-01 no', '2019-05-01 yes Q'],
      '2018-01-01',
      'yes',
      'in force',
    ],
    [
      'silence says nothing of earlier days',
      [],
      ['2015-01-01 no'],
      '2014-12-31',
      'not yet assessed',
      'assessed later',
    ],
    [
      'a later look at old law does not undo an earlier one',
      ['O 2005-01-01 2015-01-01', 'P 2000-01-01'],
      ['2012-01-01 yes O', '2019-01-01 partly P'],
      '2013-01-01',
      'yes',
      'in force',
    ],
    [
      'what lapsed is followed by the later look',
      ['O 2005-01-01 2015-01-01', 'P 2000-01-01'],
      ['2012-01-01 yes O', '2019-01-01 partly P'],
      '2016-01-01',
      'partly',
      'in force',
    ],
    [
      'a year alone does not tell the day',
      ['P 2018'],
      ['2019-05-01 yes P'],
      '2018-06-01',
      'not yet assessed',
      'cannot tell',
    ],
    ['a year alone tells the years after', ['P 2018'], ['2019-05-01 yes P'], '2019-01-01', 'yes', 'in force'],
    [
      'an end known by its year',
      ['P 2000 2021'],
      ['2019-05-01 yes P'],
      '2021-06-01',
      'not yet assessed',
      'cannot tell',
    ],
    [
      'a bill is not the law',
      ['P -'],
      ['2024-05-01 yes P'],
      '2025-01-01',
      'not yet assessed',
      'not yet in force',
    ],
    [
      'one of two provisions ended',
      ['P 2000-01-01', 'Q 2000-01-01 2020-01-01'],
      ['2019-05-01 yes P,Q'],
      '2020-01-01',
      'not yet assessed',
      'lapsed',
    ],
  ] as const)('%s', (_, provisions, looks, day, answer, ground) => {
    expect(answersFrom(provisions, looks)(day)).toMatchObject({ answer, ground });
  });

  it('never rests on a provision outside its dates, and does not change with one', () => {
    const day = fc.integer({ min: 0, max: 4000 }).map((days) => addDays(dayOf('2010-01-01'), days));
    const dates = fc.tuple(fc.option(day, { nil: undefined }), fc.option(day, { nil: undefined }));
    const looks = fc.array(
      fc.record({
        asOf: day,
        answer: fc.constantFrom(...answers),
        on: fc.array(fc.nat(3), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    const known = (of: readonly (readonly [Day | undefined, Day | undefined])[]) =>
      new Map(
        of.map(([a, b], index) => {
          const [from, to] = a && b && b < a ? [b, a] : [a, b];
          const id = String(index) as ProvisionId;
          return [
            id,
            { ...provision(`${index} - -`), id, ...(from ? { from } : {}), ...(from && to ? { to } : {}) },
          ];
        }),
      );
    fc.assert(
      fc.property(fc.array(dates, { minLength: 4, maxLength: 4 }), looks, day, (of, found, on) => {
        const provisions = known(of);
        const made = (among: ReadonlyMap<ProvisionId, Provision>) =>
          found.map((look, round) =>
            findingOf(
              [
                assessment(
                  `${look.asOf} ${look.answer.replaceAll(' ', '_')} ${look.on.join(',')}`,
                  String(round),
                ),
              ],
              among,
            ),
          );
        const result = answerOn(made(provisions), on);
        if (result.answer === 'not yet assessed') return;
        expect((result.finding?.provisions ?? []).map((each) => standingOn(each, on))).toEqual(
          (result.finding?.provisions ?? []).map(() => 'in force'),
        );
        // A wording that ended before the day is moved further back, one that begins after it further on: to this
        // day it is all one, unless a look had been made while the wording stood.
        const elsewhere = new Map(
          [...provisions].map(([id, each]) => [
            id,
            standingOn(each, on) === 'not yet in force' && each.from
              ? {
                  ...each,
                  from: addDays(each.from as Day, 5000),
                  ...(each.to ? { to: addDays(each.to as Day, 5000) } : {}),
                }
              : each,
          ]),
        );
        expect(answerOn(made(elsewhere), on).answer).toBe(result.answer);
      }),
    );
  });

  it('asks what a bill would change', () => {
    const known = new Map([provision('P -'), provision('O 2000-01-01')].map((each) => [each.id, each]));
    const findings = [
      findingOf([assessment('2015-01-01 no O', 'one')], known),
      findingOf([assessment('2024-01-01 yes P', 'two')], known),
    ];
    const today = parseDay('2025-01-01');
    expect(answerOn(findings, today)).toMatchObject({ answer: 'no' });
    expect(answerOn(asIfEnacted(findings, 'LAW' as LawId, today), today)).toMatchObject({ answer: 'yes' });
    expect(answerOn(asIfEnacted(findings, 'OTHER' as LawId, today), today)).toMatchObject({ answer: 'no' });
  });
});

describe('what a round found', () => {
  const known = new Map(
    [provision('P 2000-01-01'), provision('Q 2000-01-01 2020-01-01')].map((each) => [each.id, each]),
  );
  const a = assessment('2019-01-01 yes P', 'r');
  const b = { ...assessment('2019-02-01 yes Q', 'r'), coder: 'B' };
  const no = { ...b, answer: 'no' as const };
  const decided = { ...no, coder: 'C', role: 'adjudicator' as const, answer: 'partly' as const };

  it.each([
    ['one coder', [a], 'single', 'yes', ['P']],
    ['two who agree rest on the provisions of both', [a, b], 'agreed', 'yes', ['P', 'Q']],
    ['two who differ', [a, no], 'disputed', 'not yet assessed', ['P', 'Q']],
    ['an adjudicator decides', [a, no, decided], 'adjudicated', 'partly', ['Q']],
    ['a coder who corrects counts once', [a, no, b], 'agreed', 'yes', ['P', 'Q']],
  ] as const)('%s', (_, all, basis, answer, on) => {
    const finding = findingOf(all, known);
    expect(finding).toMatchObject({ basis, answer });
    expect(finding.provisions.map(({ id }) => id)).toEqual(on);
  });

  it('is no answer while two differ', () => {
    expect(answerOn([findingOf([a, no], known)], parseDay('2019-06-01'))).toMatchObject({
      answer: 'not yet assessed',
      ground: 'disputed',
    });
  });

  it('keeps practice apart from paper', () => {
    const practice = { answer: 'no' as const, reasoning: 'no case', receipts: [citation] };
    const finding = findingOf([{ ...a, practice }], known);
    expect(answerOn([finding], parseDay('2019-06-01')).answer).toBe('yes');
    expect(practiceOn([finding], parseDay('2019-06-01'))).toMatchObject({ answer: 'no', ground: 'stated' });
    expect(practiceOn([finding], parseDay('2018-06-01')).answer).toBe('not yet assessed');
  });

  it.each([
    ['a statement without a source', assessment('2019-01-01 no', 'r', { receipts: [] }), 'needs a provision'],
    ['a provision that is not there', assessment('2019-01-01 yes X', 'r'), 'no provision “X”'],
    ['a provision that had ceased', assessment('2020-01-01 yes Q', 'r'), 'no longer in force'],
    [
      'practice without a source',
      assessment('2019-01-01 yes P', 'r', { practice: { answer: 'yes', reasoning: '', receipts: [] } }),
      'in practice needs',
    ],
  ])('refuses %s', (_, wrong, words) => {
    expect(() => checkAssessment(wrong, known)).toThrow(words);
  });

  it.each(['no data', 'not yet assessed'] as const)('takes “%s” without a source', (answer) => {
    const plain = { ...assessment('2019-01-01 no', 'r', { receipts: [] }), answer };
    expect(() => checkAssessment(plain, known)).not.toThrow();
  });
});
