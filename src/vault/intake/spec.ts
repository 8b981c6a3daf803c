/** spec.json: what a person asks for when a table is to be protected. */
import { basename } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import type { Knowledge } from '../../disclosure/model.ts';
import { bytesOf } from './rows.ts';

const codes = z.record(z.string(), z.string());

/** Who the table is protected against, and what is kept small. */
const common = {
  instance: z.string().optional(),
  zeros: z.enum(['published', 'withholdable', 'structural']).optional(),
  insider: z.enum(['contributor', 'none', 'organisation']).optional(),
  cost: z.enum(['cells', 'sum', 'information']).optional(),
};

/** The threshold where a spec says none. */
const defaultThreshold = 10;

const tableSpec = z.strictObject({
  ...common,
  dims: z.array(z.string().min(1)).min(1),
  k: z.int().min(1).default(defaultThreshold),
  tables: z.array(z.array(z.string())).min(1),
  cardinality: z.record(z.string(), z.int().min(1)).optional(),
  waivers: z.array(z.strictObject({ codes, reason: z.string().trim().min(1) })).optional(),
  published: z.array(z.strictObject({ codes })).optional(),
  groups: z.literal('protected').optional(),
  tags: z.array(z.string()).optional(),
  notStated: z.array(z.string().min(1)).optional(),
  impossible: z.array(z.strictObject({ codes })).optional(),
  weights: z.array(z.strictObject({ codes, weight: z.number().min(0.001).max(1_000) })).optional(),
  magnitudes: z
    .strictObject({
      dominance: z
        .strictObject({ largest: z.int().min(1), percent: z.number().gt(0).lt(100) })
        .exactOptional(),
      pPercent: z.number().gt(0).exactOptional(),
      contributors: z.int().min(1).exactOptional(),
    })
    .refine((rules) => Object.keys(rules).length > 0, 'give dominance, pPercent or contributors')
    .optional(),
});

const plainSpec = z.strictObject(common);

export type TableSpec = z.infer<typeof tableSpec>;
export type PlainSpec = z.infer<typeof plainSpec>;

/** Columns of our own files, which a dimension may not be called. */
const reserved = [
  'freq',
  'value',
  'status',
  'primary',
  'suppressed',
  'organisation',
  'min',
  'max',
  'exact',
] as const;

/** @throws Problem `file-missing`, `spec-invalid` */
export function readTableSpec(path: string): TableSpec {
  const file = basename(path);
  const spec = read(path, tableSpec);
  const refuse = (detail: string) => new Problem('spec-invalid', { detail }, { file });
  const twice = spec.dims.find((name, at) => spec.dims.indexOf(name) < at);
  if (twice !== undefined) throw refuse(`dims names “${twice}” twice`);
  const taken = reserved.find((name) => spec.dims.includes(name));
  if (taken !== undefined)
    throw refuse(`a dimension cannot be called “${taken}”, which is a column of our own`);
  const named = [
    ...spec.tables.map((names) => ['tables', names] as const),
    ['tags', spec.tags ?? []] as const,
    ...(['waivers', 'published', 'impossible', 'weights'] as const).flatMap((key) =>
      (spec[key] ?? []).map((entry) => [key, Object.keys(entry.codes)] as const),
    ),
    ['cardinality', Object.keys(spec.cardinality ?? {})] as const,
  ];
  for (const [key, names] of named) {
    const unknown = names.find((name) => !spec.dims.includes(name));
    if (unknown !== undefined)
      throw refuse(`${key} names “${unknown}”, which is not among dims (${spec.dims.join(', ')})`);
  }
  if (spec.magnitudes && (spec.tags || spec.groups))
    throw refuse('magnitudes are amounts, not persons; leave out tags and groups');
  // Counts of persons have a threshold; amounts have rules of their own.
  return spec.magnitudes ? { ...spec, k: 1 } : spec;
}

/** @throws Problem `file-missing`, `spec-invalid` */
export function readPlainSpec(path: string): PlainSpec {
  return read(path, plainSpec);
}

/**
 * The reader that a spec asks for; where it says nothing, the strong one. That contributors know their own amount
 * is in the rules for magnitudes already.
 */
export function knowledgeOf({ zeros, insider, magnitudes }: PlainSpec & Partial<TableSpec>): Knowledge {
  return { zeros: zeros ?? 'published', insider: insider ?? (magnitudes ? 'none' : 'contributor') };
}

function read<T>(path: string, schema: z.ZodType<T>): T {
  const file = basename(path);
  const refuse = (detail: string) => new Problem('spec-invalid', { detail }, { file });
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytesOf(path)));
  } catch (error) {
    throw error instanceof Problem ? error : refuse(`it is not JSON (${(error as Error).message})`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => {
    const where = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return `the key “${issue.keys.join('”, “')}”${where === '' ? '' : ` in ${where}`} is not known`;
    return `${where === '' ? 'the whole' : where}: ${issue.message}`;
  });
  throw refuse(sentences.slice(0, 5).join('; '));
}
