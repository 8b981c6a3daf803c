/** Files that take longer than a person should look at nothing: how far they are, their end, and stopping them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, noBrowser, overflow } from '../../test/browser.ts';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { madeUpTable } from '../../test/made-up.ts';
import { stylesheet } from '../platform/style.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const operatorKey = 'k'.repeat(32);
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey, patience: 10 });
const headers = { Cookie: `plumbline_operator=${operatorKey}` };

const [head = '', first = ''] = madeUpTable.split('\n');
/** A table whose rows take a while. */
const long = [
  head,
  ...Array.from({ length: 4_000 }, (_, at) => first.replace('Act', `Act ${at} times`)),
].join('\n');

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly html: string;
  readonly said: string;
}

async function ask(path: string, body?: FormData | URLSearchParams): Promise<Answer> {
  const response = await app.request(path, body ? { method: 'POST', body, headers } : { headers });
  const html = await response.text();
  return {
    status: response.status,
    location: response.headers.get('Location') ?? '',
    html,
    said: elements(html, 'main')[0]?.text ?? '',
  };
}

async function handIn(content: string): Promise<string> {
  const body = new FormData();
  body.set('file', new File([content], 'made-up.csv'));
  return (await ask('/import?lang=en', body)).location;
}

/** Looks at a job until its page says so, or holds it. */
async function until(job: string, said: RegExp): Promise<Answer> {
  for (;;) {
    const page = await ask(job);
    if (said.test(page.said) || said.test(page.html)) return page;
    if (!page.html.includes('/cancel')) throw new Error(`it ended with: ${page.said}`);
  }
}

const cancel = (job: string) => ask(job.replace('?', '/cancel?'), new URLSearchParams());
const tokenOf = ({ html }: Answer) =>
  elements(html, ({ attributes }) => attributes['name'] === 'token')[0]?.attributes['value'] ?? '';
const confirm = async (token: string) =>
  (await ask('/import/confirm?lang=en', new URLSearchParams({ token }))).location;
const entries = () => record.head().seq;

describe('a file that takes long', () => {
  let token: string;

  test('shows how far it is, then what it would change', async () => {
    const preview = await handIn(long);
    expect(preview).toMatch(/^\/import\/jobs\/[\w-]{24}\?lang=en$/);
    const far = await until(preview, /of 4,000 rows are gone through/);
    expect(far.said).toContain('Reading made-up.csv');
    expect(elements(far.html, 'progress')[0]?.attributes['max']).toBe('4000');
    token = tokenOf(await until(preview, /What this file would change/));
  });

  test('stopped while it is stored leaves nothing, and others write after it', async () => {
    const before = entries();
    const storing = await confirm(token);
    await until(storing, /rows are gone through/);
    // Others write only when it is done: until then they wait their turn, not for the file.
    const waiting = await handIn(madeUpTable);
    expect((await ask(waiting)).said).toContain('waits until another change is finished');
    const stopped = await cancel(storing);
    expect([stopped.status, stopped.said]).toEqual([
      200,
      expect.stringContaining('Nothing of the file was stored') as string,
    ]);
    expect(entries()).toBe(before);

    const small = tokenOf(await until(waiting, /of 3 rows, 3 new/));
    await until(await confirm(small), /Stored.*3 new/);
    expect(entries()).toBe(before + 1);
    expect(record.verify()).toEqual([]);
  });

  test('can be stopped while it is previewed, or before its turn comes; then it is not previewed', async () => {
    const before = entries();
    const running = await handIn(long);
    const behind = await handIn(long);
    await until(running, /rows are (checked|gone through)/);
    const asked = cancel(behind);
    expect((await cancel(running)).said).toContain('Nothing of the file was stored');
    expect((await asked).said).toContain('Nothing of the file was stored');
    expect(entries()).toBe(before);
  });

  test('that has ended is shown as it ended, also when it is stopped then', async () => {
    const job = await handIn(madeUpTable);
    await until(job, /What this file would change/);
    expect((await cancel(job)).said).toContain('What this file would change');
    const wrong = await handIn(madeUpTable.replace(',17\n', ',seventeen\n'));
    const refused = await until(wrong, /Refused; nothing was stored/);
    expect(refused.status).toBe(400);
  });

  test('is nobody else’s to see', async () => {
    const job = await handIn(madeUpTable);
    expect((await app.request(job)).status).toBe(403);
    expect((await app.request(job.replace('?', '/cancel?'), { method: 'POST' })).status).toBe(403);
    expect((await ask('/import/jobs/unknown?lang=en')).said).toContain('no longer held');
    await until(job, /What this file would change/);
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.launch();
  });
  afterAll(() => browser.close());

  test.each(['en', 'ar'])('in %s, 360 wide, axe finds nothing and the page fits', async (language) => {
    const job = (await handIn(long)).replace('lang=en', `lang=${language}`);
    const html = (await until(job, /<progress/)).html.replace(
      /<link rel="stylesheet"[^>]*>/,
      () => `<style>${stylesheet.text}</style>`,
    );
    await cancel(job);
    expect(await browser.violations({ html }, 360)).toEqual([]);
    const shown = await browser.open({ html }, 360);
    expect(await overflow(shown)).toBeLessThanOrEqual(0);
    expect(await shown.getByRole('progressbar').count()).toBe(1);
    await shown.close();
  });
});
