/** Gathers from the record what goes into a Country Overview. */
import type { Day } from '../core/date.ts';
import type { State } from '../core/state.ts';
import type { Commitment } from '../commitments/model.ts';
import { obligations } from '../commitments/schedule.ts';
import {
  commitmentsIn,
  instruments,
  publishedDue,
  reportStandings,
  standingsOf,
  uprReviews,
} from '../commitments/store.ts';
import { locatorShapes } from '../platform/map/geometry.ts';
import type { Translate } from '../platform/messages.ts';
import { software } from '../platform/product.ts';
import type { Read } from '../platform/record.ts';
import { type Recommendation, responseOf } from '../recommendations/model.ts';
import { type Filters, searchBy } from '../recommendations/search.ts';
import type { RecommendationMaterial } from './asked.ts';
import { fresh, known, questions, statesWith } from '../statistics/gaps.ts';
import { codeLists, indicatorsIn, observations } from '../statistics/store.ts';
import { breakdownText } from '../statistics/words.ts';
import type { NumberMaterial } from './numbers.ts';
import type { OverviewMaterial } from './overview.ts';
import { lawMaterial } from './store/law.ts';

const everything = { offset: 0, limit: 100_000 };

/** All the record holds of a State, read as of a day. */
export function overviewMaterial(tx: Read, state: State, asOf: Day, t: Translate): OverviewMaterial {
  const only = { state: state.iso3 };
  const standings = standingsOf(tx, state.iso3, asOf);
  const bound = obligations(standings);
  return {
    state,
    asOf,
    software: `${software.name} ${software.version}`,
    instruments: instruments(tx).flatMap((instrument) => {
      const standing = standings.get(instrument.id);
      return standing ? [{ instrument, standing, ...bound.get(instrument.id) }] : [];
    }),
    due: publishedDue(tx, only),
    reviews: uprReviews(tx, only),
    reportStandings: reportStandings(tx, only).filter((said) => said.asAt <= asOf),
    commitments: commitmentsIn(tx, t.language, only).filter((commitment) => adoptedBy(commitment, asOf)),
    law: lawMaterial(tx, state),
    map: locatorSvg(state),
    numbers: numbers(tx, state, asOf, t),
    asked: asked(tx, { ...only, kind: 'recommendation', untilYear: Number(asOf.slice(0, 4)) }),
  };
}

function numbers(tx: Read, { iso3 }: State, asOf: Day, t: Translate): NumberMaterial {
  const all = indicatorsIn(tx, t.language);
  const figures = observations(tx, { state: iso3, asOf });
  const lists = codeLists(tx);
  const answered = known(all, figures, { year: Number(asOf.slice(0, 4)) });
  return {
    known: all.flatMap((indicator) => {
      const of = figures.filter((one) => one.indicator === indicator.id);
      return of.length > 0 ? [{ indicator, of }] : [];
    }),
    unanswered: new Set(questions.filter((question) => !statesWith(answered, question).includes(iso3))),
    absent: all
      .filter(({ id, about }) => about === 'children' && !figures.some((one) => one.indicator === id))
      .map(({ name }) => name),
    years: fresh,
    breakdown: (breakdown) => breakdownText(t, breakdown, lists),
  };
}

/** Where the State lies, as a drawing that stands alone: its colours are in it, not in a style sheet. */
function locatorSvg({ iso3 }: State): string {
  const { width, height, land, borders, state } = locatorShapes(iso3);
  const shape =
    'path' in state
      ? `<path d="${state.path}" fill="#0b5572"/>`
      : `<circle cx="${state.dot.x}" cy="${state.dot.y}" r="3" fill="#0b5572"/><circle cx="${state.dot.x}" cy="${state.dot.y}" r="11" fill="none" stroke="#0b5572" stroke-width="1.5"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><path d="${land}" fill="#e7e3da"/><path d="${borders}" fill="none" stroke="#ffffff" stroke-width="0.6"/>${shape}</svg>`;
}

/** A commitment without a date is shown; what was adopted later is not. */
function adoptedBy({ adopted }: Commitment, asOf: Day): boolean {
  return adopted === undefined || adopted <= asOf;
}

function asked(tx: Read, filters: Filters): RecommendationMaterial {
  const all = searchBy([], tx, filters, everything).items;
  const core = searchBy([], tx, { ...filters, relevance: 'core' }, everything).items;
  const sessions = Map.groupBy(
    all.filter(({ round }) => round.mechanism === 'UPR'),
    (one) => one.statements.find((statement) => statement.session)?.session ?? 0,
  );
  const sources = new Map(
    all.flatMap((one) =>
      one.statements.map(({ citation }) => [citation.title + (citation.place ?? ''), citation] as const),
    ),
  );
  return {
    found: core.filter(({ round }) => round.mechanism === 'UPR'),
    ofOthers: core.filter(({ round }) => round.mechanism !== 'UPR'),
    inAll: all.length,
    bySession: [...sessions]
      .map(([session, items]) => ({ session, ...countResponses(items) }))
      .toSorted((a, b) => a.session - b.session),
    sources: [...sources.values()],
  };
}

function countResponses(items: readonly Recommendation[]): {
  supported: number;
  noted: number;
  other: number;
} {
  const counts = { supported: 0, noted: 0, other: 0 };
  for (const item of items) {
    const agreed = responseOf(item);
    const response = agreed.kind === 'agreed' ? agreed.response : 'other';
    counts[response === 'supported' || response === 'noted' ? response : 'other'] += 1;
  }
  return counts;
}
