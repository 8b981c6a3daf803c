/** Periods of SDMX as days. Rules: SDMX 2.1 section 6, 4.2: Gregorian periods, reporting periods, time ranges. */
import { addDays, addMonths, type Day, dayOf, earliest, latest, parseDate } from '../../core/date.ts';

export interface Days {
  readonly first: Day;
  readonly last: Day;
}

const reporting =
  /^(\d{4})-(A1|S[12]|T[1-3]|Q[1-4]|M(?:0[1-9]|1[0-2])|W(?:0[1-9]|[1-4]\d|5[0-3])|D(?:[0-2]\d\d|3[0-5]\d|36[0-6]))$/;
const months: { readonly [kind: string]: number } = { A: 12, S: 6, T: 4, Q: 3, M: 1 };
const range = /^(\d{4}-\d{2}-\d{2})(?:T00:00:00)?\/P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/;

/**
 * First and last day of a period; a reporting year begins on 1 January. Undefined for other texts. Of a time
 * ("2019-06-14T10:00:00") the day counts.
 */
export function daysOf(period: string): Days | undefined {
  const text = period.trim();
  const [, year = '', code = ''] = reporting.exec(text) ?? [];
  if (code) return ofReporting(year, code[0] ?? '', Number(code.slice(1)));
  const [whole, start, years = '0', more = '0', days = '0'] = range.exec(text) ?? [];
  try {
    if (whole === undefined) {
      const date = parseDate(text.replace(/T\d{2}:\d{2}.*$/, ''));
      return { first: earliest(date), last: latest(date) };
    }
    const first = earliest(parseDate(start ?? ''));
    const end = addDays(addMonths(first, Number(years) * 12 + Number(more)), Number(days));
    return end > first ? { first, last: addDays(end, -1) } : undefined;
  } catch {
    return undefined;
  }
}

function ofReporting(year: string, kind: string, count: number): Days | undefined {
  const begin = dayOf(`${year}-01-01`);
  const length = months[kind];
  if (length) {
    const first = addMonths(begin, (count - 1) * length);
    return { first, last: addDays(addMonths(first, length), -1) };
  }
  if (kind === 'D') {
    const first = addDays(begin, count - 1);
    return count > 0 && first.startsWith(year) ? { first, last: first } : undefined;
  }
  // Week 1 is the one with the first Thursday (ISO 8601); 4 January is always in it.
  const fourth = dayOf(`${year}-01-04`);
  const monday = addDays(fourth, -((new Date(`${fourth}T00:00:00Z`).getUTCDay() + 6) % 7));
  const first = addDays(monday, (count - 1) * 7);
  return { first, last: addDays(first, 6) };
}
