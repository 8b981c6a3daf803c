/** The names of instruments, and what commitments say, as texts that may be translated. */
import type { Read } from '../../platform/record.ts';
import type { SourceText } from '../../translations/model.ts';
import { instruments } from '../store.ts';
import { commitments } from '../promises.ts';

export function instrumentTexts(tx: Read): SourceText[] {
  return instruments(tx).map(({ id, title }) => ({
    collection: 'instruments',
    thing: id,
    field: 'title',
    en: title.value,
    translations: {},
  }));
}

export function commitmentTexts(tx: Read): SourceText[] {
  const all = commitments(tx);
  return [
    ...all.map(({ id, name }): SourceText => ({
      collection: 'commitments',
      thing: id,
      field: 'name',
      en: name,
      translations: {},
    })),
    ...all.flatMap(({ id, statement, items }): SourceText[] => [
      { collection: 'statements', thing: id, field: 'statement', en: statement, translations: {} },
      ...items.map(({ number, text }): SourceText => ({
        collection: 'statements',
        thing: `${id}:${number}`,
        field: 'item',
        en: text,
        translations: {},
      })),
    ]),
  ];
}
