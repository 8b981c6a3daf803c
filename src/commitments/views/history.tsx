/** /states/MUS/instruments/OPSC/history: what the record held of a State and an instrument, row by row. */
import { askedState } from '../../core/state.ts';
import { recordedBy, sourceTold, toldTo } from '../../platform/history.ts';
import type { Record } from '../../platform/record.ts';
import {
  askedRecorded,
  DateText,
  EmptyState,
  HistoryTable,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  readersOf,
  RecordedForm,
  type RefusedRestore,
  RestoreForm,
  StandingBadge,
} from '../../platform/ui.tsx';
import { type LoggedStatus, restorableRows, statusHistory } from '../history.ts';
import { askedInstrument, type StatusRow } from '../model.ts';
import { completeListBy, loggedStatus } from '../store/history.ts';
import { allInstruments } from './shared.tsx';

/** @throws Problem `state-unknown`, `instrument-unknown`, `date-invalid` */
export function statusHistoryPage(
  page: PageContext,
  record: Record,
  code: string,
  id: string,
  refused?: RefusedRestore,
) {
  const state = askedState(code);
  const { iso3 } = state;
  const instrument = askedInstrument(allInstruments(record), id);
  const recorded = askedRecorded(page);
  const all = record.read((tx) => loggedStatus(tx, iso3, instrument.id));
  const list = record.read((tx) => completeListBy(tx, instrument.id, recorded));
  const { standing, rows } = statusHistory(iso3, recordedBy(all, recorded), page.asOf, list);
  const readers = readersOf(page, 'commitments', iso3);
  const told = rows.map((row) => toldTo(readers, row));
  const name = state.names[page.language] ?? state.names.en;
  const what = page.t('history.what.treaty', { state: name, instrument: instrument.short });
  return (
    <Page
      page={page}
      title={page.t('history.title', { what })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: page.local(state.shortNames), href: `/states/${iso3}` },
      ]}
      sentence={
        <KeySentence page={page} citations={standing.row ? [sourceTold(readers, standing.row.citation)] : []}>
          {page.text('history.treaty.sentence', {
            recorded: page.date(recorded ?? page.today),
            state: name,
            instrument: instrument.short,
            date: page.date(page.asOf),
            standing: page.t(`standing.${standing.kind}`),
          })}
        </KeySentence>
      }
    >
      <p>{page.text('history.note')}</p>
      {all.length > 0 && <RecordedForm page={page} rows={all} />}
      {told.length > 0 ? (
        <HistoryTable
          page={page}
          caption={page.t('history.caption', { what })}
          rows={told}
          value={(row) => <StatusText page={page} row={row} />}
        />
      ) : (
        <EmptyState page={page} missing={page.text('history.none')} how={page.text('empty.import')} />
      )}
      {page.visitor.may('commitments', iso3) === 'directly' && (
        <RestoreForm
          page={page}
          part="commitments"
          state={iso3}
          rows={restorableRows(all).map((row) => ({ row: row.logged.row, line: statusLine(page, row) }))}
          refused={refused}
        >
          {page.text('history.restore.treaty')}
        </RestoreForm>
      )}
    </Page>
  );
}

/** What a row says of the State, in words. */
function StatusText({ page, row }: OnPage & { readonly row: StatusRow }) {
  const { status, action, acted, signed, asAt, note } = row;
  return (
    <>
      {status && <StandingBadge page={page} standing={action === 'withdrawal' ? 'withdrawn' : status} />}
      {(action ?? acted) && (
        <div>
          {page.text(`action.${action ?? 'unspecified'}`)}
          {': '}
          <DateText page={page} date={acted} />
        </div>
      )}
      {signed && (
        <div>
          {page.text('action.signature')}
          {': '}
          <DateText page={page} date={signed} />
        </div>
      )}
      <div class="quiet">{page.text('source.asAt', { date: page.date(asAt) })}</div>
      {note && <bdi class="quiet">{note}</bdi>}
    </>
  );
}

/** The same in one line, with the source. */
function statusLine(
  page: PageContext,
  { status, action, acted, signed, asAt, citation }: LoggedStatus,
): string {
  return [
    ...(status ? [page.t(`standing.${status}`)] : []),
    ...(action ? [page.t(`action.${action}`)] : []),
    ...(acted ? [page.date(acted)] : []),
    ...(signed ? [`${page.t('action.signature')}: ${page.date(signed)}`] : []),
    page.t('source.asAt', { date: page.date(asAt) }),
    citation.title,
  ].join(' · ');
}
