/** The pages of recommendations: search, one of them, and the section of a State's page. */
import { Problem } from '../core/problem.ts';
import { type State, stateOf, states } from '../core/state.ts';
import type { Record } from '../platform/record.ts';
import {
  askedPage,
  DataTable,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  Pager,
  SourceMark,
} from '../platform/ui.tsx';
import { askedFilters } from './api.ts';
import { placeOf, sexualExploitationWords } from './model.ts';
import { facets, type Filters as Wanted, recommendation, search } from './store.ts';
import { RecommendationList } from './views/list.tsx';

export { RecommendationList };

const size = 20;
const filterNames = ['words', 'state', 'by', 'cycle', 'session', 'response', 'issue'];

/** Only what had been asked by the day for which the page is read. */
function asOf(page: PageContext, filters: Wanted): Wanted {
  return page.asOf === page.today ? filters : { ...filters, untilYear: Number(page.asOf.slice(0, 4)) };
}

/** /recommendations */
export function recommendationsPage(page: PageContext, record: Record) {
  const filters = asOf(page, askedFilters(page.query));
  const { total } = record.read((tx) => search(tx, filters, { offset: 0, limit: 0 }));
  const current = Math.min(askedPage(page), Math.max(1, Math.ceil(total / size)));
  const { items } = record.read((tx) => search(tx, filters, { offset: (current - 1) * size, limit: size }));
  const sides = record.cached(`facets ${JSON.stringify(filters)}`, (tx) => facets(tx, filters));
  const named = (state: State) => ({
    value: state.iso3,
    label: state.shortNames[page.language] ?? state.shortNames.en,
  });
  const counted = (label: string, count: number) => `${label} (${page.t.number(count)})`;
  // A form sends its empty fields too; the API takes an empty value for a wrong one.
  const query = new URLSearchParams(
    [...page.query].filter(([name, value]) => filterNames.includes(name) && value !== ''),
  );
  if (page.asOf !== page.today) query.set('asOf', page.asOf);
  query.set('format', 'csv');
  return (
    <Page
      page={page}
      title={page.t('nav.recommendations')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('recommendations.sentence', { count: total, date: page.date(page.asOf) })}
        </KeySentence>
      }
    >
      <Filters
        page={page}
        filters={[
          { name: 'words', label: page.t('filter.text') },
          { name: 'state', label: page.t('recommendations.to'), options: states.map(named) },
          { name: 'by', label: page.t('recommendations.by'), options: states.map(named) },
          {
            name: 'session',
            label: page.t('overview.asked.session'),
            options: sides.session.map(({ value, count }) => ({
              value: String(value),
              label: counted(String(value), count),
            })),
          },
          {
            name: 'response',
            label: page.t('recommendations.response'),
            options: sides.response.map(({ value, count }) => ({
              value,
              label: counted(page.t(`response.${value}`), count),
            })),
          },
          {
            name: 'issue',
            label: page.t('recommendations.issue'),
            options: sides.issue.map(({ value, count }) => ({ value, label: counted(value, count) })),
          },
        ]}
      />
      {total > 0 ? (
        <RecommendationList page={page} items={items} />
      ) : (
        <EmptyState
          page={page}
          missing={page.text('recommendations.none')}
          how={page.text('recommendations.how')}
        />
      )}
      <Pager page={page} paging={{ page: current, size, total }} />
      <Downloads
        page={page}
        formats={[{ format: 'CSV', href: `/api/v1/recommendations?${query.toString()}` }]}
      />
    </Page>
  );
}

/** /recommendations/12. @throws Problem `not-found` */
export function recommendationPage(page: PageContext, record: Record, id: number) {
  const one = record.read((tx) => recommendation(tx, id));
  if (!one) throw new Problem('not-found', { what: `/recommendations/${id}` });
  const state = stateOf(one.state);
  return (
    <Page
      page={page}
      title={page.t('recommendations.one', { state: state.shortNames[page.language] ?? state.shortNames.en })}
      breadcrumb={[{ label: page.text('nav.recommendations'), href: '/recommendations' }]}
    >
      <RecommendationList page={page} items={[one]} />
      <DataTable
        page={page}
        caption={page.t('recommendations.statements')}
        columns={[
          { heading: page.text('recommendations.by'), cell: ({ asker }) => asker.name },
          {
            heading: page.text('recommendations.response'),
            cell: (said) => (
              <>
                {page.text(`response.${said.response}`)} (“{said.said}”)
                <SourceMark page={page} citation={placeOf(said)} />
              </>
            ),
          },
          {
            heading: page.text('overview.asked.session'),
            kind: 'figure',
            cell: ({ session }) => session ?? '–',
          },
          { heading: page.text('word.year'), kind: 'figure', cell: ({ year }) => year },
          {
            heading: page.text('recommendations.action'),
            cell: ({ action }) => (action ? page.text(`action.category.${action}`) : '–'),
          },
          {
            heading: page.text('recommendations.issue'),
            cell: ({ issues, themes = [] }) => [...issues, ...themes].join(', ') || '–',
          },
        ]}
        rows={one.statements}
      />
    </Page>
  );
}

/** The section of a State's page: how many by session and answer, the newest few, and the way to all of them. */
export function RecommendationsOfState({
  page,
  record,
  state,
}: OnPage & { readonly record: Record; readonly state: State }) {
  const filters = asOf(page, { state: state.iso3 });
  const { total } = record.read((tx) => search(tx, filters, { offset: 0, limit: 1 }));
  const core = record.read((tx) =>
    search(tx, { ...filters, words: sexualExploitationWords }, { offset: 0, limit: 10 }),
  );
  const sides = record.cached(`facets ${JSON.stringify(filters)}`, (tx) => facets(tx, filters));
  return (
    <section aria-labelledby="recommendations">
      <h2 id="recommendations">{page.text('nav.recommendations')}</h2>
      {total > 0 ? (
        <>
          <p>
            {page.text('recommendations.sentence', { count: total, date: page.date(page.asOf) })}{' '}
            {sides.response.map(({ value, count }, at) => (
              <>
                {at > 0 && ', '}
                <a href={page.href('/recommendations', { state: state.iso3, response: value })}>
                  {page.text(`response.${value}`)}: {page.t.number(count)}
                </a>
              </>
            ))}
          </p>
          <p>
            {sides.session.map(({ value, count }, at) => (
              <>
                {at > 0 && ', '}
                <a href={page.href('/recommendations', { state: state.iso3, session: String(value) })}>
                  {page.text('recommendations.session', { session: value, count })}
                </a>
              </>
            ))}
          </p>
          <h3>{page.text('recommendations.core', { count: core.total })}</h3>
          <p class="quiet">
            {page.text('recommendations.core.words', {
              words: sexualExploitationWords.replaceAll(' OR ', ', '),
            })}
          </p>
          <RecommendationList page={page} items={core.items} />
          {core.total > core.items.length && (
            <p>
              <a href={page.href('/recommendations', { state: state.iso3, words: sexualExploitationWords })}>
                {page.text('recommendations.core.all', { count: core.total })}
              </a>
            </p>
          )}
          <p>
            <a href={page.href('/recommendations', { state: state.iso3 })}>
              {page.text('search.all', { count: total })}
            </a>
          </p>
        </>
      ) : (
        <EmptyState
          page={page}
          missing={page.text('recommendations.none')}
          how={page.text('recommendations.how')}
        />
      )}
    </section>
  );
}
