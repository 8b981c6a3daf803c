/** Writes structures as SDMX-ML 2.1, and error messages. */
import type {
  Constraint,
  DataStructure,
  ItemScheme,
  Reference,
  StructureComponent,
  StructureMessage,
} from './message.ts';
import { urnOf } from './message.ts';
import type { Head } from './write-json.ts';
import { type Attributes, element, escaped, headXml, nameOf, namespaces, opening, ref } from './xml-text.ts';

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

/** The document by which a service of SDMX 2.1 says what went wrong. */
export function xmlError(code: string, text: string): string {
  const message = element(
    'mes:ErrorMessage',
    { code },
    element('com:Text', { 'xml:lang': 'en' }, escaped(text)),
  );
  return `${opening}<mes:Error ${namespaces}>${message}</mes:Error>`;
}
