/**
 * The audit log: one entry for every change, each holding the hash of the one before, and a digest of the
 * rows it wrote. Pure rules; the record (record.ts) stores them.
 */
import { createHash } from 'node:crypto';

/** The rows one entry wrote to one table: how many, and the SHA-256 over them in order. */
export interface TableChange {
  readonly rows: number;
  readonly digest: string;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  readonly reason: string;
  readonly citation: string;
  readonly changes: { readonly [table: string]: TableChange };
  /** Hash of the entry before; empty for the first. */
  readonly previous: string;
  readonly hash: string;
}

export type Finding =
  | { readonly what: 'altered entry'; readonly seq: number }
  | { readonly what: 'missing entry'; readonly seq: number }
  | { readonly what: 'entry out of order'; readonly seq: number }
  | { readonly what: 'altered rows'; readonly seq: number; readonly table: string }
  | { readonly what: 'other end than recorded'; readonly seq: number };

/** SHA-256 over the entry's content and the hash before it. The number of the entry is its place in the chain. */
export function hashEntry(entry: Omit<AuditEntry, 'seq' | 'hash'>): string {
  const { at, actor, kind, reason, citation, changes, previous } = entry;
  return sha256(JSON.stringify([previous, at, actor, kind, reason, citation, canonical(changes)]));
}

/** Running digest of rows. A column without a value does not count, so a later migration may add columns. */
export function rowDigest(): {
  add(row: { readonly [column: string]: unknown }): void;
  change(): TableChange;
} {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(row) {
      rows += 1;
      hash.update(JSON.stringify(canonical(row)));
      hash.update('\n');
    },
    change: () => ({ rows, digest: hash.digest('hex') }),
  };
}

/**
 * Checks the chain and the rows against it.
 * @param entries in the order of their numbers
 * @param head number and hash of the last entry as recorded apart from the log
 * @param rowsNow digest of each table's rows as they are now, by entry
 */
export function verifyChain(
  entries: readonly AuditEntry[],
  head: { readonly seq: number; readonly hash: string },
  rowsNow: ReadonlyMap<number, AuditEntry['changes']>,
): Finding[] {
  const findings: Finding[] = [];
  let before = '';
  let expected = 1;
  for (const entry of entries) {
    for (; expected < entry.seq; expected += 1) findings.push({ what: 'missing entry', seq: expected });
    expected = entry.seq + 1;
    if (hashEntry(entry) !== entry.hash) findings.push({ what: 'altered entry', seq: entry.seq });
    else if (entry.previous !== before) findings.push({ what: 'entry out of order', seq: entry.seq });
    before = entry.hash;
  }
  for (; expected <= head.seq; expected += 1) findings.push({ what: 'missing entry', seq: expected });
  const last = entries.at(-1);
  if ((last?.seq ?? 0) !== head.seq || before !== head.hash) {
    findings.push({ what: 'other end than recorded', seq: head.seq });
  }
  findings.push(...alteredRows(entries, rowsNow));
  return findings;
}

function alteredRows(
  entries: readonly AuditEntry[],
  now: ReadonlyMap<number, AuditEntry['changes']>,
): Finding[] {
  const findings: Finding[] = [];
  const known = new Map(entries.map((entry) => [entry.seq, entry.changes]));
  for (const seq of new Set([...known.keys(), ...now.keys()])) {
    const then = known.get(seq) ?? {};
    const today = now.get(seq) ?? {};
    for (const table of new Set([...Object.keys(then), ...Object.keys(today)])) {
      if (then[table]?.digest !== today[table]?.digest || then[table]?.rows !== today[table]?.rows) {
        findings.push({ what: 'altered rows', seq, table });
      }
    }
  }
  return findings;
}

/** Keys in order, values without nulls: the same content always gives the same text. */
export function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
