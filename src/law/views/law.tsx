/** /law: which checklists there are, and how much of them is known. */
import { type Iso3, states } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  EmptyState,
  KeySentence,
  Page,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import { coverageOf } from '../comparison.ts';
import { knownAnswers, knownChecklists, knownLaws, knownProvisions } from '../store/answers.ts';
import { StateLawLink } from './shared.tsx';

/** /law */
export function lawPage(page: PageContext, record: Record) {
  const all = states.map(({ iso3 }) => iso3);
  const rows = record.read((tx) =>
    knownChecklists(tx).map((checklist) => {
      const answers = knownAnswers(tx, checklist, page.asOf);
      return { checklist, answers, coverage: coverageOf(answers, checklist, all) };
    }),
  );
  const assessed = new Set(
    rows.flatMap(({ answers }) =>
      [...answers].flatMap(([state, own]) =>
        [...own.values()].some(({ answer }) => answer !== 'not yet assessed') ? [state] : [],
      ),
    ),
  );
  const laws = record.read(knownLaws);
  const wordings = record.read(knownProvisions);
  const byState = [...Map.groupBy(laws.values(), ({ state }) => state)].toSorted(([a], [b]) =>
    a.localeCompare(b),
  );
  const known = rows.reduce((sum, { coverage }) => sum + coverage.known, 0);
  const number = (value: number) => page.t.number(value);
  return (
    <Page
      page={page}
      title={page.t('nav.law')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('law.pages.sentence', {
            date: page.date(page.asOf),
            assessed: assessed.size,
            states: states.length,
            known,
            checklists: rows.length,
          })}
        </KeySentence>
      }
    >
      <p>{page.text('law.pages.note')}</p>
      {known === 0 && (
        <EmptyState
          page={page}
          missing={page.text('law.pages.none', { date: page.date(page.asOf) })}
          how={page.text('law.pages.how')}
        />
      )}
      <DataTable
        page={page}
        caption={page.t('law.pages.checklists')}
        rows={rows}
        columns={[
          {
            heading: page.text('checklist.one'),
            cell: ({ checklist }) => (
              <>
                <a href={page.href(`/law/${checklist.id}`)}>{page.local(checklist.title)}</a>
                <SourceMark page={page} citation={checklist.citation} />
              </>
            ),
          },
          {
            heading: page.text('law.pages.statesAssessed'),
            kind: 'figure',
            cell: ({ coverage }) =>
              page.t('law.pages.of', { part: number(coverage.assessed), whole: number(coverage.states) }),
          },
          {
            heading: page.text('law.pages.pointsAssessed'),
            kind: 'figure',
            cell: ({ coverage }) =>
              page.t('law.pages.of', {
                part: number(coverage.assessedPoints),
                whole: number(coverage.points),
              }),
          },
          {
            heading: page.text('law.pages.notScored'),
            kind: 'figure',
            cell: ({ coverage }) => number(coverage.notScored),
          },
          {
            heading: page.text('law.pages.known'),
            kind: 'figure',
            cell: ({ coverage }) =>
              page.t('law.pages.of', { part: number(coverage.known), whole: number(coverage.places) }),
          },
          {
            heading: page.text('law.pages.changes'),
            cell: ({ checklist }) => (
              <a href={page.href(`/law/${checklist.id}/changes`)}>{page.text('law.pages.changes.link')}</a>
            ),
          },
        ]}
      />
      <p>
        <a href={page.href('/checklists')}>{page.text('law.pages.toChecklists')}</a>
      </p>
      <h2>{page.text('law.pages.laws')}</h2>
      {byState.length === 0 ? (
        <EmptyState page={page} missing={page.text('law.pages.laws.none')} how={page.text('law.pages.how')} />
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.laws')}
          rows={byState}
          columns={[
            {
              heading: page.text('word.state'),
              cell: ([state]) => <StateLawLink page={page} state={state} />,
            },
            {
              heading: page.text('law.pages.laws'),
              kind: 'figure',
              cell: ([, own]) => number(own.length),
            },
            {
              heading: page.text('law.pages.wordings'),
              kind: 'figure',
              cell: ([state]) => number(wordingsOf(state)),
            },
          ]}
        />
      )}
    </Page>
  );

  function wordingsOf(state: Iso3): number {
    let count = 0;
    for (const { law } of wordings.values()) if (laws.get(law)?.state === state) count += 1;
    return count;
  }
}
