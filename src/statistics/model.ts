/**
 * What is known in numbers. An observation is one figure of one indicator for one State and one period, broken
 * down or not, as one source gave it in one release. Names and codes follow SDMX, so that a figure keeps its
 * meaning on the way in and out.
 */
import type { Citation } from '../core/citation.ts';
import type { PartialDate } from '../core/date.ts';
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

/** A profile in the manner of UNICEF's indicator profiles. */
export interface Indicator {
  readonly id: IndicatorId;
  /** In own words, without the number: "detected victims of trafficking per 100,000 people". */
  readonly name: string;
  readonly unit: string;
  readonly definition?: string;
  readonly numerator?: string;
  readonly denominator?: string;
  readonly limits?: string;
  readonly custodian?: string;
  readonly target?: string;
  /** Whether it counts children; some are context only. */
  readonly about: 'children' | 'everybody' | 'context';
  /** `never`: what it counts is what was found, not what there is; no page or file orders States by it. */
  readonly ranking: 'allowed' | 'never';
  readonly dimensions: readonly DimensionId[];
  readonly warnings: readonly Warning[];
  readonly citation: Citation;
}
