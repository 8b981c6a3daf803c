/** Parquet by hyparquet, one group of rows after the other, with limits on what a small file may become. */
import { basename } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors, FileMetaData } from 'hyparquet';
import { Problem } from '../../core/problem.ts';
import { caps, headerOf, type TableRow } from '../../platform/tables/table.ts';
import type { RecordFile } from './records.ts';

/** Bytes of a page, and of a group of rows, unpacked; rows of a group. */
const mostPage = 64_000_000;
const mostGroup = 1_000_000_000;
const mostGroupRows = 5_000_000;
const mostMetadata = 16_000_000;
const mostRows = 100_000_000;

/**
 * Row 2 is the first, as in a table with a header.
 * @throws Problem `parquet-invalid` for what cannot be read, is nested, or is beyond the limits
 */
export async function openParquet(path: string, sha256: string): Promise<RecordFile> {
  const file = basename(path);
  const invalid = (detail: string) => new Problem('parquet-invalid', { detail }, { file });
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema, snappyUncompress } =
    await import('hyparquet');
  const buffer = await asyncBufferFromFile(path);
  const end = Buffer.from(await buffer.slice(Math.max(0, buffer.byteLength - 8)));
  if (end.length < 8 || end.toString('latin1', 4) !== 'PAR1') throw invalid('it was cut short');
  if (end.readUInt32LE(0) > mostMetadata) throw invalid('its description is too long');
  const metadata = await trying(() => parquetMetadataAsync(buffer), invalid);
  const columns = parquetSchema(metadata).children;
  if (columns.length > caps.columns) throw invalid(`it has more than ${caps.columns} columns`);
  const groups = groupsOf(metadata, invalid);
  const header = headerOf(
    columns.map(({ element }) => element.name),
    { file, row: 1 },
  );
  const unpack = (work: (input: Uint8Array, length: number) => Uint8Array) => {
    return (input: Uint8Array, length: number) => {
      if (length > mostPage) throw new Error('page too large');
      return work(input, length);
    };
  };
  const compressors: Compressors = {
    SNAPPY: unpack((input, length) => {
      const output = new Uint8Array(length);
      snappyUncompress(input, output);
      return output;
    }),
    GZIP: unpack((input, maxOutputLength) => gunzipSync(input, { maxOutputLength })),
    BROTLI: unpack((input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength })),
    ZSTD: unpack((input, maxOutputLength) => zstdDecompressSync(input, { maxOutputLength })),
  };
  return {
    file,
    header,
    sha256,
    async *batches() {
      for (const { from, to } of groups) {
        let rows: unknown[][] = [];
        await trying(
          () =>
            parquetRead({
              file: buffer,
              metadata,
              rowStart: from,
              rowEnd: to,
              compressors,
              onComplete: (found: unknown[][]) => (rows = found),
            }),
          invalid,
        );
        yield numbered(rows, from + 2);
      }
    },
  };
}

function* numbered(rows: readonly unknown[][], first: number): Generator<TableRow> {
  for (const [at, cells] of rows.entries()) yield { row: first + at, cells: cells.map(written) };
}

/** A value as a CSV file would have it. */
function written(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  if (Array.isArray(value)) return value.map(written).join(';');
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function groupsOf(
  { row_groups }: FileMetaData,
  invalid: (detail: string) => Problem,
): { readonly from: number; readonly to: number }[] {
  let from = 0;
  return row_groups.map(({ num_rows, total_byte_size, columns }) => {
    const rows = Number(num_rows);
    const unpacked = columns.reduce(
      (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0n),
      0,
    );
    if (rows > mostGroupRows || Math.max(unpacked, Number(total_byte_size)) > mostGroup)
      throw invalid('one of its groups of rows is too large; write it with smaller groups');
    const group = { from, to: from + rows };
    from = group.to;
    if (from > mostRows) throw invalid(`it has more than ${mostRows} rows`);
    return group;
  });
}

/** What the reader says of a damaged file may hold parts of it, so it is not told. */
async function trying<T>(work: () => T | Promise<T>, invalid: (detail: string) => Problem): Promise<T> {
  try {
    return await work();
  } catch {
    throw invalid('it is damaged, encrypted or packed in a way that is not read');
  }
}
