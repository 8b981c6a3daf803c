/**
 * Alerts: what a person watches, and how they hear of it. Types and pure rules. What somebody watches says much about
 * them, so it is nobody's but theirs: no page shows it to others, and the audit log does not hold it.
 */
import { z } from 'zod';
import { type Account, type AccountId, mayWith } from '../accounts/model.ts';
import { Problem } from '../core/problem.ts';
import { type Iso3, resolveState } from '../core/state.ts';
import { languages } from '../core/text.ts';
import { writtenParts } from '../platform/rights.ts';

export const mails = ['none', 'daily', 'weekly'] as const;

/** "counts": nothing but how many items are new and where to sign in, for people whose letters others may read. */
export const wordings = ['full', 'counts'] as const;

const listOf = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z.string().max(4000).transform(split).pipe(z.array(item).max(300));

/**
 * What a form or a row says of a subscription. Lists have semicolons between their items, and an empty one narrows
 * nothing. Themes narrow recommendations and what became of them, points narrow law.
 */
export const wantedSchema = z.object({
  name: z.string().trim().min(1).max(100),
  states: z
    .string()
    .max(4000)
    .transform((text) => (/^\s*(all\s*)?$/i.test(text) ? ('all' as const) : [...new Set(statesIn(text))])),
  parts: listOf(z.enum(writtenParts)),
  themes: listOf(z.string()),
  points: listOf(z.string()),
  mail: z.enum(mails),
  wording: z.enum(wordings),
  language: z.enum(languages),
});

export type Wanted = z.output<typeof wantedSchema>;

export interface Subscription extends Wanted {
  readonly id: number;
  readonly account: AccountId;
  /** The last entry of the audit log that its owner has seen. */
  readonly seen: number;
  /** Since when there is a private address; absent where there is none. */
  readonly addressSince?: string;
}

/** A webhook is called by this server, so only people who are trusted with the record set one. */
export function mayHaveWebhook(account: Account): boolean {
  return mayWith(account, { kind: 'role', role: 'editor', states: 'any' });
}

const labels: { readonly [name: string]: string } = {
  name: 'give it a name of at most 100 letters',
  parts: `a part is one of ${writtenParts.join(', ')}`,
};

/**
 * A subscription as a form gives it.
 * @throws Problem `alert-invalid`, `state-unknown`
 */
export function wantedFrom(fields: { readonly [name: string]: string | undefined }): Wanted {
  const read = wantedSchema.safeParse({
    states: '',
    parts: '',
    themes: '',
    points: '',
    mail: 'none',
    wording: 'full',
    ...fields,
  });
  if (read.success) return read.data;
  const field = String(read.error.issues[0]?.path[0] ?? '');
  throw new Problem('alert-invalid', { detail: labels[field] ?? `“${field}” cannot be taken` });
}

/** A subscription as it is stored and shown in fields. */
export function written(wanted: Wanted): { readonly [K in keyof Wanted]: string } {
  const { states, parts, themes, points, ...rest } = wanted;
  return {
    ...rest,
    states: states === 'all' ? 'all' : states.join(' '),
    parts: parts.join('; '),
    themes: themes.join('; '),
    points: points.join('; '),
  };
}

function split(text: string): string[] {
  return [...new Set(text.split(/[;,\n]+/).map((item) => item.trim()))].filter((item) => item !== '');
}

/** States by their codes, or by their names with semicolons between them. */
function statesIn(text: string): Iso3[] {
  return split(text).flatMap((item) =>
    /^[a-z]{3}(\s+[a-z]{3})*$/i.test(item)
      ? item.split(/\s+/).map((code) => resolveState(code.toUpperCase()))
      : [resolveState(item)],
  );
}
