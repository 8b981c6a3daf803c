/** How lines become running text again: what a hyphen at the end of a line means, and where a block begins. */
import type { Line } from './model.ts';

/** Words in small letters of the document, to tell "re-" + "port" from "child-" + "friendly". */
export function vocabulary(lines: readonly Line[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { text } of lines)
    for (const [word] of text.toLowerCase().matchAll(/\p{L}+(?:-\p{L}+)*/gu)) words.add(word);
  return words;
}

/** Adds the next line of a paragraph to the pieces of its text. */
export function addLine(pieces: string[], line: Line, known: ReadonlySet<string>): void {
  const before = pieces.at(-1) ?? '';
  const tail = before.slice(-longestWord);
  const text = line.number === undefined ? line.text : `${line.number} ${line.text}`;
  const point = /^(\([a-z]{1,4}\)|[•●▪–-]\s)/.test(text);
  const ended = /[.;:!?]["”’)]?$/.test(tail);
  if (before === '') pieces.push(text);
  else if (line.start === 'block' || (point && (line.start === 'page' || ended))) pieces.push(`\n${text}`);
  else {
    const seam = seamOf(tail, text, known);
    if (seam === 'hyphen goes') pieces[pieces.length - 1] = before.slice(0, -1);
    pieces.push(seam === 'space' ? ` ${text}` : text);
  }
}

const longestWord = 60;

/** How two lines join: "child-" and "friendly" are one word with a hyphen, "chil-" and "dren" one without. */
function seamOf(before: string, after: string, known: ReadonlySet<string>): 'space' | 'none' | 'hyphen goes' {
  const [, start = ''] = /(\p{L}+)[-\u00ad\u2010]$/u.exec(before) ?? [];
  const [end = ''] = /^\p{Ll}+/u.exec(after) ?? [];
  if (start === '' || end === '') return /\S[-/]$/.test(before) ? 'none' : 'space';
  if (before.endsWith('\u00ad')) return 'hyphen goes';
  const [whole, hyphenated] = [`${start}${end}`.toLowerCase(), `${start}-${end}`.toLowerCase()];
  return known.has(whole) && !known.has(hyphenated) ? 'hyphen goes' : 'none';
}
