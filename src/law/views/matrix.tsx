/** /law/sec-law: States by points as of a day. */
import { raw } from 'hono/html';
import { organisationGroups } from '../../core/membership.ts';
import type { Iso3, State } from '../../core/state.ts';
import { groupNames } from '../../core/state-group.ts';
import { type Answer, answers } from '../../core/value.ts';
import type { Record } from '../../platform/record.ts';
import {
  AnswerBadge,
  AnswerLegend,
  DataTable,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  TableFrame,
} from '../../platform/ui.tsx';
import { askedChecklist, type Checklist, type Point, scorable } from '../checklist.ts';
import { answerAt, type Answers, type Coverage, coverageOf, scoredPoints } from '../comparison.ts';
import { knownAnswers, knownChecklists } from '../store/answers.ts';
import { ScoreSection } from './score.tsx';
import { anchorOf, askedStates, PointName, pointPath, stateFilters, StateLawLink } from './shared.tsx';

/** @throws Problem `checklist-unknown`, `state-unknown`, `parameter-invalid` */
export function matrixPage(page: PageContext, record: Record, id: string) {
  const checklist = askedChecklist(record.read(knownChecklists), id);
  const all = record.read((tx) => knownAnswers(tx, checklist, page.asOf));
  const { states, asked } = askedStates(page, record);
  const coverage = coverageOf(
    all,
    checklist,
    states.map(({ iso3 }) => iso3),
  );
  const every = asked === 'some' || page.query.get('rows') === 'all';
  const shown = every ? states : states.filter(({ iso3 }) => all.has(iso3));
  return (
    <Page
      page={page}
      title={checklist.title[page.language] ?? checklist.title.en}
      breadcrumb={[{ label: page.text('nav.law'), href: '/law' }]}
      sentence={<CoverageSentence page={page} checklist={checklist} coverage={coverage} />}
    >
      {coverage.notScored > 0 && (
        <p>
          {page.text('law.pages.unscored', { count: coverage.notScored })}{' '}
          <a href={page.href(`/checklists/${checklist.id}`)}>{page.text('law.pages.toChecklist')}</a>
        </p>
      )}
      <p>
        <a href={page.href(`/law/${checklist.id}/changes`, kept(page))}>
          {page.text('law.pages.changes.link')}
        </a>
      </p>
      <Filters page={page} filters={stateFilters(page, record)} />
      {shown.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('law.pages.none', { date: page.date(page.asOf) })}
          how={page.text('law.pages.how')}
        />
      ) : (
        <>
          <AnswerLegend page={page} />
          <p class="quiet">{page.text('law.pages.cells')}</p>
          <AnswerMatrix page={page} checklist={checklist} states={shown} all={all} />
        </>
      )}
      {!every && (
        <p>
          {page.text('law.pages.leftOut', { count: states.length - shown.length })}{' '}
          <a href={page.here({ rows: 'all' })}>{page.text('law.pages.showAll')}</a>
        </p>
      )}
      <Downloads
        page={page}
        formats={[
          { format: 'CSV', href: csvAddress(page, checklist, shown) },
          ...(shown.length > 0 ? reportAddresses(page, checklist, shown) : []),
        ]}
      />
      <ByPoint page={page} checklist={checklist} states={states} all={all} />
      <ScoreSection page={page} checklist={checklist} states={shown} all={all} />
    </Page>
  );
}

/** How much is known, before anything else is shown. */
export function CoverageSentence({
  page,
  checklist,
  coverage,
}: OnPage & { readonly checklist: Checklist; readonly coverage: Coverage }) {
  return (
    <KeySentence page={page} citations={[checklist.citation]}>
      {page.text('law.pages.coverage', {
        date: page.date(page.asOf),
        assessed: coverage.assessed,
        states: coverage.states,
        known: coverage.known,
        places: coverage.places,
        points: coverage.points,
      })}
    </KeySentence>
  );
}

/** The choice of States, for a link to a page about the same ones. */
export function kept(page: PageContext): { readonly [name: string]: string } {
  return Object.fromEntries(
    ['states', 'group'].flatMap((name) => {
      const value = page.query.get(name);
      return value ? [[name, value] as const] : [];
    }),
  );
}

/** The same States and points as rows of a file. */
function csvAddress(page: PageContext, checklist: Checklist, shown: readonly State[]): string {
  const query = new URLSearchParams({ format: 'csv', asOf: page.asOf });
  const chosen = kept(page);
  if (Object.keys(chosen).length > 0)
    for (const [name, value] of Object.entries(chosen)) query.set(name, value);
  else if (page.query.get('rows') !== 'all') query.set('states', shown.map(({ iso3 }) => iso3).join(','));
  return `/api/v1/law/checklists/${checklist.id}/answers?${query.toString()}`;
}

/** The report over these States; under the name of the group where they are asked for by one. */
function reportAddresses(page: PageContext, { id }: Checklist, shown: readonly State[]) {
  const group = page.query.get('group') ?? '';
  const names = [...organisationGroups.map(({ code }) => code), ...groupNames];
  const isNamed = !page.query.get('states')?.trim() && names.includes(group);
  const asked = isNamed ? { group } : { states: shown.map(({ iso3 }) => iso3).join(',') };
  return ['docx', 'pdf', 'html', 'xlsx'].map((format) => ({
    format: format.toUpperCase(),
    href: page.href(`/law/${id}/report.${format}`, asked),
  }));
}

interface Compared extends OnPage {
  readonly checklist: Checklist;
  readonly states: readonly State[];
  readonly all: Answers;
}

/**
 * The table as text put together by hand: two hundred States by a hundred points are 20,000 cells, each a link. The
 * word in a cell is for the ear; the sign before it comes from the style sheet.
 */
function AnswerMatrix({ page, checklist, states, all }: Compared) {
  const plain = (answer: Answer) =>
    `class="${answer.replaceAll(' ', '-')}">${escaped(page.t(`answer.${answer}`))}`;
  const notScored = `<td><span class="not-scored">${escaped(page.t('law.pages.notScored'))}</span></td>`;
  const nobody = `<td><span ${plain('not yet assessed')}</span></td>`;
  const closed = new Map(answers.map((answer) => [answer, `" ${plain(answer)}</a></td>`]));
  const columns = checklist.points.map((point) => ({
    point,
    scored: scorable(point) === 'scored',
    address: escaped(encodeURIComponent(anchorOf(checklist, point))),
  }));
  const cellsOf = (state: Iso3) => {
    const opened = `<td><a href="${escaped(page.href(`/states/${state}/law`))}#`;
    return columns
      .map(({ point, scored, address }) => {
        if (!scored) return notScored;
        const { answer, ground } = answerAt(all, state, point);
        return ground === 'nothing assessed' ? nobody : opened + address + closed.get(answer);
      })
      .join('');
  };
  return (
    <TableFrame
      page={page}
      caption={page.t('law.pages.matrix', { date: page.date(page.asOf) })}
      rows={states.length}
      kind="matrix"
    >
      <thead>
        <tr>
          <th scope="col">{page.text('word.state')}</th>
          {columns.map(({ point }) => (
            <th scope="col">
              <PointNumber page={page} checklist={checklist} point={point} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="answers">
        {states.map(({ iso3 }) => (
          <tr>
            <th scope="row">
              <StateLawLink page={page} state={iso3} />
            </th>
            {raw(cellsOf(iso3))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function PointNumber({
  page,
  checklist,
  point,
}: OnPage & { readonly checklist: Checklist; readonly point: Point }) {
  const subject = point.subject?.[page.language] ?? point.subject?.en;
  return (
    <a href={page.href(pointPath(checklist, point))} {...(subject ? { title: subject } : {})}>
      {point.point}
    </a>
  );
}

/** How many of the States have which answer on each point; also the key to the numbers above the matrix. */
function ByPoint({ page, checklist, states, all }: Compared) {
  const scored = new Set(scoredPoints(checklist));
  const rows = checklist.points.map((point) => {
    const counts = new Map<Answer, number>();
    for (const { iso3 } of states) {
      const { answer } = answerAt(all, iso3, point);
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    return { point, counts };
  });
  return (
    <>
      <h2>{page.text('law.pages.byPoint')}</h2>
      <DataTable
        page={page}
        caption={page.t('law.pages.byPoint.caption', {
          date: page.date(page.asOf),
          count: states.length,
        })}
        rows={rows}
        columns={[
          {
            heading: page.text('law.pages.point'),
            cell: ({ point }) => (
              <a href={page.href(pointPath(checklist, point), kept(page))}>
                <PointName page={page} point={point} />
              </a>
            ),
          },
          ...answers.map((answer) => ({
            heading: <AnswerBadge page={page} answer={answer} />,
            kind: 'figure' as const,
            cell: ({ point, counts }: (typeof rows)[number]) =>
              scored.has(point) ? page.t.number(counts.get(answer) ?? 0) : '–',
          })),
        ]}
      />
    </>
  );
}

const signs: { readonly [sign: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands inside HTML and its attributes. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}
