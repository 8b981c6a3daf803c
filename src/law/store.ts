/** The SQL of laws, provisions and assessments. Checklists: `store/checklists.ts`. */
import type { Citation } from '../core/citation.ts';
import type { Day, PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import type { Answer } from '../core/value.ts';
import { citationId, citations, type StoredCitation } from '../evidence/store.ts';
import type { Read, Write } from '../platform/record.ts';
import {
  type Assessment,
  checkAssessment,
  findingKey,
  findingOf,
  type Findings,
  type Role,
  type Round,
  type RoundKind,
} from './assessment.ts';
import {
  billStages,
  type BillStage,
  checkDates,
  type Ending,
  type Law,
  type LawId,
  type LawKind,
  type Provision,
  type ProvisionId,
  type Stage,
  type Translation,
} from './model.ts';

export { findingKey, type Findings } from './assessment.ts';
export { migrations } from './tables.ts';

/** What `enter…` did with a row: the same row twice adds nothing. */
export type Entered = 'added' | 'changed' | 'unchanged';

/** Narrows what is read. */
export interface Of {
  readonly state?: Iso3;
  readonly checklist?: string;
}

interface LawRow {
  readonly law: LawId;
  readonly state: Iso3;
  readonly title: string;
  readonly language: string;
  readonly title_english: string | null;
  readonly number: string | null;
  readonly kind: LawKind;
  readonly date: PartialDate | null;
  readonly address: string | null;
  readonly translation: Translation;
  readonly citation: number;
}

/** A row of `provision`. */
export interface ProvisionRow {
  readonly provision: ProvisionId;
  readonly law: LawId;
  readonly article: string;
  readonly text: string;
  readonly text_is: Provision['textIs'];
  readonly in_force_from: PartialDate | null;
  readonly in_force_to: PartialDate | null;
  readonly ended: Ending | null;
  readonly enacted: PartialDate | null;
  readonly brought_by: string | null;
  readonly citation: number;
}

interface AssessmentRow {
  readonly id: number;
  readonly state: Iso3;
  readonly checklist: string;
  readonly point: string;
  readonly wording: number;
  readonly round: string;
  readonly coder: string;
  readonly role: Role;
  readonly as_of: Day;
  readonly answer: Answer;
  readonly reasoning: string;
  readonly practice: Answer | null;
  readonly practice_reasoning: string;
}

/** The laws of a State, or all, each as last entered, by State and date. */
export function laws(tx: Read, { state }: Of = {}): Law[] {
  const cited = citations(tx);
  const stages = Map.groupBy(
    tx.all<{ law: LawId; stage: BillStage; date: PartialDate | null; citation: number }>(
      'SELECT * FROM law_stage WHERE id IN (SELECT max(id) FROM law_stage GROUP BY law, stage)',
    ),
    ({ law }) => law,
  );
  return tx
    .all<LawRow>(
      `SELECT * FROM law WHERE id IN (SELECT max(id) FROM law GROUP BY law) AND (?1 = '' OR state = ?1)
       ORDER BY state, ifnull(date, '9999'), law`,
      state ?? '',
    )
    .map((row) => ({
      id: row.law,
      state: row.state,
      title: row.title,
      language: row.language,
      ...(row.title_english ? { titleEnglish: row.title_english } : {}),
      ...(row.number ? { number: row.number } : {}),
      kind: row.kind,
      ...(row.date ? { date: row.date } : {}),
      ...(row.address ? { address: row.address } : {}),
      translation: row.translation,
      stages: (stages.get(row.law) ?? [])
        .toSorted((a, b) => billStages.indexOf(a.stage) - billStages.indexOf(b.stage))
        .map(({ stage, date, citation }) => ({
          stage,
          ...(date ? { date } : {}),
          citation: of(cited, citation),
        })),
      citation: of(cited, row.citation),
    }));
}

/** Provisions of the laws of a State, or all, each as last entered, by their names. */
export function provisions(tx: Read, { state }: Of = {}): ReadonlyMap<ProvisionId, Provision> {
  const cited = citations(tx);
  const rows = tx.all<ProvisionRow>(
    `SELECT * FROM provision WHERE id IN (SELECT max(id) FROM provision GROUP BY provision)
       AND (?1 = '' OR law IN (SELECT law FROM law WHERE state = ?1)) ORDER BY law, id`,
    state ?? '',
  );
  return new Map(rows.map((row) => [row.provision, provisionFrom(row, cited)]));
}

export function provisionFrom(row: ProvisionRow, cited: ReadonlyMap<number, StoredCitation>): Provision {
  return {
    id: row.provision,
    law: row.law,
    article: row.article,
    text: row.text,
    textIs: row.text_is,
    ...(row.in_force_from ? { from: row.in_force_from } : {}),
    ...(row.in_force_to ? { to: row.in_force_to } : {}),
    ...(row.ended ? { ended: row.ended } : {}),
    ...(row.enacted ? { enacted: row.enacted } : {}),
    ...(row.brought_by ? { by: row.brought_by } : {}),
    citation: of(cited, row.citation),
  };
}

/** Assessments of a State, a checklist or both, in the order in which they were entered. */
export function assessments(tx: Read, { state, checklist }: Of = {}): Assessment[] {
  const cited = citations(tx);
  const where = `(?1 = '' OR state = ?1) AND (?2 = '' OR checklist = ?2)`;
  const narrowed = [state ?? '', checklist ?? ''] as const;
  const rows = tx.all<AssessmentRow>(`SELECT * FROM assessment WHERE ${where} ORDER BY id`, ...narrowed);
  if (rows.length === 0) return [];
  const among = `assessment IN (SELECT id FROM assessment WHERE ${where})`;
  const restsOn = Map.groupBy(
    tx.all<{ assessment: number; provision: ProvisionId }>(
      `SELECT assessment, provision FROM assessment_provision WHERE ${among} ORDER BY id`,
      ...narrowed,
    ),
    ({ assessment }) => assessment,
  );
  const receipts = Map.groupBy(
    tx.all<{ assessment: number; side: 'law' | 'practice'; citation: number }>(
      `SELECT assessment, side, citation FROM assessment_receipt WHERE ${among} ORDER BY id`,
      ...narrowed,
    ),
    ({ assessment, side }) => `${assessment} ${side}`,
  );
  const receiptsOf = (id: number, side: string) =>
    (receipts.get(`${id} ${side}`) ?? []).map(({ citation }) => of(cited, citation));
  return rows.map((row) => ({
    state: row.state,
    checklist: row.checklist,
    point: row.point,
    wording: row.wording,
    round: row.round,
    coder: row.coder,
    role: row.role,
    asOf: row.as_of,
    answer: row.answer,
    provisions: (restsOn.get(row.id) ?? []).map(({ provision }) => provision),
    reasoning: row.reasoning,
    receipts: receiptsOf(row.id, 'law'),
    ...(row.practice
      ? {
          practice: {
            answer: row.practice,
            reasoning: row.practice_reasoning,
            receipts: receiptsOf(row.id, 'practice'),
          },
        }
      : {}),
  }));
}

/**
 * All findings on a checklist, of one State or all.
 * @param known provisions of these States, where the caller has read them already
 */
export function findings(
  tx: Read,
  of: Of & { readonly checklist: string },
  known = provisions(tx, of.state ? { state: of.state } : {}),
): Findings {
  const byPoint = Map.groupBy(assessments(tx, of), ({ state, point }) => findingKey(state, point));
  return new Map(
    [...byPoint].map(([key, all]) => [
      key,
      [...Map.groupBy(all, ({ round }) => round).values()].map((each) => findingOf(each, known)),
    ]),
  );
}

/** The rounds that exist; what was found in a blind one is in the record only once all its coders handed in. */
export function rounds(tx: Read, { state, checklist }: Of = {}): Round[] {
  return tx.all<{ id: string; state: Iso3; checklist: string; kind: RoundKind }>(
    `SELECT round AS id, state, checklist, kind FROM coding_round
     WHERE (?1 = '' OR state = ?1) AND (?2 = '' OR checklist = ?2) ORDER BY id`,
    state ?? '',
    checklist ?? '',
  );
}

/** Enters a law and the stages of its bill. @throws Problem `law-invalid` */
export function enterLaw(tx: Write, law: Law): Entered {
  const row = {
    law: law.id,
    state: law.state,
    title: law.title,
    language: law.language,
    title_english: law.titleEnglish ?? null,
    number: law.number ?? null,
    kind: law.kind,
    date: law.date ?? null,
    address: law.address ?? null,
    translation: law.translation,
    citation: citationId(tx, law.citation),
  };
  const did = enterRow(tx, 'law', { law: law.id }, row);
  const stages = law.stages.map((stage) => enterStage(tx, law.id, stage));
  return did === 'unchanged' && stages.some((each) => each !== 'unchanged') ? 'changed' : did;
}

export function enterStage(tx: Write, law: LawId, { stage, date, citation }: Stage): Entered {
  const row = { law, stage, date: date ?? null, citation: citationId(tx, citation) };
  return enterRow(tx, 'law_stage', { law, stage }, row);
}

/** Enters a wording of an article. @throws Problem `law-invalid` where its dates contradict each other */
export function enterProvision(tx: Write, provision: Provision): Entered {
  checkDates(provision);
  return enterRow(
    tx,
    'provision',
    { provision: provision.id },
    {
      provision: provision.id,
      law: provision.law,
      article: provision.article,
      text: provision.text,
      text_is: provision.textIs,
      in_force_from: provision.from ?? null,
      in_force_to: provision.to ?? null,
      ended: provision.ended ?? null,
      enacted: provision.enacted ?? null,
      brought_by: provision.by ?? null,
      citation: citationId(tx, provision.citation),
    },
  );
}

/** Opens a round, unless there is one of that name. */
export function enterRound(tx: Write, { id, state, checklist, kind }: Round): Entered {
  if (tx.first('SELECT 1 FROM coding_round WHERE round = ?', id)) return 'unchanged';
  tx.insert('coding_round', { round: id, state, checklist, kind });
  return 'added';
}

/**
 * Enters what a coder or an adjudicator found. Saying the same again adds nothing; saying something else on the
 * same point in the same round corrects it.
 * @param known provisions of the record; handed in, since many assessments are entered at once
 * @param last what the same person said last on the point in the round
 * @throws Problem `assessment-invalid`
 */
export function enterAssessment(
  tx: Write,
  assessment: Assessment,
  known: ReadonlyMap<ProvisionId, Provision>,
  last?: Assessment,
): Entered {
  checkAssessment(assessment, known);
  if (last && sameAssessment(last, assessment)) return 'unchanged';
  const { practice } = assessment;
  const id = tx.insert('assessment', {
    state: assessment.state,
    checklist: assessment.checklist,
    point: assessment.point,
    wording: assessment.wording,
    round: assessment.round,
    coder: assessment.coder,
    role: assessment.role,
    as_of: assessment.asOf,
    answer: assessment.answer,
    reasoning: assessment.reasoning,
    practice: practice?.answer ?? null,
    practice_reasoning: practice?.reasoning ?? '',
  });
  for (const provision of assessment.provisions)
    tx.insert('assessment_provision', { assessment: id, provision });
  for (const receipt of assessment.receipts)
    tx.insert('assessment_receipt', { assessment: id, side: 'law', citation: citationId(tx, receipt) });
  for (const receipt of practice?.receipts ?? [])
    tx.insert('assessment_receipt', { assessment: id, side: 'practice', citation: citationId(tx, receipt) });
  return last ? 'changed' : 'added';
}

/** What `enterAssessment` compares with: who said it, on what, in which round. */
export function assessmentKey({ round, point, role, coder }: Assessment): string {
  return JSON.stringify([round, point, role, coder]);
}

/** Whether two assessments say the same, whoever entered them. */
export function sameAssessment(a: Assessment, b: Assessment): boolean {
  const comparable = ({ receipts, practice, ...rest }: Assessment) =>
    JSON.stringify([
      Object.entries(rest).toSorted(([x], [y]) => x.localeCompare(y)),
      receipts.map(plain),
      practice && [practice.answer, practice.reasoning, practice.receipts.map(plain)],
    ]);
  return comparable(a) === comparable(b);
}

function plain({ title, place, address, asAt, standing }: Citation): unknown {
  return [title, place ?? '', address ?? '', asAt ?? '', standing];
}

/** Adds a row unless the last one with its key says the same. Names of tables and columns are our own. */
function enterRow(
  tx: Write,
  table: string,
  key: { readonly [column: string]: string },
  row: { readonly [column: string]: string | number | null },
): Entered {
  const where = Object.keys(key).map((column) => `${column} = ?`);
  const last = tx.first<{ readonly [column: string]: unknown }>(
    `SELECT * FROM ${table} WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT 1`,
    ...Object.values(key),
  );
  if (last && Object.entries(row).every(([column, value]) => last[column] === value)) return 'unchanged';
  tx.insert(table, row);
  return last ? 'changed' : 'added';
}

/** The citation of a stored row. */
export function of(cited: ReadonlyMap<number, StoredCitation>, id: number): StoredCitation {
  const found = cited.get(id);
  if (!found) throw new Error(`no citation ${id}`);
  return found;
}
