import * as fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { renderHtml } from './html.ts';
import { everywhere, hostile, publication } from './testing.ts';

interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
}

function elements(html: string): Element[] {
  const found: Element[] = [];
  new Parser({ onopentag: (name, attributes) => found.push({ name, attributes }) }).end(html);
  return found;
}

const shape = (html: string) => elements(html).map(({ name }) => name);
const all = elements(renderHtml(publication()));
const named = (name: string, among = all) => among.filter((element) => element.name === name);

describe('the HTML file', () => {
  it('says its language and direction', () => {
    expect(named('html')[0]?.attributes).toEqual({ lang: 'en', dir: 'ltr' });
    expect(named('html', elements(renderHtml(publication({ language: 'ar' }))))[0]?.attributes).toEqual({
      lang: 'ar',
      dir: 'rtl',
    });
  });

  it('starts with a link to the text and has one first heading', () => {
    expect(named('a')[0]?.attributes['href']).toBe('#text');
    expect(named('main')[0]?.attributes['id']).toBe('text');
    expect(named('h1')).toHaveLength(1);
    expect(all.filter(({ name }) => /^h[2-4]$/.test(name)).map(({ name }) => name)).toEqual([
      'h2',
      'h2',
      'h3',
      'h2',
    ]);
  });

  it('leads every link inside to one place, and from each reference back', () => {
    const ids = all.flatMap(({ attributes }) => (attributes['id'] ? [attributes['id']] : []));
    expect(new Set(ids).size).toBe(ids.length);
    const inside = named('a').flatMap(({ attributes: { href = '' } }) =>
      href.startsWith('#') ? [href.slice(1)] : [],
    );
    for (const target of inside) expect(ids).toContain(target);
    expect(inside).toEqual(
      expect.arrayContaining(['reference-1', 'reference-2', 'cited-1-1', 'cited-1-2', 'cited-2-1']),
    );
  });

  it('names columns and rows of tables', () => {
    expect(named('th').map(({ attributes }) => attributes['scope'])).toEqual(['col', 'col', 'row', 'row']);
    expect(named('caption')).toHaveLength(1);
  });

  it('tells each figure in words', () => {
    expect(named('img')[0]?.attributes['alt']).toBe('One report, in 2019.');
    expect(named('figcaption')).toHaveLength(1);
  });

  it('fetches nothing and runs nothing', () => {
    expect(named('script').concat(named('link'))).toEqual([]);
    expect(all.flatMap(({ attributes: { src } }) => (src ? [src.slice(0, 5)] : []))).toEqual(['data:']);
  });

  it('marks what is unverified, in the text and in the list', () => {
    expect(named('span').filter(({ attributes }) => attributes['class'] === 'unverified')).toHaveLength(2);
  });
});

describe('hostile text in HTML', () => {
  const plain = shape(renderHtml(everywhere('words')));

  it.each(hostile)('%s adds no element, no handler and no running address', (_, words) => {
    const html = renderHtml(everywhere(words));
    expect(shape(html)).toEqual(plain);
    for (const { attributes } of elements(html)) {
      expect(Object.keys(attributes).filter((name) => name.startsWith('on'))).toEqual([]);
      expect(attributes['href'] ?? '').not.toMatch(/^javascript/i);
    }
  });

  it('is well formed whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const html = renderHtml(everywhere(words));
        const body = html.slice(html.indexOf('<body>'), html.indexOf('</html>'));
        // HTML's void elements are no XML; everything else must balance.
        const xml = body.replace(/<(br|img)([^>]*)>/g, '<$1$2/>');
        const parser = new SaxesParser();
        parser.on('error', (error) => expect.fail(error.message));
        parser.write(xml).close();
      }),
    );
  });
});
