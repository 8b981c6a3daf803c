/** Data queries of the SDMX REST API 1.x and 2.x: which rows of a data set are asked for, and how much of them. */
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { type Component, type Content, type DataRow, type DataSet, textOf, textsOf } from './message.ts';
import { daysOf } from './period.ts';

/** One condition on a component; `any` of the lists must hold, of each list all parts. */
export interface Condition {
  readonly component: string;
  readonly any: readonly (readonly Test[])[];
}

export interface Test {
  readonly operator: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'co' | 'nc' | 'sw' | 'ew';
  readonly value: string;
}

export interface DataQuery {
  /** Keys of which one must fit: for each dimension but time its codes; an empty list stands for all. */
  readonly keys: readonly (readonly (readonly string[])[])[];
  readonly conditions: readonly Condition[];
  readonly from?: Day;
  readonly to?: Day;
  readonly firstN?: number;
  readonly lastN?: number;
  readonly offset?: number;
  readonly limit?: number;
  /** Which attributes and measures are given. */
  readonly attributes: 'all' | 'none' | 'dataset' | 'series' | 'obs' | ReadonlySet<string>;
  readonly measures: 'all' | 'none' | ReadonlySet<string>;
  /** `series`: the keys of series, without observations. */
  readonly rows: 'observations' | 'series';
  readonly at: string;
}

const invalid = (detail: string) => new Problem('sdmx-query-invalid', { detail });

/** Lists of a query are cut off here: no real query is longer. */
const mostParts = 1_000;

function parts(text: string, separator: string | RegExp): string[] {
  const found = text.split(separator);
  if (found.length > mostParts) throw invalid(`it has more than ${mostParts} parts; ask in several queries`);
  return found;
}

/** "MUS+FRA..UNSD": dimensions by points, codes by plus, nothing for all codes. @throws Problem `sdmx-query-invalid` */
export function parseKey1(text: string): DataQuery['keys'] {
  if (text === '' || text.toLowerCase() === 'all') return [];
  return [parts(text, '.').map((codes) => (codes === '' ? [] : parts(codes, '+')))];
}

/** "MUS.*.UNSD,FRA": keys by commas; what is left out at the end, and a star, stand for all codes. */
export function parseKey2(text: string): DataQuery['keys'] {
  if (text === '' || text === '*') return [];
  return parts(text, ',').map((key) =>
    parts(key, '.').map((code) => (code === '' || code === '*' ? [] : parts(code, '+'))),
  );
}

const test = /^(?:(eq|ne|lt|le|gt|ge|co|nc|sw|ew):)?(.*)$/s;

/** The value of `c[COMPONENT]`: "ge:2015+le:2019", "A,B". @throws Problem `sdmx-query-invalid` */
export function parseCondition(component: string, text: string): Condition {
  if (text === '') throw invalid(`c[${component}] is empty`);
  return {
    component,
    any: parts(text, ',').map((alternative) =>
      parts(alternative, '+').map((part) => {
        const [, operator = 'eq', value = ''] = test.exec(part) ?? [];
        return { operator: operator as Test['operator'], value };
      }),
    ),
  };
}

/** A day of `startPeriod` or `endPeriod`. @throws Problem `sdmx-query-invalid` */
export function boundOf(name: string, text: string, side: 'first' | 'last'): Day {
  const days = daysOf(text);
  if (!days) throw invalid(`${name} “${text}” is no period; write 2015, 2015-Q1, 2015-06 or 2015-06-14`);
  return days[side];
}

/** @throws Problem `sdmx-query-invalid` unless it is a whole number of at least `least` */
export function countOf(name: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw invalid(`${name} “${text}” is no whole number of at least ${least}`);
  return Number(text);
}

function timeOf(components: readonly Component[]): string | undefined {
  return components.find(({ type }) => type === 'time')?.id;
}

function keyIds(components: readonly Component[]): string[] {
  return components.filter(({ role, type }) => role === 'dimension' && type !== 'time').map(({ id }) => id);
}

/**
 * Whether rows fit, as one function for all rows of a data set. `except`: a dimension that is not looked at.
 * @throws Problem `sdmx-query-invalid` for a key that is too long (1.x: or too short) and for unknown components
 */
export function matcherOf(
  components: readonly Component[],
  query: DataQuery,
  api: 1 | 2,
  except?: string,
): (row: DataRow) => boolean {
  const ids = keyIds(components);
  const keys = query.keys.map((key) => {
    if (key.length > ids.length || (api === 1 && key.length < ids.length))
      throw invalid(`the key has ${key.length} dimensions; it needs ${ids.length}: ${ids.join('.')}`);
    return key.flatMap((codes, at) =>
      codes.length === 0 || ids[at] === except ? [] : [{ id: ids[at] ?? '', codes: new Set(codes) }],
    );
  });
  for (const { component } of query.conditions)
    if (!components.some(({ id }) => id === component))
      throw invalid(`there is no component ${component} in this data structure`);
  const time = timeOf(components);
  const conditions = query.conditions
    .filter(({ component }) => component !== except)
    .map(({ component, any }) => ({
      component,
      holds: (text: string) => any.some((all) => all.every((one) => fits(text, one, component === time))),
    }));
  const { from, to } = query;
  return ({ values }) => {
    if (keys.length > 0 && !keys.some((key) => key.every(({ id, codes }) => codes.has(textOf(values[id])))))
      return false;
    if ((from || to) && time && time !== except) {
      const days = daysOf(textOf(values[time]));
      if (!days || (from && days.first < from) || (to && days.last > to)) return false;
    }
    return conditions.every(({ component, holds }) => {
      const texts = textsOf(values[component]);
      return (texts.length > 0 ? texts : ['']).some(holds);
    });
  };
}

function fits(text: string, { operator, value }: Test, isTime: boolean): boolean {
  if (operator === 'co') return text.includes(value);
  if (operator === 'nc') return !text.includes(value);
  if (operator === 'sw') return text.startsWith(value);
  if (operator === 'ew') return text.endsWith(value);
  if (operator === 'eq') return text === value;
  if (operator === 'ne') return text !== value;
  if (isTime) {
    const [own, asked] = [daysOf(text), daysOf(value)];
    if (!own || !asked) return false;
    if (operator === 'ge') return own.first >= asked.first;
    if (operator === 'gt') return own.first > asked.last;
    return operator === 'le' ? own.last <= asked.last : own.last < asked.first;
  }
  if (text === '') return false;
  const order = Number.isNaN(Number(text) - Number(value))
    ? text < value
      ? -1
      : text > value
        ? 1
        : 0
    : Number(text) - Number(value);
  if (operator === 'ge') return order >= 0;
  if (operator === 'gt') return order > 0;
  return operator === 'le' ? order <= 0 : order < 0;
}

/** The part of a data set that a query asks for, in the order of series and time. @throws Problem as `matcherOf` */
export function selected(dataSet: DataSet, query: DataQuery, api: 1 | 2): DataSet {
  const { components } = dataSet;
  const matches = matcherOf(components, query, api);
  const ids = keyIds(components);
  const time = timeOf(components);
  const keyed = dataSet.rows.filter(matches).map((row) => ({
    row,
    key: ids.map((id) => textOf(row.values[id])).join('.'),
    day: (time && daysOf(textOf(row.values[time]))?.first) || '',
  }));
  const series = [
    ...Map.groupBy(
      keyed.toSorted((a, b) => compare(a.key, b.key) || compare(a.day, b.day)),
      ({ key }) => key,
    ).values(),
  ];
  const { firstN, lastN, offset = 0, limit = Infinity } = query;
  const rows = series
    .flatMap((within) => {
      const cut = firstN === undefined ? within : within.slice(0, firstN);
      const last = lastN === undefined ? cut : cut.slice(-lastN);
      return query.rows === 'series' ? last.slice(0, 1) : last;
    })
    .slice(offset, offset + limit)
    .map(({ row }) => row);
  const kept = components.filter((component) => isKept(component, query, time));
  const known = new Set(kept.map(({ id }) => id));
  // Whole observations replace what a receiver has of them; parts are merged into it (field guide of SDMX-CSV 2.1).
  const action = kept.length === components.length ? dataSet.action : 'Merge';
  return {
    ...dataSet,
    action,
    components: kept,
    rows: rows.map((row) => ({
      values: Object.fromEntries(Object.entries(row.values).filter(([id]) => known.has(id))) as {
        [id: string]: Content;
      },
    })),
  };
}

function isKept(
  { id, role, attachment }: Component,
  { attributes, measures, rows }: DataQuery,
  time: string | undefined,
): boolean {
  if (role === 'dimension') return rows === 'observations' || id !== time;
  if (role === 'measure')
    return rows === 'observations' && (measures === 'all' || (measures !== 'none' && measures.has(id)));
  // Of a series only what holds for all of it can be said.
  if (rows === 'series' && attachment !== 'dataSet') return false;
  if (attributes === 'all') return true;
  if (attributes === 'none' || attributes === 'series') return false;
  if (attributes === 'dataset') return attachment === 'dataSet';
  return attributes === 'obs' ? attachment !== 'dataSet' : attributes.has(id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
