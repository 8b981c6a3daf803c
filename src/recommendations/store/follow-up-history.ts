/** Every entry on a demand that was ever entered, and the fields by which one of them is entered again. */
import { Problem } from '../../core/problem.ts';
import type { Iso3 } from '../../core/state.ts';
import { citations, type StoredCitation } from '../../evidence/store.ts';
import { loggedRows } from '../../evidence/store/history.ts';
import type { Read } from '../../platform/record.ts';
import type { DemandKey } from '../demand.ts';
import type { FollowUp, Receipt } from '../follow-up.ts';
import { isReplaced, type LoggedFollowUp } from '../follow-up-history.ts';

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

/**
 * The fields of a form that would enter an earlier entry of a State again.
 * @throws Problem `restore-unknown`, `restore-held`, `restore-current`
 */
export function fieldsAgain(tx: Read, iso3: Iso3, row: number): { readonly [name: string]: string } {
  const found = tx.first<{ demand: DemandKey }>(
    'SELECT demand FROM follow_up WHERE state = ? AND id = ?',
    iso3,
    row,
  );
  const all = found ? loggedFollowUps(tx, iso3, [found.demand]) : [];
  const wanted = all.find(({ logged }) => logged.row === row);
  if (!wanted) throw new Problem('restore-unknown');
  if (wanted.logged.sourceKept === 'in confidence') throw new Problem('restore-held');
  if (!isReplaced(all, wanted)) throw new Problem('restore-current');
  const { state, demand, ledger, status, said, date, receipt } = wanted;
  const { title: source, place, address = '' } = receipt;
  return { state, demand, ledger, status, said, date, source, place, address, kept: 'open' };
}
