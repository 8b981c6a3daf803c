/**
 * What is known in numbers. An observation is one figure of one indicator for one State and one period, broken
 * down or not, as one source gave it in one release. Names and codes follow SDMX, so that a figure keeps its
 * meaning on the way in and out.
 */
import type { Citation } from '../core/citation.ts';
import type { PartialDate } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import type { Iso3 } from '../core/state.ts';
import type { Value } from '../core/value.ts';

export type IndicatorId = string & { readonly __kind: 'IndicatorId' };

/**
 * A period as SDMX writes it: "2019", "2019-S1", "2019-Q4", "2019-06", "2019-06-14", or a first day with a
 * duration, "2018-04-01/P1Y" (a fiscal year).
 */
export type Period = string & { readonly __kind: 'Period' };

/** A dimension by its SDMX concept, for example SEX, AGE, DISABILITY, MANIFESTATION. */
export type DimensionId = string;

/** What "all of them" is called in every code list (SDMX). A dimension that is not named stands there. */
export const all = '_T';

/**
 * For each dimension that a figure is broken down by its code; dimensions at `_T` are left out, so that one
 * figure has one breakdown.
 */
export type Breakdown = Readonly<Record<DimensionId, string>>;

export interface Code {
  readonly code: string;
  readonly label: string;
  readonly parent?: string;
}

/** The codes of a dimension. "Not stated" and "not applicable" are codes of their own. */
export interface CodeList {
  readonly dimension: DimensionId;
  readonly label: string;
  readonly codes: readonly Code[];
}

/** OBS_STATUS of SDMX: normal, break, estimated, forecast, imputed, missing, provisional, low reliability … */
export const observationStatuses = [
  'A',
  'B',
  'D',
  'E',
  'F',
  'G',
  'I',
  'K',
  'L',
  'M',
  'N',
  'O',
  'P',
  'Q',
  'S',
  'U',
  'V',
  'W',
] as const;
export type ObservationStatus = (typeof observationStatuses)[number];

/** OBS_CONF of SDMX: free, confidential, not for publication, secondary confidentiality … */
export const confidentialities = ['F', 'C', 'N', 'D', 'S', 'A', 'O', 'T', 'G', 'M', 'E', 'P'] as const;
export type Confidentiality = (typeof confidentialities)[number];

export interface Observation {
  readonly indicator: IndicatorId;
  readonly state: Iso3;
  readonly period: Period;
  readonly breakdown: Breakdown;
  readonly value: Value;
  /** Bounds of uncertainty as the source gives them, in the unit of the value. */
  readonly lower?: number;
  readonly upper?: number;
  /** For example "percent", "per 100,000", "number"; never scaled by a multiplier. */
  readonly unit: string;
  readonly status: ObservationStatus;
  readonly confidentiality: Confidentiality;
  /** Which series of figures this belongs to, the same in every release: "UNSD SDG database", "CyberTipline". */
  readonly source: string;
  /** The vintage: when the source released it, or the day it was read. The newest vintage of a source counts. */
  readonly released: PartialDate;
  readonly footnotes: readonly string[];
  readonly citation: Citation;
}

/** A warning travels with every chart, file and sentence of its indicator. */
export interface Warning {
  readonly text: string;
  readonly citation: Citation;
}

/** A profile in the manner of UNICEF's indicator profiles; each field has its own source. */
export interface Indicator {
  readonly id: IndicatorId;
  /** In own words, without the number: "detected victims of trafficking by age and sex". */
  readonly name: string;
  readonly unit: string;
  readonly definition?: string;
  readonly numerator?: string;
  readonly denominator?: string;
  readonly limits?: string;
  readonly custodian?: string;
  /** The SDG target that it belongs to. */
  readonly target?: string;
  /** Its series in the UN SDG database, such as VC_VAW_SXVLN. */
  readonly series?: string;
  /** Whom it counts: children, everybody (children are seen only where it is broken down), or nobody (context). */
  readonly about: 'children' | 'everybody' | 'context';
  /**
   * Whether States may be put in an order by it. `never`: it counts what was found, not what there is. Unless a profile
   * says that they may, nothing orders them.
   */
  readonly ranking: 'allowed' | 'never' | 'not said';
  readonly warnings: readonly Warning[];
  /** Of its name. */
  readonly citation: Citation;
}

/** @throws Problem `not-found` */
export function askedIndicator(indicators: readonly Indicator[], id: string): Indicator {
  const found = indicators.find((indicator) => indicator.id === id);
  if (!found) throw new Problem('not-found', { what: id });
  return found;
}

const periodForm =
  /^(\d{4})(-S[12]|-Q[1-4]|-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(\/P(\d{1,2}Y|\d{1,3}M|\d{1,4}D))?)?)?$/;

/** @throws Problem `period-invalid` */
export function parsePeriod(text: string): Period {
  if (!periodForm.test(text)) throw new Problem('period-invalid', { value: text });
  return text as Period;
}

/** The year in which a period begins. */
export function yearOf(period: Period): number {
  return Number(period.slice(0, 4));
}

/** "AGE=Y15T17;SEX=F": one text for one breakdown, whatever the order it was given in; '' for all. */
export function breakdownKey(breakdown: Breakdown): string {
  return Object.entries(breakdown)
    .filter(([, code]) => code !== all)
    .map(([dimension, code]) => `${dimension}=${code}`)
    .toSorted()
    .join(';');
}

const breakdownForm = /^[A-Z][A-Z0-9_]*=[A-Za-z0-9_@$-]+(;[A-Z][A-Z0-9_]*=[A-Za-z0-9_@$-]+)*$/;

/** Whether a text can be a code of a breakdown (an id of SDMX). */
export function isCode(text: string): boolean {
  return /^[A-Za-z0-9_@$-]+$/.test(text);
}

/** @throws Problem `breakdown-invalid` */
export function parseBreakdown(key: string): Breakdown {
  if (key === '') return {};
  if (!breakdownForm.test(key)) throw new Problem('breakdown-invalid', { value: key });
  return Object.fromEntries(
    key.split(';').map((part): [string, string] => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

/** Whom an SDMX age code means, in full years: Y5T17 is 5 to 17, Y_LT5 below 5, Y_GE75 75 and over, M6T59 6 to 59 months. */
export type AgeSpan =
  | { readonly is: 'between'; readonly from: number; readonly to: number; readonly in: 'years' | 'months' }
  | { readonly is: 'below' | 'from'; readonly age: number };

export function readAge(code: string): AgeSpan | undefined {
  const between = /^([YM])(\d{1,3})T(\d{1,3})$/.exec(code);
  if (between)
    return {
      is: 'between',
      from: Number(between[2]),
      to: Number(between[3]),
      in: between[1] === 'Y' ? 'years' : 'months',
    };
  const open = /^Y_(LT|GE)(\d{1,3})$/.exec(code);
  return open ? { is: open[1] === 'LT' ? 'below' : 'from', age: Number(open[2]) } : undefined;
}

/** Whether all whom the code counts are under 18. */
export function isChildAge(code: string): boolean {
  const span = readAge(code);
  if (!span) return false;
  if (span.is === 'between') return span.in === 'months' || span.to < 18;
  return span.is === 'below' && span.age <= 18;
}

/**
 * The breakdown by which most States can be read beside each other: it is shown first. Figures for both sexes go
 * before those for one, and those for adults alone last.
 */
export function headline(observations: readonly Observation[]): string {
  const states = new Map<string, Set<Iso3>>();
  for (const { breakdown, state } of observations) {
    const key = breakdownKey(breakdown);
    const known = states.get(key) ?? new Set();
    states.set(key, known.add(state));
  }
  const ranked = [...states].toSorted(
    ([a, of], [b, others]) =>
      Number(a.includes('SEX=')) - Number(b.includes('SEX=')) ||
      others.size - of.size ||
      Number(isOfAdults(a)) - Number(isOfAdults(b)) ||
      a.length - b.length ||
      (a < b ? -1 : 1),
  );
  return ranked[0]?.[0] ?? '';
}

function isOfAdults(key: string): boolean {
  const age = parseBreakdown(key)['AGE'];
  return age !== undefined && !isChildAge(age);
}

/**
 * Of one State's figures of an indicator the newest of the breakdown that is shown first, one of each source. Where
 * there are none for both sexes, those of each sex: one of them alone would hide the other.
 */
export function latestOf<O extends Observation>(of: readonly O[]): readonly O[] {
  const key = headline(of);
  const bothSexes = (breakdown: Breakdown) => breakdownKey({ ...breakdown, SEX: all });
  const wanted = bothSexes(parseBreakdown(key));
  const shown = of.filter(({ breakdown }) =>
    key.includes('SEX=')
      ? breakdown['SEX'] !== undefined && bothSexes(breakdown) === wanted
      : breakdownKey(breakdown) === key,
  );
  const last = shown.reduce((period, one) => (one.period > period ? one.period : period), '');
  return shown.filter(({ period }) => period === last);
}

/** The newest period of each State; several sources for it stand side by side. */
export function newest<O extends Observation>(observations: readonly O[]): ReadonlyMap<Iso3, readonly O[]> {
  const found = new Map<Iso3, O[]>();
  for (const one of observations) {
    const known = found.get(one.state);
    const [first] = known ?? [];
    if (!first || one.period > first.period) found.set(one.state, [one]);
    else if (one.period === first.period) known?.push(one);
  }
  return found;
}
