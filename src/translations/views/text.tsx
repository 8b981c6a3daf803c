/** /languages/texts/checklists/sec-law:2/subject: one text, all its languages beside each other. */
import { direction, type TargetLanguage, targetLanguages } from '../../core/text.ts';
import type { Problem } from '../../core/problem.ts';
import { problemKey } from '../../platform/messages.ts';
import { CitationText, Notice, type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import {
  collections,
  markOf,
  mayApprove,
  mostCharacters,
  pathOf,
  type ProposedTranslation,
  type SourceText,
  type Translation,
} from '../model.ts';
import { InLanguage, LanguageName, MarkBadge } from './shared.tsx';

export interface OneText {
  readonly text: SourceText;
  /** What waits, in the languages into which the visitor translates. */
  readonly waiting: readonly ProposedTranslation[];
  readonly refused?: {
    readonly language: TargetLanguage;
    readonly problem: Problem;
    /** What was typed. */
    readonly translation: string;
  };
}

export function textPage(page: PageContext, one: OneText) {
  const { text } = one;
  const { translated } = collections[text.collection];
  return (
    <Page
      page={page}
      title={`${text.thing} · ${page.t(`translations.field.${text.field}`)}`}
      breadcrumb={[
        { label: page.text('translations.title'), href: '/languages' },
        {
          label: page.text(`translations.collection.${text.collection}`),
          href: `/languages/${page.language === 'en' ? 'fr' : page.language}?collection=${text.collection}`,
        },
      ]}
    >
      <section aria-labelledby="en">
        <h2 id="en">
          <LanguageName language="en" />
        </h2>
        <p lang="en" dir="ltr">
          {text.en}
        </p>
      </section>
      {targetLanguages.map((language) => (
        <section aria-labelledby={language}>
          <h2 id={language}>
            <LanguageName language={language} />
          </h2>
          <Translated page={page} text={text} language={language} />
          {page.visitor.translates(language) && <Work page={page} one={one} language={language} />}
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
  const { citation, at } = translation;
  return (
    <>
      <Quoted language={language}>{translation.text}</Quoted>
      <Of page={page} text={text} of={translation.of} />
      <p class="quiet">
        <CitationText page={page} citation={citation} />
        {at && (
          <>
            {' · '}
            <time dateTime={at}>{at.slice(0, 10)}</time>
          </>
        )}
      </p>
    </>
  );
}

function Quoted({ language, children }: { readonly language: TargetLanguage; readonly children: string }) {
  return (
    <blockquote lang={language} dir={direction(language)}>
      {children}
    </blockquote>
  );
}

/** The English words that were translated, where they are others now. */
function Of({ page, text, of }: OnPage & { readonly text: SourceText; readonly of: string }) {
  return of === text.en ? null : (
    <p>
      {page.text('translations.of')} <InLanguage language="en">{of}</InLanguage>
    </p>
  );
}

/** What waits, and the form, for whoever translates into the language. */
function Work({
  page,
  one: { text, waiting, refused },
  language,
}: OnPage & { readonly one: OneText; readonly language: TargetLanguage }) {
  if (collections[text.collection].translated !== 'here') return null;
  const id = page.newId('note');
  const typed = refused?.language === language ? refused : undefined;
  const start = typed?.translation ?? markOf(text, language).translation?.text ?? '';
  return (
    <>
      {waiting
        .filter((each) => each.language === language)
        .map((proposed) => (
          <Waiting page={page} text={text} proposed={proposed} />
        ))}
      {typed && (
        <Notice title={page.text('translations.refused')}>
          <p role="alert">{page.text(problemKey(typed.problem), typed.problem.details)}</p>
        </Notice>
      )}
      <form
        method="post"
        action={page.href(`/languages/${language}${pathOf(text).slice('/languages'.length)}`)}
        class="stacked"
      >
        <input type="hidden" name="english" value={text.en} />
        <label>
          <span>
            {page.text('translations.yours')} (<LanguageName language={language} />)
          </span>
          <textarea
            name="translation"
            lang={language}
            dir={direction(language)}
            rows={4}
            maxlength={mostCharacters}
            required
            aria-describedby={id}
          >
            {start}
          </textarea>
          <small id={id} class="quiet">
            {page.text('translations.propose.note')}
          </small>
        </label>
        <button>{page.text('translations.propose')}</button>
      </form>
    </>
  );
}

function Waiting({
  page,
  text,
  proposed,
}: OnPage & { readonly text: SourceText; readonly proposed: ProposedTranslation }) {
  const verdicts = mayApprove(page.visitor, proposed)
    ? ([
        ['approved', 'translations.approve'],
        ['returned', 'translations.return'],
      ] as const)
    : page.visitor.account === proposed.author
      ? ([['withdrawn', 'translations.withdraw']] as const)
      : [];
  return (
    <div class="notice" role="note">
      <strong>{page.text('translations.waits')}</strong>
      <Quoted language={proposed.language}>{proposed.text}</Quoted>
      <Of page={page} text={text} of={proposed.of} />
      <p class="quiet">
        {page.text('translations.waits.by', { by: proposed.by })},{' '}
        <time dateTime={proposed.at}>{proposed.at.slice(0, 10)}</time>
      </p>
      {verdicts.length > 0 && (
        <form
          method="post"
          action={page.href(`/languages/${proposed.language}/proposals/${proposed.id}`)}
          class="stacked"
        >
          <label>
            <span>{page.text('translations.note')}</span>
            <input name="note" maxlength={500} />
          </label>
          {verdicts.map(([verdict, label]) => (
            <button name="do" value={verdict}>
              {page.text(label)}
            </button>
          ))}
        </form>
      )}
    </div>
  );
}
