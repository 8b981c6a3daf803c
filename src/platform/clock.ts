/**
 * Whether the clock of the machine can be believed. Dates decide what a State owes and since when, so a clock that is
 * years off would have pages and changes say what is not true.
 */
import { performance } from 'node:perf_hooks';
import { Problem } from '../core/problem.ts';
import type { Record } from './record.ts';

const day = 86_400_000;

/**
 * How far the time of day may part from the time that passed. Ahead, because the steady clock stands still while a
 * machine sleeps; behind, because a clock is set.
 */
const most = { ahead: 366 * day, behind: day };

/**
 * Watches a clock against one that cannot be set.
 * @param steady milliseconds since any beginning
 * @returns asked again and again: Problem `clock-jumped` as long as the clock is somewhere else
 */
export function clockWatch(
  wall: () => Date,
  steady: () => number = () => performance.now(),
): () => Problem | undefined {
  const began = { wall: wall().getTime(), steady: steady() };
  return () => {
    const now = wall();
    const ahead = now.getTime() - began.wall - (steady() - began.steady);
    if (ahead <= most.ahead && ahead >= -most.behind) return undefined;
    const expected = new Date(now.getTime() - ahead);
    return new Problem('clock-jumped', { now: now.toISOString(), expected: expected.toISOString() });
  };
}

/**
 * Refuses to add to a record whose last change lies over a day ahead.
 * @throws Problem `clock-behind`
 */
export function checkClock(record: Record, now: Date): void {
  const last = record.read((tx) =>
    tx.first<{ at: string }>('SELECT at FROM audit ORDER BY seq DESC LIMIT 1'),
  )?.at;
  if (last !== undefined && Date.parse(last) - now.getTime() > day)
    throw new Problem('clock-behind', { now: now.toISOString(), last });
}
