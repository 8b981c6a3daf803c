import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/folder.ts';
import type { Problem, ProblemCode } from '../../core/problem.ts';
import { fileHash } from '../backup.ts';
import { readCsv } from './csv.ts';
import { openLargeCsv, openPackedCsv } from './large.ts';

const name = 'large.csv';
const written = (content: string | Uint8Array): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
};
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** More than one block, with the first accent far from the beginning. */
const lines = (row: string) => `name,day\r${'plain words,1\r'.repeat(100_000)}${row.repeat(20_000)}`;

test.each<[string, Uint8Array]>([
  ['UTF-8', new TextEncoder().encode(lines('Côte d’Ivoire,2\r'))],
  ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${lines('Türkiye,2\r')}`)],
  ['UTF-16', Buffer.from(`\ufeff${lines('الأردن,2\r')}`, 'utf16le')],
  ['Mac Roman', latin(lines("C\x99te d'Ivoire,2\r"))],
  ['Windows-1252', latin(lines("C\xf4te d'Ivoire,2\r").replaceAll('\r', '\n'))],
])('a file in %s is read as it is at once', (_, bytes) => {
  const { rows, sha256 } = openLargeCsv({ name, path: written(bytes) });
  expect({ ...rows, rows: [...rows.rows] }).toEqual(readCsv(bytes, { file: name }));
  expect(sha256).toBe(fileHash(bytes));
});

test.each<[string, string | Uint8Array, ProblemCode]>([
  ['nothing', '', 'table-empty'],
  ['a workbook', zipSync({ 'xl/workbook.xml': strToU8('<workbook/>') }), 'table-file-too-large'],
  ['a page', '<html><table><tr><td>a</table>', 'table-file-too-large'],
  ['zero bytes', 'a,b\n\0,2', 'table-not-text'],
  ['half a character at the end', Uint8Array.of(0xff, 0xfe, 0x61), 'table-not-text'],
])('%s is refused', (_, content, code) => {
  expect(() => [...openLargeCsv({ name, path: written(content) }).rows.rows]).toThrow(
    expect.objectContaining({ code }) as Problem,
  );
});

/** Lines that pack as real ones do: each is another. */
const numbered = (name: string) =>
  `name,day\n${Array.from({ length: 120_000 }, (_, n) => `${name},${n}\n`).join('')}`;

test('a packed file is read as the same one unpacked', () => {
  const bytes = new TextEncoder().encode(numbered('Côte d’Ivoire'));
  const { rows, sha256 } = openPackedCsv({ name, path: written(gzipSync(bytes)) });
  expect({ ...rows, rows: [...rows.rows] }).toEqual(readCsv(bytes, { file: name }));
  expect(sha256).toBe(fileHash(bytes));
});

const packed = gzipSync(numbered('plain words'));

test.each<[string, Uint8Array, ProblemCode]>([
  ['cut short', packed.subarray(0, -30), 'archive-damaged'],
  ['with a flipped bit', packed.map((byte, at) => (at === 400 ? byte ^ 1 : byte)), 'archive-damaged'],
  ['that unpacks to thousands of times its size', gzipSync(new Uint8Array(20_000_000)), 'archive-too-large'],
  ['in which another is packed', gzipSync(packed), 'table-file-too-large'],
])('a packed file %s is refused', (_, bytes, code) => {
  expect(() => [...openPackedCsv({ name, path: written(bytes) }).rows.rows]).toThrow(
    expect.objectContaining({ code }) as Problem,
  );
});

test('a file that grows while it is read is refused', () => {
  const path = written('a,b\n1,2\n');
  const { rows } = openLargeCsv({ name, path });
  appendFileSync(path, '3,4\n');
  expect(() => [...rows.rows]).toThrow(expect.objectContaining({ code: 'file-changed' }) as Problem);
});
