/** Writes SDMX-ML 2.1: structures, generic data, and error messages. */
import type {
  Constraint,
  DataRow,
  DataSet,
  DataStructure,
  ItemScheme,
  Reference,
  StructureComponent,
  StructureMessage,
} from './message.ts';
import { textOf, textsOf, urnOf } from './message.ts';
import type { Head } from './write-json.ts';

const schemas = 'http://www.sdmx.org/resources/sdmxml/schemas/v2_1';
const namespaces = `xmlns:mes="${schemas}/message" xmlns:str="${schemas}/structure" xmlns:com="${schemas}/common" xmlns:gen="${schemas}/data/generic"`;
const opening = '<?xml version="1.0" encoding="UTF-8"?>\n';

type Attributes = { readonly [name: string]: string | undefined };

/** An element; `inside` is XML already. */
function element(name: string, attributes: Attributes, inside: string | readonly string[] = ''): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escaped(value)}"`))
    .join('');
  const content = typeof inside === 'string' ? inside : inside.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Characters that XML does not allow at all are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function nameOf(label: string): string {
  return element('com:Name', { 'xml:lang': 'en' }, escaped(label));
}

function headXml({ id, prepared, sender }: Head, structure = ''): string {
  return element('mes:Header', {}, [
    element('mes:ID', {}, escaped(id)),
    element('mes:Test', {}, 'false'),
    element('mes:Prepared', {}, escaped(prepared)),
    element('mes:Sender', { id: sender.id }, nameOf(sender.name)),
    structure,
  ]);
}

/** The document of a structure message. */
export function xmlStructure(message: StructureMessage, head: Head): string {
  const group = (name: string, inside: readonly string[]) =>
    inside.length > 0 ? element(`str:${name}`, {}, inside) : '';
  const structures = element('mes:Structures', {}, [
    group(
      'Dataflows',
      message.dataflows.map((flow) =>
        element('str:Dataflow', maintained('Dataflow', flow), [
          nameOf(flow.label),
          flow.structure ? element('str:Structure', {}, ref('DataStructure', flow.structure)) : '',
        ]),
      ),
    ),
    group(
      'Codelists',
      message.codelists.map((list) => itemScheme(list, 'Codelist', 'Code')),
    ),
    group(
      'Concepts',
      message.conceptSchemes.map((list) => itemScheme(list, 'ConceptScheme', 'Concept')),
    ),
    group('DataStructures', message.structures.map(dataStructure)),
    group('Constraints', message.constraints.map(constraint)),
  ]);
  return `${opening}<mes:Structure ${namespaces}>${headXml(head)}${structures}</mes:Structure>`;
}

type Kind = Parameters<typeof urnOf>[0];

function maintained(kind: Kind, own: Reference): Attributes {
  return { id: own.id, agencyID: own.agency, version: own.version, urn: urnOf(kind, own), isFinal: 'false' };
}

const packages = {
  DataStructure: 'datastructure',
  Dataflow: 'datastructure',
  Codelist: 'codelist',
  Concept: 'conceptscheme',
} as const;

function ref(kind: keyof typeof packages, reference: Reference, item?: string): string {
  const { agency, id, version } = reference;
  const own = item
    ? { id: item, maintainableParentID: id, maintainableParentVersion: version, agencyID: agency }
    : { id, version, agencyID: agency };
  return element('Ref', { ...own, package: packages[kind], class: kind });
}

function itemScheme(
  scheme: ItemScheme,
  kind: 'Codelist' | 'ConceptScheme',
  item: 'Code' | 'Concept',
): string {
  return element(
    `str:${kind}`,
    { ...maintained(kind, scheme), ...(scheme.part ? { isPartial: 'true' } : {}) },
    [
      nameOf(scheme.label),
      ...scheme.items.map(({ id, label, parent }) =>
        element(`str:${item}`, { id, urn: urnOf(item, scheme, id) }, [
          nameOf(label),
          parent ? element('str:Parent', {}, element('Ref', { id: parent })) : '',
        ]),
      ),
    ],
  );
}

function dataStructure(structure: DataStructure): string {
  const of = (role: StructureComponent['role']) => structure.components.filter((each) => each.role === role);
  const dimensions = of('dimension');
  return element('str:DataStructure', maintained('DataStructure', structure), [
    nameOf(structure.label),
    element('str:DataStructureComponents', {}, [
      element('str:DimensionList', { id: 'DimensionDescriptor' }, [
        ...dimensions.map((each, at) => component('Dimension', each, { position: String(at + 1) })),
        ...of('time').map((each) =>
          component('TimeDimension', each, { position: String(dimensions.length + 1) }),
        ),
      ]),
      element(
        'str:AttributeList',
        { id: 'AttributeDescriptor' },
        of('attribute').map((each) =>
          component(
            'Attribute',
            each,
            { assignmentStatus: 'Conditional' },
            element(
              'str:AttributeRelationship',
              {},
              each.attachment === 'dataSet'
                ? element('str:None', {})
                : element('str:PrimaryMeasure', {}, element('Ref', { id: 'OBS_VALUE' })),
            ),
          ),
        ),
      ),
      element(
        'str:MeasureList',
        { id: 'MeasureDescriptor' },
        of('measure').map((each) => component('PrimaryMeasure', each, {})),
      ),
    ]),
  ]);
}

function component(
  name: string,
  { id, concept, codelist, type = 'String' }: StructureComponent,
  attributes: Attributes,
  after = '',
): string {
  return element(`str:${name}`, { id, ...attributes }, [
    concept ? element('str:ConceptIdentity', {}, ref('Concept', concept, concept.concept)) : '',
    element(
      'str:LocalRepresentation',
      {},
      codelist
        ? element('str:Enumeration', {}, ref('Codelist', codelist))
        : element('str:TextFormat', { textType: type }),
    ),
    after,
  ]);
}

function constraint(own: Constraint): string {
  const metric = (id: string, count: number) =>
    element(
      'com:Annotation',
      { id },
      element('com:AnnotationTitle', {}, String(count)) + element('com:AnnotationType', {}, 'sdmx_metrics'),
    );
  const time = own.time
    ? element(
        'com:KeyValue',
        { id: 'TIME_PERIOD' },
        element('com:TimeRange', {}, [
          element('com:StartPeriod', { isInclusive: 'true' }, own.time.from),
          element('com:EndPeriod', { isInclusive: 'true' }, own.time.to),
        ]),
      )
    : '';
  return element('str:ContentConstraint', { ...maintained('ContentConstraint', own), type: 'Actual' }, [
    own.count
      ? element(
          'com:Annotations',
          {},
          metric('obs_count', own.count.observations) + metric('series_count', own.count.series),
        )
      : '',
    nameOf(own.label),
    own.dataflow
      ? element('str:ConstraintAttachment', {}, element('str:Dataflow', {}, ref('Dataflow', own.dataflow)))
      : '',
    element('str:CubeRegion', { include: 'true' }, [
      ...Object.entries(own.values).map(([id, values]) =>
        element(
          'com:KeyValue',
          { id },
          values.map((value) => element('com:Value', {}, escaped(value))),
        ),
      ),
      time,
    ]),
  ]);
}

/** The document of data sets in the generic form, piece by piece. `at`: as in `JsonOptions`. */
export function* xmlGenericData(dataSets: readonly DataSet[], head: Head, at: string): Generator<string> {
  const observedIn = ({ components }: DataSet) =>
    components.some(({ id, role }) => role === 'dimension' && id === at) ? at : 'AllDimensions';
  const used = dataSets.map((dataSet, place) => {
    const reference = dataSet.structure;
    const usage = reference ? element('com:StructureUsage', {}, ref('Dataflow', reference)) : '';
    return element(
      'mes:Structure',
      { structureID: `S${place + 1}`, dimensionAtObservation: observedIn(dataSet) },
      usage,
    );
  });
  yield `${opening}<mes:GenericData ${namespaces}>${headXml(head, used.join(''))}`;
  for (const [place, dataSet] of dataSets.entries()) {
    yield `<mes:DataSet structureRef="S${place + 1}" action="${dataSet.action}">`;
    yield* genericDataSet(dataSet, observedIn(dataSet));
    yield '</mes:DataSet>';
  }
  yield '</mes:GenericData>';
}

function* genericDataSet({ components, rows }: DataSet, at: string): Generator<string> {
  const dimensions = components.filter(({ role }) => role === 'dimension').map(({ id }) => id);
  const attributes = components.filter(({ role }) => role === 'attribute');
  const shared = attributes.filter(({ attachment }) => attachment === 'dataSet').map(({ id }) => id);
  const own = attributes.filter(({ attachment }) => attachment !== 'dataSet').map(({ id }) => id);
  // The generic form of 2.1 has one value for each attribute: several are joined.
  const values = (ids: readonly string[], row: DataRow) =>
    ids
      .flatMap((id) =>
        row.values[id] === undefined
          ? []
          : [element('gen:Value', { id, value: textsOf(row.values[id]).join('; ') })],
      )
      .join('');
  const inside = (name: string, content: string) =>
    content === '' ? '' : element(`gen:${name}`, {}, content);
  const measure = (row: DataRow) =>
    row.values['OBS_VALUE'] === undefined
      ? ''
      : element('gen:ObsValue', { value: textOf(row.values['OBS_VALUE']) });
  if (rows[0]) yield inside('Attributes', values(shared, rows[0]));
  if (at === 'AllDimensions') {
    for (const row of rows)
      yield element(
        'gen:Obs',
        {},
        inside('ObsKey', values(dimensions, row)) + measure(row) + inside('Attributes', values(own, row)),
      );
    return;
  }
  const inKey = dimensions.filter((id) => id !== at);
  const series = Map.groupBy(rows, (row) => values(inKey, row));
  for (const [key, within] of series) {
    const observations = within
      .filter((row) => row.values[at] !== undefined)
      .map((row) =>
        element(
          'gen:Obs',
          {},
          element('gen:ObsDimension', { value: textOf(row.values[at]) }) +
            measure(row) +
            inside('Attributes', values(own, row)),
        ),
      );
    yield element('gen:Series', {}, inside('SeriesKey', key) + observations.join(''));
  }
}

/** The document by which a service of SDMX 2.1 says what went wrong. */
export function xmlError(code: string, text: string): string {
  const message = element(
    'mes:ErrorMessage',
    { code },
    element('com:Text', { 'xml:lang': 'en' }, escaped(text)),
  );
  return `${opening}<mes:Error ${namespaces}>${message}</mes:Error>`;
}
