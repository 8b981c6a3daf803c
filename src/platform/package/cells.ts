/** Values of the database as cells of CSV, and back, so that each comes back as it was. */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { withoutGuard } from '../tables/write.ts';
import { type Column, missing } from './describe.ts';

/** Texts that read as the sign for a missing value, or as one that was told apart from it. */
const likeMissing = /^\\+N$/;

/** Where a spreadsheet program would take the cell for a formula, `csvLine` puts an apostrophe in front. */
export function cellOf(value: SQLOutputValue | undefined): string {
  if (value === null || value === undefined) return missing;
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'INF' : '-INF';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'string') return String(value);
  return likeMissing.test(value) ? `\\${value}` : value;
}

/** The value of a cell, or a sentence that says why it is none. */
export function valueOf(
  written: string,
  { type, need }: Column,
): { readonly value: SQLInputValue } | { readonly wrong: string } {
  const cell = withoutGuard(written);
  if (cell === missing) return need === 'required' ? { wrong: 'it must not be missing' } : { value: null };
  switch (type) {
    case 'INTEGER': {
      const value = Number(cell);
      return /^-?\d{1,16}$/.test(cell) && Number.isSafeInteger(value)
        ? { value }
        : { wrong: `“${shortened(cell)}” is no whole number` };
    }
    case 'REAL':
      if (cell === 'INF' || cell === '-INF') return { value: cell === 'INF' ? Infinity : -Infinity };
      return /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/.test(cell)
        ? { value: Number(cell) }
        : { wrong: `“${shortened(cell)}” is no number` };
    case 'BLOB':
      return /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(cell)
        ? { value: Buffer.from(cell, 'base64') }
        : { wrong: 'it is not written in base64' };
    case 'TEXT':
      return { value: likeMissing.test(cell) ? cell.slice(1) : cell };
  }
}

function shortened(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}
