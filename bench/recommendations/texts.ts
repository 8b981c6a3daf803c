/** Recommendations for measurements: the real ones of UPR Info repeated with some words changed, or made-up ones. */
import { readFileSync } from 'node:fs';
import { readRecommendations } from '../../src/recommendations/intake/read.ts';
import type { Entered } from '../../src/recommendations/store.ts';
import { readTable } from '../../src/platform/tables/read.ts';
import { shared } from '../../test/shared.ts';

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the files of UPR Info say, where they are at hand; else as many made-up entries. */
async function originals(): Promise<readonly Entered[]> {
  const folder = shared('data/upr-info/csv');
  if (!folder) throw new Error('this measurement needs the files of UPR Info (see CONTRIBUTING.md)');
  const entries: Entered[] = [];
  for (const name of ['1-5', '6-9', '10-13', '14-17']) {
    const [table] = await readTable({ name: `${name}.csv`, bytes: readFileSync(`${folder}/${name}.csv`) });
    for (const reading of (table && readRecommendations(table)?.readings()) ?? [])
      if ('entries' in reading) entries.push(...reading.entries);
  }
  return entries;
}

/** So many entries. The first are as they are; of the others up to a fifth of the words is changed. */
export async function entriesToMeasure(count: number): Promise<Entered[]> {
  const from = await originals();
  const random = seeded(4);
  const vocabulary = [...new Set(from.flatMap(({ text }) => text.split(' ')))];
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (_, at) => {
    const entry = from[at % from.length] as Entered;
    if (at < from.length) return entry;
    const share = random() * 0.2;
    const text = entry.text
      .split(' ')
      .map((word) => (random() < share ? any(vocabulary) : word))
      .join(' ');
    const other = any(from);
    return {
      ...entry,
      text,
      state: other.state,
      statement: { ...entry.statement, asker: other.statement.asker },
    };
  });
}
