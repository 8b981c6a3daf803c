/** The names of indicators, and what is told of them, as texts that may be translated. */
import type { Read } from '../../platform/record.ts';
import type { SourceText, TextField } from '../../translations/model.ts';
import { indicators } from '../store.ts';

const told = ['unit', 'definition', 'numerator', 'denominator', 'limits', 'target'] as const;

export function indicatorTexts(tx: Read): SourceText[] {
  const all = indicators(tx);
  const profile = (thing: string, field: TextField, en: string): SourceText => ({
    collection: 'profiles',
    thing,
    field,
    en,
    translations: {},
  });
  return [
    ...all.map(({ id, name }): SourceText => ({
      collection: 'indicators',
      thing: id,
      field: 'name',
      en: name,
      translations: {},
    })),
    ...all.flatMap((indicator) => [
      ...told.flatMap((field) => {
        const en = indicator[field];
        return en === undefined ? [] : [profile(indicator.id, field, en)];
      }),
      ...indicator.warnings.map(({ text }, at) => profile(`${indicator.id}:${at + 1}`, 'warning', text)),
    ]),
  ];
}
