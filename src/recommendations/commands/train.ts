/** `plumbline train`: learns the action category from the operator's own labelled files. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { Problem } from '../../core/problem.ts';
import type { OutsideFile } from '../../platform/tables/read.ts';
import { checkSize } from '../../platform/tables/table.ts';
import type { Terminal } from '../../platform/terminal.ts';
import type { Scores } from '../classifier/evaluation.ts';
import { type Evaluation, evaluate, learn, lessonFrom } from '../classifier/training.ts';
import { labelledTexts } from '../intake/labelled.ts';
import { actionCategories } from '../model.ts';
import { shippedCoder } from '../reference.ts';
import { modelPath, writeModel } from '../trained.ts';

interface Options {
  readonly out?: string;
  readonly until?: number;
  readonly evaluate?: true;
}

export function train(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('train')
    .argument('<files...>', 'UPR Info CSV or XLS, or any other form with action categories and sessions')
    .option('--out <file>', 'where to write the model; otherwise into the data folder, where it is used')
    .option(
      '--until <session>',
      'evaluate by learning up to this session and testing on those after',
      session,
    )
    .option('--evaluate', 'evaluate only, and write nothing')
    .description('learns the action category of a recommendation from texts that people labelled')
    .addHelpText(
      'after',
      `
Prints how well it does on later sessions, by category, with 95 % intervals over States; then learns from all.

Examples:
  plumbline train 1-5.csv 6-9.csv 10-13.csv 14-17.csv
  plumbline train 1-5.csv 6-9.csv 10-13.csv 14-17.csv --until 13 --evaluate`,
    )
    .action(async (files: string[], options: Options, command: Command) => {
      const to = terminal(command);
      to.say(`reading ${files.length} files …`);
      const { texts, leftOut } = await labelledTexts(files.map(fromDisk));
      const lesson = lessonFrom(texts, shippedCoder());
      if (leftOut > 0)
        to.say(`${leftOut} rows were left out: pledges, or no State of the list, no category or no session`);
      to.say(`learning from the earlier of ${lesson.examples.length} texts, to test on the later …`);
      const evaluation = evaluate(lesson, options.until, evenly());
      const lines = told(evaluation);
      const path = options.out ?? modelPath(to.folder);
      if (!options.evaluate) {
        to.say('learning from all …');
        const model = learn(lesson);
        if (options.out === undefined) mkdirSync(to.folder, { recursive: true });
        writeModel(path, model);
        lines.push(
          `Learnt from all ${model.examples} texts, sessions ${model.sessions.join(' to ')}; written to ${path}`,
        );
      }
      to.print(asData(evaluation), lines);
    });
}

function session(written: string): number {
  const number = Number(written);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Give the number of a session.');
  return number;
}

function fromDisk(path: string): OutsideFile {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new Problem('file-missing', { file: path });
  checkSize(size, { file: path });
  return { name: path, bytes: readFileSync(path) };
}

/** The same numbers each time, so that the same files give the same report (Park and Miller, 1988). */
function evenly(): () => number {
  let state = 20_081_124;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const measures: readonly (readonly [name: string, title: string, of: (scores: Scores) => number])[] = [
  ['accuracy', 'accuracy', ({ accuracy }) => accuracy],
  ['macroF1', 'macro-F1', ({ macroF1 }) => macroF1],
  ['answered', 'part answered', ({ answered }) => answered],
  ['answeredAccuracy', 'accuracy of these', ({ answeredAccuracy }) => answeredAccuracy],
  ['calibrationError', 'calibration error', ({ calibrationError }) => calibrationError],
];

function told(evaluation: Evaluation): string[] {
  const { scores, interval, until, learntFrom, newWords, rules, accuracyAtFourFifths } = evaluation;
  const shown = (value: number) => value.toFixed(4);
  const within = (of: (scores: Scores) => number) =>
    `${shown(of(scores))}  (${interval(of).map(shown).join(' to ')})`;
  return [
    `Learnt from ${learntFrom} texts of the sessions to ${until}, tested on ${scores.texts} of those after (95 % intervals over States):`,
    ...measures.map(([, title, of]) => `  ${title.padEnd(20)} ${within(of)}`),
    `  ${'accuracy at 80 %'.padEnd(20)} ${shown(accuracyAtFourFifths)}`,
    `  ${'rules alone'.padEnd(20)} ${shown(rules.accuracy)}`,
    `  ${'in words not learnt'.padEnd(20)} ${shown(newWords.accuracy)}, macro-F1 ${shown(newWords.macroF1)}, ${newWords.texts} texts`,
    ...scores.classes.flatMap(({ texts }, at) => [
      `  category ${actionCategories[at] ?? ''}, ${texts} texts`,
      `    precision ${within((one) => one.classes[at]?.precision ?? Number.NaN)}`,
      `    recall    ${within((one) => one.classes[at]?.recall ?? Number.NaN)}`,
      `    F1        ${within((one) => one.classes[at]?.f1 ?? Number.NaN)}`,
    ]),
  ];
}

function asData({ interval, ...evaluation }: Evaluation) {
  return {
    ...evaluation,
    intervals: {
      ...Object.fromEntries(measures.map(([name, , of]) => [name, interval(of)])),
      f1: evaluation.scores.classes.map((_, at) => interval((one) => one.classes[at]?.f1 ?? Number.NaN)),
    },
  };
}
