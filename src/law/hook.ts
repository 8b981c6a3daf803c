/**
 * Legal hooks: the articles of treaties on which a point of a checklist rests. In a file they stand as
 * "OPSC 3(1)(b); LANZAROTE 19 [verified: text of LANZAROTE, art. 19]".
 */
import type { Citation } from '../core/citation.ts';
import { type Place, Problem } from '../core/problem.ts';
import type { InstrumentId } from '../commitments/model.ts';

export interface Hook {
  readonly instrument: InstrumentId;
  /** "4", "3(1)(b)", or a range: "4-5". */
  readonly article: string;
  /** Verified only where the article was read in the text of the treaty. */
  readonly citation: Citation;
}

/** Which articles a treaty has: 1 to `last`, and those put in between, such as "14bis". */
export interface TreatyArticles {
  readonly last: number;
  readonly between: readonly string[];
}

/** By the ids of the instruments. */
export type Treaties = ReadonlyMap<string, TreatyArticles>;

const one = String.raw`(\d+(?:bis|ter|quater|quinquies)?)(?:\([0-9a-z]{1,4}\))*`;
const form = new RegExp(`^${one}(?:-${one})?$`);

/** The article as stored: no spaces, small letters. @throws Problem `hook-invalid` */
export function parseArticle(written: string): string {
  const article = written.replace(/\s+/g, '').replace(/–/g, '-').toLowerCase();
  const found = form.exec(article);
  if (!found || (found[2] && Number.parseInt(found[2], 10) < Number.parseInt(found[1] ?? '', 10)))
    throw new Problem('hook-invalid', { value: written });
  return article;
}

/** The numbers of the articles that a hook names: of "4-5" the first and the last. */
function numbersOf(article: string): string[] {
  const [, first, last] = form.exec(article) ?? [];
  return [first, last].filter((number) => number !== undefined);
}

/**
 * Whether the article stands in the treaty; "articles not known" where the record has no count of its articles.
 * Paragraphs and letters are not looked at.
 */
export function articleStanding(
  { instrument, article }: Pick<Hook, 'instrument' | 'article'>,
  treaties: Treaties,
): 'exists' | 'no such article' | 'articles not known' {
  const treaty = treaties.get(instrument);
  if (!treaty) return 'articles not known';
  const exists = (number: string) =>
    /^\d+$/.test(number)
      ? Number(number) >= 1 && Number(number) <= treaty.last
      : treaty.between.includes(number);
  return numbersOf(article).every(exists) ? 'exists' : 'no such article';
}

/** @throws Problem `hook-article-missing` for an article that the treaty does not have */
export function checkHook(
  hook: Pick<Hook, 'instrument' | 'article'>,
  treaties: Treaties,
  place?: Place,
): void {
  const { instrument, article } = hook;
  if (articleStanding(hook, treaties) === 'no such article')
    throw new Problem(
      'hook-article-missing',
      { instrument, article, last: treaties.get(instrument)?.last ?? 0 },
      place,
    );
}

/** A hook as a cell names it: the instrument as it is written there, and the source where one is given. */
export interface WrittenHook {
  readonly instrument: string;
  readonly article: string;
  readonly source?: string;
  readonly standing: Citation['standing'];
}

const written = /^\s*([A-Za-z][A-Za-z0-9-]*)\s+([^[\];]+?)\s*(?:\[\s*(verified:)?([^[\]]*)\])?\s*$/;

/** The hooks of a cell. @throws Problem `hook-invalid` */
export function parseHooks(cell: string): WrittenHook[] {
  // A source in brackets may hold semicolons of its own.
  const parts = cell.match(/(?:[^;[]|\[[^\]]*\]?)+/g) ?? [];
  return parts
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, instrument, article, verified, source] = written.exec(part) ?? [];
      if (!instrument || !article) throw new Problem('hook-invalid', { value: part.trim() });
      const title = source?.trim();
      return {
        instrument,
        article: parseArticle(article),
        ...(title ? { source: title } : {}),
        standing: verified && title ? 'verified' : 'unverified',
      };
    });
}

/** Hooks as `parseHooks` reads them. */
export function writeHooks(hooks: readonly Hook[]): string {
  return hooks
    .map(
      ({ instrument, article, citation }) =>
        `${instrument} ${article} [${citation.standing === 'verified' ? 'verified: ' : ''}${citation.title}]`,
    )
    .join('; ');
}
