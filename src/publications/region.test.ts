import { spawnSync } from 'node:child_process';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { testInstallation } from '../../test/installation.ts';
import { type Day, dayOf, parseDay } from '../core/date.ts';
import { askedGroup, groupOfCodes } from '../core/membership.ts';
import { languages } from '../core/text.ts';
import { translator } from '../platform/messages.ts';
import { readTable } from '../platform/tables/read.ts';
import { type ReportFormat, reportSheets, writeReport } from './formats/region.ts';
import { harmonisation } from './harmonisation.ts';
import { coverageOf } from './law-answers.ts';
import type { Block, Publication, Runs } from './model.ts';
import { askedDays, type RegionMaterial, regionalReport } from './region.ts';
import { regionMaterial } from './store/law.ts';
import { enterLanterns, lanternDays } from './testing/law.ts';

const record = testInstallation();
beforeAll(() => enterLanterns(record, '2026-11-23T00:00:00Z'));

const [before, middle, last] = lanternDays as [Day, Day, Day];
const hasTextTool = spawnSync('pdftotext', ['-v']).error === undefined;
/** A report of sixty pages takes the typesetter some seconds of an idle machine. */
const patience = { timeout: 300_000 };

function material(asOf: Day, { states = '', compared = lanternDays } = {}): RegionMaterial {
  const group = states ? groupOfCodes(states) : askedGroup('South-eastern Asia', asOf);
  return record.read((tx) => regionMaterial(tx, { checklist: 'sec-law', group, asOf, compared }));
}

const words = (runs: Runs) => runs.map((run) => ('text' in run ? run.text : '')).join('');

function told({ blocks }: Publication): string[] {
  return blocks.flatMap((block: Block) => {
    if (block.kind === 'heading') return [block.text];
    if (block.kind === 'paragraph' || block.kind === 'statement') return [words(block.runs)];
    if (block.kind === 'list') return block.items.map(words);
    if (block.kind === 'table')
      return [words(block.caption), ...block.rows.map((row) => row.map(words).join(' | '))];
    return [];
  });
}

describe('the report over a region', () => {
  const english = translator('en');

  it('says how much is known before anything else, and counts no point that has no answer', () => {
    const { blocks } = regionalReport(material(last), english);
    expect(blocks[0]?.kind).toBe('statement');
    expect(told({ blocks } as Publication)[0]).toBe(
      'Of 275 answers (25 points for 11 States), 242 are in the record as of 30 June 2024; 235 were coded twice. This says how much is known, not how good the laws are.',
    );
    const rows = told({ blocks } as Publication);
    expect(rows).toContain('Cambodia | 22 of 25 | 22 | disputed: 3 | A. Lamp, B. Wick');
    expect(rows).toContain('Viet Nam | 7 of 25 | 0 | lapsed: 18 | A. Lamp');
  });

  it('holds every answer of every State in the harmonisation table, in columns that fit on a lying page', () => {
    const whole = harmonisation(material(last), material(last).group, last);
    const { blocks } = regionalReport(material(last), english);
    const lying = blocks.findIndex((block) => block.kind === 'page break' && block.paper === 'landscape');
    const standing = blocks.findIndex((block, index) => index > lying && block.kind === 'page break');
    const tables = blocks.slice(lying, standing).flatMap((block) => (block.kind === 'table' ? [block] : []));
    expect(tables.map(({ columns }) => columns.length)).toEqual([10, 4, 5, 6, 5]);
    for (const { rows } of tables) expect(rows).toHaveLength(11);
    const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => row.slice(1).map(words)));
    const count = (answer: string) =>
      cells.filter((cell) => new RegExp(`^${answer}( ·|$)`).test(cell)).length;
    for (const answer of ['yes', 'partly', 'no', 'no data'] as const)
      expect(count(answer)).toBe(
        whole.rows.flatMap(({ answers }) => answers).filter(({ on }) => on.answer === answer).length,
      );
    expect(coverageOf(whole.rows.flatMap(({ answers }) => answers)).answered).toBe(
      cells.filter((cell) => !/^(disputed|lapsed)/.test(cell)).length,
    );
  });

  it.each([
    [
      'an answer with its article, apart from what is done',
      'Cambodia | yes | Lantern Act, art. 6(2) (in force since 1 January 2018) | partly | agreed',
    ],
    [
      'coders who differ',
      'Cambodia | not yet assessed: two coders differ, and nobody has decided yet | Lantern Act, art. 8(2) (in force since 1 January 2018) | not assessed | disputed',
    ],
    [
      'an article that was in force no more',
      'no longer in force | Lantern Act, art. 3(1) (in force from 1 January 2015, no longer from 1 January 2018)',
    ],
    ['an answer that an adjudicator decided', '| adjudicated'],
    [
      'a change of the law',
      '“partly” became “no” | Lantern Act, art. 2(1), no longer in force since 1 January 2018; Lantern Act, art. 2(2), in force since 1 January 2018; assessed for 30 June 2019',
    ],
    [
      'a law by both titles',
      'Ley de faroles (Lantern Act) | No. 1 | May 2014 | unofficial translation · official text',
    ],
    [
      'how far coders agreed',
      'Of coders who could not see each other’s answers, two gave the same answer to ',
    ],
    ['who belongs to the region', 'South-eastern Asia, members on that day: Brunei Darussalam, Cambodia'],
  ])('tells %s', (_, said) => {
    const all = told(regionalReport(material(last), english));
    expect(all.filter((one) => one.includes(said)).length).toBeGreaterThan(0);
  });

  it('is another one for each day', () => {
    const known = [before, middle, last].map(
      (day) => told(regionalReport(material(day, { compared: [] }), english))[0],
    );
    expect(new Set(known).size).toBe(3);
    const early = told(regionalReport(material(dayOf('2014-12-31'), { compared: [] }), english));
    expect(early[0]).toContain('none is in the record');
    expect(early.some((one) => one.includes('changed from'))).toBe(false);
  });

  it('gives points without an official text no column, and says so', () => {
    const group = askedGroup('ASEAN', last);
    const sectt = record.read((tx) =>
      regionMaterial(tx, { checklist: 'sectt-24', group, asOf: last, compared: [] }),
    );
    expect(harmonisation(sectt, group, last).points).toHaveLength(6);
    expect(told(regionalReport(sectt, english))).toContain(
      '18 points are not assessed and never counted, because their text is not loaded or not verified.',
    );
  });
});

describe('the days that are asked for', () => {
  const today = parseDay('2026-11-23');
  it.each([
    ['', undefined, today, []],
    ['', middle, middle, []],
    ['2019-06-30', undefined, today, ['2019-06-30', today]],
    ['2024-06-30,2019-06-30', undefined, '2024-06-30', ['2019-06-30', '2024-06-30']],
    ['2019-06-30; 2016-06-30 2019-06-30', last, last, ['2016-06-30', '2019-06-30']],
    ['2024-06-30', last, last, []],
  ])('“%s” as of %s', (compare, asOf, of, compared) => {
    expect(askedDays(compare, asOf, today)).toEqual({ asOf: of, compared });
  });
});

describe('the files of the report', () => {
  it('read back from a workbook, cell by cell', async () => {
    const asked = material(last);
    const [table] = reportSheets(asked, translator('en'));
    const bytes = await writeReport(asked, translator('en'), 'xlsx');
    const [read] = await readTable({ name: 'report.xlsx', bytes });
    expect(read?.header).toEqual(table?.header);
    expect(read?.rows.map(({ cells }) => cells)).toEqual([...(table?.rows ?? [])]);
    expect(read?.rows.flatMap(({ cells }) => cells)).toHaveLength(11 * 27);
  });

  it('hold all answers of all days in the workbook', () => {
    const sheets = reportSheets(material(last), translator('en'));
    expect(sheets.map(({ name }) => name)).toEqual(['Harmonisation table', 'Answers', 'Changes', 'About']);
    expect([...(sheets[1]?.rows ?? [])]).toHaveLength(11 * 25 * 3);
  });

  it('lay the harmonisation table across in Word, with the sources of its cells by number', async () => {
    const bytes = await writeReport(material(last), translator('ar'), 'docx');
    const xml = strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array());
    expect([...xml.matchAll(/<w:pgSz [^>]*>/g)].map(([size]) => size.includes('landscape'))).toEqual([
      false,
      true,
      false,
    ]);
    expect(xml.match(/<w:bidiVisual\/>/g)?.length).toBe(xml.match(/<w:tbl>/g)?.length);
    expect(xml.match(/w:anchor="reference_/g)?.length).toBeGreaterThan(275);
  });

  it.each(['docx', 'html', 'json', 'xlsx'] as const)(
    'are the same %s from the same record',
    async (format) => {
      for (const language of languages) {
        const [first, second] = await Promise.all([
          writeReport(material(last), translator(language), format),
          writeReport(material(last), translator(language), format),
        ]);
        expect(first.length).toBeGreaterThan(20_000);
        expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
      }
    },
  );

  it('are the same PDF from the same record', patience, async () => {
    const few = material(last, { states: 'BRN, KHM' });
    const [first, second] = await Promise.all(
      [1, 2].map(async () => Buffer.from(await writeReport(few, translator('fr'), 'pdf'))),
    );
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  // One language in each direction: a whole region takes a while.
  it.each(['en', 'ar'] as const)(
    'are an accessible PDF of the whole region in %s',
    patience,
    async (language) => {
      const format: ReportFormat = 'pdf';
      const file = Buffer.from(await writeReport(material(last), translator(language), format));
      const written = file.toString('latin1');
      // Not by toContain: a failure would print the whole file.
      const has = (mark: string) => written.includes(mark);
      expect([has('<pdfuaid:part>1<'), has(`/Lang (${language})`)]).toEqual([true, true]);
      expect(has('/MediaBox [0 0 841.8898 595.2756]')).toBe(true);
      if (!hasTextTool) return;
      const said = spawnSync('pdftotext', ['-', '-'], { input: file, maxBuffer: 1e8 }).stdout.toString();
      expect(said.split('Lantern Act').length).toBeGreaterThan(200);
    },
  );
});
