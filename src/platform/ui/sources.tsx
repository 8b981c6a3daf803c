/** A fact and its source: the mark beside the fact, and the numbered list at the end of the page. */
import type { Child } from 'hono/jsx';
import type { Citation } from '../../core/citation.ts';
import { parseDate } from '../../core/date.ts';
import type { OnPage } from './context.tsx';

/** A citation as pages show it. Of a stored citation the number and who entered it are known as well. */
export interface ShownCitation extends Citation {
  readonly id?: number;
  readonly enteredBy?: string;
  readonly enteredAt?: string;
}

/** Numbers the citations of one page in the order in which they appear. */
export class Sources {
  readonly #numbers = new Map<string, number>();
  readonly #list: ShownCitation[] = [];

  /** The number of a citation on this page; the same source and place keep one number. */
  number(citation: ShownCitation): number {
    const key = JSON.stringify([
      citation.title,
      citation.place,
      citation.address,
      citation.asAt,
      citation.standing,
    ]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#list.push(citation);
    this.#numbers.set(key, this.#list.length);
    return this.#list.length;
  }

  get list(): readonly ShownCitation[] {
    return this.#list;
  }
}

/** The small number that points to the list of sources, with the word "unverified" where that is so. */
export function SourceMark({ page, citation }: OnPage & { readonly citation: ShownCitation }) {
  const number = page.sources.number(citation);
  const name = citation.place ? `${citation.title}, ${citation.place}` : citation.title;
  const label = page.t('source.mark', { number, title: name });
  return (
    <>
      <sup class="source-mark">
        <a href={`#source-${number}`} aria-label={label} title={name}>
          {number}
        </a>
      </sup>
      {citation.standing === 'unverified' && <Unverified page={page} />}
    </>
  );
}

function Unverified({ page }: OnPage) {
  return (
    <small class="unverified" title={page.t('source.unverified.meaning')}>
      {page.text('source.unverified')}
    </small>
  );
}

/** A fact with the mark of its source. The mark is a link: it works by mouse, by keyboard and on paper. */
export function Sourced({
  page,
  citation,
  children,
}: OnPage & { readonly citation: ShownCitation; readonly children?: Child }) {
  return (
    <span class="sourced">
      {children}
      <SourceMark page={page} citation={citation} />
    </span>
  );
}

/** The sentence a minister can quote: the answer of the page to its one question, with its sources. */
export function KeySentence({
  page,
  citations,
  children,
}: OnPage & { readonly citations: readonly ShownCitation[]; readonly children?: Child }) {
  return (
    <p class="key-sentence">
      {children}
      {citations.map((citation) => (
        <SourceMark page={page} citation={citation} />
      ))}
    </p>
  );
}

/** The sources of the page. `Page` sets it at the end of the content, when all citations are known. */
export function SourceList({ page }: OnPage) {
  if (page.sources.list.length === 0) return null;
  return (
    <section class="source-list" aria-labelledby="sources">
      <h2 id="sources">{page.text('source.list')}</h2>
      <p class="quiet">{page.text('source.list.note')}</p>
      <ol>
        {page.sources.list.map((citation, at) => (
          <li id={`source-${at + 1}`}>
            <CitationText page={page} citation={citation} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A citation in full: title, place, day, address, whether it was verified, who entered it when. */
export function CitationText({ page, citation }: OnPage & { readonly citation: ShownCitation }) {
  const { id, title, place, address, asAt, standing, enteredBy, enteredAt } = citation;
  const comma = page.language === 'ar' ? '، ' : ', ';
  const entered =
    enteredBy &&
    enteredAt &&
    page.text('source.enteredBy', { who: enteredBy, date: page.date(parseDate(enteredAt.slice(0, 10))) });
  return (
    <>
      {/* Title and place stand as the source gives them, in whatever language and direction that is. */}
      <bdi>
        {id === undefined ? title : <a href={page.href(`/sources/${id}`)}>{title}</a>}
        {place && `, ${place}`}
      </bdi>
      {asAt && comma}
      {asAt && page.text('source.asAt', { date: page.date(asAt) })}
      {address && address !== title && (
        <>
          {' '}
          <a class="source-address" href={address} rel="noreferrer" dir="ltr">
            {address}
          </a>
        </>
      )}{' '}
      {standing === 'unverified' ? <Unverified page={page} /> : <small>{page.text('source.verified')}</small>}
      {entered && <small class="entered-by"> · {entered}</small>}
    </>
  );
}
