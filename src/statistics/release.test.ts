import { describe, expect, test } from 'vitest';
import { observationsOf, type Release, releaseSchema, type Row } from './release.ts';

const release: Release = releaseSchema.parse({
  profile: 'tabular-data-package',
  name: 'children-2024',
  title: 'Children',
  created: '2026-03-01',
  description: 'Children seen.',
  sources: [{ title: 'Register' }],
  resources: [
    {
      profile: 'tabular-data-resource',
      name: 'table-1-sex',
      title: 'Sex',
      path: 'table-1-sex.csv',
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      bytes: 10,
      hash: `sha256:${'0'.repeat(64)}`,
      schema: {
        fields: [{ name: 'SEX', title: 'Sex', type: 'string' }],
        missingValues: [''],
        primaryKey: ['SEX'],
      },
    },
  ],
  plumbline: {
    version: 1,
    state: 'MUS',
    period: '2024',
    counting: 'victim',
    measure: { id: 'SEEN', name: 'Children seen', unit: 'number' },
    codeLists: [
      {
        dimension: 'SEX',
        label: 'Sex',
        codes: [
          { code: '_T', label: 'Total' },
          { code: 'F', label: 'Girls' },
          { code: '-', label: 'Other' },
        ],
      },
    ],
    threshold: 5,
    method: { is: 'suppression' },
    audit: {
      readers: ['contributor'],
      cells: 3,
      withheld: 0,
      certificate: '0'.repeat(64),
      releasesTogether: [],
      covers: 'everything',
      verify: 'held',
      attack: 'held',
    },
    legalBasis: 'Act',
    completeness: 'all',
    citation: 'Register: Children, 2024.',
    caveats: ['What was recorded, not all that happened.'],
  },
});

const row = (change: Row = {}): Row => ({
  REF_AREA: 'MUS',
  INDICATOR: 'SEEN',
  SEX: 'F',
  TIME_PERIOD: '2024',
  OBS_VALUE: '12',
  OBS_STATUS: 'A',
  OBS_CONF: 'F',
  UNIT_MEASURE: 'number',
  VALUE_STATE: 'number',
  ...change,
});

const read = (...rows: readonly Row[]) => observationsOf(release, new Map([['table-1-sex', rows]]));

describe('observations of a release', () => {
  test('a figure keeps its source, vintage, caveats and place', () => {
    expect(read(row())).toEqual([
      {
        indicator: 'SEEN',
        state: 'MUS',
        period: '2024',
        breakdown: { SEX: 'F' },
        value: { state: 'number', number: 12 },
        unit: 'number',
        status: 'A',
        confidentiality: 'F',
        source: 'Register',
        released: '2026-03-01',
        footnotes: ['What was recorded, not all that happened.'],
        citation: {
          title: 'Register: Children, 2024.',
          place: 'table-1-sex.csv',
          asAt: '2026-03-01',
          standing: 'verified',
        },
      },
    ]);
  });

  test.each<[string, Row, unknown]>([
    ['a true zero', { OBS_VALUE: '0', VALUE_STATE: 'zero' }, { value: { state: 'zero' } }],
    ['a 0 among changed numbers', { OBS_VALUE: '0' }, { value: { state: 'number', number: 0 } }],
    [
      'a withheld cell',
      { OBS_VALUE: '', VALUE_STATE: 'suppressed', OBS_STATUS: 'Q', OBS_CONF: 'C' },
      { value: { state: 'suppressed' }, status: 'Q', confidentiality: 'C' },
    ],
    [
      'what cannot occur',
      { OBS_VALUE: '', VALUE_STATE: 'not applicable', OBS_STATUS: 'M' },
      { value: { state: 'not applicable' }, status: 'M' },
    ],
    ['a total', { SEX: '_T' }, { breakdown: {} }],
    ['a code made safe for spreadsheets', { SEX: "'-" }, { breakdown: { SEX: '-' } }],
    ['a number with noise', { STD_ERR: '10', OBS_VALUE: '100' }, { lower: 80.4, upper: 119.6 }],
  ])('%s', (_, change, expected) => {
    expect(read(row(change))[0]).toMatchObject(expected as object);
  });

  test('a cell of two tables is one figure', () => {
    expect(read(row(), row())).toHaveLength(1);
  });

  test.each<[string, Row, string]>([
    [
      'an unknown code',
      { SEX: 'X' },
      'table-1-sex.csv, row 2: The row does not fit the description of the release: “X” is no code of SEX',
    ],
    [
      'a number that is withheld',
      { VALUE_STATE: 'suppressed' },
      'the value “12” with the state “suppressed” cannot be',
    ],
    ['a zero that is none', { VALUE_STATE: 'zero' }, 'cannot be'],
    ['no state', { VALUE_STATE: '' }, 'cannot be'],
    ['an unknown status', { OBS_STATUS: '?' }, '“?” is no code of SDMX'],
  ])('is refused: %s', (_, change, reason) => {
    expect(() => read(row(change))).toThrow(reason);
  });

  test.each<[string, (of: Release) => unknown]>([
    [
      'a path out of the folder',
      (of) => ({ ...of, resources: of.resources.map((one) => ({ ...one, path: '../x.csv' })) }),
    ],
    ['an unknown State', (of) => ({ ...of, plumbline: { ...of.plumbline, state: 'XXX' } })],
    ['another version', (of) => ({ ...of, plumbline: { ...of.plumbline, version: 2 } })],
  ])('a description is refused: %s', (_, change) => {
    expect(releaseSchema.safeParse(change(release)).success).toBe(false);
  });
});
