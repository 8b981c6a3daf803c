/** What is new of the figures of States: one change for all figures of an indicator that came together. */
import type { Read } from '../../platform/record.ts';
import { changesBy, type StateChanges, type Watch } from '../../platform/state-changes.ts';
import type { IndicatorId } from '../model.ts';
import { indicators } from '../store.ts';

export function figureChanges(tx: Read, watch: Watch): StateChanges {
  return changesBy<{ state: string; indicator: IndicatorId; count: number }>(
    tx,
    watch,
    {
      sql: `SELECT entry, state, indicator, count(*) AS count FROM observation GROUP BY entry, state, indicator`,
    },
    ({ state, indicator, count }) => ({
      address: `/indicators/${encodeURIComponent(indicator)}?state=${state}`,
      line: (t) =>
        t('alerts.change.figures', {
          count,
          indicator:
            tx.cached('indicators', indicators).find(({ id }) => id === indicator)?.name ?? indicator,
        }),
    }),
  );
}
