import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../core/problem.ts';
import { figuresOf } from './figures.ts';
import { dataSetOf, flowsOf } from './flow.ts';
import { parseReference, parseUrn } from './message.ts';
import { readMessage } from './read.ts';
import { madeUp, observation } from './testing.ts';
import { csvMessage } from './write-csv.ts';
import { jsonMessage } from './write-json.ts';
import { xmlGenericData } from './write-xml-data.ts';
import { parseDate } from '../../core/date.ts';

const read = (text: string) => readMessage({ name: 'trial', bytes: new TextEncoder().encode(text) });
const sdmx = 'xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"';

describe('what is refused is named', () => {
  test.each([
    [
      '<CompactData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message"/>',
      'CompactData of SDMX-ML 2.0',
    ],
    [
      '<GenericData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message"/>',
      'GenericData of SDMX-ML 2.0',
    ],
    [`<m:GenericMetadata ${sdmx}/>`, 'reference metadata message'],
    [`<m:RegistryInterface ${sdmx}/>`, 'registry message'],
    [`<m:DataQuery ${sdmx}/>`, 'query message (DataQuery)'],
    ['<html><body/></html>', 'XML that begins with html'],
    ['<!DOCTYPE x [<!ENTITY a "b">]><x/>', 'document type'],
    ['{"data":{"metadataSets":[]}}', 'metadataSets'],
    ['{"a":1}', 'JSON without data sets or structures'],
    ['{"dataSets":', 'cannot be read'],
    ['[1]', 'JSON without data sets or structures'],
    ['a,b\n1,2\n', 'TIME_PERIOD and OBS_VALUE'],
    [
      '{"data":{"structure":{"dimensions":{"observation":[{"id":"A","values":[]}]}},"dataSets":[{"observations":{"7":[1]}}]}}',
      'A has no value at position 7',
    ],
    ['{"data":{"dataSets":[{}]}}', 'a structure that is not there'],
    [
      `{"dataSets":[{"attributes":[${'['.repeat(30)}${']'.repeat(30)}]}],"structure":{"dimensions":{},"attributes":{"dataSet":[{"id":"A"}]}}}`,
      'more than 8 deep',
    ],
  ])('%s', (text, words) => {
    expect(() => read(text)).toThrow(Problem);
    expect(() => read(text)).toThrow(words);
  });

  test('a small file does not become a huge table', () => {
    const wide = Array.from({ length: 150 }, (_, at) => `A${at}="1"`).join(' ');
    const long = Array.from({ length: 40_000 }, (_, at) => `<Obs TIME_PERIOD="${at}"/>`).join('');
    expect(() =>
      read(
        `<m:StructureSpecificData ${sdmx}><m:DataSet><Series ${wide}>${long}</Series></m:DataSet></m:StructureSpecificData>`,
      ),
    ).toThrow('more than 5000000 cells');
    const many = Array.from({ length: 300 }, (_, at) => `A${at}="1"`).join(' ');
    expect(() =>
      read(
        `<m:StructureSpecificData ${sdmx}><m:DataSet><Obs ${many}/></m:DataSet></m:StructureSpecificData>`,
      ),
    ).toThrow('more than 200 components');
  });

  test('more kinds of groups than there can be', () => {
    const group = (at: number) => `<Group><GroupKey><Value id="D${at}" value="1"/></GroupKey></Group>`;
    const text = `<m:GenericData ${sdmx}><m:DataSet>${Array.from({ length: 65 }, (_, at) => group(at)).join('')}</m:DataSet></m:GenericData>`;
    expect(() => read(text)).toThrow('more than 64 kinds of groups');
  });
});

test.each([
  [
    'urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(2.1)',
    { type: 'Codelist', artefact: { agency: 'SDMX', id: 'CL_FREQ', version: '2.1' } },
  ],
  [
    'urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=OECD.DAF:CS(1.0).REF_AREA',
    { type: 'Concept', artefact: { agency: 'OECD.DAF', id: 'CS', version: '1.0' }, item: 'REF_AREA' },
  ],
  ['https://example.org', undefined],
  [`urn.a=${'b.'.repeat(100_000)}(`, undefined],
])('%.80s', (urn, named) => expect(parseUrn(urn)).toEqual(named));

test('references', () => {
  expect(parseReference('ESTAT:NA_MAIN(1.6.0)')).toEqual({
    agency: 'ESTAT',
    id: 'NA_MAIN',
    version: '1.6.0',
  });
  expect(parseReference('AGENCY:DF_ID')).toEqual({ agency: 'AGENCY', id: 'DF_ID' });
  expect(parseReference('no reference')).toBeUndefined();
});

test('a damaged file is refused or read, and never a fault', () => {
  const [flow] = flowsOf(madeUp.describing);
  if (!flow) throw new Error('no dataflow');
  const sets = [
    dataSetOf(flow, [observation({}), observation({ breakdown: { SEX: 'F' }, footnotes: ['a', 'b'] })]),
  ];
  const head = { id: 'T', prepared: '2026-11-23T10:00:00Z', sender: { id: 'P', name: 'P' } };
  const texts = [
    [...csvMessage(sets, { version: '2.0', labels: 'both' })].join(''),
    JSON.stringify(jsonMessage(sets, head, { version: '2.0', at: 'TIME_PERIOD' })),
    JSON.stringify(jsonMessage(sets, head, { version: '1.0', at: 'AllDimensions' })),
    [...xmlGenericData(sets, head, 'TIME_PERIOD')].join(''),
  ];
  const options = { file: 'trial', source: 'x', released: parseDate('2024') };
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.string({ maxLength: 6 }),
      (text, at, length, put) => {
        const from = at % text.length;
        try {
          const message = read(text.slice(0, from) + put + text.slice(from + length));
          if (message.kind === 'data') figuresOf(message, options);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      },
    ),
    { numRuns: 600 },
  );
});
