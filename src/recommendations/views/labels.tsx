/** The labels of one recommendation by the codebook, each with its origin, and what it asks for. */
import { DataTable, type OnPage } from '../../platform/ui.tsx';
import { type Label, nameOf } from '../codebook.ts';
import { demandsOf } from '../demand.ts';
import { demandName, entryName, entryOf } from '../names.ts';
import { ruleLanguage } from '../label-index.ts';
import { shippedCoder } from '../reference.ts';
import type { FoundItem } from '../search.ts';

export function LabelsOf({ page, one: { text, language } }: OnPage & { readonly one: FoundItem }) {
  const known = ruleLanguage(language);
  const coder = shippedCoder();
  const labels = known ? coder.labels(text, known) : [];
  const demands = known ? demandsOf(text, known, coder).flatMap(({ key }) => key ?? []) : [];
  const list = (label: Label) => coder.codebook.lists.find(({ name }) => name === label.list)?.label;
  return (
    <section aria-labelledby="labels">
      <h2 id="labels">{page.text('labels.title')}</h2>
      <p class="quiet">{page.text('labels.note', { version: coder.codebook.version })}</p>
      {labels.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('labels.title')}
          columns={[
            { heading: page.text('labels.label'), cell: (label) => entryName(label, page.language) },
            {
              heading: page.text('labels.list'),
              cell: (label) => list(label)?.[page.language] ?? label.list,
            },
            {
              heading: page.text('labels.words'),
              cell: ({ words }) => <bdi lang={known}>{words.map((word) => word.text).join(' … ')}</bdi>,
            },
            {
              heading: page.text('labels.origin'),
              cell: (label) => (
                <>
                  {page.text('labels.rule')} <code dir="ltr">{label.origin.rule}</code>
                  {entryOf(nameOf(label))?.citation.standing === 'unverified' && (
                    <> · {page.text('labels.unverified')}</>
                  )}
                </>
              ),
            },
          ]}
          rows={labels}
        />
      ) : (
        <p>{page.text(known ? 'labels.none' : 'labels.language')}</p>
      )}
      {demands.length > 0 && (
        <>
          <h3>{page.text('labels.demands')}</h3>
          <ul>
            {demands.map((key) => (
              <li>
                <bdi>{demandName(key, page.language)}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
