/** Translations of names that ship with the program, each beside the English words that it translates. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { citationOf } from '../core/citation.ts';
import { targetLanguages } from '../core/text.ts';
import { productFolder } from '../platform/product.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { collectionNames, keyOf, textFields, type TextId, type Translation } from './model.ts';

/** The columns of the file, in their order. */
const row = z.tuple([
  z.enum(collectionNames),
  z.string().min(1),
  z.enum(textFields),
  z.enum(targetLanguages),
  z.string().min(1),
  z.string().min(1),
  z.enum(['true', 'false']),
  z.string().min(1),
]);

export interface ShippedTranslation extends TextId {
  readonly language: (typeof targetLanguages)[number];
  readonly translation: Translation;
}

let read: ReadonlyMap<string, readonly ShippedTranslation[]> | undefined;

/** By the key of their texts. The file is read once. */
export function shippedTranslations(): ReadonlyMap<string, readonly ShippedTranslation[]> {
  read ??= Map.groupBy(rows(), keyOf);
  return read;
}

function rows(): ShippedTranslation[] {
  const file = join(productFolder(), 'reference', 'translations', 'names.csv');
  return readCsv(readFileSync(file), { file }).rows.map(({ cells }) => {
    const [collection, thing, field, language, of, text, verified, source] = row.parse(cells);
    const isVerified = verified === 'true';
    return {
      collection,
      thing,
      field,
      language,
      translation: {
        of,
        text,
        standing: isVerified ? 'approved' : 'unreviewed',
        citation: citationOf(source, isVerified ? 'verified' : 'unverified'),
      },
    };
  });
}
