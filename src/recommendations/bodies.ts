/**
 * Who asks beside States: bodies under the names that sources give them, and the family each belongs to. Names
 * and abbreviations of treaty bodies: OHCHR, "Treaty bodies"; UHRI writes the abbreviations, and those of the
 * Convention's protocols (CRC-OP-SC) although the Committee is the same.
 */
import { fold } from '../core/text.ts';
import type { Mechanism } from './model.ts';

export interface Body {
  readonly mechanism: Mechanism;
  readonly name: string;
}

const review: Body = { mechanism: 'UPR', name: 'Universal Periodic Review' };

const treatyBodies: { readonly [name: string]: readonly string[] } = {
  'Committee on the Rights of the Child': ['CRC', 'CRC-OP-SC', 'CRC-OP-AC', 'CRC-OP-IC'],
  'Human Rights Committee': ['CCPR', 'HRCttee'],
  'Committee on Economic, Social and Cultural Rights': ['CESCR'],
  'Committee on the Elimination of Racial Discrimination': ['CERD'],
  'Committee on the Elimination of Discrimination against Women': ['CEDAW'],
  'Committee against Torture': ['CAT'],
  'Subcommittee on Prevention of Torture': ['SPT', 'CAT-OP'],
  'Committee on Migrant Workers': ['CMW'],
  'Committee on the Rights of Persons with Disabilities': ['CRPD'],
  'Committee on Enforced Disappearances': ['CED'],
};

const byName: ReadonlyMap<string, Body> = new Map([
  ...['UPR', review.name].map((name) => [fold(name), review] as const),
  ...Object.entries(treatyBodies).flatMap(([name, short]) =>
    [name, ...short].map((each) => [fold(each), { mechanism: 'treaty body', name } as const] as const),
  ),
]);

/** UHRI shortens special procedures to their kind and subject: "SR Sale of Children", "WG Arbitrary Detention". */
const specialProcedure =
  /^(SR|SRSG|IE|WG)\b|^special (procedures?|rapporteur|representative)|^independent expert|^working group/i;

/** The body of a name or abbreviation; undefined for names that are not known here: no family is guessed. */
export function bodyOf(name: string): Body | undefined {
  const known = byName.get(fold(name));
  if (known) return known;
  return specialProcedure.test(name.trim())
    ? { mechanism: 'special procedure', name: name.trim() }
    : undefined;
}

/** The name by which a body is kept: that of the list where it is known, else as written. */
export function bodyName(name: string): string {
  return bodyOf(name)?.name ?? name.trim();
}

/** The address of a body's page: its name, which is also how the search knows it. */
export function bodyPath(name: string): string {
  return `/bodies/${encodeURIComponent(name)}`;
}
