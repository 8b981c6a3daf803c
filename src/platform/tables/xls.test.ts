import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { Problem, type ProblemCode } from '../../core/problem.ts';
import { readTable } from './read.ts';
import { readXls } from './xls.ts';

const file = 'old.xls';

/** Little-endian numbers: [2, 0x809] is a word. */
const numbers = (...parts: readonly (readonly [size: 1 | 2 | 4, value: number])[]): Buffer =>
  Buffer.concat(
    parts.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value >>> 0, 0, size);
      return bytes;
    }),
  );
const words = (...values: readonly number[]) => numbers(...values.map((value) => [2, value] as const));
const record = (kind: number, ...parts: readonly Uint8Array[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([words(kind, body.length), body]);
};
const begin = (what: number, version = 0x0600) =>
  record(0x809, words(version, what, 0, 0), words(0, 0, 0, 0));
const end = record(0x0a);
const double = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};
/** A text of a cell or of the shared texts: length, one or two bytes a character, characters. */
const text = (value: string, width: 1 | 2 = 1) =>
  Buffer.concat([
    words(value.length),
    Buffer.of(width - 1),
    Buffer.from(value, width === 1 ? 'latin1' : 'utf16le'),
  ]);
const label = (row: number, column: number, value: string) =>
  record(0x204, words(row, column, 0), text(value, 2));
const shared3 = (row: number, column: number, index: number) =>
  record(0xfd, words(row, column, 0), numbers([4, index]));

interface Book {
  readonly globals?: readonly Uint8Array[];
  readonly cells: readonly Uint8Array[];
  readonly version?: number;
}

/** The stream of a workbook with one sheet. */
function workbook({ globals = [], cells, version = 0x0600 }: Book): Buffer {
  const before = Buffer.concat([begin(5, version), ...globals]);
  const named = (at: number) =>
    record(0x85, numbers([4, at], [1, 0], [1, 0], [1, 4], [1, 0]), Buffer.from('Data'));
  const at = before.length + named(0).length + end.length;
  return Buffer.concat([before, named(at), end, begin(0x10, version), ...cells, end]);
}

/** A compound file with these streams; those of at least 4096 bytes have sectors of their own, as all are made here. */
function compound(streams: { readonly [name: string]: Uint8Array }): Buffer {
  const sector = (bytes: Uint8Array) =>
    Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
  const padded = Object.entries(streams).map(
    ([name, bytes]) =>
      [name, sector(Buffer.concat([bytes, Buffer.alloc(Math.max(0, 4096 - bytes.length))]))] as const,
  );
  const last = 0xfffffffe;
  const fat: number[] = [0xfffffffd, last];
  const entry = (name: string, type: number, start: number, size: number) => {
    const bytes = Buffer.alloc(128);
    bytes.write(name, 'utf16le');
    bytes.writeUInt16LE(name.length * 2 + 2, 64);
    bytes.writeUInt8(type, 66);
    bytes.writeUInt32LE(start, 116);
    bytes.writeUInt32LE(size, 120);
    return bytes;
  };
  const entries = [entry('Root Entry', 5, last, 0)];
  for (const [name, bytes] of padded) {
    const count = bytes.length / 512;
    entries.push(entry(name, 2, fat.length, bytes.length));
    for (let at = 1; at <= count; at += 1) fat.push(at === count ? last : fat.length + 1);
  }
  const header = Buffer.alloc(512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(4096, 56);
  for (const at of [60, 68]) header.writeUInt32LE(last, at);
  for (let at = 76; at < 512; at += 4) header.writeUInt32LE(at === 76 ? 0 : 0xffffffff, at);
  return Buffer.concat([
    header,
    sector(numbers(...fat.map((value) => [4, value] as const))),
    sector(Buffer.concat(entries)),
    ...padded.map(([, bytes]) => bytes),
  ]);
}

const simple = [label(0, 0, 'State'), label(0, 1, 'Rgrp'), label(0, 2, 'Rgrp'), label(1, 0, 'Fiji')];
const book = (parts: Book) => compound({ Workbook: workbook(parts) });

describe('cells', () => {
  test.each<[string, Uint8Array, string]>([
    ['a text', label(1, 0, 'Côte d’Ivoire'), 'Côte d’Ivoire'],
    ['a number', record(0x203, words(1, 0, 0), double(0.1 + 0.2)), '0.3'],
    ['a whole number in four bytes', record(0x27e, words(1, 0, 0), numbers([4, (17 << 2) | 2])), '17'],
    ['one below zero', record(0x27e, words(1, 0, 0), numbers([4, (-17 << 2) | 2])), '-17'],
    ['hundredths in four bytes', record(0x27e, words(1, 0, 0), numbers([4, (1725 << 2) | 3])), '17.25'],
    ['half a double in four bytes', record(0x27e, words(1, 0, 0), numbers([4, 0x3ff80000])), '1.5'],
    ['true', record(0x205, words(1, 0, 0), Buffer.of(1, 0)), 'TRUE'],
    ['an error', record(0x205, words(1, 0, 0), Buffer.of(7, 1)), '#DIV/0!'],
    ['the number of a formula', record(6, words(1, 0, 0), double(2.5), words(0, 0, 0)), '2.5'],
    [
      'the text of a formula',
      Buffer.concat([
        record(6, words(1, 0, 0), Buffer.of(0, 0, 0, 0, 0, 0, 0xff, 0xff), words(0, 0, 0)),
        record(0x207, text('worked out')),
      ]),
      'worked out',
    ],
    ['the truth of a formula', record(6, words(1, 0, 0), Buffer.of(1, 0, 1, 0, 0, 0, 0xff, 0xff)), 'TRUE'],
  ])('%s', (_, cell, expected) => {
    const table = readXls(book({ cells: [label(0, 0, 'a'), cell] }), { file });
    expect(table).toEqual({ file, sheet: 'Data', header: ['a'], rows: [{ row: 2, cells: [expected] }] });
  });

  test('several numbers of a row stand side by side, and a row keeps its number', () => {
    const several = record(
      0xbd,
      words(6, 1),
      words(0),
      numbers([4, 6]),
      words(0),
      numbers([4, 10]),
      words(2),
    );
    const cells = [label(0, 0, 'a'), label(0, 1, 'b'), label(0, 2, 'c'), several];
    expect(readXls(book({ cells }), { file }).rows).toEqual([{ row: 7, cells: ['', '1', '2'] }]);
  });

  test('a name may stand twice in the header', () => {
    expect(readXls(book({ cells: simple }), { file }).header).toEqual(['State', 'Rgrp', 'Rgrp']);
  });

  test('a chart in the sheet is passed over', () => {
    const chart = [begin(0x20), label(1, 0, 'axis'), end];
    expect(
      readXls(book({ cells: [...simple.slice(0, 3), ...chart, ...simple.slice(3)] }), { file }).rows,
    ).toEqual([{ row: 2, cells: ['Fiji', '', ''] }]);
  });
});

describe('shared texts', () => {
  const count = (texts: number) => numbers([4, texts], [4, texts]);

  test('go on in further records, there in one or two bytes a character', () => {
    const strings = Buffer.concat([
      record(0xfc, count(2), words(6), Buffer.of(0), Buffer.from('abc')),
      record(0x3c, Buffer.of(1), Buffer.from('déf', 'utf16le'), text('next')),
    ]);
    const cells = [shared3(0, 0, 1), shared3(1, 0, 0)];
    expect(readXls(book({ globals: [strings], cells }), { file })).toMatchObject({
      header: ['next'],
      rows: [{ cells: ['abcdéf'] }],
    });
  });

  test('are taken without their fonts and phonetic guides', () => {
    const styled = [
      words(2),
      Buffer.of(0b1100),
      words(1),
      numbers([4, 3]),
      Buffer.from('ab'),
      Buffer.alloc(7),
    ];
    const strings = record(0xfc, count(2), ...styled, text('next'));
    const cells = [shared3(0, 0, 0), shared3(1, 0, 1)];
    expect(readXls(book({ globals: [strings], cells }), { file })).toMatchObject({
      header: ['ab'],
      rows: [{ cells: ['next'] }],
    });
  });
});

const good = book({ cells: simple });
const patched = (at: number, value: number) => {
  const copy = Buffer.from(good);
  copy.writeUInt32LE(value, at);
  return copy;
};

test.each<[string, () => Uint8Array, ProblemCode]>([
  ['nothing but the first bytes', () => good.subarray(0, 8), 'archive-damaged'],
  ['half a file', () => good.subarray(0, 2000), 'archive-damaged'],
  ['a directory that runs in a circle', () => patched(512 + 4, 1), 'archive-damaged'],
  ['a stream that runs in a circle', () => patched(512 + 8, 2), 'archive-damaged'],
  ['sectors of an unknown size', () => patched(30, 40), 'archive-damaged'],
  [
    'a workbook with a password',
    () => compound({ EncryptedPackage: new Uint8Array(8) }),
    'archive-encrypted',
  ],
  [
    'an old workbook with a password',
    () => book({ globals: [record(0x2f, words(0))], cells: [] }),
    'archive-encrypted',
  ],
  ['a document', () => compound({ WordDocument: new Uint8Array(8) }), 'workbook-old'],
  ['a workbook of Excel 95', () => book({ cells: simple, version: 0x0500 }), 'workbook-old'],
  [
    'days that count from 1904',
    () => book({ globals: [record(0x22, words(1))], cells: simple }),
    'workbook-days-1904',
  ],
  ['a sheet without cells', () => book({ cells: [] }), 'table-empty'],
  ['a shared text that is none', () => book({ cells: [shared3(0, 0, 4)] }), 'archive-damaged'],
  [
    'more shared texts than there are',
    () => book({ globals: [record(0xfc, numbers([4, 9], [4, 9]))], cells: [] }),
    'archive-damaged',
  ],
  ['a column far to the right', () => book({ cells: [label(0, 60_000, 'a')] }), 'table-too-many-columns'],
  ['a record that is cut short', () => book({ cells: [record(0x203, words(0, 0, 0))] }), 'archive-damaged'],
])('%s is refused', async (_, bytes, code) => {
  await expect(readTable({ name: file, bytes: bytes() })).rejects.toThrow(
    expect.objectContaining({ code }) as Problem,
  );
});

test('whatever the bytes are, they are read or refused with a reason', () => {
  const change = fc.record({ at: fc.nat(good.length - 1), value: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const copy = Uint8Array.from(good);
      for (const { at, value } of changes) copy[at] = value;
      try {
        readXls(copy, { file });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

const real = shared('data/upr-info/voluntary.xls');
test.skipIf(!real)(
  `the damaged file of UPR Info is read whole (${real ? 'as it is' : noSharedFiles})`,
  () => {
    const table = readXls(readFileSync(real ?? ''), { file });
    expect(table.header).toEqual([
      'SuR',
      'Rgrp',
      'Org',
      'Recommendation',
      'RS',
      'Rgrp',
      'Org',
      'Response',
      'Action',
      'Issue',
      'Session',
    ]);
    expect(table.rows).toHaveLength(947);
    expect(table.rows.every(({ cells }) => cells[3] !== '' && /^\d+$/.test(cells[10] ?? ''))).toBe(true);
  },
);
