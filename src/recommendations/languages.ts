/** In which language a text is written. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { TextLanguage } from './words.ts';

/** Little words that are of one of the three languages only, in the plain form of words. */
const little: readonly (readonly ['en' | 'fr' | 'es', ReadonlySet<string>])[] = [
  ['en', new Set('the of and to in with its for that by all from'.split(' '))],
  ['fr', new Set('et les des le aux du dans une pour afin ses au sur'.split(' '))],
  ['es', new Set('y los el del las para sus con al una por sobre'.split(' '))],
];

/**
 * The language of a text, given with its words: by its letters, else by its little words, and where these do
 * not tell it clearly, by the n-grams of ELD. "other" for all languages whose words are not stemmed.
 */
export function languageOf(text: string, words: readonly string[]): TextLanguage {
  if (/\p{Script=Arabic}/u.test(text)) return /[پچژگٹڈےں]/.test(text) ? 'other' : 'ar';
  if (/\p{Script=Cyrillic}/u.test(text)) return /[іїєґўјљњћђџқңғүұһө]/i.test(text) ? 'other' : 'ru';
  const [first, second] = little
    .map(([language, set]) => ({ language, count: words.filter((word) => set.has(word)).length }))
    .toSorted((a, b) => b.count - a.count);
  if (first && second && first.count >= 3 && first.count >= 3 * second.count) return first.language;
  const scores = detector().detect(text).getScores();
  const score = (language: string) => scores[language] ?? 0;
  // A few words could be of many languages; then it is the likeliest of the three.
  const among = words.length < fewWords ? ['en', 'fr', 'es'] : Object.keys(scores);
  const [best] = among.filter((one) => score(one) > 0).toSorted((a, b) => score(b) - score(a));
  return best === 'en' || best === 'fr' || best === 'es' ? best : 'other';
}

const fewWords = 8;

interface Detector {
  detect(text: string): { getScores(): { readonly [language: string]: number } };
}

/** Loaded when it is first needed: its table takes a second and 50 MB, and most texts tell it without. */
let loaded: Detector | undefined;

function detector(): Detector {
  const file = fileURLToPath(import.meta.resolve('eld/extrasmall'));
  loaded ??= (createRequire(import.meta.url)(file) as { readonly eld: Detector }).eld;
  return loaded;
}
