/**
 * Invented law for tests of the pages: acts about lanterns in real States, so that regions can be compared. Nothing of
 * it is a fact about any State.
 */
import type { Citation } from '../src/core/citation.ts';
import { dayOf } from '../src/core/date.ts';
import type { Iso3 } from '../src/core/state.ts';
import type { Answer } from '../src/core/value.ts';
import type { Assessment } from '../src/law/assessment.ts';
import type { Point } from '../src/law/checklist.ts';
import type { Law, LawId, Provision, ProvisionId } from '../src/law/model.ts';
import { enterAssessment, enterLaw, enterProvision, enterRound } from '../src/law/store.ts';
import { knownChecklists } from '../src/law/store/answers.ts';
import { enterLegalFamily } from '../src/law/store/families.ts';
import type { Record, Write } from '../src/platform/record.ts';

const gazette = (place: string): Citation => ({
  title: 'Invented gazette of lanterns',
  place,
  standing: 'unverified',
});

function law(state: string, name: string, more: Partial<Law> = {}): Law {
  return {
    id: `${state}-${name}` as LawId,
    state: state as Iso3,
    title: `Lantern Act (${name})`,
    language: 'en',
    kind: 'act',
    translation: 'original in English',
    stages: [],
    citation: gazette(`${state} ${name}`),
    ...more,
  };
}

function article(of: Law, number: string, dates: Partial<Provision> = {}): Provision {
  return {
    id: `${of.id}-${number}` as ProvisionId,
    law: of.id,
    article: number,
    text: `No lantern ${number} shall be lit.`,
    textIs: 'quotation',
    citation: gazette(`${of.id}, art. ${number}`),
    ...dates,
  };
}

/** The laws, wordings and findings of `enterMadeUpLaw`, by what they are for. */
const MUS = law('MUS', '2005', { date: dayOf('2005-03-01'), address: 'https://law.example/lantern' });
const bill = law('MUS', 'bill', {
  title: 'Projet de loi sur les lanternes',
  language: 'fr',
  titleEnglish: 'Lantern Bill',
  translation: 'not translated',
  stages: [
    { stage: 'proposed', date: dayOf('2026-02-01'), citation: gazette('bill') },
    { stage: 'first reading', date: dayOf('2026-05-01'), citation: gazette('bill, reading') },
  ],
});
const SYC = law('SYC', '2010', {
  language: 'fr',
  title: 'Loi sur les lanternes',
  titleEnglish: 'Lantern Law',
});
const ZAF = law('ZAF', '2012');
const URY = law('URY', '2001', { language: 'es', title: 'Ley de faroles', titleEnglish: 'Lantern Law' });

const wordings: readonly Provision[] = [
  article(MUS, '1', { from: dayOf('2005-04-01') }),
  // Amended on 1 January 2020.
  article(MUS, '2', { from: dayOf('2005-04-01'), to: dayOf('2020-01-01'), ended: 'amended' }),
  article(MUS, '2', {
    id: 'MUS-2005-2-b' as ProvisionId,
    from: dayOf('2020-01-01'),
    textIs: 'paraphrase',
    text: 'Lanterns may be lit by day.',
    by: 'Lantern (Amendment) Act 2019',
  }),
  // Repealed, and nobody looked again.
  article(MUS, '3', { from: dayOf('2005-04-01'), to: dayOf('2021-06-01'), ended: 'repealed' }),
  article(bill, '6'),
  article(SYC, '5', { from: dayOf('2010-01-01') }),
  article(ZAF, '5', { from: dayOf('2012-01-01') }),
  article(URY, '5', { from: dayOf('2001-01-01') }),
];

/** State, point, coder, day, answer, wordings. */
const looks: readonly (readonly [string, string, string, string, Answer, readonly string[]])[] = [
  ['MUS', '1', 'A. Abel', '2015-05-01', 'yes', ['MUS-2005-1']],
  ['MUS', '1', 'B. Baker', '2015-05-01', 'yes', ['MUS-2005-1']],
  ['MUS', '2', 'A. Abel', '2015-05-01', 'no', ['MUS-2005-2']],
  ['MUS', '3', 'A. Abel', '2015-05-01', 'partly', ['MUS-2005-3']],
  ['MUS', '4', 'A. Abel', '2015-05-01', 'yes', []],
  ['MUS', '4', 'B. Baker', '2015-05-01', 'no', []],
  ['MUS', '6', 'A. Abel', '2015-05-01', 'no', []],
  ['SYC', '5', 'A. Abel', '2015-05-01', 'yes', ['SYC-2010-5']],
  ['ZAF', '5', 'A. Abel', '2015-05-01', 'yes', ['ZAF-2012-5']],
  ['URY', '5', 'A. Abel', '2015-05-01', 'yes', ['URY-2001-5']],
  ['URY', '6', 'A. Abel', '2015-05-01', 'no data', []],
];
const laterLooks: typeof looks = [
  ['MUS', '2', 'A. Abel', '2020-03-01', 'partly', ['MUS-2005-2-b']],
  ['MUS', '6', 'A. Abel', '2026-06-01', 'yes', ['MUS-bill-6']],
];

/**
 * Enters it on the checklist sec-law. As of 2026: MUS 1 agreed yes; 2 partly, since it was amended; 3 lapsed; 4
 * disputed; 6 no, and yes if the Lantern Bill were law; SYC, ZAF and URY meet point 5.
 */
export function enterMadeUpLaw(record: Record, at = '2026-11-23T00:00:00Z'): void {
  const points = record.read(knownChecklists).find(({ id }) => id === 'sec-law')?.points ?? [];
  const command = { kind: 'law', actor: 'test', reason: 'invented', citation: 'invented', at };
  record.command(command, (tx) => {
    for (const each of [MUS, bill, SYC, ZAF, URY]) enterLaw(tx, each);
    for (const each of wordings) enterProvision(tx, each);
    enterLegalFamily(tx, {
      state: 'MUS' as Iso3,
      families: ['civil law', 'common law'],
      citation: gazette('families'),
    });
    enterLegalFamily(tx, { state: 'URY' as Iso3, families: ['civil law'], citation: gazette('families') });
    enterLooks(tx, points, looks, 'first');
    enterLooks(tx, points, laterLooks, 'second');
  });
}

function enterLooks(tx: Write, points: readonly Point[], all: typeof looks, round: string): void {
  const known = new Map(wordings.map((each) => [each.id, each]));
  for (const [state, point, coder, day, answer, on] of all) {
    const id = `${state} ${round}`;
    enterRound(tx, { id, state: state as Iso3, checklist: 'sec-law', kind: 'by file' });
    const assessment: Assessment = {
      state: state as Iso3,
      checklist: 'sec-law',
      point,
      wording: points.find((each) => each.point === point)?.wording ?? 0,
      round: id,
      coder,
      role: 'coder',
      asOf: dayOf(day),
      answer,
      provisions: on as readonly ProvisionId[],
      reasoning: `Because of lantern ${point}.`,
      receipts: on.length > 0 || answer === 'no data' ? [] : [gazette(`${state} report`)],
      ...(point === '1'
        ? {
            practice: {
              answer: 'partly' as const,
              reasoning: 'Some lanterns burn.',
              receipts: [gazette('inspection')],
            },
          }
        : {}),
    };
    enterAssessment(tx, assessment, known);
  }
}
