import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { elements } from '../../../test/html.ts';
import { testDay, testInstallation } from '../../../test/installation.ts';
import { webApp } from '../../web/app.tsx';
import { type ActionModel } from '../classifier/classifier.ts';
import { learn, lessonFrom } from '../classifier/training.ts';
import { actionCategories } from '../model.ts';
import { shippedCoder } from '../reference.ts';
import { bringInto, findIn, uprInfo } from '../testing.ts';
import { modelPath, writeModel } from '../trained.ts';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });

/** Texts made up so that the opening tells the category. */
const openings = [
  'Seek help for',
  'Continue to run',
  'Consider opening',
  'Take measures on',
  'Ratify the treaty on',
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

beforeAll(async () => {
  await bringInto(record)(
    'one.csv',
    [
      uprInfo,
      'Fiji,,,Ratify the treaty on harbour clinics,Ghana,,,Accepted,5,Health,7',
      'Fiji,,,Ratify the treaty on harbour clinics,Peru,,,Accepted,4,Health,7',
      'Fiji,,,Ratifier le traité sur les cliniques du port,Ghana,,,Accepted,5,Health,7',
      '',
    ].join('\r'),
  );
});

const address = (words: string) => `/recommendations/${findIn(record)(words)[0]?.id ?? 0}?lang=en`;
async function shown(words: string) {
  const html = await (await app.request(address(words))).text();
  const table = elements(html, 'table').find(
    ({ inside }) => inside('caption')[0]?.text === 'Action category',
  );
  return {
    rows:
      table
        ?.inside('tbody')[0]
        ?.inside('tr')
        .map(({ text }) => text) ?? [],
    notices: elements(html, '.notice').map(({ text }) => text),
  };
}

const sources = [
  expect.stringMatching(/^act in a specific way–the source\d/),
  expect.stringMatching(/^act, in general terms–the source\d/),
] as string[];
const rules = expect.stringMatching(/^act in a specific wayratifythe rules, codebook \w+$/) as string;

test('without a model the sources and the rules stand alone', async () => {
  expect(await shown('harbour')).toEqual({ rows: [...sources, rules], notices: [] });
});

test('a model stands beside them with its version, its probability and the words that spoke for it', async () => {
  const before = await app.request(address('harbour'));
  writeModel(modelPath(record.folder), { ...model, threshold: 0 });
  const { rows } = await shown('harbour');
  expect(rows).toEqual([
    ...sources,
    rules,
    expect.stringMatching(
      /^act in a specific way, with a probability of \d+ %.*Ratify.*the model trained here, version [0-9a-f]{12}$/,
    ),
  ]);
  const held = { 'If-None-Match': before.headers.get('ETag') ?? '' };
  expect((await app.request(address('harbour'), { headers: held })).status).toBe(200);
});

test('a model that is not sure abstains, and says so', async () => {
  writeModel(modelPath(record.folder), { ...model, threshold: 1 });
  expect((await shown('harbour')).rows.at(-1)).toMatch(
    /^abstains: the likeliest, “act in a specific way”, has a probability of only \d+ %/,
  );
});

test('a model does not judge texts of a language it has not learnt', async () => {
  const { rows } = await shown('cliniques');
  expect(rows.filter((row) => row.includes('the model'))).toEqual([]);
  expect(rows).toHaveLength(2);
});

test.each<[string, () => void, string]>([
  [
    'of another codebook',
    () => writeModel(modelPath(record.folder), { ...model, codebook: 'another' }),
    'until “plumbline train” has run again',
  ],
  [
    'that is damaged',
    () => writeFileSync(modelPath(record.folder), 'nothing of the kind'),
    'cannot be read, and is not used: it is not JSON',
  ],
])('a model %s is not used, and the page says why', async (_, put, said) => {
  put();
  // A file system may give two files written at once one time.
  const { mtimeMs } = statSync(modelPath(record.folder));
  utimesSync(modelPath(record.folder), mtimeMs / 1000 + 2, mtimeMs / 1000 + 2);
  expect(await shown('harbour')).toEqual({
    rows: [...sources, rules],
    notices: [expect.stringContaining(said) as string],
  });
});
