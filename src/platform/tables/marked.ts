/** The coloured copy of a table that was refused, for whoever mends it. */
import type { Table } from './table.ts';
import { type Cell, xlsxBytes } from './write-xlsx.ts';

/** A cell for which a file is refused. */
export interface Refusal {
  readonly row: number;
  /** The column as the file calls it; undefined where the whole row is meant. */
  readonly column?: string;
  readonly text: string;
}

export interface RefusedTable {
  readonly name: string;
  readonly table: Table;
  readonly refused: readonly Refusal[];
}

/** A workbook of the tables as they came, the refused cells coloured, and at the end of each row what is wrong with it. */
export function markedWorkbook(tables: readonly RefusedTable[]): Uint8Array {
  return Buffer.concat([
    ...xlsxBytes(
      tables.map(({ name, table: { header, rows }, refused }) => {
        const wrong = Map.groupBy(refused, ({ row }) => row);
        return {
          name,
          header: [...header, 'what is wrong'],
          rows: rows.map(({ row, cells }): Cell[] => {
            const own = wrong.get(row) ?? [];
            const columnsOf = new Set(own.map(({ column }) => column));
            return [
              ...cells.map((cell, at) => (columnsOf.has(header[at]) ? { wrong: cell } : cell)),
              own.length > 0 ? { wrong: own.map(sentence).join(' ') } : '',
            ];
          }),
        };
      }),
    ),
  ]);
}

/** "column from: …" */
export function sentence({ column, text }: Refusal): string {
  return column === undefined ? text : `${column}: ${text}`;
}
