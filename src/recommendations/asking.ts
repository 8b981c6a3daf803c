/** What one asker asked of States, read from the record: a body, or a State in the Universal Periodic Review. */
import type { Iso3 } from '../core/state.ts';
import { citations, type StoredCitation } from '../evidence/store.ts';
import type { Read } from '../platform/record.ts';
import { bodyOf } from './bodies.ts';
import type { Count } from './columns.ts';
import type { DemandKey } from './demand.ts';
import type { Mechanism } from './model.ts';
import { type Filters, type FoundItem, matches, shown } from './search.ts';
import { type Counts, loadedColumns } from './sides.ts';

/** Of those recommendations that pass the filters of an asker. */
export interface Asking {
  readonly total: number;
  readonly counts: Counts;
  /** By year, the earliest first, up to the year for which the record is read. */
  readonly years: readonly Count[];
  /** Those on the sexual exploitation of children itself (relevance: core). */
  readonly core: { readonly total: number; readonly counts: Counts; readonly newest: readonly FoundItem[] };
  /** Demands on the subject that were made more than once, those made of most States first. */
  readonly demands: readonly Demanded[];
  /** What all of this rests on, the source of most statements first. */
  readonly sources: readonly StoredCitation[];
}

/** A demand, of how many States and in how many recommendations it was made. */
export interface Demanded {
  readonly key: DemandKey;
  readonly states: number;
  readonly recommendations: number;
  readonly earliest: number;
  readonly latest: number;
  /** The recommendation made last. */
  readonly newest: number;
  readonly sources: readonly StoredCitation[];
}

const mostNewest = 10;
const mostDemands = 15;

/** @param filters who asked, and the year up to which; what asks for nothing does not count */
export function asking(tx: Read, filters: Filters): Asking {
  return tx.cached(`asking ${JSON.stringify(filters)}`, (inside) => {
    const wanted: Filters = { ...filters, kind: 'recommendation' };
    const all = matches(inside, wanted);
    const core = matches(inside, { ...wanted, relevance: 'core' });
    return {
      total: all.total,
      counts: all.counts,
      years: all.counts.year
        .filter(({ value }) => Number(value) <= (filters.untilYear ?? Number.POSITIVE_INFINITY))
        .toSorted((a, b) => Number(a.value) - Number(b.value)),
      core: {
        total: core.total,
        counts: core.counts,
        newest: shown(inside, [...core.ids.subarray(0, mostNewest)]),
      },
      demands: demandsAmong(inside, core.ids),
      sources: cited(
        inside,
        all.counts.source.toSorted((a, b) => b.count - a.count).map(({ value }) => Number(value)),
      ),
    };
  });
}

/** Citations by their numbers, each once, in the order given. */
function cited(tx: Read, ids: readonly number[]): StoredCitation[] {
  const known = tx.cached('citations', citations);
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
}

/** One statement on a text that makes a demand. */
interface DemandRow {
  readonly key: DemandKey;
  readonly state: Iso3;
  readonly recommendation: number;
  readonly year: number;
  readonly citation: number;
}

function demandsAmong(tx: Read, ids: Uint32Array): Demanded[] {
  const rows = tx.all<DemandRow>(
    `SELECT d.key, d.state, d.recommendation, s.year, s.citation
     FROM json_each(?) asked JOIN recommendation_demand d ON d.recommendation = asked.value
     JOIN recommendation_statement s ON s.recommendation = d.recommendation
     WHERE d.relevance = 'core'`,
    JSON.stringify([...ids]),
  );
  return [...Map.groupBy(rows, ({ key }) => key)]
    .map(([key, of]) => {
      const [first] = of;
      const newest = of.reduce((a, b) => (b.year > a.year ? b : a), first as DemandRow);
      return {
        key,
        of,
        states: new Set(of.map(({ state }) => state)).size,
        recommendations: new Set(of.map(({ recommendation }) => recommendation)).size,
        earliest: Math.min(...of.map(({ year }) => year)),
        latest: newest.year,
        newest: newest.recommendation,
      };
    })
    .filter(({ recommendations }) => recommendations > 1)
    .toSorted(
      (a, b) =>
        b.states - a.states || b.recommendations - a.recommendations || a.key.localeCompare(b.key, 'en'),
    )
    .slice(0, mostDemands)
    .map(({ of, ...about }) => ({
      ...about,
      sources: cited(
        tx,
        of.map(({ citation }) => citation),
      ),
    }));
}

/** A body as the record knows it; the Universal Periodic Review as a whole is one. */
export interface AskingBody {
  readonly name: string;
  readonly mechanism: Mechanism;
}

/** The filters that find what a body asked. */
export function filtersOfBody({ name, mechanism }: AskingBody): Filters {
  return mechanism === 'UPR' ? { mechanism } : { body: name };
}

/** The body of a name or an abbreviation ("UPR", "CRC") that is known, or of which the record holds something. */
export function askingBody(tx: Read, name: string): AskingBody | undefined {
  const known = bodyOf(name);
  if (known?.mechanism === 'UPR' || known?.mechanism === 'treaty body') return known;
  if (!loadedColumns(tx).dimensions.body.values.includes(name)) return undefined;
  return bodiesAsking(tx, Number.MAX_SAFE_INTEGER).find((one) => one.name === name) ?? known;
}

/** A body in the list of all. */
export interface BodySummary extends AskingBody {
  readonly recommendations: number;
  readonly core: number;
  readonly states: number;
  readonly earliest: number;
  readonly latest: number;
  readonly sources: readonly StoredCitation[];
}

/** All bodies that the record holds recommendations of up to the end of a year, those that made most first. */
export function bodiesAsking(tx: Read, untilYear: number): readonly BodySummary[] {
  return tx.cached(`bodies asking ${untilYear}`, (inside) =>
    inside
      .all<Omit<BodySummary, 'sources' | 'mechanism'> & { mechanism: Mechanism | null; citations: string }>(
        `WITH said AS (
           SELECT recommendation, min(year) AS year, json_group_array(DISTINCT citation) AS citations
           FROM recommendation_statement GROUP BY recommendation HAVING min(year) <= ?)
         SELECT ifnull(r.body, 'UPR') AS name, r.mechanism, count(*) AS recommendations,
           sum(ifnull(c.relevance, '') = '["core"]') AS core, count(DISTINCT r.state) AS states,
           min(said.year) AS earliest, max(said.year) AS latest, group_concat(DISTINCT said.citations) AS citations
         FROM said JOIN recommendation r ON r.id = said.recommendation
         LEFT JOIN recommendation_label c ON c.recommendation = r.id
         WHERE r.kind = 'recommendation' GROUP BY r.body, r.mechanism
         ORDER BY recommendations DESC, name`,
        untilYear,
      )
      .map(({ mechanism, citations: ids, ...body }) => ({
        ...body,
        mechanism: mechanism ?? 'UPR',
        sources: cited(inside, JSON.parse(`[${ids.replaceAll(/[[\]]/g, '')}]`) as number[]),
      })),
  );
}

/** The sources of a demand made of a State up to the end of a year, the oldest statement first. */
export function sourcesOfDemand(
  tx: Read,
  { state, keys }: { readonly state: Iso3; readonly keys: readonly DemandKey[] },
  untilYear: number,
): StoredCitation[] {
  const rows = tx.all<{ citation: number }>(
    `SELECT s.citation FROM recommendation_demand d JOIN recommendation r ON r.id = d.recommendation
     JOIN recommendation_statement s ON s.recommendation = r.id
     WHERE d.state = ? AND d.key IN (SELECT value FROM json_each(?)) AND r.kind = 'recommendation' AND s.year <= ? ORDER BY s.year, s.id`,
    state,
    JSON.stringify(keys),
    untilYear,
  );
  return cited(
    tx,
    rows.map(({ citation }) => citation),
  );
}
