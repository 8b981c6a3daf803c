import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayLength, kept, parseRetention, type Retention } from './retention.ts';

const now = new Date('2026-11-26T20:00:00Z');
const retention = fc
  .record({ days: fc.nat(9), weeks: fc.nat(6), months: fc.nat(14) })
  .filter(({ days, weeks, months }) => days + weeks + months > 0);
const backups = fc
  .uniqueArray(fc.nat(800 * 24), { maxLength: 120 })
  .map((hours) => hours.map((hour) => new Date(now.getTime() - hour * 3_600_000)));

describe('which backups stay', () => {
  it('is read from a few letters', () => {
    expect(parseRetention('7d,4w,12m')).toEqual({ days: 7, weeks: 4, months: 12 });
    expect(parseRetention('30d')).toEqual({ days: 30, weeks: 0, months: 0 });
    for (const wrong of ['', '7', 'd', '0d', '7d,', '7y', '-1d', '1.5w'])
      expect(parseRetention(wrong), wrong).toBeUndefined();
  });

  it('is the last of each day, week and month', () => {
    const at = (text: string) => new Date(`${text}:00Z`);
    const all = [
      '2026-11-26T12:00',
      '2026-11-26T01:00',
      '2026-11-25T12:00',
      '2026-11-22T12:00',
      '2026-11-16T12:00',
      '2026-10-31T23:59',
      '2026-10-01T00:00',
    ];
    const stay = (text: string) =>
      kept(all.map(at), parseRetention(text) as Retention, now).map((day) => day.toISOString().slice(0, 16));
    expect(stay('2d')).toEqual(['2026-11-26T12:00', '2026-11-25T12:00']);
    // The 22nd is the Sunday of the week that began on the 16th.
    expect(stay('2w')).toEqual(['2026-11-26T12:00', '2026-11-22T12:00']);
    expect(stay('2m')).toEqual(['2026-11-26T12:00', '2026-10-31T23:59']);
  });

  it('always holds the newest, is no more than was asked for, and settles at once', () => {
    fc.assert(
      fc.property(backups, retention, (all, rule) => {
        const stay = kept(all, rule, now);
        const newest = all.reduce<Date | undefined>((last, at) => (last && last > at ? last : at), undefined);
        if (newest) expect(stay).toContain(newest);
        expect(stay.length).toBeLessThanOrEqual(rule.days + rule.weeks + rule.months);
        expect(kept(stay, rule, now)).toEqual(stay);
        expect(kept(all.toReversed(), rule, now).toSorted()).toEqual(stay.toSorted());
        // A longer retention never loses what a shorter one holds.
        expect(kept(all, { ...rule, weeks: rule.weeks + 1 }, now)).toEqual(expect.arrayContaining(stay));
      }),
    );
  });

  it('comes out the same whether it is applied each time or once', () => {
    fc.assert(
      fc.property(backups, retention, (all, rule) => {
        let folder: Date[] = [];
        for (const at of all.toSorted((a, b) => a.getTime() - b.getTime()))
          folder = kept([...folder, at], rule, at);
        expect(kept(folder, rule, now)).toEqual(
          kept(
            all.toSorted((a, b) => a.getTime() - b.getTime()),
            rule,
            now,
          ),
        );
      }),
    );
  });

  it('is not misled by a clock that ran ahead', () => {
    fc.assert(
      fc.property(
        backups,
        retention,
        fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 20 }),
        (all, rule, ahead) => {
          const later = ahead.map((days) => new Date(now.getTime() + days * dayLength));
          expect(kept([...later, ...all], rule, now)).toEqual([...later, ...kept(all, rule, now)]);
        },
      ),
    );
  });
});
