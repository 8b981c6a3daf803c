/** Outside identities: their part of one's own account, the button on the page of signing in, and the page between. */
import { type OnPage, Page, type PageContext } from '../../platform/ui.tsx';
import type { LinkedIdentity } from '../store/identities.ts';
import { Form, Password, Refusal, type Refused, Time } from './fields.tsx';

/** A part of /sign-in. */
export function ByProvider({ page, name }: OnPage & { readonly name: string }) {
  return (
    <form method="post" action={page.href('/sign-in/provider')}>
      <button>{page.text('account.providerSignIn', { name })}</button>
    </form>
  );
}

export interface OwnIdentities {
  /** The name of the provider; absent where the operator set none up. */
  readonly provider?: string;
  /** The issuer of the provider that is set up. */
  readonly issuer?: string;
  readonly linked: readonly LinkedIdentity[];
}

/** A part of /account; nothing where there is no provider and no link. */
export function IdentityList({ page, own }: OnPage & { readonly own: OwnIdentities }) {
  const { provider, issuer, linked } = own;
  if (provider === undefined && linked.length === 0) return null;
  return (
    <section aria-labelledby="identities">
      <h2 id="identities">{page.text('account.identities')}</h2>
      <p>{page.text('account.identitiesNote')}</p>
      {linked.map((each) => (
        <>
          <p>
            <bdi>{each.issuer}</bdi> · {page.text('account.identityLinked')}: <Time at={each.added} /> ·{' '}
            {page.text('account.passkeyUsed')}:{' '}
            {each.used ? <Time at={each.used} /> : page.text('account.passkeyNever')}
          </p>
          <Form page={page} action="/account/identity/remove" button="account.identityRemove">
            <input type="hidden" name="issuer" value={each.issuer} />
            <Password page={page} />
          </Form>
        </>
      ))}
      {provider !== undefined && !linked.some((each) => each.issuer === issuer) && (
        <>
          <h3>{page.text('account.identityLinkWith', { name: provider })}</h3>
          <Form page={page} action="/account/identity" button="account.identityLink">
            <Password page={page} />
          </Form>
        </>
      )}
    </section>
  );
}

/**
 * Stands between this site and the provider, in both directions: its header "Refresh" goes on, and the link for whom it
 * does not. A form may lead to this site alone, and a session's cookie comes along only from a page of this site.
 */
export function goOnPage(
  page: PageContext,
  { name, href }: { readonly name: string; readonly href: string },
) {
  return (
    <Page page={page} title={page.t('account.providerSignIn', { name })}>
      <p>{page.text('account.goOnNote')}</p>
      <p>
        <a href={href}>{page.text('account.goOn')}</a>
      </p>
    </Page>
  );
}

/** Where linking an identity failed, after the provider sent the browser back. */
export function linkRefusedPage(
  page: PageContext,
  { name, refused }: { readonly name: string; readonly refused: Refused },
) {
  return (
    <Page page={page} title={page.t('account.identityLinkWith', { name })}>
      <Refusal page={page} refused={refused.problem} />
      <p>
        <a href={page.href('/account')}>{page.text('account.back')}</a>
      </p>
    </Page>
  );
}
