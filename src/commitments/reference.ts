/**
 * The facts on commitments that ship with Plumbline, brought into the record as any import is: by a command,
 * with citations, as new rows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadShipped } from '../evidence/store/shipped.ts';
import type { Record } from '../platform/record.ts';
import { fileNames, type Files, loadRows } from './reference-rows.ts';

/**
 * Brings the shipped facts into the record. The same content twice adds nothing and costs one reading of
 * the files; changed content adds the rows that changed.
 * @param folder the folder `reference/commitments`
 * @returns the number of rows added
 */
export function loadReference(
  record: Record,
  { folder, at }: { readonly folder: string; readonly at: string },
): number {
  const files = Object.fromEntries(
    fileNames.map((name) => [name, readFileSync(join(folder, `${name}.csv`), 'utf8')]),
  ) as Files;
  return loadShipped(
    record,
    { part: 'commitments', what: 'Facts on commitments', folder: 'commitments', content: files },
    at,
    (tx) => loadRows(tx, files),
  );
}
