/** The publication as one HTML file: no script, nothing fetched, readable by a screen reader and on paper. */
import { direction } from '../core/text.ts';
import {
  citationKey,
  escapeMarkup,
  imprint,
  numberReferences,
  renderCitation,
  stretches,
  tidy,
  type Block,
  type Figure,
  type Heading,
  type Publication,
  type References,
  type Runs,
  type Table,
} from './model.ts';

/** A whole HTML document. The same publication gives the same text. */
export function renderHtml(publication: Publication): string {
  return new HtmlWriter(tidy(publication)).document();
}

class HtmlWriter {
  private readonly publication: Publication;
  private readonly references: References;
  /** How often each reference was cited so far, for the links back. */
  private readonly cited = new Map<number, number>();
  private readonly counted = { heading: 0, table: 0, figure: 0 };

  constructor(publication: Publication) {
    this.publication = publication;
    this.references = numberReferences(publication);
  }

  document(): string {
    const { title, subtitle, language, labels, software, blocks } = this.publication;
    const text = stretches(blocks)
      .map(({ paper, blocks: own }) => {
        const inner = own.map((block) => this.block(block)).join('\n');
        return paper === 'landscape' ? `<div class="landscape">\n${inner}\n</div>` : inner;
      })
      .join('\n');
    return `<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${escapeMarkup(software)}">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#text">${escapeMarkup(labels.skip)}</a>
<header>
<h1>${escapeMarkup(title)}</h1>
${subtitle ? `<p class="subtitle">${escapeMarkup(subtitle)}</p>\n` : ''}<p class="imprint">${imprint(this.publication).map(escapeMarkup).join('<br>')}</p>
</header>
${this.contents()}<main id="text" tabindex="-1">
${text}
${this.referenceList()}</main>
</body>
</html>
`;
  }

  private contents(): string {
    const headings = this.publication.blocks.filter((block) => block.kind === 'heading');
    if (headings.length === 0) return '';
    const { contents, references } = this.publication.labels;
    const items = headings.map(({ level, text }, index) => contentsItem(level, `heading-${index + 1}`, text));
    if (this.references.size > 0) items.push(contentsItem(1, 'references', references));
    return `<nav aria-labelledby="contents"><h2 id="contents">${escapeMarkup(contents)}</h2>\n<ul>\n${items.join('\n')}\n</ul></nav>\n`;
  }

  private block(block: Block): string {
    switch (block.kind) {
      case 'heading':
        return this.heading(block);
      case 'paragraph':
        return `<p>${this.runs(block.runs)}</p>`;
      case 'statement':
        return `<p class="statement">${this.runs(block.runs)}</p>`;
      case 'list':
        return `<ul>\n${block.items.map((item) => `<li>${this.runs(item)}</li>`).join('\n')}\n</ul>`;
      case 'table':
        return this.table(block);
      case 'figure':
        return this.figure(block);
      case 'page break':
        return '<div class="page-break"></div>';
    }
  }

  private heading({ level, text }: Heading): string {
    const tag = `h${level + 1}`;
    return `<${tag} id="heading-${++this.counted.heading}">${escapeMarkup(text)}</${tag}>`;
  }

  private table(table: Table): string {
    const number = ++this.counted.table;
    const caption = this.caption('table', number, table.caption);
    const cell = (tag: string, column: number, attributes: string, content: string) => {
      const figures = table.columns[column]?.content === 'figures' ? ' class="figures"' : '';
      return `<${tag}${attributes}${figures}>${content}</${tag}>`;
    };
    const headers = table.columns.map(({ header }, column) =>
      cell('th', column, ' scope="col"', escapeMarkup(header)),
    );
    const rows = table.rows.map((row) => {
      const cells = row.map((runs, column) =>
        column === 0
          ? cell('th', column, ' scope="row"', this.runs(runs))
          : cell('td', column, '', this.runs(runs)),
      );
      return `<tr>${cells.join('')}</tr>`;
    });
    return `<div class="wide" role="region" tabindex="0" aria-labelledby="table-${number}"><table>
<caption id="table-${number}">${caption}</caption>
<thead><tr>${headers.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`;
  }

  /** The drawing is an image of its own: its names cannot clash with another's, and nothing in it can run. */
  private figure({ svg, alt, caption }: Figure): string {
    const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    return `<figure><img src="${source}" alt="${escapeMarkup(alt)}">
<figcaption>${this.caption('figure', ++this.counted.figure, caption)}</figcaption></figure>`;
  }

  private caption(kind: 'table' | 'figure', number: number, runs: Runs): string {
    return `<b>${escapeMarkup(this.publication.labels[kind])} ${number}.</b> ${this.runs(runs)}`;
  }

  private runs(runs: Runs): string {
    return runs
      .map((run): string => {
        switch (run.kind) {
          case 'text':
            return escapeMarkup(run.text);
          case 'strong':
            return `<strong>${escapeMarkup(run.text)}</strong>`;
          case 'emphasis':
            return `<em>${escapeMarkup(run.text)}</em>`;
          case 'link':
            return `<a href="${escapeMarkup(run.url)}">${escapeMarkup(run.text)}</a>`;
          case 'unverified':
            return ` <span class="unverified">[${escapeMarkup(this.publication.labels.unverified)}]</span>`;
          case 'cite': {
            const marks = run.citations.map((citation) => this.mark(citationKey(citation)));
            return `<sup>${marks.join(', ')}</sup>`;
          }
        }
      })
      .join('');
  }

  private mark(key: string): string {
    const number = this.references.get(key)?.number ?? 0;
    const time = (this.cited.get(number) ?? 0) + 1;
    this.cited.set(number, time);
    return `<a href="#reference-${number}" id="cited-${number}-${time}" role="doc-noteref">${number}</a>`;
  }

  private referenceList(): string {
    if (this.references.size === 0) return '';
    const { labels, language } = this.publication;
    const items = [...this.references.values()].map(({ number, citation }) => {
      const times = Array.from({ length: this.cited.get(number) ?? 0 }, (_, index) => index + 1);
      const back = times.map(
        (time) =>
          `<a href="#cited-${number}-${time}" role="doc-backlink" aria-label="${escapeMarkup(labels.back)} ${number}.${time}">↩</a>`,
      );
      const words = this.runs(renderCitation(citation, labels, language));
      return `<li id="reference-${number}"><bdi>${words}</bdi> ${back.join(' ')}</li>`;
    });
    return `<section role="doc-bibliography" aria-labelledby="references"><h2 id="references">${escapeMarkup(labels.references)}</h2>
<ol>
${items.join('\n')}
</ol></section>
`;
  }
}

function contentsItem(level: number, anchor: string, text: string): string {
  return `<li class="level-${level}"><a href="#${anchor}">${escapeMarkup(text)}</a></li>`;
}

const style = `
:root { --accent: #1f4e79; --rule: #d5dbe1; --quiet: #55606b; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2329; background: #fff;
  font: 1rem/1.6 system-ui, "Noto Sans", "Noto Naskh Arabic", sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { color: var(--accent); line-height: 1.25; margin: 2em 0 .5em; }
h1 { font-size: 2rem; margin-top: 0; } h2 { font-size: 1.5rem; } h3 { font-size: 1.2rem; } h4 { font-size: 1rem; }
header { border-bottom: 2px solid var(--accent); }
.subtitle { font-size: 1.2rem; } .imprint, figcaption, caption { color: var(--quiet); font-size: .9rem; }
a { color: var(--accent); } sup { font-size: .75em; line-height: 0; white-space: nowrap; } sup a { text-decoration: none; padding: 0 .1em; }
nav ul { list-style: none; padding: 0; } nav .level-2 { padding-inline-start: 1.5em; } nav .level-3 { padding-inline-start: 3em; }
.skip { position: absolute; inset-inline-start: -100vw; } .skip:focus { position: static; }
.statement { border-inline-start: 4px solid var(--accent); background: #eef3f8; padding: 1rem 1.25rem; font-size: 1.1rem; }
.unverified { color: #8a4b00; font-size: .85em; white-space: nowrap; }
.wide { overflow-x: auto; margin: 1.5rem 0; } figure { margin: 1.5rem 0; } img { max-width: 100%; height: auto; }
.landscape .wide { margin-inline: max(-16rem, min(0rem, calc(24rem - 50vw))); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; overflow-wrap: normal; }
caption { text-align: start; padding-bottom: .4rem; }
th, td { text-align: start; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--rule); }
thead th { border-bottom: 2px solid var(--accent); vertical-align: bottom; } tbody th { font-weight: normal; }
th.figures, td.figures { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
ol li { margin-bottom: .4rem; font-size: .9rem; }
@media print {
  @page { margin: 22mm 20mm; } @page lying { size: A4 landscape; } .landscape { page: lying; } .landscape .wide { margin-inline: 0; }
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt; }
  .skip { display: none; } .wide { overflow: visible; } .page-break { break-after: page; }
  h1, h2, h3, h4 { break-after: avoid; } tr, figure, .statement { break-inside: avoid; }
  thead { display: table-header-group; } a { color: inherit; }
}
`;
