/**
 * Texts that are nearly the same: pairs whose sets of neighbouring words have a Jaccard coefficient of at least
 * 0.8. Candidates come from MinHash signatures cut into bands (A. Broder, "On the resemblance and containment of
 * documents", 1997; J. Leskovec, A. Rajaraman, J. Ullman, "Mining of Massive Datasets", chapter 3); each is then
 * checked exactly, so that no pair is false. A pair that is just similar enough is missed once in 2,800 times:
 * (1 − 0.8⁵)²⁰.
 */
import { words } from './words.ts';

/** From this coefficient on two texts are nearly the same. */
const threshold = 0.8;
const bands = 20;
const rowsOfBand = 5;
const permutations = bands * rowsOfBand;
/** So that a hash of 32 bits and the number of a text fit together into the 53 bits of an exact number. */
const mostTexts = 2 ** 21;

export interface Pair {
  /** Positions in the list of texts, the lower first. */
  readonly a: number;
  readonly b: number;
  /** From 0.8 to 1. */
  readonly jaccard: number;
}

export interface NearDuplicates {
  /**
   * In the order of a, then b. Texts with the same set are paired with the first of them only, and that one
   * alone with the texts near to it: a thousand equal texts make 999 pairs, not half a million.
   */
  readonly pairs: readonly Pair[];
  /** Texts joined by pairs, directly or through others, at least two; in the order of their first text. */
  readonly groups: readonly (readonly number[])[];
}

/**
 * Finds the texts that are nearly the same. Those without a word are near to nothing.
 * @throws RangeError for more than two million texts
 */
export function nearDuplicates(texts: readonly string[]): NearDuplicates {
  if (texts.length > mostTexts) throw new RangeError(`more than ${mostTexts} texts`);
  const sets = shingleSets(texts);
  const { firsts, pairs } = equalSets(sets);
  const signatures = bandHashes(sets, firsts);
  for (let band = 0; band < bands; band += 1) {
    for (const bucket of buckets(signatures, band, firsts.length)) {
      for (let i = 0; i < bucket.length; i += 1) {
        for (let j = i + 1; j < bucket.length; j += 1) {
          const [one, other] = [bucket[i] as number, bucket[j] as number];
          if (agreeBefore(signatures, band, one, other)) continue;
          const [a, b] = [firsts[one] as number, firsts[other] as number];
          const jaccard = similarity(sets, a, b);
          if (jaccard >= threshold) pairs.push({ a, b, jaccard });
        }
      }
    }
  }
  pairs.sort((one, other) => one.a - other.a || one.b - other.b);
  return { pairs, groups: groupsOf(texts.length, pairs) };
}

/** The sets of all texts, each in ascending order: text t has those from starts[t] to before starts[t + 1]. */
interface Sets {
  readonly starts: Uint32Array;
  readonly shingles: Float64Array;
}

/**
 * Two words that stand together, as one number; of a text of one word, that word. Words are numbered, so the
 * number is exact: the square of all the words there are stays far below 2⁵³.
 */
function shingleSets(texts: readonly string[]): Sets {
  const numbers = new Map<string, number>();
  const inWords = texts.map((text) =>
    Uint32Array.from(words(text), (word) => {
      const number = numbers.get(word) ?? numbers.size + 1;
      numbers.set(word, number);
      return number;
    }),
  );
  const base = numbers.size + 1;
  const starts = new Uint32Array(texts.length + 1);
  const most = inWords.reduce((sum, { length }) => sum + Math.max(length - 1, Math.min(length, 1)), 0);
  const shingles = new Float64Array(most);
  let end = 0;
  for (const [text, sequence] of inWords.entries()) {
    const last = sequence.length === 1 ? 1 : sequence.length - 1;
    const own = new Float64Array(Math.max(0, last));
    for (let at = 0; at < last; at += 1) own[at] = (sequence[at] as number) * base + (sequence[at + 1] ?? 0);
    own.sort();
    for (const [at, shingle] of own.entries()) {
      if (at > 0 && shingle === own[at - 1]) continue;
      shingles[end] = shingle;
      end += 1;
    }
    starts[text + 1] = end;
  }
  return { starts, shingles: shingles.subarray(0, end) };
}

function setOf({ starts, shingles }: Sets, text: number): Float64Array {
  return shingles.subarray(starts[text], starts[text + 1]);
}

/** The first text of each set, and the pairs of the others with it. */
function equalSets(sets: Sets): { firsts: number[]; pairs: Pair[] } {
  const known = new Map<string, number>();
  const firsts: number[] = [];
  const pairs: Pair[] = [];
  for (let text = 0; text < sets.starts.length - 1; text += 1) {
    const set = setOf(sets, text);
    if (set.length === 0) continue;
    const key = set.join(' ');
    const first = known.get(key);
    if (first !== undefined) pairs.push({ a: first, b: text, jaccard: 1 });
    else {
      known.set(key, text);
      firsts.push(text);
    }
  }
  return { firsts, pairs };
}

/** A bijection of the numbers of 32 bits that scatters them (the finaliser of MurmurHash3, public domain). */
function scattered(number: number): number {
  let mixed = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** By band and text: one number for the five smallest hashes of the band. Equal bands have equal numbers. */
function bandHashes(sets: Sets, firsts: readonly number[]): readonly Uint32Array[] {
  // Scattering a number xor a constant is another bijection for each constant: a permutation.
  const seeds = Uint32Array.from({ length: permutations }, (_, at) => scattered(at + 1));
  const hashes = Array.from({ length: bands }, () => new Uint32Array(firsts.length));
  const smallest = new Uint32Array(permutations);
  for (const [at, text] of firsts.entries()) {
    smallest.fill(0xffffffff);
    for (const shingle of setOf(sets, text)) {
      const hash = scattered((shingle % 2 ** 32) ^ scattered(Math.floor(shingle / 2 ** 32) + 1));
      for (let row = 0; row < permutations; row += 1) {
        const value = scattered(hash ^ (seeds[row] as number));
        if (value < (smallest[row] as number)) smallest[row] = value;
      }
    }
    for (let band = 0; band < bands; band += 1) {
      let joined = band;
      for (let row = 0; row < rowsOfBand; row += 1)
        joined = scattered(joined ^ (smallest[band * rowsOfBand + row] as number));
      (hashes[band] as Uint32Array)[at] = joined;
    }
  }
  return hashes;
}

/** The texts that agree in a band, at least two; each in ascending order. */
function* buckets(signatures: readonly Uint32Array[], band: number, count: number): Generator<Uint32Array> {
  const hashes = signatures[band] as Uint32Array;
  // A number below 2⁵³ for hash and text together: sorting numbers is much faster than comparing by a function.
  const keys = Float64Array.from({ length: count }, (_, at) => (hashes[at] as number) * mostTexts + at);
  keys.sort();
  const texts = Uint32Array.from(keys, (key) => key % mostTexts);
  for (let start = 0, end = 1; end <= count; end += 1) {
    const same = end < count && hashes[texts[end] as number] === hashes[texts[start] as number];
    if (same) continue;
    if (end - start > 1) yield texts.subarray(start, end);
    start = end;
  }
}

/** Whether two texts met in an earlier band, where they were checked already. */
function agreeBefore(signatures: readonly Uint32Array[], band: number, one: number, other: number): boolean {
  for (let earlier = 0; earlier < band; earlier += 1) {
    const hashes = signatures[earlier] as Uint32Array;
    if (hashes[one] === hashes[other]) return true;
  }
  return false;
}

/** The Jaccard coefficient of two sets; 0 as soon as it is known to stay below the threshold. */
function similarity({ starts, shingles }: Sets, a: number, b: number): number {
  let [atA, atB] = [starts[a] as number, starts[b] as number];
  const [endA, endB] = [starts[a + 1] as number, starts[b + 1] as number];
  const sum = endA - atA + (endB - atB);
  // shared / (sum − shared) reaches the threshold from here on.
  const needed = (threshold * sum) / (1 + threshold);
  let shared = 0;
  while (atA < endA && atB < endB) {
    if (shared + Math.min(endA - atA, endB - atB) < needed - 1e-9) return 0;
    const difference = (shingles[atA] as number) - (shingles[atB] as number);
    if (difference === 0) shared += 1;
    if (difference <= 0) atA += 1;
    if (difference >= 0) atB += 1;
  }
  return shared / (sum - shared);
}

function groupsOf(count: number, pairs: readonly Pair[]): number[][] {
  const parents = Uint32Array.from({ length: count }, (_, at) => at);
  const root = (text: number): number => {
    let at = text;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  };
  // The lower root stays, so that a group is known by its first text.
  for (const { a, b } of pairs) {
    const [one, other] = [root(a), root(b)];
    parents[Math.max(one, other)] = Math.min(one, other);
  }
  const members = new Map<number, number[]>();
  for (let text = 0; text < count; text += 1) {
    const first = root(text);
    const group = members.get(first);
    if (group) group.push(text);
    else members.set(first, [text]);
  }
  return [...members.values()].filter((group) => group.length > 1);
}
