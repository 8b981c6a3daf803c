/** The form by which an alert is made and changed. */
import { languages } from '../../core/text.ts';
import { languageNames } from '../../platform/messages.ts';
import { writtenParts } from '../../platform/rights.ts';
import type { OnPage } from '../../platform/ui.tsx';
import { mails, wordings } from '../model.ts';

/** Whether the server can send letters. */
export type Mailing = 'set up' | 'not set up';

export interface Fields {
  readonly [name: string]: string | undefined;
}

export interface FormProps extends OnPage {
  readonly filled: Fields;
  readonly themes: readonly { readonly value: string; readonly label: string }[];
  readonly mailing: Mailing;
}

/** The fields of an alert. Boxes of which none is ticked narrow nothing. */
export function AlertFields({ page, filled, themes, mailing }: FormProps) {
  const listed = (name: string) => (filled[name] ?? '').split('; ');
  const chosen = listed('themes');
  return (
    <>
      <label>
        <span>{page.text('alerts.name')}</span>
        <input name="name" value={filled['name'] ?? ''} required maxlength={100} autocomplete="off" />
      </label>
      <label>
        <span>{page.text('account.states')}</span>
        <input name="states" value={filled['states'] ?? 'all'} autocomplete="off" />
        <small class="quiet">{page.text('alerts.statesNote')}</small>
      </label>
      <fieldset>
        <legend>{page.text('alerts.parts')}</legend>
        {writtenParts.map((part) => (
          <label>
            <input type="checkbox" name="parts" value={part} checked={listed('parts').includes(part)} />
            {page.text(`alerts.part.${part}`)}
          </label>
        ))}
      </fieldset>
      <details open={filled['themes'] ? true : undefined}>
        <summary>{page.text('alerts.themes')}</summary>
        <fieldset>
          <legend>{page.text('alerts.themesNote')}</legend>
          {themes.map(({ value, label }) => (
            <label>
              <input type="checkbox" name="themes" value={value} checked={chosen.includes(value)} />
              {label}
            </label>
          ))}
        </fieldset>
      </details>
      <label>
        <span>{page.text('alerts.points')}</span>
        <input name="points" value={filled['points'] ?? ''} dir="ltr" autocomplete="off" />
        <small class="quiet">{page.text('alerts.pointsNote')}</small>
      </label>
      {mailing === 'set up' ? (
        <label>
          <span>{page.text('alerts.mail')}</span>
          <select name="mail">
            {mails.map((each) => (
              <option value={each} selected={each === filled['mail']}>
                {page.t(`alerts.mail.${each}`)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <p class="quiet">
          <input type="hidden" name="mail" value={filled['mail'] ?? 'none'} />
          {page.text('alerts.noMail')}
        </p>
      )}
      <fieldset>
        <legend>{page.text('alerts.wording')}</legend>
        {wordings.map((each) => (
          <label>
            <input
              type="radio"
              name="wording"
              value={each}
              checked={each === (filled['wording'] ?? 'full')}
            />
            {page.text(`alerts.wording.${each}`)}
          </label>
        ))}
      </fieldset>
      <label>
        <span>{page.text('alerts.language')}</span>
        <select name="language">
          {languages.map((each) => (
            <option value={each} lang={each} selected={each === (filled['language'] ?? page.language)}>
              {languageNames[each]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
