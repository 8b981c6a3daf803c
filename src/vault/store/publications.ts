/** Publications and drafts as JSON, and back. */
import { z } from 'zod';
import type { Certificate } from '../../disclosure/model.ts';
import { keptPlanSchema } from '../plan.ts';
import type { Draft } from '../draft.ts';
import type { Publication } from '../ledger.ts';
import { asSection, readSection, type Sections } from './sections.ts';

const number = z.number();
const cell = z.strictObject({
  code: z.string(),
  value: z.int().min(0),
  kind: z.enum(['structural', 'others', 'surplus', 'room', 'combination']).exactOptional(),
  weight: number.exactOptional(),
});

const publication = {
  name: z.string(),
  plan: keptPlanSchema,
  problem: z.strictObject({
    cells: z.array(cell),
    relations: z.array(
      z.strictObject({ cells: z.array(z.int()), coefficients: z.array(z.int()), constant: z.int() }),
    ),
    holdings: z.array(
      z.strictObject({ organisation: z.string(), counts: z.array(z.tuple([z.int(), z.int().min(0)])) }),
    ),
  }),
  published: z.array(number.nullable().transform((shown) => shown ?? undefined)),
};

export const publicationSchema = z.strictObject(publication);

const deviation = z.strictObject({ cells: z.array(z.int()), by: z.array(z.int()) });

const draftSchema = z.strictObject({
  ...publication,
  standardErrors: z.array(number).exactOptional(),
  proof: z
    .strictObject({
      pattern: z.array(z.enum(['published', 'primary', 'secondary'])),
      certificate: z.strictObject({
        witnesses: z.array(deviation),
        proofs: z.array(z.strictObject({ reader: z.string(), cell: z.int(), low: z.int(), high: z.int() })),
      }),
    })
    .exactOptional(),
  ledger: z.string(),
});

const draftsSchema = z.record(z.string(), draftSchema);
const section = 'drafts';

export function publicationJson({ name, plan, problem, published }: Publication) {
  return { name, plan, problem, published: published.map((shown) => shown ?? null) };
}

/** All that a draft rests on, for its section and for the hash in its release. */
export function draftJson(draft: Draft) {
  const { standardErrors, proof, ledger } = draft;
  return {
    ...publicationJson(draft),
    ...(standardErrors ? { standardErrors } : {}),
    ...(proof ? { proof: { pattern: proof.pattern, certificate: certificateJson(proof.certificate) } } : {}),
    ledger,
  };
}

function certificateJson({ witnesses, proofs }: Certificate) {
  return {
    witnesses: witnesses.map(({ cells, by }) => ({ cells: Array.from(cells), by: Array.from(by) })),
    proofs,
  };
}

export function readDrafts(from: Sections): Readonly<Record<string, Draft>> {
  return readSection(from, section, draftsSchema) ?? {};
}

export function withDraft(from: Sections, draft: Draft): readonly [string, Uint8Array] {
  const all = { ...readDrafts(from), [draft.name]: draft };
  return [
    section,
    asSection(Object.fromEntries(Object.entries(all).map(([name, one]) => [name, draftJson(one)]))),
  ];
}
