import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { Problem, type ProblemCode } from '../../core/problem.ts';
import { readCsv, streamCsv } from './csv.ts';
import { caps, findColumns } from './table.ts';
import { formulaSafe, withoutGuard, writeCsv } from './write.ts';

const file = 'list.csv';
const rowsOf = (content: Uint8Array | string) => readCsv(content, { file }).rows.map(({ cells }) => cells);
const utf8 = (text: string) => new TextEncoder().encode(text);

function problemOf(read: () => unknown): Problem {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test.each<[string, string, string[][]]>([
  [
    'LF',
    'a,b\n1,2\n3,4\n',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  [
    'CRLF',
    'a,b\r\n1,2\r\n3,4\r\n',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  [
    'bare CR',
    'a,b\r1,2\r3,4',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  ['no end of the last line', 'a,b\n1,2', [['1', '2']]],
  ['semicolons, with commas in cells', 'a;b\n1,5;2', [['1,5', '2']]],
  ['tabs', 'a\tb\n\t2', [['', '2']]],
  ['a separator in a quoted header name', '"a,b,c";d\n1;2', [['1', '2']]],
  ['quotes', 'a,b\n"x, ""y""","two\r\nlines"', [['x, "y"', 'two\r\nlines']]],
  ['a quote within a plain cell', 'a,b\n5" pipe,2', [['5" pipe', '2']]],
  ['blank lines', '\na,b\n\n1,2\n  \n\n', [['1', '2']]],
  [
    'empty cells',
    'a,b\n,\n"",""',
    [
      ['', ''],
      ['', ''],
    ],
  ],
  ['words for nothing stay', 'a,b\nNA,N/A', [['NA', 'N/A']]],
  ['white space in cells stays', 'a,b\n x , y', [[' x ', ' y']]],
  ['a comment that is not ours', 'a,b\n# 2,x', [['# 2', 'x']]],
  ['one column', 'a\nx\n""\ny', [['x'], [''], ['y']]],
])('reads %s', (_, text, rows) => {
  expect(rowsOf(text)).toEqual(rows);
  expect(rowsOf(utf8(text))).toEqual(rows);
});

test('counts rows from the header, blank lines and line ends in quotes included', () => {
  const table = readCsv('a,b\n"1\n1",2\n\n3,4', { file });
  expect(table.rows.map(({ row }) => row)).toEqual([2, 4]);
});

test('trims header names and finds columns by them', () => {
  const table = readCsv('\ufeff Country ,\u00a0As at\n Peru,2020', { file });
  expect(table.header).toEqual(['Country', 'As at']);
  const cell = findColumns(table, { day: /^as at$/i, name: /^country/i });
  expect(table.rows.map((row) => cell?.(row))).toEqual([{ day: '2020', name: ' Peru' }]);
  expect(findColumns(table, { name: /^country/i, other: /^treaty/i })).toBeUndefined();
});

const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each<[string, Uint8Array, string]>([
  ['UTF-8', utf8('a\nCôte d’Ivoire'), 'Côte d’Ivoire'],
  ['UTF-8 with a mark', utf8('\ufeffa\nTürkiye'), 'Türkiye'],
  ['UTF-16 little end first', Buffer.from('\ufeffa\nالأردن', 'utf16le'), 'الأردن'],
  ['UTF-16 big end first', Buffer.from('\ufeffa\nPerú', 'utf16le').swap16(), 'Perú'],
  ['Windows-1252: Côte', latin("a\nC\xf4te d'Ivoire"), "Côte d'Ivoire"],
  [
    'Windows-1252: quotes and dash',
    latin('a\n\x93women\x92s rights\x94 \x96 Curaçao'),
    '“women’s rights” – Curaçao',
  ],
  ['Windows-1252: capitals', latin('a\nESPA\xd1A; \xc5land; S\xe3o Tom\xe9'), 'ESPAÑA; Åland; São Tomé'],
  ['Mac Roman: Côte', latin("a\rC\x99te d'Ivoire"), "Côte d'Ivoire"],
  [
    'Mac Roman: with LF',
    latin('a\nC\x99te d\xd5Ivoire \xd0 \xd2S\x8bo Tom\x8e\xd3'),
    'Côte d’Ivoire – “São Tomé”',
  ],
])('tells the encoding %s', (_, bytes, cell) => {
  expect(rowsOf(bytes)).toEqual([[cell]]);
});

test.each<[string, string, string]>([
  [
    'Russian in Windows-1251',
    'windows-1251',
    '\xd0\xee\xf1\xf1\xe8\xff \xe8 \xcf\xe5\xf0\xf3, \xee\xf2 \xcc\xe0\xeb\xe8',
  ],
  ['Arabic in Windows-1256', 'windows-1256', '\xc7\xe1\xc3\xd1\xcf\xe4 \xe6\xe3\xd5\xd1'],
  ['Japanese in Shift JIS', 'shift_jis', '\x93\xfa\x96{\x8d\x91 \x83t\x83\x89\x83\x93\x83X'],
])('refuses %s rather than store wrong letters', (_, encoding, cell) => {
  expect(new TextDecoder(encoding, { fatal: true }).decode(latin(cell))).toMatch(/^[\p{L}\s,]+$/u);
  expect(problemOf(() => readCsv(latin(`name\n${cell}\n`), { file })).code).toBe('table-not-text');
});

test.each([
  ['signs', '5\xd76 \xb1 1, \xa9 \xbd', '5×6 ± 1, © ½'],
  ['a line of dashes', '\x97\x97\x97\x97 \xb0\xb0', '———— °°'],
  ['two accents together', 'cr\xe9\xe9e, ma\xef\xe8', 'créée, maïè'],
])('does not refuse %s', (_, bytes, cell) => {
  expect(rowsOf(latin(`a;b\n${bytes};x`))).toEqual([[cell, 'x']]);
});

test.each<[string, Uint8Array | string, ProblemCode, object]>([
  ['no bytes', '', 'table-empty', { file }],
  ['only blank lines', '\n \r\n', 'table-empty', { file }],
  ['a header without names', ',\n1,2', 'table-empty', { file, row: 1 }],
  ['zero bytes', utf8('a,b\n\0,2'), 'table-not-text', { file }],
  ['half a UTF-16 character', Uint8Array.of(0xff, 0xfe, 0x61), 'table-not-text', { file }],
  ['an open quote', 'a,b\n1,2\n3,"x\n4,5\n', 'table-quote-open', { file, row: 3, column: '2' }],
  ['text after a quote', 'a,b\n"x"y,2', 'table-quote-stray', { file, row: 2, column: '1' }],
  ['too few cells', 'a,b\n1,2\n3', 'table-row-uneven', { file, row: 3 }],
  ['too many cells', 'a,b\n1,2,3', 'table-row-uneven', { file, row: 2 }],
  ['a name twice', 'a,b,a \n1,2,3', 'table-header-twice', { file, row: 1, column: 'a' }],
  [
    'a long cell',
    `a,b\n1,${'x'.repeat(caps.cellLength + 1)}`,
    'table-cell-too-long',
    { file, row: 2, column: '2' },
  ],
  [
    'a file of quotes',
    `a\n${'"'.repeat(4 * caps.cellLength)}`,
    'table-cell-too-long',
    { file, row: 2, column: '1' },
  ],
  [
    'too many cells',
    `${Array.from({ length: caps.columns }, (_, at) => at).join()}\n${`${','.repeat(caps.columns - 1)}\n`.repeat(caps.cells / caps.columns + 1)}`,
    'table-too-many-cells',
    { file, row: caps.cells / caps.columns + 2 },
  ],
  ['a long row', `a\n${'x,'.repeat(caps.rowLength / 2 + 1)}`, 'table-row-too-long', { file, row: 2 }],
  [
    'too many columns',
    Array.from({ length: caps.columns + 1 }, (_, at) => `c${at}`).join(),
    'table-too-many-columns',
    { file, row: 1 },
  ],
  ['too many rows', `a\n${'1\n'.repeat(caps.rows + 1)}`, 'table-too-many-rows', { file, row: caps.rows + 2 }],
  ['a large file', new Uint8Array(caps.fileBytes + 1), 'table-file-too-large', { file }],
])('refuses %s', (_, content, code, place) => {
  const problem = problemOf(() => readCsv(content, { file }));
  expect({ code: problem.code, place: problem.place }).toEqual({ code, place });
});

test('says how many cells were found and expected', () => {
  const problem = problemOf(() => readCsv('a,b\n1,2,3', { file }));
  expect(problem.message).toBe(
    'list.csv, row 2: The row has 3 cells, the header has 2. Check separators and quotes in this row.',
  );
});

describe('our own exports', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-x', "'-x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['\n=1', "'\n=1"],
    ['＝1+1', "'＝1+1"],
    ['-3.5', '-3.5'],
    ['+12', '+12'],
    ['-1e5', '-1e5'],
    ['-1+cmd|x', "'-1+cmd|x"],
    ["'=1", "''=1"],
    ["'tis", "'tis"],
    ['plain', 'plain'],
    ['', ''],
  ])('%j is written as %j', (cell, safe) => {
    expect(formulaSafe(cell)).toBe(safe);
    expect(withoutGuard(safe)).toBe(cell);
  });

  it('are harmless and still tell every cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."'=-+@1a. ") }), (cell) => {
        expect(withoutGuard(formulaSafe(cell))).toBe(cell);
      }),
    );
  });

  it('end with count and hash', () => {
    // printf 'a,b\r\n1,"x,y"\r\n' | sha256sum
    expect(writeCsv(['a', 'b'], [['1', 'x,y']])).toBe(
      'a,b\r\n1,"x,y"\r\n# 1 rows, sha256 24ac22b3921c87a34b039b18fdfa0e2a9c16d97d6b937eef56e53d3235c3a5b9\r\n',
    );
  });

  it('are read without their last line, also after a spreadsheet program has saved them', () => {
    const text = writeCsv(['a', 'b', 'c'], [['1', '2', '3']]);
    expect(rowsOf(text)).toEqual([['1', '2', '3']]);
    expect(rowsOf(text.replace(/(# .*)\r\n$/, '$1,\r\n'))).toEqual([['1', '2', '3']]);
    expect(rowsOf(text.replaceAll(/^([^#\r]*)\r/gm, (line) => line.replaceAll(',', ';')))).toEqual([
      ['1', '2', '3'],
    ]);
  });

  it('give back every cell and name', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...'",;\t\r\n =-1a') }),
    );
    const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
      fc.record({
        header: fc.uniqueArray(
          cell.filter((name) => name.trim() !== ''),
          { minLength: width, maxLength: width, selector: (name) => formulaSafe(name).trim() },
        ),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width })),
      }),
    );
    fc.assert(
      fc.property(table, ({ header, rows }) => {
        const back = readCsv(writeCsv(header, rows), { file });
        expect(back.header).toEqual(header.map((name) => formulaSafe(name).trim()));
        expect(back.rows.map(({ cells }) => cells)).toEqual(rows.map((cells) => cells.map(formulaSafe)));
      }),
    );
  });
});

describe('recommendations of UPR Info (Mac Roman, bare CR)', () => {
  test.for([
    ['1-5', 6_094, 'Hissène Habré'],
    ['6-9', 8_343, 'Guaraní'],
    ['10-13', 9_047, 'Síochána'],
    ['14-17', 9_598, 'Séléka'],
    ['voluntary', 947, 'Côte d'],
  ] as const)('%s has %i rows and the words %s', ([name, count, words], { skip }) => {
    const path = shared(`data/upr-info/csv/${name}.csv`);
    if (path === undefined) return skip(noSharedFiles);
    const table = readCsv(readFileSync(path), { file });
    expect(table.rows).toHaveLength(count);
    expect(table.header).toHaveLength(11);
    const text = table.rows.flatMap(({ cells }) => cells).join('\n');
    expect(text).toContain(words);
    expect(text).not.toMatch(/[\ufffd\x80-\x9f]/);
  });
});

describe('a text that comes in pieces', () => {
  const cell = fc.stringMatching(/^[ab ,;"\r\n]{0,6}$/);
  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const whole = fc
    .tuple(
      fc.array(fc.tuple(cell, cell), { maxLength: 8 }),
      fc.constantFrom('\n', '\r', '\r\n'),
      fc.constantFrom('', 'x'),
    )
    .map(([rows, end, last]) =>
      [
        'first,second',
        ...rows.map((cells) => cells.map(quote).join(',')),
        ...(last ? [`${last},y`] : []),
      ].join(end),
    );

  test('is read as if it came at once, wherever it is cut', () => {
    fc.assert(
      fc.property(whole, fc.array(fc.nat(200), { maxLength: 6 }), (text, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((to, at) => text.slice(places[at], to));
        const table = streamCsv(() => pieces, { file });
        expect({ ...table, rows: [...table.rows] }).toEqual(readCsv(text, { file }));
        // And once more from the first row on.
        expect([...table.rows]).toHaveLength(readCsv(text, { file }).rows.length);
      }),
    );
  });

  test.each<[string, readonly string[], ProblemCode]>([
    ['nothing', [], 'table-empty'],
    ['an open quote', ['a,b\n1,2\n3,"x', '\n4,5\n'], 'table-quote-open'],
    [
      'a row without end',
      ['a,b\n', ...Array.from({ length: 12 }, () => 'x'.repeat(99_000))],
      'table-row-too-long',
    ],
    [
      'a quoted cell without end',
      ['a,b\n"', ...Array.from({ length: 12 }, () => 'x'.repeat(99_000))],
      'table-row-too-long',
    ],
  ])('is refused as a whole one is: %s', (_, pieces, code) => {
    expect(problemOf(() => [...streamCsv(() => pieces, { file }).rows]).code).toBe(code);
  });
});
