/** CSV as this program hands it out: RFC 4180, harmless in spreadsheet programs, signed with count and hash. */
import { createHash } from 'node:crypto';

const formula = /^(?!-$)'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?%?$/i;

/**
 * The cell with an apostrophe in front where a spreadsheet program would take it for a formula
 * (OWASP, "CSV Injection": also the full-width signs). Plain numbers, such as -3.5, stay numbers, and a dash alone
 * is no formula. A cell that has such an apostrophe already gets a second one, so that it can be taken off again.
 */
export function formulaSafe(cell: string): string {
  return formula.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
}

/** The cell of a CSV file without the apostrophe that `formulaSafe` put there. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Header and rows with CRLF after each, then "# <rows> rows, sha256 <hash of the bytes above in UTF-8>". */
export function writeCsv(header: readonly string[], rows: Iterable<readonly string[]>): string {
  return [...csvLines(header, rows)].join('');
}

/** The same line by line, so that a long file is never in memory whole. */
export function* csvLines(header: readonly string[], rows: Iterable<readonly string[]>): Generator<string> {
  const hash = createHash('sha256');
  const hashed = (cells: readonly string[]) => {
    const text = `${line(cells)}\r\n`;
    hash.update(text, 'utf8');
    return text;
  };
  yield hashed(header);
  let count = 0;
  for (const cells of rows) {
    count += 1;
    yield hashed(cells);
  }
  yield `# ${count} rows, sha256 ${hash.digest('hex')}\r\n`;
}

/** One line with its end, the cells as in `writeCsv`. */
export function csvLine(cells: readonly string[]): string {
  return `${line(cells)}\r\n`;
}

function line(cells: readonly string[]): string {
  // An empty line would be read as no row at all.
  if (cells.length === 1 && cells[0] === '') return '""';
  return cells.map((cell) => written(formulaSafe(cell))).join(',');
}

function written(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
