/** /states/XXX/law/what-if?law=ID: which points a draft would move, and which open demands it may answer. */
import { askedState, type State } from '../core/state.ts';
import { type Shared, sharedWith, wordsOf } from '../law/demand-link.ts';
import type { Law, Provision } from '../law/model.ts';
import {
  askedLaw,
  knownChecklists,
  knownFindings,
  knownLaws,
  knownProvisions,
} from '../law/store/answers.ts';
import { Stages } from '../law/views/laws.tsx';
import {
  Answered,
  Clause,
  type Laws,
  LawTitle,
  nameOfState,
  PointName,
  pointPath,
} from '../law/views/shared.tsx';
import { drafts, type Move, movesIfEnacted } from '../law/what-if.ts';
import type { Record } from '../platform/record.ts';
import {
  DataTable,
  EmptyState,
  Filters,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
} from '../platform/ui.tsx';
import { chainsOfState, coreOfState } from '../recommendations/asked-again.ts';
import type { DemandKey } from '../recommendations/demand.ts';
import { demandName, entryName } from '../recommendations/names.ts';
import { shippedCoder } from '../recommendations/reference.ts';
import { demandFollowUps } from '../recommendations/store/follow-up.ts';

/** @throws Problem `state-unknown`, `law-unknown` */
export function whatIfPage(page: PageContext, record: Record, code: string) {
  const state = askedState(code);
  const name = nameOfState(page, state.iso3);
  const laws = record.read(knownLaws);
  const open = drafts(
    [...laws.values()].filter((law) => law.state === state.iso3),
    record.read(knownProvisions).values(),
  );
  const wanted = page.query.get('law') ?? '';
  const asked = wanted === '' ? undefined : askedLaw(laws, wanted);
  const chosen = asked && open.find(({ law }) => law.id === asked.id);
  return (
    <Page
      page={page}
      title={page.t('law.pages.whatIf.title', { state: name })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: name, href: `/states/${state.iso3}` },
        { label: page.text('nav.law'), href: `/states/${state.iso3}/law` },
      ]}
    >
      <p>{page.text('law.pages.whatIf.note')}</p>
      {open.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('law.pages.whatIf.none', { state: name })}
          how={page.text('law.pages.whatIf.how')}
        />
      ) : (
        <Filters
          page={page}
          filters={[
            {
              name: 'law',
              label: page.t('law.pages.whatIf.law'),
              options: open.map(({ law }) => ({ value: law.id, label: law.titleEnglish ?? law.title })),
            },
          ]}
        />
      )}
      {asked && !chosen && <Notice>{page.text('law.pages.whatIf.noDraft')}</Notice>}
      {chosen && <IfEnacted page={page} record={record} state={state} laws={laws} {...chosen} />}
    </Page>
  );
}

interface Draft extends OnPage {
  readonly record: Record;
  readonly state: State;
  readonly laws: Laws;
  readonly law: Law;
  readonly provisions: readonly Provision[];
}

function IfEnacted({ page, record, state, laws, law, provisions }: Draft) {
  const moves = record.read((tx) =>
    knownChecklists(tx).flatMap((checklist) =>
      movesIfEnacted(checklist, knownFindings(tx, checklist), {
        state: state.iso3,
        law: law.id,
        day: page.asOf,
      }).map((move) => ({ checklist, ...move })),
    ),
  );
  return (
    <>
      <KeySentence page={page} citations={[law.citation]}>
        {page.text('law.pages.whatIf.sentence', {
          law: law.titleEnglish ?? law.title,
          date: page.date(page.asOf),
          count: moves.length,
        })}
      </KeySentence>
      <p>
        <LawTitle page={page} law={law} />
      </p>
      <Stages page={page} law={law} />
      <h2>{page.text('law.pages.whatIf.points')}</h2>
      {moves.length === 0 ? (
        <p>{page.text('law.pages.whatIf.noMove')}</p>
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.whatIf.points')}
          rows={moves}
          columns={[
            {
              heading: page.text('law.pages.point'),
              cell: ({ checklist, point }) => (
                <>
                  <a href={page.href(pointPath(checklist, point))}>
                    <PointName page={page} point={point} />
                  </a>{' '}
                  <small>{page.local(checklist.title)}</small>
                </>
              ),
            },
            {
              heading: page.text('law.pages.whatIf.now'),
              cell: ({ now }) => <Answered page={page} on={now} />,
            },
            {
              heading: page.text('law.pages.whatIf.then'),
              cell: ({ enacted }) => <Answered page={page} on={enacted} />,
            },
            {
              heading: page.text('law.pages.clause'),
              cell: ({ enacted }) =>
                enacted.finding?.provisions
                  .filter((provision) => provision.law === law.id)
                  .map(({ article }) => article)
                  .join('; '),
            },
          ]}
        />
      )}
      <h2>{page.text('law.pages.whatIf.clauses')}</h2>
      {provisions.map((provision) => (
        <Clause page={page} provision={provision} laws={laws} />
      ))}
      <Demands page={page} record={record} state={state} moves={moves} />
    </>
  );
}

interface MayAnswer {
  readonly demand: DemandKey;
  readonly latest: number;
  readonly points: readonly { readonly move: Move; readonly shared: readonly Shared[] }[];
}

/** Demands on which nobody's newest receipt says that they are done or no longer relevant, near a point that would move up. */
function mayBeAnswered(page: PageContext, record: Record, state: State, moves: readonly Move[]): MayAnswer[] {
  const up = moves.filter(({ enacted }) => enacted.answer === 'yes' || enacted.answer === 'partly');
  const labels = new Map(up.map(({ point }) => [point, shippedCoder().labels(wordsOf(point), 'en')]));
  return record.read((tx) => {
    const near = chainsOfState(tx, state.iso3, page.asOf)
      .filter(coreOfState(tx, state.iso3, page.asOf))
      .filter(({ key }) => !key.startsWith('text:'))
      .flatMap(({ key, latest }): MayAnswer[] => {
        const demand = key as DemandKey;
        const points = up.flatMap((move) => {
          const shared = sharedWith(demand, move.point, labels.get(move.point) ?? []);
          return shared.length > 0 ? [{ move, shared }] : [];
        });
        return points.length > 0 ? [{ demand, latest, points }] : [];
      });
    const keys = near.map(({ demand }) => demand);
    const closed = new Set(
      (keys.length > 0 ? demandFollowUps(tx, state.iso3, page.asOf, keys) : [])
        .filter(
          ({ standing: { ledgers } }) =>
            ledgers.length > 0 &&
            ledgers.every(({ current: { status } }) => status === 'done' || status === 'no longer relevant'),
        )
        .map(({ demand }) => demand),
    );
    return near.filter(({ demand }) => !closed.has(demand));
  });
}

function Demands({
  page,
  record,
  state,
  moves,
}: OnPage & { readonly record: Record; readonly state: State; readonly moves: readonly Move[] }) {
  const found = mayBeAnswered(page, record, state, moves);
  return (
    <section aria-labelledby="demands">
      <h2 id="demands">{page.text('law.pages.whatIf.demands')}</h2>
      <p>{page.text('law.pages.whatIf.demands.note')}</p>
      {found.length === 0 ? (
        <p>{page.text('law.pages.whatIf.demands.none')}</p>
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.whatIf.demands')}
          rows={found}
          columns={[
            {
              heading: page.text('law.pages.whatIf.demand'),
              cell: ({ demand }) => (
                <a href={page.href(`/states/${state.iso3}/demands`)}>{demandName(demand, page.language)}</a>
              ),
            },
            {
              heading: page.text('law.pages.whatIf.asked'),
              kind: 'figure',
              cell: ({ latest }) => String(latest),
            },
            {
              heading: page.text('law.pages.whatIf.mayBe'),
              cell: ({ points }) => (
                <ul>
                  {points.map(({ move, shared }) => (
                    <li>
                      <PointName page={page} point={move.point} />
                      {': '}
                      {shared.map((each, at) => (
                        <>
                          {at > 0 && '; '}
                          <SharedText page={page} shared={each} />
                        </>
                      ))}
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}

function SharedText({ page, shared }: OnPage & { readonly shared: Shared }) {
  return shared.kind === 'treaty' ? (
    <>{page.text('law.pages.whatIf.treaty', { instrument: shared.instrument })}</>
  ) : (
    <>
      {page.text('law.pages.whatIf.subject', {
        subject: entryName(shared.subject, page.language),
        words: shared.words.join(', '),
      })}
    </>
  );
}
