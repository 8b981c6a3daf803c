/** The texts of checklists as texts in several languages: every wording that a text had, and what each became. */
import { type TargetLanguage, targetLanguages } from '../../core/text.ts';
import type { Read } from '../../platform/record.ts';
import { citations } from '../../evidence/store.ts';
import { type SourceText, type TextField, type Translation } from '../../translations/model.ts';
import { pointTexts } from '../checklist.ts';
import { textThing } from './checklists.ts';

interface Wording {
  readonly checklist: string;
  /** The point or fact; '' of the checklist itself. */
  readonly about: string;
  readonly field: TextField;
  readonly text: string;
}

/** Remember it; see `translations/store.ts`. */
export function checklistTexts(tx: Read): SourceText[] {
  const known = citations(tx);
  const words = Map.groupBy(
    tx.all<{ checklist: string; original: string; language: TargetLanguage; text: string; citation: number }>(
      'SELECT * FROM checklist_word WHERE id IN (SELECT max(id) FROM checklist_word GROUP BY checklist, original, language)',
    ),
    ({ checklist, original }) => `${checklist} ${original}`,
  );
  const translated = ({ checklist, text: of }: Wording, into: TargetLanguage): Translation[] =>
    (words.get(`${checklist} ${of}`) ?? []).flatMap(({ language, text, citation: id }) => {
      const citation = known.get(id);
      if (language !== into || !citation) return [];
      const standing = citation.standing === 'verified' ? 'approved' : 'unreviewed';
      return [{ of, text, standing, citation }];
    });
  const wordings = Map.groupBy(
    wordingsOf(tx),
    ({ checklist, about, field }) => `${field} ${textThing(checklist, about)}`,
  );
  return [...wordings].flatMap(([key, all]) => {
    const [field, thing] = [all[0]?.field ?? 'title', key.slice(key.indexOf(' ') + 1)];
    const en = all.at(-1)?.text ?? '';
    // A text that is not there any more has no translation either.
    if (en === '') return [];
    const distinct = [...new Map(all.map((wording) => [wording.text, wording])).values()];
    return [
      {
        collection: 'checklists' as const,
        thing,
        field,
        en,
        translations: Object.fromEntries(
          targetLanguages.map((language) => [
            language,
            distinct.flatMap((wording) => translated(wording, language)),
          ]),
        ),
      },
    ];
  });
}

/** Every wording of every text, the newest of each last. A heading is told once, at the first point under it. */
function wordingsOf(tx: Read): Wording[] {
  const titles = tx
    .all<{ checklist: string; title: string }>('SELECT checklist, title FROM checklist ORDER BY id')
    .map(({ checklist, title }): Wording => ({ checklist, about: '', field: 'title', text: title }));
  const facts = tx
    .all<{ checklist: string; fact: string; statement: string }>(
      'SELECT checklist, fact, statement FROM checklist_fact ORDER BY id',
    )
    .map(({ checklist, fact, statement }): Wording => ({
      checklist,
      about: fact,
      field: 'fact',
      text: statement,
    }));
  const rows = tx.all<{ checklist: string; point: string } & { readonly [column: string]: string }>(
    'SELECT * FROM checklist_point ORDER BY checklist, position, id',
  );
  const headed = headings(tx);
  const points = rows.flatMap((row) =>
    pointTexts.flatMap((field): Wording[] => {
      const text = row[field === 'group' ? 'grouped' : field] ?? '';
      if (field === 'group' && !headed.has(`${row.checklist} ${row.point}`)) return [];
      return [{ checklist: row.checklist, about: row.point, field, text }];
    }),
  );
  return [...titles, ...facts, ...points];
}

/** The points that stand first under their heading, as "checklist point". */
function headings(tx: Read): ReadonlySet<string> {
  const first = new Map<string, string>();
  for (const { checklist, point, grouped } of tx.all<{ checklist: string; point: string; grouped: string }>(
    `SELECT checklist, point, grouped FROM checklist_point
     WHERE id IN (SELECT max(id) FROM checklist_point GROUP BY checklist, point) ORDER BY checklist, position, id`,
  )) {
    const key = `${checklist} ${grouped}`;
    if (grouped !== '' && !first.has(key)) first.set(key, `${checklist} ${point}`);
  }
  return new Set(first.values());
}
