/**
 * The concepts by which the figures of this program stand in SDMX: which components a data structure has beside
 * its breakdowns, and what the codes of SDMX mean.
 */
import type { Confidentiality, Observation, ObservationStatus } from '../model.ts';
import type { StructureComponent } from './message.ts';

export const stateCodes: readonly (readonly [code: string, state: Observation['value']['state']])[] = [
  ['NUMBER', 'number'],
  ['ZERO', 'zero'],
  ['NOT_AVAILABLE', 'not available'],
  ['NOT_COLLECTED', 'not collected'],
  ['NOT_APPLICABLE', 'not applicable'],
  ['SUPPRESSED', 'suppressed'],
];
export const stateByCode = new Map(stateCodes);
export const codeByState = new Map(stateCodes.map(([code, state]) => [state, code]));

/** The meanings of CL_OBS_STATUS 2.2 of SDMX, in own words. */
export const statusLabels: { readonly [S in ObservationStatus]: string } = {
  A: 'Normal',
  B: 'Break in the series',
  D: 'Definition differs',
  E: 'Estimated',
  F: 'Forecast',
  G: 'Experimental',
  I: 'Imputed by the receiver',
  K: 'Included in another category',
  L: 'Missing: exists, was not collected',
  M: 'Missing: cannot exist',
  N: 'Not significant',
  O: 'Missing',
  P: 'Provisional',
  Q: 'Missing: suppressed',
  S: 'Strike or other special event',
  U: 'Low reliability',
  V: 'Not validated',
  W: 'Includes another category',
};
/** The meanings of CL_CONF_STATUS 1.3 of SDMX, in own words. */
export const confidentialityLabels: { readonly [C in Confidentiality]: string } = {
  F: 'Free',
  C: 'Confidential',
  N: 'Not for publication, internal use only',
  D: 'Secondary confidentiality, set by the sender',
  S: 'Secondary confidentiality, set by the receiver',
  A: 'Primary confidentiality: small counts',
  O: 'Primary confidentiality: dominance by one unit',
  T: 'Primary confidentiality: dominance by two units',
  G: 'Primary confidentiality: dominance by one or two units',
  M: 'Primary confidentiality: data by one unit',
  E: 'Primary confidentiality: other reasons',
  P: 'Primary confidentiality: data protection',
};

/** A component of every data structure, with its name. */
export type Part = Omit<StructureComponent, 'concept' | 'codelist'> & { readonly label: string };

const attribute = { role: 'attribute', type: 'String', attachment: 'observation' } as const;
/** Before the breakdowns. */
export const front: readonly Part[] = [
  { id: 'REF_AREA', label: 'Reference area', role: 'dimension' },
  { id: 'INDICATOR', label: 'Indicator', role: 'dimension' },
  { id: 'SOURCE', label: 'Source of the series', role: 'dimension' },
];
/** After the breakdowns. */
export const rear: readonly Part[] = [
  { id: 'TIME_PERIOD', label: 'Time period', role: 'time', type: 'ObservationalTimePeriod' },
  { id: 'OBS_VALUE', label: 'Observation value', role: 'measure', type: 'Double' },
  { ...attribute, id: 'VALUE_STATE', label: 'State of the value' },
  { ...attribute, id: 'UNIT_MEASURE', label: 'Unit of measure' },
  { ...attribute, id: 'OBS_STATUS', label: 'Observation status' },
  { ...attribute, id: 'OBS_CONF', label: 'Confidentiality' },
  { ...attribute, id: 'LOWER_BOUND', label: 'Lower bound', type: 'Double' },
  { ...attribute, id: 'UPPER_BOUND', label: 'Upper bound', type: 'Double' },
  { ...attribute, id: 'DATA_SOURCE', label: 'Name of the source' },
  { ...attribute, id: 'RELEASED', label: 'Released' },
  { ...attribute, id: 'FOOTNOTE', label: 'Footnote', several: 'several values' },
  { ...attribute, id: 'CITATION', label: 'Document cited' },
  { ...attribute, id: 'CITATION_PLACE', label: 'Place in the document' },
  { ...attribute, id: 'CITATION_ADDRESS', label: 'Address of the document' },
  { ...attribute, id: 'CITATION_AS_AT', label: 'Day for which the document speaks' },
  { ...attribute, id: 'CITATION_STANDING', label: 'Whether the document was read' },
  { ...attribute, id: 'WARNING', label: 'Warning', attachment: 'dataSet', several: 'several values' },
];

/** Ids of the attributes above, which no other data structure means otherwise. */
export const ownAttributes: ReadonlySet<string> = new Set(
  rear.filter(({ role }) => role === 'attribute').map(({ id }) => id),
);
