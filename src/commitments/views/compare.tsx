/** /compare: States or a group of States against instruments, and the gaps. */
import { type State, states } from '../../core/state.ts';
import { groupNames, nameOfGroup, statesInGroup, statesOfCodes } from '../../core/state-group.ts';
import type { Record } from '../../platform/record.ts';
import {
  Downloads,
  Filters,
  KeySentence,
  Matrix,
  Page,
  type PageContext,
  StandingBadge,
  StandingLegend,
} from '../../platform/ui.tsx';
import { countStandings } from '../model.ts';
import { allStandings, loadedInstruments, sourcesOf, StateLink } from './shared.tsx';

/** The States asked for: codes in `states`, or a regional group, an M49 region or a UN list in `group`; else all. */
function askedStates(page: PageContext): readonly State[] {
  const chosen = statesOfCodes(page.query.get('states') ?? '');
  if (chosen.length > 0) return chosen;
  const group = page.query.get('group');
  return group ? statesInGroup(group) : states;
}

export function comparePage(page: PageContext, record: Record) {
  const chosen = askedStates(page);
  const instruments = loadedInstruments(record, page.asOf);
  const wanted = page.query.get('instrument');
  const shown = wanted ? instruments.filter(({ id }) => id === wanted) : instruments;
  const of = allStandings(record, page.asOf);
  const standing = (state: State, id: (typeof instruments)[number]['id']) =>
    of.get(state.iso3)?.get(id) ?? { kind: 'not loaded' as const, differences: [] };
  const main = shown.find(({ id }) => id === 'OPSC') ?? shown[0];
  const count = countStandings(main ? chosen.map((state) => standing(state, main.id)) : []);
  return (
    <Page
      page={page}
      title={page.t('nav.compare')}
      sentence={
        main && (
          <KeySentence page={page} citations={sourcesOf(chosen.map((state) => standing(state, main.id)))}>
            {page.text('compare.sentence', {
              date: page.date(page.asOf),
              bound: count.party,
              unverified: count.unverified,
              count: chosen.length,
              instrument: main.short,
            })}
          </KeySentence>
        )
      }
    >
      <Filters
        page={page}
        filters={[
          {
            name: 'group',
            label: page.t('compare.group'),
            options: groupNames.map((group) => {
              const name = nameOfGroup(group);
              return { value: group, label: name[page.language] ?? name.en };
            }),
          },
          { name: 'states', label: page.t('compare.states') },
          {
            name: 'instrument',
            label: page.t('word.instrument'),
            options: instruments.map((instrument) => ({ value: instrument.id, label: instrument.short })),
          },
        ]}
      />
      <StandingLegend page={page} />
      <Matrix
        page={page}
        caption={page.t('compare.caption', { date: page.date(page.asOf) })}
        corner={page.text('word.state')}
        columns={shown.map((instrument) => (
          <a href={page.href(`/instruments/${instrument.id}`)}>{instrument.short}</a>
        ))}
        rows={chosen.map((state) => ({
          heading: <StateLink page={page} state={state} />,
          cells: shown.map(({ id }) => (
            <StandingBadge page={page} standing={standing(state, id).kind} form="compact" />
          )),
        }))}
      />
      <h2>{page.text('compare.gaps')}</h2>
      <ul>
        {shown.map((instrument) => {
          const missing = chosen.filter((state) =>
            ['none', 'signed', 'not party', 'withdrawn'].includes(standing(state, instrument.id).kind),
          );
          return (
            <li>
              <strong>{instrument.short}</strong>: {page.text('compare.notParty', { count: missing.length })}{' '}
              {missing.length <= 40 &&
                missing.map((state, at) => (
                  <>
                    {at > 0 && ', '}
                    <StateLink page={page} state={state} />
                  </>
                ))}
            </li>
          );
        })}
      </ul>
      <Downloads
        page={page}
        formats={[{ format: 'CSV', href: `/api/v1/standings?format=csv&asOf=${page.asOf}` }]}
      />
    </Page>
  );
}
