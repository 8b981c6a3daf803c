/** The regional report as a workbook: the harmonisation table, every answer, every change, and what it was made from. */
import type { Citation } from '../../core/citation.ts';
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { stateName } from '../../core/state.ts';
import { type Reason, scoredPoints } from '../../law/comparison.ts';
import type { Translate } from '../../platform/messages.ts';
import { type Cell, type Sheet, xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import { type Format, formats, mediaTypes, write } from '../formats.ts';
import { type Harmonisation, harmonisation } from '../harmonisation.ts';
import { briefAnswerRuns, codersOf, lawName, pointName, sourcesOf } from '../law-answers.ts';
import { groupName, type RegionMaterial, regionalReport } from '../region.ts';
import { periodsOf } from '../region-changes.ts';
import { type Speech, speech } from '../words.ts';

export const reportFormats = [...formats, 'xlsx'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportTypes: { readonly [F in ReportFormat]: string } = {
  ...mediaTypes,
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Answers in one PDF: some 30 seconds of typesetting, so that nobody holds up the server with the whole world. */
const mostInPdf = 1200;

/**
 * The bytes of the report. The same material gives the same bytes.
 * @throws Problem `pdf-unavailable` where there are more answers than a PDF can hold, or it cannot be made
 */
export async function writeReport(
  material: RegionMaterial,
  t: Translate,
  format: ReportFormat,
): Promise<Uint8Array> {
  const answers = material.group.members.length * scoredPoints(material.checklist).length;
  if (format === 'pdf' && answers > mostInPdf)
    throw new Problem('pdf-unavailable', {
      detail: `${answers} answers are more than the ${mostInPdf} of one PDF; choose fewer States`,
    });
  return format === 'xlsx'
    ? Buffer.concat([...xlsxBytes(reportSheets(material, t))])
    : write(regionalReport(material, t), format satisfies Format);
}

/** The sheets; the first is the harmonisation table. */
export function reportSheets(material: RegionMaterial, t: Translate): Sheet[] {
  const words = speech(t);
  const days = [...new Set([...material.compared, material.asOf])].toSorted();
  return [
    tableSheet(harmonisation(material, material.group, material.asOf), words),
    answerSheet(material, days, words),
    ...(material.compared.length > 0 ? [changeSheet(material)] : []),
    aboutSheet(material, words),
  ];
}

function tableSheet({ points, rows }: Harmonisation, words: Speech): Sheet {
  return {
    name: words.t('law.report.harmonisation'),
    header: ['STATE', words.t('word.state'), ...points.map((point) => pointName(point, words))],
    rows: rows.map(({ state, answers }) => [
      state.iso3,
      stateName(state, words.t.language, 'short').text,
      ...answers.map((one) =>
        briefAnswerRuns(one, words)
          .map((run) => ('text' in run ? run.text : ''))
          .join(''),
      ),
    ]),
  };
}

/** One row an answer, in codes, so that it can be worked with. */
function answerSheet(material: RegionMaterial, days: readonly Day[], words: Speech): Sheet {
  const { checklist, group, laws } = material;
  const rows = days.flatMap((day) =>
    harmonisation(material, group, day).rows.flatMap(({ answers }) =>
      answers.map(({ state, point, on, practice }): Cell[] => {
        const provisions = on.finding?.provisions ?? [];
        return [
          state,
          checklist.id,
          point.point,
          day,
          on.answer,
          on.ground,
          on.finding?.basis ?? '',
          on.finding?.asOf ?? '',
          on.finding ? codersOf(on.finding).join('; ') : '',
          provisions
            .map(({ law, article }) => {
              const known = laws.get(law);
              return `${known ? lawName(known, words) : law}, ${article}`;
            })
            .join('; '),
          provisions.map(({ id }) => id).join('; '),
          practice.answer,
          practice.ground,
          sourcesOf(on).map(cited).join('; '),
          practice.said
            .flatMap(({ receipts }) => receipts)
            .map(cited)
            .join('; '),
        ];
      }),
    ),
  );
  return {
    name: 'Answers',
    header: [
      'STATE',
      'CHECKLIST',
      'POINT',
      'DAY',
      'ANSWER',
      'GROUND',
      'BASIS',
      'LOOKED_AT_AS_OF',
      'CODERS',
      'ARTICLES',
      'PROVISIONS',
      'PRACTICE',
      'PRACTICE_GROUND',
      'SOURCES',
      'PRACTICE_SOURCES',
    ],
    rows,
  };
}

function cited({ title, place, address, standing }: Citation): string {
  const words = [title, place, address].filter(Boolean).join(', ');
  return standing === 'unverified' ? `${words} [unverified]` : words;
}

function changeSheet(material: RegionMaterial): Sheet {
  return {
    name: 'Changes',
    header: [
      'STATE',
      'POINT',
      'FROM',
      'TO',
      'CHANGE',
      'BEFORE',
      'BEFORE_GROUND',
      'AFTER',
      'AFTER_GROUND',
      'WHY',
    ],
    rows: periodsOf(material).flatMap(({ between, changes, practice }) => {
      const row = (
        kind: string,
        change: (typeof changes)[number] | (typeof practice)[number],
        why: string,
      ) => [
        change.state,
        change.point,
        ...between,
        kind,
        change.before.answer,
        change.before.ground,
        change.after.answer,
        change.after.ground,
        why,
      ];
      return [
        ...changes.map((change) => row(change.kind, change, change.reasons.map(reasonCode).join('; '))),
        ...practice.map((change) =>
          row('practice', change, change.after.asOf ? `assessed ${change.after.asOf}` : ''),
        ),
      ];
    }),
  };
}

function reasonCode(reason: Reason): string {
  return reason.why === 'assessed' ? `assessed ${reason.on}` : `${reason.why} ${reason.provision.id}`;
}

function aboutSheet({ checklist, group, asOf, compared, software }: RegionMaterial, words: Speech): Sheet {
  return {
    name: 'About',
    header: ['about', 'value'],
    rows: [
      ['checklist', `${checklist.id} ${checklist.version}`.trim()],
      ['title', words.local(checklist.title)],
      ['group', groupName(group, words)],
      ['states', group.members.map(({ state }) => state.iso3).join(' ')],
      ['as of', asOf],
      ['compared', compared.join(' ')],
      ['note', words.t('law.report.method.answers')],
      ['software', software],
    ],
  };
}
