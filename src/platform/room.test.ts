import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Room } from './room.ts';

/** Whoever left has made room by then: it is made in the turn after the next. */
async function left(): Promise<void> {
  await turn();
  await turn();
}

/** Work that goes on until it is told to end. */
function visitors(room: Room) {
  const inside: number[] = [];
  const ends = new Map<number, (outcome: 'done' | 'failed') => void>();
  const come = (number: number) =>
    room.take(
      () =>
        new Promise<number>((resolve, reject) => {
          inside.push(number);
          ends.set(number, (outcome) =>
            outcome === 'done' ? resolve(number) : reject(new Error(`number ${number}`)),
          );
        }),
    );
  return { inside, come, end: (number: number, outcome: 'done' | 'failed') => ends.get(number)?.(outcome) };
}

test('so many at once, so many in line in their order; whoever comes beyond is told to come again', async () => {
  const { inside, come, end } = visitors(new Room({ atOnce: 2, waiting: 2, comeAgainAfter: 7 }));
  const first = [1, 2, 3, 4].map((number) => come(number));
  await expect(come(5)).rejects.toMatchObject({ code: 'busy', details: { seconds: 7 } });
  expect(inside).toEqual([1, 2]);
  end(2, 'done');
  await left();
  expect(inside).toEqual([1, 2, 3]);
  // Work that fails leaves its place as well.
  const failed = expect(first[0]).rejects.toThrow('number 1');
  end(1, 'failed');
  await failed;
  await left();
  expect(inside).toEqual([1, 2, 3, 4]);
  for (const number of [3, 4]) end(number, 'done');
  expect(await Promise.all(first.slice(1))).toEqual([2, 3, 4]);
  await left();
  const later = come(6);
  expect(inside).toEqual([1, 2, 3, 4, 6]);
  end(6, 'done');
  expect(await later).toBe(6);
});
