import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearDuplicates } from './near.ts';
import { words } from './words.ts';

/** The Jaccard coefficient of the pairs of neighbouring words, written down plainly. */
function jaccard(one: string, other: string): number {
  const shingles = (text: string) => {
    const all = words(text);
    return new Set(all.length === 1 ? all : all.slice(1).map((word, at) => `${all[at]} ${word}`));
  };
  const [a, b] = [shingles(one), shingles(other)];
  const shared = [...a].filter((each) => b.has(each)).length;
  return shared / (a.size + b.size - shared);
}

const sentence =
  'Count every lantern of the harbour each winter and tell the keepers of all towns how many were lit and how many were broken';

describe('nearly the same', () => {
  test.each<[string, string, number[][]]>([
    ['equal words', `${sentence.toUpperCase()}!`, [[0, 1]]],
    ['one word changed', sentence.replace('winter', 'summer'), [[0, 1]]],
    ['a word more', `${sentence} again`, [[0, 1]]],
    ['half of it', sentence.slice(0, 60), []],
    ['the words in another order', sentence.split(' ').toReversed().join(' '), []],
  ])('%s', (_, other, groups) => {
    expect(nearDuplicates([sentence, other, 'Something else altogether']).groups).toEqual(groups);
  });

  test('copies are paired with the first, and joined through others', () => {
    const near = sentence.replace('winter', 'summer');
    const { pairs, groups } = nearDuplicates([sentence, near, sentence, 'Zebra', near, 'zebra', '', '']);
    expect(groups).toEqual([
      [0, 1, 2, 4],
      [3, 5],
    ]);
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      [0, 1],
      [0, 2],
      [1, 4],
      [3, 5],
    ]);
    expect(pairs[0]?.jaccard).toBeCloseTo(jaccard(sentence, near), 12);
  });

  test('nothing and one text have no neighbour', () => {
    for (const texts of [[], [''], [sentence]])
      expect(nearDuplicates(texts)).toEqual({ pairs: [], groups: [] });
  });
});

const vocabulary = ['child', 'rights', 'law', 'the', 'of', 'judge', 'school', 'report', 'niña', 'طفل'];
const text = fc.array(fc.constantFrom(...vocabulary), { maxLength: 12 }).map((list) => list.join(' '));

test('no pair is false, the coefficients are exact, and groups are what the pairs join', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
      const { pairs, groups } = nearDuplicates(texts);
      for (const { a, b, jaccard: coefficient } of pairs) {
        expect(a).toBeLessThan(b);
        expect(coefficient).toBeCloseTo(jaccard(texts[a] ?? '', texts[b] ?? ''), 12);
        expect(coefficient).toBeGreaterThanOrEqual(0.8);
        expect(groups.some((group) => group.includes(a) && group.includes(b))).toBe(true);
      }
      expect(new Set(pairs.map(({ a, b }) => `${a} ${b}`)).size).toBe(pairs.length);
      const members = groups.flat();
      expect(new Set(members).size).toBe(members.length);
      expect(new Set(pairs.flatMap(({ a, b }) => [a, b]))).toEqual(new Set(members));
    }),
  );
});

test('of many texts with a word or two changed, all pairs are found that are near enough', () => {
  const names = Array.from({ length: 400 }, (_, at) => `word${at}`);
  const texts = Array.from({ length: 600 }, (_, at) => {
    const start = (at % 60) * 6;
    const own = names.slice(start, start + 30);
    return own.map((name, place) => (place === (at * 7) % 31 ? `other${at}` : name)).join(' ');
  });
  const found = new Set(nearDuplicates(texts).pairs.map(({ a, b }) => `${a} ${b}`));
  const missed: string[] = [];
  for (let a = 0; a < texts.length; a += 1)
    for (let b = a + 1; b < texts.length; b += 1)
      if (jaccard(texts[a] ?? '', texts[b] ?? '') >= 0.8 && !found.has(`${a} ${b}`)) missed.push(`${a} ${b}`);
  expect(found.size).toBeGreaterThan(100);
  expect(missed).toEqual([]);
});
