/**
 * No address is an oracle. Words that stand in confidential columns alone are asked for in every way: as each query
 * parameter and as each stored column, on every address that is read, as nobody, as a reader and as a contributor of
 * another State. No answer may hold them, and none may differ from the answer to a word that stands nowhere.
 */
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { columns, tables } from '../../test/tables.ts';
import { rightsFrom } from '../accounts/model.ts';
import { addAccount, changeAccount } from '../accounts/store.ts';
import { propose } from '../accounts/store/proposals.ts';
import { setPassword, signIn } from '../accounts/store/sessions.ts';
import type { InstrumentId } from '../commitments/model.ts';
import { enterStatus, statusRows } from '../commitments/store.ts';
import { parseDay } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { emptyPaper } from '../law/paper.ts';
import { checklist } from '../law/store/checklists.ts';
import { openRound, savePaper } from '../law/store/rounds.ts';
import { addFollowUp } from '../recommendations/store/follow-up.ts';
import { access } from './access.ts';
import { webApp } from './app.tsx';

const time = new Date(`${testDay}T12:00:00Z`);
const at = time.toISOString();
const record = testInstallation();
const app = webApp({ record, now: () => time, operatorKey: 'k'.repeat(32) });
const password = 'seven lanterns by the quay';
/** The word of what is confidential, and one as long that stands nowhere; both read alike in a search. */
const secret = 'quillfeather';
const nowhere = 'marrowglassy';
const demand = 'ratify|instrument/OPSC';

function somebody(name: string, email: string, states: string, role = 'contributor'): string {
  const account = record.command(
    { kind: 'account', actor: 'test', reason: `invitation of ${name}`, citation: 'test', at },
    (tx) =>
      changeAccount(tx, addAccount(tx, { name, email, ...rightsFrom({ role, states, parts: 'all' }) }).id, {
        standing: 'active',
      }),
  ).result;
  setPassword(record, account, password);
  return `plumbline_session=${signIn(record, { email, password, browser: '' }, time)}`;
}

const visitors: { readonly [who: string]: string } = {
  nobody: '',
  'a reader': somebody('Rea', 'rea@example.org', 'all', 'reader'),
  'a contributor of another State': somebody('Fia', 'fia@example.org', 'FJI'),
};

beforeAll(() => {
  somebody(secret, `${secret}@example.org`, 'MUS');
  record.command({ kind: 'proposal', actor: secret, reason: 'follow-up', citation: secret, at }, (tx) =>
    propose(tx, {
      kind: 'follow-up',
      part: 'recommendations',
      states: 'MUS' as Iso3,
      fields: { state: 'MUS', said: secret, source: secret },
      author: secret as never,
    }),
  );
  // Who entered a row of a history, and all of a source held in confidence.
  const [row] = record.read((tx) =>
    statusRows(tx, { state: 'MUS' as Iso3, instrument: 'OPSC' as InstrumentId }),
  );
  if (row)
    record.command({ kind: 'import', actor: secret, reason: 'a list', citation: 'list.csv', at }, (tx) =>
      enterStatus(tx, { ...row, standing: 'other' }),
    );
  addFollowUp(
    record,
    {
      state: 'MUS',
      demand,
      ledger: 'civil society',
      status: 'partly',
      said: 'Laws lag behind.',
      date: '2014',
      source: secret,
      place: secret,
      kept: 'in confidence',
    },
    { actor: secret, reason: `brought by ${secret}`, at },
  );
  const seats: string[] = [];
  const drawn = () => seats[seats.push(`${seats.length}`.padEnd(43, 'x')) - 1] ?? '';
  openRound(
    record,
    { state: 'MUS', checklist: 'sec-law', coders: ['Ana', 'Ben'], asOf: parseDay('2026-06-30') },
    drawn,
    { actor: 'test', reason: 'test', at },
  );
  const points = record.read((tx) => checklist(tx, 'sec-law')).points;
  const wording = points.find(({ point }) => point === '1')?.wording ?? 0;
  const draft = { paper: { ...emptyPaper(wording), reasoning: secret }, base: 0, tab: '', turn: 0 };
  savePaper(record, seats[0] ?? '', '1', draft, at);
});

/** Addresses that are read, as somebody without a key would type them. */
const addresses = [
  ...access
    .filter(({ method }) => method === 'GET')
    .map(({ path }) =>
      path
        .replace(':iso3', 'MUS')
        .replace(/:file\{(?:\(\?:)?(\w+)[^.]*\\\.\((?:\?:)?(\w+)[^}]*\}/, '$1.$2')
        .replace(/:file\{[^}]*\}/, 'sec-law.csv')
        .replace(/:id\{[^}]*\}/, '1')
        .replace(':checklist', 'sec-law')
        .replace(':instrument', 'OPSC')
        .replace(/\/:\w+/g, '/1'),
    ),
  '/sdmx/v2/structure/dataflow',
  `/states/MUS/follow-up/history?demand=${encodeURIComponent(demand)}`,
  `/api/v1/states/MUS/follow-up/history?key=${encodeURIComponent(demand)}`,
];
/** Parameters by which pages search, filter, sort and count. */
const parameters = [
  'q',
  'words',
  'state',
  'by',
  'body',
  'order',
  'sort',
  'demand',
  'as-of',
  'page',
  'actor',
  'size',
];

/** SDMX gives each message a number, made of its address. */
const messageNumber = /PLUMBLINE-[0-9a-f]{16}/g;

async function answer(
  address: string,
  cookie: string,
): Promise<{ status: number; said: string; etag: string }> {
  const got = await app.request(address, { headers: { Cookie: cookie, 'Accept-Language': 'en' } });
  const headers = [...got.headers].filter(([name]) => name !== 'etag').join('\n');
  const bytes = new Uint8Array(await got.arrayBuffer());
  // Workbooks are packed; what is asked for stands in them, so their size follows the word.
  const parts = bytes[0] === 0x50 && bytes[1] === 0x4b ? Object.values(unzipSync(bytes)) : [bytes];
  const body = parts.map((part) => new TextDecoder().decode(part)).join('\n');
  return {
    status: got.status,
    said: `${headers}\n${body}`.replaceAll(messageNumber, ''),
    etag: got.headers.get('ETag') ?? '',
  };
}

describe('what is confidential', () => {
  it.each(Object.entries(visitors))(
    'is told to %s by no address',
    { timeout: 300_000 },
    async (who, cookie) => {
      const names = [...new Set(tables(record).flatMap((table) => columns(record, table)))];
      const everyColumn = (word: string) => names.map((name) => `${name}=${word}`).join('&');
      const told: string[] = [];
      for (const address of addresses) {
        const asked = [
          everyColumn,
          ...(who === 'nobody' ? parameters : ['q', 'words']).map(
            (name) => (word: string) => `${name}=${word}`,
          ),
        ];
        expect((await answer(address, cookie)).said.includes(secret), address).toBe(false);
        // A page of one's own alone, which offers a new secret for an authenticator each time.
        if (address === '/account') continue;
        const further = address.includes('?') ? '&' : '?';
        for (const query of asked) {
          const [one, other] = [
            await answer(`${address}${further}${query(secret)}`, cookie),
            await answer(`${address}${further}${query(nowhere)}`, cookie),
          ];
          if (one.status >= 500 && one.status !== 501)
            told.push(`${address}${further}${query(secret)}: ${one.status}`);
          if (one.status !== other.status || one.said.replaceAll(secret, nowhere) !== other.said)
            told.push(`${address}${further}${query(secret)}`);
        }
      }
      expect(told).toEqual([]);
    },
  );

  it('would be seen: by a reviewer of the State, under review and in histories', async () => {
    const reviewer = somebody('Ravi', 'ravi@example.org', 'MUS', 'reviewer');
    expect((await answer('/review', reviewer)).said).toContain(secret);
    for (const address of addresses.filter(
      (each) => /^\/states.*\/history/.test(each) && !each.endsWith('follow-up/history'),
    ))
      expect((await answer(address, reviewer)).said, address).toContain(secret);
  });
});
