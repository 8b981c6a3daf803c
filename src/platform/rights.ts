/** What of the record people write to from the browser, and how a page knows whether its visitor may. */
import type { Iso3 } from '../core/state.ts';
import type { TargetLanguage } from '../core/text.ts';

/** Parts of the record that people write to. */
export const writtenParts = ['commitments', 'recommendations', 'law', 'statistics'] as const;
export type WrittenPart = (typeof writtenParts)[number];

/** "proposal": the change waits until a reviewer accepts it. */
export type MayChange = 'directly' | 'proposal';

/** Who looks at a page. */
export interface Visitor {
  /** Part of the page's ETag: two visitors who are shown different pages have different ones. */
  readonly key: string;
  /** The name of the account; absent of readers who are not signed in. */
  readonly name?: string;
  /** Whether the visitor may change what a part holds of a State, or of "all", and whether somebody reviews it. */
  readonly may: (part: WrittenPart, states: Iso3 | 'all') => MayChange | undefined;
  /** Whether the visitor reviews what others change, and so may know what is held in confidence. */
  readonly reviews: (part: WrittenPart, states: Iso3 | 'all') => boolean;
  /** Whether there is any State of which the visitor may change what a part holds, at once. */
  readonly mayAnywhere: (part: WrittenPart) => boolean;
  /** The number of the account, for what is somebody's own; absent of readers who are not signed in. */
  readonly account?: string;
  /** Whether the visitor translates into a language. */
  readonly translates: (language: TargetLanguage) => boolean;
}

/** Whoever is not signed in. */
export const anyReader: Visitor = {
  key: 'reader',
  may: () => undefined,
  reviews: () => false,
  mayAnywhere: () => false,
  translates: () => false,
};
