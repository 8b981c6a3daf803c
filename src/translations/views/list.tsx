/** /languages/fr: the texts in one language, each with its mark. */
import { direction, type TargetLanguage } from '../../core/text.ts';
import {
  askedPage,
  DataTable,
  Downloads,
  EmptyState,
  Filters,
  KeySentence,
  type OnPage,
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
  type ProposedTranslation,
  type SourceText,
} from '../model.ts';
import { FileForm, type Handed, HandedIn } from './file.tsx';
import { MarkBadge, TextName } from './shared.tsx';

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

export interface TextsShown {
  readonly texts: readonly SourceText[];
  readonly language: TargetLanguage;
  /** What waits for approval; nothing to whoever does not translate into the language. */
  readonly waiting: readonly ProposedTranslation[];
  /** What became of a file that was just handed in. */
  readonly handed?: Handed;
}

export function textsPage(page: PageContext, { texts, language, waiting, handed }: TextsShown) {
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
      {handed && <HandedIn page={page} handed={handed} />}
      {waiting.length > 0 && <Waiting page={page} waiting={waiting} />}
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
              cell: ({ en }) => (
                <div lang="en" dir="ltr">
                  {en}
                </div>
              ),
            },
            {
              heading: page.text(`translations.language.${language}`),
              cell: (text) => {
                const { mark, translation } = markOf(text, language);
                return translation && mark !== 'stale' ? (
                  <div lang={language} dir={direction(language)}>
                    {translation.text}
                  </div>
                ) : (
                  '–'
                );
              },
            },
          ]}
        />
      )}
      <Pager page={page} paging={paging} />
      {page.visitor.translates(language) && <FileForm page={page} language={language} />}
    </Page>
  );
}

/** How many are told at once; the rest comes when these are decided. */
const mostWaiting = 100;

function Waiting({ page, waiting }: OnPage & { readonly waiting: readonly ProposedTranslation[] }) {
  return (
    <details open>
      <summary>{page.text('translations.waits.count', { count: waiting.length })}</summary>
      <ul>
        {waiting.slice(0, mostWaiting).map((proposed) => (
          <li>
            <a href={page.href(`${pathOf(proposed)}#${proposed.language}`)}>
              <TextName page={page} text={proposed} />
            </a>{' '}
            <span class="quiet">{page.text('translations.waits.by', { by: proposed.by })}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
