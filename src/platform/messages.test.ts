import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { Problem } from '../core/problem.ts';
import { languages } from '../core/text.ts';
import { answers, valueSchema } from '../core/value.ts';
import { catalogues, type MessageKey, preferredLanguage, problemKey, translator } from './messages.ts';
import { standings } from './ui.tsx';

const translated = languages.filter((language) => language !== 'en');
const argumentTypes = new Set([1, 2, 3, 4, 5, 6]);

/** The arguments of a message, found anywhere inside it. @throws when it does not parse */
function argumentsOf(sentence: string, language: string): string[] {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    const { type, value, options } = node as { type?: number; value?: unknown; options?: object };
    if (typeof value === 'string' && type !== undefined && argumentTypes.has(type)) found.add(value);
    if (Array.isArray(value)) walk(value);
    if (options) walk(Object.values(options));
  };
  walk(new IntlMessageFormat(sentence, language, undefined, { ignoreTag: true }).getAst());
  return [...found].toSorted();
}

describe('catalogues', () => {
  test('arguments are found inside plurals too', () => {
    expect(argumentsOf('{count, plural, one {# of {whole}} other {{part, number}}}', 'en')).toEqual([
      'count',
      'part',
      'whole',
    ]);
  });

  test('every English message parses', () => {
    for (const [key, sentence] of Object.entries(catalogues.en)) {
      expect(() => argumentsOf(sentence, 'en'), key).not.toThrow();
    }
  });

  test.each(translated)('%s has no key that English lacks, and the same arguments', (language) => {
    for (const [key, sentence] of Object.entries(catalogues[language])) {
      const english = catalogues.en[key];
      expect(english, key).toBeDefined();
      expect(argumentsOf(sentence, language), key).toEqual(argumentsOf(english ?? '', 'en'));
    }
  });

  test.each(translated)('%s is complete', (language) => {
    const all = Object.keys(catalogues.en);
    expect(all.filter((key) => catalogues[language][key] === undefined)).toEqual([]);
    const closed = [
      ...answers.map((answer) => `answer.${answer}`),
      ...valueSchema.options.map(({ shape }) => `value.${shape.state.value}`),
      ...standings.flatMap((standing) => [`standing.${standing}`, `standing.${standing}.meaning`]),
    ];
    expect(all).toEqual(expect.arrayContaining(closed));
  });

  test.each(languages)('plurals in %s have a form for every count', (language) => {
    const rules = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, sentence] of Object.entries(catalogues[language])) {
      const named = [...sentence.matchAll(/\b(zero|one|two|few|many|other) \{/g)].map(([, name]) => name);
      if (language === 'ar' && sentence.includes(', plural,')) {
        expect(new Set(named), key).toEqual(new Set(rules));
      } else if (named.length > 0) expect(named, key).toContain('other');
    }
  });
});

describe('translator', () => {
  test.each<[number, string]>([
    [0, 'لا توصيات'],
    [1, 'توصية واحدة'],
    [2, 'توصيتان'],
    [3, '3 توصيات'],
    [11, '11 توصيةً'],
    [100, '100 توصية'],
    [1103, '1,103 توصيات'],
  ])('counts %d in Arabic with Western digits', (count, expected) => {
    expect(translator('ar')('count.recommendations', { count })).toBe(expected);
  });

  test.each<[(typeof languages)[number], MessageKey, string]>([
    ['en', 'nav.states', 'States'],
    ['fr', 'nav.states', 'États'],
    ['es', 'answer.partly', 'en parte'],
    ['ar', 'answer.yes', 'نعم'],
  ])('%s %s', (language, key, expected) => {
    expect(translator(language)(key)).toBe(expected);
  });

  test('what is not translated is English and says so', () => {
    Reflect.deleteProperty(catalogues.fr, 'problem.date-invalid');
    const t = translator('fr');
    const values = { value: '31/02' };
    expect(t.message('problem.date-invalid', values)).toEqual({
      text: new Problem('date-invalid', values).message,
      language: 'en',
    });
    expect(t.message('nav.home').language).toBe('fr');
  });

  test('values are set in as they are, markup included', () => {
    expect(translator('en')('source.enteredBy', { who: '<b>{who}</b>', date: '2011' })).toBe(
      'entered by <b>{who}</b> on 2011',
    );
  });

  test('a problem is told by its key', () => {
    const problem = new Problem('language-unknown', { value: 'xx', known: 'en' });
    expect(translator('en')(problemKey(problem), problem.details)).toBe(problem.message);
  });

  test('numbers are grouped in the manner of the language', () => {
    expect(translator('en').number(12345.5)).toBe('12,345.5');
    expect(translator('fr').number(12345.5)).toBe('12\u202f345,5');
    expect(translator('ar').number(12345)).toBe('12,345');
  });

  test('a key that does not exist is a fault', () => {
    expect(() => translator('en')('nav.nowhere' as MessageKey)).toThrow('nav.nowhere');
  });
});

test.each([
  ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
  ['de, es;q=0.5', 'es'],
  ['en;q=0.2, ar', 'ar'],
  ['fr;q=0, de', 'en'],
  ['', 'en'],
])('a browser that asks for “%s” gets %s', (header, expected) => {
  expect(preferredLanguage(header)).toBe(expected);
});
