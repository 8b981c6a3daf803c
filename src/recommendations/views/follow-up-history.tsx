/** /states/MUS/follow-up/history?demand=…: what was entered on a demand, ledger by ledger. */
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
} from '../../platform/ui.tsx';
import { parseDemandKey } from '../demand-key.ts';
import { type FollowUp, ledgers } from '../follow-up.ts';
import { followUpHistory, restorableEntries } from '../follow-up-history.ts';
import { demandName } from '../names.ts';
import { shippedCoder } from '../reference.ts';
import { loggedFollowUps } from '../store/follow-up-history.ts';
import { joinedDemands } from '../store/links.ts';
import { StatusBadge } from './follow-up.tsx';

/** @throws Problem `state-unknown`, `demand-invalid`, `date-invalid` */
export function followUpHistoryPage(
  page: PageContext,
  record: Record,
  code: string,
  refused?: RefusedRestore,
) {
  const state = askedState(code);
  const { iso3 } = state;
  const demand = parseDemandKey(page.query.get('demand') ?? '', shippedCoder().codebook);
  const recorded = askedRecorded(page);
  const all = record.read((tx) =>
    loggedFollowUps(tx, iso3, joinedDemands(tx, page.asOf).membersOf(iso3, demand)),
  );
  const { standing, rows } = followUpHistory(recordedBy(all, recorded), page.asOf);
  const readers = readersOf(page, 'recommendations', iso3);
  const name = state.names[page.language] ?? state.names.en;
  const what = page.t('history.what.follow-up', { state: name, demand: demandName(demand, page.language) });
  const current = standing.ledgers.map(({ current: entry }) => entry);
  return (
    <Page
      page={page}
      title={page.t('history.title', { what })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: page.local(state.shortNames), href: `/states/${iso3}` },
        { label: page.text('history.follow-up'), href: `/states/${iso3}/follow-up` },
      ]}
      sentence={
        <KeySentence page={page} citations={current.map(({ receipt }) => sourceTold(readers, receipt))}>
          {page.text('history.follow-up.sentence', {
            recorded: page.date(recorded ?? page.today),
            state: name,
            date: page.date(page.asOf),
            ledgers:
              current
                .map(({ ledger, status }) =>
                  page.t('history.follow-up.ledger', {
                    ledger: page.t(`ledger.${ledger}`),
                    status: page.t(`followUp.status.${status}`),
                  }),
                )
                .join(page.language === 'ar' ? '؛ ' : '; ') || page.t('history.follow-up.nothing'),
          })}
        </KeySentence>
      }
    >
      <p>{page.text('history.note')}</p>
      {all.length > 0 && <RecordedForm page={page} rows={all} />}
      {rows.length === 0 && (
        <EmptyState page={page} missing={page.text('history.none')} how={page.text('followUp.how')} />
      )}
      {ledgers.map((ledger) => {
        const told = rows.filter(({ value }) => value.ledger === ledger).map((row) => toldTo(readers, row));
        return (
          told.length > 0 && (
            <section>
              <h2>{page.text(`ledger.${ledger}`)}</h2>
              <HistoryTable
                page={page}
                caption={page.t('history.caption', { what: page.t(`ledger.${ledger}`) })}
                rows={told}
                value={(row) => <EntryText page={page} entry={row} of={demand} />}
              />
            </section>
          )
        );
      })}
      {page.visitor.may('recommendations', iso3) && (
        <RestoreForm
          page={page}
          part="recommendations"
          state={iso3}
          rows={restorableEntries(all).map((entry) => ({
            row: entry.logged.row,
            line: entryLine(page, entry),
          }))}
          refused={refused}
        />
      )}
    </Page>
  );
}

/** What an entry says; of another demand that is one with the one asked for, which. */
function EntryText({ page, entry, of }: OnPage & { readonly entry: FollowUp; readonly of: string }) {
  return (
    <>
      <StatusBadge page={page} status={entry.status} /> <DateText page={page} date={entry.date} />
      <div>
        <bdi>{entry.said}</bdi>
      </div>
      {entry.demand !== of && <div class="quiet">{demandName(entry.demand, page.language)}</div>}
    </>
  );
}

/** The same in one line, with the receipt. */
function entryLine(page: PageContext, { ledger, status, date, said, receipt }: FollowUp): string {
  return [
    page.t(`ledger.${ledger}`),
    page.t(`followUp.status.${status}`),
    page.date(date),
    said.length > 80 ? `${said.slice(0, 79)}…` : said,
    `${receipt.title}, ${receipt.place}`,
  ].join(' · ');
}
