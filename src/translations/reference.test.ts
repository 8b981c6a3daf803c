import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../test/installation.ts';
import { targetLanguages } from '../core/text.ts';
import { commitmentTexts, instrumentTexts } from '../commitments/store/texts.ts';
import { indicatorTexts } from '../statistics/store/texts.ts';
import { markOf } from './model.ts';
import { shippedTranslations } from './reference.ts';
import { withTranslations } from './store.ts';

const record = testInstallation();
const names = record
  .read((tx) => withTranslations(tx, [...instrumentTexts(tx), ...commitmentTexts(tx), ...indicatorTexts(tx)]))
  .filter(({ collection }) => ['instruments', 'commitments', 'indicators'].includes(collection));

describe('names that come with the program', () => {
  test.for(targetLanguages)('all stand in %s, and nobody has approved them', (language) => {
    expect(names.length).toBeGreaterThan(40);
    for (const text of names)
      expect([text.thing, markOf(text, language).mark]).toEqual([text.thing, 'unreviewed']);
  });

  test('none is of a text that is not in the record', () => {
    const things = new Set(names.map(({ collection, field, thing }) => `${collection} ${field} ${thing}`));
    expect([...shippedTranslations().keys()].filter((key) => !things.has(key))).toEqual([]);
  });
});
