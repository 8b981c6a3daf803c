/** Files of law with the columns in which it can be handed in again: nothing is lost on the way out and back. */
import type { Citation } from '../../core/citation.ts';
import { Problem } from '../../core/problem.ts';
import { software } from '../../platform/product.ts';
import type { Read, Record } from '../../platform/record.ts';
import { csvLines } from '../../platform/tables/write.ts';
import { type Sheet, xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import type { Assessment } from '../assessment.ts';
import { assessmentColumns } from '../intake/assessments.ts';
import { lawForm, provisionForm, stageForm } from '../intake/forms.ts';
import type { Law, Provision, Stage } from '../model.ts';
import { assessmentKey, assessments, laws, type Of, provisions } from '../store.ts';

/** In the order in which they are read: each refers to those before it. */
export const lawTables = ['laws', 'stages', 'provisions', 'assessments'] as const;
export type LawTableName = (typeof lawTables)[number];

export const lawFormats = ['csv', 'xlsx'] as const;
export type LawFormat = (typeof lawFormats)[number];

export const lawTypes: { readonly [F in LawFormat]: string } = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** A table as it is handed out. */
export interface LawSheet extends Sheet {
  readonly name: LawTableName;
  readonly rows: readonly (readonly string[])[];
}

/** The form that the ending of a name chooses. @throws Problem `format-unknown` */
export function lawFormatOf(file: string): LawFormat {
  const found = lawFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
  if (!found) throw new Problem('format-unknown', { file, known: '.csv, .xlsx' });
  return found;
}

/** Some of the tables, of a State, a checklist or all; laws and provisions have no checklist. */
export function lawSheets(tx: Read, names: readonly LawTableName[], of: Of = {}): LawSheet[] {
  return names.map((name) => {
    const { columns, rows } = tables[name](tx, of);
    return { name, header: columns, rows: rows.map((row) => columns.map((column) => row[column] ?? '')) };
  });
}

type Cells = { readonly [column: string]: string | undefined };
type Rows = { readonly columns: readonly string[]; readonly rows: readonly Cells[] };

const tables: { readonly [N in LawTableName]: (tx: Read, of: Of) => Rows } = {
  laws: (tx, of) => ({ columns: lawForm.columns, rows: laws(tx, of).map(lawCells) }),
  stages: (tx, of) => ({
    columns: stageForm.columns,
    rows: laws(tx, of).flatMap(({ id, stages }) =>
      stages.map((stage) => ({ law: id, ...stageCells(stage) })),
    ),
  }),
  provisions: (tx, of) => ({
    columns: provisionForm.columns,
    rows: [...provisions(tx, of).values()].map(provisionCells),
  }),
  assessments: (tx, of) => ({
    columns: assessmentColumns,
    rows: standing(assessments(tx, of)).flatMap(assessmentRows),
  }),
};

/**
 * What each person said last, in the order in which the rounds were entered on each point, since of two rounds that
 * looked at the same day the later one counts.
 */
function standing(all: readonly Assessment[]): Assessment[] {
  const last = new Map(all.map((each) => [assessmentKey(each), each]));
  return [...Map.groupBy(all, ({ round, point }) => JSON.stringify([round, point])).values()].flatMap(
    (group) => group.filter((each) => last.get(assessmentKey(each)) === each),
  );
}

function lawCells(law: Law): Cells {
  const { address, ...citation } = citationCells(law.citation);
  return {
    law: law.id,
    state: law.state,
    title: law.title,
    language: law.language,
    title_english: law.titleEnglish,
    number: law.number,
    kind: law.kind,
    date: law.date,
    address: law.address,
    translation: law.translation,
    ...citation,
    source_address: address,
  };
}

function stageCells({ stage, date, citation }: Stage): Cells {
  return { stage, date, ...citationCells(citation) };
}

function provisionCells(provision: Provision): Cells {
  return {
    provision: provision.id,
    law: provision.law,
    article: provision.article,
    text: provision.text,
    text_is: provision.textIs,
    from: provision.from,
    to: provision.to,
    ended: provision.ended,
    by: provision.by,
    enacted: provision.enacted,
    ...citationCells(provision.citation),
  };
}

/** One row, and a further one for each further document. */
function assessmentRows(assessment: Assessment): Cells[] {
  const { receipts, practice } = assessment;
  const key = {
    state: assessment.state,
    checklist: assessment.checklist,
    point: assessment.point,
    round: assessment.round,
    coder: assessment.coder,
    role: assessment.role,
  };
  const found = {
    as_of: assessment.asOf,
    answer: assessment.answer,
    provisions: assessment.provisions.join('; '),
    reasoning: assessment.reasoning,
    practice_answer: practice?.answer,
    practice_reasoning: practice?.reasoning,
  };
  const rows = Math.max(1, receipts.length, practice?.receipts.length ?? 0);
  return Array.from({ length: rows }, (_, at) => ({
    ...key,
    ...(at === 0 ? found : {}),
    ...citationCells(receipts[at]),
    ...practiceCells(practice?.receipts[at]),
  }));
}

function citationCells(citation: Citation | undefined): Cells {
  if (!citation) return {};
  const { title, place, address, asAt, standing: read } = citation;
  return { source: title, place, address, source_as_at: asAt, verified: read === 'verified' ? 'yes' : 'no' };
}

function practiceCells(citation: Citation | undefined): Cells {
  const { source, place, address, source_as_at: asAt, verified } = citationCells(citation);
  return {
    practice_source: source,
    practice_place: place,
    practice_address: address,
    practice_as_at: asAt,
    practice_verified: verified,
  };
}

/** One table as CSV with count and hash at its end; the same twice gives the same bytes. */
export function lawCsv({ header, rows }: LawSheet): Uint8Array {
  return Buffer.from([...csvLines(header, rows)].join(''));
}

/** A workbook of tables, with a sheet that says where they come from. */
export function lawWorkbook(
  record: Record,
  sheets: readonly LawSheet[],
  about: readonly (readonly [string, string])[] = [],
): Uint8Array {
  return Buffer.concat([
    ...xlsxBytes([
      ...sheets,
      {
        name: 'About',
        header: ['about', 'value'],
        rows: [
          ...about,
          ...sheets.map(({ name, rows }) => [`rows of ${name}`, rows.length] as const),
          ['record', record.head().hash],
          ['software', `${software.name} ${software.version}`],
        ],
      },
    ]),
  ]);
}
