/** API of law: the answers of States on a checklist as of a day, and laws with their wordings. */
import { z } from 'zod';
import { type Day, parseDay } from '../../core/date.ts';
import { askedState, type Iso3 } from '../../core/state.ts';
import { answers } from '../../core/value.ts';
import {
  type ApiRoute,
  citationAnswer,
  cut,
  historyAnswer,
  listRoute,
  oneRoute,
  recordedParameter,
  showHistory,
} from '../../platform/api.ts';
import { recordedBy, toldTo } from '../../platform/history.ts';
import { bases, findingKey, type Findings, grounds, practiceOn } from '../assessment.ts';
import { askedChecklist, type Checklist, type Point } from '../checklist.ts';
import { answerAt, type Answers } from '../comparison.ts';
import {
  billStages,
  endings,
  type Law,
  lawKinds,
  type Provision,
  provisionStandings,
  standingOn,
  translations,
} from '../model.ts';
import {
  askedLaw,
  knownAnswers,
  knownChecklists,
  knownFindings,
  knownLaws,
  provisionsOfLaw,
  statesAsked,
} from '../store/answers.ts';
import { loggedProvisions } from '../store/wording-history.ts';
import { wordingHistory } from '../wording-history.ts';

const asOf = z.string().describe('The day for which the answer holds; today when left out').optional();

const answerAnswer = z.object({
  state: z.string(),
  checklist: z.string(),
  point: z.string(),
  subject: z.string().optional(),
  asOf: z.string(),
  answer: z.enum(answers).describe('On paper'),
  ground: z.enum(grounds).describe('Why the answer is what it is'),
  basis: z.enum(bases).optional().describe('How the finding came about; absent where nobody assessed'),
  assessedFor: z.string().optional().describe('The day for which the law was looked at'),
  coders: z.array(z.string()),
  articles: z.array(z.string()).describe('Law and article on which the finding rests'),
  practice: z.enum(answers).describe('What is done, apart from what is written'),
  citations: z.array(citationAnswer).describe('Sources of the law'),
  practiceCitations: z.array(citationAnswer),
});

const headAnswer = z.object({
  id: z.string(),
  state: z.string(),
  title: z.string(),
  language: z.string(),
  titleEnglish: z.string().optional(),
  number: z.string().optional(),
  kind: z.enum(lawKinds),
  date: z.string().optional(),
  address: z.string().optional(),
  translation: z.enum(translations),
  citation: citationAnswer,
});

const provisionAnswer = z.object({
  id: z.string(),
  article: z.string(),
  text: z.string(),
  textIs: z.enum(['quotation', 'paraphrase']),
  standing: z.enum(provisionStandings).describe('On the day asked for'),
  from: z.string().optional().describe('First day in force; absent in a draft'),
  to: z.string().optional().describe('First day no longer in force'),
  ended: z.enum(endings).optional(),
  enacted: z.string().optional(),
  by: z.string().optional(),
  citation: citationAnswer,
});

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/law/checklists/:id/answers',
    name: 'law-answers',
    summary:
      'What the law of States says on the points of a checklist, as of a day. Points that cannot be scored are among them, marked “not scored”',
    parameters: z.object({
      id: z.string().describe('A checklist: sec-law'),
      state: z.string().describe('ISO 3166-1 alpha-3 code of one State').optional(),
      states: z.string().describe('Codes of States, with commas').optional(),
      group: z
        .string()
        .describe('ASEAN, a regional group, an M49 region, LDC, LLDC, SIDS, or a commitment')
        .optional(),
      asOf,
    }),
    item: answerAnswer,
    answer: ({ record, today }, { id, state, states, group, asOf: asked }, slice) =>
      record.read((tx) => {
        const day = asked ? parseDay(asked) : today;
        const checklist = askedChecklist(knownChecklists(tx), id);
        const chosen = state ? [askedState(state)] : statesAsked(tx, { codes: states, group, day });
        const known = {
          checklist,
          all: knownAnswers(tx, checklist, day),
          findings: knownFindings(tx, checklist),
          day,
        };
        const places = chosen.flatMap(({ iso3 }) => checklist.points.map((point) => ({ iso3, point })));
        const { total, items } = cut(places, slice);
        return { total, items: items.map(({ iso3, point }) => showAnswer(iso3, point, known)) };
      }),
  }),
  listRoute({
    path: '/law/laws',
    name: 'laws',
    summary: 'The laws in the record, of one State or all',
    parameters: z.object({ state: z.string().describe('ISO 3166-1 alpha-3 code of a State').optional() }),
    item: headAnswer,
    answer: ({ record }, { state }, slice) => {
      const only = state ? askedState(state).iso3 : undefined;
      const all = [...record.read(knownLaws).values()];
      return cut(all.filter((law) => only === undefined || law.state === only).map(showLaw), slice);
    },
  }),
  oneRoute({
    path: '/law/laws/:id',
    name: 'law',
    summary: 'One law: the stages of its bill, and all wordings of its articles that are in the record',
    parameters: z.object({ id: z.string(), asOf }),
    item: headAnswer.extend({
      asOf: z.string(),
      stages: z.array(
        z.object({ stage: z.enum(billStages), date: z.string().optional(), citation: citationAnswer }),
      ),
      provisions: z.array(provisionAnswer),
    }),
    answer: ({ record, today }, { id, asOf: asked }) =>
      record.read((tx) => {
        const day = asked ? parseDay(asked) : today;
        const law = askedLaw(knownLaws(tx), id);
        return {
          ...showLaw(law),
          asOf: day,
          stages: [...law.stages],
          provisions: provisionsOfLaw(tx, law.id).map((provision) => showProvision(provision, day)),
        };
      }),
  }),
  listRoute({
    path: '/law/laws/:id/history',
    name: 'law-history',
    summary: 'Every row that was entered on the wordings of a law, the oldest first',
    parameters: z.object({ id: z.string(), recorded: recordedParameter, asOf }),
    item: historyAnswer.extend(provisionAnswer.omit({ citation: true }).shape),
    answer: ({ record, today }, { id, recorded, asOf: asked }, slice) => {
      const day = asked ? parseDay(asked) : today;
      const by = recorded ? parseDay(recorded) : undefined;
      const all = record.read((tx) => loggedProvisions(tx, askedLaw(knownLaws(tx), id).id));
      return cut(
        wordingHistory(recordedBy(all, by)).map((row) => ({
          ...showProvision(row.value, day),
          ...showHistory(toldTo('everyone', row)),
        })),
        slice,
      );
    },
  }),
];

interface Known {
  readonly checklist: Checklist;
  readonly all: Answers;
  readonly findings: Findings;
  readonly day: Day;
}

function showAnswer(
  state: Iso3,
  point: Point,
  { checklist, all, findings, day }: Known,
): z.input<typeof answerAnswer> {
  const { answer, ground, finding } = answerAt(all, state, point);
  const practice =
    ground === 'not scored' ? undefined : practiceOn(findings.get(findingKey(state, point.point)) ?? [], day);
  return {
    state,
    checklist: checklist.id,
    point: point.point,
    ...(point.subject ? { subject: point.subject.en } : {}),
    asOf: day,
    answer,
    ground,
    ...(finding ? { basis: finding.basis, assessedFor: finding.asOf } : {}),
    coders: finding?.assessments.map(({ coder }) => coder) ?? [],
    articles: finding?.provisions.map(({ law, article }) => `${law}, ${article}`) ?? [],
    practice: practice?.answer ?? 'not yet assessed',
    citations: [
      ...(finding?.provisions.map(({ citation }) => citation) ?? []),
      ...(finding?.assessments.flatMap(({ receipts }) => receipts) ?? []),
    ],
    practiceCitations: practice?.said.flatMap(({ receipts }) => receipts) ?? [],
  };
}

function showLaw(law: Law): z.input<typeof headAnswer> {
  const { id, state, title, language, titleEnglish, number, kind, date, address, translation, citation } =
    law;
  return {
    id,
    state,
    title,
    language,
    ...(titleEnglish ? { titleEnglish } : {}),
    ...(number ? { number } : {}),
    kind,
    ...(date ? { date } : {}),
    ...(address ? { address } : {}),
    translation,
    citation,
  };
}

function showProvision(provision: Provision, day: Day): z.input<typeof provisionAnswer> {
  const { id, article, text, textIs, from, to, ended, enacted, by, citation } = provision;
  return {
    id,
    article,
    text,
    textIs,
    standing: standingOn(provision, day),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(ended ? { ended } : {}),
    ...(enacted ? { enacted } : {}),
    ...(by ? { by } : {}),
    citation,
  };
}
