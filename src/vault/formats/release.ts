/** The files of a release. The same draft on the same day gives the same bytes. */
import { createHash } from 'node:crypto';
import type { Day } from '../../core/date.ts';
import { software } from '../../platform/product.ts';
import { formulaSafe } from '../../platform/tables/write.ts';
import { all, type Period } from '../../statistics/model.ts';
import { columns, type Release, releaseSchema, shownAs } from '../../statistics/release.ts';
import type { Codebook, Variable } from '../codebook.ts';
import type { Draft } from '../draft.ts';
import { line } from '../formats.ts';
import { dimensionId, type Method, type Plan, timeDimension } from '../plan.ts';
import type { PlannedTable, PlannedTables } from '../plan-tables.ts';
import { ddi } from './ddi.ts';
import { caveatsOf, readme } from './words.ts';

export interface Publishing {
  readonly codebook: Codebook;
  readonly draft: Draft;
  readonly tables: PlannedTables;
  readonly on: Day;
  /** Hash of the secret certificate with its key. */
  readonly certificate: string;
  /** Names of the earlier publications that the attack went over. */
  readonly together: readonly string[];
  readonly covers: Release['plumbline']['audit']['covers'];
}

/** Name and content of each file, without the signature. */
export type Files = ReadonlyMap<string, string>;

export function releaseFiles(publishing: Publishing): Files {
  const { tables } = publishing;
  const data = new Map(tables.tables.map((table, at) => [fileOf(table, at), csv(publishing, table)]));
  const description = descriptionOf(publishing, data);
  return new Map([
    ['datapackage.json', `${JSON.stringify(description, null, 2)}\n`],
    ...data,
    ['ddi.xml', ddi(publishing.codebook, variablesIn(tables), description)],
    ['README', readme(description)],
  ]);
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function fileOf({ variables }: PlannedTable, at: number): string {
  const name = variables.map((variable) => variable.name.toLowerCase().replace(/[^a-z0-9]+/g, '_')).join('-');
  return `table-${at + 1}-${name}`.slice(0, 100) + '.csv';
}

function variablesIn({ tables }: PlannedTables): Variable[] {
  return [...new Set(tables.flatMap(({ variables }) => variables))];
}

/** One row a cell: SDMX-CSV in long form, with the state of the value beside it. */
function csv(publishing: Publishing, { variables, rows }: PlannedTable): string {
  const { codebook, draft } = publishing;
  const { measure, method } = draft.plan;
  const header = [
    ...columns.before,
    ...dimensionsOf(variables).map(dimensionId),
    ...columns.after,
    ...(draft.standardErrors ? [columns.error] : []),
  ];
  const time = variables.findIndex((variable) => dimensionId(variable) === timeDimension);
  const body = rowsIn({ variables, rows }).map(({ codes, cell }) => {
    const { written, state, as } = shown(draft, method, cell);
    const at = codes[time] ?? all;
    return [
      `PLUMBLINE:${measure.id}(1.0)`,
      codebook.state,
      measure.id,
      ...codes.filter((_, v) => v !== time),
      at === all ? periodOf(codebook.period) : at,
      written,
      as.status,
      as.confidentiality,
      measure.unit,
      state,
      ...(draft.standardErrors ? [String(draft.standardErrors[cell] ?? '')] : []),
    ];
  });
  return [header, ...body].map(line).join('');
}

/** Variables that have a column of their own; the time has one anyhow. */
function dimensionsOf(variables: readonly Variable[]): Variable[] {
  return variables.filter((variable) => dimensionId(variable) !== timeDimension);
}

/** The rows of a file: where the time is not stated there is no period to write, and the row is left out. */
function rowsIn({ variables, rows }: PlannedTable): PlannedTable['rows'] {
  const unknown = new Set(
    variables
      .filter((variable) => dimensionId(variable) === timeDimension)
      .flatMap(({ codes }) => codes.filter(({ meaning }) => meaning !== undefined).map(({ code }) => code)),
  );
  const time = variables.findIndex((variable) => dimensionId(variable) === timeDimension);
  return rows.filter(({ codes }) => !unknown.has(codes[time] ?? all));
}

function shown({ problem, published }: Draft, method: Method, cell: number) {
  const number = published[cell];
  const exact = method.is === 'suppression';
  if (exact && problem.cells[cell]?.kind === 'structural')
    return { written: '', state: 'not applicable', as: shownAs.impossible };
  if (number === undefined) return { written: '', state: 'suppressed', as: shownAs.withheld };
  return {
    written: String(number),
    state: exact && number === 0 ? 'zero' : 'number',
    as: method.is === 'noise' ? shownAs.estimate : shownAs.number,
  };
}

function descriptionOf(
  { codebook, draft, tables, on, certificate, together, covers }: Publishing,
  data: ReadonlyMap<string, string>,
): Release {
  const { plan, published } = draft;
  const period = periodOf(codebook.period);
  const written = new Set(tables.tables.flatMap((table) => rowsIn(table).map(({ cell }) => cell)));
  const withheld = [...written].filter((cell) => published[cell] === undefined).length;
  const isNoise = plan.method.is === 'noise';
  return releaseSchema.parse({
    profile: 'tabular-data-package',
    name: plan.name,
    title: plan.title,
    created: on,
    description: `${plan.measure.name}, ${codebook.state}, ${period}.`,
    sources: [{ title: codebook.source }],
    resources: tables.tables.map((table, at) => {
      const path = fileOf(table, at);
      const content = data.get(path) ?? '';
      return {
        profile: 'tabular-data-resource',
        name: path.replace(/\.csv$/, ''),
        title: table.variables.map(({ label }) => label).join(' × '),
        path,
        format: 'csv',
        mediatype: 'text/csv',
        encoding: 'utf-8',
        bytes: Buffer.byteLength(content),
        hash: `sha256:${sha256(content)}`,
        schema: {
          fields: fieldsOf(draft, table),
          missingValues: [''],
          primaryKey: [
            'REF_AREA',
            'INDICATOR',
            ...dimensionsOf(table.variables).map(dimensionId),
            timeDimension,
          ],
        },
      };
    }),
    plumbline: {
      version: 1,
      state: codebook.state,
      period,
      counting: codebook.unit,
      measure: plan.measure,
      codeLists: dimensionsOf(variablesIn(tables)).map((variable) => ({
        dimension: dimensionId(variable),
        label: variable.label,
        codes: [
          { code: all, label: 'Total' },
          ...variable.codes.map(({ code, label, parent, meaning }) => ({
            code,
            label,
            ...(parent === undefined ? {} : { parent }),
            ...(meaning === undefined ? {} : { meaning }),
          })),
        ],
      })),
      threshold: plan.threshold,
      method: publicMethod(plan.method),
      audit: {
        readers: isNoise
          ? ['whatever a reader knows']
          : [`${readersNamed[plan.reader.insider]}, zeros ${plan.reader.zeros}`],
        cells: written.size,
        withheld,
        certificate,
        releasesTogether: isNoise ? [] : together,
        covers,
        verify: verified[plan.method.is],
        attack: isNoise
          ? 'not needed: the noise limits what anybody can learn of one person, whatever is known beside'
          : 'held: in all that was published together no guarded count could be worked out',
      },
      legalBasis: codebook.legalBasis,
      completeness: codebook.completeness,
      citation: `${codebook.source}: ${plan.title}, ${period}. Release ${plan.name} of ${on}, protected with ${software.name} (${plan.method.is}).`,
      caveats: caveatsOf(codebook, plan),
    },
  } satisfies { [key in keyof Release]: unknown });
}

/** No organisation is named: who reports to a register can be a secret. */
const readersNamed: { readonly [insider in Plan['reader']['insider']]: string } = {
  none: 'public',
  contributor: 'contributor',
  organisation: 'contributor, and each organisation that reported',
  both: 'contributor, and each organisation that reported',
};

const verified: { readonly [is in Method['is']]: string } = {
  suppression: 'held: for each guarded count there are two whole tables that no reader can tell apart',
  rounding: 'held: all numbers are multiples of the base next to the counts, and add up',
  'cell-key': 'held: no number differs by more than the largest noise, and none is a small count',
  noise: 'the noise was charged to the privacy budget before it was drawn',
};

function publicMethod(method: Method): Release['plumbline']['method'] {
  switch (method.is) {
    case 'suppression':
      return { is: method.is };
    case 'rounding':
      return { is: method.is, base: method.base };
    case 'cell-key':
    case 'noise':
      return method;
  }
}

function fieldsOf({ standardErrors, plan }: Draft, { variables }: PlannedTable) {
  const text = (name: string, title: string, codes?: readonly string[]) => ({
    name,
    title,
    type: 'string' as const,
    constraints: { required: true, ...(codes ? { enum: [...codes] } : {}) },
  });
  return [
    text('DATAFLOW', 'Dataflow'),
    text('REF_AREA', 'State (ISO 3166-1 alpha-3)'),
    text('INDICATOR', plan.measure.name),
    ...dimensionsOf(variables).map((variable) =>
      text(dimensionId(variable), variable.label, [
        all,
        ...variable.codes.map(({ code }) => formulaSafe(code)),
      ]),
    ),
    text(timeDimension, 'Period'),
    { name: 'OBS_VALUE', title: 'Value; empty where VALUE_STATE says why', type: 'number' as const },
    text('OBS_STATUS', 'Status of the observation (SDMX)'),
    text('OBS_CONF', 'Confidentiality (SDMX)'),
    text('UNIT_MEASURE', 'Unit'),
    text('VALUE_STATE', 'What the value is', ['number', 'zero', 'not applicable', 'suppressed']),
    ...(standardErrors
      ? [{ name: columns.error, title: 'Standard deviation of the noise', type: 'number' as const }]
      : []),
  ];
}

/** "2019" for a whole year, "2019-06" for a month; else the first day with its length in days. */
export function periodOf({ from, to }: Codebook['period']): Period {
  const year = from.slice(0, 4);
  const dayAfter = nextDay(to);
  if (from === `${year}-01-01` && dayAfter === `${Number(year) + 1}-01-01`) return year as Period;
  if (from.endsWith('-01') && dayAfter === monthLater(from, 1)) return from.slice(0, 7) as Period;
  for (let months = 1; months <= 120; months += 1)
    if (from.endsWith('-01') && dayAfter === monthLater(from, months))
      return `${from}/P${months % 12 === 0 ? `${months / 12}Y` : `${months}M`}` as Period;
  return `${from}/P${Math.round((Date.parse(dayAfter) - Date.parse(from)) / 86_400_000)}D` as Period;
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

function monthLater(day: string, months: number): string {
  const date = new Date(Date.parse(day));
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}
