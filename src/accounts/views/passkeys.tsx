/** Passkeys: their list in one's own account, and the two pages on which the browser is asked for one. */
import type { Child } from 'hono/jsx';
import { DataTable, type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import type { MessageKey } from '../../platform/messages.ts';
import type { ListedPasskey } from '../store/passkeys.ts';
import { Field, Password, Refusal, type Refused, Time } from './fields.tsx';
import { passkeyScript } from './passkey-script.ts';

/** A part of /account. */
export function PasskeyList({
  page,
  passkeys,
}: OnPage & { readonly passkeys: readonly ListedPasskey[] | undefined }) {
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{page.text('account.passkeys')}</h2>
      {passkeys === undefined ? (
        <p>{page.text('account.passkeysOff')}</p>
      ) : (
        <>
          <p>{page.text('account.passkeysNote')}</p>
          {passkeys.length === 0 ? (
            <p>{page.text('account.passkeysNone')}</p>
          ) : (
            <DataTable
              page={page}
              caption={page.t('account.passkeys')}
              columns={[
                { heading: page.text('account.passkeyName'), cell: ({ name }) => <bdi>{name}</bdi> },
                { heading: page.text('account.passkeyAdded'), cell: ({ added }) => <Time at={added} /> },
                {
                  heading: page.text('account.passkeyUsed'),
                  cell: ({ used }) => (used ? <Time at={used} /> : page.text('account.passkeyNever')),
                },
                {
                  heading: page.text('account.passkeyRemove'),
                  cell: ({ id, name }) => (
                    <form method="post" action={page.href('/account/passkey/remove')}>
                      <input type="hidden" name="passkey" value={id} />
                      <button aria-label={`${page.t('account.passkeyRemove')}: ${name}`}>
                        {page.text('account.passkeyRemove')}
                      </button>
                    </form>
                  ),
                },
              ]}
              rows={passkeys}
            />
          )}
          <p>
            <a href={page.href('/account/passkey')}>{page.text('account.passkeyAdd')}</a>
          </p>
        </>
      )}
    </section>
  );
}

interface Ceremony {
  /** What the browser is asked, as the library made it. */
  readonly options: object;
  readonly refused?: Refused | undefined;
}

/** /account/passkey */
export function addPasskeyPage(page: PageContext, { options, refused }: Ceremony) {
  return (
    <Page page={page} title={page.t('account.passkeyAdd')} script={passkeyScript.href}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('account.passkeysNote')}</p>
      <PasskeyForm
        page={page}
        action="/account/passkey"
        ask="create"
        options={options}
        button="account.passkeyAdd"
      >
        <Field
          page={page}
          label="account.passkeyName"
          name="name"
          fill="off"
          value={refused?.fields['name'] ?? ''}
          note={page.text('account.passkeyNameNote')}
        />
        <Password page={page} />
      </PasskeyForm>
      <p>
        <a href={page.href('/account')}>{page.text('account.back')}</a>
      </p>
    </Page>
  );
}

/** /sign-in/passkey */
export function passkeySignInPage(page: PageContext, { options, refused }: Ceremony) {
  return (
    <Page page={page} title={page.t('account.passkeySignIn')} script={passkeyScript.href}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('account.passkeySignInNote')}</p>
      <PasskeyForm
        page={page}
        action="/sign-in/passkey"
        ask="get"
        options={options}
        button="account.passkeySignIn"
      >
        {null}
      </PasskeyForm>
      <p>
        <a href={page.href('/sign-in')}>{page.text('account.byPassword')}</a>
      </p>
    </Page>
  );
}

interface PasskeyFormProps {
  readonly action: string;
  /** The method of `navigator.credentials`. */
  readonly ask: 'create' | 'get';
  readonly options: object;
  readonly button: MessageKey;
  readonly children: Child;
}

/** A form whose one hidden field the script fills with the answer of the authenticator. */
function PasskeyForm({ page, action, ask, options, button, children }: OnPage & PasskeyFormProps) {
  return (
    <form
      method="post"
      action={page.href(action)}
      class="stacked"
      data-passkey={ask}
      data-options={JSON.stringify(options)}
      data-cancelled={page.t('account.passkeyCancelled')}
    >
      <input type="hidden" name="response" />
      {children}
      <p role="status">{page.text('account.passkeyScript')}</p>
      <button disabled>{page.text(button)}</button>
    </form>
  );
}
