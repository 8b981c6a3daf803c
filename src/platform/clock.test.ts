import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { Problem } from '../core/problem.ts';
import { checkClock, clockWatch } from './clock.ts';
import { growingTable, Record } from './record.ts';

const hours = 3_600_000;
const start = Date.parse('2026-11-27T08:00:00Z');

describe('a clock that is watched', () => {
  test.each([
    ['goes on as time does', 48, 48, undefined],
    ['is set back by an hour', -1, 0, undefined],
    ['is of a machine that slept for a month', 720, 1, undefined],
    ['jumps ahead by five years', 5 * 365 * 24, 1, 'clock-jumped'],
    ['jumps back by five years', -5 * 365 * 24, 1, 'clock-jumped'],
    ['jumps back by two days', -48, 0, 'clock-jumped'],
  ])('%s', (_, wallHours, steadyHours, code) => {
    let [wall, steady] = [start, 7];
    const jumped = clockWatch(
      () => new Date(wall),
      () => steady,
    );
    expect(jumped()).toBeUndefined();
    wall += wallHours * hours;
    steady += steadyHours * hours;
    expect(jumped()?.code).toBe(code);
    if (code) expect(jumped()?.details['expected']).toBe(new Date(start + steadyHours * hours).toISOString());
    // Set right again, all goes on.
    wall = start + steadyHours * hours;
    expect(jumped()).toBeUndefined();
  });
});

test('a record whose last change lies ahead is not added to', () => {
  const record = Record.open(temporaryFolder(), [
    { number: 2, name: 'notes', sql: growingTable('note', 'text TEXT NOT NULL') },
  ]);
  onTestFinished(() => record.close());
  const code = (now: string) => {
    try {
      checkClock(record, new Date(now));
      return 'goes on';
    } catch (error) {
      return error instanceof Problem ? error.code : String(error);
    }
  };
  expect(code('2001-01-01T00:00:00Z')).toBe('goes on');
  record.command({ kind: 'test', actor: 'a', reason: 'b', citation: 'c', at: '2026-11-27T08:00:00Z' }, (tx) =>
    tx.insert('note', { text: 'x' }),
  );
  expect(code('2021-11-27T08:00:00Z')).toBe('clock-behind');
  expect(code('2026-11-27T07:00:00Z')).toBe('goes on');
  expect(code('2031-11-27T08:00:00Z')).toBe('goes on');
});
