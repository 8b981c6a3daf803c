/** Calendars as iCalendar (RFC 5545), for the calendar programs people have. */
import { addDays, type Day, earliest, latest, type PartialDate } from '../core/date.ts';
import { software } from './product.ts';

export interface CalendarEvent {
  /** The same event keeps its id for good. */
  readonly id: string;
  /** A month is an event over all its days. */
  readonly date: PartialDate;
  readonly summary: string;
  readonly description: string;
  readonly address?: string;
}

/** A calendar file. `stamp` is the day it was made: the same day and record give the same bytes. */
export function iCalendar(name: string, events: readonly CalendarEvent[], stamp: Day): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//${software.name}//${software.version}//EN`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${escaped(event.id)}@plumbline`,
      `DTSTAMP:${compact(stamp)}T000000Z`,
      `DTSTART;VALUE=DATE:${compact(earliest(event.date))}`,
      `DTEND;VALUE=DATE:${compact(addDays(latest(event.date), 1))}`,
      `SUMMARY:${escaped(event.summary)}`,
      `DESCRIPTION:${escaped(event.description)}`,
      ...(event.address ? [`URL:${event.address}`] : []),
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ]
    .map(fold)
    .join('\r\n');
}

function compact(day: Day): string {
  return day.replaceAll('-', '');
}

/** RFC 5545, 3.3.11: backslash, semicolon, comma and line ends are escaped in text. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, '\\n');
}

/** RFC 5545, 3.1: no line is longer than 75 octets; a longer one goes on after a space. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    const limit = parts.length === 0 ? 75 : 74;
    if (Buffer.byteLength(part + character) > limit) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
}
