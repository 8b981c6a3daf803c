/** The whole: which parts there are, in their order, and how a record is opened with them. */
import { join } from 'node:path';
import { migrations as accounts } from './accounts/store.ts';
import { migrations as alerts } from './alerts/store.ts';
import { migrations as evidence } from './evidence/store.ts';
import { migrations as commitments } from './commitments/store.ts';
import { loadReference } from './commitments/reference.ts';
import { migrations as law } from './law/store.ts';
import { migrations as recommendations } from './recommendations/store.ts';
import { migrations as checklists } from './law/checklist-tables.ts';
import { migrations as coding } from './law/coding-tables.ts';
import { loadReference as loadChecklists } from './law/reference.ts';
import { loadReference as loadFigures } from './statistics/reference.ts';
import { migrations as statistics } from './statistics/store.ts';
import { migrations as translations } from './translations/store.ts';
import { judgements } from './recommendations/store/judgements.ts';
import { labelIndex } from './recommendations/label-index.ts';
import { textIndex } from './recommendations/text-index.ts';
import { checkClock } from './platform/clock.ts';
import { productFolder } from './platform/product.ts';
import { type Derived, type Migration, type Progress, Record } from './platform/record.ts';

export const migrations: readonly Migration[] = [
  ...evidence,
  ...accounts,
  ...translations,
  ...commitments,
  ...recommendations,
  ...law,
  ...checklists,
  ...coding,
  ...statistics,
  ...alerts,
].toSorted((a, b) => a.number - b.number);

/** What is worked out from the rows of the parts. */
export const derived: readonly Derived[] = [textIndex, labelIndex, judgements];

/**
 * Opens the record of a data folder for writing, up to date and with the shipped reference data in it.
 * @throws Problem as `Record.open`
 */
export function openInstallation(
  folder: string,
  at: string,
  {
    progress,
    clock = 'checked',
  }: { readonly progress?: Progress | undefined; readonly clock?: 'checked' | 'believed' } = {},
): Record {
  const record = Record.open(folder, migrations, derived, progress);
  try {
    if (clock === 'checked') checkClock(record, new Date(at));
    const reference = join(productFolder(), 'reference');
    loadReference(record, { folder: join(reference, 'commitments'), at });
    loadChecklists(record, { folder: join(reference, 'checklists'), at });
    loadFigures(record, { folder: join(reference, 'statistics'), at });
    return record;
  } catch (error) {
    record.close();
    throw error;
  }
}
