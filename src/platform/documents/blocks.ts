/** The text of a document in its blocks, numbered or not: for documents whose numbers are not those of paragraphs. */
import { addLine, vocabulary } from './joining.ts';
import type { Line, LineKind, TextDocument } from './model.ts';

export interface Block {
  readonly kind: Exclude<LineKind, 'footnote'>;
  /** With the number that Word gives it in front. */
  readonly text: string;
  /** Where it begins. */
  readonly page?: number;
}

/**
 * The blocks of a document in its order, without footnotes. On top of a page nobody can tell whether the block goes
 * on: a new one begins where `begins` says that this is how one begins, unless the text before breaks off.
 */
export function textBlocks(
  { lines }: Pick<TextDocument, 'lines'>,
  begins: (text: string) => boolean,
): Block[] {
  const known = vocabulary(lines);
  const blocks: (Omit<Block, 'text'> & { readonly pieces: string[] })[] = [];
  for (const line of lines) {
    if (line.kind === 'footnote' || line.text === '') continue;
    const { kind, page } = line;
    const last = blocks.at(-1);
    const text = line.number === undefined ? line.text : `${line.number} ${line.text}`;
    if (last && last.kind === kind && !startsBlock(line, last.pieces.at(-1) ?? '', begins(text)))
      addLine(last.pieces, line, known);
    else blocks.push({ kind, pieces: [text], ...(page === undefined ? {} : { page }) });
  }
  return blocks.map(({ pieces, ...block }) => ({ ...block, text: pieces.join('').trim() }));
}

function startsBlock({ start }: Line, before: string, begins: boolean): boolean {
  return start === 'block' || (start === 'page' && begins && !unfinished.test(before.trimEnd()));
}

const unfinished = /(?:[,;(\u2010-\u2015-]|\b(?:and|or))$/i;
