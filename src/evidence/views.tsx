/** The pages of sources: every citation of the record, and what rests on it. */
import { Problem } from '../core/problem.ts';
import { fold } from '../core/text.ts';
import type { MessageKey } from '../platform/messages.ts';
import type { Record } from '../platform/record.ts';
import {
  askedPage,
  CitationText,
  DataTable,
  Downloads,
  EmptyState,
  Notice,
  Filters,
  KeySentence,
  Page,
  type PageContext,
  Pager,
} from '../platform/ui.tsx';
import { citations, restingOn } from './store.ts';
import { heldSource } from './store/held.ts';

const size = 100;

/** /sources */
export function sourcesPage(page: PageContext, record: Record) {
  const resting = record.cached('resting', restingOn);
  const words = fold(page.query.get('words') ?? '').split(' ');
  const all = [...record.cached('citations', citations).values()].map((citation) => {
    const kinds = [...(resting.get(citation.id) ?? [])];
    return { citation, kinds, statements: kinds.reduce((sum, [, rows]) => sum + rows, 0) };
  });
  const found = all
    .filter(({ citation: { title, place = '' } }) => {
      const text = fold(`${title} ${place}`);
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => b.statements - a.statements);
  const current = Math.min(askedPage(page), Math.max(1, Math.ceil(found.length / size)));
  return (
    <Page
      page={page}
      title={page.t('nav.sources')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('sources.sentence', {
            statements: all.reduce((sum, { statements }) => sum + statements, 0),
            sources: all.length,
            unverified: all.filter(({ citation }) => citation.standing === 'unverified').length,
          })}
        </KeySentence>
      }
    >
      <Filters page={page} filters={[{ name: 'words', label: page.t('filter.text') }]} />
      {found.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('nav.sources')}
          columns={[
            {
              heading: page.text('source.one'),
              cell: ({ citation }) => <CitationText page={page} citation={citation} />,
            },
            {
              heading: page.text('sources.kinds'),
              cell: ({ kinds }) =>
                kinds.map(([table, rows]) => (
                  <div>
                    {page.text(restsKey(table))}: {page.t.number(rows)}
                  </div>
                )),
            },
            {
              heading: page.text('sources.statements'),
              kind: 'figure',
              cell: ({ statements }) => page.t.number(statements),
            },
          ]}
          rows={found.slice((current - 1) * size, current * size)}
        />
      ) : (
        <EmptyState page={page} missing={page.text('sources.none')} how={page.text('sources.none.how')} />
      )}
      <Pager page={page} paging={{ page: current, size, total: found.length }} />
      <Downloads page={page} formats={[{ format: 'CSV', href: '/api/v1/sources?format=csv' }]} />
    </Page>
  );
}

/** /sources/12. @throws Problem `not-found` */
export function sourcePage(page: PageContext, record: Record, id: number) {
  const citation = record.cached('citations', citations).get(id);
  if (!citation) throw new Problem('not-found', { what: `/sources/${id}` });
  const { id: _, ...shown } = citation;
  const held = record.read((tx) => heldSource(tx, id));
  const kinds = [...(record.cached('resting', restingOn).get(id) ?? [])];
  return (
    <Page
      page={page}
      title={citation.title}
      breadcrumb={[{ label: page.text('nav.sources'), href: '/sources' }]}
    >
      <p>
        <CitationText page={page} citation={shown} />
      </p>
      {held && page.visitor.reviews(held.part, held.state) && (
        <Notice title={page.text('source.held')}>
          <p>
            <CitationText page={page} citation={{ ...held, standing: citation.standing }} />
          </p>
        </Notice>
      )}
      {kinds.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('source.details')}
          columns={[
            { heading: page.text('sources.table'), cell: ([table]) => page.text(restsKey(table)) },
            {
              heading: page.text('sources.statements'),
              kind: 'figure',
              cell: ([, rows]) => page.t.number(rows),
            },
          ]}
          rows={kinds}
        />
      ) : (
        <EmptyState page={page} missing={page.text('sources.unused')} how={page.text('sources.unused.how')} />
      )}
    </Page>
  );
}

/** What the rows of a table are called. A test holds that every table which cites has its words. */
function restsKey(table: string): MessageKey {
  return `rests.${table}` as MessageKey;
}
