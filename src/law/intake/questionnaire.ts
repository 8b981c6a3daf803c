/**
 * The questionnaire by which a State assesses itself: a workbook with a row for each point, which is handed in as a
 * table of assessments, and the laws and provisions of the State that are known already.
 */
import type { Day } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import type { LocalText } from '../../core/text.ts';
import { answers } from '../../core/value.ts';
import type { Translate } from '../../platform/messages.ts';
import { type Column, type Sheet, xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import { type Checklist, type Point, scorable } from '../checklist.ts';
import { billStages, endings, lawKinds, translations } from '../model.ts';
import { textKinds } from './forms.ts';

/** What the questionnaire says of a point; nothing of it is read again. */
export const questionnaireColumns = [
  'subject',
  'requirement',
  'counts_as_yes',
  'counts_as_partly',
  'counts_as_no',
  'evidence',
] as const;

/** The columns in their order, each with its width and what can be chosen. */
const columns = {
  state: { width: 7 },
  checklist: { width: 10 },
  point: { width: 7 },
  subject: { width: 22 },
  requirement: { width: 45 },
  counts_as_yes: { width: 30 },
  counts_as_partly: { width: 30 },
  counts_as_no: { width: 30 },
  evidence: { width: 25 },
  answer: { width: 16, choices: answers },
  law: { width: 24 },
  article: { width: 10 },
  text: { width: 45 },
  text_is: { width: 12, choices: textKinds },
  from: { width: 12 },
  to: { width: 12 },
  ended: { width: 12, choices: endings },
  provisions: { width: 20 },
  reasoning: { width: 40 },
  source: { width: 28 },
  place: { width: 12 },
  address: { width: 25 },
  practice_answer: { width: 16, choices: answers },
  practice_reasoning: { width: 40 },
  practice_source: { width: 28 },
  practice_place: { width: 12 },
  practice_address: { width: 25 },
  as_of: { width: 12 },
  coder: { width: 18 },
  round: { width: 30 },
} as const satisfies { readonly [column: string]: Column };
type QuestionnaireColumn = keyof typeof columns;

/** Columns of the sheets of laws and provisions, where something can be chosen. */
const chosen: { readonly [column: string]: readonly string[] } = {
  kind: lawKinds,
  translation: translations,
  stage: billStages,
  text_is: textKinds,
  ended: endings,
  verified: ['yes', 'no'],
};

export interface Asked {
  readonly state: Iso3;
  readonly checklist: Checklist;
  /** The day it is handed out, for which the answers are asked. */
  readonly day: Day;
  /** The tables of laws and provisions of the State that are known. */
  readonly known: readonly Sheet[];
}

/** The workbook, with what is said of points and columns in the language of the translator. */
export function questionnaire({ state, checklist, day, known }: Asked, t: Translate): Uint8Array {
  const text = (local: LocalText | undefined) => local?.[t.language] ?? local?.en ?? '';
  const cells = (point: Point): { readonly [C in QuestionnaireColumn]?: string } => ({
    state,
    checklist: checklist.id,
    point: point.point,
    subject: text(point.subject),
    requirement: text(point.requirement),
    counts_as_yes: text(point.yes),
    counts_as_partly: text(point.partly),
    counts_as_no: text(point.no),
    evidence: text(point.evidence),
    as_of: day,
    coder: `${state} self-assessment`,
    round: `${checklist.id} ${state} self-assessment ${day}`,
  });
  const order = Object.keys(columns) as QuestionnaireColumn[];
  return Buffer.concat([
    ...xlsxBytes([
      {
        name: 'questionnaire',
        header: order,
        rows: checklist.points
          .filter((point) => scorable(point) === 'scored')
          .map((point) => {
            const row = cells(point);
            return order.map((column) => row[column] ?? '');
          }),
        columns: Object.values(columns),
      },
      ...known.map((sheet) => ({
        ...sheet,
        columns: sheet.header.map((column): Column => {
          const choices = chosen[column];
          return { width: 20, ...(choices ? { choices } : {}) };
        }),
      })),
      {
        name: 'Columns',
        header: [t('law.files.heading.column'), t('law.files.heading.meaning')],
        rows: [
          ['', t('law.files.howTo')],
          ...order
            .filter((column) => !isSaid(column))
            .map((column) => [column, t(`law.files.column.${column}`)]),
        ],
        columns: [{ width: 22 }, { width: 100 }],
      },
    ]),
  ]);
}

type SaidColumn = (typeof questionnaireColumns)[number] | 'state' | 'checklist' | 'point';
const said: ReadonlySet<string> = new Set([...questionnaireColumns, 'state', 'checklist', 'point']);

/** Whether a column is filled in already. */
function isSaid(column: QuestionnaireColumn): column is SaidColumn {
  return said.has(column);
}
