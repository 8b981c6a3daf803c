/** /law/sec-law/changes?from=2019-09-11&to=2026-01-01: two days beside each other, and why answers differ. */
import { addMonths, type Day, parseDay } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { stateOf } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  EmptyState,
  Filters,
  KeptParameters,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { askedChecklist, type Checklist } from '../checklist.ts';
import {
  answersOn,
  type Change,
  changesBetween,
  type Coverage,
  coverageOf,
  type PracticeChange,
  practiceChangesBetween,
  type Reason,
} from '../comparison.ts';
import { knownChecklists, knownFindings, knownLaws } from '../store/answers.ts';
import {
  anchorOf,
  Answered,
  askedStates,
  Clause,
  InPractice,
  type Laws,
  PointName,
  pointPath,
  stateFilters,
} from './shared.tsx';

/** The two days: `from`, five years before the other where it is left out, and `to`, the day of the page. */
function askedDays(page: PageContext): readonly [Day, Day] {
  const asked = (name: string) => page.query.get(name)?.trim() || undefined;
  const to = asked('to');
  const last = to ? parseDay(to) : page.asOf;
  const from = asked('from');
  const first = from ? parseDay(from) : addMonths(last, -60);
  if (first > last)
    throw new Problem('parameter-invalid', { name: 'from', value: first, detail: `a day before ${last}` });
  return [first, last];
}

/** @throws Problem `checklist-unknown`, `date-invalid`, `state-unknown`, `parameter-invalid` */
export function changesPage(page: PageContext, record: Record, id: string) {
  const checklist = askedChecklist(record.read(knownChecklists), id);
  const days = askedDays(page);
  const [from, to] = days;
  const { states } = askedStates(page, record);
  const codes = states.map(({ iso3 }) => iso3);
  const findings = record.read((tx) => knownFindings(tx, checklist));
  const laws = record.read(knownLaws);
  const changes = changesBetween(checklist, findings, codes, days);
  const known = (day: Day): Coverage => coverageOf(answersOn(checklist, findings, day), checklist, codes);
  const byLaw = changes.filter(({ reasons }) => reasons.some(({ why }) => why !== 'assessed'));
  return (
    <Page
      page={page}
      title={page.t('law.pages.changes.title', { from: page.date(from), to: page.date(to) })}
      breadcrumb={[
        { label: page.text('nav.law'), href: '/law' },
        { label: page.local(checklist.title), href: `/law/${checklist.id}` },
      ]}
      sentence={
        <KeySentence page={page} citations={[checklist.citation]}>
          {page.text('law.pages.changes.sentence', {
            from: page.date(from),
            to: page.date(to),
            before: known(from).known,
            after: known(to).known,
            places: known(to).places,
            law: byLaw.length,
            looked: changes.length - byLaw.length,
          })}
        </KeySentence>
      }
    >
      <form class="filters" method="get" action={page.path} aria-label={page.t('law.pages.changes')}>
        <KeptParameters page={page} except={['from', 'to']} />
        <label>
          <span>{page.text('law.pages.changes.from')}</span>
          <input type="date" name="from" value={from} required />
        </label>
        <label>
          <span>{page.text('law.pages.changes.to')}</span>
          <input type="date" name="to" value={to} required />
        </label>
        <span class="buttons">
          <button>{page.text('asOf.button')}</button>
        </span>
      </form>
      <Filters page={page} filters={stateFilters(page, record)} />
      <p>{page.text('law.pages.changes.note')}</p>
      {changes.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('law.pages.changes.none')}
          how={page.text('law.pages.how')}
        />
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.changes')}
          rows={changes}
          columns={[
            ...place(page, checklist),
            { heading: page.date(from), cell: ({ before }) => <Answered page={page} on={before} /> },
            { heading: page.date(to), cell: ({ after }) => <Answered page={page} on={after} /> },
            {
              heading: page.text('law.pages.changes.why'),
              cell: (change) => <Why page={page} change={change} laws={laws} />,
            },
          ]}
        />
      )}
      <PracticeChanges
        page={page}
        checklist={checklist}
        days={days}
        changes={practiceChangesBetween(checklist, findings, codes, days)}
      />
    </Page>
  );
}

function PracticeChanges({
  page,
  checklist,
  days: [from, to],
  changes,
}: OnPage & {
  readonly checklist: Checklist;
  readonly days: readonly [Day, Day];
  readonly changes: readonly PracticeChange[];
}) {
  return (
    <section aria-labelledby="practice">
      <h2 id="practice">{page.text('law.pages.changes.practice')}</h2>
      <p>{page.text('law.pages.changes.practice.note')}</p>
      {changes.length === 0 ? (
        <p>{page.text('law.pages.changes.practice.none')}</p>
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.changes.practice')}
          rows={changes}
          columns={[
            ...place(page, checklist),
            { heading: page.date(from), cell: ({ before }) => <InPractice page={page} practice={before} /> },
            { heading: page.date(to), cell: ({ after }) => <InPractice page={page} practice={after} /> },
            {
              heading: page.text('law.pages.changes.practice.look'),
              cell: ({ after }) => after.asOf && page.date(after.asOf),
            },
          ]}
        />
      )}
    </section>
  );
}

/** The columns that say where something changed. */
function place(page: PageContext, checklist: Checklist) {
  return [
    {
      heading: page.text('word.state'),
      cell: ({ state, point }: Pick<Change, 'state' | 'point'>) => (
        <a href={page.href(`/states/${state}/law#${anchorOf(checklist, { point })}`)}>
          {page.local(stateOf(state).shortNames)}
        </a>
      ),
    },
    {
      heading: page.text('law.pages.point'),
      cell: ({ point: name }: Pick<Change, 'state' | 'point'>) => {
        const found = checklist.points.find(({ point }) => point === name);
        return (
          found && (
            <a href={page.href(pointPath(checklist, found))}>
              <PointName page={page} point={found} />
            </a>
          )
        );
      },
    },
  ];
}

function Why({ page, change, laws }: OnPage & { readonly change: Change; readonly laws: Laws }) {
  const { kind, reasons } = change;
  return (
    <>
      {kind === 'law' && <p>{page.text('law.pages.changes.same')}</p>}
      {reasons.length === 0 && <p>{page.text('law.pages.changes.time')}</p>}
      {reasons.map((reason) => (
        <ReasonText page={page} reason={reason} laws={laws} />
      ))}
    </>
  );
}

function ReasonText({ page, reason, laws }: OnPage & { readonly reason: Reason; readonly laws: Laws }) {
  if (reason.why === 'assessed')
    return <p>{page.text('law.pages.changes.assessed', { date: page.date(reason.on) })}</p>;
  return (
    <>
      <p>
        <strong>{page.text(`law.pages.changes.${reason.why}`)}</strong>
      </p>
      <Clause page={page} provision={reason.provision} laws={laws} />
    </>
  );
}
