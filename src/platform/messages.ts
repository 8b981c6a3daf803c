/**
 * The words of the interface: ICU messages, formatted on the server. English is complete; what another
 * language lacks is shown in English and marked as such (see `PageContext.text` in ui/page.tsx).
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { type Problem, problems, type ProblemCode } from '../core/problem.ts';
import { type Language, languages } from '../core/text.ts';
import ar from './messages/ar.json' with { type: 'json' };
import en from './messages/en.json' with { type: 'json' };
import es from './messages/es.json' with { type: 'json' };
import fr from './messages/fr.json' with { type: 'json' };

/** A key of messages/en.json, or `problem.<code>` for the sentences of core/problem.ts. */
export type MessageKey = keyof typeof en | `problem.${ProblemCode}`;
export type MessageValues = { readonly [name: string]: string | number };
type Catalogue = { readonly [key: string]: string };

const english: Catalogue = {
  ...en,
  ...Object.fromEntries(Object.entries(problems).map(([code, sentence]) => [`problem.${code}`, sentence])),
};

/** Every catalogue as it is shipped; English with the sentences of the problems. */
export const catalogues: { readonly [L in Language]: Catalogue } = { en: english, fr, es, ar };

/** The name of each language in itself, for the language switch. */
export const languageNames: { readonly [L in Language]: string } = {
  en: 'English',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
};

/** The locale for numbers, dates and plurals; digits are Western everywhere, as in the sources. */
export function localeOf(language: Language): string {
  return language === 'en' ? 'en-GB' : `${language}-u-nu-latn`;
}

/** A formatted message, and the language it is really in. */
export interface Message {
  readonly text: string;
  readonly language: Language;
}

/** Formats messages in one language. `t('nav.home')` gives the text, in English where it is not translated. */
export interface Translate {
  (key: MessageKey, values?: MessageValues): string;
  readonly language: Language;
  /** The same with the language of the text, so that a fallback can be marked. */
  message(key: MessageKey, values?: MessageValues): Message;
  /** A number in the digits and grouping of the language. */
  number(value: number): string;
}

/** Each translator parses a message the first time it is used, and keeps it: the catalogues never change. */
const translators = new Map<Language, Translate>();

export function translator(language: Language): Translate {
  const known = translators.get(language) ?? createTranslator(language);
  translators.set(language, known);
  return known;
}

function createTranslator(language: Language): Translate {
  const parsed = new Map<MessageKey, { format: IntlMessageFormat; language: Language }>();
  const numbers = new Intl.NumberFormat(localeOf(language));
  const find = (key: MessageKey) => {
    const own = catalogues[language][key];
    const used = own === undefined ? 'en' : language;
    const sentence = own ?? english[key];
    if (sentence === undefined) throw new Error(`there is no message ${key}`);
    const format = new IntlMessageFormat(sentence, localeOf(used), undefined, { ignoreTag: true });
    return { format, language: used };
  };
  const message = (key: MessageKey, values: MessageValues = {}): Message => {
    const found = parsed.get(key) ?? find(key);
    parsed.set(key, found);
    return { text: String(found.format.format(values)), language: found.language };
  };
  return Object.assign((key: MessageKey, values?: MessageValues) => message(key, values).text, {
    language,
    message,
    number: (value: number) => numbers.format(value),
  });
}

/** The key of the sentence of a problem; its values are `problem.details`. */
export function problemKey(problem: Problem): MessageKey {
  return `problem.${problem.code}`;
}

/** The language a browser asks for first among those there are (RFC 9110, Accept-Language); English if none. */
export function preferredLanguage(header: string): Language {
  const asked = header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return { tag: tag.split('-')[0], quality: Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  for (const { tag } of asked) {
    const found = languages.find((language) => language === tag);
    if (found) return found;
  }
  return 'en';
}
