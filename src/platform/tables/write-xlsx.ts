/** Excel workbooks as this program hands them out: text and numbers only, written piece by piece. */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { columnName } from './table.ts';
import { escapeXml } from './xml.ts';

/** A text, a number, or either in a cell that is coloured because something is wrong with it. */
export type Cell = string | number | { readonly wrong: string | number };

export interface Sheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
  /** How the columns look, in their order, where a person is to fill them in. */
  readonly columns?: readonly Column[];
}

export interface Column {
  /** In characters; longer texts are wrapped. */
  readonly width: number;
  /** The texts that a person can choose from: together at most 255 characters, none with a comma. */
  readonly choices?: readonly string[];
}

/** What a cell of a workbook can hold (ECMA-376; Excel specifications and limits). A longer text is cut, and says so. */
const longestCell = 32_767;
const cut = ' … [cut]';

/** The bytes of a workbook (ECMA-376, SpreadsheetML). Texts are inline, so that none is taken for a formula. */
export function* xlsxBytes(sheets: readonly Sheet[]): Generator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    ready.push(bytes);
  });
  const file = (name: string) => {
    const entry = new ZipDeflate(name, { level: 6 });
    // Two equal tables give equal files.
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    return entry;
  };
  for (const [name, text] of parts(sheets)) file(name).push(strToU8(xml + text), true);
  for (const [at, { header, rows, columns = [] }] of sheets.entries()) {
    const entry = file(`xl/worksheets/sheet${at + 1}.xml`);
    entry.push(strToU8(`${xml}<worksheet xmlns="${main}">${widths(columns)}<sheetData>${row(header)}`));
    for (const cells of rows) {
      entry.push(strToU8(row(cells, columns)));
      yield* ready.splice(0);
    }
    entry.push(strToU8(`</sheetData>${choices(columns)}</worksheet>`), true);
  }
  zip.end();
  yield* ready.splice(0);
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const package_ = 'http://schemas.openxmlformats.org/package/2006';
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function parts(sheets: readonly Sheet[]): [string, string][] {
  const each = (write: (sheet: Sheet, number: number) => string) =>
    sheets.map((sheet, at) => write(sheet, at + 1)).join('');
  return [
    [
      '[Content_Types].xml',
      `<Types xmlns="${package_}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${each((_, number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${package_}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${each(({ name }, number) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${package_}/relationships">${each((_, number) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', styles],
  ];
}

function widths(columns: readonly Column[]): string {
  const each = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1" style="2"/>`,
  );
  return each.length > 0 ? `<cols>${each.join('')}</cols>` : '';
}

/** Lists to choose from, in each row below the header. Excel keeps whoever types another text from it. */
function choices(columns: readonly Column[]): string {
  const each = columns.flatMap(({ choices: from }, at) => {
    const letter = columnName(at + 1);
    return from
      ? [
          `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${letter}2:${letter}1048576"><formula1>"${escaped(from.join(','))}"</formula1></dataValidation>`,
        ]
      : [];
  });
  return each.length > 0 ? `<dataValidations count="${each.length}">${each.join('')}</dataValidations>` : '';
}

/** Three styles: plain; a yellow ground with bold dark red text, which also shows where colours do not; wrapped. */
const font = (bold: string, color: string) =>
  `<font>${bold}<sz val="11"/>${color}<name val="Calibri"/></font>`;
const fill = (kind: string) => `<fill>${kind}</fill>`;
const styles = `<styleSheet xmlns="${main}"><fonts count="2">${font('', '')}${font('<b/>', '<color rgb="FF9C0006"/>')}</fonts><fills count="3">${fill('<patternFill patternType="none"/>')}${fill('<patternFill patternType="gray125"/>')}${fill('<patternFill patternType="solid"><fgColor rgb="FFFFF2A8"/></patternFill>')}</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" fillId="2" applyFont="1" applyFill="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

function row(cells: readonly Cell[], columns: readonly Column[] = []): string {
  return `<row>${cells.map((each, at) => cell(each, columns[at])).join('')}</row>`;
}

function cell(given: Cell, column: Column | undefined): string {
  const isWrong = typeof given === 'object';
  const value = isWrong ? given.wrong : given;
  const style = isWrong ? ' s="1"' : column ? ' s="2"' : '';
  if (typeof value === 'number') return `<c${style}><v>${value}</v></c>`;
  if (value === '') return `<c${style}/>`;
  const text = value.length > longestCell ? `${value.slice(0, longestCell - cut.length)}${cut}` : value;
  return `<c${style} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

function escaped(text: string): string {
  return escapeXml(text).replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
}
