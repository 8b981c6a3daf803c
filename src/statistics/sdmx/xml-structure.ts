/** Reads structures of SDMX-ML 2.1 and 3.0: dataflows, data structures, code lists, concept schemes, constraints. */
import type { XmlElement } from '../../platform/tables/xml.ts';
import type {
  Constraint,
  DataStructure,
  Dataflow,
  Item,
  ItemScheme,
  StructureComponent,
  StructureMessage,
} from './message.ts';
import { attribute, child, referenceIn } from './xml.ts';

const empty: StructureMessage = {
  kind: 'structure',
  dataflows: [],
  structures: [],
  codelists: [],
  conceptSchemes: [],
  constraints: [],
  unread: [],
};

/** What cannot be read of a structure message stands in `unread` by its name in the standard. */
export function readXmlStructure(root: XmlElement): StructureMessage {
  const groups = child(root, 'Structures')?.children ?? [];
  const all = (names: readonly string[]) =>
    groups.filter(({ name }) => names.includes(name)).flatMap(({ children }) => children);
  const codelists = all(['Codelists', 'ValueLists']);
  const constraints = all(['Constraints', 'DataConstraints']);
  const byKeys = constraints.some((each) => child(each, 'DataKeySet'));
  const extended = codelists.some((list) => child(list, 'CodelistExtension'));
  const known = [
    'Codelists',
    'ValueLists',
    'Concepts',
    'ConceptSchemes',
    'DataStructures',
    'Dataflows',
    'Constraints',
    'DataConstraints',
  ];
  return {
    ...empty,
    codelists: codelists.map((list) => itemScheme(list, /^(Code|ValueItem)$/)),
    conceptSchemes: all(['Concepts', 'ConceptSchemes']).map((scheme) => itemScheme(scheme, /^Concept$/)),
    structures: all(['DataStructures']).map(dataStructure),
    dataflows: all(['Dataflows']).map(dataflow),
    constraints: constraints.map(constraint),
    unread: [
      ...groups.map(({ name }) => name).filter((name) => !known.includes(name)),
      ...(byKeys ? ['DataKeySet (constraints by whole keys)'] : []),
      ...(extended ? ['CodelistExtension (codes inherited from another code list)'] : []),
    ],
  };
}

function maintained(element: XmlElement) {
  const version = attribute(element, 'version');
  const id = attribute(element, 'id') ?? '';
  return {
    agency: attribute(element, 'agencyID') ?? '',
    id,
    ...(version ? { version } : {}),
    label: labelOf(element) ?? id,
  };
}

/** English, or the first. */
function labelOf(element: XmlElement): string | undefined {
  const names = element.children.filter(({ name }) => name === 'Name');
  const english = names.find((name) => (attribute(name, 'lang') ?? 'en') === 'en');
  return (english ?? names[0])?.text.trim();
}

function itemScheme(scheme: XmlElement, kind: RegExp): ItemScheme {
  const partial =
    attribute(scheme, 'isPartial') === 'true' || child(scheme, 'CodelistExtension') !== undefined;
  return {
    ...maintained(scheme),
    items: scheme.children.filter(({ name }) => kind.test(name)).flatMap((each) => itemsOf(each, kind)),
    ...(partial ? { part: 'some items' } : {}),
  };
}

/** An item, and those written inside it. */
function itemsOf(element: XmlElement, kind: RegExp, inside?: string): Item[] {
  const id = attribute(element, 'id') ?? '';
  const above = child(element, 'Parent');
  const parent =
    (above && (child(above, 'Ref') ? attribute(child(above, 'Ref') ?? above, 'id') : above.text.trim())) ||
    inside;
  const item: Item = { id, label: labelOf(element) ?? id, ...(parent ? { parent } : {}) };
  return [
    item,
    ...element.children.filter(({ name }) => kind.test(name)).flatMap((each) => itemsOf(each, kind, id)),
  ];
}

function dataflow(flow: XmlElement): Dataflow {
  const to = child(flow, 'Structure');
  const reference = to && referenceIn(to);
  return { ...maintained(flow), ...(reference ? { structure: reference.artefact } : {}) };
}

const roles: { readonly [name: string]: StructureComponent['role'] | undefined } = {
  Dimension: 'dimension',
  MeasureDimension: 'dimension',
  TimeDimension: 'time',
  PrimaryMeasure: 'measure',
  Measure: 'measure',
  Attribute: 'attribute',
};

function dataStructure(structure: XmlElement): DataStructure {
  const lists = child(structure, 'DataStructureComponents')?.children ?? [];
  const components = lists
    .filter(({ name }) => /^(Dimension|Measure|Attribute)List$/.test(name))
    .flatMap(({ children }) => children);
  return { ...maintained(structure), components: components.flatMap(component) };
}

function component(element: XmlElement): StructureComponent[] {
  const role = roles[element.name];
  if (!role) return [];
  const identity = child(element, 'ConceptIdentity');
  const concept = identity && referenceIn(identity);
  const id = attribute(element, 'id') ?? concept?.item;
  if (!id) return [];
  const representation = child(element, 'LocalRepresentation');
  const enumeration = representation && child(representation, 'Enumeration');
  const codelist = enumeration && referenceIn(enumeration);
  const format = representation && child(representation, 'TextFormat');
  const type = format && attribute(format, 'textType');
  const most = representation && attribute(representation, 'maxOccurs');
  return [
    {
      id,
      role,
      ...(concept?.item ? { concept: { ...concept.artefact, concept: concept.item } } : {}),
      ...(codelist ? { codelist: codelist.artefact } : {}),
      ...(type ? { type } : {}),
      ...(role === 'attribute' ? { attachment: attachmentOf(child(element, 'AttributeRelationship')) } : {}),
      ...(most && most !== '1' ? { several: 'several values' } : {}),
    },
  ];
}

function attachmentOf(relationship: XmlElement | undefined): NonNullable<StructureComponent['attachment']> {
  const names = relationship?.children.map(({ name }) => name) ?? [];
  if (names.some((name) => name === 'None' || name === 'Dataflow')) return 'dataSet';
  return names.some((name) => name === 'PrimaryMeasure' || name === 'Observation')
    ? 'observation'
    : 'dimensions';
}

function constraint(element: XmlElement): Constraint {
  const attached = child(element, 'ConstraintAttachment');
  const flow = attached && child(attached, 'Dataflow');
  const reference = flow && referenceIn(flow);
  const regions = element.children.filter(
    ({ name, attributes }) => name === 'CubeRegion' && attributes.get('include') !== 'false',
  );
  const keys = regions.flatMap(({ children }) =>
    children.filter(({ name }) => /^(KeyValue|Attribute|Component)$/.test(name)),
  );
  const values = keys.map(
    (key) =>
      [
        attribute(key, 'id') ?? '',
        key.children.filter(({ name }) => name === 'Value').map(({ text }) => text.trim()),
      ] as const,
  );
  const range = keys.map((key) => child(key, 'TimeRange')).find((found) => found !== undefined);
  const from = range && child(range, 'StartPeriod')?.text.trim();
  const to = range && child(range, 'EndPeriod')?.text.trim();
  return {
    ...maintained(element),
    ...(reference ? { dataflow: reference.artefact } : {}),
    values: Object.fromEntries(values.filter(([, codes]) => codes.length > 0)),
    ...(from && to ? { time: { from, to } } : {}),
  };
}
