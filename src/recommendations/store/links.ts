/** The SQL of links between demands. The last decision on a pair counts; who took it and when is in the audit log. */
import { z } from 'zod';
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { askedState, type Iso3 } from '../../core/state.ts';
import type { Command, Read, Recorder } from '../../platform/record.ts';
import type { DemandKey } from '../demand.ts';
import { frameOf, parseDemandKey } from '../demand-key.ts';
import {
  type Joined,
  joined,
  type LinkDecision,
  type LinkReason,
  type Pair,
  pairOf,
  proposedLinks,
  type Verdict,
  verdicts,
} from '../link.ts';
import { occasionSql } from '../label-index.ts';
import { shippedCoder } from '../reference.ts';
import type { FoundItem } from '../search.ts';
import { recommendationsOf } from '../store.ts';
import type { TextLanguage } from '../words.ts';

/** As the record holds it. */
export interface EnteredLink extends LinkDecision {
  readonly note?: string;
  readonly decidedBy: string;
  readonly decidedAt: string;
}

interface DecisionRow {
  readonly state: Iso3;
  readonly first: DemandKey;
  readonly second: DemandKey;
  readonly verdict: Verdict;
  readonly note: string | null;
  readonly actor: string;
  readonly at: string;
}

/** All decisions up to the end of a day, in the order in which they were taken; also those that later ones changed. */
function decisions(tx: Read, asOf: Day): readonly EnteredLink[] {
  return tx
    .all<DecisionRow>(
      `SELECT d.*, a.actor, a.at FROM demand_link_decision d JOIN audit a ON a.seq = d.entry
       WHERE substr(a.at, 1, 10) <= ? ORDER BY d.id`,
      asOf,
    )
    .map(({ state, first, second, verdict, note, actor, at }) => ({
      state,
      pair: [first, second],
      verdict,
      ...(note === null ? {} : { note }),
      decidedBy: actor,
      decidedAt: at,
    }));
}

/** What is decided on pairs of demands of a State as of a day, the newest decision first. */
export function decidedLinks(tx: Read, state: Iso3, asOf: Day): readonly EnteredLink[] {
  const newestFirst = decisions(tx, asOf)
    .filter((one) => one.state === state)
    .toReversed();
  return [...Map.groupBy(newestFirst, ({ pair }) => pair.join('\n')).values()].flatMap(
    ([last]) => last ?? [],
  );
}

/** Which demands are one as of a day: a decision counts from the day on which it was taken. */
export function joinedDemands(tx: Read, asOf: Day): Joined {
  return tx.cached(`joined demands ${asOf}`, (inside) => joined(decisions(inside, asOf)));
}

/**
 * How often the most often asked demand of a text was asked, for texts with demands that persons joined: there
 * `asked` of the index of labels, which knows single demands, says too little. By number of the recommendation.
 */
export function timesAsked(tx: Read): ReadonlyMap<number, number> {
  const { renamed } = joinedDemands(tx, everyDay);
  if (renamed.length === 0) return new Map();
  const rows = tx.all<{ id: number; times: number }>(
    `WITH other AS (SELECT value ->> 0 AS state, value ->> 1 AS key, value ->> 2 AS name FROM json_each(?)),
     member AS (SELECT state, key, name FROM other UNION SELECT state, name, name FROM other),
     made AS (
       SELECT m.state, m.name, r.id, r.kind, ${occasionSql} AS occasion FROM member m
       JOIN recommendation_demand d ON d.state = m.state AND d.key = m.key
       JOIN recommendation r ON r.id = d.recommendation),
     asked AS (
       SELECT state, name, count(DISTINCT occasion) AS times FROM made
       WHERE kind = 'recommendation' GROUP BY state, name)
     SELECT m.id, max(max(a.times), c.asked) AS times FROM made m
     JOIN asked a ON a.state = m.state AND a.name = m.name
     JOIN recommendation_label c ON c.recommendation = m.id GROUP BY m.id`,
    JSON.stringify(renamed),
  );
  return new Map(rows.map(({ id, times }) => [id, times]));
}

/** Two demands of a State that may be one. */
interface Proposal {
  readonly pair: Pair;
  readonly score: number;
  readonly reasons: readonly LinkReason[];
}

/** No day is later. */
const everyDay = '9999-12-31' as Day;

/**
 * Demands made of a State by the end of the year that are near each other, those on the sexual exploitation of
 * children first, then the best. What was ever decided, also after the day, is not proposed; nor what is one already.
 */
export function linkProposals(tx: Read, state: Iso3, asOf: Day): readonly Proposal[] {
  return tx.cached(`link proposals ${state} ${asOf}`, (inside) => {
    const made = inside.all<{ key: DemandKey; core: number }>(
      `SELECT d.key, max(d.relevance = 'core') AS core FROM recommendation_demand d
       JOIN recommendation r ON r.id = d.recommendation
       WHERE d.state = ? AND r.kind = 'recommendation' AND EXISTS (
         SELECT 1 FROM recommendation_statement s WHERE s.recommendation = r.id AND s.year <= ?)
       GROUP BY d.key ORDER BY d.key`,
      state,
      Number(asOf.slice(0, 4)),
    );
    const isCore = new Map(made.map(({ key, core }) => [key, core]));
    const one = joinedDemands(inside, everyDay);
    const decided = new Set(decidedLinks(inside, state, everyDay).map(({ pair }) => pair.join('\n')));
    const core = ([first, second]: Pair) => (isCore.get(first) ?? 0) + (isCore.get(second) ?? 0);
    return proposedLinks(made.map(({ key }) => ({ id: key, demand: { ...frameOf(key), key } })))
      .map(({ from, to, score, reasons }): Proposal => ({ pair: [from, to], score, reasons }))
      .filter(
        ({ pair: [first, second] }) =>
          !decided.has(`${first}\n${second}`) && one.nameOf(state, first) !== one.nameOf(state, second),
      )
      .toSorted((a, b) => core(b.pair) - core(a.pair) || b.score - a.score);
  });
}

/**
 * The recommendations that make a demand of a State, up to the end of the year of a day: how many, and the newest.
 * The columns of the search are left alone: they would be read anew after each decision.
 */
export function textsAsking(
  tx: Read,
  { state, key, asOf }: { readonly state: Iso3; readonly key: DemandKey; readonly asOf: Day },
  most: number,
): { readonly total: number; readonly newest: readonly FoundItem[] } {
  const rows = tx.all<{ id: number; language: TextLanguage }>(
    `SELECT r.id, l.language, min(s.year) AS year FROM recommendation_demand d
     JOIN recommendation r ON r.id = d.recommendation JOIN recommendation_language l ON l.recommendation = r.id
     JOIN recommendation_statement s ON s.recommendation = r.id
     WHERE d.state = ? AND d.key = ? AND r.kind = 'recommendation'
     GROUP BY r.id HAVING year <= ? ORDER BY year DESC, r.id`,
    state,
    key,
    Number(asOf.slice(0, 4)),
  );
  const languages = new Map(rows.slice(0, most).map(({ id, language }) => [id, language]));
  return {
    total: rows.length,
    newest: recommendationsOf(tx, [...languages.keys()]).map((one) => ({
      ...one,
      language: languages.get(one.id) ?? 'other',
      reasons: [],
    })),
  };
}

/** Longer notes belong in a document. */
export const longestNote = 2000;

const linkFields = z.object({
  state: z.string(),
  first: z.string().trim().min(1, 'is missing'),
  second: z.string().trim().min(1, 'is missing'),
  verdict: z.enum(verdicts, { error: `is not one of: ${verdicts.join(', ')}` }),
  note: z.string().trim().max(longestNote, `is longer than ${longestNote} characters`).default(''),
});

/** What deciding did. */
export type Deciding = 'new' | 'changed' | 'known';

/**
 * Keeps a decision on two demands of a State.
 * @throws Problem `link-invalid`, naming the field; `state-unknown`, `demand-invalid`
 */
export function decideLink(
  record: Recorder,
  fields: { readonly [name: string]: string | undefined },
  change: Pick<Command, 'actor' | 'reason' | 'at'>,
): Deciding {
  const parsed = linkFields.safeParse(fields);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(String(issue?.path[0] ?? ''), issue?.message ?? '');
  }
  const { first, second, verdict, note } = parsed.data;
  const state = askedState(parsed.data.state).iso3;
  const pair = pairOf(linkable(first, 'first'), linkable(second, 'second'));
  if (pair[0] === pair[1]) throw invalid('second', 'is the same demand as the first');
  return record.command({ kind: 'link of demands', ...change, citation: pair.join(' ~ ') }, (tx) => {
    for (const key of pair)
      if (!tx.first('SELECT 1 FROM recommendation_demand WHERE state = ? AND key = ?', state, key))
        throw invalid('demand', `the record holds nothing that asks “${key}” of ${state}`);
    const last = decidedLinks(tx, state, everyDay).find((one) => one.pair.join('\n') === pair.join('\n'));
    if (last?.verdict === verdict && (last.note ?? '') === note) return 'known';
    tx.insert('demand_link_decision', {
      state,
      first: pair[0],
      second: pair[1],
      verdict,
      note: note || null,
    });
    return last ? 'changed' : 'new';
  }).result;
}

/** A demand on a treaty is told from every other by the treaty, and its answer comes from the list of parties. */
function linkable(written: string, field: string): DemandKey {
  const key = parseDemandKey(written, shippedCoder().codebook);
  if (frameOf(key).object?.list === 'instrument')
    throw invalid(
      field,
      'a demand on a treaty is one with no other; the name of the treaty tells them apart',
    );
  return key;
}

function invalid(field: string, detail: string): Problem {
  return new Problem('link-invalid', { field, detail });
}
