/** The sides by which recommendations are narrowed, and how they are read from the record. */
import { type Iso3, stateOf } from '../core/state.ts';
import type { Read, Record } from '../platform/record.ts';
import { Coding, type Columns, type Dimension, type Selection, type Value } from './columns.ts';
import { judgedStamp } from './store/judgements.ts';
import { timesAsked } from './store/links.ts';

/** What a side is read from, in SQL: `r` a recommendation, `l` the language of its text, `c` its labels by the codebook, `j` what the trained model says of it, `s` a statement. */
interface Source {
  readonly of: Dimension['of'];
  readonly sql: string;
  readonly valuesOf: (cell: unknown) => readonly Value[];
}

const itself = (cell: unknown): readonly Value[] => (cell === null ? [] : [cell as Value]);
const listed = (cell: unknown): readonly Value[] =>
  String(cell)
    .split('\n')
    .flatMap((list) => JSON.parse(list) as string[]);

/** A further side is a line here, and one in `Filters` of search.ts. */
const sources = {
  state: { of: 'text', sql: 'r.state', valuesOf: itself },
  group: {
    of: 'text',
    sql: 'r.state',
    valuesOf: (iso3) => itself(stateOf(iso3 as Iso3).regionalGroup ?? null),
  },
  mechanism: { of: 'text', sql: "ifnull(r.mechanism, 'UPR')", valuesOf: itself },
  body: { of: 'text', sql: 'r.body', valuesOf: itself },
  kind: { of: 'text', sql: 'r.kind', valuesOf: itself },
  cycle: { of: 'text', sql: 'r.cycle', valuesOf: itself },
  language: { of: 'text', sql: 'l.language', valuesOf: itself },
  // By the rules of the codebook.
  relevance: { of: 'text', sql: 'c.relevance', valuesOf: listed },
  manifestation: { of: 'text', sql: 'c.manifestation', valuesOf: listed },
  theme: { of: 'text', sql: 'c.theme', valuesOf: listed },
  instrument: { of: 'text', sql: 'c.instrument', valuesOf: listed },
  sdg: { of: 'text', sql: 'c.sdg', valuesOf: listed },
  affected: { of: 'text', sql: 'c."group"', valuesOf: listed },
  addressee: { of: 'text', sql: 'c.addressee', valuesOf: listed },
  asked: { of: 'text', sql: 'c.asked', valuesOf: itself },
  // 1 to 5 as text, or "abstains".
  category: {
    of: 'text',
    sql: "CASE j.kind WHEN 'category' THEN CAST(j.category AS TEXT) ELSE j.kind END",
    valuesOf: itself,
  },
  asker: { of: 'statement', sql: 's.asker_state', valuesOf: itself },
  session: { of: 'statement', sql: 's.session', valuesOf: itself },
  year: { of: 'statement', sql: 's.year', valuesOf: itself },
  response: { of: 'statement', sql: 's.response', valuesOf: itself },
  action: { of: 'statement', sql: 's.action', valuesOf: itself },
  source: { of: 'statement', sql: 's.citation', valuesOf: itself },
  // JSON holds no line break.
  issue: { of: 'statement', sql: "s.issues || char(10) || ifnull(s.themes, '[]')", valuesOf: listed },
} as const satisfies { readonly [name: string]: Source };

export type SideName = keyof typeof sources;
export const sideNames = Object.keys(sources) as SideName[];
export type Counts = Selection<SideName>['counts'];

/** All columns of the record as it is, read once after each change of what stands in them. */
export function loadedColumns(tx: Read): Columns<SideName> {
  return tx.cached(columnsName, loadColumns, columnsStamp(tx));
}

const columnsName = 'columns of recommendations';

/** Columns, and of which state of the record they are. Another process can read them and hand them over. */
export interface StampedColumns {
  readonly stamp: string;
  readonly columns: Columns<SideName>;
}

/** Reads all columns. */
export function readColumns(tx: Read): StampedColumns {
  return { stamp: columnsStamp(tx), columns: loadColumns(tx) };
}

/** Takes columns that were read elsewhere, so that no search has to read them. */
export function takeColumns(record: Record, { stamp, columns }: StampedColumns): void {
  record.cached(columnsName, () => columns, stamp);
}

/** Changes whenever the columns do. Rows are never changed, so their last numbers tell. */
export function columnsStamp(tx: Read): string {
  const last = (table: string) => tx.first<{ id: number | null }>(`SELECT max(id) AS id FROM ${table}`)?.id;
  const rows = ['recommendation', 'recommendation_statement', 'demand_link_decision'].map(last);
  return [...rows, judgedStamp(tx)].join(' ');
}

/** How many rows there are to read. */
export function columnsSize(tx: Read): number {
  return (
    tx.first<{ n: number }>(
      `SELECT (SELECT ifnull(max(id), 0) FROM recommendation) + (SELECT ifnull(max(id), 0) FROM recommendation_statement) AS n`,
    )?.n ?? 0
  );
}

type Row = { readonly [column: string]: Value | null };

const batch = 2000;

/** Reads all columns. The newest recommendations come first, those of one session by State. */
function loadColumns(tx: Read): Columns<SideName> {
  const size = (table: string) => tx.first<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  const texts = size('recommendation');
  const statements = size('recommendation_statement');
  const last = tx.first<{ id: number }>('SELECT ifnull(max(id), 0) AS id FROM recommendation')?.id ?? 0;
  const selected = (of: Dimension['of']) =>
    sideNames
      .filter((name) => sources[name].of === of)
      .map((name) => `${sources[name].sql} AS "${name}"`)
      .join(', ');

  const codings = Object.fromEntries(
    sideNames.map((name) => [name, new Coding(sources[name].of === 'text' ? texts : statements)]),
  ) as { readonly [name in SideName]: Coding };
  const code = (of: Dimension['of'], at: number, row: Row) => {
    for (const name of sideNames) if (sources[name].of === of) codings[name].set(at, row[name]);
  };

  const times = timesAsked(tx);
  const idsInOrder = new Uint32Array(texts);
  const at = new Uint32Array(last + 1);
  eachRow(
    tx,
    `SELECT r.id AS row_id, ${selected('text')} FROM recommendation r
     LEFT JOIN recommendation_language l ON l.recommendation = r.id
     LEFT JOIN recommendation_label c ON c.recommendation = r.id
     LEFT JOIN recommendation_judgement j ON j.recommendation = r.id WHERE r.id > ? ORDER BY r.id LIMIT ${batch}`,
    (row, index) => {
      idsInOrder[index] = Number(row['row_id']);
      at[Number(row['row_id'])] = index;
      const joined = times.get(Number(row['row_id']));
      code('text', index, joined === undefined ? row : { ...row, asked: joined });
    },
  );
  const of = new Uint32Array(statements);
  const time = new Float64Array(texts);
  const many = new Uint32Array(texts);
  eachRow(
    tx,
    `SELECT s.id AS row_id, s.recommendation, ${selected('statement')} FROM recommendation_statement s
     WHERE s.id > ? ORDER BY s.id LIMIT ${batch}`,
    (row, index) => {
      const text = at[Number(row['recommendation'])] as number;
      of[index] = text;
      many[text] = (many[text] as number) + 1;
      time[text] = Math.max(time[text] as number, Number(row['year']) * 1000 + Number(row['session'] ?? 0));
      code('statement', index, row);
    },
  );

  const { codes: stateCodes } = codings.state;
  const stateOrder = codings.state.ranks();
  const order = Uint32Array.from(idsInOrder, (_, index) => index).sort(
    (a, b) =>
      (time[b] as number) - (time[a] as number) ||
      (stateOrder[stateCodes[a] as number] as number) - (stateOrder[stateCodes[b] as number] as number) ||
      a - b,
  );
  const places = new Uint32Array(last + 1);
  const first = new Uint32Array(texts + 1);
  const next = new Uint32Array(texts);
  for (const [place, index] of order.entries()) {
    places[idsInOrder[index] as number] = place;
    next[index] = first[place] as number;
    first[place + 1] = (first[place] as number) + (many[index] as number);
  }
  const statementOrder = new Uint32Array(statements);
  for (const [row, text] of of.entries()) {
    statementOrder[next[text] as number] = row;
    next[text] = (next[text] as number) + 1;
  }
  const dimension = (name: SideName): Dimension =>
    codings[name].dimension(
      sources[name].of,
      sources[name].valuesOf,
      sources[name].of === 'text' ? order : statementOrder,
    );
  const placeOf = new Uint32Array(texts);
  for (const [place, index] of order.entries()) placeOf[index] = place;
  return {
    ids: order.map((index) => idsInOrder[index] as number),
    places,
    first,
    about: statementOrder.map((row) => placeOf[of[row] as number] as number),
    dimensions: Object.fromEntries(sideNames.map((name) => [name, dimension(name)])) as {
      readonly [name in SideName]: Dimension;
    },
  };
}

/** All rows of a query in batches, so that they are never in memory together. Its one value is the last id seen. */
function eachRow(tx: Read, sql: string, use: (row: Row, index: number) => void): void {
  let index = 0;
  for (let after = 0; ;) {
    const rows = tx.all<Row>(sql, after);
    for (const row of rows) {
      use(row, index);
      index += 1;
    }
    if (rows.length < batch) return;
    after = Number(rows.at(-1)?.['row_id']);
  }
}
