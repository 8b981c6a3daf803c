/** An alert as a feed, in its own language and wording. Pure. */
import { stateName, stateOf } from '../core/state.ts';
import type { Feed, FeedItem } from '../platform/feed.ts';
import { translator } from '../platform/messages.ts';
import { software } from '../platform/product.ts';
import type { StateChange } from '../platform/state-changes.ts';
import type { Subscription } from './model.ts';

/** A change as one line, with its State. */
export function lineOf({ state, line }: StateChange, language: Subscription['language']): string {
  const t = translator(language);
  return t('alerts.line', { state: stateName(stateOf(state), language, 'short').text, line: line(t) });
}

/** What came by one entry of the audit log. */
export interface FeedEntry {
  readonly entry: number;
  readonly at: string;
  readonly citation: string;
  /** How many changes it brought that the alert watches. */
  readonly count: number;
  readonly changes: readonly StateChange[];
}

/**
 * In the wording "counts" no word of it tells what the alert watches: not its name, no State, no source.
 * @param entries the newest first
 * @param origin of this installation, such as "https://example.org"
 */
export function feedOf(alert: Subscription, entries: readonly FeedEntry[], origin: string): Feed {
  const { language, wording, id } = alert;
  const t = translator(language);
  const page = `${origin}/alerts/${id}`;
  const items = entries.flatMap(({ entry, at, citation, count, changes }): FeedItem[] =>
    wording === 'counts'
      ? [
          {
            id: `urn:plumbline:alert:${id}:${entry}`,
            title: t('alerts.count', { count }),
            text: t('alerts.signIn', { address: page }),
            address: page,
            at,
          },
        ]
      : changes.map((change) => ({
          id: `urn:sha256:${change.id}`,
          title: lineOf(change, language),
          text: citation,
          address: `${origin}${change.address}`,
          at,
        })),
  );
  return {
    title: wording === 'counts' ? software.name : `${software.name}: ${alert.name}`,
    id: `urn:plumbline:alert:${id}`,
    page,
    language,
    items,
  };
}
