/**
 * A text as the codebook reads it: words in lower case without accents, each with its place in the text.
 *
 * An elided article ("l’", "d’", "qu’") and the English possessive ("’s") are left out, a hyphen parts words
 * save after "co" and "re" (co-operate, re-establish), and words know their sentence, so that no phrase is
 * found across a full stop.
 */
export interface Words {
  /** Folded words, in order. */
  readonly words: readonly string[];
  /** Where each begins and ends in the text, in UTF-16 units. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The number of the sentence each stands in; also ";" and ":" end one. */
  readonly sentences: readonly number[];
}

/** Nothing that asks one thing is longer; what follows in a text pasted whole is not read. */
export const mostWords = 2_000;

const word = /(?:(?:[Cc]o|[Rr]e)[-‐‑](?=\p{L}))?[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad]*/gu;
const sentenceEnd = /[.;:!?](?:[\s"”»)]|$)/;
const apostrophe = /['’‘ʼ´`]/;
const elided = /^(?:[a-z]|qu|jusqu|lorsqu|puisqu)$/;

/** The words of a text, at most `mostWords`. */
export function wordsOf(text: string): Words {
  const words: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const sentences: number[] = [];
  let sentence = 0;
  let end = 0;
  word.lastIndex = 0;
  for (let found = word.exec(text); found && words.length < mostWords; found = word.exec(text)) {
    const start = found.index;
    // "No. 182", "art. 34": a number goes on with the sentence.
    if (
      start - end > 1 &&
      end > 0 &&
      !/\d/.test(found[0][0] ?? '') &&
      sentenceEnd.test(text.slice(end, start))
    )
      sentence += 1;
    const folded = foldWord(found[0]);
    const follows = start > 0 && apostrophe.test(text[start - 1] ?? '');
    end = word.lastIndex;
    if (folded === '' || (follows && folded === 's')) continue;
    if (folded.length < 8 && apostrophe.test(text[end] ?? '') && elided.test(folded)) continue;
    words.push(folded);
    starts.push(start);
    ends.push(end);
    sentences.push(sentence);
  }
  return { words, starts, ends, sentences };
}

const plain = /^[a-z0-9]+$/;

/** One word in lower case without accents, hyphens and soft hyphens. */
export function foldWord(written: string): string {
  const lower = written.toLowerCase();
  if (plain.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/[\p{M}\u00ad‐‑-]+/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae');
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['children', 'child'],
  ['women', 'woman'],
  ['men', 'man'],
  ['people', 'person'],
]);

/**
 * What a word may be the plural of, by the rules of English, French and Spanish together, and the word itself:
 * "policies" gives policies, policie, policy; "mujeres" gives mujeres, mujere, mujer. Forms that are no words do
 * no harm: they only have to be found in the codebook.
 */
export function numbersOf(folded: string): readonly string[] {
  const known = irregular.get(folded);
  if (known !== undefined) return [folded, known];
  if (folded.length < 4 || !/[sx]$/.test(folded)) return [folded];
  const forms = [folded, folded.slice(0, -1)];
  if (folded.endsWith('ies')) forms.push(`${folded.slice(0, -3)}y`);
  else if (folded.endsWith('ces')) forms.push(`${folded.slice(0, -3)}z`);
  if (folded.endsWith('es')) forms.push(folded.slice(0, -2));
  else if (folded.endsWith('aux')) forms.push(`${folded.slice(0, -3)}al`);
  return forms;
}
