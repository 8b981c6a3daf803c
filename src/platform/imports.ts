/** A remark on one row of an imported file; `row` counts from 1 as in the file, the header row being 1. */
export interface RowNote {
  readonly row: number;
  readonly text: string;
}

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
}

/** How far an import has come; `of` is the number of rows, once all have been checked. */
export interface ImportProgress {
  readonly doing: 'checking' | 'storing';
  readonly rows: number;
  readonly of?: number;
}

/** Told of progress now and then. */
export type OnProgress = (progress: ImportProgress) => void;
