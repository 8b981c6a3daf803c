/**
 * Which component of a data set is what. Components are known by the names that the SDMX concepts, the UN Statistics
 * Division and UNICEF give them; what is not known is a breakdown where it is a dimension or holds codes.
 */
import { type Place, Problem } from '../../core/problem.ts';
import { ownAttributes } from './concepts.ts';
import { agency as ownAgency } from './flow.ts';
import { type Component, type DataRow, type DataSet, textOf } from './message.ts';

const names = {
  area: ['REF_AREA', 'GEO_AREA', 'REFERENCE_AREA', 'COUNTRY', 'LOCATION', 'GEO'],
  indicator: ['INDICATOR', 'SERIES', 'IND'],
  multiplier: ['UNIT_MULT', 'UNIT_MULTIPLIER'],
  confidentiality: ['OBS_CONF', 'CONF_STATUS'],
} as const;
const footnote = /(^|_)(FOOTNOTES?|NOTES?|COMMENTS?)($|_)|^(DATA_SOURCE|SOURCE_DETAIL)$/;
/** Attributes that services give and that have no place here. */
const without =
  /^(FREQ_COLL|DECIMALS|NATURE|TIME_FORMAT|TIME_DETAIL|TIME_COVERAGE|COVERAGE_TIME|TIME_PERIOD_METHOD|REF_PERIOD|BASE_PER|UPDATED|DATA_LAST_UPDATE|TITLE|TITLE_COMPL|COLLECTION|COLL_METHOD|CUST_BREAKDOWN_LB|SOURCE_LINK|.*FLAG.*|GEO_INFO_.*)$/;
/** Dimensions that tell nothing of whom a figure counts. */
const technical = new Set(['FREQ', 'REPORTING_TYPE']);
/** Which component is what, in one data set. */
export interface Reading {
  readonly area: Component;
  readonly indicator: Component | undefined;
  readonly multiplier: string | undefined;
  readonly confidentiality: string | undefined;
  readonly breakdowns: readonly Component[];
  readonly footnotes: readonly string[];
  readonly leftOut: readonly string[];
  /** Whether this program wrote it. */
  readonly origin: 'own' | 'foreign';
}

/** @throws Problem `sdmx-column-missing`, `sdmx-column-unclear` */
export function readingOf(
  { components, rows, structure }: DataSet,
  { file, indicator }: { readonly file: string; readonly indicator?: string },
): Reading {
  const one = (ids: readonly string[]) => components.find(({ id }) => ids.includes(id));
  const found = components.map(({ id }) => id).join(', ');
  const missing = (column: string) => new Problem('sdmx-column-missing', { column, found }, { file });
  const area = one(names.area);
  const ofIndicator = one(names.indicator);
  if (!area) throw missing('REF_AREA');
  if (!components.some(({ id }) => id === 'TIME_PERIOD')) throw missing('TIME_PERIOD');
  if (!components.some(({ id }) => id === 'OBS_VALUE')) throw missing('OBS_VALUE');
  if (!ofIndicator && !indicator) throw missing('INDICATOR');
  const origin =
    structure?.agency === ownAgency || components.some(({ id }) => id === 'VALUE_STATE') ? 'own' : 'foreign';
  const known = new Set([
    'TIME_PERIOD',
    'OBS_VALUE',
    'UNIT_MEASURE',
    'OBS_STATUS',
    'LOWER_BOUND',
    'UPPER_BOUND',
    area.id,
  ]);
  if (origin === 'own') for (const id of [...ownAttributes, 'SOURCE']) known.add(id);
  for (const each of [ofIndicator, one(names.multiplier), one(names.confidentiality)])
    if (each) known.add(each.id);
  const rest = components.filter(({ id }) => !known.has(id));
  const footnotes = rest.filter(({ id }) => footnote.test(id)).map(({ id }) => id);
  const valueAt = components.findIndex(({ id }) => id === 'OBS_VALUE');
  const others = rest.filter(({ id }) => !footnote.test(id));
  const breakdowns = others.filter((each) => {
    if (each.role === 'attribute' || each.role === 'measure' || without.test(each.id)) return false;
    // Where the format does not tell, services give dimensions before the value and attributes after it.
    if (each.role === 'unknown' && components.indexOf(each) > valueAt && components.indexOf(area) < valueAt)
      return false;
    if (technical.has(each.id)) return new Set(rows.map(({ values }) => textOf(values[each.id]))).size > 1;
    return true;
  });
  for (const each of breakdowns) checkCodes(each, rows, file);
  const used = new Set([...breakdowns.map(({ id }) => id), ...technical]);
  return {
    area,
    indicator: ofIndicator,
    multiplier: one(names.multiplier)?.id,
    confidentiality: one(names.confidentiality)?.id,
    breakdowns,
    footnotes,
    leftOut: others.map(({ id }) => id).filter((id) => !used.has(id)),
    origin,
  };
}

/** Breakdowns are kept by their codes. @throws Problem `sdmx-column-unclear` for a column of other texts */
function checkCodes({ id }: Component, rows: readonly DataRow[], file: string): void {
  for (const { values, row } of rows) {
    const value = textOf(values[id]);
    if (!/^[A-Z][A-Z0-9_]*$/.test(id) || !/^[\w@$-]{0,60}$/.test(value))
      throw new Problem(
        'sdmx-column-unclear',
        { column: id, value: value.slice(0, 60) },
        placed(file, row, id),
      );
  }
}

/** A row, and a column, of a file. */
export function placed(file: string, row: number | undefined, column?: string): Place {
  return { file, ...(row ? { row } : {}), ...(column ? { column } : {}) };
}
