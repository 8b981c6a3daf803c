/** The words of an edition's pages, brought to the forms in which the search of its query meets them. */
import {
  languagesOf,
  stem,
  type StemmedLanguage,
  stemmedLanguages,
  words,
} from '../recommendations/words.ts';
import type { PageText, TextRun } from './rewrite.ts';

/** What the script of the search page reads. Pages are known by their place in the list. */
export interface SearchIndex {
  readonly pages: readonly (readonly [address: string, title: string, beginning: string])[];
  /** Of each term the pages with it, each as its distance from the one before; pages with it in the title first. */
  readonly titles: Postings;
  readonly texts: Postings;
}

type Postings = { readonly [term: string]: readonly number[] };

export interface IndexedPage {
  readonly address: string;
  readonly text: PageText;
}

/** So many characters of a text are shown below its title. */
const shown = 140;

export function searchIndex(pages: readonly IndexedPage[], language: string): SearchIndex {
  const list = (runs: (page: IndexedPage) => readonly TextRun[]): Postings => {
    const found = new Map<string, number[]>();
    const last = new Map<string, number>();
    for (const [at, page] of pages.entries()) {
      for (const term of new Set(runs(page).flatMap(termsOf))) {
        const before = last.get(term);
        if (before === undefined) found.set(term, [at]);
        else found.get(term)?.push(at - before);
        last.set(term, at);
      }
    }
    return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    pages: pages.map(({ address, text }) => [address, text.title, beginning(text.runs)]),
    titles: list(({ text }) => [{ text: text.title, language }]),
    texts: list(({ text }) => text.runs),
  };
}

/** A word of a text is known by its stem in the language of the text. */
function termsOf({ text, language }: TextRun): string[] {
  const stemmed = stemmedLanguages.find((each) => each === language);
  return words(text).map((word) => (stemmed ? stem(word, stemmed) : word));
}

/** A word of a query may be of any language that has its letters, and stand in a text of none of them. */
export function queryTerms(query: string): string[][] {
  return words(query).map((word) => [
    ...new Set([word, ...languagesOf(word).map((language: StemmedLanguage) => stem(word, language))]),
  ]);
}

/** The places of the pages with all words of a query; those with more of them in the title first. */
export function findPages({ titles, texts }: Omit<SearchIndex, 'pages'>, query: string): number[] {
  const asked = queryTerms(query);
  const inTitle = new Map<number, number>();
  let found: Set<number> | undefined;
  for (const terms of asked) {
    const named = pagesWith(titles, terms);
    for (const page of named) inTitle.set(page, (inTitle.get(page) ?? 0) + 1);
    const all = new Set([...named, ...pagesWith(texts, terms)]);
    const before = found;
    found = before ? new Set([...all].filter((page) => before.has(page))) : all;
  }
  return [...(found ?? [])].sort((a, b) => (inTitle.get(b) ?? 0) - (inTitle.get(a) ?? 0) || a - b);
}

function pagesWith(postings: Postings, terms: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (const term of terms) {
    let page = 0;
    for (const distance of Object.hasOwn(postings, term) ? (postings[term] ?? []) : [])
      found.add((page += distance));
  }
  return found;
}

function beginning(runs: readonly TextRun[]): string {
  const text = runs.map((run) => run.text).join(' ');
  if (text.length <= shown) return text;
  return `${text.slice(0, text.lastIndexOf(' ', shown))} …`;
}
