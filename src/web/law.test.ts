/** The pages of law, as a reader comes to them: with invented law in the record. */
import { beforeAll, describe, expect, test } from 'vitest';
import { elements, type HtmlElement } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { enterMadeUpLaw } from '../../test/made-up-law.ts';
import { readOutside, storeOutside } from '../imports.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });

const texts = [
  'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session',
  '"Mauritius",,,"Criminalise child sexual abuse material",Uruguay,,,Accepted,5,Justice,30',
  '"Mauritius",,,"Train judges on child sexual abuse material",Uruguay,,,Accepted,5,Justice,30',
].join('\n');

beforeAll(async () => {
  enterMadeUpLaw(record);
  const bytes = new TextEncoder().encode(texts);
  const file = await readOutside(record, { name: 'made-up.csv', bytes }, {});
  storeOutside(record, file, { actor: 'test', reason: 'test', at: `${testDay}T00:00:00Z` });
});

async function html(path: string): Promise<string> {
  const response = await app.request(`${path}${path.includes('?') ? '&' : '?'}lang=en`);
  expect(response.status, path).toBe(200);
  return response.text();
}

const sentence = (page: string) => elements(page, '.key-sentence')[0]?.text ?? '';
const rowOf = (page: string, caption: string, name: string): HtmlElement | undefined =>
  elements(page, 'table')
    .find((table) => table.inside('caption')[0]?.text.startsWith(caption))
    ?.inside('tr')
    .find((row) => row.inside('th')[0]?.text.startsWith(name));
const cells = (row: HtmlElement | undefined) => row?.inside('td').map(({ text }) => text) ?? [];

describe('States by points', () => {
  test('says how much is known before anything else, and leads from each answer to its sources', async () => {
    const page = await html('/law/sec-law?group=ASEAN');
    expect(sentence(page)).toContain('no State of 11 is assessed');
    const all = await html('/law/sec-law');
    expect(sentence(all)).toMatch(/4 States of \d+ are assessed on at least one of 25 points .* 6 are known/);
    const row = rowOf(all, 'States and points', 'Mauritius');
    expect(cells(row).slice(0, 7)).toEqual([
      'yes',
      'partly',
      'not yet assessed',
      'not yet assessed',
      'not yet assessed',
      'no',
      'not yet assessed',
    ]);
    // Point 3 lapsed and 4 is disputed: somebody looked, so they lead on. Nobody looked at 5.
    expect(row?.inside('td').map((cell) => cell.inside('a')[0]?.attributes['href'])).toEqual([
      ...['1', '2', '3', '4'].map((point) => `/states/MUS/law?lang=en#sec-law-${point}`),
      undefined,
      '/states/MUS/law?lang=en#sec-law-6',
      ...Array.from({ length: 19 }, () => undefined),
    ]);
    const ids = elements(await html('/states/MUS/law'), '.point').map(({ attributes }) => attributes['id']);
    expect(ids).toEqual(['1', '2', '3', '4', '6'].map((point) => `sec-law-${point}`));
  });

  test.each([
    ['2005-03-31', ['not yet assessed', 'not yet assessed', 'not yet assessed']],
    ['2016-01-01', ['yes', 'no', 'partly']],
    ['2020-01-01', ['yes', 'partly', 'partly']],
    ['2021-06-01', ['yes', 'partly', 'not yet assessed']],
  ])('as of %s', async (day, expected) => {
    const page = await html(`/law/sec-law?states=MUS&asOf=${day}`);
    expect(cells(rowOf(page, 'States and points', 'Mauritius')).slice(0, 3)).toEqual(expected);
  });

  test('what cannot be scored is shown so, and never counts', async () => {
    const page = await html('/law/sectt-24?states=MUS');
    expect(
      cells(rowOf(page, 'States and points', 'Mauritius')).filter((text) => text === 'not scored'),
    ).toHaveLength(18);
    expect(sentence(page)).toContain('of 6 points that can be scored; of 6 possible answers');
  });

  test('the file holds what is shown', async () => {
    const page = await html('/law/sec-law?states=MUS,URY&asOf=2016-01-01');
    const address =
      elements(page, 'a').find(({ text }) => text === 'Download as CSV')?.attributes['href'] ?? '';
    const table = readCsv(await (await app.request(address)).text(), { file: 'answers.csv' });
    const at = (name: string) => table.header.indexOf(name);
    const of = (state: string) =>
      table.rows
        .filter(({ cells: row }) => row[at('state')] === state)
        .map(({ cells: row }) => row[at('answer')] ?? '');
    for (const [state, name] of [
      ['MUS', 'Mauritius'],
      ['URY', 'Uruguay'],
    ] as const)
      expect(of(state)).toEqual(cells(rowOf(page, 'States and points', name)));
    const [first] = table.rows;
    expect(first?.cells[at('articles')]).toBe('MUS-2005, 1');
    expect(first?.cells[at('basis')]).toBe('agreed');
  });
});

describe('a composite score', () => {
  test('is never there unless somebody asks', async () => {
    for (const path of ['/law', '/law/sec-law', '/law/sec-law/1', '/states/MUS/law', '/states/MUS'])
      expect(await html(path)).not.toContain('Composite score from');
  });

  test('stands beside its weights, what is known, and its range', async () => {
    const page = await html('/law/sec-law?states=MUS&score=yes&partly=0.25');
    // Known: 1 yes, 2 partly, 6 no, all under one heading.
    expect(cells(rowOf(page, 'Composite score', 'Mauritius')).slice(0, 2)).toEqual(['3 of 25', '42']);
    const values = elements(page, 'input').map(({ attributes }) => [attributes['name'], attributes['value']]);
    expect(values).toContainEqual(['partly', '0.25']);
    expect(values).toContainEqual(['weight-1', '1']);
  });
});

test('a point: the clause of each State, practice beside paper, and how it was found', async () => {
  const page = await html('/law/sec-law/1');
  expect(sentence(page)).toContain('1 yes, 0 partly, 0 no');
  const [paper, clause, practice, basis, day] = cells(rowOf(page, 'Answers as of', 'Mauritius'));
  expect(paper).toBe('●yes');
  expect(clause).toContain('Article 1 · Lantern Act (2005)');
  expect(clause).toContain('No lantern 1 shall be lit.');
  expect(practice).toContain('partly');
  expect([basis, day]).toEqual(['coders agree', '1 May 2015']);
});

test('who meets a point, those near first, and why they are near', async () => {
  const page = await html('/law/sec-law/5?peer=MUS');
  const table = elements(page, 'table').find((one) =>
    one.inside('caption')[0]?.text.startsWith('States that meet'),
  );
  const rows = table?.inside('tr').slice(1) ?? [];
  expect(rows.map((row) => row.inside('th')[0]?.text)).toEqual(['Seychelles', 'South Africa', 'Uruguay']);
  const why = rows.map((row) => row.inside('td')[0]?.text ?? '');
  expect(why[0]).toMatch(
    /^same sub-region: Eastern Africa · same region: Africa · same language of law: French$/,
  );
  expect(why[2]).toContain('same family of law: civil law');
  expect(await html('/law/sec-law/5?peer=JPN')).toContain(
    'does not say to which family of law Japan belongs',
  );
});

test('two days beside each other say what changed, and why', async () => {
  const page = await html('/law/sec-law/changes?from=2019-09-11&to=2026-11-23&states=MUS');
  expect(sentence(page)).toContain('2 answers changed because law changed, and none because somebody looked');
  const rows = elements(page, 'table')[0]?.inside('tr').slice(1).map(cells) ?? [];
  expect(rows.map((row) => row.slice(1, 3))).toEqual([
    ['○no', '◐partly'],
    ['◐partly', expect.stringContaining('not yet assessed')],
  ]);
  expect(rows[0]?.[3]).toMatch(
    /Ceased to be in force:.*amended 1 January 2020.*Came into force:.*Lantern \(Amendment\)/,
  );
  expect(rows[1]?.[3]).toContain('repealed 1 June 2021');
});

test('a State: what is to be looked at again, the other wordings, the bill on its way', async () => {
  const page = await html('/states/MUS/law');
  expect(sentence(page)).toContain('2 have to be looked at again');
  const again = elements(page, 'li').filter(({ text }) => /no longer in force|two coders differ/.test(text));
  expect(again).toHaveLength(2);
  expect(elements(page, 'summary').map(({ text }) => text)).toContain('1 other wording of this article');
  expect(elements(page, '.bill')[0]?.text).toMatch(/Lantern Bill.*February 2026.*first reading/);
  expect(await html('/states/MUS')).toContain('3 of 25');
});

test('what if: the points a draft moves, and the demands it may answer, never as done', async () => {
  const page = await html('/states/MUS/law/what-if?law=MUS-bill');
  expect(sentence(page)).toContain('1 answer would be another');
  expect(cells(rowOf(page, 'Points that would move', '6'))).toEqual(['○no', '●yes', '6']);
  const demands = elements(page, 'table').find((one) =>
    one.inside('caption')[0]?.text.startsWith('Open demands'),
  );
  expect(demands?.inside('tbody')[0]?.inside('tr')).toHaveLength(1);
  expect(demands?.text).toContain('child sexual abuse material');
  expect(demands?.text).toContain('both name');
});

test('a law: its wordings as of the day and before, and what rests on it', async () => {
  const page = await html('/law/laws/MUS-2005');
  expect(sentence(page)).toContain('4 wordings of its articles');
  expect(sentence(page)).toContain('2 are in force');
  expect(elements(page, 'summary').map(({ text }) => text)).toContain('1 other wording of this article');
  expect(elements(page, 'table').at(-1)?.inside('tr')).toHaveLength(4);
});

test('a State’s law names law and article, and links files that are there', async () => {
  const page = await html('/states/MUS/law');
  const grid = elements(page, 'table').find((table) => table.inside('th')[3]?.text === 'Law and article');
  expect(grid?.inside('a').map(({ attributes }) => attributes['href'])).toContain(
    '/law/laws/MUS-2005?lang=en',
  );
  const files = elements(page, 'section')
    .find(({ attributes }) => attributes['aria-labelledby'] === 'files')
    ?.inside('a')
    .map(({ attributes }) => attributes['href'] ?? '');
  expect(files?.length).toBeGreaterThan(8);
  for (const wanted of [
    '/law/law.xlsx',
    '/law/laws.csv',
    '/states/MUS/law/questionnaire.xlsx',
    'report.xlsx',
  ]) {
    const href = files?.find((one) => one.includes(wanted)) ?? '';
    expect(href, wanted).toContain('MUS');
    expect((await app.request(href)).status, href).toBe(200);
  }
});

test('the same for programs', async () => {
  const answers = (await (
    await app.request('/api/v1/law/checklists/sec-law/answers?state=MUS&asOf=2016-01-01&size=2')
  ).json()) as { total: number; items: unknown[] };
  expect(answers.total).toBe(25);
  expect(answers.items).toMatchObject([
    {
      state: 'MUS',
      point: '1',
      answer: 'yes',
      basis: 'agreed',
      practice: 'partly',
      coders: ['A. Abel', 'B. Baker'],
    },
    { point: '2', answer: 'no', ground: 'in force', articles: ['MUS-2005, 2'] },
  ]);
  const one = (await (await app.request('/api/v1/law/laws/MUS-bill')).json()) as object;
  expect(one).toMatchObject({
    language: 'fr',
    stages: [{ stage: 'proposed' }, { stage: 'first reading' }],
    provisions: [{ article: '6', standing: 'draft' }],
  });
  expect((await app.request('/api/v1/law/laws/none')).status).toBe(404);
  expect((await app.request('/api/v1/law/checklists/sec-law/answers?group=nobody')).status).toBe(404);
});
