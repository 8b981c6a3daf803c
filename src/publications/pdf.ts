/**
 * The publication as an accessible PDF (PDF/UA-1): tagged, with its language, title, bookmarks and alternative
 * texts, in fonts that come with the program. The same publication gives the same bytes on every machine.
 */
import { arabicSigns, coverage, type Covers, type FontName } from './fonts.ts';
import {
  citationKey,
  columnShares,
  footnote,
  imprint,
  numberReferences,
  renderCitation,
  stretches,
  tidy,
  type Block,
  type Publication,
  type References,
  type Runs,
} from './model.ts';
import { press } from './press.ts';

/**
 * Writes the PDF. A character for which the fonts have no sign (Chinese or Thai, say) is shown as U+FFFD: the
 * standard allows no sign that cannot be read. The Word and HTML files keep it.
 * Sources are notes under the page. The typesetter (Typst 0.14) loses its tags on rare meetings of a note with the end
 * of a page; that document gets marks of the closing list instead.
 * @throws Problem `pdf-unavailable` where the typesetter cannot run on this machine or does not come to an end.
 */
export async function renderPdf(publication: Publication): Promise<Uint8Array> {
  const set = (sources: Sources) => press(JSON.stringify(pageData(tidy(publication), sources), printable));
  return set('notes').catch(() => set('marks'));
}

/** How the source of a statement is told: by a note under the page, or by its number in the closing list. */
type Sources = 'notes' | 'marks';

/** What the template reads. */
function pageData(publication: Publication, sources: Sources): object {
  const { title, subtitle, language, asOf, labels } = publication;
  const references = numberReferences(publication);
  return {
    title,
    running: title.length > 90 ? `${title.slice(0, 90).toWellFormed()}…` : title,
    subtitle: subtitle ?? null,
    language,
    day: asOf.split('-').map(Number),
    labels,
    imprint: imprint(publication),
    stretches: stretches(publication.blocks).map(({ paper, blocks }) => ({
      paper,
      blocks: blocks.map((block) =>
        blockData(block, (runs) =>
          sources === 'marks' || block.kind === 'table'
            ? withMarks(runs, references)
            : withNotes(runs, publication, references),
        ),
      ),
    })),
    references: [...references.values()].map(({ number, citation }) => ({
      number,
      runs: isolated(renderCitation(citation, labels, language)),
    })),
  };
}

function blockData(block: Block, runs: (them: Runs) => object[]): object {
  switch (block.kind) {
    case 'heading':
    case 'page break':
      return block;
    case 'paragraph':
    case 'statement':
      return { kind: block.kind, runs: runs(block.runs) };
    case 'list':
      return { kind: 'list', items: block.items.map(runs) };
    case 'figure':
      return { ...block, caption: runs(block.caption) };
    case 'table': {
      const shares = columnShares(block);
      const columns = block.columns.map((column, index) => ({ ...column, share: shares[index] }));
      return { kind: 'table', caption: runs(block.caption), columns, cells: block.rows.flat().map(runs) };
    }
  }
}

function withNotes(runs: Runs, { labels, language }: Publication, references: References): object[] {
  return runs.map((run) =>
    run.kind === 'cite'
      ? { kind: 'note', runs: isolated(footnote(run.citations, references, labels, language)) }
      : run,
  );
}

/**
 * In a table a source is always told by its number in the closing list: the notes of twenty rows would push the table
 * off the page.
 */
function withMarks(runs: Runs, references: References): object[] {
  return runs.flatMap((run): object[] =>
    run.kind === 'cite'
      ? run.citations.map((citation) => ({
          kind: 'mark',
          number: references.get(citationKey(citation))?.number ?? 0,
        }))
      : [run],
  );
}

/** Keeps the direction of each piece of a citation to itself: an English title inside an Arabic note, say. */
function isolated<R extends { readonly kind: string }>(runs: readonly R[]): R[] {
  return runs.map((run) => ('text' in run ? { ...run, text: `\u2068${String(run.text)}\u2069` } : run));
}

const longWord = /\S{40,}/gu;
const breakable = /([/._?&=-]+|[^/._?&=-]{30})(?=\P{M})/gu;
const breakHere = '\u200b';

/**
 * For JSON.stringify: texts with only those characters that the fonts have, and with places to break in long words
 * and addresses. Link targets get no such places, and drawings have rules of their own.
 */
function printable(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || name === 'url') return value;
  if (name === 'svg') return drawing(value);
  return inOurFonts(value).replace(longWord, (word) => word.replace(breakable, `$1${breakHere}`));
}

const arabicSign = new RegExp(arabicSigns, 'u');
const families = new Map<FontName, Covers>();

/**
 * The text with U+FFFD for what no font has, and without marks that the font of their letter has not: the typesetter
 * stumbles over a mark without a letter or from another font.
 */
function inOurFonts(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  let font: FontName | undefined;
  let shown = '';
  for (const character of text) {
    if (/\p{M}/u.test(character)) {
      if (font && covered(font, character)) shown += character;
    } else if (/\p{Default_Ignorable_Code_Point}/u.test(character)) {
      if (covered(font ?? 'Noto Sans', character)) shown += character;
    } else {
      font = (['Noto Naskh Arabic', 'Noto Sans'] as const).find((name) => covered(name, character));
      shown += font ? character : '\ufffd';
    }
  }
  return shown;
}

function covered(name: FontName, character: string): boolean {
  if (name === 'Noto Naskh Arabic' && !arabicSign.test(character)) return false;
  const covers = families.get(name) ?? coverage(name);
  families.set(name, covers);
  return covers(character.codePointAt(0) ?? 0);
}

const arabic = /\p{Script=Arabic}/u;

/** Scripts with signs that are put together from several; the typesetter cannot tag those inside a drawing. */
const composed = /[\u0590-\u1cff\ua840-\uabff\ufb1d-\ufeff]/;

/**
 * A drawing in one font and two weights of the program's own: for any other the typesetter would look among the
 * fonts of the machine, and the same publication would look different elsewhere. Words in composed scripts are
 * drawn as pictures (a filter that changes nothing makes it so); the alternative text speaks for the whole.
 */
function drawing(svg: string): string {
  const font = arabic.test(svg) ? 'Noto Naskh Arabic' : 'Noto Sans';
  const plain = svg
    .normalize('NFC')
    .replace(/[^\x20-\x7e]/gu, (sign) => (covered(font, sign) ? sign : '?'))
    .replace(/\sfont-family\s*=\s*("[^"]*"|'[^']*')/g, '')
    .replace(/font-family\s*:[^;"'}]*(;|(?=["'}]))/g, '')
    .replace(/(font-weight\s*[=:]\s*["']?)(\d+)/g, (_, name: string, weight: string) =>
      name.concat(Number(weight) < 600 ? '400' : '700'),
    );
  const asPicture = composed.test(plain);
  return plain
    .replace(/<text(?=[\s>])/g, asPicture ? '<text filter="url(#as-picture)"' : '<text')
    .replace(
      /<svg[^>]*>/,
      (start) => start.replace('<svg', `<svg font-family="${font}"`) + (asPicture ? noChange : ''),
    );
}

const noChange = '<defs><filter id="as-picture"><feOffset dx="0" dy="0"/></filter></defs>';
