/** What the pages on commitments have in common: reading the record once per change, and telling a standing. */
import type { Child } from 'hono/jsx';
import type { Citation } from '../../core/citation.ts';
import type { Day } from '../../core/date.ts';
import { type Iso3, type State, states } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import { DateText, type OnPage, SourceMark, StandingBadge, WhyThisDate } from '../../platform/ui.tsx';
import type { Instrument, InstrumentId, Standing } from '../model.ts';
import { type Computed, ruleCitation, type Step } from '../reporting.ts';
import { instruments, standings, standingsOf } from '../store.ts';

export function allInstruments(record: Record): readonly Instrument[] {
  return record.cached('instruments', instruments);
}

export type Standings = ReadonlyMap<Iso3, ReadonlyMap<InstrumentId, Standing>>;

/** How all States stand to all instruments on a day; remembered until the record changes. */
export function allStandings(record: Record, day: Day): Standings {
  return record.cached(`standings ${day} all`, (tx) =>
    standings(
      tx,
      states.map(({ iso3 }) => iso3),
      day,
    ),
  );
}

/** How one State stands to all instruments on a day; remembered until the record changes. */
export function standingsOfState(record: Record, state: Iso3, day: Day): ReadonlyMap<InstrumentId, Standing> {
  return record.cached(`standings ${day} ${state}`, (tx) => standingsOf(tx, state, day));
}

/** The instruments on which any status is loaded. */
export function loadedInstruments(record: Record, day: Day): readonly Instrument[] {
  const of = allStandings(record, day);
  return allInstruments(record).filter(({ id }) =>
    [...of.values()].some((byInstrument) => (byInstrument.get(id)?.kind ?? 'not loaded') !== 'not loaded'),
  );
}

/** The sources of many standings, each once. */
export function sourcesOf(all: Iterable<Standing>): Citation[] {
  const found = new Map<string, Citation>();
  for (const { row } of all) if (row) found.set(`${row.citation.title} ${row.citation.asAt}`, row.citation);
  return [...found.values()];
}

export function StateLink({ page, state }: OnPage & { readonly state: State }) {
  return <a href={page.href(`/states/${state.iso3}`)}>{page.local(state.shortNames)}</a>;
}

/** To the rows behind a standing. Only a server shows them, so a field edition leaves the link out. */
export function HistoryLink({
  page,
  state,
  instrument,
}: OnPage & { readonly state: State; readonly instrument: Instrument }) {
  const name = state.shortNames[page.language] ?? state.shortNames.en;
  const what = page.t('history.what.treaty', { state: name, instrument: instrument.short });
  return (
    <small class="online">
      {' '}
      <a
        href={page.href(`/states/${state.iso3}/instruments/${instrument.id}/history`)}
        aria-label={page.t('history.title', { what })}
      >
        {page.text('history.link')}
      </a>
    </small>
  );
}

/** Standing, act and date with the mark of its source, and how many sources differ. */
export function StandingText({ page, standing }: OnPage & { readonly standing: Standing }) {
  const { kind, row, differences } = standing;
  const date =
    kind === 'party' || kind === 'withdrawn' ? row?.acted : kind === 'signed' ? row?.signed : undefined;
  return (
    <>
      <StandingBadge page={page} standing={kind} />
      {date && (
        <>
          {' '}
          <DateText page={page} date={date} />
        </>
      )}
      {row?.action && kind === 'party' && <> ({page.text(`action.${row.action}`)})</>}
      {row && <SourceMark page={page} citation={row.citation} />}
      {differences.length > 0 && (
        <small class="unverified">{page.text('standing.differ', { count: differences.length })}</small>
      )}
    </>
  );
}

/** A computed date with "why this date?"; where there is none, why not. */
export function ComputedDate({ page, computed }: OnPage & { readonly computed: Computed }) {
  const { rule, from, steps, date, between, why, unchecked } = computed;
  return (
    <>
      {date ? <DateText page={page} date={date} /> : page.text('computed.cannotTell')}
      {between && (
        <> ({page.text('computed.between', { first: page.date(between[0]), last: page.date(between[1]) })})</>
      )}
      <SourceMark page={page} citation={ruleCitation(computed)} />
      <WhyThisDate
        page={page}
        reckoning={{
          rule: rule.statement,
          article: rule.article ?? page.text('word.unknown'),
          inputs: from.date
            ? [
                {
                  label: page.text(`computed.${from.what}`),
                  value: <DateText page={page} date={from.date} />,
                },
              ]
            : [],
          steps: [
            ...(why ? [page.text(`computed.why.${why}`)] : []),
            ...steps.map((step) => stepText(page, step)),
            ...(unchecked ? [page.text(`computed.unchecked.${unchecked}`)] : []),
          ],
        }}
      />
    </>
  );
}

function stepText(page: OnPage['page'], step: Step): Child {
  const date = page.date(step.to);
  if (step.kind === 'add') return page.text(`step.${step.unit}`, { count: step.count, date });
  if (step.kind === 'not before') return page.text(`step.not before.${step.what}`, { date });
  return page.text(`step.${step.kind}`, { date });
}
