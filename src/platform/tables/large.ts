/** CSV files too large to be held: read from the disk in blocks, each time from the first on. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Problem } from '../../core/problem.ts';
import { gunzip, isGzip } from './archive.ts';
import { streamCsv } from './csv.ts';
import { encodingOf } from './encoding.ts';
import { isOle } from './ole.ts';
import { fileFromDisk, type OutsideFile } from './read.ts';
import { caps, type Named, type Rows } from './table.ts';

/** A file of this machine that is too large to be held; other files come as their bytes. */
export interface LargeFile {
  readonly name: string;
  readonly path: string;
}

/** A file of this machine: its bytes, or where it lies when it is too large to be held. @throws Problem `file-missing` */
export function fileOfAnySize(path: string): OutsideFile | LargeFile {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size > caps.fileBytes ? { name: path, path } : fileFromDisk(path);
}

const blockLength = 1_048_576;

export interface LargeCsv {
  readonly rows: Rows;
  /** Of the bytes, unpacked. */
  readonly sha256: string;
}

/**
 * A large CSV file as a table, and the SHA-256 of its bytes. The memory it takes does not grow with the file.
 * @throws Problem `table-file-too-large` for what is no CSV, `table-not-text`, and those of `streamCsv`;
 *   `file-changed` after the last row, where the file is no longer what was opened
 */
export function openLargeCsv({ name: file, path }: LargeFile): LargeCsv {
  const opened = stateOf(path);
  return csvOf(() => blocks(path), {
    file,
    atEnd: () => {
      if (stateOf(path) !== opened) throw new Problem('file-changed', { file });
    },
  });
}

/**
 * A CSV file packed by gzip, which is unpacked in memory: beside the file nothing lies on the disk.
 * @throws Problem `archive-damaged`, `archive-too-large`, and those of `openLargeCsv`
 */
export function openPackedCsv({ name: file, path }: LargeFile): LargeCsv {
  const bytes = gunzip(readFileSync(path), { file }, caps.unpackedBytes);
  return csvOf(
    function* () {
      for (let at = 0; at < bytes.length; at += blockLength) yield bytes.subarray(at, at + blockLength);
    },
    { file, atEnd: () => {} },
  );
}

function csvOf(
  content: () => Iterable<Uint8Array>,
  { file, atEnd }: Named & { readonly atEnd: () => void },
): LargeCsv {
  const [first = new Uint8Array()] = content();
  const start = new TextDecoder('latin1').decode(first.subarray(0, 100));
  if (isOle(first) || isGzip(first) || /^(PK|%PDF|[^\w"]{0,3}\s*<)/.test(start))
    throw new Problem('table-file-too-large', { cap: caps.fileBytes }, { file });
  const hash = createHash('sha256');
  const encoding = encodingOf(
    (function* () {
      for (const block of content()) {
        hash.update(block);
        yield block;
      }
    })(),
    { file },
  );
  const rows = streamCsv(
    function* () {
      yield* decoded(content(), encoding, { file });
      atEnd();
    },
    { file },
  );
  return { rows, sha256: hash.digest('hex') };
}

/** Size and time of the last change. */
function stateOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}

/** The bytes of a file; each block is overwritten by the next. */
function* blocks(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(Math.min(blockLength, Math.max(1, fstatSync(file).size)));
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer))
      yield buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function* decoded(content: Iterable<Uint8Array>, encoding: string, { file }: Named): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const checked = (bytes?: Uint8Array): string => {
    try {
      const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
      if (!text.includes('\0')) return text;
    } catch {
      // Told as zero bytes are.
    }
    throw new Problem('table-not-text', {}, { file });
  };
  for (const block of content) yield checked(block);
  yield checked();
}
