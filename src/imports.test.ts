import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { testInstallation } from '../test/installation.ts';
import { noSharedFiles, shared } from '../test/shared.ts';
import { Problem } from './core/problem.ts';
import type { ImportProgress } from './platform/imports.ts';
import { type ImportOptions, readOutside, storeOutside } from './imports.ts';
import { printedPdf, wordFile, wordTable } from './platform/documents/testing.ts';
import { fileOfAnySize } from './platform/tables/large.ts';

const record = testInstallation();
const who = { actor: 'a tester', reason: 'to try', at: '2026-11-23T00:00:00Z' };
const upr = 'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session\n';
const plain = 'instrument,iso3,status,signature_date,action,action_date,as_at,verified,source\n';

async function bring(name: string, content: string | Uint8Array, options: ImportOptions = {}) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return storeOutside(record, await readOutside(record, { name, bytes }, options), who);
}

/** The problem of an import that must leave the record as it was. */
async function refusal(
  name: string,
  content: string | Uint8Array,
  options: ImportOptions = {},
): Promise<string> {
  const before = record.head();
  let said = '';
  try {
    const report = await bring(name, content, options);
    said = report.refused.map((note) => `row ${'row' in note ? note.row : ''}: ${note.text}`).join('; ');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    said = error.message;
  }
  expect(record.head()).toEqual(before);
  return said;
}

describe('bad files are refused whole, with the place', () => {
  test.each<[string, string, string | Uint8Array, ImportOptions, RegExp]>([
    [
      'a session that is none',
      'upr.csv',
      `${upr}Mauritius,,,A text,Uruguay,,,Accepted,5,Justice,4\nMauritius,,,A text,Uruguay,,,Accepted,5,Justice,x\n`,
      {},
      /^row 3: .*session/,
    ],
    [
      'an empty text',
      'upr.csv',
      `${upr}Mauritius,,,,Uruguay,,,Accepted,5,Justice,4\n`,
      {},
      /^row 2: the text is empty/,
    ],
    [
      'a date that does not exist',
      'plain.csv',
      `${plain}OPSC,MUS,party,2001-02-31,ratification,2011-06-14,2026-01-01,true,a list\n`,
      {},
      /^row 2: .*2001-02-31/,
    ],
    [
      '31 Feb',
      '4-11-c.csv',
      'Participant,Signature,"Ratification, Accession(a)"\nMauritius,31 Feb 2001,14 Jun 2011\n',
      { asAt: '2026-01-01' },
      /^row 2: .*31 Feb 2001/,
    ],
    [
      'a fact without a source',
      'plain.csv',
      `${plain}OPSC,MUS,party,,,,2026-01-01,true,\n`,
      {},
      /^row 2: .*source/,
    ],
    ['a truncated file', 'upr.csv', `${upr}Mauritius,,,"A text that is cut`, {}, /upr\.csv, row 2/],
    ['names of columns that stand twice', 'upr.csv', 'To,To,Text\na,b,c\n', {}, /“To”/],
    ['rows of uneven length', 'upr.csv', `${upr}Mauritius,,,A text\n`, {}, /row 2/],
    ['bytes of no text', 'upr.csv', new Uint8Array([0, 1, 2, 3, 0, 255, 0, 0, 7]), {}, /upr\.csv/],
    ['an empty file', 'upr.csv', '', {}, /upr\.csv/],
    ['an unknown form', 'other.csv', 'a,b\n1,2\n', {}, /other\.csv/],
    [
      'a status list without a day',
      '4-11-c.csv',
      'Participant,Signature,"Ratification"\nMauritius,,14 Jun 2011\n',
      {},
      /as-at/,
    ],
    [
      'an entity bomb',
      'list.xml',
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
      { asAt: '2026-01-01' },
      /list\.xml/,
    ],
    [
      'a zip bomb',
      'book.xlsx',
      zipSync({
        'xl/workbook.xml': strToU8('<workbook/>'),
        'xl/worksheets/sheet1.xml': new Uint8Array(40_000_000),
      }),
      {},
      /book\.xlsx/,
    ],
    [
      'an archive cut short',
      'book.xlsx',
      zipSync({ 'xl/workbook.xml': strToU8('<workbook/>') }).subarray(0, 60),
      {},
      /book\.xlsx/,
    ],
  ])('%s', async (_, name, content, options, said) => {
    expect(await refusal(name, content, options)).toMatch(said);
  });

  test('a row of many megabytes is refused before it is read', async () => {
    expect(await refusal('upr.csv', new Uint8Array(65_000_000).fill(97))).toMatch(/upr\.csv/);
  });
});

describe('names that cannot be placed stop nothing', () => {
  test('they are listed with their rows', async () => {
    const report = await bring(
      'upr.csv',
      `${upr}Atlantis,,,To do it,Uruguay,,,Accepted,5,Justice,4\nNA,,,To do it,Uruguay,,,Noted,4,Justice,4\nNamibia,,,To do it too,Uruguay,,,Noted,4,Justice,4\n`,
    );
    expect(report.added).toBe(1);
    expect(report.unmapped).toEqual([
      { row: 2, text: '“Atlantis” is not a known State' },
      { row: 3, text: '“NA” is no name; if it is meant as a code, write NAM' },
    ]);
  });

  test('the same file twice changes nothing', async () => {
    const file = `${upr}Namibia,,,To train the police,Uruguay,,,Noted,4,Justice,4\n`;
    expect((await bring('again.csv', file)).added).toBe(1);
    const before = record.head();
    expect(await bring('again.csv', file)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    expect(record.head()).toEqual(before);
  });
});

describe('packed files', () => {
  test('are unpacked, and are the file they hold', async () => {
    const file = `${upr}Namibia,,,To mend the nets,Uruguay,,,Noted,4,Justice,4\n`;
    expect(await bring('nets.csv.gz', gzipSync(file))).toMatchObject({ file: 'nets.csv', added: 1 });
    expect(await bring('nets.csv', file)).toMatchObject({ added: 0, unchanged: 1 });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['cut short', gzipSync(upr.repeat(100)).subarray(0, 40), /nets\.csv\.gz: .*cut short or damaged/],
    ['a bomb', gzipSync(new Uint8Array(40_000_000)), /nets\.csv\.gz: .*unpacks to far more/],
  ])('that are %s are refused', async (_, bytes, said) => {
    expect(await refusal('nets.csv.gz', bytes)).toMatch(said);
  });
});

describe('documents', () => {
  const page = (body: string) => `<!doctype html><body>${body}</body>`;
  const report = page(
    '<h1>Kenya</h1><p>A/HRC/99/31</p><p>1. The Working Group on the Universal Periodic Review held its third session.</p><p>2. These recommendations enjoy the support of Kenya:</p><p>2.1. Mend the kites (Chile);</p>',
  );

  test('are told from tables by what is in them', async () => {
    expect(await bring('kites.html', report)).toMatchObject({ kind: 'review report', added: 1 });
    expect(await bring('kites.html.gz', gzipSync(report))).toMatchObject({ unchanged: 1 });
    const word = wordFile(
      wordTable([
        ['Recommendation', 'Position', 'Themes'],
        ['1.1 Mend them (Chile)', 'Noted', ''],
      ]),
    );
    expect(await bring('list.xlsx', word, { state: 'KEN', session: '3' })).toMatchObject({
      kind: 'thematic list',
      added: 1,
    });
    // A page with a table of parties is no document, though it is a page.
    const table = page(
      '<h1>Kenya</h1><p>1. As at a day.</p><table><tr><th>Country</th><th>Signature Date</th><th>Ratification Date, Accession(a), Succession(d) Date</th></tr><tr><td>Kenya</td><td></td><td>14 Jun 2011</td></tr></table>',
    );
    const options = { asAt: '2026-01-01', instrument: 'OPSC' };
    const read = await readOutside(
      record,
      { name: 'table.html', bytes: new TextEncoder().encode(table) },
      options,
    );
    expect(record.rehearse(read.store).kind).not.toMatch(/report|observations|list of/);
  });

  test('are not read on when somebody stops', async () => {
    const before = record.head();
    const pages = Array.from({ length: 3 }, (_, at) => [{ text: `${at + 1}. Kites.`, x: 100, y: 700 }]);
    await expect(
      readOutside(record, { name: 'kites.pdf', bytes: printedPdf(pages) }, {}, AbortSignal.abort('left')),
    ).rejects.toBe('left');
    expect(record.head()).toEqual(before);
  });
});

describe('files too large to be held', () => {
  const row = (at: number, session: number | string = 4) =>
    `Namibia,,,To count lamp ${at},Uruguay,,,Noted,4,Justice,${session}\n`;
  /** They are read in the same way when they are small. */
  const large = (...more: string[]) => {
    const path = join(temporaryFolder(), 'large.csv');
    writeFileSync(path, upr + Array.from({ length: 1500 }, (_, at) => row(at)).join('') + more.join(''));
    return readOutside(record, { name: 'large.csv', path }, {});
  };

  test('leave nothing when the last row is malformed, or when the import stops on the way', async () => {
    const before = record.head();
    expect(storeOutside(record, await large(row(9000, 'x')), who)).toMatchObject({
      added: 0,
      refused: [{ row: 1502 }],
    });
    const seen: string[] = [];
    const stop = ({ doing, rows }: ImportProgress) => {
      seen.push(`${doing} ${rows}`);
      if (doing === 'storing' && rows === 1000) throw new Error('stopped');
    };
    const stopped = await large();
    expect(() => storeOutside(record, stopped, who, stop)).toThrow('stopped');
    expect(seen).toEqual(['checking 500', 'checking 1000', 'checking 1500', 'storing 500', 'storing 1000']);
    expect(record.head()).toEqual(before);
    expect(record.verify()).toEqual([]);
  });

  test('are stored from the disk, once', async () => {
    expect(storeOutside(record, await large(), who)).toMatchObject({
      file: 'large.csv',
      rows: 1500,
      added: 1500,
    });
    expect(storeOutside(record, await large(), who)).toMatchObject({ added: 0, unchanged: 1500 });
  });

  test('are of recommendations only', async () => {
    const path = join(temporaryFolder(), 'large.csv');
    writeFileSync(path, `a,b\n${'1,2\n'.repeat(16_000_000)}`);
    await expect(readOutside(record, fileOfAnySize(path), {})).rejects.toThrow(/larger than 60000000 bytes/);
  });
});

describe('real files', () => {
  const folder = shared('data');
  test.skipIf(!folder)(
    `the status list of the OPSC of 2015 brings no news (${folder ? 'as it is' : noSharedFiles})`,
    async () => {
      const bytes = readFileSync(`${folder ?? ''}/untc-2015/treaties/4-11-c.csv`);
      const report = await bring('4-11-c.csv', bytes, { asAt: '2015-03-14' });
      expect(report).toMatchObject({ refused: [], unmapped: [], conflicting: [], changed: 0 });
      expect((await bring('4-11-c.csv', bytes, { asAt: '2015-03-14' })).unchanged).toBe(report.rows);
    },
  );
});
