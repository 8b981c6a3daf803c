/** Writes SDMX-JSON data messages 1.0 and 2.0. Schemas: sdmx-twg/sdmx-json. */
import {
  type Component,
  type Content,
  type DataRow,
  type DataSet,
  isSeveral,
  type StructureReference,
  textOf,
  urnOf,
} from './message.ts';

/** What stands at the head of each message. */
export interface Head {
  /** Of letters, digits and hyphens. */
  readonly id: string;
  /** ISO 8601, with time. */
  readonly prepared: string;
  readonly sender: { readonly id: string; readonly name: string };
  /** The address asked. */
  readonly self?: string;
}

export interface JsonOptions {
  /**
   * 1.0 has one structure and values by position only; 2.0 has measures, several values and plain texts. The schema
   * of 1.0 has no place for time ranges (2018-04-01/P1Y): they are written as they are.
   */
  readonly version: '1.0' | '2.0';
  /** The dimension by which observations in a series are told apart; `AllDimensions`: no series. */
  readonly at: string;
}

export function headJson({ id, prepared, sender, self }: Head, version: '1.0' | '2.0'): object {
  return {
    id,
    prepared,
    test: false,
    [version === '1.0' ? 'content-language' : 'contentLanguages']: ['en'],
    sender,
    ...(self ? { links: [{ href: self, rel: 'self' }] } : {}),
  };
}

/** The message of data sets that have their structure, as `JSON.stringify` takes it. */
export function jsonMessage(dataSets: readonly DataSet[], head: Head, options: JsonOptions): object {
  const written = dataSets.map((dataSet, at) => writeDataSet(dataSet, at, options));
  return {
    meta: headJson(head, options.version),
    data:
      options.version === '1.0'
        ? { structure: written[0]?.structure, dataSets: written.map(({ dataSet }) => dataSet) }
        : {
            structures: written.map(({ structure }) => structure),
            dataSets: written.map(({ dataSet }) => dataSet),
          },
    errors: [],
  };
}

function writeDataSet(
  { structure: reference, label, action, components, rows }: DataSet,
  at: number,
  options: JsonOptions,
) {
  const is1 = options.version === '1.0';
  const dimensions = components.filter(({ role }) => role === 'dimension');
  const observed = dimensions.find(({ id }) => id === options.at);
  const inObservation = observed ? [observed] : dimensions;
  const inSeries = observed ? dimensions.filter((each) => each !== observed) : [];
  const measures = components.filter(({ role }) => role === 'measure');
  const attributes = components.filter(({ role }) => role === 'attribute');
  const shared = attributes.filter(({ attachment }) => attachment === 'dataSet');
  const own = attributes.filter(({ attachment }) => attachment !== 'dataSet');
  const columns = new Map([...dimensions, ...shared, ...own].map((each) => [each.id, columnOf(each, is1)]));
  const entry = ({ id }: Component, { values }: DataRow) => columns.get(id)?.entry(values[id]) ?? null;
  const key = (of: readonly Component[], row: DataRow) => of.map((each) => entry(each, row) ?? 0).join(':');

  const series: { [key: string]: { observations: { [key: string]: unknown[] } } } = {};
  const flat: { [key: string]: unknown[] } = {};
  for (const row of rows) {
    const cells = [
      ...measures.map(({ id }) => numberOf(row.values[id])),
      ...own.map((each) => entry(each, row)),
    ];
    while (cells.length > 0 && cells.at(-1) === null) cells.pop();
    if (!observed) flat[key(dimensions, row)] = cells;
    else {
      const within = (series[key(inSeries, row)] ??= { observations: {} });
      if (row.values[observed.id] !== undefined) within.observations[key(inObservation, row)] = cells;
    }
  }
  const first = rows[0];
  const whole = first ? shared.map((each) => entry(each, first)) : [];
  const described = (each: Component) => ({
    id: each.id,
    name: each.label ?? each.id,
    ...(each.role === 'dimension' ? { keyPosition: dimensions.indexOf(each) } : {}),
    ...(each.type === 'time' ? (is1 ? { role: 'TIME_PERIOD' } : { roles: ['TIME_PERIOD'] }) : {}),
    ...(each.role === 'attribute' ? { relationship: relationshipOf(each, is1) } : {}),
    ...columns.get(each.id)?.values(),
  });
  return {
    structure: {
      name: label ?? reference?.id ?? '',
      links: reference ? [linkOf(reference, is1)] : [],
      ...(is1 ? {} : { dataSets: [at] }),
      dimensions: { dataSet: [], series: inSeries.map(described), observation: inObservation.map(described) },
      ...(is1
        ? {}
        : {
            measures: {
              observation: measures.map((each) => ({
                id: each.id,
                name: each.label ?? each.id,
                format: { dataType: 'Double' },
              })),
            },
          }),
      attributes: {
        dataSet: shared.map(described),
        series: [],
        observation: own.map(described),
      },
    },
    dataSet: {
      ...(is1 ? {} : { structure: at }),
      links: reference ? [linkOf(reference, is1)] : [],
      action: is1 ? 'Information' : action,
      ...(shared.length > 0 ? { attributes: whole } : {}),
      ...(observed ? { series } : { observations: flat }),
    },
  };
}

function relationshipOf({ attachment }: Component, is1: boolean): object {
  if (attachment === 'dataSet') return is1 ? { none: {} } : { dataflow: {} };
  return is1 ? { primaryMeasure: 'OBS_VALUE' } : { observation: {} };
}

interface Column {
  /** A position in the list of values, the value itself, or null. */
  entry(content: Content | undefined): unknown;
  values(): object;
}

const code = /^[A-Za-z0-9_@$-]+$/;

/** Codes, dimensions and, in 1.0, everything are written by their position in a list; texts of 2.0 as they are. */
function columnOf({ role, codes, type }: Component, is1: boolean): Column {
  const listed = role === 'dimension' || codes !== undefined || is1;
  const places = new Map<string, number>();
  return {
    entry(content) {
      if (content === undefined) return null;
      if (!listed) return type === 'number' ? numberOf(content) : direct(content);
      const text = textOf(content);
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    },
    values: () =>
      listed && (is1 || places.size > 0)
        ? {
            values: [...places.keys()].map((text) => {
              const name = codes?.get(text) ?? text;
              if (role !== 'dimension' && !codes) return { name };
              return is1 || code.test(text) ? { id: text, name } : { value: text };
            }),
          }
        : {},
  };
}

function direct(content: Content): unknown {
  return isSeveral(content) ? content.map(direct) : content;
}

/** Null for no value; NaN stays the text by which SDMX marks a number that is missing on purpose. */
function numberOf(content: Content | undefined): number | string | null {
  if (content === undefined) return null;
  const text = textOf(content);
  const number = Number(text);
  return Number.isFinite(number) && text.trim() !== '' ? number : text;
}

function linkOf(reference: StructureReference, is1: boolean): object {
  const urn = urnOf(reference.kind === 'dataflow' ? 'Dataflow' : 'DataStructure', reference);
  return is1 ? { href: urn, rel: reference.kind } : { urn, rel: reference.kind };
}
