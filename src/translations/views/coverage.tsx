/** /languages: how much of the record and of the interface there is in each language. */
import { type TargetLanguage, targetLanguages } from '../../core/text.ts';
import { catalogues } from '../../platform/messages.ts';
import { DataTable, KeySentence, type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import {
  type Collection,
  collectionNames,
  collections,
  type Coverage,
  coverageOf,
  marks,
  type ProposedTranslation,
  type SourceText,
} from '../model.ts';
import { LanguageName, MarkBadge, MarkLegend } from './shared.tsx';

export interface LanguagesShown {
  readonly texts: readonly SourceText[];
  /** What waits, in the languages into which the visitor translates. */
  readonly waiting: readonly ProposedTranslation[];
}

export function languagesPage(page: PageContext, { texts, waiting }: LanguagesShown) {
  const byCollection = Map.groupBy(texts, ({ collection }) => collection);
  return (
    <Page
      page={page}
      title={page.t('translations.title')}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('translations.sentence', { texts: texts.length })}
        </KeySentence>
      }
    >
      <MarkLegend page={page} />
      {targetLanguages.map((language) => (
        <section aria-labelledby={language}>
          <h2 id={language}>
            <LanguageName language={language} />
          </h2>
          <Interface page={page} language={language} />
          <Waiting
            page={page}
            language={language}
            count={waiting.filter((each) => each.language === language).length}
          />
          <CoverageTable page={page} language={language} texts={byCollection} />
        </section>
      ))}
      <h2>{page.text('translations.how')}</h2>
      <p>{page.text('translations.how.here')}</p>
      <p>{page.text('translations.how.elsewhere')}</p>
    </Page>
  );
}

/** The catalogue of the interface; a test keeps it complete. */
function Interface({ page, language }: OnPage & { readonly language: TargetLanguage }) {
  const all = Object.keys(catalogues.en);
  const there = all.filter((key) => catalogues[language][key] !== undefined).length;
  return <p>{page.text('translations.interface', { there, all: all.length })}</p>;
}

function Waiting({
  page,
  language,
  count,
}: OnPage & { readonly language: TargetLanguage; readonly count: number }) {
  return count === 0 ? null : (
    <p>
      <a href={page.href(`/languages/${language}`)}>{page.text('translations.waits.count', { count })}</a>
    </p>
  );
}

interface CoverageTableProps extends OnPage {
  readonly language: TargetLanguage;
  readonly texts: ReadonlyMap<Collection, readonly SourceText[]>;
}

function CoverageTable({ page, language, texts }: CoverageTableProps) {
  const rows = collectionNames.map((collection) => ({
    collection,
    counts: coverageOf(texts.get(collection) ?? [], language),
  }));
  const list = (collection: Collection, mark?: string) =>
    page.href(`/languages/${language}`, { collection, mark });
  return (
    <DataTable
      page={page}
      caption={page.t('translations.coverage', { language: page.t(`translations.language.${language}`) })}
      rows={rows}
      columns={[
        {
          heading: page.text('translations.collection'),
          cell: ({ collection }) => (
            <>
              <a href={list(collection)}>{page.text(`translations.collection.${collection}`)}</a>
              {collections[collection].translated !== 'here' && (
                <>
                  <br />
                  <small class="quiet">
                    {page.text(`translations.translated.${collections[collection].translated}`)}
                  </small>
                </>
              )}
            </>
          ),
        },
        { heading: page.text('translations.share'), cell: ({ counts }) => <Bar counts={counts} /> },
        ...marks.map((mark) => ({
          heading: <MarkBadge page={page} mark={mark} />,
          kind: 'figure' as const,
          cell: ({ collection, counts }: (typeof rows)[number]) =>
            counts[mark] === 0 ? (
              page.t.number(0)
            ) : (
              <a href={list(collection, mark)}>{page.t.number(counts[mark])}</a>
            ),
        })),
      ]}
    />
  );
}

/** Drawn for the eye alone: the numbers stand beside it. */
function Bar({ counts }: { readonly counts: Coverage }) {
  const total = marks.reduce((sum, mark) => sum + counts[mark], 0) || 1;
  let x = 0;
  return (
    <svg
      class="coverage"
      viewBox="0 0 100 10"
      width="100"
      height="10"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {marks.map((mark) => {
        const width = (counts[mark] / total) * 100;
        const start = x;
        x += width;
        return width === 0 ? null : (
          <rect class={mark} x={start.toFixed(2)} y="0" width={width.toFixed(2)} height="10" />
        );
      })}
    </svg>
  );
}
