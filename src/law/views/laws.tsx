/** /law/laws/ID: one law, its way, its wordings as of the day and before, and what rests on them. */
import { stateOf } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  DateText,
  EmptyState,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
  SourceMark,
  Timeline,
} from '../../platform/ui.tsx';
import type { Checklist, Point } from '../checklist.ts';
import { history, type Law, type Provision, type ProvisionStanding, standingOn } from '../model.ts';
import { askedLaw, knownChecklists, knownFindings, knownLaws, provisionsOfLaw } from '../store/answers.ts';
import { languageNames } from './languages.ts';
import { anchorOf, ClauseText, InForce, lawPath, nameOfState, PointName } from './shared.tsx';

/** The stages of a bill, in their order. */
export function Stages({ page, law }: OnPage & { readonly law: Law }) {
  if (law.stages.length === 0) return <p class="quiet">{page.text('law.pages.stages.none')}</p>;
  return (
    <Timeline
      entries={law.stages.map(({ stage, date, citation }) => ({
        when: <DateText page={page} date={date} />,
        what: (
          <>
            {page.text(`law.pages.stage.${stage}`)}
            <SourceMark page={page} citation={citation} />
          </>
        ),
      }))}
    />
  );
}

/** @throws Problem `law-unknown` */
export function oneLawPage(page: PageContext, record: Record, id: string) {
  const law = askedLaw(record.read(knownLaws), id);
  const provisions = record.read((tx) => provisionsOfLaw(tx, law.id));
  const articles = [...Map.groupBy(provisions, ({ article }) => article).values()].map((wordings) =>
    wordings[0] ? history(wordings, wordings[0]) : [],
  );
  const state = nameOfState(page, law.state);
  const standing = (wanted: ProvisionStanding) =>
    provisions.filter((provision) => standingOn(provision, page.asOf) === wanted).length;
  return (
    <Page
      page={page}
      title={law.titleEnglish ?? law.title}
      breadcrumb={[
        { label: page.text('nav.law'), href: '/law' },
        { label: page.local(stateOf(law.state).shortNames), href: `/states/${law.state}/law` },
      ]}
      sentence={
        <KeySentence page={page} citations={[law.citation]}>
          {page.text('law.pages.law.sentence', {
            state,
            date: page.date(page.asOf),
            wordings: provisions.length,
            force: standing('in force'),
            draft: standing('draft') + standing('not yet in force'),
          })}
        </KeySentence>
      }
    >
      <dl>
        <dt>{page.text('law.pages.title')}</dt>
        <dd>
          <bdi lang={law.language}>{law.title}</bdi> ({languageNames(page.language, law.language)})
        </dd>
        {law.number && (
          <>
            <dt>{page.text('law.pages.number')}</dt>
            <dd>
              <bdi>{law.number}</bdi>
            </dd>
          </>
        )}
        <dt>{page.text('law.pages.kind')}</dt>
        <dd>{page.text(`law.pages.kind.${law.kind}`)}</dd>
        <dt>{page.text('law.pages.date')}</dt>
        <dd>
          <DateText page={page} date={law.date} />
        </dd>
        <dt>{page.text('law.pages.translation')}</dt>
        <dd>{page.text(`law.pages.translation.${law.translation}`)}</dd>
        {law.address && (
          <>
            <dt>{page.text('law.pages.official')}</dt>
            <dd>
              <a href={law.address} rel="noreferrer" dir="ltr">
                {law.address}
              </a>
            </dd>
          </>
        )}
      </dl>
      <h2>{page.text('law.pages.stages')}</h2>
      <Stages page={page} law={law} />
      <h2>{page.text('law.pages.wordings')}</h2>
      {articles.length > 0 && (
        <p class="quiet online">
          <a
            href={page.href(`${lawPath(law.id)}/history`)}
            aria-label={page.t('history.title', { what: law.titleEnglish ?? law.title })}
          >
            {page.text('history.link')}
          </a>
        </p>
      )}
      {articles.length === 0 && (
        <EmptyState
          page={page}
          missing={page.text('law.pages.wordings.none')}
          how={page.text('law.pages.how')}
        />
      )}
      {articles.map((wordings) => (
        <Article page={page} wordings={wordings} />
      ))}
      <Resting page={page} record={record} law={law} />
    </Page>
  );
}

/** An article: the wording of the day first to be seen, the others open on demand. */
function Article({ page, wordings }: OnPage & { readonly wordings: readonly Provision[] }) {
  const standing = (provision: Provision) => standingOn(provision, page.asOf);
  const current = wordings.filter((provision) => standing(provision) !== 'no longer in force');
  const past = wordings.filter((provision) => standing(provision) === 'no longer in force');
  return (
    <section class="point">
      <h3>{page.text('law.pages.article', { article: wordings[0]?.article ?? '' })}</h3>
      {current.map((provision) => (
        <Wording page={page} provision={provision} />
      ))}
      {past.length > 0 && (
        <details open={current.length === 0}>
          <summary>{page.text('law.pages.history', { count: past.length })}</summary>
          {past.map((provision) => (
            <Wording page={page} provision={provision} />
          ))}
        </details>
      )}
    </section>
  );
}

function Wording({ page, provision }: OnPage & { readonly provision: Provision }) {
  return (
    <div class="clause">
      <p>
        <strong>{page.text(`law.pages.standing.${standingOn(provision, page.asOf)}`)}</strong>
        {' · '}
        <InForce page={page} provision={provision} />
        <SourceMark page={page} citation={provision.citation} />
      </p>
      <ClauseText page={page} provision={provision} />
    </div>
  );
}

interface RestingRow {
  readonly checklist: Checklist;
  readonly point: Point;
  readonly articles: readonly string[];
}

/** The points on which some finding rests on this law, by whatever round. */
function Resting({ page, record, law }: OnPage & { readonly record: Record; readonly law: Law }) {
  const rows = record.read((tx) =>
    knownChecklists(tx).flatMap((checklist) =>
      checklist.points.flatMap((point): RestingRow[] => {
        const found = knownFindings(tx, checklist).get(`${law.state} ${point.point}`) ?? [];
        const own = found.flatMap(({ provisions }) => provisions).filter((each) => each.law === law.id);
        return own.length === 0
          ? []
          : [{ checklist, point, articles: [...new Set(own.map(({ article }) => article))] }];
      }),
    ),
  );
  return (
    <>
      <h2>{page.text('law.pages.resting')}</h2>
      {rows.length === 0 ? (
        <p>{page.text('law.pages.resting.none')}</p>
      ) : (
        <DataTable
          page={page}
          caption={page.t('law.pages.resting')}
          rows={rows}
          columns={[
            {
              heading: page.text('law.pages.point'),
              cell: ({ checklist, point }) => (
                <a href={page.href(`/states/${law.state}/law#${anchorOf(checklist, point)}`)}>
                  <PointName page={page} point={point} />
                </a>
              ),
            },
            {
              heading: page.text('checklist.one'),
              cell: ({ checklist }) => (
                <a href={page.href(`/law/${checklist.id}`)}>{page.local(checklist.title)}</a>
              ),
            },
            { heading: page.text('word.article'), cell: ({ articles }) => articles.join('; ') },
          ]}
        />
      )}
    </>
  );
}
