/** /languages/texts/checklists/sec-law:2/subject: one text, all its languages beside each other. */
import { CitationText, type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import {
  collections,
  markOf,
  type SourceText,
  type TargetLanguage,
  targetLanguages,
  type Translation,
} from '../model.ts';
import { InLanguage, LanguageName, MarkBadge } from './shared.tsx';

export function textPage(page: PageContext, text: SourceText) {
  const { translated } = collections[text.collection];
  return (
    <Page
      page={page}
      title={`${text.thing} · ${page.t(`translations.field.${text.field}`)}`}
      breadcrumb={[
        { label: page.text('translations.title'), href: '/languages' },
        {
          label: page.text(`translations.collection.${text.collection}`),
          href: `/languages/${targetLanguages[0]}?collection=${text.collection}`,
        },
      ]}
    >
      <section aria-labelledby="en">
        <h2 id="en">
          <LanguageName language="en" />
        </h2>
        <p>
          <InLanguage language="en">{text.en}</InLanguage>
        </p>
      </section>
      {targetLanguages.map((language) => (
        <section aria-labelledby={language}>
          <h2 id={language}>
            <LanguageName language={language} />
          </h2>
          <Translated page={page} text={text} language={language} />
        </section>
      ))}
      {translated !== 'here' && <p class="quiet">{page.text(`translations.translated.${translated}`)}</p>}
    </Page>
  );
}

interface OfText extends OnPage {
  readonly text: SourceText;
  readonly language: TargetLanguage;
}

/** How the text stands in a language, and every translation that it had. */
function Translated({ page, text, language }: OfText) {
  const { mark, translation } = markOf(text, language);
  const earlier = (text.translations[language] ?? []).filter((each) => each !== translation);
  return (
    <>
      <p>
        <MarkBadge page={page} mark={mark} />
      </p>
      {translation && <One page={page} text={text} language={language} translation={translation} />}
      {earlier.length > 0 && (
        <details>
          <summary>{page.text('translations.earlier', { count: earlier.length })}</summary>
          {earlier.toReversed().map((each) => (
            <One page={page} text={text} language={language} translation={each} />
          ))}
        </details>
      )}
    </>
  );
}

function One({ page, text, language, translation }: OfText & { readonly translation: Translation }) {
  const { origin } = translation;
  return (
    <>
      <blockquote lang={language}>
        <InLanguage language={language}>{translation.text}</InLanguage>
      </blockquote>
      {translation.of !== text.en && (
        <p>
          {page.text('translations.of')} <InLanguage language="en">{translation.of}</InLanguage>
        </p>
      )}
      <p class="quiet">
        {origin.kind === 'source' ? (
          <CitationText page={page} citation={origin.citation} />
        ) : (
          <>
            {page.text('translations.by', { by: origin.by, approved: origin.approvedBy })},{' '}
            <time dateTime={origin.at}>{origin.at.slice(0, 10)}</time>
          </>
        )}
      </p>
    </>
  );
}
