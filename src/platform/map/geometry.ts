/** The shapes of the maps: Natural Earth 1:110 million by way of world-atlas, as short SVG paths. */
import {
  type ExtendedFeature,
  geoArea,
  geoAzimuthalEqualArea,
  geoCentroid,
  type GeoContext,
  geoDistance,
  geoEqualEarth,
  geoPath,
  type GeoPermissibleObjects,
  type GeoProjection,
} from 'd3-geo';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json' with { type: 'json' };
import { type Iso3, states } from '../../core/state.ts';

/** A place on a map, in its units from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface WorldShapes {
  readonly width: number;
  readonly height: number;
  readonly states: ReadonlyMap<Iso3, string>;
  /** States too small to be drawn at this scale. */
  readonly dots: ReadonlyMap<Iso3, Point>;
  /** Land that belongs to no State of the list. */
  readonly other: string;
}

export interface LocatorShapes {
  readonly width: number;
  readonly height: number;
  readonly land: string;
  readonly borders: string;
  /** The State itself, or where it is too small its place. */
  readonly state: { readonly path: string } | { readonly dot: Point };
}

/**
 * Longitude and latitude of the States that this scale leaves out: the centre of their land, and for the
 * widely scattered Kiribati and Tuvalu the capital.
 */
export const smallStates: { readonly [iso3: string]: readonly [number, number] } = {
  AND: [1.6, 42.5],
  ATG: [-61.8, 17.3],
  BHR: [50.5, 26],
  BRB: [-59.6, 13.2],
  COK: [-159.8, -21.2],
  COM: [43.7, -11.9],
  CPV: [-24, 16],
  DMA: [-61.4, 15.4],
  FSM: [153.3, 7.5],
  GRD: [-61.7, 12.1],
  KIR: [173, 1.4],
  KNA: [-62.7, 17.3],
  LCA: [-61, 13.9],
  LIE: [9.5, 47.1],
  MCO: [7.4, 43.8],
  MDV: [73.5, 3.7],
  MHL: [170.3, 7],
  MLT: [14.4, 35.9],
  MUS: [57.6, -20.3],
  NIU: [-169.9, -19],
  NRU: [166.9, -0.5],
  PLW: [134.4, 7.3],
  SGP: [103.8, 1.4],
  SMR: [12.5, 43.9],
  STP: [6.7, 0.4],
  SYC: [55.5, -4.7],
  TON: [-174.8, -20.4],
  TUV: [179.2, -8.5],
  VAT: [12.4, 41.9],
  VCT: [-61.2, 13.2],
  WSM: [-172.2, -13.8],
};

type Area = ExtendedFeature & { readonly id?: string; readonly properties: { readonly name: string } };

const antarctica = '010';

const topology = atlas as unknown as Topology<{
  countries: GeometryCollection<{ name: string }>;
  land: GeometryCollection;
}>;

const areas = remembered(() =>
  (feature(topology, topology.objects.countries).features as readonly Area[]).filter(
    ({ id }) => id !== antarctica,
  ),
);

/**
 * The State of an area of the atlas. The atlas shows who controls land; two areas that it sets apart without a
 * code lie in the territory of members of the United Nations, and are drawn with them.
 */
const stateOfArea = remembered(() => {
  const byCode = new Map(states.map(({ m49, iso3 }) => [m49, iso3]));
  const byName = new Map([
    ['N. Cyprus', 'CYP' as Iso3],
    ['Somaliland', 'SOM' as Iso3],
  ]);
  return ({ id, properties }: Area) => (id ? byCode.get(id) : byName.get(properties.name));
});

/** The world in the Equal Earth projection: areas can be compared. Antarctica is left out. */
export const worldShapes = remembered((): WorldShapes => {
  const width = 800;
  const projection = geoEqualEarth().fitWidth(width, { type: 'FeatureCollection', features: [...areas()] });
  const paths = new Map<Iso3, string>();
  let other = '';
  for (const area of areas()) {
    const state = stateOfArea()(area);
    const path = shortPath(projection, area);
    if (state) paths.set(state, (paths.get(state) ?? '') + path);
    else other += path;
  }
  const dots = new Map(
    Object.entries(smallStates).map(([iso3, place]) => [iso3 as Iso3, project(projection, place)]),
  );
  const bounds = geoPath(projection).bounds({ type: 'FeatureCollection', features: [...areas()] });
  return { width, height: Math.ceil(bounds[1][1]), states: paths, dots, other };
});

type Shape<Type> = Extract<Area['geometry'], { readonly type: Type }>;
type Polygon = Shape<'Polygon'>;
type Place = [longitude: number, latitude: number];

/** A piece of what is drawn, and the cap of the globe that holds it: its centre, and its radius in radians. */
interface Piece {
  readonly shape: Polygon | Shape<'LineString'>;
  readonly centre: Place;
  readonly radius: number;
}

function piece(shape: Piece['shape'], outline: readonly (readonly number[])[]): Piece {
  const places = outline as readonly Place[];
  const centre = geoCentroid({ type: 'MultiPoint', coordinates: [...places] });
  const radius = Math.max(...places.map((place) => geoDistance(centre, place)));
  // A cap larger than half the globe need not hold the arcs between its points.
  return { shape, centre, radius: radius < Math.PI / 2 ? radius : Math.PI };
}

const land = remembered(() =>
  areas()
    .flatMap(polygonsOf)
    .map((polygon) => piece(polygon, polygon.coordinates[0] ?? [])),
);

const borders = remembered(() =>
  mesh(topology, topology.objects.countries, (a, b) => a !== b).coordinates.map((coordinates) =>
    piece({ type: 'LineString', coordinates }, coordinates),
  ),
);

/** What may be seen within a distance from a place: projecting the rest of the world takes most of the time. */
function seenFrom(place: Place, reach: number, pieces: readonly Piece[]): GeoPermissibleObjects {
  const seen = pieces.filter(({ centre, radius }) => geoDistance(place, centre) <= reach + radius);
  return { type: 'GeometryCollection', geometries: seen.map(({ shape }) => shape) };
}

const locators = new Map<Iso3, LocatorShapes>();

/** The surroundings of a State, with the State in the middle. */
export function locatorShapes(state: Iso3): LocatorShapes {
  const shapes = locators.get(state) ?? locate(state);
  locators.set(state, shapes);
  return shapes;
}

/** Pixels for a radian: the closest a locator goes, some 40 degrees across. */
const closest = 450;

function locate(state: Iso3): LocatorShapes {
  const width = 320;
  const height = 200;
  const own = areas().filter((area) => stateOfArea()(area) === state);
  const main = own.map(largestPart).toSorted((a, b) => geoArea(b) - geoArea(a))[0];
  const small = smallStates[state];
  const centre: Place | undefined = main ? geoCentroid(main) : small && [...small];
  if (!centre) throw new Error(`${state} is not on the map`);
  const projection = geoAzimuthalEqualArea().rotate([-centre[0], -centre[1]]).scale(closest);
  if (main) {
    const margin = 30;
    projection.fitExtent(
      [
        [margin, margin],
        [width - margin, height - margin],
      ],
      main,
    );
  }
  if (!main || projection.scale() > closest) {
    projection.scale(closest).translate([width / 2, height / 2]);
  }
  projection.clipExtent([
    [0, 0],
    [width, height],
  ]);
  const corners = [0, width].flatMap((x) => [0, height].map((y) => projection.invert?.([x, y])));
  const farthest = Math.max(...corners.map((corner) => (corner ? geoDistance(centre, corner) : Math.PI)));
  // A corner beyond the globe has no place on it.
  const reach = Number.isNaN(farthest) ? Math.PI : farthest;
  return {
    width,
    height,
    land: shortPath(projection, seenFrom(centre, reach, land())),
    borders: shortPath(projection, seenFrom(centre, reach, borders())),
    state: main
      ? { path: shortPath(projection, { type: 'FeatureCollection', features: own }) }
      : { dot: project(projection, centre) },
  };
}

/** The largest polygon of an area: France without French Guiana, so that the map shows Europe. */
function largestPart(area: Area): GeoPermissibleObjects {
  return polygonsOf(area).toSorted((a, b) => geoArea(b) - geoArea(a))[0] ?? area;
}

function polygonsOf({ geometry }: Area): Polygon[] {
  if (geometry?.type === 'Polygon') return [geometry];
  if (geometry?.type !== 'MultiPolygon') return [];
  return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
}

function project(projection: GeoProjection, place: readonly [number, number]): Point {
  const [x, y] = projection([place[0], place[1]]) ?? [0, 0];
  return { x: Math.round(x), y: Math.round(y) };
}

/** A path in whole units and relative steps: a third of the bytes of the usual form. */
function shortPath(projection: GeoProjection, shape: GeoPermissibleObjects): string {
  const pen = new Pen();
  geoPath(projection, pen)(shape);
  return pen.path();
}

class Pen implements GeoContext {
  #path = '';
  #line = '';
  #x = 0;
  #y = 0;

  moveTo(x: number, y: number): void {
    this.#end('');
    this.#x = Math.round(x);
    this.#y = Math.round(y);
    this.#line = `M${this.#x}${separated(this.#y)}`;
  }

  lineTo(x: number, y: number): void {
    const right = Math.round(x) - this.#x;
    const down = Math.round(y) - this.#y;
    if (right === 0 && down === 0) return;
    this.#line += `l${right}${separated(down)}`;
    this.#x += right;
    this.#y += down;
  }

  closePath(): void {
    this.#end('z');
  }

  beginPath(): void {}

  arc(): void {
    throw new Error('maps have no arcs');
  }

  path(): string {
    this.#end('');
    // One "l" begins all the steps that follow it; a minus sign separates as a space does.
    return this.#path.replace(/(l-?\d+[ -]\d+)((?:l-?\d+[ -]\d+)+)/g, (_, first: string, rest: string) => {
      return first + rest.replaceAll('l-', '-').replaceAll('l', ' ');
    });
  }

  /** Ends a line; one that shrank to a point is left out. */
  #end(ending: string): void {
    if (this.#line.includes('l')) this.#path += this.#line + ending;
    this.#line = '';
  }
}

function separated(number: number): string {
  return number < 0 ? String(number) : ` ${number}`;
}

/** Computed at the first use and kept: the shapes never change. */
function remembered<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}
