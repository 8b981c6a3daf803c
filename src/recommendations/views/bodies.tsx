/** The bodies that ask, and what one of them asked. */
import { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import { DataTable, EmptyState, KeySentence, Page, type PageContext } from '../../platform/ui.tsx';
import { type AskingBody, asking, askingBody, bodiesAsking, filtersOfBody } from '../asking.ts';
import { bodyPath } from '../bodies.ts';
import { AskingSentence, SourceMarks, WhatWasAsked } from './asking.tsx';
import { asOf } from './search.tsx';

/** The name of a body on a page; bodies are named as their sources name them. */
function nameOn(page: PageContext, { name, mechanism }: AskingBody): string {
  return mechanism === 'UPR' ? page.t('mechanism.UPR') : name;
}

/** /bodies: every body of which the record holds recommendations. */
export function bodiesPage(page: PageContext, record: Record) {
  const bodies = record.read((tx) => bodiesAsking(tx, Number(page.asOf.slice(0, 4))));
  const sources = [...new Map(bodies.flatMap((body) => body.sources.map((one) => [one.id, one]))).values()];
  return (
    <Page
      page={page}
      title={page.t('bodies.title')}
      breadcrumb={[{ label: page.text('nav.recommendations'), href: '/recommendations' }]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('bodies.sentence', { count: bodies.length, date: page.date(page.asOf) })}
          <SourceMarks page={page} sources={sources} />
        </KeySentence>
      }
    >
      {bodies.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('bodies.title')}
          columns={[
            {
              heading: page.text('recommendations.body'),
              cell: (body) => (
                <>
                  <a href={page.href(bodyPath(body.name))}>
                    <bdi>{nameOn(page, body)}</bdi>
                  </a>
                  <SourceMarks page={page} sources={body.sources} />
                </>
              ),
            },
            {
              heading: page.text('recommendations.mechanism'),
              cell: ({ mechanism }) => page.text(`mechanism.${mechanism}`),
            },
            {
              heading: page.text('asking.onSubject'),
              kind: 'figure',
              cell: ({ core }) => page.t.number(core),
            },
            {
              heading: page.text('asking.all'),
              kind: 'figure',
              cell: ({ recommendations }) => page.t.number(recommendations),
            },
            {
              heading: page.text('word.states'),
              kind: 'figure',
              cell: ({ states }) => page.t.number(states),
            },
            { heading: page.text('demands.first'), kind: 'figure', cell: ({ earliest }) => earliest },
            { heading: page.text('demands.last'), kind: 'figure', cell: ({ latest }) => latest },
          ]}
          rows={bodies}
        />
      ) : (
        <EmptyState
          page={page}
          missing={page.text('recommendations.none')}
          how={page.text('recommendations.how')}
        />
      )}
    </Page>
  );
}

/** /bodies/CRC, or the whole name: what did this body ask, of whom, when, about what? @throws Problem `not-found` */
export function bodyPage(page: PageContext, record: Record, code: string) {
  const body = record.read((tx) => askingBody(tx, code));
  if (!body) throw new Problem('not-found', { what: bodyPath(code) });
  const filters = filtersOfBody(body);
  const asked = record.read((tx) => asking(tx, asOf(page, filters)));
  const name = nameOn(page, body);
  return (
    <Page
      page={page}
      title={name}
      breadcrumb={[
        { label: page.text('nav.recommendations'), href: '/recommendations' },
        { label: page.text('bodies.title'), href: '/bodies' },
      ]}
      sentence={<AskingSentence page={page} name={page.t('bodies.inSentence', { name })} asked={asked} />}
    >
      {body.mechanism !== 'UPR' && <p class="quiet">{page.text(`mechanism.${body.mechanism}`)}</p>}
      <WhatWasAsked page={page} filters={filters} asked={asked} />
    </Page>
  );
}
