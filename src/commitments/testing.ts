/** What tests of commitments share: a record of their own with the shipped facts in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations as accounts } from '../accounts/store.ts';
import { migrations as evidence } from '../evidence/store.ts';
import { productFolder } from '../platform/product.ts';
import { Record } from '../platform/record.ts';
import { migrations as translations } from '../translations/store.ts';
import { loadReference } from './reference.ts';
import { migrations } from './store.ts';

export const referenceFolder = join(productFolder(), 'reference', 'commitments');
export const at = '2026-06-01T08:00:00Z';

/** An empty record in a folder of its own. */
export function emptyRecord(): Record {
  return Record.open(
    mkdtempSync(join(tmpdir(), 'plumbline-')),
    [...accounts, ...evidence, ...translations, ...migrations].toSorted((a, b) => a.number - b.number),
  );
}

/** A record with the shipped facts. */
export function referenceRecord(): Record {
  const record = emptyRecord();
  loadReference(record, { folder: referenceFolder, at });
  return record;
}

export function closeAndRemove(record: Record): void {
  record.close();
  rmSync(record.folder, { recursive: true });
}
