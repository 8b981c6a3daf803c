/** A field edition as a person opens it: from its files alone. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { temporaryFolder } from '../../test/folder.ts';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { madeUpTable } from '../../test/made-up.ts';
import { enterMadeUpLaw } from '../../test/made-up-law.ts';
import { rightsFrom } from '../accounts/model.ts';
import { addAccount } from '../accounts/store.ts';
import { parseDay } from '../core/date.ts';
import { askedState } from '../core/state.ts';
import { readOutside, storeOutside } from '../imports.ts';
import { writeEdition } from './edition.ts';
import type { Edition } from './model.ts';

const record = testInstallation();
const home = mkdtempSync(join(tmpdir(), 'plumbline-edition-'));
const out = join(home, 'edition');
const secret = 'Quentin Lampwright';
const edition = (more: Partial<Edition> = {}): Edition => ({
  states: [askedState('MUS')],
  languages: ['en', 'ar'],
  day: parseDay(testDay),
  head: record.head().hash,
  documents: 'left out',
  ...more,
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
const read = (file: string) => readFileSync(join(out, file), 'utf8');

/** The files that the links of a page lead to, and the anchors in them. */
function linksOf(file: string): { readonly file: string; readonly anchor: string }[] {
  return [...read(file).matchAll(/<a [^>]*?href="([^"]*)"/g)].flatMap(([, href = '']) => {
    if (/^[a-z]+:/.test(href)) return [];
    const [path = '', anchor = ''] = href.split('#');
    return [{ file: path === '' ? file : relative(out, resolve(dirname(join(out, file)), path)), anchor }];
  });
}

beforeAll(async () => {
  enterMadeUpLaw(record);
  const file = await readOutside(
    record,
    { name: 'made-up.csv', bytes: new TextEncoder().encode(madeUpTable) },
    {},
  );
  storeOutside(record, file, { actor: secret, reason: 'test', at: `${testDay}T00:00:00Z` });
  record.command(
    { kind: 'account', actor: secret, reason: 'test', citation: 'test', at: `${testDay}T00:00:00Z` },
    (tx) =>
      addAccount(tx, {
        name: secret,
        email: 'quentin@example.org',
        ...rightsFrom({ role: 'editor', states: 'all', parts: 'all' }),
      }),
  );
  await writeEdition({ record, edition: edition(), out });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('an edition', () => {
  test('has every page of its States, and no link that leads nowhere', () => {
    const files = new Set(filesOf(out));
    const anchors = new Map<string, Set<string | undefined>>();
    const ids = (file: string) => new Set([...read(file).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const page of ['', '/demands', '/follow-up', '/numbers', '/recommends', '/law'])
      expect(files).toContain(`states/MUS${page}/index.html`);
    expect(files).toContain('law/laws/MUS-2005/index.html');
    expect(existsSync(join(out, 'states/THA'))).toBe(false);
    for (const file of files) {
      if (!file.endsWith('.html')) continue;
      for (const link of linksOf(file)) {
        expect(files, `${file} → ${link.file}`).toContain(link.file);
        if (link.anchor === '') continue;
        if (!anchors.has(link.file)) anchors.set(link.file, ids(link.file));
        expect(anchors.get(link.file)?.has(link.anchor), `${file} → ${link.file}#${link.anchor}`).toBe(true);
      }
    }
  });

  test('is led through by its list of pages, without script', () => {
    // The search is led to by its form.
    const reached = new Set(
      ['', 'ar/'].flatMap((root) => ['contents', 'search'].map((name) => `${root}${name}/index.html`)),
    );
    for (const file of reached) for (const link of linksOf(file)) reached.add(link.file);
    expect(filesOf(out).filter((file) => file.endsWith('.html') && !reached.has(file))).toEqual([]);
  });

  test('bears its day, the hash of the record and a security policy on each page, and needs no server', () => {
    for (const file of filesOf(out).filter((name) => name.endsWith('.html'))) {
      const html = read(file);
      expect(html, file).toContain(record.head().hash);
      expect(html, file).toContain("default-src 'none'");
      expect(html.includes('script-src'), file).toBe(/^(?:ar\/)?search\//.test(file));
      const actions = elements(html, 'form').map(({ attributes }) => attributes['action'] ?? '');
      expect(
        actions.filter((action) => !/^(?:\.\.\/)*(?:ar\/)?search\/index\.html$/.test(action)),
        file,
      ).toEqual([]);
      expect(html, file).not.toMatch(/(?:href|src|action)="(?:\/|[^"]*(?:sign-in|openapi|\.csv))/);
    }
    expect(read('states/MUS/index.html')).toContain('Field edition of 23 November 2026');
  });

  test('says who is not in it, and nothing of who made the record', () => {
    const found = elements(read('instruments/OPSC/index.html'), '.elsewhere');
    expect(found.map(({ name, text }) => `${name} ${text}`)).toContain('span Thailand');
    for (const file of filesOf(out)) expect(read(file), file).not.toMatch(/Lampwright|quentin/i);
  });

  test('is the same bytes again, and leaves nothing where it was stopped', async () => {
    const folder = temporaryFolder();
    const stop = new AbortController();
    let compared = 0;
    const onProgress = ({ files }: { files: number }) => {
      if (files < 60) return;
      const [unfinished = ''] = readdirSync(folder);
      for (const file of filesOf(join(folder, unfinished)).filter((name) => !name.includes('search'))) {
        expect(readFileSync(join(folder, unfinished, file)).equals(readFileSync(join(out, file))), file).toBe(
          true,
        );
        compared += 1;
      }
      stop.abort();
    };
    const order = { record, edition: edition(), out: join(folder, 'a'), signal: stop.signal, onProgress };
    await expect(writeEdition(order)).rejects.toThrow('aborted');
    expect(compared).toBeGreaterThan(50);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes no folder that holds something', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'b', 'mine.txt'), 'mine');
    await expect(writeEdition({ record, edition: edition(), out: join(folder, 'b') })).rejects.toMatchObject({
      code: 'folder-not-empty',
    });
    expect(readdirSync(folder)).toEqual(['b']);
  });
});

describe.skipIf(noBrowser)(
  `from a folder, in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`,
  () => {
    let browser: Browser;
    const at = (file: string) => ({ address: pathToFileURL(join(out, file)).href });
    beforeAll(async () => {
      browser = await Browser.launch();
    });
    afterAll(() => browser.close());

    test.each([
      ['states/MUS/index.html', 'polices', 'A recommendation to Mauritius'],
      ['index.html', 'maurice', undefined],
      ['ar/index.html', 'للأطفال', 'موريشيوس'],
    ])(
      'from %s the words “%s” are found by a script under the policy of the page',
      async (from, words, title) => {
        const profile = await browser.scripted();
        const page = await profile.newPage();
        const faults: string[] = [];
        page.on('pageerror', ({ message }) => faults.push(message));
        page.on('console', (said) => said.type() === 'error' && faults.push(said.text()));
        await page.goto(at(from).address);
        await page.fill('header input[name=q]', words);
        await page.keyboard.press('Enter');
        await page.waitForSelector('#results [role=status]');
        const found = await page.locator('#results li a').allTextContents();
        if (title === undefined) expect(found).toEqual([]);
        else {
          expect(found.join('\n')).toContain(title);
          await page.click('#results li a >> nth=0');
          expect(await page.textContent('h1')).toBe(found[0]);
        }
        expect(faults).toEqual([]);
        await profile.close();
      },
    );

    test('without script the search page leads to the list of pages', async () => {
      const page = await browser.open(at('search/index.html'), 360);
      expect(await page.textContent('noscript')).toContain('The search needs JavaScript');
      await page.click('main a:has-text("All pages, by name")');
      await page.click('main a[href="../states/MUS/law/index.html"]');
      expect(page.url()).toBe(at('states/MUS/law/index.html').address);
      await page.close();
    });

    test.each([
      'index.html',
      'contents/index.html',
      'search/index.html',
      'ar/index.html',
      'states/MUS/index.html',
    ])('axe finds nothing, and nothing scrolls sideways on a phone: %s', async (file) => {
      const { violations, sideways } = await browser.inspect(at(file));
      expect(violations).toEqual([]);
      expect(sideways).toBeLessThanOrEqual(0);
    });
  },
);
