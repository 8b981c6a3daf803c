/**
 * A real browser for tests: pages as people see them, without script, and checked with axe.
 * Where Chromium is not installed the tests that need it skip and say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser as Chromium, type BrowserContext, chromium, type Page } from 'playwright-core';

const executable = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (file) => file !== undefined && existsSync(file),
);

/** Why there is no browser; undefined when there is one. For `describe.skipIf(noBrowser)`. */
export const noBrowser = executable
  ? undefined
  : 'Chromium is not installed: run .ci/run as root once, or give its path in CHROMIUM';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page to look at: the address of a running server, or HTML with its styles inside. */
export type Shown = { readonly address: string } | { readonly html: string };

export interface Violation {
  readonly rule: string;
  readonly help: string;
  readonly elements: readonly string[];
}

/** A browser with a fresh profile, which is thrown away. Close it in `afterAll`. */
export class Browser {
  readonly #chromium: Chromium;
  readonly #scriptless: BrowserContext;
  readonly #scripted: BrowserContext;

  private constructor(browser: Chromium, scriptless: BrowserContext, scripted: BrowserContext) {
    this.#chromium = browser;
    this.#scriptless = scriptless;
    this.#scripted = scripted;
  }

  static async launch(): Promise<Browser> {
    if (!executable) throw new Error(noBrowser);
    const browser = await chromium.launch({
      executablePath: executable,
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--no-first-run',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const scriptless = await browser.newContext({ javaScriptEnabled: false });
    return new Browser(browser, scriptless, await browser.newContext({ bypassCSP: true }));
  }

  /** Opens a page without script, in a window so many CSS pixels wide. */
  open(shown: Shown, width: number): Promise<Page> {
    return load(this.#scriptless, shown, width);
  }

  /** Opens a page in the browser in which axe runs, so that it has its cookies. */
  openWithScript(shown: Shown, width: number): Promise<Page> {
    return load(this.#scripted, shown, width);
  }

  /**
   * A profile of its own in which pages run their scripts under the security policy that they come with; its
   * connection can be cut. Close it.
   */
  scripted(): Promise<BrowserContext> {
    return this.#chromium.newContext();
  }

  /** What axe finds wrong: WCAG 2.2 A and AA, and its own best practices. Only axe's script runs. */
  async violations(shown: Shown, width: number): Promise<Violation[]> {
    const page = await load(this.#scripted, shown, width);
    const found = await violationsOf(page);
    await page.close();
    return found;
  }

  /** What axe finds wrong on a wide screen, and how far the page scrolls sideways on a phone: one loading for both. */
  async inspect(
    shown: Shown,
    rules: 'all rules' | 'all but contrast' = 'all rules',
  ): Promise<{ readonly violations: Violation[]; readonly sideways: number }> {
    const page = await load(this.#scripted, shown, 1200);
    const violations = await violationsOf(page, rules);
    await page.setViewportSize({ width: 360, height: 800 });
    const sideways = await overflow(page);
    await page.close();
    return { violations, sideways };
  }

  close(): Promise<void> {
    return this.#chromium.close();
  }
}

interface Found {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violationsOf(
  page: Page,
  rules: 'all rules' | 'all but contrast' = 'all rules',
): Promise<Violation[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async (contrast) => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Found[] }> };
    };
    return (await runner.run({ rules: { 'color-contrast': { enabled: contrast } } })).violations;
  }, rules === 'all rules');
  return found.map(({ id, help, nodes }) => ({ rule: id, help, elements: nodes.map(({ html }) => html) }));
}

async function load(context: BrowserContext, shown: Shown, width: number): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 800 });
  if ('address' in shown) await page.goto(shown.address, { waitUntil: 'load' });
  else await page.setContent(shown.html, { waitUntil: 'load' });
  return page;
}

/** How many CSS pixels the page is wider than its window: 0 when it does not scroll sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
