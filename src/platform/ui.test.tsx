import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, noBrowser, overflow } from '../../test/browser.ts';
import { elements, type HtmlElement } from '../../test/html.ts';
import { list, protocol, samplePage, values } from '../../test/sample-page.tsx';
import { parseDate, parseDay } from '../core/date.ts';
import { languages } from '../core/text.ts';
import { answers } from '../core/value.ts';
import { catalogues } from './messages.ts';
import { stylesheet } from './style.ts';
import {
  AnswerBadge,
  askedPage,
  DataTable,
  DateText,
  Definition,
  Filters,
  PageContext,
  Pager,
  Sourced,
  StandingBadge,
  standings,
  ValueText,
} from './ui.tsx';

// The catalogues are whole; here one message is missing. Other files of tests may run beside it afterwards.
const whole = catalogues.fr['empty.import'];
beforeAll(() => Reflect.deleteProperty(catalogues.fr, 'empty.import'));
afterAll(() => Reflect.set(catalogues.fr, 'empty.import', whole));

function context(address = '/states'): PageContext {
  return new PageContext({ url: new URL(address, 'http://localhost'), today: parseDay('2025-03-01') });
}

const html = (node: { toString(): unknown }) => String(node.toString());
const text = (node: { toString(): unknown }) => elements(`<p>${html(node)}</p>`, 'p')[0]?.text;
const only = (found: readonly HtmlElement[]): HtmlElement => {
  expect(found).toHaveLength(1);
  return found[0] as HtmlElement;
};

describe('a page', () => {
  test.each(languages)('in %s says its language and direction and has one heading', (language) => {
    const page = samplePage(`lang=${language}`);
    expect(only(elements(page, 'html')).attributes).toEqual({
      lang: language,
      dir: language === 'ar' ? 'rtl' : 'ltr',
    });
    only(elements(page, 'h1'));
    only(elements(page, 'main'));
    expect(page.startsWith('<!doctype html>')).toBe(true);
  });

  test('has ids of its own for everything, and every reference finds its id', () => {
    const all = elements(samplePage(''), () => true);
    const ids = all.flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const references = all.flatMap(({ attributes }) =>
      [
        attributes['href']?.match(/^#(.+)/)?.[1],
        attributes['popovertarget'],
        attributes['fill']?.match(/url\(#(.+)\)/)?.[1],
      ].concat(attributes['aria-labelledby']?.split(' ')),
    );
    const found = references.filter((id) => id !== undefined);
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('asks for nothing from elsewhere and runs no script', () => {
    const all = elements(samplePage(''), () => true);
    expect(all.filter(({ name }) => ['script', 'iframe', 'img', 'object'].includes(name))).toEqual([]);
    const loaded = all
      .filter(({ name }) => name === 'link')
      .map(({ attributes }) => attributes['href'] ?? '');
    expect(loaded).toHaveLength(2);
    expect(loaded[0]).toMatch(/^\/style\.css\?v=[0-9a-f]{12}$/);
    expect(loaded[1]).toMatch(/^data:/);
    expect(
      all.flatMap(({ attributes }) => Object.keys(attributes).filter((name) => /^on|^style$/.test(name))),
    ).toEqual([]);
  });

  test('marks where one is, and keeps language and day in every link to a page', () => {
    const page = samplePage('lang=fr&asOf=2019-09-11&page=3');
    const navigation = only(elements(page, '.main-navigation')).inside('a');
    expect(navigation.map((link) => link.attributes['href'])).toContain('/calendar?lang=fr&asOf=2019-09-11');
    expect(only(navigation.filter((link) => link.attributes['aria-current'])).text).toBe('États');
    const inner = elements(page, 'a')
      .map((link) => link.attributes['href'] ?? '')
      .filter((href) => href.startsWith('/') && !href.startsWith('/api/'));
    expect(inner.filter((href) => !/lang=\w\w/.test(href))).toEqual([]);
  });

  test('the language switch leads to the same page, day and filters', () => {
    const links = only(elements(samplePage('lang=fr&asOf=2019-09-11&region=011'), '.languages')).inside('a');
    expect(links.map((link) => link.attributes['href'])).toEqual(
      languages.map((language) => `/states/TCD?lang=${language}&asOf=2019-09-11&region=011`),
    );
  });

  test('says so when it is read as of another day', () => {
    const past = only(elements(samplePage('asOf=2019-09-11'), '.as-of-reading'));
    expect(past.text).toContain('11 September 2019');
    expect(only(past.inside('a')).attributes['href']).toBe('/states/TCD');
    expect(elements(samplePage(''), '.as-of-reading')).toEqual([]);
  });

  test.each([
    ['lang=xx', 'language-unknown'],
    ['asOf=2019-02-30', 'date-invalid'],
    ['asOf=2019', 'date-invalid'],
  ])('?%s is a problem: %s', (query, code) => {
    expect(() => samplePage(query)).toThrow(expect.objectContaining({ code }));
  });

  test('text that is not translated is shown in English and marked, and the footer counts it', () => {
    const page = samplePage('lang=fr');
    const marked = elements(page, '.untranslated');
    expect(marked.length).toBe(2);
    for (const element of marked) {
      expect(element.attributes).toMatchObject({
        lang: 'en',
        dir: 'ltr',
        title: 'affiché en anglais : pas encore traduit',
      });
      expect(element.text).toMatch(/plumbline import FILE.*EN$/);
    }
    expect(only(elements(page, 'footer')).text).toContain('2 textes de cette page sont affichés en anglais');
    expect(elements(samplePage('lang=en'), '.untranslated')).toEqual([]);
  });

  test('text of the record falls back to English, marked', () => {
    const page = context('/?lang=es');
    expect(page.local({ en: 'Chad', es: 'Chad (es)' })).toBe('Chad (es)');
    expect(html(<p>{page.local({ en: 'Chad' })}</p>)).toContain('lang="en"');
  });

  test('what an address says is text on the page, never markup', () => {
    const words = '"><script>alert(1)</script>';
    const page = samplePage(`words=${encodeURIComponent(words)}`);
    expect(elements(page, 'script')).toEqual([]);
    expect(
      only(elements(page, (e) => e.attributes['name'] === 'words' && e.attributes['type'] === 'search'))
        .attributes['value'],
    ).toBe(words);
  });
});

describe('sources', () => {
  test('are numbered as they appear, once each, and listed with the same numbers', () => {
    const page = samplePage('');
    const marks = elements(page, '.source-mark').map((mark) => mark.text);
    expect(marks).toEqual(['1', '2', ...values.map(() => '3')]);
    const listed = only(elements(page, '.source-list')).inside('li');
    expect(listed.map((item) => item.attributes['id'])).toEqual(['source-1', 'source-2', 'source-3']);
    expect(listed[0]?.text).toContain(list.title);
    expect(listed[0]?.text).toContain('as at May 2024');
    expect(listed[1]?.text).toContain(`${protocol.title}, article 12(1)`);
    expect(listed[1]?.inside('a')[0]?.attributes['href']).toBe(protocol.address);
    expect(listed[2]?.text).toContain('entered by ana on 3 February 2025');
    expect(listed[2]?.inside('a')[0]?.attributes['href']).toBe('/sources/7');
  });

  test('the mark of a fact names its source, and says in words when it is unverified', () => {
    const page = context();
    const verified = html(
      <Sourced page={page} citation={protocol}>
        2002
      </Sourced>,
    );
    expect(only(elements(verified, 'a')).attributes).toMatchObject({
      href: '#source-1',
      'aria-label': `Source 1: ${protocol.title}, article 12(1)`,
    });
    expect(text(verified)).toBe('20021');
    expect(
      text(
        <Sourced page={page} citation={list}>
          2002
        </Sourced>,
      ),
    ).toBe('20022unverified');
  });

  test('two places in one document are two sources', () => {
    const page = context();
    expect(page.sources.number(protocol)).toBe(1);
    expect(page.sources.number({ ...protocol, place: 'article 3' })).toBe(2);
    expect(page.sources.number({ ...protocol })).toBe(1);
  });
});

describe('signs', () => {
  test.each(languages)(
    'the states of an answer, a standing and a value differ in %s without colour',
    (language) => {
      const page = context(`/?lang=${language}`);
      const seen = [
        answers.map((answer) => text(<AnswerBadge page={page} answer={answer} />)),
        standings.map((standing) => text(<StandingBadge page={page} standing={standing} />)),
        values.map((value) => text(<ValueText page={page} value={value} />)),
      ];
      for (const words of seen) expect(new Set(words).size).toBe(words.length);
    },
  );

  test('their symbols differ where the words are only for the ear', () => {
    const page = context();
    const symbols = (found: readonly { toString(): unknown }[]) =>
      found.map((badge) => only(elements(html(badge), '.symbol')).text);
    const ofStandings = symbols(
      standings.map((standing) => <StandingBadge page={page} standing={standing} form="compact" />),
    );
    const ofAnswers = symbols(
      answers.map((answer) => <AnswerBadge page={page} answer={answer} form="compact" />),
    );
    expect(new Set(ofStandings).size).toBe(standings.length);
    expect(new Set(ofAnswers).size).toBe(answers.length);
    expect(
      only(elements(html(<StandingBadge page={page} standing="party" form="compact" />), '.visually-hidden'))
        .text,
    ).toBe('party');
  });

  test.each([
    [{ state: 'number', number: 12345.5 }, '12,345.5 cases'],
    [{ state: 'zero' }, '0 cases'],
    [{ state: 'not available' }, 'not available'],
    [{ state: 'not collected' }, 'not collected'],
    [{ state: 'not applicable' }, 'not applicable'],
    [{ state: 'suppressed' }, 'suppressed to protect people'],
  ] as const)('a value %o reads “%s”', (value, expected) => {
    expect(text(<ValueText page={context()} value={value} unit="cases" />)).toBe(expected);
  });

  test.each([
    ['2011', '2011', 'known by year only'],
    ['2011-06', 'June 2011', 'known by month only'],
    ['2011-06-14', '14 June 2011', undefined],
  ])('the date %s reads “%s”', (date, expected, title) => {
    const time = only(elements(html(<DateText page={context()} date={parseDate(date)} />), 'time'));
    expect(time.text).toBe(expected);
    expect(time.attributes['datetime']).toBe(date);
    expect(time.attributes['title']).toBe(title);
  });

  test('a date that is missing is not left blank', () => {
    expect(text(<DateText page={context()} date={undefined} />)).toBe('date not known');
  });

  test('a term and its meaning belong together, twice on a page as well', () => {
    const page = context();
    const both = html(
      <p>
        <Definition page={page} term="A">
          first
        </Definition>
        <Definition page={page} term="B">
          second
        </Definition>
      </p>,
    );
    const meanings = new Map(
      elements(both, '.meaning').map((element) => [element.attributes['id'], element.text]),
    );
    expect(
      elements(both, 'button').map((button) => [
        button.text,
        meanings.get(button.attributes['popovertarget'] ?? ''),
      ]),
    ).toEqual([
      ['A', 'first'],
      ['B', 'second'],
    ]);
  });
});

describe('tables and forms', () => {
  test('a table has a caption, named rows and columns, and can be scrolled by keyboard', () => {
    const table = html(
      <DataTable
        page={context()}
        caption="Reports"
        rows={[{ name: 'Chad', count: 2 }]}
        columns={[
          { heading: 'State', cell: ({ name }) => name },
          { heading: 'Reports', kind: 'figure', cell: ({ count }) => count },
        ]}
      />,
    );
    expect(only(elements(table, 'caption')).text).toBe('Reports');
    expect(elements(table, 'th').map((cell) => [cell.attributes['scope'], cell.text])).toEqual([
      ['col', 'State'],
      ['col', 'Reports'],
      ['row', 'Chad'],
    ]);
    expect(only(elements(table, 'td')).attributes['class']).toBe('figure');
    expect(only(elements(table, '.table')).attributes).toMatchObject({ role: 'region', tabindex: '0' });
  });

  test.each([
    [1, [['next', '/states?words=x&page=2']], '1–20 of 45'],
    [
      2,
      [
        ['prev', '/states?words=x&page=1'],
        ['next', '/states?words=x&page=3'],
      ],
      '21–40 of 45',
    ],
    [3, [['prev', '/states?words=x&page=2']], '41–45 of 45'],
  ])('page %d of results', (current, links, range) => {
    const page = context(`/states?words=x&page=${current}`);
    expect(askedPage(page)).toBe(current);
    const pager = html(<Pager page={page} paging={{ page: current, size: 20, total: 45 }} />);
    expect(elements(pager, 'a').map((link) => [link.attributes['rel'], link.attributes['href']])).toEqual(
      links,
    );
    expect(only(elements(pager, 'span')).text).toContain(range);
  });

  test.each(['', '?page=0', '?page=-1', '?page=1.5', '?page=x'])('“%s” asks for the first page', (query) => {
    expect(askedPage(context(`/states${query}`))).toBe(1);
  });

  test('filters show what is chosen, keep the rest, and start again at the first page', () => {
    const page = context('/states?lang=es&asOf=2020-01-01&page=4&region=011');
    const form = html(
      <Filters
        page={page}
        filters={[
          {
            name: 'region',
            label: 'Region',
            options: [
              { value: '011', label: 'West' },
              { value: '014', label: 'East' },
            ],
          },
        ]}
      />,
    );
    const hidden = elements(form, (element) => element.attributes['type'] === 'hidden');
    expect(hidden.map(({ attributes }) => [attributes['name'], attributes['value']])).toEqual([
      ['lang', 'es'],
      ['asOf', '2020-01-01'],
    ]);
    expect(only(elements(form, (element) => 'selected' in element.attributes)).text).toBe('West');
    expect(only(elements(form, 'a')).attributes['href']).toBe('/states?lang=es&asOf=2020-01-01');
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const shown = (query: string) => ({
    html: samplePage(query).replace(
      /<link rel="stylesheet"[^>]*>/,
      () => `<style>${stylesheet.text}</style>`,
    ),
  });
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.launch();
  });
  afterAll(() => browser.close());

  test.each(['en', 'ar'])('axe finds nothing wrong in %s, on a phone or wide', async (language) => {
    expect(await browser.violations(shown(`lang=${language}`), 360)).toEqual([]);
    expect(await browser.violations(shown(`lang=${language}`), 1200)).toEqual([]);
  });

  test('axe does find what is wrong', async () => {
    const broken = {
      html: '<!doctype html><html><title>x</title><main><h1>x</h1><img src="data:,"></main></html>',
    };
    const rules = (await browser.violations(broken, 360)).map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['html-has-lang', 'image-alt']));
  });

  test.each([
    ['en', 320],
    ['en', 360],
    ['fr', 360],
    ['ar', 360],
    ['ar', 1200],
  ])('in %s, %d wide, the page does not scroll sideways', async (language, width) => {
    const page = await browser.open(shown(`lang=${language}`), width);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test('the page runs from right to left in Arabic, and figures stay flush right', async () => {
    const page = await browser.open(shown('lang=ar'), 1200);
    const name = await page.locator('.site-name').boundingBox();
    const asOf = await page.locator('.as-of').boundingBox();
    expect(name?.x).toBeGreaterThan(asOf?.x ?? Infinity);
    const ends = await page
      .locator('.figure .value:not(.absent)')
      .evaluateAll((found) => found.map((element) => Math.round(element.getBoundingClientRect().right)));
    expect(ends).toHaveLength(2);
    expect(new Set(ends).size).toBe(1);
    await page.close();
  });

  test('a meaning opens by keyboard without script, and Escape closes it', async () => {
    const page = await browser.open(shown(''), 360);
    const meaning = page.locator('.meaning');
    expect(await meaning.isVisible()).toBe(false);
    await page.locator('.definition button').focus();
    await page.keyboard.press('Enter');
    expect(await meaning.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await meaning.isVisible()).toBe(false);
    await page.close();
  });

  test('on paper meanings and reckonings are open, and what cannot be used there is gone', async () => {
    const page = await browser.open(shown(''), 800);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.meaning').isVisible()).toBe(true);
    expect(await page.locator('.why dl').isVisible()).toBe(true);
    expect(await page.locator('.source-list').isVisible()).toBe(true);
    for (const gone of ['.main-navigation', '.search', '.filters', '.pager']) {
      expect(await page.locator(gone).isVisible(), gone).toBe(false);
    }
    await page.close();
  });
});
