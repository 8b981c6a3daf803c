/** /languages/fr: the texts in one language, each with its mark. */
import {
  askedPage,
  DataTable,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  Page,
  Pager,
  type PageContext,
} from '../../platform/ui.tsx';
import {
  collectionNames,
  coverageOf,
  markOf,
  marks,
  pathOf,
  type SourceText,
  type TargetLanguage,
} from '../model.ts';
import { InLanguage, MarkBadge, TextName } from './shared.tsx';

const pageSize = 50;

/** The texts that the filters of the address leave. */
export function askedTexts(
  query: URLSearchParams,
  texts: readonly SourceText[],
  language: TargetLanguage,
): readonly SourceText[] {
  const [collection, mark] = [query.get('collection'), query.get('mark')];
  return texts.filter(
    (text) =>
      (!collection || text.collection === collection) && (!mark || markOf(text, language).mark === mark),
  );
}

export function textsPage(page: PageContext, texts: readonly SourceText[], language: TargetLanguage) {
  const found = askedTexts(page.query, texts, language);
  const paging = { page: askedPage(page), size: pageSize, total: found.length };
  const shown = found.slice((paging.page - 1) * pageSize, paging.page * pageSize);
  const title = page.t('translations.list', { language: page.t(`translations.language.${language}`) });
  return (
    <Page
      page={page}
      title={title}
      breadcrumb={[{ label: page.text('translations.title'), href: '/languages' }]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('translations.list.sentence', { count: found.length, ...coverageOf(found, language) })}
        </KeySentence>
      }
    >
      <Filters
        page={page}
        filters={[
          {
            name: 'collection',
            label: page.t('translations.collection'),
            options: collectionNames.map((value) => ({
              value,
              label: page.t(`translations.collection.${value}`),
            })),
          },
          {
            name: 'mark',
            label: page.t('translations.mark'),
            options: marks.map((value) => ({ value, label: page.t(`translations.mark.${value}`) })),
          },
        ]}
      />
      <Downloads
        page={page}
        formats={[
          {
            format: 'CSV',
            href: page.href(`/languages/${language}/texts.csv`, {
              collection: page.query.get('collection') ?? undefined,
              mark: page.query.get('mark') ?? undefined,
            }),
          },
        ]}
      />
      {shown.length === 0 ? (
        <EmptyState
          page={page}
          missing={page.text('translations.none')}
          how={page.text('translations.none.how')}
        />
      ) : (
        <DataTable
          page={page}
          caption={title}
          rows={shown}
          columns={[
            {
              heading: page.text('translations.text'),
              cell: (text) => (
                <a href={page.href(pathOf(text))}>
                  <TextName page={page} text={text} />
                </a>
              ),
            },
            {
              heading: page.text('translations.mark'),
              cell: (text) => <MarkBadge page={page} mark={markOf(text, language).mark} />,
            },
            {
              heading: page.text('translations.language.en'),
              cell: ({ en }) => <InLanguage language="en">{en}</InLanguage>,
            },
            {
              heading: page.text(`translations.language.${language}`),
              cell: (text) => {
                const { mark, translation } = markOf(text, language);
                return translation && mark !== 'stale' ? (
                  <InLanguage language={language}>{translation.text}</InLanguage>
                ) : (
                  '–'
                );
              },
            },
          ]}
        />
      )}
      <Pager page={page} paging={paging} />
    </Page>
  );
}
