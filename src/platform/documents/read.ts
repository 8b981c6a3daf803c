/** Documents of any format that is read, told apart by what is in the file, never by its name. */
import { Problem } from '../../core/problem.ts';
import type { OutsideFile } from '../tables/read.ts';
import { checkSize } from '../tables/table.ts';
import { isOle } from '../tables/ole.ts';
import { readDocx } from './docx.ts';
import { readHtml } from './html.ts';
import { documentCaps, type TextDocument } from './model.ts';
import { readPdf } from './pdf.ts';

/**
 * The text of a PDF, a Word file or a web page.
 * @throws Problem `document-old` for the Word format before 2007, `document-format-unknown`, and what the readers
 *   throw; whatever aborted the signal
 */
export async function readDocument(
  { name, bytes }: OutsideFile,
  signal?: AbortSignal,
): Promise<TextDocument> {
  const file = name;
  checkSize(bytes.length, { file }, documentCaps.fileBytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 4_000)).replaceAll('\0', '');
  if (start.slice(0, 1_024).includes('%PDF-')) return readPdf(bytes, { file, ...(signal ? { signal } : {}) });
  if (start.startsWith('PK')) return readDocx(bytes, { file });
  if (isOle(bytes)) {
    // A Word file with a password is an OLE2 file too, with this stream in it.
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const encrypted = whole.includes('EncryptedPackage', 0, 'utf16le');
    throw new Problem(encrypted ? 'archive-encrypted' : 'document-old', {}, { file });
  }
  if (/^[^\w"]{0,3}\s*<(!doctype html|html|head|body|meta|p|h1|div)\b/i.test(start))
    return readHtml(bytes, { file });
  throw new Problem(
    'document-format-unknown',
    { format: start.startsWith('{\\rtf') ? 'RTF' : 'another format' },
    { file },
  );
}
