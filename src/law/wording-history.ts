/** The history of the wordings of a law in the record: what was entered of each, and corrected. */
import { changeOf, type EnteredRow, type Logged } from '../platform/history.ts';
import type { Provision } from './model.ts';

/** A row on a wording with what the audit log says of it. */
export interface LoggedProvision extends Provision, Logged {
  readonly citation: Provision['citation'] & { readonly id: number };
}

/**
 * What became of each row. Another wording of an article is no correction of the one before: each has its own name.
 * @param rows on the wordings of one law, in the order of entry
 */
export function wordingHistory(rows: readonly LoggedProvision[]): EnteredRow<LoggedProvision>[] {
  return rows.map((row, at) => ({
    ...row.logged,
    value: row,
    source: row.citation,
    change: changeOf(row, rows.slice(0, at).filter(sameWording(row)), saysSame),
    place: rows.slice(at + 1).some(sameWording(row)) ? 'replaced' : 'in use',
  }));
}

function sameWording({ id }: LoggedProvision): (other: LoggedProvision) => boolean {
  return (other) => other.id === id;
}

const compared = ['article', 'text', 'textIs', 'from', 'to', 'ended', 'enacted', 'by'] as const;

function saysSame(a: LoggedProvision, b: LoggedProvision): boolean {
  return compared.every((field) => a[field] === b[field]) && a.citation.id === b.citation.id;
}
