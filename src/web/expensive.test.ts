/** The brake on answers that take long. */
import { expect, test } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { access } from './access.ts';
import { webApp } from './app.tsx';
import { expensive } from './expensive.ts';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });

test('each address that takes long is one of the access matrix', () => {
  const known = new Set(access.filter(({ method }) => method !== 'POST').map(({ path }) => path));
  expect(Object.keys(expensive).filter((path) => !known.has(path))).toEqual([]);
});

test('a file that is asked for too often at once is refused with a sentence, and pages go on', async () => {
  const ask = async (path: string) => app.request(path);
  const many = Array.from({ length: 30 }, () => ask('/law/law.xlsx'));
  const [page, search, program] = await Promise.all([
    ask('/states/MUS?lang=en'),
    ask('/search?q=lantern'),
    ask('/sdmx/v2/structure/dataflow'),
  ]);
  expect([page.status, search.status]).toEqual([200, 200]);
  expect([program.status, await program.text()]).toEqual([
    503,
    expect.stringContaining('Wait 15 seconds') as string,
  ]);
  const answers = await Promise.all(many);
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toEqual([...Array<number>(22).fill(200), ...Array<number>(8).fill(503)]);
  const refused = answers.at(-1);
  expect(refused?.headers.get('Retry-After')).toBe('15');
  expect(await refused?.text()).toContain('Wait 15 seconds, then try again.');
  expect((await ask('/law/law.xlsx')).status).toBe(200);
});
