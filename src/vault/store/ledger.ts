/** The release ledger in a vault: append-only, each entry with the hash of the one before. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import { type Day, parseDay } from '../../core/date.ts';
import { canonical } from '../../platform/audit.ts';
import type { Release } from '../../statistics/release.ts';
import type { Publication } from '../ledger.ts';
import { publicationJson, publicationSchema } from './publications.ts';
import { asSection, readSection, type Sections } from './sections.ts';

export interface Entry {
  readonly on: Day;
  readonly by: string;
  readonly publication: Publication;
  /** SHA-256 of the secret certificate. */
  readonly certificate: string;
  /** What the attack before the release covered. */
  readonly covers: Release['plumbline']['audit']['covers'];
  /** Hash of the entry before; empty for the first. */
  readonly previous: string;
  readonly hash: string;
}

const entrySchema = z.strictObject({
  on: z.string().transform(parseDay),
  by: z.string(),
  publication: publicationSchema,
  certificate: z.string(),
  covers: z.enum(['everything', 'shared counts']),
  previous: z.string(),
  hash: z.string(),
});

const section = 'ledger';

/** @throws Problem `ledger-broken` where an entry is not the one that was written */
export function readLedger(from: Sections): readonly Entry[] {
  const entries = readSection(from, section, z.array(entrySchema)) ?? [];
  entries.forEach((entry, at) => {
    if (entry.previous !== (entries[at - 1]?.hash ?? '') || entry.hash !== hashOf(entry))
      throw new Problem('ledger-broken', { entry: at + 1, name: entry.publication.name });
  });
  return entries;
}

/** Hash of the last entry; empty where there is none. */
export function headOf(entries: readonly Entry[]): string {
  return entries.at(-1)?.hash ?? '';
}

export function appended(
  entries: readonly Entry[],
  content: Omit<Entry, 'previous' | 'hash'>,
): readonly [string, Uint8Array] {
  const entry = { ...content, previous: headOf(entries) };
  const all = [...entries, { ...entry, hash: hashOf(entry) }];
  return [section, asSection(all.map((one) => ({ ...one, publication: publicationJson(one.publication) })))];
}

function hashOf({ on, by, publication, certificate, covers, previous }: Omit<Entry, 'hash'>): string {
  const content = JSON.stringify(
    canonical([previous, on, by, certificate, covers, publicationJson(publication)]),
  );
  return createHash('sha256').update(content).digest('hex');
}
