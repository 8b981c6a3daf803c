/** The forms in which a publication is given out, and their writers. */
import { Problem } from '../core/problem.ts';
import { renderDocx } from './docx.ts';
import { renderHtml } from './html.ts';
import type { Publication } from './model.ts';
import { renderPdf } from './pdf.ts';

export const formats = ['docx', 'pdf', 'html', 'json'] as const;
export type Format = (typeof formats)[number];

export const mediaTypes: { readonly [F in Format]: string } = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** The format that the ending of a file name asks for, among those that there are. @throws Problem `format-unknown` */
export function formatOf<F extends string>(file: string, among: readonly F[]): F {
  const ending = file.toLowerCase().split('.').at(-1);
  const found = among.find((format) => format === ending);
  if (!found)
    throw new Problem('format-unknown', { file, known: among.map((format) => `.${format}`).join(', ') });
  return found;
}

/** The bytes of a publication. The same publication gives the same bytes. */
export async function write(publication: Publication, format: Format): Promise<Uint8Array> {
  switch (format) {
    case 'docx':
      return renderDocx(publication);
    case 'pdf':
      return renderPdf(publication);
    case 'html':
      return new TextEncoder().encode(renderHtml(publication));
    case 'json':
      return new TextEncoder().encode(`${JSON.stringify(publication, null, 2)}\n`);
  }
}
