/** Every row on the wordings of a law that was ever entered. */
import { citations } from '../../evidence/store.ts';
import { loggedRows } from '../../evidence/store/history.ts';
import type { Read } from '../../platform/record.ts';
import type { LawId } from '../model.ts';
import { of, provisionFrom, type ProvisionRow } from '../store.ts';
import type { LoggedProvision } from '../wording-history.ts';

/** In the order of entry. */
export function loggedProvisions(tx: Read, law: LawId): LoggedProvision[] {
  const cited = citations(tx);
  return loggedRows<ProvisionRow>(tx, { table: 'provision', where: 'r.law = ?' }, law).map((row) => ({
    ...provisionFrom(row, cited),
    citation: of(cited, row.citation),
    logged: row.logged,
  }));
}
