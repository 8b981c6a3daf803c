import { describe, expect, test } from 'vitest';
import type { Day, PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { type LoggedStatus, restoring, statusHistory } from './history.ts';
import type { InstrumentId, StatusRow } from './model.ts';

const state = 'MUS' as Iso3;
const today = '2026-11-23' as Day;

/** "2015 A used party 2001": list as at 2015 of source A, in use, party, acted 2001. */
function rows(...said: readonly string[]): LoggedStatus[] {
  return said.map((words, at): LoggedStatus => {
    const [asAt, source = '', standing, status, acted] = words.split(' ');
    return {
      state,
      instrument: 'OPSC' as InstrumentId,
      asAt: asAt as PartialDate,
      standing: standing as StatusRow['standing'],
      status: status as NonNullable<StatusRow['status']>,
      ...(acted ? { acted: acted as PartialDate } : {}),
      citation: { id: source.charCodeAt(0), title: source, standing: 'verified' },
      logged: { row: at + 1, at: `20${10 + at}-01-01`, way: 'file', why: '', who: '', sourceKept: 'open' },
    };
  });
}

describe('what became of each row', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['one row', ['2015 A used party 2001'], ['new, in use']],
    [
      'a source corrected, and restored',
      ['2015 A used party 2001', '2015 A used party 2010', '2015 A used party 2001'],
      ['new, replaced', 'corrected, replaced', 'restored, in use'],
    ],
    [
      'a newer list, and another source beside it',
      ['2015 A used party 2001', '2020 B used party 2001', '2020 C other none'],
      ['new, beside', 'new, in use', 'new, beside'],
    ],
    [
      'a newer list, set aside',
      ['2015 A used party 2001', '2020 B used party 2010', '2020 B other party 2010'],
      ['new, in use', 'new, replaced', 'set aside, beside'],
    ],
  ])('%s', (_, said, expected) => {
    const { rows: history } = statusHistory(state, rows(...said), today);
    expect(history.map(({ change, place }) => `${change}, ${place}`)).toEqual(expected);
  });

  test('a complete list that names the State nowhere is in use, and no row is', () => {
    const list = {
      instrument: 'OPSC' as InstrumentId,
      asAt: '2020' as PartialDate,
      citation: { title: 'List', standing: 'verified' as const },
    };
    const { standing, rows: history } = statusHistory(state, rows('2015 A used none'), today, list);
    expect([standing.kind, standing.row?.citation.title, history[0]?.place]).toEqual([
      'none',
      'List',
      'beside',
    ]);
  });
});

describe('restoring', () => {
  const [first, , third] = [1, 2, 3];
  test.each<[string, readonly string[], number | undefined, readonly string[]]>([
    ['what is in use: nothing', ['2015 A used party 2001'], first, []],
    [
      'what a correction replaced: the row alone',
      ['2015 A used party 2001', '2015 A used party 2010'],
      first,
      ['2015 A used party 2001'],
    ],
    [
      'an older list that was in use: the newer one is set aside',
      ['2015 A used party 2001', '2020 B used party 2010'],
      first,
      ['2020 B other party 2010'],
    ],
    [
      'a corrected row of an older list: both',
      ['2015 A used party 2001', '2015 A used party 2003', '2020 B used party 2010'],
      first,
      ['2015 A used party 2001', '2020 B other party 2010'],
    ],
    [
      'of two lists for one date the first: the second is set aside',
      ['2020 A used party 2001', '2020 B used party 2010'],
      first,
      ['2020 B other party 2010'],
    ],
    [
      'what was set aside: it is in use again',
      ['2015 A used party 2001', '2020 B used party 2010', '2020 B other party 2010'],
      2,
      ['2020 B used party 2010'],
    ],
    [
      'what only ever stood beside: nothing',
      ['2015 A used party 2001', '2020 B used party 2001', '2020 C other none'],
      third,
      [],
    ],
    [
      'what stood beside and was corrected: beside again',
      ['2015 A used party 2001', '2020 C other none', '2020 C other signed'],
      2,
      ['2020 C other none'],
    ],
  ])('%s', (_, said, number, expected) => {
    const all = rows(...said);
    const wanted = all.find(({ logged }) => logged.row === number);
    if (!wanted) throw new Error('no such row');
    const entered = restoring(all, wanted);
    const words = entered.map(({ asAt, citation, standing, status, acted }) =>
      [asAt, citation.title, standing, status, acted].filter(Boolean).join(' '),
    );
    expect(words).toEqual(expected);
    // Done once, it is done: the row is in use if it was, and there is nothing more to restore.
    const after = rows(...said, ...words);
    expect(restoring(after, wanted)).toEqual([]);
    if (wanted.standing === 'used')
      expect(statusHistory(state, after, today).standing.row?.citation.title).toBe(wanted.citation.title);
  });
});
