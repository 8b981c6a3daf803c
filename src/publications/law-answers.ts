/** What States answer on the points of a checklist, how much is known of it, and how a publication says so. Pure. */
import type { Citation } from '../core/citation.ts';
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import {
  type AnswerOn,
  answerOn,
  findingKey,
  type Finding,
  type Findings,
  type Ground,
  grounds,
  practiceOn,
  type PracticeOn,
} from '../law/assessment.ts';
import { type Checklist, type Point, scorable } from '../law/checklist.ts';
import { type Law, type LawId, type Provision, standingOn } from '../law/model.ts';
import { citationKey, type Runs } from './model.ts';
import { cite, type Speech, text } from './words.ts';

/** A checklist, with all that was found on it. */
export interface ChecklistMaterial {
  readonly checklist: Checklist;
  readonly findings: Findings;
}

export type Laws = ReadonlyMap<LawId, Law>;

/** The answer of a State on a point: on paper, and apart from it in practice. */
export interface PointAnswer {
  readonly state: Iso3;
  readonly point: Point;
  readonly on: AnswerOn;
  readonly practice: PracticeOn;
}

const notScored = {
  on: { answer: 'not yet assessed', ground: 'not scored' },
  practice: { answer: 'not yet assessed', ground: 'nothing assessed', said: [] },
} as const;

/** The answers of a State on all points, in the order of the checklist. A point that cannot be scored has none. */
export function answersOf({ checklist, findings }: ChecklistMaterial, state: Iso3, day: Day): PointAnswer[] {
  return checklist.points.map((point) => {
    if (scorable(point) !== 'scored') return { state, point, ...notScored };
    const found = findings.get(findingKey(state, point.point)) ?? [];
    return { state, point, on: answerOn(found, day), practice: practiceOn(found, day) };
  });
}

/** How much is known. These numbers count points; they measure no law. */
export interface Coverage {
  /** Points that can be scored. */
  readonly points: number;
  readonly answered: number;
  /** Points answered that two people coded. */
  readonly twice: number;
  /** Points that can be scored and have no answer, by the reason; only reasons that occur, in the order of `grounds`. */
  readonly unanswered: ReadonlyMap<Ground, number>;
}

export function coverageOf(answers: readonly PointAnswer[]): Coverage {
  const scored = answers.filter(({ on }) => on.ground !== 'not scored');
  const [open = [], answered = []] = [false, true].map((isAnswered) =>
    scored.filter(({ on }) => (on.answer !== 'not yet assessed') === isAnswered),
  );
  return {
    points: scored.length,
    answered: answered.length,
    twice: answered.filter(({ on }) => on.finding && codersOf(on.finding).length > 1).length,
    unanswered: new Map(
      grounds.flatMap((ground) => {
        const count = open.filter(({ on }) => on.ground === ground).length;
        return count > 0 ? [[ground, count] as const] : [];
      }),
    ),
  };
}

/** The coders of a finding by their names, each once. */
export function codersOf({ assessments }: Finding): string[] {
  return [
    ...new Set(assessments.filter(({ role }) => role === 'coder').map(({ coder }) => coder)),
  ].toSorted();
}

/** On what an answer rests: the provisions, and the documents of those whose answer counts. Each source once. */
export function sourcesOf({ finding }: Pick<AnswerOn, 'finding'>): Citation[] {
  if (!finding) return [];
  const counted = finding.assessments.filter(
    ({ role }) => finding.basis !== 'adjudicated' || role === 'adjudicator',
  );
  return once([
    ...finding.provisions.map(({ citation }) => citation),
    ...counted.flatMap(({ receipts }) => receipts),
  ]);
}

function once(citations: readonly Citation[]): Citation[] {
  return [...new Map(citations.map((citation) => [citationKey(citation), citation])).values()];
}

/** Grounds that say no more than the answer does. */
const plain: ReadonlySet<Ground> = new Set(['in force', 'stated']);

/** "yes", or "not yet assessed: the provisions it rested on were no longer in force", with the sources. */
export function answerRuns({ on }: PointAnswer, { t }: Speech): Runs {
  return [
    { kind: 'strong', text: t(`answer.${on.answer}`) },
    ...(plain.has(on.ground) ? [] : text(`: ${t(`law.ground.${on.ground}`)}`)),
    ...cite(sourcesOf(on)),
  ];
}

/** The same in few words for a narrow column, with the articles: "yes · art. 4, 5". */
export function briefAnswerRuns({ on }: PointAnswer, speech: Speech): Runs {
  const articles = articlesOf(on, speech);
  const brief =
    on.answer === 'not yet assessed'
      ? text(speech.t(`law.report.brief.${on.ground}`))
      : [{ kind: 'strong' as const, text: speech.t(`answer.${on.answer}`) }];
  return [
    ...brief,
    ...(on.ground === 'retroactive' ? text(` · ${speech.t('law.report.brief.retroactive')}`) : []),
    ...(articles ? text(` · ${articles}`) : []),
    ...cite(sourcesOf(on)),
  ];
}

function articlesOf({ answer, finding }: AnswerOn, { t, listed, inOrder }: Speech): string {
  if (!finding || answer === 'not yet assessed') return '';
  const articles = [...new Set(finding.provisions.map(({ article }) => inOrder(article)))];
  return articles.length > 0 ? t('checklist.article', { article: listed(articles) }) : '';
}

/** What is done in practice, with the documents that say so. */
export function practiceRuns({ practice: { answer, ground, said } }: PointAnswer, { t }: Speech): Runs {
  if (ground === 'nothing assessed') return text(t('law.report.brief.nothing assessed'));
  return [
    ...text(t(`answer.${answer}`)),
    ...(ground === 'disputed' ? text(`: ${t('law.report.brief.disputed')}`) : []),
    ...cite(once(said.flatMap(({ receipts }) => receipts))),
  ];
}

/** The title of a law in the language of the publication where that is its own, else in English, else as it is. */
export function lawName({ title, language, titleEnglish }: Law, { t }: Speech): string {
  return language === t.language ? title : (titleEnglish ?? title);
}

/** "Lantern Act, art. 5 (in force since 1 January 2019)"; several with semicolons; "–" where none is named. */
export function restsOn({ on, point }: PointAnswer, laws: Laws, day: Day, speech: Speech): Runs {
  const named = (on.finding?.provisions ?? []).map((provision) =>
    provisionWords(provision, laws, day, speech),
  );
  const isOlder = on.finding?.assessments.some(({ wording }) => wording !== point.wording);
  return [
    ...text(named.length > 0 ? named.join('; ') : '–'),
    ...(isOlder ? [{ kind: 'emphasis' as const, text: ` ${speech.t('law.report.olderWording')}` }] : []),
  ];
}

function provisionWords(provision: Provision, laws: Laws, day: Day, speech: Speech): string {
  const { t, date, inOrder } = speech;
  const law = laws.get(provision.law);
  return t('law.report.provision', {
    law: law ? lawName(law, speech) : provision.law,
    article: inOrder(provision.article),
    standing: t(`law.report.standing.${standingOn(provision, day)}`, {
      from: provision.from ? date(provision.from) : '',
      to: provision.to ? date(provision.to) : 'none',
    }),
  });
}

/** "lapsed: 2, assessed for a later day: 1" */
export function unansweredWords({ unanswered }: Coverage, { t, listed }: Speech): string {
  return listed(
    [...unanswered].map(([ground, count]) => `${t(`law.report.brief.${ground}`)}: ${t.number(count)}`),
  );
}

/** "7 Live-streamed abuse" */
export function pointName({ point, subject }: Point, { local }: Speech): string {
  return subject ? `${point} ${local(subject)}` : point;
}
