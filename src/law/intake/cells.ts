/** What single cells of tables of law say, as schemas: each issue is a sentence about one cell. */
import { z } from 'zod';
import type { Citation } from '../../core/citation.ts';
import { type Day, isDay, parseDate, type PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { type Iso3, resolveState } from '../../core/state.ts';
import { fold } from '../../core/text.ts';
import { type Answer, answers } from '../../core/value.ts';
import { catalogues } from '../../platform/messages.ts';
import { excelDate } from '../../platform/tables/xlsx.ts';

/** What a cell of a workbook can hold; a longer text could not be handed out again. */
export const longestCell = 32_767;

/**
 * The text of a cell as it is kept: line ends as one kind, no other control characters, nothing around it. What is
 * entered this way is the same after it was written to any file and read again.
 */
export function cleanText(cell: string): string {
  // Most cells, and those of columns that a file lacks.
  if (/^[\x20-\x7e]*$/.test(cell)) return cell.trim();
  return cell
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\n\t\P{Cc}]|[\ufffe\uffff]/gu, ' ')
    .trim();
}

export const needed = z.string().min(1, 'is empty. Fill it in');
export const optional = z.string().transform((text) => (text === '' ? undefined : text));

/** A name that others refer to; "; " separates names in a list. */
export const name = needed.refine((text) => !text.includes(';'), {
  error: 'holds a semicolon, which separates names in lists. Take it out',
});

/** Names with semicolons between them. */
export const names = z.string().transform((text) => [
  ...new Set(
    text
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
]);

/** What a cell says by a reader that throws; its problem becomes the issue. */
function reading<T>(read: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      context.addIssue({ code: 'custom', message: new Problem(error.code, error.details).message });
      return z.NEVER;
    }
  });
}

/** One of the words of a list, in any case. */
export function oneOf<T extends string>(values: readonly T[], others: ReadonlyMap<string, T> = new Map()) {
  const known = new Map([...others, ...values.map((value) => [fold(value), value] as const)]);
  return z.string().transform((text, context): T => {
    const found = known.get(fold(text));
    if (found !== undefined) return found;
    const message = `${text === '' ? 'is empty' : `“${text}” is not known`}. Write one of: ${values.join(', ')}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** The same, of a cell that may be empty. */
export function maybe<T>(schema: z.ZodType<T, string>) {
  return z.union([z.literal('').transform(() => undefined), schema]);
}

export const state = reading((text): Iso3 => resolveState(text.length === 3 ? text.toUpperCase() : text));

/** A year, month or day; a workbook knows a day by its number. */
function dateIn(text: string): PartialDate {
  return /^\d{5,6}(\.\d+)?$/.test(text) ? excelDate(text) : parseDate(text.replace(/T.*$/, ''));
}

export const date = reading((text) => (text === '' ? undefined : dateIn(text)));

export const day = reading((text): Day => {
  const found = dateIn(text);
  if (!isDay(found)) throw new Problem('date-invalid', { value: text });
  return found;
});

export const address = z.string().transform((text, context) => {
  if (text === '') return undefined;
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  context.addIssue({ code: 'custom', message: `“${text}” is no address that begins with https://` });
  return z.NEVER;
});

/** Answers in all languages of the program, and "partial" as ECPAT's tables have it. */
const answerWords: ReadonlyMap<string, Answer> = new Map([
  ...Object.values(catalogues).flatMap((words) =>
    answers.map((answer) => [fold(words[`answer.${answer}`] ?? answer), answer] as const),
  ),
  ['partial', 'partly'],
]);

export const answer = oneOf(answers, answerWords);

const yes = /^(yes|true|1|verified)$/i;
const no = /^(|no|false|0|unverified)$/i;

/** Whether somebody read the statement in the source named. */
export const verified = z.string().transform((text, context): Citation['standing'] => {
  if (yes.test(text)) return 'verified';
  if (!no.test(text)) context.addIssue({ code: 'custom', message: `“${text}” is neither yes nor no` });
  return 'unverified';
});

/** The fields without those that are undefined. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

type Present<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
