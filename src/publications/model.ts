/**
 * A publication as a neutral document: what is said, in which order, on which sources. Three writers (HTML, Word,
 * PDF) put the same document on paper. Pure: no record, no files.
 */
import type { Citation } from '../core/citation.ts';
import { formatDate, type Day } from '../core/date.ts';
import type { Language } from '../core/text.ts';

/** A stretch of text with one meaning. Runs follow each other without a space unless the text holds one. */
export type Run =
  | { readonly kind: 'text' | 'strong' | 'emphasis'; readonly text: string }
  /** Only http, https and mailto addresses become links; any other is written as plain text. */
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  /** The mark of the sources of what was just said. */
  | { readonly kind: 'cite'; readonly citations: readonly Citation[] }
  /** The mark that what was just said has not been read in its source. */
  | { readonly kind: 'unverified' };

export type Runs = readonly Run[];

export interface Column {
  readonly header: string;
  /** Figures are set flush right in every language, so that their digits stand under each other. */
  readonly content: 'text' | 'figures';
}

/** A table. The first cell of a row names the row. Missing cells are empty; cells beyond the columns are dropped. */
export interface Table {
  readonly kind: 'table';
  readonly caption: Runs;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Runs[])[];
  /** A table with a source in nearly every cell names them by their numbers in the closing list: notes would fill the page. */
  readonly sources?: 'closing list';
}

/** A drawing: a whole, well-formed SVG document, and in words what it shows. */
export interface Figure {
  readonly kind: 'figure';
  readonly svg: string;
  readonly alt: string;
  readonly caption: Runs;
}

export interface Heading {
  readonly kind: 'heading';
  readonly level: 1 | 2 | 3;
  readonly text: string;
}

export type Block =
  | Heading
  | { readonly kind: 'paragraph'; readonly runs: Runs }
  | { readonly kind: 'list'; readonly items: readonly Runs[] }
  | Table
  | Figure
  /** The sentence that answers the question at a glance, set in a box. */
  | { readonly kind: 'statement'; readonly runs: Runs }
  /** The pages from here on lie or stand; they stand where nothing is said. */
  | { readonly kind: 'page break'; readonly paper?: Paper };

/** A4, standing or lying. */
export type Paper = 'portrait' | 'landscape';

/** The fixed words of the writers, in the language of the publication. Words in braces are filled in here. */
export interface Labels {
  readonly contents: string;
  readonly references: string;
  readonly table: string;
  readonly figure: string;
  /** "Page {page} of {pages}" */
  readonly page: string;
  /** Under the title: "As of {date}" */
  readonly asOf: string;
  /** In a citation: "as at {date}" */
  readonly asAt: string;
  /** Under the title: "Made with {software}" */
  readonly madeWith: string;
  readonly unverified: string;
  /** HTML: the link past the contents, "Skip to the text" */
  readonly skip: string;
  /** HTML: the link from a reference to where it is cited, "Back to the text" */
  readonly back: string;
}

export interface Publication {
  readonly title: string;
  readonly subtitle?: string;
  readonly language: Language;
  readonly asOf: Day;
  /** Name and version of the software that made it. */
  readonly software: string;
  readonly labels: Labels;
  readonly blocks: readonly Block[];
}

/** The blocks in stretches of pages of one kind; the first stands. The break that begins a stretch is no more among them. */
export function stretches(
  blocks: readonly Block[],
): readonly { readonly paper: Paper; readonly blocks: readonly Block[] }[] {
  const found: { readonly paper: Paper; readonly blocks: Block[] }[] = [{ paper: 'portrait', blocks: [] }];
  for (const block of blocks) {
    const last = found.at(-1);
    const paper = block.kind === 'page break' ? (block.paper ?? 'portrait') : last?.paper;
    if (last && paper === last.paper) last.blocks.push(block);
    else if (paper) found.push({ paper, blocks: [] });
  }
  return found.filter(({ blocks: own }, index) => index === 0 || own.length > 0);
}

/** One source in the closing list. Unverified where anything that cites it is. */
export interface Reference {
  readonly number: number;
  readonly citation: Citation;
}

/** References in the order of their numbers, by `citationKey`. */
export type References = ReadonlyMap<string, Reference>;

/** Citations of the same title, place and day are one reference. */
export function citationKey({ title, place, asAt }: Citation): string {
  return JSON.stringify([title, place ?? '', asAt ?? '']);
}

/** Numbers the sources from 1 in the order in which they are first cited. */
export function numberReferences(publication: Publication): References {
  const references = new Map<string, Reference>();
  for (const run of publication.blocks.flatMap(runsOf)) {
    if (run.kind !== 'cite') continue;
    for (const citation of run.citations) {
      const key = citationKey(citation);
      const known = references.get(key);
      references.set(
        key,
        known
          ? { ...known, citation: merge(known.citation, citation) }
          : { number: references.size + 1, citation },
      );
    }
  }
  return references;
}

function merge(first: Citation, second: Citation): Citation {
  return {
    ...second,
    ...first,
    standing: second.standing === 'unverified' ? 'unverified' : first.standing,
  };
}

function runsOf(block: Block): Runs {
  switch (block.kind) {
    case 'paragraph':
    case 'statement':
      return block.runs;
    case 'list':
      return block.items.flat();
    case 'table':
      return [...block.caption, ...block.rows.flat(2)];
    case 'figure':
      return block.caption;
    case 'heading':
    case 'page break':
      return [];
  }
}

const addressInText = /(https?:\/\/[^\s;,)]+)/;

/** A citation in words: title, place, day and address; marked when it is unverified. Addresses are links. */
export function renderCitation(citation: Citation, labels: Labels, language: Language): Runs {
  const comma = language === 'ar' ? '، ' : ', ';
  const day = citation.asAt && formatDate(citation.asAt, language);
  const asAt = day ? ` (${labels.asAt.replace('{date}', () => day)})` : '';
  const words = [citation.title, citation.place].filter(Boolean).join(comma);
  const runs: Run[] = words
    .split(addressInText)
    .filter((text) => text !== '')
    .map((text) => (addressInText.test(text) ? { kind: 'link', text, url: text } : { kind: 'text', text }));
  if (asAt) runs.push({ kind: 'text', text: asAt });
  const { address } = citation;
  if (address && !words.includes(address)) {
    runs.push({ kind: 'text', text: '. ' }, { kind: 'link', text: address, url: address });
  }
  if (citation.standing === 'unverified') runs.push({ kind: 'unverified' });
  return safeRuns(runs);
}

/** In a footnote, the number of a source in the closing list. */
export interface ReferenceMark {
  readonly kind: 'reference';
  readonly number: number;
}

/** The text of a footnote: each source with its number in the closing list. */
export function footnote(
  citations: readonly Citation[],
  references: References,
  labels: Labels,
  language: Language,
): readonly (Run | ReferenceMark)[] {
  return citations.flatMap((citation, index): (Run | ReferenceMark)[] => [
    { kind: 'text', text: index === 0 ? '' : '; ' },
    { kind: 'reference', number: references.get(citationKey(citation))?.number ?? 0 },
    { kind: 'text', text: ' ' },
    ...renderCitation(citation, labels, language),
  ]);
}

/** "Made with …" and "As of …" under the title. */
export function imprint({ labels, asOf, software, language }: Publication): string[] {
  return [
    labels.asOf.replace('{date}', () => formatDate(asOf, language)),
    labels.madeWith.replace('{software}', () => software),
  ];
}

const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * The publication as a writer may trust it: texts without characters that a format cannot hold, safe addresses,
 * no empty headings, tables or citations, no heading more than one level below the one before it, every row with all its cells.
 */
export function tidy(publication: Publication): Publication {
  const clean = cleaned(publication);
  let level = 0;
  const blocks = clean.blocks.flatMap((block): Block[] => {
    if (block.kind === 'table' && block.columns.length === 0) return [];
    if (block.kind !== 'heading') return [tidyBlock(block)];
    if (!visible.test(block.text)) return [];
    level = Math.min(block.level, level + 1);
    return [{ ...block, level: level as Heading['level'] }];
  });
  return { ...clean, title: visible.test(clean.title) ? clean.title.trim() : '–', blocks };
}

function tidyBlock(block: Block): Block {
  switch (block.kind) {
    case 'paragraph':
    case 'statement':
      return { ...block, runs: safeRuns(block.runs) };
    case 'list':
      return { ...block, items: block.items.map(safeRuns) };
    case 'table': {
      const rows = block.rows.map((row) => block.columns.map((_, index) => safeRuns(row[index] ?? [])));
      return { ...block, caption: safeRuns(block.caption), rows };
    }
    case 'figure':
      return { ...block, alt: visible.test(block.alt) ? block.alt : '–', caption: safeRuns(block.caption) };
    case 'heading':
    case 'page break':
      return block;
  }
}

function safeRuns(runs: Runs): Runs {
  return runs.filter((run) => run.kind !== 'cite' || run.citations.length > 0).map(withSafeAddress);
}

/** Longer addresses are no addresses of documents, and Word and PDF readers stumble over them. */
const longestAddress = 2000;

function withSafeAddress(run: Run): Run {
  if (run.kind !== 'link') return run;
  const url = URL.parse(run.url);
  const safe =
    url && ['http:', 'https:', 'mailto:'].includes(url.protocol) && url.href.length <= longestAddress;
  return safe ? { ...run, url: url.href } : { kind: 'text', text: run.text };
}

/**
 * Text without control characters, half characters (lone surrogates) and marks that turn the direction of what
 * follows them; white space becomes single spaces. Everything else stays as it was written.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]|\p{Noncharacter_Code_Point}/gu, '')
    .replace(/(?!\s)\p{Cc}/gu, '')
    .replace(/\s+/gu, (space) => (/^[\u00a0\u202f]+$/u.test(space) ? space : ' '));
}

/** The same value with every text in it cleaned. */
function cleaned<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, cleaned(part)])) as T;
}

/** Text for an XML or HTML document, safe between tags and in attributes. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Characters that a column should hold on one line before its texts are broken. */
const oneLine = 24;

/** The share of the width that each column of a table needs, by the length of its texts; they add up to 1. */
export function columnShares({ columns, rows }: Table): number[] {
  const needs = columns.map(({ header }, index) => {
    const lengths = rows.map((row) => runsLength(row[index] ?? []));
    const longest = Math.max(0, ...lengths);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
    const longestWord = Math.max(...header.split(' ').map((word) => word.length));
    const need = longest <= oneLine ? longest + 4 : Math.max(oneLine, mean);
    return Math.min(60, Math.max(need, Math.min(oneLine, longestWord + 4)));
  });
  const whole = needs.reduce((sum, need) => sum + need, 0);
  return needs.map((need) => need / whole);
}

function runsLength(runs: Runs): number {
  return runs.reduce((sum, run) => {
    if ('text' in run) return sum + run.text.length;
    return sum + (run.kind === 'cite' ? 3 * run.citations.length : 12);
  }, 0);
}
