import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Publication } from './model.ts';
import { renderPdf } from './pdf.ts';
import { drawing, everywhere, hostile, publication, text } from './testing.ts';

const hasTextTool = spawnSync('pdftotext', ['-v']).error === undefined;

/** Letters of two directions, marks and invisible signs, put together at random. */
const invisible = ['\u0301', '\u064b', '\u200d', '\u200f', '\u00ad', '\u200b', '\u2060'];
const unit = fc.oneof(
  fc.constantFrom(' ', 'a', 'ع', 'ل', '/', ...invisible),
  fc.integer({ min: 0x600, max: 0x6ff }).map((point) => String.fromCodePoint(point)),
  fc.string({ unit: 'binary', maxLength: 1 }),
);

async function pdf(from: Publication): Promise<Buffer> {
  return Buffer.from(await renderPdf(from));
}

function words(file: Buffer): string {
  return spawnSync('pdftotext', ['-layout', '-', '-'], { input: file }).stdout.toString();
}

describe('the PDF file', () => {
  it('is tagged, in its language, and says that it is PDF/UA-1', async () => {
    const file = (await pdf(publication({ language: 'fr' }))).toString('latin1');
    expect(file).toMatch(/^%PDF-1\.7/);
    for (const mark of ['/StructTreeRoot', '/MarkInfo', '/Lang (fr)', '/Outlines', '<pdfuaid:part>1<']) {
      expect(file).toContain(mark);
    }
    expect(file).toContain('/Alt (One report, in 2019.)');
    expect(file).toContain('<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Country Overview<');
    expect(file).toContain('<xmp:CreateDate>2019-09-11T00:00:00Z<');
  });

  it('uses the fonts of the program and no others, in drawings too', async () => {
    const svg = drawing.replace('2019', 'تقارير').replace('system-ui', 'DejaVu Serif" font-weight="600');
    const blocks = [...publication().blocks, { kind: 'figure', svg, alt: 'x', caption: text('نص') } as const];
    const file = (await pdf(publication({ blocks }))).toString('latin1');
    const fonts = [...file.matchAll(/\/BaseFont \/[A-Z]{6}\+([\w-]+)/g)].map((match) => match[1] ?? '');
    expect(new Set(fonts.map((font) => font.replace(/-(Regular|Bold|Italic)(-Identity-H)?$/, '')))).toEqual(
      new Set(['NotoSans', 'NotoNaskhArabic']),
    );
  });

  it('is the same, byte for byte, when made again', async () => {
    const [first, second] = await Promise.all([pdf(publication()), pdf(publication())]);
    expect(first.equals(second)).toBe(true);
  });

  it.skipIf(!hasTextTool)('says everything, with notes under the page and the list of sources', async () => {
    const said = words(await pdf(publication({ subtitle: 'Ten years on' })));
    for (const part of [
      'Ten years on',
      'As of 11 September 2019',
      'Page 1 of',
      'Bound by nine',
      '[unverified]',
      'A/RES/54/263, article 3',
      '1. A/RES/54/263',
      '2. National report <draft>',
      'Table 1. Instruments',
      'Figure 1. Reports',
    ]) {
      expect(said).toContain(part);
    }
  });

  it('sets Arabic from right to left', async () => {
    const arabic = publication({
      language: 'ar',
      title: 'لمحة عامة',
      blocks: [{ kind: 'paragraph', runs: text('نص') }],
    });
    const file = (await pdf(arabic)).toString('latin1');
    expect(file).toContain('/Lang (ar)');
    expect(file).toContain('NotoNaskhArabic');
    expect(file).toContain('/Direction /R2L');
  });
});

describe('hostile text in PDF', () => {
  it.each(hostile)('%s is set as text', async (_, said) => {
    for (const language of ['en', 'ar'] as const) {
      expect((await pdf(everywhere(said, language))).subarray(0, 5).toString()).toBe('%PDF-');
    }
  });

  it.skipIf(!hasTextTool)('is never read as a command', async () => {
    const said = '#read("/etc/passwd") *b* $x$ #panic()';
    const file = await pdf(publication({ blocks: [{ kind: 'paragraph', runs: text(said) }] }));
    expect(words(file)).toContain(said);
  });

  it.skipIf(!hasTextTool)('shows what no font has as such, and keeps the rest', async () => {
    const file = await pdf(publication({ blocks: [{ kind: 'paragraph', runs: text('before 中 after') }] }));
    expect(words(file)).toContain('before \ufffd after');
  });

  it('is set whatever it says', async () => {
    const strings = fc.array(fc.array(unit, { maxLength: 80 }), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(strings, fc.constantFrom('en', 'ar'), async (lists, language) => {
        const blocks = lists.flatMap((list) => everywhere(list.join('')).blocks);
        expect((await pdf(publication({ blocks, language }))).length).toBeGreaterThan(1000);
      }),
      { numRuns: 8 },
    );
  });
});
