/** What the front of a United Nations document says of its time: the session of the review, the day of the document. */
import { parseDate, type PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { Paragraph } from '../../platform/documents/paragraphs.ts';

/**
 * The session of the Universal Periodic Review that a report is of. Each says it in its first paragraph: "The
 * Working Group on the Universal Periodic Review … held its sixteenth session from 22 April to 3 May 2013."
 */
export function sessionHeld(paragraphs: readonly Paragraph[]): number | undefined {
  for (const { text } of paragraphs.slice(0, 3)) {
    const words =
      /Working Group on the Universal Periodic Review\b.{0,200}?\bheld its ([\w-]+) session\b/is.exec(
        text,
      )?.[1];
    const session = words === undefined ? undefined : ordinal(words);
    if (session !== undefined) return session;
  }
  return undefined;
}

/** The day of distribution, in the corner of the first page: "Distr.: General", and below it "8 July 2013". */
export function distributionDate(opening: readonly string[]): PartialDate | undefined {
  const from = opening.findIndex((line) => /\bDistr\b/i.test(line));
  if (from < 0) return undefined;
  for (const line of opening.slice(from, from + 3)) {
    const [, day = '', name = '', year = ''] =
      /(?:^|\s)(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/.exec(line.trim()) ?? [];
    const month = months.indexOf(name) + 1;
    if (month > 0) return dateFrom(`${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`);
  }
  return undefined;
}

function dateFrom(text: string): PartialDate | undefined {
  try {
    return parseDate(text);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const units = 'first second third fourth fifth sixth seventh eighth ninth'.split(' ');
const teens =
  'tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(
    ' ',
  );
const tens = ['twent', 'thirt', 'fort', 'fift', 'sixt', 'sevent', 'eight', 'ninet'];

/** "sixteenth", "thirty-fourth", "34th"; undefined for other words. */
function ordinal(words: string): number | undefined {
  const text = words.toLowerCase();
  const figures = /^(\d{1,2})(st|nd|rd|th)$/.exec(text)?.[1];
  if (figures !== undefined) return Number(figures);
  const [, ten, unit] = /^([a-z]+)y-([a-z]+)$/.exec(text) ?? [];
  if (ten !== undefined && unit !== undefined) {
    const [first, second] = [tens.indexOf(ten), units.indexOf(unit)];
    return first < 0 || second < 0 ? undefined : 20 + 10 * first + second + 1;
  }
  const whole = tens.indexOf(text.replace(/ieth$/, ''));
  if (text.endsWith('ieth') && whole >= 0) return 20 + 10 * whole;
  if (units.includes(text)) return units.indexOf(text) + 1;
  return teens.includes(text) ? teens.indexOf(text) + 10 : undefined;
}
