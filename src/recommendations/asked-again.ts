/** What was asked of States again, read from the record: the chains of one State, and those asked most often. */
import type { Day } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import type { Read } from '../platform/record.ts';
import { type Asked, type Chain, chainsOf } from './chain.ts';
import type { DemandKey } from './demand.ts';
import { occasionSql } from './label-index.ts';
import { askersOf, type Recommendation, responseOf, type Round } from './model.ts';
import { nearDuplicates } from './near.ts';
import { recommendationsOf } from './store.ts';
import { joinedDemands } from './store/links.ts';

/**
 * All chains of a State up to the end of the year of a day, those asked most often first; of one occasion too.
 * Demands that are one by the decisions up to that day are in one chain, under the name that stands for them all.
 */
export function chainsOfState(tx: Read, state: Iso3, asOf: Day): readonly Chain<number>[] {
  return tx.cached(`chains ${state} ${asOf}`, (inside) => {
    const one = joinedDemands(inside, asOf);
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
    const asked = texts.flatMap((text, at): Asked<number>[] => {
      const year = yearOf(text);
      if (year > yearIn(asOf)) return [];
      const agreed = responseOf(text);
      const group = groups.get(at);
      return (agreed.kind === 'agreed' ? [agreed.response] : agreed.responses).map((response) => ({
        id: text.id,
        state,
        year,
        ...roundNames(text.round),
        askers: askersOf(text).map(({ name }) => name),
        response,
        keys: (keys.get(text.id) ?? []).map(({ key }) => one.nameOf(state, key)),
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
export function coreOfState(tx: Read, state: Iso3, asOf: Day): (chain: Chain<number>) => boolean {
  const one = joinedDemands(tx, asOf);
  const keys = new Set<string>(
    tx
      .all<{ key: DemandKey }>(
        "SELECT DISTINCT key FROM recommendation_demand WHERE state = ? AND relevance = 'core'",
        state,
      )
      .map(({ key }) => one.nameOf(state, key)),
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
  /** All demands that are one with it by the decisions of persons, itself among them. */
  readonly keys: readonly DemandKey[];
  readonly times: number;
  readonly earliest: number;
  readonly latest: number;
}

/** Demands asked of a State in more than one round on the sexual exploitation of children, most often asked first. */
export function askedMostOften(tx: Read, asOf: Day): readonly Repeated[] {
  return tx.cached(`asked most often ${asOf}`, (inside) => {
    const one = joinedDemands(inside, asOf);
    return inside
      .all<Omit<Repeated, 'keys'>>(
        `WITH said AS (
           SELECT r.id, r.state, min(s.year) AS year, ${occasionSql} AS occasion
           FROM recommendation r JOIN recommendation_statement s ON s.recommendation = r.id
           WHERE r.kind = 'recommendation' GROUP BY r.id HAVING year <= ?),
         other AS (SELECT value ->> 0 AS state, value ->> 1 AS key, value ->> 2 AS name FROM json_each(?)),
         asked AS (
           SELECT said.state, said.year, said.occasion, ifnull(other.name, d.key) AS key
           FROM said JOIN recommendation_demand d ON d.recommendation = said.id AND d.relevance = 'core'
           LEFT JOIN other ON other.state = said.state AND other.key = d.key)
         SELECT state, key, count(DISTINCT occasion) AS times, min(year) AS earliest, max(year) AS latest
         FROM asked GROUP BY state, key HAVING times > 1
         ORDER BY times DESC, latest DESC, state, key`,
        yearIn(asOf),
        JSON.stringify(one.renamed),
      )
      .map((row) => ({ ...row, keys: one.membersOf(row.state, row.key) }));
  });
}

function yearIn(asOf: Day): number {
  return Number(asOf.slice(0, 4));
}

function yearOf({ statements }: Recommendation): number {
  return Math.min(...statements.map(({ year }) => year));
}

function roundNames(round: Round): { readonly mechanism: string; readonly round: string } {
  return round.mechanism === 'UPR'
    ? { mechanism: 'UPR', round: String(round.cycle) }
    : { mechanism: round.body, round: round.round };
}
