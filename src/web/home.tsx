/** The first page: the world and one question, what is due next, and what the record holds. */
import { addMonths } from '../core/date.ts';
import { type Iso3, states } from '../core/state.ts';
import { countStandings, type Standing } from '../commitments/model.ts';
import { between } from '../commitments/due.ts';
import { schedule } from '../commitments/schedule.ts';
import { ItemTable } from '../commitments/views/calendar.tsx';
import {
  allStandings,
  loadedInstruments,
  sourcesOf,
  StandingText,
  StateLink,
} from '../commitments/views/shared.tsx';
import { citations } from '../evidence/store.ts';
import type { Record } from '../platform/record.ts';
import { WorldMap } from '../platform/map.tsx';
import { DataTable, EmptyState, Filters, KeySentence, Page, type PageContext } from '../platform/ui.tsx';
import { countsByState } from '../recommendations/store.ts';

const notLoaded: Standing = { kind: 'not loaded', differences: [] };

/** The shades of the map. What is not loaded has none: the map draws it as no data. */
const legend = [
  ['party', 'full'],
  ['signed', 'striped'],
  ['none', 'light'],
  ['not party', 'dotted'],
  ['withdrawn', 'crossed'],
  ['unverified', 'empty'],
] as const;

/** The category of a standing on the map; none where nothing is known. */
function categoryOf({ kind, row }: Standing): string | undefined {
  if (kind === 'not loaded' || kind === 'cannot tell') return undefined;
  return row?.citation.standing === 'unverified' ? 'unverified' : kind;
}

const bands = [
  ['0', 'empty'],
  ['1–50', 'dotted'],
  ['51–150', 'light'],
  ['151–250', 'striped'],
  ['> 250', 'full'],
] as const;

function band(count: number): string {
  return count === 0
    ? '0'
    : count <= 50
      ? '1–50'
      : count <= 150
        ? '51–150'
        : count <= 250
          ? '151–250'
          : '> 250';
}

export function homePage(page: PageContext, record: Record) {
  const instruments = loadedInstruments(record, page.asOf);
  const of = allStandings(record, page.asOf);
  const wanted = page.query.get('question') ?? 'OPSC';
  const asked = wanted === 'asked';
  const instrument =
    instruments.find(({ id }) => id === wanted) ??
    instruments.find(({ id }) => id === 'OPSC') ??
    instruments[0];
  const counts = record.cached('recommendations by state', countsByState);
  const standing = (iso3: Iso3) => (instrument && of.get(iso3)?.get(instrument.id)) ?? notLoaded;
  const all = states.map(({ iso3 }) => standing(iso3));
  const count = countStandings(all);
  const none = all.filter(({ kind }) => kind === 'none').length;
  const coming = between(
    record.cached(`schedule ${page.asOf} all`, (tx) => schedule(tx, page.asOf)),
    page.asOf,
    addMonths(page.asOf, 12),
  );
  const cited = record.cached('citations', citations).size;
  const total = [...counts.values()].reduce((sum, number) => sum + number, 0);
  return (
    <Page
      page={page}
      title={page.t('site.purpose')}
      sentence={
        <KeySentence page={page} citations={sourcesOf(all)}>
          {page.text('compare.sentence', {
            date: page.date(page.asOf),
            bound: count.party,
            count: states.length,
            unverified: count.unverified,
            instrument: instrument?.title.value ?? '',
          })}
        </KeySentence>
      }
    >
      <Filters
        page={page}
        filters={[
          {
            name: 'question',
            label: page.t('home.question'),
            options: [
              ...instruments.map(({ id, short }) => ({
                value: id,
                label: page.t('home.question.standing', { instrument: short }),
              })),
              { value: 'asked', label: page.t('home.question.asked') },
            ],
          },
        ]}
      />
      <WorldMap
        page={page}
        values={
          new Map(
            asked
              ? states.map(({ iso3 }) => [iso3, band(counts.get(iso3) ?? 0)])
              : states.flatMap(({ iso3 }): [Iso3, string][] => {
                  const category = categoryOf(standing(iso3));
                  return category ? [[iso3, category]] : [];
                }),
          )
        }
        legend={
          asked
            ? bands.map(([name, shade]) => ({ category: name, label: name, shade }))
            : legend.map(([kind, shade]) => ({
                category: kind,
                label: kind === 'unverified' ? page.t('source.unverified') : page.t(`standing.${kind}`),
                shade,
              }))
        }
        title={
          asked ? page.t('home.question.asked') : page.t('home.map', { instrument: instrument?.short ?? '' })
        }
        description={page.t('home.map.description', {
          count: states.length,
          date: page.date(page.asOf),
          parties: count.party,
          signed: count.signed,
          none,
          other: states.length - count.party - count.signed - none,
        })}
      />
      <h2>{page.text('home.table')}</h2>
      <DataTable
        page={page}
        caption={
          asked ? page.t('home.question.asked') : page.t('home.map', { instrument: instrument?.short ?? '' })
        }
        columns={[
          { heading: page.text('word.state'), cell: (state) => <StateLink page={page} state={state} /> },
          asked
            ? {
                heading: page.text('nav.recommendations'),
                kind: 'figure',
                cell: (state) => page.t.number(counts.get(state.iso3) ?? 0),
              }
            : {
                heading: page.text('standing.label'),
                cell: (state) => <StandingText page={page} standing={standing(state.iso3)} />,
              },
        ]}
        rows={states}
      />
      <h2>{page.text('home.due')}</h2>
      {coming.length > 0 ? (
        <ItemTable page={page} caption={page.t('home.due')} items={coming.slice(0, 40)} />
      ) : (
        <EmptyState page={page} missing={page.text('calendar.none')} how={page.text('calendar.how')} />
      )}
      <h2>{page.text('home.record')}</h2>
      <p>
        {page.text('home.record.text', {
          citations: cited,
          instruments: instruments.length,
          recommendations: total,
        })}
      </p>
    </Page>
  );
}
