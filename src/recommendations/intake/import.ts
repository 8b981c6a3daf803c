/** Stores what a table of recommendations says, and reports on every row. */
import type { ImportReport } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { enterStatement, type Outcome } from '../store.ts';
import type { RecommendationFile } from './read.ts';

/** Give it to `record.rehearse` for a preview. A file with a malformed row is refused whole. */
export function importRecommendations(tx: Write, file: RecommendationFile): ImportReport {
  const counts: { [outcome in Outcome]: number } = { 'new recommendation': 0, 'new statement': 0, known: 0 };
  if (file.refused.length === 0) for (const entry of file.entries) counts[enterStatement(tx, entry)] += 1;
  return {
    file: file.file,
    kind: file.kind,
    rows: file.rows,
    added: counts['new recommendation'],
    changed: counts['new statement'],
    unchanged: counts.known,
    conflicting: [],
    unmapped: file.unmapped,
    refused: file.refused,
  };
}
