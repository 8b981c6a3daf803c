import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../test/installation.ts';
import { Problem } from '../core/problem.ts';
import { joinedParts, parseQuery, printQuery, type Query, reasons, withoutPart } from './query.ts';
import { search } from './search.ts';

const record = testInstallation();

/** A query as it is printed; the code of the problem where it cannot be read. */
function told(text: string): string | undefined {
  try {
    const query = parseQuery(text);
    return query && printQuery(query);
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

describe('a query', () => {
  test.each<[string, string | undefined]>([
    ['women girls', 'women AND girls'],
    ['women AND girls', 'women AND girls'],
    ['women or girls', 'women AND or AND girls'],
    ['women OR girls trafficking', 'women OR (girls AND trafficking)'],
    ['(women OR girls) trafficking', '(women OR girls) AND trafficking'],
    ['women NOT tourism girls', 'women AND girls NOT tourism'],
    ['women AND NOT (tourism OR travel)', 'women NOT (tourism OR travel)'],
    ['"Sale of Children"', '"sale of children"'],
    ['“sale of children” «vente»', '"sale of children" AND "vente"'],
    ['traffick*', 'traffick*'],
    ['"child marriage*"', '"child marriage*"'],
    ['sex-tourism', 'sex-tourism'],
    ['Égalité, niñas!', 'egalite AND ninas'],
    ['الأطفال', 'الاطفال'],
    ['Bolivia (Plurinational State of)', 'bolivia AND (plurinational AND state AND of)'],
    ['-judges & text:judges', 'judges AND text-judges'],
    ['((women))', 'women'],
    ['()', undefined],
    ['  ', undefined],
    ['"" *', undefined],
    ['"women', 'query-quote-open'],
    ['(women', 'query-bracket-open'],
    ['women)', 'query-bracket-stray'],
    ['women OR', 'query-operator-alone'],
    ['OR women', 'query-operator-alone'],
    ['women AND AND girls', 'query-operator-alone'],
    ['AND women', 'query-operator-alone'],
    ['women NOT', 'query-operator-alone'],
    ['NOT women', 'query-not-alone'],
    ['girls OR NOT women', 'query-not-alone'],
    ['wom*n', 'query-star-inside'],
    ['*men', 'query-star-inside'],
    ['w*', 'query-prefix-short'],
    ['a '.repeat(101), 'query-too-long'],
    [`"${'a '.repeat(101)}"`, 'query-too-long'],
    [`${'('.repeat(50)}a${')'.repeat(50)}`, 'query-too-deep'],
  ])('%s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  const word = fc.constantFrom(
    'women',
    'niñas',
    'traffick*',
    '"sale of children"',
    'sex-tourism',
    'طفل',
    '12',
  );
  const written = fc.letrec<{ all: string }>((tie) => ({
    all: fc.oneof(
      { maxDepth: 4 },
      word,
      fc
        .tuple(tie('all'), fc.constantFrom(' ', ' AND ', ' OR ', ' NOT '), tie('all'))
        .map((parts) => parts.join('')),
      tie('all').map((inside) => `(${inside})`),
    ),
  })).all;

  test('that is printed and read again is the same', () => {
    fc.assert(
      fc.property(written, (text) => {
        const first = told(text);
        if (first?.startsWith('query-')) return;
        expect(told(first ?? '')).toBe(first);
      }),
    );
  });

  const hostile = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...'"*(){}:^-+,\0', ' ', 'OR', 'AND', 'NOT', 'NEAR(', 'raw:', 'women', '\ud800'),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join(''));

  test('of any characters is found by or refused with a sentence, and never a fault', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        try {
          record.read((tx) => search(tx, { words }, { offset: 0, limit: 1 }, 'relevance'));
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect((error as Problem).code).toMatch(/^query-/);
        }
      }),
    );
  });

  test('can be asked without one of its parts', () => {
    const query = parseQuery('women girls NOT tourism') as Query;
    expect(joinedParts(query).map((part) => told(printQuery(withoutPart(query, part) as Query)))).toEqual([
      'girls NOT tourism',
      'women NOT tourism',
    ]);
    const [only] = joinedParts(parseQuery('women') as Query);
    expect(withoutPart(parseQuery('women') as Query, only as Query)).toBeUndefined();
  });
});

describe('the reasons', () => {
  const marked = (words: string, text: string, language: 'en' | 'fr' | 'es' | 'ar' | 'ru' | 'other') =>
    reasons(parseQuery(words) as Query, text, language).map(({ start, end }) => text.slice(start, end));

  test.each<[string, 'en' | 'fr' | 'es' | 'ar' | 'ru' | 'other', string, string[]]>([
    ['child woman', 'en', 'Women and Children’s rights', ['Women', 'Children']],
    ['"the women"', 'en', 'The women, the woman', ['The', 'women']],
    ['traffick*', 'en', 'Trafficking, traffickers, traffic', ['Trafficking', 'traffickers']],
    ['women NOT men', 'en', 'Women and men', ['Women']],
    ['sex-tourism', 'en', 'sex tourism, tourism', ['sex', 'tourism']],
    ['enfant', 'fr', 'Les droits de l’Enfant et des enfants', ['Enfant', 'enfants']],
    ['nino', 'es', 'El niño y la NIÑA', ['niño', 'NIÑA']],
    ['طفل', 'ar', 'حماية الأطفال', ['الأطفال']],
    ['ребенок', 'ru', 'Права детей и ребёнка', ['детей', 'ребёнка']],
    ['kind', 'other', 'Kinder, Kind', ['Kind']],
  ])('%s, in %s: %s', (words, language, text, expected) => {
    expect(marked(words, text, language)).toEqual(expected);
  });
});
