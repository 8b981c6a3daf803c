/** /law/CHECKLIST/agreement: how far two coders agree, overall and on each point, with what cannot be told. */
import type { Record } from '../../platform/record.ts';
import {
  DataTable,
  EmptyState,
  KeySentence,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import type { Agreement, AgreementByPoint, Kappa } from '../agreement.ts';
import { askedChecklist, type Point } from '../checklist.ts';
import { agreementOn } from '../store/adjudication.ts';
import { checklists } from '../store/checklists.ts';

/** @throws Problem `checklist-unknown` */
export function agreementPage(page: PageContext, record: Record, id: string) {
  const checklist = askedChecklist(record.cached('checklists', checklists), id);
  const { codings, byKind } = record.cached(`agreement ${checklist.id}`, (tx) =>
    agreementOn(tx, checklist.id),
  );
  const blind = byKind.find(({ kind }) => kind === 'blind')?.overall;
  const title = checklist.title[page.language] ?? checklist.title.en;
  return (
    <Page
      page={page}
      title={page.t('law.coding.agreement.on', { checklist: title })}
      breadcrumb={[{ label: page.text('law.coding.rounds'), href: '/law/rounds' }]}
      sentence={
        blind && (
          <KeySentence page={page} citations={[]}>
            {page.text('law.coding.agreement.sentence', { same: blind.same, pairs: blind.pairs })}{' '}
            {blind.kappa.kind === 'known' && (
              <>
                {page.text('law.coding.kappa')} <KappaText page={page} kappa={blind.kappa} />
              </>
            )}
          </KeySentence>
        )
      }
    >
      <p>{page.text('law.coding.agreement.note')}</p>
      <p class="quiet">{page.text('law.coding.agreement.formula')}</p>
      <p class="quiet">
        {page.text('law.coding.agreement.left', {
          single: codings.single,
          open: codings.open,
          more: codings.more,
        })}
      </p>
      {codings.pairs.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('law.coding.agreement.none')}
          how={page.text('law.coding.rounds.how')}
        />
      ) : (
        byKind
          .filter(({ overall }) => overall.pairs > 0)
          .map((one) => <Kind page={page} agreement={one} points={checklist.points} />)
      )}
    </Page>
  );
}

interface Row {
  readonly point?: Point;
  readonly agreement: Agreement;
}

function Kind({
  page,
  agreement: { kind, overall, points: byPoint },
  points,
}: OnPage & { readonly agreement: AgreementByPoint; readonly points: readonly Point[] }) {
  const rows: Row[] = [
    { agreement: overall },
    ...points.flatMap((point) => {
      const agreement = byPoint.get(point.point);
      return agreement ? [{ point, agreement }] : [];
    }),
  ];
  return (
    <section>
      <h2>{page.text(`law.coding.kind.${kind}`)}</h2>
      <DataTable
        page={page}
        caption={page.t('law.coding.agreement.caption', { kind: page.t(`law.coding.kind.${kind}`) })}
        rows={rows}
        columns={[
          {
            heading: page.text('checklist.points'),
            cell: ({ point }) =>
              point ? (
                <>
                  <bdi>{point.point}</bdi> {point.subject && page.local(point.subject)}
                </>
              ) : (
                page.text('law.coding.overall')
              ),
          },
          {
            heading: page.text('law.coding.pairs'),
            kind: 'figure',
            cell: ({ agreement }) => page.t.number(agreement.pairs),
          },
          {
            heading: page.text('law.coding.same'),
            kind: 'figure',
            cell: ({ agreement }) =>
              page.text('law.coding.percent', {
                part: page.t.number(Math.round((1000 * agreement.same) / agreement.pairs) / 10),
              }),
          },
          {
            heading: page.text('law.coding.kappa'),
            cell: ({ agreement }) => <KappaText page={page} kappa={agreement.kappa} />,
          },
        ]}
      />
    </section>
  );
}

/** "0.49 (95 %: 0.39 to 0.59)", or why it cannot be told. */
function KappaText({ page, kappa }: OnPage & { readonly kappa: Kappa }) {
  if (kappa.kind === 'cannot tell')
    return <span class="absent">{page.text(`law.coding.noKappa.${kappa.why}`)}</span>;
  const number = (value: number) => page.t.number(Math.round(value * 100) / 100);
  const { value, interval } = kappa;
  return (
    <bdi>
      {number(value)}{' '}
      {interval
        ? page.text('law.coding.interval', { low: number(interval.low), high: number(interval.high) })
        : page.text('law.coding.noInterval')}
    </bdi>
  );
}
