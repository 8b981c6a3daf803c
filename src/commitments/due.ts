/** What is due: reports, reviews and deadlines as dated items, merged from what bodies published and what rules give. Pure. */
import type { Citation } from '../core/citation.ts';
import { type Day, earliest, isDay, latest, type PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import type { MessageKey, MessageValues } from '../platform/messages.ts';
import type { InstrumentId, PublishedDue, UprReview } from './model.ts';
import { type Computed, overdueBand, type OverdueBand, ruleCitation } from './reporting.ts';

export interface DueItem {
  readonly date: PartialDate;
  readonly state: Iso3;
  readonly kind: 'report' | 'first report' | 'review' | 'stakeholder deadline' | 'national report';
  /** The instrument reported on, or UPR. */
  readonly body: InstrumentId | 'UPR';
  /** The document in the words of the calendar; the session of a review. */
  readonly what: string;
  readonly citation: Citation;
  /** For a date that a rule gives: how. */
  readonly computed?: Computed;
}

/** A first report that a rule gives for a State. */
export interface FirstReport {
  readonly state: Iso3;
  readonly instrument: InstrumentId;
  readonly computed: Computed;
}

/** All dated items, by date. Computed first reports are included only where no body published a date for the State and instrument. */
export function dueItems(
  published: readonly PublishedDue[],
  reviews: readonly UprReview[],
  firstReports: readonly FirstReport[],
): DueItem[] {
  const listed = new Set(published.map((row) => `${row.state} ${row.instrument}`));
  const items: DueItem[] = [
    ...published.map((row): DueItem => ({
      date: row.due,
      state: row.state,
      kind: 'report',
      body: row.instrument,
      what: row.document,
      citation: row.citation,
    })),
    ...reviews.flatMap(reviewItems),
    ...firstReports.flatMap(({ state, instrument, computed }): DueItem[] =>
      computed.date && !listed.has(`${state} ${instrument}`)
        ? [
            {
              date: computed.date,
              state,
              kind: 'first report',
              body: instrument,
              what: '',
              citation: ruleCitation(computed),
              computed,
            },
          ]
        : [],
    ),
  ];
  return items.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.state < b.state ? -1 : 1));
}

function reviewItems(review: UprReview): DueItem[] {
  const item = (date: PartialDate | undefined, kind: DueItem['kind'], read: boolean): DueItem[] =>
    date
      ? [
          {
            date,
            state: review.state,
            kind,
            body: 'UPR',
            what: String(review.session),
            citation: {
              ...review.citation,
              standing: read && review.verified.state ? 'verified' : 'unverified',
            },
          },
        ]
      : [];
  return [
    ...item(review.stakeholderDeadline, 'stakeholder deadline', review.verified.deadlines),
    ...item(review.nationalReportDeadline, 'national report', review.verified.deadlines),
    ...item(review.starts, 'review', review.verified.dates),
  ];
}

/** Items whose date lies between two days, both included; one known only by month counts if any of its days does. */
export function between(items: readonly DueItem[], from: Day, to: Day): DueItem[] {
  return items.filter((item) => latest(item.date) >= from && earliest(item.date) <= to);
}

/** Published reports that are past their date, with how long. A computed first report is never called overdue: whether it came is not recorded. */
export function overdue(
  items: readonly DueItem[],
  today: Day,
): { readonly item: DueItem; readonly band: OverdueBand }[] {
  return items
    .filter((item) => item.kind === 'report' && latest(item.date) < today)
    .map((item) => ({ item, band: overdueBand(isDay(item.date) ? item.date : latest(item.date), today) }));
}

/** What an item says, as a message. */
export function dueMessage({ kind, body, what }: DueItem): {
  readonly key: MessageKey;
  readonly values: MessageValues;
} {
  return { key: `due.${kind}`, values: { body, what } };
}
