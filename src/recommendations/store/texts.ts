/** The labels and definitions of the codebook, as texts in several languages. */
import { citationOf } from '../../core/citation.ts';
import { shippedText, type SourceText } from '../../translations/model.ts';
import { shippedCoder } from '../reference.ts';

/** The flag of an entry says whether the entry was read in its source, which is no word on its translations. */
const translated = citationOf('Plumbline, own translation; not yet read by a native speaker', 'unverified');

export function codebookTexts(): SourceText[] {
  const { lists, entries } = shippedCoder().codebook;
  return [
    ...lists.map(({ name, label }) =>
      shippedText({ collection: 'codebook', thing: name, field: 'label' }, label, translated),
    ),
    ...entries.map(({ list, id, label }) =>
      shippedText({ collection: 'codebook', thing: `${list}:${id}`, field: 'label' }, label, translated),
    ),
    ...entries.map(({ list, id, definition }): SourceText => ({
      collection: 'definitions',
      thing: `${list}:${id}`,
      field: 'definition',
      en: definition,
      translations: {},
    })),
  ];
}
