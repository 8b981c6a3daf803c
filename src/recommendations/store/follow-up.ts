/** The SQL of follow-up. A row with the same State, demand, ledger, date and receipt as one before corrects it. */
import { z } from 'zod';
import { dateSchema } from '../../core/citation.ts';
import type { Day, PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { type Iso3, resolveState } from '../../core/state.ts';
import { completeLists, statusRows } from '../../commitments/store.ts';
import { citationId, citations, type StoredCitation } from '../../evidence/store.ts';
import { heldCitationId, heldTitle } from '../../evidence/store/held.ts';
import type { Read, Recorder, Write } from '../../platform/record.ts';
import type { DemandKey } from '../demand.ts';
import { parseDemandKey } from '../demand-key.ts';
import {
  type DemandFollowUp,
  type EnteredFollowUp,
  type FollowUp,
  type FollowUpAction,
  type GivenFollowUp,
  followUpStatuses,
  ledgers,
  type Receipt,
  sourceKeepings,
  standing,
  treatyAnswer,
} from '../follow-up.ts';
import { shippedCoder } from '../reference.ts';
import { joinedDemands } from './links.ts';

const text = z.string().trim().min(1, 'is missing');
const optional = z.string().trim().default('');
const address = optional.refine(
  (value) => value === '' || z.url({ protocol: /^https?$/ }).safeParse(value).success,
  'begins with https:// or http://',
);

/** A word of a list in any case, or under another name. */
function word<const T extends readonly string[]>(
  words: T,
  also: { readonly [name: string]: T[number] } = {},
) {
  return z.string().transform((written, context): T[number] => {
    const plain = written.trim().toLowerCase().replaceAll('_', ' ');
    const found = words.find((one) => one.toLowerCase() === plain) ?? also[plain];
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: `“${written}” is not one of: ${words.join(', ')}` });
    return z.NEVER;
  });
}

const state = z.string().transform((written, context): Iso3 => {
  try {
    const code = written.trim();
    return resolveState(/^[a-z]{3}$/.test(code) ? code.toUpperCase() : code);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const about = {
  state,
  /** The key of a demand; several in one field with semicolons. */
  demand: optional,
  /** Instead of a key: the number of a recommendation, which stands for all demands of its text. */
  recommendation: optional.refine((value) => /^\d*$/.test(value), 'is the number of a recommendation'),
  source: text,
  address,
};

/** An entry as a command, a form or a row of a table hands it in. */
const entryFields = z.object({
  ...about,
  ledger: word(ledgers, {
    government: 'State',
    ngo: 'civil society',
    nhri: 'national human rights institution',
  }),
  status: word(followUpStatuses),
  said: text,
  date: dateSchema,
  kept: z
    .string()
    .trim()
    .default('')
    .transform((written) => written || 'open')
    .pipe(word(sourceKeepings)),
  place: z.string().trim().min(1, 'is missing: a status rests on a passage, such as “para. 12” or “p. 4”'),
});

const actionFields = z.object({
  ...about,
  text,
  lead: optional,
  from: optional.pipe(z.union([z.literal(''), dateSchema])),
  until: optional.pipe(z.union([z.literal(''), dateSchema])),
  place: optional,
});

/** The names of the fields that a form of an entry, or of an action, hands in. */
export const followUpFields = Object.keys(entryFields.shape);
export const followUpActionFields = Object.keys(actionFields.shape);

export type Fields = { readonly [name: string]: string | undefined };

/** @throws Problem `follow-up-invalid`, naming the field */
function parsed<T extends z.ZodType>(schema: T, fields: Fields): z.output<T> {
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? '');
  const missing =
    (fields[field] ?? '').trim() === '' && issue?.code !== 'custom' && issue?.code !== 'too_small';
  throw invalid(field, missing ? 'is missing' : (issue?.message ?? ''));
}

function invalid(field: string, detail: string): Problem {
  return new Problem('follow-up-invalid', { field, detail });
}

/**
 * Entries from fields: one for each demand named.
 * @throws Problem `follow-up-invalid`, `demand-invalid`
 */
export function followUpFromFields(tx: Read, fields: Fields): GivenFollowUp[] {
  const { source, place, address: link, demand, recommendation, kept, ...said } = parsed(entryFields, fields);
  // Nobody has checked it beside who enters it.
  const receipt: Receipt = {
    title: source,
    place,
    standing: 'unverified',
    ...(link ? { address: link } : {}),
  };
  return demandsNamed(tx, { state: said.state, demand, recommendation }).map((key) => ({
    ...said,
    demand: key,
    receipt,
    sourceKept: kept,
  }));
}

/** @throws Problem `follow-up-invalid`, `demand-invalid` */
export function actionFromFields(tx: Read, fields: Fields): FollowUpAction {
  const {
    source,
    place,
    address: link,
    demand,
    recommendation,
    lead,
    from,
    until,
    ...said
  } = parsed(actionFields, fields);
  return {
    ...said,
    ...(lead ? { lead } : {}),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
    demands: demandsNamed(tx, { state: said.state, demand, recommendation }),
    citation: {
      title: source,
      standing: 'unverified',
      ...(place ? { place } : {}),
      ...(link ? { address: link } : {}),
    },
  };
}

interface Named {
  readonly state: Iso3;
  readonly demand: string;
  readonly recommendation: string;
}

function demandsNamed(tx: Read, { state: iso3, demand, recommendation }: Named): DemandKey[] {
  if ((demand === '') === (recommendation === ''))
    throw invalid('demand', 'give either the key of a demand or the number of a recommendation');
  if (recommendation !== '') return demandsOfRecommendation(tx, iso3, Number(recommendation));
  const keys = demand.split(';').filter((key) => key.trim() !== '');
  return [...new Set(keys.map((key) => parseDemandKey(key, shippedCoder().codebook)))];
}

function demandsOfRecommendation(tx: Read, iso3: Iso3, id: number): DemandKey[] {
  const found = tx.first<{ state: Iso3 }>('SELECT state FROM recommendation WHERE id = ?', id);
  if (!found) throw invalid('recommendation', `there is none with the number ${id}`);
  if (found.state !== iso3) throw invalid('recommendation', `number ${id} was made to ${found.state}`);
  const keys = tx
    .all<{ key: DemandKey }>(
      'SELECT key FROM recommendation_demand WHERE recommendation = ? ORDER BY key',
      id,
    )
    .map(({ key }) => key);
  if (keys.length === 0)
    throw invalid('recommendation', `the codebook finds no demand with a key in number ${id}; give the key`);
  return keys;
}

/** What entering did. "corrected": the same receipt for the same day now gives another status or other words. */
export type Entering = 'new' | 'corrected' | 'known';

/** @throws Problem `follow-up-invalid` without a passage; also the database refuses it */
export function enterFollowUp(tx: Write, entry: GivenFollowUp): Entering {
  if (entry.receipt.place.trim() === '') throw invalid('place', 'is missing');
  const { state: iso3, demand, ledger, status, said, date, receipt, sourceKept } = entry;
  const citation =
    sourceKept === 'open'
      ? citationId(tx, receipt)
      : heldCitationId(tx, { ...receipt, state: iso3, part: 'recommendations' });
  const last = tx.first<{ status: string; said: string }>(
    `SELECT status, said FROM follow_up
     WHERE state = ? AND demand = ? AND ledger = ? AND date = ? AND citation = ? ORDER BY id DESC LIMIT 1`,
    iso3,
    demand,
    ledger,
    date,
    citation,
  );
  if (last?.status === status && last.said === said) return 'known';
  tx.insert('follow_up', { state: iso3, demand, ledger, status, said, date, citation });
  return last ? 'corrected' : 'new';
}

/** Attaches an action to its demands; one that is there already gets the demands it lacks. @returns rows added */
export function enterAction(tx: Write, action: FollowUpAction): number {
  const { state: iso3, text: what, lead, from, until, demands } = action;
  const citation = citationId(tx, action.citation);
  const known = tx.first<{ id: number }>(
    `SELECT id FROM follow_up_action
     WHERE state = ? AND text = ? AND lead IS ? AND starts IS ? AND ends IS ? AND citation = ?`,
    iso3,
    what,
    lead ?? null,
    from ?? null,
    until ?? null,
    citation,
  );
  const id =
    known?.id ??
    tx.insert('follow_up_action', {
      state: iso3,
      lead: lead ?? null,
      text: what,
      starts: from ?? null,
      ends: until ?? null,
      citation,
    });
  const served = new Set(
    tx
      .all<{ demand: string }>('SELECT demand FROM follow_up_action_demand WHERE action = ?', id)
      .map(({ demand }) => demand),
  );
  const more = demands.filter((demand) => !served.has(demand));
  for (const demand of more) tx.insert('follow_up_action_demand', { action: id, demand });
  return more.length + (known ? 0 : 1);
}

interface EntryRow extends Omit<FollowUp, 'receipt'> {
  readonly citation: number;
  readonly actor: string | null;
  readonly at: string;
}

/** The entries on a State, in the order in which they were entered, each as last corrected. */
export function followUps(tx: Read, iso3: Iso3): EnteredFollowUp[] {
  const known = tx.cached('citations', citations);
  return tx
    .all<EntryRow>(
      `SELECT f.*, CASE WHEN h.id IS NULL THEN a.actor END AS actor, a.at
       FROM follow_up f JOIN audit a ON a.seq = f.entry LEFT JOIN held_source h ON h.stands_for = f.citation
       WHERE f.id IN (SELECT max(id) FROM follow_up WHERE state = ?
         GROUP BY demand, ledger, date, citation) ORDER BY f.id`,
      iso3,
    )
    .map(({ state: of, demand, ledger, status, said, date, citation, actor, at }) => ({
      state: of,
      demand,
      ledger,
      status,
      said,
      date,
      receipt: cited(known, citation) as StoredCitation & Receipt,
      ...(actor === null ? {} : { enteredBy: actor }),
      enteredAt: at,
    }));
}

interface ActionRow {
  readonly id: number;
  readonly state: Iso3;
  readonly lead: string | null;
  readonly text: string;
  readonly starts: PartialDate | null;
  readonly ends: PartialDate | null;
  readonly citation: number;
}

/** The actions of a State, in the order in which they were entered. */
export function followUpActions(tx: Read, iso3: Iso3): FollowUpAction[] {
  const known = tx.cached('citations', citations);
  const demands = Map.groupBy(
    tx.all<{ action: number; demand: DemandKey }>(
      `SELECT d.action, d.demand FROM follow_up_action_demand d
       JOIN follow_up_action a ON a.id = d.action WHERE a.state = ? ORDER BY d.id`,
      iso3,
    ),
    ({ action }) => action,
  );
  return tx.all<ActionRow>('SELECT * FROM follow_up_action WHERE state = ? ORDER BY id', iso3).map((row) => ({
    state: row.state,
    text: row.text,
    ...(row.lead ? { lead: row.lead } : {}),
    ...(row.starts ? { from: row.starts } : {}),
    ...(row.ends ? { until: row.ends } : {}),
    demands: (demands.get(row.id) ?? []).map(({ demand }) => demand),
    citation: cited(known, row.citation),
  }));
}

function cited(known: ReadonlyMap<number, StoredCitation>, id: number): StoredCitation {
  const citation = known.get(id);
  if (!citation) throw new Error(`citation ${id} is not in the record`);
  return citation;
}

/**
 * What became of demands of a State as of a day, in the order of the keys. An entry or action for one of several
 * demands that are one by the decisions of persons (link.ts) holds for all of them.
 * @param demands the demands; without them all that have an entry or an action, those that are one once
 */
export function demandFollowUps(
  tx: Read,
  iso3: Iso3,
  asOf: Day,
  demands?: readonly DemandKey[],
): DemandFollowUp[] {
  const one = joinedDemands(tx, asOf);
  const name = (demand: DemandKey) => one.nameOf(iso3, demand);
  const entries = Map.groupBy(followUps(tx, iso3), ({ demand }) => name(demand));
  const actions = followUpActions(tx, iso3);
  const keys =
    demands ??
    [...new Set([...entries.keys(), ...actions.flatMap((action) => action.demands.map(name))])].toSorted();
  if (keys.length === 0) return [];
  const treaties = { rows: statusRows(tx, { state: iso3 }), lists: completeLists(tx) };
  return keys.map((demand) => {
    const treaty = treatyAnswer(iso3, demand, treaties, asOf);
    const members = one.membersOf(iso3, demand);
    return {
      state: iso3,
      demand,
      joined: members.filter((member) => member !== demand),
      standing: standing(entries.get(name(demand)) ?? [], asOf),
      ...(treaty ? { treaty } : {}),
      actions: actions.filter((action) => action.demands.some((served) => members.includes(served))),
    };
  });
}

/**
 * The demands of a State that a person is offered when adding an action: those that have an entry or an action, and
 * those on the sexual exploitation of children that were made by the end of the year; asked most often first.
 */
export function offeredDemands(tx: Read, iso3: Iso3, asOf: Day): DemandKey[] {
  const followed = demandFollowUps(tx, iso3, asOf).map(({ demand }) => demand);
  const made = tx
    .all<{ key: DemandKey }>(
      `SELECT d.key FROM recommendation_demand d
       WHERE d.state = ? AND d.relevance = 'core' AND EXISTS (
         SELECT 1 FROM recommendation_statement s WHERE s.recommendation = d.recommendation AND s.year <= ?)
       GROUP BY d.key ORDER BY count(*) DESC, d.key`,
      iso3,
      Number(asOf.slice(0, 4)),
    )
    .map(({ key }) => key);
  return [...new Set([...followed, ...made])];
}

/** Who makes a change, why and when. */
export interface Change {
  readonly actor: string;
  readonly reason: string;
  readonly at: string;
}

/** Enters what fields say, for every demand they name. @throws Problem as `followUpFromFields` */
export function addFollowUp(record: Recorder, fields: Fields, change: Change): readonly Entering[] {
  const command = { kind: 'follow-up', ...change, citation: sourceTold(fields) };
  return record.command(command, (tx) =>
    followUpFromFields(tx, fields).map((entry) => enterFollowUp(tx, entry)),
  ).result;
}

/** What the audit log says of the source in the fields of a form: what everyone may know. */
export function sourceTold({ source = '', kept = '' }: Fields): string {
  return kept === '' || kept.trim().toLowerCase() === 'open' ? source : heldTitle;
}

/** @returns rows added @throws Problem as `actionFromFields` */
export function addAction(record: Recorder, fields: Fields, change: Change): number {
  const command = { kind: 'follow-up action', ...change, citation: fields['source'] ?? '' };
  return record.command(command, (tx) => enterAction(tx, actionFromFields(tx, fields))).result;
}
