/** Pictures saved as PNG in a browser, under the policy that pages come with. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { webApp } from './app.tsx';
import { type Listening, listen, shielded } from './server.ts';

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const record = testInstallation();
  const now = () => new Date(`${testDay}T12:00:00Z`);
  const app = shielded(webApp({ record, now, operatorKey: 'k'.repeat(32) }), () => undefined);
  let browser: Browser;
  let server: Listening;
  beforeAll(async () => {
    server = await listen(app, '127.0.0.1', 0);
    browser = await Browser.launch();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('the map is saved as PNG, twice as large, under its own name; without script no button is there', async () => {
    const path = '/numbers/unknown?lang=ar';
    const address = `${server.address.slice(0, -1)}${path}`;
    const context = await browser.scripted();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(address);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.downloads button').click(),
    ]);
    expect(download.suggestedFilename()).toBe('what-nobody-knows.png');
    const png = readFileSync(await download.path());
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    const svg = await (await app.request('/numbers/unknown.svg?lang=ar')).text();
    const [, width, height] = / width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
    const off = [png.readUInt32BE(16) - 2 * Number(width), png.readUInt32BE(20) - 2 * Number(height)];
    for (const pixels of off) expect(Math.abs(pixels)).toBeLessThanOrEqual(2);
    // An empty picture of one colour would pack to far less.
    expect(png.length).toBeGreaterThan(50_000);
    expect(complaints).toEqual([]);
    await context.close();

    const scriptless = await browser.open({ address }, 1100);
    expect(await scriptless.locator('.downloads a[data-png]').count()).toBe(1);
    expect(await scriptless.locator('.downloads button').count()).toBe(0);
    await scriptless.close();
  });

  test.each([
    ['/numbers/unknown', true],
    ['/indicators/16.2.3', true],
    ['/states/MUS/numbers', true],
    ['/indicators', false],
    ['/numbers/unknown.svg', false],
    ['/states/MUS', false],
  ])('%s: may load a script of this origin: %s', async (path, may) => {
    const policy = (await app.request(path)).headers.get('Content-Security-Policy') ?? '';
    expect(policy.includes("script-src 'self'")).toBe(may);
    expect(policy).not.toMatch(/unsafe|blob|\*/);
  });
});
