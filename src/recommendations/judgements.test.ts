/** What the trained model says of texts, as a side to narrow a search by. */
import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { background } from '../background.ts';
import type { Terminal } from '../platform/terminal.ts';
import { webApp } from '../web/app.tsx';
import type { ActionModel } from './classifier/classifier.ts';
import { learn, lessonFrom } from './classifier/training.ts';
import { judge } from './commands/judge.ts';
import { actionCategories } from './model.ts';
import { shippedCoder } from './reference.ts';
import { type Filters, search } from './search.ts';
import { bringInto, uprInfo } from './testing.ts';
import { modelPath, writeModel } from './trained.ts';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });

/** Texts made up so that the opening tells the category. */
const openings = [
  'Seek help for',
  'Continue to run',
  'Consider opening',
  'Take measures on',
  'Ratify the pact on',
];
const matters = ['lantern schools', 'harbour clinics', 'bridge courts', 'river shelters', 'island registers'];
const model: ActionModel = learn(
  lessonFrom(
    [1, 2, 3, 4, 5, 6, 7, 8].flatMap((session) =>
      actionCategories.map((category, at) => ({
        state: ['FJI', 'GHA', 'PER'][(session + at) % 3] ?? 'FJI',
        session,
        category,
        text: `${openings[at] ?? ''} ${matters[session % matters.length] ?? ''} of valley ${session}`,
      })),
    ),
    shippedCoder(),
  ),
);

const bring = (name: string, ...texts: string[]) =>
  bringInto(record)(
    name,
    [uprInfo, ...texts.map((text) => `Fiji,,,${text},Ghana,,,Accepted,2,Health,7`), ''].join('\r'),
  );
const found = (filters: Filters) => record.read((tx) => search(tx, filters, { offset: 0, limit: 50 }));
const counted = () => Object.fromEntries(found({}).counts.category.map(({ value, count }) => [value, count]));
const judgeAll = () => {
  while (record.deriveMore() > 0);
};
const page = async (query: string) => {
  const response = await app.request(`/recommendations?lang=en&${query}`);
  return { html: await response.text(), tag: response.headers.get('ETag') };
};

beforeAll(() =>
  bring(
    'some.csv',
    'Ratify the pact on harbour clinics',
    'Consider opening island registers',
    'Ratifier le pacte sur les cliniques du port',
  ),
);

test('without a model there is no such side', async () => {
  judgeAll();
  expect(counted()).toEqual({});
  expect((await page('')).html).not.toContain('name="category"');
});

test('a trained model judges English texts; the search is narrowed by it, and says where it comes from', async () => {
  const { tag } = await page('category=5');
  writeModel(modelPath(record.folder), { ...model, threshold: 0 });
  judgeAll();
  expect(counted()).toEqual({ 3: 1, 5: 1 });
  const [one] = found({ category: '5' }).items;
  expect([one?.text, one?.judgement?.kind]).toEqual(['Ratify the pact on harbour clinics', 'category']);
  const { html, tag: changed } = await page('category=5');
  expect(changed).not.toBe(tag);
  expect(elements(html, '.recommendations')[0]?.text).toMatch(
    /the model trained here, version [0-9a-f]{12}: .*with a probability of \d+ %/,
  );
  const answer = await app.request('/api/v1/recommendations?category=5');
  expect(await answer.json()).toMatchObject({
    total: 1,
    items: [{ judgement: { kind: 'category', category: 5 }, statements: [{ action: 2 }] }],
  });
});

test('texts that come later are judged too', async () => {
  await bring('later.csv', 'Continue to run bridge courts');
  expect(counted()).toEqual({ 3: 1, 5: 1 });
  judgeAll();
  expect(counted()).toEqual({ 2: 1, 3: 1, 5: 1 });
});

test('beside a server this goes by itself, also with a model trained while it runs, which may abstain', async () => {
  writeModel(modelPath(record.folder), { ...model, threshold: 1 });
  const faults: string[] = [];
  const { turns, searchReady } = background(record, (line) => faults.push(line));
  await searchReady();
  // Changes wait for the judging that began before them.
  await turns.take(() => undefined);
  expect([counted(), faults]).toEqual([{ abstains: 3 }, []]);
  const { html } = await page('category=abstains');
  expect(elements(html, '.recommendations')[0]?.text).toContain('abstains: the likeliest');
  expect(found({ category: 'abstains' }).total).toBe(3);
});

test('plumbline judge judges at once, and says on how many texts', async () => {
  writeModel(modelPath(record.folder), { ...model, threshold: 0 });
  const lines: string[] = [];
  const to: Partial<Terminal> = {
    writing: async (work) => work(record),
    print: (_, text) => lines.push(...text),
    progress: () => undefined,
  };
  const program = new Command().exitOverride();
  judge(program, () => to as Terminal);
  await program.parseAsync(['judge'], { from: 'user' });
  expect(lines).toEqual([
    expect.stringMatching(/^3 texts have a category by the model [0-9a-f]{12}; on 0 it abstains$/) as string,
  ]);
  expect(counted()).toEqual({ 2: 1, 3: 1, 5: 1 });
});

test('nothing stays of a model that was taken away', async () => {
  rmSync(modelPath(record.folder));
  const { turns, searchReady } = background(record, () => undefined);
  await searchReady();
  await turns.take(() => undefined);
  expect(counted()).toEqual({});
  expect((await app.request('/api/v1/recommendations?category=6')).status).toBe(400);
});
