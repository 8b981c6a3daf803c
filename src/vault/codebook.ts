/**
 * The codebook of a vault: what a record counts and what may stand in each column. Written first, by a person;
 * records that do not fit it are not loaded. Direct identifiers have no place in it.
 */

/** What one record stands for. Figures of different units are never added. */
export type CountingUnit = 'victim' | 'report' | 'case' | 'offence' | 'conviction';

export interface VariableCode {
  readonly code: string;
  readonly label: string;
  /** The code above it; those without stand directly under the total. */
  readonly parent?: string;
  /** `not stated`: nobody asked or answered. `not applicable`: the question does not arise. */
  readonly meaning?: 'not stated' | 'not applicable';
}

export interface Variable {
  /** Name of the column in the records; letters, digits and _. */
  readonly name: string;
  readonly label: string;
  /** `several`: tags, one record may have more than one (a child, several manifestations). */
  readonly answers: 'one' | 'several';
  readonly codes: readonly VariableCode[];
  /** Numbers brought into bands on loading: each band a code, from and to included. */
  readonly bands?: readonly { readonly code: string; readonly from: number; readonly to: number }[];
  /** The dimension of published statistics that this variable becomes (SDMX concept: SEX, AGE, …). */
  readonly concept?: string;
}

export interface Codebook {
  readonly title: string;
  readonly unit: CountingUnit;
  /** First and last day of what the records cover. */
  readonly period: { readonly from: string; readonly to: string };
  readonly source: string;
  readonly legalBasis: string;
  /** How complete the records are, in the custodian's words. */
  readonly completeness: string;
  /** State that the records are about (ISO 3166-1 alpha-3). */
  readonly state: string;
  /** Counts below this are never shown. */
  readonly threshold: number;
  readonly variables: readonly Variable[];
  /** Combinations that cannot occur, by variable and code: a conviction without an offence. */
  readonly impossible: readonly Readonly<Record<string, string>>[];
}
