import { expect, test } from 'vitest';
import type { Problem } from '../../core/problem.ts';
import { caps } from './table.ts';
import { readXml } from './xml.ts';

const file = 'list.xml';
const read = (text: string) => readXml(new TextEncoder().encode(text), { file });

test('gives the tree with attributes, text and names without prefix', () => {
  const root = read(
    '<?xml version="1.0"?><!-- c --><s:list xmlns:s="urn:s" xml:lang="en"><s:item code="&quot;1&quot;">C&#xF4;te<b> d’</b>' +
      '<![CDATA[<Ivoire>]]></s:item><item/></s:list>',
  );
  expect(root.name).toBe('list');
  expect(root.attributes.get('xml:lang')).toBe('en');
  expect(root.children.map(({ name }) => name)).toEqual(['item', 'item']);
  expect(root.children[0]?.attributes.get('code')).toBe('"1"');
  expect(root.children[0]?.text).toBe('Côte d’<Ivoire>');
  expect(root.children[0]?.children.map(({ text }) => text)).toEqual([' d’']);
});

test('has no limit on the sum of many texts', () => {
  const text = 'x'.repeat(1000);
  const root = read(`<a>${`<b>${text}</b>`.repeat((2 * caps.tokenLength) / text.length)}</a>`);
  expect(root.text).toHaveLength(2 * caps.tokenLength);
});

test('reads the encoding that the file declares', () => {
  const bytes = Buffer.from('<?xml version="1.0" encoding="ISO-8859-2"?><a>\xb9</a>', 'latin1');
  expect(readXml(bytes, { file }).text).toBe('š');
  expect(readXml(Buffer.from('\ufeff<a>š</a>', 'utf16le'), { file }).text).toBe('š');
});

const laughs = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>`;

test.each([
  ['entity bombs', laughs, 'xml-doctype'],
  ['outside document types', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'xml-doctype'],
  ['unknown entities', '<a>&x;</a>', 'xml-invalid'],
  ['a file cut short', '<a><b>text</b>', 'xml-invalid'],
  ['crossed elements', '<a><b></a></b>', 'xml-invalid'],
  ['text that is no XML', 'a,b', 'xml-invalid'],
  ['two roots', '<a/><b/>', 'xml-invalid'],
  ['elements too deep', '<a>'.repeat(caps.depth + 1), 'table-too-deep'],
  ['too many elements', `<a>${'<b/>'.repeat(caps.elements)}</a>`, 'xml-too-large'],
  ['a long text', `<a>${'x'.repeat(caps.tokenLength + 100_000)}</a>`, 'xml-token-too-long'],
  ['a long tag', `<a ${'b="" '.repeat(caps.tokenLength)}/>`, 'xml-token-too-long'],
  ['a long comment', `<a><!--${'x'.repeat(caps.tokenLength + 100_000)}--></a>`, 'xml-token-too-long'],
  ['a large file', `<a>${' '.repeat(caps.markupBytes)}</a>`, 'table-file-too-large'],
  ['nothing', '', 'table-empty'],
])('refuses %s', (_, text, code) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code }) as Problem);
});
