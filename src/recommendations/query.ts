/**
 * The language of queries: words all of which must occur, OR between them, NOT before what must not occur,
 * brackets, "exact words", prefix*. A word finds its plural and singular, with and without accents; what stands
 * in quotation marks is found as it is written. A query is read into a tree, told back, and made into the
 * MATCH expression of FTS5; the same tree says which words of a found text to mark.
 */
import { Problem } from '../core/problem.ts';
import {
  languagesOf,
  stem,
  type StemmedLanguage,
  stemmedLanguages,
  type TextLanguage,
  type Token,
  tokens,
  words,
} from './words.ts';

/** Words in the order in which they must stand beside each other, in their plain form. */
export interface Term {
  /** "word": in any form; "exact": as written; "prefix": as written, the last one in part. */
  readonly kind: 'word' | 'exact' | 'prefix';
  readonly words: readonly string[];
  readonly written: string;
}

export type Query =
  | Term
  | { readonly kind: 'any'; readonly of: readonly Query[] }
  | { readonly kind: 'all'; readonly of: readonly Query[]; readonly without: readonly Query[] };

/** The time of a query grows with its words; a text pasted whole from a report still fits. */
const mostWords = 100;
const deepestBrackets = 20;
/** A single letter with a star stands for half the dictionary. */
const shortestPrefix = 2;

/**
 * Reads a query.
 * @returns undefined where there is nothing to look for
 * @throws Problem `query-…`: what to write instead
 */
export function parseQuery(text: string): Query | undefined {
  const signs = lex(text);
  const count = signs.reduce((sum, sign) => sum + (typeof sign === 'string' ? 0 : sign.words.length), 0);
  if (count > mostWords) throw new Problem('query-too-long', { count, most: mostWords });
  const reader = new Reader(signs);
  const query = reader.alternatives(0);
  reader.end();
  return query;
}

type Sign = '(' | ')' | 'AND' | 'OR' | 'NOT' | Term;

const operators: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT']);

function lex(text: string): Sign[] {
  const signs: Sign[] = [];
  const plain = text
    .replace(/[“”„«»＂]/g, '"')
    .replaceAll('（', '(')
    .replaceAll('）', ')');
  for (const [written] of plain.matchAll(/"[^"]*"?|[()]|[^\s()"]+/g)) {
    if (written.startsWith('"')) {
      if (written.length < 2 || !written.endsWith('"'))
        throw new Problem('query-quote-open', { part: written });
      signs.push(...term(written.slice(1, -1), 'exact', written));
    } else if (written === '(' || written === ')' || operators.has(written)) signs.push(written as Sign);
    else signs.push(...term(written, 'word', written));
  }
  return signs;
}

/** A term, or none where nothing but punctuation was written. */
function term(text: string, kind: 'word' | 'exact', written: string): Term[] {
  const stars = text.replace(/[^\p{L}\p{N}*]+$/u, '');
  const body = stars.replace(/\*+$/, '');
  const found = words(body);
  const last = found.at(-1);
  if (last === undefined) return [];
  if (/[\p{L}\p{N}]\*+[\p{L}\p{N}]|(^|[^\p{L}\p{N}])\*+[\p{L}\p{N}]/u.test(body))
    throw new Problem('query-star-inside', { part: written });
  if (body === stars) return [{ kind, words: found, written }];
  if (last.length < shortestPrefix)
    throw new Problem('query-prefix-short', { part: written, least: shortestPrefix });
  return [{ kind: 'prefix', words: found, written }];
}

/** Alternatives of joined parts; a part is a term or a bracket, with NOT before it or not. */
class Reader {
  readonly #signs: readonly Sign[];
  #at = 0;

  constructor(signs: readonly Sign[]) {
    this.#signs = signs;
  }

  end(): void {
    if (this.#peek() !== undefined) throw new Problem('query-bracket-stray');
  }

  alternatives(depth: number): Query | undefined {
    if (depth > deepestBrackets) throw new Problem('query-too-deep', { most: deepestBrackets });
    const first = this.#joined(depth);
    if (this.#peek() !== 'OR') return first;
    const found = [needed(first, 'OR')];
    while (this.#peek() === 'OR') {
      this.#at += 1;
      found.push(needed(this.#joined(depth), 'OR'));
    }
    return { kind: 'any', of: found };
  }

  #joined(depth: number): Query | undefined {
    const of: Query[] = [];
    const without: Query[] = [];
    for (let sign = this.#peek(); sign !== undefined && sign !== ')' && sign !== 'OR'; sign = this.#peek()) {
      const joiner = sign === 'AND' ? sign : undefined;
      if (joiner) {
        if (of.length + without.length === 0) throw new Problem('query-operator-alone', { operator: joiner });
        this.#at += 1;
      }
      const not = this.#peek() === 'NOT';
      if (not) this.#at += 1;
      const part = this.#part(depth);
      const operator = not ? 'NOT' : joiner;
      if (part) (not ? without : of).push(part);
      else if (operator) throw new Problem('query-operator-alone', { operator });
    }
    if (without.length > 0 && of.length === 0)
      throw new Problem('query-not-alone', { part: without.map(negated).join(' ') });
    const [only, ...more] = of;
    return only && more.length === 0 && without.length === 0
      ? only
      : of.length > 0
        ? { kind: 'all', of, without }
        : undefined;
  }

  #part(depth: number): Query | undefined {
    const sign = this.#peek();
    if (sign === undefined || sign === ')' || sign === 'AND' || sign === 'OR' || sign === 'NOT')
      return undefined;
    this.#at += 1;
    if (sign !== '(') return sign;
    const inside = this.alternatives(depth + 1);
    if (this.#peek() !== ')') throw new Problem('query-bracket-open');
    this.#at += 1;
    return inside;
  }

  #peek(): Sign | undefined {
    return this.#signs[this.#at];
  }
}

function needed(query: Query | undefined, operator: string): Query {
  if (!query) throw new Problem('query-operator-alone', { operator });
  return query;
}

/** The query as it was understood, with all its brackets: reading it again gives the same tree. */
export function printQuery(query: Query): string {
  if (query.kind === 'any') return query.of.map(inBrackets).join(' OR ');
  if (query.kind === 'all')
    return [query.of.map(inBrackets).join(' AND '), ...query.without.map(negated)].join(' ');
  if (query.kind === 'exact') return `"${query.words.join(' ')}"`;
  if (query.kind === 'prefix')
    return query.words.length > 1 ? `"${query.words.join(' ')}*"` : `${query.words[0]}*`;
  return query.words.join('-');
}

function inBrackets(part: Query): string {
  return part.kind === 'any' || part.kind === 'all' ? `(${printQuery(part)})` : printQuery(part);
}

function negated(part: Query): string {
  return `NOT ${inBrackets(part)}`;
}

/**
 * The columns of the index: the words as written (plain form), and for each language the stems of the texts
 * that are written in it, at the same places.
 */
export const indexColumns = ['raw', ...stemmedLanguages] as const;

/** What a text holds in each column of the index. */
export function indexed(text: string, language: TextLanguage): { readonly [column: string]: string } {
  const raw = words(text);
  return {
    raw: raw.join(' '),
    ...(language === 'other' ? {} : { [language]: raw.map((word) => stem(word, language)).join(' ') }),
  };
}

/** The MATCH expression of FTS5. It holds letters and figures in quotation marks, so that nothing in it acts. */
export function matchExpression(query: Query): string {
  if (query.kind === 'any') return query.of.map((part) => `(${matchExpression(part)})`).join(' OR ');
  if (query.kind === 'all') {
    const all = query.of.map((part) => `(${matchExpression(part)})`).join(' AND ');
    if (query.without.length === 0) return all;
    return `(${all}) NOT (${query.without.map((part) => `(${matchExpression(part)})`).join(' OR ')})`;
  }
  if (query.kind !== 'word')
    return `{raw} : "${query.words.join(' ')}"${query.kind === 'prefix' ? ' *' : ''}`;
  // Columns in which the term reads the same share one look-up.
  const forms = Map.groupBy(['raw' as const, ...termLanguages(query)], (column) =>
    column === 'raw' ? query.words.join(' ') : query.words.map((word) => stem(word, column)).join(' '),
  );
  return [...forms].map(([form, columns]) => `({${columns.join(' ')}} : "${form}")`).join(' OR ');
}

function termLanguages({ words: all }: Term): readonly StemmedLanguage[] {
  return stemmedLanguages.filter((language) =>
    all.every((word) => {
      const possible = languagesOf(word);
      return possible.length === 0 || possible.includes(language);
    }),
  );
}

/** Places in a text, in UTF-16 units, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The words of a text for which it was found, in their order, none twice. */
export function reasons(query: Query, text: string, language: TextLanguage): Span[] {
  const inText = tokens(text);
  const marked = new Set<number>();
  for (const wanted of termsOf(query)) {
    const fits = wordTest(wanted, language);
    for (let at = 0; at + wanted.words.length <= inText.length; at += 1) {
      if (!wanted.words.every((_, part) => fits(part, inText[at + part] as Token))) continue;
      for (let part = 0; part < wanted.words.length; part += 1) marked.add(at + part);
    }
  }
  return [...marked].toSorted((a, b) => a - b).map((at) => inText[at] as Token);
}

/** The terms that speak for a text: what must not occur is no reason. */
function termsOf(query: Query): Term[] {
  return query.kind === 'any' || query.kind === 'all' ? query.of.flatMap(termsOf) : [query];
}

function wordTest(wanted: Term, language: TextLanguage): (part: number, token: Token) => boolean {
  const last = wanted.words.length - 1;
  const stemmed = wanted.kind === 'word' && language !== 'other' ? language : undefined;
  return (part, { word }) => {
    const sought = wanted.words[part] as string;
    if (wanted.kind === 'prefix' && part === last) return word.startsWith(sought);
    return word === sought || (stemmed !== undefined && stem(word, stemmed) === stem(sought, stemmed));
  };
}

/** The parts of which all must hold; more than one only where they are joined by AND. */
export function joinedParts(query: Query): readonly Query[] {
  return query.kind === 'all' ? query.of : [query];
}

/** The query without one of its joined parts, or without what must not occur; undefined when nothing is left. */
export function withoutPart(query: Query, part: Query): Query | undefined {
  if (query.kind !== 'all') return undefined;
  const of = query.of.filter((one) => one !== part);
  const without = query.without.filter((one) => one !== part);
  const [only, ...more] = of;
  if (!only) return undefined;
  return more.length === 0 && without.length === 0 ? only : { kind: 'all', of, without };
}
