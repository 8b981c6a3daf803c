/** What was asked of States again, read from the record: the chains of one State, and those asked most often. */
import type { Iso3 } from '../core/state.ts';
import type { Read } from '../platform/record.ts';
import { type Asked, type Chain, chainsOf } from './chain.ts';
import type { DemandKey } from './demand.ts';
import { occasionSql } from './label-index.ts';
import { askersOf, type Recommendation, responseOf, type Round } from './model.ts';
import { nearDuplicates } from './near.ts';
import { recommendationsOf } from './store.ts';

/** All chains of a State up to the end of a year, those asked most often first; of one occasion too. */
export function chainsOfState(tx: Read, state: Iso3, untilYear: number): readonly Chain<number>[] {
  return tx.cached(`chains ${state} ${untilYear}`, (inside) => {
    const ids = inside
      .all<{ id: number }>("SELECT id FROM recommendation WHERE state = ? AND kind = 'recommendation'", state)
      .map(({ id }) => id);
    const keys = Map.groupBy(
      inside.all<{ recommendation: number; key: DemandKey }>(
        'SELECT recommendation, key FROM recommendation_demand WHERE state = ?',
        state,
      ),
      ({ recommendation }) => recommendation,
    );
    const texts = recommendationsOf(inside, ids);
    const groups = new Map<number, string>();
    nearDuplicates(texts.map(({ text }) => text)).groups.forEach((group) => {
      for (const at of group) groups.set(at, String(texts[group[0] ?? -1]?.id));
    });
    const asked = texts.flatMap((one, at): Asked<number>[] => {
      const year = yearOf(one);
      if (year > untilYear) return [];
      const agreed = responseOf(one);
      const group = groups.get(at);
      return (agreed.kind === 'agreed' ? [agreed.response] : agreed.responses).map((response) => ({
        id: one.id,
        state,
        year,
        ...roundNames(one.round),
        askers: askersOf(one).map(({ name }) => name),
        response,
        keys: (keys.get(one.id) ?? []).map(({ key }) => key),
        ...(group === undefined ? {} : { group }),
      }));
    });
    return chainsOf(asked).toSorted(
      (a, b) =>
        b.occasions.length - a.occasions.length || b.latest - a.latest || a.key.localeCompare(b.key, 'en'),
    );
  });
}

/** Which demands and texts of a State are on the sexual exploitation of children itself (relevance: core). */
export function coreOfState(tx: Read, state: Iso3): (chain: Chain<number>) => boolean {
  const keys = new Set(
    tx
      .all<{ key: string }>(
        "SELECT DISTINCT key FROM recommendation_demand WHERE state = ? AND relevance = 'core'",
        state,
      )
      .map(({ key }) => key),
  );
  const texts = new Set(
    tx
      .all<{ id: number }>(
        `SELECT c.recommendation AS id FROM recommendation_label c JOIN recommendation r ON r.id = c.recommendation
         WHERE r.state = ? AND c.relevance = '["core"]'`,
        state,
      )
      .map(({ id }) => id),
  );
  return ({ key, occasions }) =>
    keys.has(key) ||
    (key.startsWith('text:') &&
      occasions.some(({ recommendations }) => recommendations.some((id) => texts.has(id))));
}

/** The chains that a recommendation is in. */
export function chainsWith(chains: readonly Chain<number>[], id: number): Chain<number>[] {
  return chains.filter(({ occasions }) =>
    occasions.some(({ recommendations }) => recommendations.includes(id)),
  );
}

/** A demand of a State, and in how many rounds it was asked. */
export interface Repeated {
  readonly state: Iso3;
  readonly key: DemandKey;
  readonly times: number;
  readonly earliest: number;
  readonly latest: number;
}

/** Demands asked of a State in more than one round on the sexual exploitation of children, most often asked first. */
export function askedMostOften(tx: Read, untilYear: number): readonly Repeated[] {
  return tx.cached(`asked most often ${untilYear}`, (inside) =>
    inside.all<Repeated>(
      `WITH said AS (
         SELECT r.id, r.state, min(s.year) AS year, ${occasionSql} AS occasion
         FROM recommendation r JOIN recommendation_statement s ON s.recommendation = r.id
         WHERE r.kind = 'recommendation' GROUP BY r.id HAVING year <= ?)
       SELECT said.state, d.key, count(DISTINCT said.occasion) AS times, min(said.year) AS earliest, max(said.year) AS latest
       FROM said JOIN recommendation_demand d ON d.recommendation = said.id AND d.relevance = 'core'
       GROUP BY said.state, d.key HAVING times > 1
       ORDER BY times DESC, latest DESC, said.state, d.key`,
      untilYear,
    ),
  );
}

function yearOf({ statements }: Recommendation): number {
  return Math.min(...statements.map(({ year }) => year));
}

function roundNames(round: Round): { readonly mechanism: string; readonly round: string } {
  return round.mechanism === 'UPR'
    ? { mechanism: 'UPR', round: String(round.cycle) }
    : { mechanism: round.body, round: round.round };
}
