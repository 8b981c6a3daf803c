/**
 * The facts on commitments that ship with Plumbline, brought into the record as any import is: by a command,
 * with citations, as new rows.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const hash = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const loaded = record.read((tx) =>
    tx.first<{ hash: string }>(
      "SELECT hash FROM reference_content WHERE part = 'commitments' ORDER BY id DESC LIMIT 1",
    ),
  );
  if (loaded?.hash === hash) return 0;
  return record.command(
    {
      kind: 'reference',
      actor: 'reference data',
      reason: `Facts on commitments, version ${hash.slice(0, 12)}`,
      citation: `reference/commitments, sha256 ${hash}`,
      at,
    },
    (tx) => {
      const added = loadRows(tx, files);
      tx.insert('reference_content', { part: 'commitments', hash });
      return added;
    },
  ).result;
}
