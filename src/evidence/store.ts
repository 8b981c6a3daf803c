/** The citations of the record: every stored statement points to one. */
import type { Citation } from '../core/citation.ts';
import type { PartialDate } from '../core/date.ts';
import { growingTable, type Migration, type Read, type Write } from '../platform/record.ts';

export const migrations: readonly Migration[] = [
  {
    number: 2,
    name: 'citations',
    sql: `${growingTable(
      'citation',
      `title TEXT NOT NULL CHECK (title <> ''),
       place TEXT, address TEXT, as_at TEXT,
       standing TEXT NOT NULL CHECK (standing IN ('verified', 'unverified'))`,
    )}
    CREATE UNIQUE INDEX citation_content
      ON citation (title, ifnull(place, ''), ifnull(address, ''), ifnull(as_at, ''), standing);`,
  },
  {
    number: 64,
    name: 'sources held in confidence',
    // Neither "state" nor "citation": tables with such columns are counted on public pages.
    sql: growingTable(
      'held_source',
      `stands_for INTEGER NOT NULL UNIQUE REFERENCES citation(id), title TEXT NOT NULL CHECK (title <> ''),
       place TEXT, address TEXT, of_state TEXT NOT NULL, of_part TEXT NOT NULL, letters TEXT NOT NULL`,
    ),
  },
];

/** A citation of the record: its number, and who entered it when; nobody is named of a source held in confidence. */
export interface StoredCitation extends Citation {
  readonly id: number;
  readonly enteredBy?: string;
  readonly enteredAt: string;
}

interface CitationRow {
  readonly id: number;
  readonly title: string;
  readonly place: string | null;
  readonly address: string | null;
  readonly as_at: PartialDate | null;
  readonly standing: Citation['standing'];
  /** Of a source held in confidence, nobody. */
  readonly actor: string | null;
  readonly at: string;
}

/** The number of a citation, added when it is new. */
export function citationId(tx: Write, citation: Citation): number {
  const found = tx.first<{ id: number }>(
    `SELECT id FROM citation WHERE title = ? AND ifnull(place, '') = ? AND ifnull(address, '') = ?
       AND ifnull(as_at, '') = ? AND standing = ?`,
    citation.title,
    citation.place ?? '',
    citation.address ?? '',
    citation.asAt ?? '',
    citation.standing,
  );
  return (
    found?.id ??
    tx.insert('citation', {
      title: citation.title,
      place: citation.place ?? null,
      address: citation.address ?? null,
      as_at: citation.asAt ?? null,
      standing: citation.standing,
    })
  );
}

/** Whether somebody read the statement in the source that a citation of the record names. */
export function isVerified(tx: Read, id: number): boolean {
  return (
    tx.first<Pick<CitationRow, 'standing'>>('SELECT standing FROM citation WHERE id = ?', id)?.standing ===
    'verified'
  );
}

/** All citations by number, remembered until the record changes: one for each source and place, not one for each fact. */
export function citations(tx: Read): ReadonlyMap<number, StoredCitation> {
  return tx.cached('citations', readCitations);
}

function readCitations(tx: Read): ReadonlyMap<number, StoredCitation> {
  const rows = tx.all<CitationRow>(
    `SELECT c.*, CASE WHEN h.id IS NULL THEN a.actor END AS actor, a.at
     FROM citation c JOIN audit a ON a.seq = c.entry LEFT JOIN held_source h ON h.stands_for = c.id ORDER BY c.id`,
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        title: row.title,
        ...(row.place ? { place: row.place } : {}),
        ...(row.address ? { address: row.address } : {}),
        ...(row.as_at ? { asAt: row.as_at } : {}),
        standing: row.standing,
        ...(row.actor === null ? {} : { enteredBy: row.actor }),
        enteredAt: row.at,
      },
    ]),
  );
}

/**
 * How many rows of each table rest on each citation. A table says so by a column named `citation`,
 * so a new part's tables are counted without being named here.
 */
export function restingOn(tx: Read): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const tables = tx.all<{ name: string }>(
    `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'citation' AND c.type = 'INTEGER' WHERE m.type = 'table' ORDER BY m.name`,
  );
  const resting = new Map<number, Map<string, number>>();
  for (const { name } of tables) {
    for (const row of tx.all<{ citation: number; rows: number }>(
      `SELECT citation, count(*) AS rows FROM ${name} WHERE citation IS NOT NULL GROUP BY citation`,
    )) {
      const of = resting.get(row.citation) ?? new Map<string, number>();
      resting.set(row.citation, of.set(name, row.rows));
    }
  }
  return resting;
}
