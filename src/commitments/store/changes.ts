/** What is new of the commitments of States. A newer list that says the same as an earlier row says nothing new. */
import { formatDate, type PartialDate } from '../../core/date.ts';
import type { Read } from '../../platform/record.ts';
import {
  changesBy,
  type StateChanges,
  shortened,
  together,
  type Watch,
} from '../../platform/state-changes.ts';
import type { Action, InstrumentId, Status } from '../model.ts';
import { instruments } from '../store.ts';

export function commitmentChanges(tx: Read, watch: Watch): StateChanges {
  const short = (id: InstrumentId) =>
    tx.cached('instruments', instruments).find((each) => each.id === id)?.short ?? id;
  return together([
    changesBy<{
      state: string;
      instrument: InstrumentId;
      status: Status | null;
      action: Action | null;
      on: PartialDate | null;
    }>(
      tx,
      watch,
      {
        sql: `SELECT s.entry, s.state, s.instrument, s.status, ${actOf('s')} FROM treaty_status s WHERE ${notKnown('treaty_status', ['state', 'instrument', 'status', 'signed', 'action', 'acted'])}`,
      },
      ({ state, instrument, status, action, on }) => ({
        address: `/states/${state}`,
        line: (t) =>
          t('alerts.change.treaty', {
            instrument: short(instrument),
            act: action
              ? t(`action.${action}`)
              : status
                ? t(`standing.${status}`)
                : t('standing.cannot tell'),
            dated: on ? 'yes' : 'no',
            date: on ? formatDate(on, t.language) : '',
          }),
      }),
    ),
    changesBy<{ state: string; session: number }>(
      tx,
      watch,
      { sql: 'SELECT entry, state, session FROM upr_review' },
      ({ state, session }) => ({
        address: `/states/${state}`,
        line: (t) => t('alerts.change.review', { session }),
      }),
    ),
    changesBy<{ state: string; instrument: InstrumentId; document: string; due: PartialDate }>(
      tx,
      watch,
      {
        sql: `SELECT s.entry, s.state, s.instrument, s.document, s.due FROM published_due s WHERE ${notKnown('published_due', ['state', 'instrument', 'document', 'due'])}`,
      },
      ({ state, instrument, document, due }) => ({
        address: `/calendar?state=${state}`,
        line: (t) =>
          t('alerts.change.due', {
            instrument: short(instrument),
            document,
            date: formatDate(due, t.language),
          }),
      }),
    ),
    changesBy<{ state: string; instrument: InstrumentId; statement: string }>(
      tx,
      watch,
      {
        sql: `SELECT s.entry, s.state, s.instrument, s.statement FROM report_standing s WHERE ${notKnown('report_standing', ['state', 'instrument', 'statement'])}`,
      },
      ({ state, instrument, statement }) => ({
        address: `/states/${state}`,
        line: (t) =>
          t('alerts.change.reporting', { instrument: short(instrument), statement: shortened(statement) }),
      }),
    ),
    changesBy<{ state: string; part: string; name: string }>(
      tx,
      watch,
      {
        sql: `SELECT s.entry, s.state, s.part,
           (SELECT name FROM commitment c WHERE c.commitment = s.commitment ORDER BY c.id DESC LIMIT 1) AS name
         FROM commitment_state s WHERE ${notKnown('commitment_state', ['state', 'commitment', 'part'])}`,
      },
      ({ state, part, name }) => ({
        address: `/states/${state}`,
        line: (t) => t('alerts.change.commitment', { name, part: part === 'absent' ? 'absent' : 'other' }),
      }),
    ),
  ]);
}

/** The act that counts, and its day. */
function actOf(row: string): string {
  return `CASE WHEN ${row}.action IS NULL AND ${row}.signed IS NOT NULL THEN 'signature' ELSE ${row}.action END AS action,
    ifnull(${row}.acted, ${row}.signed) AS "on"`;
}

/** That no earlier row says the same. */
function notKnown(table: string, columns: readonly string[]): string {
  const same = columns.map((column) => `b.${column} IS s.${column}`).join(' AND ');
  return `NOT EXISTS (SELECT 1 FROM ${table} b WHERE b.id < s.id AND ${same})`;
}
