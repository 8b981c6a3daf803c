/** How a publication speaks: messages as runs of text, each followed by the mark of its sources. Pure. */
import type { Citation } from '../core/citation.ts';
import { formatDate, type PartialDate } from '../core/date.ts';
import { direction, type LocalText } from '../core/text.ts';
import type { MessageKey, MessageValues, Translate } from '../platform/messages.ts';
import type { Block, Labels, Run, Runs } from './model.ts';

/** The words of one publication: messages as runs, with the sources behind them. */
export interface Speech {
  readonly t: Translate;
  readonly date: (date: PartialDate) => string;
  /** In the language of the publication, in English where it is not translated. */
  readonly local: (text: LocalText) => string;
  /** Words one after the other, with the comma of the language. */
  readonly listed: (words: readonly string[]) => string;
  /** Numbers such as "2(1)", kept in their order inside text that runs from right to left. */
  readonly inOrder: (words: string) => string;
  /** A message, followed by the mark of its sources. */
  readonly say: (key: MessageKey, values?: MessageValues, citations?: readonly Citation[]) => Runs;
  /** A paragraph of one message. */
  readonly paragraph: (key: MessageKey, values?: MessageValues, citations?: readonly Citation[]) => Block;
  readonly heading: (level: 1 | 2 | 3, key: MessageKey, values?: MessageValues) => Block;
}

/** The words of an overview. */
export interface Words extends Speech {
  /** The State's name in the language of the publication. */
  readonly state: string;
}

export function speech(t: Translate): Speech {
  const say: Speech['say'] = (key, values, citations = []) => [
    { kind: 'text', text: t(key, values) },
    ...cite(citations),
  ];
  return {
    t,
    date: (date) => formatDate(date, t.language),
    local: (words) => words[t.language] ?? words.en,
    listed: (words) => words.join(t.language === 'ar' ? '، ' : ', '),
    inOrder: (words) => (direction(t.language) === 'rtl' ? `\u200e${words}\u200e` : words),
    say,
    paragraph: (key, values, citations) => ({ kind: 'paragraph', runs: say(key, values, citations) }),
    heading: (level, key, values) => ({ kind: 'heading', level, text: t(key, values) }),
  };
}

/** The fixed words of the writers. */
export function labels(t: Translate): Labels {
  const raw = (key: MessageKey, name: string) => t(key, { [name]: `{${name}}` });
  return {
    contents: t('overview.label.contents'),
    references: t('overview.label.references'),
    table: t('overview.label.table'),
    figure: t('overview.label.figure'),
    page: t('overview.label.page', { page: '{page}', pages: '{pages}' }),
    asOf: raw('overview.label.asOf', 'date'),
    asAt: raw('source.asAt', 'date'),
    madeWith: raw('overview.label.madeWith', 'software'),
    unverified: t('source.unverified'),
    skip: t('nav.skip'),
    back: t('overview.label.back'),
  };
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
