/**
 * Files of law: tables of laws, stages of bills, provisions, assessments and legal families, one in a file or
 * several in one workbook. All of a file is entered, or nothing.
 */
import type { ImportReport } from '../../platform/imports.ts';
import type { Read, Write } from '../../platform/record.ts';
import { markedWorkbook } from '../../platform/tables/marked.ts';
import type { Table } from '../../platform/tables/table.ts';
import { enterAssessment, enterLaw, enterProvision, enterRound, enterStage, type Entered } from '../store.ts';
import { enterLegalFamily } from '../store/families.ts';
import { assessmentForm, draftsOf, readAssessments } from './assessments.ts';
import { check, type Checked } from './check.ts';
import { familyForm, type Form, lawForm, provisionForm, stageForm } from './forms.ts';
import type { LawFile } from './law-file.ts';
import { questionnaireColumns } from './questionnaire.ts';
import { LawTable, type Placed, Refusals } from './tables.ts';

const forms = {
  assessments: assessmentForm,
  provisions: provisionForm,
  laws: lawForm,
  stages: stageForm,
  families: familyForm,
} as const;
type Kind = keyof typeof forms;

/** Sheets of our own workbooks that say something of them. */
const explaining: ReadonlySet<string> = new Set(['About', 'Columns']);

function kindOf(table: LawTable): Kind | undefined {
  return (Object.keys(forms) as Kind[]).find((kind) => table.has(forms[kind].knownBy));
}

/** Whether a table is one of law; of a workbook its first sheet tells. */
export function isLaw(table: Table): boolean {
  return kindOf(new LawTable(0, table)) !== undefined;
}

/** The tables of a file of which the first is one of law. */
export function readLaws(tables: readonly Table[], file: string): LawFile {
  const all = tables.map((table, place) => new LawTable(place, table));
  const known = all.flatMap((table) => {
    const kind = kindOf(table);
    return kind ? [{ table, kind }] : [];
  });
  const refusals = new Refusals(all);
  const { refuse } = refusals;
  const of = (kind: Kind) => known.filter((one) => one.kind === kind).map(({ table }) => table);
  const rows = <T>(kind: Kind, form: Form<T>) => of(kind).flatMap((table) => table.read(form, refuse));
  const laws = rows('laws', lawForm);
  const provisions = rows('provisions', provisionForm);
  const assessments = of('assessments').map((table) => ({ table, ...readAssessments(table, refuse) }));
  return {
    file,
    tables: all,
    laws,
    stages: rows('stages', stageForm),
    provisions,
    families: rows('families', familyForm),
    drafts: draftsOf(
      assessments.flatMap((each) => each.rows),
      file,
      refuse,
    ),
    unread: new Set([
      ...unreadNames(of('laws'), 'law', laws),
      ...unreadNames(of('provisions'), 'provision', provisions),
    ]),
    refusals,
    notes: [
      ...known.flatMap(({ table, kind }) =>
        table.unread(
          kind === 'assessments' ? [...forms[kind].columns, ...questionnaireColumns] : forms[kind].columns,
        ),
      ),
      ...all.flatMap((table) =>
        kindOf(table) === undefined && !explaining.has(table.table.sheet ?? '')
          ? [
              {
                ...table.sheet(),
                row: 1,
                text: 'the sheet is not read: it has the columns of no table of law',
              },
            ]
          : [],
      ),
      ...assessments.flatMap(({ table, empty }) =>
        empty > 0
          ? [
              {
                ...table.sheet(),
                row: 1,
                text: `rows that are not filled in, and of which nothing is entered: ${empty}`,
              },
            ]
          : [],
      ),
    ],
  };
}

function unreadNames(
  tables: readonly LawTable[],
  column: string,
  read: readonly Placed<{ readonly id: string }>[],
): string[] {
  const known = new Set<string>(read.map(({ value }) => value.id));
  return tables
    .flatMap((table) => table.rows([column]).map(({ value }) => value[column] ?? ''))
    .filter((name) => !known.has(name));
}

/** The tables as they came, the refused cells coloured; undefined where nothing is refused. */
export function markedLaws(tx: Read, file: LawFile): Uint8Array | undefined {
  const { refusals } = check(tx, file);
  if (refusals.isEmpty()) return undefined;
  return markedWorkbook(
    file.tables.map((table) => ({
      name: table.table.sheet ?? 'Table',
      table: table.table,
      refused: refusals.of(table),
    })),
  );
}

/** Stores all of a file, or nothing where a row is refused. Give it to `record.rehearse` for a preview. */
export function importLaws(tx: Write, file: LawFile): ImportReport {
  const checked = check(tx, file);
  const counts = { added: 0, changed: 0, unchanged: 0 };
  if (checked.refusals.isEmpty()) for (const [did, rows] of entering(tx, checked)) counts[did] += rows;
  return {
    file: file.file,
    kind: 'laws and assessments',
    rows: file.tables.reduce(
      (sum, table) => sum + (kindOf(table) === undefined ? 0 : table.table.rows.length),
      0,
    ),
    ...counts,
    conflicting: [],
    unmapped: [],
    remarks: [...file.notes, ...checked.notes],
    refused: checked.refusals.notes(),
  };
}

/** Enters everything, and tells of each entry what it did and how many rows it stands in. */
function* entering(tx: Write, checked: Checked): Generator<readonly [Entered, number]> {
  for (const law of checked.laws) yield [enterLaw(tx, law), 1];
  for (const { law, stage } of checked.stages) yield [enterStage(tx, law, stage), 1];
  for (const provision of checked.provisions) yield [enterProvision(tx, provision), 1];
  // Those written out in a row of assessments are counted with it.
  for (const provision of checked.writtenOut) enterProvision(tx, provision);
  for (const family of checked.families) yield [enterLegalFamily(tx, family), 1];
  for (const round of checked.rounds) enterRound(tx, round);
  for (const { assessment, last, rows } of checked.assessments)
    yield [enterAssessment(tx, assessment, checked.known, last), rows];
}
