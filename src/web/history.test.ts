/** The history pages: what they tell whom, and what restoring does. */
import { beforeAll, describe, expect, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { member } from '../../test/member.ts';
import type { StatusRow } from '../commitments/model.ts';
import { enterStatus } from '../commitments/store.ts';
import { addFollowUp } from '../recommendations/store/follow-up.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const now = new Date(`${testDay}T12:00:00Z`);
const app = webApp({ record, now: () => now, operatorKey: 'k'.repeat(32) });
const treaty = '/states/MUS/instruments/OPSC/history';
const demand = 'ratify|instrument/OPSC';
const ledgers = `/states/MUS/follow-up/history?demand=${encodeURIComponent(demand)}`;
const reviewer = member(record, 'Ravi', 'reviewer', now);
const reader = member(record, 'Rea', 'reader', now);

const get = (path: string, cookie = '') =>
  app.request(`${path}${path.includes('?') ? '&' : '?'}lang=en`, { headers: { Cookie: cookie } });
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
  const whole = `${treaty}?recorded=2026-11-30`;

  test('has every row, the oldest first, with source, kind of change and reason', async () => {
    const html = await page(whole);
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
      /^By what the record held at the end of 30 November 2026, the standing of Mauritius to OPSC on 23 November 2026 is: party\./,
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
      const html = await page(whole, cookie);
      expect(html).not.toContain('Edda Quill');
      expect(html).not.toContain('Entered by');
    }
    const seen = table(await page(whole, reviewer.cookie));
    expect(seen.map((row) => row[6])).toEqual(['reference data', 'Edda Quill', 'Edda Quill']);
  });

  test('is in the API, without names', async () => {
    const got = await app.request(`/api/v1${treaty}?recorded=2026-11-30`);
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
