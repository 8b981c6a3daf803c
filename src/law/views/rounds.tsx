/** /law/rounds: which rounds of coding there are; for operators, the form that opens one. */
import type { Problem } from '../../core/problem.ts';
import { problemKey } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  EmptyState,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { states } from '../../core/state.ts';
import { checklists } from '../store/checklists.ts';
import { type CodingRound, codingRounds, type Opened, scoredPoints } from '../store/rounds.ts';
import type { Issued } from '../store/seats.ts';
import { stateName } from './coding.tsx';
import { longestName, seatPath } from './seat.ts';

export interface RefusedRound {
  readonly problem: Problem;
  readonly fields: { readonly [name: string]: string };
}

/** /law/rounds */
export function roundsPage(page: PageContext, record: Record, refused?: RefusedRound) {
  const all = record.read(codingRounds);
  return (
    <Page
      page={page}
      title={page.t('law.coding.rounds')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('law.coding.rounds.sentence', {
            count: all.length,
            open: all.filter(({ stage }) => stage === 'open').length,
          })}
        </KeySentence>
      }
    >
      {refused && (
        <Notice title={page.text('import.refused')}>
          <p>{page.text(problemKey(refused.problem), refused.problem.details)}</p>
        </Notice>
      )}
      <p>{page.text('law.coding.rounds.note')}</p>
      {all.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('law.coding.rounds.none')}
          how={page.text('law.coding.rounds.how')}
        />
      ) : (
        <RoundTable page={page} rounds={all} />
      )}
      <h2>{page.text('law.coding.agreement')}</h2>
      <ul>
        {[...new Set(all.map(({ checklist }) => checklist))].map((id) => (
          <li>
            <a href={page.href(`/law/${id}/agreement`)}>
              {page.text('law.coding.agreement.on', { checklist: id })}
            </a>
          </li>
        ))}
      </ul>
      {page.visitor.mayAnywhere('law') && (
        <OpenForm page={page} record={record} fields={refused?.fields ?? {}} />
      )}
    </Page>
  );
}

function RoundTable({ page, rounds }: OnPage & { readonly rounds: readonly CodingRound[] }) {
  return (
    <DataTable
      page={page}
      caption={page.t('law.coding.rounds')}
      rows={rounds}
      columns={[
        {
          heading: page.text('law.coding.round'),
          cell: ({ id }) => (
            <a href={page.href(`/law/rounds/${encodeURIComponent(id)}`)}>
              <bdi>{id}</bdi>
            </a>
          ),
        },
        { heading: page.text('word.state'), cell: ({ state }) => stateName(page, state) },
        {
          heading: page.text('checklist.one'),
          cell: ({ checklist }) => <a href={page.href(`/checklists/${checklist}`)}>{checklist}</a>,
        },
        { heading: page.text('law.coding.how'), cell: (round) => <HowCoded page={page} round={round} /> },
      ]}
    />
  );
}

/** How a round was coded, and how far it is. */
export function HowCoded({ page, round }: OnPage & { readonly round: CodingRound }) {
  const { kind, seats, stage } = round;
  if (kind === 'by file') return <>{page.text('law.coding.kind.by file')}</>;
  return (
    <>
      {page.text(seats.length === 1 ? 'law.coding.kind.single' : 'law.coding.kind.blind')}
      {' · '}
      {stage !== 'open'
        ? page.text(`law.coding.stage.${stage}`)
        : page.text('law.coding.stage.open', {
            done: seats.filter(({ handedIn }) => handedIn === 'yes').length,
            all: seats.length,
          })}
    </>
  );
}

function OpenForm({
  page,
  record,
  fields,
}: OnPage & { readonly record: Record; readonly fields: RefusedRound['fields'] }) {
  const offered = record.cached('checklists', checklists).filter((one) => scoredPoints(one).length > 0);
  return (
    <>
      <h2>{page.text('law.coding.openRound')}</h2>
      <p>{page.text('law.coding.openRound.note')}</p>
      <form method="post" action={page.href('/law/rounds')} class="stacked">
        <label>
          <span>{page.text('word.state')}</span>
          <select name="state" required>
            <option value=""></option>
            {states.map(({ iso3, shortNames }) => (
              <option value={iso3} selected={iso3 === fields['state']}>
                {shortNames[page.language] ?? shortNames.en}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{page.text('checklist.one')}</span>
          <select name="checklist" required>
            {offered.map(({ id, title }) => (
              <option value={id} selected={id === fields['checklist']}>
                {title[page.language] ?? title.en}
              </option>
            ))}
          </select>
        </label>
        {(['first', 'second'] as const).map((which) => (
          <label>
            <span>{page.text(`law.coding.coder.${which}`)}</span>
            <input
              name={which}
              value={fields[which] ?? ''}
              maxlength={longestName}
              required={which === 'first'}
              dir="auto"
            />
          </label>
        ))}
        <label>
          <span>{page.text('law.coding.dayField')}</span>
          <input type="date" name="asOf" value={fields['asOf'] ?? page.today} required />
        </label>
        <label>
          <span>{page.text('law.coding.roundName')}</span>
          <input name="name" value={fields['name'] ?? ''} maxlength={longestName} dir="auto" />
        </label>
        <button>{page.text('law.coding.openRound')}</button>
      </form>
    </>
  );
}

/** The addresses of the seats, shown this once. */
export function openedPage(page: PageContext, { round, seats }: Opened, origin: string) {
  return (
    <Page
      page={page}
      title={page.t('law.coding.opened', { round })}
      breadcrumb={[{ label: page.text('law.coding.rounds'), href: '/law/rounds' }]}
    >
      <Addresses page={page} seats={seats} origin={origin} />
    </Page>
  );
}

/** The new address of a seat, shown this once. */
export function issuedPage(page: PageContext, { round, ...seat }: Issued, origin: string) {
  return (
    <Page
      page={page}
      title={page.t('law.coding.issued', { coder: seat.coder, round })}
      breadcrumb={[
        { label: page.text('law.coding.rounds'), href: '/law/rounds' },
        {
          label: page.t('law.coding.round.title', { round }),
          href: `/law/rounds/${encodeURIComponent(round)}`,
        },
      ]}
    >
      <Addresses page={page} seats={[seat]} origin={origin} />
    </Page>
  );
}

function Addresses({
  page,
  seats,
  origin,
}: OnPage & { readonly seats: Opened['seats']; readonly origin: string }) {
  return (
    <>
      <Notice title={page.text('law.coding.opened.once')}>
        <p>{page.text('law.coding.opened.note')}</p>
      </Notice>
      <dl>
        {seats.map(({ coder, key }) => (
          <>
            <dt>
              <bdi>{coder}</bdi>
            </dt>
            <dd>
              <a class="source-address" dir="ltr" href={seatPath(key)} rel="noreferrer">
                {`${origin}${seatPath(key)}`}
              </a>
            </dd>
          </>
        ))}
      </dl>
    </>
  );
}
