/** Every row on a State and an instrument that was ever entered, and the change that restores one. */
import { Problem } from '../../core/problem.ts';
import type { Day, PartialDate } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import { citations } from '../../evidence/store.ts';
import { loggedRows } from '../../evidence/store/history.ts';
import type { Read, Record } from '../../platform/record.ts';
import { type LoggedStatus, restoring } from '../history.ts';
import type { CompleteList, InstrumentId } from '../model.ts';
import { enterStatus, type StatusColumns, statusFrom } from '../store.ts';
import { cite, type Stored } from '../tables.ts';

/** In the order of entry. */
export function loggedStatus(tx: Read, state: Iso3, instrument: InstrumentId): LoggedStatus[] {
  const known = citations(tx);
  return loggedRows<StatusColumns>(
    tx,
    { table: 'treaty_status', where: 'r.state = ? AND r.instrument = ?' },
    state,
    instrument,
  ).map((row) => ({ ...statusFrom(row, known), citation: cite(known, row.citation), logged: row.logged }));
}

/** The newest complete list of an instrument among those that were entered by the end of a day, or ever. */
export function completeListBy(
  tx: Read,
  instrument: InstrumentId,
  day: Day | undefined,
): CompleteList | undefined {
  const row = tx.first<Stored<{ as_at: PartialDate }>>(
    `SELECT c.as_at, c.citation FROM complete_list c JOIN audit a ON a.seq = c.entry
     WHERE c.instrument = ?1 AND (?2 IS NULL OR substr(a.at, 1, 10) <= ?2) ORDER BY c.as_at DESC, c.id DESC LIMIT 1`,
    instrument,
    day ?? null,
  );
  return row && { instrument, asAt: row.as_at, citation: cite(citations(tx), row.citation) };
}

/**
 * Enters an earlier row again, as one change.
 * @throws Problem `restore-unknown`, `restore-held`, `restore-current`
 */
export function restoreStatus(
  record: Record,
  of: { readonly state: Iso3; readonly instrument: InstrumentId; readonly row: number },
  change: { readonly actor: string; readonly reason: string; readonly at: string },
): void {
  const all = record.read((tx) => loggedStatus(tx, of.state, of.instrument));
  const wanted = all.find(({ logged }) => logged.row === of.row);
  if (!wanted) throw new Problem('restore-unknown');
  if (wanted.logged.sourceKept === 'in confidence') throw new Problem('restore-held');
  const rows = restoring(all, wanted);
  if (rows.length === 0) throw new Problem('restore-current');
  record.command({ kind: 'restoration', ...change, citation: wanted.citation.title }, (tx) => {
    for (const row of rows) enterStatus(tx, row);
  });
}
