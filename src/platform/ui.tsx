/**
 * The components of the pages. Every page is made of these few, so that a fact, an answer, a figure, a
 * date and a table look and read the same everywhere, on a phone, on paper, and right to left.
 *
 * A page in full:
 *
 * ```tsx
 * const page = new PageContext({ url, acceptLanguage, today });
 * return c.html(render(
 *   <Page page={page} title={page.t('nav.states')} sentence={
 *     <KeySentence page={page} citations={[citation]}>Chad ratified it in 2002.</KeySentence>
 *   }>
 *     <h2>{page.text('word.instruments')}</h2>
 *     <Sourced page={page} citation={citation}><DateText page={page} date={date} /></Sourced>
 *   </Page>,
 * ));
 * ```
 *
 * Rules: words come from `page.text` (content) or `page.t` (attributes); links to other pages from
 * `page.href`, which keeps language and day; a fact is wrapped in `Sourced`. Components are used as
 * elements, never called: sources are numbered in the order in which the page is written out.
 */
export { PageContext, type OnPage } from './ui/context.tsx';
export { Page, render } from './ui/page.tsx';
export { CitationText, KeySentence, type ShownCitation, Sourced, SourceMark } from './ui/sources.tsx';
export {
  AnswerBadge,
  AnswerLegend,
  DateText,
  StandingBadge,
  type StandingKind,
  StandingLegend,
  standings,
  ValueText,
} from './ui/badges.tsx';
export { type Column, DataTable, Matrix, TableFrame, Timeline, type TimelineEntry } from './ui/tables.tsx';
export {
  askedPage,
  Downloads,
  type Filter,
  Filters,
  KeptParameters,
  Pager,
  type Paging,
} from './ui/forms.tsx';
export {
  askedRecorded,
  HistoryTable,
  readersOf,
  RecordedForm,
  type RefusedRestore,
  RestoreForm,
} from './ui/history.tsx';
export { Definition, EmptyState, Notice, type Reckoning, ReviewNote, WhyThisDate } from './ui/notes.tsx';
