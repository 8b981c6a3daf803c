/** /numbers/unknown: where nobody knows, and what to ask for. */
import { askedState, type Iso3, states } from '../../core/state.ts';
import { type MapCategory, WorldMap } from '../../platform/map.tsx';
import type { Record } from '../../platform/record.ts';
import { DataTable, Filters, KeySentence, Page, type PageContext } from '../../platform/ui.tsx';
import { fresh, known, type Known, type Question, questions, statesWith } from '../gaps.ts';
import { allIndicators, figures, sourcesOfNames } from './shared.tsx';

/** @throws Problem `state-unknown` */
export function unknownPage(page: PageContext, record: Record) {
  const indicators = allIndicators(record).filter(({ about }) => about !== 'context');
  const year = Number(page.asOf.slice(0, 4));
  const of = record.cached(`known ${page.asOf}`, () => known(indicators, figures(page, record, {}), year));
  const code = page.query.get('state') ?? '';
  const state = code === '' ? undefined : askedState(code);
  const asked = questions.find((one) => one === page.query.get('question')) ?? 'any';
  const answered = new Set(statesWith(of, asked));
  const boys = statesWith(of, 'boys').length;
  return (
    <Page
      page={page}
      title={page.t('numbers.unknown')}
      breadcrumb={[{ label: page.text('nav.numbers'), href: '/indicators' }]}
      sentence={
        <KeySentence page={page} citations={sourcesOfNames(indicators)}>
          {page.text('numbers.unknown.sentence', {
            without: states.length - statesWith(of, 'any').length,
            boys: states.length - boys,
            disability: states.length - statesWith(of, 'disability').length,
            of: states.length,
            years: fresh,
            date: page.date(page.asOf),
          })}
        </KeySentence>
      }
    >
      <p>{page.text('numbers.unknown.note', { years: fresh })}</p>
      <Filters
        page={page}
        filters={[
          {
            name: 'question',
            label: page.t('numbers.unknown.question'),
            options: questions
              .filter((one) => one !== 'any')
              .map((one) => ({ value: one, label: page.t(`numbers.unknown.${one}`) })),
          },
          {
            name: 'state',
            label: page.t('word.state'),
            options: states.map(({ iso3, shortNames }) => ({
              value: iso3,
              label: shortNames[page.language] ?? shortNames.en,
            })),
          },
        ]}
      />
      {state ? (
        <AskFor page={page} of={of} state={state.iso3} indicators={indicators} />
      ) : (
        <DesertMap page={page} question={asked} answered={answered} />
      )}
      <DataTable
        page={page}
        caption={page.t('numbers.unknown.caption', { of: states.length, years: fresh })}
        rows={indicators}
        columns={[
          {
            heading: page.text('numbers.indicator'),
            cell: ({ id, name }) => <a href={page.href(`/indicators/${id}`)}>{name}</a>,
          },
          ...questions.map((question) => ({
            heading: page.text(`numbers.unknown.${question}`),
            kind: 'figure' as const,
            cell: ({ id }: (typeof indicators)[number]) => page.t.number(statesWith(of, question, id).length),
          })),
        ]}
      />
    </Page>
  );
}

function DesertMap({
  page,
  question,
  answered,
}: {
  readonly page: PageContext;
  readonly question: Question;
  readonly answered: ReadonlySet<Iso3>;
}) {
  const legend: MapCategory[] = [
    { category: 'known', label: page.t('numbers.unknown.known'), shade: 'full' },
  ];
  return (
    <>
      <WorldMap
        page={page}
        values={new Map([...answered].map((state) => [state, 'known']))}
        legend={legend}
        title={page.t('numbers.unknown.map', { question: page.t(`numbers.unknown.${question}`) })}
        description={page.t('numbers.map.description', { states: answered.size, of: states.length })}
      />
      <details>
        <summary>{page.text('numbers.unknown.list', { count: states.length - answered.size })}</summary>
        <ul class="columns">
          {states
            .filter(({ iso3 }) => !answered.has(iso3))
            .map(({ iso3, shortNames }) => (
              <li>
                <a href={page.href(`/numbers/unknown?state=${iso3}`)}>{page.local(shortNames)}</a>
              </li>
            ))}
        </ul>
      </details>
    </>
  );
}

function AskFor({
  page,
  of,
  state,
  indicators,
}: {
  readonly page: PageContext;
  readonly of: Known;
  readonly state: Iso3;
  readonly indicators: readonly { readonly id: string; readonly name: string; readonly about: string }[];
}) {
  const wanted = indicators
    .filter(({ about }) => about === 'children')
    .map(({ id, name }) => {
      const answered = of.get(state)?.get(id) ?? new Set<Question>();
      return { id, name, missing: questions.filter((question) => !answered.has(question)) };
    })
    .filter(({ missing }) => missing.length > 0);
  const { shortNames } = askedState(state);
  return (
    <section aria-labelledby="ask">
      <h2 id="ask">
        {page.text('numbers.unknown.ask', { state: shortNames[page.language] ?? shortNames.en })}
      </h2>
      <ul>
        {wanted.map(({ id, name, missing }) => (
          <li>
            <a href={page.href(`/indicators/${id}`)}>{name}</a>:{' '}
            {missing.includes('any')
              ? page.text('numbers.unknown.ask.any')
              : missing
                  .map((question) => page.t(`numbers.unknown.${question}`))
                  .join(page.language === 'ar' ? '، ' : ', ')}
          </li>
        ))}
      </ul>
    </section>
  );
}
