/** An installation for drills: people who may write, over HTTP, and what tells whether their changes are there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rightsFrom, type Role } from '../../src/accounts/model.ts';
import { addAccount, changeAccount } from '../../src/accounts/store.ts';
import { setPassword, signIn } from '../../src/accounts/store/sessions.ts';
import { parseDay } from '../../src/core/date.ts';
import { migrations, openInstallation } from '../../src/installation.ts';
import { checklist } from '../../src/law/store/checklists.ts';
import { openRound } from '../../src/law/store/rounds.ts';
import { newSeatKey } from '../../src/law/store/working-papers.ts';
import { Record } from '../../src/platform/record.ts';

/** Does the work in a folder of its own, which is gone afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-drill-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What opens the doors for writing. */
export interface Keys {
  /** `Cookie` headers. */
  readonly editor: string;
  readonly contributor: string;
  /** Key of a coder's seat, and the wording of point 1 there. */
  readonly seat: string;
  readonly wording: number;
}

/** Makes the installation: an administrator, who may edit; a contributor; a round with two coders. */
export function furnish(folder: string, now = new Date()): Keys {
  const record = openInstallation(folder, now.toISOString());
  const at = now.toISOString();
  const password = 'seven lanterns by the quay';
  const cookie = (role: Role) => {
    const email = `${role}@example.org`;
    const made = record.command(
      { kind: 'account', actor: 'drill', reason: 'drill', citation: 'drill', at },
      (tx) =>
        changeAccount(
          tx,
          addAccount(tx, { name: role, email, ...rightsFrom({ role, states: 'all', parts: 'all' }) }).id,
          { standing: 'active' },
        ),
    ).result;
    setPassword(record, made, password);
    return `plumbline_session=${signIn(record, { email, password, browser: 'drill' }, now)}`;
  };
  const seats: string[] = [];
  openRound(
    record,
    { state: 'MUS', checklist: 'sec-law', coders: ['Ana', 'Ben'], asOf: parseDay('2026-06-30') },
    () => {
      const key = newSeatKey();
      seats.push(key);
      return key;
    },
    { actor: 'drill', reason: 'drill', at },
  );
  const points = record.read((tx) => checklist(tx, 'sec-law'))?.points ?? [];
  const wording = points.find(({ point }) => point === '1')?.wording ?? 0;
  const keys = {
    editor: cookie('administrator'),
    contributor: cookie('contributor'),
    seat: seats[0] ?? '',
    wording,
  };
  record.close();
  return keys;
}

export const ways = ['change', 'proposal', 'paper', 'import'] as const;
/** The ways in which something is written: at once, as a proposal, as a coder's working paper, from a file. */
export type Way = (typeof ways)[number];

/** A text that was sent, and that stands nowhere else; its last word is a number, larger than those before. */
export interface Sent {
  readonly way: Way;
  readonly text: string;
}

/**
 * Sends one change to the server.
 * @returns whether the server said that it is stored; false also where it did not answer any more
 */
export async function send(address: string, keys: Keys, { way, text }: Sent): Promise<boolean> {
  const post = (path: string, body: URLSearchParams | FormData, cookie = '') =>
    fetch(new URL(path, address), {
      method: 'POST',
      body,
      headers: { Cookie: cookie, Accept: way === 'paper' ? 'application/json' : 'text/html' },
      redirect: 'manual',
    });
  const followUp = new URLSearchParams({
    demand: 'ratify|instrument/OPSC',
    ledger: 'State',
    status: 'done',
    said: text,
    date: '2011-07-01',
    source: 'Drill',
    place: '1',
  });
  try {
    switch (way) {
      case 'change':
        return (await post('/states/MUS/follow-up', followUp, keys.editor)).status === 303;
      case 'proposal':
        return (await post('/states/MUS/follow-up', followUp, keys.contributor)).status === 303;
      case 'paper': {
        // As the script of one opened page saves: each text has a number, and takes the place of the one before.
        const fields = {
          wording: String(keys.wording),
          reasoning: text,
          tab: 'drill',
          turn: String(numberOf(text)),
        };
        const answer = await post(`/coding/${keys.seat}/points/1`, new URLSearchParams(fields));
        return answer.status === 200 && ((await answer.json()) as { outcome: string }).outcome === 'saved';
      }
      case 'import': {
        const form = new FormData();
        form.set('file', new File([tableWith(text)], 'drill.csv'));
        const token = /name="token" value="([^"]+)"/.exec(
          await (await post('/import', form, keys.editor)).text(),
        );
        const body = new URLSearchParams({ token: token?.[1] ?? '' });
        return (await post('/import/confirm', body, keys.editor)).status === 200;
      }
    }
  } catch {
    return false;
  }
}

/** The number at the end of a text. */
function numberOf(text: string): number {
  return Number(/\d+$/.exec(text)?.[0] ?? 0);
}

/** How many rows a file of the drill has; half a file would show. */
export const rowsOfFile = 40;

function tableWith(text: string): string {
  const rows = Array.from(
    { length: rowsOfFile },
    (_, row) => `Mauritius,,,${text} row ${row},Uruguay,,,Accepted,5,Rights of the Child,${1 + (row % 12)}`,
  );
  return ['To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session', ...rows, ''].join(
    '\n',
  );
}

/** What of the changes a data folder holds, read as the program reads it. */
export function look(folder: string): { readonly findings: number; readonly has: (sent: Sent) => boolean } {
  const record = Record.openToRead(folder, migrations);
  try {
    return examine(record);
  } finally {
    record.close();
  }
}

export function examine(record: Record): {
  readonly findings: number;
  readonly has: (sent: Sent) => boolean;
} {
  const texts = (sql: string) =>
    new Set(record.read((tx) => tx.all<{ text: string }>(sql)).map(({ text }) => text));
  const paper = Math.max(
    0,
    ...[...texts("SELECT content ->> 'reasoning' AS text FROM working_paper")].map(numberOf),
  );
  const stored = {
    change: texts('SELECT said AS text FROM follow_up'),
    proposal: texts("SELECT fields ->> 'said' AS text FROM proposal"),
    import: texts('SELECT text FROM recommendation'),
  };
  return {
    findings: record.verify().length,
    has: ({ way, text }) =>
      way === 'paper'
        ? paper >= numberOf(text)
        : way === 'import'
          ? rowsIn(stored.import, text) === rowsOfFile
          : stored[way].has(text),
  };
}

/** How many rows of a file are there. */
function rowsIn(texts: ReadonlySet<string>, text: string): number {
  return Array.from({ length: rowsOfFile }, (_, row) => texts.has(`${text} row ${row}`)).filter(Boolean)
    .length;
}
