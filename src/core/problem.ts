/**
 * Expected failures. Everything a person can do something about is a Problem with a code from the table
 * below; the doors turn it into a page, `problem+json` or an exit code. Anything else is a fault of the
 * program: it crashes the request and is logged.
 */

/** Sentences in ICU message form. They tell the person what to do. Translations: catalogue key `problem.<code>`. */
export const problems = {
  'date-invalid':
    '“{value}” is not a date of the calendar. Write a year (2011), a month (2011-06) or a day (2011-06-14).',
  'symbol-invalid':
    '“{value}” is not a United Nations document symbol. Write it as on the document, for example A/HRC/43/40.',
  'language-unknown': '“{value}” is not a language of this installation. Use one of: {known}.',
  'citation-missing':
    'A statement without a source cannot be stored. Give the title or symbol of the document that says it.',
  'data-locked':
    'The data folder {folder} is in use by {holder}. Stop that process, or give another folder with --data.',
  'data-not-writable':
    'The data folder {folder} cannot be written to ({detail}). Give another folder with --data, or change its rights.',
  'record-missing':
    'There is no record in {folder} yet. Run “plumbline serve” once, or give the folder with --data.',
  'record-newer':
    'The record was written by a newer version of Plumbline (format {version}; this one knows {known}). Install the newer version.',
  'record-older':
    'The record in {folder} is from an older version. Run “plumbline serve” once to bring it up to date.',
  'record-damaged':
    'The record {file} cannot be read ({detail}). Restore a backup with “plumbline restore FILE”.',
  'record-altered':
    'The audit log does not agree with the record in {count} places. Run “plumbline audit verify” to see which.',
  'backup-exists': 'The file {file} is there already. Give a new name; a backup never overwrites.',
  'backup-missing': 'There is no file {file}. Check the name of the backup.',
  'backup-damaged': 'The backup {file} is damaged: {detail}. Nothing was changed; use another backup.',
} as const satisfies { [code: string]: string };

export type ProblemCode = keyof typeof problems;
export type ProblemDetails = { readonly [name: string]: string | number };

/** Where in an outside file a problem was found. Rows and columns are counted from 1; row 1 is the header. */
export interface Place {
  readonly file?: string;
  readonly sheet?: string;
  readonly row?: number;
  readonly column?: string;
}

/** An expected failure. `message` is the English sentence, with the place in front when there is one. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;
  readonly place: Place | undefined;

  constructor(code: ProblemCode, details: ProblemDetails = {}, place?: Place) {
    const sentence = problems[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));
    super(place ? `${describePlace(place)}: ${sentence}` : sentence);
    this.name = 'Problem';
    this.code = code;
    this.details = details;
    this.place = place;
  }

  /** The same problem, told with the place where it was found. */
  at(place: Place): Problem {
    return new Problem(this.code, this.details, { ...place, ...this.place });
  }
}

/** "ratifications.csv, sheet Status, row 12, column action_date" */
export function describePlace(place: Place): string {
  return [
    place.file,
    place.sheet && `sheet ${place.sheet}`,
    place.row && `row ${place.row}`,
    place.column && `column ${place.column}`,
  ]
    .filter(Boolean)
    .join(', ');
}
