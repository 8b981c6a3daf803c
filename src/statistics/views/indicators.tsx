/** /indicators: what is counted; /indicators/16.2.3: one of them, over all States or for one. */
import { states, stateName, stateOf } from '../../core/state.ts';
import { WorldMap } from '../../platform/map.tsx';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  EmptyState,
  Filters,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import { askedIndicator, type Indicator, parseBreakdown, yearOf } from '../model.ts';
import { askedSelection, selected, type Selection } from '../selection.ts';
import type { StoredObservation } from '../store.ts';
import {
  allIndicators,
  breakdownText,
  coverageOn,
  Figure,
  figures,
  namedBy,
  Reasons,
  sourcesOf,
  Warnings,
} from './shared.tsx';
import { figuresMap } from './figures-map.tsx';
import { breakdownFilter, FiguresDownloads, OverTime } from './over-time.tsx';

/** /indicators */
export function indicatorsPage(page: PageContext, record: Record) {
  const all = allIndicators(page, record);
  const covered = coverageOn(page, record);
  const withFigures = all.filter(({ id }) => covered.has(id));
  const aboutChildren = withFigures.filter(({ about }) => about === 'children');
  return (
    <Page
      page={page}
      title={page.t('nav.numbers')}
      sentence={
        <KeySentence page={page} citations={namedBy(withFigures)}>
          {page.text('numbers.sentence', {
            count: withFigures.length,
            children: aboutChildren.length,
            date: page.date(page.asOf),
          })}
        </KeySentence>
      }
    >
      <p>
        <a href={page.href('/numbers/unknown')}>{page.text('numbers.unknown.link')}</a> ·{' '}
        <a href={page.href('/numbers/compare')}>{page.text('numbers.compare.link')}</a>
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
  const indicator = askedIndicator(allIndicators(page, record), id);
  const all = figures(page, record, { indicator: indicator.id });
  const selection = askedSelection(page.query, all);
  const shown = selected(all, selection);
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
              breakdownFilter(page, record, all),
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
          {selection.show === 'newest' ? (
            <>
              <WorldMap
                {...figuresMap({
                  page,
                  record,
                  indicator,
                  breakdown: selection.breakdown,
                  of: shown,
                })}
              />
              <NewestTable
                page={page}
                record={record}
                indicator={indicator}
                selection={selection}
                shown={shown}
              />
            </>
          ) : (
            <OverTime page={page} record={record} indicator={indicator} of={shown} />
          )}
          <Reasons page={page} of={shown} />
          <FiguresDownloads page={page} indicator={indicator} selection={selection} of={shown} />
          <p>
            <a href={page.href('/numbers/compare', { indicator: indicator.id })}>
              {page.text('numbers.compare.link')}
            </a>
          </p>
        </>
      )}
      <Profile page={page} indicator={indicator} />
    </Page>
  );
}

interface ShownNewest extends OnPage {
  readonly record: Record;
  readonly indicator: Indicator;
  readonly selection: Extract<Selection, { show: 'newest' }>;
  readonly shown: readonly StoredObservation[];
}

function NewestTable({ page, record, indicator, selection, shown }: ShownNewest) {
  const words = breakdownText(page, record, parseBreakdown(selection.breakdown));
  const rows = shown
    .map((one) => ({
      state: one.state,
      name: stateName(stateOf(one.state), page.language, 'short').text,
      one,
    }))
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
          cell: ({ one }) => <Figure page={page} of={one} heading={indicator.unit} />,
        },
        { heading: page.text('numbers.period'), cell: ({ one }) => one.period },
        { heading: page.text('numbers.source'), cell: ({ one }) => one.source },
        { heading: page.text('word.note'), cell: ({ one }) => one.footnotes.join('; ') },
      ]}
    />
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
