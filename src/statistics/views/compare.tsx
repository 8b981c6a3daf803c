/** /numbers/compare: some States beside each other, in the order in which they were asked for, never by size. */
import { stateName, stateOf } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import { EmptyState, Filters, KeySentence, Page, type PageContext } from '../../platform/ui.tsx';
import { askedIndicator, parseBreakdown } from '../model.ts';
import { askedSelection, askedStates, mostStates, selected } from '../selection.ts';
import { breakdownFilter, FiguresDownloads, OverTime } from './over-time.tsx';
import {
  allIndicators,
  breakdownText,
  coverageOn,
  figures,
  Reasons,
  sourcesOf,
  Warnings,
} from './shared.tsx';

/** @throws Problem `not-found`, `state-unknown`, `breakdown-invalid` */
export function compareNumbersPage(page: PageContext, record: Record) {
  const covered = coverageOn(page, record);
  const known = allIndicators(page, record).filter(({ id }) => covered.has(id));
  const id = page.query.get('indicator');
  const indicator = id ? askedIndicator(known, id) : known[0];
  const all = indicator ? figures(page, record, { indicator: indicator.id }) : [];
  const states = askedStates(page.query);
  const selection = askedSelection(page.query, all);
  const shown = selection.show === 'states' ? selected(all, selection) : [];
  const having = new Set(shown.map(({ state }) => state));
  return (
    <Page
      page={page}
      title={page.t('numbers.compare')}
      breadcrumb={[{ label: page.text('nav.numbers'), href: '/indicators' }]}
      sentence={
        <KeySentence page={page} citations={sourcesOf(shown)}>
          {selection.show === 'states' && indicator
            ? page.text('numbers.compare.sentence', {
                name:
                  selection.breakdown === ''
                    ? indicator.name
                    : `${indicator.name}, ${breakdownText(page, record, parseBreakdown(selection.breakdown))}`,
                states: having.size,
                of: states.length,
                date: page.date(page.asOf),
              })
            : page.text('numbers.compare.ask', { most: mostStates })}
        </KeySentence>
      }
    >
      <Filters
        page={page}
        filters={[
          {
            name: 'indicator',
            label: page.t('numbers.indicator'),
            options: known.map((one) => ({ value: one.id, label: one.name })),
          },
          { name: 'states', label: page.t('numbers.compare.states') },
          breakdownFilter(page, record, all),
        ]}
      />
      {indicator && selection.show === 'states' && (
        <>
          <Warnings page={page} indicator={indicator} />
          <p>{page.text(`numbers.compare.${indicator.ranking}`)}</p>
          {shown.length === 0 ? (
            <EmptyState page={page} missing={page.text('numbers.none')} how={page.text('numbers.how')} />
          ) : (
            <>
              <OverTime page={page} record={record} indicator={indicator} of={shown} />
              <Reasons page={page} of={shown} />
              <FiguresDownloads page={page} indicator={indicator} selection={selection} of={shown} />
            </>
          )}
          {states
            .filter((state) => !having.has(state))
            .map((state) => (
              <p>
                {page.text('numbers.compare.without', {
                  state: stateName(stateOf(state), page.language, 'short').text,
                })}{' '}
                <a href={page.href('/numbers/unknown', { state })}>{page.text('numbers.unknown.state')}</a>
              </p>
            ))}
        </>
      )}
    </Page>
  );
}
