/** What the pages of translations are made of: marks, their legend, and texts in their own language. */
import type { Child } from 'hono/jsx';
import { direction, type Language } from '../../core/text.ts';
import { languageNames } from '../../platform/messages.ts';
import type { OnPage } from '../../platform/ui.tsx';
import { type Mark, marks, type TextId } from '../model.ts';

const symbols: { readonly [M in Mark]: string } = {
  approved: '●',
  unreviewed: '◐',
  stale: '◌',
  missing: '○',
};

export function MarkBadge({ page, mark }: OnPage & { readonly mark: Mark }) {
  return (
    <span class={`badge ${mark}`}>
      <span class="symbol" aria-hidden="true">
        {symbols[mark]}
      </span>
      <span class="word">{page.text(`translations.mark.${mark}`)}</span>
    </span>
  );
}

export function MarkLegend({ page }: OnPage) {
  return (
    <dl class="legend" aria-label={page.t('legend.label')}>
      {marks.map((mark) => (
        <div>
          <dt>
            <MarkBadge page={page} mark={mark} />
          </dt>
          <dd>{page.text(`translations.mark.${mark}.meaning`)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A text in its language, whatever the language of the page. */
export function InLanguage({
  language,
  children,
}: {
  readonly language: Language;
  readonly children: Child;
}) {
  return (
    <span lang={language} dir={direction(language)}>
      {children}
    </span>
  );
}

/** The name of a language in itself. */
export function LanguageName({ language }: { readonly language: Language }) {
  return <InLanguage language={language}>{languageNames[language]}</InLanguage>;
}

/** Which text it is: of what, and what of it. */
export function TextName({ page, text }: OnPage & { readonly text: TextId }) {
  return (
    <>
      <bdi>{text.thing}</bdi> · {page.text(`translations.field.${text.field}`)}
    </>
  );
}
