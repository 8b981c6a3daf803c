/** The lines of those tables of a file that have the columns a reader looks for; a saved page has others too. */
import { basename } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { type Columns, findColumns, type Table } from '../../platform/tables/table.ts';

type Line<Name extends string> = { readonly [name in Name]: string } & { readonly row: number };

/**
 * @param optional columns that may be missing; their cells are then ''
 * @throws Problem `table-unrecognised` when no table has the columns
 */
export function linesOf<Name extends string, Optional extends string = never>(
  tables: readonly Table[],
  columns: { readonly [name in Name]: RegExp },
  file: string,
  optional?: { readonly [name in Optional]: RegExp },
): Line<Name | Optional>[] {
  const found = tables.filter((table) => findColumns(table, columns));
  if (found.length === 0) {
    const names = Object.keys(columns).join(', ');
    throw new Problem('table-unrecognised', { file: basename(file), columns: names });
  }
  const all: Columns = { ...optional, ...columns };
  return found.flatMap((table) => {
    const readers = Object.entries(all).map(
      ([name, form]) => [name, findColumns(table, { cell: form })] as const,
    );
    return table.rows.map((row) => {
      const cells = readers.map(([name, read]) => [name, read?.(row).cell.trim() ?? '']);
      return { ...Object.fromEntries(cells), row: row.row } as Line<Name | Optional>;
    });
  });
}
