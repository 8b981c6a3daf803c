/** The harmonisation table: States by points, in pieces that fit on a lying page. Pure. */
import type { Day } from '../core/date.ts';
import type { StateGroup } from '../core/membership.ts';
import { stateName } from '../core/state.ts';
import type { LocalText } from '../core/text.ts';
import type { Ground } from '../law/assessment.ts';
import { type Checklist, pointsByGroup, type Point } from '../law/checklist.ts';
import { scoredPoints } from '../law/comparison.ts';
import {
  answersOf,
  briefAnswerRuns,
  type ChecklistMaterial,
  type PointAnswer,
  pointName,
} from './law-answers.ts';
import type { Block, Table } from './model.ts';
import { type Speech, text } from './words.ts';

/** What one table shows: the answers of all members on some of the points, by State. */
export interface Harmonisation {
  readonly points: readonly Point[];
  readonly rows: readonly {
    readonly state: StateGroup['members'][number]['state'];
    readonly answers: readonly PointAnswer[];
  }[];
}

/** The whole table, over all points that can be scored. */
export function harmonisation(
  material: ChecklistMaterial,
  { members }: Pick<StateGroup, 'members'>,
  day: Day,
): Harmonisation {
  return {
    points: scoredPoints(material.checklist),
    rows: members.map(({ state }) => ({
      state,
      answers: answersOf(material, state.iso3, day).filter(({ on }) => on.ground !== 'not scored'),
    })),
  };
}

/** Columns of a word, an article and a source that can be read beside each other on A4 lying. */
const mostPoints = 9;

/** The table in pieces: one for each heading of the checklist, and more where a heading has many points. */
function pieces({
  points,
}: Harmonisation): { readonly group?: LocalText; readonly points: readonly Point[] }[] {
  return pointsByGroup({ points }).flatMap(({ group, points: together }) => {
    const count = Math.ceil(together.length / mostPoints);
    const size = Math.ceil(together.length / count);
    return Array.from({ length: count }, (_, at) => ({
      ...(group ? { group } : {}),
      points: together.slice(at * size, (at + 1) * size),
    }));
  });
}

export function harmonisationBlocks(
  whole: Harmonisation,
  { checklist, day }: { readonly checklist: Checklist; readonly day: Day },
  speech: Speech,
): Block[] {
  const { t, local, say, date } = speech;
  const tables = pieces(whole).map(({ group, points }): Table => ({
    kind: 'table',
    caption: say('law.report.harmonisation.table', {
      about: local(group ?? checklist.title),
      date: date(day),
    }),
    columns: [
      { header: t('word.state'), content: 'text' },
      ...points.map((point) => ({ header: pointName(point, speech), content: 'text' as const })),
    ],
    rows: whole.rows.map(({ state, answers }) => [
      text(stateName(state, t.language, 'short').text),
      ...answers.filter(({ point }) => points.includes(point)).map((one) => briefAnswerRuns(one, speech)),
    ]),
    sources: 'closing list',
  }));
  return [...tables, ...legend(whole, speech)];
}

/** The few words of the table in full. */
function legend({ rows }: Harmonisation, { t }: Speech): Block[] {
  const used = new Set(rows.flatMap(({ answers }) => answers.map(({ on }): Ground => on.ground)));
  const items = [...used]
    .filter((ground) => ground !== 'in force' && ground !== 'stated')
    .toSorted()
    .map((ground) => [
      { kind: 'strong' as const, text: t(`law.report.brief.${ground}`) },
      ...text(`: ${t(`law.ground.${ground}`)}`),
    ]);
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}
