import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, parseDate, parseDay } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { type Answer, answers as allAnswers } from '../core/value.ts';
import { type Assessment, type Finding, findingKey, findingOf, type Findings } from './assessment.ts';
import type { ChecklistId, Point } from './checklist.ts';
import {
  answerAt,
  answersOn,
  changesBetween,
  coverageOf,
  practiceChangesBetween,
  toLookAtAgain,
} from './comparison.ts';
import type { LawId, Provision, ProvisionId } from './model.ts';
import { nearestFirst, nearnessOf } from './peers.ts';
import { scoreOf } from './score.ts';
import { movesIfEnacted } from './what-if.ts';

const citation = { title: 'Invented', standing: 'unverified' as const };
const iso = (code: string) => code as Iso3;

function point(name: string, rest: Partial<Point> = {}): Point {
  return {
    checklist: 'lanterns' as ChecklistId,
    point: name,
    wording: 1,
    origin: 'own',
    status: '',
    requirement: { en: 'Lanterns' },
    hooks: [],
    citation,
    ...rest,
  };
}

const loaded = [point('1'), point('2'), point('3')];
const { requirement, ...withoutText } = point('4');
const notLoaded: Point = { ...withoutText, origin: 'official', status: `without “${requirement?.en}”` };
const checklist = { points: [...loaded, notLoaded] };

/** "2018-01-01 2020-01-01": the days on which a wording was in force; "-" for a draft. */
function wording(id: string, written: string): Provision {
  const [from = '-', to] = written.split(' ');
  return {
    id: id as ProvisionId,
    law: 'LAW' as LawId,
    article: id,
    text: 'invented',
    textIs: 'paraphrase',
    ...(from === '-' ? {} : { from: parseDate(from) }),
    ...(to ? { to: parseDate(to), ended: 'repealed' as const } : {}),
    citation,
  };
}

function found(
  state: string,
  name: string,
  asOf: string,
  answer: Answer,
  on: readonly Provision[] = [],
): Finding {
  const assessment: Assessment = {
    state: iso(state),
    checklist: 'lanterns',
    point: name,
    wording: 1,
    round: 'r',
    coder: 'A',
    role: 'coder',
    asOf: parseDay(asOf),
    answer,
    provisions: on.map(({ id }) => id),
    reasoning: '',
    receipts: on.length > 0 ? [] : [citation],
  };
  return findingOf([assessment], new Map(on.map((each) => [each.id, each])));
}

function findingsOf(all: readonly (readonly [string, string, readonly Finding[]])[]): Findings {
  return new Map(all.map(([state, name, findings]) => [findingKey(iso(state), name), findings]));
}

describe('how much is known', () => {
  const findings = findingsOf([
    ['MUS', '1', [found('MUS', '1', '2015-01-01', 'yes')]],
    ['MUS', '2', [found('MUS', '2', '2015-01-01', 'no data')]],
    ['SYC', '1', [found('SYC', '1', '2015-01-01', 'no', [wording('P', '2010-01-01 2018-01-01')])]],
    // Somebody entered an answer on a point whose official text is not loaded.
    ['SYC', '4', [found('SYC', '4', '2015-01-01', 'yes')]],
  ]);
  const states = ['MUS', 'SYC', 'URY'].map(iso);

  it('counts what can be scored, never what cannot', () => {
    const all = answersOn(checklist, findings, dayOf('2016-01-01'));
    expect(coverageOf(all, checklist, states)).toEqual({
      states: 3,
      points: 3,
      notScored: 1,
      assessed: 2,
      assessedPoints: 2,
      places: 9,
      known: 2,
      counts: { yes: 1, partly: 0, no: 1, 'no data': 1, 'not yet assessed': 6 },
    });
    expect(answerAt(all, iso('SYC'), notLoaded)).toEqual({
      answer: 'not yet assessed',
      ground: 'not scored',
    });
  });

  it('knows less once the law has ceased, and says what to look at again', () => {
    const all = answersOn(checklist, findings, dayOf('2018-01-01'));
    expect(coverageOf(all, checklist, states)).toMatchObject({ known: 1, assessed: 1 });
    expect(toLookAtAgain(all, iso('SYC'), checklist.points).map((each) => each.point)).toEqual(['1']);
    expect(toLookAtAgain(all, iso('URY'), checklist.points)).toEqual([]);
  });
});

describe('what changed between two days', () => {
  const old = wording('OLD', '2000-01-01 2020-01-01');
  const next = wording('NEW', '2020-01-01');
  const cases: readonly (readonly [string, readonly Finding[], string, string, unknown])[] = [
    [
      'an article was replaced, and looked at again',
      [found('MUS', '1', '2015-01-01', 'no', [old]), found('MUS', '1', '2021-01-01', 'yes', [next])],
      '2019-09-11',
      '2021-06-01',
      {
        kind: 'answer',
        before: { answer: 'no' },
        after: { answer: 'yes' },
        reasons: [
          { why: 'ceased', provision: { id: 'OLD' } },
          { why: 'commenced', provision: { id: 'NEW' } },
          { why: 'assessed', on: '2021-01-01' },
        ],
      },
    ],
    [
      'an article was repealed, and nobody looked',
      [found('MUS', '1', '2015-01-01', 'yes', [old])],
      '2019-09-11',
      '2021-06-01',
      {
        kind: 'answer',
        after: { answer: 'not yet assessed', ground: 'lapsed' },
        reasons: [{ why: 'ceased', provision: { id: 'OLD' } }],
      },
    ],
    [
      'somebody looked for the first time: the law need not have changed',
      [found('MUS', '1', '2020-06-01', 'no')],
      '2019-09-11',
      '2021-06-01',
      { kind: 'answer', before: { ground: 'assessed later' }, reasons: [{ why: 'assessed' }] },
    ],
    [
      'another wording, the same answer',
      [found('MUS', '1', '2015-01-01', 'yes', [old]), found('MUS', '1', '2021-01-01', 'yes', [next])],
      '2019-09-11',
      '2021-06-01',
      { kind: 'law', reasons: [{ why: 'ceased' }, { why: 'commenced' }, { why: 'assessed' }] },
    ],
    [
      'looked at again, and found the same',
      [
        found('MUS', '1', '2015-01-01', 'yes', [wording('P', '2000-01-01')]),
        found('MUS', '1', '2020-01-01', 'yes'),
      ],
      '2019-09-11',
      '2021-06-01',
      undefined,
    ],
    ['nothing', [found('MUS', '1', '2015-01-01', 'yes')], '2019-09-11', '2021-06-01', undefined],
  ];
  it.each(cases)('%s', (_, all, from, to, expected) => {
    const [change] = changesBetween(
      checklist,
      findingsOf([['MUS', '1', all]]),
      [iso('MUS')],
      [parseDay(from), parseDay(to)],
    );
    if (expected === undefined) expect(change).toBeUndefined();
    else expect(change).toMatchObject(expected as object);
  });

  it('from a day to the same day nothing changes', () => {
    const day = fc.integer({ min: 0, max: 9000 }).map((days) => addDays(dayOf('2000-01-01'), days));
    fc.assert(
      fc.property(day, (at) => {
        const all = findingsOf([
          [
            'MUS',
            '1',
            [found('MUS', '1', '2015-01-01', 'no', [old]), found('MUS', '1', '2021-01-01', 'yes', [next])],
          ],
        ]);
        expect(changesBetween(checklist, all, [iso('MUS')], [at, at])).toEqual([]);
      }),
    );
  });
});

describe('what changed in practice between two days', () => {
  const look = (asOf: string, ...practice: readonly Answer[]): Finding => {
    const [assessment] = found('MUS', '1', asOf, 'no data').assessments;
    if (!assessment) throw new Error('nothing was found');
    const said = (answer: Answer) => ({ answer, reasoning: '', receipts: [citation] });
    return findingOf(
      practice.map((answer, at) => ({ ...assessment, coder: `coder ${at}`, practice: said(answer) })),
      new Map(),
    );
  };
  it.for<[string, readonly Finding[], unknown]>([
    ['nobody looked at it', [found('MUS', '1', '2015-01-01', 'no')], []],
    [
      'somebody looked again and found another',
      [look('2015-01-01', 'no'), look('2020-01-01', 'partly')],
      [
        {
          point: '1',
          before: { answer: 'no', asOf: '2015-01-01' },
          after: { answer: 'partly', asOf: '2020-01-01' },
        },
      ],
    ],
    ['somebody looked again and found the same', [look('2015-01-01', 'no'), look('2020-01-01', 'no')], []],
    [
      'somebody looked for the first time',
      [look('2020-01-01', 'yes')],
      [{ before: { ground: 'nothing assessed' }, after: { answer: 'yes' } }],
    ],
    [
      'two looked again, and differ',
      [look('2015-01-01', 'no'), look('2020-01-01', 'no', 'yes')],
      [{ before: { answer: 'no' }, after: { answer: 'not yet assessed', ground: 'disputed' } }],
    ],
    ['a look after both days says nothing of them', [look('2022-01-01', 'yes')], []],
  ])('%s', ([, findings, changes]) => {
    const between = [parseDay('2019-01-01'), parseDay('2021-01-01')] as const;
    expect(
      practiceChangesBetween(checklist, findingsOf([['MUS', '1', findings]]), [iso('MUS')], between),
    ).toMatchObject(changes as object[]);
  });

  it('is not told of a point that cannot be scored', () => {
    const findings = findingsOf([['MUS', '4', [look('2020-01-01', 'yes')]]]);
    const between = [parseDay('2019-01-01'), parseDay('2021-01-01')] as const;
    expect(practiceChangesBetween(checklist, findings, [iso('MUS')], between)).toEqual([]);
  });
});

describe('who is near', () => {
  const kinship = {
    families: new Map([
      [iso('MUS'), { families: ['civil law', 'common law'] }],
      [iso('URY'), { families: ['civil law'] }],
    ]),
    languages: new Map([
      [iso('MUS'), new Set(['en', 'fr'])],
      [iso('GBR'), new Set(['en'])],
    ]),
  };

  it('says what two States share, and nothing that the record does not know', () => {
    expect(nearnessOf(iso('MUS'), iso('SYC'), kinship)).toEqual([
      { kind: 'sub-region', shared: 'Eastern Africa' },
      { kind: 'region', shared: 'Africa' },
    ]);
    expect(nearnessOf(iso('MUS'), iso('URY'), kinship)).toEqual([
      { kind: 'legal family', shared: 'civil law' },
    ]);
    expect(nearnessOf(iso('SYC'), iso('GBR'), kinship)).toEqual([]);
  });

  it('puts a nearer kind before all further ones together', () => {
    const order = nearestFirst(iso('MUS'), ['JPN', 'GBR', 'URY', 'ZAF', 'SYC', 'MUS'].map(iso), kinship);
    expect(order.map(({ state }) => state)).toEqual(['SYC', 'ZAF', 'URY', 'GBR', 'JPN']);
  });
});

describe('a composite score', () => {
  const grouped = {
    points: [
      point('1', { group: { en: 'Offences' } }),
      point('2', { group: { en: 'Offences' } }),
      point('3', { group: { en: 'Care' } }),
      notLoaded,
    ],
  };
  const of = (one: readonly (Answer | undefined)[]) =>
    answersOn(
      grouped,
      findingsOf(
        one.flatMap((answer, at) =>
          answer
            ? [['MUS', String(at + 1), [found('MUS', String(at + 1), '2015-01-01', answer)]] as const]
            : [],
        ),
      ),
      dayOf('2016-01-01'),
    );
  const even = { groups: new Map<string, number>(), partly: 0.5 };

  it.each([
    ['all met', ['yes', 'yes', 'yes'], even, { value: 1, known: 3, points: 3, lowest: 1, highest: 1 }],
    ['half met', ['partly', 'partly', 'partly'], even, { value: 0.5, known: 3, lowest: 0, highest: 1 }],
    [
      'nothing known',
      [undefined, 'no data', undefined],
      even,
      { known: 0, points: 3, lowest: 0, highest: 1 },
    ],
    // Offences doubled, care halved: 2 × 2 of 4.5; the other way round: 2 × 0.5 of 3.
    ['weights varied', ['yes', 'yes', 'no'], even, { value: 2 / 3, lowest: 1 / 3, highest: 4 / 4.5 }],
    // The gap as no: 2 of 2 + 1 × … ; known alone: 1.
    ['a gap', ['yes', 'yes', undefined], even, { value: 1, known: 2, lowest: 1 / 3, highest: 1 }],
    [
      'weights chosen',
      ['yes', 'yes', 'no'],
      { groups: new Map([['Care', 2]]), partly: 0.5 },
      { value: 0.5, known: 3 },
    ],
  ] as const)('%s', (_, one, weights, expected) => {
    const score = scoreOf(of(one), grouped, iso('MUS'), weights);
    for (const [key, value] of Object.entries(expected))
      expect(score[key as keyof typeof score]).toBeCloseTo(value);
    if (!('value' in expected)) expect(score.value).toBeUndefined();
  });

  it('lies inside its range, whatever is known and however it is weighed', () => {
    const weight = fc.double({ min: 0.01, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom(...allAnswers), { nil: undefined }), {
          minLength: 3,
          maxLength: 3,
        }),
        weight,
        weight,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, offences, care, partly) => {
          const groups = new Map([
            ['Offences', offences],
            ['Care', care],
          ]);
          const { value, lowest, highest } = scoreOf(of(one), grouped, iso('MUS'), { groups, partly });
          expect(lowest).toBeLessThanOrEqual(highest);
          if (value === undefined) return;
          expect(value).toBeGreaterThanOrEqual(lowest - 1e-9);
          expect(value).toBeLessThanOrEqual(highest + 1e-9);
        },
      ),
    );
  });
});

describe('what if', () => {
  const draft = wording('D', '-');
  it('a draft moves the points that rest on it, and no others', () => {
    const findings = findingsOf([
      ['MUS', '1', [found('MUS', '1', '2015-01-01', 'no'), found('MUS', '1', '2024-01-01', 'yes', [draft])]],
      ['MUS', '2', [found('MUS', '2', '2015-01-01', 'no')]],
      ['SYC', '3', [found('SYC', '3', '2024-01-01', 'yes', [draft])]],
    ]);
    const of = (law: string) =>
      movesIfEnacted(checklist, findings, { state: iso('MUS'), law: law as LawId, day: dayOf('2026-01-01') });
    expect(of('LAW')).toMatchObject([
      { point: { point: '1' }, now: { answer: 'no' }, enacted: { answer: 'yes' } },
    ]);
    expect(of('OTHER')).toEqual([]);
  });
});
