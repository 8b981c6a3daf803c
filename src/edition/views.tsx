/** The pages that an edition has of its own: its front, the list of all pages, the search, recommendations by State. */
import type { Child } from 'hono/jsx';
import { parseDate } from '../core/date.ts';
import type { State } from '../core/state.ts';
import type { MessageKey } from '../platform/messages.ts';
import { DataTable, type OnPage, Page, type PageContext } from '../platform/ui.tsx';
import type { Address, Edition } from './model.ts';

/** A page of the edition as the list of all pages names it. */
export interface Listed {
  readonly address: Address;
  readonly title: string;
}

function stateName(page: PageContext, { names }: State): string {
  return names[page.language] ?? names.en;
}

function byName(page: PageContext, { states }: Edition): State[] {
  return states.toSorted((a, b) => stateName(page, a).localeCompare(stateName(page, b), page.language));
}

/** / */
export function frontPage(page: PageContext, edition: Edition) {
  const link = (path: string, key: MessageKey) => <a href={page.href(path)}>{page.text(key)}</a>;
  const name = edition.name ? (edition.name[page.language] ?? edition.name.en) : '';
  return (
    <Page
      page={page}
      title={page.t('edition.title', { name: name || page.t('nav.states') })}
      sentence={
        <p class="key-sentence">
          {page.text('edition.sentence', {
            count: edition.states.length,
            date: page.date(parseDate(edition.day)),
          })}
        </p>
      }
    >
      <p>
        {link('/contents', 'edition.contents')} · {link('/checklists', 'checklist.list')} ·{' '}
        {link('/bodies', 'bodies.title')} · {link('/numbers/unknown', 'numbers.unknown')}
      </p>
      <DataTable
        page={page}
        caption={page.t('nav.states')}
        columns={[
          {
            heading: page.text('word.state'),
            cell: (state) => <a href={page.href(`/states/${state.iso3}`)}>{stateName(page, state)}</a>,
          },
          {
            heading: page.text('edition.more'),
            cell: ({ iso3 }) => (
              <>
                <a href={page.href('/recommendations', { state: iso3 })}>
                  {page.text('nav.recommendations')}
                </a>{' '}
                · {link(`/states/${iso3}/law`, 'nav.law')} · {link(`/states/${iso3}/numbers`, 'nav.numbers')}{' '}
                · <a href={page.href('/calendar', { state: iso3 })}>{page.text('nav.calendar')}</a>
              </>
            ),
          },
          ...(edition.documents === 'included'
            ? [
                {
                  heading: page.text('overview.download'),
                  cell: ({ iso3 }: State) => (
                    <>
                      <a href={page.href(`/states/${iso3}/overview.pdf`)}>PDF</a> ·{' '}
                      <a href={page.href(`/states/${iso3}/overview.docx`)}>Word</a>
                    </>
                  ),
                },
              ]
            : []),
        ]}
        rows={byName(page, edition)}
      />
    </Page>
  );
}

/** /recommendations: the lists of the States of the edition, in the place of one over all States. */
export function recommendationsByState(page: PageContext, edition: Edition) {
  return (
    <Page page={page} title={page.t('nav.recommendations')}>
      <ul>
        {byName(page, edition).map((state) => (
          <li>
            <a href={page.href('/recommendations', { state: state.iso3 })}>{stateName(page, state)}</a> (
            <a href={page.href('/recommendations', { state: state.iso3, relevance: 'core' })}>
              {page.text('edition.core')}
            </a>
            )
          </li>
        ))}
      </ul>
    </Page>
  );
}

/** Pages of one State stand together, under its name. */
function sortedBy(page: PageContext, edition: Edition) {
  const keys = new Map(edition.states.map((state) => [`/states/${state.iso3}`, stateName(page, state)]));
  const key = ({ address, title }: { readonly address: string; readonly title: string }) =>
    `${keys.get(address.slice(0, '/states/XXX'.length)) ?? ''}${title}`;
  return <Row extends { readonly address: string; readonly title: string }>(rows: readonly Row[]) =>
    rows.toSorted((a, b) => key(a).localeCompare(key(b), page.language));
}

/** Where each page is listed, by the first word of its path. */
const sections: readonly (readonly [MessageKey, RegExp])[] = [
  ['nav.states', /^\/states/],
  ['nav.instruments', /^\/(?:instruments|compare|calendar)/],
  ['nav.recommendations', /^\/(?:bodies|recommendations)/],
  ['nav.law', /^\/(?:law|checklists)/],
  ['nav.numbers', /^\/(?:indicators|numbers)/],
  ['nav.sources', /^\/sources/],
];

/**
 * /contents: every page with an address of its own, by name. Recommendations have no names; the lists of their States
 * stand for them.
 */
export function contentsPage(page: PageContext, edition: Edition, listed: readonly Listed[]) {
  const lists = byName(page, edition).map((state) => ({
    address: page.href('/recommendations', { state: state.iso3 }),
    title: stateName(page, state),
  }));
  const named = listed
    .filter(({ address }) => !address.includes('?') && !/^\/recommendations\/\d/.test(address))
    .map(({ address, title }) => ({ address: page.href(address), title }));
  const sorted = sortedBy(page, edition);
  return (
    <Page page={page} title={page.t('edition.contents')}>
      {sections.map(([heading, paths]) => {
        const own = named.filter(({ address }) => paths.test(address));
        const all = heading === 'nav.recommendations' ? [...own, ...lists] : own;
        return (
          all.length > 0 && (
            <section>
              <h2>{page.text(heading)}</h2>
              <ul class="contents">
                {sorted(all).map(({ address, title }) => (
                  <li>
                    <a href={address}>
                      <bdi>{title}</bdi>
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          )
        );
      })}
    </Page>
  );
}

/** /search: its scripts stand beside it, the index among them, because a page opened from a folder may fetch nothing. */
export function searchPage(page: PageContext, scripts: readonly string[]) {
  return (
    <Page page={page} title={page.t('search.title')}>
      <form class="filters" method="get" action="/search">
        <label>
          <span>{page.text('search.hint')}</span>
          <input type="search" name="q" />
        </label>
        <span class="buttons">
          <button>{page.text('search.button')}</button>
        </span>
      </form>
      <div
        id="results"
        data-found={page.t('edition.search.found')}
        data-none={page.t('edition.search.none')}
      />
      <noscript>
        <p>{page.text('edition.search.noScript')}</p>
      </noscript>
      <p>
        <a href={page.href('/contents')}>{page.text('edition.contents')}</a>
      </p>
      {scripts.map((script) => (
        <script defer src={script} />
      ))}
    </Page>
  );
}

/** What stands at the foot of each page: what this copy is, and where the page itself can be read. */
export function Stamp({
  page,
  edition,
  permalink,
}: OnPage & { readonly edition: Edition; readonly permalink: string | undefined }): Child {
  return (
    <p class="stamp">
      {page.text('edition.stamp', { date: page.date(parseDate(edition.day)) })}{' '}
      <code dir="ltr">{edition.head}</code> · <span class="elsewhere">{page.text('edition.elsewhere')}</span>
      {permalink !== undefined && (
        <>
          {' · '}
          {page.text('edition.permalink')}{' '}
          <a href={permalink} rel="noreferrer" dir="ltr">
            {permalink}
          </a>
        </>
      )}
    </p>
  );
}
