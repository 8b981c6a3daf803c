/** What changed between days, in the regional report. Pure. */
import type { Day } from '../core/date.ts';
import type { StateGroup } from '../core/membership.ts';
import { type Iso3, stateName, stateOf } from '../core/state.ts';
import type { Point } from '../law/checklist.ts';
import {
  type Change,
  changesBetween,
  type PracticeChange,
  practiceChangesBetween,
  type Reason,
} from '../law/comparison.ts';
import { type ChecklistMaterial, lawName, type Laws, type PointAnswer, sourcesOf } from './law-answers.ts';
import type { Block, Runs } from './model.ts';
import { cite, type Speech, text } from './words.ts';

interface ComparedMaterial extends ChecklistMaterial {
  readonly group: StateGroup;
  readonly compared: readonly Day[];
}

/** Two days that are compared, and what changed between them. */
export interface Period {
  readonly between: readonly [Day, Day];
  readonly changes: readonly Change[];
  readonly practice: readonly PracticeChange[];
}

/** Each day that is compared with the one before it. */
export function periodsOf({ checklist, findings, group, compared }: ComparedMaterial): Period[] {
  const states = group.members.map(({ state }) => state.iso3);
  return compared.slice(1).map((to, index): Period => {
    const between = [compared[index] ?? to, to] as const;
    return {
      between,
      changes: changesBetween(checklist, findings, states, between),
      practice: practiceChangesBetween(checklist, findings, states, between),
    };
  });
}

/** What changed on the point from each day to the next, in one table. */
export function changeBlocks(point: Point, periods: readonly Period[], laws: Laws, words: Speech): Block[] {
  const { t, say, date, paragraph } = words;
  const [first, last] = [periods[0]?.between[0], periods.at(-1)?.between[1]];
  if (!first || !last) return [];
  const rows = periods.flatMap(({ between: [from, to], changes, practice }) => {
    const here = ({ point: of }: { readonly point: string }) => of === point.point;
    const row = (state: Iso3, cells: readonly [Runs, Runs]) => [
      text(stateName(stateOf(state), t.language, 'short').text),
      text(`${date(from)} – ${date(to)}`),
      ...cells,
    ];
    return [
      ...changes.filter(here).map((change) => row(change.state, changeCells(change, laws, words))),
      ...practice.filter(here).map((change) => row(change.state, practiceCells(change, words))),
    ];
  });
  const days = { from: date(first), to: date(last) };
  if (rows.length === 0) return [paragraph('law.report.change.none', days)];
  return [
    {
      kind: 'table',
      caption: say('law.report.change.table', { point: point.point, ...days }),
      columns: [
        { header: t('word.state'), content: 'text' },
        { header: t('law.report.column.between'), content: 'text' },
        { header: t('law.report.column.change'), content: 'text' },
        { header: t('law.report.column.why'), content: 'text' },
      ],
      rows,
      sources: 'closing list',
    },
  ];
}

/** "“no” became “yes”", with the sources of what is now; and why. */
function changeCells({ kind, before, after, reasons }: Change, laws: Laws, words: Speech): [Runs, Runs] {
  const { t } = words;
  const answer = ({ answer: found, ground }: PointAnswer['on']) =>
    found === 'not yet assessed' ? t(`law.report.brief.${ground}`) : t(`answer.${found}`);
  return [
    [
      ...text(t(`law.report.change.${kind}`, { before: answer(before), after: answer(after) })),
      ...cite(sourcesOf(after.finding ? after : before)),
    ],
    text(reasons.map((reason) => reasonWords(reason, laws, words)).join('; ') || '–'),
  ];
}

/** "In practice: “no” became “partly”", with the documents that say so; and of which day the look was. */
function practiceCells({ before, after }: PracticeChange, { t, date }: Speech): [Runs, Runs] {
  const answer = ({ answer: found, ground }: PracticeChange['after']) =>
    found === 'not yet assessed' ? t(`law.report.brief.${ground}`) : t(`answer.${found}`);
  return [
    [
      ...text(t('law.report.change.practice', { before: answer(before), after: answer(after) })),
      ...cite(after.said.flatMap(({ receipts }) => receipts)),
    ],
    text(after.asOf ? t('law.report.why.assessed', { date: date(after.asOf) }) : '–'),
  ];
}

function reasonWords(reason: Reason, laws: Laws, words: Speech): string {
  const { t, date } = words;
  if (reason.why === 'assessed') return t('law.report.why.assessed', { date: date(reason.on) });
  const { law: id, article, from, to } = reason.provision;
  const law = laws.get(id);
  const day = reason.why === 'commenced' ? from : to;
  return t(`law.report.why.${reason.why}`, {
    law: law ? lawName(law, words) : id,
    article: words.inOrder(article),
    date: day ? date(day) : '',
  });
}
