/**
 * The publication as a Word document (WordprocessingML, ISO/IEC 29500 transitional): real headings, footnotes, header
 * rows, language and reading direction, to be worked on further. The same publication gives the same bytes.
 * Word shows a drawing only beside a raster picture, and nothing here makes one: a figure is told by its caption and
 * its alternative text; its numbers stand in the table that goes with it.
 */
import { strToU8, zipSync } from 'fflate';
import type { Citation } from '../core/citation.ts';
import { direction } from '../core/text.ts';
import { fixedParts, relationships, wordRoot, xmlStart, type Relationship } from './docx-parts.ts';
import {
  citationKey,
  columnShares,
  escapeMarkup,
  footnote,
  imprint,
  numberReferences,
  renderCitation,
  stretches,
  tidy,
  type Block,
  type Paper,
  type Publication,
  type ReferenceMark,
  type References,
  type Run,
  type Table,
} from './model.ts';

/** Writes the document, a ZIP package. */
export function renderDocx(publication: Publication): Uint8Array {
  const parts = new DocxWriter(tidy(publication)).parts();
  const files = Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)] as const);
  return zipSync(Object.fromEntries(files), { mtime: firstDay });
}

/** The first day that a ZIP file can hold: packages of the same text must not differ by the hour. */
const firstDay = new Date(1980, 0, 1);

/** A4 in twentieths of a point, standing; and its margins at the sides. */
const [paperWidth, paperHeight, sideMargin] = [11906, 16838, 1361];

/** Paragraph properties in the order of the schema. */
interface Paragraph {
  readonly style: string;
  readonly numbering?: 'bullets' | 'references';
  readonly align?: 'left' | 'right';
}

type AnyRun = Run | ReferenceMark;

class DocxWriter {
  private readonly publication: Publication;
  private readonly references: References;
  private readonly rtl: boolean;
  private readonly notes: string[] = [];
  private readonly links = { document: [] as Relationship[], footnotes: [] as Relationship[] };
  /** The part being written: links belong to the part they stand in. */
  private part: 'document' | 'footnotes' = 'document';
  private readonly counted = { heading: 0, table: 0, figure: 0, bookmark: 0, section: 0 };
  /** Whether the next paragraph starts a page. A break of its own would leave an empty line on top of the page. */
  private pageStarts = false;
  /** Twentieths of a point between the margins of the pages being written. */
  private textWidth = 0;

  constructor(publication: Publication) {
    this.publication = publication;
    this.references = numberReferences(publication);
    this.rtl = direction(publication.language) === 'rtl';
  }

  parts(): { [name: string]: string } {
    const { title, subtitle, labels } = this.publication;
    const body = [
      this.paragraph({ style: 'Title' }, this.text(title)),
      subtitle ? this.paragraph({ style: 'Subtitle' }, this.text(subtitle)) : '',
      ...imprint(this.publication).map((line) => this.paragraph({ style: 'Imprint' }, this.text(line))),
      this.contents(),
      ...this.stretches(),
      this.referenceList(),
    ];
    const page = labels.page.split(/(\{page\}|\{pages\})/).map((words) => {
      const name = { '{page}': 'PAGE', '{pages}': 'NUMPAGES' }[words];
      return name ? `<w:fldSimple w:instr="${name}">${this.text('1')}</w:fldSimple>` : this.text(words);
    });
    return {
      ...fixedParts(this.publication),
      'word/document.xml': `${xmlStart}<w:document ${wordRoot}><w:body>${body.join('\n')}${this.section(this.closingPaper())}</w:body></w:document>`,
      'word/footnotes.xml': `${xmlStart}<w:footnotes ${wordRoot}>${separators}${this.notes.join('\n')}</w:footnotes>`,
      'word/header.xml': `${xmlStart}<w:hdr ${wordRoot}>${this.paragraph({ style: 'Header' }, this.text(title))}</w:hdr>`,
      'word/footer.xml': `${xmlStart}<w:ftr ${wordRoot}>${this.paragraph({ style: 'Footer' }, page.join(''))}</w:ftr>`,
      'word/_rels/document.xml.rels': relationships([...documentParts, ...this.links.document]),
      'word/_rels/footnotes.xml.rels': relationships(this.links.footnotes),
    };
  }

  /** All blocks; each stretch that another follows ends with a paragraph that holds the properties of its pages. */
  private stretches(): string[] {
    const all = stretches(this.publication.blocks);
    const closing = this.closingPaper();
    return all.flatMap(({ paper, blocks }, index) => {
      this.textWidth = (paper === 'landscape' ? paperHeight : paperWidth) - 2 * sideMargin;
      const written = blocks.map((block) => this.block(block));
      if (index === all.length - 1 && paper === closing) return written;
      this.pageStarts = false;
      const end = `<w:p><w:pPr><w:pStyle w:val="AfterTable"/>${this.section(paper)}</w:pPr></w:p>`;
      return [...written, end];
    });
  }

  /** The list of sources stands on standing pages; without one the last pages are those of the text. */
  private closingPaper(): Paper {
    const last = stretches(this.publication.blocks).at(-1);
    return this.references.size > 0 ? 'portrait' : (last?.paper ?? 'portrait');
  }

  /** The first page of the whole has no header: its title says the same. */
  private section(paper: Paper): string {
    const isFirst = this.counted.section++ === 0;
    const size =
      paper === 'landscape'
        ? `w:w="${paperHeight}" w:h="${paperWidth}" w:orient="landscape"`
        : `w:w="${paperWidth}" w:h="${paperHeight}"`;
    return `<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/><w:footerReference w:type="first" r:id="footer"/><w:pgSz ${size}/><w:pgMar w:top="1474" w:right="${sideMargin}" w:bottom="1361" w:left="${sideMargin}" w:header="680" w:footer="680" w:gutter="0"/>${isFirst ? '<w:titlePg/>' : ''}${this.rtl ? '<w:bidi/>' : ''}</w:sectPr>`;
  }

  /** A contents field as Word makes it, already filled in; without page numbers, which only Word can know. */
  private contents(): string {
    const { labels, blocks } = this.publication;
    const headings = blocks.filter((block) => block.kind === 'heading');
    const closing = this.references.size > 0 ? [{ level: 1, text: labels.references }] : [];
    const entries = [...headings, ...closing]
      .map((heading, index) => ({ level: heading.level, text: heading.text, anchor: `heading_${index + 1}` }))
      .filter(({ level }) => level < 3)
      .map(({ level, text, anchor }) => ({
        style: `TOC${level}`,
        link: this.anchor(anchor, this.text(text)),
      }));
    const start = `${field('begin')}<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\n </w:instrText></w:r>${field('separate')}`;
    const lines = entries.map(({ style, link }, index) =>
      this.paragraph(
        { style },
        (index === 0 ? start : '') + link + (index === entries.length - 1 ? field('end') : ''),
      ),
    );
    if (lines.length === 0) return '';
    const contents = [this.paragraph({ style: 'TOCHeading' }, this.text(labels.contents)), ...lines].join(
      '\n',
    );
    this.pageStarts = true;
    return contents;
  }

  private block(block: Block): string {
    switch (block.kind) {
      case 'heading':
        return this.heading(block.level, block.text);
      case 'paragraph':
        return this.paragraph({ style: 'BodyText' }, this.runs(block.runs));
      case 'statement':
        return this.paragraph({ style: 'Statement' }, this.runs(block.runs));
      case 'list':
        return block.items
          .map((item) => this.paragraph({ style: 'ListBullet', numbering: 'bullets' }, this.runs(item)))
          .join('\n');
      case 'table':
        return this.table(block);
      case 'figure': {
        const caption = this.caption('figure', ++this.counted.figure, block.caption);
        return `${caption}\n${this.paragraph({ style: 'BodyText' }, this.text(block.alt))}`;
      }
      case 'page break':
        this.pageStarts = true;
        return '';
    }
  }

  private heading(level: number, text: string): string {
    const inner = this.bookmark(`heading_${++this.counted.heading}`, this.text(text));
    return this.paragraph({ style: `Heading${level}` }, inner);
  }

  private table(table: Table): string {
    const caption = this.caption('table', ++this.counted.table, table.caption);
    const widths = columnShares(table).map((share) => Math.round(share * this.textWidth));
    const row = (properties: string, cells: readonly string[]) => {
      const inner = cells.map((cell, column) => {
        // In a right-to-left paragraph "left" is where lines start, at the right: figures stand right in both.
        const figures = table.columns[column]?.content === 'figures';
        const paragraph = this.paragraph(
          { style: 'TableText', ...(figures ? { align: this.rtl ? 'left' : 'right' } : {}) },
          cell,
        );
        return `<w:tc><w:tcPr><w:tcW w:w="${widths[column]}" w:type="dxa"/></w:tcPr>${paragraph}</w:tc>`;
      });
      return `<w:tr><w:trPr><w:cantSplit/>${properties}</w:trPr>${inner.join('')}</w:tr>`;
    };
    const header = row(
      '<w:tblHeader/>',
      table.columns.map((column) => this.text(column.header)),
    );
    const rows = table.rows.map((cells) =>
      row(
        '',
        cells.map((cell) => this.cell(cell, table)),
      ),
    );
    const properties = `<w:tblStyle w:val="PublicationTable"/>${this.rtl ? '<w:bidiVisual/>' : ''}<w:tblW w:w="5000" w:type="pct"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>`;
    const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
    return `${caption}\n<w:tbl><w:tblPr>${properties}</w:tblPr><w:tblGrid>${grid}</w:tblGrid>${header}\n${rows.join('\n')}</w:tbl>\n${this.paragraph({ style: 'AfterTable' }, '')}`;
  }

  private cell(runs: readonly Run[], { sources }: Table): string {
    if (!sources) return this.runs(runs);
    return runs
      .map((run) =>
        run.kind === 'cite' ? run.citations.map((each) => this.mark(each)).join('') : this.run(run),
      )
      .join('');
  }

  /** The number of a source in the closing list, as a link. */
  private mark(citation: Citation): string {
    const number = this.references.get(citationKey(citation))?.number ?? 0;
    return this.anchor(`reference_${number}`, this.text(`[${number}]`, styled('FootnoteReference')));
  }

  private caption(kind: 'table' | 'figure', number: number, runs: readonly Run[]): string {
    const label = this.text(`${this.publication.labels[kind]} ${number}. `, bold);
    return this.paragraph({ style: 'Caption' }, label + this.runs(runs));
  }

  private referenceList(): string {
    const { labels, language } = this.publication;
    if (this.references.size === 0) return '';
    const items = [...this.references.values()].map(({ number, citation }) => {
      const words = this.runs(renderCitation(citation, labels, language));
      return this.paragraph(
        { style: 'Reference', numbering: 'references' },
        this.bookmark(`reference_${number}`, words),
      );
    });
    return [this.heading(1, labels.references), ...items].join('\n');
  }

  private paragraph({ style, numbering, align }: Paragraph, inner: string): string {
    const number = numbering
      ? `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${numbering === 'bullets' ? 1 : 2}"/></w:numPr>`
      : '';
    const pageBreak = this.pageStarts && this.part === 'document' ? '<w:pageBreakBefore/>' : '';
    if (pageBreak) this.pageStarts = false;
    const properties = `<w:pStyle w:val="${style}"/>${pageBreak}${number}${this.rtl ? '<w:bidi/>' : ''}${align ? `<w:jc w:val="${align}"/>` : ''}`;
    return `<w:p><w:pPr>${properties}</w:pPr>${inner}</w:p>`;
  }

  private runs(runs: readonly AnyRun[]): string {
    return runs.map((run) => this.run(run)).join('');
  }

  private run(run: AnyRun): string {
    switch (run.kind) {
      case 'text':
        return this.text(run.text);
      case 'strong':
        return this.text(run.text, bold);
      case 'emphasis':
        return this.text(run.text, italic);
      case 'link':
        return this.link(run.url, this.text(run.text, styled('Hyperlink')));
      case 'reference':
        return this.anchor(`reference_${run.number}`, this.text(`[${run.number}]`));
      case 'unverified':
        return this.text(' ') + this.text(`[${this.publication.labels.unverified}]`, styled('Unverified'));
      case 'cite':
        return this.note(run.citations);
    }
  }

  private note(citations: Parameters<typeof footnote>[0]): string {
    const { labels, language } = this.publication;
    this.part = 'footnotes';
    const mark = `<w:r><w:rPr>${styled('FootnoteReference')}</w:rPr><w:footnoteRef/></w:r>`;
    const words = this.runs(footnote(citations, this.references, labels, language));
    this.part = 'document';
    const id = this.notes.length + 1;
    const inner = this.paragraph({ style: 'FootnoteText' }, `${mark}${this.text(' ')}${words}`);
    this.notes.push(`<w:footnote w:id="${id}">${inner}</w:footnote>`);
    return `<w:r><w:rPr>${styled('FootnoteReference')}</w:rPr><w:footnoteReference w:id="${id}"/></w:r>`;
  }

  private link(url: string, inner: string): string {
    const links = this.links[this.part];
    const known = links.find((link) => link.target === url);
    const id = known?.id ?? `link${links.length + 1}`;
    if (!known) links.push({ id, type: 'hyperlink', target: url });
    return `<w:hyperlink r:id="${id}">${inner}</w:hyperlink>`;
  }

  private anchor(name: string, inner: string): string {
    return `<w:hyperlink w:anchor="${name}">${inner}</w:hyperlink>`;
  }

  private bookmark(name: string, inner: string): string {
    const id = ++this.counted.bookmark;
    return `<w:bookmarkStart w:id="${id}" w:name="${name}"/>${inner}<w:bookmarkEnd w:id="${id}"/>`;
  }

  /** Runs of one direction each: Word takes the direction from the mark on the run, not from the letters alone. */
  private text(text: string, properties = ''): string {
    const pieces = text.split(this.rtl ? leftToRight : rightToLeft);
    return pieces
      .map((piece, index) => {
        if (piece === '') return '';
        const marked = this.rtl === (index % 2 === 0) ? `${properties}<w:rtl/>` : properties;
        const shown = `<w:t xml:space="preserve">${escapeMarkup(piece)}</w:t>`;
        return `<w:r>${marked ? `<w:rPr>${marked}</w:rPr>` : ''}${shown}</w:r>`;
      })
      .join('');
  }
}

/** From the first to the last letter of Arabic or Hebrew, with what stands between but letters of other scripts. */
const rightToLeft =
  /([\u0590-\u08ff\ufb1d-\ufefc](?:(?:[\u0590-\u08ff\ufb1d-\ufefc]|\P{L})*[\u0590-\u08ff\ufb1d-\ufefc])?)/u;

/** From the first to the last letter or digit of other scripts, when a letter comes first. */
const leftToRight =
  /((?![\u0590-\u08ff\ufb1d-\ufefc])\p{L}(?:[^\u0590-\u08ff\ufb1d-\ufefc]*[\p{L}0-9](?<![\u0590-\u08ff\ufb1d-\ufefc]))?)/u;

const field = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
const bold = '<w:b/><w:bCs/>';
const italic = '<w:i/><w:iCs/>';
const styled = (style: string) => `<w:rStyle w:val="${style}"/>`;

const separators = `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`;

const documentParts: readonly Relationship[] = [
  { id: 'styles', type: 'styles', target: 'styles.xml' },
  { id: 'settings', type: 'settings', target: 'settings.xml' },
  { id: 'numbering', type: 'numbering', target: 'numbering.xml' },
  { id: 'footnotes', type: 'footnotes', target: 'footnotes.xml' },
  { id: 'header', type: 'header', target: 'header.xml' },
  { id: 'footer', type: 'footer', target: 'footer.xml' },
];
