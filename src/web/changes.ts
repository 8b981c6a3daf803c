/**
 * Changes from forms: which there are, and whether a change is made at once or waits for a reviewer. Whoever edits a
 * part of a State changes it; a contributor's change becomes a proposal, rehearsed first, so that what would be
 * refused is refused while its author is still there.
 */
import type { Context } from 'hono';
import type { Account } from '../accounts/model.ts';
import type { ChangeKind, Proposal } from '../accounts/proposal.ts';
import { decide, propose } from '../accounts/store/proposals.ts';
import { Problem } from '../core/problem.ts';
import type { Iso3 } from '../core/state.ts';
import { askedChecklist } from '../law/checklist.ts';
import { loadPoint } from '../law/intake/checklist-point.ts';
import { checklists } from '../law/store/checklists.ts';
import type { Read, Record, Recorder } from '../platform/record.ts';
import type { Turns } from '../platform/turns.ts';
import type { WrittenPart } from '../platform/rights.ts';
import {
  addAction,
  addFollowUp,
  followUpActionFields,
  followUpFields,
  sourceTold,
} from '../recommendations/store/follow-up.ts';
import { decideLink } from '../recommendations/store/links.ts';
import type { Fields } from './form.ts';
import type { Gate } from './visitor.ts';

interface Kind {
  readonly part: WrittenPart;
  /** The fields that its form has; what else is sent is left out. */
  readonly fields: readonly string[];
  /** Checks the fields and enters what they say. @throws Problem naming the field */
  readonly add: (
    recorder: Recorder,
    fields: Fields,
    change: { readonly actor: string; readonly reason: string; readonly at: string },
  ) => unknown;
  /** The page that shows what was entered. */
  readonly shownAt: (fields: Fields) => string;
  /** The same fields as the record holds them now; absent where a change adds and replaces nothing. */
  readonly now?: (tx: Read, fields: Fields) => Fields;
}

const kinds: { readonly [K in ChangeKind]: Kind } = {
  'follow-up': {
    part: 'recommendations',
    fields: followUpFields,
    add: addFollowUp,
    shownAt: ({ state = '' }) => `/states/${state}/follow-up`,
  },
  'follow-up action': {
    part: 'recommendations',
    fields: followUpActionFields,
    add: addAction,
    shownAt: ({ state = '' }) => `/states/${state}/follow-up`,
  },
  'link of demands': {
    part: 'recommendations',
    fields: ['state', 'first', 'second', 'verdict', 'note'],
    add: decideLink,
    shownAt: ({ state = '' }) => `/states/${state}/demands/links`,
  },
  'point of a checklist': {
    part: 'law',
    fields: [
      'checklist',
      'point',
      'version',
      'title',
      'publisher',
      'address',
      'origin',
      'group',
      'subject',
      'requirement',
      'yes',
      'partly',
      'no',
      'evidence',
      'status',
      'hooks',
      'verified',
      'source',
    ],
    add: loadPoint,
    shownAt: ({ checklist = '', point = '' }) =>
      `/checklists/${checklist}#point-${encodeURIComponent(point)}`,
    now: (tx, { checklist = '', point = '' }) => {
      const found = askedChecklist(checklists(tx), checklist).points.find((each) => each.point === point);
      const texts = Object.entries(found ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as const] : [],
      );
      return Object.fromEntries(texts);
    },
  },
};

/** Where a proposal keeps the reason; no form of a kind has such a field. */
const reasonField = 'reason';

export interface Changing {
  readonly record: Record;
  readonly now: () => Date;
  readonly gate: Gate;
  readonly turns: Turns;
}

/**
 * Makes a change, or proposes it.
 * @param states the State it is of, or "all"
 * @returns the page of the proposal; undefined where the change was made at once
 * @throws Problem of the kind's own fields; `not-allowed`
 */
export async function enterChange(
  { record, now, gate, turns }: Changing,
  c: Context,
  change: {
    readonly kind: ChangeKind;
    readonly states: Iso3 | 'all';
    readonly fields: Fields;
    /** Why, where the person had to say it: of a row that is entered again. */
    readonly reason?: string;
  },
): Promise<string | undefined> {
  const { kind, states, reason } = change;
  const { part, add, fields: known } = kinds[kind];
  const fields = Object.fromEntries(
    known.flatMap((name) => {
      const value = change.fields[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const may = gate.visitor(c).may(part, states);
  const author = gate.session(c)?.account;
  if (!may || !author) throw new Problem('not-allowed');
  const said = { actor: gate.actor(c), reason: reason ?? 'added by hand', at: now().toISOString() };
  return turns.take(() => {
    if (may === 'directly') {
      add(record, fields, said);
      return undefined;
    }
    add(record.rehearsal(), fields, said);
    const id = record.command(
      { kind: 'proposal', ...said, reason: kind, citation: sourceTold(fields) },
      (tx) =>
        propose(tx, {
          kind,
          part,
          states,
          fields: reason === undefined ? fields : { ...fields, [reasonField]: reason },
          author: author.id,
        }),
    ).result;
    return `/review/${id}`;
  });
}

/**
 * Accepts a proposal: the change and the decision are one entry of the audit log.
 * @throws Problem of the kind's own fields, where the record has changed since; `proposal-decided`, `not-allowed`
 */
export function acceptProposal(
  { record, now }: Changing,
  by: Account,
  proposal: Proposal,
  note: string,
): void {
  const { add } = kinds[proposal.kind];
  const why = proposal.fields[reasonField];
  const said = {
    actor: `${by.name}, proposed by ${proposal.by}`,
    reason: `${why === undefined ? '' : `${why}; `}proposal ${proposal.id} accepted${note && `: ${note}`}`,
    at: now().toISOString(),
  };
  record.command({ kind: proposal.kind, ...said, citation: sourceTold(proposal.fields) }, (tx) => {
    decide(tx, by, proposal, { verdict: 'accepted', note });
    add({ command: (_, work) => ({ result: work(tx), entry: undefined }) }, proposal.fields, said);
  });
}

/** Gives a proposal back, or takes one's own away. @throws Problem `proposal-decided`, `not-allowed` */
export function closeProposal(
  { record, now }: Changing,
  by: Account,
  proposal: Proposal,
  decision: { readonly verdict: 'returned' | 'withdrawn'; readonly note: string },
): void {
  record.command(
    {
      kind: 'proposal',
      actor: by.name,
      reason: `proposal ${proposal.id} ${decision.verdict}`,
      citation: sourceTold(proposal.fields),
      at: now().toISOString(),
    },
    (tx) => decide(tx, by, proposal, decision),
  );
}

/** What the record holds now in the fields of a proposal; nothing where it adds and replaces nothing. */
export function fieldsNow(tx: Read, { kind, fields }: Proposal): Fields {
  return kinds[kind].now?.(tx, fields) ?? {};
}

/** The page that shows what a proposal is about. */
export function pageOf({ kind, fields }: Proposal): string {
  return kinds[kind].shownAt(fields);
}
