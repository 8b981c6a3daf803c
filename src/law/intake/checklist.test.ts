/** Checklists that people bring: a new one, the official texts of one that ships, and what is refused. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testInstallation } from '../../../test/installation.ts';
import { readOutside, storeOutside } from '../../imports.ts';
import type { ImportReport } from '../../platform/imports.ts';
import { productFolder } from '../../platform/product.ts';
import type { Record } from '../../platform/record.ts';
import { writeCsv } from '../../platform/tables/write.ts';
import { xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import { type Checklist, countScorable, scorable } from '../checklist.ts';
import { checklistFile } from '../formats/checklist.ts';
import { fileNames, type Files, loadFiles } from '../reference.ts';
import { checklist, checklists } from '../store/checklists.ts';

const who = { actor: 'team', reason: 'test', at: '2026-11-24T00:00:00Z' };

const files = Object.fromEntries(
  fileNames.map((name) => [
    name,
    readFileSync(join(productFolder(), 'reference', 'checklists', `${name}.csv`), 'utf8'),
  ]),
) as Files;

async function bring(record: Record, text: string | Uint8Array, name = 'list.csv'): Promise<ImportReport> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const file = await readOutside(record, { name, bytes }, {});
  const seen = record.rehearse(file.store);
  const report = storeOutside(record, file, who);
  expect(seen).toEqual(report);
  return report;
}

const of = (record: Record, id: string) => record.read((tx) => checklist(tx, id));
const point = (record: Record, id: string, name: string) => {
  const found = of(record, id).points.find((one) => one.point === name);
  if (!found) throw new Error(`no point ${name}`);
  return found;
};

/** What a file can carry of a checklist. */
const carried = ({ points, ...head }: Checklist) => ({
  ...head,
  title: head.title.en,
  facts: [],
  citation: undefined,
  points: points.map(({ citation, hooks, ...texts }) => ({
    ...texts,
    ...Object.fromEntries(
      Object.entries(texts).map(([name, value]) => [name, typeof value === 'object' ? value.en : value]),
    ),
    wording: undefined,
    source: citation.title,
    standing: citation.standing,
    hooks: hooks.map((hook) => [hook.instrument, hook.article, hook.citation.title, hook.citation.standing]),
  })),
});

describe('the file of a checklist', () => {
  const record = testInstallation();

  test.each(['sectt-24', 'sec-law', 'opsc', 'icmec-5'])(
    'of %s, handed in again, changes nothing',
    async (id) => {
      const before = record.head();
      const report = await bring(record, checklistFile(of(record, id)));
      expect(report).toMatchObject({ kind: 'checklist', added: 0, changed: 0, refused: [] });
      expect(report.unchanged).toBe(of(record, id).points.length);
      expect(record.head()).toEqual(before);
    },
  );

  test.each(['sectt-24', 'sec-law', 'opsc', 'icmec-5'])(
    'of %s, handed in under a new name, gives the same checklist',
    async (id) => {
      const original = of(record, id);
      const copy = checklistFile(original)
        .replaceAll(`\n${id},`, '\ncopy-of-it,')
        .replace(/# \d+ rows.*\r\n/, '');
      const other = copy.replaceAll('copy-of-it', `copy-of-${id}`);
      await bring(record, other);
      const again = of(record, `copy-of-${id}`);
      const renamed = (one: Checklist) => JSON.stringify(carried(one)).replaceAll(`copy-of-${id}`, id);
      expect(renamed(again)).toBe(renamed(original));
      expect(
        checklistFile(again)
          .replaceAll(`copy-of-${id}`, id)
          .replace(/sha256 \w+/, ''),
      ).toBe(checklistFile(original).replace(/sha256 \w+/, ''));
    },
  );
});

describe('a national team', () => {
  const record = testInstallation();
  const header = 'checklist,point,requirement,yes,partly,no,hooks,verified,source';

  test('loads the 18 missing texts; what was verified stays, and each loaded text can be scored if it says so', async () => {
    const before = of(record, 'sectt-24');
    const rows = before.points.map(({ point: name, requirement }) =>
      requirement
        ? ['sectt-24', name, requirement.en, '', '', '', '', '', 'the leaflet']
        : [
            'sectt-24',
            name,
            `Text ${name}.`,
            'Y',
            'P',
            'N',
            'OPSC 8',
            name === '24' ? 'no' : 'yes',
            'the leaflet',
          ],
    );
    const report = await bring(record, writeCsv(header.split(','), rows));
    expect(report).toMatchObject({ rows: 24, added: 0, changed: 18, unchanged: 6, refused: [] });
    const after = of(record, 'sectt-24');
    expect(countScorable(after)).toEqual({ scored: 23, 'text not loaded': 0, 'text unverified': 1 });
    expect(after.points.slice(0, 6)).toEqual(before.points.slice(0, 6));
    expect(after.points.map((one) => one.point)).toEqual(before.points.map((one) => one.point));
    expect(point(record, 'sectt-24', '7')).toMatchObject({
      requirement: { en: 'Text 7.' },
      yes: { en: 'Y' },
      status: '',
      citation: { title: 'the leaflet', standing: 'verified' },
      hooks: [{ instrument: 'OPSC', article: '8', citation: { standing: 'unverified' } }],
    });
    // The wording that was there before stays in the record.
    const rowsOf7 = record.read((tx) =>
      tx.all<{ id: number; requirement: string }>(
        "SELECT id, requirement FROM checklist_point WHERE checklist = 'sectt-24' AND point = '7' ORDER BY id",
      ),
    );
    expect(rowsOf7.map(({ requirement }) => requirement)).toEqual(['', 'Text 7.']);
    expect(rowsOf7[1]?.id).toBe(point(record, 'sectt-24', '7').wording);
  });

  test('an empty cell takes nothing away; another wording is a new one, without the criteria of the old', async () => {
    await bring(record, `${header}\nsectt-24,7,,,,,,,somewhere\n`);
    expect(point(record, 'sectt-24', '7').requirement?.en).toBe('Text 7.');
    await bring(record, `${header}\nsectt-24,7,Text 7 as amended.,,,,,no,a newer leaflet\n`);
    const now = point(record, 'sectt-24', '7');
    expect([now.requirement?.en, now.yes, scorable(now)]).toEqual([
      'Text 7 as amended.',
      undefined,
      'text unverified',
    ]);
    await bring(record, `${header}\nsectt-24,7,Text 7 as amended.,,,,,yes,a newer leaflet\n`);
    expect(scorable(point(record, 'sectt-24', '7'))).toBe('scored');
  });

  test('what ships later does not replace what was loaded', () => {
    const newer = { ...files, points: files.points.replaceAll('text not available', 'still not available') };
    record.command({ kind: 'reference', ...who, citation: 'test' }, (tx) => loadFiles(tx, newer));
    expect(point(record, 'sectt-24', '8').requirement?.en).toBe('Text 8.');
    expect(point(record, 'sectt-24', '8').hooks).toHaveLength(1);
  });

  test('a hook that it put right stays as well, though the words are the shipped ones', async () => {
    const { requirement } = point(record, 'sectt-24', '3');
    const report = await bring(
      record,
      writeCsv(header.split(','), [
        ['sectt-24', '3', requirement?.en ?? '', '', '', '', 'OPSC 4(2)', '', 'leaflet'],
      ]),
    );
    expect(report).toMatchObject({ changed: 1, refused: [] });
    record.command({ kind: 'reference', ...who, citation: 'test' }, (tx) => loadFiles(tx, files));
    const now = point(record, 'sectt-24', '3');
    expect(now.hooks.map(({ article }) => article)).toEqual(['4(2)']);
    expect(now.citation.standing).toBe('verified');
  });

  test('a text that is verified is shown in English only, until somebody translates it', async () => {
    const { requirement } = point(record, 'sectt-24', '7');
    expect(Object.keys(requirement ?? {})).toEqual(['en']);
  });
});

describe('a new checklist', () => {
  const record = testInstallation();

  test('comes in from a workbook; the first row may name it for all', async () => {
    const header = ['Checklist', 'Title', 'Origin', 'Point', 'Group', 'Requirement', 'Legal hooks', 'Source'];
    const rows = [
      [
        'gara',
        'Law of the region',
        'own',
        'A.1',
        'Offences',
        'First.',
        'OPSC 3(1)(b); ACRWC 27',
        'own wording',
      ],
      ['gara', '', '', 'A.2', 'Offences', 'Second.', 'opsc 4–5 [verified: read by the team]', 'own wording'],
    ];
    const bytes = Buffer.concat([...xlsxBytes([{ name: 'List', header, rows }])]);
    expect(await bring(record, bytes, 'list.xlsx')).toMatchObject({ rows: 2, added: 2, refused: [] });
    const list = of(record, 'gara');
    expect([list.title, list.origin, countScorable(list).scored]).toEqual([
      { en: 'Law of the region' },
      'own',
      2,
    ]);
    expect(list.points.map(({ hooks }) => hooks)).toMatchObject([
      [
        {
          instrument: 'OPSC',
          article: '3(1)(b)',
          citation: { title: 'own wording', standing: 'unverified' },
        },
        // How many articles it has is not known here: nobody can check it, so it stands as not verified.
        { instrument: 'ACRWC', article: '27', citation: { standing: 'unverified' } },
      ],
      [{ instrument: 'OPSC', article: '4-5', citation: { title: 'read by the team', standing: 'verified' } }],
    ]);
  });

  test('is official unless it says otherwise, so that nothing unverified is scored', async () => {
    await bring(record, 'checklist,title,point,requirement,source\nnew-one,A list,1,Text.,a page\n');
    expect(countScorable(of(record, 'new-one'))).toMatchObject({ scored: 0, 'text unverified': 1 });
  });
});

describe('refused', () => {
  const record = testInstallation();
  const header = 'checklist,title,origin,point,Requirement,hooks,verified,source';

  test.each([
    [
      'sectt-24,,,7,Text.,OPSC 18,,page',
      'column hooks: OPSC has no article 18; its last one is 17. Correct the legal hook.',
    ],
    ['sectt-24,,,7,Text.,OPSC,,page', /^column hooks: “OPSC” is not a legal hook/],
    ['sectt-24,,,7,Text.,NOTHING 3,,page', /^column hooks: “NOTHING” is not an instrument/],
    ['sectt-24,,,7,Text.,,maybe,page', 'column verified: write yes or no'],
    ['sectt-24,,,7,Text.,,yes,', 'column source: is missing'],
    ['sectt-24,,,7,,,yes,page', 'column verified: there is no requirement that could be verified'],
    ['sectt-24,,own,7,Text.,,,page', /^column origin: sectt-24 is “official”/],
    ['sectt-24,,theirs,7,Text.,,,page', 'column origin: write one of: official, own'],
    ['sectt-24,,,,Text.,,,page', 'column point: is missing'],
    ['sectt 24,,,7,Text.,,,page', /^column checklist: write small letters/],
    ['unheard-of,,,1,Text.,,,page', 'column title: there is no checklist unheard-of yet; give its title'],
    ['sec-law,,,1,Text.,,,page', 'column point: sec-law 1 stands twice'],
    ['sec-law,Another title,,2,Text.,,,page', /^column title: differs from/],
    [`sectt-24,,,7,${'x'.repeat(5_001)},,,page`, 'column Requirement: has more than 5000 characters'],
  ])('%s', async (row, text) => {
    const before = record.head();
    const report = await bring(record, `${header}\nsec-law,,,1,Good.,,,page\n${row}\n`);
    expect(report.refused).toHaveLength(1);
    expect(report.refused[0]).toMatchObject({ row: 3 });
    expect(report.refused[0]?.text).toMatch(text);
    expect(report).toMatchObject({ added: 0, changed: 0 });
    expect(record.head()).toEqual(before);
  });
});

describe('any texts', () => {
  const record = testInstallation();
  const text = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    // A line feed in a cell is one; and an apostrophe before a sign of a formula is taken for a guard.
    .map((value) =>
      value
        .replace(/[\r\n\t\0]/g, ' ')
        .replace(/^['\s]+/, '')
        .trim(),
    );
  const needed = text.map((value) => value.replace(/[[\]]/g, '') || 'x').map((value) => value.trim() || 'x');

  test('come back from the file as they went into it', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ requirement: text, yes: text, group: text, evidence: text, source: needed }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (points) => {
          count += 1;
          const id = `any-${count}`;
          const header = ['checklist', 'title', 'point', 'requirement', 'yes', 'group', 'evidence', 'source'];
          const rows = points.map((one, at) => [
            id,
            'Any',
            String(at + 1),
            one.requirement,
            one.yes,
            one.group,
            one.evidence,
            one.source,
          ]);
          const report = await bring(record, writeCsv(header, rows));
          expect(report.refused).toEqual([]);
          const stored = of(record, id);
          expect(stored.points.map(({ requirement }) => requirement?.en ?? '')).toEqual(
            points.map(({ requirement }) => requirement),
          );
          const file = checklistFile(stored);
          expect((await bring(record, file)).unchanged).toBe(points.length);
          expect(checklistFile(record.read(checklists).find((one) => one.id === id) as Checklist)).toBe(file);
        },
      ),
      { numRuns: 40 },
    );
  });
});
