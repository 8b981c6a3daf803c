/** The pages of accounts: signing in, one's own account, and all accounts for whoever administers. */
import type { Problem } from '../../core/problem.ts';
import { targetLanguages } from '../../core/text.ts';
import { type MessageKey, problemKey } from '../../platform/messages.ts';
import { writtenParts } from '../../platform/rights.ts';
import { DataTable, Notice, type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import { type Account, type AccountId, type Rights, roles, writtenRights } from '../model.ts';
import type { ListedPasskey } from '../store/passkeys.ts';
import type { ListedSession } from '../store/sessions.ts';
import {
  EmailField,
  Field,
  Form,
  NameFields,
  NewPassword,
  Password,
  Refusal,
  type Refused,
  Time,
} from './fields.tsx';
import { ByProvider, IdentityList, type OwnIdentities } from './identities.tsx';
import { PasskeyList } from './passkeys.tsx';

/** Whether this installation takes passkeys: it does when it knows its public address. */
export type Passkeys = 'on' | 'off';

/** What this installation takes beside passwords. */
export interface SignInWays {
  readonly passkeys: Passkeys;
  /** The name of the outside provider, where one is set up. */
  readonly provider?: string | undefined;
}

/** /sign-in */
export function signInPage(page: PageContext, { passkeys, provider }: SignInWays, refused?: Refused) {
  return (
    <Page page={page} title={page.t('account.signIn')}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('account.signInNote')}</p>
      <Form page={page} action="/sign-in" button="account.signIn">
        <EmailField page={page} fill="username" refused={refused} />
        <Password page={page} />
      </Form>
      {passkeys === 'on' && <ByPasskey page={page} />}
      {provider !== undefined && <ByProvider page={page} name={provider} />}
    </Page>
  );
}

function ByPasskey({ page }: OnPage) {
  return (
    <p>
      <a href={page.href('/sign-in/passkey')}>{page.text('account.passkeySignIn')}</a>
    </p>
  );
}

/** /sign-in/code */
export function codePage(page: PageContext, passkeys: Passkeys, refused?: Refused) {
  return (
    <Page page={page} title={page.t('account.code')}>
      <Refusal page={page} refused={refused?.problem} />
      <Form page={page} action="/sign-in/code" button="account.signIn">
        <Field
          page={page}
          label="account.code"
          name="code"
          fill="one-time-code"
          note={page.text('account.codeNote')}
        />
      </Form>
      {passkeys === 'on' && <ByPasskey page={page} />}
      <SignOut page={page} />
    </Page>
  );
}

/** /sign-in/new-password */
export function newPasswordPage(page: PageContext, refused?: Refused) {
  return (
    <Page page={page} title={page.t('account.changePassword')}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('account.mustChange')}</p>
      <Form page={page} action="/sign-in/new-password" button="account.changePassword">
        <NewPassword page={page} />
      </Form>
      <SignOut page={page} />
    </Page>
  );
}

/** /sign-in/second-factor: for whoever needs a second factor before anything else. */
export function secondFactorPage(
  page: PageContext,
  {
    offered,
    passkeys,
    refused,
  }: {
    readonly offered: Offered;
    readonly passkeys: Passkeys;
    readonly refused: Refused | undefined;
  },
) {
  return (
    <Page page={page} title={page.t('account.authenticatorUse')}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('account.factorNeeded')}</p>
      <AuthenticatorForm page={page} offered={offered} />
      {passkeys === 'on' && (
        <p>
          <a href={page.href('/account/passkey')}>{page.text('account.factorByPasskey')}</a>
        </p>
      )}
      <SignOut page={page} />
    </Page>
  );
}

/** Asks for the password once more, before what was asked for is done. */
export function passwordAgainPage(
  page: PageContext,
  {
    button,
    kept,
    problem,
    passkeys,
  }: {
    readonly button: MessageKey;
    /** What the form was sent with. */
    readonly kept: { readonly [name: string]: string };
    readonly problem: Problem;
    readonly passkeys: Passkeys;
  },
) {
  return (
    <Page page={page} title={page.t(button)}>
      <p role="alert">{page.text(problemKey(problem), problem.details)}</p>
      <Form page={page} action={page.path} button={button}>
        {Object.entries(kept).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <Password page={page} />
      </Form>
      {passkeys === 'on' && <ByPasskey page={page} />}
      <p>
        <a href={page.href('/account')}>{page.text('account.back')}</a>
      </p>
    </Page>
  );
}

/** A secret to enter into an authenticator, with its address. */
interface Offered {
  readonly secret: string;
  readonly address: string;
}

function AuthenticatorForm({ page, offered }: OnPage & { readonly offered: Offered }) {
  return (
    <>
      <p>{page.text('account.authenticatorNote')}</p>
      <p dir="ltr">
        <code>{offered.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</code>
      </p>
      <p>
        <a href={offered.address}>{page.text('account.authenticatorOpen')}</a>
      </p>
      <Form page={page} action="/account/authenticator" button="account.authenticatorUse">
        <input type="hidden" name="secret" value={offered.secret} />
        <Field page={page} label="account.code" name="code" fill="one-time-code" />
        <Password page={page} />
      </Form>
    </>
  );
}

/** /first: the first administrator, for whoever opened the one-time address. */
export function firstPage(page: PageContext, refused?: Refused) {
  return (
    <Page page={page} title={page.t('account.first')}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('account.firstNote')}</p>
      <Form page={page} action="/first" button="account.first">
        <NameFields page={page} of="oneself" refused={refused} />
        <NewPassword page={page} />
      </Form>
      <p>
        <a href={page.href('/import')}>{page.text('account.firstLater')}</a>
      </p>
    </Page>
  );
}

/** /invitation/KEY */
export function invitationPage(page: PageContext, of: Account, refused?: Refused) {
  return (
    <Page page={page} title={page.t('account.invitation')}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('account.invitationNote', { name: of.name, email: of.email })}</p>
      <RightsText page={page} rights={of} />
      <Form page={page} action={page.path} button="account.choosePassword">
        <NewPassword page={page} />
      </Form>
    </Page>
  );
}

export interface OwnAccount {
  readonly account: Account;
  /** May change the record, and signs in by the password alone. */
  readonly isWithoutFactor: boolean;
  readonly sessions: readonly ListedSession[];
  /** Absent where the installation takes none. */
  readonly passkeys?: readonly ListedPasskey[];
  readonly identities: OwnIdentities;
  /** The hash of the key of the session that asks. */
  readonly current: string;
  /** Absent where an authenticator is in use. */
  readonly offered?: Offered;
  readonly recovery?: readonly string[];
  readonly refused?: Refused;
}

/** /account: password, authenticator, passkeys, outside identities, sessions. */
export function accountPage(page: PageContext, own: OwnAccount) {
  const { account, offered } = own;
  return (
    <Page page={page} title={page.t('account.own')}>
      <Refusal page={page} refused={own.refused?.problem} />
      <p>{page.text('account.signedInAs', { name: account.name, email: account.email })}</p>
      <RightsText page={page} rights={account} />
      {account.role === 'administrator' && (
        <p>
          <a href={page.href('/accounts')}>{page.text('account.all')}</a>
        </p>
      )}
      {own.isWithoutFactor && (
        <Notice title={page.text('account.withoutFactor')}>
          <p>{page.text('account.withoutFactorNote')}</p>
        </Notice>
      )}
      <SignOut page={page} />
      {own.recovery && (
        <Notice title={page.text('account.recovery')}>
          <p>{page.text('account.recoveryNote')}</p>
          <ul dir="ltr">
            {own.recovery.map((code) => (
              <li>
                <code>{code}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <section aria-labelledby="authenticator">
        <h2 id="authenticator">{page.text('account.authenticator')}</h2>
        {offered ? (
          <AuthenticatorForm page={page} offered={offered} />
        ) : (
          <p>{page.text('account.authenticatorUsed')}</p>
        )}
      </section>
      <PasskeyList page={page} passkeys={own.passkeys} />
      <IdentityList page={page} own={own.identities} />
      <section aria-labelledby="password">
        <h2 id="password">{page.text('account.changePassword')}</h2>
        <Form page={page} action="/account/password" button="account.changePassword">
          <Password page={page} />
          <NewPassword page={page} />
        </Form>
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">{page.text('account.sessions')}</h2>
        <DataTable
          page={page}
          caption={page.t('account.sessions')}
          columns={[
            { heading: page.text('account.begun'), cell: ({ begun }) => <Time at={begun} /> },
            { heading: page.text('account.seen'), cell: ({ seen }) => <Time at={seen} /> },
            { heading: page.text('account.browser'), cell: ({ browser }) => <bdi>{browser || '–'}</bdi> },
            {
              heading: page.text('account.end'),
              cell: ({ keyHash }) =>
                keyHash === own.current ? (
                  page.text('account.thisOne')
                ) : (
                  <form method="post" action={page.href('/account/sessions')}>
                    <input type="hidden" name="session" value={keyHash} />
                    <button>{page.text('account.end')}</button>
                  </form>
                ),
            },
          ]}
          rows={own.sessions}
        />
        <h3>{page.text('account.everywhere')}</h3>
        <p>{page.text('account.everywhereNote')}</p>
        <Form page={page} action="/account/sign-out-everywhere" button="account.everywhere">
          {null}
        </Form>
      </section>
    </Page>
  );
}

export interface AllAccounts {
  readonly accounts: readonly Account[];
  /** Those who may change the record, and sign in by the password alone. */
  readonly withoutFactor: ReadonlySet<AccountId>;
  /** The address of an invitation that was just made: shown once. */
  readonly invitation?: { readonly name: string; readonly address: string };
  readonly refused?: Refused;
}

/** /accounts: who there is, with which rights. */
export function accountsPage(
  page: PageContext,
  { accounts, withoutFactor, invitation, refused }: AllAccounts,
) {
  return (
    <Page page={page} title={page.t('account.all')}>
      <p>
        <a href={page.href('/backups')}>{page.text('backups.title')}</a>
      </p>
      <Refusal page={page} refused={refused?.problem} />
      {invitation && (
        <Notice title={page.text('account.invited', { name: invitation.name })}>
          <p>{page.text('account.invitedNote')}</p>
          <p dir="ltr">
            <code>{invitation.address}</code>
          </p>
        </Notice>
      )}
      {accounts.map((account) => (
        <section>
          <h2>
            <bdi>{account.name}</bdi>
          </h2>
          <p>
            <bdi>{account.email}</bdi> · {page.text(`account.standing.${account.standing}`)}
            {withoutFactor.has(account.id) && <strong> · {page.text('account.withoutFactor')}</strong>}
          </p>
          <RightsText page={page} rights={account} />
          <details>
            <summary>{page.text('account.change', { name: account.name })}</summary>
            <Form page={page} action={`/accounts/${account.id}`} button="account.changeRights">
              <input type="hidden" name="do" value="rights" />
              <RightsFields page={page} filled={writtenRights(account)} />
            </Form>
            {(
              [
                ['invite', 'account.inviteAgain'],
                account.standing === 'deactivated'
                  ? ['activate', 'account.activate']
                  : ['deactivate', 'account.deactivate'],
                ...(account.standing === 'active' ? [['sign-out', 'account.endAll'] as const] : []),
              ] as const
            ).map(([what, label]) => (
              <Form page={page} action={`/accounts/${account.id}`} button={label as MessageKey}>
                <input type="hidden" name="do" value={what} />
              </Form>
            ))}
          </details>
        </section>
      ))}
      <section aria-labelledby="invite">
        <h2 id="invite">{page.text('account.invite')}</h2>
        <Form page={page} action="/accounts" button="account.invite">
          <NameFields page={page} of="another" refused={refused} />
          <RightsFields page={page} filled={refused?.fields ?? {}} />
        </Form>
      </section>
    </Page>
  );
}

function RightsFields({ page, filled }: OnPage & { readonly filled: { readonly [name: string]: string } }) {
  return (
    <>
      <label>
        <span>{page.text('account.role')}</span>
        <select name="role">
          {roles.map((role) => (
            <option value={role} selected={role === filled['role']}>
              {page.t(`account.role.${role}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{page.text('account.states')}</span>
        <input name="states" value={filled['states'] ?? 'all'} dir="ltr" />
        <small class="quiet">{page.text('account.statesNote')}</small>
      </label>
      <label>
        <span>{page.text('account.parts')}</span>
        <input name="parts" value={filled['parts'] ?? 'all'} dir="ltr" />
        <small class="quiet">{page.text('account.partsNote', { parts: writtenParts.join(' ') })}</small>
      </label>
      <label>
        <span>{page.text('account.languages')}</span>
        <input name="languages" value={filled['languages'] ?? ''} dir="ltr" />
        <small class="quiet">
          {page.text('account.languagesNote', { languages: targetLanguages.join(' ') })}
        </small>
      </label>
    </>
  );
}

function RightsText({ page, rights }: OnPage & { readonly rights: Rights }) {
  const { states, parts, languages } = writtenRights(rights);
  const words = (written: string) => (written === 'all' ? page.t('account.everything') : written);
  return (
    <p>
      {page.text(`account.role.${rights.role}`)} · {page.text('account.states')}: <bdi>{words(states)}</bdi> ·{' '}
      {page.text('account.parts')}: <bdi>{words(parts)}</bdi>
      {languages && (
        <>
          {' · '}
          {page.text('account.languages')}: <bdi>{languages}</bdi>
        </>
      )}
    </p>
  );
}

function SignOut({ page }: OnPage) {
  return (
    <form method="post" action={page.href('/sign-out')}>
      <button>{page.text('account.signOut')}</button>
    </form>
  );
}
