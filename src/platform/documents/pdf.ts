/** The text of PDF files, by the engine of Firefox (pdf.js, in the package `unpdf`). Images are not read. */
import { setImmediate } from 'node:timers/promises';
import { Problem } from '../../core/problem.ts';
import { checkSize, type Named } from '../tables/table.ts';
import { layOut, type Piece } from './layout.ts';
import { documentCaps, type TextDocument } from './model.ts';

/** @throws Problem */
export async function readPdf(bytes: Uint8Array, { file, signal }: Named & { readonly signal?: AbortSignal }): Promise<TextDocument> {
  checkSize(bytes.length, { file }, documentCaps.fileBytes);
  const { getDocumentProxy } = await import('unpdf');
  // The engine takes the bytes away from whoever hands them in.
  const pdf = await getDocumentProxy(bytes.slice(), { verbosity: 0 });
  const pages: Piece[][] = [];
  let count = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    signal?.throwIfAborted();
    const page = await pdf.getPage(number);
    const pieces: Piece[] = [];
    const content = await page.getTextContent();
    for (const item of content.items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [a, b, c, , x, y] = item.transform as number[];
      if (b !== 0 || c !== 0) continue;
      count += 1;
      pieces.push({ text: item.str, x: x ?? 0, y: y ?? 0, width: item.width, size: item.height || Math.abs(a ?? 0), font: item.fontName });
    }
    pages.push(pieces);
    page.cleanup();
    await setImmediate();
  }
  await pdf.loadingTask.destroy();
  return { file, format: 'PDF', pages: pages.length, lines: layOut(pages), tables: [] };
}
