/** Writes structures as SDMX-JSON 1.0 and 2.x. Schemas: sdmx-twg/sdmx-json. */
import type {
  Constraint,
  DataStructure,
  ItemScheme,
  Reference,
  StructureComponent,
  StructureMessage,
} from './message.ts';
import { urnOf } from './message.ts';
import { type Head, headJson } from './write-json.ts';

/** 2.1 has availability apart from other constraints. */
export type JsonStructureVersion = '1.0' | '2.0' | '2.1';

/** Lists that are empty are left out, as the schema asks. */
export function jsonStructure(message: StructureMessage, head: Head, version: JsonStructureVersion): object {
  const constraints = message.constraints.map((each) => constraint(each, version));
  const name =
    version === '1.0'
      ? 'contentConstraints'
      : version === '2.0'
        ? 'dataConstraints'
        : 'availabilityConstraints';
  const lists = {
    dataflows: message.dataflows.map((flow) => ({
      ...maintained(flow),
      ...(flow.structure ? { structure: urnOf('DataStructure', flow.structure) } : {}),
    })),
    dataStructures: message.structures.map((structure) => dataStructure(structure, version)),
    codelists: message.codelists.map((list) => itemScheme(list, 'codes')),
    conceptSchemes: message.conceptSchemes.map((list) => itemScheme(list, 'concepts')),
    [name]: constraints,
  };
  return {
    meta: headJson(head, version === '1.0' ? '1.0' : '2.0'),
    data: Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    errors: [],
  };
}

function named(id: string, label: string) {
  return { id, name: label, names: { en: label } };
}

function maintained({ agency, id, version, label }: Reference & { readonly label: string }) {
  return {
    ...named(id, label),
    agencyID: agency,
    ...(version ? { version } : {}),
    isExternalReference: false,
  };
}

function itemScheme(scheme: ItemScheme, name: 'codes' | 'concepts'): object {
  const items = scheme.items.map(({ id, label, parent }) => ({
    ...named(id, label),
    ...(parent ? { parent } : {}),
  }));
  return {
    ...maintained(scheme),
    ...(scheme.part ? { isPartial: true } : {}),
    ...(items.length > 0 ? { [name]: items } : {}),
  };
}

function dataStructure(structure: DataStructure, version: JsonStructureVersion): object {
  const is1 = version === '1.0';
  const of = (role: StructureComponent['role']) => structure.components.filter((each) => each.role === role);
  const [time] = of('time');
  const measures = of('measure').map((each) => component(each, version));
  const attributes = of('attribute').map((each) => ({
    ...component(each, version),
    ...(is1 ? { assignmentStatus: 'Conditional' } : { usage: 'optional' }),
    attributeRelationship: relationship(each, is1),
  }));
  const dimensions = of('dimension').map((each, at) => ({
    ...component(each, version),
    position: at,
    ...(is1 ? { type: 'Dimension' } : {}),
  }));
  const timeDimension = time && component({ ...time, id: 'TIME_PERIOD' }, version);
  return {
    ...maintained(structure),
    dataStructureComponents: {
      dimensionList: {
        id: 'DimensionDescriptor',
        dimensions,
        ...(timeDimension
          ? is1
            ? { timeDimensions: [{ ...timeDimension, position: dimensions.length, type: 'TimeDimension' }] }
            : { timeDimension }
          : {}),
      },
      measureList: { id: 'MeasureDescriptor', ...(is1 ? { primaryMeasure: measures[0] } : { measures }) },
      ...(attributes.length > 0 ? { attributeList: { id: 'AttributeDescriptor', attributes } } : {}),
    },
  };
}

function component(
  { id, concept, codelist, type = 'String', several, role }: StructureComponent,
  version: JsonStructureVersion,
): object {
  const is1 = version === '1.0';
  const occurs = !is1 && several ? { maxOccurs: 'unbounded' } : {};
  return {
    id,
    ...(concept ? { conceptIdentity: urnOf('Concept', concept, concept.concept) } : {}),
    localRepresentation: codelist
      ? { enumeration: urnOf('Codelist', codelist), ...occurs }
      : is1
        ? { textFormat: { textType: type } }
        : { format: { dataType: type }, ...(role === 'time' ? {} : occurs) },
  };
}

function relationship({ attachment }: StructureComponent, is1: boolean): object {
  if (attachment === 'dataSet') return is1 ? { none: {} } : { dataflow: {} };
  return is1 ? { primaryMeasure: 'OBS_VALUE' } : { observation: {} };
}

function constraint(own: Constraint, version: JsonStructureVersion): object {
  const flow = own.dataflow && urnOf('Dataflow', own.dataflow);
  const keyValues = [
    ...Object.entries(own.values).map(([id, values]) => ({ id, values })),
    ...(own.time
      ? [
          {
            id: 'TIME_PERIOD',
            timeRange: {
              startPeriod: { period: own.time.from, isInclusive: true },
              endPeriod: { period: own.time.to, isInclusive: true },
            },
          },
        ]
      : []),
  ];
  if (version === '2.1')
    return {
      constraintAttachment: { dataflow: flow },
      cubeRegion: { include: true, keyValues },
      ...(own.count ? { seriesCount: own.count.series, obsCount: own.count.observations } : {}),
    };
  return {
    ...maintained(own),
    ...(version === '1.0' ? { type: 'Actual' } : { role: 'Actual' }),
    constraintAttachment: { dataflows: [flow] },
    cubeRegions: [{ [version === '1.0' ? 'isIncluded' : 'include']: true, keyValues }],
    ...(own.count
      ? {
          annotations: [
            { id: 'obs_count', type: 'sdmx_metrics', title: String(own.count.observations) },
            { id: 'series_count', type: 'sdmx_metrics', title: String(own.count.series) },
          ],
        }
      : {}),
  };
}
