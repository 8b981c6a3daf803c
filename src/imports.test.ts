import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { testInstallation } from '../test/installation.ts';
import { noSharedFiles, shared } from '../test/shared.ts';
import { Problem } from './core/problem.ts';
import { type ImportOptions, readOutside, storeOutside } from './imports.ts';

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
    said = report.refused.map(({ row, text }) => `row ${row}: ${text}`).join('; ');
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

  test('a row of a gigabyte is refused before it is read', async () => {
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
