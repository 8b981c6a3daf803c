/** Dates and marks as treaty lists write them. */
import { parseDate, type PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { type Action, type Acts, actions } from '../model.ts';

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** Letters that the Treaty Collection sets after a date; none means ratification. Case matters: "a" is accession, "A" acceptance. */
const marks: { readonly [mark: string]: Action } = {
  '': 'ratification',
  a: 'accession',
  d: 'succession',
  A: 'acceptance',
  AA: 'approval',
  c: 'formal confirmation',
};

/**
 * Reads "12 Dec 2000", "12 December 2000", "Dec 2000", "12/03/2001" (day first) and ISO 8601 dates.
 * @throws Problem `date-invalid`
 */
export function readDate(text: string): PartialDate {
  const value = text.replace(/\s+/g, ' ').trim();
  const written = /^(?:(\d{1,2}) )?([A-Za-z]{3,9})\.? (\d{4})$/.exec(value);
  const numbers = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(value);
  try {
    if (written) return parseDate(iso(written[3], monthNumber(written[2]), written[1]));
    if (numbers) return parseDate(iso(numbers[3], numbers[2], numbers[1]));
    return parseDate(value);
  } catch {
    throw new Problem('date-invalid', { value });
  }
}

/** "Sep", "Sept" and "September" are 9; 99 for no month, which no date accepts. */
function monthNumber(name = ''): string {
  const at = months.findIndex((month) => month.startsWith(name.toLowerCase()));
  return at >= 0 ? String(at + 1) : '99';
}

function iso(year = '', month = '', day?: string): string {
  return [year, month.padStart(2, '0'), ...(day ? [day.padStart(2, '0')] : [])].join('-');
}

/**
 * Reads the two columns of a participants' table: signature, and the act of consent with its mark
 * ("7 Jun 2004 a", "11 May 1994 (a)"). Both empty: no step taken.
 * @throws Problem `date-invalid`, `act-mark-unknown`
 */
export function readActs(signature: string, consent: string): Acts {
  // "12 Mar 2001 d" under Signature is a succession to a signature: the State counts as having signed.
  const signed = signature.trim() ? splitMark(signature).date : undefined;
  const act = consent.trim() ? splitMark(consent) : undefined;
  return {
    status: act ? 'party' : signed ? 'signed' : 'none',
    ...(signed ? { signed } : {}),
    ...(act ? { action: act.action, acted: act.date } : {}),
  };
}

function splitMark(text: string): { date: PartialDate; action: Action } {
  const [, date = '', mark = ''] = /^(.*?\d{4})\s*\(?([A-Za-z]*)\)?\s*$/.exec(text.trim()) ?? [];
  if (!date) throw new Problem('date-invalid', { value: text.trim() });
  const action = marks[mark];
  if (!action) throw new Problem('act-mark-unknown', { mark, value: text.trim() });
  return { date: readDate(date), action };
}

/** @throws Problem `act-unknown` for a word that is no kind of act */
export function readAction(text: string): Action {
  const found = actions.find((action) => action === text.trim());
  if (!found) throw new Problem('act-unknown', { value: text.trim(), known: actions.join(', ') });
  return found;
}
