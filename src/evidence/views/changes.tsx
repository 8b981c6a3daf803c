/** /changes: what came into the record, and when; as a page, and as feeds to subscribe to. */
import type { Child } from 'hono/jsx';
import { parseDay } from '../../core/date.ts';
import { askedState, states } from '../../core/state.ts';
import { atomFeed, type Feed, jsonFeed } from '../../platform/feed.ts';
import type { MessageKey } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import {
  askedPage,
  DataTable,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  Page,
  type PageContext,
  Pager,
} from '../../platform/ui.tsx';
import { type ChangesAsked, type RecordChange, recordChanges } from '../store/changes.ts';

const size = 50;

/** What the address asks for. @throws Problem `state-unknown`, `date-invalid` */
function asked(page: PageContext): ChangesAsked {
  const [state, since] = [page.query.get('state'), page.query.get('since')];
  return {
    ...(state ? { state: askedState(state).iso3 } : {}),
    ...(since ? { since: parseDay(since) } : {}),
  };
}

function found(page: PageContext, record: Record): readonly RecordChange[] {
  const of = asked(page);
  return record.cached(`changes ${of.state ?? ''} ${of.since ?? ''}`, (tx) => recordChanges(tx, of));
}

function titleOf(page: PageContext): string {
  const { state } = asked(page);
  if (!state) return page.t('changes.title');
  const { names } = askedState(state);
  return page.t('changes.of', { state: names[page.language] ?? names.en });
}

function said(page: PageContext, { rows }: RecordChange): string[] {
  return rows.map(({ table, count }) => `${page.t(`rests.${table}` as MessageKey)}: ${page.t.number(count)}`);
}

/** /changes */
export function recordChangesPage(page: PageContext, record: Record) {
  const all = found(page, record);
  const paging = { page: askedPage(page), size, total: all.length };
  const from = (paging.page - 1) * size;
  const feed = (format: string) => page.here({ page: undefined }).replace('/changes', `/changes.${format}`);
  const last = all[0];
  return (
    <Page
      page={page}
      title={titleOf(page)}
      sentence={
        last && (
          <KeySentence page={page} citations={[]}>
            {page.text('changes.sentence', {
              count: all.length,
              date: page.date(parseDay(last.at.slice(0, 10))),
            })}
          </KeySentence>
        )
      }
    >
      <p class="quiet">{page.text('changes.note')}</p>
      {page.visitor.name !== undefined && (
        <p>
          <a href={page.href('/alerts', { states: asked(page).state })}>{page.text('changes.alerts')}</a>
        </p>
      )}
      <Filters
        page={page}
        filters={[
          {
            name: 'state',
            label: page.t('word.state'),
            options: states.map(({ iso3, names }) => ({
              value: iso3,
              label: names[page.language] ?? names.en,
            })),
          },
          { name: 'since', label: page.t('changes.since') },
        ]}
      />
      {all.length === 0 ? (
        <EmptyState page={page} missing={page.text('changes.none')} how={page.text('recommendations.how')} />
      ) : (
        <DataTable
          page={page}
          caption={titleOf(page)}
          columns={[
            {
              heading: page.text('changes.entry'),
              cell: (each): Child => <span id={`entry-${each.entry}`}>{each.entry}</span>,
            },
            {
              heading: page.text('changes.at'),
              cell: ({ at }) => <time dateTime={at}>{page.date(parseDay(at.slice(0, 10)))}</time>,
            },
            {
              heading: page.text('changes.what'),
              cell: (each) => (
                <ul>
                  {said(page, each).map((line) => (
                    <li>{line}</li>
                  ))}
                </ul>
              ),
            },
            {
              heading: page.text('changes.citation'),
              cell: ({ citation }) => <bdi class="long-words">{citation}</bdi>,
            },
            {
              heading: page.text('changes.hash'),
              cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}</code>,
            },
          ]}
          rows={all.slice(from, from + size)}
        />
      )}
      <Pager page={page} paging={paging} />
      <Downloads
        page={page}
        formats={[
          { format: 'Atom', href: feed('atom') },
          { format: 'JSON Feed', href: feed('json') },
        ]}
      />
    </Page>
  );
}

/** The newest fifty changes as a feed. */
export function changesFeed(
  page: PageContext,
  record: Record,
  { origin, format }: { readonly origin: string; readonly format: 'atom' | 'json' },
): string {
  const path = page.here({ page: undefined });
  const here = `${origin}${path}`;
  const home = here.replace(/\/changes\.(atom|json)/, '/changes');
  const feed: Feed = {
    title: `Plumbline: ${titleOf(page)}`,
    id: here,
    self: here,
    page: home,
    language: page.language,
    items: found(page, record)
      .slice(0, size)
      .map((change) => ({
        id: `urn:sha256:${change.hash}${asked(page).state ? `:${asked(page).state}` : ''}`,
        title: said(page, change).join(' · '),
        text: change.citation,
        address: `${home}#entry-${change.entry}`,
        at: change.at,
      })),
  };
  return format === 'atom' ? atomFeed(feed, `${page.today}T00:00:00Z`) : jsonFeed(feed);
}
