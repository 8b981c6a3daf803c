/** Documents made up for tests: small PDFs, written out by hand, and Word files. */
import { strToU8, zipSync } from 'fflate';

/** A piece of text on a page: its place in points from the lower left corner, and the size of its letters. */
export interface Printed {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly font?: 'F1' | 'F2';
}

/** A PDF of the given pages, in Helvetica (F1) and Helvetica Bold (F2). */
export function printedPdf(pages: readonly (readonly Printed[])[]): Uint8Array {
  const contents = pages.map((pieces) =>
    pieces
      .map(
        ({ text, x, y, size = 10, font = 'F1' }) =>
          `BT /${font} ${size} Tf ${x} ${y} Td (${escaped(text)}) Tj ET`,
      )
      .join('\n'),
  );
  const first = 5;
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${first + 2 * at} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    ...contents.flatMap((content, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${first + 1 + 2 * at} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`,
      streamOf(content),
    ]),
  ]);
}

/** A PDF with these objects, numbered from 1; the first is the catalogue. */
export function pdfOf(objects: readonly (string | Uint8Array)[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const places: number[] = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  for (const [at, object] of objects.entries()) {
    places.push(length());
    parts.push(
      Buffer.concat([
        Buffer.from(`${at + 1} 0 obj\n`),
        Buffer.from(object as string, 'latin1'),
        Buffer.from('\nendobj\n'),
      ]),
    );
  }
  const xref = length();
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A stream with more in its dictionary, such as a filter. */
export function streamOf(content: string | Uint8Array, dictionary = ''): Uint8Array {
  const data = Buffer.from(content as string, 'latin1');
  return Buffer.concat([
    Buffer.from(`<< /Length ${data.length} ${dictionary} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
}

function escaped(text: string): string {
  return text.replace(/[\\()]/g, String.raw`\$&`);
}

const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word file with this body, and more parts by their names below word/: `{ 'numbering.xml': '<w:num…' }`. */
export function wordFile(body: string, parts: { readonly [name: string]: string } = {}): Uint8Array {
  const roots: { readonly [name: string]: string } = {
    'numbering.xml': 'numbering',
    'styles.xml': 'styles',
    'footnotes.xml': 'footnotes',
  };
  const files = Object.entries(parts).map(([name, inner]) => {
    const root = roots[name] ?? 'hdr';
    return [`word/${name}`, strToU8(`<w:${root} ${namespace}>${inner}</w:${root}>`)] as const;
  });
  return zipSync({
    'word/document.xml': strToU8(`<w:document ${namespace}><w:body>${body}</w:body></w:document>`),
    ...Object.fromEntries(files),
  });
}

/** A paragraph of Word, with properties in front of its text. */
export function word(text: string, properties = ''): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

/** A table of Word: rows of cells of paragraphs. */
export function wordTable(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) =>
    `<w:tc>${text
      .split('\n')
      .map((line) => word(line))
      .join('')}</w:tc>`;
  return `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`;
}
