import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { readCsvMessage } from './csv.ts';
import type { Content, DataMessage } from './message.ts';
import { readMessage } from './read.ts';
import { joined, subfields } from './subfields.ts';
import { type CsvOptions, csvMessage } from './write-csv.ts';

const folder = shared('data/sdmx-samples/khaeru-sdmx-test-data/v3/csv');
const examples = folder ? readdirSync(folder) : [];

function read(text: string): DataMessage {
  return readCsvMessage(text, 'trial.csv');
}

/** What a message says, without the rows in which it says it. */
function said({ dataSets }: DataMessage) {
  return dataSets.map(({ rows, ...rest }) => ({ ...rest, rows: rows.map(({ values }) => values) }));
}

describe.skipIf(!folder)(`the official examples of SDMX-CSV 2${folder ? '' : ` (${noSharedFiles})`}`, () => {
  test.each(examples)('%s is written back with equal content', (name) => {
    const text = readFileSync(join(folder ?? '', name), 'utf8');
    const message = read(text);
    const labels: CsvOptions['labels'] = name.includes('06')
      ? 'name'
      : /: /.test(text.split('\n')[0] ?? '')
        ? 'both'
        : 'id';
    const written = [...csvMessage(message.dataSets, { version: '2.0', labels })].join('');
    expect(said(read(written))).toEqual(said(message));
    // Where the example quotes no more than it must, it is the same letter by letter.
    if (/-(01|1[01236789])/.test(name))
      expect(written.replaceAll('\r\n', '\n').trim()).toBe(text.replaceAll('\r\n', '\n').trim());
  });

  const example = (number: string) => {
    const name = `example-${number}.csv`;
    const message = readMessage({ name, bytes: readFileSync(join(folder ?? '', name)) });
    if (message.kind !== 'data') throw new Error('no data');
    return message;
  };

  test('in French: semicolons, decimal commas, labels beside codes', () => {
    const [dataSet] = example('04').dataSets;
    expect(dataSet?.label).toBe('Principaux agrégats des comptes nationaux');
    expect(dataSet?.rows[0]?.values).toMatchObject({
      DIM_1: 'A',
      OBS_VALUE: '12.4',
      ATTR_2: 'Y',
      ATTR_3: 'Normal, special and other values',
    });
    expect(dataSet?.components.find(({ id }) => id === 'ATTR_2')).toMatchObject({
      label: 'Attribut 2',
      codes: new Map([['Y', 'Oui']]),
    });
  });

  test('values within values', () => {
    expect(example('14').dataSets[0]?.rows[1]?.values['CONTACT[].NAME']).toEqual([
      ['Contact 1 Name 1', 'Contact 1 Name 2'],
      [],
      ['Contact 3 Name 1', 'Contact 3 Name 2'],
    ]);
    expect(example('08').dataSets[1]?.rows[0]?.values['ATTR_1']).toEqual({
      en: 'Value "X"',
      fr: 'Valeur "X"',
    });
  });

  test('each structure and each action is a data set of its own', () => {
    expect(example('09A').dataSets.map(({ structure }) => structure?.kind)).toEqual([
      'dataflow',
      'datastructure',
      'provisionagreement',
    ]);
    expect(example('10').dataSets.map(({ action }) => action)).toEqual(['Append', 'Replace']);
    expect(example('19A').dataSets[0]).toMatchObject({ action: 'Delete', rows: [{ values: {} }] });
  });
});

describe('SDMX-CSV', () => {
  test.each([
    [
      '1.0',
      'DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\r\nA:F(1.0),MUS,2019,1\r\n',
      { kind: 'dataflow', agency: 'A', id: 'F', version: '1.0' },
    ],
    [
      'a separator of its own',
      'STRUCTURE|STRUCTURE_ID|REF_AREA|TIME_PERIOD|OBS_VALUE\ndataflow|A:F(1.0)|MUS|2019|1\n',
      { kind: 'dataflow', agency: 'A', id: 'F', version: '1.0' },
    ],
    ['a plain table', 'REF_AREA;TIME_PERIOD;OBS_VALUE\nMUS;2019;1\n', undefined],
  ])('%s', (_, text, structure) => {
    const [dataSet] = read(text).dataSets;
    expect(dataSet?.structure).toEqual(structure);
    expect(dataSet?.rows).toEqual([
      { row: 2, values: { REF_AREA: 'MUS', TIME_PERIOD: '2019', OBS_VALUE: '1' } },
    ]);
  });

  test.each([
    ['STRUCTURE,STRUCTURE_ID,ACTION,A\ndataflow,A:F(1.0),X,1\n', '“X” is no action'],
    ['STRUCTURE,STRUCTURE_ID,ACTION,A\ncube,A:F(1.0),I,1\n', '“cube A:F(1.0)” names no structure'],
    ['STRUCTURE,STRUCTURE_ID,A\ndataflow,A:F(1.0)\n', 'The row has 2 cells, the header has 3'],
  ])('says with its place what is wrong: %j', (text, reason) => {
    expect(() => read(text)).toThrow(reason);
    expect(() => read(text)).toThrow('row 2');
  });

  test('words with a colon are no codes', () => {
    const [dataSet] = read(
      'DATAFLOW,REF_AREA: Area,TIME_PERIOD,OBS_VALUE,COMMENT: Comment\nA:F(1.0),MUS: Mauritius,2019,1,Note: found only\n',
    ).dataSets;
    expect(dataSet?.rows[0]?.values).toMatchObject({ REF_AREA: 'MUS', COMMENT: 'Note: found only' });
  });

  test('no cell can become a formula', () => {
    const dataSet = {
      action: 'Replace',
      components: [{ id: 'NOTE', role: 'attribute' }],
      rows: [{ values: { NOTE: '=1+1' } }, { values: { NOTE: '-' } }],
    } as const;
    const lines = [...csvMessage([dataSet], { version: '1.0', labels: 'id' })];
    expect(lines.map((line) => line.trimEnd())).toEqual(['DATAFLOW,NOTE', ",'=1+1", ',-']);
  });
});

test('several codes in a cell keep their labels', () => {
  const dataSet = {
    action: 'Replace',
    structure: { kind: 'dataflow', agency: 'A', id: 'F' },
    components: [
      {
        id: 'FORM',
        role: 'unknown',
        label: 'Form',
        codes: new Map([
          ['A', 'One; first'],
          ['B', 'Two: second'],
        ]),
      },
    ],
    rows: [{ values: { FORM: ['A', 'B'] } }, { values: { FORM: ['B'] } }],
  } as const;
  const text = [...csvMessage([dataSet], { version: '2.0', labels: 'both' })].join('');
  expect(said(read(text))).toEqual(said({ kind: 'data', notices: [], dataSets: [dataSet] }));
});

test('keys as columns', () => {
  const dataSet = {
    action: 'Replace',
    structure: { kind: 'dataflow', agency: 'A', id: 'F' },
    components: [
      { id: 'AREA', role: 'dimension' },
      { id: 'TIME_PERIOD', role: 'dimension', type: 'time' },
      { id: 'OBS_VALUE', role: 'measure' },
    ],
    rows: [{ values: { AREA: 'MUS', TIME_PERIOD: '2019', OBS_VALUE: '1' } }],
  } as const;
  const lines = [...csvMessage([dataSet], { version: '2.0', labels: 'id', keys: 'both' })];
  expect(lines[1]).toBe('dataflow,A:F,R,MUS,MUS.2019,MUS,2019,1\r\n');
});

describe('subfields', () => {
  test('what is joined is cut again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', ';', '"', ' ', '\n', 'é') }), { minLength: 1 }),
        (values) => {
          expect(subfields(joined(values, ';'), ';')).toEqual(values);
        },
      ),
    );
  });

  test('any values of a message come back from its CSV', () => {
    const text = fc
      .string({ unit: fc.constantFrom('a', 'B', ';', ',', '"', '~', 'é', '=', ' '), minLength: 1 })
      .map((words) => `x${words}y`);
    const content: fc.Arbitrary<Content> = fc.oneof(
      text,
      fc.array(text, { minLength: 1 }),
      fc.dictionary(fc.constantFrom('en', 'fr', 'ar'), text, { minKeys: 1 }),
    );
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 5 }), (values) => {
        // One component holds values of one kind.
        const kind = (value: Content) =>
          typeof value === 'string' ? 'text' : Array.isArray(value) ? 'list' : 'languages';
        const same = values.filter((value) => kind(value) === kind(values[0] ?? ''));
        const dataSet = {
          action: 'Merge',
          structure: { kind: 'dataflow', agency: 'A', id: 'F', version: '1.0' },
          components: [{ id: 'ATTR', role: 'unknown' }],
          rows: same.map((value) => ({ values: { ATTR: value } })),
        } as const;
        const written = [...csvMessage([dataSet], { version: '2.0', labels: 'id' })].join('');
        expect(read(written).dataSets[0]?.rows.map(({ values: each }) => each['ATTR'])).toEqual(same);
      }),
    );
  });
});
