/** Languages as readers meet them: coverage, lists, one text, files. */
import { describe, expect, it } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });
const page = async (path: string) => (await app.request(path)).text();

describe('languages', () => {
  it('tells of each collection how many texts bear which mark, in numbers beside the bar', async () => {
    const [, table] = /<h2 id="fr">.*?(<table>.*?<\/table>)/s.exec(await page('/languages?lang=en')) ?? [];
    const rows = elements(table ?? '', 'tr').map(({ text }) => text.replaceAll(/\s+/g, ' '));
    expect(rows.find((row) => row.startsWith('Checklists of law'))).toMatch(/^Checklists of law0\d{3}0\d+$/);
    expect(rows.find((row) => row.startsWith('Names of instruments'))).toMatch(/in English.*00032$/);
  });

  it('lists the texts of a language with one mark, and gives the same as a file', async () => {
    const asked = 'collection=checklists&mark=unreviewed';
    const html = await page(`/languages/fr?lang=en&${asked}`);
    const marks = elements(html, 'td').flatMap((cell) => cell.inside('.word').map(({ text }) => text));
    expect(marks).toEqual(Array.from({ length: 50 }, () => 'unreviewed'));
    const file = await page(`/languages/fr/texts.csv?${asked}`);
    expect(file.split('\r\n')[0]).toBe('collection,thing,field,english,translation,mark');
    expect(file.split('\r\n')[1]).toMatch(/^checklists,.*,unreviewed$/);
  });

  it('shows one text in all languages, each marked as what it is', async () => {
    const html = await page('/languages/texts/checklists/sec-law%3A1/requirement?lang=en');
    expect(elements(html, 'h2').map(({ text }) => text)).toEqual([
      'English',
      'Français',
      'Español',
      'العربية',
    ]);
    expect(
      elements(html, 'blockquote')
        .flatMap((quoted) => quoted.inside('span'))
        .map(({ attributes }) => [attributes['lang'], attributes['dir']]),
    ).toEqual([
      ['fr', 'ltr'],
      ['es', 'ltr'],
      ['ar', 'rtl'],
    ]);
    expect(html).toContain('not yet read by a native speaker');
  });
});
