/**
 * All pairs of nearly equal texts by a method that misses none, to measure another by: two sets with a Jaccard
 * coefficient of at least t share one of the first |A| − ⌈t |A|⌉ + 1 elements, the rarest first (prefix filter:
 * S. Chaudhuri, V. Ganti, R. Kaushik, "A primitive operator for similarity joins in data cleaning", 2006).
 */
import { words } from '../../src/recommendations/words.ts';

/** @returns "a b" for each pair, the lower position first */
export function exactPairs(texts: readonly string[], threshold: number): Set<string> {
  const sets = texts.map((text) => {
    const sequence = words(text);
    return new Set(
      sequence.length === 1 ? sequence : sequence.slice(1).map((word, at) => `${sequence[at]} ${word}`),
    );
  });
  const often = new Map<string, number>();
  for (const set of sets) for (const element of set) often.set(element, (often.get(element) ?? 0) + 1);
  const holders = new Map<string, number[]>();
  const found = new Set<string>();
  for (const [b, set] of sets.entries()) {
    const rarest = [...set].toSorted(
      (one, other) => (often.get(one) ?? 0) - (often.get(other) ?? 0) || (one < other ? -1 : 1),
    );
    const candidates = new Set<number>();
    for (const element of rarest.slice(0, set.size - Math.ceil(threshold * set.size - 1e-9) + 1)) {
      const before = holders.get(element) ?? [];
      for (const a of before) candidates.add(a);
      before.push(b);
      holders.set(element, before);
    }
    for (const a of candidates) {
      const other = sets[a] as Set<string>;
      const shared = [...set].filter((element) => other.has(element)).length;
      if (shared / (set.size + other.size - shared) >= threshold - 1e-12) found.add(`${a} ${b}`);
    }
  }
  return found;
}
