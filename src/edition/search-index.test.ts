import { describe, expect, test } from 'vitest';
import { findPages, searchIndex } from './search-index.ts';

const page = (title: string, text: string, language = 'en') => ({
  address: `${title}.html`,
  text: { title, runs: [{ text, language }] },
});
const index = searchIndex(
  [
    page('Cambodia', 'Laws on the trafficking of children.'),
    page('Law of Thailand', 'One act against child trafficking.'),
    page('Recommandation', 'Protéger les écolières contre la traite.', 'fr'),
    page('توصية', 'حماية الأطفال من الاستغلال', 'ar'),
    page('Bahasa', 'perlindungan anak', 'other'),
  ],
  'en',
);

describe('the search of an edition', () => {
  test.each<[string, string[]]>([
    ['child', ['Cambodia', 'Law of Thailand']],
    ['CHILDREN trafficked', ['Cambodia', 'Law of Thailand']],
    ['law', ['Law of Thailand', 'Cambodia']],
    ['ecoliere', ['Recommandation']],
    ['طفل', ['توصية']],
    ['للأطفال', ['توصية']],
    ['anak', ['Bahasa']],
    ['children zebras', []],
    ['constructor', []],
    ['', []],
  ])('finds by “%s”', (query, titles) => {
    expect(findPages(index, query).map((at) => index.pages[at]?.[1])).toEqual(titles);
  });
});
