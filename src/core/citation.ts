/** The source of a statement. A fact without one cannot be stored. */
import { z } from 'zod';
import { parseDate, type PartialDate } from './date.ts';
import { Problem } from './problem.ts';

export const dateSchema = z.string().transform((value, context): PartialDate => {
  try {
    return parseDate(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

export const citationSchema = z.object({
  /** Title of the document, or its UN symbol where that is its name. */
  title: z.string().trim().min(1),
  /** Paragraph, article or page inside the document. */
  place: z.string().trim().min(1).optional(),
  /** Public address. */
  address: z.url({ protocol: /^https?$/ }).optional(),
  /** The day for which the source says what it says. */
  asAt: dateSchema.optional(),
  /** "verified" only where the fact was read in the source given. */
  standing: z.enum(['verified', 'unverified']),
});

export type Citation = z.infer<typeof citationSchema>;

const address = /https?:\/\/[^\s;,)]+/;

/**
 * Reads the `source` field of the reference files: an address or a citation, several joined with " ; ".
 * @throws Problem `citation-missing` when empty.
 */
export function citationOf(source: string, standing: Citation['standing'], asAt?: PartialDate): Citation {
  const title = source.trim();
  if (!title) throw new Problem('citation-missing');
  const found = address.exec(title)?.[0];
  return { title, standing, ...(found ? { address: found } : {}), ...(asAt ? { asAt } : {}) };
}
