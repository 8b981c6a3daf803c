import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { totpCode } from '../accounts/store/secrets.ts';
import { webApp, type WebOptions } from './app.tsx';
import { type Listening, listen } from './server.ts';

const operatorKey = 'k'.repeat(32);
const start = new Date(`${testDay}T12:00:00Z`);
const password = 'seven lanterns by the quay';

/** One installation with a clock, and a way to come to it with a cookie of its own. */
function installation(options: Partial<WebOptions> = {}) {
  const record = testInstallation();
  let time = start;
  const app = webApp({ record, now: () => time, operatorKey, ...options });
  const visitor = (...given: string[]) => {
    const cookies = new Map(given.map((each) => each.split('=') as [string, string]));
    const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const ask = async (path: string, fields?: { [name: string]: string }) => {
      const answer = await app.request(path, {
        headers: { Cookie: cookie() },
        ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
      });
      for (const set of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
        cookies.set(name, value);
      }
      return {
        status: answer.status,
        to: answer.headers.get('Location'),
        said: await answer.text(),
        headers: answer.headers,
      };
    };
    return { ask };
  };
  return {
    record,
    app,
    visitor,
    wait: (seconds: number) => (time = new Date(time.getTime() + seconds * 1000)),
  };
}

const chief = { name: 'Ana Lima', email: 'ana@example.org', newPassword: password };

async function administered(options: Partial<WebOptions> = {}) {
  const here = installation(options);
  const ana = here.visitor();
  await ana.ask(`/operator?key=${operatorKey}`);
  await ana.ask('/first', chief);
  return { ...here, ana };
}

describe('the first administrator', () => {
  it('comes by the one-time address, which then lets nobody in', async () => {
    const { ask } = installation().visitor();
    expect((await ask('/first')).status).toBe(403);
    expect((await ask(`/operator?key=${operatorKey}`)).to).toBe('/first');
    expect((await ask('/first', { ...chief, newPassword: 'short' })).said).toContain('at least 12');
    expect((await ask('/first', chief)).to).toBe('/account');
    expect((await ask('/account')).said).toContain('Ana Lima');
    expect((await ask('/first')).status).toBe(404);
    expect((await ask(`/operator?key=${operatorKey}`)).status).toBe(403);
    expect((await ask('/import')).status).toBe(200);
  });
});

describe('whoever is invited', () => {
  it('chooses a password, signs in, and changes what the rights reach, under the own name', async () => {
    const { ana, visitor, record } = await administered();
    const made = await ana.ask('/accounts', {
      name: 'Ravi',
      email: 'ravi@example.org',
      role: 'editor',
      states: 'MUS',
      parts: 'recommendations',
    });
    const key = /\/invitation\/[\w-]+/.exec(made.said)?.[0] ?? '';
    const ravi = visitor();
    expect((await ravi.ask(key)).said).toContain('ravi@example.org');
    expect((await ravi.ask(key, { newPassword: password })).to).toBe('/sign-in');
    expect((await ravi.ask(key)).status).toBe(400);
    expect(
      (await ravi.ask('/sign-in', { email: 'ravi@example.org', password: 'not it at all' })).status,
    ).toBe(400);
    expect((await ravi.ask('/sign-in', { email: 'ravi@example.org', password })).to).toBe('/account');
    const entry = {
      demand: 'ratify|instrument/OPSC',
      ledger: 'State',
      status: 'done',
      said: 'The protocol was joined.',
      date: '2011-07-01',
      source: 'Report of the State',
      place: 'para. 3',
    };
    expect((await ravi.ask('/states/MUS/follow-up', entry)).status).toBe(303);
    expect((await ravi.ask('/states/FJI/follow-up', entry)).status).toBe(403);
    expect(record.entries().at(-1)).toMatchObject({ actor: 'Ravi' });
    const forms = async (state: string) =>
      (await ravi.ask(`/states/${state}/follow-up`)).said.split('method="post"').length;
    expect(await forms('MUS')).toBeGreaterThan(await forms('FJI'));
    expect(record.verify()).toEqual([]);
  });

  it('is out at once when deactivated, and back with the rights there were', async () => {
    const { ana, visitor } = await administered();
    const made = await ana.ask('/accounts', {
      name: 'Bo',
      email: 'bo@example.org',
      role: 'editor',
      states: 'all',
      parts: 'all',
    });
    const bo = visitor();
    await bo.ask(/\/invitation\/[\w-]+/.exec(made.said)?.[0] ?? '', { newPassword: password });
    await bo.ask('/sign-in', { email: 'bo@example.org', password });
    expect((await bo.ask('/import')).status).toBe(200);
    const id =
      [...(await ana.ask('/accounts')).said.matchAll(/action="\/accounts\/([\w-]+)"/g)].at(-1)?.[1] ?? '';
    expect((await ana.ask(`/accounts/${id}`, { do: 'deactivate' })).status).toBe(303);
    expect((await bo.ask('/import')).status).toBe(403);
    expect((await bo.ask('/sign-in', { email: 'bo@example.org', password })).status).toBe(400);
    await ana.ask(`/accounts/${id}`, { do: 'activate' });
    await bo.ask('/sign-in', { email: 'bo@example.org', password });
    expect((await bo.ask('/import')).status).toBe(200);
    await ana.ask(`/accounts/${id}`, { do: 'rights', role: 'reader', states: 'all', parts: 'all' });
    expect((await bo.ask('/import')).status).toBe(403);
  });
});

describe('where a second factor is required', () => {
  const secretOn = (said: string) => /name="secret" value="([A-Z2-7]+)"/.exec(said)?.[1] ?? '';
  const codeOf = (secret: string, later: number) =>
    totpCode(secret, Math.floor(start.getTime() / 30_000) + later);

  it('whoever may change the record turns one on before anything else', async () => {
    const here = installation({ secondFactor: 'required' });
    const ana = here.visitor();
    await ana.ask(`/operator?key=${operatorKey}`);
    expect((await ana.ask('/first', chief)).to).toBe('/sign-in/second-factor');
    for (const path of ['/account', '/accounts', '/import', '/alerts']) {
      const refused = await ana.ask(path);
      expect([path, refused.status, refused.said.includes('href="/sign-in/second-factor')]).toEqual([
        path,
        403,
        true,
      ]);
    }
    expect((await ana.ask('/states')).status).toBe(200);
    const secret = secretOn((await ana.ask('/sign-in/second-factor')).said);
    const wrong = await ana.ask('/account/authenticator', { secret, code: '000000', password });
    expect([wrong.status, secretOn(wrong.said)]).toEqual([400, secret]);
    const on = await ana.ask('/account/authenticator', { secret, code: codeOf(secret, 0), password });
    expect(on.said).toContain('Recovery codes');
    expect((await ana.ask('/sign-in/second-factor')).to).toBe('/account');
    expect((await ana.ask('/import')).status).toBe(200);
  });

  it('who only reads is not asked, until the role becomes another', async () => {
    const { ana, visitor } = await administered({ secondFactor: 'required' });
    const secret = secretOn((await ana.ask('/sign-in/second-factor')).said);
    await ana.ask('/account/authenticator', { secret, code: codeOf(secret, 0), password });
    const rights = { role: 'reader', states: 'all', parts: 'all' };
    const made = await ana.ask('/accounts', { name: 'Bo', email: 'bo@example.org', ...rights });
    const bo = visitor();
    await bo.ask(/\/invitation\/[\w-]+/.exec(made.said)?.[0] ?? '', { newPassword: password });
    expect((await bo.ask('/sign-in', { email: 'bo@example.org', password })).to).toBe('/account');
    const all = await ana.ask('/accounts');
    expect(all.said).not.toContain('No second factor');
    const id = [...all.said.matchAll(/action="\/accounts\/([\w-]+)"/g)].at(-1)?.[1] ?? '';
    await ana.ask(`/accounts/${id}`, { do: 'rights', ...rights, role: 'editor' });
    expect((await ana.ask('/accounts')).said.match(/No second factor/g)).toHaveLength(1);
    expect((await bo.ask('/account')).status).toBe(403);
    expect((await bo.ask('/sign-in', { email: 'bo@example.org', password })).to).toBe(
      '/sign-in/second-factor',
    );
  });
});

describe('an own account', () => {
  it('takes a second factor, asks for it from then on, and lists where it is signed in', async () => {
    const { ana, visitor, wait } = await administered();
    const secret = /name="secret" value="([A-Z2-7]+)"/.exec((await ana.ask('/account')).said)?.[1] ?? '';
    const code = (later: number) => totpCode(secret, Math.floor(start.getTime() / 30_000) + later);
    expect((await ana.ask('/account/authenticator', { secret, code: code(0), password: 'no' })).status).toBe(
      400,
    );
    const on = await ana.ask('/account/authenticator', { secret, code: code(0), password });
    expect(on.said).toMatch(/[A-Z2-7]{5}-[A-Z2-7]{5}/);
    const other = visitor();
    wait(60);
    await other.ask('/sign-in', { email: chief.email, password });
    expect((await other.ask('/account')).status).toBe(403);
    expect((await other.ask('/sign-in/code', { code: '000000' })).status).toBe(400);
    expect((await other.ask('/sign-in/code', { code: code(2) })).to).toBe('/account');
    const listed = (await ana.ask('/account')).said;
    const session = /name="session" value="(\w+)"/.exec(listed)?.[1] ?? '';
    await ana.ask('/account/sessions', { session });
    expect((await other.ask('/account')).status).toBe(403);
    expect((await ana.ask('/account')).status).toBe(200);
    expect((await ana.ask('/sign-out', {})).headers.get('Clear-Site-Data')).toBe('"cache"');
    expect((await ana.ask('/account')).status).toBe(403);
  });

  it('sends whoever gave the right password on to the second factor', async () => {
    const { ana, visitor } = await administered();
    const secret = /name="secret" value="([A-Z2-7]+)"/.exec((await ana.ask('/account')).said)?.[1] ?? '';
    const code = totpCode(secret, Math.floor(start.getTime() / 30_000));
    await ana.ask('/account/authenticator', { secret, code, password });
    expect((await visitor().ask('/sign-in', { email: chief.email, password })).to).toBe('/sign-in/code');
  });

  it('is signed out everywhere but here at once', async () => {
    const { ana, visitor } = await administered();
    const other = visitor();
    await other.ask('/sign-in', { email: chief.email, password });
    expect((await other.ask('/account')).status).toBe(200);
    expect((await ana.ask('/account/sign-out-everywhere', {})).to).toBe('/account');
    expect((await other.ask('/account')).status).toBe(403);
    expect((await ana.ask('/account')).status).toBe(200);
  });

  it('ends sessions of others only for whoever signed in minutes ago or gives the password again', async () => {
    const { ana, visitor, wait } = await administered();
    const other = visitor();
    await other.ask('/sign-in', { email: chief.email, password });
    wait(301);
    const session = /name="session" value="(\w+)"/.exec((await ana.ask('/account')).said)?.[1] ?? '';
    for (const [path, fields] of [
      ['/account/sessions', { session }],
      ['/account/sign-out-everywhere', {}],
    ] as const) {
      const asked = await ana.ask(path, fields);
      expect([asked.status, asked.said.includes('once more')]).toEqual([400, true]);
      expect((await ana.ask(path, { ...fields, password: 'not it at all' })).status).toBe(400);
    }
    expect((await other.ask('/account')).status).toBe(200);
    expect((await ana.ask('/account/sessions', { session, password })).to).toBe('/account');
    expect((await other.ask('/account')).status).toBe(403);
  });

  it('is not kept from the devices that know it by whoever guesses elsewhere', async () => {
    const { ana, visitor, wait } = await administered();
    const guess = async (who: typeof ana) =>
      (await who.ask('/sign-in', { email: chief.email, password: 'not it at all' })).said;
    const stranger = visitor();
    for (let tries = 0; tries < 6; tries++) await guess(stranger);
    expect(await guess(stranger)).toContain('Too many tries');
    // A key that nobody was given makes no bucket.
    const forged = visitor('plumbline_device=' + 'x'.repeat(43));
    expect(await guess(forged)).toContain('Too many tries');
    expect((await ana.ask('/sign-in', { email: chief.email, password })).to).toBe('/account');
    // It waits for its own failures, and is forgotten with the password.
    for (let tries = 0; tries < 5; tries++) await guess(ana);
    expect(await guess(ana)).toContain('Too many tries');
    wait(60);
    expect((await ana.ask('/sign-in', { email: chief.email, password })).to).toBe('/account');
    await ana.ask('/account/password', { password, newPassword: `${password} again` });
    for (let tries = 0; tries < 6; tries++) await guess(stranger);
    expect(await guess(ana)).toContain('Too many tries');
  });

  it('is on no page that may be stored, and its secrets come back in none', async () => {
    const { ana } = await administered();
    expect((await ana.ask('/account')).headers.get('Cache-Control')).toBe('no-store');
    // Also where none is required, the own account and the list say who has no second factor.
    for (const path of ['/account', '/accounts'])
      expect((await ana.ask(path)).said).toContain('No second factor');
    const refused = await ana.ask('/account/password', {
      password: 'the wrong one',
      newPassword: 'short and sweet',
    });
    expect(refused.status).toBe(400);
    expect(refused.said).not.toContain('the wrong one');
    expect(refused.said).not.toContain('short and sweet');
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  let server: Listening;
  const at = (address: string) => ({ address: `${server.address.slice(0, -1)}${address}` });
  beforeAll(async () => {
    server = await listen(installation({ secondFactor: 'required' }).app, '127.0.0.1', 0);
    browser = await Browser.launch();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('the first administrator is made by keyboard and without script; axe finds nothing on the way', async () => {
    const looks = async (path: string) => {
      for (const language of ['en', 'ar']) {
        const rules = language === 'en' ? 'all rules' : 'all but contrast';
        const { violations, sideways } = await browser.inspect(at(`${path}?lang=${language}`), rules);
        expect(violations, path).toEqual([]);
        expect(sideways, path).toBeLessThanOrEqual(0);
      }
    };
    await browser.violations(at(`/operator?key=${operatorKey}`), 1200);
    const first = await browser.open(at(`/operator?key=${operatorKey}`), 360);
    await looks('/first');
    await first.locator('input[name=name]').focus();
    await first.keyboard.type('Ana Lima');
    await first.keyboard.press('Tab');
    await first.keyboard.type('ana@example.org');
    await first.keyboard.press('Tab');
    await first.keyboard.type(password);
    await first.keyboard.press('Enter');
    await first.waitForURL(/\/sign-in\/second-factor/);
    await looks('/sign-in');
    // The pages with script, where axe runs, sign in on their own.
    const script = await browser.openWithScript(at('/sign-in'), 1200);
    await script.locator('input[name=email]').fill('ana@example.org');
    await script.locator('input[name=password]').fill(password);
    await script.keyboard.press('Enter');
    await script.waitForURL(/\/sign-in\/second-factor/);
    await script.close();
    await looks('/sign-in/second-factor');
    const secret = await first.locator('input[name=secret]').inputValue();
    await first.locator('input[name=code]').focus();
    await first.keyboard.type(totpCode(secret, Math.floor(start.getTime() / 30_000)));
    await first.keyboard.press('Tab');
    await first.keyboard.type(password);
    await first.keyboard.press('Enter');
    await first.waitForURL(/\/account/);
    expect(await first.locator('main').innerText()).toContain('Ana Lima');
    await first.locator('footer a', { hasText: 'Ana Lima' }).waitFor();
    await first.close();
    await looks('/account');
    await looks('/accounts');
  });
});
