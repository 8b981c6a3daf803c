/** Every page as people meet it: without script, on a phone, by keyboard, right to left, and checked with axe. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOutside, storeOutside } from '../src/imports.ts';
import { pictureScript } from '../src/platform/browser-script.ts';
import { webApp } from '../src/web/app.tsx';
import { type Listening, listen, shielded } from '../src/web/server.ts';
import { Browser, noBrowser, overflow } from './browser.ts';
import { elements } from './html.ts';
import { testDay, testInstallation } from './installation.ts';
import { madeUpTable } from './made-up.ts';
import { enterMadeUpLaw } from './made-up-law.ts';

const record = testInstallation();
const operatorKey = 'k'.repeat(32);
const oneTime = `/operator?key=${operatorKey}`;
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
  '/states/MUS/instruments/OPSC/history',
  '/states/MUS/follow-up/history?demand=ratify%7Cinstrument%2FOPSC',
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
  '/recommendations?words=(police+OR+judges)+NOT+zebras&order=newest',
  '/recommendations?words=police+zebras+tourism',
  '/recommendations?words=(police',
  '/recommendations?relevance=core&fromAsked=1',
  '/recommendations/1',
  '/recommendations/again',
  '/bodies',
  '/bodies/UPR',
  '/bodies/CRC',
  '/states/URY/recommends',
  '/states/MUS/demands',
  '/states/MUS/demands/links',
  '/states/MUS/numbers',
  '/indicators',
  '/indicators/16.2.3',
  '/indicators/cybertipline-reports?state=MUS',
  '/indicators/gbr-potential-victims?state=GBR',
  '/numbers/compare?indicator=cybertipline-reports&states=MUS,Chile,DNK',
  '/numbers/unknown?question=boys',
  '/numbers/unknown?state=MUS',
  '/checklists',
  '/checklists/sectt-24',
  '/checklists/sec-law',
  '/checklists/icmec-5',
  '/law',
  '/law?asOf=2015-06-30',
  '/law/sec-law',
  '/law/sec-law?group=ASEAN',
  '/law/sec-law?states=MUS,SYC&score=yes&partly=0.25&weight-1=2',
  '/law/sectt-24',
  '/law/sectt-24?rows=all',
  '/law/sec-law/2',
  '/law/sec-law/5?peer=MUS',
  '/law/sec-law/6?peer=JPN&group=Africa',
  '/law/sectt-24/8',
  '/law/sec-law/changes?from=2019-09-11&to=2026-11-23',
  '/law/sec-law/changes?from=2016-01-01&to=2016-01-02&states=MUS',
  '/law/laws/MUS-2005',
  '/law/laws/MUS-bill',
  '/law/laws/MUS-2005/history',
  '/states/MUS/law',
  '/states/MUS/law?asOf=2019-06-30',
  '/states/DEU/law',
  '/states/MUS/law/what-if',
  '/states/MUS/law/what-if?law=MUS-bill',
  '/states/MUS/law/what-if?law=MUS-2005',
  '/states/DEU/law/what-if',
  '/law/rounds',
  '/law/sec-law/agreement',
  '/sources',
  '/sources/1',
  '/changes',
  '/changes?state=MUS&since=2020-01-01',
  '/sign-in',
  '/search?q=maurice',
  '/languages',
  '/languages/ar',
  '/languages/ar?collection=checklists&mark=unreviewed&page=2',
  '/languages/fr?mark=approved&collection=definitions',
  '/languages/texts/checklists/sec-law%3A1/requirement',
];
const broken: readonly (readonly [string, number])[] = [
  ['/nowhere', 404],
  ['/states/XXX', 404],
  ['/instruments/NONE', 404],
  ['/states/MUS/instruments/NONE/history', 404],
  ['/states/MUS/instruments/OPSC/history?recorded=x', 400],
  ['/states/MUS/follow-up/history?demand=none', 400],
  ['/recommendations/99999', 404],
  ['/checklists/none', 404],
  ['/law/none', 404],
  ['/law/sec-law/none', 404],
  ['/law/laws/none', 404],
  ['/law/laws/none/history', 404],
  ['/states/XXX/law', 404],
  ['/states/MUS/law/what-if?law=none', 404],
  ['/law/sec-law?group=nobody', 404],
  ['/law/sec-law?score=yes&partly=3', 400],
  ['/law/sec-law/changes?from=2020-01-01&to=2019-01-01', 400],
  ['/law/sec-law/changes?from=x', 400],
  ['/checklists/none.csv', 404],
  ['/law/rounds/none', 404],
  ['/law/none/agreement', 404],
  ['/coding/none', 404],
  ['/bodies/nobody', 404],
  ['/languages/de', 404],
  ['/languages/texts/checklists/none/title', 404],
  ['/languages/de/texts.csv', 404],
  ['/states/XXX/recommends', 404],
  ['/sources/99999', 404],
  ['/states/MUS?asOf=2011-02-31', 400],
  ['/states/MUS?lang=de', 400],
  ['/recommendations?session=x', 400],
  ['/recommendations?order=x', 400],
  ['/recommendations/export.csv?words=(x', 400],
  ['/inputs?procedure=x', 400],
  ['/sign-in/passkey', 404],
  ['/sign-in/second-factor', 403],
  ['/sign-in/provider/callback?code=x', 404],
  ['/import', 403],
];
const inLanguage = (path: string, language: string) =>
  `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;

beforeAll(async () => {
  enterMadeUpLaw(record);
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
  /** What the pages said in the first test. */
  const inEnglish = new Map<string, string>();

  test.each(pages.flatMap((path) => ['en', 'fr', 'es', 'ar'].map((language) => [path, language] as const)))(
    '%s in %s',
    async (path, language) => {
      const response = await app.request(inLanguage(path, language));
      const html = await response.text();
      expect(response.status).toBe(200);
      if (language === 'en') inEnglish.set(path, html);
      const [root] = elements(html, 'html');
      expect([root?.attributes['lang'], root?.attributes['dir']]).toEqual([
        language,
        language === 'ar' ? 'rtl' : 'ltr',
      ]);
      expect(elements(html, 'h1')).toHaveLength(1);
      // One alone, where there is a picture to save.
      for (const { attributes, text } of elements(html, 'script'))
        expect([attributes['src'], text]).toEqual([pictureScript.href, '']);
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
    expect(inEnglish.size).toBe(pages.length);
    const seen = new Set<string>();
    for (const html of inEnglish.values()) {
      const own = new Set(
        elements(html, ({ attributes }) => 'id' in attributes).map(({ attributes }) => attributes['id']),
      );
      for (const { attributes } of elements(html, 'a')) {
        const href = attributes['href'] ?? '';
        if (href.startsWith('#')) expect(own.has(href.slice(1)), href).toBe(true);
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
  const at = (path: string) => ({ address: `${server.address.slice(0, -1)}${path}` });
  beforeAll(async () => {
    browser = await Browser.launch();
    // Both ways of looking at a page are let in, so that /import is among the pages looked at.
    await browser.violations(at(oneTime), 1200);
    await (await browser.open(at(oneTime), 360)).close();
  });
  afterAll(() => browser.close());

  test.each(
    [...pages, '/import', '/nowhere']
      // Its hundreds of rows are those of the page without it, and axe takes a quarter of a minute for them.
      .filter((path) => path !== '/law/sectt-24?rows=all')
      .flatMap((path) =>
        // From right to left one page of each kind is looked at.
        (path.includes('?') ? ['en'] : ['en', 'ar']).map(
          (language) => [inLanguage(path, language), path] as const,
        ),
      ),
  )('axe finds nothing, and nothing scrolls sideways on a phone: %s', async (address, path) => {
    // Colours are the same in every language and for all that a page is asked, and they take most of the time.
    const rules = path.includes('?') || address.includes('lang=ar') ? 'all but contrast' : 'all rules';
    const { violations, sideways } = await browser.inspect(at(address), rules);
    expect(violations).toEqual([]);
    expect(sideways).toBeLessThanOrEqual(0);
  });

  test.each(
    ['/', '/states/MUS', '/compare?group=African%20Group', '/recommendations', '/inputs', '/import'].flatMap(
      (path) => ['en', 'ar'].map((language) => [path, language] as const),
    ),
  )(
    '%s in %s by keyboard: skip link first, the search field, all of the navigation, each seen',
    async (path, language) => {
      const page = await browser.open(at(inLanguage(path, language)), 1000);
      const expected = ['a.skip', 'header input[name=q]', 'header .main-navigation a'];
      const wanted = await page.locator(expected.join(', ')).evaluateAll(names);
      expect(wanted).toHaveLength(11);
      const reached: Focused[] = [];
      for (let step = 0; step < 25; step += 1) {
        await page.keyboard.press('Tab');
        // After the last one, the focus is the window's own.
        if ((await page.locator(':focus').count()) === 0) break;
        reached.push(await page.locator(':focus').evaluate(focused));
      }
      expect(reached[0]?.name).toBe(wanted[0]);
      expect(reached.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted));
      expect(reached.filter(({ seen }) => !seen)).toEqual([]);
      await page.close();
    },
  );

  test('the skip link leads past the navigation', async () => {
    const page = await browser.open(at('/states/MUS?lang=en'), 1000);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator('main :focus').count()).toBe(1);
    await page.close();
  });

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

  test('a person searches recommendations by keyboard, sees why, mends the words and takes the file', async () => {
    const page = await browser.open(at('/recommendations?lang=en'), 1000);
    await page.fill('main input[name=words]', '"train the police');
    await page.keyboard.press('Enter');
    expect(await page.textContent('.notice')).toContain('A quotation mark is open');
    await page.fill('main input[name=words]', 'trains zebras');
    await page.keyboard.press('Enter');
    await page.focus('.notice a');
    await page.keyboard.press('Enter');
    expect(await page.inputValue('main input[name=words]')).toBe('trains');
    expect(await page.textContent('.recommendations mark')).toBe('Train');
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('.downloads a >> nth=0')]);
    expect(file.suggestedFilename()).toBe('recommendations.csv');
    await page.close();
  });

  test('a person puts States beside each other, and takes the chart along', async () => {
    const page = await browser.open(at('/numbers/compare?lang=en'), 1000);
    await page.selectOption('main select[name=indicator]', 'cybertipline-reports');
    await page.fill('main input[name=states]', 'MUS, Chile');
    await page.click('main button:has-text("Apply")');
    expect(await page.textContent('main .notice')).toContain('It counts reports by companies');
    expect(await page.locator('main figure.chart path.line').count()).toBe(4);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=Download as SVG')]);
    expect(file.suggestedFilename()).toMatch(/^cybertipline-reports-.*\.svg$/);
    await page.close();
  });

  test('a person takes a map along, and it stands by itself', async () => {
    const page = await browser.open(at('/indicators/16.9.1?lang=en'), 1000);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=Download as SVG')]);
    const html = readFileSync(await file.path(), 'utf8').replace(/^<\?xml[^>]*>/, '');
    const shown = await browser.open({ html }, 1300);
    expect(await shown.locator('svg .area.full path').count()).toBeGreaterThan(10);
    // Its looks are in it, and no line of text runs out of it.
    expect(
      await shown.evaluate(() => {
        const svg = document.querySelector('svg');
        const frame = svg?.getBoundingClientRect();
        const lines = [...document.querySelectorAll('svg > g > text')];
        return {
          fill: getComputedStyle(document.querySelector('.area.full path') ?? document.body).fill,
          lines: lines.length > 3,
          out: lines.filter((line) => line.getBoundingClientRect().right > (frame?.right ?? 0)).length,
        };
      }),
    ).toEqual({ fill: 'rgb(11, 85, 114)', lines: true, out: 0 });
    await shown.close();
    await page.close();
  });

  test('a person gives a wrong table of figures, and takes the copy with the cells to mend', async () => {
    const page = await browser.open(at('/import?lang=en'), 1000);
    const buffer = Buffer.from('state;indicator;period;value\nNarnia;16.2.3;2019;3,5\n');
    await page.setInputFiles('input[type=file]', { name: 'figures.csv', mimeType: 'text/csv', buffer });
    await page.fill('input[name=source]', 'A survey');
    await page.fill('input[name=asAt]', '2022-05-01');
    await page.click('button:has-text("Preview")');
    expect(await page.textContent('main')).toContain('“Narnia” is not a known State');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.click('a[href*="/import/marked/"]'),
    ]);
    expect(file.suggestedFilename()).toBe('to-mend.xlsx');
    await page.close();
  });

  test('a person adds a file without script: chosen, shown, confirmed', async () => {
    const before = record.head().seq;
    const page = await browser.open(at('/import?lang=en'), 1000);
    const buffer = Buffer.from(madeUpTable.replace('Train the police', 'Train the teachers'));
    await page.setInputFiles('input[type=file]', { name: 'another.csv', mimeType: 'text/csv', buffer });
    await page.click('button:has-text("Preview")');
    expect(await page.textContent('main')).toContain('of 3 rows, 1 new');
    expect(record.head().seq).toBe(before);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.click('form[action*="/import/confirm"] button');
    expect(await page.textContent('main')).toContain('of 3 rows, 1 new');
    expect(record.head().seq).toBe(before + 1);
    await page.close();
  });
});

interface Focused {
  readonly name: string;
  /** Inside the window, with an outline. */
  readonly seen: boolean;
}

// These run inside the page, so they use nothing from here.
const names = (found: Element[]) =>
  found.map((element) => (element.textContent || element.getAttribute('name') || '').trim());
const focused = (element: Element): Focused => {
  const { top, bottom, width } = element.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return {
    name: (element.textContent || element.getAttribute('name') || '').trim(),
    seen: bottom > 0 && top < innerHeight && width > 0 && outlineStyle !== 'none' && outlineWidth !== '0px',
  };
};
