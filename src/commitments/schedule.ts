/** The schedule of States, gathered from the record: what bodies published, reviews, and first reports by rule. */
import { addMonths, type Day } from '../core/date.ts';
import { type Iso3, states } from '../core/state.ts';
import type { Read } from '../platform/record.ts';
import { between, type DueItem, dueItems, type FirstReport } from './due.ts';
import type { InstrumentId, Standing } from './model.ts';
import { type Computed, entryIntoForce, firstReport } from './reporting.ts';
import { publishedDue, standings, standingsOf, uprReviews } from './store.ts';

/** Since when an instrument binds a State, and when its first report falls due; both with their rules. */
export interface Obligation {
  readonly inForce?: Computed;
  readonly firstReport?: Computed;
}

/** What follows from a State's standing to each instrument. Only parties have obligations. */
export function obligations(of: ReadonlyMap<InstrumentId, Standing>): ReadonlyMap<InstrumentId, Obligation> {
  const inForce = (id: string, parent?: Day) => {
    const standing = of.get(id as InstrumentId);
    if (standing?.kind !== 'party' || !standing.row?.acted) return undefined;
    return entryIntoForce(id as InstrumentId, standing.row.acted, parent, standing.row.action);
  };
  // UNTOC has no rule of its own here; without its date the protocol's stands alone.
  const parentOf = (id: string) => (id === 'TIP-PROTOCOL' ? inForce('UNTOC')?.date : undefined);
  return new Map(
    [...of.keys()].map((id) => {
      const bound = inForce(id, parentOf(id));
      const first = bound && firstReport(id, bound);
      return [id, { ...(bound ? { inForce: bound } : {}), ...(first ? { firstReport: first } : {}) }];
    }),
  );
}

/** All dated items of one State or of all, by date, with the standings read as of a day. */
export function schedule(tx: Read, day: Day, state?: Iso3): DueItem[] {
  const only = state ? { state } : {};
  const everyState = states.map(({ iso3 }) => iso3);
  const found = state ? new Map([[state, standingsOf(tx, state, day)]]) : standings(tx, everyState, day);
  const firstReports = [...found].flatMap(([of, byInstrument]) =>
    [...obligations(byInstrument)].flatMap(([instrument, { firstReport: computed }]): FirstReport[] =>
      computed ? [{ state: of, instrument, computed }] : [],
    ),
  );
  return dueItems(publishedDue(tx, only), uprReviews(tx, only), firstReports);
}

/** The items of the coming months. */
export function comingItems(tx: Read, today: Day, months: number, state?: Iso3): DueItem[] {
  return between(schedule(tx, today, state), today, addMonths(today, months));
}
