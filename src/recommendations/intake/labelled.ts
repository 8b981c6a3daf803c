/** Files of recommendations as texts to learn from: those to which a person gave an action category. */
import { Problem } from '../../core/problem.ts';
import { gunzip, isGzip } from '../../platform/tables/archive.ts';
import { type OutsideFile, readTable } from '../../platform/tables/read.ts';
import type { LabelledText } from '../classifier/training.ts';
import { type ActionCategory, actionCategories } from '../model.ts';
import { readRecommendations } from './read.ts';

/**
 * Each text to each State once, in the order of the files: several States often ask in the same words, and a
 * text counted for each of them would be learnt from and tested on at once. It stands in the first session it
 * was made in, with the category given most often.
 * @throws Problem of the readers, with file, row and column; `table-unrecognised` for other tables;
 * `training-row-refused` for a malformed row
 */
export async function labelledTexts(files: readonly OutsideFile[]): Promise<{
  readonly texts: readonly LabelledText[];
  /** Rows without a category, a session or a State of the list, and voluntary pledges. */
  readonly leftOut: number;
}> {
  let leftOut = 0;
  const texts = new Map<string, { text: string; state: string; session: number; given: ActionCategory[] }>();
  for (const { name, bytes } of files) {
    const [table] = await readTable({ name, bytes: isGzip(bytes) ? gunzip(bytes, { file: name }) : bytes });
    const read = table && readRecommendations(table);
    if (!read)
      throw new Problem('table-unrecognised', {
        file: name,
        columns: 'To, Text, From, Response, Action, Issue, Session',
      });
    for (const reading of read.readings()) {
      if ('refused' in reading)
        throw new Problem(
          'training-row-refused',
          { detail: reading.refused },
          { file: name, row: reading.row },
        );
      let used = 0;
      for (const { state, text, kind, statement } of reading.entries) {
        const { action, session } = statement;
        if (!action || !session || kind !== 'recommendation') continue;
        used += 1;
        const key = `${state}\n${text.toLowerCase()}`;
        const known = texts.get(key);
        if (!known) texts.set(key, { text, state, session, given: [action] });
        else {
          known.session = Math.min(known.session, session);
          known.given.push(action);
        }
      }
      if (used === 0) leftOut += 1;
    }
  }
  return {
    texts: [...texts.values()].map(({ given, ...one }) => ({ ...one, category: mostGiven(given) })),
    leftOut,
  };
}

/** Of categories given equally often, the lower, which promises less. */
function mostGiven(given: readonly ActionCategory[]): ActionCategory {
  const times = (category: ActionCategory) => given.filter((one) => one === category).length;
  return actionCategories.reduce((best, one) => (times(one) > times(best) ? one : best));
}
