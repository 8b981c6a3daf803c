/**
 * Reading the shipped files: one CSV a table, in the form the importers read. A fault in them is a fault of
 * the package, not of a person, so it is thrown as it is.
 */
import { z } from 'zod';
import { type Citation, citationOf, dateSchema } from '../core/citation.ts';
import type { PartialDate } from '../core/date.ts';
import { type Iso3, resolveState } from '../core/state.ts';
import { citationId } from '../evidence/store.ts';
import type { Write } from '../platform/record.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { type Acts, actions, commitmentKinds, type InstrumentId, statuses, type StatusRow } from './model.ts';
import {
  addCommitment,
  enterCompleteList,
  enterOrganisation,
  enterReportStanding,
  enterShippedStatus,
  enterUprReview,
} from './store.ts';
import { enter } from './tables.ts';

/** The files of the folder `reference/commitments`, without their ending. */
export const fileNames = [
  'instruments',
  'articles',
  'snapshots',
  'ratifications',
  'organisations',
  'conflicts',
  'complete-lists',
  'upr-calendar',
  'report-standings',
  'commitments',
  'commitment-items',
  'commitment-states',
] as const;
export type Files = { readonly [name in (typeof fileNames)[number]]: string };

/** Enters all rows of the files. @returns the number of rows that were new */
export function loadRows(tx: Write, files: Files): number {
  return [
    loadInstruments(tx, files),
    loadStatus(tx, files),
    loadConflicts(tx, files),
    loadCalendar(tx, files),
    loadCommitments(tx, files),
  ].reduce((sum, added) => sum + added, 0);
}

const text = z.string().min(1);
const instrument = text.transform((id) => id as InstrumentId);
const state = text.transform((code) => resolveState(code));
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const sourced = { verified: flag, source: text };

function maybe<T extends z.ZodType>(schema: T) {
  return z.union([z.literal('').transform(() => undefined), schema]);
}

/** The rows of a file, each checked. */
function rowsOf<T extends z.ZodRawShape>(files: Files, name: keyof Files, shape: T) {
  const schema = z.object(shape);
  const table = readCsv(files[name], { file: `${name}.csv` });
  return table.rows.map(({ cells }) =>
    schema.parse(Object.fromEntries(table.header.map((column, at) => [column, cells[at] ?? '']))),
  );
}

function citationFor(
  row: { readonly source: string; readonly verified: boolean },
  asAt?: PartialDate,
): Citation {
  return citationOf(row.source, row.verified ? 'verified' : 'unverified', asAt);
}

function loadInstruments(tx: Write, files: Files): number {
  let added = 0;
  for (const row of rowsOf(files, 'instruments', { instrument, field: text, value: text, ...sourced })) {
    const values = { value: row.value, citation: citationId(tx, citationFor(row)) };
    added += enter(tx, 'instrument_fact', { instrument: row.instrument, field: row.field }, values);
  }
  for (const row of rowsOf(files, 'articles', { instrument, article: text, subject: text, ...sourced })) {
    const { article, subject } = row;
    const values = { citation: citationId(tx, citationFor(row)) };
    added += enter(tx, 'instrument_article', { instrument: row.instrument, article, subject }, values);
  }
  const shape = {
    instrument,
    as_at: maybe(dateSchema),
    field: text,
    value: text,
    note: z.string(),
    ...sourced,
  };
  for (const row of rowsOf(files, 'snapshots', shape)) {
    const citation = citationId(tx, citationFor(row, row.as_at));
    const key = { instrument: row.instrument, as_at: row.as_at ?? null, field: row.field, citation };
    added += enter(tx, 'instrument_snapshot', key, { value: row.value, note: row.note || null });
  }
  return added;
}

const acts = {
  status: z.enum(statuses),
  signature_date: maybe(dateSchema),
  action: maybe(z.enum(actions)),
  action_date: maybe(dateSchema),
  as_at: dateSchema,
};

function actsFrom(row: {
  readonly status: (typeof statuses)[number];
  readonly signature_date?: PartialDate | undefined;
  readonly action?: (typeof actions)[number] | undefined;
  readonly action_date?: PartialDate | undefined;
}): Acts {
  return {
    status: row.status,
    ...(row.signature_date ? { signed: row.signature_date } : {}),
    ...(row.action ? { action: row.action } : {}),
    ...(row.action_date ? { acted: row.action_date } : {}),
  };
}

function loadStatus(tx: Write, files: Files): number {
  let added = 0;
  for (const row of rowsOf(files, 'ratifications', { instrument, iso3: state, ...acts, ...sourced })) {
    added += enterShippedStatus(tx, {
      instrument: row.instrument,
      state: row.iso3,
      ...actsFrom(row),
      asAt: row.as_at,
      standing: 'used',
      citation: citationFor(row, row.as_at),
    });
  }
  for (const row of rowsOf(files, 'organisations', { instrument, organisation: text, ...acts, ...sourced })) {
    added += enterOrganisation(tx, {
      instrument: row.instrument,
      organisation: row.organisation,
      ...actsFrom(row),
      asAt: row.as_at,
      citation: citationFor(row, row.as_at),
    });
  }
  for (const row of rowsOf(files, 'complete-lists', { instrument, as_at: dateSchema, ...sourced })) {
    const citation = citationFor(row, row.as_at);
    added += enterCompleteList(tx, { instrument: row.instrument, asAt: row.as_at, citation });
  }
  return added;
}

const conflict = {
  instrument,
  iso3: state,
  field: z.enum(['status', 'signature_date', 'action', 'action_date', 'action_year']),
  other_value: text,
  other_source: text,
  other_as_at: dateSchema,
  note: text,
  verified: flag,
};

/** What another source says against the row in use; its points on one State and instrument make one row. */
function loadConflicts(tx: Write, files: Files): number {
  const others = new Map<string, StatusRow>();
  for (const row of rowsOf(files, 'conflicts', conflict)) {
    const key = [row.instrument, row.iso3, row.other_source, row.other_as_at].join('|');
    const before = others.get(key);
    others.set(key, {
      ...before,
      instrument: row.instrument,
      state: row.iso3,
      ...otherActs(row.field, row.other_value),
      asAt: row.other_as_at,
      standing: 'other',
      note: before ? `${before.note}; ${row.note}` : row.note,
      citation: citationFor({ source: row.other_source, verified: row.verified }, row.other_as_at),
    });
  }
  return [...others.values()].reduce((added, row) => added + enterShippedStatus(tx, row), 0);
}

/** "party (1976)", "signed only (2009-09-24)", "no act"; or the one field on which the sources differ. */
function otherActs(field: z.infer<(typeof conflict)['field']>, value: string): Acts {
  if (field === 'signature_date') return { signed: dateSchema.parse(value) };
  if (field === 'action') return { action: z.enum(actions).parse(value) };
  if (field === 'action_date' || field === 'action_year') return { acted: dateSchema.parse(value) };
  const date = /\((.+)\)$/.exec(value)?.[1];
  if (value.startsWith('party'))
    return { status: 'party', ...(date ? { acted: dateSchema.parse(date) } : {}) };
  if (value.startsWith('signed'))
    return { status: 'signed', ...(date ? { signed: dateSchema.parse(date) } : {}) };
  if (value === 'no act' || value === 'no signature and no other act') return { status: 'none' };
  throw new Error(`conflicts.csv: “${value}” is not a status`);
}

const number = z.string().regex(/^\d+$/).transform(Number);

function loadCalendar(tx: Write, files: Files): number {
  let added = 0;
  const shape = {
    cycle: number,
    session: number,
    start: dateSchema,
    end: dateSchema,
    stakeholder_deadline: maybe(dateSchema),
    national_report_deadline: maybe(dateSchema),
    states: text.transform((codes) => codes.split(';').map((code): Iso3 => resolveState(code))),
    dates_verified: flag,
    deadlines_verified: flag,
    states_verified: flag,
    note: z.string(),
    ...sourced,
  };
  for (const row of rowsOf(files, 'upr-calendar', shape)) {
    for (const iso3 of row.states) {
      added += enterUprReview(tx, {
        cycle: row.cycle,
        session: row.session,
        state: iso3,
        starts: row.start,
        ends: row.end,
        ...(row.stakeholder_deadline ? { stakeholderDeadline: row.stakeholder_deadline } : {}),
        ...(row.national_report_deadline ? { nationalReportDeadline: row.national_report_deadline } : {}),
        verified: {
          dates: row.dates_verified,
          deadlines: row.deadlines_verified,
          state: row.states_verified,
        },
        ...(row.note ? { note: row.note } : {}),
        citation: citationFor(row),
      });
    }
  }
  const standings = { instrument, iso3: state, statement: text, as_at: dateSchema, ...sourced };
  for (const row of rowsOf(files, 'report-standings', standings)) {
    added += enterReportStanding(tx, {
      instrument: row.instrument,
      state: row.iso3,
      statement: row.statement,
      asAt: row.as_at,
      citation: citationFor(row, row.as_at),
    });
  }
  return added;
}

function loadCommitments(tx: Write, files: Files): number {
  const items = Map.groupBy(
    rowsOf(files, 'commitment-items', { commitment: text, number, text, ...sourced }),
    (row) => row.commitment,
  );
  const part = z.enum(['takes part', 'absent']);
  const states = Map.groupBy(
    rowsOf(files, 'commitment-states', { commitment: text, iso3: text, part, ...sourced }),
    (row) => row.commitment,
  );
  const shape = {
    commitment: text,
    name: text,
    kind: z.enum(commitmentKinds),
    adopted: z.string(),
    adopted_by: text,
    statement: text,
    ...sourced,
  };
  return rowsOf(files, 'commitments', shape)
    .map((row) =>
      addCommitment(tx, {
        id: row.commitment,
        name: row.name,
        kind: row.kind,
        ...(row.adopted ? { adopted: row.adopted } : {}),
        adoptedBy: row.adopted_by,
        statement: row.statement,
        citation: citationFor(row),
        items: (items.get(row.commitment) ?? []).map((item) => ({
          number: item.number,
          text: item.text,
          citation: citationFor(item),
        })),
        states: (states.get(row.commitment) ?? []).map((named) => ({
          state: named.iso3,
          part: named.part,
          citation: citationFor(named),
        })),
      }),
    )
    .reduce((sum, added) => sum + added, 0);
}
