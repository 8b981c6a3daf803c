import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../../test/installation.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { parseDate } from '../../core/date.ts';
import { measured } from '../../core/value.ts';
import { webApp } from '../../web/app.tsx';
import { shielded } from '../../web/server.ts';
import { type DataMessage, type StructureMessage, textOf } from '../sdmx/message.ts';
import { readMessage } from '../sdmx/read.ts';
import { madeUp, observation } from '../sdmx/testing.ts';
import { enterObservation } from '../store.ts';
import { type IndicatorId, parsePeriod } from '../model.ts';
import { sdmxApp } from './sdmx.ts';

const app = sdmxApp({ figures: () => madeUp, now: () => new Date('2026-11-23T10:00:00Z') });

async function get(path: string, headers: { readonly [name: string]: string } = {}) {
  const response = await app.request(`http://localhost/sdmx${path}`, { headers });
  return {
    response,
    status: response.status,
    type: response.headers.get('Content-Type') ?? '',
    body: await response.text(),
  };
}

/** The answer as our readers understand it. */
async function data(path: string, headers?: { readonly [name: string]: string }): Promise<DataMessage> {
  const { body, status } = await get(path, headers);
  expect(status, body).toBe(200);
  const message = readMessage({ name: path, bytes: new TextEncoder().encode(body) });
  if (message.kind !== 'data') throw new Error('no data');
  return message;
}

async function structure(
  path: string,
  headers?: { readonly [name: string]: string },
): Promise<StructureMessage> {
  const { body, status } = await get(path, headers);
  expect(status, body).toBe(200);
  const message = readMessage({ name: path, bytes: new TextEncoder().encode(body) });
  if (message.kind !== 'structure') throw new Error('no structure');
  return message;
}

/** "MUS 2019 1.25", one for each row. */
function rows({ dataSets }: DataMessage): string[] {
  return dataSets.flatMap((dataSet) =>
    dataSet.rows.map(({ values }) =>
      ['REF_AREA', 'TIME_PERIOD', 'OBS_VALUE'].map((id) => textOf(values[id]) || '-').join(' '),
    ),
  );
}

const flow = 'DF_SDG-16_2_2';
const v1 = `/v1/data/${flow}`;
const v2 = `/v2/data/dataflow/PLUMBLINE/${flow}/1.0`;

describe('data queries of API 1.x', () => {
  test.each<[query: string, rows: readonly string[]]>([
    ['/MUS....?startPeriod=2019&endPeriod=2019', ['MUS 2019 1.5', 'MUS 2019 1.25']],
    ['/MUS..National_report..', ['MUS 2019 1.5']],
    ['/MUS+FRA..UNSD_SDG_database._T.?endPeriod=2011', ['FRA 2010 0', 'FRA 2011 -']],
    ['/all?lastNObservations=1', ['FRA 2014 -', 'MUS 2019 1.5', 'MUS 2020-Q1 1.25', 'MUS 2019 1.25']],
    ['/FRA....?firstNObservations=2', ['FRA 2010 0', 'FRA 2011 -']],
    ['/all/PLUMBLINE?startPeriod=2020-01-01&endPeriod=2020-03-31', ['MUS 2020-Q1 1.25']],
    // A fiscal year lies neither in 2018 nor in 2019.
    ['/MUS....?endPeriod=2018', []],
    ['/MUS....?startPeriod=2018-04-01&endPeriod=2019-03-31', ['MUS 2018-04-01/P1Y 1.25']],
  ])('%s', async (query, wanted) => {
    if (wanted.length > 0) expect(rows(await data(v1 + query))).toEqual(wanted);
    else expect((await get(v1 + query)).status).toBe(404);
  });

  test.each([
    'DF_CYBERTIP',
    'PLUMBLINE,DF_CYBERTIP',
    'PLUMBLINE,DF_CYBERTIP,1.0',
    'ALL,DF_CYBERTIP,LATEST',
    'PLUMBLINE,DF_CYBERTIP,latest',
  ])('a dataflow as %s', async (name) => {
    expect(rows(await data(`/v1/data/${name}/all/`))).toEqual(['CIV 2019 123456']);
  });

  test.each<[detail: string, components: number, rows: number]>([
    ['full', 22, 2],
    ['dataonly', 7, 2],
    ['serieskeysonly', 5, 2],
    ['nodata', 6, 2],
  ])('detail=%s', async (detail, components, count) => {
    const { dataSets } = await data(
      `${v1}/MUS...._T?startPeriod=2019&detail=${detail}&format=csv`.replace('...._T', '..._T._T'),
    );
    expect(dataSets[0]?.components.length).toBe(components);
    expect(dataSets[0]?.rows.length).toBe(count);
  });

  test('the dimension at the observation', async () => {
    const { body } = await get(`${v1}/MUS....?dimensionAtObservation=SEX`);
    expect(body).toContain('dimensionAtObservation="SEX"');
    expect(body).toContain('<gen:Value id="TIME_PERIOD" value="2019"/>');
    expect((await get(`${v1}/MUS....?dimensionAtObservation=AllDimensions`)).body).toContain('<gen:ObsKey>');
  });
});

describe('data queries of API 2.x', () => {
  test.each<[query: string, rows: readonly string[]]>([
    [`${v2}/MUS.*.National_report`, ['MUS 2019 1.5']],
    [`${v2}/FRA,MUS.*.National_report?c[TIME_PERIOD]=ge:2013`, ['FRA 2013 -', 'FRA 2014 -', 'MUS 2019 1.5']],
    [`${v2}?c[OBS_VALUE]=gt:1.25`, ['MUS 2019 1.5']],
    [`${v2}?c[SEX]=M,F`, ['MUS 2020-Q1 1.25']],
    [`${v2}?c[SEX]=ne:_T`, ['MUS 2020-Q1 1.25']],
    [`${v2}?c[TIME_PERIOD]=ge:2010%2Ble:2010,2012`, ['FRA 2010 0', 'FRA 2012 -']],
    [`${v2}?c[VALUE_STATE]=SUPPRESSED`, ['FRA 2014 -']],
    [`${v2}?c[FOOTNOTE]=co:Boys&c[REF_AREA]=MUS`, ['MUS 2020-Q1 1.25']],
    [`${v2}/FRA?offset=1&limit=2`, ['FRA 2011 -', 'FRA 2012 -']],
    ['/v2/data/datastructure/*/DSD_CYBERTIP', ['CIV 2019 123456']],
    ['/v2/data/*/*/*/*/CIV', ['CIV 2019 123456']],
  ])('%s', async (path, wanted) => {
    expect(rows(await data(path))).toEqual(wanted);
  });

  test('attributes and measures by choice', async () => {
    const components = async (query: string) =>
      (await data(`${v2}/FRA?${query}`, { Accept: 'text/csv' })).dataSets[0]?.components.map(({ id }) => id);
    const key = ['REF_AREA', 'INDICATOR', 'SOURCE', 'SEX', 'AGE', 'TIME_PERIOD'];
    expect(await components('attributes=none')).toEqual([...key, 'OBS_VALUE']);
    expect(await components('attributes=VALUE_STATE,WARNING&measures=none')).toEqual([
      ...key,
      'VALUE_STATE',
      'WARNING',
    ]);
    expect(await components('attributes=dataset')).toEqual([...key, 'OBS_VALUE', 'WARNING']);
  });

  test('whole figures replace, parts are merged', async () => {
    const action = async (query: string) => (await data(`${v2}/FRA${query}`)).dataSets[0]?.action;
    expect(await action('')).toBe('Replace');
    expect(await action('?attributes=none')).toBe('Merge');
    expect((await get(`${v1}/FRA....?detail=dataonly`)).body).toContain('action="Append"');
  });

  test('a data set for each dataflow', async () => {
    const { dataSets } = await data('/v2/data');
    expect(dataSets.map(({ structure: of, rows: own }) => [of?.id, own.length])).toEqual([
      [flow, 9],
      ['DF_CYBERTIP', 1],
    ]);
  });
});

describe('formats', () => {
  const csv1 = 'application/vnd.sdmx.data+csv; version=1.0.0';
  const json1 = 'application/vnd.sdmx.data+json; version=1.0.0';
  const json2 = 'application/vnd.sdmx.data+json; version=2.0.0';
  const csv2 = 'application/vnd.sdmx.data+csv; version=2.0.0';
  const generic = 'application/vnd.sdmx.genericdata+xml; version=2.1';
  const specific = 'application/vnd.sdmx.structurespecificdata+xml; version=2.1';

  test.each<[path: string, accept: string | undefined, type: string]>([
    [v1, undefined, generic],
    [v1, '*/*', generic],
    [v1, 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', generic],
    [v1, 'application/json', json1],
    [
      v1,
      'application/vnd.sdmx.data+json;version=1.0.0-wd, application/vnd.sdmx.data+json;version=1.0',
      json1,
    ],
    [v1, 'text/csv', csv1],
    [v1, 'application/vnd.sdmx.data+csv;version=1.0.0;labels=both', `${csv1}; labels=both`],
    [`${v1}?format=csv`, 'application/pdf', csv1],
    [`${v1}?format=sdmx-csv&labels=both`, undefined, `${csv1}; labels=both`],
    [`${v1}?format=csvfilewithlabels`, undefined, `${csv1}; labels=both`],
    [`${v1}?format=sdmx-json`, undefined, json1],
    [`${v1}?format=jsondata`, undefined, json1],
    [`${v1}?format=genericdata`, undefined, generic],
    [v1, 'application/vnd.sdmx.structurespecificdata+xml;version=2.1', specific],
    [`${v1}?format=structurespecificdata`, undefined, specific],
    [v2, undefined, json2],
    [v2, 'application/vnd.sdmx.data+json;version=2+.0.0', json2],
    [v2, 'application/vnd.sdmx.data+csv;version=2.0.0;labels=name;keys=both', `${csv2}; labels=name`],
    [v2, 'text/csv;q=0.5, application/vnd.sdmx.data+json;version=2.0.0;q=0.9', json2],
    [v2, 'application/xml', generic],
    ['/v1/dataflow', undefined, 'application/vnd.sdmx.structure+xml; version=2.1'],
    ['/v1/dataflow?format=sdmx-json', undefined, 'application/vnd.sdmx.structure+json; version=1.0.0'],
    ['/v2/structure/dataflow', undefined, 'application/vnd.sdmx.structure+json; version=2.0.0'],
    [
      '/v2/structure/dataflow',
      'application/vnd.sdmx.structure+json;version=2.1.0',
      'application/vnd.sdmx.structure+json; version=2.1.0',
    ],
    [`/v2/availability/dataflow/*/${flow}`, undefined, 'application/vnd.sdmx.structure+json; version=2.1.0'],
  ])('%s with %s is %s', async (path, accept, type) => {
    const { status, type: given } = await get(path, accept ? { Accept: accept } : {});
    expect(status).toBe(200);
    expect(given.startsWith(type)).toBe(true);
  });

  test('CSV in full: codes beside names, warnings and citation in each row', async () => {
    const { body } = await get(`${v1}/MUS..National_report..?format=csv&labels=both`);
    const [header, row] = body.split('\r\n');
    expect(header?.startsWith('DATAFLOW,REF_AREA: Reference area,INDICATOR: Indicator,')).toBe(true);
    expect(row).toContain('MUS: Mauritius');
    expect(row).toContain('can mean <better> work');
    expect(row).toContain('https://example.org/list?a=1&b=2');
  });

  test('CSV comes as a file, packed for weak networks', async () => {
    const outer = shielded(app, () => undefined);
    const response = await outer.request(`http://localhost/sdmx${v1}?format=csv`, {
      headers: { 'Accept-Encoding': 'gzip' },
    });
    expect(response.headers.get('Content-Encoding')).toBe('gzip');
    expect(response.headers.get('Content-Disposition')).toBe(`attachment; filename="${flow}.csv"`);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  test('each format tells the same figures', async () => {
    const [first, ...others] = await Promise.all(
      [generic, specific, json1, json2, csv1, csv2].map((accept) => data(v1, { Accept: accept })),
    );
    expect(first && rows(first).toSorted()).toHaveLength(9);
    for (const other of others) expect(rows(other).toSorted()).toEqual(first && rows(first).toSorted());
  });
});

describe('structure queries', () => {
  const found = async (path: string) => {
    const { dataflows, structures, codelists, conceptSchemes } = await structure(path);
    return [dataflows, structures, codelists, conceptSchemes].map((list) => list.map(({ id }) => id));
  };
  const dsd = 'DSD_SDG-16_2_2';
  const lists = ['CL_AREA', 'CL_INDICATOR', 'CL_SOURCE', 'CL_VALUE_STATE', 'CL_OBS_STATUS', 'CL_OBS_CONF'];

  test.each<[path: string, found: readonly (readonly string[])[]]>([
    ['/v1/dataflow', [[flow, 'DF_CYBERTIP'], [], [], []]],
    [`/v1/dataflow/PLUMBLINE/${flow}/1.0?references=children`, [[flow], [dsd], [], []]],
    [
      `/v1/dataflow/all/${flow}/latest?references=descendants`,
      [[flow], [dsd], [...lists, 'CL_SEX', 'CL_AGE'], ['CS_PLUMBLINE']],
    ],
    [`/v1/datastructure/PLUMBLINE/${dsd}?references=parents`, [[flow], [dsd], [], []]],
    [
      `/v1/datastructure/PLUMBLINE/${dsd}?references=codelist`,
      [[], [dsd], [...lists, 'CL_SEX', 'CL_AGE'], []],
    ],
    ['/v1/codelist/PLUMBLINE/CL_SEX?references=ancestors', [[flow], [dsd], ['CL_SEX'], []]],
    ['/v1/conceptscheme/PLUMBLINE/CS_PLUMBLINE', [[], [], [], ['CS_PLUMBLINE']]],
    ['/v2/structure/dataflow/PLUMBLINE/DF_CYBERTIP/~', [['DF_CYBERTIP'], [], [], []]],
    [
      `/v2/structure/datastructure/*/${dsd},DSD_CYBERTIP/1.0+?references=all`,
      [[flow, 'DF_CYBERTIP'], [dsd, 'DSD_CYBERTIP'], [...lists, 'CL_SEX', 'CL_AGE'], ['CS_PLUMBLINE']],
    ],
    ['/v2/structure/*/PLUMBLINE/CL_AGE', [[], [], ['CL_AGE'], []]],
  ])('%s', async (path, wanted) => {
    const sorted = (all: readonly (readonly string[])[]) => all.map((list) => list.toSorted());
    expect(sorted(await found(path))).toEqual(sorted(wanted));
  });

  test('a data structure is read back as it is', async () => {
    for (const path of [
      `/v1/datastructure/all/${dsd}`,
      `/v1/datastructure/all/${dsd}?format=sdmx-json`,
      `/v2/structure/datastructure/*/${dsd}`,
    ]) {
      const [own] = (await structure(path)).structures;
      expect(
        own?.components
          .filter(({ role }) => role === 'dimension')
          .map(({ id, codelist }) => [id, codelist?.id]),
      ).toEqual([
        ['REF_AREA', 'CL_AREA'],
        ['INDICATOR', 'CL_INDICATOR'],
        ['SOURCE', 'CL_SOURCE'],
        ['SEX', 'CL_SEX'],
        ['AGE', 'CL_AGE'],
      ]);
      expect(own?.components.find(({ id }) => id === 'TIME_PERIOD')).toMatchObject({
        role: 'time',
        type: 'ObservationalTimePeriod',
      });
      expect(own?.components.find(({ id }) => id === 'WARNING')).toMatchObject({
        role: 'attribute',
        attachment: 'dataSet',
        type: 'String',
      });
      expect(own?.components.find(({ id }) => id === 'VALUE_STATE')?.codelist?.id).toBe('CL_VALUE_STATE');
    }
  });

  test('one code of a list, and lists without their codes', async () => {
    const [list] = (await structure('/v1/codelist/PLUMBLINE/CL_AREA/1.0/MUS')).codelists;
    expect(list).toMatchObject({ items: [{ id: 'MUS', label: 'Mauritius' }], part: 'some items' });
    const [stub] = (await structure('/v1/codelist/PLUMBLINE/CL_AGE?detail=allstubs')).codelists;
    expect(stub?.items).toEqual([]);
    const [ages] = (await structure('/v2/structure/codelist/*/CL_AGE')).codelists;
    expect(ages?.items.at(-1)).toEqual({ id: 'Y15T17', label: '15 to 17', parent: 'Y0T17' });
  });
});

describe('availability', () => {
  test.each([
    `/v1/availableconstraint/${flow}/MUS....`,
    `/v1/availableconstraint/${flow}/MUS....?format=sdmx-json`,
  ])('%s', async (path) => {
    const [constraint] = (await structure(path)).constraints;
    expect(constraint?.dataflow?.id).toBe(flow);
    expect(constraint?.values).toMatchObject({
      REF_AREA: ['MUS'],
      SOURCE: ['National_report', 'UNSD_SDG_database'],
      SEX: ['M', '_T'],
    });
  });

  test('what else could be asked for, of one dimension, with the codes in words', async () => {
    const query = `/v1/availableconstraint/${flow}/MUS..National_report../all/SOURCE?references=codelist`;
    const exact = await structure(query);
    expect(exact.constraints[0]?.values).toEqual({ SOURCE: ['National_report'] });
    expect(exact.codelists.map(({ id, items }) => [id, items.map(({ label }) => label)])).toEqual([
      ['CL_SOURCE', ['National report']],
    ]);
    const more = await structure(`${query}&mode=available`);
    expect(more.constraints[0]?.values).toEqual({ SOURCE: ['National_report', 'UNSD_SDG_database'] });
  });

  test('API 2.x counts series and figures', async () => {
    const [constraint] = (await structure(`/v2/availability/dataflow/PLUMBLINE/${flow}/*/FRA`)).constraints;
    expect(constraint).toMatchObject({
      dataflow: { id: flow },
      values: { REF_AREA: ['FRA'] },
      count: { series: 1, observations: 5 },
    });
  });
});

describe('what changed, and what was known before', () => {
  const record = testInstallation();
  const whole = webApp({ record, now: () => new Date(`${testDay}T10:00:00Z`), operatorKey: 'x' });
  const before = record.head();
  const enter = (at: string, released: string, number: number, period: string) =>
    record.command({ kind: 'test', actor: 'test', reason: 'test', citation: 'test', at }, (tx) =>
      enterObservation(tx, {
        ...observation({ period: parsePeriod(period), source: 'A harvest' }),
        indicator: '16.2.3' as IndicatorId,
        released: parseDate(released),
        unit: 'percent',
        value: measured(number),
      }),
    );
  enter('2027-01-01T12:00:00Z', '2020-05-01', 1, '2018');
  enter('2027-01-01T12:00:00Z', '2020-05-01', 2, '2019');
  enter('2027-03-01T12:00:00Z', '2022-05-01', 3, '2019');

  async function found(query: string): Promise<string[] | number> {
    const response = await whole.request(`http://localhost/sdmx${query}`);
    if (!response.ok) return response.status;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const message = readMessage({ name: 'answer', bytes });
    return message.kind === 'data' ? rows(message) : 0;
  }

  const own1 = '/v1/data/DF_16_2_3/all?c[SOURCE]=A_harvest';
  const own2 = '/v2/data/dataflow/PLUMBLINE/DF_16_2_3/1.0/MUS.*.A_harvest';

  test.each<[query: string, found: string[] | number]>([
    ['', ['MUS 2018 1', 'MUS 2019 3']],
    ['updatedAfter=2026-12-31', ['MUS 2018 1', 'MUS 2019 3']],
    ['updatedAfter=2027-01-01T12:00:00Z', ['MUS 2019 3']],
    ['updatedAfter=2027-01-01T13:59:59%2B02:00', ['MUS 2018 1', 'MUS 2019 3']],
    ['updatedAfter=2027-02-01T00:00:00.000', ['MUS 2019 3']],
    ['updatedAfter=2027-03-01T12:00:00Z', 404],
    ['asOf=2022-04-30T23:59:59Z', ['MUS 2018 1', 'MUS 2019 2']],
    ['asOf=2022-05-01', ['MUS 2018 1', 'MUS 2019 3']],
    ['asOf=2020-04-30', 404],
    ['asOf=2021-01-01&updatedAfter=2027-02-01', 404],
  ])('%s', async (query, wanted) => {
    expect(record.head()).not.toEqual(before);
    expect(await found(`${own2}?${query}`)).toEqual(wanted);
    if (!query.startsWith('asOf')) expect(await found(`${own1}&${query}`)).toEqual(wanted);
  });
});

describe('what cannot be answered', () => {
  test.each<[path: string, accept: string, status: number, words: string]>([
    ['/v1/data/DF_X', '*/*', 404, 'Nothing matches'],
    [`${v1}/DEU....`, '*/*', 404, 'Nothing matches'],
    [`${v1}/all/OTHER`, '*/*', 404, 'Nothing matches'],
    ['/v1/codelist/PLUMBLINE/CL_X', '*/*', 404, 'Nothing matches'],
    ['/v3/data', '*/*', 404, 'There is nothing at'],
    [`${v1}/MUS.X`, '*/*', 400, 'the key has 2 dimensions; it needs 5: REF_AREA.INDICATOR.SOURCE.SEX.AGE'],
    [`${v2}/a.b.c.d.e.f`, '*/*', 400, 'the key has 6 dimensions'],
    [`${v1}?startPeriod=soon`, '*/*', 400, 'startPeriod “soon” is no period'],
    [`${v1}?lastNObservations=-1`, '*/*', 400, 'no whole number'],
    [`${v1}?detail=some`, '*/*', 400, 'detail cannot be “some”'],
    [`${v1}?whatever=1`, '*/*', 400, 'the parameter whatever is not known'],
    [`${v2}?c[NONE]=1`, '*/*', 400, 'there is no component NONE'],
    [`${v2}/${'A,'.repeat(2000)}`, '*/*', 400, 'more than 1000 parts'],
    [`${v1}?format=csv&labels=all`, '*/*', 400, 'labels cannot be “all”'],
    ['/v1/availableconstraint/all', '*/*', 400, 'one dataflow at a time'],
    [v1, 'application/pdf', 406, 'application/vnd.sdmx.genericdata+xml;version=2.1'],
    [v1, 'application/vnd.sdmx.generictimeseriesdata+xml;version=2.1', 406, 'is not offered'],
    [v2, 'application/vnd.sdmx.data+xml;version=3.0.0', 406, 'is not offered'],
    [`${v1}?includeHistory=true`, '*/*', 501, 'The parameter includeHistory is not offered'],
    [`${v2}?sort=TIME_PERIOD`, '*/*', 501, 'The parameter sort'],
    [`${v1}?asOf=2020-01-01`, '*/*', 501, 'The parameter asOf'],
    [`${v1}?updatedAfter=soon`, '*/*', 400, 'updatedAfter “soon” is no date'],
    [`${v2}?asOf=2020-02-31T25:00:00Z`, '*/*', 400, 'is no date'],
    ['/v1/categoryscheme', '*/*', 501, 'The resource categoryscheme'],
    ['/v2/schema/dataflow/A/B', '*/*', 501, 'schema is not offered'],
  ])('%s (%s) is %i', async (path, accept, status, words) => {
    const answer = await get(path, { Accept: accept });
    expect(answer.status).toBe(status);
    if (path.startsWith('/v1')) {
      const message = readMessage({ name: 'error', bytes: new TextEncoder().encode(answer.body) });
      expect(message.kind === 'data' && message.notices.join()).toContain(words);
    } else
      expect(JSON.parse(answer.body).errors[0]).toMatchObject({
        code: status,
        detail: expect.stringContaining(words),
      });
  });

  test('more figures than one answer holds', async () => {
    const small = sdmxApp({ figures: () => madeUp, now: () => new Date(), mostFigures: 5 });
    const response = await small.request(`http://localhost/sdmx${v2}`);
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('more than 5 figures');
    expect((await small.request(`http://localhost/sdmx${v2}/FRA`)).status).toBe(200);
  });

  test('an error in JSON for who asks for JSON', async () => {
    const { body, type } = await get('/v1/data/DF_X?format=sdmx-json');
    expect(type).toContain('json');
    expect(JSON.parse(body).errors[0].code).toBe(404);
  });
});

describe('the server', () => {
  test('lets other sites read, names what an answer depends on, and answers 304', async () => {
    const { response } = await get(v1);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.get('Vary')).toContain('Accept');
    expect(response.headers.get('Content-Language')).toBe('en');
    const etag = response.headers.get('ETag') ?? '';
    expect((await get(v1, { 'If-None-Match': etag })).status).toBe(304);
    // Another format is another answer.
    expect((await get(v1, { 'If-None-Match': etag, Accept: 'text/csv' })).status).toBe(200);
    const options = await app.request(`http://localhost/sdmx${v1}`, { method: 'OPTIONS' });
    expect(options.headers.get('Access-Control-Allow-Methods')).toContain('GET');
    expect((await app.request(`http://localhost/sdmx${v1}`, { method: 'POST' })).status).toBe(404);
  });
});

describe('the figures of the record', () => {
  const record = testInstallation();
  const whole = webApp({ record, now: () => new Date(`${testDay}T10:00:00Z`), operatorKey: 'x' });

  test('detected victims travel with their warning', async () => {
    const response = await whole.request(
      'http://localhost/sdmx/v1/data/DF_16_2_2-distribution/ARE....?format=csv&labels=both',
    );
    const [, row] = (await response.text()).split('\r\n');
    expect(row).toContain('ARE: United Arab Emirates');
    expect(row).toContain('UN SDG database');
    expect(row).toContain('It counts detected victims only');
  });

  test.each([
    'v1/dataflow',
    'v1/data/DF_cybertipline-reports/MUS..?format=csv&labels=both&startPeriod=2020',
    'v1/datastructure/PLUMBLINE/DSD_cybertipline-reports/1.0?references=descendants',
    'v1/availableconstraint/DF_cybertipline-reports',
    'v1/data/DF_cybertipline-reports/MUS../',
    'v2/data/dataflow/PLUMBLINE/DF_cybertipline-reports/1.0/MUS?c[TIME_PERIOD]=ge:2020',
    'v2/structure/dataflow/PLUMBLINE',
    'v2/availability/dataflow/PLUMBLINE/DF_cybertipline-reports',
  ])('answers at %s, as the README says', async (path) => {
    expect((await whole.request(`http://localhost/sdmx/${path}`)).status).toBe(200);
  });

  // As the client library sdmx-rest 2.20 writes them.
  test.each([
    'v1/data/DF_16_2_2-distribution/ARE..../all?detail=full&includeHistory=false&startPeriod=2010&endPeriod=2018&lastNObservations=1',
    'v1/data/PLUMBLINE,DF_16_2_2-distribution,1.0/all/all?dimensionAtObservation=AllDimensions&detail=serieskeysonly&includeHistory=false',
    'v1/dataflow/PLUMBLINE/all/latest?detail=allstubs&references=children',
    'v1/codelist/PLUMBLINE/CL_AGE/latest/Y_LT15?detail=full&references=none',
    'v1/availableconstraint/DF_16_2_2-distribution/ARE..../all/AGE?mode=available&references=codelist',
    'v2/data/dataflow/PLUMBLINE/DF_16_2_2-distribution/1.0/ARE?attributes=none&measures=all&includeHistory=false&firstNObservations=2',
    'v2/data/dataflow/PLUMBLINE/DF_16_2_2-distribution/1.0/*?c[SEX]=F&c[TIME_PERIOD]=ge:2010+le:2016&attributes=dsd&measures=all&includeHistory=false',
    'v2/structure/datastructure/PLUMBLINE/*/~?detail=full&references=descendants',
    'v2/availability/dataflow/PLUMBLINE/DF_16_2_2-distribution/1.0/ARE/SEX?mode=exact&references=none',
  ])('answers a client at %s', async (path) => {
    const response = await whole.request(`http://localhost/sdmx/${path}`);
    expect(response.status).toBe(200);
    readMessage({ name: path, bytes: new Uint8Array(await response.arrayBuffer()) });
  });

  test('every dataflow answers', async () => {
    const response = await whole.request('http://localhost/sdmx/v2/structure/dataflow');
    const flows: { readonly id: string }[] = JSON.parse(await response.text()).data.dataflows;
    expect(flows.length).toBeGreaterThan(8);
    for (const { id } of flows)
      expect((await whole.request(`http://localhost/sdmx/v2/data/dataflow/*/${id}?limit=3`)).status).toBe(
        200,
      );
  });
});

const schemas = shared('data/sdmx-samples/sdmx-twg-json');

describe.skipIf(!schemas)(`the official schemas of SDMX-JSON${schemas ? '' : ` (${noSharedFiles})`}`, () => {
  let valid: { readonly data: ValidateFunction; readonly structure: ValidateFunction };
  beforeAll(() => {
    const load = (kind: 'data' | 'structure') => {
      const ajv = new Ajv2019({ strict: false, allErrors: false });
      addFormats.default(ajv);
      return ajv.compile(
        JSON.parse(
          readFileSync(`${schemas}/${kind}-message/tools/schemas/sdmx-json-${kind}-schema.json`, 'utf8'),
        ) as object,
      );
    };
    valid = { data: load('data'), structure: load('structure') };
  });
  const check = (kind: 'data' | 'structure', body: string) => {
    const holds = valid[kind](JSON.parse(body));
    expect(holds ? [] : valid[kind].errors).toEqual([]);
  };

  test.each([
    '/v2/data',
    v2,
    `${v2}?dimensionAtObservation=AllDimensions`,
    `${v2}?dimensionAtObservation=SEX`,
    `${v2}?attributes=none&measures=none`,
    `${v2}/FRA?attributes=VALUE_STATE&measures=none`,
    `${v2}?c[FOOTNOTE]=co:Boys`,
  ])('hold of %s', async (path) => check('data', (await get(path)).body));

  test.each([
    '/v2/structure',
    `/v2/structure/dataflow/*/${flow}?references=all`,
    '/v2/structure/codelist/*/CL_AGE?detail=allstubs',
    '/v2/structure/codelist/PLUMBLINE/CL_AREA/1.0/MUS',
    `/v2/availability/dataflow/*/${flow}?references=all`,
    `/v2/availability/dataflow/*/${flow}/FRA/REF_AREA`,
  ])('hold of %s', async (path) =>
    check(
      'structure',
      (await get(path, { Accept: 'application/vnd.sdmx.structure+json;version=2.1.0' })).body,
    ),
  );

  test.each(['/v2/data/dataflow/*/DF_X', `${v2}?c[NONE]=1`, '/v2/x'])(
    'hold of the error of %s',
    async (path) => check('data', (await get(path)).body),
  );

  test('hold of all shipped figures', async () => {
    const record = testInstallation();
    const whole = webApp({ record, now: () => new Date(`${testDay}T10:00:00Z`), operatorKey: 'x' });
    check('data', await (await whole.request('http://localhost/sdmx/v2/data')).text());
    check('structure', await (await whole.request('http://localhost/sdmx/v2/structure')).text());
  });
});
