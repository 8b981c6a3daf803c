/** The first page: the world and one question, what is due next, and what the record holds. */
import { addMonths } from '../core/date.ts';
import { states } from '../core/state.ts';
import { between } from '../commitments/due.ts';
import { schedule } from '../commitments/schedule.ts';
import { ItemTable } from '../commitments/views/calendar.tsx';
import { allInstruments, StateLink } from '../commitments/views/shared.tsx';
import { citations } from '../evidence/store.ts';
import { WorldMap } from '../platform/map.tsx';
import type { Record } from '../platform/record.ts';
import { DataTable, EmptyState, Filters, KeySentence, Page, type PageContext } from '../platform/ui.tsx';
import { countsByState } from '../recommendations/store.ts';
import { askedQuestion, questionChoices } from './questions.tsx';

export function homePage(page: PageContext, record: Record) {
  const question = askedQuestion(page, record);
  const coming = between(
    record.cached(`schedule ${page.asOf} all`, (tx) => schedule(tx, page.asOf)),
    page.asOf,
    addMonths(page.asOf, 12),
  );
  const counts = record.cached('recommendations by state', countsByState);
  return (
    <Page
      page={page}
      title={page.t('site.purpose')}
      sentence={
        question && (
          <KeySentence page={page} citations={question.citations}>
            {question.sentence}
          </KeySentence>
        )
      }
    >
      <Filters
        page={page}
        filters={[
          { name: 'question', label: page.t('home.question'), options: questionChoices(page, record) },
        ]}
      />
      {question && (
        <>
          <WorldMap page={page} {...question} />
          <h2>{page.text('home.table')}</h2>
          <DataTable
            page={page}
            caption={question.title}
            columns={[
              { heading: page.text('word.state'), cell: (state) => <StateLink page={page} state={state} /> },
              { heading: question.column, cell: question.cell },
            ]}
            rows={states}
          />
        </>
      )}
      <h2>{page.text('home.due')}</h2>
      {coming.length > 0 ? (
        <ItemTable page={page} caption={page.t('home.due')} items={coming.slice(0, 40)} />
      ) : (
        <EmptyState page={page} missing={page.text('calendar.none')} how={page.text('calendar.how')} />
      )}
      <h2>{page.text('home.record')}</h2>
      <p>
        {page.text('home.record.text', {
          citations: record.cached('citations', citations).size,
          instruments: allInstruments(record).length,
          recommendations: [...counts.values()].reduce((sum, number) => sum + number, 0),
        })}
      </p>
    </Page>
  );
}
