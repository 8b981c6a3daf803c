/** Certificates and the files they speak of, read again and checked. */
import { basename } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import {
  isSlack,
  readers,
  tableProblem,
  type Cell,
  type Certificate,
  type Pattern,
  type Relation,
} from '../../disclosure/model.ts';
import { primarySuppression } from '../../disclosure/primary.ts';
import { verify } from '../../disclosure/verify.ts';
import { hashOf } from '../../platform/files.ts';
import { certificateFormat, protectedCsv } from '../formats.ts';
import type { Request } from '../model.ts';
import { bytesOf } from './rows.ts';

const place = z.int().min(0);
const pairs = z.array(z.int()).refine(({ length }) => length % 2 === 0, 'give pairs');

const certificate = z.strictObject({
  format: z.literal(certificateFormat),
  version: z.literal(1),
  secret: z.string(),
  columns: z.array(z.string()).min(1),
  amount: z.enum(['freq', 'value']),
  decimals: z.int().min(0).max(16),
  knowledge: z.strictObject({
    zeros: z.enum(['published', 'withholdable', 'structural']),
    insider: z.enum(['none', 'contributor', 'organisation']),
  }),
  rules: z
    .strictObject({
      primary: z.strictObject({
        threshold: place,
        groups: z.literal('protected').exactOptional(),
        contributors: place.exactOptional(),
        dominance: z.strictObject({ largest: place, percent: z.number() }).exactOptional(),
        pPercent: z.number().exactOptional(),
      }),
      waivers: z.array(z.strictObject({ cell: place, reason: z.string() })),
    })
    .exactOptional(),
  protected: z.string(),
  cells: z.array(
    z.tuple([
      z.array(z.string()),
      place,
      z.enum(['published', 'primary', 'secondary']),
      z.enum(['structural', 'others', 'surplus', 'combination']).optional(),
    ]),
  ),
  relations: z.array(z.array(z.int()).refine(({ length }) => length % 2 === 1, 'give a constant and pairs')),
  holdings: z.array(z.tuple([z.string(), pairs])),
  sensitive: z.array(
    z.tuple([
      place,
      z.enum(['small', 'zero', 'group', 'contributors', 'dominance', 'p-percent']),
      place,
      place,
      place,
    ]),
  ),
  witnesses: z.array(pairs),
  proofs: z.array(z.tuple([z.string(), place, place, place])),
});

/** A release with its proof, as the certificate tells it. */
export interface Proven {
  readonly request: Request;
  readonly pattern: Pattern;
  readonly certificate: Certificate;
  /** SHA-256 of the file of readers. */
  readonly sha256: string;
}

/** @throws Problem `file-missing`, `certificate-invalid`, `table-value-invalid`, `table-not-additive` and the like */
export function readCertificate(path: string): Proven {
  const file = basename(path);
  const refuse = (detail: string) => new Problem('certificate-invalid', { detail }, { file });
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytesOf(path)));
  } catch (error) {
    throw error instanceof Problem ? error : refuse('it is not JSON');
  }
  const parsed = certificate.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { data } = parsed;
  const cells = data.cells.map(([label, value, , kind]): Cell => ({
    code: label.join(' × '),
    value,
    ...(kind && { kind }),
  }));
  const holdings = data.holdings.map(([organisation, counts]) => ({
    organisation,
    counts: inPairs(counts),
  }));
  try {
    return {
      request: {
        layout: {
          columns: data.columns,
          amount: data.amount,
          decimals: data.decimals,
          labels: data.cells.flatMap(([label], at) => (isSlack(cells[at] ?? {}) ? [] : [label])),
        },
        problem: tableProblem(cells, data.relations.map(relationOf), holdings),
        sensitive: data.sensitive.map(([cell, reason, lower, upper, sliding]) => ({
          cell,
          reason,
          protection: { lower, upper, sliding },
        })),
        ...(data.rules ? { rules: data.rules } : {}),
        knowledge: data.knowledge,
        cost: 'cells',
        notes: [],
      },
      pattern: data.cells.map(([, , state]) => state),
      certificate: {
        witnesses: data.witnesses.map((differences) => ({
          cells: inPairs(differences).map(([cell]) => cell),
          by: inPairs(differences).map(([, by]) => by),
        })),
        proofs: data.proofs.map(([reader, cell, low, high]) => ({ reader, cell, low, high })),
      },
      sha256: data.protected,
    };
  } catch (error) {
    throw error instanceof Problem ? error.at({ file }) : error;
  }
}

/**
 * What is wrong with a release, a sentence each: cells that its own rules call sensitive and that the certificate
 * leaves out, proofs that do not hold, and a file of readers that is not the one proven.
 */
export function faultsOf(
  { request, pattern, certificate, sha256 }: Proven,
  released?: { readonly path: string },
): string[] {
  const { problem, sensitive, rules, knowledge, layout } = request;
  const faults = verify(problem, pattern, sensitive, readers(problem, knowledge), certificate);
  const protections = new Map(sensitive.map(({ cell, protection }) => [cell, protection]));
  const due = rules ? primarySuppression(problem, rules.primary, knowledge, rules.waivers) : [];
  for (const { cell, protection } of due) {
    const given = protections.get(cell);
    const isWhole =
      given !== undefined &&
      given.lower >= protection.lower &&
      given.upper >= protection.upper &&
      given.sliding >= protection.sliding;
    if (!isWhole) faults.push(`${problem.cells[cell]?.code ?? cell}: its protection is left out.`);
  }
  const values = problem.cells.map(({ value }) => value);
  if (hashOf(protectedCsv(layout, values, pattern)) !== sha256)
    faults.push('The certificate was made for another file: its SHA-256 is not that of these cells.');
  if (released) {
    const difference = firstDifference(
      [...protectedCsv(layout, values, pattern)].join(''),
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesOf(released.path)),
    );
    if (difference !== undefined)
      faults.push(
        `${basename(released.path)} is not the file that was proven; it differs from row ${difference} on.`,
      );
  }
  return faults;
}

/** The first line, counted from 1, in which two texts differ. */
function firstDifference(proven: string, given: string): number | undefined {
  if (proven === given) return undefined;
  const theirs = given.split('\n');
  const at = proven.split('\n').findIndex((line, row) => line !== theirs[row]);
  return (at < 0 ? proven.split('\n').length : at) + 1;
}

function relationOf([constant = NaN, ...terms]: readonly number[]): Relation {
  const all = inPairs(terms);
  return {
    cells: all.map(([cell]) => cell),
    coefficients: all.map(([, coefficient]) => coefficient),
    constant,
  };
}

function inPairs(flat: readonly number[]): (readonly [number, number])[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? NaN, flat[2 * i + 1] ?? NaN]);
}
