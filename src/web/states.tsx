/** The pages of States: all of them, and one. Here the parts stand together. */
import { askedState, states } from '../core/state.ts';
import { nameOfGroup } from '../core/state-group.ts';
import { countStandings } from '../commitments/model.ts';
import { PromisesOfState, ReportingOfState } from '../commitments/views/state.tsx';
import {
  allStandings,
  loadedInstruments,
  sourcesOf,
  standingsOfState,
  StateLink,
} from '../commitments/views/shared.tsx';
import { LawOfState } from '../law/views/state.tsx';
import { LocatorMap } from '../platform/map.tsx';
import type { Record } from '../platform/record.ts';
import {
  DataTable,
  Downloads,
  KeySentence,
  Page,
  type PageContext,
  StandingBadge,
  StandingLegend,
} from '../platform/ui.tsx';
import { formats } from '../publications/formats.ts';
import { countsByState } from '../recommendations/store.ts';
import { RecommendationsOfState } from '../recommendations/views.tsx';
import { NumbersOfState } from '../statistics/views/state.tsx';

const mainInstruments = ['CRC', 'OPSC', 'OPAC', 'OPIC', 'TIP-PROTOCOL'];

/** /states */
export function statesPage(page: PageContext, record: Record) {
  const of = allStandings(record, page.asOf);
  const columns = loadedInstruments(record, page.asOf).filter(({ id }) => mainInstruments.includes(id));
  const counts = record.cached('recommendations by state', countsByState);
  const main = columns.find(({ id }) => id === 'OPSC');
  const standings = states.flatMap(({ iso3 }) => (main && of.get(iso3)?.get(main.id)) ?? []);
  return (
    <Page
      page={page}
      title={page.t('nav.states')}
      sentence={
        <KeySentence page={page} citations={sourcesOf(standings)}>
          {page.text('states.sentence', {
            count: states.length,
            date: page.date(page.asOf),
            bound: countStandings(standings).party,
            unverified: countStandings(standings).unverified,
            instrument: main?.short ?? '',
          })}
        </KeySentence>
      }
    >
      <StandingLegend page={page} />
      <DataTable
        page={page}
        caption={page.t('states.caption', { date: page.date(page.asOf) })}
        columns={[
          { heading: page.text('word.state'), cell: (state) => <StateLink page={page} state={state} /> },
          { heading: page.text('states.group'), cell: (state) => state.regionalGroup ?? '–' },
          ...columns.map(({ id, short }) => ({
            heading: short,
            cell: (state: (typeof states)[number]) => (
              <StandingBadge
                page={page}
                standing={of.get(state.iso3)?.get(id)?.kind ?? 'not loaded'}
                form="compact"
              />
            ),
          })),
          {
            heading: page.text('nav.recommendations'),
            kind: 'figure' as const,
            cell: (state) => page.t.number(counts.get(state.iso3) ?? 0),
          },
        ]}
        rows={states}
      />
    </Page>
  );
}

/** /states/MUS: what did this State promise, what is due, what was it asked? */
export function statePage(page: PageContext, record: Record, code: string) {
  const state = askedState(code);
  const standings = [...standingsOfState(record, state.iso3, page.asOf).values()];
  const count = countStandings(standings);
  const bound = standings.filter(({ kind }) => kind === 'party');
  const name = state.names[page.language] ?? state.names.en;
  return (
    <Page
      page={page}
      title={name}
      breadcrumb={[{ label: page.text('nav.states'), href: '/states' }]}
      sentence={
        <KeySentence page={page} citations={sourcesOf(bound)}>
          {page.text('state.sentence', {
            date: page.date(page.asOf),
            state: name,
            bound: count.party,
            loaded: count.loaded,
            unverified: count.unverified,
          })}
        </KeySentence>
      }
    >
      <LocatorMap page={page} state={state.iso3} />
      <p>
        {page.text('state.members', {
          group: state.regionalGroup ? groupIn(page, state.regionalGroup) : '–',
          region: groupIn(page, state.region),
        })}
      </p>
      <section aria-labelledby="overview">
        <h2 id="overview">{page.text('overview.download')}</h2>
        <p>{page.text('overview.download.note')}</p>
        <Downloads
          page={page}
          formats={formats.map((format) => ({
            format: format === 'docx' ? 'Word' : format.toUpperCase(),
            href: page.href(`/states/${state.iso3}/overview.${format}`),
          }))}
        />
      </section>
      <PromisesOfState page={page} record={record} state={state} />
      <ReportingOfState page={page} record={record} state={state} />
      <RecommendationsOfState page={page} record={record} state={state} />
      <LawOfState page={page} record={record} state={state} />
      <NumbersOfState page={page} record={record} state={state} />
    </Page>
  );
}

function groupIn(page: PageContext, group: string): string {
  const name = nameOfGroup(group);
  return name[page.language] ?? name.en;
}
