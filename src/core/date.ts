/**
 * Dates as sources give them: a year, a month or a day. A date is an ISO 8601 string cut to what is known
 * ("2011", "2011-06", "2011-06-14"); nothing is made up to fill it.
 */
import { Problem } from './problem.ts';
import type { Language } from './text.ts';

export type PartialDate = string & { readonly __kind: 'PartialDate' };
export type Day = PartialDate & { readonly __precision: 'day' };
export type Precision = 'year' | 'month' | 'day';

/** How two dates stand to each other. "cannot tell" where the coarser one covers the other. */
export type Order = 'before' | 'same' | 'after' | 'cannot tell';

const form = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/**
 * Reads "2011", "2011-06" or "2011-06-14".
 * @throws Problem `date-invalid` for any other form and for days that do not exist (31 February).
 */
export function parseDate(value: string): PartialDate {
  const match = form.exec(value.trim());
  if (!match) throw new Problem('date-invalid', { value });
  const [, year, month, day] = match;
  if (month && (Number(month) < 1 || Number(month) > 12)) throw new Problem('date-invalid', { value });
  if (day && (Number(day) < 1 || Number(day) > daysInMonth(Number(year), Number(month)))) {
    throw new Problem('date-invalid', { value });
  }
  return match[0] as PartialDate;
}

/** @throws Problem `date-invalid` unless the value is a whole day. */
export function parseDay(value: string): Day {
  const date = parseDate(value);
  if (!isDay(date)) throw new Problem('date-invalid', { value });
  return date;
}

/** A day put together by our own code, which knows that it exists. */
export function dayOf(text: string): Day {
  return text as Day;
}

export function precision(date: PartialDate): Precision {
  return date.length === 4 ? 'year' : date.length === 7 ? 'month' : 'day';
}

export function isDay(date: PartialDate): date is Day {
  return date.length === 10;
}

/** The first day that the date can mean. */
export function earliest(date: PartialDate): Day {
  return (date + '-01-01'.slice(date.length - 4)) as Day;
}

/** The last day that the date can mean. */
export function latest(date: PartialDate): Day {
  if (isDay(date)) return date;
  const month = date.length === 7 ? date : `${date}-12`;
  return `${month}-${pad(daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5))))}` as Day;
}

/** Compares two dates; "cannot tell" when their precision does not allow an answer. */
export function compareDates(a: PartialDate, b: PartialDate): Order {
  if (latest(a) < earliest(b)) return 'before';
  if (earliest(a) > latest(b)) return 'after';
  return a === b && isDay(a) ? 'same' : 'cannot tell';
}

/** Whether both dates can be true of one event: one covers the other. */
export function agree(a: PartialDate, b: PartialDate): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** Whether something dated `date` had happened by the end of `day`. */
export function happenedBy(date: PartialDate, day: Day): 'yes' | 'no' | 'cannot tell' {
  if (latest(date) <= day) return 'yes';
  return earliest(date) > day ? 'no' : 'cannot tell';
}

/** The day `count` days later (or earlier, when negative). */
export function addDays(day: Day, count: number): Day {
  const time = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)) + count);
  return new Date(time).toISOString().slice(0, 10) as Day;
}

/** The same day of a later month; where that month is too short, its last day (the clamp of treaty practice). */
export function addMonths(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  const inMonth = Math.min(Number(day.slice(8)), daysInMonth(year, month));
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(inMonth)}` as Day;
}

/** Whole years from one day to another, rounded down; negative when `to` is earlier. */
export function wholeYears(from: Day, to: Day): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/** "14 June 2011", "June 2011", "2011"; in the words of the language, with Western digits everywhere. */
export function formatDate(date: PartialDate, language: Language = 'en'): string {
  return formatter(language, precision(date)).format(new Date(`${earliest(date)}T00:00:00Z`));
}

/** Making a formatter costs a thousand times what using one does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, known: Precision): Intl.DateTimeFormat {
  const found = formatters.get(`${language} ${known}`);
  if (found) return found;
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    numberingSystem: 'latn',
    calendar: 'gregory',
    year: 'numeric',
    ...(known === 'year' ? {} : { month: 'long' }),
    ...(known === 'day' ? { day: 'numeric' } : {}),
  });
  formatters.set(`${language} ${known}`, made);
  return made;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
