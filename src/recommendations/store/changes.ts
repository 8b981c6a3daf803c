/** What is new of what States were asked, and of what became of it. */
import type { Read } from '../../platform/record.ts';
import {
  changesBy,
  type StateChanges,
  shortened,
  together,
  type Watch,
} from '../../platform/state-changes.ts';
import type { Language } from '../../core/text.ts';
import type { DemandKey } from '../demand.ts';
import type { FollowUpStatus, Ledger } from '../follow-up.ts';
import type { Kind } from '../model.ts';
import { demandName, entryName, entryOf } from '../names.ts';
import { shippedCoder } from '../reference.ts';

/** Lists of the codebook by which changes are narrowed; both say what a text is about. */
const themeLists = ['manifestation', 'theme'] as const;

/** What changes can be narrowed to: names such as "theme/trafficking", with their labels. */
export function watchedThemes(
  language: Language,
): readonly { readonly value: string; readonly label: string }[] {
  return shippedCoder()
    .codebook.entries.filter(({ list }) => (themeLists as readonly string[]).includes(list))
    .map(({ list, id }) => ({ value: `${list}/${id}`, label: entryName({ list, entry: id }, language) }));
}

export function isWatchedTheme(name: string): boolean {
  const list = entryOf(name)?.list;
  return themeLists.some((each) => each === list);
}

/** @param themes names of entries of the codebook, of which one must label the text; none: all texts */
export function recommendationChanges(tx: Read, watch: Watch, themes: readonly string[]): StateChanges {
  const asked = themes.length === 0 ? null : JSON.stringify(themes);
  const labelled = (where: string) =>
    `(? IS NULL OR EXISTS (SELECT 1 FROM recommendation_label l, json_each(?) asked
       WHERE ${where} AND (${themeLists
         .map(
           (list) =>
             `EXISTS (SELECT 1 FROM json_each(l."${list}") one WHERE asked.value = '${list}/' || one.value)`,
         )
         .join(' OR ')})))`;
  const values = [asked, asked];
  const demanded = (state: string, demand: string) => `l.recommendation IN
    (SELECT d.recommendation FROM recommendation_demand d WHERE d.state = ${state} AND d.key = ${demand})`;
  return together([
    changesBy<{ id: number; kind: Kind; body: string; text: string }>(
      tx,
      watch,
      {
        sql: `SELECT r.entry, r.state, r.id, r.kind, ifnull(r.body, 'UPR') AS body, r.text FROM recommendation r
          WHERE ${labelled('l.recommendation = r.id')}`,
        values,
      },
      ({ id, kind, body, text }) => ({
        address: `/recommendations/${id}`,
        line: (t) =>
          t('alerts.change.recommendation', { kind: t(`alerts.kind.${kind}`), body, text: shortened(text) }),
      }),
    ),
    // What is said later of a recommendation that was there: an answer, a further asker, another source.
    changesBy<{ id: number; body: string; text: string }>(
      tx,
      watch,
      {
        sql: `SELECT DISTINCT s.entry, r.state, r.id, ifnull(r.body, 'UPR') AS body, r.text
          FROM recommendation_statement s JOIN recommendation r ON r.id = s.recommendation
          WHERE s.entry <> r.entry AND ${labelled('l.recommendation = r.id')}`,
        values,
      },
      ({ id, body, text }) => ({
        address: `/recommendations/${id}`,
        line: (t) => t('alerts.change.statement', { body, text: shortened(text) }),
      }),
    ),
    changesBy<{ state: string; demand: DemandKey; ledger: Ledger; status: FollowUpStatus }>(
      tx,
      watch,
      {
        sql: `SELECT f.entry, f.state, f.demand, f.ledger, f.status FROM follow_up f WHERE ${labelled(demanded('f.state', 'f.demand'))}`,
        values,
      },
      ({ state, demand, ledger, status }) => ({
        address: `/states/${state}/follow-up`,
        line: (t) =>
          t('alerts.change.followUp', {
            demand: demandName(demand, t.language),
            ledger: t(`ledger.${ledger}`),
            status: t(`followUp.status.${status}`),
          }),
      }),
    ),
    changesBy<{ state: string; text: string }>(
      tx,
      watch,
      {
        sql: `SELECT a.entry, a.state, a.text FROM follow_up_action a WHERE EXISTS (
          SELECT 1 FROM follow_up_action_demand served
          WHERE served.action = a.id AND ${labelled(demanded('a.state', 'served.demand'))})`,
        values,
      },
      ({ state, text }) => ({
        address: `/states/${state}/follow-up`,
        line: (t) => t('alerts.change.action', { text: shortened(text) }),
      }),
    ),
  ]);
}
