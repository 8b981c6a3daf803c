import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate, parseDay } from '../core/date.ts';
import { iCalendar } from './ical.ts';

const stamp = parseDay('2026-11-23');

/** Reads a calendar back as RFC 5545 says: lines unfolded, then name and value. */
function unfolded(text: string): string[] {
  return text.replaceAll('\r\n ', '').split('\r\n');
}

describe('iCalendar', () => {
  test('a day and a month', () => {
    const text = iCalendar(
      'Mauritius',
      [
        { id: 'a', date: parseDate('2027-02-28'), summary: 'Report; sixth, periodic', description: 'source' },
        { id: 'b', date: parseDate('2027-01'), summary: 'Review', description: 'known by month' },
      ],
      stamp,
    );
    expect(unfolded(text)).toEqual(
      expect.arrayContaining([
        'DTSTART;VALUE=DATE:20270228',
        'DTEND;VALUE=DATE:20270301',
        'SUMMARY:Report\\; sixth\\, periodic',
        'DTSTART;VALUE=DATE:20270101',
        'DTEND;VALUE=DATE:20270201',
      ]),
    );
  });

  test('any text keeps to its line, and no line is too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (summary) => {
        const text = iCalendar(
          'x',
          [{ id: 'a', date: parseDate('2027'), summary, description: summary }],
          stamp,
        );
        for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const [, value = ''] =
          /^SUMMARY:(.*)$/.exec(unfolded(text).find((line) => line.startsWith('SUMMARY:')) ?? '') ?? [];
        const back = value.replace(/\\([\\;,n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
        expect(back).toBe(summary.replace(/\r\n|\r/g, '\n'));
      }),
    );
  });
});
