/** Stores what a table of recommendations says, and reports on every row. */
import type { ImportReport, OnProgress, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { enterStatement, type Outcome } from '../store.ts';
import type { RecommendationFile } from './reading.ts';

/** How many rows lie between two remarks on progress. */
const between = 500;

/** The best that happened to an entry of a row is what happened to the row. */
const outcomes: readonly Outcome[] = ['new recommendation', 'new statement', 'known'];

/**
 * Give it to `record.rehearse` for a preview. The rows are gone through twice: a file with a malformed row is
 * refused whole, before anything is stored, and the rows are never held together.
 */
export function importRecommendations(
  tx: Write,
  { file, kind, readings }: RecommendationFile,
  onProgress: OnProgress = () => {},
): ImportReport {
  const refused = new Notes();
  const unmapped = new Notes();
  let rows = 0;
  for (const reading of readings()) {
    rows += 1;
    if (rows % between === 0) onProgress({ doing: 'checking', rows });
    if ('refused' in reading) refused.add(reading.row, reading.refused);
    else if (reading.unmapped !== undefined)
      unmapped.add(
        reading.row,
        reading.entries.length > 0 ? `${reading.unmapped}; stored for the others` : reading.unmapped,
      );
  }
  const counts = { 'new recommendation': 0, 'new statement': 0, known: 0 };
  let seen = 0;
  for (const reading of refused.count === 0 ? readings() : []) {
    seen += 1;
    if (seen % between === 0) onProgress({ doing: 'storing', rows: seen, of: rows });
    const done = new Set(
      'entries' in reading ? reading.entries.map((entry) => enterStatement(tx, entry)) : [],
    );
    const outcome = outcomes.find((one) => done.has(one));
    if (outcome) counts[outcome] += 1;
  }
  return {
    file,
    kind,
    rows,
    added: counts['new recommendation'],
    changed: counts['new statement'],
    unchanged: counts.known,
    conflicting: [],
    unmapped: unmapped.list(),
    refused: refused.list(),
  };
}

/** Remarks on rows: so many that a person can read them, and the number of the others. */
class Notes {
  readonly #notes: RowNote[] = [];
  count = 0;

  add(row: number, text: string): void {
    this.count += 1;
    if (this.#notes.length < mostNotes) this.#notes.push({ row, text });
  }

  list(): readonly RowNote[] {
    const more = this.count - this.#notes.length;
    const last = this.#notes.at(-1);
    return more > 0 && last
      ? [...this.#notes, { row: last.row + 1, text: `and ${more} more rows from here on` }]
      : this.#notes;
  }
}

const mostNotes = 10_000;
