import { beforeAll, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { enterLanterns } from '../publications/testing/law.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });
const get = (path: string) => app.request(path, { headers: { 'Accept-Language': 'en' } });
beforeAll(() => enterLanterns(record, `${testDay}T00:00:00Z`));

test.each([
  ['docx', 'officedocument.wordprocessingml'],
  ['xlsx', 'officedocument.spreadsheetml'],
  ['html', 'text/html'],
  ['json', 'application/json'],
])('/law/sec-law/report.%s is a file of the States that the address names', async (format, type) => {
  const response = await get(`/law/sec-law/report.${format}?states=KHM,LAO&asOf=2024-06-30`);
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toContain(type);
  expect(response.headers.get('Content-Disposition')).toBe(
    `attachment; filename="law-sec-law-states-2024-06-30.${format}"`,
  );
});

test('the members of a group are those of the day', async () => {
  const members = async (query: string) =>
    (await (await get(`/law/sec-law/report.html?group=ASEAN&${query}`)).text()).includes('Timor-Leste');
  expect(await members('asOf=2019-06-30')).toBe(false);
  expect(await members('asOf=2026-06-30')).toBe(true);
});

test('days are compared, and each change says why', async () => {
  const page = await get('/law/sec-law/report.html?states=KHM&compare=2016-06-30,2019-06-30');
  expect(await page.text()).toContain('what changed from 30 June 2016 to 30 June 2019');
});

test('the page of the checklist leads to the report of what it shows', async () => {
  const page = await (await get('/law/sec-law?group=ASEAN&asOf=2024-06-30')).text();
  expect(page).toContain('/law/sec-law/report.docx?asOf=2024-06-30&amp;group=ASEAN');
});

test.each([
  ['/law/no-such/report.html?states=KHM', 404],
  ['/law/sec-law/report.html?group=Nowhere', 404],
  ['/law/sec-law/report.html?states=XYZ', 404],
  ['/law/sec-law/report.html', 404],
  ['/law/sec-law/report.html?states=KHM&compare=soon', 400],
  ['/law/sec-law/report.pdf?group=Africa&asOf=2024-06-30', 400],
])('%s says what is wrong', async (path, status) => {
  const response = await get(path);
  expect(response.status).toBe(status);
  expect(await response.text()).toContain('<main');
});
