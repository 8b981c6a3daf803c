/** Signing in with an outside provider: `oidc-provider` on this machine, one that lies, and Chromium between them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { temporaryFolder } from '../../test/folder.ts';
import { testInstallation } from '../../test/installation.ts';
import { deactivate, enter, member } from '../../test/member.ts';
import { type Lies, LyingProvider, RealProvider } from '../../test/openid-providers.ts';
import { openIdProvider, type Provider } from '../accounts/outbound/provider.ts';
import { providerFrom } from '../accounts/outbound/settings.ts';
import { accounts } from '../accounts/store.ts';
import { identities, linkIdentity } from '../accounts/store/identities.ts';
import { newTotpSecret, totpCode } from '../accounts/store/secrets.ts';
import {
  acceptInvitation,
  endSessions,
  invite,
  requireNewPassword,
  signOutEverywhere,
  useAuthenticator,
} from '../accounts/store/sessions.ts';
import { webApp } from './app.tsx';
import { type Listening, listen, shielded } from './server.ts';

const operatorKey = 'k'.repeat(32);
const password = 'seven lanterns by the quay';
const site = new URL('http://localhost:4870');
// Tokens are made and held against the clock of this machine.
const now = () => new Date();
const record = testInstallation();
let real: RealProvider;
let app: Hono;
const appWith = (provider: Provider | undefined, time = now) =>
  shielded(webApp({ record, now: time, operatorKey, site, provider }), () => undefined);

beforeAll(async () => {
  real = await RealProvider.start(site);
  app = appWith(openIdProvider(real.settings, now));
});
afterAll(() => real.stop());
beforeEach(() => {
  real.answer = 'yes';
  real.heard.length = 0;
});

/** A browser: it keeps the cookies of both sites, and follows where it is sent. */
class Visitor {
  readonly #on: Hono;
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(on = app, cookie = '') {
    this.#on = on;
    if (cookie !== '') this.#cookiesOf(site).set(...(cookie.split('=') as [string, string]));
  }

  #cookiesOf({ origin }: URL) {
    const found = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, found);
    return found;
  }

  async ask(url: URL, form?: { [name: string]: string }): Promise<Response> {
    const cookies = this.#cookiesOf(url);
    const init = {
      method: form ? 'POST' : 'GET',
      redirect: 'manual' as const,
      headers: {
        Cookie: [...cookies].map((each) => each.join('=')).join('; '),
        'Accept-Language': 'en',
        ...(form ? { Origin: site.origin, Host: site.host } : {}),
      },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    };
    const answer = await (url.origin === site.origin ? this.#on.request(url.href, init) : fetch(url, init));
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  /** Presses a button here. @returns where the page goes on to */
  async press(path: string, fields: { [name: string]: string } = {}): Promise<URL> {
    const answer = await this.ask(new URL(path, site), fields);
    expect([path, answer.status]).toEqual([path, 200]);
    return goesOn(answer);
  }

  /** Signs in there. @returns the address with which the provider sends back */
  async there(to: URL): Promise<URL> {
    let at = to;
    while (at.origin !== site.origin) {
      const answer = await this.ask(at);
      at = new URL(answer.headers.get('Location') ?? expect.fail(await answer.text()), at);
    }
    return at;
  }

  /** All of it. @returns what the answer at the end says, or where it goes on to */
  async through(path = '/sign-in/provider', fields: { [name: string]: string } = {}): Promise<string> {
    return said(await this.ask(await this.there(await this.press(path, fields))));
  }

  async sees(path: string): Promise<string> {
    return (await this.ask(new URL(path, site))).text();
  }
}

function goesOn(answer: Response): URL {
  return new URL(/^0; url=(.*)$/.exec(answer.headers.get('Refresh') ?? '')?.[1] ?? '', site);
}

async function said(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.status === 200) return goesOn(answer).pathname;
  return /<p role="alert">([^<]*)</.exec(text)?.[1] ?? `${answer.status}`;
}

let people = 0;
/** Somebody whose account is linked with an identity of the same name. */
function linked(name = `P${(people += 1)}`) {
  const who = member(record, name, 'reader', now());
  linkIdentity(record, who.account.id, { issuer: real.settings.issuer, subject: name }, now());
  real.who = name;
  return who;
}

const unknown = 'No account here is linked with this identity';
const late = 'This belongs to nothing that was begun in this browser';
const unproven = 'The answer of Harbour could not be verified';
const otherIssuer = 'The answer is of another provider than Harbour';

describe('with the provider', () => {
  it('links an identity for whoever gives the password, and then signs in with it', async () => {
    const ana = member(record, 'Ana', 'reader', now());
    real.who = 'subject-of-ana';
    const visitor = new Visitor(app, ana.cookie);
    expect(await visitor.sees('/account')).toContain('Link with Harbour');
    const wrong = await visitor.ask(new URL('/account/identity', site), { password: 'wrong' });
    expect([wrong.status, wrong.headers.get('Refresh')]).toEqual([400, null]);
    expect(real.heard).toEqual([]);
    expect(await visitor.through('/account/identity', { password })).toBe('/account');
    const page = await visitor.sees('/account');
    expect(page).toContain('Remove the link');
    expect(page).not.toContain('Link with Harbour');

    const later = new Visitor();
    expect(await later.through('/sign-in/provider?lang=fr')).toBe('/account');
    expect(await later.sees('/account')).toContain('ana@example.org');
    expect(identities(record, ana.account.id)).toMatchObject([
      { issuer: real.settings.issuer, used: expect.any(String) as string },
    ]);

    const kept = await later.ask(new URL('/account/identity/remove', site), {
      issuer: real.settings.issuer,
      password: 'wrong',
    });
    expect([kept.status, identities(record, ana.account.id).length]).toEqual([400, 1]);
    await later.ask(new URL('/account/identity/remove', site), { issuer: real.settings.issuer, password });
    expect(await new Visitor().through()).toContain(unknown);
  });

  it('asks it nothing before somebody presses the button, and then for no more than who it is', async () => {
    const visitor = new Visitor(appWith(openIdProvider(real.settings, now)));
    expect(await visitor.sees('/sign-in')).toContain('Sign in with Harbour');
    expect(real.heard).toEqual([]);
    const answer = await visitor.ask(new URL('/sign-in/provider?lang=fr', site), {});
    expect(real.heard).toEqual(['/.well-known/openid-configuration']);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^plumbline_provider=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/) as string,
    ]);
    const asked = Object.fromEntries(goesOn(answer).searchParams);
    expect(asked).toEqual({
      client_id: 'plumbline',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
      redirect_uri: real.settings.redirect.href,
      response_type: 'code',
      scope: 'openid',
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    // The language of the page comes back with the person.
    linked();
    const back = await visitor.ask(await visitor.there(goesOn(answer)));
    expect(goesOn(back).search).toBe('?lang=fr');
  });

  it('makes no account, and knows nobody by an e-mail address', async () => {
    const bo = member(record, 'Bo', 'editor', now());
    const before = record.read((tx) => accounts(tx)).length;
    for (const who of ['stranger', bo.account.email, bo.account.id]) {
      real.who = who;
      const visitor = new Visitor();
      expect(await visitor.through()).toContain(unknown);
      expect((await visitor.ask(new URL('/account', site))).status).toBe(403);
    }
    expect(record.read((tx) => accounts(tx)).length).toBe(before);
  });

  it('takes an answer once, from the browser in which it was begun, and as it was asked for', async () => {
    linked();
    const visitor = new Visitor();
    const back = await visitor.there(await visitor.press('/sign-in/provider'));
    // Another browser, whose owner was sent a link.
    expect(await said(await new Visitor().ask(back))).toContain(late);
    const other = new Visitor();
    const others = await other.press('/sign-in/provider');
    expect(await said(await other.ask(back))).toContain(unproven);
    expect(await said(await other.ask(await other.there(others)))).toContain(late);

    expect(await said(await visitor.ask(back))).toBe('/account');
    expect(await said(await visitor.ask(back))).toContain(late);
    // The code once more, under a state that is right.
    const again = await visitor.press('/sign-in/provider');
    back.searchParams.set('state', again.searchParams.get('state') ?? '');
    expect(await said(await visitor.ask(back))).toContain('Harbour did not sign you in (invalid_grant)');
  });

  it.each([
    ['state', unproven],
    ['iss', otherIssuer],
  ])('refuses another %s', async (parameter, sentence) => {
    linked();
    const visitor = new Visitor();
    const back = await visitor.there(await visitor.press('/sign-in/provider'));
    back.searchParams.set(parameter, 'https://elsewhere.example');
    expect(await said(await visitor.ask(back))).toContain(sentence);
    expect((await visitor.ask(new URL('/account', site))).status).toBe(403);
  });

  it('refuses an answer that does not say whose it is, where the provider says that it does', async () => {
    linked();
    const visitor = new Visitor();
    const back = await visitor.there(await visitor.press('/sign-in/provider'));
    back.searchParams.delete('iss');
    expect(await said(await visitor.ask(back))).toContain(unproven);
  });

  it('tells what the provider said no to', async () => {
    real.answer = 'no';
    expect(await new Visitor().through()).toContain('Harbour did not sign you in (access_denied)');
  });

  it('lets in nobody whose account is out of use', async () => {
    deactivate(record, linked(), now());
    expect(await new Visitor().through()).toContain(unknown);
  });

  it('stands for the password alone: a second factor and a new password are asked for as after it', async () => {
    const { account } = linked();
    const secret = newTotpSecret();
    const step = Math.floor(Date.now() / 30_000);
    useAuthenticator(record, account.id, secret, totpCode(secret, step), now());
    const visitor = new Visitor();
    expect(await visitor.through()).toBe('/sign-in/code');
    expect((await visitor.ask(new URL('/account', site))).status).toBe(403);
    const { account: other } = linked();
    requireNewPassword(record, other.id);
    expect(await new Visitor().through()).toBe('/sign-in/new-password');
  });

  it('links what is nobody else’s, in the session in which it was begun', async () => {
    linked('Cleo');
    const dara = member(record, 'Dara', 'reader', now());
    const visitor = new Visitor(app, dara.cookie);
    expect(await visitor.through('/account/identity', { password })).toContain('is linked already');
    real.who = 'subject-of-dara';
    const back = await visitor.there(await visitor.press('/account/identity', { password }));
    endSessions(record, dara.account.id);
    expect(await said(await visitor.ask(back))).toContain('This needs an account');
    expect(identities(record, dara.account.id)).toEqual([]);
  });

  it('ends with signing out everywhere, and with a new invitation', async () => {
    const eve = linked();
    signOutEverywhere(record, eve.account.id, '');
    expect(await new Visitor().through()).toContain(unknown);
    const fay = linked();
    acceptInvitation(record, invite(record, fay.account.id, now()), password, now());
    expect(await new Visitor().through()).toContain(unknown);
  });

  it('does not begin for another site', async () => {
    const answer = await app.request(new URL('/sign-in/provider', site).href, {
      method: 'POST',
      headers: { Origin: 'https://elsewhere.example', Host: site.host },
      body: new URLSearchParams(),
    });
    expect(answer.status).toBe(403);
    expect(real.heard).toEqual([]);
  });

  it('tells by a sentence that clocks differ, and that the secret is wrong or missing', async () => {
    linked();
    const ahead = () => new Date(Date.now() + 2 * 3_600_000);
    expect(await new Visitor(appWith(openIdProvider(real.settings, ahead), ahead)).through()).toContain(
      'The clocks of Harbour and of this installation differ too much',
    );
    const secretFile = join(temporaryFolder(), 'secret');
    writeFileSync(secretFile, 'four-lanterns');
    const wrong = appWith(openIdProvider({ ...real.settings, secretFile }, now));
    expect(await new Visitor(wrong).through()).toContain('did not sign you in (HTTP 401)');
    const missing = appWith(openIdProvider({ ...real.settings, secretFile: '/nowhere' }, now));
    const answer = await new Visitor(missing).ask(new URL('/sign-in/provider', site), {});
    expect(await said(answer)).toContain('Harbour cannot be asked at the moment (ESECRETFILE)');
  });
});

test('under TLS the cookie of the journey travels by TLS only', async () => {
  const web = { record, now, operatorKey, site: new URL('https://plumbline.example.org') };
  const provider = openIdProvider(real.settings, now);
  const answer = await webApp({ ...web, provider }).request('http://plumbline.example.org/sign-in/provider', {
    method: 'POST',
  });
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-plumbline_provider=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ) as string,
  ]);
});

describe('without a provider', () => {
  it('there is no button and no such address, and a link can still be removed', async () => {
    const none = appWith(undefined);
    const gus = linked();
    const visitor = new Visitor(none, gus.cookie);
    expect(await visitor.sees('/sign-in')).not.toContain('/sign-in/provider');
    for (const path of ['/sign-in/provider', '/account/identity'])
      expect((await visitor.ask(new URL(path, site), { password })).status).toBe(404);
    expect((await visitor.ask(new URL('/sign-in/provider/callback?code=a', site))).status).toBe(404);
    expect(await visitor.sees('/account')).toContain('Remove the link');
    await visitor.ask(new URL('/account/identity/remove', site), { issuer: real.settings.issuer, password });
    expect(await visitor.sees('/account')).not.toContain('Outside identities');
  });
});

describe('a provider that lies', () => {
  let lying: LyingProvider;
  beforeAll(async () => {
    lying = await LyingProvider.start(site);
    const ana = member(record, 'Liar', 'reader', now());
    linkIdentity(record, ana.account.id, { issuer: lying.settings.issuer, subject: 'ana' }, now());
  });
  afterAll(() => lying.stop());

  /** What it comes to when everybody does as asked, but for the lie. */
  async function comesTo(lies: Lies): Promise<string> {
    lying.lies = lies;
    const visitor = new Visitor(appWith(openIdProvider(lying.settings, now)));
    const answer = await visitor.ask(new URL('/sign-in/provider', site), {});
    if (answer.status !== 200) return said(answer);
    const to = goesOn(answer);
    lying.nonce = to.searchParams.get('nonce') ?? '';
    const back = new URL(lying.settings.redirect);
    back.searchParams.set('code', 'a');
    back.searchParams.set('state', to.searchParams.get('state') ?? '');
    return said(await visitor.ask(back));
  }
  const elsewhere = 'https://elsewhere.example';
  const cannot = 'Harbour cannot be asked at the moment';
  const unreachable: Lies = { metadata: { token_endpoint: 'http://127.0.0.1:1/token' } };

  it.each<[string, Lies | ((issuer: string) => Lies), string]>([
    ['nothing', {}, '/account'],
    ['another issuer in the token', { claims: { iss: elsewhere } }, otherIssuer],
    ['another issuer in its description', { metadata: { issuer: elsewhere } }, otherIssuer],
    [
      'an issuer with a slash more',
      (issuer) => ({ metadata: { issuer: `${issuer}/` }, claims: { iss: `${issuer}/` } }),
      otherIssuer,
    ],
    ['another key', { signedBy: 'another' }, unproven],
    ['no signature', { signedBy: 'nobody' }, unproven],
    ['another nonce', { claims: { nonce: 'x' } }, unproven],
    ['no nonce', { claims: { nonce: undefined } }, unproven],
    ['a token for somebody else', { claims: { aud: 'other' } }, unproven],
    ['a token also for somebody else', { claims: { aud: ['plumbline', 'other'] } }, unproven],
    ['a token that ran out', { claims: { exp: 1_000_000_000 } }, 'The clocks of Harbour'],
    ['no subject', { claims: { sub: undefined } }, unproven],
    ['a subject of other letters', { claims: { sub: 'ána' } }, unproven],
    ['a failure', { token: { status: 500 } }, `${cannot} (OAUTH_RESPONSE_IS_NOT_CONFORM)`],
    ['a page', { token: { status: 200, body: '<p>' } }, `${cannot} (OAUTH_RESPONSE_IS_NOT_JSON)`],
    ['a flood', { token: { status: 200, body: 'a'.repeat(1_000_001) } }, `${cannot} (ESIZE)`],
    ['a redirection', { token: { status: 307, location: elsewhere } }, cannot],
    [
      'another host for tokens',
      { metadata: { token_endpoint: `${elsewhere}/t` } },
      'EHOST elsewhere.example',
    ],
    ['another host for keys', { metadata: { jwks_uri: `${elsewhere}/k` } }, 'EHOST elsewhere.example'],
    ['a machine that is not there', unreachable, 'EHOST 127.0.0.1:1'],
    ['an address in the clear', { metadata: { authorization_endpoint: 'http://a.example' } }, 'EPROTOCOL'],
  ])('%s', async (_, lies, sentence) => {
    const told = typeof lies === 'function' ? lies(lying.settings.issuer) : lies;
    expect(await comesTo(told)).toContain(sentence);
  });

  it('is not there', async () => {
    const settings = { ...lying.settings, issuer: 'http://127.0.0.1:1', hosts: ['127.0.0.1:1'] };
    const visitor = new Visitor(appWith(openIdProvider(settings, now)));
    const answer = await visitor.ask(new URL('/sign-in/provider', site), {});
    expect(await said(answer)).toMatch(/^Harbour cannot be asked at the moment \(E\w+\)/);
  });
});

describe('the settings', () => {
  const given = {
    PLUMBLINE_OIDC_ISSUER: 'https://id.example.org/realm',
    PLUMBLINE_OIDC_CLIENT_ID: 'plumbline',
    PLUMBLINE_OIDC_CLIENT_SECRET_FILE: '/run/secret',
  };
  const address = new URL('https://plumbline.example.org');

  it('are none, or whole', () => {
    expect(providerFrom({ PLUMBLINE_SMTP_HOST: 'x' }, undefined)).toBeUndefined();
    expect(providerFrom({ ...given, PLUMBLINE_OIDC_HOSTS: 'Keys.example.org' }, address)).toEqual({
      issuer: 'https://id.example.org/realm',
      clientId: 'plumbline',
      secretFile: '/run/secret',
      name: 'id.example.org',
      hosts: ['id.example.org', 'keys.example.org'],
      redirect: new URL('https://plumbline.example.org/sign-in/provider/callback'),
    });
  });

  it.each<[string, { [name: string]: string | undefined }, URL | undefined]>([
    ['PLUMBLINE_OIDC_ISSUER', { PLUMBLINE_OIDC_ISSUER: 'http://id.example.org' }, address],
    ['PLUMBLINE_OIDC_ISSUER', { PLUMBLINE_OIDC_ISSUER: 'https://id.example.org?x=secret' }, address],
    ['PLUMBLINE_OIDC_ISSUER', { PLUMBLINE_OIDC_ISSUER: 'https://a:secret@id.example.org' }, address],
    ['PLUMBLINE_OIDC_CLIENT_ID', { PLUMBLINE_OIDC_CLIENT_ID: undefined }, address],
    ['PLUMBLINE_OIDC_CLIENT_SECRET_FILE', { PLUMBLINE_OIDC_CLIENT_SECRET_FILE: undefined }, address],
    ['PLUMBLINE_OIDC_NAME', { PLUMBLINE_OIDC_NAME: 'secret'.repeat(20) }, address],
    ['PLUMBLINE_ADDRESS', {}, undefined],
  ])('say that %s is missing or wrong, and not what it holds', (name, change, at) => {
    const read = () => providerFrom({ ...given, ...change }, at);
    expect(read).toThrow(name);
    expect(read).not.toThrow('secret@');
    expect(read).not.toThrow('=secret');
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  let server: Listening;
  let provider: RealProvider;
  let home: URL;

  beforeAll(async () => {
    let inner = new Hono();
    const door = new Hono();
    door.all('*', (c) => inner.fetch(c.req.raw, c.env));
    server = await listen(door, '127.0.0.1', 0);
    // To browsers the provider's 127.0.0.1 is another site than localhost.
    home = new URL(`http://localhost:${new URL(server.address).port}`);
    provider = await RealProvider.start(home);
    const web = { record, now, operatorKey, site: home };
    inner = shielded(webApp({ ...web, provider: openIdProvider(provider.settings, now) }), () => undefined);
    browser = await Browser.launch();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await provider.stop();
  });

  test('a person links and signs in, over both sites, under the policies as they are', async () => {
    member(record, 'Hanna', 'reader', now());
    provider.who = 'subject-of-hanna';
    const context = await browser.scripted();
    const page = await context.newPage();
    const give = (button: string) => page.getByRole('button', { name: button, exact: true }).click();
    await page.goto(new URL('/sign-in', home).href);
    await page.locator('input[name=email]').fill('hanna@example.org');
    await page.locator('input[name=password]').fill(password);
    await give('Sign in');
    await page.waitForURL(/\/account$/);
    await page.locator('form[action$="/account/identity"] input[name=password]').fill(password);
    await give('Link');
    await page.getByRole('button', { name: 'Remove the link' }).waitFor();

    await context.clearCookies({ domain: 'localhost' });
    await page.goto(new URL('/sign-in?lang=en', home).href);
    await give('Sign in with Harbour');
    await page.waitForURL(/\/account/);
    expect(await page.locator('main').innerText()).toContain('hanna@example.org');
    await context.close();
  });

  test('axe finds nothing on the page of an account with a link', async () => {
    const { account } = member(record, 'Ivo', 'reader', now());
    linkIdentity(record, account.id, { issuer: 'https://former.example', subject: 'ivo' }, now());
    await enter(browser, server, 'Ivo');
    const address = `${server.address}account?lang=ar`;
    expect(await browser.inspect({ address })).toEqual({ violations: [], sideways: 0 });
  });
});
