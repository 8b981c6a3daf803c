/**
 * How the figures of this program stand in SDMX: one dataflow for each indicator, each with a data structure of
 * its own. Nothing is lost on the way: the six states of a value, the source, the release, the citation and the
 * warnings are components like any other.
 */
import { type Day, latest } from '../../core/date.ts';
import { states } from '../../core/state.ts';
import {
  all,
  type CodeList,
  confidentialities,
  type DimensionId,
  type Indicator,
  type IndicatorId,
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
  Item,
  ItemScheme,
  StructureComponent,
} from './message.ts';

export const agency = 'PLUMBLINE';
const version = '1.0';

/** What must be known to describe the figures. */
export interface Describing {
  readonly indicators: readonly Indicator[];
  /** By which the figures of each indicator are broken down. */
  readonly dimensions: ReadonlyMap<IndicatorId, readonly DimensionId[]>;
  /** Every code that occurs, and its name. */
  readonly codeLists: readonly CodeList[];
  /** Names of all series of figures. */
  readonly sources: readonly string[];
}

/** A figure, and where that is known when it came into the record. */
export type Dated = Observation & { readonly enteredAt?: string };

/**
 * Those that came, or came to hold, after an instant (in milliseconds): a release of which only the year is known holds
 * from the end of that year. What is not known to be older is among them.
 */
export function updatedAfter(figures: readonly Dated[], instant: number): readonly Dated[] {
  return figures.filter(
    ({ enteredAt, released }) =>
      enteredAt === undefined || Math.max(Date.parse(enteredAt), Date.parse(latest(released))) > instant,
  );
}

/** What the server reads from: one state of the record. */
export interface Figures {
  readonly describing: Describing;
  /** Changes whenever an answer could. */
  readonly version: string;
  /**
   * The newest figures of an indicator from each source.
   * @param asOf a day in the past: those that had been released by then
   */
  figures(indicator: IndicatorId, asOf?: Day): readonly Dated[];
}

export interface Flow {
  readonly indicator: Indicator;
  readonly dimensions: readonly DimensionId[];
  readonly dataflow: Dataflow;
  readonly structure: DataStructure;
  /** The code lists it uses, by component. */
  readonly codelists: ReadonlyMap<string, ItemScheme>;
  /** The code of the indicator, and the code of each source by its name. */
  readonly indicatorCode: string;
  readonly sourceCodes: ReadonlyMap<string, string>;
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
    let id = plain;
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

function makeFlows(describing: Describing): Flow[] {
  const { indicators, dimensions, sources } = describing;
  const ids = idsOf(indicators.map(({ id }) => id));
  const sourceCodes = idsOf(sources);
  const lists = listsOf(describing, ids, sourceCodes);
  return indicators.map((indicator) => {
    const id = ids.get(indicator.id) ?? indicator.id;
    const own = dimensions.get(indicator.id) ?? [];
    const broken = own.map((dimension): Part => ({
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
      components: parts.map(({ label: _label, ...part }): StructureComponent => {
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
      dimensions: own,
      dataflow: { agency, id: `DF_${id}`, version, label: indicator.name, structure: referenceTo(structure) },
      structure,
      codelists: new Map([...lists].filter(([part]) => parts.some((each) => each.id === part))),
      indicatorCode: id,
      sourceCodes,
    };
  });
}

function referenceTo({ agency: of, id, version: at = version }: DataStructure | ItemScheme) {
  return { agency: of, id, version: at };
}

type Ids = ReadonlyMap<string, string>;

/** All code lists, by component. */
function listsOf(
  { indicators, codeLists, sources }: Describing,
  ids: Ids,
  sourceCodes: Ids,
): Map<string, ItemScheme> {
  const list = (id: string, label: string, items: readonly Item[]): ItemScheme => ({
    agency,
    id: `CL_${id}`,
    version,
    label,
    items,
  });
  const labelled = <T extends string>(codes: readonly T[], labels: { readonly [code in T]: string }) =>
    codes.map((id) => ({ id, label: labels[id] }));
  return new Map([
    [
      'REF_AREA',
      list(
        'AREA',
        'Areas',
        states.map(({ iso3, shortNames }) => ({ id: iso3, label: shortNames.en })),
      ),
    ],
    [
      'INDICATOR',
      list(
        'INDICATOR',
        'Indicators',
        indicators.map(({ id, name }) => ({ id: ids.get(id) ?? id, label: name })),
      ),
    ],
    [
      'SOURCE',
      list(
        'SOURCE',
        'Sources',
        sources.map((source) => ({ id: sourceCodes.get(source) ?? source, label: source })),
      ),
    ],
    [
      'VALUE_STATE',
      list(
        'VALUE_STATE',
        'States of a value',
        stateCodes.map(([id, label]) => ({ id, label })),
      ),
    ],
    ['OBS_STATUS', list('OBS_STATUS', 'Observation status', labelled(observationStatuses, statusLabels))],
    ['OBS_CONF', list('OBS_CONF', 'Confidentiality', labelled(confidentialities, confidentialityLabels))],
    ...codeLists.map(({ dimension, label, codes }): [string, ItemScheme] => {
      const items = codes.map(({ code, label: name, parent }) => ({
        id: code,
        label: name,
        ...(parent ? { parent } : {}),
      }));
      const total = items.some(({ id }) => id === all) ? [] : [{ id: all, label: 'Total' }];
      return [dimension, list(dimension, label, [...total, ...items])];
    }),
  ]);
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
  const { dataflow, indicator, dimensions, indicatorCode, sourceCodes } = flow;
  const warnings = indicator.warnings.map(({ text }) => text);
  return {
    structure: { kind: 'dataflow', agency: dataflow.agency, id: dataflow.id, version },
    label: dataflow.label,
    action: 'Replace',
    components: componentsOf(flow),
    rows: observations.map((one) => ({
      values: {
        REF_AREA: one.state,
        INDICATOR: indicatorCode,
        SOURCE: sourceCodes.get(one.source) ?? one.source,
        ...Object.fromEntries(dimensions.map((dimension) => [dimension, one.breakdown[dimension] ?? all])),
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
    RELEASED: one.released,
    ...(one.footnotes.length > 0 ? { FOOTNOTE: one.footnotes } : {}),
    CITATION: citation.title,
    ...(citation.place ? { CITATION_PLACE: citation.place } : {}),
    ...(citation.address ? { CITATION_ADDRESS: citation.address } : {}),
    ...(citation.asAt ? { CITATION_AS_AT: citation.asAt } : {}),
    CITATION_STANDING: citation.standing,
  };
}
