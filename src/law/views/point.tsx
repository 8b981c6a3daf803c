/** /law/sec-law/7: one point across States, and the States that meet it, those near to one first. */
import { askedState, type Iso3, stateOf } from '../../core/state.ts';
import { nameOfGroup } from '../../core/state-group.ts';
import { type Answer, answers } from '../../core/value.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  DateText,
  EmptyState,
  Filters,
  KeptParameters,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { type AnswerOn, findingKey, type Findings, practiceOn } from '../assessment.ts';
import { askedChecklist, askedPoint, type Checklist, type Point, scorable } from '../checklist.ts';
import { answerAt, type Answers } from '../comparison.ts';
import { nearestFirst, type Near } from '../peers.ts';
import { knownAnswers, knownChecklists, knownFindings, knownLaws, languagesOfLaw } from '../store/answers.ts';
import { legalFamilies } from '../store/families.ts';
import { MatrixText } from './matrix-text.tsx';
import { languageNames } from './languages.ts';
import { kept } from './matrix.tsx';
import {
  anchorOf,
  Answered,
  askedStates,
  BasisText,
  Clause,
  InPractice,
  type Laws,
  Marks,
  nameOfState,
  stateFilters,
} from './shared.tsx';

interface OfPoint extends OnPage {
  readonly record: Record;
  readonly checklist: Checklist;
  readonly point: Point;
  readonly all: Answers;
  readonly findings: Findings;
  readonly laws: Laws;
}

/** @throws Problem `checklist-unknown`, `checklist-point-unknown`, `state-unknown`, `parameter-invalid` */
export function pointPage(page: PageContext, record: Record, id: string, name: string) {
  const checklist = askedChecklist(record.read(knownChecklists), id);
  const point = askedPoint(checklist, name);
  const { states } = askedStates(page, record);
  const all = record.read((tx) => knownAnswers(tx, checklist, page.asOf));
  const findings = record.read((tx) => knownFindings(tx, checklist));
  const laws = record.read(knownLaws);
  const rows = states.map(({ iso3 }) => ({ state: iso3, on: answerAt(all, iso3, point) }));
  const counts = Map.groupBy(rows, ({ on }) => on.answer);
  const count = (answer: Answer) => counts.get(answer)?.length ?? 0;
  const scoring = scorable(point);
  const looked = rows.filter(({ on }) => on.ground !== 'nothing assessed' && on.ground !== 'not scored');
  const subject = point.subject?.[page.language] ?? point.subject?.en;
  const of = { page, record, checklist, point, all, findings, laws };
  return (
    <Page
      page={page}
      title={`${page.t('checklist.point', { point: point.point })}${subject ? `: ${subject}` : ''}`}
      breadcrumb={[
        { label: page.text('nav.law'), href: '/law' },
        { label: page.local(checklist.title), href: `/law/${checklist.id}` },
      ]}
      sentence={
        <KeySentence page={page} citations={[point.citation]}>
          {scoring === 'scored'
            ? page.text('law.pages.point.sentence', {
                date: page.date(page.asOf),
                states: states.length,
                yes: count('yes'),
                partly: count('partly'),
                no: count('no'),
                unknown: count('no data') + count('not yet assessed'),
              })
            : page.text(`checklist.scoring.${scoring}.meaning`)}
        </KeySentence>
      }
    >
      <MatrixText page={page} point={point} />
      <Filters page={page} filters={stateFilters(page, record)} />
      {scoring === 'scored' && <PeerForm {...of} />}
      {scoring === 'scored' && page.query.get('peer') && <Peers {...of} />}
      <h2>{page.text('law.pages.byState')}</h2>
      {looked.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text(scoring === 'scored' ? 'law.pages.point.none' : 'law.ground.not scored')}
          how={page.text(scoring === 'scored' ? 'law.pages.how' : 'checklist.missing.how')}
        />
      ) : (
        <AnswersTable {...of} rows={looked} />
      )}
      {looked.length > 0 && looked.length < rows.length && (
        <p>{page.text('law.pages.point.others', { count: rows.length - looked.length })}</p>
      )}
    </Page>
  );
}

interface Row {
  readonly state: Iso3;
  readonly on: AnswerOn;
}

/** Answers of States, in the order yes, partly, no, no data, not yet assessed. */
function AnswersTable(props: OfPoint & { readonly rows: readonly Row[] }) {
  const { page, checklist, point, findings, laws, rows } = props;
  return (
    <DataTable
      page={page}
      caption={page.t('law.pages.point.caption', { date: page.date(page.asOf) })}
      rows={rows.toSorted((a, b) => answers.indexOf(a.on.answer) - answers.indexOf(b.on.answer))}
      columns={[
        {
          heading: page.text('word.state'),
          cell: ({ state }) => (
            <a href={page.href(`/states/${state}/law#${anchorOf(checklist, point)}`)}>
              {page.local(stateOf(state).shortNames)}
            </a>
          ),
        },
        { heading: page.text('law.pages.paper'), cell: ({ on }) => <Answered page={page} on={on} /> },
        {
          heading: page.text('law.pages.clause'),
          cell: ({ on }) => <Clauses page={page} on={on} laws={laws} />,
        },
        {
          heading: page.text('law.pages.practice'),
          cell: ({ state }) => (
            <InPractice
              page={page}
              practice={practiceOn(findings.get(findingKey(state, point.point)) ?? [], page.asOf)}
            />
          ),
        },
        {
          heading: page.text('law.pages.basis'),
          cell: ({ on }) => (on.finding ? <BasisText page={page} finding={on.finding} /> : '–'),
        },
        {
          heading: page.text('law.pages.assessedFor'),
          cell: ({ on }) => (on.finding ? <DateText page={page} date={on.finding.asOf} /> : '–'),
        },
      ]}
    />
  );
}

/** The clauses on which an answer rests, and the documents beside them. */
export function Clauses({ page, on, laws }: OnPage & { readonly on: AnswerOn; readonly laws: Laws }) {
  const { finding } = on;
  if (!finding) return <>–</>;
  const receipts = finding.assessments.flatMap((each) => each.receipts);
  return (
    <>
      {finding.provisions.map((provision) => (
        <Clause page={page} provision={provision} laws={laws} />
      ))}
      {receipts.length > 0 && (
        <p>
          {page.text('law.pages.documents')} <Marks page={page} citations={receipts} />
        </p>
      )}
    </>
  );
}

function PeerForm({ page, checklist, point }: OfPoint) {
  return (
    <form class="filters" method="get" action={`${page.path}#peers`} aria-label={page.t('law.pages.peers')}>
      <KeptParameters page={page} except={['peer']} />
      <label>
        <span>{page.text('law.pages.peers.for')}</span>
        <input name="peer" value={page.query.get('peer') ?? ''} required minlength={3} maxlength={3} />
      </label>
      <span class="buttons">
        <button>{page.text('law.pages.peers.button')}</button>
        {page.query.get('peer') && (
          <a href={page.href(`/law/${checklist.id}/${encodeURIComponent(point.point)}`, kept(page))}>
            {page.text('button.clear')}
          </a>
        )}
      </span>
    </form>
  );
}

/** States that meet the point, those near to the State asked for first, with what they share. */
function Peers({ page, record, checklist, point, all, laws }: OfPoint) {
  const { iso3 } = askedState(page.query.get('peer') ?? '');
  const { states } = askedStates(page, record);
  const kinship = record.read((tx) => ({ families: legalFamilies(tx), languages: languagesOfLaw(tx) }));
  const meeting = states
    .map((state) => state.iso3)
    .filter((state) => answerAt(all, state, point).answer === 'yes');
  const peers = nearestFirst(iso3, meeting, kinship);
  const name = nameOfState(page, iso3);
  return (
    <section aria-labelledby="peers">
      <h2 id="peers">{page.text('law.pages.peers.title', { state: name, count: peers.length })}</h2>
      <p class="quiet">{page.text('law.pages.peers.order')}</p>
      {!kinship.families.has(iso3) && (
        <Notice>{page.text('law.pages.peers.noFamily', { state: name })}</Notice>
      )}
      {!kinship.languages.has(iso3) && (
        <Notice>{page.text('law.pages.peers.noLanguage', { state: name })}</Notice>
      )}
      {peers.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('law.pages.peers.none')}
          how={page.text('law.pages.how')}
        />
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.peers')}
          rows={peers}
          columns={[
            {
              heading: page.text('word.state'),
              cell: ({ state }) => (
                <a href={page.href(`/states/${state}/law#${anchorOf(checklist, point)}`)}>
                  {page.local(stateOf(state).shortNames)}
                </a>
              ),
            },
            {
              heading: page.text('law.pages.peers.why'),
              cell: ({ state, near }) => (
                <>
                  <NearText page={page} near={near} />
                  {near.some(({ kind }) => kind === 'legal family') && (
                    <Marks
                      page={page}
                      citations={[iso3, state].flatMap((each) => kinship.families.get(each)?.citation ?? [])}
                    />
                  )}
                </>
              ),
            },
            {
              heading: page.text('law.pages.clause'),
              cell: ({ state }) => <Clauses page={page} on={answerAt(all, state, point)} laws={laws} />,
            },
          ]}
        />
      )}
    </section>
  );
}

function NearText({ page, near }: OnPage & { readonly near: readonly Near[] }) {
  if (near.length === 0) return <>{page.text('law.pages.peers.nothing')}</>;
  return (
    <>
      {near.map(({ kind, shared }, at) => (
        <>
          {at > 0 && ' · '}
          {page.text(`law.pages.near.${kind}`)}{' '}
          <bdi>
            {kind === 'language'
              ? languageNames(page.language, shared)
              : kind === 'legal family'
                ? shared
                : page.local(nameOfGroup(shared))}
          </bdi>
        </>
      ))}
    </>
  );
}
