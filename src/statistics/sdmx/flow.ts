/**
 * How the figures of this program stand in SDMX: one dataflow for each indicator, each with a data structure of
 * its own. Nothing is lost on the way: the six states of a value, the source, the release, the citation and the
 * warnings are components like any other.
 */
import { states } from '../../core/state.ts';
import {
  all,
  type Code,
  type CodeList,
  confidentialities,
  type Indicator,
  type Observation,
  observationStatuses,
} from '../model.ts';
import {
  codeByState,
  confidentialityLabels,
  front,
  type Part,
  rear,
  stateCodes,
  statusLabels,
} from './concepts.ts';
import type {
  Component,
  Content,
  DataSet,
  Dataflow,
  DataStructure,
  ItemScheme,
  StructureComponent,
} from './message.ts';

export const agency = 'PLUMBLINE';
const version = '1.0';

/** What must be known to describe the figures; lists of codes hold every code that occurs. */
export interface Describing {
  readonly indicators: readonly Indicator[];
  readonly codeLists: readonly CodeList[];
  /** Names of all series of figures. */
  readonly sources: readonly string[];
}

export interface Flow {
  readonly indicator: Indicator;
  readonly dataflow: Dataflow;
  readonly structure: DataStructure;
  /** The code lists it uses, by component. */
  readonly codelists: ReadonlyMap<string, ItemScheme>;
  /** How a code of the record, or the name of a source, is written in a dimension. */
  code(dimension: string, code: string): string;
}

/** A text as an SDMX id: letters, digits and _ only; not two texts to one id within a list. */
export function idsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const text of texts) {
    const plain =
      text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .replace(/[^A-Za-z0-9_@$-]+/g, '_')
        .replace(/^_+(?=\w{3})|_+$/g, '') || '_';
    let id = text === all ? all : plain;
    for (let count = 2; taken.has(id); count += 1) id = `${plain}_${count}`;
    taken.add(id);
    found.set(text, id);
  }
  return found;
}

const schemes = new WeakMap<Describing, readonly Flow[]>();

/** All dataflows, in the order of the indicators. Made once for what it describes. */
export function flowsOf(describing: Describing): readonly Flow[] {
  const made = schemes.get(describing) ?? makeFlows(describing);
  schemes.set(describing, made);
  return made;
}

function makeFlows({ indicators, codeLists, sources }: Describing): Flow[] {
  const ids = idsOf(indicators.map(({ id }) => id));
  const codes = new Map<string, ReadonlyMap<string, string>>([
    ['SOURCE', idsOf(sources)],
    ...codeLists.map((each) => [each.dimension, idsOf(each.codes.map(({ code }) => code))] as const),
  ]);
  const lists = new Map<string, ItemScheme>([
    [
      'REF_AREA',
      list(
        'AREA',
        'Areas',
        states.map(({ iso3, shortNames }) => ({ code: iso3, label: shortNames.en })),
      ),
    ],
    [
      'INDICATOR',
      list(
        'INDICATOR',
        'Indicators',
        indicators.map(({ id, name }) => ({ code: ids.get(id) ?? id, label: name })),
      ),
    ],
    [
      'SOURCE',
      list(
        'SOURCE',
        'Sources',
        sources.map((source) => ({ code: source, label: source })),
      ),
    ],
    [
      'VALUE_STATE',
      list(
        'VALUE_STATE',
        'States of a value',
        stateCodes.map(([code, label]) => ({ code, label })),
      ),
    ],
    [
      'OBS_STATUS',
      list(
        'OBS_STATUS',
        'Observation status',
        observationStatuses.map((code) => ({ code, label: statusLabels[code] })),
      ),
    ],
    [
      'OBS_CONF',
      list(
        'OBS_CONF',
        'Confidentiality',
        confidentialities.map((code) => ({ code, label: confidentialityLabels[code] })),
      ),
    ],
    ...codeLists.map(
      ({ dimension, label, codes }) => [dimension, list(dimension, label, withTotal(codes))] as const,
    ),
  ]);
  return indicators.map((indicator) => {
    const id = ids.get(indicator.id) ?? indicator.id;
    const broken = indicator.dimensions.map((dimension): Part => ({
      id: dimension,
      label: lists.get(dimension)?.label ?? dimension,
      role: 'dimension',
    }));
    const parts = [...front, ...broken, ...rear];
    const structure: DataStructure = {
      agency,
      id: `DSD_${id}`,
      version,
      label: indicator.name,
      components: parts.map(({ label: _, ...part }): StructureComponent => {
        const codelist = lists.get(part.id);
        return {
          ...part,
          concept: { agency, id: conceptScheme, version, concept: part.id },
          ...(codelist ? { codelist: referenceTo(codelist) } : {}),
        };
      }),
    };
    return {
      indicator,
      dataflow: { agency, id: `DF_${id}`, version, label: indicator.name, structure: referenceTo(structure) },
      structure,
      codelists: new Map([...lists].filter(([part]) => parts.some((each) => each.id === part))),
      code: (dimension, code) => codes.get(dimension)?.get(code) ?? idsOf([code]).get(code) ?? code,
    };
  });
}

function referenceTo({ agency: of, id, version: at = version }: DataStructure | ItemScheme) {
  return { agency: of, id, version: at };
}

function list(id: string, label: string, codes: readonly Code[]): ItemScheme {
  const ids = idsOf(codes.map(({ code }) => code));
  return {
    agency,
    id: `CL_${id}`,
    version,
    label,
    items: codes.map(({ code, label: name, parent }) => {
      const above = parent === undefined ? undefined : ids.get(parent);
      return { id: ids.get(code) ?? code, label: name, ...(above ? { parent: above } : {}) };
    }),
  };
}

function withTotal(codes: readonly Code[]): readonly Code[] {
  return codes.some(({ code }) => code === all) ? codes : [{ code: all, label: 'Total' }, ...codes];
}

const conceptScheme = 'CS_PLUMBLINE';

/** The concepts of all dataflows. */
export function conceptsOf(flows: readonly Flow[]): ItemScheme {
  const labels = new Map<string, string>([...front, ...rear].map(({ id, label }) => [id, label]));
  for (const { structure, codelists } of flows)
    for (const { id } of structure.components)
      if (!labels.has(id)) labels.set(id, codelists.get(id)?.label ?? id);
  return {
    agency,
    id: conceptScheme,
    version,
    label: 'Concepts',
    items: [...labels].map(([id, label]) => ({ id, label })),
  };
}

/** The components of a dataflow as a data message has them, with the labels of all codes. */
export function componentsOf(flow: Flow): Component[] {
  const concepts = new Map(conceptsOf([flow]).items.map(({ id, label }) => [id, label]));
  return flow.structure.components.map(({ id, role, type, attachment }): Component => {
    const codes = flow.codelists.get(id);
    return {
      id,
      role: role === 'time' ? 'dimension' : role,
      label: concepts.get(id) ?? id,
      ...(codes ? { codes: new Map(codes.items.map((item) => [item.id, item.label])) } : {}),
      ...(role === 'time' ? { type: 'time' } : type === 'Double' ? { type: 'number' } : {}),
      ...(attachment === 'dataSet' ? { attachment } : {}),
    };
  });
}

/** Figures of one indicator as a data set. */
export function dataSetOf(flow: Flow, observations: readonly Observation[]): DataSet {
  const { dataflow, indicator } = flow;
  const id = dataflow.id.slice('DF_'.length);
  const warnings = indicator.warnings.map(({ text }) => text);
  return {
    structure: { kind: 'dataflow', agency: dataflow.agency, id: dataflow.id, version },
    label: dataflow.label,
    action: 'Replace',
    components: componentsOf(flow),
    rows: observations.map((one) => ({
      values: {
        REF_AREA: one.state,
        INDICATOR: id,
        SOURCE: flow.code('SOURCE', one.source),
        ...Object.fromEntries(
          indicator.dimensions.map((dimension) => [
            dimension,
            flow.code(dimension, one.breakdown[dimension] ?? all),
          ]),
        ),
        TIME_PERIOD: one.period,
        ...attributesOf(one),
        ...(warnings.length > 0 ? { WARNING: warnings } : {}),
      },
    })),
  };
}

function attributesOf({ value, citation, ...one }: Observation): { [component: string]: Content } {
  const number = value.state === 'number' ? String(value.number) : value.state === 'zero' ? '0' : undefined;
  return {
    ...(number === undefined ? {} : { OBS_VALUE: number }),
    VALUE_STATE: codeByState.get(value.state) ?? value.state,
    UNIT_MEASURE: one.unit,
    OBS_STATUS: one.status,
    OBS_CONF: one.confidentiality,
    ...(one.lower === undefined ? {} : { LOWER_BOUND: String(one.lower) }),
    ...(one.upper === undefined ? {} : { UPPER_BOUND: String(one.upper) }),
    DATA_SOURCE: one.source,
    RELEASE: one.released,
    ...(one.footnotes.length > 0 ? { FOOTNOTE: one.footnotes } : {}),
    CITATION: citation.title,
    ...(citation.place ? { CITATION_PLACE: citation.place } : {}),
    ...(citation.address ? { CITATION_LINK: citation.address } : {}),
    ...(citation.asAt ? { CITATION_AS_AT: citation.asAt } : {}),
    CITATION_STANDING: citation.standing,
  };
}
