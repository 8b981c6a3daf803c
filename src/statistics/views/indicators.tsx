/** /indicators: what is counted; /indicators/16.2.3: one of them, over all States or for one. */
import { askedState, type Iso3, states, stateName, stateOf } from '../../core/state.ts';
import { LineChart, mostSeries } from '../../platform/chart.tsx';
import { type MapCategory, WorldMap } from '../../platform/map.tsx';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import { askedIndicator, headline, type Indicator, newest, parseBreakdown, yearOf } from '../model.ts';
import type { StoredObservation } from '../store.ts';
import {
  allIndicators,
  breakdownText,
  byBreakdown,
  coverageOn,
  Figure,
  figures,
  sourcesOf,
  sourcesOfNames,
  Warnings,
} from './shared.tsx';

/** /indicators */
export function indicatorsPage(page: PageContext, record: Record) {
  const all = allIndicators(record);
  const covered = coverageOn(page, record);
  const withFigures = all.filter(({ id }) => covered.has(id));
  const aboutChildren = withFigures.filter(({ about }) => about === 'children');
  return (
    <Page
      page={page}
      title={page.t('nav.numbers')}
      sentence={
        <KeySentence page={page} citations={sourcesOfNames(withFigures)}>
          {page.text('numbers.sentence', {
            count: withFigures.length,
            children: aboutChildren.length,
            date: page.date(page.asOf),
          })}
        </KeySentence>
      }
    >
      <p>
        <a href={page.href('/numbers/unknown')}>{page.text('numbers.unknown.link')}</a>
      </p>
      <DataTable
        page={page}
        caption={page.t('numbers.indicators')}
        rows={all}
        columns={[
          {
            heading: page.text('numbers.indicator'),
            cell: ({ id, name, citation }) => (
              <>
                <a href={page.href(`/indicators/${id}`)}>{name}</a>
                <SourceMark page={page} citation={citation} />
              </>
            ),
          },
          { heading: page.text('numbers.unit'), cell: ({ unit }) => unit },
          { heading: page.text('numbers.about'), cell: ({ about }) => page.text(`numbers.about.${about}`) },
          {
            heading: page.text('word.states'),
            kind: 'figure',
            cell: ({ id }) => page.t.number(covered.get(id)?.states ?? 0),
          },
          {
            heading: page.text('numbers.years'),
            cell: ({ id }) => {
              const of = covered.get(id);
              return of ? `${yearOf(of.from)}–${yearOf(of.to)}` : '–';
            },
          },
          { heading: page.text('numbers.custodian'), cell: ({ custodian }) => custodian ?? '–' },
        ]}
      />
    </Page>
  );
}

/** /indicators/16.2.3?breakdown=…&state=… @throws Problem `not-found`, `breakdown-invalid`, `state-unknown` */
export function indicatorPage(page: PageContext, record: Record, id: string) {
  const indicator = askedIndicator(allIndicators(record), id);
  const all = figures(page, record, { indicator: indicator.id });
  const groups = byBreakdown(all);
  const asked = page.query.get('breakdown');
  const key = asked === null || asked === '' ? headline(all) : asked;
  const chosen = groups.get(key) ?? [];
  const words = breakdownText(page, record, parseBreakdown(key));
  const code = page.query.get('state') ?? '';
  const state = code === '' ? undefined : askedState(code).iso3;
  const latest = newest(chosen);
  const covered = new Set(all.map(({ state: one }) => one));
  const last = all.reduce((year, { period }) => Math.max(year, yearOf(period)), 0);
  return (
    <Page
      page={page}
      title={indicator.name}
      breadcrumb={[{ label: page.text('nav.numbers'), href: '/indicators' }]}
      sentence={
        <KeySentence page={page} citations={sourcesOf(all)}>
          {page.text('numbers.indicator.sentence', {
            name: indicator.name,
            states: covered.size,
            of: states.length,
            last: String(last),
            date: page.date(page.asOf),
          })}
        </KeySentence>
      }
    >
      <Warnings page={page} indicator={indicator} />
      {all.length === 0 ? (
        <EmptyState page={page} missing={page.text('numbers.none')} how={page.text('numbers.how')} />
      ) : (
        <>
          <Filters
            page={page}
            filters={[
              {
                name: 'breakdown',
                label: page.t('numbers.breakdown'),
                options: [...groups.keys()].map((value) => ({
                  value: value === '' ? '' : value,
                  label: breakdownText(page, record, parseBreakdown(value)),
                })),
              },
              {
                name: 'state',
                label: page.t('word.state'),
                options: [...covered]
                  .map((iso3) => ({
                    value: iso3,
                    label: stateName(stateOf(iso3), page.language, 'short').text,
                  }))
                  .toSorted((a, b) => a.label.localeCompare(b.label, page.language)),
              },
            ]}
          />
          {state ? (
            <OverTime
              page={page}
              record={record}
              indicator={indicator}
              of={all.filter((one) => one.state === state)}
              state={state}
            />
          ) : (
            <>
              <FiguresMap page={page} indicator={indicator} words={words} latest={latest} />
              <NewestTable page={page} indicator={indicator} words={words} latest={latest} />
            </>
          )}
          <Downloads
            page={page}
            formats={(['csv', 'xlsx'] as const).map((format) => ({
              format: format.toUpperCase(),
              href: page.href(
                `/indicators/${indicator.id}/figures.${format}${state ? `?state=${state}` : ''}`,
              ),
            }))}
          />
        </>
      )}
      <Profile page={page} indicator={indicator} />
    </Page>
  );
}

/** Shades for figures in four classes of like size; where States are never ordered, only whether there is a figure. */
function FiguresMap({
  page,
  indicator,
  words,
  latest,
}: OnPage & {
  readonly indicator: Indicator;
  readonly words: string;
  readonly latest: ReadonlyMap<Iso3, readonly StoredObservation[]>;
}) {
  const numbers = [...latest].flatMap(([state, [first]]): (readonly [Iso3, number])[] =>
    first?.value.state === 'number'
      ? [[state, first.value.number]]
      : first?.value.state === 'zero'
        ? [[state, 0]]
        : [],
  );
  const legend: MapCategory[] = [];
  const values = new Map<Iso3, string>();
  if (indicator.ranking === 'never' || numbers.length < 8) {
    legend.push({ category: 'there', label: page.t('numbers.map.there'), shade: 'full' });
    for (const [state] of numbers) values.set(state, 'there');
  } else {
    const sorted = numbers.map(([, value]) => value).toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    const limits = [...new Set([at(0.25), at(0.5), at(0.75)])];
    const shades = ['empty', 'light', 'striped', 'full'] as const;
    const edges = [-Infinity, ...limits, Infinity];
    for (let n = 0; n + 1 < edges.length; n += 1) {
      const from = edges[n] ?? -Infinity;
      const to = edges[n + 1] ?? Infinity;
      const label =
        from === -Infinity
          ? page.t('numbers.map.below', { to: page.t.number(to) })
          : to === Infinity
            ? page.t('numbers.map.from', { from: page.t.number(from) })
            : page.t('numbers.map.between', { from: page.t.number(from), to: page.t.number(to) });
      legend.push({ category: `class ${n}`, label, shade: shades[n] ?? 'full' });
      for (const [state, value] of numbers) if (value >= from && value < to) values.set(state, `class ${n}`);
    }
  }
  return (
    <WorldMap
      page={page}
      values={values}
      legend={legend}
      title={page.t('numbers.map.title', { name: indicator.name, unit: indicator.unit, breakdown: words })}
      description={page.t('numbers.map.description', { states: values.size, of: states.length })}
    />
  );
}

function NewestTable({
  page,
  indicator,
  words,
  latest,
}: OnPage & {
  readonly indicator: Indicator;
  readonly words: string;
  readonly latest: ReadonlyMap<Iso3, readonly StoredObservation[]>;
}) {
  const rows = [...latest]
    .flatMap(([state, of]) => {
      const name = stateName(stateOf(state), page.language, 'short').text;
      return of.map((one) => ({ state, name, one }));
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, page.language));
  return (
    <DataTable
      page={page}
      caption={page.t('numbers.newest', { name: indicator.name, breakdown: words })}
      rows={rows}
      columns={[
        {
          heading: page.text('word.state'),
          cell: ({ state, name }) => (
            <a href={page.href(`/indicators/${indicator.id}?state=${state}`)}>{name}</a>
          ),
        },
        {
          heading: indicator.unit,
          kind: 'figure',
          cell: ({ one }) => <Figure page={page} of={one} unit="in the heading" />,
        },
        { heading: page.text('numbers.period'), cell: ({ one }) => one.period },
        { heading: page.text('numbers.source'), cell: ({ one }) => one.source },
        { heading: page.text('word.note'), cell: ({ one }) => one.footnotes.join('; ') },
      ]}
    />
  );
}

/** One State's figures of one indicator: a chart where there is more than one year, and all of them as a table. */
export function OverTime({
  page,
  record,
  indicator,
  of,
  state,
}: OnPage & {
  readonly record: Record;
  readonly indicator: Indicator;
  readonly of: readonly StoredObservation[];
  readonly state: Iso3;
}) {
  const name = stateName(stateOf(state), page.language, 'short').text;
  // A line for each source and breakdown; the widest breakdowns first.
  const lines = [
    ...Map.groupBy(of, ({ source, breakdown }) => `${source}\n${JSON.stringify(breakdown)}`).values(),
  ]
    .toSorted((a, b) => Object.keys(a[0]?.breakdown ?? {}).length - Object.keys(b[0]?.breakdown ?? {}).length)
    .slice(0, mostSeries);
  const sources = new Set(of.map(({ source }) => source));
  const years = new Set(of.map(({ period }) => yearOf(period)));
  return (
    <>
      {years.size > 1 && (
        <LineChart
          page={page}
          title={page.t('numbers.chart.title', { name: indicator.name, unit: indicator.unit, state: name })}
          description={page.t('numbers.chart.description', {
            lines: lines.length,
            first: String(Math.min(...years)),
            last: String(Math.max(...years)),
          })}
          series={lines.map((line) => ({
            label: [
              breakdownText(page, record, line[0]?.breakdown ?? {}),
              ...(sources.size > 1 ? [line[0]?.source ?? ''] : []),
            ].join(' · '),
            points: line.map(({ period, value, lower, upper }) => ({
              x: yearOf(period),
              ...(value.state === 'number' ? { y: value.number } : value.state === 'zero' ? { y: 0 } : {}),
              ...(lower === undefined ? {} : { lower }),
              ...(upper === undefined ? {} : { upper }),
            })),
          }))}
        />
      )}
      <DataTable
        page={page}
        caption={page.t('numbers.ofState', { name: indicator.name, state: name })}
        rows={of.toSorted((a, b) => (a.period < b.period ? 1 : a.period > b.period ? -1 : 0))}
        columns={[
          { heading: page.text('numbers.period'), cell: ({ period }) => period },
          {
            heading: page.text('numbers.breakdown'),
            cell: ({ breakdown }) => breakdownText(page, record, breakdown),
          },
          {
            heading: indicator.unit,
            kind: 'figure',
            cell: (one) => <Figure page={page} of={one} unit="in the heading" />,
          },
          { heading: page.text('numbers.source'), cell: ({ source }) => source },
          { heading: page.text('word.note'), cell: ({ footnotes }) => footnotes.join('; ') },
        ]}
      />
    </>
  );
}

function Profile({ page, indicator }: OnPage & { readonly indicator: Indicator }) {
  const lines = (
    ['definition', 'numerator', 'denominator', 'limits', 'custodian', 'target'] as const
  ).flatMap((field) => {
    const value = indicator[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return (
    <section aria-labelledby="profile">
      <h2 id="profile">{page.text('numbers.profile')}</h2>
      <dl>
        <dt>{page.text('numbers.indicator')}</dt>
        <dd>
          {indicator.name}
          <SourceMark page={page} citation={indicator.citation} />
        </dd>
        <dt>{page.text('numbers.unit')}</dt>
        <dd>{indicator.unit}</dd>
        <dt>{page.text('numbers.about')}</dt>
        <dd>{page.text(`numbers.about.${indicator.about}`)}</dd>
        {lines.map(([field, value]) => (
          <>
            <dt>{page.text(`numbers.profile.${field}`)}</dt>
            <dd>{value}</dd>
          </>
        ))}
        <dt>{page.text('numbers.ranking')}</dt>
        <dd>{page.text(`numbers.ranking.${indicator.ranking}`)}</dd>
      </dl>
    </section>
  );
}
