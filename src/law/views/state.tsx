/** A State's law: the section of its page, and /states/XXX/law. */
import { askedState, type State } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  AnswerBadge,
  DataTable,
  DateText,
  Downloads,
  EmptyState,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { findingKey, practiceOn } from '../assessment.ts';
import { type Checklist, scorable } from '../checklist.ts';
import { answerAt, coverageOf, toLookAtAgain } from '../comparison.ts';
import { lawTables } from '../formats/laws.ts';
import { type Law, type Provision, stageReached } from '../model.ts';
import {
  knownAnswers,
  knownChecklists,
  knownFindings,
  knownLaws,
  knownProvisions,
} from '../store/answers.ts';
import { drafts } from '../what-if.ts';
import { anchorOf, LawTitle, Marks, nameOfState, PointName } from './shared.tsx';
import { Stages } from './laws.tsx';
import { ChecklistOfState } from './state-checklist.tsx';

interface OfState extends OnPage {
  readonly record: Record;
  readonly state: State;
}

/** A checklist with what is known of a State on it. */
function looksAt(page: PageContext, record: Record) {
  return record.read((tx) =>
    knownChecklists(tx).map((checklist) => ({
      checklist,
      all: knownAnswers(tx, checklist, page.asOf),
      findings: knownFindings(tx, checklist),
    })),
  );
}

/** On the State's page: how much is known on each checklist, and the way to the rest. */
export function LawOfState({ page, record, state }: OfState) {
  const looked = looksAt(page, record)
    .filter(({ all }) => all.has(state.iso3))
    .map(({ checklist, all }) => ({ checklist, coverage: coverageOf(all, checklist, [state.iso3]) }));
  return (
    <section aria-labelledby="law">
      <h2 id="law">{page.text('nav.law')}</h2>
      {looked.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('law.pages.state.none')}
          how={page.text('law.pages.how')}
        />
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.state.caption', { date: page.date(page.asOf) })}
          rows={looked}
          columns={[
            {
              heading: page.text('checklist.one'),
              cell: ({ checklist }) => (
                <a href={page.href(`/states/${state.iso3}/law#${checklist.id}`)}>
                  {page.local(checklist.title)}
                </a>
              ),
            },
            {
              heading: page.text('law.pages.known'),
              kind: 'figure',
              cell: ({ coverage }) =>
                page.t('law.pages.of', {
                  part: page.t.number(coverage.known),
                  whole: page.t.number(coverage.places),
                }),
            },
            ...(['yes', 'partly', 'no'] as const).map((answer) => ({
              heading: <AnswerBadge page={page} answer={answer} />,
              kind: 'figure' as const,
              cell: ({ coverage }: (typeof looked)[number]) => page.t.number(coverage.counts[answer]),
            })),
          ]}
        />
      )}
      <p>
        <a href={page.href(`/states/${state.iso3}/law`)}>{page.text('law.pages.state.all')}</a>
      </p>
    </section>
  );
}

/** /states/XXX/law @throws Problem `state-unknown` */
export function stateLawPage(page: PageContext, record: Record, code: string) {
  const state = askedState(code);
  const name = nameOfState(page, state.iso3);
  const all = looksAt(page, record);
  const looked = all.filter((each) => each.all.has(state.iso3));
  const coverages = all.map((each) => coverageOf(each.all, each.checklist, [state.iso3]));
  const laws = record.read(knownLaws);
  const own = [...laws.values()].filter((law) => law.state === state.iso3);
  const wordings = [...record.read(knownProvisions).values()].filter(
    ({ law }) => laws.get(law)?.state === state.iso3,
  );
  const sum = (of: (coverage: (typeof coverages)[number]) => number) =>
    coverages.reduce((total, coverage) => total + of(coverage), 0);
  const again = looked.flatMap(({ checklist, all: answers }) =>
    toLookAtAgain(answers, state.iso3, checklist.points).map((point) => ({
      checklist,
      point,
      on: answerAt(answers, state.iso3, point),
    })),
  );
  return (
    <Page
      page={page}
      title={page.t('law.pages.state.title', { state: name })}
      breadcrumb={[
        { label: page.text('nav.states'), href: '/states' },
        { label: name, href: `/states/${state.iso3}` },
      ]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('law.pages.state.sentence', {
            date: page.date(page.asOf),
            state: name,
            known: sum(({ known }) => known),
            places: sum(({ places }) => places),
            checklists: all.length,
            again: again.length,
          })}
        </KeySentence>
      }
    >
      {looked.length === 0 && (
        <EmptyState
          page={page}
          missing={page.text('law.pages.state.none')}
          how={page.text('law.pages.how')}
        />
      )}
      {again.length > 0 && (
        <section aria-labelledby="again">
          <h2 id="again">{page.text('law.pages.again', { count: again.length })}</h2>
          <p>{page.text('law.pages.again.note')}</p>
          <ul>
            {again.map(({ checklist, point, on }) => (
              <li>
                {page.local(checklist.title)},{' '}
                <a href={`#${anchorOf(checklist, point)}`}>
                  <PointName page={page} point={point} />
                </a>
                {': '}
                {page.text(`law.ground.${on.ground}`)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {looked.map(({ checklist, all: answers, findings }) => (
        <ChecklistOfState
          page={page}
          state={state}
          checklist={checklist}
          laws={laws}
          wordings={wordings}
          rows={checklist.points.map((point) => ({
            point,
            on: answerAt(answers, state.iso3, point),
            practice: practiceOn(findings.get(findingKey(state.iso3, point.point)) ?? [], page.asOf),
          }))}
        />
      ))}
      <LawsOfState page={page} state={state} laws={own} wordings={wordings} />
      <Files page={page} state={state} checklists={all.map(({ checklist }) => checklist)} />
    </Page>
  );
}

/** What can be taken away of a State's law: its tables, a report on each checklist, and the forms to hand in again. */
function Files({
  page,
  state: { iso3 },
  checklists,
}: OnPage & { readonly state: State; readonly checklists: readonly Checklist[] }) {
  const { asOf } = page;
  const reports = ['docx', 'pdf', 'xlsx'] as const;
  return (
    <section aria-labelledby="files">
      <h2 id="files">{page.text('law.pages.files')}</h2>
      <p>{page.text('law.pages.files.note')}</p>
      <Downloads
        page={page}
        formats={[
          { format: 'XLSX', href: page.href('/law/law.xlsx', { state: iso3 }) },
          ...lawTables.map((table) => ({
            format: `CSV (${table})`,
            href: page.href(`/law/${table}.csv`, { state: iso3 }),
          })),
        ]}
      />
      <DataTable
        page={page}
        caption={page.t('law.pages.files.caption', { date: page.date(asOf) })}
        rows={checklists.filter(({ points }) => points.some((point) => scorable(point) === 'scored'))}
        columns={[
          { heading: page.text('checklist.one'), cell: ({ title }) => page.local(title) },
          {
            heading: page.text('law.pages.files.report'),
            cell: ({ id }) =>
              reports.map((format) => (
                <>
                  <a href={page.href(`/law/${id}/report.${format}`, { states: iso3, asOf })} download>
                    {format.toUpperCase()}
                  </a>{' '}
                </>
              )),
          },
          {
            heading: page.text('law.pages.files.questionnaire'),
            cell: ({ id }) => (
              <a href={page.href(`/states/${iso3}/law/questionnaire.xlsx`, { checklist: id })} download>
                XLSX
              </a>
            ),
          },
        ]}
      />
    </section>
  );
}

/** The laws of the State that are in the record, and bills with how far they have come. */
function LawsOfState(
  props: OnPage & {
    readonly state: State;
    readonly laws: readonly Law[];
    readonly wordings: readonly Provision[];
  },
) {
  const { page, state, laws, wordings } = props;
  const open = drafts(laws, wordings);
  return (
    <section aria-labelledby="laws">
      <h2 id="laws">{page.text('law.pages.laws')}</h2>
      {laws.length === 0 ? (
        <EmptyState page={page} missing={page.text('law.pages.laws.none')} how={page.text('law.pages.how')} />
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.laws')}
          rows={laws}
          columns={[
            {
              heading: page.text('law.pages.title'),
              cell: (law) => (
                <>
                  <LawTitle page={page} law={law} />
                  <Marks page={page} citations={[law.citation]} />
                </>
              ),
            },
            {
              heading: page.text('law.pages.number'),
              cell: ({ number }) => (number ? <bdi>{number}</bdi> : '–'),
            },
            {
              heading: page.text('law.pages.date'),
              cell: ({ date }) => <DateText page={page} date={date} />,
            },
            {
              heading: page.text('law.pages.stage'),
              cell: (law) => {
                const reached = stageReached(law);
                return reached ? page.text(`law.pages.stage.${reached.stage}`) : '–';
              },
            },
            {
              heading: page.text('law.pages.wordings'),
              kind: 'figure',
              cell: ({ id }) => page.t.number(wordings.filter(({ law }) => law === id).length),
            },
          ]}
        />
      )}
      {open.length > 0 && (
        <>
          <h3>{page.text('law.pages.bills')}</h3>
          {open.map(({ law, provisions }) => (
            <div class="bill">
              <p>
                <LawTitle page={page} law={law} /> ·{' '}
                {page.text('law.pages.bills.drafts', { count: provisions.length })}{' '}
                <a href={page.href(`/states/${state.iso3}/law/what-if`, { law: law.id })}>
                  {page.text('law.pages.whatIf.link')}
                </a>
              </p>
              <Stages page={page} law={law} />
            </div>
          ))}
        </>
      )}
    </section>
  );
}
