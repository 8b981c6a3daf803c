/**
 * The records of a file, whatever its form: CSV of any size, a workbook, Parquet. Nothing is held whole but workbooks and
 * what was packed by gzip.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Problem } from '../../core/problem.ts';
import { openLargeCsv, openPackedCsv } from '../../platform/tables/large.ts';
import { fileFromDisk, readTable } from '../../platform/tables/read.ts';
import type { TableRow } from '../../platform/tables/table.ts';
import { openParquet } from './parquet.ts';

export interface RecordFile {
  /** The name without its folder, as messages say it. */
  readonly file: string;
  readonly header: readonly string[];
  /** Rows in batches: one for all of a CSV, one for each group of rows of Parquet. */
  readonly batches: () => AsyncIterable<Iterable<TableRow>>;
  /** SHA-256 of the bytes, unpacked: the same file is not loaded twice. */
  readonly sha256: string;
}

/** @throws Problem `file-missing`, `table-format-unknown`, `parquet-invalid`, and those of the readers of tables */
export async function openRecords(path: string): Promise<RecordFile> {
  try {
    const opened = await openAny(path, basename(path));
    return { ...opened, batches: () => quietly(opened.batches()) };
  } catch (error) {
    throw quiet(error);
  }
}

async function* quietly(batches: AsyncIterable<Iterable<TableRow>>): AsyncGenerator<Iterable<TableRow>> {
  try {
    for await (const rows of batches) yield quietRows(rows);
  } catch (error) {
    throw quiet(error);
  }
}

function* quietRows(rows: Iterable<TableRow>): Generator<TableRow> {
  try {
    yield* rows;
  } catch (error) {
    throw quiet(error);
  }
}

/** The problem without the words of the file in it: where there is no header, they are those of a record. */
function quiet(error: unknown): unknown {
  if (!(error instanceof Problem) || error.code === 'file-missing') return error;
  const details = Object.entries(error.details).map(
    ([name, value]) => [name, typeof value === 'number' || name === 'format' ? value : '…'] as const,
  );
  const { file, row } = error.place ?? {};
  const place = { ...(file === undefined ? {} : { file }), ...(row === undefined ? {} : { row }) };
  return error.code === 'parquet-invalid'
    ? error
    : new Problem(error.code, Object.fromEntries(details), place);
}

async function openAny(path: string, file: string): Promise<RecordFile> {
  const start = startOf(path);
  if (start.startsWith('PAR1')) return openParquet(path, hashOfFile(path));
  if (/^(PK|%PDF|\u00d0\u00cf|[^\w"]{0,3}\s*<)/.test(start)) {
    const outside = fileFromDisk(path);
    const [table] = await readTable({ ...outside, name: file });
    if (!table) throw new Problem('table-empty', {}, { file });
    const sha256 = createHash('sha256').update(outside.bytes).digest('hex');
    return { file, header: table.header, batches: () => oneBatch(table.rows), sha256 };
  }
  const packed = start.startsWith('\u001f\u008b');
  const { rows, sha256 } = (packed ? openPackedCsv : openLargeCsv)({ name: file, path });
  return { file, header: rows.header, batches: () => oneBatch(rows.rows), sha256 };
}

async function* oneBatch(rows: Iterable<TableRow>): AsyncGenerator<Iterable<TableRow>> {
  yield rows;
}

function startOf(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Problem('file-missing', { file: path });
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(100);
    return buffer.toString('latin1', 0, readSync(file, buffer));
  } finally {
    closeSync(file);
  }
}

function hashOfFile(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(1_048_576);
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer))
      hash.update(buffer.subarray(0, length));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
