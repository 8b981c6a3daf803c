/** Facts that ship with Plumbline come into the record as any import does: by a command, and once. */
import { createHash } from 'node:crypto';
import type { Record, Write } from '../../platform/record.ts';

export interface Shipped {
  /** Under which name the record notes what was loaded last. */
  readonly part: string;
  /** What the facts are, for the audit log: "Figures". */
  readonly what: string;
  /** The folder below `reference`. */
  readonly folder: string;
  /** Whatever holds the content of the files; the same content has the same JSON. */
  readonly content: unknown;
}

/**
 * Loads shipped facts unless the same content was loaded last.
 * @param load enters them, and returns the number of rows added
 */
export function loadShipped(
  record: Record,
  { part, what, folder, content }: Shipped,
  at: string,
  load: (tx: Write) => number,
): number {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const loaded = record.read((tx) =>
    tx.first<{ hash: string }>(
      'SELECT hash FROM reference_content WHERE part = ? ORDER BY id DESC LIMIT 1',
      part,
    ),
  );
  if (loaded?.hash === hash) return 0;
  return record.command(
    {
      kind: 'reference',
      actor: 'reference data',
      reason: `${what}, version ${hash.slice(0, 12)}`,
      citation: `reference/${folder}, sha256 ${hash}`,
      at,
    },
    (tx) => {
      const added = load(tx);
      tx.insert('reference_content', { part, hash });
      return added;
    },
  ).result;
}
