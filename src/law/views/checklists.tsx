/** /checklists: which checklists there are; /checklists/sec-law: one of them, point by point. */
import type { Problem } from '../../core/problem.ts';
import { type MessageKey, problemKey } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import {
  AnswerBadge,
  DataTable,
  Downloads,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
  SourceMark,
} from '../../platform/ui.tsx';
import {
  askedChecklist,
  type Checklist,
  countScorable,
  type Point,
  pointsByGroup,
  scorabilities,
  type Scorability,
  scorable,
} from '../checklist.ts';
import type { Hook } from '../hook.ts';
import type { Fields } from '../intake/checklist-point.ts';
import { checklists } from '../store/checklists.ts';
import { PointForm } from './checklist-form.tsx';

const allChecklists = (record: Record) => record.cached('checklists', checklists);

/** /checklists */
export function checklistsPage(page: PageContext, record: Record) {
  const all = allChecklists(record);
  const points = all.flatMap((checklist) => checklist.points);
  return (
    <Page
      page={page}
      title={page.t('checklist.list')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('checklist.list.sentence', {
            count: all.length,
            points: points.length,
            scored: points.filter((point) => scorable(point) === 'scored').length,
          })}
        </KeySentence>
      }
    >
      <p>{page.text('checklist.rule')}</p>
      <DataTable
        page={page}
        caption={page.t('checklist.list')}
        rows={all}
        columns={[
          {
            heading: page.text('checklist.one'),
            cell: ({ id, title, citation }) => (
              <>
                <a href={page.href(`/checklists/${id}`)}>{page.local(title)}</a>
                <SourceMark page={page} citation={citation} />
              </>
            ),
          },
          {
            heading: page.text('checklist.origin'),
            cell: (checklist) => <Whose page={page} checklist={checklist} />,
          },
          {
            heading: page.text('checklist.points'),
            kind: 'figure',
            cell: (checklist) => page.t.number(checklist.points.length),
          },
          ...scorabilities.map((state) => ({
            heading: page.text(`checklist.scoring.${state}`),
            kind: 'figure' as const,
            cell: (checklist: Checklist) => page.t.number(countScorable(checklist)[state]),
          })),
        ]}
      />
      <p>
        <a href={page.href('/law/rounds')}>{page.text('law.coding.rounds')}</a>
      </p>
      <h2>{page.text('checklist.add')}</h2>
      <p>{page.text('checklist.add.how')}</p>
    </Page>
  );
}

/** The publisher, and whether the words are official or somebody's own. */
function Whose({ page, checklist }: OnPage & { readonly checklist: Checklist }) {
  return (
    <>
      {checklist.publisher && (
        <>
          <bdi>{checklist.publisher}</bdi>
          {' · '}
        </>
      )}
      {page.text(`checklist.origin.${checklist.origin}`)}
      {checklist.version && (
        <>
          {' · '}
          {page.text('checklist.version', { version: checklist.version })}
        </>
      )}
    </>
  );
}

/** The form of a point that was not stored: what it was filled with, and why. */
export interface RefusedPoint {
  readonly problem: Problem;
  readonly fields: Fields;
}

/** /checklists/sec-law @throws Problem `checklist-unknown` */
export function checklistPage(page: PageContext, record: Record, id: string, refused?: RefusedPoint) {
  const checklist = askedChecklist(allChecklists(record), id);
  const counts = countScorable(checklist);
  return (
    <Page
      page={page}
      title={checklist.title[page.language] ?? checklist.title.en}
      breadcrumb={[{ label: page.text('checklist.list'), href: '/checklists' }]}
      sentence={
        <KeySentence page={page} citations={[checklist.citation]}>
          {page.text('checklist.sentence', { scored: counts.scored, points: checklist.points.length })}
        </KeySentence>
      }
    >
      {refused && (
        <Notice title={page.text('import.refused')}>
          <p>{page.text(problemKey(refused.problem), refused.problem.details)}</p>
        </Notice>
      )}
      <p>
        <Whose page={page} checklist={checklist} />
        {checklist.address && (
          <>
            {' · '}
            <a href={checklist.address} rel="noreferrer" dir="ltr">
              {checklist.address}
            </a>
          </>
        )}
      </p>
      {checklist.facts.length > 0 && (
        <ul>
          {checklist.facts.map(({ statement, citation }) => (
            <li>
              {page.local(statement)}
              <SourceMark page={page} citation={citation} />
            </li>
          ))}
        </ul>
      )}
      {counts['text not loaded'] > 0 && (
        <Notice title={page.text('checklist.missing', { count: counts['text not loaded'] })}>
          <p>{page.text('checklist.missing.how')}</p>
        </Notice>
      )}
      {counts['text unverified'] > 0 && (
        <Notice title={page.text('checklist.unverified', { count: counts['text unverified'] })}>
          <p>{page.text('checklist.unverified.how')}</p>
        </Notice>
      )}
      <Downloads
        page={page}
        formats={[{ format: 'CSV', href: page.href(`/checklists/${checklist.id}.csv`) }]}
      />
      {pointsByGroup(checklist).map(({ group, points }) => (
        <section>
          <h2>{group ? page.local(group) : page.text('checklist.points')}</h2>
          {points.map((point) => (
            <PointSection
              page={page}
              point={point}
              {...(refused?.fields['point'] === point.point ? { filled: refused.fields } : {})}
            />
          ))}
        </section>
      ))}
    </Page>
  );
}

const criteria = ['yes', 'partly', 'no'] as const;

function PointSection({ page, point, filled }: OnPage & { readonly point: Point; readonly filled?: Fields }) {
  const { subject, requirement, evidence, hooks, status, citation } = point;
  const named = criteria.flatMap((answer) => {
    const text = point[answer];
    return text ? [{ answer, text }] : [];
  });
  return (
    <section class="point" id={`point-${point.point}`}>
      <h3>
        {page.text('checklist.point', { point: point.point })}
        {subject && <>: {page.local(subject)}</>}
      </h3>
      <p>
        {requirement ? page.local(requirement) : <em>{page.text('checklist.notLoaded')}</em>}
        <SourceMark page={page} citation={citation} />
      </p>
      <p class="quiet">
        <ScorabilityBadge page={page} state={scorable(point)} />
        {status && (
          <>
            {' · '}
            <bdi>{status}</bdi>
          </>
        )}
      </p>
      {named.length > 0 && (
        <dl>
          {named.map(({ answer, text }) => (
            <>
              <dt>
                <AnswerBadge page={page} answer={answer} />
              </dt>
              <dd>{page.local(text)}</dd>
            </>
          ))}
          {evidence && (
            <>
              <dt>{page.text('checklist.evidence')}</dt>
              <dd>{page.local(evidence)}</dd>
            </>
          )}
        </dl>
      )}
      {requirement && named.length === 0 && <p class="quiet">{page.text('checklist.noCriteria')}</p>}
      {hooks.length > 0 && (
        <p>
          {page.text('checklist.hooks')} <Hooks page={page} hooks={hooks} />
        </p>
      )}
      {page.visitor.may('law', 'all') && (
        <details open={filled !== undefined}>
          <summary>{page.text('checklist.load')}</summary>
          <PointForm page={page} point={point} {...(filled ? { filled } : {})} />
        </details>
      )}
    </section>
  );
}

const symbols: { readonly [S in Scorability]: string } = {
  scored: '●',
  'text not loaded': '▨',
  'text unverified': '?',
};

const kinds: { readonly [S in Scorability]: string } = {
  scored: 'yes',
  'text not loaded': 'not-loaded',
  'text unverified': 'cannot-tell',
};

/** Whether a State is scored on a point, and if not, why. */
function ScorabilityBadge({ page, state }: OnPage & { readonly state: Scorability }) {
  const word: MessageKey = `checklist.scoring.${state}.meaning`;
  return (
    <span class={`badge ${kinds[state]}`}>
      <span class="symbol" aria-hidden="true">
        {symbols[state]}
      </span>
      <span class="word">{page.text(word)}</span>
    </span>
  );
}

/** Articles, each with its instrument as a link. */
export function Hooks({ page, hooks }: OnPage & { readonly hooks: readonly Hook[] }) {
  return (
    <>
      {hooks.map(({ instrument, article, citation }, at) => (
        <>
          {at > 0 && ' · '}
          <span class="sourced">
            <a href={page.href(`/instruments/${instrument}`)}>
              <bdi>{instrument}</bdi>
            </a>{' '}
            {page.text('checklist.article', { article })}
            <SourceMark page={page} citation={citation} />
          </span>
        </>
      ))}
    </>
  );
}
