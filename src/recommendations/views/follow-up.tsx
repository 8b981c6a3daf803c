/** What became of demands: the ledgers side by side, each status with its receipt. */
import type { Problem } from '../../core/problem.ts';
import { askedState, stateOf } from '../../core/state.ts';
import { toldValue } from '../../commitments/model.ts';
import { type MessageKey, problemKey } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import {
  DateText,
  Downloads,
  EmptyState,
  Notice,
  type OnPage,
  Page,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import { demandName } from '../names.ts';
import {
  ageOf,
  type DemandFollowUp,
  type EnteredFollowUp,
  type FollowUpAction,
  type FollowUpStatus,
  type Ledger,
  type TreatyAnswer,
} from '../follow-up.ts';
import { followUpFormats } from '../formats/follow-up.ts';
import { demandFollowUps, type Fields, offeredDemands } from '../store/follow-up.ts';
import { ActionForm, EntryForm } from './follow-up-forms.tsx';
import { JoinedWith } from './links.tsx';

/** The two sides: what the State says of itself, and how others assess it. */
const sides: readonly { readonly name: MessageKey; readonly ledgers: readonly Ledger[] }[] = [
  { name: 'followUp.side.state', ledgers: ['State'] },
  { name: 'followUp.side.others', ledgers: ['civil society', 'national human rights institution'] },
];

/**
 * What became of one demand as of the day of the page. It brings no heading of its own; an operator also gets
 * the form that adds an entry, and is then led back to the page he was on.
 */
export function FollowUpOf({ page, follow }: OnPage & { readonly follow: DemandFollowUp }) {
  const { standing, treaty, actions } = follow;
  return (
    <div class="follow-up">
      {treaty && <Treaty page={page} answer={treaty} />}
      {standing.difference === 'none' ? (
        <p class="quiet">{page.text('followUp.nothing')}</p>
      ) : (
        <div class="ledgers">
          {sides.map((side) => (
            <div>
              <p class="ledger">
                <strong>{page.text(side.name)}</strong>
              </p>
              {standing.ledgers
                .filter(({ ledger }) => side.ledgers.includes(ledger))
                .map(({ ledger, current, earlier }) => (
                  <>
                    {ledger !== 'State' && <p class="quiet">{page.text(`ledger.${ledger}`)}</p>}
                    <Entry page={page} entry={current} />
                    {earlier.length > 0 && (
                      <details>
                        <summary>{page.text('followUp.earlier', { count: earlier.length })}</summary>
                        {earlier.map((entry) => (
                          <Entry page={page} entry={entry} />
                        ))}
                      </details>
                    )}
                  </>
                ))}
              {standing.ledgers.every(({ ledger }) => !side.ledgers.includes(ledger)) && (
                <p class="quiet">{page.text('followUp.nothing')}</p>
              )}
            </div>
          ))}
        </div>
      )}
      {standing.difference !== 'none' && (
        <p class="quiet">{page.text(`followUp.difference.${standing.difference}`)}</p>
      )}
      {standing.newest && (
        <p class="quiet">
          {page.text('followUp.newest')} <AgeText page={page} entry={standing.newest} />
        </p>
      )}
      {standing.difference !== 'none' && (
        <p class="quiet online">
          <a
            href={page.href(`/states/${follow.state}/follow-up/history`, { demand: follow.demand })}
            aria-label={page.t('history.title', { what: demandName(follow.demand, page.language) })}
          >
            {page.text('history.link')}
          </a>
        </p>
      )}
      <Actions page={page} actions={actions} />
      {page.visitor.may('recommendations', follow.state) && (
        <details>
          <summary>{page.text('followUp.add')}</summary>
          <EntryForm page={page} state={follow.state} filled={{ demand: follow.demand }} />
        </details>
      )}
      {page.visitor.may('recommendations', follow.state) && (
        <details>
          <summary>{page.text('followUp.addAction')}</summary>
          <ActionForm
            page={page}
            state={follow.state}
            offered={[follow.demand]}
            filled={{ demand: follow.demand }}
          />
        </details>
      )}
    </div>
  );
}

const symbols: { readonly [S in FollowUpStatus]: string } = {
  'not started': '○',
  'in progress': '◔',
  partly: '◐',
  done: '●',
  'no longer relevant': '⊘',
  'cannot tell': '?',
};

export function StatusBadge({ page, status }: OnPage & { readonly status: FollowUpStatus }) {
  return (
    <span class={`badge ${status.replaceAll(' ', '-')}`}>
      <span class="symbol" aria-hidden="true">
        {symbols[status]}
      </span>
      <span class="word">{page.text(`followUp.status.${status}`)}</span>
    </span>
  );
}

function Entry({ page, entry }: OnPage & { readonly entry: EnteredFollowUp }) {
  return (
    <div class="entry">
      <p>
        <StatusBadge page={page} status={entry.status} />
        <SourceMark page={page} citation={entry.receipt} />
      </p>
      <blockquote dir="auto">{entry.said}</blockquote>
      <p class="quiet">
        <DateText page={page} date={entry.date} /> · <AgeText page={page} entry={entry} />
        {entry.enteredBy !== undefined && <> · {page.text('followUp.enteredBy', { who: entry.enteredBy })}</>}
      </p>
    </div>
  );
}

/** How old a receipt is on the day of the page. */
function AgeText({ page, entry }: OnPage & { readonly entry: EnteredFollowUp }) {
  const { years, months, known } = ageOf(entry.date, page.asOf);
  return <>{page.text(`followUp.age.${known}`, { years, months })}</>;
}

function Treaty({ page, answer }: OnPage & { readonly answer: TreatyAnswer }) {
  const { instrument, row } = answer;
  const date = 'date' in answer ? page.date(answer.date) : page.date(page.asOf);
  return (
    <p class="treaty">
      {answer.kind === 'cannot tell'
        ? page.text(`followUp.treaty.cannotTell.${answer.why}`, { instrument })
        : answer.kind === 'not settled'
          ? page.text(`followUp.treaty.notSettled.${answer.why}`, {
              instrument,
              standing: page.t(`standing.${answer.standing}`),
            })
          : page.text(`followUp.treaty.${answer.kind}`, { instrument, date })}
      {row && <SourceMark page={page} citation={row.citation} />}
      {answer.kind === 'not settled' &&
        answer.differences.map(({ field, other, row: differing }) => {
          const told = toldValue(field, other);
          return (
            <>
              {' '}
              {page.text('followUp.treaty.other', {
                value: 'date' in told ? page.date(told.date) : page.t(told.key),
              })}
              <SourceMark page={page} citation={differing.citation} />
            </>
          );
        })}
    </p>
  );
}

function Actions({ page, actions }: OnPage & { readonly actions: readonly FollowUpAction[] }) {
  if (actions.length === 0) return null;
  return (
    <>
      <p>
        <strong>{page.text('followUp.actions')}</strong>
      </p>
      <ul>
        {actions.map(({ text, lead, from, until, demands, citation }) => (
          <li>
            <bdi>{text}</bdi>
            <SourceMark page={page} citation={citation} />
            {lead && (
              <>
                {' '}
                · {page.text('followUp.lead')} <bdi>{lead}</bdi>
              </>
            )}
            {from && <> · {page.text('followUp.from', { date: page.date(from) })}</>}
            {until && <> · {page.text('followUp.until', { date: page.date(until) })}</>}
            {demands.length > 1 && <> · {page.text('followUp.serves', { count: demands.length })}</>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A form that was not stored: which, what it was filled with, and why. */
export interface Refused {
  readonly form: 'entry' | 'action';
  readonly problem: Problem;
  readonly fields: Fields;
}

/**
 * /states/MUS/follow-up: all demands of a State that have an entry or an action, and files of them.
 * @throws Problem `state-unknown`
 */
export function followUpPage(page: PageContext, record: Record, code: string, refused?: Refused) {
  const { iso3 } = askedState(code);
  const state = stateOf(iso3);
  const found = record.read((tx) => demandFollowUps(tx, iso3, page.asOf));
  const offered = page.visitor.may('recommendations', iso3)
    ? record.read((tx) => offeredDemands(tx, iso3, page.asOf))
    : [];
  const name = state.shortNames[page.language] ?? state.shortNames.en;
  return (
    <Page
      page={page}
      title={page.t('followUp.title', { state: name })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: page.local(state.shortNames), href: `/states/${iso3}` },
      ]}
    >
      {refused && (
        <Notice title={page.text('import.refused')}>
          <p>{page.text(problemKey(refused.problem), refused.problem.details)}</p>
        </Notice>
      )}
      <p>{page.text('followUp.note')}</p>
      {found.length > 0 ? (
        <Downloads
          page={page}
          formats={followUpFormats.map((format) => ({
            format: format.toUpperCase(),
            href: page.href(`/states/${iso3}/follow-up.${format}`),
          }))}
        />
      ) : (
        <EmptyState page={page} missing={page.text('followUp.none')} how={page.text('followUp.how')} />
      )}
      {found.map((follow) => (
        <section>
          <h2>{demandName(follow.demand, page.language)}</h2>
          <JoinedWith page={page} state={iso3} others={follow.joined} />
          <FollowUpOf page={page} follow={follow} />
        </section>
      ))}
      {page.visitor.may('recommendations', iso3) && (
        <section>
          <h2>{page.text('followUp.add')}</h2>
          <EntryForm
            page={page}
            state={iso3}
            offered={offered}
            filled={refused?.form === 'entry' ? refused.fields : {}}
          />
          <h2>{page.text('followUp.addAction')}</h2>
          <ActionForm
            page={page}
            state={iso3}
            offered={offered}
            filled={refused?.form === 'action' ? refused.fields : {}}
          />
        </section>
      )}
    </Page>
  );
}
