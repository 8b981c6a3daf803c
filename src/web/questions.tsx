/** The questions that colour the map of the first page, each with its answer for every State. */
import type { Child } from 'hono/jsx';
import type { Citation } from '../core/citation.ts';
import { type Iso3, type State, states } from '../core/state.ts';
import { type DueItem, overdue } from '../commitments/due.ts';
import { countStandings, type Instrument, type Standing } from '../commitments/model.ts';
import type { OverdueBand } from '../commitments/reporting.ts';
import { schedule } from '../commitments/schedule.ts';
import { allStandings, loadedInstruments, sourcesOf, StandingText } from '../commitments/views/shared.tsx';
import type { MapCategory } from '../platform/map.tsx';
import type { Record } from '../platform/record.ts';
import { DateText, type PageContext, SourceMark } from '../platform/ui.tsx';
import { countsByState } from '../recommendations/store.ts';

export interface MapQuestion {
  readonly title: string;
  /** The answer for the world, in a sentence. */
  readonly sentence: Child;
  /** The same for those who do not see the map. */
  readonly description: string;
  readonly citations: readonly Citation[];
  readonly values: ReadonlyMap<Iso3, string>;
  readonly legend: readonly MapCategory[];
  readonly column: string;
  readonly cell: (state: State) => Child;
}

/** Names of the questions, for the form: an instrument, "asked" or "overdue". */
export function questionChoices(page: PageContext, record: Record): { value: string; label: string }[] {
  return [
    ...loadedInstruments(record, page.asOf).map(({ id, short }) => ({
      value: id as string,
      label: page.t('home.question.standing', { instrument: short }),
    })),
    { value: 'asked', label: page.t('home.question.asked') },
    { value: 'overdue', label: page.t('home.question.overdue') },
  ];
}

/** The question that the address asks; how States stand to the OPSC when it asks none. */
export function askedQuestion(page: PageContext, record: Record): MapQuestion | undefined {
  const wanted = page.query.get('question') || 'OPSC';
  if (wanted === 'asked') return recommendationsAsked(page, record);
  if (wanted === 'overdue') return reportsOverdue(page, record);
  const instruments = loadedInstruments(record, page.asOf);
  const instrument = instruments.find(({ id }) => id === wanted) ?? instruments[0];
  return instrument && standingsTo(page, record, instrument);
}

const notLoaded: Standing = { kind: 'not loaded', differences: [] };

/** What is not loaded or cannot be told has no shade: the map draws it as no data. */
const standingShades = [
  ['party', 'full'],
  ['signed', 'striped'],
  ['none', 'light'],
  ['not party', 'dotted'],
  ['withdrawn', 'crossed'],
  ['unverified', 'empty'],
] as const;

function standingsTo(page: PageContext, record: Record, instrument: Instrument): MapQuestion {
  const of = allStandings(record, page.asOf);
  const standing = ({ iso3 }: State) => of.get(iso3)?.get(instrument.id) ?? notLoaded;
  const all = states.map(standing);
  const count = countStandings(all);
  const none = all.filter(({ kind }) => kind === 'none').length;
  const categoryOf = ({ kind, row }: Standing) =>
    row?.citation.standing === 'unverified' ? 'unverified' : kind;
  return {
    title: page.t('home.map', { instrument: instrument.short }),
    sentence: page.text('compare.sentence', {
      date: page.date(page.asOf),
      bound: count.party,
      count: states.length,
      unverified: count.unverified,
      instrument: instrument.name[page.language] ?? instrument.name.en,
    }),
    description: page.t('home.map.description', {
      count: states.length,
      date: page.date(page.asOf),
      parties: count.party,
      signed: count.signed,
      none,
      other: states.length - count.party - count.signed - none,
    }),
    citations: sourcesOf(all),
    values: new Map(
      states.flatMap((state): [Iso3, string][] => {
        const one = standing(state);
        return one.kind === 'not loaded' || one.kind === 'cannot tell' ? [] : [[state.iso3, categoryOf(one)]];
      }),
    ),
    legend: standingShades.map(([kind, shade]) => ({
      category: kind,
      label: kind === 'unverified' ? page.t('source.unverified') : page.t(`standing.${kind}`),
      shade,
    })),
    column: page.t('standing.label'),
    cell: (state) => <StandingText page={page} standing={standing(state)} />,
  };
}

const countBands = [
  [0, '0', 'empty'],
  [50, '1–50', 'dotted'],
  [150, '51–150', 'light'],
  [250, '151–250', 'striped'],
  [Number.POSITIVE_INFINITY, '> 250', 'full'],
] as const;

function recommendationsAsked(page: PageContext, record: Record): MapQuestion {
  const counts = record.cached('recommendations by state', countsByState);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const sentence = { count: total, date: page.date(page.asOf) };
  return {
    title: page.t('home.question.asked'),
    sentence: page.text('recommendations.sentence', sentence),
    description: page.t('recommendations.sentence', sentence),
    citations: [],
    // Without a loaded table nothing is known of any State, not that it was asked nothing.
    values:
      total === 0
        ? new Map()
        : new Map(
            states.map(({ iso3 }) => [
              iso3,
              countBands.find(([most]) => (counts.get(iso3) ?? 0) <= most)?.[1] ?? '0',
            ]),
          ),
    legend: countBands.map(([, label, shade]) => ({ category: label, label, shade })),
    column: page.t('nav.recommendations'),
    cell: ({ iso3 }) => (total === 0 ? page.text('answer.no data') : page.t.number(counts.get(iso3) ?? 0)),
  };
}

const overdueShades: readonly (readonly [OverdueBand, MapCategory['shade']])[] = [
  ['not overdue', 'empty'],
  ['less than 5 years', 'light'],
  ['5 to 10 years', 'striped'],
  ['more than 10 years', 'full'],
];

/** Only what bodies published counts; a State without a published date is drawn as no data. */
function reportsOverdue(page: PageContext, record: Record): MapQuestion {
  const items = record.cached(`schedule ${page.asOf} all`, (tx) => schedule(tx, page.asOf));
  const published = new Set(items.filter(({ kind }) => kind === 'report').map(({ state }) => state));
  const late = Map.groupBy(overdue(items, page.asOf), ({ item }) => item.state);
  const oldest = (iso3: Iso3): { item: DueItem; band: OverdueBand } | undefined => late.get(iso3)?.[0];
  const sentence = { late: late.size, published: published.size, date: page.date(page.asOf) };
  return {
    title: page.t('home.question.overdue'),
    sentence: page.text('home.overdue.sentence', sentence),
    description: page.t('home.overdue.sentence', sentence),
    citations: [],
    values: new Map([...published].map((iso3) => [iso3, oldest(iso3)?.band ?? 'not overdue'])),
    legend: overdueShades.map(([band, shade]) => ({
      category: band,
      label: page.t(`overdue.${band}`),
      shade,
    })),
    column: page.t('calendar.overdue'),
    cell: ({ iso3 }) => {
      const found = oldest(iso3);
      if (!found) return published.has(iso3) ? page.text('overdue.not overdue') : page.text('answer.no data');
      return (
        <>
          {found.item.what}, <DateText page={page} date={found.item.date} /> (
          {page.text(`overdue.${found.band}`)})
          <SourceMark page={page} citation={found.item.citation} />
        </>
      );
    },
  };
}
