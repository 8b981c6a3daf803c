/** The tables of a web page saved to disk. */
import { Parser } from 'htmlparser2';
import { Problem } from '../../core/problem.ts';
import { decodeText } from './encoding.ts';
import {
  caps,
  checkCell,
  checkSize,
  createAllowance,
  createGrid,
  type Grid,
  type Named,
  type Table,
} from './table.ts';

/** Elements whose text is no content of a cell. */
const silent = new Set(['script', 'style', 'template', 'noscript']);
/** Elements that part words without a space between them; footnote marks stand in <sup>. */
const parting = new Set([
  'br',
  'p',
  'div',
  'li',
  'ul',
  'ol',
  'sup',
  'hr',
  'dt',
  'dd',
  'h1',
  'h2',
  'h3',
  'h4',
]);

interface OpenTable {
  readonly grid: Grid;
  lines: number;
  cells: string[] | undefined;
  cell: { text: string; readonly columns: number; readonly rows: number } | undefined;
  /** Cells of earlier lines that reach further down, by column. */
  readonly reaching: Map<number, { readonly text: string; rows: number }>;
}

/**
 * All tables of a page, in the order of their beginnings; a table within a cell is a table of its own. The first
 * line is the header. Text is flattened, with single spaces; a cell over several rows stands in each of them, a
 * cell over several columns in the first. Header names may repeat, since pages use tables for layout too.
 * @throws Problem `table-not-text`, `table-empty` (nothing in the file), `table-file-too-large`, `table-too-deep`,
 *   `page-too-many-tables` and the limits of a table
 */
export function readHtmlTables(bytes: Uint8Array, { file }: Named): Table[] {
  checkSize(bytes.length, { file }, caps.markupBytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 2_000));
  const declared = /<meta[^>]+charset=["']?([\w-]+)/i.exec(start)?.[1];
  const allowance = createAllowance();
  const grids: Grid[] = [];
  const open: OpenTable[] = [];
  let depth = 0;
  let silence = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > caps.depth) throw new Problem('table-too-deep', { cap: caps.depth }, { file });
      if (silent.has(name)) silence += 1;
      const table = open.at(-1);
      if (name === 'table') {
        if (grids.length === caps.tables)
          throw new Problem('page-too-many-tables', { cap: caps.tables }, { file });
        const grid = createGrid({ file }, allowance);
        grids.push(grid);
        open.push({ grid, lines: 0, cells: undefined, cell: undefined, reaching: new Map() });
      } else if (table && name === 'tr') {
        endLine(table);
        table.cells = [];
      } else if (table && (name === 'td' || name === 'th')) {
        endCell(table);
        table.cells ??= [];
        table.cell = { text: '', columns: span(attributes['colspan']), rows: span(attributes['rowspan']) };
      } else if (table?.cell && parting.has(name)) {
        table.cell.text += ' ';
      }
    },
    ontext(text) {
      const table = open.at(-1);
      if (!table?.cell || silence > 0) return;
      table.cell.text += text;
      checkCell(table.cell.text.length, () => ({ file, row: table.lines + 1 }));
    },
    onclosetag(name) {
      depth -= 1;
      if (silent.has(name)) silence -= 1;
      const table = open.at(-1);
      if (!table) return;
      if (name === 'td' || name === 'th') endCell(table);
      else if (name === 'tr') endLine(table);
      else if (name === 'table') {
        endLine(table);
        open.pop();
      } else if (table.cell && parting.has(name)) table.cell.text += ' ';
    },
  });
  parser.end(decodeText(bytes, { file }, declared));
  return grids.flatMap((grid) => {
    const lines = grid.even();
    return lines ? [{ file, header: lines.header.cells, rows: lines.rows }] : [];
  });
}

function span(value: string | undefined): number {
  const count = Number.parseInt(value ?? '', 10);
  return count >= 1 ? Math.min(count, caps.columns) : 1;
}

function endCell(table: OpenTable): void {
  const { cell, cells } = table;
  if (!cell || !cells) return;
  table.cell = undefined;
  fillReaching(table, cells);
  const text = cell.text.replace(/\s+/g, ' ').trim();
  for (let column = 0; column < cell.columns && cells.length <= caps.columns; column += 1) {
    const shown = column === 0 ? text : '';
    if (cell.rows > 1) table.reaching.set(cells.length, { text: shown, rows: cell.rows - 1 });
    cells.push(shown);
  }
}

/** Puts cells of earlier lines in, as long as one reaches the next column of this line. */
function fillReaching({ reaching }: OpenTable, cells: string[]): void {
  for (;;) {
    const above = reaching.get(cells.length);
    if (!above) return;
    above.rows -= 1;
    if (above.rows === 0) reaching.delete(cells.length);
    cells.push(above.text);
  }
}

function endLine(table: OpenTable): void {
  endCell(table);
  const { cells } = table;
  if (!cells) return;
  table.cells = undefined;
  const width = Math.max(-1, ...table.reaching.keys()) + 1;
  fillReaching(table, cells);
  while (cells.length < width) {
    cells.push('');
    fillReaching(table, cells);
  }
  table.lines += 1;
  table.grid.add(table.lines, cells);
}
