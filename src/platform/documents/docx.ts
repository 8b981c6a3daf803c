/**
 * The text of Word files (ECMA-376, .docx): paragraphs with the numbers that Word gives them, footnotes and tables.
 * Deleted, moved-away and hidden text is left out; inserted text is read.
 */
import { Problem } from '../../core/problem.ts';
import { type Archive, openArchive } from '../tables/archive.ts';
import { checkSize, type Named } from '../tables/table.ts';
import { readXmlPart, type XmlEvents } from '../tables/xml.ts';
import { documentCaps, type DocumentTable, type Line, plainText, type TextDocument } from './model.ts';
import { createCounter, type Level, type List } from './numbering.ts';

type Attributes = { readonly [name: string]: string };

/**
 * @throws Problem `archive-damaged`, `archive-too-large`, `archive-encrypted`, `document-format-unknown`,
 *   `document-too-long`, `xml-doctype`, `xml-invalid`, `xml-token-too-long`, `table-too-deep`
 */
export async function readDocx(bytes: Uint8Array, { file }: Named): Promise<TextDocument> {
  checkSize(bytes.length, { file }, documentCaps.fileBytes);
  const archive = await openArchive(bytes, { file });
  if (!archive.has('word/document.xml'))
    throw new Problem('document-format-unknown', { format: 'a ZIP archive without a Word text' }, { file });
  const styles = archive.has('word/styles.xml')
    ? await readStyles(archive, { file })
    : new Map<string, Style>();
  const lists = archive.has('word/numbering.xml')
    ? await readLists(archive, { file })
    : new Map<string, List>();
  const count = createCounter(lists);
  const budget = { left: documentCaps.characters };
  const { paragraphs, tables } = await readText(
    archive,
    'word/document.xml',
    { file },
    budget,
    styles,
    count,
  );
  const notes = archive.has('word/footnotes.xml')
    ? (await readText(archive, 'word/footnotes.xml', { file }, budget, styles, count)).paragraphs
    : [];
  const headers: string[] = [];
  for (let part = 1; archive.has(`word/header${part}.xml`); part += 1)
    headers.push(
      ...(await readText(archive, `word/header${part}.xml`, { file }, budget, styles, count)).texts,
    );
  const lines = paragraphs.map(({ text, number, heading }): Line => ({
    text,
    kind: heading ? 'heading' : 'text',
    start: 'block',
    ...(number === undefined ? {} : { number }),
  }));
  const footnotes = notes.map(({ text }): Line => ({ text, kind: 'footnote', start: 'block' }));
  return { file, format: 'DOCX', headers: [...new Set(headers)], lines: [...lines, ...footnotes], tables };
}

/** The value of an attribute by its name without prefix. */
function valueOf(attributes: Attributes, name: string): string | undefined {
  return attributes[`w:${name}`] ?? Object.entries(attributes).find(([key]) => key.endsWith(`:${name}`))?.[1];
}

function numberOf(attributes: Attributes, name = 'val'): number {
  const number = Number(valueOf(attributes, name));
  return Number.isInteger(number) && Math.abs(number) < 1_000_000 ? number : 0;
}

/** A property that is there and not switched off. */
function isOn(attributes: Attributes): boolean {
  return !/^(0|false|off)$/.test(valueOf(attributes, 'val') ?? '');
}

interface Style {
  name: string;
  basedOn?: string;
  list?: string;
  level?: number;
  outline?: number;
}

async function readStyles(archive: Archive, named: Named): Promise<ReadonlyMap<string, Style>> {
  const styles = new Map<string, Style>();
  let style: Style = { name: '' };
  await readXmlPart(archive, 'word/styles.xml', named, {
    open(name, attributes) {
      if (name === 'style') {
        style = { name: '' };
        styles.set(valueOf(attributes, 'styleId') ?? '', style);
      } else if (name === 'name') style.name = valueOf(attributes, 'val') ?? '';
      else if (name === 'basedOn') style.basedOn = valueOf(attributes, 'val') ?? '';
      else if (name === 'numId') style.list = valueOf(attributes, 'val') ?? '';
      else if (name === 'ilvl') style.level = numberOf(attributes);
      else if (name === 'outlineLvl') style.outline = numberOf(attributes);
    },
  });
  return styles;
}

/** A style and those it is based on, the nearest first. */
function* lineage(styles: ReadonlyMap<string, Style>, id: string | undefined): Generator<Style> {
  const seen = new Set<string>();
  for (
    let at = id;
    at !== undefined && !seen.has(at) && seen.size < longestLineage;
    at = styles.get(at)?.basedOn
  ) {
    seen.add(at);
    const style = styles.get(at);
    if (style) yield style;
  }
}

/** ECMA-376 part 1, 17.9.6. */
const mostLevels = 9;
/** Longer than any real one. */
const longestLineage = 20;

interface Form {
  readonly levels: Map<number, Level>;
  /** Named, or pointing to another form by that name. */
  styleLink?: string;
  numStyleLink?: string;
}

async function readLists(archive: Archive, named: Named): Promise<ReadonlyMap<string, List>> {
  const forms = new Map<string, Form>();
  const instances = new Map<
    string,
    { form: string; levels: Map<number, Level>; starts: Map<number, number> }
  >();
  let form: Form | undefined;
  let instance: { form: string; levels: Map<number, Level>; starts: Map<number, number> } | undefined;
  let at = 0;
  let level: { -readonly [K in keyof Level]: Level[K] } | undefined;
  await readXmlPart(archive, 'word/numbering.xml', named, {
    open(name, attributes) {
      if (name === 'abstractNum') {
        form = { levels: new Map() };
        forms.set(valueOf(attributes, 'abstractNumId') ?? '', form);
      } else if (name === 'num') {
        instance = { form: '', levels: new Map(), starts: new Map() };
        instances.set(valueOf(attributes, 'numId') ?? '', instance);
      } else if (name === 'abstractNumId' && instance) instance.form = valueOf(attributes, 'val') ?? '';
      else if (name === 'styleLink' && form) form.styleLink = valueOf(attributes, 'val') ?? '';
      else if (name === 'numStyleLink' && form) form.numStyleLink = valueOf(attributes, 'val') ?? '';
      else if (name === 'lvlOverride') at = numberOf(attributes, 'ilvl');
      else if (name === 'startOverride') instance?.starts.set(at, numberOf(attributes));
      else if (name === 'lvl') {
        level = { start: 0, format: 'decimal', text: '', legal: false };
        const depth = numberOf(attributes, 'ilvl');
        if (depth >= 0 && depth < mostLevels) (instance ?? form)?.levels.set(depth, level);
      } else if (!level) return;
      else if (name === 'start') level.start = numberOf(attributes);
      else if (name === 'numFmt') level.format = valueOf(attributes, 'val') ?? 'decimal';
      else if (name === 'lvlText') level.text = valueOf(attributes, 'val') ?? '';
      else if (name === 'lvlRestart') level.restart = numberOf(attributes);
      else if (name === 'isLgl') level.legal = isOn(attributes);
    },
    close(name) {
      if (name === 'abstractNum') form = undefined;
      else if (name === 'num') instance = undefined;
      else if (name === 'lvl') level = undefined;
    },
  });
  const linked = new Map([...forms].map(([id, { styleLink }]) => [styleLink, id]));
  return new Map(
    [...instances].map(([id, one]): [string, List] => {
      const link = forms.get(one.form)?.numStyleLink;
      const of = (link === undefined ? undefined : linked.get(link)) ?? one.form;
      const levels = new Map([...(forms.get(of)?.levels ?? []), ...one.levels]);
      return [id, { form: of, levels, starts: one.starts }];
    }),
  );
}

interface Paragraph {
  readonly text: string;
  readonly number?: string;
  readonly heading: boolean;
}

/** What a paragraph says of itself while it is read. */
interface Open {
  text: string;
  style?: string;
  list?: string;
  level?: number;
  outline?: number;
}

/** What a cell costs beside its text: an empty one takes memory too. */
const cellCost = 8;
/** Elements whose text is no text of the document. */
const silent = new Set(['del', 'moveFrom', 'Fallback', 'pPrChange', 'rPrChange', 'footnotePr']);

async function readText(
  archive: Archive,
  part: string,
  named: Named,
  budget: { left: number },
  styles: ReadonlyMap<string, Style>,
  count: (list: string, level: number) => string | undefined,
): Promise<{ paragraphs: Paragraph[]; tables: DocumentTable[]; texts: string[] }> {
  const paragraphs: Paragraph[] = [];
  const tables: DocumentTable[] = [];
  const open: Open[] = [];
  const cells: string[][] = [];
  let rows: string[][] = [];
  let row: string[] = [];
  let silence = 0;
  let hidden = false;
  let inText = false;
  let inProperties = 0;

  const spend = (characters: number) => {
    budget.left -= characters;
    if (budget.left < 0) throw new Problem('document-too-long', { cap: documentCaps.characters }, named);
  };
  const add = (text: string) => {
    const paragraph = open.at(-1);
    if (!paragraph || hidden) return;
    spend(text.length);
    paragraph.text += text;
  };

  const endParagraph = () => {
    const paragraph = open.pop();
    if (!paragraph) return;
    const of = [...lineage(styles, paragraph.style)];
    const list = paragraph.list ?? of.find((style) => style.list !== undefined)?.list;
    const level = paragraph.level ?? of.find((style) => style.level !== undefined)?.level ?? 0;
    const text = plainText(paragraph.text);
    const number = text === '' || list === undefined || list === '0' ? undefined : count(list, level);
    const cell = cells.at(-1);
    if (cell) {
      cell.push(number === undefined ? text : `${number} ${text}`);
      return;
    }
    if (text === '') return;
    const outline = paragraph.outline ?? of.find((style) => style.outline !== undefined)?.outline ?? 9;
    const heading = outline < 9 || of.some(({ name }) => headingStyle.test(name));
    paragraphs.push({ text, heading, ...(number === undefined ? {} : { number }) });
  };

  const events: XmlEvents = {
    open(name, attributes) {
      const paragraph = open.at(-1);
      if (silent.has(name)) silence += 1;
      else if (silence > 0) return;
      else if (name === 'p') open.push({ text: '' });
      else if (name === 't') inText = true;
      else if (name === 'tab' && inProperties === 0) add(' ');
      else if (name === 'br' || name === 'cr') add('\n');
      else if (name === 'noBreakHyphen') add('-');
      else if (name === 'r') hidden = false;
      else if (name === 'vanish' && paragraph && inProperties === 0) hidden = isOn(attributes);
      else if (name === 'pPr') inProperties += 1;
      else if (name === 'pStyle' && paragraph) paragraph.style = valueOf(attributes, 'val') ?? '';
      else if (name === 'numId' && paragraph) paragraph.list = valueOf(attributes, 'val') ?? '';
      else if (name === 'ilvl' && paragraph) paragraph.level = numberOf(attributes);
      else if (name === 'outlineLvl' && paragraph) paragraph.outline = numberOf(attributes);
      else if (name === 'tbl' && cells.length === 0) rows = [];
      else if (name === 'tr' && cells.length === 0) row = [];
      else if (name === 'tc') cells.push([]);
    },
    close(name) {
      if (silent.has(name)) silence -= 1;
      else if (silence > 0) return;
      else if (name === 'p') endParagraph();
      else if (name === 't') inText = false;
      else if (name === 'r') hidden = false;
      else if (name === 'pPr') inProperties -= 1;
      else if (name === 'tc') {
        spend(cellCost);
        const text = (cells.pop() ?? []).filter((line) => line !== '').join('\n');
        const around = cells.at(-1);
        if (around) around.push(text);
        else row.push(text);
      } else if (name === 'tr' && cells.length === 0) rows.push(row);
      else if (name === 'tbl' && cells.length === 0) tables.push(rows);
    },
    text(text) {
      if (inText && silence === 0) add(text);
    },
  };
  await readXmlPart(archive, part, named, events);
  const texts = [...paragraphs.map(({ text }) => text), ...tables.flat(2)].filter((text) => text !== '');
  return { paragraphs, tables, texts };
}

/** "heading 1" of Word, "_ H_1_G" and "_ H _Ch_G" of the United Nations' templates. */
const headingStyle = /^heading \d|^_? ?H[ _]*(\d|Ch|M)/i;
