/** One door for status lists: the form is told by the content, not by the ending of the file's name. */
import { readTable } from '../../platform/tables/read.ts';
import { findColumns } from '../../platform/tables/table.ts';
import { ohchrColumns, readOhchr } from './ohchr.ts';
import { plainColumns, readPlainCsv } from './plain-csv.ts';
import type { StatusOptions } from './source.ts';
import type { StatusFile } from './status-file.ts';
import { readUntcCsv } from './untc-csv.ts';
import { readUntcXml } from './untc-xml.ts';

/**
 * Reads a status list of the UN Treaty Collection (CSV or XML), of OHCHR (saved page or CSV) or in the plain
 * form; tables may also come as a workbook.
 * @throws Problem `table-unrecognised`, `instrument-missing`, `instrument-unknown`, `as-at-missing`, and those
 *   of the table readers
 */
export async function readStatusFile(content: Uint8Array, options: StatusOptions): Promise<StatusFile> {
  if (isXml(content)) return readUntcXml(content, options);
  const tables = await readTable({ name: options.file, bytes: content });
  const has = (columns: Parameters<typeof findColumns>[1]) =>
    tables.some((table) => findColumns(table, columns) !== undefined);
  if (has(plainColumns)) return readPlainCsv(tables, options);
  if (has(ohchrColumns)) return readOhchr(tables, options);
  return readUntcCsv(tables, options);
}

/** XML that is no web page. */
function isXml(content: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(content.subarray(0, 1000)).replaceAll('\0', '');
  return /^[^\w"]{0,3}\s*<\?xml/.test(start) && !/<html\b/i.test(start);
}
