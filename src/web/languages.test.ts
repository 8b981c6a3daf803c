/** Languages as people meet them: coverage, lists, one text, files; and the work of translators. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { elements } from '../../test/html.ts';
import { enter, member } from '../../test/member.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { rightsFrom, type Role } from '../accounts/model.ts';
import { accounts, addAccount, changeAccount } from '../accounts/store.ts';
import { setPassword, signIn } from '../accounts/store/sessions.ts';
import { checklist, enterPoint } from '../law/store/checklists.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { writeCsv } from '../platform/tables/write.ts';
import { waiting } from '../translations/store.ts';
import { webApp } from './app.tsx';
import { type Listening, listen, shielded } from './server.ts';

const time = new Date(`${testDay}T12:00:00Z`);
const at = time.toISOString();
const password = 'seven lanterns by the quay';

function installation() {
  const record = testInstallation();
  const app = webApp({ record, now: () => time, operatorKey: 'k'.repeat(32) });
  const page = async (path: string) => (await app.request(path)).text();
  const command = { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at };
  const as = (name: string, role: Role, languages: string, parts = 'all') => {
    const email = `${name.replaceAll(/\W/g, '')}@example.org`;
    const rights = rightsFrom({ role, states: 'all', parts, languages });
    const made = record.command(command, (tx) =>
      changeAccount(tx, addAccount(tx, { name, email, ...rights }).id, { standing: 'active' }),
    ).result;
    setPassword(record, made, password);
    const headers = { Cookie: `plumbline_session=${signIn(record, { email, password, browser: '' }, time)}` };
    return async (path: string, sent?: { [name: string]: string } | { file: string }) => {
      const body = new FormData();
      for (const [field, value] of Object.entries(sent ?? {}))
        body.set(field, field === 'file' ? new File([value], 'texts.csv') : value);
      const answer = await app.request(path, { headers, ...(sent ? { method: 'POST', body } : {}) });
      return { status: answer.status, said: await answer.text() };
    };
  };
  const point = () => record.read((tx) => checklist(tx, 'sec-law')).points[0];
  return { record, app, page, as, point };
}

const subject = '/texts/checklists/sec-law%3A1/subject';

describe('languages', () => {
  const { page } = installation();

  it('tells of each collection how many texts bear which mark, in numbers beside the bar', async () => {
    const [, table] = /<h2 id="fr">.*?(<table>.*?<\/table>)/s.exec(await page('/languages?lang=en')) ?? [];
    const rows = elements(table ?? '', 'tr').map(({ text }) => text);
    expect(rows.find((row) => row.startsWith('Checklists of law'))).toMatch(/^Checklists of law0\d{3}0\d+$/);
    expect(rows.find((row) => row.startsWith('Names of instruments'))).toMatch(/^Names of instruments03200$/);
    expect(rows.find((row) => row.startsWith('Units'))).toMatch(/cannot be translated here yet/);
  });

  it.each([
    ['en', 'https://github.com/zmjones/untreaties', 0],
    ['ar', 'Plumbline, own words', 1],
  ])('has the title of a treaty in %s rest on who words it so', async (language, source, marks) => {
    const all = elements(await page(`/instruments?lang=${language}`), 'tr');
    const row = all.find(({ text }) => text.startsWith('CRC'));
    expect(row?.inside('.unverified')).toHaveLength(marks);
    const [mark] = row?.inside('.source-mark').flatMap((each) => each.inside('a')) ?? [];
    expect(mark?.attributes['title']).toContain(source);
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
      elements(html, 'blockquote').map(({ attributes }) => [attributes['lang'], attributes['dir']]),
    ).toEqual([
      ['fr', 'ltr'],
      ['es', 'ltr'],
      ['ar', 'rtl'],
    ]);
    expect(html).toContain('not yet read by a native speaker');
  });
});

describe('a translation', () => {
  const shared = installation();
  it('waits unseen, is shown everywhere once somebody else has approved it, and is stale when the English changes', async () => {
    const { record, app, page, as, point } = installation();
    const [ana, ravi] = [as('Ana', 'editor', 'fr'), as('Ravi', 'reviewer', 'fr es', 'law')];
    const english = point()?.subject?.en ?? '';
    const before = (await app.request('/languages')).headers.get('ETag');
    const lantern = 'La lanterne de la loi';
    expect((await ana(`/languages/fr${subject}`, { english, translation: lantern })).status).toBe(303);

    for (const path of [
      '/languages',
      '/languages/fr',
      `/languages${subject}`,
      '/checklists/sec-law',
      '/changes',
    ])
      expect(await page(`${path}?lang=fr`), path).not.toContain(lantern);
    expect((await app.request('/languages')).headers.get('ETag')).toBe(before);
    const own = (await ana(`/languages${subject}?lang=en`)).said;
    expect(own).toContain(lantern);
    expect(own).not.toContain('value="approved"');
    // An editor for all, and yet she cannot approve her own.
    expect((await ana('/languages/fr/proposals/1', { do: 'approved' })).status).toBe(403);
    expect((await ravi('/languages/es/proposals/1', { do: 'approved' })).status).toBe(404);
    for (const path of ['/languages', '/languages/fr'])
      expect((await ravi(`${path}?lang=en`)).said, path).toContain('1 translation waits');
    expect((await ravi('/languages/fr/proposals/1', { do: 'approved', note: '' })).status).toBe(303);
    expect((await ravi('/languages/fr/proposals/1', { do: 'approved', note: '' })).status).toBe(404);

    for (const path of ['/checklists/sec-law', '/law/sec-law/1', '/languages/fr?mark=approved'])
      expect(await page(`${path}${path.includes('?') ? '&' : '?'}lang=fr`), path).toContain(lantern);
    expect(await page('/checklists/sec-law?lang=es')).not.toContain(lantern);
    expect(await page(`/languages${subject}?lang=en`)).toContain('Translation by Ana, approved by Ravi');
    expect(record.entries().at(-1)).toMatchObject({ actor: 'Ravi', kind: 'translation' });
    expect(record.verify()).toEqual([]);

    const one = point();
    record.command({ kind: 'law', actor: 'test', reason: 'test', citation: 'test', at }, (tx) => {
      if (!one) return;
      const texts = { group: '', requirement: 'A law.', yes: '', partly: '', no: '', evidence: '' };
      enterPoint(tx, { ...one, texts: { ...texts, subject: `${english}, in other words` } });
    });
    expect(await page('/checklists/sec-law?lang=fr')).not.toContain(lantern);
    const after = await page(`/languages${subject}?lang=en`);
    expect(elements(after, '.badge').map(({ attributes }) => attributes['class'])).toEqual([
      'badge stale',
      'badge stale',
      'badge stale',
    ]);
    expect(after).toContain('It translates these words');
    // Who still has the old English before them is told so.
    const late = await ana(`/languages/fr${subject}?lang=en`, { english, translation: 'Trop tard' });
    expect([late.status, late.said]).toEqual([400, expect.stringContaining('English text has changed')]);
  });

  it('is returned or withdrawn without a trace on any page', async () => {
    const { record, as, point, page } = installation();
    const [ana, ravi, lou] = [
      as('Ana', 'reader', 'ar'),
      as('Ravi', 'editor', 'ar'),
      as('Lou', 'reviewer', 'fr'),
    ];
    const propose = () =>
      ana(`/languages/ar${subject}`, { english: point()?.subject?.en ?? '', translation: 'مصباح القانون' });
    await propose();
    expect((await lou('/languages/ar/proposals/1', { do: 'returned' })).status).toBe(403);
    expect((await ravi('/languages/ar/proposals/1', { do: 'withdrawn' })).status).toBe(403);
    expect((await ravi('/languages/ar/proposals/1', { do: 'returned', note: 'Try again.' })).status).toBe(
      303,
    );
    await propose();
    expect((await ana('/languages/ar/proposals/2', { do: 'withdrawn', note: '' })).status).toBe(303);
    expect(await page(`/languages${subject}`)).not.toContain('مصباح القانون');
    expect(record.read((tx) => tx.all('SELECT * FROM translation'))).toEqual([]);
  });

  it.each([
    ['checklists/sec-law%3A1/subject', 'Write the translation', ' '],
    ['states/MUS/name', 'cannot be translated here', 'Île Maurice'],
    ['checklists/sec-law%3A1/subject', 'more than 10000 characters', 'x'.repeat(10_001)],
  ])('of %s is refused with a sentence: %s', async (path, words, translation) => {
    const { as, page } = shared;
    const ana = as(`Ana ${words}`, 'reader', 'fr');
    const html = await page(`/languages/texts/${path}?lang=en`);
    const english = elements(html, 'p').find(({ attributes }) => attributes['lang'] === 'en')?.text ?? '';
    const answer = await ana(`/languages/fr/texts/${path}?lang=en`, { english, translation });
    expect([answer.status, answer.said]).toEqual([400, expect.stringContaining(words)]);
  });

  it.each([
    [
      'commitments',
      'instruments',
      'OPSC',
      'title',
      ['/instruments', '/instruments/OPSC', '/states/MUS/overview.html'],
    ],
    [
      'commitments',
      'commitments',
      'AIPA-CHECKLIST-2019',
      'name',
      ['/states/IDN', '/states/IDN/overview.html'],
    ],
    [
      'statistics',
      'indicators',
      '5.3.1-before-18',
      'name',
      ['/indicators', '/states/MLI/numbers', '/states/MLI/overview.html'],
    ],
  ])('of %s: %s %s %s is what pages and reports show', async (part, collection, thing, field, shownOn) => {
    const { as, page, record } = shared;
    const [ana, ravi] = [as(`Ana ${thing}`, 'reader', 'fr'), as(`Ravi ${thing}`, 'reviewer', 'fr', part)];
    const path = `/languages/fr/texts/${collection}/${thing}/${field}`;
    const form = elements((await ana(path.replace('/fr', ''))).said, 'input');
    const english =
      form.find(({ attributes }) => attributes['name'] === 'english')?.attributes['value'] ?? '';
    const name = `Le pacte de la lanterne ${thing}`;
    await ana(path, { english, translation: name });
    const id = record.read((tx) => waiting(tx, 'fr')).at(-1)?.id;
    await ravi(`/languages/fr/proposals/${id}`, { do: 'approved' });
    for (const at of shownOn) {
      expect(await page(`${at}?lang=fr`), at).toContain(name);
      expect(await page(`${at}?lang=es`), at).not.toContain(name);
    }
  });

  it('is written by whom an administrator lets, and by nobody any more when that ends', async () => {
    const { as, point, record } = installation();
    const [ada, tia] = [as('Ada', 'administrator', ''), as('Tia', 'reader', '')];
    const { id } = record.read((tx) => accounts(tx)).at(-1) ?? { id: '' };
    const rights = { do: 'rights', role: 'reader', states: 'all', parts: 'all' };
    const propose = async () => {
      const english = point()?.subject?.en ?? '';
      return (await tia(`/languages/fr${subject}`, { english, translation: 'Une lanterne' })).status;
    };
    expect(await propose()).toBe(403);
    expect((await ada(`/accounts/${id}`, { ...rights, languages: 'fr ar' })).status).toBe(303);
    expect((await ada('/accounts?lang=en')).said).toMatch(/Translates into: <bdi>fr ar<\/bdi>/);
    expect(await propose()).toBe(303);
    expect((await ada(`/accounts/${id}`, { ...rights, languages: 'en' })).status).toBe(400);
    expect((await ada(`/accounts/${id}`, rights)).status).toBe(303);
    expect(await propose()).toBe(403);
    expect(record.verify()).toEqual([]);
  });
});

describe('a file of texts', () => {
  it('goes out, is filled in, and comes back: only what is new waits', async () => {
    const { record, as, page } = installation();
    const ana = as('Ana', 'reader', 'es');
    const { header, rows } = readCsv(await page('/languages/es/texts.csv?collection=instruments'), {
      file: 'x',
    });
    // A spreadsheet program would take the first for a formula; its apostrophe comes off again.
    const filled = rows.map(({ cells }, at) =>
      cells.map((cell, column) => (column === 4 && at < 2 ? `=Farol ${at}` : cell)),
    );
    const answer = await ana('/languages/es/import?lang=en', { file: writeCsv(header, filled) });
    expect([answer.status, answer.said]).toEqual([
      200,
      expect.stringMatching(/2 translations now wait.*30 rows say/s),
    ]);
    expect(record.read((tx) => tx.all('SELECT text FROM translation_proposal'))).toEqual([
      { text: '=Farol 0' },
      { text: '=Farol 1' },
    ]);
  });

  it('is refused whole, with the rows to mend', async () => {
    const { record, as } = installation();
    const ana = as('Ana', 'reader', 'es');
    const file = [
      'collection,thing,field,english,translation',
      'instruments,OPSC,title,Other words,Farol',
      'instruments,NONE,title,x,Farol',
      'states,MUS,name,Mauritius,Farol',
      '',
    ].join('\n');
    const { status, said } = await ana('/languages/es/import?lang=en', { file });
    expect(status).toBe(400);
    const rows = elements(said, 'tr').map(({ text }) => text);
    expect(rows.filter((row) => row.startsWith('2The English text has changed'))).toHaveLength(1);
    expect(rows.filter((row) => row.startsWith('3There is no text “instruments title NONE”'))).toHaveLength(
      1,
    );
    expect(rows.filter((row) => row.startsWith('4These texts cannot be translated here'))).toHaveLength(1);
    expect(record.read((tx) => tx.all('SELECT * FROM translation_proposal'))).toEqual([]);
    const other = await ana('/languages/es/import?lang=en', { file: 'State,Value\nMUS,1\n' });
    expect([other.status, other.said]).toEqual([400, expect.stringContaining('This is no file of texts')]);
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  let server: Listening;
  const { record, app, as, point } = installation();
  beforeAll(async () => {
    server = await listen(
      shielded(app, () => undefined),
      '127.0.0.1',
      0,
    );
    browser = await Browser.launch();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('a translator’s pages hold for axe and on a phone, right to left', async () => {
    member(record, 'Tia', 'reviewer', time, ['fr', 'ar']);
    const ana = as('Ana', 'reader', 'ar');
    const english = point()?.subject?.en ?? '';
    await ana(`/languages/ar${subject}`, { english, translation: 'فانوس القانون' });
    await enter(browser, server, 'Tia');
    for (const path of [`/languages${subject}`, '/languages/ar']) {
      const address = `${server.address.slice(0, -1)}${path}?lang=ar`;
      expect([path, await browser.inspect({ address })]).toEqual([path, { violations: [], sideways: 0 }]);
    }
  });
});
