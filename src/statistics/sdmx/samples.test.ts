import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { Problem } from '../../core/problem.ts';
import { readMessage } from './read.ts';
import { textOf } from './message.ts';

const folder = shared('data/sdmx-samples');
const files = folder
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(join(folder, file)).isFile(),
    )
  : [];

function read(file: string) {
  return readMessage({ name: file, bytes: readFileSync(join(folder ?? '', file)) });
}

/** What is refused, and the words by which: the feature, or what the file is instead. Everything else is read. */
const refused: readonly (readonly [file: RegExp, reason: string])[] = [
  [/\.(md|txt|yaml)$/, 'text without the columns TIME_PERIOD and OBS_VALUE'],
  [/unicef-sdmx.*\/(snap_|expected_)\w+\.csv$/, 'text without the columns TIME_PERIOD and OBS_VALUE'],
  [/\.xsd$/, 'an XML Schema'],
  [/tools\/schemas\//, 'a JSON Schema'],
  [/manifest\.json$/, 'JSON without data sets or structures'],
  [/metadata(-message)?\/(samples\/)?\w+-sample2?(\.json)?$/, 'reference metadata message (metadataSets)'],
  [/metadatastructure-0\.xml$/, 'MetadataStructures'],
  [/HCL_TEST_AREA\.xml$/, 'Hierarchies'],
  [/geospatial_geographiccodelist\.xml$/, 'GeographicCodelists'],
  [/geospatial_geogridcodelist\.xml$/, 'GeoGridCodelists'],
  // These two point to values that they do not have.
  [/exr-action-delete\.json$/, 'OBS_STATUS has no value at position 1'],
  [/data(-message)?\/(samples\/)?generated-sample\.json$/, 'the key 80: has not 6 positions'],
];

describe.skipIf(!folder)(`the samples of SDMX${folder ? '' : ` (${noSharedFiles})`}`, () => {
  test('are all there', () => expect(files.length).toBeGreaterThan(140));

  test.each(files)('%s is read, or refused by the name of the feature', (file) => {
    const reason = refused.find(([form]) => form.test(file))?.[1];
    if (reason === undefined) {
      const message = read(file);
      const size =
        message.kind === 'data'
          ? message.dataSets.length + message.notices.length
          : Object.values(message).flat().length - 1;
      expect(size).toBeGreaterThan(0);
      return;
    }
    const thrown = (() => {
      try {
        return read(file);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(Problem);
    expect((thrown as Problem).message).toContain(reason);
  });

  /** Values by key, as the sender's own tables (expected/*.txt) have them. */
  const figures = (file: string) => {
    const message = read(file);
    if (message.kind !== 'data') throw new Error('no data');
    return message.dataSets
      .flatMap(({ rows, components }) => {
        const ids = components
          .filter(({ role }) => role === 'dimension')
          .map(({ id }) => id)
          .toSorted();
        return rows.map(
          ({ values }) => `${ids.map((id) => textOf(values[id])).join(' ')} = ${textOf(values['OBS_VALUE'])}`,
        );
      })
      .toSorted();
  };
  const xml = (name: string) => `khaeru-sdmx-test-data/ECB_EXR/${name}`;

  test('one data set in six files of XML is the same figures', () => {
    const [first, ...others] = [
      'ng-flat.xml',
      'ng-ts.xml',
      'ng-xs.xml',
      'rg-ts.xml',
      'sg-flat.xml',
      'sg-ts.xml',
    ].map((name) => figures(xml(name)));
    expect(first).toHaveLength(12);
    expect(first?.[0]).toBe('CHF EUR SP00 E M 2010-08 = 1.3413');
    for (const other of others) expect(other).toEqual(first);
  });

  test('and so it is in three forms of JSON, of the draft and of 2.x', () => {
    const official = 'sdmx-twg-json/data-message/samples/exr';
    const first = figures(xml('flat.json'));
    expect(first).toEqual([
      'NZD EUR A SP00 D 2013-01-18 = 1.5931',
      'NZD EUR A SP00 D 2013-01-21 = 1.5925',
      'RUB EUR A SP00 D 2013-01-18 = 40.3426',
      'RUB EUR A SP00 D 2013-01-21 = 40.3',
    ]);
    for (const file of [
      xml('ts.json'),
      xml('xs.json'),
      `${official}/exr-flat.json`,
      `${official}/exr-time-series.json`,
      `${official}/exr-cross-section.json`,
    ])
      expect(figures(file)).toEqual(first);
  });

  test('attributes reach their observations from groups, series and data set', () => {
    const titles = (file: string) => {
      const message = read(file);
      return message.kind === 'data'
        ? message.dataSets.flatMap(({ rows }) => rows.map(({ values }) => textOf(values['TITLE'])))
        : [];
    };
    const own = titles(xml('ng-ts.xml'));
    expect(own[0]).toBe('ECB reference exchange rate, Swiss franc/Euro');
    // By group in one file, by observation in the other.
    expect(titles(xml('sg-ts.xml'))).toEqual(own);
    const agri = read('sdmx-twg-json/data-message/samples/agri.json');
    if (agri.kind !== 'data') throw new Error('no data');
    const row = agri.dataSets[0]?.rows.find(
      ({ values }) => values['REF_AREA'] === 'ASIKHM001' && values['TIME_PERIOD'] === '2015',
    );
    expect(Object.values(row?.values ?? {})).toContainEqual([
      'MAFF_Agricultural Statistics_2015',
      'Other sources',
    ]);
  });

  test('several values, languages and deletions keep their meaning', () => {
    const several = read('khaeru-sdmx-test-data/v3/xml/ECB_EXR_CA.xml');
    if (several.kind !== 'data') throw new Error('no data');
    const values = several.dataSets[0]?.rows[1]?.values;
    expect(values?.['OBS_STATUS']).toEqual(['J', 'U', 'N']);
    expect(values?.['TITLE']).toContainEqual({ en: 'Some English Text', fr: 'Quelques textes en anglais' });
    const deletion = read('khaeru-sdmx-test-data/ECB_EXR/action-delete.json');
    expect(deletion.kind === 'data' && deletion.dataSets.map(({ action }) => action)).toEqual([
      'Replace',
      'Delete',
    ]);
    const footer = read('khaeru-sdmx-test-data/ESTAT/footer.xml');
    expect(footer.kind === 'data' && footer.notices[0]).toContain('Due to the large query');
  });

  test('structures: the data structure of UNICEF with its 738 indicators', () => {
    const message = read('unicef-sdmx/tests/fixtures/xml_full/dataflow_CME_dsd.xml');
    if (message.kind !== 'structure') throw new Error('no structure');
    const [structure] = message.structures;
    const of = (role: string) =>
      structure?.components.filter((each) => each.role === role).map(({ id }) => id);
    expect(of('dimension')).toEqual(['REF_AREA', 'INDICATOR', 'SEX', 'WEALTH_QUINTILE']);
    expect(of('time')).toEqual(['TIME_PERIOD']);
    const list = message.codelists.find(({ id }) => id === 'CL_UNICEF_INDICATOR');
    expect(list?.items).toHaveLength(738);
    expect(message.unread).toEqual([
      'OrganisationSchemes',
      'ProvisionAgreements',
      'DataKeySet (constraints by whole keys)',
    ]);
  });
});
