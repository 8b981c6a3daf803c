import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { seeded } from '../../test/seeded.ts';
import { noSharedFiles, shared } from '../../test/shared.ts';
import { Problem } from '../core/problem.ts';
import { productFolder } from '../platform/product.ts';
import type { Terminal } from '../platform/terminal.ts';
import { type ActionModel, classes, classifier, splitInTime, train } from './classifier/classifier.ts';
import { accuracyAt, intervals, type Judged, scoresFrom } from './classifier/evaluation.ts';
import { evaluate, type LabelledText, learn, lessonFrom } from './classifier/training.ts';
import { coder } from './coder.ts';
import { commands } from './commands.ts';
import { labelledTexts } from './intake/labelled.ts';
import { type ActionCategory, actionCategories } from './model.ts';
import { readCodebook } from './reference.ts';
import { uprInfo } from './testing.ts';
import { classifierOf, modelPath, parseModel, serialiseModel, writeModel } from './trained.ts';

const shipped = coder(readCodebook(join(productFolder(), 'reference', 'codebook')).codebook);

const openings = [
  'Seek help abroad for',
  'Continue to run',
  'Consider opening',
  'Take measures to improve',
  'Ratify the treaty on',
];
const matters = ['lantern schools', 'harbour clinics', 'bridge courts', 'river shelters', 'island registers'];
const names = { FJI: 'Fiji', GHA: 'Ghana', PER: 'Peru', MUS: 'Mauritius' } as const;
const states = Object.keys(names) as (keyof typeof names)[];

/** Texts made up so that the opening tells the category. */
const examples: readonly LabelledText[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((session) =>
  actionCategories.flatMap((category, at) =>
    [0, 1].map((turn) => ({
      state: states[(session + at + turn) % states.length] ?? 'FJI',
      session,
      category,
      text: `${openings[at] ?? ''} ${matters[(session + turn) % matters.length] ?? ''} of valley ${session}`,
    })),
  ),
);
const lesson = lessonFrom(examples, shipped);
const model = learn(lesson);
const uniform = (seed: number) => {
  const draw = seeded(seed);
  return () => draw() / 2 ** 32;
};

function csv(rows: readonly LabelledText[], more = ''): string {
  const lines = rows.map(
    ({ state, text, category, session }) =>
      `${names[state as keyof typeof names]},,,${text},Peru,,,Accepted,${category},General,${session}`,
  );
  return [uprInfo, ...lines, more].join('\n');
}

describe('what is learnt', () => {
  test('tells categories, with the words that spoke for them, also of words never seen', () => {
    const judge = classifier(model);
    for (const [at, opening] of openings.entries()) {
      const text = `${opening} meadow theatres`;
      const judgement = judge(shipped.read(text, 'en'));
      expect(judgement.category).toBe(actionCategories[at]);
      expect(judgement.words.length).toBeGreaterThan(0);
      for (const { text: word, start, end } of judgement.words) {
        expect(text.slice(start, end)).toBe(word);
        expect(end).toBeLessThanOrEqual(opening.length);
      }
    }
  });

  test('abstains where nothing is known', () => {
    expect(classifier(model)(shipped.read('Zyx wvut', 'en'))).toMatchObject({ kind: 'abstains' });
    expect(classifier(model)(shipped.read('', 'en'))).toMatchObject({ kind: 'abstains', words: [] });
  });

  test('is the same each time', () => {
    expect(serialiseModel(learn(lessonFrom(examples, shipped)))).toBe(serialiseModel(model));
  });

  test('knows nothing of the later sessions it is tested on, in weights, temperature or threshold', () => {
    const chosen = splitInTime(examples, [...examples.keys()], 7).earlier;
    const changed = examples.map((one) =>
      one.session <= 7
        ? one
        : { ...one, category: (6 - one.category) as ActionCategory, text: `Repaint ${one.text} in blue` },
    );
    const [before, after] = [examples, changed].map((list) => {
      const { texts } = lessonFrom(list, shipped);
      return serialiseModel(train(texts, list, chosen, 'c'));
    });
    expect(after).toBe(before);
  });

  test('is tested on the later sessions only', () => {
    const { until, learntFrom, scores, newWords } = evaluate(lesson, undefined, uniform(1));
    expect([until, learntFrom, scores.texts, newWords.texts]).toEqual([7, 70, 30, 30]);
    expect(scores.classes.map(({ texts }) => texts)).toEqual([6, 6, 6, 6, 6]);
    expect(scores.accuracy).toBe(1);
  });

  test.each<[string, readonly LabelledText[], number | undefined]>([
    ['no text', [], undefined],
    ['one session', examples.filter(({ session }) => session === 1), undefined],
    ['a category missing', examples.filter(({ category }) => category !== 3), undefined],
    ['nothing to test on', examples, 10],
  ])('is refused for %s', (_, list, until) => {
    expect(() => evaluate(lessonFrom(list, shipped), until, uniform(1))).toThrowError(
      expect.objectContaining({ code: 'training-too-little' }) as Error,
    );
  });
});

test.each<[readonly number[], number | undefined, number]>([
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], undefined, 7],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4, 4],
  // Most are of the last session: something must come after the split.
  [[1, 2, 3, 3, 3, 3, 3, 3], undefined, 2],
  [[5, 5, 5, 5, 5, 5, 6], undefined, 5],
  [[5, 5], undefined, 5],
])('texts of the sessions %j, asked for %d, are parted after session %i', (sessions, until, last) => {
  const rows = sessions.map((session) => ({ state: 'FJI', session, category: 4 as const }));
  const split = splitInTime(rows, [...rows.keys()], until);
  expect(split.until).toBe(last);
  expect(split.earlier.map((row) => sessions[row])).toEqual(sessions.filter((one) => one <= last));
  expect(split.later.map((row) => sessions[row])).toEqual(sessions.filter((one) => one > last));
});

describe('scores', () => {
  const judged: readonly Judged[] = [
    { state: 'FJI', truth: 0, given: 0, probability: 0.9 },
    { state: 'FJI', truth: 0, given: 1, probability: 0.5 },
    { state: 'PER', truth: 1, given: 1, probability: 0.8 },
    { state: 'PER', truth: 1, given: 1, probability: 0.7 },
  ];

  test('are what one counts by hand', () => {
    const scores = scoresFrom(judged, 2, 0.6);
    expect(scores).toMatchObject({ texts: 4, accuracy: 0.75, answered: 0.75, answeredAccuracy: 1 });
    expect(scores.classes).toEqual([
      { texts: 2, precision: 1, recall: 0.5, f1: 2 / 3 },
      { texts: 2, precision: 2 / 3, recall: 1, f1: 0.8 },
    ]);
    expect(scores.macroF1).toBeCloseTo((2 / 3 + 0.8) / 2, 12);
    // Each stands in a bin of its own: 0.1 + 0.5 + 0.2 + 0.3, over four texts.
    expect(scores.calibrationError).toBeCloseTo(1.1 / 4, 12);
    expect([accuracyAt(0.5, judged), accuracyAt(1, judged)]).toEqual([1, 0.75]);
  });

  test('are drawn anew over whole States', () => {
    const accuracy = intervals(judged, 2, 0.6, uniform(7), 500)((scores) => scores.accuracy);
    expect(accuracy).toEqual([0.5, 1]);
    const one = judged.slice(0, 2);
    expect(intervals(one, 2, 0.6, uniform(7), 50)((scores) => scores.accuracy)).toEqual([0.5, 0.5]);
  });
});

describe('files to learn from', () => {
  const read = async (content: string | Uint8Array, name = 'labels.csv') =>
    labelledTexts([
      { name, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content },
    ]);

  test('give each text to each State once, in its first session, with the category given most often', async () => {
    const asked = csv(
      [
        { state: 'FJI', session: 9, category: 4, text: 'Mend lanterns' },
        { state: 'FJI', session: 3, category: 5, text: 'mend  lanterns' },
        { state: 'FJI', session: 9, category: 5, text: 'Mend lanterns' },
        { state: 'PER', session: 9, category: 4, text: 'Mend lanterns' },
      ],
      'Atlantis,,,Mend lanterns,Peru,,,Noted,4,General,9\nFiji,,,Paint lanterns,Peru,,,Noted,,General,9',
    );
    const texts = [
      { state: 'FJI', session: 3, category: 5, text: 'Mend lanterns' },
      { state: 'PER', session: 9, category: 4, text: 'Mend lanterns' },
    ];
    expect(await read(asked)).toEqual({ texts, leftOut: 2 });
    expect(await read(gzipSync(asked), 'labels.csv.gz')).toEqual({ texts, leftOut: 2 });
  });

  test.each([
    ['training-row-refused', csv(examples.slice(0, 1), 'Fiji,,,Mend lanterns,Peru,,,Noted,9,General,3'), 3],
    ['table-unrecognised', 'a,b\n1,2', undefined],
  ])('are refused with %s', async (code, content, row) => {
    await expect(read(content)).rejects.toMatchObject({
      code,
      ...(row ? { place: { file: 'labels.csv', row } } : {}),
    });
  });
});

describe('the file of a model', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const content = JSON.parse(serialiseModel(model)) as Record<string, unknown>;

  test('gives back what was written', () => {
    expect(parseModel(bytes(content), 'm')).toEqual(model);
  });

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['no text', Uint8Array.of(0xff, 0xfe, 0)],
    ['a list', bytes([])],
    ['another form', bytes({ ...content, formVersion: 2 })],
    ['more than is known', bytes({ ...content, hook: 'x' })],
    ['prototypes', new TextEncoder().encode(`{"__proto__":{"form":"plumbline action model"}}`)],
    ['a weight too few', bytes({ ...content, weights: (content['weights'] as number[]).slice(1) })],
    [
      'a weight without bounds',
      bytes({ ...content, weights: (content['weights'] as number[]).with(0, 1e300) }),
    ],
    [
      'a weight that is no number',
      bytes({ ...content, weights: (content['weights'] as number[]).with(0, NaN) }),
    ],
    ['a rarity of 0', bytes({ ...content, rarity: (content['rarity'] as number[]).with(0, 0) })],
    ['a rarity too many', bytes({ ...content, rarity: [...(content['rarity'] as number[]), 1] })],
    [
      'a name twice',
      bytes({ ...content, names: (content['names'] as string[]).with(0, 'word of').with(1, 'word of') }),
    ],
    ['a threshold above 1', bytes({ ...content, threshold: 2 })],
    ['too many bytes', new Uint8Array(64_000_001)],
  ])('is refused with %s', (_, hostile) => {
    expect(() => parseModel(hostile, 'm')).toThrowError(
      expect.objectContaining({ code: 'model-invalid' }) as Error,
    );
  });

  test('read from whatever bytes is a model or a problem, never a fault', () => {
    const whole = serialiseModel(model);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
        const broken = new TextEncoder().encode(whole.slice(0, at) + put + whole.slice(at + 1));
        try {
          expect(parseModel(broken, 'm').weights).toHaveLength(
            (parseModel(broken, 'm').vocabulary.names.length + 1) * classes,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is used where it lies in the data folder and belongs to the codebook', () => {
    const folder = temporaryFolder();
    expect(classifierOf(folder, shipped)).toEqual({ kind: 'none' });
    const store = (one: ActionModel) => writeModel(modelPath(folder), one);
    store({ ...model, codebook: 'another' });
    expect(classifierOf(folder, shipped)).toEqual({ kind: 'outdated' });
    const versions = [model, { ...model, threshold: 0.5 }].map((one) => {
      store(one);
      const trained = classifierOf(folder, shipped);
      if (trained.kind !== 'ready') throw new Error(trained.kind);
      const { origin, probability } = trained.judge('Ratify the treaty on river shelters');
      expect(origin).toMatchObject({ kind: 'model', probability });
      return origin.version;
    });
    expect(new Set(versions).size).toBe(2);
    expect(readdirSync(folder)).toEqual(['action-model.json']);
  });

  test('cannot be written where there is no folder', () => {
    expect(() => writeModel(join(temporaryFolder(), 'none', 'm.json'), model)).toThrowError(
      expect.objectContaining({ code: 'file-not-writable' }) as Error,
    );
  });
});

describe('commands', () => {
  const run = async (folder: string, ...args: readonly string[]) => {
    const lines: string[] = [];
    const said: string[] = [];
    let value: unknown;
    const terminal = {
      folder,
      print: (result: unknown, text: readonly string[]) => {
        value = JSON.parse(JSON.stringify(result)) as unknown;
        lines.push(...text);
      },
      say: (line: string) => said.push(line),
    };
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    commands(program, () => terminal as unknown as Terminal);
    await program.parseAsync(args, { from: 'user' });
    return { lines, said, value };
  };

  test('train tells how well it does and writes a model, which label then uses', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'labels.csv');
    writeFileSync(file, csv(examples));
    const text = examples.find(({ category }) => category === 5)?.text ?? '';
    expect((await run(folder, 'label', text)).value).not.toHaveProperty('judgement');
    const tried = await run(folder, 'train', file, '--evaluate', '--until', '6');
    expect(tried.value).toMatchObject({ until: 6, learntFrom: 60, scores: { texts: 40, accuracy: 1 } });
    expect(tried.value).toMatchObject({ intervals: { accuracy: [1, 1] } });
    expect(readdirSync(folder)).toEqual(['labels.csv']);
    const { lines } = await run(folder, 'train', file);
    expect(lines[0]).toMatch(/^Learnt from 70 texts of the sessions to 7, tested on 30 /);
    expect(lines.at(-1)).toContain('Learnt from all 100 texts, sessions 1 to 10');
    const labelled = await run(folder, 'label', text);
    expect(labelled.value).toMatchObject({
      judgement: { kind: 'category', category: 5, origin: { kind: 'model' } },
    });
    expect(labelled.lines.join('\n')).toMatch(/action category 5, with a probability of \d+ %, by the model/);
    expect((await run(folder, 'label', text, '--language', 'fr')).value).not.toHaveProperty('judgement');
    writeModel(modelPath(folder), { ...model, codebook: 'another' });
    expect((await run(folder, 'label', text)).said.join()).toContain('another codebook');
  });

  test.each([
    [['train', 'nothing-here.csv'], { code: 'file-missing' }],
    [['train', 'x.csv', '--until', 'soon'], { code: 'commander.invalidArgument' }],
    [['train'], { code: 'commander.missingArgument' }],
  ])('%j is refused', async (args, problem) => {
    await expect(run(temporaryFolder(), ...args)).rejects.toMatchObject(problem);
  });
});

const real = shared('data/upr-info/csv/1-5.csv');

test.skipIf(!real)(
  `real labels: four in five are told right on a later session${real ? '' : ` (${noSharedFiles})`}`,
  async () => {
    const { texts } = await labelledTexts([{ name: '1-5.csv', bytes: readFileSync(real ?? '') }]);
    const { scores, rules, newWords } = evaluate(lessonFrom(texts, shipped), 4, uniform(3));
    expect(scores.texts).toBeGreaterThan(1000);
    expect(newWords.texts).toBeLessThan(scores.texts);
    expect(scores.accuracy).toBeGreaterThan(0.8);
    expect(scores.answeredAccuracy).toBeGreaterThan(scores.accuracy);
    expect(rules.accuracy).toBeGreaterThan(0.8);
  },
  120_000,
);
