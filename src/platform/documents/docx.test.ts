import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { numberedParagraphs } from './paragraphs.ts';
import { readDocument } from './read.ts';
import { word, wordFile, wordTable } from './testing.ts';

async function read(body: string, parts: { readonly [name: string]: string } = {}) {
  return readDocument({ name: 'made-up.docx', bytes: wordFile(body, parts) });
}

const level = (at: number, text: string, more = '<w:start w:val="1"/><w:numFmt w:val="decimal"/>') =>
  `<w:lvl w:ilvl="${at}">${more}<w:lvlText w:val="${text}"/></w:lvl>`;
const form = (id: number, ...levels: string[]) =>
  `<w:abstractNum w:abstractNumId="${id}">${levels.join('')}</w:abstractNum>`;
const instance = (id: number, of: number, more = '') =>
  `<w:num w:numId="${id}"><w:abstractNumId w:val="${of}"/>${more}</w:num>`;
const in_ = (list: number, at = 0) => `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${list}"/></w:numPr>`;
const format = (name: string) => `<w:start w:val="1"/><w:numFmt w:val="${name}"/>`;

describe('numbers that Word gives', () => {
  const numbers = async (numbering: string, ...lists: readonly (readonly [number, number])[]) => {
    const body = lists.map(([list, at]) => word('Herons', in_(list, at))).join('');
    return (await read(body, { 'numbering.xml': numbering })).lines.map(({ number }) => number);
  };

  test.each<[string, string, readonly (readonly [number, number])[], readonly (string | undefined)[]]>([
    [
      'one after the other',
      form(0, level(0, '%1.')) + instance(1, 0),
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      ['1.', '2.', '3.'],
    ],
    [
      'levels begin anew below each other',
      form(0, level(0, '%1.'), level(1, '%1.%2.')) + instance(1, 0),
      [
        [1, 0],
        [1, 1],
        [1, 1],
        [1, 0],
        [1, 1],
      ],
      ['1.', '1.1.', '1.2.', '2.', '2.1.'],
    ],
    [
      'a fixed number in the text of the level',
      form(0, level(0, '119.%1.', '<w:start w:val="4"/><w:numFmt w:val="decimal"/>')) + instance(1, 0),
      [
        [1, 0],
        [1, 0],
      ],
      ['119.4.', '119.5.'],
    ],
    [
      'instances of one form count together',
      form(0, level(0, '%1.')) + instance(1, 0) + instance(2, 0),
      [
        [1, 0],
        [2, 0],
        [1, 0],
      ],
      ['1.', '2.', '3.'],
    ],
    [
      'an instance that begins anew',
      form(0, level(0, '%1.')) +
        instance(1, 0) +
        instance(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'),
      [
        [1, 0],
        [2, 0],
        [2, 0],
      ],
      ['1.', '7.', '8.'],
    ],
    [
      'a level that never begins anew',
      form(0, level(0, '%1.'), level(1, '(%2)', `${format('lowerLetter')}<w:lvlRestart w:val="0"/>`)) +
        instance(1, 0),
      [
        [1, 0],
        [1, 1],
        [1, 0],
        [1, 1],
      ],
      ['1.', '(a)', '2.', '(b)'],
    ],
    [
      'letters and roman figures',
      form(
        0,
        level(0, '%1.', format('upperRoman')),
        level(1, '(%2)', format('lowerLetter')),
        level(2, '%3', format('lowerRoman')),
      ) + instance(1, 0),
      [
        [1, 0],
        [1, 1],
        [1, 2],
        [1, 2],
        [1, 0],
      ],
      ['I.', '(a)', 'i', 'ii', 'II.'],
    ],
    [
      'legal style',
      form(0, level(0, '%1.', format('upperRoman')), level(1, '%1.%2', `${format('decimal')}<w:isLgl/>`)) +
        instance(1, 0),
      [
        [1, 0],
        [1, 1],
      ],
      ['I.', '1.1'],
    ],
    [
      'bullets and no list at all',
      form(0, level(0, '•', format('bullet'))) + instance(1, 0),
      [
        [1, 0],
        [0, 0],
        [9, 0],
      ],
      [undefined, undefined, undefined],
    ],
    [
      'a form that is but a name for another',
      `<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="UN"/></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:styleLink w:val="UN"/>${level(0, '%1.')}</w:abstractNum>${instance(1, 0)}${instance(2, 1)}`,
      [
        [1, 0],
        [2, 0],
      ],
      ['1.', '2.'],
    ],
  ])('%s', async (_, numbering, lists, expected) => {
    expect(await numbers(numbering, ...lists)).toEqual(expected);
  });

  test('styles give numbers too, through the styles they rest on; empty paragraphs have none', async () => {
    const styles = `<w:style w:styleId="Base"><w:pPr>${in_(1)}</w:pPr></w:style><w:style w:styleId="Own"><w:basedOn w:val="Base"/></w:style>`;
    const own = '<w:pStyle w:val="Own"/>';
    const { lines } = await read(
      word('One', own) + word('', own) + word('Two', own) + word('None', `${own}${in_(0)}`),
      {
        'styles.xml': styles,
        'numbering.xml': form(0, level(0, '%1.')) + instance(1, 0),
      },
    );
    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      ['1.', 'One'],
      ['2.', 'Two'],
      [undefined, 'None'],
    ]);
  });

  test('become the numbers of paragraphs, beside typed ones', async () => {
    const numbering = form(0, level(0, '%1.'), level(1, '%1.%2.')) + instance(1, 0);
    const { lines } = await read(
      word('Herons:', in_(1)) +
        word('Stand', in_(1, 1)) +
        word('Fly', in_(1, 1)) +
        word('2.\u00a0\u00a0Typed by hand'),
      { 'numbering.xml': numbering },
    );
    expect(numberedParagraphs({ lines }).paragraphs.map(({ number, text }) => [number, text])).toEqual([
      ['1', 'Herons:'],
      ['1.1', 'Stand'],
      ['1.2', 'Fly'],
      ['2', 'Typed by hand'],
    ]);
  });
});

describe('the text of a Word file', () => {
  const run = (text: string, properties = '') => `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;
  test.each([
    [
      'inserted text is read, deleted is not',
      `<w:p><w:ins>${run('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>`,
      'new',
    ],
    [
      'text moved away is not read',
      `<w:p><w:moveFrom>${run('gone')}</w:moveFrom>${run('here')}</w:p>`,
      'here',
    ],
    [
      'hidden text is not read',
      `<w:p>${run('seen ')}${run('hidden', '<w:vanish/>')}${run('shown', '<w:vanish w:val="0"/>')}</w:p>`,
      'seen shown',
    ],
    [
      'one of two alternatives',
      `<w:p><w:AlternateContent><w:Choice>${run('a')}</w:Choice><w:Fallback>${run('b')}</w:Fallback></w:AlternateContent></w:p>`,
      'a',
    ],
    [
      'tabs, breaks and hyphens',
      '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>',
      'a b c-d',
    ],
    ['stops of tabs are no text', word('plain', '<w:tabs><w:tab w:pos="9"/></w:tabs>'), 'plain'],
    [
      'earlier properties do not count',
      word('plain', '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>'),
      'plain',
    ],
  ])('%s', async (_, body, text) => {
    expect((await read(body)).lines).toEqual([{ text, kind: 'text', start: 'block' }]);
  });

  test('headings, footnotes, headers and tables are told apart', async () => {
    const document = await read(
      word('Herons', '<w:pStyle w:val="H1"/>') +
        word('They stand.') +
        wordTable([
          ['a\nb', 'c'],
          ['', 'd'],
        ]),
      {
        'styles.xml': '<w:style w:styleId="H1"><w:name w:val="_ H_1_G"/></w:style>',
        'footnotes.xml': `<w:footnote>${word('Counted.')}</w:footnote>`,
        'header1.xml': word('A/XYZ/9'),
      },
    );
    expect(document.lines.map(({ kind, text }) => [kind, text])).toEqual([
      ['heading', 'Herons'],
      ['text', 'They stand.'],
      ['footnote', 'Counted.'],
    ]);
    expect(document).toMatchObject({
      headers: ['A/XYZ/9'],
      tables: [
        [
          ['a\nb', 'c'],
          ['', 'd'],
        ],
      ],
    });
  });
});

describe('files that are refused', () => {
  const ole = (more: string) =>
    Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.from(more, 'utf16le'),
    ]);
  // Text that cannot be packed away.
  const figures = Array.from({ length: 150_000 }, (_, at) => at.toString(36)).join(' ');
  test.each<[string, Uint8Array, string]>([
    ['an old Word file', ole('WordDocument'), 'document-old'],
    ['a Word file with a password', ole('EncryptedPackage'), 'archive-encrypted'],
    ['an archive without a text', zipSync({ 'a.txt': new Uint8Array(3) }), 'document-format-unknown'],
    ['an archive cut short', wordFile(word('Herons')).subarray(0, 200), 'archive-damaged'],
    ['text without end', wordFile(word(figures).repeat(30)), 'document-too-long'],
    ['elements without end', wordFile('<w:p>'.repeat(300) + '</w:p>'.repeat(300)), 'table-too-deep'],
    [
      'a type of document',
      Buffer.from(zipSync({ 'word/document.xml': Buffer.from('<!DOCTYPE a><a/>') })),
      'xml-doctype',
    ],
  ])('%s', async (_, bytes, code) => {
    await expect(readDocument({ name: 'herons.doc', bytes })).rejects.toMatchObject({
      code,
      place: { file: 'herons.doc' },
    });
  });
});
