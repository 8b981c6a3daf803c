/** What the pages of law have in common: which States are asked for, an answer with its ground, a clause with its law. */
import type { Citation } from '../../core/citation.ts';
import { type Iso3, type State, stateOf } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  AnswerBadge,
  DateText,
  type Filter,
  type OnPage,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import type { AnswerOn, Finding, PracticeOn } from '../assessment.ts';
import type { Checklist, Point } from '../checklist.ts';
import type { Law, LawId, Provision } from '../model.ts';
import { groupsOfStates, statesAsked } from '../store/answers.ts';

/** The States that the address names by `states` or `group`, and whether it names any. */
export function askedStates(
  page: PageContext,
  record: Record,
): { readonly states: readonly State[]; readonly asked: 'all' | 'some' } {
  const codes = page.query.get('states') ?? '';
  const group = page.query.get('group') ?? '';
  return {
    states: record.read((tx) => statesAsked(tx, { codes, group, day: page.asOf })),
    asked: codes.trim() === '' && group === '' ? 'all' : 'some',
  };
}

/** The fields by which States are chosen. */
export function stateFilters(page: PageContext, record: Record): readonly Filter[] {
  return [
    {
      name: 'group',
      label: page.t('law.pages.group'),
      options: record
        .read(groupsOfStates)
        .map(({ value, label }) => ({ value, label: label[page.language] ?? label.en })),
    },
    { name: 'states', label: page.t('compare.states') },
  ];
}

export function nameOfState(page: PageContext, iso3: Iso3): string {
  const { shortNames } = stateOf(iso3);
  return shortNames[page.language] ?? shortNames.en;
}

/** To the State's page of law. */
export function StateLawLink({ page, state }: OnPage & { readonly state: Iso3 }) {
  return <a href={page.href(`/states/${state}/law`)}>{page.local(stateOf(state).shortNames)}</a>;
}

/** Where a point of a checklist stands on a State's page. */
export function anchorOf(checklist: Pick<Checklist, 'id'>, point: Pick<Point, 'point'>): string {
  return `${checklist.id}-${point.point.replace(/\s+/g, '_')}`;
}

export function pointPath(checklist: Pick<Checklist, 'id'>, point: Pick<Point, 'point'>): string {
  return `/law/${checklist.id}/${encodeURIComponent(point.point)}`;
}

/** "7 Live-streamed abuse" */
export function PointName({ page, point }: OnPage & { readonly point: Point }) {
  return (
    <>
      <bdi>{point.point}</bdi>
      {point.subject && <> {page.local(point.subject)}</>}
    </>
  );
}

/** Grounds that say no more than the answer does. */
const plainGrounds: ReadonlySet<string> = new Set(['in force', 'stated']);

/** The answer on paper, and on what ground it stands or is missing. */
export function Answered({ page, on }: OnPage & { readonly on: Pick<AnswerOn, 'answer' | 'ground'> }) {
  return (
    <>
      <AnswerBadge page={page} answer={on.answer} />
      {!plainGrounds.has(on.ground) && (
        <>
          {' '}
          <small>({page.text(`law.ground.${on.ground}`)})</small>
        </>
      )}
    </>
  );
}

/** What is done, with the documents that say so. */
export function InPractice({ page, practice }: OnPage & { readonly practice: PracticeOn }) {
  if (practice.ground === 'nothing assessed') return <>{page.text('law.pages.practice.none')}</>;
  return (
    <>
      <AnswerBadge page={page} answer={practice.answer} />
      {practice.ground === 'disputed' && <small> ({page.text('law.ground.disputed')})</small>}
      <Marks page={page} citations={practice.said.flatMap(({ receipts }) => receipts)} />
    </>
  );
}

/** The marks of several sources, each once. */
export function Marks({ page, citations }: OnPage & { readonly citations: readonly Citation[] }) {
  return (
    <>
      {once(citations).map((citation) => (
        <SourceMark page={page} citation={citation} />
      ))}
    </>
  );
}

function once(citations: readonly Citation[]): readonly Citation[] {
  return [...new Map(citations.map((each) => [`${each.title} ${each.place} ${each.asAt}`, each])).values()];
}

/** On what a finding rests: its provisions, and the documents beside them. */
export function sourcesOfFinding({ provisions, assessments }: Finding): readonly Citation[] {
  return [...provisions.map(({ citation }) => citation), ...assessments.flatMap(({ receipts }) => receipts)];
}

/** How the finding came about, in one of four words. */
export function BasisText({ page, finding }: OnPage & { readonly finding: Finding }) {
  return (
    <span title={page.t(`law.pages.basis.${finding.basis}.meaning`)}>
      {page.text(`law.pages.basis.${finding.basis}`)}
    </span>
  );
}

export type Laws = ReadonlyMap<LawId, Law>;

export function lawPath(law: LawId): string {
  return `/law/laws/${encodeURIComponent(law)}`;
}

/** The title in the original language, as a link, and in English. */
export function LawTitle({ page, law }: OnPage & { readonly law: Law }) {
  return (
    <>
      <a href={page.href(lawPath(law.id))}>
        <bdi lang={law.language}>{law.title}</bdi>
      </a>
      {law.titleEnglish && (
        <>
          {' '}
          (<bdi lang="en">{law.titleEnglish}</bdi>)
        </>
      )}
    </>
  );
}

/** A wording: article, law, what it says, since when, with its source and the official publication. */
export function Clause({
  page,
  provision,
  laws,
}: OnPage & { readonly provision: Provision; readonly laws: Laws }) {
  const law = laws.get(provision.law);
  return (
    <div class="clause">
      <p>
        {page.text('law.pages.article', { article: provision.article })}
        {law && (
          <>
            {' · '}
            <LawTitle page={page} law={law} />
          </>
        )}
        <SourceMark page={page} citation={provision.citation} />
      </p>
      <ClauseText page={page} provision={provision} />
      <p class="quiet">
        <InForce page={page} provision={provision} />
        {law?.address && (
          <>
            {' · '}
            <a href={law.address} rel="noreferrer">
              {page.text('law.pages.official')}
            </a>
          </>
        )}
      </p>
    </div>
  );
}

/** Quoted, or told in other words and marked as such. */
export function ClauseText({ page, provision }: OnPage & { readonly provision: Provision }) {
  return provision.textIs === 'quotation' ? (
    <blockquote dir="auto">{provision.text}</blockquote>
  ) : (
    <p>
      <span class="quiet">{page.text('law.pages.paraphrase')}</span> <bdi>{provision.text}</bdi>
    </p>
  );
}

/** From which day to which day, how it ended, and whether it reached back. */
export function InForce({ page, provision }: OnPage & { readonly provision: Provision }) {
  const { from, to, ended, enacted, by } = provision;
  if (from === undefined)
    return (
      <>
        {page.text('law.pages.draft')}
        {by && (
          <>
            {' · '}
            <bdi>{by}</bdi>
          </>
        )}
      </>
    );
  return (
    <>
      {page.text('law.pages.from')} <DateText page={page} date={from} />
      {to && (
        <>
          {' · '}
          {page.text(`law.pages.ended.${ended ?? 'not said'}`)} <DateText page={page} date={to} />
        </>
      )}
      {enacted && enacted !== from && (
        <>
          {' · '}
          {page.text('law.pages.enacted')} <DateText page={page} date={enacted} />
        </>
      )}
      {by && (
        <>
          {' · '}
          {page.text('law.pages.by')} <bdi>{by}</bdi>
        </>
      )}
    </>
  );
}
