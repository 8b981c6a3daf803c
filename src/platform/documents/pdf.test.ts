import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { layOut } from './layout.ts';
import { documentCaps } from './model.ts';
import { readDocument } from './read.ts';
import { pdfOf, type Printed, printedPdf, streamOf } from './testing.ts';

const body = 113;
const birds = ['Herons stand', 'Storks fly', 'Ducks swim', 'Crows talk'];

/** Lines from the top of a page down, twelve points apart; '' leaves a space. */
function page(lines: readonly string[], { x = body, footer = '' } = {}): Printed[] {
  const text = lines.flatMap((line, at) => (line === '' ? [] : [{ text: line, x, y: 740 - 12 * at }]));
  return [
    { text: 'A/XYZ/9/9', x: 57, y: 800, size: 9, font: 'F2' },
    ...text,
    ...(footer === '' ? [] : [{ text: footer, x: 57, y: 60, size: 9 }]),
  ];
}

async function linesOf(pages: readonly (readonly Printed[])[]) {
  const { lines } = await readDocument({ name: 'made-up.pdf', bytes: printedPdf(pages) });
  return lines;
}

describe('the lines of a PDF', () => {
  test('headers, footers and page numbers are taken off, and kept as headers', async () => {
    const pages = [1, 2, 3, 4].map((number) => page([birds[number - 1] ?? ''], { footer: String(number) }));
    const document = await readDocument({ name: 'herons.pdf', bytes: printedPdf(pages) });
    expect(document).toMatchObject({ format: 'PDF', pages: 4, headers: ['A/XYZ/9/9'] });
    expect(document.lines.map(({ text, page: at }) => [at, text])).toEqual(
      [1, 2, 3, 4].map((number) => [number, birds[number - 1]]),
    );
  });

  test('a space between lines begins a block; the top of a page is neither', async () => {
    const lines = await linesOf([page(['one', 'goes on', '', 'two', 'goes on', 'and on']), page(['three'])]);
    expect(lines.map(({ start }) => start)).toEqual(['page', 'line', 'block', 'line', 'line', 'page']);
  });

  test('small lines below the text that begin with a mark are footnotes; marks in the text are gone', async () => {
    const [lines, more] = [
      await linesOf([
        [
          { text: 'The herons', x: body, y: 740 },
          { text: '7', x: body + 48, y: 744, size: 6 },
          { text: 'stood on the 24', x: body + 56, y: 740 },
          { text: 'th', x: body + 125, y: 744, size: 6 },
          { text: 'of May.', x: body + 133, y: 740 },
          { text: 'They stood still, all of them, for long.', x: body, y: 728 },
          { text: '7', x: body, y: 104, size: 6 },
          { text: 'Counted at dawn.', x: body + 8, y: 100, size: 8 },
        ],
      ]),
      await linesOf([[{ text: 'A line in small letters alone.', x: body, y: 100, size: 8 }]]),
    ];
    expect(lines?.map(({ kind, text }) => [kind, text])).toEqual([
      ['text', 'The herons stood on the 24th of May.'],
      ['text', 'They stood still, all of them, for long.'],
      ['footnote', 'Counted at dawn.'],
    ]);
    expect(more?.map(({ kind }) => kind)).toEqual(['text']);
  });

  test('larger lines are headings, and so are lines in another font further left', async () => {
    const lines = await linesOf([
      [
        { text: 'II. Herons', x: 85, y: 740, size: 14, font: 'F2' },
        { text: '1. Their legs', x: 92, y: 700, font: 'F2' },
        ...Array.from({ length: 14 }, (_, at) => `They stand on leg ${at % 2}.`).map((text, at) => ({
          text,
          x: body,
          y: 680 - 12 * at,
        })),
      ],
    ]);
    expect(lines.map(({ kind }) => kind)).toEqual([
      'heading',
      'heading',
      ...Array.from({ length: 14 }, () => 'text'),
    ]);
  });

  test('margins that change sides make no difference', () => {
    const piece = (text: string, x: number, y: number) => ({ text, x, y, width: 50, size: 10, font: 'F1' });
    const sheet = (name: string, shift: number) => [
      piece(`1. ${name}`, 100 + shift, 700),
      piece(`${name} again`, 120 + shift, 688),
      piece(`2. ${name}`, 100 + shift, 670),
      piece(`${name} still`, 120 + shift, 658),
    ];
    const { lines } = layOut(birds.map((bird, at) => sheet(bird, at % 2 === 0 ? 0 : -40)));
    expect([...new Set(lines.map(({ indent }) => indent))]).toEqual([100, 120]);
  });

  test('a wrong quotation mark between letters is an apostrophe', () => {
    const { lines } = layOut([[{ text: 'the heron‟s leg', x: 1, y: 1, width: 9, size: 10, font: 'F1' }]]);
    expect(lines[0]?.text).toBe('the heron’s leg');
  });
});

describe('hostile and damaged files', () => {
  const sheet = (resources: string) => [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << ${resources} >> >>`,
  ];
  const form = (content: string, resources: string) =>
    streamOf(content, `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << ${resources} >>`);
  const packed = (times: number) => {
    let data: Uint8Array = Buffer.alloc(documentCaps.inflatedBytes + 1_000_000, 32);
    for (let time = 0; time < times; time += 1) data = deflateSync(data);
    return streamOf(data, `/Filter [${'/FlateDecode '.repeat(times)}]`);
  };
  // The word stands in a part of the data that is stored as it is; what unpacks without end comes after it.
  const stored = deflateSync('endstream endobj', { level: 0, finishFlush: constants.Z_FULL_FLUSH });
  const rest = deflateRawSync(Buffer.alloc(documentCaps.inflatedBytes + 1_000_000));
  const early = streamOf(Buffer.concat([stored, rest]), '/Filter /FlateDecode');
  // Six forms, each of which draws the next ten times.
  const laughing = Array.from({ length: 6 }, (_, at) =>
    form('/X Do '.repeat(10), `/XObject << /X ${6 + at} 0 R >>`),
  );
  const word = form('BT /F 9 Tf (a) Tj ET', '/Font << /F 12 0 R >>');
  const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

  test.each<[string, Uint8Array, string]>([
    [
      'text drawn a million times',
      pdfOf([...sheet('/XObject << /X 5 0 R >>'), streamOf('/X Do'), ...laughing, word, font]),
      'document-too-long',
    ],
    ['a part that unpacks without end', pdfOf([...sheet(''), packed(1)]), 'document-inflates'],
    ['one that says it ends before', pdfOf([...sheet(''), early]), 'document-inflates'],
    ['one packed twice', pdfOf([...sheet(''), packed(2)]), 'document-inflates'],
    [
      'too many pages',
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        `<< /Type /Pages /Count ${documentCaps.pages + 1} /Kids [${'3 0 R '.repeat(documentCaps.pages + 1)}] >>`,
        '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
      ]),
      'document-too-many-pages',
    ],
    [
      'pages within themselves',
      pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>']),
      'document-damaged',
    ],
    ['nothing but a beginning', Buffer.from('%PDF-1.4\n'), 'document-damaged'],
    ['another format', Buffer.from('{\\rtf1 heron}'), 'document-format-unknown'],
    ['nothing', new Uint8Array(), 'table-empty'],
  ])('%s', async (_, bytes, code) => {
    await expect(readDocument({ name: 'hostile.pdf', bytes })).rejects.toMatchObject({
      code,
      place: { file: 'hostile.pdf' },
    });
  });

  test('a form that draws itself ends', async () => {
    const bytes = pdfOf([
      ...sheet('/XObject << /X 5 0 R >>'),
      streamOf('/X Do'),
      form('/X Do', '/XObject << /X 5 0 R >>'),
    ]);
    expect((await readDocument({ name: 'self.pdf', bytes })).lines).toEqual([]);
  });

  test('reading can be called off', async () => {
    const bytes = printedPdf([page(['herons'])]);
    await expect(readDocument({ name: 'herons.pdf', bytes }, AbortSignal.abort('enough'))).rejects.toBe(
      'enough',
    );
  });
});
