import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import aliases from '../../reference/core/state-aliases.json' with { type: 'json' };
import { shared } from '../../test/shared.ts';
import {
  findState,
  isIso3,
  type Iso3,
  meaningOf,
  meaningOfCode,
  resolveState,
  stateName,
  stateOf,
  states,
} from './state.ts';
import { fold, languages } from './text.ts';

const iso3 = (code: string): Iso3 => {
  if (!isIso3(code)) throw new Error(`${code} is not in the list`);
  return code;
};

describe('the list', () => {
  test('holds every State of the ratification table and no other', () => {
    const table = readFileSync(
      join(import.meta.dirname, '../../reference/commitments/ratifications.csv'),
      'utf8',
    );
    const named = new Set(rows(table).map((row) => row['iso3']));
    expect(named.size).toBe(197);
    expect(states.map((state) => state.iso3).toSorted()).toEqual([...named].toSorted());
  });

  test('has 193 Members, two observers and two States parties that are neither', () => {
    const by = Map.groupBy(states, (state) => state.standing);
    expect(by.get('member')).toHaveLength(193);
    expect(by.get('observer')?.map((state) => state.iso3)).toEqual(['VAT', 'PSE']);
    expect(by.get('other')?.map((state) => state.iso3)).toEqual(['COK', 'NIU']);
  });

  test('names every State in four languages', () => {
    for (const state of states)
      for (const language of languages)
        expect(stateName(state, language).language, state.iso3).toBe(language);
  });

  test('has every code once, each in its form', () => {
    for (const [field, form] of [
      ['iso3', /^[A-Z]{3}$/],
      ['iso2', /^[A-Z]{2}$/],
      ['m49', /^\d{3}$/],
    ] as const) {
      expect(new Set(states.map((state) => state[field])).size).toBe(states.length);
      for (const state of states) expect(state[field]).toMatch(form);
    }
  });

  test('is in the order of English names', () => {
    const names = states.map((state) => state.names.en);
    expect(names.slice(0, 2)).toEqual(['Afghanistan', 'Albania']);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')));
  });

  test('knows regions, groups and lists', () => {
    expect(stateOf(iso3('KEN'))).toMatchObject({
      region: 'Eastern Africa',
      regions: [{ name: 'Africa' }, { name: 'Sub-Saharan Africa' }, { code: '014' }],
      regionalGroup: 'African Group',
      regionalGroupVerified: true,
      lists: [],
    });
    expect(stateOf(iso3('KIR')).lists).toEqual(['LDC', 'SIDS']);
    expect(stateOf(iso3('ALB')).regionalGroupVerified).toBe(false);
    expect(stateOf(iso3('VAT')).regionalGroup).toBeUndefined();
    for (const state of states) expect(state.region, state.iso3).not.toMatch(/^\d*$/);
  });

  test('has short names for headings', () => {
    expect(stateName(stateOf(iso3('BOL')), 'fr')).toEqual({
      text: 'Bolivie (État plurinational de)',
      language: 'fr',
    });
    expect(stateName(stateOf(iso3('BOL')), 'fr', 'short').text).toBe('Bolivie');
    expect(stateName(stateOf(iso3('MUS')), 'es', 'short').text).toBe('Mauricio');
  });

  test('falls back to English and says so', () => {
    const onlyEnglish = { ...stateOf(iso3('MUS')), names: { en: 'Mauritius' } };
    expect(stateName(onlyEnglish, 'ar')).toEqual({ text: 'Mauritius', language: 'en' });
  });
});

describe('names', () => {
  test.each([
    ['Niger', 'NER'],
    ['Níger', 'NER'],
    ['Nigeria', 'NGA'],
    ['Dominica', 'DMA'],
    ['Dominique', 'DMA'],
    ['Dominican Republic', 'DOM'],
    ['República Dominicana', 'DOM'],
    ['Guinea', 'GIN'],
    ['Guinée', 'GIN'],
    ['Guinea Bissau', 'GNB'],
    ['Guinea-Bissau', 'GNB'],
    ['Equatorial Guinea', 'GNQ'],
    ['Papua New Guinea', 'PNG'],
    ['Papouasie-Nouvelle-Guinée', 'PNG'],
    ['Guyana', 'GUY'],
    ['Republic of Korea', 'KOR'],
    ['Korea, Republic of', 'KOR'],
    ['RoK', 'KOR'],
    ['Corea del Sur', 'KOR'],
    ["Democratic People's Republic of Korea", 'PRK'],
    ["Korea (Democratic People's Republic of)", 'PRK'],
    ['DPR Korea', 'PRK'],
    ['Congo', 'COG'],
    ['Republic of Congo', 'COG'],
    ['Congo, Republic of the', 'COG'],
    ['Congo, The Democratic Republic of the', 'COD'],
    ['Democratic Republic of Congo', 'COD'],
    ['République démocratique du Congo', 'COD'],
    ['Zaire', 'COD'],
    ['Samoa', 'WSM'],
    ['Western Samoa', 'WSM'],
    ['Ireland', 'IRL'],
    ['Republic of Ireland', 'IRL'],
    ['Micronesia', 'FSM'],
    ['Federated States of Micronesia', 'FSM'],
    ['Micronesia (Fed. States of)', 'FSM'],
    ['Swaziland', 'SWZ'],
    ['Macedonia FYR', 'MKD'],
    ['The former Yugoslav Republic of Macedonia', 'MKD'],
    ['Bolivia (Plurinational State of)', 'BOL'],
    ['Plurinational State of Bolivia', 'BOL'],
    ['دولة بوليفيا المتعددة القوميات', 'BOL'],
    ['Cape Verde', 'CPV'],
    ['Burma', 'MMR'],
    ['Ivory Coast', 'CIV'],
    ["COTE D'IVOIRE", 'CIV'],
    ['Czech Republic', 'CZE'],
    ['Turkey', 'TUR'],
    ['Turquie', 'TUR'],
    ['UK', 'GBR'],
    ['Royaume-Uni', 'GBR'],
    ['USA', 'USA'],
    ['U.S.A.', 'USA'],
    ['الولايات المتحدة', 'USA'],
    ['The Gambia', 'GMB'],
    ['Gambia, The', 'GMB'],
    ['Gambia (the)', 'GMB'],
    ['Netherlands', 'NLD'],
    ['Netherlands (Kingdom of the)', 'NLD'],
    ['St. Vincent & the Grenadines', 'VCT'],
    ['St Kitts and Nevis', 'KNA'],
    ['Saint-Christophe-et-Niévès', 'KNA'],
    ['Sao Tome & Principe', 'STP'],
    ['Iran, Islamic Republic of', 'IRN'],
    ['Laos', 'LAO'],
    ['Libyan Arab Jamahiriya', 'LBY'],
    ['Holy See', 'VAT'],
    ['Saint-Siège', 'VAT'],
    ['Palestine', 'PSE'],
    ['Sudan', 'SDN'],
    ['South Sudan', 'SSD'],
    ['South Africa', 'ZAF'],
    ['Serbia', 'SRB'],
    ['Yemen', 'YEM'],
    ['سوريا', 'SYR'],
    ['Union of Comoros', undefined],
  ])('%j is %s', (name, code) => {
    expect(findState(name)).toBe(code);
  });

  test.each([
    ['Serbia and Montenegro', 'historical State', 'Serbia and Montenegro'],
    ['Yugoslavia (former)', 'historical State', 'Yugoslavia'],
    ['USSR', 'historical State', 'Union of Soviet Socialist Republics'],
    ['Czechoslovakia', 'historical State', 'Czechoslovakia'],
    ['German Democratic Republic', 'historical State', 'German Democratic Republic'],
    ['Yemen Arab Republic', 'historical State', 'Yemen Arab Republic'],
    ['European Union', 'organisation', 'European Union'],
    ['Taïwan', 'area', 'Taiwan, Province of China'],
    ['Western Sahara', 'area', 'Western Sahara'],
    ['Hong Kong', 'area', 'China, Hong Kong Special Administrative Region'],
    ['American Samoa', 'area', 'American Samoa'],
    ['Virgin Islands, British', 'area', 'British Virgin Islands'],
    ['French Guiana', 'area', 'French Guiana'],
    ['Southern Africa', 'area', 'Southern Africa'],
    ['Sub-Saharan Africa', 'area', 'Sub-Saharan Africa'],
  ])('%j is no State of the list: %s %s', (name, kind, canonical) => {
    expect(meaningOf(name)).toEqual({ kind, name: canonical });
    expect(() => resolveState(name)).toThrow(`stands for the ${kind} ${canonical}`);
  });

  test.each(['', 'the', 'Korea', 'NA', 'Atlantis', 'Nigerr', 'France, Monaco', '(Unknown)', 'ken'])(
    '%j is not guessed',
    (name) => {
      expect(meaningOf(name)).toEqual({ kind: 'unknown' });
      expect(() => resolveState(name)).toThrow(`“${name}” is not a State of the list`);
    },
  );

  test('every name of the alias table finds its State', () => {
    for (const [code, names] of Object.entries(aliases.states))
      for (const name of names) expect(findState(name), name).toBe(code);
  });

  test('no two States share a name in any language', () => {
    const owners = new Map<string, string>();
    for (const state of states) {
      const own = languages.flatMap((language) => [
        stateName(state, language).text,
        stateName(state, language, 'short').text,
      ]);
      for (const name of own) {
        expect(owners.get(fold(name)) ?? state.iso3, name).toBe(state.iso3);
        owners.set(fold(name), state.iso3);
        expect(findState(name), name).toBe(state.iso3);
      }
    }
  });

  const allNames = [
    ...states.flatMap((state) => Object.values(state.names)),
    ...Object.values(aliases.states).flat(),
  ];

  test('case, accents and spaces make no difference', () => {
    const changes: ((name: string) => string)[] = [
      (name) => name.toUpperCase(),
      (name) => name.toLowerCase(),
      (name) => name.normalize('NFD'),
      (name) => name.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
      (name) => name.replaceAll(' ', '\u00a0'),
      (name) => `  ${name.replaceAll(' ', '   ')}\n`,
      (name) => name.replaceAll("'", '’'),
      (name) => `The ${name}`,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...allNames), fc.subarray(changes, { minLength: 1 }), (name, chosen) => {
        const changed = chosen.reduce((text, change) => change(text), name);
        expect(meaningOf(changed)).toEqual(meaningOf(name));
      }),
      { numRuns: 1000 },
    );
  });

  test('no text makes it fail', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => meaningOf(text).kind.length > 0));
  });
});

describe('codes', () => {
  test.each([
    ['NA', { kind: 'state', iso3: 'NAM' }],
    ['NAM', { kind: 'state', iso3: 'NAM' }],
    ['516', { kind: 'state', iso3: 'NAM' }],
    ['HK', { kind: 'area', name: 'China, Hong Kong Special Administrative Region' }],
    ['TWN', { kind: 'area', name: 'Taiwan, Province of China' }],
    ['SCG', { kind: 'historical State', name: 'Serbia and Montenegro' }],
    ['014', { kind: 'area', name: 'Eastern Africa' }],
    ['nam', { kind: 'unknown' }],
    ['ZZZ', { kind: 'unknown' }],
    ['Namibia', { kind: 'unknown' }],
  ])('%s', (code, meaning) => {
    expect(meaningOfCode(code)).toEqual(meaning);
  });

  test('the alpha-3 code in capitals is taken for the State, the alpha-2 code never', () => {
    expect(resolveState('NAM')).toBe('NAM');
    expect(() => resolveState('nam')).toThrow('is not a State of the list');
    expect(() => resolveState('NE')).toThrow('is not a State of the list');
  });
});

/** Columns of State and area names in real files, and the encoding of the file. */
type NamesOfFile = [path: string, columns: readonly string[], encoding?: string];
const files: readonly NamesOfFile[] = [
  ['upr-info/csv/1-5.csv', ['To', 'From'], 'macintosh'],
  ['upr-info/csv/6-9.csv', ['To', 'From'], 'macintosh'],
  ['upr-info/csv/10-13.csv', ['To', 'From'], 'macintosh'],
  ['upr-info/csv/14-17.csv', ['To', 'From'], 'macintosh'],
  ['dihr/dihr_upr_2008_2013.csv.gz', ['Recommendation', 'Recommending state']],
  ['upr_cross_labelled_2008_2013.csv.gz', ['state', 'recommending_state']],
  ['dol-ilab/ilab_suggested_actions.csv.gz', ['country']],
  ['ncmec/ocse-reports-per-country.csv', ['country']],
  ['ncmec/internet-users.csv', ['country']],
  ['child-marriage-360info/child_marriage.csv', ['Geographic area']],
  ['child-marriage-360info/law_2.csv', ['Entity']],
  ['child-marriage-360info/legal_age.csv', ['ref_area_desc']],
  ['child-marriage-360info/w_18.csv', ['geoAreaName']],
  ['sdg-global-unsd/sdg_child_protection_2019Q1_tidy.csv.gz', ['geoAreaName']],
  ['country-reference/groups/NMIRF_status.csv', ['State']],
  ['country-reference/groups/WHO_regions.csv', ['country']],
  ['country-reference/groups/OACPS_status.csv', ['country']],
  ['country-reference/groups/un_regional_groups_from_upr_info.csv', ['state']],
];

/** What these files hold beside names: no State, or two States under one word. */
const knownUnknown = new Set([
  '&#40;Unknown&#41;',
  'No Country Listed',
  'Other non-specified areas',
  'Korea',
]);

describe.skipIf(!shared('data'))('every name in real files (skipped without ../shared/data)', () => {
  const treaties = shared('data/untc-2015/treaties');
  const treatyFiles = treaties ? readdirSync(treaties).map((name) => `untc-2015/treaties/${name}`) : [];

  test.each<NamesOfFile>([...treatyFiles.map((path): NamesOfFile => [path, ['Participant']]), ...files])(
    '%s',
    (path, columns, encoding = 'utf-8') => {
      const bytes = readFileSync(shared(`data/${path}`) ?? '');
      const text = new TextDecoder(encoding).decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      const names = new Set(rows(text).flatMap((row) => columns.map((column) => row[column] ?? '')));
      expect(names.size).toBeGreaterThan(10);
      const unknown = [...names].filter((name) => name && meaningOf(name).kind === 'unknown');
      expect(unknown.filter((name) => !knownUnknown.has(name))).toEqual([]);
    },
  );
});

test.skipIf(!shared('data/country-reference'))(
  'codes, regions and lists are those of the M49 table (skipped without ../shared/data)',
  () => {
    const table = readFileSync(shared('data/country-reference/m49/UNSD_Methodology.csv') ?? '', 'utf8');
    for (const row of rows(table, ';')) {
      const meaning = meaningOfCode(row['ISO-alpha3 Code'] ?? '');
      expect(meaning.kind, row['Country or Area']).toMatch(/^(state|area)$/);
      expect(meaningOf(row['Country or Area'] ?? '')).toEqual(meaning);
      if (meaning.kind !== 'state') continue;
      const state = stateOf(meaning.iso3);
      expect(state.m49).toBe(row['M49 Code']);
      expect(state.iso2).toBe(row['ISO-alpha2 Code']);
      expect(state.region).toBe(row['Intermediate Region Name'] || row['Sub-region Name']);
      expect(state.lists.includes('LDC')).toBe(row['Least Developed Countries (LDC)'] === 'x');
    }
  },
);

function rows(text: string, delimiter = ','): { [column: string]: string }[] {
  return parse(text, { columns: true, bom: true, delimiter, relax_column_count: true });
}
