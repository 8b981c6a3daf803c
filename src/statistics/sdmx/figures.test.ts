import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { parseDate } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import type { Value } from '../../core/value.ts';
import { readXml } from '../../platform/tables/xml.ts';
import { confidentialities, type Observation, observationStatuses, type Period } from '../model.ts';
import { readCsvMessage } from './csv.ts';
import { figuresOf, type TakeOptions } from './figures.ts';
import { dataSetOf, flowsOf } from './flow.ts';
import { readJsonData } from './json.ts';
import type { DataMessage } from './message.ts';
import { readMessage } from './read.ts';
import { codeLists, indicator, observation, observations, second } from './testing.ts';
import { csvMessage } from './write-csv.ts';
import { type Head, jsonMessage } from './write-json.ts';
import { xmlGenericData, xmlSpecificData } from './write-xml-data.ts';
import { readXmlData } from './xml.ts';

const options: TakeOptions = {
  file: 'trial.csv',
  address: 'https://sdmx.data.unicef.org/',
  source: 'UNICEF Data Warehouse',
  released: parseDate('2026-02-14'),
};
const folder = shared('data/sdmx-samples/unicef-sdmx/tests/fixtures/deterministic');

function take(text: string, more: Partial<TakeOptions> = {}) {
  return figuresOf(readCsvMessage(text, 'trial.csv'), { ...options, ...more });
}

describe.skipIf(!folder)(`real answers of UNICEF${folder ? '' : ` (${noSharedFiles})`}`, () => {
  const real = (name: string) => {
    const message = readMessage({ name, bytes: readFileSync(`${folder}/${name}`) });
    if (message.kind !== 'data') throw new Error('no data');
    return figuresOf(message, { ...options, file: name });
  };

  test('under-five mortality of all countries: figures by sex with their bounds, regions left out with a reason', () => {
    const {
      observations: taken,
      skipped,
      codeLists: lists,
      indicators,
      leftOut,
    } = real('CME_MRY0T4_all_2020.csv');
    expect(taken.length + skipped.length).toBe(747);
    expect(taken.find(({ state, breakdown }) => state === 'AFG' && breakdown['SEX'] === 'F')).toEqual({
      indicator: 'CME_MRY0T4',
      state: 'AFG',
      period: '2020',
      breakdown: { SEX: 'F' },
      value: { state: 'number', number: 57.2178538892612 },
      lower: 46.5059014653421,
      upper: 69.6860993251433,
      unit: 'Deaths per 1,000 live births',
      status: 'A',
      confidentiality: 'F',
      source: 'UNICEF Data Warehouse',
      released: '2026-02-14',
      footnotes: ['UN_IGME'],
      citation: {
        title: 'UNICEF Data Warehouse, CME_MRY0T4_all_2020.csv',
        address: 'https://sdmx.data.unicef.org/',
        asAt: '2026-02-14',
        standing: 'unverified',
      },
    });
    expect(new Set(taken.map(({ state }) => state)).size).toBeGreaterThan(190);
    for (const { reason } of skipped) expect(reason).toMatch(/is no State of the list/);
    expect(skipped.map(({ reason }) => reason).join()).toContain('Sub-Saharan Africa');
    expect(lists).toContainEqual({
      dimension: 'SEX',
      label: 'Sex',
      codes: [
        { code: 'F', label: 'Female' },
        { code: 'M', label: 'Male' },
      ],
    });
    expect(indicators).toEqual([
      { id: 'CME_MRY0T4', name: 'Under-five mortality rate', unit: 'Deaths per 1,000 live births' },
    ]);
    expect(leftOut).toEqual(['REF_PERIOD']);
  });

  test('immunisation: other dimensions are breakdowns, what has no place is named', () => {
    const { observations: taken, leftOut } = real('IM_MCV1_USA_BRA_2015_2023.csv');
    expect(taken).toHaveLength(18);
    expect(taken[0]).toMatchObject({
      state: 'BRA',
      breakdown: { VACCINE: 'MCV1', AGE: 'M12T23' },
      value: { state: 'number', number: 96 },
      unit: '%',
      status: 'E',
    });
    expect(leftOut).toContain('TIME_PERIOD_METHOD');
  });
});

/** Columns of the UN's SDG data structure; the figures are from its release of 2019 Q1 (16.2.1, 5.3.1). */
const unsd = `DATAFLOW,FREQ,REPORTING_TYPE,SERIES,REF_AREA,SEX,AGE,URBANISATION,TIME_PERIOD,OBS_VALUE,UNIT_MULT,UNIT_MEASURE,OBS_STATUS,NATURE,TIME_DETAIL,COMMENT_OBS,SOURCE_DETAIL
IAEG-SDGs:DF_SDG_GLH(1.0),A,G,VC_VAW_PHYPYV,4,_T,Y2T14,_T,2011,74.4,0,PT,A,C,2011,Refers to children aged 2-14 years,MICS
IAEG-SDGs:DF_SDG_GLH(1.0),A,G,VC_VAW_PHYPYV,188,_T,Y2T14,_T,2011,45.6,0,PT,A,C,2011,Refers to children aged 2-14 years,MICS
IAEG-SDGs:DF_SDG_GLH(1.0),A,G,VC_VAW_PHYPYV,202,_T,Y2T14,_Z,2011,NaN,0,PT,O,C,2011,,
`;

test('the UN form: M49 codes, a region left out, technical dimensions no breakdowns', () => {
  const { observations: taken, skipped, leftOut } = take(unsd);
  expect(
    taken.map(({ state, indicator: of, breakdown, value, footnotes }) => ({
      state,
      of,
      breakdown,
      value,
      footnotes,
    })),
  ).toEqual([
    {
      state: 'AFG',
      of: 'VC_VAW_PHYPYV',
      breakdown: { AGE: 'Y2T14' },
      value: { state: 'number', number: 74.4 },
      footnotes: ['Refers to children aged 2-14 years', 'MICS'],
    },
    {
      state: 'CRI',
      of: 'VC_VAW_PHYPYV',
      breakdown: { AGE: 'Y2T14' },
      value: { state: 'number', number: 45.6 },
      footnotes: ['Refers to children aged 2-14 years', 'MICS'],
    },
  ]);
  expect(skipped).toEqual([{ row: 4, reason: '“202” is no State of the list (area: Sub-Saharan Africa)' }]);
  expect(leftOut).toEqual(['NATURE', 'TIME_DETAIL']);
});

const head = 'REF_AREA,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS,OBS_CONF';

describe('values', () => {
  test.each<[string, Value]>([
    ['12.5,0,A,F', { state: 'number', number: 12.5 }],
    ['0,0,A,F', { state: 'zero' }],
    ['0.1,3,A,F', { state: 'number', number: 100 }],
    ['NaN,0,O,F', { state: 'not available' }],
    [',0,A,F', { state: 'not available' }],
    [',0,L,F', { state: 'not collected' }],
    [',0,M,F', { state: 'not applicable' }],
    [',0,Q,F', { state: 'suppressed' }],
    [',0,O,C', { state: 'suppressed' }],
  ])('%s', (cells, value) => {
    expect(take(`${head}\nNAM,X,_T,2019,${cells}\n`).observations[0]?.value).toEqual(value);
  });

  test.each([
    ['MUS,X,_T,2019,12,0,?,F', 'OBS_STATUS holds “?”'],
    ['MUS,X,_T,2019,a lot,0,A,F', 'OBS_VALUE holds “a lot”: a number is needed'],
    ['MUS,X,_T,2019,1e999,0,A,F', 'a number is needed'],
    ['MUS,X,_T,summer,1,0,A,F', '“summer” is not a period'],
    ['MUS,,_T,2019,1,0,A,F', 'each figure needs its indicator'],
    ['MUS,X,girls and boys,2019,1,0,A,F', 'SEX is no attribute that is known'],
  ])('a wrong row refuses the file, with its place: %s', (row, reason) => {
    const text = `${head}\nMUS,X,_T,2018,1,0,A,F\n${row}\n`;
    expect(() => take(text)).toThrow(reason);
    expect(() => take(text)).toThrow('row 3');
  });

  test.each([
    ['TIME_PERIOD,OBS_VALUE,INDICATOR\n2019,1,X\n', 'The data set has no REF_AREA'],
    ['TIME_PERIOD,OBS_VALUE,REF_AREA\n2019,1,MUS\n', 'The data set has no INDICATOR'],
    [`${head}\nMUS,X,_T,2019,1,0,A,F\nMUS,X,_T,2019,2,0,A,F\n`, 'The same figure (X MUS 2019) stands twice'],
    [
      'STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA\ndataflow,A:F(1.0),D,MUS\n',
      'a data set with the action Delete',
    ],
  ])('says what is missing: %j', (text, reason) => {
    expect(() => take(text)).toThrow(reason);
  });

  test('the series and the release must be known; a structure names its agency', () => {
    const message = readCsvMessage(`${head}\nMUS,X,_T,2019,1,0,A,F\n`, 'x');
    const released = parseDate('2024');
    expect(() => figuresOf(message, { file: 'x', released })).toThrow('which series of figures x belongs to');
    expect(() => figuresOf(message, { file: 'x', source: 'S' })).toThrow('for which day x speaks');
    const named = readCsvMessage(`DATAFLOW,${head}\nUNICEF:CME(1.0),MUS,X,_T,2019,1,0,A,F\n`, 'x');
    expect(figuresOf(named, { file: 'x', released }).observations[0]).toMatchObject({
      source: 'UNICEF',
      citation: { title: 'UNICEF, CME' },
    });
  });

  test('the same row twice is one figure', () => {
    expect(take(`${head}\nMUS,X,_T,2019,1,0,A,F\nMUS,X,_T,2019,1,0,A,F\n`).observations).toHaveLength(1);
  });

  test('a message about one indicator does without a column for it', () => {
    expect(
      take('REF_AREA,TIME_PERIOD,OBS_VALUE\nMUS,2019,1\n', { indicator: 'X' }).observations[0]?.indicator,
    ).toBe('X');
  });
});

const head2: Head = {
  id: 'T',
  prepared: '2026-11-23T10:00:00Z',
  sender: { id: 'PLUMBLINE', name: 'Plumbline' },
};

/** Out and in again, in each format. */
const ways: readonly (readonly [name: string, way: (message: DataMessage['dataSets']) => DataMessage])[] = [
  [
    'SDMX-CSV 2.0',
    (sets) => readCsvMessage([...csvMessage(sets, { version: '2.0', labels: 'id' })].join(''), 'x'),
  ],
  [
    'SDMX-CSV 2.0 with labels',
    (sets) =>
      readCsvMessage([...csvMessage(sets, { version: '2.0', labels: 'both', keys: 'both' })].join(''), 'x'),
  ],
  [
    'SDMX-CSV 2.0 with columns of labels',
    (sets) => readCsvMessage([...csvMessage(sets, { version: '2.0', labels: 'name' })].join(''), 'x'),
  ],
  [
    'SDMX-JSON 2.0',
    (sets) =>
      readJsonData(
        JSON.parse(JSON.stringify(jsonMessage(sets, head2, { version: '2.0', at: 'TIME_PERIOD' }))),
        'x',
      ),
  ],
  [
    'SDMX-JSON 2.0, flat',
    (sets) =>
      readJsonData(
        JSON.parse(JSON.stringify(jsonMessage(sets, head2, { version: '2.0', at: 'AllDimensions' }))),
        'x',
      ),
  ],
  [
    'SDMX-JSON 2.0, by sex',
    (sets) =>
      readJsonData(JSON.parse(JSON.stringify(jsonMessage(sets, head2, { version: '2.0', at: 'SEX' }))), 'x'),
  ],
  [
    'SDMX-CSV 1.0',
    (sets) => readCsvMessage([...csvMessage(sets, { version: '1.0', labels: 'both' })].join(''), 'x'),
  ],
  [
    'SDMX-JSON 1.0',
    (sets) =>
      readJsonData(
        JSON.parse(JSON.stringify(jsonMessage(sets, head2, { version: '1.0', at: 'TIME_PERIOD' }))),
        'x',
      ),
  ],
  [
    'SDMX-ML 2.1 generic',
    (sets) =>
      readXmlData(
        readXml(new TextEncoder().encode([...xmlGenericData(sets, head2, 'TIME_PERIOD')].join('')), {
          file: 'x',
        }),
        'x',
      ),
  ],
  ...(['TIME_PERIOD', 'AllDimensions'] as const).map(
    (at) =>
      [
        `SDMX-ML 2.1 structure-specific, ${at}`,
        (sets: DataMessage['dataSets']) =>
          readXmlData(
            readXml(new TextEncoder().encode([...xmlSpecificData(sets, head2, at)].join('')), { file: 'x' }),
            'x',
          ),
      ] as const,
  ),
  [
    'SDMX-ML 2.1 generic, flat',
    (sets) =>
      readXmlData(
        readXml(new TextEncoder().encode([...xmlGenericData(sets, head2, 'AllDimensions')].join('')), {
          file: 'x',
        }),
        'x',
      ),
  ],
];

/** In one order; which the rows have in a message is the format's matter. */
function byCell(list: readonly Observation[]): readonly Observation[] {
  const cell = ({ state, period, source, breakdown }: Observation) =>
    [state, period, source, breakdown['SEX'], breakdown['AGE']].join();
  return list.toSorted((a, b) => (cell(a) < cell(b) ? -1 : 1));
}

function there(list: readonly Observation[], way: (typeof ways)[number][1]): readonly Observation[] {
  const sources = [...new Set(list.map(({ source }) => source))];
  const flow = flowsOf({
    indicators: [{ ...indicator, id: 'SDG_16_2_2' as typeof indicator.id }],
    dimensions: new Map([['SDG_16_2_2' as typeof indicator.id, ['SEX', 'AGE']]]),
    codeLists,
    sources,
  })[0];
  if (!flow) throw new Error('no dataflow');
  return figuresOf(way([dataSetOf(flow, list)]), options).observations;
}

describe('figures of this program', () => {
  const own = observations
    .filter((each) => each.indicator !== second.id)
    .map((each) => ({ ...each, indicator: 'SDG_16_2_2' as typeof indicator.id }));

  test.each(ways)('come back whole from %s: six states, two sources, bounds, citation', (name, way) => {
    // Formats of 1.0 and 2.1 have one value for each attribute, and the first is harmless in a spreadsheet program.
    const joinsNotes = /1\.0|ML/.test(name);
    const harmless = (text: string) => (name.includes('CSV 1.0') ? text.replace(/^=/, "'=") : text);
    const wanted = own.map((each) =>
      joinsNotes && each.footnotes.length > 0
        ? { ...each, footnotes: [harmless(each.footnotes.join('; '))] }
        : each,
    );
    expect(byCell(there(own, way))).toEqual(byCell(wanted));
  });

  const text = fc
    .string({ unit: fc.constantFrom('a', 'é', ';', ',', '"', ':', ' ', '<', '&', 'م'), minLength: 1 })
    .map((words) => `x${words}y`);
  const value: fc.Arbitrary<Value> = fc.oneof(
    fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
      .map((number): Value => (number === 0 ? { state: 'zero' } : { state: 'number', number })),
    fc.constantFrom<Value>(
      { state: 'not available' },
      { state: 'not collected' },
      { state: 'not applicable' },
      { state: 'suppressed' },
    ),
  );
  const any = fc
    .record({
      state: fc.constantFrom('MUS', 'FRA', 'NAM') as fc.Arbitrary<Iso3>,
      period: fc.constantFrom(
        '2019',
        '2019-S1',
        '2019-Q4',
        '2019-06',
        '2019-06-14',
        '2018-04-01/P1Y',
      ) as fc.Arbitrary<Period>,
      breakdown: fc.constantFrom({}, { SEX: 'F' }, { SEX: 'M', AGE: 'Y0T17' }),
      value,
      unit: text,
      status: fc.constantFrom(...observationStatuses),
      confidentiality: fc.constantFrom(...confidentialities),
      footnotes: fc.array(text, { maxLength: 3 }),
      citation: fc.record({ title: text, standing: fc.constantFrom('verified', 'unverified') }),
    })
    .map((part) => observation({ ...part, indicator: 'SDG_16_2_2' as typeof indicator.id }));
  const cells = fc.uniqueArray(any, {
    selector: ({ state, period, breakdown }) => JSON.stringify([state, period, breakdown]),
    minLength: 1,
    maxLength: 8,
  });

  test.each(ways.filter(([name]) => !/1\.0|ML/.test(name)))('any figures come back from %s', (_, way) => {
    fc.assert(
      fc.property(cells, (list) => {
        expect(byCell(there(list, way))).toEqual(byCell(list));
      }),
      { numRuns: 40 },
    );
  });
});
