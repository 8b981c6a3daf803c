import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readActs, readDate } from './acts.ts';

describe('dates as lists write them', () => {
  it.each([
    ['12 Dec 2000', '2000-12-12'],
    ['7 Jun 2004', '2004-06-07'],
    ['04 Feb 1985', '1985-02-04'],
    ['  12\tDecember  2000 ', '2000-12-12'],
    ['1 Sept 2011', '2011-09-01'],
    ['May 2011', '2011-05'],
    ['31/12/2026', '2026-12-31'],
    ['1.2.2026', '2026-02-01'],
    ['2026-02-01', '2026-02-01'],
    ['2011', '2011'],
  ])('%s', (text, date) => {
    expect(readDate(text)).toBe(date);
  });

  it.each(['31 Feb 2015', '31/02/2015', '12 Foo 2000', '13/13/2020', 'soon', '', '12 Dec 20', '1 De 2000'])(
    'refuses “%s”',
    (text) => {
      expect(() => readDate(text)).toThrow('not a date of the calendar');
    },
  );

  it('reads back every day it could have been written from', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (time) => {
          const day = time.toISOString().slice(0, 10);
          const written = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(
            time,
          );
          expect(readDate(written)).toBe(day);
        },
      ),
    );
  });
});

describe('acts with their marks', () => {
  it.each([
    [
      '12 Dec 2000',
      '21 Aug 2002',
      { status: 'party', signed: '2000-12-12', action: 'ratification', acted: '2002-08-21' },
    ],
    ['', '7 Jun 2004 a', { status: 'party', action: 'accession', acted: '2004-06-07' }],
    ['', '11 May 1994 (a)', { status: 'party', action: 'accession', acted: '1994-05-11' }],
    ['', '12 Mar 2001 d', { status: 'party', action: 'succession', acted: '2001-03-12' }],
    [
      '12 Dec 2000',
      '1 Jul 2002 A',
      { status: 'party', signed: '2000-12-12', action: 'acceptance', acted: '2002-07-01' },
    ],
    ['', '6 Sep 2006 AA', { status: 'party', action: 'approval', acted: '2006-09-06' }],
    ['', '23 Dec 2010 c', { status: 'party', action: 'formal confirmation', acted: '2010-12-23' }],
    ['26 Sep 2001', ' ', { status: 'signed', signed: '2001-09-26' }],
    ['12 Mar 2001 d', '', { status: 'signed', signed: '2001-03-12' }],
    ['', '', { status: 'none' }],
  ])('“%s” and “%s”', (signature, consent, acts) => {
    expect(readActs(signature, consent)).toEqual(acts);
  });

  it.each([
    ['', '7 Jun 2004 x', '“x” in “7 Jun 2004 x”'],
    ['', '31 Feb 2004 a', '“31 Feb 2004” is not a date'],
    ['yes', '', '“yes” is not a date'],
  ])('refuses “%s” and “%s”', (signature, consent, sentence) => {
    expect(() => readActs(signature, consent)).toThrow(sentence);
  });
});
