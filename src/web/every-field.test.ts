/**
 * Every field there is, in every form: each address that takes forms is sent its own fields alone, and then its own
 * with every other field that any form, table or parameter has. What is in the tables afterwards must be the same.
 * Whoever sends has the weakest role that may. An address without a case fails.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { columns, difference, type Difference, snapshot, tables } from '../../test/tables.ts';
import { type Account, type AccountId, rightsFrom } from '../accounts/model.ts';
import { accounts, addAccount, changeAccount } from '../accounts/store.ts';
import type { Provider } from '../accounts/outbound/provider.ts';
import { linkIdentity } from '../accounts/store/identities.ts';
import { newTotpSecret, totpCode } from '../accounts/store/secrets.ts';
import {
  invite,
  requireNewPassword,
  sessions,
  setPassword,
  signIn,
  useAuthenticator,
} from '../accounts/store/sessions.ts';
import { wantedFrom } from '../alerts/model.ts';
import { addAlert } from '../alerts/store.ts';
import { letterKey } from '../alerts/store/deliveries.ts';
import { parseDay } from '../core/date.ts';
import type { InstrumentId } from '../commitments/model.ts';
import { enterStatus } from '../commitments/store.ts';
import { checklist } from '../law/store/checklists.ts';
import { openRound } from '../law/store/rounds.ts';
import { addFollowUp } from '../recommendations/store/follow-up.ts';
import { waiting } from '../translations/store.ts';
import { linkProposals } from '../recommendations/store/links.ts';
import { bringInto, uprInfo } from '../recommendations/testing.ts';
import type { Day, PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { madeUpTable } from '../../test/made-up.ts';
import { access } from './access.ts';
import { webApp } from './app.tsx';

const time = new Date(`${testDay}T12:00:00Z`);
const at = time.toISOString();
const operatorKey = 'k'.repeat(32);
const operator = `plumbline_operator=${operatorKey}`;
const password = 'seven lanterns by the quay';
const other = 'eight lanterns by the pier';
const record = testInstallation();
/** Sends everybody to where nobody comes back from. */
const provider: Provider = {
  name: 'Harbour',
  issuer: 'https://id.example.org',
  begin: () =>
    Promise.resolve({
      address: new URL('https://id.example.org/authorize'),
      expected: { state: 's', nonce: 'n', verifier: 'v' },
    }),
  subjectOf: () => Promise.resolve('ana'),
};
const app = webApp({ record, now: () => time, operatorKey, patience: 0 });
const whole = webApp({ record, now: () => time, operatorKey, provider });

type Fields = { readonly [name: string]: string };
interface Sending {
  readonly to: string;
  readonly cookie?: string;
  /** What the form of the address has; an empty one is a field that it has and that is left open. */
  readonly fields: Fields;
  readonly file?: string;
  readonly on?: typeof app;
}

let made = 0;
/** Something that was not there before; `plain` knows it again. */
const fresh = (word: string) => `${word} #${(made += 1)}#`;
/** Somebody new with a role; active. */
function somebody(
  role: string,
  states = 'MUS',
  parts = 'all',
  languages = '',
  name = 'Ana',
): Account & { cookie: () => string } {
  const email = `p${(made += 1)}@example.org`;
  const account = record.command(
    { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at },
    (tx) =>
      changeAccount(
        tx,
        addAccount(tx, { name, email, ...rightsFrom({ role, states, parts, languages }) }).id,
        {
          standing: 'active',
        },
      ),
  ).result;
  setPassword(record, account, password);
  return {
    ...account,
    cookie: () => `plumbline_session=${signIn(record, { email, password, browser: '' }, time)}`,
  };
}

/** A translation that was not there before, of a text whose English stays. */
const translated = () => ({
  english: record.read((tx) => checklist(tx, 'sec-law')).title.en,
  translation: fresh('Lanternes'),
});
async function proposedTranslation(): Promise<number> {
  const cookie = somebody('reader', 'all', 'all', 'fr', fresh('Tia')).cookie();
  await send({ to: '/languages/fr/texts/checklists/sec-law/title', cookie, fields: translated() });
  return record.read((tx) => waiting(tx, 'fr')).at(-1)?.id ?? 0;
}

const followUp = () => ({
  demand: 'ratify|instrument/OPSC',
  ledger: 'State',
  status: 'done',
  said: fresh('Joined.'),
  date: '2011-07-01',
  source: fresh('Report'),
  place: 'para. 3',
  recommendation: '',
  address: '',
  kept: '',
  back: '',
});
/** The number of the first row that rests on a source. */
const firstRow = (table: 'follow_up' | 'treaty_status', source: string) =>
  String(
    record.read((tx) =>
      tx.first<{ id: number }>(
        `SELECT min(r.id) AS id FROM ${table} r JOIN citation c ON c.id = r.citation WHERE c.title = ?`,
        source,
      ),
    )?.id,
  );
/** A row on a treaty that a later one replaced. */
function misread(): string {
  const title = fresh('List');
  for (const status of ['party', 'signed'] as const)
    record.command({ kind: 'import', actor: 'test', reason: 'test', citation: 'test', at }, (tx) =>
      enterStatus(tx, {
        instrument: 'OPSC' as InstrumentId,
        state: 'MUS' as Iso3,
        status,
        asAt: '2012' as PartialDate,
        standing: 'other',
        citation: { title, standing: 'unverified' },
      }),
    );
  return firstRow('treaty_status', title);
}
const action = {
  demand: 'ratify|instrument/OPSC',
  text: 'Train',
  lead: 'Police',
  source: 'Plan',
  place: 'p. 4',
};
const point = {
  point: '7',
  requirement: 'A law names the lanterns.',
  source: 'Leaflet',
  verified: 'yes',
  hooks: '',
  version: '',
  title: '',
  publisher: '',
  address: '',
  origin: '',
  group: '',
  subject: '',
  yes: '',
  partly: '',
  no: '',
  evidence: '',
  status: '',
};
const paper = {
  answer: 'yes',
  reasoning: 'As the text says.',
  receipts: 'Gazette 9',
  provision: '',
  practice: '',
  practiceReasoning: '',
  practiceReceipts: '',
};

/** A round of two coders, each with a key. */
function round() {
  const keys: string[] = [];
  const opened = openRound(
    record,
    { state: 'MUS', checklist: 'sec-law', coders: ['Ana', 'Ben'], asOf: parseDay('2026-06-30') },
    () => {
      const key = `${(made += 1)}`.padEnd(43, 'x');
      keys.push(key);
      return key;
    },
    { actor: 'test', reason: 'test', at },
  );
  const points = record.read((tx) => checklist(tx, 'sec-law')).points;
  const wording = String(points.find((each) => each.point === '1')?.wording);
  const seat = record.read((tx) =>
    tx.first<{ id: number }>('SELECT min(id) AS id FROM coding_seat WHERE round = ?', opened.round),
  );
  return { name: opened.round, keys, wording, seat: `/law/rounds/${opened.round}/seats/${seat?.id}` };
}

async function send({ to, cookie = '', fields, file, on = whole }: Sending): Promise<Response> {
  const body = file === undefined ? new URLSearchParams(fields) : new FormData();
  if (file !== undefined) {
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    (body as FormData).set('file', new File([file], `made-up-#${(made += 1)}#.csv`));
  }
  return on.request(to, { method: 'POST', body, headers: { Cookie: cookie } });
}

const save = async (key: string, fields: Fields) =>
  expect((await send({ to: `/coding/${key}/points/1`, fields })).status).toBe(303);

async function proposed(): Promise<string> {
  const sent = await send({
    to: '/states/MUS/follow-up',
    cookie: somebody('contributor').cookie(),
    fields: followUp(),
  });
  return sent.headers.get('Location') ?? '';
}

const watched = (states: string, mail = 'none') => ({
  name: 'Lanterns',
  states,
  parts: '',
  themes: '',
  points: '',
  mail,
  wording: 'counts',
  language: 'en',
});

/** These take what an authenticator signed, and nothing else could be tried without one: passkeys.test.ts. */
const signed = ['/sign-in/passkey', '/account/passkey', '/account/passkey/remove'];

/** For each address with a form: how somebody comes to it, with what; and the tables that it may change. */
const cases: { readonly [path: string]: readonly [() => Sending | Promise<Sending>, string] } = {
  '/states/:iso3/follow-up': [
    () => ({ to: '/states/MUS/follow-up', cookie: somebody('contributor').cookie(), fields: followUp() }),
    'proposal',
  ],
  '/states/:iso3/follow-up/actions': [
    () => ({
      to: '/states/MUS/follow-up/actions',
      cookie: somebody('contributor').cookie(),
      fields: { ...action, from: '', until: '', recommendation: '', address: '', back: '' },
    }),
    'proposal',
  ],
  '/states/:iso3/follow-up/history': [
    () => {
      const entry = { ...followUp(), state: 'MUS' };
      const said = { actor: 'test', reason: 'test', at };
      addFollowUp(record, entry, said);
      addFollowUp(record, { ...entry, status: 'partly' }, said);
      const row = firstRow('follow_up', entry.source);
      return {
        to: `/states/MUS/follow-up/history?demand=${encodeURIComponent(entry.demand)}`,
        cookie: somebody('contributor').cookie(),
        fields: { row, reason: 'it was right' },
      };
    },
    'proposal',
  ],
  '/states/:iso3/instruments/:instrument/history': [
    () => ({
      to: '/states/MUS/instruments/OPSC/history',
      cookie: somebody('editor', 'MUS', 'commitments').cookie(),
      fields: { row: misread(), reason: 'it was right' },
    }),
    'treaty_status',
  ],
  '/states/:iso3/demands/links': [
    () => {
      const [near] = record.read((tx) => linkProposals(tx, 'FJI' as Iso3, testDay as Day));
      const [first = '', second = ''] = near?.pair ?? [];
      return {
        to: '/states/FJI/demands/links',
        cookie: somebody('contributor', 'FJI').cookie(),
        fields: { first, second, verdict: 'confirmed', note: '', back: '' },
      };
    },
    'proposal',
  ],
  '/checklists/:id': [
    () => ({
      to: '/checklists/sectt-24',
      cookie: somebody('contributor', 'all', 'law').cookie(),
      fields: point,
    }),
    'proposal',
  ],
  '/languages/:language/texts/:collection/:thing/:field': [
    () => ({
      to: '/languages/fr/texts/checklists/sec-law/title',
      cookie: somebody('reader', 'MUS', 'law', 'fr').cookie(),
      fields: translated(),
    }),
    'translation_proposal',
  ],
  '/languages/:language/proposals/:id{[0-9]+}': [
    async () => ({
      to: `/languages/fr/proposals/${await proposedTranslation()}`,
      cookie: somebody('reviewer', 'all', 'law', 'fr').cookie(),
      fields: { do: 'approved', note: 'read' },
    }),
    'citation translation translation_decision',
  ],
  '/languages/:language/import': [
    () => ({
      to: '/languages/fr/import',
      cookie: somebody('reader', 'MUS', 'law', 'fr').cookie(),
      file: `collection,thing,field,english,translation\r\nchecklists,sec-law,title,"${translated().english}",${fresh('Lanternes')}\r\n`,
      fields: {},
    }),
    'translation_proposal',
  ],
  '/review/:id{[0-9]+}': [
    async () => ({
      to: await proposed(),
      cookie: somebody('reviewer').cookie(),
      fields: { do: 'accepted', note: 'checked' },
    }),
    'citation follow_up proposal_decision',
  ],
  '/import': [
    () => ({
      to: '/import',
      cookie: somebody('editor', 'all').cookie(),
      file: madeUpTable,
      // What can be said of a file; see import.tsx.
      fields: Object.fromEntries(
        'instrument asAt address source indicator decimal yearStarts state session symbol file'
          .split(' ')
          .map((name) => [name, '']),
      ),
    }),
    '',
  ],
  '/import/confirm': [
    async () => {
      const cookie = somebody('editor', 'all').cookie();
      const file = madeUpTable
        .replaceAll('children', `children ${(made += 1)}`)
        .replaceAll('police', `police ${made}`)
        .replaceAll('protocol', `protocol ${made}`);
      const page = await (await send({ to: '/import', cookie, file, fields: {} })).text();
      return {
        to: '/import/confirm',
        cookie,
        fields: { token: /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '', reason: 'a trial' },
      };
    },
    'citation recommendation recommendation_statement',
  ],
  '/import/jobs/:name/cancel': [
    async () => {
      const cookie = somebody('editor', 'all').cookie();
      const sent = await send({ to: '/import', cookie, file: madeUpTable, fields: {}, on: app });
      return { to: `${sent.headers.get('Location') ?? ''}/cancel`, cookie, fields: {}, on: app };
    },
    '',
  ],
  '/commitments': [
    () => ({
      to: '/commitments',
      cookie: somebody('editor', 'all', 'commitments').cookie(),
      fields: {
        id: `PLEDGE-${(made += 1)}`,
        name: 'A pledge',
        kind: 'voluntary',
        by: 'A meeting',
        statement: 'To train',
        source: fresh('Report'),
        states: 'MUS',
        adopted: '',
        place: '',
        address: '',
        reason: '',
      },
    }),
    'citation commitment commitment_state',
  ],
  '/law/rounds': [
    () => ({
      to: '/law/rounds',
      cookie: somebody('editor', 'MUS', 'law').cookie(),
      fields: {
        state: 'MUS',
        checklist: 'sec-law',
        first: 'Ana',
        second: 'Ben',
        asOf: '2026-06-30',
        name: `r${(made += 1)}`,
      },
    }),
    'coding_round coding_seat',
  ],
  '/law/rounds/:round': [
    async () => {
      const { name, keys, wording } = round();
      for (const [index, key] of keys.entries()) {
        await save(key, { ...paper, wording, answer: index === 0 ? 'yes' : 'no' });
        await send({ to: `/coding/${key}/hand-in`, fields: {} });
      }
      return {
        to: `/law/rounds/${name}`,
        cookie: somebody('editor', 'MUS', 'law').cookie(),
        fields: {
          ...paper,
          wording,
          point: '1',
          adjudicator: 'Chen',
          answer: 'partly',
          receipts: fresh('Gazette'),
        },
      };
    },
    'assessment assessment_receipt citation',
  ],
  '/law/rounds/:round/close': [
    () => ({
      to: `/law/rounds/${round().name}/close`,
      cookie: somebody('editor', 'MUS', 'law').cookie(),
      fields: { reason: 'lost' },
    }),
    'coding_close',
  ],
  '/law/rounds/:round/seats/:seat/reissue': [
    () => ({
      to: `${round().seat}/reissue`,
      cookie: somebody('editor', 'MUS', 'law').cookie(),
      fields: { reason: 'lost' },
    }),
    'coding_reissue',
  ],
  '/law/rounds/:round/seats/:seat/replace': [
    () => ({
      to: `${round().seat}/replace`,
      cookie: somebody('editor', 'MUS', 'law').cookie(),
      fields: { coder: 'Chen', reason: 'ill' },
    }),
    'coding_reissue',
  ],
  '/coding/:key/points/:point': [
    () => {
      const { keys, wording } = round();
      const fields = { ...paper, wording, version: '0', tab: '', turn: '0', go: '' };
      return { to: `/coding/${keys[0]}/points/1`, fields };
    },
    'working_paper',
  ],
  '/coding/:key/points/:point/choose': [
    async () => {
      const { keys, wording } = round();
      for (const reasoning of ['first', 'second'])
        await save(keys[0] ?? '', { ...paper, wording, reasoning });
      const newest = record.read((tx) =>
        tx.first<{ id: number }>('SELECT max(id) AS id FROM working_paper_aside'),
      );
      return {
        to: `/coding/${keys[0]}/points/1/choose`,
        fields: { version: '1', newest: String(newest?.id), chosen: String(newest?.id) },
      };
    },
    'working_paper working_paper_aside',
  ],
  '/coding/:key/hand-in': [
    () => ({ to: `/coding/${round().keys[0]}/hand-in`, fields: {} }),
    'coding_hand_in',
  ],
  '/sign-in': [
    () => ({ to: '/sign-in', fields: { email: somebody('reader').email, password } }),
    'device session',
  ],
  '/sign-in/code': [
    () => {
      const person = somebody('reader');
      const secret = newTotpSecret();
      const step = Math.floor(time.getTime() / 30_000);
      useAuthenticator(record, person.id, secret, totpCode(secret, step - 1), time);
      return { to: '/sign-in/code', cookie: person.cookie(), fields: { code: totpCode(secret, step) } };
    },
    'credential device session',
  ],
  '/sign-in/new-password': [
    () => {
      const person = somebody('reader');
      requireNewPassword(record, person.id);
      return { to: '/sign-in/new-password', cookie: person.cookie(), fields: { newPassword: other } };
    },
    'credential session',
  ],
  '/sign-out': [() => ({ to: '/sign-out', cookie: somebody('reader').cookie(), fields: {} }), 'session'],
  '/invitation/:key': [
    () => {
      const { id } = somebody('reader');
      return { to: `/invitation/${invite(record, id, time)}`, fields: { newPassword: other } };
    },
    'credential invitation',
  ],
  '/account/password': [
    () => ({
      to: '/account/password',
      cookie: somebody('reader').cookie(),
      fields: { password, newPassword: other },
    }),
    'credential session',
  ],
  '/account/authenticator': [
    () => {
      const secret = 'A'.repeat(32);
      const code = totpCode(secret, Math.floor(time.getTime() / 30_000));
      return {
        to: '/account/authenticator',
        cookie: somebody('reader').cookie(),
        fields: { password, secret, code },
      };
    },
    'credential',
  ],
  '/account/sessions': [
    () => {
      const person = somebody('reader');
      const cookie = person.cookie();
      return {
        to: '/account/sessions',
        cookie,
        fields: { session: sessions(record, person.id)[0]?.keyHash ?? '' },
      };
    },
    'session',
  ],
  '/account/sign-out-everywhere': [
    () => {
      const person = somebody('reader');
      person.cookie();
      return { to: '/account/sign-out-everywhere', cookie: person.cookie(), fields: {} };
    },
    'session',
  ],
  '/sign-in/provider': [() => ({ to: '/sign-in/provider', fields: {} }), ''],
  '/account/identity': [
    () => ({ to: '/account/identity', cookie: somebody('reader').cookie(), fields: { password } }),
    '',
  ],
  '/account/identity/remove': [
    () => {
      const person = somebody('reader');
      const { issuer } = provider;
      linkIdentity(record, person.id, { issuer, subject: person.id }, time);
      return { to: '/account/identity/remove', cookie: person.cookie(), fields: { issuer, password } };
    },
    'outside_identity',
  ],
  '/alerts': [
    () => ({ to: '/alerts', cookie: somebody('reader').cookie(), fields: watched('KHM') }),
    'alert',
  ],
  '/alerts/:id{[0-9]+}': [
    () => {
      const person = somebody('reader');
      const id = addAlert(record, person.id, wantedFrom(watched('KHM')), time);
      const fields = { do: 'change', ...watched('THA'), entry: '', address: '', way: '' };
      return { to: `/alerts/${id}`, cookie: person.cookie(), fields };
    },
    'alert',
  ],
  '/unsubscribe/:key': [
    () => {
      const id = addAlert(record, somebody('reader').id, wantedFrom(watched('KHM', 'daily')), time);
      return { to: `/unsubscribe/${id}.${letterKey(record, id)}`, fields: {} };
    },
    'alert alert_delivery',
  ],
  '/accounts': [
    () => ({
      to: '/accounts',
      cookie: somebody('administrator', 'all').cookie(),
      fields: {
        name: 'Ina',
        email: `new${(made += 1)}@example.org`,
        role: 'reader',
        states: 'FJI',
        parts: 'law',
        languages: 'fr',
      },
    }),
    'account invitation',
  ],
  '/accounts/:id': [
    () => ({
      to: `/accounts/${somebody('reader').id}`,
      cookie: somebody('administrator', 'all').cookie(),
      fields: { do: 'rights', role: 'contributor', states: 'FJI', parts: 'law', languages: 'fr' },
    }),
    'account',
  ],
};

/** Names of fields that are no column and stand on no page, and what somebody would try with those that say much. */
const tried: Fields = {
  role: 'administrator',
  states: 'all',
  parts: 'all',
  standing: 'active',
  stage: 'whole',
  do: 'accepted',
  verdict: 'accepted',
  verified: 'yes',
  actor: 'Smuggled',
  by: 'Smuggled',
  author: 'Smuggled',
  recorded_at: '1999-01-01',
  recordedAt: '1999-01-01',
  at: '1999-01-01',
  confidential: 'no',
  admin: 'true',
  ['__proto__']: 'x',
  constructor: 'x',
  'account[role]': 'administrator',
};

/** All fields there are, by name. */
let everything: Fields = {};
beforeAll(async () => {
  await bringInto(record)(
    'asked.csv',
    [
      uprInfo,
      'Fiji,,,Adopt a law on the sexual exploitation of girls,Peru,,,Accepted,5,"Rights of the Child",7',
      'Fiji,,,Adopt a law on the sexual exploitation and trafficking of girls,Ghana,,,Accepted,5,"Rights of the Child",20',
      '',
    ].join('\r'),
  );
  const cookie = somebody('administrator', 'all').cookie();
  const pages = access
    .filter(({ method, path }) => method === 'GET' && !/[*{]|:(?!iso3)/.test(path))
    .map(({ path }) => path.replace(':iso3', 'MUS'));
  const names = new Set(Object.keys(tried));
  for (const table of tables(record)) for (const name of columns(record, table)) names.add(name);
  for (const path of [...pages, '/checklists/sectt-24', `/coding/${round().keys[0]}/points/1`])
    for (const [, name = ''] of (
      await (await whole.request(path, { headers: { Cookie: cookie } })).text()
    ).matchAll(/<(?:input|select|textarea|button)[^>]* name="([^"]+)"/g))
      names.add(name);
  // Provisions that are written out on a paper (written0.law …) are its own fields, and numbered.
  const foreign = [...names].filter((name) => !/^written\d/.test(name));
  everything = Object.fromEntries(foreign.map((name) => [name, tried[name] ?? 'smuggled']));
});

/** What a request changed, without what differs each time: numbers of rows, keys, hashes, names of those who came. */
function plain(found: Difference, people: readonly AccountId[]): unknown {
  const kept = Object.entries(found).map(([table, { now, gone }]) => [
    table,
    gone,
    now.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !numbered.has(column)))),
  ]);
  const text = people
    .reduce((said, id) => said.replaceAll(id, 'somebody'), JSON.stringify(kept))
    .replaceAll(/argon2id[^"]*|[0-9a-f]{64}/g, '#')
    .replaceAll(/\b(?:new|p|r|PLEDGE-|children |police |protocol )\d+/g, '#')
    .replaceAll(/MUS-[a-z-]+2026-06-30(?:-\d+)?|(?:round|proposal) [\w.-]+|#\d+#/g, '#');
  return JSON.parse(text);
}
const numbered = new Set(
  'id entry seq previous hash changes citation recommendation proposal round assessment seat recovery totp totp_used text_key row seen alert letter_key seat key_hash'.split(
    ' ',
  ),
);

async function changedBy(path: string, extra: 'own fields' | 'every field'): Promise<Difference> {
  const [prepare] = cases[path] ?? [];
  if (!prepare) throw new Error(`add a case for ${path}`);
  const { fields, ...sending } = await prepare();
  const before = snapshot(record);
  const all = extra === 'own fields' ? fields : { ...everything, ...fields };
  const answer = await send({ ...sending, fields: all });
  expect(answer.status, `${path}: ${answer.status >= 400 ? await answer.text() : ''}`).toBeLessThan(400);
  return difference(record, before);
}

const people = () => record.read((tx) => accounts(tx)).map(({ id }) => id);

describe('a form takes its own fields and no others', () => {
  const taking = access.filter(
    ({ method, path }) => method === 'POST' && path !== '/first' && !signed.includes(path),
  );

  it('knows many fields, and has a case for each address', () => {
    expect(Object.keys(everything).length).toBeGreaterThan(150);
    expect(taking.map(({ path }) => path).toSorted()).toEqual(Object.keys(cases).toSorted());
  });

  it.each(taking)('$path', async ({ path }) => {
    const own = await changedBy(path, 'own fields');
    const every = await changedBy(path, 'every field');
    const audited = Object.keys(own).includes('audit') ? ['audit', 'audit_head'] : [];
    const expected = (cases[path]?.[1] ?? '').split(' ').filter((name) => name !== '');
    expect(Object.keys(every).toSorted()).toEqual([...audited, ...expected].toSorted());
    expect(plain(every, people())).toEqual(plain(own, people()));
  });

  it('/first, before anybody administers', async () => {
    const empty = testInstallation();
    const door = webApp({ record: empty, now: () => time, operatorKey });
    const fields = { name: 'Ada', email: 'ada@example.org', newPassword: password };
    const sent = await send({
      to: '/first',
      cookie: operator,
      fields: { ...everything, ...fields },
      on: door,
    });
    expect(sent.status).toBe(303);
    expect(empty.read((tx) => accounts(tx))).toMatchObject([
      { name: 'Ada', email: 'ada@example.org', role: 'administrator', standing: 'active' },
    ]);
  });
});
