/**
 * Invented law of lanterns for the tests of publications, entered for real States so that a region can be reported
 * on. Nothing of it is a fact about any State.
 */
import type { Citation } from '../../core/citation.ts';
import { dayOf, parseDate } from '../../core/date.ts';
import { askedGroup } from '../../core/membership.ts';
import type { Iso3 } from '../../core/state.ts';
import { answers } from '../../core/value.ts';
import type { Assessment } from '../../law/assessment.ts';
import type { Checklist } from '../../law/checklist.ts';
import { scoredPoints } from '../../law/comparison.ts';
import type { LawId, Provision, ProvisionId } from '../../law/model.ts';
import { enterAssessment, enterLaw, enterProvision, enterRound } from '../../law/store.ts';
import { checklist } from '../../law/store/checklists.ts';
import type { Record, Write } from '../../platform/record.ts';

/** Before the Lantern Acts were amended, after it, and after half of the States looked again. */
export const lanternDays = ['2016-06-30', '2019-06-30', '2024-06-30'].map(dayOf);

const gazette = (place: string): Citation => ({ title: 'Invented gazette', place, standing: 'verified' });
const survey: Citation = { title: 'Invented survey of lanterns', standing: 'unverified' };

/**
 * Eleven States, all points of sec-law, two coders, looked at for three days. Each article was amended on
 * 1 January 2018, and that of every seventh point repealed in 2022. Coders differ on one point in eight; the
 * differences of every second State were decided. The last State looked once, by one coder.
 */
export function enterLanterns(record: Record, at: string): void {
  record.command({ kind: 'law', actor: 'test', reason: 'invented law', citation: 'invented', at }, (tx) => {
    const list = checklist(tx, 'sec-law');
    const { members } = askedGroup('ASEAN', dayOf('2026-11-23'));
    for (const [index, { state }] of members.entries())
      enterState(tx, list, { state: state.iso3, index, looks: index === members.length - 1 ? 1 : 3 });
  });
}

interface LanternState {
  readonly state: Iso3;
  readonly index: number;
  readonly looks: 1 | 3;
}

function enterState(tx: Write, list: Checklist, { state, index, looks }: LanternState): void {
  const law = `${state}-LANTERN` as LawId;
  enterLaw(tx, {
    id: law,
    state,
    title: index % 3 === 0 ? 'Ley de faroles' : 'Lantern Act',
    language: index % 3 === 0 ? 'es' : 'en',
    ...(index % 3 === 0 ? { titleEnglish: 'Lantern Act' } : {}),
    number: `No. ${index + 1}`,
    kind: 'act',
    date: parseDate('2014-05'),
    address: `https://law.example/${state}/lantern?a=1&b=2`,
    translation: index % 3 === 0 ? 'unofficial translation' : 'original in English',
    stages: [],
    citation: gazette(`no. ${index + 1}`),
  });
  enterLaw(tx, {
    id: `${state}-LAMP-BILL` as LawId,
    state,
    title: 'Lamp Bill',
    language: 'en',
    kind: 'act',
    translation: 'original in English',
    stages: [
      { stage: 'proposed', date: parseDate('2018-02'), citation: gazette('bills') },
      { stage: 'committee', date: parseDate('2023-03-01'), citation: gazette('bills') },
    ],
    citation: gazette('bills'),
  });
  const points = scoredPoints(list);
  const known = new Map(
    points.flatMap((_, number) => wordings(law, number)).map((provision) => [provision.id, provision]),
  );
  for (const provision of known.values()) enterProvision(tx, provision);
  const rounds = lanternDays.slice(0, looks);
  for (const [look, asOf] of rounds.entries()) {
    const round = `${state} ${asOf}`;
    enterRound(tx, { id: round, state, checklist: list.id, kind: look === 0 ? 'by file' : 'blind' });
    for (const [number, { point, wording }] of points.entries()) {
      const answer = answers[(index + number + look) % 4] ?? 'no';
      const differs = looks === 3 && (index + number) % 8 === 0;
      const one: Assessment = {
        state,
        checklist: list.id,
        point,
        wording,
        round,
        coder: 'A. Lamp',
        role: 'coder',
        asOf,
        answer,
        // No data rests on nothing; every ninth no rests on a document.
        provisions:
          answer === 'no data' || (answer === 'no' && number % 9 === 0)
            ? []
            : [...known.values()]
                .filter(({ id, from, to }) => {
                  const isIts = id.startsWith(`${law}-${number + 1}-`);
                  return isIts && from !== undefined && from <= asOf && (to === undefined || to > asOf);
                })
                .map(({ id }) => id),
        reasoning: 'Lanterns are mentioned.',
        receipts: answer === 'no data' ? [] : [survey],
        ...(number % 5 === 0
          ? { practice: { answer: 'partly' as const, reasoning: 'Some burn.', receipts: [survey] } }
          : {}),
      };
      enterAssessment(tx, one, known);
      if (looks === 1) continue;
      enterAssessment(
        tx,
        { ...one, coder: 'B. Wick', ...(differs ? { answer: 'no data' as const, provisions: [] } : {}) },
        known,
      );
      if (differs && index % 2 === 0)
        enterAssessment(tx, { ...one, coder: 'C. Flame', role: 'adjudicator' }, known);
    }
  }
}

function wordings(law: LawId, number: number): Provision[] {
  const wording = (version: number, dates: Partial<Provision>): Provision => ({
    id: `${law}-${number + 1}-${version}` as ProvisionId,
    law,
    article: `${number + 1}(${version})`,
    text: 'Nobody puts out a lantern.',
    textIs: 'paraphrase',
    citation: gazette(`article ${number + 1}`),
    ...dates,
  });
  return [
    wording(1, { from: parseDate('2015-01-01'), to: parseDate('2018-01-01'), ended: 'amended' }),
    number % 7 === 6
      ? wording(2, { from: parseDate('2018-01-01'), to: parseDate('2022-07-01'), ended: 'repealed' })
      : wording(2, { from: parseDate('2018-01-01') }),
  ];
}
