/** A page with every component on it, for the tests of the components and for looking at them. */
import type { Citation } from '../src/core/citation.ts';
import { type Day, parseDate, parseDay } from '../src/core/date.ts';
import { type Iso3, stateName, states } from '../src/core/state.ts';
import { answers, type Value } from '../src/core/value.ts';
import { LocatorMap, WorldMap } from '../src/platform/map.tsx';
import {
  AnswerBadge,
  AnswerLegend,
  DataTable,
  DateText,
  Definition,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  Matrix,
  Notice,
  Page,
  PageContext,
  Pager,
  render,
  Sourced,
  StandingBadge,
  StandingLegend,
  standings,
  Timeline,
  ValueText,
  WhyThisDate,
} from '../src/platform/ui.tsx';

export const protocol: Citation = {
  title: 'Optional Protocol on the sale of children, child prostitution and child pornography',
  place: 'article 12(1)',
  address: 'https://treaties.un.org/Pages/ViewDetails.aspx?src=IND&mtdsg_no=IV-11-c&chapter=4',
  standing: 'verified',
};
export const list: Citation = {
  title: 'List of States parties',
  asAt: parseDate('2024-05'),
  standing: 'unverified',
};
const stored = {
  ...list,
  title: 'Concluding observations',
  id: 7,
  enteredBy: 'ana',
  enteredAt: '2025-02-03T10:00:00Z',
};

export const values: readonly Value[] = [
  { state: 'number', number: 12345 },
  { state: 'zero' },
  { state: 'not available' },
  { state: 'not collected' },
  { state: 'not applicable' },
  { state: 'suppressed' },
];

export function samplePage(query: string, today: Day = parseDay('2025-03-01')): string {
  const page = new PageContext({ url: new URL(`http://localhost/states/TCD?${query}`), today });
  const name = (at: number) => {
    const state = states[at % states.length];
    return state ? stateName(state, page.language, 'short').text : '';
  };
  const standingOf = new Map(
    states
      .slice(3)
      .map(({ iso3 }, at): [Iso3, string] => [
        iso3,
        at % 9 === 0 ? 'none' : at % 5 === 0 ? 'signed' : 'party',
      ]),
  );
  return render(
    <Page
      page={page}
      title={page.t('nav.states')}
      breadcrumb={[{ label: page.text('nav.home'), href: '/' }]}
      sentence={
        <KeySentence page={page} citations={[list]}>
          {page.t('count.states', { count: 178 })} · {page.t('standing.party')}
        </KeySentence>
      }
    >
      <p>
        <Definition page={page} term={page.text('standing.signed')}>
          {page.text('standing.signed.meaning')}
        </Definition>{' '}
        <Sourced page={page} citation={protocol}>
          <DateText page={page} date={parseDate('2002-08-28')} />
        </Sourced>{' '}
        · <DateText page={page} date={parseDate('2011-06')} /> ·{' '}
        <DateText page={page} date={parseDate('1998')} /> · <DateText page={page} date={undefined} /> ·{' '}
        {page.text('empty.import')}
      </p>
      <WorldMap
        page={page}
        title={page.t('word.instrument')}
        description={page.t('count.states', { count: 178 })}
        values={standingOf}
        legend={[
          { category: 'party', label: page.t('standing.party'), shade: 'full' },
          { category: 'signed', label: page.t('standing.signed'), shade: 'striped' },
          { category: 'none', label: page.t('standing.none'), shade: 'empty' },
        ]}
        selected={'TCD' as Iso3}
      />
      <LocatorMap page={page} state={'TCD' as Iso3} />
      <WhyThisDate
        page={page}
        reckoning={{
          rule: 'Two years after entry into force for the State',
          article: 'article 12(1)',
          inputs: [
            {
              label: page.text('date.inForce'),
              value: <DateText page={page} date={parseDate('2002-09-28')} />,
            },
          ],
          steps: ['2002-09-28 + 2 years = 2004-09-28'],
        }}
      />
      <Timeline
        entries={[
          {
            when: <DateText page={page} date={parseDate('2002-08-28')} />,
            what: page.text('action.ratification'),
          },
          {
            when: <DateText page={page} date={parseDate('2026')} />,
            what: page.text('date.due'),
            time: 'to come',
          },
        ]}
      />
      <h2>{page.text('word.states')}</h2>
      <Filters
        page={page}
        filters={[
          {
            name: 'region',
            label: page.t('word.region'),
            options: [{ value: '011', label: 'Western Africa' }],
          },
          { name: 'words', label: page.t('filter.text') },
        ]}
      />
      <StandingLegend page={page} />
      <Matrix
        page={page}
        caption={page.t('nav.compare')}
        corner={page.text('word.state')}
        columns={['CRC', 'OPSC', 'OPIC', 'Palermo', 'ILO 182', 'Budapest', 'Lanzarote']}
        rows={Array.from({ length: 20 }, (_, row) => ({
          heading: <a href={page.href('/states/TCD')}>{name(row)}</a>,
          cells: standings.map((__, column) => (
            <StandingBadge
              page={page}
              standing={standings[(row + column) % standings.length] ?? 'none'}
              form="compact"
            />
          )),
        }))}
      />
      <Pager page={page} paging={{ page: 2, size: 20, total: 197 }} />
      <h2>{page.text('value.label')}</h2>
      <AnswerLegend page={page} />
      <DataTable
        page={page}
        caption={page.t('value.label')}
        rows={values}
        columns={[
          { heading: page.text('word.status'), cell: ({ state }) => page.text(`value.${state}`) },
          {
            heading: page.text('word.number'),
            kind: 'figure',
            cell: (value) => (
              <Sourced page={page} citation={stored}>
                <ValueText page={page} value={value} />
              </Sourced>
            ),
          },
          {
            heading: page.text('answer.label'),
            cell: ({ state }) => (
              <AnswerBadge
                page={page}
                answer={answers[values.findIndex((value) => value.state === state) % 5] ?? 'no'}
              />
            ),
          },
        ]}
      />
      <Downloads page={page} formats={[{ format: 'CSV', href: '/api/v1/states?format=csv' }]} />
      <Notice title={page.text('source.conflict')}>{page.text('source.conflict.note')}</Notice>
      <EmptyState
        page={page}
        missing={page.text('standing.not loaded.meaning')}
        how={page.text('empty.import')}
      />
    </Page>,
  );
}
