import { beforeAll, describe, expect, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import type { Day } from '../core/date.ts';
import { catalogues } from '../platform/messages.ts';
import { PageContext, render } from '../platform/ui.tsx';
import { citationId, citations } from './store.ts';
import { sourcePage, sourcesPage } from './views.tsx';

const record = testInstallation();
const before = record.read((tx) => ({
  sources: citations(tx).size,
  facts: tx.first<{ n: number }>('SELECT count(*) AS n FROM treaty_status')?.n ?? 0,
}));
let used = 0;
let unused = 0;

beforeAll(() => {
  record.command(
    { kind: 'test', actor: 'Ada', reason: 'test', citation: 'test', at: '2026-03-04T05:06:07Z' },
    (tx) => {
      used = citationId(tx, {
        title: 'Annuaire des Éléphants',
        place: 'p. 7',
        address: 'https://example.org/elephants',
        asAt: '2025-06' as Day,
        standing: 'unverified',
      });
      unused = citationId(tx, { title: 'A shelf of nothing', standing: 'verified' });
      for (const state of ['MUS', 'KEN']) {
        const known = tx.first<{ id: number }>('SELECT id FROM recommendation');
        const recommendation =
          known?.id ??
          tx.insert('recommendation', {
            state,
            kind: 'recommendation',
            cycle: 1,
            text: 'Count elephants',
            text_key: state,
          });
        tx.insert('recommendation_statement', {
          recommendation,
          asker: state,
          response: 'noted',
          said: 'Noted',
          issues: '[]',
          year: 2010,
          row: 2,
          citation: used,
        });
      }
    },
  );
});

function page(path: string): PageContext {
  return new PageContext({ url: new URL(path, 'http://localhost'), today: testDay as Day });
}

const list = (path: string) => render(sourcesPage(page(path), record));
const rows = (html: string) => elements(html, 'tbody').flatMap(({ inside }) => inside('tr'));

describe('the list of sources', () => {
  test.each(['elephants', 'ELEPHANTS annuaire', 'annuaire p 7'])('finds by words: %s', (words) => {
    const found = rows(list(`/sources?words=${words}`));
    expect(found.map(({ text }) => text)).toEqual([
      'Annuaire des Éléphants, p. 7, as at June 2025 https://example.org/elephants unverified · entered by Ada on 4 March 2026Statements on recommendations: 22',
    ]);
    expect(found[0]?.inside('a')[0]?.attributes['href']).toBe(`/sources/${used}`);
  });

  test('begins with those on which most rests, a hundred at a time', () => {
    const first = rows(list('/sources'));
    const figures = first.map(({ inside }) => Number(inside('.figure')[0]?.text.replaceAll(',', '')));
    expect(figures).toHaveLength(100);
    expect(figures).toEqual(figures.toSorted((a, b) => b - a));
    expect(figures[0]).toBeGreaterThan(2);
    const pages = Math.ceil((before.sources + 2) / 100);
    const lengths = Array.from({ length: pages }, (_, at) => rows(list(`/sources?page=${at + 1}`)).length);
    expect(lengths.slice(0, -1)).toEqual(lengths.slice(1).map(() => 100));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(before.sources + 2);
  });

  test('says how many statements rest on how many sources', () => {
    const said = elements(list('/sources'), '.key-sentence')[0]?.text ?? '';
    const [, statements = '', sources = ''] =
      /^([\d,]+) statements rest on ([\d,]+) sources; /.exec(said) ?? [];
    expect(Number(sources)).toBe(before.sources + 2);
    expect(Number(statements.replaceAll(',', ''))).toBeGreaterThan(before.facts);
  });

  test.each(['99', '1e300', '-3', 'x'])('page %s is one that there is', (asked) => {
    expect(rows(list(`/sources?page=${asked}`)).length).toBeGreaterThan(0);
  });

  test('says so when no source holds the words', () => {
    const html = list('/sources?words=unicorns');
    expect(rows(html)).toEqual([]);
    expect(elements(html, '.empty-state')[0]?.text).toContain('No source holds these words');
  });

  test('names every kind of statement there can be', () => {
    const tables = record.read((tx) =>
      tx.all<{ name: string }>(
        "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'citation' AND c.type = 'INTEGER' WHERE m.type = 'table'",
      ),
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) expect(catalogues.en[`rests.${name}`], name).toBeDefined();
  });
});

describe('one source', () => {
  const one = (id: number) => render(sourcePage(page(`/sources/${id}`), record, id));

  test('shows what rests on it', () => {
    const html = one(used);
    expect(elements(html, 'h1')[0]?.text).toBe('Annuaire des Éléphants');
    expect(rows(html).map(({ text }) => text)).toEqual(['Statements on recommendations2']);
  });

  test('on which nothing rests says so', () => {
    expect(rows(one(unused))).toEqual([]);
    expect(elements(one(unused), '.empty-state')[0]?.text).toContain('No statement rests on this source');
  });

  test('that is none is not found', () => {
    expect(() => one(99_999)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
