import { beforeAll, describe, expect, test } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { temporaryFolder } from '../../../test/folder.ts';
import { testDay, testInstallation } from '../../../test/installation.ts';
import { apiApp } from '../../api/app.ts';
import { type Day, dayOf, parseDate } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import { citationId } from '../../evidence/store.ts';
import { readOutside, storeOutside } from '../../imports.ts';
import type { Terminal } from '../../platform/terminal.ts';
import { routes } from '../api/follow-up.ts';
import { followUp as followUpCommands } from '../commands/follow-up.ts';
import type { DemandKey } from '../demand.ts';
import type { GivenFollowUp } from '../follow-up.ts';
import { followUpFile } from '../formats/follow-up.ts';
import { bringInto, uprInfo } from '../testing.ts';
import {
  actionFromFields,
  addAction,
  addFollowUp,
  demandFollowUps,
  enterFollowUp,
  type Fields,
  followUpFromFields,
  followUps,
} from './follow-up.ts';

const record = testInstallation();
const change = { actor: 'ana', reason: 'test', at: `${testDay}T00:00:00Z` };
const command = { kind: 'test', actor: 'ana', reason: 'test', citation: 'test', at: change.at };
const today = testDay as Day;
const ratify = 'ratify|instrument/OPSC';
const train = 'train||theme/trafficking';

const fields: Fields = {
  state: 'FJI',
  demand: train,
  ledger: 'State',
  status: 'in progress',
  said: 'A course for officers began.',
  date: '2025-03',
  source: 'Report of the State',
  place: 'para. 12',
  address: 'https://example.org/report',
};
const add = (over: Fields = {}) => addFollowUp(record, { ...fields, ...over }, change);
const of = (state: string, asOf: Day = today, demands?: string[]) =>
  record.read((tx) => demandFollowUps(tx, state as Iso3, asOf, demands as DemandKey[] | undefined));
const rows = () => record.read((tx) => tx.first<{ n: number }>('SELECT count(*) AS n FROM follow_up')?.n);

beforeAll(() =>
  bringInto(record)(
    'asked.csv',
    [
      uprInfo,
      'Fiji,,,Ratify the OPSC and train the police against trafficking,Ghana,,,Accepted,5,Justice,21',
      'Fiji,,,Continue its efforts,Peru,,,Accepted,2,Justice,21',
      '',
    ].join('\n'),
  ),
);

describe('an entry', () => {
  test('is stored with its receipt and who entered it, once, and read as of a day', () => {
    expect(add()).toEqual(['new']);
    expect(add()).toEqual(['known']);
    expect(of('FJI')).toMatchObject([
      {
        demand: train,
        standing: {
          difference: 'one ledger only',
          ledgers: [
            {
              ledger: 'State',
              current: {
                status: 'in progress',
                said: 'A course for officers began.',
                date: '2025-03',
                enteredBy: 'ana',
                receipt: {
                  title: 'Report of the State',
                  place: 'para. 12',
                  address: 'https://example.org/report',
                },
              },
              earlier: [],
            },
          ],
        },
      },
    ]);
    expect(of('FJI', dayOf('2025-02-28'))[0]?.standing.ledgers).toEqual([]);
    expect(of('PER')).toEqual([]);
  });

  test('with the receipt and date of one before corrects it; the record keeps both', () => {
    const before = Number(rows());
    expect(add({ status: 'Partly' })).toEqual(['corrected']);
    expect(of('FJI')[0]?.standing.ledgers[0]).toMatchObject({ current: { status: 'partly' }, earlier: [] });
    expect(rows()).toBe(before + 1);
    expect(record.verify()).toEqual([]);
  });

  test('named by a recommendation stands for each demand of its text', () => {
    const id = record.read((tx) =>
      String(tx.first<{ id: number }>("SELECT id FROM recommendation WHERE text LIKE 'Ratify%'")?.id),
    );
    expect(add({ demand: '', recommendation: id, ledger: 'NHRI', date: '2026' })).toEqual(['new', 'new']);
    const demands = of('FJI').map(({ demand }) => demand);
    expect(demands).toContain(ratify);
    expect(demands).toContainEqual(expect.stringMatching(/^train\|\|theme\/trafficking\|\|police/));
  });

  test.each<[string, Fields, string]>([
    ['no passage', { place: ' ' }, 'place'],
    ['no field for the passage', { place: undefined }, 'place'],
    ['no source', { source: '' }, 'source'],
    ['no words', { said: '' }, 'said'],
    ['another status', { status: 'not done' }, 'not one of: not started'],
    ['another ledger', { ledger: 'neighbours' }, 'not one of: State'],
    ['a day that is none', { date: '2025-02-30' }, 'not a date'],
    ['a State that is none', { state: 'Atlantis' }, 'not a State'],
    ['a demand that is none', { demand: 'train||theme/lanterns' }, 'lanterns'],
    ['neither demand nor recommendation', { demand: '' }, 'give either'],
    ['both', { recommendation: '1' }, 'give either'],
    ['a recommendation that is none', { demand: '', recommendation: '9999' }, 'none with the number'],
    [
      'a recommendation to another State',
      { demand: '', recommendation: '1', state: 'PER' },
      'was made to FJI',
    ],
    [
      'a recommendation that asks nothing definite',
      { demand: '', recommendation: '2' },
      'no demand with a key',
    ],
    ['a script for an address', { address: 'javascript:alert(1)' }, 'begins with https'],
  ])('with %s is refused', (_, over, said) => {
    const before = rows();
    expect(() => add(over)).toThrow(said);
    expect(rows()).toBe(before);
  });

  test('without a passage is refused by the store and by the database as well', () => {
    const [entry] = record.read((tx) => followUpFromFields(tx, fields));
    const bare = {
      ...entry,
      receipt: { title: 'A report', place: '', standing: 'unverified' },
    } as GivenFollowUp;
    expect(() => record.command(command, (tx) => enterFollowUp(tx, bare))).toThrow('place');
    expect(() =>
      record.command(command, (tx) =>
        tx.insert('follow_up', {
          state: 'FJI',
          demand: train,
          ledger: 'State',
          status: 'done',
          said: 'x',
          date: '2025',
          citation: citationId(tx, { title: 'A whole document', standing: 'unverified' }),
        }),
      ),
    ).toThrow('a status rests on a passage');
  });
});

describe('an action', () => {
  const action: Fields = {
    state: 'FJI',
    demand: `${train}; ratify|instrument/OPIC`,
    text: 'A working group',
    lead: 'Ministry of Justice',
    from: '2026-01',
    source: 'Plan of action',
  };

  test('serves several demands, and is stored once', () => {
    expect(addAction(record, action, change)).toBe(3);
    expect(addAction(record, action, change)).toBe(0);
    expect(addAction(record, { ...action, demand: ratify }, change)).toBe(1);
    const found = of('FJI').filter(({ actions }) => actions.length > 0);
    expect(found.map(({ demand }) => demand)).toEqual(['ratify|instrument/OPIC', ratify, train]);
    expect(found[0]?.actions).toMatchObject([
      { text: 'A working group', lead: 'Ministry of Justice', from: '2026-01' },
    ]);
  });

  test.each<[Fields, string]>([
    [{ source: '' }, 'source'],
    [{ text: '' }, 'text'],
    [{ until: 'soon' }, 'until'],
    [{ demand: 'x' }, 'not the key'],
  ])('with %j is refused', (over, said) => {
    expect(() => record.read((tx) => actionFromFields(tx, { ...action, ...over }))).toThrow(said);
  });
});

test('a treaty that the State joined closes the demand with the row of the list', () => {
  expect(of('MUS', today, [ratify])[0]?.treaty).toMatchObject({
    kind: 'closed',
    date: '2011-06-14',
    row: { citation: { standing: 'verified' } },
  });
  expect(of('MUS', dayOf('2011-06-13'), [ratify])[0]?.treaty?.kind).toBe('in progress');
});

describe('a table', () => {
  const header = 'State,Demand,Recommendation,Ledger,Status,Said,Date,Source,Place,Address';
  const bring = async (name: string, content: string | Uint8Array) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return storeOutside(record, await readOutside(record, { name, bytes }, {}), change);
  };

  test('is stored, and the same table again changes nothing', async () => {
    const table = [
      header,
      `Peru,${train},,civil society,not started,No course is planned.,2026-02-01,Alternative report,p. 4,`,
      `PER,${ratify},,state,done,It joined.,2003,Report,para. 2,https://example.org/`,
      '',
    ].join('\n');
    expect(await bring('ngo.csv', table)).toMatchObject({
      kind: 'follow-up',
      rows: 2,
      added: 2,
      refused: [],
    });
    expect(await bring('ngo.csv', table)).toMatchObject({ rows: 2, added: 0, unchanged: 2 });
    expect(of('PER')).toHaveLength(2);
  });

  test('with wrong rows is refused whole; each is named with its column', async () => {
    const before = rows();
    const report = await bring(
      'wrong.csv',
      [
        header.replace('Said', 'Words'),
        `Peru,${train},,civil society,done,A new course.,2026-05,Report,p. 9,`,
        `Peru,${train},,civil society,done,A new course.,2026-05,Report,,`,
        `Peru,${train},,civil society,done,,2026-05,Report,p. 9,`,
        `Peru,train||theme/lanterns,,civil society,done,A course.,2026-05,Report,p. 9,`,
        `Atlantis,${train},,civil society,finished,A course.,May,Report,p. 9,`,
        '',
      ].join('\n'),
    );
    expect(report).toMatchObject({ file: 'wrong.csv', rows: 5, added: 0 });
    expect(report.refused).toEqual([
      { row: 3, text: expect.stringMatching(/^column Place: is missing/) as string },
      { row: 4, text: 'column Words: is missing' },
      { row: 5, text: expect.stringMatching(/^column Demand: .*lanterns/) as string },
      { row: 6, text: expect.stringMatching(/^column State: .*Atlantis/) as string },
    ]);
    expect(rows()).toBe(before);
  });

  test.each(['csv', 'xlsx'] as const)('handed out as %s can be handed in again', async (format) => {
    const entries = record.read((tx) => followUps(tx, 'PER' as Iso3));
    const report = await bring(`again.${format}`, followUpFile(entries, format));
    expect(report).toMatchObject({ rows: 2, added: 0, changed: 0, unchanged: 2, refused: [] });
  });
});

describe('the API', () => {
  const api = apiApp(routes, () => ({ record, today }));
  const get = async (path: string) =>
    (await api.request(path)).json() as Promise<{ [name: string]: unknown }>;

  test('lists the entries of a State as of a day', async () => {
    expect(await get('/states/PER/follow-up')).toMatchObject({
      total: 2,
      items: [
        {
          demand: ratify,
          ledger: 'State',
          standing: 'current',
          status: 'done',
          receipt: { place: 'para. 2' },
        },
        { demand: train, ledger: 'civil society', status: 'not started', date: '2026-02-01' },
      ],
    });
    expect(await get('/states/PER/follow-up?asOf=2010-01-01')).toMatchObject({ total: 1 });
  });

  test('gives one demand with treaties, ages and actions', async () => {
    expect(await get(`/states/MUS/follow-up/demand?key=${encodeURIComponent(ratify)}`)).toMatchObject({
      difference: 'none',
      entries: [],
      treaty: { kind: 'closed', date: '2011-06-14', receipt: { standing: 'verified' } },
      actions: [],
    });
    expect(await get(`/states/PER/follow-up/demand?key=${encodeURIComponent(train)}`)).toMatchObject({
      newestReceipt: { age: { years: 0, months: 9, known: 'exactly' } },
    });
    expect((await api.request('/states/MUS/follow-up/demand?key=x')).status).toBe(400);
  });
});

describe('the command', () => {
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const terminal: Partial<Terminal> = {
      actor: 'ana',
      now: () => new Date(change.at),
      today: () => parseDate(testDay) as Day,
      reading: async (work) => work(record),
      writing: async (work) => work(record),
      print: (_, text) => lines.push(...text),
    };
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    followUpCommands(program, () => terminal as Terminal);
    await program.parseAsync(['follow-up', ...args], { from: 'user' });
    return lines;
  };
  const options = (over: Fields = {}) =>
    Object.entries({ ...fields, state: 'KEN', ...over }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );

  test('adds, lists and writes files', async () => {
    expect(await run('add', ...options())).toEqual(['Entries: 1 new, 0 corrected, 0 known already.']);
    await run('add', ...options({ ledger: 'civil society', status: 'not started', date: '2026-01-01' }));
    const action = { text: 'A plan', ledger: undefined, status: undefined, said: undefined, date: undefined };
    await run('action', ...options(action));
    expect(await run('list', '--state', 'KEN')).toEqual([
      train,
      '  State: in progress, 2025-03 (at least 1 years 7 months old)  A course for officers began.  [Report of the State, para. 12]',
      '  civil society: not started, 2026-01-01 (0 years 10 months old)  A course for officers began.  [Report of the State, para. 12]',
      '  the ledgers give different statuses',
      '  action: A plan  [Report of the State]',
    ]);
    const file = join(temporaryFolder(), 'kenya.csv');
    expect(await run('list', '--state', 'KEN', '--out', file)).toEqual([`${file}: 2 entries`]);
    expect(readFileSync(file, 'utf8')).toMatch(/^State,Demand,Ledger.*\r\nKEN,train/);
    expect(await run('list', '--state', 'NOR')).toEqual([
      'Nothing is recorded. That does not mean that nothing was done.',
    ]);
  });

  test('refuses a status without a receipt, and other endings of files', async () => {
    await expect(run('add', ...options({ place: undefined }))).rejects.toThrow('--place');
    await expect(run('add', ...options({ place: '' }))).rejects.toMatchObject({ code: 'follow-up-invalid' });
    const file = join(temporaryFolder(), 'kenya.doc');
    await expect(run('list', '--state', 'KEN', '--out', file)).rejects.toMatchObject({
      code: 'format-unknown',
    });
    expect(existsSync(file)).toBe(false);
  });
});
