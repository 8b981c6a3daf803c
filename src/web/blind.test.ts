/**
 * Blindness: what one coder has written changes nothing for anybody else, byte for byte, before all have handed in.
 *
 * There are three installations, alike but for what Ana wrote: nothing, one thing, another thing. Every address that
 * the server has is asked for, as a reader, as an operator and as Ben, on his own seat; the answers must be the same
 * in status, headers and bytes, and none may hold a word of Ana's. A route that is added to the server is walked too:
 * the list of addresses is made from the server's own.
 */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { parseDay } from '../core/date.ts';
import { emptyPaper, type Paper, paperSchema } from '../law/paper.ts';
import { checklist } from '../law/store/checklists.ts';
import { handIn } from '../law/store/reveal.ts';
import { openRound, savePaper } from '../law/store/rounds.ts';
import { reissueSeat } from '../law/store/seats.ts';
import { seatHash, WorkingPapers } from '../law/store/working-papers.ts';
import { webApp } from './app.tsx';
import { shielded } from './server.ts';

const operatorKey = 'k'.repeat(32);
const now = () => new Date(`${testDay}T12:00:00Z`);
const at = now().toISOString();
/** Words that stand nowhere else. */
const words = { one: 'Quillfeather', other: 'Marrowglass' };
const keys = ['A'.repeat(43), 'B'.repeat(43)];
/** Ana lost her first address, and got another. */
const anaKey = 'D'.repeat(43);
const change = { actor: 'test', reason: 'test', at };
const benKey = keys[1] ?? '';
const round = 'MUS-sec-law-2026-06-30';

function world(word: string | undefined) {
  const record = testInstallation();
  const drawn = [...keys];
  openRound(
    record,
    { state: 'MUS', checklist: 'sec-law', coders: ['Ana', 'Ben'], asOf: parseDay('2026-06-30') },
    () => drawn.shift() ?? '',
    change,
  );
  const points = record.read((tx) => checklist(tx, 'sec-law')).points;
  const save = (key: string, point: string, paper: Partial<Paper>, base = 0) =>
    savePaper(
      record,
      key,
      point,
      {
        paper: { ...emptyPaper(points.find((one) => one.point === point)?.wording ?? 0), ...paper },
        base,
        tab: '',
        turn: 0,
      },
      at,
    );
  save(benKey, '1', { answer: 'no', receipts: 'Gazette 9', reasoning: 'Ben’s own' });
  if (word !== undefined) {
    const isOne = word === words.one;
    const written = paperSchema.shape.written.parse([
      {
        law: `${word} Act`,
        article: '1',
        text: `${word} stays.`,
        language: 'en',
        from: isOne ? '2001' : '2014',
      },
    ]);
    save(keys[0] ?? '', '1', { answer: isOne ? 'yes' : 'partly', reasoning: word, written });
    save(keys[0] ?? '', '2', { answer: 'no', receipts: word, practice: 'yes', practiceReceipts: word });
    save(keys[0] ?? '', '3', { answer: isOne ? 'no data' : '', reasoning: word.repeat(isOne ? 1 : 300) });
  }
  reissueSeat(record, { round, seat: 'Ana' }, () => anaKey, change);
  const routes = webApp({ record, now, operatorKey });
  return {
    record,
    routes,
    app: shielded(routes, () => undefined),
    saveAna: (point: string, paper: Partial<Paper>) => save(anaKey, point, paper),
    /** Keeps the text that stands. */
    chooseAna(point: string) {
      const papers = new WorkingPapers(record);
      const owner = seatHash(anaKey);
      const seen = {
        version: papers.of(owner).get(point)?.version ?? 0,
        newest: papers.setAside(owner, point).at(-1)?.id ?? 0,
      };
      papers.choose(owner, point, { seen }, at);
    },
  };
}
type World = ReturnType<typeof world>;

/** Addresses of routes whose parts alone would lead nowhere. */
const examples: { readonly [pattern: string]: readonly string[] } = {
  '/api/v1/*': [],
  '/sdmx/*': [
    '/sdmx/v1/dataflow',
    '/sdmx/v2/structure/dataflow',
    '/sdmx/v2/data/dataflow/*/*/*',
    '/sdmx/none',
  ],
  // The guard, before all routes.
  '/*': [],
  '/bodies/:name': ['/bodies/UPR'],
  '/indicators/:id': ['/indicators/16.2.3'],
  '/indicators/:id/:file{figures\\.(csv|xlsx|svg)}': ['csv', 'xlsx', 'svg'].map(
    (format) => `/indicators/16.2.3/figures.${format}`,
  ),
  '/instruments/:id': ['/instruments/OPSC'],
  '/law/:file{(?:laws|stages|provisions|assessments)\\.(?:csv|xlsx)}': [
    'laws',
    'stages',
    'provisions',
    'assessments',
  ].flatMap((table) => [`/law/${table}.csv`, `/law/${table}.xlsx?state=MUS`]),
  '/states/:iso3/follow-up/history': ['/states/MUS/follow-up/history?demand=ratify%7Cinstrument%2FOPSC'],
  '/api/v1/states/:iso3/follow-up/history': [
    '/api/v1/states/MUS/follow-up/history?key=ratify%7Cinstrument%2FOPSC',
  ],
  '/law/laws/:id': ['/law/laws/none'],
  '/api/v1/law/laws/:id': ['/api/v1/law/laws/none'],
  '/api/v1/law/rounds/:id': [`/api/v1/law/rounds/${round}`],
  '/operator': ['/operator?key=wrong'],
  '/import/marked/:name': ['/import/marked/none'],
  '/import/jobs/:name': ['/import/jobs/none'],
};
/** What stands for the parts of all other routes. */
const parts: { readonly [name: string]: string } = {
  iso3: 'MUS',
  state: 'MUS',
  id: 'sec-law',
  checklist: 'sec-law',
  point: '1',
  instrument: 'OPSC',
  round,
  key: benKey,
  language: 'fr',
  collection: 'checklists',
  thing: 'sec-law:1',
  field: 'requirement',
};

/** The addresses of a route: a part with a form stands for all that the form allows, such as `file.(csv|xlsx)`. */
function addressesOf(pattern: string): readonly string[] {
  const own = examples[pattern];
  if (own) return own;
  const filled = pattern
    .replace(/:\w+\{([^}]*)\}/g, (_, form: string) =>
      form
        .replaceAll('\\', '')
        .replace('[0-9]+', '1')
        .replace(/\[[^\]]*\]\+/, 'sec-law'),
    )
    .replace(/:(\w+)/g, (_, name: string) => {
      const value = parts[name];
      if (value === undefined) throw new Error(`add an address of ${pattern} to the examples of this test`);
      return encodeURIComponent(value);
    });
  const [, start = '', choices = '', end = ''] = /^(.*)\(([^)]*)\)(.*)$/.exec(filled) ?? [];
  const addresses = choices === '' ? [filled] : choices.split('|').map((one) => `${start}${one}${end}`);
  for (const address of addresses)
    if (/[[\](){}\\|+*]/.test(address)) throw new Error(`${pattern} became ${address}: add an example`);
  return addresses;
}

const searches = Object.values(words).flatMap((word) => [
  `/search?q=${word}`,
  `/recommendations?words=${word}`,
  `/checklists/${word}`,
  `/law/rounds/${word}`,
  `/api/v1/law/rounds/${word}`,
  `/law/${word}/agreement`,
  `/states/${word}`,
  `/api/v1/recommendations?words=${word}`,
  `/coding/${benKey}/points/${word}`,
  `/nowhere/${word}`,
]);

interface Answered {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly bytes: Buffer;
}

async function ask({ app }: World, address: string, init: RequestInit = {}): Promise<Answered> {
  const answer = await app.request(address, init);
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

const visitors: readonly (readonly [string, { readonly [name: string]: string }])[] = [
  ['a reader', { 'Accept-Language': 'en' }],
  ['an operator', { 'Accept-Language': 'en', Cookie: `plumbline_operator=${operatorKey}` }],
];

/** Everything that can be asked for, with what it answers. */
async function walk(one: World): Promise<ReadonlyMap<string, Answered>> {
  const patterns = new Set(
    one.routes.routes.filter(({ method }) => method === 'GET' || method === 'ALL').map(({ path }) => path),
  );
  const addresses = [...[...patterns].flatMap(addressesOf), ...searches];
  const answers = new Map<string, Answered>();
  for (const [visitor, headers] of visitors)
    for (const address of addresses) {
      // Files and the API are the same for whoever asks.
      if (visitor === 'an operator' && /^\/(api|sdmx)\/|\.\w+(\?|$)/.test(address)) continue;
      const name = `${address} to ${visitor}`;
      const answer = await ask(one, address, { headers });
      answers.set(name, answer);
      const { etag } = answer.headers;
      if (etag)
        answers.set(
          `${name}, unchanged`,
          await ask(one, address, { headers: { ...headers, 'If-None-Match': etag } }),
        );
    }
  for (const [name, address, fields] of benSends)
    answers.set(name, await ask(one, address, { method: 'POST', body: new URLSearchParams(fields) }));
  return answers;
}

/** What Ben can try on his own seat that changes nothing. */
const benSends: readonly (readonly [string, string, { readonly [name: string]: string }])[] = [
  ['Ben sends no form', `/coding/${benKey}/points/1`, {}],
  ['Ben sends a wrong answer', `/coding/${benKey}/points/1`, { wording: '1', answer: 'perhaps' }],
  ['Ben names another point', `/coding/${benKey}/points/999`, { wording: '1' }],
  ['Ben chooses where nothing waits', `/coding/${benKey}/points/1/choose`, { version: '7', newest: '1' }],
  ['Ana’s lost key hands in', `/coding/${keys[0] ?? ''}/hand-in`, {}],
  ['a wrong key hands in', `/coding/${'C'.repeat(43)}/hand-in`, {}],
  ['somebody adjudicates', `/law/rounds/${round}`, { point: '1', adjudicator: 'Eve', answer: 'no' }],
];

/** All that the record holds, working papers left out: what the command line, exports and backups' readers read. */
function recordOf({ record }: World): string {
  const tables = record
    .read((tx) =>
      tx.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"),
    )
    .map(({ name }) => name)
    .filter((name) => !/^(working_paper|sqlite_)/.test(name));
  const hash = createHash('sha256');
  for (const name of tables)
    hash.update(
      JSON.stringify([name, record.read((tx) => tx.all(`SELECT * FROM "${name}"`))], (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    );
  return hash.digest('hex');
}

function differences(a: ReadonlyMap<string, Answered>, b: ReadonlyMap<string, Answered>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => {
    const [one, other] = [a.get(name), b.get(name)];
    return (
      one?.status !== other?.status ||
      JSON.stringify(one?.headers) !== JSON.stringify(other?.headers) ||
      !one?.bytes.equals(other?.bytes ?? Buffer.alloc(0))
    );
  });
}

/** Answers that hold a word of Ana's and were not asked for by it. */
function telling(answers: ReadonlyMap<string, Answered>): string[] {
  return [...answers]
    .filter(([name, { bytes }]) =>
      Object.values(words).some((word) => !name.includes(word) && bytes.includes(word)),
    )
    .map(([name]) => name);
}

describe('what Ana wrote', { timeout: 300_000 }, () => {
  let nothing: World;
  let one: World;
  let other: World;
  beforeAll(() => {
    nothing = world(undefined);
    one = world(words.one);
    other = world(words.other);
  });

  test('before she hands in: no address tells whether she wrote anything, nor what', async () => {
    other.saveAna('1', { reasoning: words.other });
    const [a, b, c] = [await walk(nothing), await walk(one), await walk(other)];
    expect(a.size).toBeGreaterThan(200);
    expect(differences(a, b)).toEqual([]);
    expect(differences(b, c)).toEqual([]);
    expect(telling(b)).toEqual([]);
    expect(recordOf(one)).toBe(recordOf(nothing));
    expect(recordOf(one)).toBe(recordOf(other));
    expect([...a].filter(([, { status }]) => status >= 500).map(([name]) => name)).toEqual([]);
  });

  test('after she handed in, and Ben has not: no address tells what; then it does', async () => {
    for (const each of [one, other]) {
      expect(each.saveAna('3', { reasoning: 'set aside' }).outcome).toBe('set aside');
      for (const point of ['1', '3']) each.chooseAna(point);
      expect(handIn(each.record, anaKey, at)).toBe('waiting for others');
    }
    const [a, b] = [await walk(one), await walk(other)];
    expect(differences(a, b)).toEqual([]);
    expect([...telling(a), ...telling(b)]).toEqual([]);
    expect(recordOf(one)).toBe(recordOf(other));

    // The walk would have seen it: once Ben has handed in as well, the installations differ, and say so.
    for (const each of [one, other]) expect(handIn(each.record, benKey, at)).toBe('revealed');
    const shown = await Promise.all([one, other].map((each) => ask(each, `/law/rounds/${round}`)));
    expect(shown.map(({ bytes }) => [bytes.includes(words.one), bytes.includes(words.other)])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(shown[0]?.headers['etag']).not.toBe(shown[1]?.headers['etag']);
    expect(recordOf(one)).not.toBe(recordOf(other));
    expect([one.record.verify(), other.record.verify()]).toEqual([[], []]);
  });
});
