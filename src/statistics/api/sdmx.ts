/**
 * The SDMX REST server: API 1.x below /sdmx/v1 and API 2.x below /sdmx/v2, for reading. Statistical programs know these
 * addresses, so they are no part of /api/v1.
 * Rules: sdmx-twg/sdmx-rest, of 1.5 and 2.2.
 */
import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { Problem, type ProblemCode } from '../../core/problem.ts';
import { software } from '../../platform/product.ts';
import { availabilityOf, structuresOf } from '../sdmx/catalogue.ts';
import { dataSetOf, type Figures, flowsOf, updatedAfter } from '../sdmx/flow.ts';
import { type DataSet, type StructureMessage, textOf } from '../sdmx/message.ts';
import { daysOf } from '../sdmx/period.ts';
import { matcherOf, selected } from '../sdmx/query.ts';
import { csvMessage } from '../sdmx/write-csv.ts';
import { type Head, jsonMessage } from '../sdmx/write-json.ts';
import { jsonStructure } from '../sdmx/write-json-structure.ts';
import { xmlError, xmlStructure } from '../sdmx/write-xml.ts';
import { xmlGenericData, xmlSpecificData } from '../sdmx/write-xml-data.ts';
import { askedAvailability, askedData, type DataAsked, askedStructures } from './ask.ts';
import {
  availabilityOffers,
  chosen,
  type DataFormat,
  dataOffers,
  type StructureFormat,
  structureOffers,
} from './negotiate.ts';

export interface SdmxOptions {
  /** Asked for each request. */
  readonly figures: () => Figures;
  readonly now: () => Date;
  /** So many figures at most are in one answer. */
  readonly mostFigures?: number;
}

type Api = 1 | 2;

/** HTTP status and, in brackets, the code of SDMX 2.1 (section 7) of a problem. */
const statuses: {
  readonly [code in ProblemCode]?: readonly [status: 400 | 404 | 406 | 413 | 501, sdmx: string];
} = {
  'sdmx-no-results': [404, '100'],
  'not-found': [404, '100'],
  'sdmx-too-large': [413, '130'],
  'sdmx-query-invalid': [400, '140'],
  'sdmx-not-acceptable': [406, '140'],
  'sdmx-not-offered': [501, '501'],
};

/** All addresses of the server, below /sdmx. */
export function sdmxApp({ figures, now, mostFigures = 50_000 }: SdmxOptions): Hono {
  // Clients put a slash at the end of an address, or do not.
  const app = new Hono({ strict: false }).basePath('/sdmx');
  app.use(async (c, next) => {
    await next();
    // Reading is open to everybody who reaches the server: scripts of other sites may read as well.
    c.res.headers.set('Access-Control-Allow-Origin', '*');
    c.res.headers.append('Vary', 'Accept');
  });
  app.options('*', (c) =>
    c.body(null, 204, {
      'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
      'Access-Control-Allow-Headers': 'Accept, Accept-Language, If-None-Match',
      'Access-Control-Max-Age': '86400',
    }),
  );

  const data = (api: Api) => (c: Context) => {
    const known = figures();
    const { format, mediaType } = chosen<DataFormat>(dataOffers[api], formatAsked(c));
    return unchanged(c, known, () => {
      const asked = askedData(c, flowsOf(known.describing), api);
      const found = dataSetsOf(known, asked, api, mostFigures);
      const response = answer(c, dataBody(found, format, headOf(c, now()), asked.query.at), mediaType);
      // Whoever opens it in a browser gets a file for a spreadsheet program.
      if (format.kind === 'csv')
        response.headers.set(
          'Content-Disposition',
          `attachment; filename="${found.length === 1 ? found[0]?.structure?.id : 'figures'}.csv"`,
        );
      return response;
    });
  };
  const availability = (api: Api) => (c: Context) => {
    const known = figures();
    const { format, mediaType } = chosen<StructureFormat>(availabilityOffers[api], formatAsked(c));
    return unchanged(c, known, () => {
      const message = available(known, askedAvailability(c, flowsOf(known.describing), api), api);
      return answer(c, structureBody(message, format, headOf(c, now())), mediaType);
    });
  };
  const structures = (api: Api) => (c: Context) => {
    const known = figures();
    const { format, mediaType } = chosen<StructureFormat>(structureOffers[api], formatAsked(c));
    return unchanged(c, known, () => {
      const message = structuresOf(flowsOf(known.describing), askedStructures(c, api));
      return answer(c, structureBody(message, format, headOf(c, now())), mediaType);
    });
  };

  app.get('/v1/data/:flow/:key?/:provider?', data(1));
  app.get('/v1/availableconstraint/:flow/:key?/:provider?/:component?', availability(1));
  app.get('/v1/availability/:flow/:key?/:provider?/:component?', availability(1));
  app.get('/v1/:type/:agency?/:id?/:version?/:item?', structures(1));
  app.get('/v2/data/:context?/:agency?/:id?/:version?/:key?', data(2));
  app.get('/v2/availability/:context?/:agency?/:id?/:version?/:key?/:component?', availability(2));
  app.get('/v2/structure/:type?/:agency?/:id?/:version?/:item?', structures(2));
  app.get('/v2/:resource{metadata|schema|registration}/*', (c) => {
    throw new Problem('sdmx-not-offered', { what: c.req.param('resource') });
  });
  app.all('*', (c) => {
    throw new Problem('not-found', { what: new URL(c.req.url).pathname });
  });
  app.onError((error, c) => {
    if (error instanceof Problem) return errorAnswer(c, error, now());
    throw error;
  });
  return app;
}

function formatAsked(c: Context) {
  return {
    format: c.req.query('format'),
    labels: c.req.query('labels'),
    accept: c.req.header('Accept') ?? '',
  };
}

function answer(c: Context, body: string, mediaType: string): Response {
  return c.body(body, 200, { 'Content-Type': mediaType, 'Content-Language': 'en' });
}

/** Answers 304 while neither the record nor the program has changed. */
function unchanged(c: Context, { version }: Figures, draw: () => Response): Response {
  const state = `${version} ${software.version} ${c.req.header('Accept') ?? ''} ${c.req.url}`;
  const etag = `W/"${createHash('sha256').update(state).digest('hex').slice(0, 24)}"`;
  const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
  if (c.req.header('If-None-Match') === etag) return c.body(null, 304, headers);
  const response = draw();
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

function headOf(c: Context, at: Date): Head {
  const prepared = `${at.toISOString().slice(0, 19)}Z`;
  const id = `PLUMBLINE-${createHash('sha256').update(`${prepared} ${c.req.url}`).digest('hex').slice(0, 16)}`;
  return { id, prepared, sender: { id: 'PLUMBLINE', name: 'Plumbline' }, self: addressOf(c.req.url) };
}

/** The address with what RFC 3986 does not allow as it is, such as the brackets of `c[…]`, in percent. */
function addressOf(url: string): string {
  return url.replace(/[^\w\-.~:/?#@!$&'()*+,;=%]/g, encodeURIComponent);
}

/** @throws Problem `sdmx-no-results`, `sdmx-too-large`, `sdmx-query-invalid` */
function dataSetsOf(
  known: Figures,
  { flows, query, asOf, since }: DataAsked,
  api: Api,
  most: number,
): DataSet[] {
  const found: DataSet[] = [];
  let count = 0;
  for (const flow of flows) {
    const figures = known.figures(flow.indicator.id, asOf);
    const wanted = since === undefined ? figures : updatedAfter(figures, since);
    const part = selected(dataSetOf(flow, wanted), query, api);
    count += part.rows.length;
    if (count > most) throw new Problem('sdmx-too-large', { cap: most });
    if (part.rows.length > 0) found.push(part);
  }
  if (count === 0)
    throw new Problem('sdmx-no-results', { what: flows.map(({ dataflow }) => dataflow.id).join(', ') });
  return found;
}

function dataBody(dataSets: readonly DataSet[], format: DataFormat, head: Head, at: string): string {
  if (format.kind === 'csv') return [...csvMessage(dataSets, format)].join('');
  if (format.kind === 'json') {
    if (format.version === '1.0' && dataSets.length > 1)
      throw new Problem('sdmx-not-acceptable', {
        asked: 'SDMX-JSON 1.0 of several dataflows',
        known: 'SDMX-JSON 2.0, SDMX-CSV',
      });
    return JSON.stringify(jsonMessage(dataSets, head, { version: format.version, at }));
  }
  const write = format.kind === 'generic' ? xmlGenericData : xmlSpecificData;
  return [...write(dataSets, head, at)].join('');
}

function structureBody(message: StructureMessage, format: StructureFormat, head: Head): string {
  return format.kind === 'xml'
    ? xmlStructure(message, head)
    : JSON.stringify(jsonStructure(message, head, format.version));
}

/** The codes for which a query finds figures; with `available`, those that could be asked for beside it. */
function available(known: Figures, asked: ReturnType<typeof askedAvailability>, api: Api): StructureMessage {
  const { flow, query, component, mode, references } = asked;
  const dataSet = dataSetOf(flow, known.figures(flow.indicator.id));
  const rowsFor = (except?: string) =>
    dataSet.rows.filter(matcherOf(dataSet.components, query, api, mode === 'available' ? except : undefined));
  const exact = rowsFor();
  if (exact.length === 0 && mode === 'exact')
    throw new Problem('sdmx-no-results', { what: flow.dataflow.id });
  const dimensions = dataSet.components.filter(
    ({ id, role }) => role === 'dimension' && (component === undefined || id === component),
  );
  if (dimensions.length === 0)
    throw new Problem('sdmx-query-invalid', { detail: `there is no dimension ${component ?? ''}` });
  const values = dimensions
    .filter(({ type }) => type !== 'time')
    .map(({ id }) => [id, [...new Set(rowsFor(id).map((row) => textOf(row.values[id])))].toSorted()] as const)
    .filter(([, codes]) => codes.length > 0);
  const days = dimensions.some(({ type }) => type === 'time')
    ? exact.flatMap((row) => daysOf(textOf(row.values['TIME_PERIOD'])) ?? [])
    : [];
  const from = days.map(({ first }) => first).toSorted()[0];
  const to = days
    .map(({ last }) => last)
    .toSorted()
    .at(-1);
  const series = selected(
    { ...dataSet, rows: exact },
    { ...query, rows: 'series', keys: [], conditions: [] },
    api,
  );
  return availabilityOf(
    flow,
    {
      values: Object.fromEntries(values),
      ...(from && to ? { time: { from, to } } : {}),
      count: { series: series.rows.length, observations: exact.length },
    },
    references,
  );
}

/** An error in the format that was asked for, as far as it has one for errors. */
function errorAnswer(c: Context, problem: Problem, at: Date): Response {
  const [status, code] = statuses[problem.code] ?? [400, '140'];
  const isXml =
    new URL(c.req.url).pathname.includes('/v1/') &&
    !/json|csv/.test(`${c.req.query('format') ?? ''} ${c.req.header('Accept') ?? ''}`);
  if (isXml)
    return c.body(xmlError(code, problem.message), status, {
      'Content-Type': 'application/xml; charset=utf-8',
    });
  const { self: _, ...head } = headOf(c, at);
  const body = {
    meta: head,
    errors: [{ code: status, titles: { en: problem.message }, detail: problem.message }],
  };
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/json; charset=utf-8' });
}
