/** What one asker asked, in sections that the pages of a body and of a recommending State share. */
import type { Child } from 'hono/jsx';
import type { StoredCitation } from '../../evidence/store.ts';
import { type Iso3, stateOf } from '../../core/state.ts';
import { LineChart } from '../../platform/chart.tsx';
import {
  type Column,
  DataTable,
  EmptyState,
  type OnPage,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import { parametersOf } from '../api.ts';
import type { Asking, Demanded } from '../asking.ts';
import type { Count, Value } from '../columns.ts';
import type { ActionCategory, Response } from '../model.ts';
import { demandName, entryName } from '../names.ts';
import type { Filters } from '../search.ts';
import type { SideName } from '../sides.ts';
import { RecommendationList } from './list.tsx';

/** Marks beside one statement; more would bury it. */
const mostMarks = 5;
const mostRows = 15;

/** The marks of the sources that say most, and how many more there are. */
export function SourceMarks({ page, sources }: OnPage & { readonly sources: readonly StoredCitation[] }) {
  const more = sources.length - mostMarks;
  return (
    <>
      {sources.slice(0, mostMarks).map((citation) => (
        <SourceMark page={page} citation={citation} />
      ))}
      {more > 0 && <small class="quiet"> {page.text('asking.moreSources', { count: more })}</small>}
    </>
  );
}

/** How many of how many States, when, how many on the subject, and about what: the first sentence, with its sources. */
export function AskingSentence({
  page,
  name,
  asked,
}: OnPage & { readonly name: string; readonly asked: Asking }) {
  const first = String(asked.years[0]?.value ?? '');
  const last = String(asked.years.at(-1)?.value ?? '');
  const { total } = asked.core;
  const answers = new Map(asked.core.counts.response.map(({ value, count }) => [value, count]));
  const [supported = 0, noted = 0] = [answers.get('supported'), answers.get('noted')];
  return (
    <p class="key-sentence">
      {page.text('asking.sentence', {
        date: page.date(page.asOf),
        name,
        count: asked.total,
        states: asked.counts.state.length,
        period: first === last ? first : page.t('asking.period.years', { first, last }),
      })}{' '}
      {asked.total > 0 && (
        <>
          {page.text('asking.sentence.core', { count: total })}{' '}
          {supported + noted > 0 && <>{page.text('asking.sentence.answers', { supported, noted })} </>}
          {page.text('asking.sentence.themes', { themes: mostNamed(page, asked) })}
        </>
      )}
      <SourceMarks page={page} sources={asked.sources} />
    </p>
  );
}

/** The three themes that most of the texts name. */
function mostNamed(page: PageContext, asked: Asking): string {
  return asked.counts.theme
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ value }) => entryName({ list: 'theme', entry: String(value) }, page.language))
    .join(page.language === 'ar' ? '؛ ' : '; ');
}

/** All sections. `filters` are those of the asker; every count leads to the search narrowed by them. */
export function WhatWasAsked({
  page,
  filters,
  asked,
}: OnPage & { readonly filters: Filters; readonly asked: Asking }) {
  if (asked.total === 0)
    return (
      <EmptyState
        page={page}
        missing={page.text('recommendations.none')}
        how={page.text('recommendations.how')}
      />
    );
  const found = (more: Filters) =>
    page.href('/recommendations', parametersOf({ ...filters, kind: 'recommendation', ...more }));
  const table = (
    caption: string,
    heading: string,
    side: SideName,
    told: (value: Value) => Child,
    order: RowOrder = 'most first',
  ) => (
    <CountTable
      page={page}
      order={order}
      caption={caption}
      heading={heading}
      told={told}
      counts={asked.counts[side]}
      core={asked.core.counts[side]}
      found={(value, more) => found({ ...more, [side]: value })}
    />
  );
  const entry = (list: 'theme' | 'manifestation') => (value: Value) =>
    entryName({ list, entry: String(value) }, page.language);
  return (
    <>
      <p>
        <a href={found({})}>{page.text('search.all', { count: page.t.number(asked.total) })}</a>
      </p>
      <h2>{page.text('recommendations.core', { count: asked.core.total })}</h2>
      <p class="quiet">{page.text('recommendations.core.rule')}</p>
      <RecommendationList page={page} items={asked.core.newest} />
      {asked.core.total > asked.core.newest.length && (
        <p>
          <a href={found({ relevance: 'core' })}>
            {page.text('recommendations.core.all', { count: page.t.number(asked.core.total) })}
          </a>
        </p>
      )}
      <Demands page={page} demands={asked.demands} />
      <h2>{page.text('asking.counts')}</h2>
      <p class="quiet">{page.text('asking.counts.note')}</p>
      {table(page.t('asking.byResponse'), page.t('recommendations.response'), 'response', (value) =>
        page.t(`response.${value as Response}`),
      )}
      <Years page={page} asked={asked} found={found} />
      {table(page.t('asking.bySession'), page.t('overview.asked.session'), 'session', String, 'by number')}
      {table(
        page.t('asking.byManifestation'),
        page.t('recommendations.manifestation'),
        'manifestation',
        entry('manifestation'),
      )}
      {table(page.t('asking.byTheme'), page.t('recommendations.theme'), 'theme', entry('theme'))}
      {table(
        page.t('asking.byAction'),
        page.t('recommendations.action'),
        'action',
        (value) => page.t(`action.category.${value as ActionCategory}`),
        'by number',
      )}
      {table(page.t('asking.byState'), page.t('recommendations.to'), 'state', (value) =>
        page.local(stateOf(value as Iso3).shortNames),
      )}
      {table(page.t('asking.bySource'), page.t('recommendations.source'), 'source', (value) => {
        const source = asked.sources.find(({ id }) => id === value);
        return source ? (
          <>
            <bdi>{[source.title, source.place].filter(Boolean).join(', ')}</bdi>
            <SourceMark page={page} citation={source} />
          </>
        ) : (
          String(value)
        );
      })}
    </>
  );
}

/** "most first": by those on the subject, then by all; the rest is left to the search. "by number": all, as sessions stand. */
type RowOrder = 'most first' | 'by number';

/** Counts of one side: those on the subject, and all. */
function CountTable(
  props: OnPage & {
    readonly caption: string;
    readonly heading: string;
    readonly told: (value: Value) => Child;
    readonly counts: readonly Count[];
    readonly core: readonly Count[];
    readonly found: (value: Value, more: Filters) => string;
    readonly order: RowOrder;
  },
) {
  const { page, caption, heading, told, counts, core, found, order } = props;
  if (counts.length === 0) return null;
  const onSubject = new Map(core.map(({ value, count }) => [value, count]));
  const rows = counts
    .map(({ value, count }) => ({ value, count, core: onSubject.get(value) ?? 0 }))
    .toSorted((a, b) =>
      order === 'by number' ? Number(a.value) - Number(b.value) : b.core - a.core || b.count - a.count,
    );
  const shown = order === 'by number' ? rows : rows.slice(0, mostRows);
  const column = (name: Child, relevance: Filters, of: 'count' | 'core'): Column<(typeof rows)[number]> => ({
    heading: name,
    kind: 'figure',
    cell: (row) =>
      row[of] > 0 ? <a href={found(row.value, relevance)}>{page.t.number(row[of])}</a> : page.t.number(0),
  });
  return (
    <>
      <DataTable
        page={page}
        caption={caption}
        columns={[
          { heading, cell: ({ value }) => told(value) },
          column(page.text('asking.onSubject'), { relevance: 'core' }, 'core'),
          column(page.text('asking.all'), {}, 'count'),
        ]}
        rows={shown}
      />
      {rows.length > shown.length && (
        <p class="quiet">{page.text('asking.moreRows', { count: rows.length - shown.length })}</p>
      )}
    </>
  );
}

/** Year by year: a chart where there are several (of those on the subject, beside which all would hide them), and a table. */
function Years({
  page,
  asked,
  found,
}: OnPage & { readonly asked: Asking; readonly found: (more: Filters) => string }) {
  const onSubject = new Map(asked.core.counts.year.map(({ value, count }) => [value, count]));
  const [first, last] = [asked.years[0]?.value, asked.years.at(-1)?.value];
  const title = page.t('asking.byYear');
  const subject = asked.core.total > 0;
  const years = asked.years.map(({ value, count }) => ({
    year: Number(value),
    count,
    core: onSubject.get(value) ?? 0,
  }));
  return (
    <>
      {years.length > 1 && (
        <LineChart
          page={page}
          title={subject ? page.t('asking.onSubject') : title}
          description={page.t('asking.chart', { first: String(first), last: String(last) })}
          series={[
            {
              label: subject ? page.t('asking.onSubject') : page.t('asking.all'),
              points: years.map(({ year, core, count }) => ({ x: year, y: subject ? core : count })),
            },
          ]}
        />
      )}
      <DataTable
        page={page}
        caption={title}
        columns={[
          { heading: page.text('word.year'), cell: ({ year }) => year },
          { heading: page.text('asking.onSubject'), kind: 'figure', cell: ({ core }) => page.t.number(core) },
          {
            heading: page.text('asking.all'),
            kind: 'figure',
            cell: ({ year, count }) => (
              <a href={found({ fromYear: year, untilYear: year })}>{page.t.number(count)}</a>
            ),
          },
        ]}
        rows={years}
      />
    </>
  );
}

function Demands({ page, demands }: OnPage & { readonly demands: readonly Demanded[] }) {
  if (demands.length === 0) return null;
  return (
    <>
      <h2>{page.text('asking.demands')}</h2>
      <p class="quiet">{page.text('asking.demands.note')}</p>
      <DataTable
        page={page}
        caption={page.t('asking.demands')}
        columns={[
          {
            heading: page.text('demands.demand'),
            cell: ({ key, sources }) => (
              <>
                <bdi>{demandName(key, page.language)}</bdi>
                <SourceMarks page={page} sources={sources} />
              </>
            ),
          },
          { heading: page.text('word.states'), kind: 'figure', cell: ({ states }) => page.t.number(states) },
          {
            heading: page.text('nav.recommendations'),
            kind: 'figure',
            cell: ({ recommendations }) => page.t.number(recommendations),
          },
          { heading: page.text('demands.first'), kind: 'figure', cell: ({ earliest }) => earliest },
          {
            heading: page.text('demands.last'),
            kind: 'figure',
            cell: ({ latest, newest }) => <a href={page.href(`/recommendations/${newest}`)}>{latest}</a>,
          },
        ]}
        rows={demands}
      />
    </>
  );
}
