/**
 * Reads SDMX-JSON data messages: the draft that many services still give, 1.0 and 2.x.
 * Rules: field guides of sdmx-twg/sdmx-json.
 */
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import { type Group, rowsWith } from './groups.ts';
import {
  actions,
  type Component,
  type Content,
  type DataMessage,
  type DataSet,
  parseUrn,
  type StructureReference,
} from './message.ts';

const value = z.looseObject({
  id: z.string().nullish(),
  name: z.string().nullish(),
  value: z.unknown().optional(),
  values: z.unknown().optional(),
});
const component = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  keyPosition: z.number().int().nonnegative().nullish(),
  format: z.looseObject({ dataType: z.string().nullish() }).nullish(),
  values: z.array(value.nullable()).nullish(),
});
const list = z.array(component).nullish();
const structure = z.looseObject({
  name: z.string().nullish(),
  links: z
    .array(
      z.looseObject({ urn: z.string().nullish(), rel: z.string().nullish(), href: z.string().nullish() }),
    )
    .nullish(),
  dimensions: z.looseObject({ dataSet: list, series: list, observation: list }),
  measures: z.looseObject({ observation: list }).nullish(),
  attributes: z
    .looseObject({ dataSet: list, dimensionGroup: list, series: list, observation: list })
    .nullish(),
});
const entries = z.array(z.unknown()).nullish();
const observations = z.record(z.string(), z.array(z.unknown()).nullable()).nullish();
const dataSet = z.looseObject({
  structure: z.number().int().nullish(),
  action: z.string().nullish(),
  attributes: entries,
  dimensionGroupAttributes: z.record(z.string(), z.array(z.unknown())).nullish(),
  series: z.record(z.string(), z.looseObject({ attributes: entries, observations })).nullish(),
  observations,
});
const content = z.looseObject({
  dataSets: z.array(dataSet).nullish(),
  structure: structure.nullish(),
  structures: z.array(structure).nullish(),
});
const told = z.looseObject({
  title: z.string().nullish(),
  detail: z.string().nullish(),
  code: z.number().nullish(),
});
const message = z.looseObject({ data: content.nullish(), errors: z.array(told).nullish() });

type JsonComponent = z.infer<typeof component>;
type JsonStructure = z.infer<typeof structure>;

/**
 * The rows of a message, of which the JSON is read already.
 * @throws Problem `sdmx-invalid` for what the schema does not allow and for positions that no value has
 */
export function readJsonData(json: unknown, file: string): DataMessage {
  const { data, errors } = checked(message, json, file);
  const { dataSets, structure: only, structures } = data ?? checked(content, json, file);
  const known = structures ?? (only ? [only] : []);
  return {
    kind: 'data',
    notices: (errors ?? []).map(({ title, detail, code }) => title ?? detail ?? String(code ?? '')),
    dataSets: (dataSets ?? []).map((each) => {
      const own = known[each.structure ?? 0];
      if (!own)
        throw new Problem(
          'sdmx-invalid',
          { detail: 'a data set names a structure that is not there' },
          { file },
        );
      return readDataSet(each, own, file);
    }),
  };
}

/** @throws Problem `sdmx-invalid`, with the place in the JSON */
export function checked<T extends z.ZodType>(schema: T, json: unknown, file: string): z.output<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  throw new Problem('sdmx-invalid', { detail }, { file });
}

function readDataSet(json: z.infer<typeof dataSet>, own: JsonStructure, file: string): DataSet {
  const { dimensions, attributes } = own;
  const measures = own.measures?.observation ?? [{ id: 'OBS_VALUE', name: undefined, values: undefined }];
  const levels = {
    dataSet: dimensions.dataSet ?? [],
    series: dimensions.series ?? [],
    observation: dimensions.observation ?? [],
  };
  const all = [...levels.dataSet, ...levels.series, ...levels.observation];
  const inKey = all
    .map((each, at) => ({ each, at: each.keyPosition ?? (each.id === 'TIME_PERIOD' ? Infinity : at) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
  /** By what is given, which is never longer than the message; there may be more components. */
  const values = (
    components: readonly JsonComponent[],
    given: readonly unknown[] | null | undefined,
  ): [string, Content][] =>
    (given ?? []).flatMap((entry, at) => {
      const each = components[at];
      const found = each && valueOf(each, entry, file);
      return each && found !== undefined ? [[each.id, found] as [string, Content]] : [];
    });
  const key = (components: readonly JsonComponent[], positions: string): [string, Content][] => {
    const parts = positions.split(':');
    if (parts.length !== components.length)
      throw new Problem(
        'sdmx-invalid',
        { detail: `the key ${positions} has not ${components.length} positions` },
        { file },
      );
    return parts.flatMap((part, at) => {
      const each = components[at];
      if (!each || part === '' || part === '~') return [];
      const found = valueOf(each, Number(part), file);
      if (found === undefined)
        throw new Problem('sdmx-invalid', { detail: `the key ${positions} points to nothing` }, { file });
      return [[each.id, found] as [string, Content]];
    });
  };

  const fixed = levels.dataSet.length > 0 ? key(levels.dataSet, levels.dataSet.map(() => '0').join(':')) : [];
  const groups: Group[] = [
    { key: {}, values: Object.fromEntries(values(attributes?.dataSet ?? [], json.attributes)) },
    ...Object.entries(json.dimensionGroupAttributes ?? {}).map(([positions, given]) => ({
      key: Object.fromEntries(key(all, positions)) as { [dimension: string]: string },
      values: Object.fromEntries(values(attributes?.dimensionGroup ?? [], given)),
    })),
  ];
  const rows = rowsWith(groups, file);
  const inRow = attributes?.observation ?? [];
  // Some services leave no place for attributes that have no value anywhere.
  const some = inRow.filter((each) => each.values?.length !== 0);
  const [full, short] = [
    [...measures, ...inRow],
    [...measures, ...some],
  ];
  const addObservations = (
    front: readonly [string, Content][],
    given: z.infer<typeof observations>,
    level: readonly JsonComponent[],
  ) => {
    for (const [positions, cells] of Object.entries(given ?? {})) {
      // With "detail=nodata" the observation has its attributes only.
      const [measure] = measures;
      const first = cells?.[0];
      const bare = measure && isNumber(measure) && typeof first === 'string' && Number.isNaN(Number(first));
      const components = bare ? inRow : cells?.length === short.length ? short : full;
      rows.add([...front, ...key(level, positions), ...values(components, cells)]);
    }
  };
  for (const [positions, series] of Object.entries(json.series ?? {})) {
    const front = [
      ...fixed,
      ...key(levels.series, positions),
      ...values(attributes?.series ?? [], series.attributes),
    ];
    if (Object.keys(series.observations ?? {}).length === 0) rows.add(front);
    addObservations(front, series.observations, levels.observation);
  }
  addObservations(fixed, json.observations, [...levels.series, ...levels.observation]);

  const reference = referenceOf(own);
  return {
    ...(reference ? { structure: reference } : {}),
    ...(own.name ? { label: own.name } : {}),
    action: actions.find((action) => action === json.action) ?? 'Information',
    components: [
      ...inKey.map((each) => described(each, 'dimension')),
      ...measures.map((each) => described(each, 'measure')),
      ...(attributes?.dataSet ?? []).map((each) => ({
        ...described(each, 'attribute'),
        attachment: 'dataSet' as const,
      })),
      ...[
        ...(attributes?.dimensionGroup ?? []),
        ...(attributes?.series ?? []),
        ...(attributes?.observation ?? []),
      ].map((each) => described(each, 'attribute')),
    ],
    rows: rows.all(),
  };
}

function isNumber({ id, format }: JsonComponent): boolean {
  return (
    /^(Double|Float|Decimal|Integer|Long|Short|Numeric|Count|BigInteger)$/.test(format?.dataType ?? '') ||
    id === 'OBS_VALUE'
  );
}

function described(each: JsonComponent, role: Component['role']): Component {
  const codes = (each.values ?? []).flatMap((one) =>
    one?.id && one.name ? [[one.id, one.name] as const] : [],
  );
  return {
    id: each.id,
    role,
    ...(each.name ? { label: each.name } : {}),
    ...(each.id === 'TIME_PERIOD'
      ? { type: 'time' }
      : role === 'measure' && isNumber(each)
        ? { type: 'number' }
        : {}),
    ...(codes.length > 0 ? { codes: new Map(codes) } : {}),
  };
}

/** Of a component with a list of values, an entry is a position in it; else it is the value itself. */
function valueOf({ id, values }: JsonComponent, entry: unknown, file: string): Content | undefined {
  if (entry === null || entry === undefined) return undefined;
  if (values && typeof entry === 'number') {
    const found = values[entry];
    if (found === undefined)
      throw new Problem('sdmx-invalid', { detail: `${id} has no value at position ${entry}` }, { file });
    if (found === null) return undefined;
    return found.id ?? contentOf(found.value ?? found.values ?? found['ids'] ?? found.name, file);
  }
  if (values && Array.isArray(entry)) return entry.flatMap((one) => valueOf({ id, values }, one, file) ?? []);
  return contentOf(entry, file);
}

function contentOf(json: unknown, file: string, depth = 0): Content | undefined {
  if (json === null || json === undefined) return undefined;
  if (depth > 8)
    throw new Problem('sdmx-feature-unread', { feature: 'lists within lists more than 8 deep' }, { file });
  if (Array.isArray(json))
    return json.flatMap((one) => (one === null ? [] : [contentOf(one, file, depth + 1) ?? '']));
  if (typeof json === 'object') return checked(z.record(z.string(), z.string()), json, file);
  return String(json as string | number | boolean);
}

const kinds = {
  Dataflow: 'dataflow',
  DataStructure: 'datastructure',
  ProvisionAgreement: 'provisionagreement',
} as const;

/** By URN, or by the address: the draft gives only that. The dataflow where several are named. */
function referenceOf({ links }: JsonStructure): StructureReference | undefined {
  const found = (links ?? []).flatMap(({ urn, href }): StructureReference[] => {
    const { type, artefact } = parseUrn(urn ?? href ?? '') ?? {};
    const kind = type && type in kinds ? kinds[type as keyof typeof kinds] : undefined;
    if (kind && artefact) return [{ kind, ...artefact }];
    const [, place, ofAgency, ofId, ofVersion] =
      /\/(dataflow|datastructure)\/([\w.-]+)\/([\w@$-]+)(?:\/([\d.]+))?/.exec(href ?? '') ?? [];
    if (!place || !ofAgency || !ofId) return [];
    return [
      { kind: place as 'dataflow', agency: ofAgency, id: ofId, ...(ofVersion ? { version: ofVersion } : {}) },
    ];
  });
  return found.find(({ kind }) => kind === 'dataflow') ?? found[0];
}
