/** Languages, localised text and the folding of words for comparison. */
import { Problem } from './problem.ts';

export const languages = ['en', 'fr', 'es', 'ar'] as const;
export type Language = (typeof languages)[number];

/** Languages into which texts are translated: English is what they are translated from. */
export type TargetLanguage = Exclude<Language, 'en'>;
export const targetLanguages = languages.filter((language): language is TargetLanguage => language !== 'en');

/** Text in the languages it exists in. English is always there; what is missing is shown in English and marked. */
export type LocalText = { readonly en: string } & { readonly [L in TargetLanguage]?: string };

/** @throws Problem `language-unknown` */
export function parseLanguage(value: string): Language {
  const found = languages.find((language) => language === value);
  if (!found) throw new Problem('language-unknown', { value, known: languages.join(', ') });
  return found;
}

export function direction(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/**
 * A name or text folded for comparison: lower case, no accents, letters and digits only, single spaces.
 * "Côte d’Ivoire" and "COTE D'IVOIRE" fold to the same string.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[’‘'`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
