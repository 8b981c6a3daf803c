/** What the trained model says of a text, on the command line. */
import type { Terminal } from '../../platform/terminal.ts';
import type { Coder, RuleLanguage } from '../codebook.ts';
import { classifierOf, type ModelJudgement } from '../trained.ts';

/** The judgement of the model in the data folder; undefined where there is none that can be used. */
export function judgementOf(
  text: string,
  language: RuleLanguage,
  coder: Coder,
  to: Terminal,
): ModelJudgement | undefined {
  // Its texts were English.
  if (language !== 'en') return undefined;
  const trained = classifierOf(to.folder, coder);
  if (trained.kind === 'outdated')
    to.say('the trained model belongs to another codebook and is not used; run “plumbline train” again');
  return trained.kind === 'ready' ? trained.judge(text) : undefined;
}

export function judged({ kind, category, probability, words, origin }: ModelJudgement): string {
  const percent = `${(100 * probability).toFixed(0)} %`;
  const because = words.map(({ text }) => text).join(' … ');
  const answer =
    kind === 'category'
      ? `action category ${category}, with a probability of ${percent}`
      : `no action category (the likeliest, ${category}, has a probability of only ${percent})`;
  return `${answer}, by the model ${origin.version}   [${because}]`;
}
