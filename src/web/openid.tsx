/** Signing in with an outside provider (OpenID Connect), and linking one's account with an identity of it. */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { AccountId } from '../accounts/model.ts';
import { OneTime } from '../accounts/one-time.ts';
import type { Expected, Provider } from '../accounts/outbound/provider.ts';
import { identityHolder, linkIdentity, unlinkIdentity } from '../accounts/store/identities.ts';
import { hashOf, newKey } from '../accounts/store/secrets.ts';
import { sessionUnder, signInByIdentity } from '../accounts/store/sessions.ts';
import { goOnPage, linkRefusedPage } from '../accounts/views/identities.tsx';
import { parseDay } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import { PageContext } from '../platform/ui.tsx';
import type { AccountDoor, AccountForms } from './accounts.tsx';
import { addressOf } from './address.ts';

/** What was begun in a browser, until it comes back. */
interface Journey {
  readonly expected: Expected;
  /** The language that the address named, if it did. */
  readonly language: string | undefined;
  readonly purpose: { readonly kind: 'sign in' } | Linking;
}

interface Linking {
  readonly kind: 'link';
  readonly account: AccountId;
  /** The hash of the key of the session in which it was begun; its cookie does not come along from another site. */
  readonly session: string;
}

export function openIdRoutes(
  app: Hono,
  { record, now, pageFor, log, cookies, turns, provider }: AccountDoor,
  { limit, show, tried, answered, signInAgain, putSession, home, own, sure, keyOf, browserOf }: AccountForms,
): void {
  const journeys = new OneTime<Journey>();
  const known = (): Provider => {
    if (!provider) throw new Problem('not-found', { what: 'provider' });
    return provider;
  };
  const onlyWithProvider: MiddlewareHandler = async (_, next) => {
    known();
    await next();
  };
  /** Shows a page that goes on by itself. */
  const goOn = (c: Context, page: PageContext, href: string) => {
    c.header('Refresh', `0; url=${href}`);
    return show(c, goOnPage(page, { name: known().name, href }));
  };
  const depart = async (c: Context, purpose: Journey['purpose']) => {
    const { address, expected } = await known().begin();
    const page = pageFor(c);
    const key = newKey();
    journeys.put(hashOf(key), { expected, language: page.query.get('lang') ?? undefined, purpose }, now());
    // The provider's site sends the browser back.
    cookies.put(c, 'journey', key, { sameSite: 'Lax' });
    return goOn(c, page, address.href);
  };
  const arrived = (c: Context) => {
    const key = cookies.read(c, 'journey') ?? '';
    cookies.drop(c, 'journey');
    return journeys.take(hashOf(key), now());
  };

  app.post('/sign-in/provider', onlyWithProvider, limit, (c) =>
    tried(
      c,
      () => depart(c, { kind: 'sign in' }),
      (refused) => signInAgain(pageFor(c), refused),
    ),
  );

  app.post('/account/identity', onlyWithProvider, limit, (c) =>
    tried(
      c,
      async ({ password = '' }) => {
        const { id } = await turns.take(() => sure(c, password));
        return depart(c, { kind: 'link', account: id, session: hashOf(keyOf(c)) });
      },
      (refused) => own(c, { refused }),
    ),
  );

  app.get('/sign-in/provider/callback', onlyWithProvider, (c) => {
    const journey = arrived(c);
    const purpose = journey?.purpose;
    // Its own address holds what was for the server alone; links of the page lead elsewhere.
    const url = new URL(purpose?.kind === 'link' ? '/account' : '/sign-in', addressOf(c));
    if (journey?.language) url.searchParams.set('lang', journey.language);
    const page = new PageContext({
      url,
      acceptLanguage: c.req.header('Accept-Language') ?? '',
      today: parseDay(now().toISOString().slice(0, 10)),
    });
    return tried(
      c,
      async () => {
        if (!journey) throw new Problem('provider-answer-late');
        const { issuer, subjectOf } = known();
        const subject = await subjectOf(journey.expected, new URL(c.req.url).search);
        const identity = { issuer, subject };
        return turns.take(() => {
          if (journey.purpose.kind === 'link') {
            link(journey.purpose, identity);
            return goOn(c, page, page.href('/account'));
          }
          const holder = identityHolder(record, identity, now());
          return goOn(
            c,
            page,
            page.href(putSession(c, signInByIdentity(record, holder.id, browserOf(c), now()))),
          );
        });
      },
      (refused) =>
        purpose?.kind === 'link'
          ? linkRefusedPage(page, { name: known().name, refused })
          : signInAgain(page, refused),
    );
  });
  /** @throws Problem `not-allowed` where its session has ended since */
  const link = ({ account, session }: Linking, identity: { issuer: string; subject: string }) => {
    const found = sessionUnder(record, session, now());
    if (found?.stage !== 'whole' || found.account.id !== account) throw new Problem('not-allowed');
    linkIdentity(record, account, identity, now());
    log('identity linked', { account });
  };

  // Also without a provider: whoever administers may have taken it away, and what is there must go.
  app.post('/account/identity/remove', limit, (c) =>
    answered(
      c,
      ({ issuer = '', password = '' }) => {
        unlinkIdentity(record, sure(c, password).id, issuer);
        return home(c);
      },
      (refused) => own(c, { refused }),
    ),
  );
}
