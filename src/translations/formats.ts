/** The texts of a language as a file, for a translator who works without a connection. */
import type { TargetLanguage } from '../core/text.ts';
import { writeCsv } from '../platform/tables/write.ts';
import { markOf, type SourceText } from './model.ts';

const fileColumns = ['collection', 'thing', 'field', 'english', 'translation', 'mark'] as const;

/** One row a text, with the translation that pages show; `intake.ts` reads the same columns. */
export function textsFile(texts: readonly SourceText[], language: TargetLanguage): string {
  return writeCsv(
    fileColumns,
    texts.map((text) => {
      const { mark, translation } = markOf(text, language);
      return [text.collection, text.thing, text.field, text.en, translation?.text ?? '', mark];
    }),
  );
}
