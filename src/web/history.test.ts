/** The history pages: what they tell whom, and what restoring does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { enterMadeUpLaw } from '../../test/made-up-law.ts';
import { member } from '../../test/member.ts';
import type { StatusRow } from '../commitments/model.ts';
import { enterStatus } from '../commitments/store.ts';
import type { LawId } from '../law/model.ts';
import { enterProvision } from '../law/store.ts';
import { provisionsOfLaw } from '../law/store/answers.ts';
import { addFollowUp } from '../recommendations/store/follow-up.ts';
import { stylesheet } from '../platform/style.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const now = new Date(`${testDay}T12:00:00Z`);
const app = webApp({ record, now: () => now, operatorKey: 'k'.repeat(32) });
const treaty = '/states/MUS/instruments/OPSC/history';
const demand = 'ratify|instrument/OPSC';
const ledgers = `/states/MUS/follow-up/history?demand=${encodeURIComponent(demand)}`;
const editor = member(record, 'Edna', 'editor', now);
const contributor = member(record, 'Cora', 'contributor', now);
const reviewer = member(record, 'Ravi', 'reviewer', now);
const reader = member(record, 'Rea', 'reader', now);

/** Where somebody is sent on to has its language already. */
const inEnglish = (path: string) =>
  path.includes('lang=en') ? path : `${path}${path.includes('?') ? '&' : '?'}lang=en`;
const get = (path: string, cookie = '') => app.request(inEnglish(path), { headers: { Cookie: cookie } });
const page = async (path: string, cookie = '') => (await get(path, cookie)).text();
/** The rows of the table, each as the texts of its cells. */
const table = (html: string) =>
  elements(html, 'tbody')
    .flatMap((body) => body.inside('tr'))
    .map((row) =>
      row.inside(({ name }) => name === 'th' || name === 'td').map((cell) => cell.text.replace(/\d+$/, '')),
    );

/** Somebody misreads the newest list: a made-up row on Mauritius, corrected once. */
function enter(over: Partial<StatusRow>, by: { actor: string; reason: string; at: string; kind?: string }) {
  record.command({ kind: 'import', citation: 'list.csv', ...by }, (tx) =>
    enterStatus(tx, {
      instrument: 'OPSC' as StatusRow['instrument'],
      state: 'MUS' as StatusRow['state'],
      status: 'party',
      action: 'ratification',
      asAt: '2026-09-01' as StatusRow['asAt'],
      standing: 'used',
      citation: { title: 'A newer list', standing: 'unverified' },
      ...over,
    }),
  );
}

beforeAll(() => {
  enter(
    { acted: '2010-06-14' as NonNullable<StatusRow['acted']> },
    { actor: 'Edda Quill', reason: 'the list of September', at: '2026-11-24T09:00:00Z' },
  );
  enter(
    { acted: '2011-06-14' as NonNullable<StatusRow['acted']> },
    { actor: 'Edda Quill', reason: 'the year was misread', at: '2026-11-25T09:00:00Z', kind: 'import' },
  );
});

/** Made-up entries of ledgers: one corrected, one of an earlier date, one whose source is held in confidence. */
const entry = {
  state: 'MUS',
  demand,
  ledger: 'State',
  status: 'in progress',
  said: 'A bill is before parliament.',
  date: '2011-07-01',
  source: 'Report of the State',
  place: 'para. 3',
};
const held = {
  ...entry,
  ledger: 'civil society',
  said: 'Nothing was done.',
  source: 'Letter of a shelter',
  kept: 'in confidence',
};
beforeAll(() => {
  const by = (actor: string, reason: string, at: string) => ({ actor, reason, at });
  addFollowUp(record, entry, by('Edda Quill', 'first reading', '2026-11-20T09:00:00Z'));
  addFollowUp(record, { ...entry, status: 'done' }, by('Edda Quill', 'it passed', '2026-11-21T09:00:00Z'));
  addFollowUp(
    record,
    { ...entry, date: '2009', place: 'p. 1', status: 'not started' },
    by('Edda Quill', 'an older report', '2026-11-22T09:00:00Z'),
  );
  addFollowUp(record, held, by('Edda Quill', 'brought by the shelter', '2026-11-22T10:00:00Z'));
  addFollowUp(
    record,
    { ...held, status: 'not started' },
    by('Edda Quill', 'the shelter wrote again', '2026-11-22T11:00:00Z'),
  );
});

describe('the history of a demand', () => {
  test('has every entry of every ledger, with its correction', async () => {
    const html = await page(ledgers);
    expect(elements(html, 'h2').map(({ text }) => text)).toEqual(['the State', 'civil society', 'Sources']);
    expect(table(html).map(([, , , change, place, why]) => [change, place, why])).toEqual([
      ['first entry (by hand)', 'replaced by a later row', 'first reading'],
      ['correction (by hand)', 'in use', 'it passed'],
      ['first entry (by hand)', 'kept beside what is in use', 'an older report'],
      ['first entry (by hand)', 'replaced by a later row', '–'],
      ['correction (by hand)', 'in use', '–'],
    ]);
    expect(elements(html, '.key-sentence')[0]?.text).toMatch(
      /this had become of the demand in Mauritius by 23 November 2026: the State: done; civil society: not started\./,
    );
  });

  test.each([
    ['2026-11-19', 'nothing is recorded'],
    ['2026-11-20', 'the State: in progress'],
    ['2026-11-21', 'the State: done'],
  ])('as the record stood on %s: %s', async (day, said) => {
    const html = await page(`${ledgers}&recorded=${day}`);
    expect(elements(html, '.key-sentence')[0]?.text).toContain(`2026: ${said}`);
  });

  test('tells of a source held in confidence nothing but that it is one, except to reviewers', async () => {
    for (const cookie of ['', reader.cookie]) {
      const html = await page(ledgers, cookie);
      expect(html).not.toMatch(/Edda Quill|shelter/);
      expect(html).toContain('Source held in confidence, no. 1');
    }
    const seen = table(await page(ledgers, reviewer.cookie));
    expect(seen.map((row) => row.slice(5))).toContainEqual(['brought by the shelter', 'Edda Quill']);
    const api = await app.request(`/api/v1/states/MUS/follow-up/history?key=${encodeURIComponent(demand)}`, {
      headers: { Cookie: reviewer.cookie },
    });
    const text = await api.text();
    expect(text).not.toMatch(/Edda Quill|shelter/);
    expect(text).toContain('first reading');
  });

  test('is linked from the page of follow-up', async () => {
    const links = elements(await page('/states/MUS/follow-up'), 'a').map(
      ({ attributes }) => attributes['href'],
    );
    expect(links).toContain(`${ledgers}&lang=en`.replace(/demand=(.*)&lang=en/, 'lang=en&demand=$1'));
  });

  test.each([
    ['/states/XXX/follow-up/history', 404],
    ['/states/MUS/follow-up/history', 400],
    ['/states/MUS/follow-up/history?demand=none', 400],
  ])('%s answers %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });
});

describe('the history of a treaty', () => {
  test('has every row, the oldest first, with source, kind of change and reason', async () => {
    const html = await page(treaty);
    const rows = table(html);
    expect(rows.map(([, , , change, place, why]) => [change, place, why])).toEqual([
      [
        'first entry (came with the program)',
        'kept beside what is in use',
        expect.stringMatching(/^Facts on commitments, version/) as string,
      ],
      ['first entry (from a file)', 'replaced by a later row', 'the list of September'],
      ['correction (from a file)', 'in use', 'the year was misread'],
    ]);
    expect(rows[1]?.[1]).toMatch(/^●party.*ratification: 14 June 2010.*as at 1 September 2026/);
    expect(elements(html, '.source-list')[0]?.text).toContain('A newer list');
    expect(elements(html, '.key-sentence')[0]?.text).toMatch(
      /^By what the record held at the end of 23 November 2026, the standing of Mauritius to OPSC on 23 November 2026 is: party\./,
    );
  });

  test.each([
    ['2026-11-23', ['in use']],
    ['2026-11-24', ['kept beside what is in use', 'in use']],
    ['2026-11-25', ['kept beside what is in use', 'replaced by a later row', 'in use']],
  ])('as the record stood on %s', async (day, places) => {
    expect(table(await page(`${treaty}?recorded=${day}`)).map((row) => row[4])).toEqual(places);
  });

  test('before anything was entered says so', async () => {
    const html = await page(`${treaty}?recorded=2020-01-01`);
    expect(elements(html, 'main')[0]?.text).toMatch(/is: not loaded\..*By that day no row had been entered/);
  });

  test('names who entered a row to reviewers alone', async () => {
    for (const cookie of ['', reader.cookie]) {
      const html = await page(treaty, cookie);
      expect(html).not.toContain('Edda Quill');
      expect(html).not.toContain('Entered by');
    }
    const seen = table(await page(treaty, reviewer.cookie));
    expect(seen.map((row) => row[6])).toEqual(['reference data', 'Edda Quill', 'Edda Quill']);
  });

  test('is in the API, without names', async () => {
    const got = await app.request(`/api/v1${treaty}`);
    const { items } = (await got.json()) as { items: { [name: string]: unknown }[] };
    expect(
      items.map(({ change, way, place, why, acted }) => [change, way, place, why, acted]).slice(1),
    ).toEqual([
      ['new', 'file', 'replaced', 'the list of September', '2010-06-14'],
      ['corrected', 'file', 'in use', 'the year was misread', '2011-06-14'],
    ]);
    expect(JSON.stringify(items)).not.toMatch(/Edda|actor|who/);
  });

  test('is linked from the pages of the State and of the instrument', async () => {
    for (const path of ['/states/MUS', '/instruments/OPSC']) {
      const links = elements(await page(path), 'a').filter(({ attributes }) =>
        attributes['href']?.startsWith(`${treaty}?`),
      );
      expect(links.map(({ attributes }) => attributes['aria-label'])).toEqual(['History: Mauritius, OPSC']);
    }
  });

  test.each([
    ['/states/XXX/instruments/OPSC/history', 404],
    ['/states/MUS/instruments/NONE/history', 404],
    [`${treaty}?recorded=yesterday`, 400],
  ])('%s answers %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });
});

/** The numbers of the rows on a page, with their texts. */
const numbered = (html: string) =>
  elements(html, 'tbody')
    .flatMap((body) => body.inside('tr'))
    .map((row) => ({ row: row.inside('th')[0]?.text ?? '', said: row.text }));
const restore = (path: string, fields: { [name: string]: string }, cookie: string) =>
  app.request(inEnglish(path), {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { Cookie: cookie },
  });
const offered = (html: string) =>
  elements(html, ({ attributes }) => attributes['name'] === 'row').flatMap((one) =>
    one.inside('option').map(({ attributes }) => attributes['value'] ?? ''),
  );

describe('the history of the wordings of a law', () => {
  const path = '/law/laws/MUS-2005/history';
  beforeAll(() => {
    enterMadeUpLaw(record);
    record.command(
      {
        kind: 'import',
        actor: 'Edda Quill',
        reason: 'a word was misread',
        citation: 'law.xlsx',
        at: '2026-11-24T09:00:00Z',
      },
      (tx) => {
        const [first] = provisionsOfLaw(tx, 'MUS-2005' as LawId);
        if (first) enterProvision(tx, { ...first, text: 'No lantern shall ever be lit.' });
      },
    );
  });

  test('has what was corrected, and why', async () => {
    const rows = table(await page(path));
    const [corrected, ...others] = rows.filter(([, said]) =>
      said?.includes(rows.at(-1)?.[1]?.slice(0, 9) ?? '-'),
    );
    expect(corrected?.slice(3, 5)).toEqual(['first entry (by hand)', 'replaced by a later row']);
    expect(others.at(-1)?.slice(3)).toEqual(['correction (from a file)', 'in use', 'a word was misread']);
    expect(others.at(-1)?.[1]).toContain('No lantern shall ever be lit.');
    expect(table(await page(`${path}?recorded=2026-11-23`))).toHaveLength(rows.length - 1);
    expect(await page(path)).not.toContain('Edda Quill');
    expect(await page(path, reviewer.cookie)).toContain('Edda Quill');
  });

  test('is linked from the page of the law, and in the API', async () => {
    const links = elements(await page('/law/laws/MUS-2005'), 'a').map(({ attributes }) => attributes['href']);
    expect(links).toContain(`${path}?lang=en`);
    const got = await app.request(`/api/v1${path}`);
    const { items } = (await got.json()) as { items: { [name: string]: unknown }[] };
    expect(items.at(-1)).toMatchObject({ change: 'corrected', place: 'in use', why: 'a word was misread' });
    expect(JSON.stringify(items)).not.toContain('Edda');
  });
});

describe('restoring a row of a treaty', () => {
  let shipped = '';
  let misread = '';
  let last = '';
  beforeAll(async () => {
    [shipped = '', misread = '', last = ''] = numbered(await page(treaty)).map(({ row }) => row);
  });

  test('is offered to editors, of the rows of which the record says otherwise now', async () => {
    for (const cookie of ['', reader.cookie, contributor.cookie, reviewer.cookie])
      expect(offered(await page(treaty, cookie))).toEqual([]);
    const html = await page(treaty, editor.cookie);
    expect(offered(html)).toEqual([shipped, misread]);
    expect(elements(html, 'option').map(({ text }) => text)).toContain(
      `${misread}: party · ratification · 14 June 2010 · as at 1 September 2026 · A newer list`,
    );
  });

  test('is refused to everyone else', async () => {
    const before = record.head().seq;
    for (const cookie of ['', reader.cookie, contributor.cookie, reviewer.cookie])
      expect((await restore(treaty, { row: misread, reason: 'x' }, cookie)).status).toBe(403);
    expect(record.head().seq).toBe(before);
  });

  test.each<[string, () => { [name: string]: string }, string]>([
    ['what is in use', () => ({ row: last, reason: 'x' }), 'The record says this already'],
    ['no row', () => ({ reason: 'x' }), 'There is no such row here'],
    ['a row of another State', () => ({ row: '1', reason: 'x' }), 'There is no such row here'],
    ['a number that is none', () => ({ row: "1' OR 1", reason: 'x' }), 'There is no such row here'],
    ['no reason', () => ({ row: misread, reason: ' ' }), 'Say why the row is restored'],
    ['too long a reason', () => ({ row: misread, reason: 'x'.repeat(2001) }), 'in at most 2000 letters'],
  ])('%s is refused with a sentence, and nothing is entered', async (_, fields, said) => {
    const before = record.head().seq;
    const answer = await restore(treaty, fields(), editor.cookie);
    const html = await answer.text();
    expect(answer.status).toBe(400);
    expect(elements(html, ({ attributes }) => attributes['role'] === 'alert')[0]?.text).toContain(said);
    expect(record.head().seq).toBe(before);
  });

  test('is one new change with its reason, and every other row stays', async () => {
    const before = numbered(await page(treaty, editor.cookie)).length;
    const { seq } = record.head();
    const answer = await restore(
      `${treaty}?recorded=2026-11-24`,
      { row: shipped, reason: 'the newer list is not official' },
      editor.cookie,
    );
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${treaty}?lang=en`]);
    const entries = record.entries().filter((entry) => entry.seq > seq);
    expect(entries).toMatchObject([
      { kind: 'restoration', actor: 'Edna', reason: 'the newer list is not official' },
    ]);
    expect(record.verify()).toEqual([]);
    const rows = table(await page(treaty));
    expect(rows.map(([, , , change, place]) => [change, place])).toEqual([
      ['first entry (came with the program)', 'in use'],
      ['first entry (from a file)', 'replaced by a later row'],
      ['correction (from a file)', 'replaced by a later row'],
      ['set aside for another source (by hand)', 'kept beside what is in use'],
    ]);
    expect(before).toBeLessThan(rows.length);
    // Said again, nothing is left to do.
    expect(await (await restore(treaty, { row: shipped, reason: 'x' }, editor.cookie)).text()).toContain(
      'The record says this already',
    );
  });

  test('of a source that was corrected enters the row again', async () => {
    expect((await restore(treaty, { row: misread, reason: 'read once more' }, editor.cookie)).status).toBe(
      303,
    );
    const rows = table(await page(treaty, reviewer.cookie));
    expect(rows.at(-1)?.slice(3)).toEqual(['restored (by hand)', 'in use', 'read once more', 'Edna']);
    expect(await page('/states/MUS')).toContain('14 June 2010');
    expect(record.verify()).toEqual([]);
  });
});

describe('restoring an entry of a ledger', () => {
  const row = async (said: RegExp) =>
    numbered(await page(ledgers, editor.cookie)).find((one) => said.test(one.said))?.row ?? '';

  test('of a source held in confidence is never offered, and refused', async () => {
    const confidential = await row(/in progress.*Nothing was done/);
    const html = await page(ledgers, editor.cookie);
    expect(offered(html)).toEqual([await row(/in progress.*A bill/)]);
    const before = record.head().seq;
    const answer = await restore(ledgers, { row: confidential, reason: 'x' }, editor.cookie);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('held in confidence, so it is not restored from here') as string,
    ]);
    expect(record.head().seq).toBe(before);
  });

  test('by a contributor waits for a reviewer, who sees the reason; then it stands', async () => {
    const wanted = await row(/in progress.*A bill/);
    const sent = await restore(ledgers, { row: wanted, reason: 'the bill failed' }, contributor.cookie);
    const proposal = sent.headers.get('Location') ?? '';
    expect([sent.status, proposal]).toEqual([303, expect.stringMatching(/^\/review\/\d+/) as string]);
    expect(await page(ledgers)).not.toContain('the bill failed');
    expect(await page(proposal, reviewer.cookie)).toContain('the bill failed');
    const accepted = await restore(proposal, { do: 'accepted', note: 'I asked Jo' }, reviewer.cookie);
    expect(accepted.status).toBe(303);
    expect(record.entries().at(-1)).toMatchObject({
      kind: 'follow-up',
      actor: 'Ravi, proposed by Cora',
      reason: expect.stringMatching(/^the bill failed; proposal \d+ accepted: I asked Jo$/) as string,
    });
    const told = table(await page(ledgers)).filter((one) => one[3]?.includes('reviewer'));
    expect(told.map((one) => one.slice(3))).toEqual([
      ['restored (proposed, and accepted by a reviewer)', 'in use', '–'],
    ]);
    expect(await page(ledgers)).not.toMatch(/Cora|Ravi|asked Jo/);
  });

  test('by an editor is one new change, and verifies', async () => {
    const wanted = await row(/done.*A bill/);
    const { seq } = record.head();
    expect(
      (await restore(ledgers, { row: wanted, reason: 'it passed after all' }, editor.cookie)).status,
    ).toBe(303);
    expect(record.entries().filter((entry) => entry.seq > seq)).toMatchObject([
      { kind: 'follow-up', actor: 'Edna', reason: 'it passed after all' },
    ]);
    expect(table(await page(ledgers)).map((one) => one.slice(3, 6))).toContainEqual([
      'restored (by hand)',
      'in use',
      'it passed after all',
    ]);
    expect(record.verify()).toEqual([]);
    expect((await restore(ledgers, { row: wanted, reason: 'x' }, editor.cookie)).status).toBe(400);
    expect(
      (await restore(ledgers.replace('MUS', 'FJI'), { row: wanted, reason: 'x' }, editor.cookie)).status,
    ).toBe(400);
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.launch();
  });
  afterAll(() => browser.close());

  test.each(['en', 'ar'].flatMap((language) => [treaty, ledgers].map((path) => [language, path] as const)))(
    'in %s axe finds nothing on %s with its form, and the page does not scroll sideways on a phone',
    async (language, path) => {
      const got = await app.request(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`, {
        headers: { Cookie: editor.cookie },
      });
      const html = (await got.text()).replace(
        /<link rel="stylesheet"[^>]*>/,
        () => `<style>${stylesheet.text}</style>`,
      );
      expect(elements(html, '.untranslated')).toEqual([]);
      expect(await browser.violations({ html }, 360)).toEqual([]);
      const shown = await browser.open({ html }, 360);
      expect(
        await shown.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await shown.close();
    },
  );
});
