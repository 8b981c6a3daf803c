import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { strToU8, type Zippable, zipSync } from 'fflate';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { Problem, type ProblemCode } from '../../core/problem.ts';
import { readTable } from './read.ts';
import { caps } from './table.ts';
import { excelDate, readXlsx } from './xlsx.ts';

const file = 'book.xlsx';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface Book {
  /** The content of <sheetData> by sheet name. */
  readonly sheets: { readonly [name: string]: string };
  readonly strings?: string;
  readonly workbook?: string;
  readonly doctype?: string;
  readonly more?: Zippable;
}

function book(
  { sheets, strings = '', workbook = '', doctype = '', more = {} }: Book,
  level: 0 | 6 = 6,
): Uint8Array {
  const names = Object.keys(sheets);
  const relations = names.map(
    (_, at) => `<Relationship Id="r${at}" Type="${office}/worksheet" Target="worksheets/sheet${at}.xml"/>`,
  );
  const parts: Zippable = {
    'xl/workbook.xml': strToU8(
      `<workbook xmlns:r="${office}">${workbook}<sheets>${names
        .map((name, at) => `<sheet name="${name}" sheetId="${at}" r:id="r${at}"/>`)
        .join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships>${relations.join('')}<Relationship Id="s" Type="${office}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    ),
    'xl/sharedStrings.xml': strToU8(`<sst>${strings}</sst>`),
    ...more,
  };
  for (const [at, rows] of Object.values(sheets).entries())
    parts[`xl/worksheets/sheet${at}.xml`] = strToU8(
      `${doctype}<worksheet><dimension ref="A1:XFD1048576"/><sheetData>${rows}</sheetData></worksheet>`,
    );
  return zipSync(parts, { level });
}

const inline = (...texts: string[]) =>
  `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
const simple = book({ sheets: { One: inline('a', 'b') + inline('1', '2') } });

test('reads every kind of cell', async () => {
  const strings =
    '<si><t>Name</t></si><si><r><t>Côte </t></r><r><t>d’Ivoire</t></r><rPh><t>kana</t></rPh></si><si><t>two_x000A_lines_x0000_</t></si>';
  const rows = `
    <row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="inlineStr"><is><t>Value &amp; more</t></is></c></row>
    <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4"><v>0.30000000000000004</v></c></row>
    <row r="5"><c r="A5" t="s"><v>2</v></c><c r="B5" t="b"><v>1</v></c></row>
    <row r="6"><c r="A6" t="str"><f>CONCAT(A3,"x")</f><v>Namex</v></c><c r="B6"><f>1+1</f><v>2</v></c></row>
    <row r="7"><c r="A7" s="1"/></row>
    <row r="9"><c r="B9" t="e"><v>#N/A</v></c></row>
    <row r="10"><c r="A10"><v>1.5E+3</v></c><c r="B10"><v>44927</v></c></row>
    <row r="1048576" hidden="1"/>`;
  const table = await readXlsx(book({ sheets: { Data: rows }, strings }), { file });
  expect(table.sheet).toBe('Data');
  expect(table.header).toEqual(['Name', 'Value & more']);
  expect(table.rows).toEqual([
    { row: 4, cells: ['Côte d’Ivoire', '0.3'] },
    { row: 5, cells: ['two\nlines_x0000_', 'TRUE'] },
    { row: 6, cells: ['Namex', '2'] },
    { row: 9, cells: ['', '#N/A'] },
    { row: 10, cells: ['1500', '44927'] },
  ]);
});

test('reads the sheet that is named, else the first', async () => {
  const bytes = book({ sheets: { Cover: inline('about'), Data: inline('a') + inline('1') } });
  expect((await readXlsx(bytes, { file })).header).toEqual(['about']);
  expect((await readXlsx(bytes, { file, sheet: 'Data' })).rows).toEqual([{ row: 2, cells: ['1'] }]);
  await expect(readXlsx(bytes, { file, sheet: 'Other' })).rejects.toThrow(
    'book.xlsx: The workbook has no sheet “Other”. It has: Cover, Data.',
  );
});

const ole = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);

/** Writes over every place where the bytes of `find` stand, at a distance from it. */
function patched(bytes: Uint8Array, find: string, distance: number, value: number): Uint8Array {
  const copy = Buffer.from(bytes);
  let found = 0;
  for (let at = copy.indexOf(find); at >= 0; at = copy.indexOf(find, at + 1), found += 1)
    copy[at + distance] = value;
  expect(found).toBeGreaterThan(0);
  return copy;
}

const central = 'PK\x01\x02';
const spaces = (count: number) => ' '.repeat(count);
const wide = (row: number) => `<row r="${row}"><c r="ALL${row}"><v>${row * 7919}</v></c></row>`;

test.each<[string, () => Uint8Array, ProblemCode]>([
  ['nothing', () => new Uint8Array(), 'table-empty'],
  ['a file that is no archive', () => strToU8('a,b\n1,2'), 'archive-damaged'],
  ['an archive cut short', () => simple.subarray(0, simple.length - 30), 'archive-damaged'],
  ['half an archive', () => simple.subarray(0, simple.length / 2), 'archive-damaged'],
  [
    'a changed byte',
    () => patched(book({ sheets: { One: inline('kept') } }, 0), 'kept', 0, 0x4b),
    'archive-damaged',
  ],
  ['packed bytes that make no sense', () => patched(simple, 'sheet0.xml', 12, 0xff), 'archive-damaged'],
  ['a size that is a lie', () => patched(simple, central, 24, 1), 'archive-damaged'],
  ['an encrypted archive', () => patched(simple, central, 8, 1), 'archive-encrypted'],
  ['another archive', () => zipSync({ 'word/document.xml': strToU8('<w/>') }), 'workbook-missing'],
  [
    'a workbook without its sheet',
    () =>
      book({
        sheets: { A: '' },
        more: {
          'xl/_rels/workbook.xml.rels': strToU8(
            `<R><Relationship Id="r0" Type="${office}/worksheet" Target="gone.xml"/></R>`,
          ),
        },
      }),
    'archive-damaged',
  ],
  ['a bomb', () => book({ sheets: { A: inline('a') + spaces(5_000_000) } }), 'archive-too-large'],
  [
    'a bomb of strings',
    () => book({ sheets: { A: inline('a') }, strings: `<si><t>${spaces(5_000_000)}</t></si>` }),
    'archive-too-large',
  ],
  [
    'a bomb that inflates slowly enough',
    () => {
      const noise = () => `<!--${randomBytes(450_000).toString('hex')}-->`;
      const filler = `<!--${spaces(900_000)}-->`;
      return book({ sheets: { A: noise() + noise() + filler.repeat(caps.inflatedBytes / 900_000) } });
    },
    'archive-too-large',
  ],
  [
    'too many parts',
    () =>
      book({
        sheets: { A: inline('a') },
        more: Object.fromEntries(
          Array.from({ length: caps.zipEntries }, (_, at) => [`x${at}`, new Uint8Array()]),
        ),
      }),
    'archive-too-large',
  ],
  [
    'a part outside the folder',
    () => zipSync({ '../../etc/passwd': strToU8('x'), 'xl/workbook.xml': strToU8('<w/>') }),
    'archive-damaged',
  ],
  [
    'a string that is not there',
    () => book({ sheets: { A: '<row><c t="s"><v>1</v></c></row>' }, strings: '<si><t>a</t></si>' }),
    'archive-damaged',
  ],
  [
    'a long string',
    () => book({ sheets: { A: '' }, strings: `<si><t>${'x'.repeat(caps.cellLength + 1)}</t></si>` }),
    'table-cell-too-long',
  ],
  [
    'a string in very many runs',
    () => book({ sheets: { A: '' }, strings: `<si>${'<t>x</t>'.repeat(caps.cellLength + 1)}</si>` }, 0),
    'table-cell-too-long',
  ],
  [
    'a long value',
    () => book({ sheets: { A: `<row><c><v>${'1'.repeat(caps.cellLength + 1)}</v></c></row>` } }, 0),
    'table-cell-too-long',
  ],
  [
    'a tag without end',
    () => book({ sheets: { A: `<row ${'a="" '.repeat(caps.tokenLength / 4)}/>` } }, 0),
    'xml-token-too-long',
  ],
  [
    'more strings than cells are allowed',
    () => book({ sheets: { A: '' }, strings: '<si/>'.repeat(caps.cells + 1) }, 0),
    'table-too-many-cells',
  ],
  [
    'an entity bomb',
    () =>
      book({ sheets: { A: inline('&b;') }, doctype: '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' }),
    'xml-doctype',
  ],
  ['a sheet that breaks off', () => book({ sheets: { A: '<row><c>' } }), 'xml-invalid'],
  [
    'too many columns',
    () => book({ sheets: { A: '<row r="1"><c r="XFD1"><v>1</v></c></row>' } }),
    'table-too-many-columns',
  ],
  [
    'few cells far out in many rows',
    () =>
      book({
        sheets: { A: Array.from({ length: caps.cells / 1000 + 1 }, (_, at) => wide(at + 1)).join('') },
      }),
    'table-too-many-cells',
  ],
  ['a name twice', () => book({ sheets: { A: inline('a', 'b', 'a') } }), 'table-header-twice'],
  ['an empty sheet', () => book({ sheets: { A: '<row r="1048576"/>' } }), 'table-empty'],
  [
    'days from 1904',
    () => book({ sheets: { A: inline('a') }, workbook: '<workbookPr date1904="1"/>' }),
    'workbook-days-1904',
  ],
])('refuses %s', async (_, bytes, code) => {
  await expect(readXlsx(bytes(), { file })).rejects.toThrow(expect.objectContaining({ code }) as Problem);
});

test('names the place', async () => {
  const bytes = book({ sheets: { Data: inline('a', 'b', 'a') } });
  await expect(readXlsx(bytes, { file })).rejects.toThrow('book.xlsx, sheet Data, row 1, column a: ');
  const long = `<row><c r="C1"><v>${'1'.repeat(caps.cellLength + 1)}</v></c></row>`;
  await expect(readXlsx(book({ sheets: { Data: long } }, 0), { file })).rejects.toThrow(
    'book.xlsx, sheet Data, row 1, column C: ',
  );
  const torn = book({ sheets: { Data: '<row r="7"><c r="AB7" t="s"><v>9</v></c></row>' } });
  await expect(readXlsx(torn, { file })).rejects.toThrow('book.xlsx, sheet Data, row 7, column AB: ');
});

test.each([
  ['1', '1900-01-01'],
  ['59', '1900-02-28'],
  ['61', '1900-03-01'],
  ['25569', '1970-01-01'],
  ['36525', '1999-12-31'],
  ['44927.75', '2023-01-01'],
  [45_351, '2024-02-29'],
  ['2958465', '9999-12-31'],
])('day %s is %s', (serial, day) => {
  expect(excelDate(serial)).toBe(day);
});

test.each(['', ' ', '0', '0.5', '60', '-1', '2958466', 'May', '2011-06-14', NaN])(
  'day %j is refused',
  (serial) => {
    expect(() => excelDate(serial)).toThrow(Problem);
  },
);

test.each<[string, Uint8Array, string[][]]>([
  ['CSV', strToU8('a;b\n1;2'), [['a', 'b']]],
  ['CSV in UTF-16', Buffer.from('\ufeffa\tb\n1\t2', 'utf16le'), [['a', 'b']]],
  ['a workbook', simple, [['a', 'b']]],
  [
    'a page',
    strToU8('\ufeff\n<!DOCTYPE html><table><tr><td>a</table><table><tr><td>b</table>'),
    [['a'], ['b']],
  ],
])('tells %s by its content', async (_, bytes, headers) => {
  const tables = await readTable({ name: 'download', bytes });
  expect(tables.map(({ header }) => header)).toEqual(headers);
});

test.each<[string, Uint8Array, ProblemCode]>([
  ['a PDF', strToU8('%PDF-1.7\n'), 'table-format-unknown'],
  ['XML', strToU8('<?xml version="1.0"?><list/>'), 'table-format-unknown'],
  ['the beginning of an old workbook', ole, 'archive-damaged'],
  ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0), 'table-not-text'],
  ['nothing', new Uint8Array(), 'table-empty'],
])('says that %s is no table', async (_, bytes, code) => {
  await expect(readTable({ name: 'download.csv', bytes })).rejects.toThrow(
    expect.objectContaining({ code, place: { file: 'download.csv' } }) as Problem,
  );
});

test('whatever the bytes are, they are read or refused with a reason', async () => {
  const starts = [
    simple,
    book({ sheets: { One: inline('a', 'b') + inline('1', '2') } }, 0),
    strToU8('a,b\r\n"x, ""y",2\r\n'),
    strToU8('<html><table><tr><th colspan=2>a<tr><td rowspan=2>1<td>2</table>'),
    Buffer.from('\ufeffa\tb\n1\t2', 'utf16le'),
    Uint8Array.from(ole),
  ];
  const change = fc.record({ at: fc.nat(), value: fc.nat(255) });
  const bytes = fc
    .tuple(fc.constantFrom(...starts), fc.array(change, { maxLength: 8 }), fc.nat(), fc.uint8Array())
    .map(([start, changes, cut, more]) => {
      const copy = Uint8Array.from(start);
      for (const { at, value } of changes) copy[at % copy.length] = value;
      return Buffer.concat([cut % 3 === 0 ? copy.subarray(0, cut % copy.length) : copy, more]);
    });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      try {
        for (const { header, rows } of await readTable({ name: file, bytes: content }))
          for (const { cells } of rows) expect(cells).toHaveLength(header.length);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        expect(error.place?.file).toBe(file);
        refused += 1;
      }
    }),
    { numRuns: 1_000 },
  );
  expect(refused).toBeGreaterThan(0);
});

test('reads the export of the Danish Institute for Human Rights', async ({ skip }) => {
  const path = shared('data/dihr/dihr_upr_cycle1.xlsx');
  if (path === undefined) return skip(noSharedFiles);
  const table = await readXlsx(readFileSync(path), { file });
  expect(table.header).toHaveLength(13);
  expect(table.rows).toHaveLength(20_678);
  expect(table.rows.at(-1)?.row).toBe(20_679);
  expect(new Set(table.rows.map(({ cells }) => cells.length))).toEqual(new Set([13]));
});
