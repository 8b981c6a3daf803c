/**
 * A remark on one row of an imported file, counted from 1 as in the file, the header row being 1, with its sheet where
 * a workbook has several; on a paragraph of a document, by its number, with its page where the document has pages; or
 * on an article of a law.
 */
export type RowNote = { readonly text: string } & (
  | { readonly row: number; readonly sheet?: string }
  | { readonly paragraph: string; readonly page?: number }
  | { readonly article: string }
);

/**
 * What an import did, or what it would do when it was only rehearsed. `refused` is empty
 * whenever something was stored: a file with a malformed row is refused whole.
 */
export interface ImportReport {
  readonly file: string;
  readonly kind: string;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly conflicting: readonly RowNote[];
  readonly unmapped: readonly RowNote[];
  readonly refused: readonly RowNote[];
  /** What a person should know of what was taken; it stops nothing. */
  readonly remarks?: readonly RowNote[];
  /** Of a document, whose recommendations are its rows: what in it is not as it should be; it stops nothing. */
  readonly findings?: readonly RowNote[];
}

/** How far an import has come; `of` is the number of rows, once all have been checked. */
export interface ImportProgress {
  readonly doing: 'checking' | 'storing';
  readonly rows: number;
  readonly of?: number;
}

/** Told of progress now and then. */
export type OnProgress = (progress: ImportProgress) => void;
