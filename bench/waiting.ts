/** How long others wait while somebody hands in a file in the browser. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';

/**
 * Asks for a small page again and again while a file is previewed.
 * @param operator the one-time address that the server prints
 * @returns the longest wait for an answer, in milliseconds; and how many answers there were
 */
export async function longestWait(
  address: string,
  operator: string,
  file: string,
): Promise<{ readonly longest: number; readonly answers: number }> {
  const entered = await fetch(operator, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const body = new FormData();
  body.set('file', new File([readFileSync(file)], basename(file)));
  const ended = new AbortController();
  const previewed = async () => {
    const headers = { Cookie: cookie };
    let response = await fetch(`${address}import`, { method: 'POST', body, headers });
    // A page that offers to stop shows how far it is.
    while ((await response.text()).includes('/cancel')) response = await fetch(response.url, { headers });
    ended.abort();
    return response.status;
  };
  const preview = previewed();
  const waits: number[] = [];
  while (!ended.signal.aborted) {
    const began = performance.now();
    await (await fetch(`${address}api/v1/openapi.json`)).text();
    waits.push(performance.now() - began);
  }
  const status = await preview;
  if (status !== 200) throw new Error(`the preview of ${basename(file)} was answered with ${status}`);
  return { longest: Math.max(...waits), answers: waits.length };
}
