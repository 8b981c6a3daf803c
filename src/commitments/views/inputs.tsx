/** /inputs: when civil society can hand something in, and how long it may be. */
import { Problem } from '../../core/problem.ts';
import { parseDate, parseDay, type PartialDate } from '../../core/date.ts';
import type { State } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  DateText,
  KeptParameters,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  Sourced,
  SourceMark,
} from '../../platform/ui.tsx';
import type { UprReview } from '../model.ts';
import {
  closedWindow,
  type CommitteeReview,
  inputWindows,
  lengthLimits,
  uprDeadline,
  uprStanding,
} from '../review.ts';
import { uprReviews } from '../store.ts';

const fields = ['listAdopted', 'stateReport', 'preSession', 'session'] as const;

/** What the address says of a review. @throws Problem `date-invalid`, `parameter-invalid` */
function askedReview(query: URLSearchParams): CommitteeReview {
  const procedure = query.get('procedure') || 'simplified';
  if (procedure !== 'standard' && procedure !== 'simplified') {
    throw new Problem('parameter-invalid', {
      name: 'procedure',
      value: procedure,
      detail: 'use standard or simplified',
    });
  }
  const given = <T extends PartialDate>(name: (typeof fields)[number], read: (text: string) => T) => {
    const value = query.get(name);
    return value ? { [name]: read(value) } : {};
  };
  return {
    procedure,
    ...given('listAdopted', parseDay),
    ...given('stateReport', parseDay),
    ...given('preSession', parseDate),
    ...given('session', parseDate),
  };
}

export function inputsPage(page: PageContext) {
  const review = askedReview(page.query);
  const windows = inputWindows(review);
  const closed = closedWindow(review, page.asOf);
  return (
    <Page
      page={page}
      title={page.t('inputs.title')}
      breadcrumb={[{ label: page.text('nav.calendar'), href: '/calendar' }]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('inputs.sentence')}
        </KeySentence>
      }
    >
      <h2>{page.text('inputs.crc')}</h2>
      <form method="get" action="/inputs" class="filters" aria-label={page.t('inputs.crc')}>
        <KeptParameters page={page} except={['procedure', ...fields]} />
        <label>
          <span>{page.text('inputs.procedure')}</span>
          <select name="procedure">
            {(['simplified', 'standard'] as const).map((procedure) => (
              <option value={procedure} selected={procedure === review.procedure}>
                {page.t(`inputs.procedure.${procedure}`)}
              </option>
            ))}
          </select>
        </label>
        {fields.map((name) => (
          <label>
            <span>{page.text(`inputs.${name}`)}</span>
            <input
              name={name}
              value={page.query.get(name) ?? ''}
              placeholder={name === 'preSession' || name === 'session' ? '2027-02' : '2027-02-15'}
            />
          </label>
        ))}
        <span class="buttons">
          <button>{page.text('inputs.work')}</button>
        </span>
      </form>
      {windows.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('inputs.windows')}
          columns={[
            {
              heading: page.text('inputs.what'),
              cell: (window) => (
                <>
                  {window.subject}
                  {window.content && <>: {window.content}</>}
                  <SourceMark page={page} citation={{ title: window.source, standing: window.standing }} />
                </>
              ),
            },
            {
              heading: page.text('inputs.opens'),
              cell: ({ opens }) => (opens ? <DateText page={page} date={opens} /> : '–'),
            },
            {
              heading: page.text('inputs.closes'),
              cell: ({ closes }) => <DateText page={page} date={closes} />,
            },
          ]}
          rows={windows}
        />
      ) : (
        <p>{page.text('inputs.none')}</p>
      )}
      {closed === 'closed' && <p>{page.text('inputs.closed', { date: page.date(page.asOf) })}</p>}
      <h2>{page.text('inputs.lengths')}</h2>
      <DataTable
        page={page}
        caption={page.t('inputs.lengths')}
        columns={[
          {
            heading: page.text('inputs.document'),
            cell: (limit) => (
              <Sourced page={page} citation={{ title: limit.source, standing: limit.standing }}>
                {limit.subject}
              </Sourced>
            ),
          },
          {
            heading: page.text('inputs.words'),
            kind: 'figure',
            cell: ({ words }) => (words ? page.t.number(words) : page.text('inputs.noLimit')),
          },
          { heading: page.text('word.note'), cell: ({ counts }) => counts ?? '' },
        ]}
        rows={lengthLimits}
      />
    </Page>
  );
}

/** Where a State stands in the Universal Periodic Review, with the deadlines of the next review. */
export function UprOfState({
  page,
  record,
  state,
}: OnPage & { readonly record: Record; readonly state: State }) {
  const { last, next } = uprStanding(
    record.read((tx) => uprReviews(tx, { state: state.iso3 })),
    page.asOf,
  );
  return (
    <p>
      {last && (
        <Sourced page={page} citation={last.citation}>
          {page.text('upr.last', { session: last.session, date: page.date(last.starts) })}
        </Sourced>
      )}{' '}
      {next ? <NextReview page={page} review={next} /> : page.text('upr.notPlaced')}
    </p>
  );
}

function NextReview({ page, review }: OnPage & { readonly review: UprReview }) {
  const deadline = uprDeadline(review, 'stakeholders');
  return (
    <>
      <Sourced page={page} citation={review.citation}>
        {page.text('upr.next', { session: review.session, date: page.date(review.starts) })}
      </Sourced>{' '}
      {deadline?.kind === 'published' && (
        <Sourced page={page} citation={{ ...review.citation, standing: deadline.standing }}>
          {page.text('upr.deadline', { date: page.date(deadline.date) })}
        </Sourced>
      )}
      {deadline?.kind === 'estimate' && (
        <Sourced page={page} citation={{ title: deadline.source, standing: deadline.standing }}>
          {page.text('upr.estimate', {
            first: page.date(deadline.between[0]),
            last: page.date(deadline.between[1]),
          })}
        </Sourced>
      )}
    </>
  );
}
