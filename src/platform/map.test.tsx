import { gzipSync } from 'node:zlib';
import { geoCentroid, geoDistance } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { describe, expect, test } from 'vitest';
import atlas from 'world-atlas/countries-50m.json' with { type: 'json' };
import { elements } from '../../test/html.ts';
import { parseDay } from '../core/date.ts';
import { type Iso3, states } from '../core/state.ts';
import { locatorShapes, smallStates, worldShapes } from './map/geometry.ts';
import { LocatorMap, WorldMap } from './map.tsx';
import { PageContext } from './ui.tsx';

const legend = [
  { category: 'party', label: 'party', shade: 'full' },
  { category: 'signed', label: 'signed', shade: 'striped' },
] as const;

function page(): PageContext {
  return new PageContext({
    url: new URL('http://localhost/instruments/CRC?lang=ar&asOf=2019-09-11'),
    today: parseDay('2025-03-01'),
  });
}

function worldMap(values: ReadonlyMap<Iso3, string>): string {
  return String(
    <WorldMap
      page={page()}
      values={values}
      legend={legend}
      title="Parties"
      description="Two are party."
      selected={'TCD' as Iso3}
    />,
  );
}

describe('the shapes', () => {
  test('every State of the list is drawn once: as an area or as a dot', () => {
    const { states: areas, dots } = worldShapes();
    expect([...areas.keys(), ...dots.keys()].toSorted()).toEqual(states.map(({ iso3 }) => iso3).toSorted());
    expect([...areas.values()].filter((path) => !/^M\d+ \d+l/.test(path))).toEqual([]);
  });

  test('the dots stand where the finer atlas has the State', () => {
    const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>;
    const areas = feature(topology, topology.objects.countries).features;
    const missing: string[] = [];
    for (const [iso3, place] of Object.entries(smallStates)) {
      const area = areas.find(({ id }) => id === states.find((state) => state.iso3 === iso3)?.m49);
      const far = area ? geoDistance(geoCentroid(area), [place[0], place[1]]) * 6371 : undefined;
      if (far === undefined || far > 20) missing.push(iso3);
    }
    expect(missing).toEqual(['KIR', 'TUV']);
  });

  test('all coordinates are whole, and inside the map', () => {
    const { width, height, states: areas, other } = worldShapes();
    for (const path of [...areas.values(), other]) {
      expect(path).toMatch(/^[Mlz\d -]*$/);
      for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g)) {
        expect(Number(x)).toBeLessThanOrEqual(width);
        expect(Number(y)).toBeLessThanOrEqual(height);
      }
    }
  });

  test('a State lies in the middle of its own map', () => {
    const shapes = locatorShapes('FRA' as Iso3);
    // The map of France shows Europe: its largest land, not French Guiana, is fitted.
    expect('path' in shapes.state && shapes.state.path.length).toBeGreaterThan(50);
    expect(locatorShapes('MLT' as Iso3).state).toEqual({ dot: { x: 160, y: 100 } });
  });
});

describe('the map of the world', () => {
  test('is 16 kB at most when compressed, with every State in it', () => {
    const every = new Map(states.map(({ iso3 }, at) => [iso3, at % 3 === 0 ? 'signed' : 'party']));
    const map = worldMap(every);
    expect(elements(map, 'a')).toHaveLength(states.length);
    expect(gzipSync(map).length).toBeLessThanOrEqual(16 * 1024);
  });

  test('a State without a value is hatched and counted as no data', () => {
    const map = worldMap(new Map([['CHL' as Iso3, 'party']]));
    const hatched = elements(map, 'g').filter(({ attributes }) => attributes['class'] === 'area hatched');
    expect(hatched).toHaveLength(1);
    expect(hatched[0]?.inside('a')).toHaveLength(states.length - 1);
    expect(
      elements(map, '.map-legend')[0]
        ?.inside('li')
        .map(({ text }) => text),
    ).toEqual(['party 1', 'signed 0', `لا توجد بيانات ${states.length - 1}`]);
  });

  test('the legend says nothing of no data when every State has a value', () => {
    const map = worldMap(new Map(states.map(({ iso3 }) => [iso3, 'party'])));
    expect(
      elements(map, '.map-legend')[0]
        ?.inside('li')
        .map(({ text }) => text),
    ).toEqual([`party ${states.length}`, 'signed 0']);
  });

  test('a category that the legend lacks is a fault', () => {
    expect(() => worldMap(new Map([['CHL' as Iso3, 'withdrawn']]))).toThrow('withdrawn');
  });

  test('is one named and described image for the ear, without a stop for the keyboard', () => {
    const map = worldMap(new Map());
    const image = elements(map, ({ attributes }) => attributes['role'] === 'img')[0];
    const named = image?.attributes['aria-labelledby']
      ?.split(' ')
      .map((id) => elements(map, ({ attributes }) => attributes['id'] === id)[0]?.text);
    expect(named).toEqual(['Parties', 'Two are party.']);
    expect(elements(map, 'a').filter(({ attributes }) => attributes['tabindex'] !== '-1')).toEqual([]);
    expect(
      elements(map, 'g')
        .find(({ attributes }) => attributes['aria-hidden'] === 'true')
        ?.inside('a').length,
    ).toBe(states.length);
    expect(elements(map, 'a')[0]?.attributes['href']).toMatch(
      /^\/states\/[A-Z]{3}\?lang=ar&asOf=2019-09-11$/,
    );
  });
});

describe('the map of one State', () => {
  test('is 6 kB at most when compressed, for every State', () => {
    const heavy = states.filter(
      ({ iso3 }) => gzipSync(String(<LocatorMap page={page()} state={iso3} />)).length > 6 * 1024,
    );
    expect(heavy.map(({ iso3 }) => iso3)).toEqual([]);
  });

  test.each([
    ['TCD', 'تشاد', 0],
    ['TUV', 'توفالو', 1],
  ])('%s is named, and ringed only where it is too small to be drawn', (iso3, name, rings) => {
    const map = String(<LocatorMap page={page()} state={iso3 as Iso3} />);
    expect(elements(map, 'title')[0]?.text).toContain(name);
    expect(elements(map, '.ring')).toHaveLength(rings);
  });
});
