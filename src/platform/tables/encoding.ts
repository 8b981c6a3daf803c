/** Bytes to text. Tables come in UTF-8, UTF-16, and in what Excel writes on Windows and wrote on Macintosh. */
import { Problem } from '../../core/problem.ts';
import type { Named } from './table.ts';

const marks = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

/**
 * By the byte order mark; else UTF-8 where the bytes are valid UTF-8; else the encoding that the document
 * names (HTML, XML); else Windows-1252 or Mac Roman, whichever gives the more plausible words.
 * @throws Problem `table-not-text` for zero bytes, for bytes that are wrong in the marked encoding, and for words
 *   of another script in an encoding that is not read
 */
export function decodeText(bytes: Uint8Array, { file }: Named, named?: string): string {
  const mark = marks.find((one) => one.bytes.every((byte, at) => bytes[at] === byte));
  const text = mark
    ? decode(bytes, mark.encoding)
    : (decode(bytes, 'utf-8') ?? (named && decode(bytes, named)) ?? oneByteText(bytes));
  if (text === undefined || text.includes('\0')) throw new Problem('table-not-text', {}, { file });
  return text;
}

/** The text, or undefined where the bytes are not of this encoding or the encoding is not known. */
function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text in Windows-1252 or Mac Roman; undefined where the words are of neither. */
function oneByteText(bytes: Uint8Array): string | undefined {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const encoding = oneByteEncoding(bytes, bytes.subarray(Math.max(0, first - 1), first + partLength));
  return encoding && new TextDecoder(encoding).decode(bytes);
}

/** Which of the two encodings, told by the beginning of the file and the part in which its first accents are. */
function oneByteEncoding(beginning: Uint8Array, part: Uint8Array): 'windows-1252' | 'macintosh' | undefined {
  const windows = new TextDecoder('windows-1252').decode(part);
  const macintosh = new TextDecoder('macintosh').decode(part);
  // Where the words do not tell, the line ends do: only the old Macintosh ended lines with a bare CR.
  const start = new TextDecoder('latin1').decode(beginning.subarray(0, 100_000));
  const edge = /\r[^\n]/.test(start) ? 0.5 : -0.5;
  const isMacintosh = plausibility(macintosh) + edge > plausibility(windows);
  if (isForeign(isMacintosh ? macintosh : windows)) return undefined;
  return isMacintosh ? 'macintosh' : 'windows-1252';
}

/**
 * The encoding of a text that comes in pieces, by the same rules as `decodeText`.
 * @throws Problem `table-not-text`
 */
export function encodingOf(pieces: Iterable<Uint8Array>, { file }: Named): string {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let beginning: Uint8Array | undefined;
  let isUtf8 = true;
  const part: Uint8Array[] = [];
  let length = 0;
  let before = Uint8Array.of(0x20);
  for (const piece of pieces) {
    beginning ??= piece.slice(0, 100_000);
    try {
      if (isUtf8) utf8.decode(piece, { stream: true });
    } catch {
      isUtf8 = false;
    }
    const first = length > 0 ? 0 : piece.findIndex((byte) => byte > 0x7f);
    if (first >= 0 && length < partLength) {
      if (length === 0) part.push(first > 0 ? piece.slice(first - 1, first) : before);
      const taken = piece.slice(first, first + partLength - length);
      part.push(taken);
      length += taken.length;
    }
    before = piece.slice(-1);
  }
  const start = beginning ?? new Uint8Array();
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  try {
    if (!mark && isUtf8) utf8.decode();
  } catch {
    isUtf8 = false;
  }
  const encoding = mark?.encoding ?? (isUtf8 ? 'utf-8' : oneByteEncoding(start, Buffer.concat(part)));
  if (!encoding) throw new Problem('table-not-text', {}, { file });
  return encoding;
}

/** How many bytes, from the first beyond ASCII, are looked at. */
const partLength = 2_000_000;
const sample = 10_000;
const beyondAscii = /[^\0-\x7f]/g;
const letter = /\p{L}/u;
const lower = /[\p{Ll}&&\p{Script=Latin}]/v;
const upper = /[\p{Lu}&&\p{Script=Latin}]/v;
const print = /[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0\u00ab\u00bb\u2022\u00b0\u00a7\u20ac\u00a3]/;

/** How many of the characters beyond ASCII stand where such a character stands in prose, less those that do not. */
function plausibility(text: string): number {
  let score = 0;
  let seen = 0;
  for (const { 0: character, index } of text.matchAll(beyondAscii)) {
    if ((seen += 1) > sample) break;
    const before = text[index - 1] ?? ' ';
    const after = text[index + 1] ?? ' ';
    const inWord = letter.test(before) && letter.test(after);
    const fits = lower.test(character)
      ? letter.test(before) || letter.test(after)
      : upper.test(character)
        ? !lower.test(before)
        : print.test(character) && (!inWord || character === '\u2019' || /[\u2013\u2014]/.test(character));
    score += fits ? 1 : -1;
  }
  return score;
}

/**
 * Whether the bytes are of another script (Cyrillic, Arabic, Chinese …) in an encoding that is not read: there
 * most bytes beyond ASCII stand side by side, whereas accented letters stand among plain ones.
 */
function isForeign(text: string): boolean {
  let together = 0;
  let seen = 0;
  for (const { 0: character, index } of text.matchAll(beyondAscii)) {
    if ((seen += 1) > sample) break;
    const before = text[index - 1] ?? ' ';
    if (before > '\x7f' && (letter.test(before) || letter.test(character))) together += 1;
  }
  return together > seen / 2;
}
