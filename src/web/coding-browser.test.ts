/** Coders' pages as people use them: typing, a lost connection, a second tab, no script, the keyboard, right to left. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { parseDay } from '../core/date.ts';
import { handIn } from '../law/store/reveal.ts';
import { openRound } from '../law/store/rounds.ts';
import { newSeatKey, seatHash, WorkingPapers } from '../law/store/working-papers.ts';
import { webApp } from './app.tsx';
import { type Listening, listen, shielded } from './server.ts';

const operatorKey = 'k'.repeat(32);

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const record = testInstallation();
  const now = () => new Date(`${testDay}T12:00:00Z`);
  let browser: Browser;
  let server: Listening;
  let context: BrowserContext;
  let seats: readonly string[];
  /** What the browser refused or could not run. */
  let complaints: string[];

  beforeAll(async () => {
    server = await listen(
      shielded(webApp({ record, now, operatorKey }), () => undefined),
      '127.0.0.1',
      0,
    );
    browser = await Browser.launch();
  });
  beforeEach(async () => {
    context = await browser.scripted();
    complaints = [];
    const { seats: opened } = openRound(
      record,
      { state: 'MUS', checklist: 'sec-law', coders: ['Ana', 'Ben'], asOf: parseDay('2026-06-30') },
      newSeatKey,
      { actor: 'test', reason: 'test', at: now().toISOString() },
    );
    seats = opened.map(({ key }) => key);
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const at = (path: string) => `${server.address.slice(0, -1)}${path}`;
  const seat = (rest = '', language = 'en') => `/coding/${seats[0] ?? ''}${rest}?lang=${language}`;
  const papers = () => new WorkingPapers(record).of(seatHash(seats[0] ?? ''));
  const reasoning = (point = '1') => papers().get(point)?.paper.reasoning;
  const status = (page: Page) => page.locator('[data-autosave-status]');
  const why = (page: Page) => page.locator('textarea[name=reasoning]');

  async function open(path = seat('/points/1')): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('ERR_INTERNET_DISCONNECTED'))
        complaints.push(message.text());
    });
    await page.goto(at(path));
    return page;
  }

  test('what is typed is saved without a button, under the strict policy, and is there after a reload', async () => {
    const page = await open();
    await why(page).pressSequentially('Lanterns are named in article 4.');
    await page.locator('input[name=answer][value=no]').check();
    await status(page).getByText('Saved.').waitFor();
    await expect
      .poll(() => papers().get('1')?.paper)
      .toMatchObject({
        reasoning: 'Lanterns are named in article 4.',
        answer: 'no',
      });
    await page.reload();
    expect(await why(page).inputValue()).toBe('Lanterns are named in article 4.');
    expect(await page.locator('main').innerText()).toContain('“no” needs a provision or a document');
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('a dropped connection loses nothing: the text is kept, and sent when the connection is back', async () => {
    const page = await open();
    await context.setOffline(true);
    await why(page).pressSequentially('Typed without a connection.');
    await status(page).getByText('No connection.').waitFor();
    expect(reasoning()).toBeUndefined();
    await context.setOffline(false);
    await status(page).getByText('Saved.').waitFor();
    expect(reasoning()).toBe('Typed without a connection.');
    expect(complaints).toEqual([]);
  });

  test('a page closed without a connection loses nothing: the next page sends what is left, of other points too', async () => {
    const page = await open(seat('/points/2'));
    await context.setOffline(true);
    await why(page).pressSequentially('Closed too early.');
    await status(page).getByText('No connection.').waitFor();
    await page.close();
    await context.setOffline(false);
    await open(seat('/points/1'));
    await expect.poll(() => reasoning('2')).toBe('Closed too early.');
    const again = await open(seat('/points/2'));
    expect(await why(again).inputValue()).toBe('Closed too early.');
  });

  test('a text typed on an old page while another was saved elsewhere is not lost, and overwrites nothing', async () => {
    const page = await open();
    await context.setOffline(true);
    await why(page).pressSequentially('From the train.');
    await status(page).getByText('No connection.').waitFor();
    const other = await browser.open({ address: at(seat('/points/1')) }, 1000);
    await why(other).fill('From the office.');
    await other.locator('button[value=stay]').click();
    await context.setOffline(false);
    await status(page).getByText('Both are kept').waitFor();
    expect(reasoning()).toBe('From the office.');
    await page.reload();
    await page.getByText('2 texts of this point').waitFor();
    expect(await page.locator('.choosing').innerText()).toMatch(/From the office\.[\s\S]*From the train\./);
    await page.locator('.choosing button').last().click();
    await expect.poll(() => reasoning()).toBe('From the train.');
    expect(await page.locator('.choosing').count()).toBe(0);
    await other.close();
  });

  test('two tabs that type at once keep both texts', async () => {
    const [one, two] = [await open(), await open()];
    await why(one).pressSequentially('One.');
    await status(one).getByText('Saved.').waitFor();
    await why(two).pressSequentially('Two.');
    await status(two).getByText('Both are kept').waitFor();
    await why(one).pressSequentially(' And more.');
    await expect.poll(() => reasoning()).toBe('One. And more.');
    const [aside] = new WorkingPapers(record).setAside(seatHash(seats[0] ?? ''), '1');
    expect(aside?.paper.reasoning).toBe('Two.');
  });

  test('what is typed after handing in stays in the browser, and the page says why', async () => {
    const page = await open();
    handIn(record, seats[0] ?? '', now().toISOString());
    await why(page).pressSequentially('Too late.');
    await status(page).getByText('Not saved: These answers were handed in').waitFor();
    expect(await page.evaluate(() => Object.values(localStorage).join(''))).toContain('Too late.');
    await page.reload();
    expect(await why(page).isDisabled()).toBe(true);
  });

  test('without script: fill in, save and go on, come back, hand in', async () => {
    const page = await browser.open({ address: at(seat()) }, 360);
    await page.getByText('Go on with point 1').click();
    await why(page).fill('By buttons.');
    await page.locator('input[name=answer][value="no data"]').check();
    await page.locator('button[value=next]').click();
    expect(await page.textContent('h1')).toContain('Point 2');
    await page.locator('button[value=previous]').click();
    expect(await why(page).inputValue()).toBe('By buttons.');
    await page.locator('summary', { hasText: 'Write out a provision' }).click();
    await page.locator('input[name="written0.law"]').fill('Lantern Act');
    await page.locator('input[name="written0.article"]').fill('4');
    await page.locator('button[value=stay]').click();
    expect(await page.locator('main').innerText()).toContain('Write what article 4 says.');
    await page.locator('textarea[name="written0.text"]').fill('Lanterns stay lit.');
    await page.locator('summary', { hasText: 'The law, if it is not' }).first().click();
    await page.locator('input[name="written0.language"]').fill('en');
    await page.locator('button[value=stay]').click();
    expect(await page.locator('main').innerText()).not.toContain('To mend');
    expect(await page.locator('summary', { hasText: 'Written out: Lantern Act, article 4' }).count()).toBe(1);
    await page.goto(at(seat('/hand-in')));
    await page.locator('main button').click();
    expect(await page.locator('main').innerText()).toContain('Your answers are frozen');
    await page.close();
  });

  test('by keyboard alone: an answer by arrows, the reason, and on to the next point', async () => {
    const page = await open();
    await page.locator('input[name=answer]').last().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('input[name=answer]:checked').inputValue()).toBe('yes');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Typed by hand.');
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press('Tab');
      if ((await page.locator(':focus').getAttribute('value')) === 'next') break;
    }
    const outline = await page
      .locator(':focus')
      .evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline).not.toBe('none');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Point 2' }).waitFor();
    expect(papers().get('1')?.paper).toMatchObject({ answer: 'yes', reasoning: 'Typed by hand.' });
    const keys = await page
      .locator('[accesskey]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('accesskey')));
    expect(keys.toSorted()).toEqual(['n', 'p', 's']);
  });

  test.each(['en', 'ar'])(
    'axe finds nothing and nothing scrolls sideways on a phone, in %s',
    async (language) => {
      const first = await browser.open({ address: at(seat('/points/1')) }, 1000);
      await why(first).fill('One text.');
      const second = await browser.open({ address: at(seat('/points/1')) }, 1000);
      await first.locator('button[value=stay]').click();
      await why(second).fill('Another text.');
      await second.locator('button[value=stay]').click();
      const rounds = ['/law/rounds', '/law/sec-law/agreement'].map((path) => `${path}?lang=${language}`);
      const pages = ['', '/points/1', '/points/2', '/hand-in', '/worksheet'].map((rest) =>
        seat(rest, language),
      );
      await browser.violations({ address: at(`/operator?key=${operatorKey}`) }, 1200);
      for (const path of [...pages, ...rounds]) {
        const rules = language === 'en' ? 'all rules' : 'all but contrast';
        const { violations, sideways } = await browser.inspect({ address: at(path) }, rules);
        expect(violations, path).toEqual([]);
        expect(sideways, path).toBeLessThanOrEqual(0);
      }
      const shown = await browser.open({ address: at(seat('/points/1', language)) }, 360);
      expect(await shown.getAttribute('html', 'dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
      for (const page of [first, second, shown]) await page.close();
    },
  );

  test('the worksheet prints every point with the words it asks and room to write, and no navigation', async () => {
    const page = await browser.open({ address: at(seat('/worksheet')) }, 800);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('section.worksheet').count()).toBeGreaterThan(10);
    expect(await page.locator('.main-navigation').isVisible()).toBe(false);
    expect(await page.locator('.on-screen').isVisible()).toBe(false);
    const first = page.locator('section.worksheet').first();
    expect(await first.innerText()).toMatch(/☐ yes[\s\S]*☐ not yet assessed/);
    expect(await first.evaluate((element) => getComputedStyle(element).breakInside)).toBe('avoid');
    await page.close();
  });

  test('an operator opens a round, and decides where coders differ, in the browser', async () => {
    const page = await browser.open({ address: at(`/operator?key=${operatorKey}`) }, 1000);
    const send = (button: ReturnType<typeof page.locator>) =>
      Promise.all([page.waitForEvent('load'), button.click()]);
    await page.goto(at('/law/rounds?lang=en'));
    await page.selectOption('select[name=state]', 'FJI');
    await page.selectOption('select[name=checklist]', 'sec-law');
    await page.fill('input[name=first]', 'Ana');
    await page.fill('input[name=second]', 'Ben');
    await send(page.locator('main form button'));
    const links = await page
      .locator('main dd a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    expect(links).toHaveLength(2);
    for (const [index, link] of links.entries()) {
      await page.goto(at(`${link}/points/1?lang=en`));
      await page.locator(`input[name=answer][value=${index === 0 ? 'yes' : 'no'}]`).check();
      await page.fill('textarea[name=receipts]', `Gazette ${index} | p. 3`);
      await send(page.locator('button[value=stay]'));
      await page.goto(at(`${link}/hand-in?lang=en`));
      await send(page.locator('main form button'));
    }
    await send(page.getByRole('link', { name: 'See the round' }));
    expect(await page.locator('main').innerText()).toMatch(/Gazette 0[\s\S]*Gazette 1/);
    const path = new URL(page.url()).pathname;
    const { violations, sideways } = await browser.inspect({ address: at(`${path}?lang=ar`) });
    expect([violations, sideways]).toEqual([[], 0]);
    await send(page.getByRole('link', { name: 'Decide on point 1' }));
    await page.fill('input[name=adjudicator]', 'Chen');
    await page.locator('main form input[name=answer][value=partly]').check();
    await page.fill('textarea[name=receipts]', 'Gazette 1');
    await page.fill('textarea[name=reasoning]', 'Half of it is there.');
    await send(page.getByRole('button', { name: 'Decide' }));
    expect(await page.locator('main').innerText()).toContain('Half of it is there.');
    expect(await page.locator('main').innerText()).toContain('adjudicated');
    await page.close();
  });
});
