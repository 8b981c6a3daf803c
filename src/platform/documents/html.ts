/** The text of web pages: their paragraphs, with the numbers of ordered lists. */
import { Parser } from 'htmlparser2';
import { Problem } from '../../core/problem.ts';
import { decodeText } from '../tables/encoding.ts';
import { caps, checkSize, type Named } from '../tables/table.ts';
import { documentCaps, type Line, plainText, type TextDocument } from './model.ts';
import { createCounter, type List } from './numbering.ts';

/** Elements whose text is no text of the document; numbers of footnotes stand in <sup>. */
const silent = new Set(['head', 'script', 'style', 'template', 'noscript', 'nav']);
/** Elements that stand within a line of text. */
const inline = new Set(
  'a abbr b bdi bdo cite code dfn em font i ins kbd label mark q s small span strong sub time tt u var wbr'.split(
    ' ',
  ),
);

/** @throws Problem `table-not-text`, `table-empty`, `table-file-too-large`, `table-too-deep` */
export function readHtml(bytes: Uint8Array, { file }: Named): TextDocument {
  checkSize(bytes.length, { file }, caps.markupBytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 2_000));
  const declared = /<meta[^>]+charset=["']?([\w-]+)/i.exec(start)?.[1];
  const lines: Line[] = [];
  const lists: string[] = [];
  const known = new Map<string, List>();
  const count = createCounter(known);
  let depth = 0;
  let silence = 0;
  let raised = 0;
  let text = '';
  let mark = '';
  let heading = false;
  let number: string | undefined;

  const end = () => {
    const plain = plainText(text);
    text = '';
    if (plain === '') return;
    lines.push({
      text: plain,
      kind: heading ? 'heading' : 'text',
      start: 'block',
      ...(number === undefined ? {} : { number }),
    });
    number = undefined;
  };

  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > caps.depth) throw new Problem('table-too-deep', { cap: caps.depth }, { file });
      if (silent.has(name)) silence += 1;
      if (name === 'sup') {
        raised += 1;
        mark = '';
        return;
      }
      if (inline.has(name)) return;
      end();
      if (/^h[1-6]$/.test(name)) heading = true;
      else if (name === 'ol' || name === 'ul') {
        const id = `${name}${known.size}`;
        const level = {
          start: wholeNumber(attributes['start']) ?? 1,
          format: formats.get(attributes['type'] ?? '1') ?? 'decimal',
          text: '%1.',
          legal: false,
        };
        known.set(id, {
          form: id,
          levels: new Map([[0, name === 'ul' ? { ...level, format: 'bullet' } : level]]),
          starts: new Map(),
        });
        lists.push(id);
      } else if (name === 'li') {
        const list = lists.at(-1);
        number = list === undefined ? undefined : count(list, 0);
      }
    },
    ontext(piece) {
      if (silence > 0) return;
      if (raised > 0) mark += piece;
      else text += piece;
    },
    onclosetag(name) {
      depth -= 1;
      if (silent.has(name)) silence -= 1;
      if (name === 'sup') {
        raised -= 1;
        // "24th" is a word, "24" after it a footnote.
        if (/^\s*\p{L}{2,}\s*$/u.test(mark)) text += mark;
        return;
      }
      if (inline.has(name)) return;
      end();
      if (/^h[1-6]$/.test(name)) heading = false;
      else if (name === 'ol' || name === 'ul') lists.pop();
      else if (name === 'li') number = undefined;
    },
  });
  const page = decodeText(bytes, { file }, declared);
  if (page.length > documentCaps.characters)
    throw new Problem('document-too-long', { cap: documentCaps.characters }, { file });
  parser.end(page);
  end();
  return { file, format: 'HTML', headers: [], lines, tables: [] };
}

const formats = new Map([
  ['1', 'decimal'],
  ['a', 'lowerLetter'],
  ['A', 'upperLetter'],
  ['i', 'lowerRoman'],
  ['I', 'upperRoman'],
]);

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
