/** Names of the languages that laws are written in. */
import type { Language } from '../../core/text.ts';

/** "English, French" for "en, fr", in a language of the pages; a code that has no name stays a code. */
export function languageNames(language: Language, codes: string): string {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  return codes
    .split(', ')
    .map((code) => names.of(code) ?? code)
    .join(', ');
}
