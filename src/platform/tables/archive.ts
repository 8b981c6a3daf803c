/** ZIP archives from outside (workbooks, packages), inflated piece by piece and counted while doing so. */
import { crc32, gunzipSync } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { Problem } from '../../core/problem.ts';
import { caps, type Named } from './table.ts';

export interface Archive {
  /** In the order of the archive; no name stands twice. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /**
   * The text (UTF-8) of a part, in pieces. All parts read count towards one limit.
   * @throws Problem `archive-damaged` also when there is no such part, `archive-too-large`, `archive-encrypted`
   */
  text(name: string): AsyncGenerator<string>;
  close(): void;
}

/** What an archive may hold. */
export interface ArchiveLimits {
  readonly zipEntries: number;
  readonly inflatedBytes: number;
}

/**
 * @param content its bytes, or where it lies: then no more of it is held than is being read
 * @throws Problem `archive-damaged`, `archive-too-large` for too many parts
 */
export async function openArchive(
  content: Uint8Array | { readonly path: string },
  { file }: Named,
  limits: ArchiveLimits = caps,
): Promise<Archive> {
  const damaged = (error: unknown) =>
    new Problem(
      'archive-damaged',
      { detail: error instanceof Error ? error.message : String(error) },
      { file },
    );
  const entries = new Map<string, Entry>();
  let zip: ZipFile;
  try {
    zip =
      'path' in content
        ? await openPromise(content.path, { lazyEntries: true, autoClose: false })
        : await fromBufferPromise(Buffer.from(content.buffer, content.byteOffset, content.byteLength), {
            lazyEntries: true,
          });
    for await (const entry of zip.eachEntry()) {
      if (entries.size === limits.zipEntries) throw new Problem('archive-too-large', {}, { file });
      if (entries.has(entry.fileName)) throw new Error(`two parts are named ${entry.fileName}`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw error instanceof Problem ? error : damaged(error);
  }
  let total = 0;

  async function* pieces(entry: Entry): AsyncGenerator<Uint8Array> {
    let size = 0;
    let sum = 0;
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      const data = piece as Uint8Array;
      size += data.length;
      total += data.length;
      const inflation = size / Math.max(1, entry.compressedSize);
      if (total > limits.inflatedBytes || (size > caps.inflationFreeBytes && inflation > caps.inflation))
        throw new Problem('archive-too-large', {}, { file });
      sum = crc32(data, sum);
      yield data;
    }
    if (sum !== entry.crc32) throw new Error(`wrong checksum of ${entry.fileName}`);
  }

  return {
    names: [...entries.keys()],
    close: () => zip.close(),
    has: (name) => entries.has(name),
    async *text(name) {
      const entry = entries.get(name);
      if (!entry) throw damaged(`no part ${name}`);
      if (entry.isEncrypted()) throw new Problem('archive-encrypted', {}, { file });
      const decoder = new TextDecoder('utf-8', { fatal: true });
      try {
        for await (const piece of pieces(entry)) yield decoder.decode(piece, { stream: true });
        yield decoder.decode();
      } catch (error) {
        throw error instanceof Problem ? error : damaged(error);
      }
    },
  };
}

/** Whether a file is packed by gzip, as many are published: "list.csv.gz". */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What a gzip file holds. @throws Problem `archive-damaged`, `archive-too-large` */
export function gunzip(bytes: Uint8Array, { file }: Named, cap: number = caps.fileBytes): Uint8Array {
  const most = Math.min(cap, Math.max(caps.inflationFreeBytes, bytes.length * caps.inflation));
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Problem('archive-too-large', {}, { file });
    throw new Problem('archive-damaged', { detail: (error as Error).message }, { file });
  }
}
