/** Documents of any format that is read, told apart by what is in the file, never by its name. */
import { Problem } from '../../core/problem.ts';
import type { OutsideFile } from '../tables/read.ts';
import { openArchive } from '../tables/archive.ts';
import { checkSize } from '../tables/table.ts';
import { isOle } from '../tables/ole.ts';
import { readDocx } from './docx.ts';
import { readHtml } from './html.ts';
import { documentCaps, type TextDocument } from './model.ts';
import { readPdf } from './pdf.ts';

/** What is in the file at its beginning, as far as its format shows there. */
function startOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 4_000)).replaceAll('\0', '');
}

const isPdf = (start: string) => start.slice(0, 1_024).includes('%PDF-');
const isPage = (start: string) =>
  /^[^\w"]{0,3}\s*<(!doctype html|html|head|body|meta|p|h1|div)\b/i.test(start);

/**
 * Whether a file can be a document: "only" where it can be nothing else (PDF and Word, also old ones), "perhaps"
 * for web pages, which can hold tables as well.
 * @throws Problem of `openArchive`
 */
export async function isDocument({ name, bytes }: OutsideFile): Promise<'only' | 'perhaps' | 'no'> {
  const start = startOf(bytes);
  if (isPdf(start)) return 'only';
  if (start.startsWith('PK'))
    return (await openArchive(bytes, { file: name })).has('word/document.xml') ? 'only' : 'no';
  if (isOle(bytes)) return holds(bytes, 'WordDocument') ? 'only' : 'no';
  return isPage(start) ? 'perhaps' : 'no';
}

/** Whether a stream of this name, or its name, stands in an OLE2 file. */
function holds(bytes: Uint8Array, stream: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(stream, 0, 'utf16le');
}

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
  const start = startOf(bytes);
  if (isPdf(start)) return readPdf(bytes, { file, ...(signal ? { signal } : {}) });
  if (start.startsWith('PK')) return readDocx(bytes, { file });
  if (isOle(bytes)) {
    // A Word file with a password is an OLE2 file too, with this stream in it.
    throw new Problem(holds(bytes, 'EncryptedPackage') ? 'archive-encrypted' : 'document-old', {}, { file });
  }
  if (isPage(start)) return readHtml(bytes, { file });
  throw new Problem(
    'document-format-unknown',
    { format: start.startsWith('{\\rtf') ? 'RTF' : 'another format' },
    { file },
  );
}
