/** The SQL of dates that others publish: reviews of the UPR, due dates, and what is said of reporting. */
import type { PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { citationId, citations } from '../evidence/store.ts';
import type { Read, Write } from '../platform/record.ts';
import type { InstrumentId, PublishedDue, ReportStanding, UprReview } from './model.ts';
import { cite, enter, lastRows, present, type Stored } from './tables.ts';

interface UprColumns {
  readonly cycle: number;
  readonly session: number;
  readonly state: Iso3;
  readonly starts: PartialDate;
  readonly ends: PartialDate;
  readonly stakeholder_deadline: PartialDate | null;
  readonly national_report_deadline: PartialDate | null;
  readonly dates_verified: number;
  readonly deadlines_verified: number;
  readonly state_verified: number;
  readonly note: string | null;
}

/** The reviews of all States or of one, by session. A State stands in one session of a cycle. */
export function uprReviews(tx: Read, only: { readonly state?: Iso3 } = {}): UprReview[] {
  const known = citations(tx);
  return tx
    .all<Stored<UprColumns>>(
      lastRows('upr_review', 'cycle, state', only.state ? 'WHERE state = ?' : ''),
      ...(only.state ? [only.state] : []),
    )
    .map((row) =>
      present<UprReview>({
        cycle: row.cycle,
        session: row.session,
        state: row.state,
        starts: row.starts,
        ends: row.ends,
        stakeholderDeadline: row.stakeholder_deadline,
        nationalReportDeadline: row.national_report_deadline,
        verified: {
          dates: row.dates_verified === 1,
          deadlines: row.deadlines_verified === 1,
          state: row.state_verified === 1,
        },
        note: row.note,
        citation: cite(known, row.citation),
      }),
    )
    .toSorted((a, b) => a.session - b.session);
}

/** @returns the number of rows added, 0 when the record says so already */
export function enterUprReview(tx: Write, review: UprReview): number {
  return enter(
    tx,
    'upr_review',
    { cycle: review.cycle, state: review.state },
    {
      session: review.session,
      starts: review.starts,
      ends: review.ends,
      stakeholder_deadline: review.stakeholderDeadline ?? null,
      national_report_deadline: review.nationalReportDeadline ?? null,
      dates_verified: Number(review.verified.dates),
      deadlines_verified: Number(review.verified.deadlines),
      state_verified: Number(review.verified.state),
      note: review.note ?? null,
      citation: citationId(tx, review.citation),
    },
  );
}

interface DueColumns {
  readonly state: Iso3;
  readonly instrument: InstrumentId;
  readonly document: string;
  readonly due: PartialDate;
  readonly as_at: PartialDate;
}

/**
 * Due dates as published, of all States or of one, by date. For a State and an instrument only the newest
 * calendar counts: a document it no longer lists is no longer due.
 */
export function publishedDue(tx: Read, only: { readonly state?: Iso3 } = {}): PublishedDue[] {
  const known = citations(tx);
  const rows = tx.all<Stored<DueColumns>>(
    lastRows('published_due', 'state, instrument, document, as_at', only.state ? 'WHERE state = ?' : ''),
    ...(only.state ? [only.state] : []),
  );
  const newest = new Map<string, PartialDate>();
  for (const { state, instrument, as_at } of rows) {
    const key = `${state} ${instrument}`;
    const before = newest.get(key);
    if (!before || as_at > before) newest.set(key, as_at);
  }
  return rows
    .filter((row) => newest.get(`${row.state} ${row.instrument}`) === row.as_at)
    .map(({ state, instrument, document, due, as_at, citation }) => ({
      state,
      instrument,
      document,
      due,
      asAt: as_at,
      citation: cite(known, citation),
    }))
    .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
}

/** @returns the number of rows added, 0 when the record says so already */
export function enterPublishedDue(tx: Write, due: PublishedDue): number {
  return enter(
    tx,
    'published_due',
    { state: due.state, instrument: due.instrument, document: due.document, as_at: due.asAt },
    { due: due.due, citation: citationId(tx, due.citation) },
  );
}

interface ReportStandingColumns {
  readonly state: Iso3;
  readonly instrument: InstrumentId;
  readonly statement: string;
  readonly as_at: PartialDate;
}

/** What sources say of the reporting of all States or of one. */
export function reportStandings(tx: Read, only: { readonly state?: Iso3 } = {}): ReportStanding[] {
  const known = citations(tx);
  return tx
    .all<Stored<ReportStandingColumns>>(
      lastRows('report_standing', 'state, instrument, statement, as_at', only.state ? 'WHERE state = ?' : ''),
      ...(only.state ? [only.state] : []),
    )
    .map(({ state, instrument, statement, as_at, citation }) => ({
      state,
      instrument,
      statement,
      asAt: as_at,
      citation: cite(known, citation),
    }));
}

/** @returns the number of rows added, 0 when the record says so already */
export function enterReportStanding(tx: Write, said: ReportStanding): number {
  return enter(
    tx,
    'report_standing',
    { state: said.state, instrument: said.instrument, statement: said.statement, as_at: said.asAt },
    { citation: citationId(tx, said.citation) },
  );
}
