/**
 * The text of a document from outside, whatever its format was: lines in reading order, each with its place.
 * Headers, footers and page numbers are taken off; footnotes are told from the text.
 */

/** What a line is in the document. */
export type LineKind = 'text' | 'heading' | 'footnote';

/**
 * How a line stands to the one before: it begins a block of its own (a paragraph of a Word file or web page, a
 * line after a space in a PDF); it goes on in the same block; or it is the first of a page, where nobody can tell.
 */
export type LineStart = 'block' | 'line' | 'page';

export interface Line {
  readonly text: string;
  readonly kind: LineKind;
  readonly start: LineStart;
  /** Counted from 1; absent in formats without pages (Word, HTML). */
  readonly page?: number;
  /** Distance of its beginning from the left edge in points, where the format tells. */
  readonly indent?: number;
  /** The number that Word gives the paragraph and that is not in its text: "12.", "(a)". */
  readonly number?: string;
}

/** A table of a Word file: rows of cells, each cell with line feeds between its paragraphs. */
export type DocumentTable = readonly (readonly string[])[];

export interface TextDocument {
  readonly file: string;
  readonly format: 'PDF' | 'DOCX' | 'HTML';
  /** How many pages it has, in formats with pages. */
  readonly pages?: number;
  /** What stands at the upper edge of its pages, each text once. */
  readonly headers: readonly string[];
  readonly lines: readonly Line[];
  readonly tables: readonly DocumentTable[];
}

/** Limits on outside documents, beside those of `tables/table.ts`. */
export const documentCaps = {
  fileBytes: 60_000_000,
  pages: 2_000,
  /** Pieces of text on one page of a PDF: a small file can draw one form again and again. */
  piecesOfPage: 20_000,
  /** And on all of them. */
  pieces: 1_000_000,
  /** Characters of the whole text. */
  characters: 20_000_000,
  /** Packed parts of a PDF, and what they may come to. */
  streams: 100_000,
  inflatedBytes: 160_000_000,
} as const;

/** Text with single spaces, and with an apostrophe where a font for quotation marks was used wrongly ("State‟s"). */
export function plainText(text: string): string {
  return text
    .replace(/(?<=\p{L})[\u201b\u201f](?=\p{L})/gu, '’')
    .replace(/\s+/g, ' ')
    .trim();
}
