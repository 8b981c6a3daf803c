/**
 * Participants' tables of the United Nations Treaty Collection as XML, the form in which it publishes each
 * status page ("iv-11-d.en.xml"): Participants > Table > TGroup > Thead and Tbody > … Row > Entry.
 */
import type { Table } from '../../platform/tables/table.ts';
import { readXml, type XmlElement } from '../../platform/tables/xml.ts';
import type { StatusOptions } from './source.ts';
import type { StatusFile } from './status-file.ts';
import { linesOf } from './columns.ts';
import { participantColumns, readUntc } from './untc-csv.ts';

/**
 * Rows are counted from the header of the table, which is row 1.
 * @throws Problem `table-unrecognised`, `instrument-missing`, `instrument-unknown`, `as-at-missing`, and those
 *   of the XML reader
 */
export function readUntcXml(content: Uint8Array, options: StatusOptions): StatusFile {
  const root = readXml(content, { file: options.file });
  const tables = within(root, 'Participants').flatMap((part) => within(part, 'Table'));
  const lines = linesOf(
    tables.map((table) => tableOf(table, options.file)),
    participantColumns,
    options.file,
  );
  const titles = within(root, 'Titlesect').map(({ text }) => bareTitle(text));
  return readUntc(lines, 'UN Treaty Collection (XML)', options, titles);
}

function tableOf(element: XmlElement, file: string): Table {
  const [header = [], ...rows] = within(element, 'Row').map((row) =>
    within(row, 'Entry').map(({ text }) => text.replace(/\s+/g, ' ').trim()),
  );
  return { file, header, rows: rows.map((cells, at) => ({ row: at + 2, cells })) };
}

/** The elements of this name at any depth, in the order of the document. */
function within(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : within(child, name)));
}

/** A title without its number ("11. c)") and without the markup that the collection keeps inside it. */
function bareTitle(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/^\s*\d+\s*\.?\s*(?:[a-z]\s*\)\s*)?/i, '')
    .trim();
}
