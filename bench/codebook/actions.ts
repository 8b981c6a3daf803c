/** UPR Info's action category by rules alone, against the people who gave it; by class, split in time. */
import { actionFeatures } from '../../src/recommendations/action.ts';
import { actionCategories } from '../../src/recommendations/model.ts';
import { percent, say, uprInfoRows } from './texts.ts';
import { shippedCoder } from '../../src/recommendations/reference.ts';

export function benchActions(): void {
  const coder = shippedCoder();
  const judged = uprInfoRows().map(({ Text, Action, Session }) => ({
    session: Number(Session),
    truth: Number(Action),
    given: actionFeatures(coder.read(Text, 'en')).category,
  }));
  say('\nactions: by rules alone; the verbs were chosen on sessions 1 to 13');
  for (const [name, rows] of [
    ['sessions 1-13', judged.filter(({ session }) => session <= 13)],
    ['sessions 14-17', judged.filter(({ session }) => session >= 14)],
  ] as const) {
    const right = rows.filter(({ truth, given }) => truth === given).length;
    const f1 = actionCategories.map((category) => {
      const both = rows.filter(({ truth, given }) => truth === category && given === category).length;
      const either = rows.filter(({ truth }) => truth === category).length;
      return (2 * both) / (either + rows.filter(({ given }) => given === category).length);
    });
    const macro = f1.reduce((sum, one) => sum + one, 0) / f1.length;
    const silent = rows.filter(({ given }) => given === undefined).length;
    say(
      `  ${name.padEnd(15)} ${rows.length} rows, accuracy ${(right / rows.length).toFixed(4)}, macro-F1 ${macro.toFixed(4)} (by category ${f1.map((one) => one.toFixed(3)).join(' ')}); no verb found in ${percent(silent, rows.length)}, counted as wrong`,
    );
  }
}
