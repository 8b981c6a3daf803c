/**
 * The words of a text as the search sees them: where they stand, and the form in which plural and singular,
 * accented and plain, meet. Texts and queries go through the same functions, so that they cannot disagree.
 */
import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';

/** The languages whose words are brought to their stems. Texts in any other are searched as they are written. */
export const stemmedLanguages = ['en', 'fr', 'es', 'ar', 'ru'] as const;
export type StemmedLanguage = (typeof stemmedLanguages)[number];
export type TextLanguage = StemmedLanguage | 'other';

/** A word of a text: its plain form, and where it stands (UTF-16 units, the end excluded). */
export interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Letters and figures with their marks; the tatweel that stretches an Arabic word is part of it. */
const wordForm = /[\p{L}\p{N}][\p{L}\p{N}\p{M}\u0640]*/gu;
const apostrophe = /['’‘ʼ`´]/;

/** The words of a text in their order. Of "l'enfant" and "child's" the article and the "s" are no words. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(wordForm)) {
    const start = match.index;
    const end = start + match[0].length;
    const word = plainWord(match[0]);
    const joined = apostrophe.test(text[end] ?? '') || apostrophe.test(text[start - 1] ?? '');
    if (word !== '' && !(joined && /^[a-z]$/.test(word))) found.push({ word, start, end });
  }
  return found;
}

/** The plain forms of the words of a text. */
export function words(text: string): string[] {
  return tokens(text).map(({ word }) => word);
}

/**
 * A word without capitals, accents and Arabic vowel signs, with one form for each of the letters that are
 * written in several ways: alef, ya, ta marbuta, kaf; е for ё. Russian й stays a letter of its own.
 */
function plainWord(written: string): string {
  if (/^[\x20-\x7e]*$/.test(written)) return written.toLowerCase();
  return written
    .normalize('NFKD')
    .replace(/([иИ])\u0306/g, (_, letter: string) => (letter === 'и' ? 'й' : 'Й'))
    .replace(/[\p{Mn}\u0640]/gu, '')
    .toLowerCase()
    .replace(/[ٱىیةکœæ]/g, (letter) => oneForm[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

const oneForm: { readonly [letter: string]: string } = {
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ة: 'ه',
  ک: 'ك',
  œ: 'oe',
  æ: 'ae',
};

const stemmers: { readonly [L in StemmedLanguage]: (word: string) => string } = {
  en: (word) => english(word.replace(/(?<=[a-z]{4})is(e[ds]?|ing|ations?)$/, 'iz$1')),
  fr: french,
  // The rules need the accent of -ción, and see an infinitive in "mujer" but not in "mujeres".
  es: (word) => spanish(spanish(word.replace(/([cs])ion$/, '$1ión'))),
  ar: arabic,
  ru: russian,
};

/** Plurals that no rule brings to their singular; in the plain form of words. */
const irregular: { readonly [L in StemmedLanguage]: { readonly [plural: string]: string } } = {
  en: {
    children: 'child',
    women: 'woman',
    men: 'man',
    policewomen: 'policewoman',
    policemen: 'policeman',
    ombudsmen: 'ombudsman',
    persons: 'person',
    people: 'person',
    wives: 'wife',
    midwives: 'midwife',
    lives: 'life',
    bases: 'basis',
    analyses: 'analysis',
    crises: 'crisis',
    criteria: 'criterion',
    phenomena: 'phenomenon',
    curricula: 'curriculum',
    indices: 'index',
  },
  fr: {
    travaux: 'travail',
    lois: 'loi',
    yeux: 'oeil',
    baux: 'bail',
    mesdames: 'madame',
    messieurs: 'monsieur',
    aieux: 'aieul',
  },
  es: { leyes: 'ley', reyes: 'rey', jovenes: 'joven', regimenes: 'regimen', crisis: 'crisis' },
  ar: {
    اطفال: 'طفل',
    نساء: 'امراه',
    مراه: 'امراه',
    فتيات: 'فتاه',
    بنات: 'بنت',
    اولاد: 'ولد',
    دول: 'دوله',
    قوانين: 'قانون',
    حقوق: 'حق',
    ضحايا: 'ضحيه',
    جرائم: 'جريمه',
    قضاه: 'قاضي',
    مدارس: 'مدرسه',
    اسر: 'اسره',
    تدابير: 'تدبير',
  },
  ru: {
    дети: 'ребенок',
    детей: 'ребенок',
    детям: 'ребенок',
    детьми: 'ребенок',
    детях: 'ребенок',
    ребенка: 'ребенок',
    ребенку: 'ребенок',
    ребенком: 'ребенок',
    ребенке: 'ребенок',
    люди: 'человек',
    людей: 'человек',
    людям: 'человек',
    людьми: 'человек',
    людях: 'человек',
  },
};

/** A stemmer takes microseconds and a text has few words that no other has. */
const known: { readonly [L in StemmedLanguage]: Map<string, string> } = {
  en: new Map(),
  fr: new Map(),
  es: new Map(),
  ar: new Map(),
  ru: new Map(),
};
const mostKnown = 20_000;

/**
 * The stem of a plain word in a language: one for "child", "children"; "ley", "leyes". Rules: Porter's for
 * English, with -ise as -ize; those of Snowball for the others.
 */
export function stem(word: string, language: StemmedLanguage): string {
  const before = known[language].get(word);
  if (before !== undefined) return before;
  const rule = stemmers[language];
  const bare = language === 'ar' ? withoutArticle(word) : word;
  const singular = lookUp(irregular[language], bare) ?? bare;
  const made = plainWord(rule(singular)) || word;
  if (known[language].size >= mostKnown) known[language].clear();
  known[language].set(word, made);
  return made;
}

/** Twice, because some words begin as if with an article, and then can have a true one before it. */
function withoutArticle(word: string): string {
  const article = /^[وف]?(ال|بال|كال|لل)(?=.{3})/;
  return word.replace(article, '').replace(article, '');
}

function lookUp(table: { readonly [word: string]: string }, word: string): string | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** The languages a word can be of, by its letters. */
export function languagesOf(word: string): readonly StemmedLanguage[] {
  if (/[a-z]/.test(word)) return ['en', 'fr', 'es'];
  if (/\p{Script=Arabic}/u.test(word)) return ['ar'];
  return /\p{Script=Cyrillic}/u.test(word) ? ['ru'] : [];
}
