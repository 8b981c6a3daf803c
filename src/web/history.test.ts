/** The history pages: what they tell whom, and what restoring does. */
import { beforeAll, describe, expect, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { member } from '../../test/member.ts';
import type { StatusRow } from '../commitments/model.ts';
import { enterStatus } from '../commitments/store.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const now = new Date(`${testDay}T12:00:00Z`);
const app = webApp({ record, now: () => now, operatorKey: 'k'.repeat(32) });
const treaty = '/states/MUS/instruments/OPSC/history';
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
