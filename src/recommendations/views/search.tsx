/** The page of the search. All of it is in its address: words, filters, order, day and page. */
import type { Child } from 'hono/jsx';
import { Problem } from '../../core/problem.ts';
import { type Iso3, regionalGroups, stateOf } from '../../core/state.ts';
import { nameOfGroup } from '../../core/state-group.ts';
import { citations } from '../../evidence/store.ts';
import { type MessageKey, problemKey } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import {
  askedPage,
  Downloads,
  EmptyState,
  type Filter,
  Filters,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
  Pager,
} from '../../platform/ui.tsx';
import { askedFilters, askedOrder, parametersOf, searchParameters } from '../api.ts';
import type { Count, Value } from '../columns.ts';
import type { ActionCategory, Kind, Mechanism, Response } from '../model.ts';
import { entryName } from '../names.ts';
import {
  type Filters as Wanted,
  type Found,
  type Order,
  orders,
  search,
  type Suggestion,
  suggestions,
} from '../search.ts';
import type { TextLanguage } from '../words.ts';
import { RecommendationList } from './list.tsx';

const size = 20;

/** Only what had been asked by the day for which the page is read. */
export function asOf(page: PageContext, filters: Wanted): Wanted {
  if (page.asOf === page.today) return filters;
  return { ...filters, untilYear: Math.min(filters.untilYear ?? 9999, Number(page.asOf.slice(0, 4))) };
}

/** /recommendations. Words that cannot be read do not stop it: it says what is wrong beside them. */
export function recommendationsPage(page: PageContext, record: Record) {
  const filters = asOf(page, askedFilters(page.query));
  const order = askedOrder(page.query);
  const slice = { offset: (askedPage(page) - 1) * size, limit: size };
  const { found, problem } = searched(record, filters, slice, order);
  const sentence = (
    <KeySentence page={page} citations={[]}>
      {problem
        ? page.text('recommendations.notUnderstood')
        : page.text('recommendations.sentence', { count: found.total, date: page.date(page.asOf) })}
    </KeySentence>
  );
  return (
    <Page page={page} title={page.t('nav.recommendations')} sentence={sentence}>
      {problem && <Notice title={page.text(problemKey(problem), problem.details)} />}
      <Filters page={page} filters={filtersOn(page, record, found)} />
      <Syntax page={page} />
      <p>
        <a href={page.href('/recommendations/again')}>{page.text('demands.ranking')}</a> ·{' '}
        <a href={page.href('/bodies')}>{page.text('bodies.title')}</a>
      </p>
      {!problem && <Results page={page} record={record} filters={filters} found={found} asked={order} />}
    </Page>
  );
}

interface Searched {
  readonly found: Found & { readonly page: number };
  readonly problem?: Problem;
}

/** The page asked for, or the last one there is; with words that cannot be read, the counts without them. */
function searched(
  record: Record,
  filters: Wanted,
  slice: { readonly offset: number; readonly limit: number },
  order: Order,
): Searched {
  const run = (wanted: Wanted, part: typeof slice) => record.read((tx) => search(tx, wanted, part, order));
  try {
    const found = run(filters, slice);
    const last = Math.max(0, Math.ceil(found.total / size) - 1) * size;
    if (slice.offset <= last) return { found: { ...found, page: slice.offset / size + 1 } };
    return { found: { ...run(filters, { ...slice, offset: last }), page: last / size + 1 } };
  } catch (error) {
    if (!(error instanceof Problem && error.code.startsWith('query-'))) throw error;
    const { words: _, ...others } = filters;
    return { found: { ...run(others, { offset: 0, limit: 0 }), page: 1 }, problem: error };
  }
}

function Results(
  props: OnPage & {
    readonly record: Record;
    readonly filters: Wanted;
    readonly found: Searched['found'];
    readonly asked: Order;
  },
) {
  const { page, record, filters, found, asked } = props;
  return (
    <>
      {found.understood && (
        <p class="quiet">{page.text('recommendations.understood', { query: found.understood })}</p>
      )}
      {found.total > 0 ? (
        <>
          {found.understood && <OrderChoice page={page} order={found.order} asked={asked} />}
          <RecommendationList page={page} items={found.items} />
        </>
      ) : (
        <>
          <Instead page={page} tried={record.read((tx) => suggestions(tx, filters))} />
          <EmptyState
            page={page}
            missing={page.text('recommendations.none')}
            how={page.text('recommendations.how')}
          />
        </>
      )}
      <Pager page={page} paging={{ page: found.page, size, total: found.total }} />
      <Downloads
        page={page}
        formats={(['csv', 'xlsx', 'json'] as const).map((format) => ({
          format: format.toUpperCase(),
          href: `/recommendations/export.${format}?${keptQuery(page)}`,
        }))}
      />
    </>
  );
}

/** What the address says of the search, and nothing else. */
function keptQuery(page: PageContext): string {
  const query = new URLSearchParams(
    [...page.query].filter(([name, value]) => searchParameters.includes(name) && value !== ''),
  );
  query.delete('asOf');
  if (page.asOf !== page.today) query.set('asOf', page.asOf);
  return query.toString();
}

function OrderChoice({ page, order, asked }: OnPage & { readonly order: Order; readonly asked: Order }) {
  if (asked === 'relevance' && order === 'newest')
    return <p class="quiet">{page.text('recommendations.order.tooMany')}</p>;
  return (
    <p class="quiet">
      {page.text('recommendations.order')}{' '}
      {orders.map((each, at) => (
        <>
          {at > 0 && ' · '}
          {each === order ? (
            <strong>{page.text(`recommendations.order.${each}`)}</strong>
          ) : (
            <a href={page.here({ order: each, page: undefined })}>
              {page.text(`recommendations.order.${each}`)}
            </a>
          )}
        </>
      ))}
    </p>
  );
}

/** What would find something, each with how many. */
function Instead({ page, tried }: OnPage & { readonly tried: readonly Suggestion[] }) {
  // The day of the page is no filter to take away here; it is chosen at its head.
  const useful = tried.filter(({ part }) => part !== 'untilYear' || page.asOf === page.today);
  if (useful.length === 0) return null;
  const cleared = Object.fromEntries([...searchParameters, 'page'].map((name) => [name, undefined]));
  return (
    <Notice title={page.text('recommendations.nothing')}>
      <ul>
        {useful.map((one) => (
          <li>
            <a
              href={page.here({
                ...cleared,
                asOf: page.query.get('asOf') ?? undefined,
                ...parametersOf(one.filters),
              })}
            >
              <Told page={page} one={one} />
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Told({ page, one: { kind, part, count, filters } }: OnPage & { readonly one: Suggestion }): Child {
  if (kind === 'looser')
    return page.text('recommendations.suggestion.looser', { part, count, query: filters.words ?? '' });
  const label = labels[part];
  return page.text(`recommendations.suggestion.${kind}`, {
    part: kind === 'filter' && label ? page.t(label) : part,
    count,
  });
}

/** How filters are called on the page, by their name in `Filters`. */
const labels: { readonly [filter: string]: MessageKey } = {
  state: 'recommendations.to',
  group: 'recommendations.group',
  asker: 'recommendations.by',
  mechanism: 'recommendations.mechanism',
  body: 'recommendations.body',
  kind: 'recommendations.kind',
  cycle: 'recommendations.cycle',
  session: 'overview.asked.session',
  fromSession: 'recommendations.fromSession',
  untilSession: 'recommendations.untilSession',
  fromYear: 'recommendations.fromYear',
  untilYear: 'recommendations.untilYear',
  response: 'recommendations.response',
  action: 'recommendations.action',
  category: 'recommendations.category',
  issue: 'recommendations.issue',
  source: 'recommendations.source',
  language: 'recommendations.language',
  relevance: 'recommendations.relevance',
  manifestation: 'recommendations.manifestation',
  theme: 'recommendations.theme',
  instrument: 'recommendations.instrument',
  sdg: 'recommendations.sdg',
  affected: 'recommendations.affected',
  addressee: 'recommendations.addressee',
  asked: 'recommendations.asked',
  fromAsked: 'recommendations.fromAsked',
};

/** The list of the codebook behind each filter. */
const listOf = {
  relevance: 'relevance',
  manifestation: 'manifestation',
  theme: 'theme',
  instrument: 'instrument',
  sdg: 'sdg',
  affected: 'group',
  addressee: 'addressee',
} as const;

/** A record may hold thousands of documents; then a source is chosen by a link from the page that names it. */
const mostSources = 30;

/** The fields of the form. A choice shows how many there would be with it, all else as it is. */
function filtersOn(page: PageContext, record: Record, { counts }: Found): Filter[] {
  const state = (value: Value) => {
    const { shortNames } = stateOf(value as Iso3);
    return shortNames[page.language] ?? shortNames.en;
  };
  const choice = (
    name: string,
    filter: string,
    list: readonly Count[],
    told: (value: Value) => string = String,
    sort: (a: Count, b: Count) => number = (a, b) =>
      b.count - a.count || String(a.value).localeCompare(String(b.value), 'en'),
  ): Filter => {
    const chosen = page.query.get(name);
    const known = !chosen || list.some(({ value }) => String(value) === chosen);
    const all = known ? list : [...list, { value: chosen, count: 0 }];
    return {
      name,
      label: page.t(labels[filter] as MessageKey),
      options: all.toSorted(sort).map(({ value, count }) => ({
        value: String(value),
        label: `${told(value)} (${page.t.number(count)})`,
      })),
    };
  };
  const group = (value: Value) => {
    const name = nameOfGroup(String(value));
    return name[page.language] ?? name.en;
  };
  const byValue = (a: Count, b: Count) => Number(a.value) - Number(b.value);
  const byName = (a: Count, b: Count) => state(a.value).localeCompare(state(b.value), page.language);
  const inList = (a: Count, b: Count) =>
    regionalGroups.findIndex((group) => group === a.value) -
    regionalGroups.findIndex((group) => group === b.value);
  const ofCodebook = (name: keyof typeof listOf) =>
    several(
      choice(name, name, counts[name], (value) =>
        entryName({ list: listOf[name], entry: String(value) }, page.language),
      ),
    );
  const years = counts.year
    .toSorted(byValue)
    .map(({ value }) => ({ value: String(value), label: String(value) }));
  const known = record.cached('citations', citations);
  const sources = counts.source.filter(
    ({ value }) => counts.source.length <= mostSources || String(value) === page.query.get('source'),
  );
  // A side on which all are alike is no choice.
  const several = (filter: Filter) =>
    (filter.options?.length ?? 0) > 1 || page.query.get(filter.name) ? [filter] : [];
  return [
    { name: 'words', label: page.t('filter.text') },
    ...ofCodebook('relevance'),
    ...ofCodebook('manifestation'),
    ...ofCodebook('theme'),
    choice('state', 'state', counts.state, state, byName),
    choice('group', 'group', counts.group, group, inList),
    choice('by', 'asker', counts.asker, state, byName),
    ...several(
      choice('mechanism', 'mechanism', counts.mechanism, (value) =>
        page.t(`mechanism.${value as Mechanism}`),
      ),
    ),
    ...several(choice('body', 'body', counts.body)),
    choice('session', 'session', counts.session, String, byValue),
    { name: 'fromYear', label: page.t('recommendations.fromYear'), options: years },
    { name: 'untilYear', label: page.t('recommendations.untilYear'), options: years },
    choice('response', 'response', counts.response, (value) => page.t(`response.${value as Response}`)),
    choice(
      'action',
      'action',
      counts.action,
      (value) => page.t(`action.category.${value as ActionCategory}`),
      byValue,
    ),
    // Only where an operator trained a model are there any.
    ...several(
      choice('category', 'category', counts.category, (value) =>
        value === 'abstains'
          ? page.t('recommendations.category.abstains')
          : page.t(`action.category.${Number(value) as ActionCategory}`),
      ),
    ),
    choice('issue', 'issue', counts.issue),
    ...several(
      choice('source', 'source', sources, (value) => {
        const source = known.get(Number(value));
        return [source?.title, source?.place].filter(Boolean).join(', ');
      }),
    ),
    ...ofCodebook('instrument'),
    ...ofCodebook('sdg'),
    ...ofCodebook('affected'),
    ...ofCodebook('addressee'),
    ...several(choice('asked', 'asked', counts.asked, String, byValue)),
    ...several(
      choice('kind', 'kind', counts.kind, (value) => page.t(`recommendations.kind.${value as Kind}`)),
    ),
    ...several(
      choice('language', 'language', counts.language, (value) =>
        page.t(`textLanguage.${value as TextLanguage}`),
      ),
    ),
  ];
}

function Syntax({ page }: OnPage) {
  const rows = [
    ['child trafficking', 'words'],
    ['"sale of children"', 'exact'],
    ['traffick*', 'prefix'],
    ['(women OR girls) NOT tourism', 'operators'],
  ] as const;
  return (
    <details class="online">
      <summary>{page.text('recommendations.syntax')}</summary>
      <dl>
        {rows.map(([example, rule]) => (
          <>
            <dt>
              <code dir="ltr">{example}</code>
            </dt>
            <dd>{page.text(`recommendations.syntax.${rule}`)}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}
