/** Sheets of Excel workbooks (ECMA-376, .xlsx), read as a stream with hard limits: workbooks come from strangers. */
import { addDays, type Day } from '../../core/date.ts';
import { type Place, Problem } from '../../core/problem.ts';
import { type Archive, openArchive } from './archive.ts';
import {
  type Allowance,
  caps,
  checkCell,
  checkSize,
  columnName,
  createAllowance,
  createGrid,
  headerOf,
  type Named,
  type Table,
} from './table.ts';
import { readXmlPart } from './xml.ts';

export interface SheetChoice extends Named {
  /** The name of the sheet; the first one when it is not given. */
  readonly sheet?: string;
}

/**
 * One sheet. The first line that is not empty is the header; empty lines are left out; rows bear the numbers that
 * Excel shows. Formulas give their stored value, dates their serial number (see `excelDate`), numbers the fifteen
 * digits that Excel knows, booleans TRUE and FALSE.
 * @throws Problem `archive-encrypted`, `archive-damaged`, `archive-too-large`, `workbook-missing`,
 *   `workbook-sheet-missing`, `workbook-days-1904`, `xml-doctype`, `xml-invalid`, `xml-token-too-long`,
 *   `table-header-twice`, `table-empty` and the limits of a table
 */
export async function readXlsx(bytes: Uint8Array, { file, sheet }: SheetChoice): Promise<Table> {
  const { sheets, read } = await openWorkbook(bytes, file);
  const chosen = sheet === undefined ? sheets[0] : sheets.find(({ name }) => name === sheet);
  if (!chosen) {
    const known = sheets.map(({ name }) => name).join(', ');
    throw new Problem('workbook-sheet-missing', { sheet: sheet ?? '1', known }, { file });
  }
  return read(chosen);
}

/** All sheets in their order; those without a cell are left out. @throws Problem as `readXlsx` */
export async function readXlsxSheets(bytes: Uint8Array, { file }: Named): Promise<Table[]> {
  const { sheets, read } = await openWorkbook(bytes, file);
  const tables: Table[] = [];
  for (const sheet of sheets)
    try {
      tables.push(await read(sheet));
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'table-empty')) throw error;
    }
  return tables;
}

async function openWorkbook(
  bytes: Uint8Array,
  file: string,
): Promise<{ readonly sheets: readonly Sheet[]; readonly read: (sheet: Sheet) => Promise<Table> }> {
  checkSize(bytes.length, { file });
  const archive = await openArchive(bytes, { file });
  if (!archive.has('xl/workbook.xml')) throw new Problem('workbook-missing', {}, { file });
  const { sheets, strings } = await readParts(archive, file);
  const allowance = createAllowance();
  let texts: readonly string[] | undefined;
  return {
    sheets,
    async read(sheet) {
      texts ??= strings !== undefined ? await readStrings(archive, strings, file, allowance) : [];
      return readSheet(archive, sheet, texts, file, allowance);
    },
  };
}

/**
 * The day of a serial number of a workbook that counts from 1900; the time of day is dropped.
 * Excel has a 29 February 1900 (serial 60), which never was.
 * @throws Problem `date-invalid` for anything else than a number from 1 to 2958465 (31 December 9999)
 */
export function excelDate(serial: string | number): Day {
  const number = Math.floor(
    typeof serial === 'number' ? serial : serial.trim() === '' ? NaN : Number(serial),
  );
  if (!(number >= 1 && number <= 2_958_465) || number === 60)
    throw new Problem('date-invalid', { value: serial });
  return addDays((number < 60 ? '1899-12-31' : '1899-12-30') as Day, number);
}

interface Sheet {
  readonly name: string;
  readonly part: string;
}

/** The worksheets in their order, and the part that holds the shared strings. */
async function readParts(archive: Archive, file: string): Promise<{ sheets: Sheet[]; strings?: string }> {
  const parts = new Map<string, { readonly kind: string; readonly part: string }>();
  await readXmlPart(
    archive,
    'xl/_rels/workbook.xml.rels',
    { file },
    {
      open(name, { Id = '', Type = '', Target = '' }) {
        if (name !== 'Relationship') return;
        const part = Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`;
        parts.set(Id, { kind: Type.slice(Type.lastIndexOf('/') + 1), part });
      },
    },
  );
  const sheets: Sheet[] = [];
  await readXmlPart(
    archive,
    'xl/workbook.xml',
    { file },
    {
      open(name, attributes) {
        if (name === 'workbookPr' && /^(1|true)$/.test(attributes['date1904'] ?? ''))
          throw new Problem('workbook-days-1904', {}, { file });
        if (name !== 'sheet') return;
        const id = Object.entries(attributes).find(([attribute]) => attribute.endsWith(':id'))?.[1];
        const target = parts.get(id ?? '');
        if (target?.kind === 'worksheet') sheets.push({ name: attributes['name'] ?? '', part: target.part });
      },
    },
  );
  const strings = [...parts.values()].find(({ kind }) => kind === 'sharedStrings')?.part;
  return { sheets, ...(strings !== undefined && archive.has(strings) ? { strings } : {}) };
}

async function readStrings(
  archive: Archive,
  part: string,
  file: string,
  allowance: Allowance,
): Promise<string[]> {
  const strings: string[] = [];
  const runs = createRuns(() => ({ file }));
  await readXmlPart(
    archive,
    part,
    { file },
    {
      open(name) {
        if (name === 'si') runs.clear();
        else runs.open(name);
      },
      close(name) {
        runs.close(name);
        if (name !== 'si') return;
        allowance(1, { file });
        strings.push(runs.text());
      },
      text: runs.add,
    },
  );
  return strings;
}

async function readSheet(
  archive: Archive,
  { name: sheet, part }: Sheet,
  strings: readonly string[],
  file: string,
  allowance: Allowance,
): Promise<Table> {
  const grid = createGrid({ file, sheet }, allowance);
  let row = 0;
  let column = 0;
  let type = '';
  let value = '';
  let inValue = false;
  let cells: string[] = [];
  const here = () => ({ file, sheet, row, column: columnName(column) });
  const runs = createRuns(here);
  await readXmlPart(
    archive,
    part,
    { file },
    {
      open(name, attributes) {
        if (name === 'row') {
          row = wholeNumber(attributes['r']) ?? row + 1;
          column = 0;
          cells = [];
        } else if (name === 'c') {
          column = columnNumber(attributes['r']) ?? column + 1;
          type = attributes['t'] ?? 'n';
          value = '';
          runs.clear();
        } else if (name === 'v') inValue = true;
        else runs.open(name);
      },
      close(name) {
        runs.close(name);
        if (name === 'v') inValue = false;
        else if (name === 'c') {
          const text = type === 'inlineStr' ? runs.text() : cellText(type, value, strings);
          if (text === undefined)
            throw new Problem('archive-damaged', { detail: `no shared string ${value}` }, here());
          if (text === '') return;
          if (column > caps.columns)
            throw new Problem('table-too-many-columns', { cap: caps.columns }, { file, sheet, row });
          while (cells.length < column - 1) cells.push('');
          cells[column - 1] = text;
        } else if (name === 'row') grid.add(row, cells);
      },
      text(text) {
        if (!inValue) return runs.add(text);
        value += text;
        checkCell(value.length, here);
      },
    },
  );
  const lines = grid.even();
  if (!lines) throw new Problem('table-empty', {}, { file, sheet });
  const header = headerOf(lines.header.cells, { file, sheet, row: lines.header.row });
  return { file, sheet, header, rows: lines.rows };
}

/** The text of a string: its <t> elements, with or without runs, but not the phonetic guides (<rPh>). */
function createRuns(place: () => Place) {
  let collected = '';
  let inText = false;
  let inGuide = false;
  return {
    clear() {
      collected = '';
    },
    open(name: string) {
      if (name === 't') inText = true;
      if (name === 'rPh') inGuide = true;
    },
    close(name: string) {
      if (name === 't') inText = false;
      if (name === 'rPh') inGuide = false;
    },
    add(text: string) {
      if (!inText || inGuide) return;
      collected += text;
      checkCell(collected.length, place);
    },
    text: () => plainText(collected),
  };
}

/** Characters that XML cannot hold are written _x000D_ (ECMA-376 part 1, 22.9.2.19, ST_Xstring); no zero is let in. */
function plainText(text: string): string {
  return text.replace(/_x(?!0000)([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/** Undefined where the shared string does not exist. */
function cellText(type: string, value: string, strings: readonly string[]): string | undefined {
  switch (type) {
    case 's':
      return value.trim() === '' ? '' : strings[Number(value)];
    case 'b':
      return value === '1' ? 'TRUE' : value === '0' ? 'FALSE' : value;
    case 'n': {
      const number = Number(value);
      return value.trim() === '' || !Number.isFinite(number) ? value : String(Number(number.toPrecision(15)));
    }
    default:
      return plainText(value);
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
}

/** "BC12" is in column 55. */
function columnNumber(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d*$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}
