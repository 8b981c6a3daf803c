/** The names and units of indicators, as texts that may be translated. */
import type { Read } from '../../platform/record.ts';
import type { SourceText, TextField } from '../../translations/model.ts';
import { indicators } from '../store.ts';

export function indicatorTexts(tx: Read): SourceText[] {
  return indicators(tx).flatMap(({ id, name, unit, definition }) => {
    const text = (field: TextField, en: string | undefined): SourceText[] =>
      en === undefined ? [] : [{ collection: 'indicators', thing: id, field, en, translations: {} }];
    return [...text('name', name), ...text('unit', unit), ...text('definition', definition)];
  });
}
