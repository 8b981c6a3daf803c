/**
 * Sources held in confidence: a submission of people who would be in danger if they were named. Everyone sees that
 * there is a source, with a number; what it is and who entered it is for those who review its State and part.
 */
import { randomBytes } from 'node:crypto';
import type { Citation } from '../../core/citation.ts';
import type { Iso3 } from '../../core/state.ts';
import type { Read, Write } from '../../platform/record.ts';
import type { WrittenPart } from '../../platform/rights.ts';
import { citationId } from '../store.ts';

/** What the audit log and everyone else is told of such a source. */
export const heldTitle = 'Source held in confidence';

/** What a citation stands for that names no source, and who may know: reviewers of that State and part. */
export interface HeldSource extends Pick<Citation, 'title' | 'place' | 'address'> {
  readonly state: Iso3;
  readonly part: WrittenPart;
}

interface HeldRow {
  readonly stands_for: number;
  readonly title: string;
  readonly place: string | null;
  readonly address: string | null;
  readonly of_state: Iso3;
  readonly of_part: WrittenPart;
}

/**
 * The number of the citation that everyone sees in the place of a source; the same source has the same one.
 * Its row is hashed into the audit log, whose hashes are public, so it holds random letters: nobody can find out
 * by guessing whether a source is that one.
 */
export function heldCitationId(tx: Write, source: HeldSource): number {
  const known = tx.first<{ stands_for: number }>(
    `SELECT stands_for FROM held_source
     WHERE title = ? AND ifnull(place, '') = ? AND ifnull(address, '') = ? AND of_state = ? AND of_part = ?`,
    source.title,
    source.place ?? '',
    source.address ?? '',
    source.state,
    source.part,
  );
  if (known) return known.stands_for;
  const number = 1 + (tx.first<{ held: number }>('SELECT count(*) AS held FROM held_source')?.held ?? 0);
  const citation = citationId(tx, {
    title: `${heldTitle}, no. ${number}`,
    place: 'known to the reviewers',
    standing: 'unverified',
  });
  tx.insert('held_source', {
    stands_for: citation,
    title: source.title,
    place: source.place ?? null,
    address: source.address ?? null,
    of_state: source.state,
    of_part: source.part,
    letters: randomBytes(32).toString('base64url'),
  });
  return citation;
}

/** What a citation stands for; undefined where it names its source itself. For the eyes of reviewers alone. */
export function heldSource(tx: Read, citation: number): HeldSource | undefined {
  const row = tx.first<HeldRow>('SELECT * FROM held_source WHERE stands_for = ?', citation);
  return (
    row && {
      title: row.title,
      ...(row.place ? { place: row.place } : {}),
      ...(row.address ? { address: row.address } : {}),
      state: row.of_state,
      part: row.of_part,
    }
  );
}
