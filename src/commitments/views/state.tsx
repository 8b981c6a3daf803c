/** The sections on commitments of a State's page. */
import type { State } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  DateText,
  Downloads,
  EmptyState,
  type OnPage,
  Sourced,
  StandingLegend,
} from '../../platform/ui.tsx';
import { type Difference, type Standing, toldValue } from '../model.ts';
import { obligations } from '../schedule.ts';
import { commitmentsIn, reportStandings } from '../store.ts';
import { schedule } from '../schedule.ts';
import { ItemTable } from './calendar.tsx';
import { UprOfState } from './inputs.tsx';
import { allInstruments, ComputedDate, HistoryLink, standingsOfState, StandingText } from './shared.tsx';

interface OfState extends OnPage {
  readonly record: Record;
  readonly state: State;
}

/** What the State signed and joined, and what follows from it. */
export function PromisesOfState({ page, record, state }: OfState) {
  const standings = standingsOfState(record, state.iso3, page.asOf);
  const bound = obligations(standings);
  const rows = allInstruments(record).flatMap((instrument) => {
    const standing = standings.get(instrument.id);
    return standing ? [{ instrument, standing, ...bound.get(instrument.id) }] : [];
  });
  const loaded = rows.filter(({ standing }) => standing.kind !== 'not loaded');
  const missing = rows.filter(({ standing }) => standing.kind === 'not loaded');
  return (
    <section aria-labelledby="commitments">
      <h2 id="commitments">{page.text('state.commitments')}</h2>
      <DataTable
        page={page}
        caption={page.t('state.commitments.caption', { date: page.date(page.asOf) })}
        columns={[
          {
            heading: page.text('word.instrument'),
            cell: ({ instrument }) => (
              <a
                href={page.href(`/instruments/${instrument.id}`)}
                title={instrument.name[page.language] ?? instrument.name.en}
              >
                {instrument.short}
              </a>
            ),
          },
          {
            heading: page.text('standing.label'),
            cell: ({ instrument, standing }) => (
              <>
                <StandingText page={page} standing={standing} />
                <HistoryLink page={page} state={state} instrument={instrument} />
              </>
            ),
          },
          {
            heading: page.text('date.signed'),
            cell: ({ standing: { row } }) => (row?.signed ? <DateText page={page} date={row.signed} /> : '–'),
          },
          {
            heading: page.text('date.inForce'),
            cell: ({ inForce }) => (inForce ? <ComputedDate page={page} computed={inForce} /> : '–'),
          },
          {
            heading: page.text('state.firstReport'),
            cell: ({ firstReport }) =>
              firstReport ? <ComputedDate page={page} computed={firstReport} /> : '–',
          },
        ]}
        rows={loaded}
      />
      <StandingLegend page={page} />
      {missing.length > 0 && (
        <p>
          {page.text('state.notLoaded')}{' '}
          {missing.map(({ instrument }, at) => (
            <>
              {at > 0 && ', '}
              <a href={page.href(`/instruments/${instrument.id}`)}>{instrument.short}</a>
            </>
          ))}
        </p>
      )}
      <Differences
        page={page}
        standings={loaded.map(({ instrument, standing }) => ({ short: instrument.short, standing }))}
      />
      <OtherCommitments page={page} record={record} state={state} />
    </section>
  );
}

function Differences({
  page,
  standings,
}: OnPage & { readonly standings: readonly { short: string; standing: Standing }[] }) {
  const all = standings.flatMap(({ short, standing }) =>
    standing.differences.map((difference) => ({ short, standing, difference })),
  );
  const tell = (field: Difference['field'], value: string) => {
    const told = toldValue(field, value);
    return 'date' in told ? <DateText page={page} date={told.date} /> : page.text(told.key);
  };
  if (all.length === 0) return null;
  return (
    <>
      <h3>{page.text('source.conflict')}</h3>
      <p class="quiet">{page.text('source.conflict.note')}</p>
      <ul>
        {all.map(({ short, standing, difference }) => (
          <li>
            {short}, {page.text(`overview.field.${difference.field}`)}:{' '}
            <Sourced page={page} citation={standing.row?.citation ?? difference.row.citation}>
              “{tell(difference.field, difference.used)}”
            </Sourced>
            ;{' '}
            <Sourced page={page} citation={difference.row.citation}>
              “{tell(difference.field, difference.other)}”
            </Sourced>
            {difference.row.note && <> ({difference.row.note})</>}
          </li>
        ))}
      </ul>
    </>
  );
}

function OtherCommitments({ page, record, state }: OfState) {
  const found = record
    .read((tx) => commitmentsIn(tx, page.language, { state: state.iso3 }))
    .filter(({ adopted }) => adopted === undefined || adopted <= page.asOf);
  return (
    <>
      <h3>{page.text('overview.otherCommitments')}</h3>
      {found.length > 0 ? (
        <ul>
          {found.map((commitment) => (
            <li>
              <Sourced
                page={page}
                citation={
                  commitment.states.find((named) => named.state === state.iso3)?.citation ??
                  commitment.citation
                }
              >
                {page.text(
                  `commitment.${commitment.states.find((named) => named.state === state.iso3)?.part ?? 'takes part'}`,
                )}
                : {commitment.name} ({commitment.adoptedBy}
                {commitment.adopted && (
                  <>
                    , <DateText page={page} date={commitment.adopted} />
                  </>
                )}
                )
              </Sourced>
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState page={page} missing={page.text('commitment.none')} how={page.text('commitment.how')} />
      )}
    </>
  );
}

/** When the State reports and is reviewed. */
export function ReportingOfState({ page, record, state }: OfState) {
  const items = record.cached(`schedule ${page.asOf} ${state.iso3}`, (tx) =>
    schedule(tx, page.asOf, state.iso3),
  );
  const said = record
    .read((tx) => reportStandings(tx, { state: state.iso3 }))
    .filter(({ asAt }) => asAt <= page.asOf);
  const short = new Map(allInstruments(record).map((instrument) => [instrument.id, instrument.short]));
  return (
    <section aria-labelledby="reporting">
      <h2 id="reporting">{page.text('state.reporting')}</h2>
      <UprOfState page={page} record={record} state={state} />
      {said.map((row) => (
        <p>
          <Sourced page={page} citation={row.citation}>
            {page.text('state.said', {
              instrument: short.get(row.instrument) ?? row.instrument,
              statement: row.statement,
              date: page.date(row.asAt),
            })}
          </Sourced>
        </p>
      ))}
      {items.length > 0 ? (
        <ItemTable page={page} caption={page.t('state.reporting')} items={items} />
      ) : (
        <EmptyState page={page} missing={page.text('calendar.none')} how={page.text('calendar.how')} />
      )}
      <p class="quiet">{page.text('calendar.rule')}</p>
      <Downloads
        page={page}
        formats={[{ format: 'iCalendar', href: page.href('/calendar.ics', { state: state.iso3 }) }]}
      />
    </section>
  );
}
