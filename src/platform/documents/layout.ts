/**
 * From pieces of text on the pages of a PDF to lines in reading order. A PDF knows neither lines nor paragraphs
 * nor footnotes: they are told from where the pieces stand and how large they are.
 */
import { type Line, type LineStart, plainText } from './model.ts';

/** A piece of text that stands upright; lengths in points, y from the lower edge of the page. */
export interface Piece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** The size of its letters. */
  readonly size: number;
  /** Any name that tells its font from others. */
  readonly font: string;
}

/** A line as it stands on its page. */
interface Placed {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly font: string;
  /** It begins with a small raised mark, as footnotes do. */
  readonly marked: boolean;
}

/** The lines of all pages, without headers, footers and page numbers; and the headers, each once. */
export function layOut(pages: readonly (readonly Piece[])[]): { lines: Line[]; headers: string[] } {
  const { pages: bare, headers } = withoutMargins(pages.map(placeLines));
  return { lines: linesOf(onOneSide(bare)), headers };
}

function linesOf(placed: readonly (readonly Placed[])[]): Line[] {
  const all = placed.flat();
  const size = commonest(all.map((line) => [line.size, line.text.length])) ?? 0;
  const font = commonest(all.map((line) => [line.font, line.text.length]));
  const indents = weigh(all.map(({ x }) => [Math.round(x), 1]));
  const left = Math.min(
    ...[...indents].filter(([, lines]) => lines >= all.length * marginShare).map(([x]) => x),
  );
  const pitch =
    commonest(
      placed.flatMap((lines) =>
        lines.flatMap((line, at) => {
          const before = lines[at - 1];
          return before?.size === size && line.size === size
            ? [[rounded(before.y - line.y), 1] as const]
            : [];
        }),
      ),
    ) ?? size;
  // Where every line is a block of its own, the common distance is that between blocks.
  const leading = Math.min(pitch, size * widestLeading);
  let notesBefore = false;
  return placed.flatMap((lines, index) => {
    const notes = footnotesFrom(lines, size, notesBefore);
    notesBefore = notes < lines.length;
    const out: Line[] = [];
    for (const [at, line] of lines.entries()) {
      const before = lines[at - 1];
      const apart = before !== undefined && before.y - line.y > Math.max(leading, line.size) * blockGap;
      const start: LineStart = before === undefined ? 'page' : apart || at === notes ? 'block' : 'line';
      const isHeading =
        line.size >= size * headingSize ||
        (line.font !== font &&
          (start === 'line' ? out.at(-1)?.kind === 'heading' : line.x < left - headingOutdent));
      const kind = at >= notes ? 'footnote' : isHeading ? 'heading' : 'text';
      out.push({ text: line.text, kind, start, page: index + 1, indent: line.x });
    }
    return out;
  });
}

/** Headings are larger than the text by this factor, or in another font and further left by so many points. */
const headingSize = 1.1;
const headingOutdent = 8;
/** The left edge of the text is where so many of all lines begin at least. */
const marginShare = 0.08;
/** Lines of one block stand apart by no more than so many times their size. */
const widestLeading = 1.4;
/** Lines of one block stand apart by less than this many times the common distance. */
const blockGap = 1.2;

function rounded(length: number): number {
  return Math.round(length * 2) / 2;
}

/** The value that weighs most, the first of equals. */
function commonest<V>(values: readonly (readonly [value: V, weight: number])[]): V | undefined {
  return [...weigh(values)].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

function weigh<V>(values: readonly (readonly [value: V, weight: number])[]): Map<V, number> {
  const weights = new Map<V, number>();
  for (const [value, weight] of values) weights.set(value, (weights.get(value) ?? 0) + weight);
  return weights;
}

/** Even pages moved to where they would stand if they were odd: in books margins change sides. */
function onOneSide(pages: readonly (readonly Placed[])[]): Placed[][] {
  const indents = (parity: number) =>
    weigh(
      pages.flatMap((lines, index) =>
        index % 2 === parity ? lines.map(({ x }) => [Math.round(x), 1] as const) : [],
      ),
    );
  const [odd, even] = [indents(0), indents(1)];
  const likeliest = (weights: ReadonlyMap<number, number>) =>
    [...weights]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 5)
      .map(([x]) => x);
  const fit = (shift: number) =>
    [...odd].reduce((sum, [x, weight]) => sum + Math.min(weight, even.get(x + shift) ?? 0), 0);
  const shifts = likeliest(odd).flatMap((x) => likeliest(even).map((other) => other - x));
  const best = shifts.toSorted((a, b) => fit(b) - fit(a))[0] ?? 0;
  const shift = fit(best) > fit(0) * clearlyBetter ? best : 0;
  return pages.map((lines, index) =>
    index % 2 === 1 ? lines.map((line) => ({ ...line, x: line.x - shift })) : [...lines],
  );
}

/** How much better than none a shift must fit. */
const clearlyBetter = 1.5;

/** Pieces to lines, from the top of the page down. Raised marks stand with the line they belong to. */
function placeLines(pieces: readonly Piece[]): Placed[] {
  const groups: Piece[][] = [];
  let size = 0;
  let top = 0;
  for (const piece of pieces.toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const group = groups.at(-1);
    size = Math.max(size, piece.size);
    if (group && top - piece.y < size * sameLine) group.push(piece);
    else {
      groups.push([piece]);
      top = piece.y;
      size = piece.size;
    }
  }
  return groups.flatMap((group) => placeLine(group) ?? []);
}

/** Pieces whose baselines differ by less than this part of their size stand in one line. */
const sameLine = 0.55;
/** A mark is smaller than the line by this factor, and raised by this part of the size. */
const markSize = 0.8;
const markRaise = 0.15;

function placeLine(group: readonly Piece[]): Placed | undefined {
  const size = commonest(group.map((piece) => [rounded(piece.size), piece.text.length])) ?? 0;
  const font = commonest(group.map((piece) => [piece.font, piece.text.length])) ?? '';
  const base =
    commonest(
      group.filter((piece) => rounded(piece.size) === size).map((piece) => [piece.y, piece.text.length]),
    ) ?? 0;
  const isMark = (piece: Piece) =>
    piece.size <= size * markSize &&
    piece.y - base > size * markRaise &&
    /^([\d*†‡,;\s]+|[a-z])$/i.test(piece.text.trim());
  const ordered = group.toSorted((a, b) => a.x - b.x);
  const first = ordered[0];
  let text = '';
  let end = Number.POSITIVE_INFINITY;
  for (const piece of ordered) {
    if (isMark(piece)) continue;
    if (piece.x - end > size * wordGap && !/^\s/.test(piece.text)) text += ' ';
    text += piece.text;
    end = piece.x + piece.width;
  }
  text = plainText(text);
  if (!first || text === '') return undefined;
  return { text, x: first.x, y: base, size, font, marked: isMark(first) };
}

/** Pieces further apart than this part of the size have a space between them. */
const wordGap = 0.12;

/**
 * Lines at the edge of many pages that differ in figures only are headers and footers, and so is a bare number at
 * the lower edge.
 */
function withoutMargins(pages: readonly (readonly Placed[])[]): { pages: Placed[][]; headers: string[] } {
  const headers = new Set<string>();
  const key = (line: Placed) => line.text.replace(/\d+/g, '0');
  const counts = new Map<string, number>();
  for (const lines of pages)
    for (const found of new Set([...lines.slice(0, edge), ...lines.slice(-edge)].map(key)))
      counts.set(found, (counts.get(found) ?? 0) + 1);
  const often = Math.max(3, pages.length * oftenShare);
  const repeats = (line: Placed | undefined) =>
    line !== undefined && ((counts.get(key(line)) ?? 0) >= often || symbolOrStamp.test(line.text));
  const bare = pages.map((lines, index) => {
    let from = 0;
    let to = lines.length;
    while (from < edge && repeats(lines[from])) from += 1;
    const isNumber = (line: Placed | undefined) => line?.text === String(index + 1);
    for (let taken = 0; taken < edge && to > from; taken += 1) {
      if (!repeats(lines[to - 1]) && !isNumber(lines[to - 1])) break;
      to -= 1;
    }
    for (const { text } of lines.slice(0, from)) headers.add(text);
    return lines.slice(from, to);
  });
  return { pages: bare, headers: [...headers] };
}

/** How many lines at each edge can be header or footer. */
const edge = 2;
/** On how many of the pages a header stands at least; even and odd pages have their own. */
const oftenShare = 0.3;
/** A bare document symbol, "page 12", or the job number that the United Nations print: GE.12-16005. */
const symbolOrStamp = /^(A|E|S|CRC|CCPR|CEDAW|CAT|CERD|CRPD|CED|CMW|HRI)(\/[\w.-]+)+\*?$|^page \d+$|^GE\.\d/i;

/**
 * Where footnotes begin: the last lines of a page when they are smaller than the text, stand below it, and one
 * of them has a mark (or they go on from the page before).
 */
function footnotesFrom(lines: readonly Placed[], size: number, goOn: boolean): number {
  let from = lines.length;
  while (from > 0 && (lines[from - 1]?.size ?? size) <= size - noteStep) from -= 1;
  const notes = lines.slice(from);
  return from > 0 && (goOn || notes.some(({ marked, text }) => marked || /^[*†\d]+ /.test(text)))
    ? from
    : lines.length;
}

/** By how many points footnotes are smaller. */
const noteStep = 0.5;
