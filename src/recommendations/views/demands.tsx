/** What a State was asked again: its demands as a timeline, the demands asked most often, the chains of one text. */
import { askedState, stateOf } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  askedPage,
  type Column,
  DataTable,
  EmptyState,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  Pager,
  SourceMark,
} from '../../platform/ui.tsx';
import { askedMostOften, chainsOfState, chainsWith, coreOfState } from '../asked-again.ts';
import { sourcesOfDemand } from '../asking.ts';
import type { Chain, Occasion } from '../chain.ts';
import type { DemandKey } from '../demand.ts';
import { placeOf, type Recommendation } from '../model.ts';
import { demandName } from '../names.ts';
import { recommendationsOf } from '../store.ts';
import { demandFollowUps } from '../store/follow-up.ts';
import { joinedDemands } from '../store/links.ts';
import { FollowUpOf } from './follow-up.tsx';
import { JoinedWith } from './links.tsx';

/** Demands on one page. */
const size = 50;

function pagingOf(page: PageContext, rows: readonly unknown[]) {
  const last = Math.max(1, Math.ceil(rows.length / size));
  return { page: Math.min(askedPage(page), last), size, total: rows.length };
}

function slice<Row>(page: PageContext, rows: readonly Row[]): readonly Row[] {
  const { page: number } = pagingOf(page, rows);
  return rows.slice((number - 1) * size, number * size);
}

function yearOf(page: PageContext): number {
  return Number(page.asOf.slice(0, 4));
}

/** /states/MUS/demands. @throws Problem `state-unknown` */
export function demandsPage(page: PageContext, record: Record, code: string) {
  const state = askedState(code);
  const chains = record.read((tx) => chainsOfState(tx, state.iso3, page.asOf));
  const isCore = record.read((tx) => coreOfState(tx, state.iso3, page.asOf));
  const again = chains.filter(({ occasions }) => occasions.length > 1);
  const shown = again.toSorted((a, b) => Number(isCore(b)) - Number(isCore(a)));
  const name = state.shortNames[page.language] ?? state.shortNames.en;
  return (
    <Page
      page={page}
      title={page.t('demands.title', { state: name })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: name, href: `/states/${state.iso3}` },
      ]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('demands.sentence', {
            state: name,
            count: again.length,
            core: again.filter(isCore).length,
          })}
        </KeySentence>
      }
    >
      <p class="quiet">{page.text('demands.note')}</p>
      <p>
        <a href={page.href(`/states/${state.iso3}/follow-up`)}>{page.text('demands.followUp')}</a>
      </p>
      <p>
        <a href={page.href(`/states/${state.iso3}/demands/links`)}>{page.text('links.way')}</a>
      </p>
      <h2>{page.text('demands.again', { count: again.length })}</h2>
      {shown.length > 0 ? (
        <ChainTable
          page={page}
          record={record}
          caption={page.t('demands.link')}
          chains={slice(page, shown)}
        />
      ) : (
        <EmptyState page={page} missing={page.text('demands.none')} how={page.text('recommendations.how')} />
      )}
      <Pager page={page} paging={pagingOf(page, shown)} />
      <p>
        <a href={page.href('/recommendations', { state: state.iso3, relevance: 'core' })}>
          {page.text('demands.core')}
        </a>
      </p>
    </Page>
  );
}

/** Demands down, times of asking across: one column for each round that any of them was asked in. */
function ChainTable(
  props: OnPage & {
    readonly record: Record;
    readonly caption: string;
    readonly chains: readonly Chain<number>[];
  },
) {
  const { page, record, caption, chains } = props;
  const ids = new Set(chains.flatMap(({ occasions }) => occasions.flatMap((one) => one.recommendations)));
  const texts = new Map(record.read((tx) => recommendationsOf(tx, [...ids])).map((one) => [one.id, one]));
  const asking = new Map<string, Occasion<number>>();
  for (const { occasions } of chains)
    for (const one of occasions) {
      const known = asking.get(columnOf(one));
      if (!known || one.year < known.year) asking.set(columnOf(one), one);
    }
  const [first] = chains;
  const demands = chains.flatMap(({ key }) => demandOf(key) ?? []);
  const became = new Map(
    first
      ? record
          .read((tx) => demandFollowUps(tx, first.state, page.asOf, demands))
          .filter(
            ({ treaty, standing, actions }) => treaty || standing.difference !== 'none' || actions.length > 0,
          )
          .map((follow) => [follow.demand as string, follow])
      : [],
  );
  const one = record.read((tx) => joinedDemands(tx, page.asOf));
  const others = ({ state, key }: Chain<number>) => {
    const demand = demandOf(key);
    return demand ? one.membersOf(state, demand).filter((member) => member !== demand) : [];
  };
  const columns: Column<Chain<number>>[] = [
    {
      heading: page.text('demands.demand'),
      cell: (chain) => (
        <>
          <bdi>{chainName(page, chain, texts)}</bdi>
          <JoinedWith page={page} state={chain.state} others={others(chain)} />
          <p class="quiet">
            {page.text('demands.times', {
              count: chain.occasions.length,
              year: String(chain.earliest),
              answers: chain.lastResponses.map((response) => page.t(`response.${response}`)).join('; '),
            })}
          </p>
        </>
      ),
    },
    ...[...asking.values()]
      .toSorted((a, b) => a.year - b.year)
      .map((column): Column<Chain<number>> => ({
        heading:
          column.mechanism === 'UPR'
            ? page.text('demands.cycle', { cycle: Number(column.round) })
            : column.mechanism,
        cell: ({ occasions }) => {
          const here = occasions.filter((one) => columnOf(one) === columnOf(column));
          return here.length > 0
            ? here.map((occasion) => <Asking page={page} occasion={occasion} texts={texts} />)
            : '–';
        },
      })),
    {
      heading: page.text('demands.became'),
      cell: ({ key }) => {
        const follow = became.get(key);
        return follow ? <FollowUpOf page={page} follow={follow} /> : page.text('followUp.nothing');
      },
    },
  ];
  return <DataTable page={page} caption={caption} columns={columns} rows={chains} />;
}

/** The demand of a chain; none where nearly the same texts make it. */
function demandOf(key: string): DemandKey | undefined {
  return key.startsWith('text:') ? undefined : (key as DemandKey);
}

/** A cycle of the UPR has a column of its own; all rounds of another body share one. */
function columnOf({ mechanism, round }: Occasion<number>): string {
  return mechanism === 'UPR' ? `UPR ${round}` : mechanism;
}

/** The name of the demand; for texts that no frame tells apart, the first of them. */
function chainName(
  page: PageContext,
  { key, occasions }: Chain<number>,
  texts: ReadonlyMap<number, Recommendation>,
): string {
  const demand = demandOf(key);
  if (demand) return demandName(demand, page.language);
  return `“${texts.get(occasions[0]?.recommendations[0] ?? -1)?.text ?? ''}”`;
}

/** One time of asking: the year, the answers, who asked (where that is not the body itself), each text with its source. */
function Asking({
  page,
  occasion: { year, mechanism, responses, askers, recommendations },
  texts,
}: OnPage & { readonly occasion: Occasion<number>; readonly texts: ReadonlyMap<number, Recommendation> }) {
  const answers = responses.filter((response) => response !== 'none asked');
  const others = askers.filter((asker) => asker !== mechanism);
  return (
    <div>
      {year}
      {answers.length > 0 && `: ${answers.map((response) => page.t(`response.${response}`)).join('; ')}`}{' '}
      {others.length > 0 && (
        <span class="quiet">
          {others.slice(0, mostAskers).join(', ')}
          {others.length > mostAskers && ` + ${page.t.number(others.length - mostAskers)}`}
        </span>
      )}{' '}
      {recommendations.map((id, at) => (
        <>
          {at > 0 && ' '}
          <a href={page.href(`/recommendations/${id}`)}>{page.text('demands.text', { number: at + 1 })}</a>
          {sourcesOf(texts.get(id)).map((citation) => (
            <SourceMark page={page} citation={citation} />
          ))}
        </>
      ))}
    </div>
  );
}

const mostAskers = 5;

function sourcesOf(one: Recommendation | undefined) {
  const places = (one?.statements ?? []).map(placeOf);
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** The section of one recommendation: whether what it asks was asked of the State before or again. */
export function ChainsOf({
  page,
  record,
  one,
}: OnPage & { readonly record: Record; readonly one: Recommendation }) {
  const chains = record.read((tx) => chainsWith(chainsOfState(tx, one.state, page.asOf), one.id));
  const again = chains.filter(({ occasions }) => occasions.length > 1);
  const asked = stateOf(one.state);
  return (
    <section aria-labelledby="again">
      <h2 id="again">{page.text('demands.again', { count: again.length })}</h2>
      {again.length > 0 ? (
        <ChainTable page={page} record={record} caption={page.t('demands.link')} chains={again} />
      ) : (
        <p>{page.text('demands.notAgain')}</p>
      )}
      <p>
        <a href={page.href(`/states/${one.state}/demands`)}>
          {page.text('demands.title', { state: asked.shortNames[page.language] ?? asked.shortNames.en })}
        </a>
      </p>
    </section>
  );
}

/** /recommendations/again: what was asked most often on the sexual exploitation of children. */
export function askedAgainPage(page: PageContext, record: Record) {
  const rows = record.read((tx) => askedMostOften(tx, page.asOf));
  return (
    <Page
      page={page}
      title={page.t('demands.ranking')}
      breadcrumb={[{ label: page.text('nav.recommendations'), href: '/recommendations' }]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('demands.ranking.sentence', { count: rows.length })}
        </KeySentence>
      }
    >
      <p class="quiet">{page.text('demands.note')}</p>
      {rows.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('demands.ranking')}
          columns={[
            {
              heading: page.text('demands.demand'),
              cell: (row) => (
                <>
                  <bdi>{demandName(row.key, page.language)}</bdi>
                  <JoinedWith
                    page={page}
                    state={row.state}
                    others={row.keys.filter((key) => key !== row.key)}
                  />
                  {record
                    .read((tx) => sourcesOfDemand(tx, row, yearOf(page)))
                    .map((citation) => (
                      <SourceMark page={page} citation={citation} />
                    ))}
                </>
              ),
            },
            {
              heading: page.text('recommendations.to'),
              cell: ({ state }) => (
                <a href={page.href(`/states/${state}/demands`)}>{page.local(stateOf(state).shortNames)}</a>
              ),
            },
            {
              heading: page.text('demands.rounds'),
              kind: 'figure',
              cell: ({ times }) => page.t.number(times),
            },
            { heading: page.text('demands.first'), kind: 'figure', cell: ({ earliest }) => earliest },
            { heading: page.text('demands.last'), kind: 'figure', cell: ({ latest }) => latest },
          ]}
          rows={slice(page, rows)}
        />
      ) : (
        <EmptyState page={page} missing={page.text('demands.none')} how={page.text('recommendations.how')} />
      )}
      <Pager page={page} paging={pagingOf(page, rows)} />
    </Page>
  );
}
