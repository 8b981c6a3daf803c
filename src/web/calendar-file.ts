/** Due dates as a calendar to subscribe to. */
import { type DueItem, dueMessage } from '../commitments/due.ts';
import type { Day } from '../core/date.ts';
import { stateName, stateOf } from '../core/state.ts';
import { iCalendar } from '../platform/ical.ts';
import type { Translate } from '../platform/messages.ts';

/** @param today the same day and items give the same bytes */
export function calendarFile(
  items: readonly DueItem[],
  { t, today }: { readonly t: Translate; readonly today: Day },
): string {
  const events = items.map((item) => {
    const { key, values } = dueMessage(item);
    return {
      id: [item.state, item.body, item.kind, item.what].join('-').replace(/\s+/g, '_'),
      date: item.date,
      summary: `${stateName(stateOf(item.state), t.language, 'short').text}: ${t(key, values)}`,
      description: `${item.citation.title}${item.citation.standing === 'unverified' ? ` (${t('source.unverified')})` : ''}`,
      ...(item.citation.address ? { address: item.citation.address } : {}),
    };
  });
  return iCalendar(t('nav.calendar'), events, today);
}
