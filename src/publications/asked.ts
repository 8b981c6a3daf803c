/** The part of an overview on recommendations received. Pure. */
import type { Citation } from '../core/citation.ts';
import { askersOf, placeOf, type Recommendation, responseOf } from '../recommendations/model.ts';
import type { Block, Runs } from './model.ts';
import { cite, text, type Words } from './words.ts';

export interface RecommendationMaterial {
  /** Recommendations of the UPR on the sexual exploitation of children, by the rules of the codebook. */
  readonly found: readonly Recommendation[];
  /** The same of all other bodies. */
  readonly ofOthers: readonly Recommendation[];
  /** All recommendations the record holds for the State. */
  readonly inAll: number;
  /** How many of all were supported and noted, by session. */
  readonly bySession: readonly {
    readonly session: number;
    readonly supported: number;
    readonly noted: number;
    readonly other: number;
  }[];
  readonly sources: readonly Citation[];
}

export function recommendationBlocks(
  { found, ofOthers, inAll, bySession, sources }: RecommendationMaterial,
  said: Words,
): Block[] {
  const { t, paragraph, say, state } = said;
  if (inAll === 0) return [paragraph('overview.empty.asked', { nothing: t('overview.nothing') })];
  return [
    {
      kind: 'table',
      caption: say('overview.asked.table', { state }, sources),
      columns: [
        { header: t('overview.asked.session'), content: 'figures' },
        { header: t('overview.asked.supported'), content: 'figures' },
        { header: t('overview.asked.noted'), content: 'figures' },
        { header: t('overview.asked.other'), content: 'figures' },
      ],
      rows: bySession.map((row) =>
        [row.session, row.supported, row.noted, row.other].map((number) => text(t.number(number))),
      ),
    },
    paragraph('overview.asked.note', { count: found.length }),
    ...listed(found, said),
    ...(ofOthers.length > 0
      ? [paragraph('overview.asked.others', { count: ofOthers.length }), ...listed(ofOthers, said)]
      : []),
  ];
}

function listed(found: readonly Recommendation[], said: Words): Block[] {
  return found.length > 0 ? [{ kind: 'list', items: found.map((one) => item(one, said)) }] : [];
}

/** The text as asked, then who asked and what was answered, with the place where it stands. */
function item(recommendation: Recommendation, { t }: Words): Runs {
  const [first] = recommendation.statements;
  const agreed = responseOf(recommendation);
  const response =
    agreed.kind === 'answers differ'
      ? t('overview.asked.differ')
      : agreed.response === 'not known'
        ? t('overview.asked.unknown')
        : t(`response.${agreed.response}`);
  const askers = askersOf(recommendation)
    .map((asker) => asker.name)
    .join(', ');
  const places = new Map(
    recommendation.statements.map((statement) => [JSON.stringify(placeOf(statement)), placeOf(statement)]),
  );
  return [
    { kind: 'text', text: `“${recommendation.text}” ` },
    {
      kind: 'emphasis',
      text: t('overview.asked.item', { asker: askers, year: String(first?.year ?? ''), response }),
    },
    ...cite([...places.values()]),
  ];
}
