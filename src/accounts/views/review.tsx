/** The pages of review: what waits, and one proposal with what it would change. */
import type { Problem } from '../../core/problem.ts';
import { stateOf } from '../../core/state.ts';
import { problemKey } from '../../platform/messages.ts';
import { DataTable, EmptyState, Notice, type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import type { Account } from '../model.ts';
import { type Difference, mayReview, type Proposal } from '../proposal.ts';

/** /review: all that the account may see, what waits first. */
export function reviewPage(page: PageContext, account: Account, proposals: readonly Proposal[]) {
  const waiting = proposals.filter(({ decision }) => decision === undefined);
  const decided = proposals.filter(({ decision }) => decision !== undefined);
  const own = waiting.filter((each) => !mayReview(account, each)).length;
  return (
    <Page page={page} title={page.t('review.title')}>
      <p>{page.text('review.sentence', { waiting: waiting.length - own, own })}</p>
      {proposals.length === 0 && (
        <EmptyState page={page} missing={page.text('review.none')} how={page.text('review.how')} />
      )}
      {waiting.length > 0 && <Proposals page={page} caption={page.t('review.waiting')} rows={waiting} />}
      {decided.length > 0 && <Proposals page={page} caption={page.t('review.decided')} rows={decided} />}
    </Page>
  );
}

function Proposals({
  page,
  caption,
  rows,
}: OnPage & { readonly caption: string; readonly rows: readonly Proposal[] }) {
  return (
    <DataTable
      page={page}
      caption={caption}
      columns={[
        {
          heading: page.text('review.what'),
          cell: (each) => (
            <a href={page.href(`/review/${each.id}`)}>
              {each.id} · {page.text(`review.kind.${each.kind}`)}
            </a>
          ),
        },
        { heading: page.text('word.state'), cell: (each) => <StateText page={page} states={each.states} /> },
        { heading: page.text('review.by'), cell: ({ by }) => <bdi>{by}</bdi> },
        { heading: page.text('review.at'), cell: ({ at }) => <time dateTime={at}>{at.slice(0, 10)}</time> },
        {
          heading: page.text('review.verdict'),
          cell: ({ decision }) => page.text(`review.${decision?.verdict ?? 'waits'}`),
        },
      ]}
      rows={rows}
    />
  );
}

export interface OneProposal {
  readonly proposal: Proposal;
  readonly differences: readonly Difference[];
  /** Where the record shows what it is about. */
  readonly about: string;
  readonly refused?: Problem;
}

/** /review/12 */
export function proposalPage(page: PageContext, account: Account, one: OneProposal) {
  const { proposal, differences, about, refused } = one;
  const { decision } = proposal;
  return (
    <Page
      page={page}
      title={page.t('review.proposal', { number: proposal.id })}
      breadcrumb={[{ label: page.text('review.title'), href: '/review' }]}
    >
      {refused && (
        <Notice title={page.text('import.refused')}>
          <p role="alert">{page.text(problemKey(refused), refused.details)}</p>
        </Notice>
      )}
      <p>
        {page.text(`review.kind.${proposal.kind}`)} · <StateText page={page} states={proposal.states} /> ·{' '}
        <bdi>{proposal.by}</bdi>, <time dateTime={proposal.at}>{proposal.at.slice(0, 10)}</time> ·{' '}
        <a href={page.href(about)}>{page.text('review.about')}</a>
      </p>
      <DataTable
        page={page}
        caption={page.t('review.differences')}
        columns={[
          { heading: page.text('review.field'), cell: ({ field }) => <code>{field}</code> },
          {
            heading: page.text('review.now'),
            cell: ({ now, proposed }) =>
              now === '' ? '–' : now === proposed ? <bdi>{now}</bdi> : <del>{now}</del>,
          },
          {
            heading: page.text('review.proposed'),
            cell: ({ now, proposed }) =>
              now === proposed ? (
                page.text('review.same')
              ) : proposed === '' ? (
                '–'
              ) : (
                <ins>
                  <bdi>{proposed}</bdi>
                </ins>
              ),
          },
        ]}
        rows={differences}
      />
      {decision ? (
        <Notice title={page.text(`review.${decision.verdict}`)}>
          <p>
            <bdi>{decision.by}</bdi>, <time dateTime={decision.at}>{decision.at.slice(0, 10)}</time>
          </p>
          {decision.note && (
            <p>
              <bdi>{decision.note}</bdi>
            </p>
          )}
        </Notice>
      ) : (
        <form method="post" action={page.href(`/review/${proposal.id}`)} class="stacked">
          {mayReview(account, proposal) ? (
            <>
              <label>
                <span>{page.text('review.note')}</span>
                <input name="note" maxlength={2000} />
              </label>
              <button name="do" value="accepted">
                {page.text('review.accept')}
              </button>
              <button name="do" value="returned">
                {page.text('review.return')}
              </button>
            </>
          ) : (
            <>
              <p class="quiet">{page.text('review.waitsForOther')}</p>
              <button name="do" value="withdrawn">
                {page.text('review.withdraw')}
              </button>
            </>
          )}
        </form>
      )}
    </Page>
  );
}

function StateText({ page, states }: OnPage & Pick<Proposal, 'states'>) {
  if (states === 'all') return <>{page.text('account.everything')}</>;
  const { names } = stateOf(states);
  return <>{names[page.language] ?? names.en}</>;
}
