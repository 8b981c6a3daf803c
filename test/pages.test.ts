/** Every page as people meet it: without script, on a phone, by keyboard, right to left, and checked with axe. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOutside, storeOutside } from '../src/imports.ts';
import { webApp } from '../src/web/app.tsx';
import { type Listening, listen, shielded } from '../src/web/server.ts';
import { Browser, noBrowser, overflow } from './browser.ts';
import { elements } from './html.ts';
import { testDay, testInstallation } from './installation.ts';
import { madeUpTable } from './made-up.ts';

const record = testInstallation();
const operatorKey = 'k'.repeat(32);
const app = shielded(
  webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey }),
  () => undefined,
);
let server: Listening;

const pages = [
  '/',
  '/?question=asked',
  '/?question=overdue',
  '/states',
  '/states/MUS',
  '/states/SLB',
  '/states/MUS?asOf=2005-06-30',
  '/instruments',
  '/instruments/OPSC',
  '/instruments/UNWTO-ETHICS',
  '/instruments/LANZAROTE',
  '/compare?group=African%20Group',
  '/calendar',
  '/calendar?state=MUS',
  '/inputs?procedure=simplified&preSession=2027-02',
  '/recommendations',
  '/recommendations?words=sexual+exploitation&state=MUS',
  '/recommendations/1',
  '/sources',
  '/sources/1',
  '/search?q=maurice',
];
const broken: readonly (readonly [string, number])[] = [
  ['/nowhere', 404],
  ['/states/XXX', 404],
  ['/instruments/NONE', 404],
  ['/recommendations/99999', 404],
  ['/sources/99999', 404],
  ['/states/MUS?asOf=2011-02-31', 400],
  ['/states/MUS?lang=de', 400],
  ['/recommendations?session=x', 400],
  ['/inputs?procedure=x', 400],
  ['/import', 403],
];
const inLanguage = (path: string, language: string) =>
  `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;

beforeAll(async () => {
  const file = await readOutside(
    record,
    { name: 'made-up.csv', bytes: new TextEncoder().encode(madeUpTable) },
    {},
  );
  storeOutside(record, file, { actor: 'test', reason: 'test', at: `${testDay}T00:00:00Z` });
  server = await listen(app, '127.0.0.1', 0);
});
afterAll(() => server.close());

describe('every page', () => {
  test.each(pages.flatMap((path) => ['en', 'fr', 'es', 'ar'].map((language) => [path, language] as const)))(
    '%s in %s',
    async (path, language) => {
      const response = await app.request(inLanguage(path, language));
      const html = await response.text();
      expect(response.status).toBe(200);
      const [root] = elements(html, 'html');
      expect([root?.attributes['lang'], root?.attributes['dir']]).toEqual([
        language,
        language === 'ar' ? 'rtl' : 'ltr',
      ]);
      expect(elements(html, 'h1')).toHaveLength(1);
      expect(elements(html, 'script')).toEqual([]);
      expect(
        elements(
          html,
          ({ attributes }) =>
            'style' in attributes || Object.keys(attributes).some((name) => name.startsWith('on')),
        ),
      ).toEqual([]);
      const ids = elements(html, ({ attributes }) => 'id' in attributes).map(
        ({ attributes }) => attributes['id'],
      );
      expect(ids).toEqual([...new Set(ids)]);
    },
  );

  test.each(broken)('%s answers %i with a page that says what to do', async (path, status) => {
    const response = await app.request(path);
    const html = await response.text();
    expect(response.status).toBe(status);
    expect(elements(html, 'h1')).toHaveLength(1);
    expect(elements(html, 'main')[0]?.text).not.toMatch(/\{|undefined|at .*\.ts/);
  });

  test('no link leads nowhere', async () => {
    const seen = new Set<string>();
    for (const path of pages) {
      const html = await (await app.request(inLanguage(path, 'en'))).text();
      const own = new Set(
        elements(html, ({ attributes }) => 'id' in attributes).map(({ attributes }) => attributes['id']),
      );
      for (const { attributes } of elements(html, 'a')) {
        const href = attributes['href'] ?? '';
        if (href.startsWith('#')) expect(own.has(href.slice(1)), `${path} ${href}`).toBe(true);
        else if (href.startsWith('/')) seen.add(href.replace(/#.*/, ''));
      }
    }
    // One of each kind of address is enough: /states/AFG stands for all States.
    const kinds = new Map(
      [...seen].map((href) => [href.replace(/[A-Z]{3}\b|\d+/g, 'x').replace(/%20\w+/g, ''), href]),
    );
    expect(kinds.size).toBeGreaterThan(20);
    for (const href of kinds.values()) expect((await app.request(href)).status, href).toBeLessThan(400);
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.launch();
  });
  afterAll(() => browser.close());
  const at = (path: string) => ({ address: `${server.address.slice(0, -1)}${path}` });

  test.each(pages.flatMap((path) => ['en', 'ar'].map((language) => inLanguage(path, language))))(
    'axe finds nothing, and nothing scrolls sideways on a phone: %s',
    async (path) => {
      expect(await browser.violations(at(path), 1200)).toEqual([]);
      const page = await browser.open(at(path), 360);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.close();
    },
  );

  test.each(['/', '/states/MUS', '/compare?group=African%20Group', '/recommendations', '/inputs'])(
    '%s by keyboard: skip link first, then all of the navigation',
    async (path) => {
      const page = await browser.open(at(inLanguage(path, 'en')), 1000);
      const reached: string[] = [];
      for (let step = 0; step < 25; step += 1) {
        await page.keyboard.press('Tab');
        reached.push(
          await page
            .locator(':focus')
            .evaluate((element) => (element.textContent || element.getAttribute('name') || '').trim()),
        );
      }
      expect(reached[0]).toBe('Skip to the content');
      expect(reached).toEqual(
        expect.arrayContaining([
          'q',
          'Home',
          'States',
          'Instruments',
          'Compare',
          'Calendar',
          'Recommendations',
          'Sources',
        ]),
      );
      await page.close();
    },
  );

  test('a person finds a State, reads why a date is what it is, and comes to the files', async () => {
    const page = await browser.open(at('/?lang=en'), 1000);
    await page.fill('input[name=q]', 'maurice');
    await page.keyboard.press('Enter');
    await page.click('main a:has-text("Mauritius")');
    expect(await page.textContent('h1')).toBe('Mauritius');
    const why = page.locator('tr:has-text("OPSC") details.why').first();
    await why.locator('summary').click();
    expect(await why.textContent()).toContain('plus 1 month: 14 July 2011');
    expect(await page.getAttribute('a:has-text("Word")', 'href')).toContain('/states/MUS/overview.docx');
    await page.close();
  });
});
