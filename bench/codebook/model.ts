/** The action category by a model learnt from sessions 1 to 13, on sessions 14 to 17. */
import { readFileSync } from 'node:fs';
import { seeded } from '../../test/seeded.ts';
import { shared } from '../../test/shared.ts';
import { evaluate, lessonFrom } from '../../src/recommendations/classifier/training.ts';
import { labelledTexts } from '../../src/recommendations/intake/labelled.ts';
import { say } from './texts.ts';
import { shippedCoder } from '../../src/recommendations/reference.ts';

export async function benchModel(): Promise<void> {
  const files = ['1-5', '6-9', '10-13', '14-17'].flatMap((name) => {
    const path = shared(`data/upr-info/csv/${name}.csv`);
    return path === undefined ? [] : [{ name, bytes: readFileSync(path) }];
  });
  const { texts } = await labelledTexts(files);
  const began = process.cpuUsage();
  const draw = seeded(14);
  const { scores, interval, accuracyAtFourFifths, learntFrom } = evaluate(
    lessonFrom(texts, shippedCoder()),
    13,
    () => draw() / 2 ** 32,
  );
  const { user, system } = process.cpuUsage(began);
  const shown = (value: number) => value.toFixed(4);
  say(
    `\nmodel: learnt from ${learntFrom} texts of sessions 1-13, tested on ${scores.texts} of 14-17; ${((user + system) / 1e6).toFixed(0)} s of processor time, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
  );
  for (const [name, value, range, wanted] of [
    ['accuracy', scores.accuracy, interval((one) => one.accuracy), 'at least 0.89'],
    ['macro-F1', scores.macroF1, interval((one) => one.macroF1), 'at least 0.885'],
    ['calibration error', scores.calibrationError, interval((one) => one.calibrationError), 'at most 0.03'],
  ] as const)
    say(
      `  ${name.padEnd(20)} ${shown(value)}   (95 % over States ${range.map(shown).join(' to ')})   wanted: ${wanted}`,
    );
  say(`  ${'accuracy at 80 %'.padEnd(20)} ${shown(accuracyAtFourFifths)}   wanted: at least 0.955`);
  say(`  by category, F1      ${scores.classes.map(({ f1 }) => f1.toFixed(3)).join(' ')}`);
}
