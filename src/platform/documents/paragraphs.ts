/**
 * The numbered paragraphs of a document. United Nations documents number their paragraphs throughout; below a
 * paragraph there may be items with numbers of their own: "119.2." or, in older reports, "2." standing further in.
 * What breaks the numbering is reported and left as it stands; nothing is guessed over it.
 */
import { addLine, vocabulary } from './joining.ts';
import type { Line, TextDocument } from './model.ts';

/** A numbered paragraph, or a numbered item below one. */
export interface Paragraph {
  /** "119", or with the paragraph it stands under "119.2", also where only "2." is printed. */
  readonly number: string;
  /** Its text without the number; a line feed before each block or lettered point inside it. */
  readonly text: string;
  /** Where it begins. */
  readonly page?: number;
  /** The headings above it, the widest first. */
  readonly headings: readonly string[];
}

/** Something in the numbering that is not as it should be. */
export interface Finding {
  readonly kind: 'gap' | 'repeat' | 'restart' | 'other paragraph' | 'begins late';
  /** The number found, and the one before it. */
  readonly number: string;
  readonly after?: string;
  readonly page?: number;
}

export interface Numbered {
  readonly paragraphs: readonly Paragraph[];
  readonly findings: readonly Finding[];
}

/** Splits a document into its numbered paragraphs. */
export function numberedParagraphs({ lines }: Pick<TextDocument, 'lines'>): Numbered {
  const known = vocabulary(lines);
  const last = lastPlaces(lines);
  const paragraphs: (Omit<Paragraph, 'text'> & { readonly pieces: string[] })[] = [];
  const findings: Finding[] = [];
  const headings: Heading[] = [];
  let open: Open = { main: 0, sub: 0, headed: false };
  let inside = false;
  for (const [at, line] of lines.entries()) {
    if (line.kind === 'footnote') continue;
    const current = paragraphs.at(-1);
    const numeral = numeralOf(line);
    const step =
      numeral && line.kind === 'text'
        ? stepOf(numeral, line, open, (last.get(numeral.main + 1) ?? 0) > at)
        : undefined;
    if (numeral && step) {
      const number = step.sub === 0 ? String(step.main) : `${step.main}.${step.sub}`;
      const after = current ? { after: current.number } : {};
      if (step.finding) findings.push({ kind: step.finding, number, ...after, ...pageOf(line) });
      const above = headings.map(({ text }) => text);
      paragraphs.push({ number, pieces: [numeral.rest], headings: above, ...pageOf(line) });
      open = step.open;
      inside = true;
    } else if (line.kind === 'heading') {
      inside = false;
      open = {
        main: open.main,
        sub: open.sub,
        mainIndent: open.mainIndent,
        subIndent: open.subIndent,
        headed: true,
      };
      addHeading(headings, line);
    } else if (inside && current) addLine(current.pieces, line, known);
  }
  return {
    paragraphs: paragraphs.map(({ pieces, ...paragraph }) => ({
      ...paragraph,
      text: pieces.join('').trim(),
    })),
    findings,
  };
}

/** The last line that begins with each main number: whether one comes later is asked at every restart. */
function lastPlaces(lines: readonly Line[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    const numeral = line.start === 'line' || line.kind !== 'text' ? undefined : numeralOf(line);
    if (numeral?.kind === 'main') places.set(numeral.main, at);
  }
  return places;
}

function pageOf({ page }: Line): { page?: number } {
  return page === undefined ? {} : { page };
}

/** Where the numbering stands. */
interface Open {
  readonly main: number;
  readonly sub: number;
  /** Where main numbers and items stand from the left, once known. */
  readonly mainIndent?: number | undefined;
  readonly subIndent?: number | undefined;
  /** A heading came since the last number. */
  readonly headed: boolean;
}

type Numeral =
  | { readonly kind: 'main'; readonly main: number; readonly rest: string }
  | { readonly kind: 'item'; readonly main: number; readonly sub: number; readonly rest: string };

/** The number at the beginning of a line, typed or given by Word. */
function numeralOf(line: Line): Numeral | undefined {
  const text = line.number === undefined ? line.text : `${line.number.replace(/\.?$/, '.')} ${line.text}`;
  const item = /^(\d{1,4})\s?\.\s?(\d{1,3})\s?(?:\.\s*|\s+)(?=\S)(.*)$/.exec(text);
  if (item) return { kind: 'item', main: Number(item[1]), sub: Number(item[2]), rest: item[3] ?? '' };
  const main = /^(\d{1,4})\s?\.\s+(.*)$/.exec(text);
  return main ? { kind: 'main', main: Number(main[1]), rest: main[2] ?? '' } : undefined;
}

/** A number that goes on with the numbering, where it then stands, and what is wrong with it. */
interface Step {
  readonly main: number;
  /** 0 for a paragraph that is no item. */
  readonly sub: number;
  readonly open: Open;
  readonly finding?: Finding['kind'];
}

/** How far a number can jump and still be one; further only where the number after it comes too. */
const widestGap = 20;
/** Indents that differ by no more than so many points are the same. */
const sameIndent = 6;

/** Whether a number found at a line goes on with the numbering, and how; undefined where it is but text. */
function stepOf(numeral: Numeral, line: Line, open: Open, nextComes: boolean): Step | undefined {
  if (numeral.kind === 'item') return itemStep('whole', numeral.main, numeral.sub, line, open);
  // Items can have a number of their own: "1." further in than the paragraphs.
  const furtherIn =
    line.indent !== undefined && open.mainIndent !== undefined && line.indent > open.mainIndent + sameIndent;
  return furtherIn
    ? itemStep('short', open.main, numeral.main, line, open)
    : mainStep(numeral.main, line, open, nextComes);
}

function mainStep(main: number, line: Line, open: Open, nextComes: boolean): Step | undefined {
  const found = { main, sub: 0, open: { main, sub: 0, mainIndent: line.indent, headed: false } };
  const placed = isAt(line, open.mainIndent);
  if (main === open.main + 1 && placed && (isApart(line) || open.mainIndent !== undefined)) return found;
  if (!isApart(line) || !placed) return undefined;
  if (open.main === 0) return nextComes ? { ...found, finding: 'begins late' } : undefined;
  if (main > open.main && (main - open.main <= widestGap || nextComes)) return { ...found, finding: 'gap' };
  if (main === 1 && open.headed && nextComes) return { ...found, finding: 'restart' };
  return main === open.main ? { ...found, finding: 'repeat' } : undefined;
}

function itemStep(
  form: 'whole' | 'short',
  main: number,
  sub: number,
  line: Line,
  open: Open,
): Step | undefined {
  if (open.main === 0) return undefined;
  const found = { main, sub, open: { ...open, sub, subIndent: line.indent, headed: false } };
  const placed = isAt(line, open.subIndent);
  const next = sub === open.sub + 1;
  if (main === open.main && next && (isApart(line) || (open.sub > 0 && placed))) return found;
  if (!isApart(line) || !placed) return undefined;
  if (main !== open.main) return next && open.sub > 0 ? { ...found, finding: 'other paragraph' } : undefined;
  // Without the number of its paragraph, a number that jumps is one only among others.
  const among = open.sub > 0 || form === 'whole';
  if (sub > open.sub) return among && sub - open.sub <= widestGap ? { ...found, finding: 'gap' } : undefined;
  return open.sub > 0 ? { ...found, finding: 'repeat' } : undefined;
}

/** A line that may begin a paragraph: after a space, on top of a page, or numbered by Word. */
function isApart(line: Line): boolean {
  return line.start !== 'line' || line.number !== undefined;
}

function isAt(line: Line, indent: number | undefined): boolean {
  return indent === undefined || line.indent === undefined || Math.abs(line.indent - indent) <= sameIndent;
}

interface Heading {
  readonly text: string;
  readonly rank: number;
  /** Whether more lines of it may come. */
  readonly page: number | undefined;
}

/** Headings stand under those of a higher rank: "II." under nothing, "B." under "II.". */
function addHeading(headings: Heading[], line: Line): void {
  const last = headings.at(-1);
  if (line.start === 'line' && last) {
    headings[headings.length - 1] = { ...last, text: `${last.text} ${line.text}` };
    return;
  }
  const rank = /^[IVX]+\./.test(line.text)
    ? 1
    : /^[A-Z]\./.test(line.text)
      ? 2
      : /^\d+\./.test(line.text)
        ? 3
        : 0;
  while (headings.length > 0 && (headings.at(-1)?.rank ?? 0) >= rank) headings.pop();
  headings.push({ text: line.text, rank, page: line.page });
}
