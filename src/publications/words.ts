/** How an overview speaks: messages as runs of text, each followed by the mark of its sources. Pure. */
import type { Citation } from '../core/citation.ts';
import type { PartialDate } from '../core/date.ts';
import type { MessageKey, MessageValues, Translate } from '../platform/messages.ts';
import type { Block, Run, Runs } from './model.ts';

/** The words of one overview: messages as runs, with the sources behind them. */
export interface Words {
  readonly t: Translate;
  /** The State's name in the language of the publication. */
  readonly state: string;
  readonly date: (date: PartialDate) => string;
  /** A message, followed by the mark of its sources. */
  readonly say: (key: MessageKey, values?: MessageValues, citations?: readonly Citation[]) => Runs;
  /** A paragraph of one message. */
  readonly paragraph: (key: MessageKey, values?: MessageValues, citations?: readonly Citation[]) => Block;
  readonly heading: (level: 1 | 2 | 3, key: MessageKey, values?: MessageValues) => Block;
}

/** The mark of sources; a statement that rests on an unverified one says so. */
export function cite(citations: readonly Citation[]): Runs {
  if (citations.length === 0) return [];
  const unverified: Run[] = citations.every((citation) => citation.standing === 'unverified')
    ? [{ kind: 'unverified' }]
    : [];
  return [{ kind: 'cite', citations }, ...unverified];
}

export function text(value: string): Runs {
  return [{ kind: 'text', text: value }];
}
