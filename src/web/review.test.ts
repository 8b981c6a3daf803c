import { describe, expect, it } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { rightsFrom, type Role } from '../accounts/model.ts';
import { addAccount, changeAccount } from '../accounts/store.ts';
import { setPassword, signIn } from '../accounts/store/sessions.ts';
import { addFollowUp } from '../recommendations/store/follow-up.ts';
import { access } from './access.ts';
import { webApp } from './app.tsx';

const time = new Date(`${testDay}T12:00:00Z`);
const password = 'seven lanterns by the quay';
const entry = {
  demand: 'ratify|instrument/OPSC',
  ledger: 'State',
  status: 'done',
  said: 'The lantern protocol was joined by torchlight.',
  date: '2011-07-01',
  source: 'Report of the lighthouse keeper',
  place: 'para. 3',
};

function installation() {
  const record = testInstallation();
  const app = webApp({ record, now: () => time, operatorKey: 'k'.repeat(32) });
  const as = (name: string, role: Role, states = 'MUS', parts = 'all') => {
    const email = `${name}@example.org`;
    const made = record.command(
      { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at: time.toISOString() },
      (tx) =>
        changeAccount(tx, addAccount(tx, { name, email, ...rightsFrom({ role, states, parts }) }).id, {
          standing: 'active',
        }),
    ).result;
    setPassword(record, made, password);
    const headers = { Cookie: `plumbline_session=${signIn(record, { email, password, browser: '' }, time)}` };
    return async (path: string, fields?: { [name: string]: string }) => {
      const answer = await app.request(path, {
        headers,
        ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
      });
      return { status: answer.status, to: answer.headers.get('Location'), said: await answer.text() };
    };
  };
  return { record, app, as };
}

/** Every address that anyone may read, of Mauritius where it is of one State. */
const reads = [
  ...access
    .filter(({ method, need }) => method === 'GET' && need.kind === 'anyone')
    .map(({ path }) =>
      path
        .replace(':iso3', 'MUS')
        .replace(/:file\{(\w+)\\\.\((\w+)[^}]*\}/, '$1.$2')
        .replace(/:id\{[^}]*\}/, '1'),
    )
    .filter((path) => !path.includes(':')),
  '/api/v1/states/MUS/follow-up',
  '/search?q=lantern',
];

describe('a contribution', () => {
  it('waits, is seen by nobody else, and is in the record once a reviewer accepts it', async () => {
    const { record, app, as } = installation();
    const [author, reviewer, elsewhere] = [
      as('Ana', 'contributor'),
      as('Ravi', 'reviewer'),
      as('Fia', 'reviewer', 'FJI'),
    ];
    const lawyer = as('Lou', 'reviewer', 'all', 'law');
    expect((await author('/states/MUS/follow-up', entry)).to).toBe('/review/1');

    for (const path of reads)
      expect(await (await app.request(path)).text(), path).not.toMatch(/lantern protocol|lighthouse keeper/);
    for (const other of [elsewhere, lawyer]) {
      expect((await other('/review/1')).status).toBe(404);
      expect((await other('/review')).said).not.toContain('Ana');
    }

    expect((await author('/review/1')).said).toContain('lantern protocol');
    expect((await author('/review/1', { do: 'accepted' })).status).toBe(400);
    expect((await reviewer('/review')).said).toContain('Ana');
    expect((await reviewer('/review/1', { do: 'returned' })).status).toBe(400);
    expect((await reviewer('/review/1', { do: 'accepted', note: 'checked' })).status).toBe(303);
    expect(await (await app.request('/states/MUS/follow-up')).text()).toContain('lantern protocol');
    expect(record.entries().at(-1)).toMatchObject({
      actor: 'Ravi, proposed by Ana',
      reason: 'proposal 1 accepted: checked',
      citation: 'Report of the lighthouse keeper',
    });
    expect((await reviewer('/review/1', { do: 'accepted' })).said).toContain('decided already');
    expect(record.verify()).toEqual([]);
  });

  it('is refused at once where it would be refused later, and leaves nothing', async () => {
    const { record, as } = installation();
    const author = as('Ana', 'contributor');
    const before = record.head().seq;
    const refused = await author('/states/MUS/follow-up', { ...entry, status: 'perhaps' });
    expect(refused.status).toBe(400);
    expect(refused.said).toContain('status');
    expect(record.head().seq).toBe(before);
    expect((await author('/states/FJI/follow-up', entry)).status).toBe(403);
  });

  it('is returned with a note, or withdrawn by its author alone', async () => {
    const { record, as } = installation();
    const [author, reviewer] = [as('Ana', 'contributor'), as('Ravi', 'reviewer')];
    await author('/states/MUS/follow-up', entry);
    await author('/states/MUS/follow-up', { ...entry, said: 'Something else.' });
    expect((await reviewer('/review/1', { do: 'returned', note: 'which page?' })).status).toBe(303);
    expect((await author('/review/1')).said).toContain('which page?');
    expect((await reviewer('/review/2', { do: 'withdrawn' })).status).toBe(400);
    expect((await author('/review/2', { do: 'withdrawn' })).status).toBe(303);
    expect(record.read((tx) => tx.all('SELECT 1 FROM follow_up'))).toEqual([]);
  });

  it('shows the text of a point as it is and as it would be', async () => {
    const { as } = installation();
    const [author, reviewer] = [as('Ana', 'contributor', 'all'), as('Ravi', 'reviewer', 'all')];
    const proposed = await author('/checklists/sectt-24', {
      point: '7',
      requirement: 'The law names who keeps the lanterns.',
      source: 'Invented leaflet',
      verified: 'yes',
    });
    expect(proposed.to).toBe('/review/1');
    expect((await reviewer('/review/1')).said).toContain(
      '<ins><bdi>The law names who keeps the lanterns.</bdi></ins>',
    );
    await reviewer('/review/1', { do: 'accepted' });
    expect((await reviewer('/checklists/sectt-24')).said).toContain('The law names who keeps the lanterns.');
  });
});

describe('a source held in confidence', () => {
  it('is known to those who review its State; everyone else is told that there is one', async () => {
    const { record, app, as } = installation();
    const author = as('Ana', 'contributor');
    const reviewer = as('Ravi', 'reviewer');
    const others = [as('Fia', 'reviewer', 'FJI'), as('Lou', 'reviewer', 'all', 'law'), as('Rea', 'reader')];
    await author('/states/MUS/follow-up', { ...entry, kept: 'in confidence' });
    await reviewer('/review/1', { do: 'accepted' });

    const page = await (await app.request('/states/MUS/follow-up')).text();
    expect(page).toContain('lantern protocol');
    expect(page).toContain('Source held in confidence, no. 1, known to the reviewers');
    const [, source = ''] = /href="(\/sources\/\d+)"[^>]*>Source held/.exec(page) ?? [];
    for (const path of [...reads, source, '/api/v1/sources?format=csv']) {
      const answer = await app.request(path);
      expect(answer.status, path).toBeLessThan(500);
      expect(await answer.text(), path).not.toMatch(/lighthouse keeper|proposed by Ana/);
    }
    for (const other of [...others, author]) expect((await other(source)).said).not.toContain('lighthouse');
    expect((await reviewer(source)).said).toContain('Report of the lighthouse keeper, para. 3');
    expect(record.entries().at(-1)).toMatchObject({ citation: 'Source held in confidence' });
  });

  it('is one source however often it is entered, so that a correction meets what it corrects', () => {
    const { record } = installation();
    const said = { actor: 'Ana', reason: 'test', at: time.toISOString() };
    const held = { ...entry, state: 'MUS', kept: 'in confidence' };
    expect(addFollowUp(record, held, said)).toEqual(['new']);
    expect(addFollowUp(record, held, said)).toEqual(['known']);
    expect(addFollowUp(record, { ...held, status: 'partly' }, said)).toEqual(['corrected']);
    expect(addFollowUp(record, { ...held, place: 'para. 4' }, said)).toEqual(['new']);
    expect(record.verify()).toEqual([]);
  });
});

describe('an ETag', () => {
  it('tells readers of no proposal and no account, and of what is in the record', async () => {
    const { record, app, as } = installation();
    const author = as('Ana', 'contributor');
    const reviewer = as('Ravi', 'reviewer');
    const etags = async () =>
      Promise.all(
        ['/states/MUS', '/api/v1/states', '/sdmx/v2/structure/dataflow'].map(
          async (path) => (await app.request(path)).headers.get('ETag') ?? '',
        ),
      );
    const before = await etags();
    await author('/states/MUS/follow-up', entry);
    as('Fia', 'reader');
    expect(await etags()).toEqual(before);
    await reviewer('/review/1', { do: 'accepted' });
    const after = await etags();
    expect(after.filter((etag) => before.includes(etag))).toEqual([]);
    expect(record.verify()).toEqual([]);
  });
});
