/** The SQL of recommendations: texts, what sources say of them, and the search over them. */
import { createHash } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import { isIso3, type Iso3 } from '../core/state.ts';
import { fold } from '../core/text.ts';
import { citationId, citations } from '../evidence/store.ts';
import { growingTable, type Migration, type Read, type Write } from '../platform/record.ts';
import {
  type ActionCategory,
  type Kind,
  type Recommendation,
  type Response,
  searchQuery,
  type Statement,
} from './model.ts';

export const migrations: readonly Migration[] = [
  {
    number: 4,
    name: 'recommendations',
    sql: [
      growingTable(
        'recommendation',
        `state TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('recommendation', 'voluntary pledge')),
         cycle INTEGER NOT NULL, text TEXT NOT NULL CHECK (text <> ''), text_key TEXT NOT NULL`,
      ),
      'CREATE UNIQUE INDEX recommendation_same ON recommendation (state, cycle, kind, text_key);',
      growingTable(
        'recommendation_statement',
        `recommendation INTEGER NOT NULL REFERENCES recommendation(id),
         asker TEXT NOT NULL, asker_state TEXT,
         response TEXT NOT NULL CHECK (response IN ('supported', 'noted', 'pledged', 'not known')),
         said TEXT NOT NULL, action INTEGER CHECK (action BETWEEN 1 AND 5), issues TEXT NOT NULL,
         session INTEGER, year INTEGER NOT NULL, symbol TEXT, paragraph TEXT, row INTEGER NOT NULL,
         citation INTEGER NOT NULL REFERENCES citation(id)`,
      ),
      'CREATE INDEX recommendation_statement_of ON recommendation_statement (recommendation, citation, asker);',
      'CREATE INDEX recommendation_statement_asker ON recommendation_statement (asker_state);',
      `CREATE VIRTUAL TABLE recommendation_search USING fts5(
         text, content='recommendation', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2");
       CREATE TRIGGER recommendation_searched AFTER INSERT ON recommendation
         BEGIN INSERT INTO recommendation_search (rowid, text) VALUES (new.id, new.text); END;`,
    ].join('\n'),
  },
];

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
export function enterStatement(tx: Write, { state, kind, cycle, text, statement }: Entered): Outcome {
  const key = textKey(text);
  const found = tx.first<{ id: number }>(
    'SELECT id FROM recommendation WHERE state = ? AND cycle = ? AND kind = ? AND text_key = ?',
    state,
    cycle,
    kind,
    key,
  );
  const row = {
    asker: statement.asker.name,
    asker_state: statement.asker.state ?? null,
    response: statement.response,
    said: statement.said,
    action: statement.action ?? null,
    issues: JSON.stringify(statement.issues),
    session: statement.session ?? null,
    year: statement.year,
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
    found?.id ?? tx.insert('recommendation', { state, kind, cycle, text, text_key: key });
  const citation = citationId(tx, statement.citation);
  tx.insert('recommendation_statement', { ...row, recommendation, row: statement.row, citation });
  return found ? 'new statement' : 'new recommendation';
}

/**
 * What to look for. Every filter narrows; those on what was said (asker, session, year, response, action,
 * issue) must all hold of one statement, so that "noted" is the answer to the asker who is looked for.
 */
export interface Filters {
  readonly words?: string;
  readonly state?: Iso3;
  readonly asker?: Iso3;
  readonly cycle?: number;
  readonly session?: number;
  readonly fromSession?: number;
  readonly untilSession?: number;
  readonly response?: Response;
  readonly action?: ActionCategory;
  readonly issue?: string;
  readonly kind?: Kind;
  readonly fromYear?: number;
  /** Only sessions of this year or earlier: the record "as of" a day. */
  readonly untilYear?: number;
}

export interface Found {
  readonly total: number;
  readonly items: readonly Recommendation[];
}

/** Recommendations that pass all filters, newest cycle first, a slice of them. @throws Problem `parameter-invalid` */
export function search(
  tx: Read,
  filters: Filters,
  slice: { readonly offset: number; readonly limit: number },
): Found {
  const { where, values } = condition(filters);
  const total =
    tx.first<{ n: number }>(`SELECT count(*) AS n FROM recommendation r WHERE ${where}`, ...values)?.n ?? 0;
  const rows = tx.all<TextRow>(
    `SELECT r.id, r.state, r.kind, r.cycle, r.text FROM recommendation r WHERE ${where} ORDER BY r.cycle DESC, r.state, r.id LIMIT ? OFFSET ?`,
    ...values,
    Math.min(slice.limit, 1_000_000),
    slice.offset,
  );
  return { total, items: withStatements(tx, rows) };
}

/** One recommendation; undefined where there is none of that number. */
export function recommendation(tx: Read, id: number): Recommendation | undefined {
  return withStatements(
    tx,
    tx.all<TextRow>('SELECT id, state, kind, cycle, text FROM recommendation WHERE id = ?', id),
  )[0];
}

/** How many recommendations pass the filters for each value of the sides a person can narrow by. */
export interface Facets {
  readonly session: readonly { readonly value: number; readonly count: number }[];
  readonly response: readonly { readonly value: Response; readonly count: number }[];
  readonly issue: readonly { readonly value: string; readonly count: number }[];
}

export function facets(tx: Read, filters: Filters): Facets {
  const { where, values } = condition(filters);
  const of = <T>(column: string, from = 'recommendation_statement s') =>
    tx.all<{ value: T; count: number }>(
      `SELECT ${column} AS value, count(DISTINCT s.recommendation) AS count
       FROM ${from} JOIN recommendation r ON r.id = s.recommendation
       WHERE ${column} IS NOT NULL AND ${where} GROUP BY 1 ORDER BY 2 DESC, 1`,
      ...values,
    );
  return {
    session: of<number>('s.session').toSorted((a, b) => a.value - b.value),
    response: of<Response>('s.response'),
    issue: of<string>('i.value', 'recommendation_statement s, json_each(s.issues) i'),
  };
}

/** How many recommendations each State received. */
export function countsByState(tx: Read): ReadonlyMap<Iso3, number> {
  const rows = tx.all<{ state: Iso3; n: number }>(
    "SELECT state, count(*) AS n FROM recommendation WHERE kind = 'recommendation' GROUP BY state",
  );
  return new Map(rows.map(({ state, n }) => [state, n]));
}

function condition(filters: Filters): { readonly where: string; readonly values: readonly SQLInputValue[] } {
  const query = filters.words === undefined ? undefined : searchQuery(filters.words);
  const ofText = given([
    ['r.id IN (SELECT rowid FROM recommendation_search WHERE recommendation_search MATCH ?)', query],
    ['r.state = ?', filters.state],
    ['r.kind = ?', filters.kind],
    ['r.cycle = ?', filters.cycle],
  ]);
  const ofStatement = given([
    ['asker_state = ?', filters.asker],
    ['session = ?', filters.session],
    ['session >= ?', filters.fromSession],
    ['session <= ?', filters.untilSession],
    ['year >= ?', filters.fromYear],
    ['year <= ?', filters.untilYear],
    ['response = ?', filters.response],
    ['action = ?', filters.action],
    ['EXISTS (SELECT 1 FROM json_each(issues) WHERE value = ?)', filters.issue],
  ]);
  const stated =
    ofStatement.tests.length > 0
      ? [
          // Correlated, so that a State's few hundred texts are looked up, and not all statements read.
          `EXISTS (SELECT 1 FROM recommendation_statement t WHERE t.recommendation = r.id AND ${ofStatement.tests.join(' AND ')})`,
        ]
      : [];
  return {
    where: ['1', ...ofText.tests, ...stated].join(' AND '),
    values: [...ofText.values, ...ofStatement.values],
  };
}

/** The tests whose value is given, with their values in the same order. */
function given(tests: readonly (readonly [sql: string, value: SQLInputValue | undefined])[]) {
  const kept = tests.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return { tests: kept.map(({ sql }) => sql), values: kept.map(({ value }) => value) };
}

interface TextRow {
  readonly id: number;
  readonly state: Iso3;
  readonly kind: Kind;
  readonly cycle: number;
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
  readonly session: number | null;
  readonly year: number;
  readonly symbol: string | null;
  readonly paragraph: string | null;
  readonly row: number;
  readonly citation: number;
}

function withStatements(tx: Read, rows: readonly TextRow[]): Recommendation[] {
  if (rows.length === 0) return [];
  const known = citations(tx);
  const statements = Map.groupBy(
    tx.all<StatementRow>(
      'SELECT * FROM recommendation_statement WHERE recommendation IN (SELECT value FROM json_each(?)) ORDER BY id',
      JSON.stringify(rows.map((row) => row.id)),
    ),
    (row) => row.recommendation,
  );
  return rows.map((row) => ({
    ...row,
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
        ...(said.session ? { session: said.session } : {}),
        year: said.year,
        ...(said.symbol ? { symbol: said.symbol } : {}),
        ...(said.paragraph ? { paragraph: said.paragraph } : {}),
        row: said.row,
        citation,
      };
    }),
  }));
}
