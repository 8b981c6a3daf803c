/** The SQL of proposals. A proposal and what became of it are rows that stay. */
import type { Iso3 } from '../../core/state.ts';
import { Problem } from '../../core/problem.ts';
import type { Read, Write } from '../../platform/record.ts';
import type { WrittenPart } from '../../platform/rights.ts';
import type { Account, AccountId } from '../model.ts';
import {
  type ChangeKind,
  type Decision,
  mayReview,
  maySee,
  type Proposal,
  type Verdict,
} from '../proposal.ts';

interface ProposalRow {
  readonly id: number;
  readonly kind: ChangeKind;
  readonly part: WrittenPart;
  readonly states: Iso3 | 'all';
  readonly fields: string;
  readonly author: AccountId;
  readonly by: string;
  readonly at: string;
  readonly verdict: Verdict | null;
  readonly decided_by: string | null;
  readonly note: string | null;
  readonly decided_at: string | null;
}

/** The proposals that an account may see, the newest first. */
export function proposals(tx: Read, seenBy: Account): Proposal[] {
  return tx
    .all<ProposalRow>(
      `SELECT p.id, p.kind, p.part, p.states, p.fields, p.author, a.actor AS by, a.at,
         d.verdict, e.actor AS decided_by, d.note, e.at AS decided_at
       FROM proposal p JOIN audit a ON a.seq = p.entry
         LEFT JOIN proposal_decision d ON d.proposal = p.id LEFT JOIN audit e ON e.seq = d.entry
       ORDER BY p.id DESC`,
    )
    .map((row): Proposal => ({
      id: row.id,
      kind: row.kind,
      part: row.part,
      states: row.states,
      fields: JSON.parse(row.fields) as Proposal['fields'],
      author: row.author,
      by: row.by,
      at: row.at,
      ...(row.verdict
        ? {
            decision: {
              verdict: row.verdict,
              by: row.decided_by ?? '',
              note: row.note ?? '',
              at: row.decided_at ?? '',
            } satisfies Decision,
          }
        : {}),
    }))
    .filter((proposal) => maySee(seenBy, proposal));
}

/** @throws Problem `not-found`, also for a proposal that the account may not see */
export function proposal(tx: Read, seenBy: Account, id: number): Proposal {
  const found = proposals(tx, seenBy).find((each) => each.id === id);
  if (!found) throw new Problem('not-found', { what: `/review/${id}` });
  return found;
}

/** @returns the number of the proposal */
export function propose(
  tx: Write,
  of: Pick<Proposal, 'kind' | 'part' | 'states' | 'fields' | 'author'>,
): number {
  return tx.insert('proposal', { ...of, fields: JSON.stringify(of.fields) });
}

/**
 * Notes what became of a proposal. Accepting does not change the record by itself; whoever calls does both.
 * @throws Problem `proposal-decided`, `not-allowed`
 */
export function decide(
  tx: Write,
  by: Account,
  of: Proposal,
  { verdict, note }: Pick<Decision, 'verdict' | 'note'>,
): void {
  if (tx.first('SELECT 1 FROM proposal_decision WHERE proposal = ?', of.id))
    throw new Problem('proposal-decided');
  if (verdict === 'withdrawn' ? by.id !== of.author : !mayReview(by, of)) throw new Problem('not-allowed');
  tx.insert('proposal_decision', { proposal: of.id, verdict, note });
}
