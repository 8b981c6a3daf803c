/** The shipped checklists: what stands in them, and that every legal hook leads to an article that exists. */
import { expect, test } from 'vitest';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { testInstallation } from '../../test/installation.ts';
import { noSharedFiles, shared } from '../../test/shared.ts';
import { productFolder } from '../platform/product.ts';
import { countScorable, pointTexts, scorable } from './checklist.ts';
import { articleStanding } from './hook.ts';
import { type Files, fileNames, loadFiles, loadReference } from './reference.ts';
import { checklist, checklists, treatyArticles } from './store/checklists.ts';

const record = testInstallation();
const folder = join(productFolder(), 'reference', 'checklists');
const shipped = Object.fromEntries(
  fileNames.map((name) => [name, readFileSync(join(folder, `${name}.csv`), 'utf8')]),
) as Files;
const all = record.read(checklists);

test('the six verified points of ECPAT’s checklist can be scored, and the 18 without text cannot', () => {
  const sectt = record.read((tx) => checklist(tx, 'SECTT-24'));
  expect(sectt.points.map(({ point }) => point)).toEqual(
    Array.from({ length: 24 }, (_, at) => String(at + 1)),
  );
  expect(countScorable(sectt)).toEqual({ scored: 6, 'text not loaded': 18, 'text unverified': 0 });
  expect(sectt.points.filter((point) => scorable(point) === 'scored').map(({ point }) => point)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);
});

test.each([
  ['sec-law', { scored: 25, 'text not loaded': 0, 'text unverified': 0 }],
  ['opsc', { scored: 16, 'text not loaded': 0, 'text unverified': 0 }],
  ['icmec-5', { scored: 0, 'text not loaded': 0, 'text unverified': 5 }],
])('of %s so many points can be scored: %o', (id, counts) => {
  expect(countScorable(record.read((tx) => checklist(tx, id)))).toEqual(counts);
});

test('a checklist in our own words says so, and each of its points has criteria, evidence and a hook', () => {
  for (const { origin, facts, points } of all.filter((one) => one.origin === 'own')) {
    expect(origin).toBe('own');
    expect(facts.some(({ statement }) => statement.en.includes('own words'))).toBe(true);
    for (const { yes, partly, no, evidence, hooks, point, citation } of points) {
      expect([yes, partly, no, evidence].includes(undefined), point).toBe(false);
      expect(hooks.length, point).toBeGreaterThan(0);
      expect(citation.standing).toBe('unverified');
    }
  }
});

test('every text of a checklist that ships is there in four languages', () => {
  for (const { title, facts, points } of all) {
    for (const text of [title, ...facts.map(({ statement }) => statement)])
      expect(Object.keys(text).toSorted(), text.en).toEqual(['ar', 'en', 'es', 'fr']);
    for (const point of points)
      for (const text of pointTexts.flatMap((name) => point[name] ?? []))
        expect(Object.keys(text).toSorted(), text.en).toEqual(['ar', 'en', 'es', 'fr']);
  }
});

test('every hook leads to an article that exists', () => {
  const treaties = record.read(treatyArticles);
  const hooks = all.flatMap(({ points }) => points.flatMap((point) => point.hooks));
  expect(hooks.length).toBeGreaterThan(100);
  expect(hooks.filter((hook) => articleStanding(hook, treaties) !== 'exists')).toEqual([]);
});

const texts: { readonly [instrument: string]: string } = {
  CRC: 'crc',
  OPSC: 'crc-opsc',
  OPAC: 'crc-opac',
  'TIP-PROTOCOL': 'palermo-protocol',
  'ILO-C182': 'ilo-c182',
  BUDAPEST: 'budapest-convention',
  LANZAROTE: 'lanzarote-convention',
  'COE-THB': 'coe-trafficking-cets197',
};
const treatyTexts = shared('data/treaty-texts-en-nl');

test.skipIf(!treatyTexts)(
  `the counts of articles are those of the texts${treatyTexts ? '' : ` (skipped: ${noSharedFiles})`}`,
  () => {
    const treaties = record.read(treatyArticles);
    expect([...treaties.keys()].toSorted()).toEqual(Object.keys(texts).toSorted());
    for (const [instrument, file] of Object.entries(texts)) {
      const headings = readFileSync(join(treatyTexts ?? '', `${file}.md`), 'utf8').matchAll(
        /^#+ *Article +(\w+)/gm,
      );
      const articles = [...headings].map(([, number]) => number);
      expect(articles, instrument).toEqual(
        Array.from({ length: treaties.get(instrument)?.last ?? 0 }, (_, at) => String(at + 1)),
      );
    }
  },
);

const lastRow = (name: keyof Files) => shipped[name].trimEnd().split('\n').length + 1;
const with_ = (name: keyof Files, row: string): Files => ({ ...shipped, [name]: `${shipped[name]}${row}\n` });

test.each([
  [
    'hooks',
    'sec-law,1,OPSC,18,true,somewhere',
    /hooks\.csv, row \d+: OPSC has no article 18; its last one is 17/,
  ],
  ['hooks', 'sec-law,1,OPSC,4-18,true,somewhere', /OPSC has no article 4-18/],
  ['hooks', 'sec-law,1,OPSC,3bis,true,somewhere', /OPSC has no article 3bis/],
  ['hooks', 'sec-law,1,OPSC,three,true,somewhere', /not a legal hook/],
  ['hooks', 'sec-law,1,CEDAW,6,true,somewhere', /does not say how many articles CEDAW has/],
  ['hooks', 'sec-law,1,NOWHERE,6,true,somewhere', /not an instrument/],
  ['hooks', 'sec-law,99,OPSC,1,true,somewhere', /there is no point sec-law 99/],
  ['points', 'sec-law,1,,,twice,,,,,,false,somewhere', /sec-law 1 stands twice/],
  ['points', 'sec-law,26,,,unsourced,,,,,,false,', /source/],
  ['words', 'sec-law,99,subject,fr,rien,false,somewhere', /has no text subject of “99”/],
] as const)('a fault planted in %s.csv is found: %s', (name, row, message) => {
  expect(() => record.rehearse((tx) => loadFiles(tx, with_(name, row)))).toThrow(message);
});

test('a fault is told with its file and row', () => {
  expect(() =>
    record.rehearse((tx) => loadFiles(tx, with_('hooks', 'opsc,1,OPSC,0,true,somewhere'))),
  ).toThrow(`hooks.csv, row ${lastRow('hooks')}`);
});

test('loading twice adds nothing', () => {
  const before = record.head();
  expect(loadReference(record, { folder, at: '2026-11-24T00:00:00Z' })).toBe(0);
  expect(record.rehearse((tx) => loadFiles(tx, shipped))).toBe(0);
  expect(record.head()).toEqual(before);
});
