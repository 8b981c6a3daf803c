/** A State in numbers: the section of its page, and /states/MUS/numbers. */
import { askedState, type State } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  EmptyState,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { headline, type Indicator, latestOf } from '../model.ts';
import { selected, type Selection } from '../selection.ts';
import type { StoredObservation } from '../store.ts';
import { allIndicators, breakdownText, Figure, figures, Reasons, sourcesOf, Warnings } from './shared.tsx';
import { FiguresDownloads, OverTime } from './over-time.tsx';

interface InNumbers {
  readonly indicator: Indicator;
  readonly of: readonly StoredObservation[];
  /** The newest figures of what is shown first; see `latestOf`. */
  readonly latest: readonly StoredObservation[];
}

function inNumbers(page: PageContext, record: Record, state: State): InNumbers[] {
  const all = Map.groupBy(figures(page, record, { state: state.iso3 }), ({ indicator }) => indicator);
  return allIndicators(page, record).flatMap((indicator) => {
    const of = all.get(indicator.id);
    if (!of) return [];
    return [{ indicator, of, latest: latestOf(of) }];
  });
}

/** The newest figure of each indicator, on the State's page. */
export function NumbersOfState({
  page,
  record,
  state,
}: OnPage & { readonly record: Record; readonly state: State }) {
  const known = inNumbers(page, record, state);
  return (
    <section aria-labelledby="numbers">
      <h2 id="numbers">{page.text('numbers.state')}</h2>
      {known.length === 0 ? (
        <EmptyState page={page} missing={page.text('numbers.none')} how={page.text('numbers.how')} />
      ) : (
        <>
          <DataTable
            page={page}
            caption={page.t('numbers.state.caption')}
            rows={known
              .filter(({ indicator }) => indicator.about !== 'context')
              .flatMap(({ indicator, latest }) => latest.map((one) => ({ indicator, one })))}
            columns={[
              {
                heading: page.text('numbers.indicator'),
                cell: ({ indicator }) => (
                  <a href={page.href(`/indicators/${indicator.id}?state=${state.iso3}`)}>{indicator.name}</a>
                ),
              },
              {
                heading: page.text('numbers.newest.heading'),
                kind: 'figure',
                cell: ({ one }) => <Figure page={page} of={one} />,
              },
              {
                heading: page.text('numbers.breakdown'),
                cell: ({ one }) => breakdownText(page, record, one.breakdown),
              },
              { heading: page.text('numbers.period'), cell: ({ one }) => one.period },
              {
                heading: page.text('numbers.warning'),
                cell: ({ indicator }) => indicator.warnings.map(({ text }) => text).join(' ') || '–',
              },
            ]}
          />
          <p>
            <a href={page.href(`/states/${state.iso3}/numbers`)}>{page.text('numbers.state.all')}</a> ·{' '}
            <a href={page.href(`/numbers/unknown?state=${state.iso3}`)}>
              {page.text('numbers.unknown.state')}
            </a>
          </p>
        </>
      )}
    </section>
  );
}

/** /states/MUS/numbers @throws Problem `state-unknown` */
export function numbersPage(page: PageContext, record: Record, code: string) {
  const state = askedState(code);
  const name = state.names[page.language] ?? state.names.en;
  const known = inNumbers(page, record, state);
  const all = known.flatMap(({ of }) => of);
  return (
    <Page
      page={page}
      title={page.t('numbers.state.title', { state: name })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: name, href: `/states/${state.iso3}` },
      ]}
      sentence={
        <KeySentence page={page} citations={sourcesOf(all)}>
          {page.text('numbers.state.sentence', {
            state: name,
            figures: all.length,
            indicators: known.length,
            missing: allIndicators(page, record).length - known.length,
            date: page.date(page.asOf),
          })}
        </KeySentence>
      }
    >
      <p>
        <a href={page.href(`/numbers/unknown?state=${state.iso3}`)}>{page.text('numbers.unknown.state')}</a>
      </p>
      {known.map(({ indicator, of }) => (
        <section aria-labelledby={`indicator-${indicator.id}`}>
          <h2 id={`indicator-${indicator.id}`}>
            <a href={page.href(`/indicators/${indicator.id}?state=${state.iso3}`)}>{indicator.name}</a>
          </h2>
          <Warnings page={page} indicator={indicator} />
          <Overview page={page} record={record} indicator={indicator} of={of} state={state} />
        </section>
      ))}
    </Page>
  );
}

/** More figures than these are shown on a page of their own. */
const mostHere = 60;

/** All figures of an indicator; of very many only those of the breakdown that is shown first. */
function Overview({
  page,
  record,
  indicator,
  of,
  state,
}: OnPage & Omit<InNumbers, 'latest'> & { readonly record: Record; readonly state: State }) {
  const selection: Selection =
    of.length > mostHere
      ? { show: 'states', states: [state.iso3], breakdown: headline(of) }
      : { show: 'state', state: state.iso3 };
  const shown = selected(of, selection);
  return (
    <>
      <OverTime page={page} record={record} indicator={indicator} of={shown} />
      {shown.length < of.length && (
        <p>
          <a href={page.href(`/indicators/${indicator.id}?state=${state.iso3}`)}>
            {page.text('numbers.state.more', { count: of.length })}
          </a>
        </p>
      )}
      <Reasons page={page} of={shown} />
      <FiguresDownloads page={page} indicator={indicator} selection={selection} of={shown} />
    </>
  );
}
