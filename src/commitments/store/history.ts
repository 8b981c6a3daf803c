/** Every row on a State and an instrument that was ever entered. */
import type { Day, PartialDate } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import { citations } from '../../evidence/store.ts';
import { loggedRows } from '../../evidence/store/history.ts';
import type { Read } from '../../platform/record.ts';
import type { LoggedStatus } from '../history.ts';
import type { CompleteList, InstrumentId } from '../model.ts';
import { type StatusColumns, statusFrom } from '../store.ts';
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

/** The newest complete list of an instrument among those that were entered by the end of a day. */
export function completeListBy(tx: Read, instrument: InstrumentId, day: Day): CompleteList | undefined {
  const row = tx.first<Stored<{ as_at: PartialDate }>>(
    `SELECT c.as_at, c.citation FROM complete_list c JOIN audit a ON a.seq = c.entry
     WHERE c.instrument = ? AND substr(a.at, 1, 10) <= ? ORDER BY c.as_at DESC, c.id DESC LIMIT 1`,
    instrument,
    day,
  );
  return row && { instrument, asAt: row.as_at, citation: cite(citations(tx), row.citation) };
}
