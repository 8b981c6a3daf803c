/** The text of PDF files, by the engine of Firefox (pdf.js, in the package `unpdf`). Pictures are not read. */
import { setImmediate } from 'node:timers/promises';
import { constants, inflateSync } from 'node:zlib';
import type { getDocumentProxy } from 'unpdf';
import { Problem } from '../../core/problem.ts';
import { checkSize, type Named } from '../tables/table.ts';
import { layOut, type Piece } from './layout.ts';
import { documentCaps, type TextDocument } from './model.ts';

/**
 * A PDF from outside. Between pages others get their turn, and the signal is heeded.
 * @throws Problem `table-file-too-large`, `table-empty`, `document-damaged`, `document-encrypted`,
 *   `document-too-many-pages`, `document-too-long`; whatever aborted the signal
 */
export async function readPdf(
  bytes: Uint8Array,
  { file, signal }: Named & { readonly signal?: AbortSignal },
): Promise<TextDocument> {
  checkSize(bytes.length, { file }, documentCaps.fileBytes);
  checkInflation(bytes, { file });
  const engine = await import('unpdf');
  const pdf = await orProblem({ file }, () =>
    // The engine takes the bytes away from whoever hands them in. It says nothing on the console.
    engine.getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      useSystemFonts: false,
      disableFontFace: true,
    }),
  );
  try {
    if (pdf.numPages > documentCaps.pages)
      throw new Problem('document-too-many-pages', { cap: documentCaps.pages }, { file });
    const pages: Piece[][] = [];
    const budget = { pieces: documentCaps.pieces as number, characters: documentCaps.characters as number };
    for (let number = 1; number <= pdf.numPages; number += 1) {
      signal?.throwIfAborted();
      pages.push(await orProblem({ file }, () => readPage(pdf, number, budget, { file })));
      await setImmediate();
    }
    const { lines, headers } = layOut(pages);
    return { file, format: 'PDF', pages: pages.length, headers, lines, tables: [] };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

type Engine = Awaited<ReturnType<typeof getDocumentProxy>>;

type TextContent = Awaited<ReturnType<Awaited<ReturnType<Engine['getPage']>>['getTextContent']>>;

/** The pieces of text of a page that stand upright. */
async function readPage(
  pdf: Engine,
  number: number,
  budget: { pieces: number; characters: number },
  { file }: Named,
): Promise<Piece[]> {
  const page = await pdf.getPage(number);
  const pieces: Piece[] = [];
  let seen = 0;
  // Piece by piece, so that a form drawn by forms drawn by forms ends at the limit. The stream is not cancelled
  // there, which would fail in the engine later: it waits, and ends with the document.
  const reader = page.streamTextContent().getReader() as ReadableStreamDefaultReader<TextContent>;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    for (const item of next.value.items) {
      seen += 1;
      if (!('str' in item)) continue;
      budget.characters -= item.str.length;
      const [a = 0, b, c, , x = 0, y = 0] = item.transform as number[];
      if (item.str.trim() === '' || b !== 0 || c !== 0) continue;
      const size = item.height || Math.abs(a);
      pieces.push({ text: item.str, x, y, width: item.width, size, font: item.fontName });
    }
    if (seen > documentCaps.piecesOfPage || budget.pieces < seen || budget.characters < 0)
      throw new Problem('document-too-long', { cap: documentCaps.characters }, { file });
  }
  budget.pieces -= seen;
  page.cleanup();
  return pieces;
}

/** What the engine cannot read is a problem of the file. */
async function orProblem<T>({ file }: Named, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { name = '', message = String(error) } = error instanceof Error ? error : {};
    if (name === 'PasswordException') throw new Problem('document-encrypted', {}, { file });
    throw new Problem('document-damaged', { detail: message }, { file });
  }
}

/**
 * Packed parts that come to far more than they should are found before the engine holds them. Parts within other
 * encodings or under encryption are not seen here.
 */
function checkInflation(bytes: Uint8Array, { file }: Named): void {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let total = 0;
  let streams = 0;
  for (let at = data.indexOf(streamBegins); at >= 0; at = data.indexOf(streamBegins, at + 1)) {
    let from = at + streamBegins.length;
    while (data[from] === 13 || data[from] === 10) from += 1;
    // What is packed says itself where it ends; a word "endstream" within it would not be its end.
    let part = data.subarray(from);
    if (!isZlib(part)) continue;
    streams += 1;
    // Pictures are never unpacked for their text: many of them are no danger.
    const before = data.toString('latin1', Math.max(0, at - dictionaryLength), at);
    const isPicture = /\/Subtype\s*\/Image\b/.test(before.split('obj').at(-1) ?? '');
    for (let layer = 0; layer < mostLayers && isZlib(part); layer += 1) {
      const inflated = inflatedUpTo(part, documentCaps.inflatedBytes);
      if (inflated === 'too large') throw new Problem('document-inflates', {}, { file });
      total += isPicture ? 0 : inflated.length;
      part = inflated;
    }
    if (total > documentCaps.inflatedBytes || streams > documentCaps.streams)
      throw new Problem('document-inflates', {}, { file });
  }
}

const streamBegins = Buffer.from('stream');
/** In front of a stream, how far its dictionary is looked for. */
const dictionaryLength = 1_000;
/** A stream can be packed several times over. */
const mostLayers = 4;

/** RFC 1950: the method is 8, and the first two bytes are a multiple of 31. */
function isZlib(part: Uint8Array): boolean {
  const [first = 0, second = 0] = part;
  return part.length > 2 && (first & 15) === 8 && (first * 256 + second) % 31 === 0;
}

function inflatedUpTo(part: Buffer, most: number): Buffer | 'too large' {
  try {
    return inflateSync(part, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Damaged parts are the engine's to mend or to refuse.
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : Buffer.alloc(0);
  }
}
