/** The part of an overview on national law: what it says on each point of a checklist, by which article. Pure. */
import type { Day } from '../core/date.ts';
import { happenedBy } from '../core/date.ts';
import type { State } from '../core/state.ts';
import { pointsByGroup } from '../law/checklist.ts';
import type { Law, Stage } from '../law/model.ts';
import {
  answerRuns,
  answersOf,
  type ChecklistMaterial,
  coverageOf,
  type PointAnswer,
  pointName,
  practiceRuns,
  restsOn,
  unansweredWords,
} from './law-answers.ts';
import type { Block, Runs } from './model.ts';
import { cite, type Speech, text, type Words } from './words.ts';

export interface LawMaterial {
  /** The State's laws and bills. */
  readonly laws: readonly Law[];
  readonly checklists: readonly ChecklistMaterial[];
}

/** All checklists on which the law of the State was looked at by the day, then its laws and bills. */
export function lawBlocks(
  { laws, checklists }: LawMaterial,
  { state, asOf }: { readonly state: State; readonly asOf: Day },
  words: Words,
): Block[] {
  const { t, heading, paragraph, date } = words;
  const assessed = checklists
    .map(({ checklist, findings }) => ({
      checklist,
      answers: answersOf({ checklist, findings }, state.iso3, asOf),
    }))
    .filter(({ answers }) => answers.some(wasLookedAt));
  const acts = laws.flatMap((law) => (isAct(law, asOf) ? [law] : []));
  const bills = laws.flatMap((law) => {
    const reached = isAct(law, asOf) ? undefined : stageBy(law, asOf);
    return reached ? [{ law, reached }] : [];
  });
  return [
    ...(assessed.length === 0
      ? [
          paragraph('law.report.none', {
            nothing: t('overview.nothing'),
            state: words.state,
            date: date(asOf),
          }),
        ]
      : [paragraph('law.report.note')]),
    ...assessed.flatMap((one) => [
      { kind: 'heading' as const, level: 3 as const, text: words.local(one.checklist.title) },
      ...coverageBlocks(one, asOf, words),
      ...grid(one, new Map(laws.map((law) => [law.id, law])), asOf, words),
    ]),
    ...(acts.length > 0 ? [heading(3, 'law.report.laws'), lawTable(acts, words, words.state)] : []),
    ...(bills.length > 0 ? [heading(3, 'law.report.bills'), billTable(bills, words)] : []),
  ];
}

function wasLookedAt({ on, practice }: PointAnswer): boolean {
  return (
    !['nothing assessed', 'assessed later', 'not scored'].includes(on.ground) ||
    practice.ground !== 'nothing assessed'
  );
}

/** Adopted by the day, as far as the date tells. */
function isAct({ date }: Law, day: Day): boolean {
  return date !== undefined && happenedBy(date, day) !== 'no';
}

/** The last stage that a bill had reached by the day. */
function stageBy({ stages }: Law, day: Day): Stage | undefined {
  return stages.findLast(({ date }) => date === undefined || happenedBy(date, day) !== 'no');
}

interface Assessed {
  readonly checklist: ChecklistMaterial['checklist'];
  readonly answers: readonly PointAnswer[];
}

/** How much is known, before anything is told. */
function coverageBlocks({ checklist, answers }: Assessed, asOf: Day, words: Words): Block[] {
  const coverage = coverageOf(answers);
  const unscored = answers.length - coverage.points;
  return [
    words.paragraph(
      'law.report.coverage',
      {
        answered: coverage.answered,
        points: coverage.points,
        twice: coverage.twice,
        date: words.date(asOf),
      },
      checklist.origin === 'official' ? [checklist.citation] : [],
    ),
    ...(coverage.unanswered.size > 0
      ? [words.paragraph('law.report.unanswered', { reasons: unansweredWords(coverage, words) })]
      : []),
    ...(unscored > 0 ? [words.paragraph('law.report.unscored', { count: unscored })] : []),
  ];
}

/** The summary grid: one table for each heading of the checklist, without the points that cannot be scored. */
function grid(
  { checklist, answers }: Assessed,
  laws: ReadonlyMap<Law['id'], Law>,
  asOf: Day,
  words: Words,
): Block[] {
  const { t, local, say, date } = words;
  const of = new Map(answers.map((one) => [one.point, one]));
  return pointsByGroup(checklist).flatMap(({ group, points }): Block[] => {
    const rows = points.flatMap((point): (readonly Runs[])[] => {
      const one = of.get(point);
      if (!one || one.on.ground === 'not scored') return [];
      return [
        [
          text(pointName(point, words)),
          answerRuns(one, words),
          restsOn(one, laws, asOf, words),
          practiceRuns(one, words),
        ],
      ];
    });
    if (rows.length === 0) return [];
    return [
      {
        kind: 'table',
        caption: say('law.report.grid', {
          about: local(group ?? checklist.title),
          state: words.state,
          date: date(asOf),
        }),
        columns: [
          { header: t('law.report.column.point'), content: 'text' },
          { header: t('law.report.column.paper'), content: 'text' },
          { header: t('law.report.column.articles'), content: 'text' },
          { header: t('law.report.column.practice'), content: 'text' },
        ],
        rows,
      },
    ];
  });
}

/** Title in the original language and in English, number, date, the official text, and whether it is translated. */
export function lawTable(laws: readonly Law[], speech: Speech, state: string): Block {
  const { t, date, say } = speech;
  return {
    kind: 'table',
    caption: say('law.report.laws.of', { state }),
    columns: [
      { header: t('law.report.column.law'), content: 'text' },
      { header: t('law.report.column.number'), content: 'text' },
      { header: t('law.report.column.date'), content: 'text' },
      { header: t('law.report.column.text'), content: 'text' },
    ],
    rows: laws.map((law) => [
      titleRuns(law),
      text(law.number ?? '–'),
      text(law.date ? date(law.date) : '–'),
      textRuns(law, speech),
    ]),
  };
}

function billTable(bills: readonly { readonly law: Law; readonly reached: Stage }[], words: Words): Block {
  const { t, date, say } = words;
  return {
    kind: 'table',
    caption: say('law.report.bills.of', { state: words.state }),
    columns: [
      { header: t('law.report.column.bill'), content: 'text' },
      { header: t('law.report.column.number'), content: 'text' },
      { header: t('law.report.column.stage'), content: 'text' },
      { header: t('law.report.column.text'), content: 'text' },
    ],
    rows: bills.map(({ law, reached }) => [
      titleRuns(law),
      text(law.number ?? '–'),
      [
        ...text(
          [t(`law.report.stage.${reached.stage}`), reached.date && date(reached.date)]
            .filter(Boolean)
            .join(' · '),
        ),
        ...cite([reached.citation]),
      ],
      textRuns(law, words),
    ]),
  };
}

function titleRuns({ title, titleEnglish, citation }: Law): Runs {
  return [...text(title), ...(titleEnglish ? text(` (${titleEnglish})`) : []), ...cite([citation])];
}

function textRuns({ address, translation }: Law, { t }: Speech): Runs {
  return [
    ...text(t(`law.report.translation.${translation}`)),
    ...(address
      ? [...text(' · '), { kind: 'link' as const, text: t('law.report.official'), url: address }]
      : []),
  ];
}
