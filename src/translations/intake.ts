/** A file of texts as `formats.ts` writes it, filled in by a translator. */
import { Problem } from '../core/problem.ts';
import type { TargetLanguage } from '../core/text.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { findColumns } from '../platform/tables/table.ts';
import { withoutGuard } from '../platform/tables/write.ts';
import { checkedTranslation, keyOf, markOf, type SourceText } from './model.ts';

const columns = {
  collection: /^collection$/i,
  thing: /^thing$/i,
  field: /^field$/i,
  english: /^english$/i,
  translation: /^translation$/i,
};

interface FilledIn {
  readonly text: SourceText;
  readonly of: string;
  readonly translation: string;
}

export interface FileRead {
  /** Rows that say something new. */
  readonly filled: readonly FilledIn[];
  /** Rows that were left open, or say what is shown already. */
  readonly unchanged: number;
  readonly refused: readonly { readonly row: number; readonly problem: Problem }[];
}

/**
 * What a file of texts says, row by row. A row whose translation is empty or as it is shown says nothing; a stale one
 * that was left as it is says nothing either.
 * @throws Problem of a file that is no table; `translation-columns` where it has other columns
 */
export function readTexts(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  texts: readonly SourceText[],
  language: TargetLanguage,
): FileRead {
  const table = readCsv(bytes, { file: name });
  const cellsOf = findColumns(table, columns);
  if (!cellsOf) throw new Problem('translation-columns', { columns: Object.keys(columns).join(', ') });
  const filled: FilledIn[] = [];
  const refused: { row: number; problem: Problem }[] = [];
  let unchanged = 0;
  const known = new Map(texts.map((text) => [keyOf(text), text]));
  const seen = new Set<string>();
  for (const row of table.rows) {
    const cells = cellsOf(row);
    const translation = withoutGuard(cells.translation).replaceAll('\r\n', '\n').trim();
    const of = withoutGuard(cells.english);
    try {
      const key = [cells.collection, cells.field, withoutGuard(cells.thing)]
        .map((cell) => cell.trim())
        .join(' ');
      const found = known.get(key);
      if (!found) throw new Problem('translation-unknown', { what: key });
      if (translation === '' || markOf(found, language).translation?.text === translation) {
        unchanged += 1;
        continue;
      }
      if (seen.has(key)) throw new Problem('translation-twice');
      seen.add(key);
      checkedTranslation(found, language, { of, text: translation });
      filled.push({ text: found, of, translation });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ row: row.row, problem: error });
    }
  }
  return { filled, unchanged, refused };
}
