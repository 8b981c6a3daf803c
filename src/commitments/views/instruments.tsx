/** The pages of instruments. */
import { states } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  DateText,
  EmptyState,
  KeySentence,
  Notice,
  Page,
  type PageContext,
  Sourced,
  StandingLegend,
} from '../../platform/ui.tsx';
import { parseDate } from '../../core/date.ts';
import {
  askedInstrument,
  countStandings,
  entryIntoForceOn,
  type Instrument,
  tourismEthicsRule,
} from '../model.ts';
import { rules } from '../reporting.ts';
import { completeLists, organisationRows, snapshots } from '../store.ts';
import {
  allInstruments,
  allStandings,
  loadedInstruments,
  sourcesOf,
  HistoryLink,
  StandingText,
  StateLink,
} from './shared.tsx';

/** /instruments: which instruments bear on the sexual exploitation of children, and how many States they bind. */
export function instrumentsPage(page: PageContext, record: Record) {
  const all = allInstruments(record);
  const of = allStandings(record, page.asOf);
  const parties = (id: Instrument['id']) =>
    countStandings([...of.values()].flatMap((one) => one.get(id) ?? [])).party;
  const loaded = new Set(loadedInstruments(record, page.asOf).map(({ id }) => id));
  return (
    <Page
      page={page}
      title={page.t('nav.instruments')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('instruments.sentence', { count: all.length, loaded: loaded.size })}
        </KeySentence>
      }
    >
      <DataTable
        page={page}
        caption={page.t('instruments.caption', { date: page.date(page.asOf) })}
        columns={[
          {
            heading: page.text('word.instrument'),
            cell: (one) => <a href={page.href(`/instruments/${one.id}`)}>{one.short}</a>,
          },
          {
            heading: page.text('instruments.title'),
            cell: (one) => (
              <Sourced page={page} citation={one.nameCitations.get(page.language) ?? one.title.citation}>
                {page.local(one.name)}
              </Sourced>
            ),
          },
          {
            heading: page.text('instruments.level'),
            cell: (one) => [one.level, one.region].filter(Boolean).join(', '),
          },
          {
            heading: page.text('instruments.parties'),
            kind: 'figure',
            cell: (one) =>
              loaded.has(one.id) ? page.t.number(parties(one.id)) : page.text('standing.not loaded'),
          },
        ]}
        rows={all}
      />
    </Page>
  );
}

const factFields = [
  'adopted',
  'adopted_place',
  'opened_for_signature',
  'signature_place',
  'in_force',
  'in_force_condition',
  'depositary',
  'monitoring_body',
  'adopting_act',
  'untc_number',
  'registration_number',
  'unts',
  'number',
  'document',
  'companion',
  'transposition_due',
] as const;

/** /instruments/OPSC: what it is, which of its articles bear on the subject, and how States stand to it. */
export function instrumentPage(page: PageContext, record: Record, id: string) {
  const instrument = askedInstrument(allInstruments(record), id);
  const of = allStandings(record, page.asOf);
  const rows = states.flatMap((state) => {
    const standing = of.get(state.iso3)?.get(instrument.id);
    return standing && standing.kind !== 'not loaded' ? [{ state, standing }] : [];
  });
  const count = countStandings(rows.map(({ standing }) => standing));
  const counted = record
    .read((tx) => snapshots(tx))
    .filter((snapshot) => snapshot.instrument === instrument.id);
  const organisations = record
    .read((tx) => organisationRows(tx))
    .filter((row) => row.instrument === instrument.id);
  const complete = record.read((tx) => completeLists(tx)).get(instrument.id);
  const facts = factFields.flatMap((field) => {
    const fact = instrument.facts.get(field);
    return fact ? [{ field, fact }] : [];
  });
  return (
    <Page
      page={page}
      title={instrument.name[page.language] ?? instrument.name.en}
      breadcrumb={[{ label: page.text('nav.instruments'), href: '/instruments' }]}
      sentence={
        <KeySentence
          page={page}
          citations={
            rows.length > 0 ? sourcesOf(rows.map(({ standing }) => standing)) : [instrument.title.citation]
          }
        >
          {rows.length > 0
            ? page.text('instrument.sentence', {
                instrument: instrument.short,
                date: page.date(page.asOf),
                parties: count.party,
                signed: count.signed,
                unverified: count.unverified,
                states: states.length,
              })
            : page.text('instrument.notLoaded', { instrument: instrument.short })}
        </KeySentence>
      }
    >
      <TourismEthics page={page} record={record} instrument={instrument} />
      <h2>{page.text('instrument.facts')}</h2>
      <dl class="facts">
        {facts.map(({ field, fact }) => (
          <div>
            <dt>{page.text(`instrument.field.${field}`)}</dt>
            <dd>
              <Sourced page={page} citation={fact.citation}>
                {/^\d{4}(-\d\d){0,2}$/.test(fact.value) && field !== 'number' ? (
                  <DateText page={page} date={parseDate(fact.value)} />
                ) : (
                  fact.value
                )}
              </Sourced>
            </dd>
          </div>
        ))}
      </dl>
      {instrument.notes.map((note) => (
        <Notice>{note}</Notice>
      ))}

      <h2>{page.text('instrument.articles')}</h2>
      {instrument.articles.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('instrument.articles')}
          columns={[
            { heading: page.text('word.article'), cell: (one) => one.article },
            {
              heading: page.text('instrument.subject'),
              cell: (one) => (
                <Sourced page={page} citation={one.citation}>
                  {one.subject}
                </Sourced>
              ),
            },
          ]}
          rows={instrument.articles}
        />
      ) : (
        <p>{page.text('instrument.noArticles')}</p>
      )}

      <h2>{page.text('word.states')}</h2>
      {complete && (
        <p>
          <Sourced page={page} citation={complete.citation}>
            {page.text('instrument.complete', { date: page.date(complete.asAt) })}
          </Sourced>
        </p>
      )}
      {rows.length > 0 ? (
        <>
          <StandingLegend page={page} />
          <DataTable
            page={page}
            caption={page.t('instrument.states', {
              instrument: instrument.short,
              date: page.date(page.asOf),
            })}
            columns={[
              {
                heading: page.text('word.state'),
                cell: ({ state }) => <StateLink page={page} state={state} />,
              },
              {
                heading: page.text('standing.label'),
                cell: ({ state, standing }) => (
                  <>
                    <StandingText page={page} standing={standing} />
                    <HistoryLink page={page} state={state} instrument={instrument} />
                  </>
                ),
              },
              {
                heading: page.text('date.signed'),
                cell: ({ standing: { row } }) =>
                  row?.signed ? <DateText page={page} date={row.signed} /> : '–',
              },
            ]}
            rows={rows}
          />
        </>
      ) : (
        <EmptyState
          page={page}
          missing={page.text('instrument.notLoaded', { instrument: instrument.short })}
          how={page.text('empty.import')}
        />
      )}
      {organisations.length > 0 && (
        <ul>
          {organisations.map((row) => (
            <li>
              <Sourced page={page} citation={row.citation}>
                {row.organisation}: {row.status && page.text(`standing.${row.status}`)}{' '}
                {row.acted && <DateText page={page} date={row.acted} />}
              </Sourced>
            </li>
          ))}
        </ul>
      )}

      {counted.length > 0 && (
        <>
          <h2>{page.text('instrument.counts')}</h2>
          <ul>
            {counted.map((snapshot) => (
              <li>
                <Sourced page={page} citation={snapshot.citation}>
                  {snapshot.asAt ? (
                    <DateText page={page} date={snapshot.asAt} />
                  ) : (
                    page.text('instrument.undated')
                  )}
                  : {snapshot.field.replaceAll('_', ' ')} {snapshot.value}
                </Sourced>
                {snapshot.note && <> ({snapshot.note})</>}
              </li>
            ))}
          </ul>
        </>
      )}

      <h2>{page.text('instrument.rules')}</h2>
      <ul>
        {rules
          .filter((rule) => rule.instrument.split(', ').includes(instrument.id))
          .map((rule) => (
            <li>
              <Sourced
                page={page}
                citation={{
                  title: rule.source,
                  ...(rule.article ? { place: `article ${rule.article}` } : {}),
                  standing: rule.standing,
                }}
              >
                {rule.statement}
              </Sourced>
            </li>
          ))}
      </ul>
    </Page>
  );
}

/** In force or not, computed from the instruments deposited (Framework Convention on Tourism Ethics, article 20(1)). */
function TourismEthics({
  page,
  record,
  instrument,
}: {
  page: PageContext;
  record: Record;
  instrument: Instrument;
}) {
  if (instrument.id !== tourismEthicsRule.instrument) return null;
  const deposits = [...allStandings(record, page.asOf).values()].flatMap((one) => {
    const row = one.get(instrument.id)?.row;
    return row?.acted ? [row.acted] : [];
  });
  const state = entryIntoForceOn(tourismEthicsRule, deposits, page.asOf);
  const citation = {
    title: instrument.title.value,
    place: `article ${tourismEthicsRule.article}`,
    standing: 'verified' as const,
  };
  return (
    <p>
      <Sourced page={page} citation={citation}>
        {state.kind === 'waiting'
          ? page.text('instrument.waiting', { deposited: state.deposited, needed: state.needed })
          : state.kind === 'cannot tell'
            ? page.text('standing.cannot tell')
            : page.text('instrument.inForceOn', { date: page.date(state.on) })}
      </Sourced>
    </p>
  );
}
