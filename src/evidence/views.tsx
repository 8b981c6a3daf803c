/** The pages of sources: every citation of the record, and what rests on it. */
import { Problem } from '../core/problem.ts';
import { fold } from '../core/text.ts';
import type { Record } from '../platform/record.ts';
import {
  askedPage,
  CitationText,
  DataTable,
  Downloads,
  Filters,
  KeySentence,
  Page,
  type PageContext,
  Pager,
} from '../platform/ui.tsx';
import { citations, restingOn } from './store.ts';

const size = 100;

/** /sources */
export function sourcesPage(page: PageContext, record: Record) {
  const resting = record.cached('resting', restingOn);
  const statements = (id: number) =>
    [...(resting.get(id)?.values() ?? [])].reduce((sum, rows) => sum + rows, 0);
  const words = fold(page.query.get('words') ?? '');
  const all = [...record.cached('citations', citations).values()];
  const found = all
    .filter(({ title, place = '' }) => fold(`${title} ${place}`).includes(words))
    .toSorted((a, b) => statements(b.id) - statements(a.id));
  const current = askedPage(page);
  return (
    <Page
      page={page}
      title={page.t('nav.sources')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('sources.sentence', {
            statements: all.reduce((sum, { id }) => sum + statements(id), 0),
            sources: all.length,
            unverified: all.filter(({ standing }) => standing === 'unverified').length,
          })}
        </KeySentence>
      }
    >
      <Filters page={page} filters={[{ name: 'words', label: page.t('filter.text') }]} />
      <DataTable
        page={page}
        caption={page.t('nav.sources')}
        columns={[
          {
            heading: page.text('source.one'),
            cell: (citation) => <CitationText page={page} citation={citation} />,
          },
          {
            heading: page.text('sources.statements'),
            kind: 'figure',
            cell: ({ id }) => page.t.number(statements(id)),
          },
        ]}
        rows={found.slice((current - 1) * size, current * size)}
      />
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
  const rows = [...(record.cached('resting', restingOn).get(id) ?? [])];
  return (
    <Page
      page={page}
      title={citation.title}
      breadcrumb={[{ label: page.text('nav.sources'), href: '/sources' }]}
    >
      <p>
        <CitationText page={page} citation={shown} />
      </p>
      <DataTable
        page={page}
        caption={page.t('source.details')}
        columns={[
          { heading: page.text('sources.table'), cell: ([table]) => table.replaceAll('_', ' ') },
          {
            heading: page.text('sources.statements'),
            kind: 'figure',
            cell: ([, count]) => page.t.number(count),
          },
        ]}
        rows={rows}
      />
    </Page>
  );
}
