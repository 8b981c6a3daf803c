/** What releases keep in a vault: drafts, ledger, keys and budget, each a section of JSON under encryption. */
import type { z } from 'zod';
import { Problem } from '../../core/problem.ts';

/** A vault as far as releases need it. */
export interface Sections {
  section(name: string): Uint8Array | undefined;
  /** Writes all of these at once, or none. */
  save(changes: { readonly sections: Readonly<Record<string, Uint8Array>> }): void;
}

/** @throws Problem `vault-section-invalid`: the container is sound, so another version of the program wrote it */
export function readSection<T>(from: Sections, name: string, schema: z.ZodType<T>): T | undefined {
  const bytes = from.section(name);
  if (!bytes) return undefined;
  const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!parsed.success) throw new Problem('vault-section-invalid', { section: name });
  return parsed.data;
}

export function asSection(content: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(content));
}
