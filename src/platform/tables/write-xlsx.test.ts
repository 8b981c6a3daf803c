import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { xlsxBytes } from './write-xlsx.ts';
import { readXlsx } from './xlsx.ts';

const bytesOf = (...sheets: Parameters<typeof xlsxBytes>[0]) =>
  new Uint8Array(Buffer.concat([...xlsxBytes(sheets)]));
const cellsOf = async (bytes: Uint8Array, sheet?: string) =>
  (await readXlsx(bytes, { file: 'a.xlsx', ...(sheet ? { sheet } : {}) })).rows.map(({ cells }) => cells);

test('a workbook gives back its sheets, texts and numbers; a formula is a text in it', async () => {
  const bytes = bytesOf(
    {
      name: 'One & <two>',
      header: ['a', 'b'],
      rows: [
        ['=1+1', 3],
        ['<طفل> "ü"', -2.5],
      ],
    },
    { name: 'Other', header: ['x', 'y'], rows: [['p', 'q']] },
  );
  expect(await cellsOf(bytes)).toEqual([
    ['=1+1', '3'],
    ['<طفل> "ü"', '-2.5'],
  ]);
  expect(await cellsOf(bytes, 'Other')).toEqual([['p', 'q']]);
});

test('equal tables give equal files', () => {
  const once = () => bytesOf({ name: 'One', header: ['a'], rows: [['b']] });
  expect(once()).toEqual(once());
});

test('a text longer than a cell can hold is cut, and says so', async () => {
  const [[cell = ''] = []] = await cellsOf(
    bytesOf({ name: 'One', header: ['a', 'b'], rows: [['x'.repeat(40_000), 'y']] }),
  );
  expect(cell).toHaveLength(32_767);
  expect(cell.endsWith('… [cut]')).toBe(true);
});

test('any texts come back as they are, but for what a workbook cannot hold', async () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((each) => each.trim() !== '' && !/[\p{Cc}\ufffe\uffff]|_x/u.test(each));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), async (rows) => {
      const back = await cellsOf(bytesOf({ name: 'One', header: ['a', 'b'], rows }));
      expect(back.map((cells) => cells.map((each) => each.trim()))).toEqual(
        rows.map((cells) => cells.map((each) => each.toWellFormed().trim())),
      );
    }),
    { numRuns: 30 },
  );
});
