/** Rows of a table with what the audit log says of their entry: all that was ever entered, not the last word alone. */
import type { SQLInputValue } from 'node:sqlite';
import type { Entry, Logged } from '../../platform/history.ts';
import type { Read } from '../../platform/record.ts';

interface LogColumns {
  readonly id: number;
  readonly log_at: string;
  readonly log_actor: string;
  readonly log_reason: string;
  readonly log_kind: string;
  readonly log_reviewed: 0 | 1;
  readonly log_held: 0 | 1;
}

/**
 * The rows in the order of entry, each with its entry.
 * @param table one of ours, with a column `citation`
 * @param where our own SQL over its columns
 */
export function loggedRows<Row extends object>(
  tx: Read,
  { table, where }: { readonly table: 'treaty_status' | 'follow_up' | 'provision'; readonly where: string },
  ...values: SQLInputValue[]
): (Row & Logged)[] {
  return tx
    .all<Row & LogColumns>(
      `SELECT r.*, a.at AS log_at, a.actor AS log_actor, a.reason AS log_reason, a.kind AS log_kind,
         EXISTS (SELECT 1 FROM json_each(a.changes) WHERE key = 'proposal_decision') AS log_reviewed,
         EXISTS (SELECT 1 FROM held_source h WHERE h.stands_for = r.citation) AS log_held
       FROM ${table} r JOIN audit a ON a.seq = r.entry WHERE ${where} ORDER BY r.id`,
      ...values,
    )
    .map((row) => ({ ...row, logged: entryOf(row) }));
}

function entryOf(row: LogColumns): Entry {
  return {
    row: row.id,
    at: row.log_at,
    way: row.log_reviewed ? 'reviewed' : (ways[row.log_kind] ?? 'by hand'),
    why: row.log_reason,
    who: row.log_actor,
    sourceKept: row.log_held ? 'in confidence' : 'open',
  };
}

const ways: { readonly [kind: string]: Entry['way'] } = { reference: 'shipped', import: 'file' };
