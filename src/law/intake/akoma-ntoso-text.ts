/** Finding elements of Akoma Ntoso, and the words of an article. */
import type { XmlElement } from '../../platform/tables/xml.ts';
import { cleanText } from './cells.ts';

/** All elements of a name inside another, in the order of the document. */
export function all(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

export function first(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : first(child, name);
    if (found) return found;
  }
  return undefined;
}

/** Elements whose text is one piece, whatever stands inside (AKN 3.0: blocks, and headings of a container). */
const blocks: ReadonlySet<string> = new Set([
  'p',
  'num',
  'heading',
  'subheading',
  'crossHeading',
  'listIntroduction',
  'listWrapUp',
  'td',
  'th',
  'docTitle',
  'shortTitle',
]);

/** What is no part of the law's words. */
const besides: ReadonlySet<string> = new Set(['authorialNote', 'remark', 'meta']);

/** The words of an article without its own number: headings and paragraphs, each on a line, with their numbers before them. */
export function words(element: XmlElement): string {
  const lines: string[] = [];
  let number = '';
  const add = (text: string) => {
    const line = cleanText(text.replace(/\s+/g, ' '));
    if (line !== '') lines.push(number === '' ? line : `${number} ${line}`);
    if (line !== '') number = '';
  };
  const look = (one: XmlElement, depth: number): void => {
    if (besides.has(one.name)) return;
    if (one.name === 'num') {
      if (depth > 1) number = [number, cleanText(one.text.replace(/\s+/g, ' '))].filter(Boolean).join(' ');
    } else if (blocks.has(one.name) || one.children.length === 0) add(textOf(one));
    else for (const child of one.children) look(child, depth + 1);
  };
  look(element, 0);
  if (number !== '') lines.push(number);
  return lines.join('\n');
}

/** The text of a block without the notes in it. */
function textOf(block: XmlElement): string {
  const notes = [...besides].flatMap((name) => all(block, name)).map(({ text }) => text);
  return notes.reduce((text, note) => text.replace(note, ' '), block.text);
}
