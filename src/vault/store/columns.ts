/** Columns of records as bytes, and back. Numbers stand with their low byte first, as on all machines that run Node. */
import type { Codebook } from '../codebook.ts';
import { type Columns, newColumn } from '../engine.ts';

export function bytesOfColumns({ columns }: Columns): Uint8Array[] {
  return columns.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
}

export function columnsOfBytes(
  { variables }: Codebook,
  records: number,
  parts: readonly Uint8Array[],
): Columns {
  const columns = variables.map((variable, at) => {
    const column = newColumn(variable, records);
    new Uint8Array(column.buffer).set(parts[at] ?? []);
    return column;
  });
  return { records, columns };
}
