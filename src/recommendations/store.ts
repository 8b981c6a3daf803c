/** The SQL of recommendations: texts, and what sources say of them. */
import { createHash } from 'node:crypto';
import type { PartialDate } from '../core/date.ts';
import { isIso3, type Iso3 } from '../core/state.ts';
import { fold } from '../core/text.ts';
import { citationId, citations } from '../evidence/store.ts';
import type { Read, Write } from '../platform/record.ts';
import {
  type ActionCategory,
  type Kind,
  type Mechanism,
  type Recommendation,
  type Response,
  type Round,
  type Statement,
} from './model.ts';

export { migrations } from './tables.ts';

/** What makes two texts the same recommendation: their folded words. */
function textKey(text: string): string {
  return createHash('sha256').update(fold(text)).digest('hex').slice(0, 32);
}

/** A statement with the text it is about, as a file gives it. */
export type Entered = Omit<Recommendation, 'id' | 'statements'> & { readonly statement: Statement };

/** What entering a statement did. */
export type Outcome = 'new recommendation' | 'new statement' | 'known';

/**
 * Enters what a row says: under the same recommendation if there is one. What a source (the title of its
 * citation) said before is known, whichever of its files says it again: a copy under another name, or the
 * CSV beside the workbook, adds nothing.
 */
export function enterStatement(tx: Write, { state, kind, round, text, statement }: Entered): Outcome {
  const key = textKey(text);
  const asked = roundColumns(round);
  const found = tx.first<{ id: number }>(
    // In the words of the index `recommendation_same`, so that it is used.
    `SELECT id FROM recommendation WHERE text_key = ? AND state = ? AND kind = ? AND ifnull(cycle, 0) = ?
       AND ifnull(mechanism, '') = ? AND ifnull(body, '') = ? AND ifnull(round, '') = ?`,
    key,
    state,
    kind,
    asked.cycle ?? 0,
    asked.mechanism ?? '',
    asked.body ?? '',
    asked.round ?? '',
  );
  const row = {
    asker: statement.asker.name,
    asker_state: statement.asker.state ?? null,
    response: statement.response,
    said: statement.said,
    action: statement.action ?? null,
    issues: JSON.stringify(statement.issues),
    themes: listColumn(statement.themes),
    affected_persons: listColumn(statement.affectedPersons),
    sdgs: listColumn(statement.sdgs),
    session: statement.session ?? null,
    year: statement.year,
    document_date: statement.documentDate ?? null,
    source_id: statement.sourceId ?? null,
    symbol: statement.symbol ?? null,
    paragraph: statement.paragraph ?? null,
  };
  const known =
    found &&
    tx
      .all<typeof row>(
        `SELECT s.* FROM recommendation_statement s JOIN citation c ON c.id = s.citation
         WHERE s.recommendation = ? AND s.asker = ? AND c.title = ?`,
        found.id,
        row.asker,
        statement.citation.title,
      )
      .some((other) =>
        Object.entries(row).every(([column, value]) => other[column as keyof typeof row] === value),
      );
  if (known) return 'known';
  const recommendation =
    found?.id ?? tx.insert('recommendation', { state, kind, ...asked, text, text_key: key });
  const citation = citationId(tx, statement.citation);
  tx.insert('recommendation_statement', {
    ...row,
    // The same document in a format without pages says nothing new.
    page: statement.page ?? null,
    recommendation,
    row: statement.row,
    citation,
  });
  return found ? 'new statement' : 'new recommendation';
}

/** The columns of a round. */
function roundColumns(round: Round) {
  return round.mechanism === 'UPR'
    ? { cycle: round.cycle, mechanism: null, body: null, round: null }
    : { cycle: null, mechanism: round.mechanism, body: round.body, round: round.round };
}

function listColumn(values: readonly string[] | undefined): string | null {
  return values && values.length > 0 ? JSON.stringify(values) : null;
}

/** The recommendations of these numbers, in the order of the numbers. */
export function recommendationsOf(tx: Read, ids: readonly number[]): Recommendation[] {
  const rows = tx.all<TextRow>(
    'SELECT * FROM recommendation WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  );
  const byId = new Map(withStatements(tx, rows).map((one) => [one.id, one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** One recommendation; undefined where there is none of that number. */
export function recommendation(tx: Read, id: number): Recommendation | undefined {
  return recommendationsOf(tx, [id])[0];
}

/** How many recommendations each State received. */
export function countsByState(tx: Read): ReadonlyMap<Iso3, number> {
  const rows = tx.all<{ state: Iso3; n: number }>(
    "SELECT state, count(*) AS n FROM recommendation WHERE kind = 'recommendation' GROUP BY state",
  );
  return new Map(rows.map(({ state, n }) => [state, n]));
}

/** The numbers of what one State was asked, whatever its kind. */
export function recommendationsTo(tx: Read, state: Iso3): number[] {
  return tx
    .all<{ id: number }>('SELECT id FROM recommendation WHERE state = ? ORDER BY id', state)
    .map(({ id }) => id);
}

interface TextRow {
  readonly id: number;
  readonly state: Iso3;
  readonly kind: Kind;
  readonly cycle: number | null;
  readonly mechanism: Exclude<Mechanism, 'UPR'> | null;
  readonly body: string | null;
  readonly round: string | null;
  readonly text: string;
}

interface StatementRow {
  readonly recommendation: number;
  readonly asker: string;
  readonly asker_state: string | null;
  readonly response: Response;
  readonly said: string;
  readonly action: ActionCategory | null;
  readonly issues: string;
  readonly themes: string | null;
  readonly affected_persons: string | null;
  readonly sdgs: string | null;
  readonly session: number | null;
  readonly year: number;
  readonly document_date: PartialDate | null;
  readonly source_id: string | null;
  readonly symbol: string | null;
  readonly paragraph: string | null;
  readonly page: number | null;
  readonly row: number;
  readonly citation: number;
}

function withStatements(tx: Read, rows: readonly TextRow[]): Recommendation[] {
  if (rows.length === 0) return [];
  const known = tx.cached('citations', citations);
  const statements = Map.groupBy(
    tx.all<StatementRow>(
      'SELECT * FROM recommendation_statement WHERE recommendation IN (SELECT value FROM json_each(?)) ORDER BY id',
      JSON.stringify(rows.map((row) => row.id)),
    ),
    (row) => row.recommendation,
  );
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    kind: row.kind,
    round: roundOf(row),
    text: row.text,
    statements: (statements.get(row.id) ?? []).map((said): Statement => {
      const citation = known.get(said.citation);
      if (!citation) throw new Error(`citation ${said.citation} is not in the record`);
      return {
        asker: {
          name: said.asker,
          ...(said.asker_state && isIso3(said.asker_state) ? { state: said.asker_state } : {}),
        },
        response: said.response,
        said: said.said,
        ...(said.action ? { action: said.action } : {}),
        issues: JSON.parse(said.issues) as string[],
        ...(said.themes ? { themes: JSON.parse(said.themes) as string[] } : {}),
        ...(said.affected_persons ? { affectedPersons: JSON.parse(said.affected_persons) as string[] } : {}),
        ...(said.sdgs ? { sdgs: JSON.parse(said.sdgs) as string[] } : {}),
        ...(said.session ? { session: said.session } : {}),
        year: said.year,
        ...(said.document_date ? { documentDate: said.document_date } : {}),
        ...(said.source_id ? { sourceId: said.source_id } : {}),
        ...(said.symbol ? { symbol: said.symbol } : {}),
        ...(said.paragraph ? { paragraph: said.paragraph } : {}),
        ...(said.page ? { page: said.page } : {}),
        row: said.row,
        citation,
      };
    }),
  }));
}

function roundOf({ id, cycle, mechanism, body, round }: TextRow): Round {
  if (cycle !== null) return { mechanism: 'UPR', cycle };
  if (mechanism !== null && body !== null && round !== null) return { mechanism, body, round };
  throw new Error(`recommendation ${id} is of no round`);
}
