/**
 * The numbered paragraphs of a document. United Nations documents number their paragraphs throughout; below a
 * paragraph there may be items with numbers of their own: "119.2." or, in older reports, "2." standing further in.
 * What breaks the numbering is reported and left as it stands; nothing is guessed over it.
 */
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
  const paragraphs: (Omit<Paragraph, 'text'> & { text: string })[] = [];
  const findings: Finding[] = [];
  const headings: Heading[] = [];
  let open: Open = { main: 0, sub: 0 };
  let current: (typeof paragraphs)[number] | undefined;

  const follows = (at: number, form: Numeral) =>
    lines.slice(at + 1).some((line) => {
      const next = numeralOf(line);
      return (
        line.start !== 'line' && next?.kind === 'main' && form.kind === 'main' && next.main === form.main + 1
      );
    });

  for (const [at, line] of lines.entries()) {
    if (line.kind === 'footnote') continue;
    const numeral = numeralOf(line);
    const step =
      numeral && line.kind === 'text' ? stepOf(numeral, line, open, () => follows(at, numeral)) : undefined;
    if (numeral && step) {
      const number = step.sub === 0 ? String(step.main) : `${step.main}.${step.sub}`;
      if (step.finding)
        findings.push({
          kind: step.finding,
          number,
          ...(current ? { after: current.number } : {}),
          ...pageOf(line),
        });
      current = { number, text: numeral.rest, headings: headings.map(({ text }) => text), ...pageOf(line) };
      paragraphs.push(current);
      open = { ...open, ...step.open };
    } else if (line.kind === 'heading') {
      current = undefined;
      open = { ...open, headed: true };
      addHeading(headings, line);
    } else if (current) current.text = joined(current.text, line, known);
  }
  return {
    paragraphs: paragraphs.map((paragraph) => ({ ...paragraph, text: paragraph.text.trim() })),
    findings,
  };
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
  readonly headed?: boolean;
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

interface Step {
  readonly main: number;
  readonly sub: number;
  readonly open: Open;
  readonly finding?: Finding['kind'];
}

/** How far a number can jump and still be one. */
const widestGap = 20;
/** Indents that differ by no more than so many points are the same. */
const sameIndent = 6;

/** Whether a number found at a line goes on with the numbering, and how; undefined where it is but text. */
function stepOf(numeral: Numeral, line: Line, open: Open, follows: () => boolean): Step | undefined {
  const apart = line.start !== 'line' || line.number !== undefined;
  const at = (indent: number | undefined) =>
    indent === undefined || line.indent === undefined || Math.abs(line.indent - indent) <= sameIndent;
  if (numeral.kind === 'item') {
    const { main, sub } = numeral;
    const next = {
      main: Math.max(main, open.main),
      sub,
      mainIndent: open.mainIndent,
      subIndent: line.indent,
      headed: false,
    };
    if (main === open.main && sub === open.sub + 1 && (apart || at(open.subIndent)))
      return { main, sub, open: next };
    if (!apart || open.main === 0) return undefined;
    if (main === open.main && sub > open.sub && sub - open.sub <= widestGap)
      return { main, sub, open: next, finding: 'gap' };
    if (main === open.main && sub <= open.sub && at(open.subIndent) && open.subIndent !== undefined)
      return { main, sub, open: { ...next, sub: open.sub }, finding: 'repeat' };
    if (main !== open.main && sub === open.sub + 1 && at(open.subIndent))
      return { main, sub, open: { ...next, main: open.main }, finding: 'other paragraph' };
    return undefined;
  }
  const { main } = numeral;
  const next = { main, sub: 0, mainIndent: line.indent, subIndent: undefined, headed: false };
  if (main === open.main + 1 && (apart || open.mainIndent !== undefined) && at(open.mainIndent))
    return { main, sub: 0, open: next };
  // Items with a number of their own: "1." further in than the paragraphs.
  const inside =
    line.indent !== undefined && open.mainIndent !== undefined && line.indent > open.mainIndent + sameIndent;
  if (inside && open.main > 0) {
    const item = {
      main: open.main,
      sub: main,
      open: { ...open, sub: main, subIndent: line.indent, headed: false },
    };
    if (main === open.sub + 1 && apart && (main === 1 || at(open.subIndent))) return item;
    if (apart && open.sub > 0 && at(open.subIndent) && main > open.sub && main - open.sub <= widestGap)
      return { ...item, finding: 'gap' };
    return undefined;
  }
  if (!apart) return undefined;
  if (open.main === 0)
    return main === 1
      ? { main, sub: 0, open: next }
      : follows()
        ? { main, sub: 0, open: next, finding: 'begins late' }
        : undefined;
  if (main > open.main && main - open.main <= widestGap && at(open.mainIndent))
    return { main, sub: 0, open: next, finding: 'gap' };
  if (main === 1 && open.headed && at(open.mainIndent) && follows())
    return { main, sub: 0, open: next, finding: 'restart' };
  if (main === open.main && at(open.mainIndent)) return { main, sub: 0, open: next, finding: 'repeat' };
  return undefined;
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

/** Words in small letters of the document, to tell "re-" + "port" from "child-" + "friendly". */
function vocabulary(lines: readonly Line[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { text } of lines)
    for (const [word] of text.toLowerCase().matchAll(/\p{L}+(?:-\p{L}+)*/gu)) words.add(word);
  return words;
}

/** A text and the next line of it. */
function joined(text: string, line: Line, known: ReadonlySet<string>): string {
  const point = /^(\([a-z]{1,4}\)|[•●▪–-]\s)/.test(line.text);
  const ended = /[.;:!?]["”’)]?$/.test(text);
  if (text === '') return line.text;
  if (line.start === 'block' || (point && (line.start === 'page' || ended))) return `${text}\n${line.text}`;
  return joinWords(text, line.text, known);
}

function joinWords(before: string, after: string, known: ReadonlySet<string>): string {
  const [, start = ''] = /(\p{L}+)[-\u00ad\u2010]$/u.exec(before) ?? [];
  const [end = ''] = /^\p{Ll}+/u.exec(after) ?? [];
  if (before.endsWith('\u00ad') && end) return before.slice(0, -1) + after;
  if (!start || !end)
    return /[-/]$/.test(before) && !/\s[-/]$/.test(before) ? before + after : `${before} ${after}`;
  const whole = `${start}${end}`.toLowerCase();
  const hyphenated = `${start}-${end}`.toLowerCase();
  return known.has(whole) && !known.has(hyphenated) ? before.slice(0, -1) + after : before + after;
}
