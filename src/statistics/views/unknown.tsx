/** /numbers/unknown: where nobody knows, and what to ask for. */
import { askedState, type Iso3, stateName, stateOf, states } from '../../core/state.ts';
import { mapFile, WorldMap, type WorldMapProps } from '../../platform/map.tsx';
import type { Record } from '../../platform/record.ts';
import { writeCsv } from '../../platform/tables/write.ts';
import {
  DataTable,
  Downloads,
  Filters,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import {
  askedSpan,
  known,
  type Question,
  questions,
  spans,
  statesWith,
  type Wanted,
  wanted,
} from '../gaps.ts';
import { askedIndicator, type Indicator } from '../model.ts';
import { allIndicators, caveats, figures, namedBy } from './shared.tsx';

/** The indicators that answer a question, not only what stands around it. */
function asking(page: PageContext, record: Record): readonly Indicator[] {
  return allIndicators(page, record).filter(({ about }) => about !== 'context');
}

/** What the address asks for. @throws Problem `state-unknown`, `not-found` */
function askedFor(page: PageContext, record: Record) {
  const indicators = asking(page, record);
  const year = Number(page.asOf.slice(0, 4));
  const years = askedSpan(page.query.get('years'));
  const id = page.query.get('indicator');
  const indicator = id ? askedIndicator(indicators, id) : undefined;
  const code = page.query.get('state') ?? '';
  return {
    indicators,
    years,
    indicator,
    chosen: indicator ? [indicator] : indicators,
    state: code === '' ? undefined : askedState(code),
    question: questions.find((one) => one === page.query.get('question')) ?? 'any',
    of: record.cached(`known ${page.asOf} ${years} ${page.language}`, () =>
      known(asking(page, record), figures(page, record, {}), { year, years }),
    ),
  };
}

/** @throws Problem `state-unknown`, `not-found` */
export function unknownPage(page: PageContext, record: Record) {
  const { indicators, indicator, chosen, years, state, question, of } = askedFor(page, record);
  const answered = new Set(statesWith(of, question, indicator?.id));
  const without = (one: Question) => states.length - statesWith(of, one, indicator?.id).length;
  return (
    <Page
      page={page}
      title={page.t('numbers.unknown')}
      breadcrumb={[{ label: page.text('nav.numbers'), href: '/indicators' }]}
      sentence={
        <KeySentence page={page} citations={namedBy(chosen)}>
          {indicator && `${indicator.name}: `}
          {page.text('numbers.unknown.sentence', {
            without: without('any'),
            boys: without('boys'),
            disability: without('disability'),
            of: states.length,
            years,
            date: page.date(page.asOf),
          })}
        </KeySentence>
      }
    >
      <p>{page.text('numbers.unknown.note', { years })}</p>
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
            name: 'indicator',
            label: page.t('numbers.unknown.manifestationOf'),
            options: indicators.map(({ id, name }) => ({ value: id, label: name })),
          },
          {
            name: 'years',
            label: page.t('numbers.unknown.years'),
            options: spans.map((span) => ({ value: String(span), label: page.t.number(span) })),
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
        <AskFor page={page} wanted={wanted(of, chosen, [state.iso3])} state={state.iso3} />
      ) : (
        <Desert page={page} question={question} answered={answered} />
      )}
      <DataTable
        page={page}
        caption={page.t('numbers.unknown.caption', { of: states.length, years })}
        rows={chosen}
        columns={[
          {
            heading: page.text('numbers.indicator'),
            cell: ({ id, name }) => <a href={page.href(`/indicators/${id}`)}>{name}</a>,
          },
          ...questions.map((one) => ({
            heading: page.text(`numbers.unknown.${one}`),
            kind: 'figure' as const,
            cell: ({ id }: Indicator) => page.t.number(statesWith(of, one, id).length),
          })),
        ]}
      />
      <Downloads
        page={page}
        formats={[
          ...(state
            ? []
            : [
                {
                  format: 'SVG',
                  picture: 'what-nobody-knows.svg',
                  href: page.href('/numbers/unknown.svg', {
                    question,
                    years: String(years),
                    indicator: indicator?.id,
                  }),
                },
              ]),
          {
            format: page.t('numbers.unknown.file'),
            href: page.href('/numbers/unknown.csv', {
              years: String(years),
              ...(indicator ? { indicator: indicator.id } : {}),
              ...(state ? { state: state.iso3 } : {}),
            }),
          },
        ]}
      />
    </Page>
  );
}

/** /numbers/unknown.csv: what to ask for, State by State, in the words of the page. */
export function unknownFile(page: PageContext, record: Record): string {
  const { chosen, years, state, of } = askedFor(page, record);
  const asked = wanted(of, chosen, state ? [state.iso3] : states.map(({ iso3 }) => iso3));
  return writeCsv(
    ['REF_AREA', 'STATE', 'INDICATOR', 'INDICATOR_NAME', 'ASK_FOR', 'YEARS_LOOKED_AT', 'AS_OF', 'NOTE'],
    asked.map(({ state: iso3, indicator, missing }) => [
      iso3,
      stateName(stateOf(iso3), page.language, 'short').text,
      indicator.id,
      indicator.name,
      missing.map((one) => page.t(`numbers.unknown.${one}`)).join('; '),
      String(years),
      page.asOf,
      page.t('numbers.unknown.note', { years }),
    ]),
  );
}

/** /numbers/unknown.svg: the map of the page, with what it rests on. */
export function unknownMap(page: PageContext, record: Record): string {
  const { chosen, years, question, of, indicator } = askedFor(page, record);
  const answered = new Set(statesWith(of, question, indicator?.id));
  return mapFile(desertMap({ page, question, answered }), [
    ...(indicator ? [indicator.name] : []),
    `${page.t('numbers.unknown.note', { years })} ${page.date(page.asOf)}`,
    ...new Set(chosen.flatMap((one) => caveats(page, one, figures(page, record, { indicator: one.id })))),
  ]);
}

interface Desert extends OnPage {
  readonly question: Question;
  readonly answered: ReadonlySet<Iso3>;
}

function desertMap({ page, question, answered }: Desert): WorldMapProps {
  return {
    page,
    values: new Map([...answered].map((state) => [state, 'known'])),
    legend: [{ category: 'known', label: page.t('numbers.unknown.known'), shade: 'full' }],
    title: page.t('numbers.unknown.map', { question: page.t(`numbers.unknown.${question}`) }),
    description: page.t('numbers.map.description', { states: answered.size, of: states.length }),
  };
}

function Desert({ page, question, answered }: Desert) {
  return (
    <>
      <WorldMap {...desertMap({ page, question, answered })} />
      <details>
        <summary>{page.text('numbers.unknown.list', { count: states.length - answered.size })}</summary>
        <ul class="columns">
          {states
            .filter(({ iso3 }) => !answered.has(iso3))
            .map(({ iso3, shortNames }) => (
              <li>
                <a href={page.here({ state: iso3 })}>{page.local(shortNames)}</a>
              </li>
            ))}
        </ul>
      </details>
    </>
  );
}

function AskFor({
  page,
  wanted: list,
  state,
}: OnPage & { readonly wanted: readonly Wanted[]; readonly state: Iso3 }) {
  const { shortNames } = askedState(state);
  return (
    <section aria-labelledby="ask">
      <h2 id="ask">
        {page.text('numbers.unknown.ask', { state: shortNames[page.language] ?? shortNames.en })}
      </h2>
      {list.length === 0 && <p>{page.text('numbers.unknown.ask.nothing')}</p>}
      <ul>
        {list.map(({ indicator: { id, name }, missing }) => (
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
