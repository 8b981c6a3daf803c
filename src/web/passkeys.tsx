/** Passkeys in the browser: signing in with one, and those of one's own account. */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { Account } from '../accounts/model.ts';
import { OneTime } from '../accounts/one-time.ts';
import { hashOf, newKey } from '../accounts/store/secrets.ts';
import {
  addPasskey,
  type Challenge,
  passkeyHolder,
  registrationOptions,
  removePasskey,
  signInOptions,
} from '../accounts/store/passkeys.ts';
import { firstRecoveryCodes, signInWhole } from '../accounts/store/sessions.ts';
import type { Refused } from '../accounts/views/fields.tsx';
import { passkeyScript } from '../accounts/views/passkey-script.ts';
import { addPasskeyPage, passkeySignInPage } from '../accounts/views/passkeys.tsx';
import { Problem } from '../core/problem.ts';
import { scriptHeaders } from '../platform/browser-script.ts';
import type { AccountDoor, AccountForms } from './accounts.tsx';

export function passkeyRoutes(
  app: Hono,
  { record, now, gate, pageFor, cookies, site }: AccountDoor,
  { limit, show, answered, enter, home, own, sure, lately, keyOf, browserOf }: AccountForms,
): void {
  const challenges = new OneTime<Challenge>();
  const handOut = (c: Context, challenge: Challenge) => {
    const key = newKey();
    challenges.put(hashOf(key), challenge, now());
    cookies.put(c, 'challenge', key);
  };
  const takeBack = (c: Context) => {
    const key = cookies.read(c, 'challenge') ?? '';
    cookies.drop(c, 'challenge');
    return challenges.take(hashOf(key), now());
  };
  const known = (): URL => {
    if (!site) throw new Problem('not-found', { what: 'passkeys' });
    return site;
  };
  const onlyWithSite: MiddlewareHandler = async (_, next) => {
    known();
    await next();
  };
  const holder = (c: Context): Account => {
    const found = gate.session(c);
    if (!found || found.account.email === '') throw new Problem('not-allowed');
    return found.account;
  };

  app.get(passkeyScript.path, (c) => c.body(passkeyScript.text, 200, scriptHeaders));

  const signInPage = async (c: Context, refused?: Refused) => {
    const session = gate.session(c);
    // After the password only a passkey of that account will do.
    const of = session?.stage === 'second factor' ? session.account.id : undefined;
    const options = await signInOptions(record, of, known());
    handOut(c, {
      purpose: 'sign in',
      challenge: options.challenge,
      ...(of === undefined ? {} : { account: of }),
    });
    return passkeySignInPage(pageFor(c), { options, refused });
  };
  app.get('/sign-in/passkey', onlyWithSite, async (c) => show(c, await signInPage(c)));
  app.post('/sign-in/passkey', onlyWithSite, limit, (c) =>
    answered(
      c,
      async ({ response = '' }) => {
        const given = { challenge: takeBack(c), written: response };
        const of = await passkeyHolder(record, given, known(), now());
        return enter(c, signInWhole(record, of.id, { key: keyOf(c), browser: browserOf(c) }, now()));
      },
      (refused) => signInPage(c, refused),
    ),
  );

  const addPage = async (c: Context, refused?: Refused) => {
    const of = holder(c);
    const options = await registrationOptions(record, of, known());
    handOut(c, { purpose: 'register', challenge: options.challenge, account: of.id });
    return addPasskeyPage(pageFor(c), { options, refused });
  };
  app.get('/account/passkey', onlyWithSite, async (c) => show(c, await addPage(c)));
  app.post('/account/passkey', onlyWithSite, limit, (c) =>
    answered(
      c,
      async ({ name = '', password = '', response = '' }) => {
        const challenge = takeBack(c);
        const of = sure(c, password);
        await addPasskey(record, of.id, { challenge, written: response, name }, known(), now());
        const recovery = firstRecoveryCodes(record, of.id);
        return recovery.length > 0 ? show(c, own(c, { recovery })) : home(c);
      },
      (refused) => addPage(c, refused),
    ),
  );
  // Also without a site: whoever administers may have taken the address away, and what is there must go.
  app.post('/account/passkey/remove', limit, (c) =>
    lately(c, 'account.passkeyRemove', ({ id }, { passkey = '' }) => removePasskey(record, id, passkey)),
  );
}
