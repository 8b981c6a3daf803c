/** What a request to the SDMX REST server asks for, read from its address. */
import type { Context } from 'hono';
import { type Day, dayOf } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { agency as ownAgency, type Flow } from '../sdmx/flow.ts';
import { type ArtefactType, artefactTypes, type StructureQuery } from '../sdmx/catalogue.ts';
import { boundOf, countOf, type DataQuery, parseCondition, parseKey1, parseKey2 } from '../sdmx/query.ts';
import type { Reference } from '../sdmx/message.ts';

type Api = 1 | 2;

const invalid = (detail: string) => new Problem('sdmx-query-invalid', { detail });

/** The parameters; a plus stands for itself, because it is an operator of the API. */
function parametersOf(c: Context): URLSearchParams {
  return new URLSearchParams(new URL(c.req.url).search.replaceAll('+', '%2B'));
}

const common = ['format', 'labels', 'locale', 'lang'];
const dataParameters: { readonly [api in Api]: readonly string[] } = {
  1: [
    'startPeriod',
    'endPeriod',
    'updatedAfter',
    'firstNObservations',
    'lastNObservations',
    'dimensionAtObservation',
    'detail',
  ],
  2: [
    'updatedAfter',
    'asOf',
    'firstNObservations',
    'lastNObservations',
    'dimensionAtObservation',
    'attributes',
    'measures',
    'offset',
    'limit',
  ],
};
/** In the API, and not here: an answer without them would be another answer. */
const notOffered = ['updatedAfter', 'includeHistory', 'asOf', 'sort', 'reportingYearStartDay'];

function checkParameters(parameters: URLSearchParams, known: readonly string[]): void {
  for (const [name, value] of parameters) {
    if (known.includes(name) || (name === 'includeHistory' && value === 'false')) continue;
    if (notOffered.includes(name)) throw new Problem('sdmx-not-offered', { what: `The parameter ${name}` });
    if (!common.includes(name) && !/^c\[\w+\]$/.test(name))
      throw invalid(`the parameter ${name.slice(0, 60)} is not known`);
  }
}

/** @throws Problem `sdmx-query-invalid`, `sdmx-no-results` for an unknown dataflow, `sdmx-not-offered` */
export function askedData(c: Context, flows: readonly Flow[], api: Api): DataAsked {
  const parameters = parametersOf(c);
  checkParameters(parameters, dataParameters[api]);
  const since = parameters.get('updatedAfter');
  const asOf = parameters.get('asOf');
  return {
    flows: api === 1 ? flows1(c, flows) : flows2(c, flows),
    query: queryOf(c, parameters, api),
    ...(since === null ? {} : { since: instantOf('updatedAfter', since) }),
    ...(asOf === null ? {} : { asOf: dayOf(new Date(instantOf('asOf', asOf)).toISOString()) }),
  };
}

export interface DataAsked {
  readonly flows: readonly Flow[];
  readonly query: DataQuery;
  /** In milliseconds: only what came after it. */
  readonly since?: number;
  /** Only what had been released by then. */
  readonly asOf?: Day;
}

/** "2026-03-01T12:00:00Z", "2026-03-01"; without a zone as UTC. @throws Problem `sdmx-query-invalid` */
function instantOf(name: string, text: string): number {
  const [, day = '', time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?))?(Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const instant = Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(instant))
    throw invalid(`${name} “${text.slice(0, 60)}” is no date; write 2026-03-01T12:00:00Z`);
  return instant;
}

/** @throws Problem as `askedData` */
export function askedAvailability(c: Context, flows: readonly Flow[], api: Api) {
  const parameters = parametersOf(c);
  checkParameters(parameters, ['mode', 'references', ...(api === 1 ? ['startPeriod', 'endPeriod'] : [])]);
  const [flow, second] = api === 1 ? flows1(c, flows) : flows2(c, flows);
  if (!flow || second) throw invalid('availability is given of one dataflow at a time; name it');
  const mode = parameters.get('mode') ?? 'exact';
  if (mode !== 'exact' && mode !== 'available')
    throw invalid(`mode cannot be “${mode}”; use exact or available`);
  const component = c.req.param('component');
  return {
    flow,
    query: queryOf(c, parameters, api),
    mode,
    references: (parameters.get('references') ?? 'none').split(','),
    component: component === undefined || component === 'all' || component === '*' ? undefined : component,
  } as const;
}

function queryOf(c: Context, parameters: URLSearchParams, api: Api): DataQuery {
  const given = (name: string) => parameters.get(name) ?? undefined;
  const [start, end] = [given('startPeriod'), given('endPeriod')];
  const counts = {
    firstN: countOf('firstNObservations', given('firstNObservations')),
    lastN: countOf('lastNObservations', given('lastNObservations')),
    offset: countOf('offset', given('offset'), 0),
    limit: countOf('limit', given('limit')),
  };
  const key = c.req.param('key') ?? '';
  return {
    keys: api === 1 ? parseKey1(key) : parseKey2(key),
    conditions: [...parameters].flatMap(([name, value]) => {
      const component = /^c\[(\w+)\]$/.exec(name)?.[1];
      return component ? [parseCondition(component, value)] : [];
    }),
    ...(start ? { from: boundOf('startPeriod', start, 'first') } : {}),
    ...(end ? { to: boundOf('endPeriod', end, 'last') } : {}),
    ...(Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined)) as {
      readonly [name in keyof typeof counts]?: number;
    }),
    ...(api === 1
      ? detailOf(given('detail') ?? 'full')
      : componentsOf(given('attributes') ?? 'dsd', given('measures') ?? 'all')),
    at: given('dimensionAtObservation') ?? 'TIME_PERIOD',
  };
}

function detailOf(detail: string): Pick<DataQuery, 'attributes' | 'measures' | 'rows'> {
  if (detail === 'full') return { attributes: 'all', measures: 'all', rows: 'observations' };
  if (detail === 'dataonly') return { attributes: 'none', measures: 'all', rows: 'observations' };
  if (detail === 'serieskeysonly') return { attributes: 'none', measures: 'none', rows: 'series' };
  if (detail === 'nodata') return { attributes: 'all', measures: 'none', rows: 'series' };
  throw invalid(`detail cannot be “${detail}”; use full, dataonly, serieskeysonly or nodata`);
}

function componentsOf(
  attributes: string,
  measures: string,
): Pick<DataQuery, 'attributes' | 'measures' | 'rows'> {
  const whole = {
    dsd: 'all',
    all: 'all',
    none: 'none',
    msd: 'none',
    dataset: 'dataset',
    series: 'series',
    obs: 'obs',
  } as const;
  const named = whole[attributes as keyof typeof whole] ?? new Set(attributes.split(','));
  const ofMeasures = measures === 'all' || measures === 'none' ? measures : new Set(measures.split(','));
  // "Which series are there": without attributes and measures nothing is left of an observation.
  return {
    attributes: named,
    measures: ofMeasures,
    rows: named === 'none' && ofMeasures === 'none' ? 'series' : 'observations',
  };
}

/** "DF_X", "PLUMBLINE,DF_X" or "PLUMBLINE,DF_X,1.0"; "all" for every dataflow. */
function flows1(c: Context, flows: readonly Flow[]): readonly Flow[] {
  const asked = c.req.param('flow') ?? '';
  const split = asked.split(',');
  if (split.length > 3) throw invalid(`“${asked.slice(0, 80)}” is no dataflow; write AGENCY,ID,VERSION`);
  const [id = '', agency = 'all', version = 'latest'] =
    split.length === 1 ? split : [split[1], split[0], split[2]];
  const provider = c.req.param('provider') ?? 'all';
  if (!isAny(provider) && provider !== ownAgency && !provider.endsWith(`,${ownAgency}`))
    throw new Problem('sdmx-no-results', { what: provider });
  return found(
    flows.filter(({ dataflow }) => fits(dataflow, [agency], [id], [version])),
    asked,
  );
}

function flows2(c: Context, flows: readonly Flow[]): readonly Flow[] {
  const [context = '*', agency = '*', id = '*', version = '*'] = ['context', 'agency', 'id', 'version'].map(
    (name) => c.req.param(name) || '*',
  );
  const contexts = context.split(',');
  for (const one of contexts)
    if (!['*', 'dataflow', 'datastructure', 'provisionagreement'].includes(one))
      throw invalid(`“${one}” is no context; use dataflow, datastructure or provisionagreement`);
  const has = (name: string) => contexts.includes(name) || contexts.includes('*');
  const asked = [agency.split(','), id.split(','), version.split(',')] as const;
  return found(
    flows.filter(
      ({ dataflow, structure }) =>
        (has('dataflow') && fits(dataflow, ...asked)) || (has('datastructure') && fits(structure, ...asked)),
    ),
    [context, agency, id].join('/'),
  );
}

function found(flows: readonly Flow[], what: string): readonly Flow[] {
  if (flows.length === 0) throw new Problem('sdmx-no-results', { what });
  return flows;
}

const wildcards = new Set(['', '*', 'all', 'ALL', 'latest', 'LATEST', '~', '+']);
const isAny = (text: string) => wildcards.has(text);

function fits(
  own: Reference,
  agencies: readonly string[],
  ids: readonly string[],
  versions: readonly string[],
): boolean {
  const one = (list: readonly string[], value: string) => list.some((each) => isAny(each) || each === value);
  return (
    one(agencies, own.agency) &&
    one(ids, own.id) &&
    one(
      versions.map((each) => each.replace('+', '')),
      own.version ?? '',
    )
  );
}

/** Kinds of artefacts of the standard of which this installation has none. */
const otherTypes =
  /^(metadatastructure|categoryscheme|contentconstraint|actualconstraint|allowedconstraint|attachmentconstraint|dataconstraint|metadataconstraint|hierarchicalcodelist|hierarchy|hierarchyassociation|valuelist|organisationscheme|agencyscheme|dataproviderscheme|metadataproviderscheme|dataconsumerscheme|organisationunitscheme|metadataflow|metadata|schema|reportingtaxonomy|provisionagreement|metadataprovisionagreement|structureset|structuremap|representationmap|conceptschememap|categoryschememap|organisationschememap|reportingtaxonomymap|process|categorisation|transformationscheme|rulesetscheme|userdefinedoperatorscheme|customtypescheme|namepersonalisationscheme|vtlmappingscheme)$/;

/** @throws Problem `sdmx-query-invalid`, `sdmx-not-offered` for kinds of artefacts that are not here */
export function askedStructures(c: Context, api: Api): StructureQuery {
  const parameters = parametersOf(c);
  checkParameters(parameters, ['references', 'detail']);
  const type = c.req.param('type') ?? '*';
  if (otherTypes.test(type)) throw new Problem('sdmx-not-offered', { what: `The resource ${type}` });
  const types =
    type === '*' || type === 'structure' ? artefactTypes : artefactTypes.filter((each) => each === type);
  if (types.length === 0) throw new Problem('not-found', { what: new URL(c.req.url).pathname });
  const separator = api === 1 ? '+' : ',';
  const list = (name: string) => {
    const values = (c.req.param(name) ?? '').split(separator).filter((value) => value !== '');
    return values.some(isAny) ? [] : values;
  };
  const references = (parameters.get('references') ?? 'none').split(',');
  return {
    types: types as readonly ArtefactType[],
    agencies: list('agency'),
    ids: list('id'),
    versions: api === 2 && c.req.param('version')?.includes('+') ? [] : list('version'),
    items: list('item'),
    references,
    detail: parameters.get('detail') ?? 'full',
  };
}
