/** Tables of any format that is read, told apart by what is in the file, never by its name. */
import { Problem } from '../../core/problem.ts';
import { readCsv } from './csv.ts';
import { readHtmlTables } from './html.ts';
import { isOle } from './ole.ts';
import { checkSize, type Table } from './table.ts';
import { readXls } from './xls.ts';
import { readXlsx } from './xlsx.ts';

export interface OutsideFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The tables of a CSV file (one), a workbook (its first sheet) or a web page (all that are in it).
 * @throws Problem `table-format-unknown` for PDF and for XML that is no web page; and what the readers throw
 */
export async function readTable({ name, bytes }: OutsideFile): Promise<Table[]> {
  const file = name;
  checkSize(bytes.length, { file });
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 4_000)).replaceAll('\0', '');
  if (isOle(bytes)) return [readXls(bytes, { file })];
  if (start.startsWith('PK')) return [await readXlsx(bytes, { file })];
  if (start.startsWith('%PDF')) throw new Problem('table-format-unknown', { format: 'a PDF' }, { file });
  if (/^[^\w"]{0,3}\s*</.test(start)) {
    if (/<(!doctype html|html|head|body|table)\b/i.test(start)) return readHtmlTables(bytes, { file });
    throw new Problem('table-format-unknown', { format: 'XML' }, { file });
  }
  return [readCsv(bytes, { file })];
}
