/** What the pages of statistics have in common: breakdowns in words, a figure with its source, warnings. */
import type { Record } from '../../platform/record.ts';
import { Notice, type OnPage, type PageContext, SourceMark, ValueText } from '../../platform/ui.tsx';
import { type Breakdown, breakdownKey, type Indicator } from '../model.ts';
import { breakdownText as inWords } from '../words.ts';
import {
  codeLists,
  coverage,
  indicatorsIn,
  type ObservationsAsked,
  observations,
  type StoredObservation,
} from '../store.ts';

/** Under their names in the language of the page. */
export function allIndicators({ language }: PageContext, record: Record): readonly Indicator[] {
  return record.cached(`indicators in ${language}`, (tx) => indicatorsIn(tx, language));
}

export function coverageOn(page: PageContext, record: Record) {
  return record.cached(`coverage ${page.asOf}`, (tx) => coverage(tx, page.asOf));
}

/** Figures as of the day of the page. */
export function figures(
  page: PageContext,
  record: Record,
  asked: Omit<ObservationsAsked, 'asOf'>,
): readonly StoredObservation[] {
  return record.cached(`figures ${page.asOf} ${asked.indicator ?? ''} ${asked.state ?? ''}`, (tx) =>
    observations(tx, { ...asked, asOf: page.asOf }),
  );
}

export function breakdownText(page: PageContext, record: Record, breakdown: Breakdown): string {
  return inWords(page.t, breakdown, record.cached('statistics codes', codeLists));
}

/** A figure with its bounds, flag and source. */
export function Figure({
  page,
  of,
  heading,
}: OnPage & {
  readonly of: StoredObservation;
  /** The unit that a heading says already. */
  readonly heading?: string;
}) {
  return (
    <>
      <ValueText page={page} value={of.value} {...(of.unit === heading ? {} : { unit: of.unit })} />
      {of.lower !== undefined && of.upper !== undefined && (
        <small>
          {' '}
          {page.text('numbers.bounds', { lower: page.t.number(of.lower), upper: page.t.number(of.upper) })}
        </small>
      )}
      {of.status !== 'A' && <small class="flag"> {statusText(page, of.status)}</small>}
      <SourceMark page={page} citation={of.citation} />
    </>
  );
}

/** Flags that readers meet have words; the others are shown as SDMX writes them. */
export function statusText(page: PageContext, status: StoredObservation['status']): string {
  switch (status) {
    case 'E':
    case 'B':
    case 'P':
    case 'U':
      return page.t(`numbers.status.${status}`);
    default:
      return `OBS_STATUS ${status}`;
  }
}

/** Why figures that are shown are no numbers, in words that need no pointer to be read. */
export function Reasons({ page, of }: OnPage & { readonly of: readonly StoredObservation[] }) {
  const states = [...new Set(of.map(({ value }) => value.state))].filter(
    (state) => state !== 'number' && state !== 'zero',
  );
  if (states.length === 0) return null;
  return (
    <ul class="reasons">
      {states.map((state) => (
        <li>
          <strong>{page.text(`value.${state}`)}</strong>: {page.text(`value.${state}.meaning`)}
        </li>
      ))}
    </ul>
  );
}

/** What goes into every file of figures: warnings, then each source with its release and standing. */
export function caveats(
  page: PageContext,
  indicator: Indicator,
  all: readonly StoredObservation[],
): string[] {
  const sources = new Map(all.map((one) => [one.citation.id, one]));
  return [
    ...indicator.warnings.map(({ text }) => `${page.t('numbers.warning')}: ${text}`),
    ...[...sources.values()].map(({ citation, source, released }) =>
      [
        `${page.t('numbers.source')}: ${source}, ${released}`,
        citation.title,
        citation.address,
        citation.standing === 'unverified' ? page.t('source.unverified') : undefined,
      ]
        .filter(Boolean)
        .join('. '),
    ),
  ];
}

/** The warnings of an indicator: they go wherever its figures go. */
export function Warnings({ page, indicator }: OnPage & { readonly indicator: Indicator }) {
  if (indicator.warnings.length === 0) return null;
  return (
    <Notice title={page.text('numbers.warning')}>
      {indicator.warnings.map(({ text, citation }) => (
        <p>
          {text}
          <SourceMark page={page} citation={citation} />
        </p>
      ))}
    </Notice>
  );
}

/** The figures by breakdown, in the order of their keys. */
export function byBreakdown(
  all: readonly StoredObservation[],
): ReadonlyMap<string, readonly StoredObservation[]> {
  return new Map(
    [...Map.groupBy(all, ({ breakdown }) => breakdownKey(breakdown))].toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  );
}

/** Each source of the names of indicators once. */
export function namedBy(all: readonly Indicator[]): Indicator['citation'][] {
  return [...new Map(all.map(({ citation }) => [JSON.stringify(citation), citation])).values()];
}

/** Each source of the figures once. */
export function sourcesOf(all: readonly StoredObservation[]): StoredObservation['citation'][] {
  return [...new Map(all.map(({ citation }) => [citation.id, citation])).values()];
}
