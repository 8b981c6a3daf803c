/** Every entry on a demand that was ever entered, and the fields by which one of them is entered again. */
import type { Iso3 } from '../../core/state.ts';
import { citations, type StoredCitation } from '../../evidence/store.ts';
import { loggedRows } from '../../evidence/store/history.ts';
import type { Read } from '../../platform/record.ts';
import type { DemandKey } from '../demand.ts';
import type { FollowUp, Receipt } from '../follow-up.ts';
import type { LoggedFollowUp } from '../follow-up-history.ts';

interface FollowUpColumns extends Omit<FollowUp, 'receipt'> {
  readonly citation: number;
}

/** In the order of entry. */
export function loggedFollowUps(tx: Read, iso3: Iso3, demands: readonly DemandKey[]): LoggedFollowUp[] {
  const known = citations(tx);
  return loggedRows<FollowUpColumns>(
    tx,
    { table: 'follow_up', where: 'r.state = ? AND r.demand IN (SELECT value FROM json_each(?))' },
    iso3,
    JSON.stringify(demands),
  ).map(({ state, demand, ledger, status, said, date, citation, logged }) => {
    const receipt = known.get(citation);
    if (!receipt) throw new Error(`citation ${citation} is not in the record`);
    return {
      state,
      demand,
      ledger,
      status,
      said,
      date,
      receipt: receipt as StoredCitation & Receipt,
      logged,
    };
  });
}
