/** The whole: which parts there are, in their order, and how a record is opened with them. */
import { join } from 'node:path';
import { migrations as evidence } from './evidence/store.ts';
import { migrations as commitments } from './commitments/store.ts';
import { loadReference } from './commitments/reference.ts';
import { migrations as recommendations } from './recommendations/store.ts';
import { productFolder } from './platform/product.ts';
import { type Migration, Record } from './platform/record.ts';

export const migrations: readonly Migration[] = [...evidence, ...commitments, ...recommendations].toSorted(
  (a, b) => a.number - b.number,
);

/**
 * Opens the record of a data folder for writing, up to date and with the shipped reference data in it.
 * @throws Problem as `Record.open`
 */
export function openInstallation(folder: string, at: string): Record {
  const record = Record.open(folder, migrations);
  try {
    loadReference(record, { folder: join(productFolder(), 'reference', 'commitments'), at });
    return record;
  } catch (error) {
    record.close();
    throw error;
  }
}
