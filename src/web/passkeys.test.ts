/** Passkeys as people meet them: Chromium with a made-up authenticator, against a server that listens. */
import { type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { OneTime } from '../accounts/one-time.ts';
import { webApp } from './app.tsx';
import { type Listening, listen, shielded } from './server.ts';

const operatorKey = 'k'.repeat(32);
const password = 'seven lanterns by the quay';
const start = new Date(`${testDay}T12:00:00Z`);
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

describe('what is handed out once', () => {
  it.each([
    ['comes back once', [0, 60], ['a', undefined]],
    ['comes too late', [301, 302], [undefined, undefined]],
  ] as const)('%s', (_, times, expected) => {
    const kept = new OneTime<string>();
    kept.put('key', 'a', start);
    expect(kept.take('other', start)).toBeUndefined();
    expect(times.map((seconds) => kept.take('key', later(seconds)))).toEqual(expected);
  });

  it('makes room by forgetting the oldest', () => {
    const kept = new OneTime<number>();
    for (let each = 0; each <= 10_000; each++) kept.put(String(each), each, start);
    expect([kept.take('0', start), kept.take('1', start), kept.take('10000', start)]).toEqual([
      undefined,
      1,
      10_000,
    ]);
  });
});

describe('without a public address', () => {
  it('there are no passkeys, and no page speaks of signing in with one', async () => {
    const app = webApp({ record: testInstallation(), now: () => start, operatorKey });
    expect((await app.request('/sign-in/passkey')).status).toBe(404);
    expect(await (await app.request('/sign-in')).text()).not.toContain('/sign-in/passkey');
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const record = testInstallation();
  let browser: Browser;
  let server: Listening;
  let site: URL;
  let context: BrowserContext;
  let page: Page;
  let authenticator: { readonly session: CDPSession; readonly authenticatorId: string };
  const to = (path: string) => page.goto(new URL(path, site).href);
  const main = () => page.locator('main').innerText();
  const give = (button: string) => page.getByRole('button', { name: button, exact: true }).click();

  beforeAll(async () => {
    // The application must know its address before it is made, and the port is known when it listens.
    let app = new Hono();
    const door = new Hono();
    door.all('*', (c) => app.fetch(c.req.raw, c.env));
    server = await listen(door, '127.0.0.1', 0);
    site = new URL(`http://localhost:${new URL(server.address).port}`);
    app = shielded(webApp({ record, now: () => start, operatorKey, site }), () => undefined);
    browser = await Browser.launch();
    context = await browser.scripted();
    page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    authenticator = { session, authenticatorId };
    await to(`/operator?key=${operatorKey}`);
    for (const [name, value] of Object.entries({
      name: 'Ana',
      email: 'ana@example.org',
      newPassword: password,
    }))
      await page.locator(`input[name=${name}]`).fill(value);
    await give('Create the first administrator');
    await page.waitForURL(/\/account$/);
  });
  afterAll(async () => {
    await context.close();
    await browser.close();
    await server.close();
  });

  async function add(name: string) {
    await to('/account/passkey');
    await page.locator('input[name=name]').fill(name);
    await page.locator('input[name=password]').fill(password);
    await give('Add a passkey');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
  }

  test('a passkey is added, signs in, counts as the second factor, and is refused once removed', async () => {
    await add('work phone');
    expect(await main()).toMatch(/Recovery codes[\s\S]*[A-Z2-7]{5}-[A-Z2-7]{5}/);
    expect(await main()).toMatch(/work phone[\s\S]*not yet/);

    // Alone.
    await context.clearCookies();
    await to('/sign-in');
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    await give('Sign in with a passkey');
    await page.waitForURL(/\/account$/);
    expect(await main()).not.toContain('not yet');

    // After the password, which is no longer enough.
    await context.clearCookies();
    await to('/sign-in');
    await page.locator('input[name=email]').fill('ana@example.org');
    await page.locator('input[name=password]').fill(password);
    await give('Sign in');
    await page.waitForURL(/\/sign-in\/code$/);
    expect((await to('/account'))?.status()).toBe(403);
    await to('/sign-in/code');
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    await give('Sign in with a passkey');
    await page.waitForURL(/\/account$/);

    await give('Remove: work phone');
    await page.getByText('There is no passkey yet.').waitFor();
    await context.clearCookies();
    await to('/sign-in/passkey');
    await give('Sign in with a passkey');
    await page.getByText('The passkey was not taken').waitFor();
    expect((await to('/account'))?.status()).toBe(403);
  });

  test('an answer is refused a second time, from another place, without verification, and by a copy', async () => {
    await to('/sign-in');
    await page.locator('input[name=email]').fill('ana@example.org');
    await page.locator('input[name=password]').fill(password);
    await give('Sign in');
    await page.waitForURL(/\/account$/);
    await add('key');

    /** Signs a challenge in the browser, changes the answer, and sends it. @returns the status */
    const answer = async (change: 'nothing' | 'origin' | 'unverified' | 'other challenge') => {
      await context.clearCookies();
      await to('/sign-in/passkey');
      if (change === 'unverified')
        await authenticator.session.send('WebAuthn.setUserVerified', {
          authenticatorId: authenticator.authenticatorId,
          isUserVerified: false,
        });
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await page.evaluate((wanted) => {
        const form = document.querySelector('form[data-passkey]') as HTMLFormElement;
        const options = JSON.parse(form.dataset['options'] ?? '') as { [name: string]: unknown };
        if (wanted === 'unverified') options['userVerification'] = 'discouraged';
        if (wanted === 'other challenge')
          options['challenge'] = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
        form.dataset['options'] = JSON.stringify(options);
        if (wanted !== 'origin') return;
        const submit = form.submit.bind(form);
        form.submit = () => {
          const field = form.elements.namedItem('response') as HTMLInputElement;
          const given = JSON.parse(field.value) as { response: { clientDataJSON: string } };
          given.response.clientDataJSON = btoa(
            atob(given.response.clientDataJSON.replaceAll('-', '+').replaceAll('_', '/')).replace(
              /"origin":"[^"]*"/,
              '"origin":"https://elsewhere.example"',
            ),
          )
            .replaceAll('+', '-')
            .replaceAll('/', '_')
            .replaceAll('=', '');
          field.value = JSON.stringify(given);
          submit();
        };
      }, change);
      const [challengeCookie] = await context.cookies();
      const arrived = page.waitForEvent('load');
      await give('Sign in with a passkey');
      const request = await sent;
      const status = (await request.response())?.status();
      const again = await fetch(request.url(), {
        method: 'POST',
        redirect: 'manual',
        body: request.postData(),
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          Cookie: `${challengeCookie?.name}=${challengeCookie?.value}`,
        },
      });
      await arrived;
      await authenticator.session.send('WebAuthn.setUserVerified', {
        authenticatorId: authenticator.authenticatorId,
        isUserVerified: true,
      });
      return [status, again.status];
    };
    expect(await answer('nothing')).toEqual([303, 400]);
    expect(await answer('origin')).toEqual([400, 400]);
    expect(await answer('unverified')).toEqual([400, 400]);
    expect(await answer('other challenge')).toEqual([400, 400]);
    // A copy of the authenticator has counted further than the one that comes now.
    record.database.exec('UPDATE passkey SET counter = 1000');
    expect(await answer('nothing')).toEqual([400, 400]);
  });

  test('from an address that is not the configured one no passkey is given', async () => {
    // To browsers 127.0.0.1 is another site than localhost.
    await page.goto(new URL('/sign-in/passkey', server.address).href);
    await give('Sign in with a passkey');
    await page.getByText('No passkey was given').waitFor();
  });

  test('script stands on the two pages alone; without it the page says so; axe finds nothing', async () => {
    for (const [path, allows] of [
      ['/sign-in', false],
      ['/account', false],
      ['/sign-in/passkey', true],
      ['/account/passkey', true],
    ] as const) {
      const policy = (await fetch(new URL(path, site))).headers.get('Content-Security-Policy') ?? '';
      expect(policy.endsWith("; script-src 'self'"), path).toBe(allows);
      expect(policy).not.toMatch(/unsafe|connect-src/);
    }
    const address = (language: string) => new URL(`/sign-in/passkey?lang=${language}`, site).href;
    const scriptless = await browser.open({ address: address('en') }, 360);
    expect(await scriptless.locator('main').innerText()).toContain('needs JavaScript');
    await scriptless.close();
    for (const language of ['en', 'ar'])
      expect(await browser.inspect({ address: address(language) })).toEqual({ violations: [], sideways: 0 });
  });
});
