/**
 * What the columns of an outside table of figures mean, told by their names: those of our template, of the UN
 * Statistics Division, of Open SDG, and what others write in our four languages.
 */
import type { DimensionId } from '../model.ts';
import { identifier } from './cells.ts';

const roles = {
  code: /^(code|iso ?2|iso ?3|iso3cd|iso3 ?code|iso ?alpha ?3( code)?|m49( code)?|(country|state|area|geo ?area) ?code|ref ?area)$/,
  state:
    /^(state|country|country name|country or area|(geo ?)?area name|geographic area|entity|territory|etat|pays|estado|pais|الدولة|البلد)$/,
  indicator: /^(indicator|indicator ?code|indicateur|indicador|المؤشر)$/,
  indicatorName: /^(indicator ?name|series ?desc(ription)?)$/,
  series: /^series( ?code)?$/,
  period: /^(period|year|time ?period|annee|periode|ano|periodo|السنة|الفترة)$/,
  value: /^(value|figure|obs ?value|valeur|valor|القيمة)$/,
  unitName: /^units? ?desc(ription)?$/,
  unit: /^(units?|unit ?(of )?measure|units? ?code|unite|unidad|الوحدة)$/,
  multiplier: /^unit ?mult(iplier)?$/,
  lower: /^(lower|lower ?bound|ci ?lower)$/,
  upper: /^(upper|upper ?bound|ci ?upper)$/,
  status: /^(status|flag|obs(ervation)? ?status)$/,
  nature: /^nature( ?code)?$/,
  source: /^(source|fuente|المصدر)$/,
  released: /^(released|release|series ?release)$/,
  document: /^(document|citation)$/,
  place: /^place$/,
  address: /^(address|url|link)$/,
  note: /^(notes?|foot ?notes?|comments?|remarque|nota|ملاحظة)$/,
} as const;
export type Role = keyof typeof roles;

/** Columns that break a figure down, in any table. */
const dimensions: readonly (readonly [DimensionId, RegExp])[] = [
  ['SEX', /^(sex|sex ?code|gender|sexe|sexo|الجنس)$/],
  ['AGE', /^(age|age ?code|age group|age \(?default\)?|edad|العمر)$/],
  ['DISABILITY', /^(disability|disability status|handicap|discapacidad|الإعاقة)$/],
  ['MANIFESTATION', /^(manifestation|(form|type) of exploitation|forme d'exploitation|الشكل)$/],
];

/** In Open SDG, where every other column is a breakdown: these are none. */
const noBreakdown = /^(geo ?code|progress|.*geometry.*)$/;

/**
 * - `long`: a row holds one figure, and names its State;
 * - `national`: the same without the State, as Open SDG has it: of which State it is, a person says;
 * - `wide`: a row holds a column for each year.
 */
export type Shape = 'long' | 'national' | 'wide';

export interface Layout {
  readonly shape: Shape;
  /** The places of the roles that the table has. */
  readonly at: ReadonlyMap<Role, number>;
  readonly dimensions: readonly { readonly at: number; readonly id: DimensionId; readonly name: string }[];
  readonly years: readonly { readonly at: number; readonly year: string }[];
  /** Columns for which there is no place in the record. */
  readonly leftOut: readonly string[];
}

/** "geoAreaName" and "Geo_Area name" as "geo area name"; "[Age]" as "age"; without accents. */
function plainName(name: string): string {
  return name
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[_\s.-]+/g, ' ')
    .trim()
    .toLowerCase();
}

const yearForm = /^(?:value |y|yr)?((?:19|20)\d{2})(?: \[?yr\d{4}\]?)?$/;

/** Undefined where these are no columns of figures. */
export function layoutOf(header: readonly string[]): Layout | undefined {
  const names = header.map(plainName);
  const at = new Map<Role, number>();
  for (const [role, form] of Object.entries(roles) as [Role, RegExp][]) {
    const place = names.findIndex((name) => form.test(name));
    if (place >= 0) at.set(role, place);
  }
  const years = names.flatMap((name, place) => {
    const year = yearForm.exec(name)?.[1];
    return year === undefined ? [] : [{ at: place, year }];
  });
  const shape = shapeOf(at, years.length, names);
  if (!shape) return undefined;
  // In Open SDG a series is a breakdown with words for codes; elsewhere it is a code of the indicator.
  if (shape === 'national') at.delete('series');
  const used = new Set([...at.values(), ...years.map((year) => year.at)]);
  const found: { at: number; id: DimensionId; name: string }[] = [];
  const leftOut: string[] = [];
  for (const [place, name] of names.entries()) {
    // A second column of codes or names of the State says nothing more.
    if (used.has(place) || name === '' || roles.code.test(name) || roles.state.test(name)) continue;
    const known = dimensions.find(([, form]) => form.test(name))?.[0];
    const id = known ?? (shape === 'national' && !noBreakdown.test(name) ? identifier(name) : undefined);
    const written = header[place] ?? name;
    if (id !== undefined && found.every((one) => one.id !== id)) found.push({ at: place, id, name: written });
    else leftOut.push(written);
  }
  return { shape, at, dimensions: found, years: shape === 'wide' ? years : [], leftOut };
}

function shapeOf(at: ReadonlyMap<Role, number>, years: number, names: readonly string[]): Shape | undefined {
  const hasState = at.has('state') || at.has('code');
  if (at.has('period') && at.has('value')) {
    if (hasState) return 'long';
    // Open SDG: "Year" first, "Value" last, and nothing else is needed.
    return names[0] === 'year' && names.at(-1) === 'value' ? 'national' : undefined;
  }
  return hasState && years > 1 ? 'wide' : undefined;
}
