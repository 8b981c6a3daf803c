/**
 * A release of a vault as others read it: `datapackage.json` of a Frictionless Data Package, with what is needed to
 * understand and to trust its tables, and the tables' rows as observations.
 */
import { z } from 'zod';
import { dateSchema } from '../core/citation.ts';
import { Problem } from '../core/problem.ts';
import { type Iso3, isIso3 } from '../core/state.ts';
import type { Value } from '../core/value.ts';
import {
  all,
  breakdownKey,
  type Confidentiality,
  confidentialities,
  type IndicatorId,
  type Observation,
  type ObservationStatus,
  observationStatuses,
  parsePeriod,
  type Period,
} from './model.ts';

const text = z.string().trim().min(1);

const code = z.strictObject({
  code: text,
  label: z.string(),
  parent: text.exactOptional(),
  meaning: z.enum(['not stated', 'not applicable']).exactOptional(),
});

const field = z.strictObject({
  name: text,
  title: z.string(),
  type: z.enum(['string', 'number']),
  constraints: z
    .strictObject({ required: z.boolean().exactOptional(), enum: z.array(z.string()).exactOptional() })
    .exactOptional(),
});

/** How the numbers were made safe. Parameters that would help to undo it are not among them. */
const method = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('suppression') }),
  z.strictObject({ is: z.literal('rounding'), base: z.int().min(2) }),
  z.strictObject({ is: z.literal('cell-key'), largestNoise: z.int().min(1), variance: z.number() }),
  z.strictObject({
    is: z.literal('noise'),
    epsilon: z.number(),
    delta: z.number(),
    recordsPerPerson: z.int().min(1),
    estimate: z.enum(['consistent', 'unbiased']),
  }),
]);

export const releaseSchema = z.strictObject({
  profile: z.literal('tabular-data-package'),
  name: text,
  title: text,
  /** The day of publication. */
  created: dateSchema,
  description: text,
  sources: z.array(z.strictObject({ title: text })).min(1),
  resources: z
    .array(
      z.strictObject({
        profile: z.literal('tabular-data-resource'),
        name: text,
        title: text,
        path: text.regex(/^[a-z0-9][a-z0-9_-]*\.csv$/),
        format: z.literal('csv'),
        mediatype: z.literal('text/csv'),
        encoding: z.literal('utf-8'),
        bytes: z.int().min(0),
        hash: text.regex(/^sha256:[0-9a-f]{64}$/),
        schema: z.strictObject({
          fields: z.array(field).min(1),
          missingValues: z.array(z.string()),
          primaryKey: z.array(text).min(1),
        }),
      }),
    )
    .min(1),
  plumbline: z.strictObject({
    version: z.literal(1),
    /** ISO 3166-1 alpha-3. */
    state: z.custom<Iso3>((value) => typeof value === 'string' && isIso3(value), 'no State of the list'),
    /** What the records cover, as SDMX writes it (see `Period`); a row may be of a part of it. */
    period: text,
    /** What a record counted, in the custodian's codebook. */
    counting: z.enum(['victim', 'report', 'case', 'offence', 'conviction']),
    measure: z.strictObject({ id: text, name: text, unit: text }),
    codeLists: z.array(z.strictObject({ dimension: text, label: z.string(), codes: z.array(code) })),
    threshold: z.int().min(1),
    method,
    audit: z.strictObject({
      readers: z.array(text),
      /** Cells of all tables, each once, and how many of them are withheld. */
      cells: z.int().min(0),
      withheld: z.int().min(0),
      /** SHA-256 of the secret certificate and a key, for whoever may see both. */
      certificate: text.regex(/^[0-9a-f]{64}$/),
      /** Earlier publications of the same records that the attack took together with this one. */
      releasesTogether: z.array(text),
      /**
       * Several tables of the same records can say more than the counts they share: whether the attack covers all
       * of it.
       */
      covers: z.enum(['everything', 'shared counts']),
      verify: text,
      attack: text,
    }),
    legalBasis: z.string(),
    completeness: z.string(),
    citation: text,
    caveats: z.array(text),
  }),
});

/** `datapackage.json` of a release. */
export type Release = z.infer<typeof releaseSchema>;

/** Columns of every table beside its dimensions, in their order. */
export const columns = {
  before: ['DATAFLOW', 'REF_AREA', 'INDICATOR'],
  after: ['TIME_PERIOD', 'OBS_VALUE', 'OBS_STATUS', 'OBS_CONF', 'UNIT_MEASURE', 'VALUE_STATE'],
  /** The standard error of a number with noise, where it is published. */
  error: 'STD_ERR',
} as const;

/** What a number and what a withheld one have in their columns. One symbol for all that is withheld. */
export const shownAs = {
  number: { status: 'A', confidentiality: 'F' },
  /** A number with noise is an estimate. */
  estimate: { status: 'E', confidentiality: 'F' },
  /** A combination that cannot occur. */
  impossible: { status: 'M', confidentiality: 'F' },
  withheld: { status: 'Q', confidentiality: 'C' },
} as const;

/** One row of a table by the names of its columns. */
export type Row = Readonly<Record<string, string>>;

/** The standard normal distribution holds 95 % within so many standard errors. */
const within95 = 1.96;

/**
 * The figures of a release. A cell that stands in several tables is one figure.
 * @param rows for each resource, by its name, the rows of its file
 * @throws Problem `release-table-invalid` where a row does not fit the description
 */
export function observationsOf(
  { created, sources, resources, plumbline }: Release,
  rows: ReadonlyMap<string, readonly Row[]>,
): Observation[] {
  const { measure, citation, caveats, codeLists } = plumbline;
  const found = new Map<string, Observation>();
  for (const { name, path } of resources)
    for (const [at, row] of (rows.get(name) ?? []).entries()) {
      const place = { file: path, row: at + 2 };
      const breakdown: Record<string, string> = {};
      for (const { dimension, codes } of codeLists) {
        const given = row[dimension];
        if (given === undefined || given === all) continue;
        // A code that a spreadsheet program would take for a formula was written with an apostrophe before it.
        const known = codes.find((one) => one.code === given || `'${one.code}` === given);
        if (!known) throw invalid(`“${given}” is no code of ${dimension}`, place);
        breakdown[dimension] = known.code;
      }
      const value = valueOf(row, place);
      const error = Number(row[columns.error] ?? '');
      const number = value.state === 'number' ? value.number : 0;
      const observation: Observation = {
        indicator: measure.id as IndicatorId,
        state: plumbline.state,
        period: periodOf(row, place),
        breakdown,
        value,
        ...(error > 0 ? { lower: number - within95 * error, upper: number + within95 * error } : {}),
        unit: measure.unit,
        status: oneOf<ObservationStatus>(observationStatuses, row['OBS_STATUS'], place),
        confidentiality: oneOf<Confidentiality>(confidentialities, row['OBS_CONF'], place),
        source: sources[0]?.title ?? '',
        released: created,
        footnotes: caveats,
        citation: { title: citation, place: path, asAt: created, standing: 'verified' },
      };
      const key = `${observation.period} ${breakdownKey(breakdown)}`;
      if (!found.has(key)) found.set(key, observation);
    }
  return [...found.values()];
}

type Place = { readonly file: string; readonly row: number };

function valueOf(row: Row, place: Place): Value {
  const written = row['OBS_VALUE'] ?? '';
  const state = row['VALUE_STATE'] ?? '';
  const number = Number(written);
  if ((state === 'suppressed' || state === 'not applicable') && written === '') return { state };
  // Where numbers are changed, a 0 is a number like others and no true zero.
  if (state === 'number' && written !== '' && Number.isFinite(number)) return { state, number };
  if (state === 'zero' && written === '0') return { state };
  throw invalid(`the value “${written}” with the state “${state}” cannot be`, place);
}

function periodOf(row: Row, place: Place): Period {
  try {
    return parsePeriod(row['TIME_PERIOD'] ?? '');
  } catch (error) {
    throw error instanceof Problem ? error.at(place) : error;
  }
}

function oneOf<T extends string>(known: readonly T[], given: string | undefined, place: Place): T {
  const found = known.find((one) => one === given);
  if (found === undefined) throw invalid(`“${given ?? ''}” is no code of SDMX`, place);
  return found;
}

function invalid(detail: string, place: Place): Problem {
  return new Problem('release-table-invalid', { detail }, place);
}
