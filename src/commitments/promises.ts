/** The SQL of promises that are no treaties: declarations, plans of action, codes of companies. */
import { z } from 'zod';
import { citationSchema, dateSchema } from '../core/citation.ts';
import { parseDate, type PartialDate } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import { askedState, type Iso3, resolveState } from '../core/state.ts';
import type { Language } from '../core/text.ts';
import { citationId, citations } from '../evidence/store.ts';
import { translatedWords } from '../translations/store.ts';
import type { Read, Write } from '../platform/record.ts';
import { type Commitment, type CommitmentKind, commitmentKinds } from './model.ts';
import { cite, enter, lastRows, present, type Stored } from './tables.ts';

const text = z.string().trim().min(1);

/** A commitment as a person or a file hands it in. Every part of it carries its own citation. */
export const commitmentSchema = z.object({
  /** Short and lasting: "BOGOTA-2018". The same id again is a correction. */
  id: z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,63}$/, 'Capital letters, digits and hyphens: BOGOTA-2018.'),
  name: text,
  kind: z.enum(commitmentKinds),
  adopted: dateSchema.optional(),
  adoptedBy: text,
  statement: text,
  citation: citationSchema,
  items: z.array(z.object({ number: z.int().positive(), text, citation: citationSchema })).default([]),
  states: z
    .array(z.object({ state: text, part: z.enum(['takes part', 'absent']), citation: citationSchema }))
    .default([]),
});

/**
 * A commitment from the fields of a form or the options of a command; the document that says so stands for
 * all of it, and is unverified until somebody has checked it.
 * @throws Problem `date-invalid`, `state-unknown`
 */
export function commitmentFromFields(fields: {
  readonly [name: string]: string | undefined;
}): z.input<typeof commitmentSchema> {
  const field = (name: string) => fields[name]?.trim() ?? '';
  const given = (name: string) => (field(name) ? { [name]: field(name) } : {});
  const citation = {
    title: field('source'),
    standing: 'unverified' as const,
    ...given('place'),
    ...given('address'),
  };
  return {
    id: field('id'),
    name: field('name'),
    kind: field('kind') as CommitmentKind,
    adoptedBy: field('by'),
    statement: field('statement'),
    citation,
    ...(field('adopted') ? { adopted: parseDate(field('adopted')) } : {}),
    states: field('states')
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((code) => ({ state: askedState(code).iso3, part: 'takes part' as const, citation })),
  };
}

/**
 * Enters a commitment, or a correction of it under the same id.
 * @returns the number of rows added, 0 when the record says so already
 * @throws Problem `commitment-invalid`; Problem `state-unknown` for a State that is not known
 */
export function addCommitment(tx: Write, input: z.input<typeof commitmentSchema>): number {
  const parsed = commitmentSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Problem('commitment-invalid', {
      field: issue?.path.join('.') ?? '',
      detail: issue?.message ?? '',
    });
  }
  const { id: commitment, name, kind, adopted, adoptedBy, statement, citation, items, states } = parsed.data;
  let added = enter(
    tx,
    'commitment',
    { commitment },
    {
      name,
      kind,
      adopted: adopted ?? null,
      adopted_by: adoptedBy,
      statement,
      citation: citationId(tx, citation),
    },
  );
  for (const item of items) {
    const values = { text: item.text, citation: citationId(tx, item.citation) };
    added += enter(tx, 'commitment_item', { commitment, number: item.number }, values);
  }
  for (const named of states) {
    const values = { part: named.part, citation: citationId(tx, named.citation) };
    added += enter(tx, 'commitment_state', { commitment, state: resolveState(named.state) }, values);
  }
  return added;
}

/** As `commitments`, each under the name that somebody approved in a language; in English where nobody did. */
export function commitmentsIn(
  tx: Read,
  language: Language,
  only: { readonly state?: Iso3 } = {},
): Commitment[] {
  const approved = translatedWords(tx);
  return commitments(tx, only).map((commitment) => {
    const { id, name: en } = commitment;
    const name = { ...approved({ collection: 'commitments', thing: id, field: 'name' }, en), en };
    return { ...commitment, name: name[language] ?? en };
  });
}

interface CommitmentColumns {
  readonly commitment: string;
  readonly name: string;
  readonly kind: CommitmentKind;
  readonly adopted: PartialDate | null;
  readonly adopted_by: string;
  readonly statement: string;
}

/** All commitments, or those in which a source names the State. */
export function commitments(tx: Read, only: { readonly state?: Iso3 } = {}): Commitment[] {
  const known = citations(tx);
  const items = Map.groupBy(
    tx.all<Stored<{ commitment: string; number: number; text: string }>>(
      lastRows('commitment_item', 'commitment, number'),
    ),
    (row) => row.commitment,
  );
  const states = Map.groupBy(
    tx.all<Stored<{ commitment: string; state: Iso3; part: 'takes part' | 'absent' }>>(
      lastRows('commitment_state', 'commitment, state'),
    ),
    (row) => row.commitment,
  );
  return tx
    .all<Stored<CommitmentColumns>>(lastRows('commitment', 'commitment'))
    .map((row) =>
      present<Commitment>({
        id: row.commitment,
        name: row.name,
        kind: row.kind,
        adopted: row.adopted,
        adoptedBy: row.adopted_by,
        statement: row.statement,
        citation: cite(known, row.citation),
        items: (items.get(row.commitment) ?? [])
          .map((item) => ({ number: item.number, text: item.text, citation: cite(known, item.citation) }))
          .toSorted((a, b) => a.number - b.number),
        states: (states.get(row.commitment) ?? []).map(({ state, part, citation }) => ({
          state,
          part,
          citation: cite(known, citation),
        })),
      }),
    )
    .filter(({ states: named }) => !only.state || named.some(({ state }) => state === only.state));
}
