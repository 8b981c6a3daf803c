/** A working paper as the fields of a form, and back. */
import { Problem } from '../core/problem.ts';
import { isFilled, type Paper, paperSchema, type Written, writtenFields } from './paper.ts';

/** What a form was filled with; several values of one name have "; " between them. */
export type Fields = { readonly [name: string]: string };

/** The name of a field of the provision that is written out in a place of the form, counted from 0. */
export function writtenField(place: number, field: keyof Written): string {
  return `written${place}.${field}`;
}

/** @throws Problem `form-unreadable` for what no form of ours sends */
export function paperFromFields(fields: Fields): Paper {
  const places = new Set(Object.keys(fields).flatMap((name) => /^written(\d+)\./.exec(name)?.[1] ?? []));
  const written = [...places]
    .toSorted((a, b) => Number(a) - Number(b))
    .map((place) =>
      Object.fromEntries(
        writtenFields.flatMap((field) => {
          const value = fields[writtenField(Number(place), field)];
          return value === undefined ? [] : [[field, value] as const];
        }),
      ),
    );
  const parsed = paperSchema.safeParse({
    wording: Number(fields['wording']),
    answer: fields['answer'],
    reasoning: fields['reasoning'],
    provisions: (fields['provision'] ?? '').split('; ').filter((id) => id !== ''),
    written,
    receipts: fields['receipts']?.replaceAll('\r\n', '\n'),
    practice: fields['practice'],
    practiceReasoning: fields['practiceReasoning'],
    practiceReceipts: fields['practiceReceipts']?.replaceAll('\r\n', '\n'),
  });
  if (!parsed.success) throw new Problem('form-unreadable');
  return { ...parsed.data, written: parsed.data.written.filter(isFilled) };
}
