/**
 * Reads data of SDMX-ML 2.1, generic and structure-specific, and structure-specific of 3.0. Rows come complete:
 * with the attributes of their series, group and data set.
 */
import type { XmlElement } from '../../platform/tables/xml.ts';
import { type Group, rowsWith } from './groups.ts';
import {
  actions,
  type Component,
  type Content,
  type DataMessage,
  type DataSet,
  type Named,
  parseUrn,
  type StructureReference,
} from './message.ts';

/** @throws Problem `sdmx-feature-unread` for more kinds of groups than a data structure would have */
export function readXmlData(root: XmlElement, file: string): DataMessage {
  const header = child(root, 'Header');
  const structures = (header?.children ?? []).filter(({ name }) => name === 'Structure');
  const generic = root.name.startsWith('Generic');
  return {
    kind: 'data',
    notices: noticesOf(root),
    dataSets: root.children
      .filter(({ name }) => name === 'DataSet')
      .map((dataSet) => {
        const id = attribute(dataSet, 'structureRef');
        const structure = structures.find((each) => attribute(each, 'structureID') === id) ?? structures[0];
        const action =
          attribute(dataSet, 'action') ?? (header && child(header, 'DataSetAction')?.text.trim());
        const reference = structure && structureOf(structure);
        const observed = structure && attribute(structure, 'dimensionAtObservation');
        return {
          ...(reference ? { structure: reference } : {}),
          action: actions.find((each) => each === action) ?? 'Information',
          ...(generic ? genericRows(dataSet, observed, file) : specificRows(dataSet, observed, file)),
        };
      }),
  };
}

/** What a service tells in footers and error messages. */
export function noticesOf(root: XmlElement): string[] {
  const messages = [...root.children, ...(child(root, 'Footer')?.children ?? [])].filter(({ name }) =>
    /^(Error)?Message$/.test(name),
  );
  return messages.map((each) => each.children.map(({ text }) => text.trim()).join(' '));
}

export function child({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((each) => each.name === name);
}

/** By its name without prefix. */
export function attribute({ attributes }: XmlElement, name: string): string | undefined {
  return attributes.get(name) ?? [...attributes].find(([full]) => full.endsWith(`:${name}`))?.[1];
}

const kinds = {
  Structure: 'datastructure',
  StructureUsage: 'dataflow',
  ProvisionAgreement: 'provisionagreement',
  ProvisionAgrement: 'provisionagreement',
} as const;

function structureOf(structure: XmlElement): StructureReference | undefined {
  for (const [name, kind] of Object.entries(kinds)) {
    const found = child(structure, name);
    const reference = found && referenceIn(found);
    if (reference) return { kind, ...reference.artefact };
  }
  return undefined;
}

/** Of an element that holds a Ref, a URN, or the URN as its text. */
export function referenceIn(element: XmlElement): Named | undefined {
  const ref = child(element, 'Ref');
  if (!ref) return parseUrn(child(element, 'URN')?.text ?? element.text);
  const parent = attribute(ref, 'maintainableParentID');
  const id = attribute(ref, 'id');
  const version = attribute(ref, parent ? 'maintainableParentVersion' : 'version');
  if (!id) return undefined;
  const agency = attribute(ref, 'agencyID') ?? '';
  return {
    artefact: { agency, id: parent ?? id, ...(version ? { version } : {}) },
    ...(parent ? { item: id } : {}),
  };
}

type Part = Pick<DataSet, 'components' | 'rows'>;

/** In the generic form an element says what each value is. */
function genericRows(dataSet: XmlElement, observed: string | undefined, file: string): Part {
  const components = componentsSeen();
  const values = (element: XmlElement | undefined, role: Component['role']): [string, string][] =>
    (element?.children ?? []).flatMap((each) => {
      const [id, value] = [attribute(each, 'id'), attribute(each, 'value')];
      if (!id || value === undefined) return [];
      components.add(id, role);
      return [[id, value] as [string, string]];
    });
  const attributesOf = (element: XmlElement) => values(child(element, 'Attributes'), 'attribute');
  const groups: Group[] = [{ key: {}, values: Object.fromEntries(attributesOf(dataSet)) }];
  for (const group of dataSet.children.filter(({ name }) => name === 'Group'))
    groups.push({
      key: Object.fromEntries(values(child(group, 'GroupKey'), 'dimension')),
      values: Object.fromEntries(attributesOf(group)),
    });
  const rows = rowsWith(groups, file);
  const addObservation = (front: [string, Content][], observation: XmlElement) => {
    const key = values(child(observation, 'ObsKey'), 'dimension');
    const at = child(observation, 'ObsDimension');
    const value = at && attribute(at, 'value');
    if (at && value !== undefined) {
      const id = attribute(at, 'id') ?? observed ?? 'TIME_PERIOD';
      components.add(id, 'dimension');
      key.push([id, value]);
    }
    const measured = child(observation, 'ObsValue');
    const number = measured && attribute(measured, 'value');
    if (number !== undefined) components.add('OBS_VALUE', 'measure');
    rows.add([
      ...front,
      ...key,
      ...(number === undefined ? [] : [['OBS_VALUE', number] as [string, string]]),
      ...attributesOf(observation),
    ]);
  };
  for (const each of dataSet.children) {
    if (each.name === 'Obs') addObservation([], each);
    if (each.name !== 'Series') continue;
    const front = [...values(child(each, 'SeriesKey'), 'dimension'), ...attributesOf(each)];
    const observations = each.children.filter(({ name }) => name === 'Obs');
    if (observations.length === 0) rows.add(front);
    for (const observation of observations) addObservation(front, observation);
  }
  return {
    components: components.all(),
    rows: rows.all(),
  };
}

/** In the structure-specific form the values are XML attributes, and only the data structure says which they are. */
function specificRows(dataSet: XmlElement, observed: string | undefined, file: string): Part {
  const components = componentsSeen();
  const values = (element: XmlElement): [string, Content][] => [
    ...[...element.attributes]
      .filter(([name]) => !name.includes(':') && !notComponents.has(name))
      .map(([id, value]) => [id, value] as [string, Content]),
    ...element.children.filter(({ name }) => name === 'Comp').flatMap(severalOf),
  ];
  const parts = (name: string) => dataSet.children.filter((each) => each.name === name);
  const series = parts('Series');
  const inSeries = new Set([...series, ...parts('Obs')].flatMap((each) => values(each).map(([id]) => id)));
  // What a group shares with series is its key; an attribute is at one level only.
  const groups: Group[] = parts('Group').map((group) => {
    const own = values(group);
    const key = own.filter(([id]) => inSeries.has(id)) as [string, string][];
    for (const [id] of key) components.add(id, 'dimension');
    for (const [id] of own) components.add(id, inSeries.has(id) ? 'dimension' : 'attribute');
    return {
      key: Object.fromEntries(key),
      values: Object.fromEntries(own.filter(([id]) => !inSeries.has(id))),
    };
  });
  const shared = [...values(dataSet), ...parts('Atts').flatMap(values)];
  for (const [id] of shared) components.add(id, 'attribute');
  groups.push({ key: {}, values: Object.fromEntries(shared) });
  const rows = rowsWith(groups, file);
  const see = (entries: readonly [string, Content][], role: Component['role']) => {
    for (const [id] of entries)
      components.add(
        id,
        id === observed || id === 'TIME_PERIOD' ? 'dimension' : id.startsWith('OBS_VALUE') ? 'measure' : role,
      );
  };
  for (const each of dataSet.children) {
    if (each.name === 'Obs') {
      see(values(each), 'unknown');
      rows.add(values(each));
    }
    if (each.name !== 'Series') continue;
    const front = values(each);
    see(front, 'unknown');
    const observations = each.children.filter(({ name }) => name === 'Obs');
    if (observations.length === 0) rows.add(front);
    for (const observation of observations) {
      see(values(observation), 'attribute');
      rows.add([...front, ...values(observation)]);
    }
  }
  return {
    components: components.all(),
    rows: rows.all(),
  };
}

const notComponents = new Set([
  'structureRef',
  'action',
  'setID',
  'reportingBeginDate',
  'reportingEndDate',
  'validFromDate',
  'validToDate',
  'publicationYear',
  'publicationPeriod',
  'dataScope',
]);

/** Several values of SDMX 3.0: `<Comp id="…"><Value>…</Value></Comp>`. */
function severalOf(comp: XmlElement): [string, Content][] {
  const id = attribute(comp, 'id');
  if (!id) return [];
  const values = comp.children
    .filter(({ name }) => name === 'Value')
    .map((value): Content => {
      const texts = value.children.filter(({ name }) => name === 'Text' || name === 'StructuredText');
      if (texts.length === 0) return value.text.trim();
      return Object.fromEntries(texts.map((text) => [attribute(text, 'lang') ?? 'en', text.text.trim()]));
    });
  return [[id, values]];
}

/** Components in the order in which they come up; a role that is known counts more than one that is not. */
function componentsSeen() {
  const seen = new Map<string, Component['role']>();
  return {
    add(id: string, role: Component['role']) {
      const before = seen.get(id);
      if (before === undefined || before === 'unknown') seen.set(id, role);
    },
    all: (): Component[] =>
      [...seen].map(([id, role]) => ({
        id,
        role,
        ...(id === 'TIME_PERIOD' ? { type: 'time' } : role === 'measure' ? { type: 'number' } : {}),
      })),
  };
}
