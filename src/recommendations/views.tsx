/** The pages of recommendations: the search (views/search.tsx), one of them, and the section of a State's page. */
import { Problem } from '../core/problem.ts';
import { type State, stateOf } from '../core/state.ts';
import type { Record } from '../platform/record.ts';
import { DataTable, EmptyState, type OnPage, Page, type PageContext, SourceMark } from '../platform/ui.tsx';
import { placeOf, type Response } from './model.ts';
import { searchBy, shown } from './search.ts';
import { askedAgainPage, ChainsOf, demandsPage } from './views/demands.tsx';
import { ActionOf } from './views/action.tsx';
import { bodiesPage, bodyPage } from './views/bodies.tsx';
import { LabelsOf } from './views/labels.tsx';
import { RecommendationList } from './views/list.tsx';
import { recommendsPage } from './views/recommends.tsx';
import { asOf, recommendationsPage } from './views/search.tsx';

export {
  askedAgainPage,
  bodiesPage,
  bodyPage,
  demandsPage,
  RecommendationList,
  recommendationsPage,
  recommendsPage,
};

/** /recommendations/12. @throws Problem `not-found` */
export function recommendationPage(page: PageContext, record: Record, id: number) {
  const [one] = record.read((tx) => shown(tx, [id], page.query.get('words') ?? ''));
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
      {one.kind === 'recommendation' && <ChainsOf page={page} record={record} one={one} />}
      <ActionOf page={page} record={record} one={one} />
      <LabelsOf page={page} one={one} />
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
  const { total, counts } = record.read((tx) =>
    searchBy(['response', 'session'], tx, filters, { offset: 0, limit: 0 }),
  );
  const sessions = counts.session.toSorted((a, b) => Number(a.value) - Number(b.value));
  const core = record.read((tx) =>
    searchBy([], tx, { ...filters, relevance: 'core' }, { offset: 0, limit: 10 }),
  );
  return (
    <section aria-labelledby="recommendations">
      <h2 id="recommendations">{page.text('nav.recommendations')}</h2>
      {total > 0 ? (
        <>
          <p>
            {page.text('recommendations.sentence', { count: total, date: page.date(page.asOf) })}{' '}
            {counts.response.map(({ value, count }, at) => (
              <>
                {at > 0 && ', '}
                <a href={page.href('/recommendations', { state: state.iso3, response: String(value) })}>
                  {page.text(`response.${value as Response}`)}: {page.t.number(count)}
                </a>
              </>
            ))}
          </p>
          <p>
            {sessions.map(({ value, count }, at) => (
              <>
                {at > 0 && ', '}
                <a href={page.href('/recommendations', { state: state.iso3, session: String(value) })}>
                  {page.text('recommendations.session', { session: value, count })}
                </a>
              </>
            ))}
          </p>
          <h3>{page.text('recommendations.core', { count: core.total })}</h3>
          <p class="quiet">{page.text('recommendations.core.rule')}</p>
          <RecommendationList page={page} items={core.items} />
          {core.total > core.items.length && (
            <p>
              <a href={page.href('/recommendations', { state: state.iso3, relevance: 'core' })}>
                {page.text('recommendations.core.all', { count: core.total })}
              </a>
            </p>
          )}
          <p>
            <a href={page.href(`/states/${state.iso3}/demands`)}>{page.text('demands.link')}</a>
          </p>
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
      <p>
        <a href={page.href(`/states/${state.iso3}/recommends`)}>
          {page.text('recommends.title', { state: state.shortNames[page.language] ?? state.shortNames.en })}
        </a>
      </p>
    </section>
  );
}
