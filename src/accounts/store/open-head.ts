/** How far the record has come for whoever is not signed in. */
import type { Record } from '../../platform/record.ts';

/** Tables of which nothing is shown before somebody signs in. */
const closed = ['account', 'proposal', 'proposal_decision', 'translation_proposal', 'translation_decision'];

/**
 * Hash of the last change of which readers may know. The head of the record would tell them by an ETag that somebody
 * proposed something or got an account, though no page says so.
 */
export function openHead(record: Record): string {
  return record.cached(
    'open head',
    (tx) =>
      tx.first<{ hash: string }>(
        `SELECT hash FROM audit
         WHERE EXISTS (SELECT 1 FROM json_each(changes) WHERE key NOT IN (${closed.map(() => '?').join(', ')}))
         ORDER BY seq DESC LIMIT 1`,
        ...closed,
      )?.hash ?? '',
  );
}
