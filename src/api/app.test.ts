import { beforeAll, describe, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { routes as commitments } from '../commitments/api.ts';
import { parseDay } from '../core/date.ts';
import { routes as evidence } from '../evidence/api.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { routes as recommendations } from '../recommendations/api.ts';
import { enterStatement } from '../recommendations/store.ts';
import { routes as statistics } from '../statistics/api.ts';
import { addFollowUp } from '../recommendations/store/follow-up.ts';
import type { Iso3 } from '../core/state.ts';
import { apiApp } from './app.ts';

const record = testInstallation();
const routes = [...commitments, ...recommendations, ...statistics, ...evidence];
const app = apiApp(routes, () => ({ record, today: parseDay(testDay) }));

const entry = {
  state: 'MUS',
  demand: 'ratify|instrument/OPSC',
  ledger: 'State',
  status: 'done',
  said: 'The protocol was ratified.',
  date: '2011',
  source: 'a made-up report',
  place: 'p. 1',
};

const statement = (text: string, session: number): Parameters<typeof enterStatement>[1] => ({
  state: 'MUS' as Iso3,
  kind: 'recommendation',
  round: { mechanism: 'UPR', cycle: session > 12 ? 2 : 1 },
  text,
  statement: {
    asker: { name: 'Uruguay', state: 'URY' as Iso3 },
    response: 'supported',
    said: 'Accepted',
    issues: ['Rights of the Child'],
    session,
    year: 2009,
    row: session,
    citation: { title: 'a made-up table', standing: 'verified' },
  },
});

beforeAll(() => {
  record.command(
    { kind: 'test', actor: 'test', reason: 'test', citation: 'test', at: `${testDay}T00:00:00Z` },
    (tx) => {
      enterStatement(tx, statement('Collect data, "by sex and age", on the exploitation of children', 4));
      // Two demands that are near, so that a link is proposed.
      enterStatement(tx, statement('Adopt a law on the sexual exploitation of girls', 7));
      enterStatement(tx, statement('Adopt a law on the sexual exploitation and trafficking of girls', 17));
    },
  );
  addFollowUp(record, entry, { actor: 'test', reason: 'test', at: '2026-11-23T00:00:00Z' });
});

/** Addresses of every route, with parameters that exist. */
const addresses = routes.map((route) =>
  route.path
    .replace(':iso3', 'MUS')
    .replace(/\/instruments\/:(?:id|instrument)/, '/instruments/OPSC')
    .replace(':id', '1')
    .replace(/follow-up\/(?:demand|history)$/, `$&?key=${encodeURIComponent(entry.demand)}`),
);

describe('every route', () => {
  test.each(routes.map((route, at) => [addresses[at] ?? '', route] as const))(
    '%s answers as its schema says',
    async (address, route) => {
      const response = await app.request(address);
      expect(response.status).toBe(200);
      const body = (await response.json()) as { total: number; items: unknown[] };
      if (route.shape === 'one') expect(route.item.safeParse(body).error).toBeUndefined();
      else {
        expect(body.total).toBeGreaterThan(0);
        for (const item of body.items) expect(route.item.safeParse(item).error).toBeUndefined();
      }
    },
  );

  test.each(addresses)('%s is not sent again while nothing changed', async (address) => {
    const first = await app.request(address);
    const again = await app.request(address, {
      headers: { 'If-None-Match': first.headers.get('ETag') ?? '' },
    });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  test.each(addresses)('%s refuses parameters it does not know', async (address) => {
    const response = await app.request(`${address}${address.includes('?') ? '&' : '?'}colour=red`);
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({
      type: 'urn:plumbline:problem:parameter-invalid',
      status: 400,
    });
  });
});

describe('lists', () => {
  test('pages hold every item once', async () => {
    const seen: unknown[] = [];
    let address: string | undefined = '/standings?instrument=OPSC&size=50';
    while (address) {
      const body = (await (await app.request(address)).json()) as {
        items: unknown[];
        next?: string;
        total: number;
      };
      seen.push(...body.items);
      address = body.next;
      if (!address) expect(seen).toHaveLength(body.total);
    }
    expect(new Set(seen.map((item) => JSON.stringify(item))).size).toBe(197);
  });

  test('CSV holds all of it, by Accept or by format, safe for spreadsheets', async () => {
    const byFormat = await (await app.request('/standings?instrument=OPSC&format=csv')).text();
    const byAccept = await (
      await app.request('/standings?instrument=OPSC', { headers: { Accept: 'text/csv' } })
    ).text();
    expect(byAccept).toBe(byFormat);
    expect(readCsv(byFormat, { file: 'standings.csv' }).rows).toHaveLength(197);
  });
});

describe('facts', () => {
  test('Mauritius and the OPSC, with source', async () => {
    const { items } = (await (await app.request('/states/mus/standings')).json()) as {
      items: { instrument: string }[];
    };
    expect(items.find((item) => item.instrument === 'OPSC')).toMatchObject({
      standing: 'party',
      signed: '2001-11-11',
      action: 'ratification',
      acted: '2011-06-14',
      citation: { standing: 'verified', asAt: '2023-09-28' },
    });
  });

  test('read as of a day before the ratification', async () => {
    const { items } = (await (await app.request('/states/MUS/standings?asOf=2005-01-01')).json()) as {
      items: { instrument: string }[];
    };
    expect(items.find((item) => item.instrument === 'OPSC')).toMatchObject({ standing: 'signed' });
  });

  test('sources that differ are both there', async () => {
    const { items } = (await (await app.request('/standings?instrument=CERD&size=1000')).json()) as {
      items: { state: string; differences: unknown[] }[];
    };
    expect(items.find((item) => item.state === 'IRQ')?.differences).toEqual([
      expect.objectContaining({ field: 'acted', used: '1970-02-13', other: '1970-01-14' }),
    ]);
  });
});

describe('problems', () => {
  test.each([
    ['/states/XXX', 404, 'state-unknown'],
    ['/instruments/NOTHING', 404, 'instrument-unknown'],
    ['/nowhere', 404, 'not-found'],
    ['/recommendations/999999', 404, 'not-found'],
    ['/states/MUS/standings?asOf=2011-02-31', 400, 'date-invalid'],
    ['/states?size=0', 400, 'parameter-invalid'],
    ['/states?format=xml', 400, 'parameter-invalid'],
    ['/recommendations?session=x', 400, 'parameter-invalid'],
  ])('%s: %i %s', async (address, status, code) => {
    const response = await app.request(address);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: `urn:plumbline:problem:${code}`, status });
  });
});

describe('OpenAPI', () => {
  test('describes every route and its parameters', async () => {
    const document = (await (await app.request('/openapi.json')).json()) as {
      openapi: string;
      paths: { [path: string]: { get: { parameters: { name: string; in: string }[] } } };
    };
    expect(document.openapi).toBe('3.1.0');
    for (const route of routes) {
      const { get } = document.paths[route.path.replace(/:(\w+)/g, '{$1}')] ?? {};
      const named = get?.parameters.map(({ name }) => name) ?? [];
      expect(named).toEqual(expect.arrayContaining(Object.keys(route.parameters.shape)));
      if (route.shape === 'list') expect(named).toEqual(expect.arrayContaining(['page', 'size', 'format']));
    }
  });
});
