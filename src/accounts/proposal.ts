/**
 * Proposals: changes of contributors, which wait until a reviewer accepts them. What is proposed is no statement of
 * the record: no page of a State, no file and no figure holds it before it is accepted.
 */
import type { Iso3 } from '../core/state.ts';
import type { WrittenPart } from '../platform/rights.ts';
import { type Account, type AccountId, mayWith } from './model.ts';

/** What became of a proposal; "returned" goes back to its author with a note. */
export const verdicts = ['accepted', 'returned', 'withdrawn'] as const;
export type Verdict = (typeof verdicts)[number];

/** Forms whose changes can be proposed; what each does is told in web/changes.ts. */
export const changeKinds = [
  'follow-up',
  'follow-up action',
  'link of demands',
  'point of a checklist',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface Proposal {
  readonly id: number;
  /** Which form it was typed into. */
  readonly kind: ChangeKind;
  readonly part: WrittenPart;
  readonly states: Iso3 | 'all';
  readonly fields: { readonly [name: string]: string };
  readonly author: AccountId;
  /** The author's name when it was proposed. */
  readonly by: string;
  readonly at: string;
  readonly decision?: Decision;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly by: string;
  readonly note: string;
  readonly at: string;
}

/** Whoever has the right to review its State and part, the author not: two people see every contribution. */
export function mayReview(account: Account, proposal: Proposal): boolean {
  const { part, states } = proposal;
  return account.id !== proposal.author && mayWith(account, { kind: 'role', role: 'reviewer', part, states });
}

/** Authors see their own, reviewers those within their rights. */
export function maySee(account: Account, proposal: Proposal): boolean {
  return account.id === proposal.author || mayReview(account, proposal);
}

/** A field as it is and as it would be. */
export interface Difference {
  readonly field: string;
  readonly now: string;
  readonly proposed: string;
}

/** What a proposal would change of the fields that are known now; fields that stay as they are come last. */
export function differences(now: Proposal['fields'], proposed: Proposal['fields']): Difference[] {
  return Object.entries(proposed)
    .map(([field, value]) => ({ field, now: now[field] ?? '', proposed: value }))
    .filter((each) => each.now !== '' || each.proposed !== '')
    .toSorted((a, b) => Number(a.now === a.proposed) - Number(b.now === b.proposed));
}
