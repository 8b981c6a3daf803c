/** Reads structures of SDMX-JSON 1.0 and 2.x; the same kinds as in SDMX-ML. */
import { z } from 'zod';
import { checked } from './json.ts';
import {
  type Constraint,
  type DataStructure,
  type ItemScheme,
  parseUrn,
  type Reference,
  type StructureComponent,
  type StructureMessage,
} from './message.ts';

const maintained = z.looseObject({
  id: z.string(),
  agencyID: z.string(),
  version: z.string().nullish(),
  name: z.string().nullish(),
  names: z.record(z.string(), z.string()).nullish(),
});
const item = z.looseObject({ id: z.string(), name: z.string().nullish(), parent: z.string().nullish() });
const scheme = maintained.extend({
  isPartial: z.boolean().nullish(),
  codes: z.array(item).nullish(),
  concepts: z.array(item).nullish(),
  valueItems: z.array(item).nullish(),
  codelistExtensions: z.array(z.unknown()).nullish(),
});
const component = z.looseObject({
  id: z.string().nullish(),
  conceptIdentity: z.string().nullish(),
  attributeRelationship: z.looseObject({}).nullish(),
  localRepresentation: z
    .looseObject({
      enumeration: z.string().nullish(),
      format: z.looseObject({ dataType: z.string().nullish() }).nullish(),
      textFormat: z.looseObject({ textType: z.string().nullish() }).nullish(),
      maxOccurs: z.union([z.string(), z.number()]).nullish(),
    })
    .nullish(),
});
const many = z.array(component).nullish();
const structure = maintained.extend({
  dataStructureComponents: z
    .looseObject({
      dimensionList: z
        .looseObject({ dimensions: many, timeDimension: component.nullish(), timeDimensions: many })
        .nullish(),
      measureList: z.looseObject({ measures: many, primaryMeasure: component.nullish() }).nullish(),
      attributeList: z.looseObject({ attributes: many }).nullish(),
    })
    .nullish(),
});
const region = z.looseObject({
  include: z.boolean().nullish(),
  isIncluded: z.boolean().nullish(),
  keyValues: z
    .array(
      z.looseObject({
        id: z.string(),
        values: z.array(z.union([z.string(), z.looseObject({ value: z.string() })])).nullish(),
      }),
    )
    .nullish(),
});
const constraint = maintained.extend({
  constraintAttachment: z.looseObject({ dataflows: z.array(z.string()).nullish() }).nullish(),
  cubeRegions: z.array(region).nullish(),
});
/** Of 2.1: it has no id of its own. */
const availability = z.looseObject({
  constraintAttachment: z.looseObject({ dataflow: z.string().nullish() }).nullish(),
  cubeRegion: region.nullish(),
  seriesCount: z.number().nullish(),
  obsCount: z.number().nullish(),
});
const message = z.looseObject({
  data: z.looseObject({
    dataflows: z.array(maintained.extend({ structure: z.string().nullish() })).nullish(),
    dataStructures: z.array(structure).nullish(),
    codelists: z.array(scheme).nullish(),
    valueLists: z.array(scheme).nullish(),
    conceptSchemes: z.array(scheme).nullish(),
    dataConstraints: z.array(constraint).nullish(),
    contentConstraints: z.array(constraint).nullish(),
    availabilityConstraints: z.array(availability).nullish(),
  }),
});
const read = [
  'dataflows',
  'dataStructures',
  'codelists',
  'valueLists',
  'conceptSchemes',
  'dataConstraints',
  'contentConstraints',
  'availabilityConstraints',
];

/** @throws Problem `sdmx-invalid` for what the schema does not allow */
export function readJsonStructure(json: unknown, file: string): StructureMessage {
  const { data } = checked(message, json, file);
  const codelists = [...(data.codelists ?? []), ...(data.valueLists ?? [])];
  const extended = codelists.some(
    ({ codelistExtensions }) => codelistExtensions && codelistExtensions.length > 0,
  );
  return {
    kind: 'structure',
    dataflows: (data.dataflows ?? []).map((flow) => {
      const to = artefact(flow.structure);
      return { ...ownOf(flow), ...(to ? { structure: to } : {}) };
    }),
    structures: (data.dataStructures ?? []).map(dataStructure),
    codelists: codelists.map((list) => itemScheme(list, [...(list.codes ?? []), ...(list.valueItems ?? [])])),
    conceptSchemes: (data.conceptSchemes ?? []).map((each) => itemScheme(each, each.concepts ?? [])),
    constraints: [
      ...[...(data.dataConstraints ?? []), ...(data.contentConstraints ?? [])].map(constraintOf),
      ...(data.availabilityConstraints ?? []).map(availabilityOf),
    ],
    unread: [
      ...Object.keys(data).filter((name) => !read.includes(name) && !name.startsWith('x-')),
      ...(extended ? ['codelistExtensions (codes inherited from another code list)'] : []),
    ],
  };
}

function ownOf({ id, agencyID, version, name, names }: z.infer<typeof maintained>) {
  return { agency: agencyID, id, ...(version ? { version } : {}), label: names?.['en'] ?? name ?? id };
}

function itemScheme(own: z.infer<typeof scheme>, items: readonly z.infer<typeof item>[]): ItemScheme {
  return {
    ...ownOf(own),
    items: items.map(({ id, name, parent }) => ({ id, label: name ?? id, ...(parent ? { parent } : {}) })),
    ...(own.isPartial || own.codelistExtensions ? { part: 'some items' } : {}),
  };
}

function artefact(urn: string | null | undefined): Reference | undefined {
  return parseUrn(urn ?? '')?.artefact;
}

function dataStructure(own: z.infer<typeof structure>): DataStructure {
  const { dimensionList, measureList, attributeList } = own.dataStructureComponents ?? {};
  const time = [
    ...(dimensionList?.timeDimensions ?? []),
    ...(dimensionList?.timeDimension ? [dimensionList.timeDimension] : []),
  ];
  const measures = [
    ...(measureList?.measures ?? []),
    ...(measureList?.primaryMeasure ? [measureList.primaryMeasure] : []),
  ];
  return {
    ...ownOf(own),
    components: [
      ...(dimensionList?.dimensions ?? []).flatMap((each) => componentOf(each, 'dimension')),
      ...time.flatMap((each) => componentOf(each, 'time')),
      ...measures.flatMap((each) => componentOf(each, 'measure')),
      ...(attributeList?.attributes ?? []).flatMap((each) => componentOf(each, 'attribute')),
    ],
  };
}

function componentOf(
  json: z.infer<typeof component>,
  role: StructureComponent['role'],
): StructureComponent[] {
  const concept = parseUrn(json.conceptIdentity ?? '');
  const id = json.id ?? concept?.item;
  if (!id) return [];
  const { enumeration, format, textFormat, maxOccurs } = json.localRepresentation ?? {};
  const codelist = artefact(enumeration);
  const type = format?.dataType ?? textFormat?.textType;
  const level = json.attributeRelationship;
  return [
    {
      id,
      role,
      ...(concept?.item ? { concept: { ...concept.artefact, concept: concept.item } } : {}),
      ...(codelist ? { codelist } : {}),
      ...(type ? { type } : {}),
      ...(role === 'attribute' && level
        ? {
            attachment:
              'dataflow' in level || 'none' in level
                ? 'dataSet'
                : 'observation' in level || 'primaryMeasure' in level
                  ? 'observation'
                  : 'dimensions',
          }
        : {}),
      ...(maxOccurs && maxOccurs !== 1 ? { several: 'several values' } : {}),
    },
  ];
}

function constraintOf(own: z.infer<typeof constraint>): Constraint {
  const flow = artefact(own.constraintAttachment?.dataflows?.[0]);
  return { ...ownOf(own), ...(flow ? { dataflow: flow } : {}), values: valuesOf(own.cubeRegions ?? []) };
}

function availabilityOf(own: z.infer<typeof availability>): Constraint {
  const flow = artefact(own.constraintAttachment?.dataflow);
  const { seriesCount: series, obsCount: observations } = own;
  return {
    agency: flow?.agency ?? '',
    id: `AVAILABLE_${flow?.id ?? ''}`,
    label: 'Availability',
    ...(flow ? { dataflow: flow } : {}),
    values: valuesOf(own.cubeRegion ? [own.cubeRegion] : []),
    ...(typeof series === 'number' && typeof observations === 'number'
      ? { count: { series, observations } }
      : {}),
  };
}

function valuesOf(regions: readonly z.infer<typeof region>[]): Constraint['values'] {
  const keys = regions
    .filter(({ include, isIncluded }) => include !== false && isIncluded !== false)
    .flatMap(({ keyValues }) => keyValues ?? []);
  return Object.fromEntries(
    keys.flatMap(({ id, values }) =>
      values ? [[id, values.map((each) => (typeof each === 'string' ? each : each.value))]] : [],
    ),
  );
}
