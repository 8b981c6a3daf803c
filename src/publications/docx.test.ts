import * as fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { renderDocx } from './docx.ts';
import type { Publication } from './model.ts';
import { everywhere, hostile, publication } from './testing.ts';

function parts(from: Publication): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(unzipSync(renderDocx(from))).map(([name, data]) => [name, strFromU8(data)]),
  );
}

/** The elements of a part in document order, as "name" or "name value". Fails when the part is not well formed. */
function elements(xml = ''): string[] {
  const found: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => expect.fail(error.message));
  parser.on('opentag', ({ name, attributes }) =>
    found.push([name, attributes['w:val'] ?? ''].join(' ').trim()),
  );
  parser.write(xml).close();
  return found;
}

const count = (xml: string | undefined, element: string) =>
  elements(xml).filter((found) => found === element).length;

/** The elements of the document but those of runs, whose number depends on the text. */
function shape(from: Publication): string[] {
  return elements(parts(from)['word/document.xml']).filter(
    (name) => !/^w:(r|rPr|rtl|t|b|bCs|i|iCs|hyperlink|rStyle Hyperlink)$/.test(name),
  );
}

describe('the Word file', () => {
  const files = parts(publication());
  const document = files['word/document.xml'];

  it('has all parts that its types and relationships name', () => {
    const named = [...(files['[Content_Types].xml'] ?? '').matchAll(/PartName="\/([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(named).toHaveLength(9);
    for (const name of named) expect(Object.keys(files)).toContain(name);
    for (const target of (files['word/_rels/document.xml.rels'] ?? '').matchAll(/Target="(\w+\.xml)"/g)) {
      expect(Object.keys(files)).toContain(`word/${target[1]}`);
    }
    expect(Object.keys(files)[0]).toBe('[Content_Types].xml');
  });

  it('uses only styles that it defines', () => {
    const defined = [...(files['word/styles.xml'] ?? '').matchAll(/w:styleId="(\w+)"/g)].map(
      (match) => match[1],
    );
    for (const xml of [
      document,
      files['word/footnotes.xml'],
      files['word/header.xml'],
      files['word/footer.xml'],
    ]) {
      for (const used of (xml ?? '').matchAll(/<w:(?:p|r|tbl)Style w:val="(\w+)"/g))
        expect(defined).toContain(used[1]);
    }
  });

  it('has real headings', () => {
    expect(elements(document).filter((element) => element.startsWith('w:pStyle Heading'))).toEqual([
      'w:pStyle Heading1',
      'w:pStyle Heading2',
      'w:pStyle Heading1',
    ]);
  });

  it('has a footnote for each mark, with the sources in words, and the notes that separate', () => {
    const marks = [...(document ?? '').matchAll(/<w:footnoteReference w:id="(\d+)"/g)].map(
      (match) => match[1],
    );
    const notes = [
      ...(files['word/footnotes.xml'] ?? '').matchAll(/<w:footnote (?:w:type="\w+" )?w:id="(-?\d+)"/g),
    ];
    expect(marks).toEqual(['1', '2']);
    expect(notes.map((match) => match[1])).toEqual(['-1', '0', '1', '2']);
    expect(files['word/footnotes.xml']).toContain('article 3');
    expect(files['word/footnotes.xml']).toContain('National report &lt;draft&gt;');
    expect(files['word/_rels/footnotes.xml.rels']).toContain(
      'Target="https://example.org/treaty?a=1&amp;b=2"',
    );
  });

  it('gives a table its header row and every row its cells', () => {
    expect(count(document, 'w:tblHeader')).toBe(1);
    expect(count(document, 'w:tr')).toBe(3);
    expect(count(document, 'w:tc')).toBe(6);
  });

  it('leads each link inside to a bookmark', () => {
    const bookmarks = [...(document ?? '').matchAll(/w:name="(\w+)"/g)].map((match) => match[1]);
    const anchors = [...`${document}${files['word/footnotes.xml']}`.matchAll(/w:anchor="(\w+)"/g)].map(
      (match) => match[1],
    );
    expect(new Set(anchors)).toEqual(
      new Set(['heading_1', 'heading_2', 'heading_3', 'reference_1', 'reference_2']),
    );
    for (const anchor of anchors) expect(bookmarks).toContain(anchor);
  });

  it('starts a page where a break is asked for', () => {
    expect(count(document, 'w:pageBreakBefore')).toBe(2);
  });

  it('tells a figure by caption and words', () => {
    expect(document).toContain('One report, in 2019.');
  });

  it('carries title, language and the day of the record', () => {
    expect(files['docProps/core.xml']).toContain('<dc:title>Country Overview</dc:title>');
    expect(files['docProps/core.xml']).toContain('2019-09-11T00:00:00Z');
    expect(files['word/styles.xml']).toContain('<w:lang w:val="en-GB"');
    expect(parts(publication({ language: 'fr' }))['word/styles.xml']).toContain('<w:lang w:val="fr-FR"');
  });

  it('is the same, byte for byte, when made again', () => {
    expect(Buffer.from(renderDocx(publication())).equals(Buffer.from(renderDocx(publication())))).toBe(true);
  });
});

describe('Arabic in Word', () => {
  it('turns every paragraph and table, and marks each run with its direction', () => {
    const files = parts(publication({ language: 'ar', title: 'تقرير CRC/C/12 عن 2019' }));
    const document = files['word/document.xml'] ?? '';
    expect(count(document, 'w:bidi')).toBe(count(document, 'w:p') + 1);
    expect(count(document, 'w:bidiVisual')).toBe(1);
    expect(document).toContain('<w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">تقرير </w:t></w:r>');
    expect(document).toContain('<w:r><w:t xml:space="preserve">CRC/C/12</w:t></w:r>');
    expect(document).toContain('<w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve"> عن 2019</w:t></w:r>');
  });

  it('marks Arabic words in a text that runs from left to right', () => {
    const document = parts(publication({ title: 'The law (قانون 12 العقوبات) of 2011' }))[
      'word/document.xml'
    ];
    expect(document).toContain(
      '<w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">قانون 12 العقوبات</w:t></w:r>',
    );
    expect(document).not.toContain('<w:bidi/>');
  });
});

describe('hostile text in Word', () => {
  const plain = shape(everywhere('words'));

  it.each(hostile)('%s adds nothing but text', (_, words) => {
    expect(shape(everywhere(words))).toEqual(plain);
    expect(Object.values(parts(everywhere(words))).join('')).not.toMatch(/Target="javascript/i);
  });

  it('is well formed in all parts whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('en', 'ar'), (words, language) => {
        for (const xml of Object.values(parts(everywhere(words, language)))) elements(xml);
      }),
      { numRuns: 60 },
    );
  });

  it('loses no letter when it splits a text by direction', () => {
    const unit = fc.constantFrom('a', 'ع', ' ', '1', '(', ')', '/', 'é', 'ל', '،', '-');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1 }), fc.constantFrom('en', 'ar'), (words, language) => {
        const title = `x${words}x`.replace(/ +/g, ' ');
        const header = parts(publication({ title, language }))['word/header.xml'] ?? '';
        const shown = [...header.matchAll(/<w:t [^>]*>([^<]*)<\/w:t>/g)].map((match) => match[1]).join('');
        expect(shown).toBe(title);
      }),
    );
  });
});
