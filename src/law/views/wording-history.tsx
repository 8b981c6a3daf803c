/** /law/laws/ID/history: what was entered of the wordings of a law, row by row. */
import { recordedBy, toldTo } from '../../platform/history.ts';
import type { Record } from '../../platform/record.ts';
import {
  askedRecorded,
  EmptyState,
  HistoryTable,
  KeySentence,
  Page,
  type PageContext,
  readersOf,
  RecordedForm,
} from '../../platform/ui.tsx';
import { askedLaw, knownLaws } from '../store/answers.ts';
import { loggedProvisions } from '../store/wording-history.ts';
import { wordingHistory } from '../wording-history.ts';
import { ClauseText, InForce, lawPath } from './shared.tsx';

/** @throws Problem `law-unknown`, `date-invalid` */
export function wordingHistoryPage(page: PageContext, record: Record, id: string) {
  const law = askedLaw(record.read(knownLaws), id);
  const recorded = askedRecorded(page);
  const all = record.read((tx) => loggedProvisions(tx, law.id));
  const readers = readersOf(page, 'law', law.state);
  const rows = wordingHistory(recordedBy(all, recorded)).map((row) => toldTo(readers, row));
  const title = law.titleEnglish ?? law.title;
  return (
    <Page
      page={page}
      title={page.t('history.title', { what: title })}
      breadcrumb={[
        { label: page.text('nav.law'), href: '/law' },
        { label: <bdi>{title}</bdi>, href: lawPath(law.id) },
      ]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('history.law.sentence', {
            recorded: page.date(recorded ?? page.today),
            rows: rows.length,
            wordings: new Set(rows.map(({ value }) => value.id)).size,
          })}
        </KeySentence>
      }
    >
      <p>{page.text('history.note')}</p>
      {all.length > 0 && <RecordedForm page={page} rows={all} />}
      {rows.length > 0 ? (
        <HistoryTable
          page={page}
          caption={page.t('history.caption', { what: title })}
          rows={rows}
          value={(provision) => (
            <>
              <strong>{page.text('law.pages.article', { article: provision.article })}</strong>
              <ClauseText page={page} provision={provision} />
              <InForce page={page} provision={provision} />
            </>
          )}
        />
      ) : (
        <EmptyState page={page} missing={page.text('history.none')} how={page.text('law.pages.how')} />
      )}
    </Page>
  );
}
