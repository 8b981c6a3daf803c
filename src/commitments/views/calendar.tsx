/** /calendar: what is due when, and what is past its date. */
import { addMonths } from '../../core/date.ts';
import { askedState, stateOf } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  DateText,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  Page,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import { states } from '../../core/state.ts';
import { between, type DueItem, dueMessage, overdue } from '../due.ts';
import { schedule } from '../schedule.ts';
import { allInstruments, ComputedDate, StateLink } from './shared.tsx';

/** The items that the address asks for: `state`, `body`. */
export function askedItems(page: PageContext, record: Record): readonly DueItem[] {
  const state = page.query.get('state');
  const body = page.query.get('body');
  const only = state ? askedState(state).iso3 : undefined;
  const all = record.cached(`schedule ${page.asOf} ${only ?? 'all'}`, (tx) => schedule(tx, page.asOf, only));
  return body ? all.filter((item) => item.body === body) : all;
}

export function calendarPage(page: PageContext, record: Record) {
  const months = Math.min(120, Math.max(1, Math.trunc(Number(page.query.get('months') ?? 12)) || 12));
  const all = askedItems(page, record);
  const coming = between(all, page.asOf, addMonths(page.asOf, months));
  const late = overdue(all, page.asOf);
  const feed = page.href('/calendar.ics', {
    state: page.query.get('state') ?? undefined,
    body: page.query.get('body') ?? undefined,
  });
  return (
    <Page
      page={page}
      title={page.t('nav.calendar')}
      sentence={
        <KeySentence page={page} citations={coming[0] ? [coming[0].citation] : []}>
          {page.text('calendar.sentence', { count: coming.length, months, date: page.date(page.asOf) })}
        </KeySentence>
      }
    >
      <Filters
        page={page}
        filters={[
          {
            name: 'state',
            label: page.t('word.state'),
            options: states.map((state) => ({
              value: state.iso3,
              label: state.shortNames[page.language] ?? state.shortNames.en,
            })),
          },
          {
            name: 'body',
            label: page.t('calendar.body'),
            options: [
              { value: 'UPR', label: 'UPR' },
              ...allInstruments(record).map(({ id, short }) => ({ value: id, label: short })),
            ],
          },
          {
            name: 'months',
            label: page.t('calendar.months'),
            options: ['3', '6', '12', '24', '60'].map((value) => ({ value, label: value })),
          },
        ]}
      />
      {coming.length > 0 ? (
        <ItemTable page={page} caption={page.t('calendar.coming')} items={coming} />
      ) : (
        <EmptyState page={page} missing={page.text('calendar.none')} how={page.text('calendar.how')} />
      )}
      <h2>{page.text('calendar.overdue')}</h2>
      {late.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('calendar.overdue')}
          columns={[
            {
              heading: page.text('word.state'),
              cell: ({ item }) => <StateLink page={page} state={stateOf(item.state)} />,
            },
            { heading: page.text('calendar.what'), cell: ({ item }) => <ItemText page={page} item={item} /> },
            { heading: page.text('date.due'), cell: ({ item }) => <DateText page={page} date={item.date} /> },
            { heading: page.text('calendar.howLong'), cell: ({ band }) => page.text(`overdue.${band}`) },
          ]}
          rows={late}
        />
      ) : (
        <p>{page.text('calendar.noneOverdue')}</p>
      )}
      <p class="quiet">{page.text('calendar.rule')}</p>
      <p>
        <a href={page.href('/inputs')}>{page.text('calendar.inputs')}</a>
      </p>
      <Downloads page={page} formats={[{ format: 'iCalendar', href: feed }]} />
    </Page>
  );
}

export function ItemTable({
  page,
  caption,
  items,
}: {
  page: PageContext;
  caption: string;
  items: readonly DueItem[];
}) {
  return (
    <DataTable
      page={page}
      caption={caption}
      columns={[
        {
          heading: page.text('date.label'),
          cell: (item) =>
            item.computed ? (
              <ComputedDate page={page} computed={item.computed} />
            ) : (
              <DateText page={page} date={item.date} />
            ),
        },
        {
          heading: page.text('word.state'),
          cell: (item) => <StateLink page={page} state={stateOf(item.state)} />,
        },
        { heading: page.text('calendar.what'), cell: (item) => <ItemText page={page} item={item} /> },
      ]}
      rows={items}
    />
  );
}

function ItemText({ page, item }: { page: PageContext; item: DueItem }) {
  const { key, values } = dueMessage(item);
  return (
    <>
      {page.text(key, values)}
      {!item.computed && <SourceMark page={page} citation={item.citation} />}
    </>
  );
}
