/** Features as numbers, and TF-IDF: a word counts for more the fewer texts it stands in. */
import { weighedKind, weighedKinds } from './features.ts';
import type { SparseRows } from './regression.ts';

/** Texts as lists of features, each by its number in `names`; a feature stands as often as it occurs. */
export interface Texts {
  readonly names: readonly string[];
  readonly rows: readonly Int32Array[];
}

/** The features a model knows. */
export interface Vocabulary {
  readonly names: readonly string[];
  /** By feature: its inverse document frequency; 1 for marks. */
  readonly rarity: Float64Array;
}

/** Words and pairs together weigh this much, each, beside a mark of 1. Chosen on sessions 11 to 13. */
const share = 3;

/** A feature of a single text tells nothing of others. */
const leastTexts = 2;

/** Gathers texts one by one, so that their features need not be held as words. */
export function gatherer(): { add(names: readonly string[]): void; readonly texts: Texts } {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const rows: Int32Array[] = [];
  return {
    add(list) {
      const row = new Int32Array(list.length);
      for (const [at, name] of list.entries()) {
        let number = numbers.get(name);
        if (number === undefined) {
          number = names.length;
          numbers.set(name, number);
          names.push(name);
        }
        row[at] = number;
      }
      rows.push(row);
    },
    texts: { names, rows },
  };
}

/** The features of some of the texts, and no others. */
export function learnVocabulary({ names, rows }: Texts, chosen: readonly number[]): Vocabulary {
  const texts = new Int32Array(names.length);
  for (const row of chosen)
    for (const feature of new Set(rows[row])) texts[feature] = (texts[feature] ?? 0) + 1;
  const known = names.flatMap((name, feature) =>
    (texts[feature] ?? 0) >= leastTexts ? [{ name, found: texts[feature] ?? 0 }] : [],
  );
  return {
    names: known.map(({ name }) => name),
    rarity: Float64Array.from(known, ({ name, found }) =>
      weighedKind(name) === 0 ? 1 : rounded(1 + Math.log((1 + chosen.length) / (1 + found))),
    ),
  };
}

/** As many digits as a model file keeps, so that a model read back is the one written. */
export function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** How a text becomes a row: give it the number of each of its features in the vocabulary. */
export type Weigh = (features: Iterable<number>) => Map<number, number>;

export function weigher({ names, rarity }: Vocabulary): Weigh {
  const kinds = Uint8Array.from(names, weighedKind);
  return (features) => {
    const values = new Map<number, number>();
    for (const feature of features) values.set(feature, (values.get(feature) ?? 0) + 1);
    const squares = new Float64Array(weighedKinds + 1);
    for (const [feature, count] of values) {
      const kind = kinds[feature] ?? 0;
      const value = kind === 0 ? 1 : (1 + Math.log(count)) * (rarity[feature] ?? 0);
      squares[kind] = (squares[kind] ?? 0) + value * value;
      values.set(feature, value);
    }
    for (const [feature, value] of values) {
      const kind = kinds[feature] ?? 0;
      if (kind > 0) values.set(feature, (share * value) / Math.sqrt(squares[kind] ?? 1));
    }
    return values;
  };
}

/** Some of the texts as rows of a vocabulary; what it does not know is left out. */
export function encode(
  { names, rows }: Texts,
  chosen: readonly number[],
  vocabulary: Vocabulary,
): SparseRows {
  const places = new Map(vocabulary.names.map((name, at) => [name, at]));
  const known = names.map((name) => places.get(name) ?? -1);
  const weigh = weigher(vocabulary);
  const starts = new Int32Array(chosen.length + 1);
  const features: number[] = [];
  const values: number[] = [];
  for (const [at, row] of chosen.entries()) {
    const here = Array.from(rows[row] ?? [], (feature) => known[feature] ?? -1).filter((one) => one >= 0);
    for (const [feature, value] of weigh(here)) {
      features.push(feature);
      values.push(value);
    }
    starts[at + 1] = features.length;
  }
  return {
    starts,
    features: Int32Array.from(features),
    values: Float32Array.from(values),
    width: vocabulary.names.length,
  };
}
