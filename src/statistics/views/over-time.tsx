/** Figures over time: a chart where there is more than one year, all of them as a table, and both as files. */
import { stateName, stateOf } from '../../core/state.ts';
import { chartFile, LineChart, type LineChartProps, mostSeries } from '../../platform/chart.tsx';
import { mapFile } from '../../platform/map.tsx';
import type { Record } from '../../platform/record.ts';
import { DataTable, Downloads, type Filter, type OnPage, type PageContext } from '../../platform/ui.tsx';
import { linesOf } from '../chart.ts';
import { type FigureFormat } from '../formats.ts';
import { type Indicator, parseBreakdown, yearOf } from '../model.ts';
import { parametersOf, type Selection } from '../selection.ts';
import type { StoredObservation } from '../store.ts';
import { figuresMap } from './figures-map.tsx';
import { breakdownText, byBreakdown, caveats, Figure } from './shared.tsx';

interface Shown extends OnPage {
  readonly record: Record;
  readonly indicator: Indicator;
  readonly of: readonly StoredObservation[];
}

export function OverTime({ page, record, indicator, of }: Shown) {
  const names = [...new Set(of.map(({ state }) => state))].map((state) => nameOf(page, state));
  const years = new Set(of.map(({ period }) => yearOf(period)));
  const several = names.length > 1;
  return (
    <>
      {years.size > 1 && <LineChart {...chartOf({ page, record, indicator, of })} />}
      {years.size > 1 && notDrawn(page, of).map((note) => <p class="quiet">{note}</p>)}
      <DataTable
        page={page}
        caption={page.t('numbers.ofState', {
          name: indicator.name,
          state: names.join(page.language === 'ar' ? '، ' : ', '),
        })}
        rows={of.toSorted((a, b) => (a.period < b.period ? 1 : a.period > b.period ? -1 : 0))}
        columns={[
          { heading: page.text('numbers.period'), cell: ({ period }) => period },
          ...(several
            ? [
                {
                  heading: page.text('word.state'),
                  cell: ({ state }: StoredObservation) => (
                    <a href={page.href(`/states/${state}/numbers`)}>{nameOf(page, state)}</a>
                  ),
                },
              ]
            : []),
          {
            heading: page.text('numbers.breakdown'),
            cell: ({ breakdown }) => breakdownText(page, record, breakdown),
          },
          {
            heading: indicator.unit,
            kind: 'figure',
            cell: (one) => <Figure page={page} of={one} heading={indicator.unit} />,
          },
          { heading: page.text('numbers.source'), cell: ({ source }) => source },
          { heading: page.text('word.note'), cell: ({ footnotes }) => footnotes.join('; ') },
        ]}
      />
    </>
  );
}

/** What the chart of these figures says and draws. */
function chartOf({ page, record, indicator, of }: Shown): LineChartProps {
  const lines = linesOf(of).slice(0, mostSeries);
  const states = new Set(of.map(({ state }) => state));
  const sources = new Set(of.map(({ source }) => source));
  const years = of.map(({ period }) => yearOf(period));
  const breakdowns = new Set(lines.map(({ first }) => breakdownText(page, record, first.breakdown)));
  const [only] = states;
  const words = [
    ...(states.size === 1 && only ? [nameOf(page, only)] : []),
    ...(breakdowns.size === 1 && Object.keys(lines[0]?.first.breakdown ?? {}).length > 0
      ? [...breakdowns]
      : []),
  ].join(' · ');
  return {
    page,
    title:
      words === ''
        ? `${indicator.name} (${indicator.unit})`
        : page.t('numbers.chart.title', { name: indicator.name, unit: indicator.unit, state: words }),
    description: page.t('numbers.chart.description', {
      lines: lines.length,
      first: String(Math.min(...years)),
      last: String(Math.max(...years)),
    }),
    series: lines.map(({ first, points }) => ({
      label: [
        ...(states.size > 1 ? [nameOf(page, first.state)] : []),
        ...(breakdowns.size > 1 ? [breakdownText(page, record, first.breakdown)] : []),
        ...(sources.size > 1 ? [first.source] : []),
      ].join(' · '),
      points,
    })),
  };
}

/** Where there are more lines than a chart can tell apart: how many it leaves to the table. */
function notDrawn(page: PageContext, of: readonly StoredObservation[]): string[] {
  const lines = linesOf(of).length;
  return lines > mostSeries ? [page.t('numbers.chart.more', { drawn: mostSeries, lines })] : [];
}

/** The chart or map of these figures as a file (SVG), with warnings and sources inside. */
export function figuresPicture(shown: Shown & { readonly selection: Selection }): string {
  const { page, indicator, of, selection } = shown;
  const notes = caveats(page, indicator, of);
  return selection.show === 'newest'
    ? mapFile(figuresMap({ ...shown, breakdown: selection.breakdown }), notes)
    : chartFile(chartOf(shown), [...notDrawn(page, of), ...notes]);
}

/** What a file of figures is called. */
export function figuresFileName(
  page: PageContext,
  { id }: Indicator,
  selection: Selection,
  format: FigureFormat,
): string {
  return `${[id, ...('state' in selection ? [selection.state] : []), page.asOf].join('-')}.${format}`;
}

/** Files that hold exactly these figures; the map or chart where one is shown. */
export function FiguresDownloads({
  page,
  indicator,
  selection,
  of,
}: OnPage & {
  readonly indicator: Indicator;
  readonly selection: Selection;
  readonly of: readonly StoredObservation[];
}) {
  const years = new Set(of.map(({ period }) => yearOf(period)));
  const isDrawn = selection.show === 'newest' || years.size > 1;
  const formats = isDrawn ? (['csv', 'xlsx', 'svg'] as const) : (['csv', 'xlsx'] as const);
  const file = (name: string, parameters: Readonly<{ [name: string]: string }>) =>
    page.href(`/indicators/${indicator.id}/${name}`, parameters);
  return (
    <Downloads
      page={page}
      formats={[
        ...formats.map((format) => ({
          format: format.toUpperCase(),
          ...(format === 'svg' ? { picture: figuresFileName(page, indicator, selection, format) } : {}),
          href: file(`figures.${format}`, parametersOf(selection)),
        })),
        ...(selection.show === 'all'
          ? []
          : [{ format: page.t('numbers.allFigures'), href: file('figures.csv', { show: 'all' }) }]),
      ]}
    />
  );
}

/** The breakdowns that the figures have. */
export function breakdownFilter(
  page: PageContext,
  record: Record,
  all: readonly StoredObservation[],
): Filter {
  return {
    name: 'breakdown',
    label: page.t('numbers.breakdown'),
    options: [...byBreakdown(all).keys()].map((key) => ({
      value: key === '' ? '_T' : key,
      label: breakdownText(page, record, parseBreakdown(key)),
    })),
  };
}

function nameOf(page: PageContext, state: StoredObservation['state']): string {
  return stateName(stateOf(state), page.language, 'short').text;
}
