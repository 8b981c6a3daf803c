/** The parts of a Word package that say how it looks, and how its parts belong together. */
import { direction, type Language } from '../core/text.ts';
import { escapeMarkup, type Publication } from './model.ts';

export const xmlStart = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
export const wordRoot = `xmlns:w="${word}" xmlns:r="${office}"`;

export interface Relationship {
  readonly id: string;
  readonly type: 'styles' | 'settings' | 'numbering' | 'footnotes' | 'header' | 'footer' | 'hyperlink';
  readonly target: string;
}

/** A relationships part; links lead outside the package. */
export function relationships(all: readonly Relationship[]): string {
  const items = all.map(
    ({ id, type, target }) =>
      `<Relationship Id="${id}" Type="${office}/${type}" Target="${escapeMarkup(target)}"${type === 'hyperlink' ? ' TargetMode="External"' : ''}/>`,
  );
  return `${xmlStart}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
}

/** Everything but the text: types, properties, styles, settings, numbering. */
export function fixedParts({ title, subtitle, language, asOf, software }: Publication): {
  [name: string]: string;
} {
  const made = `<dcterms:created xsi:type="dcterms:W3CDTF">${asOf}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${asOf}T00:00:00Z</dcterms:modified>`;
  const core = `<dc:title>${escapeMarkup(title)}</dc:title><dc:subject>${escapeMarkup(subtitle ?? '')}</dc:subject><dc:creator>${escapeMarkup(software)}</dc:creator><dc:language>${language}</dc:language>${made}`;
  return {
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': packageRelationships,
    'docProps/core.xml': `${xmlStart}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${core}</cp:coreProperties>`,
    'docProps/app.xml': `${xmlStart}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>${escapeMarkup(software)}</Application></Properties>`,
    'word/styles.xml': styles(language),
    'word/settings.xml': settings(language),
    'word/numbering.xml': numbering,
  };
}

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const contentTypes = `${xmlStart}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${wordType}.document.main+xml"/>${[
  'styles',
  'settings',
  'numbering',
  'footnotes',
  'header',
  'footer',
]
  .map((part) => `<Override PartName="/word/${part}.xml" ContentType="${wordType}.${part}+xml"/>`)
  .join(
    '',
  )}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`;

const packageRelationships = `${xmlStart}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="document" Type="${office}/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="app" Type="${office}/extended-properties" Target="docProps/app.xml"/></Relationships>`;

/** Word's language tags: of left-to-right text, and of right-to-left text. */
const wordLanguages: { readonly [L in Language]: { readonly latin: string; readonly bidi: string } } = {
  en: { latin: 'en-GB', bidi: 'ar-SA' },
  fr: { latin: 'fr-FR', bidi: 'ar-SA' },
  es: { latin: 'es-ES', bidi: 'ar-SA' },
  ar: { latin: 'en-GB', bidi: 'ar-SA' },
};

function settings(language: Language): string {
  const { latin, bidi } = wordLanguages[language];
  return `${xmlStart}<w:settings ${wordRoot}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="${latin}" w:bidi="${bidi}"/></w:settings>`;
}

function level(format: string, text: string, indent: number): string {
  return `<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${indent}" w:hanging="${indent}"/></w:pPr></w:lvl>`;
}

const numbering = `${xmlStart}<w:numbering ${wordRoot}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>${level('bullet', '•', 340)}</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>${level('decimal', '%1.', 510)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`;

const accent = '1F4E79';
const quiet = '55606B';

function paragraphStyle(id: string, name: string, properties: string, look = '', based = 'Normal'): string {
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="${based}"/>${id.startsWith('Heading') ? '<w:next w:val="BodyText"/>' : ''}<w:qFormat/><w:pPr>${properties}</w:pPr><w:rPr>${look}</w:rPr></w:style>`;
}

function characterStyle(id: string, name: string, look: string): string {
  return `<w:style w:type="character" w:styleId="${id}"><w:name w:val="${name}"/><w:rPr>${look}</w:rPr></w:style>`;
}

/** Sizes in half points; complex scripts (Arabic) a point larger, as they look smaller. */
function size(points: number): string {
  return `<w:sz w:val="${points * 2}"/><w:szCs w:val="${points * 2 + 2}"/>`;
}

function heading(depth: number, points: number, before: number): string {
  return paragraphStyle(
    `Heading${depth}`,
    `heading ${depth}`,
    `<w:keepNext/><w:keepLines/><w:spacing w:before="${before}" w:after="120"/><w:outlineLvl w:val="${depth - 1}"/>`,
    `<w:b/><w:bCs/><w:color w:val="${accent}"/>${size(points)}`,
  );
}

function styles(language: Language): string {
  const { latin, bidi } = wordLanguages[language];
  const start = direction(language) === 'rtl' ? 'right' : 'left';
  const side = (name: 'left' | 'right') =>
    name === start ? `<w:${name} w:val="single" w:sz="24" w:space="8" w:color="${accent}"/>` : '';
  return `${xmlStart}<w:styles ${wordRoot}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Arial"/>${size(10.5)}<w:lang w:val="${latin}" w:eastAsia="${latin}" w:bidi="${bidi}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
${[
  paragraphStyle(
    'Title',
    'Title',
    '<w:spacing w:before="600" w:after="120" w:line="240" w:lineRule="auto"/>',
    `<w:b/><w:bCs/><w:color w:val="${accent}"/>${size(26)}`,
  ),
  paragraphStyle('Subtitle', 'Subtitle', '', size(13)),
  paragraphStyle('Imprint', 'Imprint', '<w:spacing w:after="0"/>', `<w:color w:val="${quiet}"/>${size(9.5)}`),
  heading(1, 17, 480),
  heading(2, 13, 320),
  heading(3, 11, 240),
  paragraphStyle('BodyText', 'Body Text', ''),
  paragraphStyle('ListBullet', 'List Bullet', '<w:contextualSpacing/>'),
  paragraphStyle(
    'Statement',
    'Statement',
    `<w:keepLines/><w:pBdr><w:top w:val="single" w:sz="4" w:space="8" w:color="EEF3F8"/>${side('left')}<w:bottom w:val="single" w:sz="4" w:space="8" w:color="EEF3F8"/>${side('right')}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="EEF3F8"/><w:spacing w:before="240" w:after="280"/>`,
    size(12),
  ),
  paragraphStyle(
    'Caption',
    'caption',
    '<w:keepNext/><w:spacing w:before="240" w:after="80"/>',
    `<w:color w:val="${quiet}"/>${size(9.5)}`,
  ),
  paragraphStyle(
    'TableText',
    'Table Text',
    '<w:spacing w:before="50" w:after="50" w:line="252" w:lineRule="auto"/>',
    size(9.5),
  ),
  paragraphStyle(
    'AfterTable',
    'After Table',
    '<w:spacing w:after="120" w:line="120" w:lineRule="exact"/>',
    size(4),
  ),
  paragraphStyle('Reference', 'Reference', '<w:spacing w:after="80"/>', size(9.5)),
  paragraphStyle(
    'FootnoteText',
    'footnote text',
    '<w:spacing w:after="20" w:line="240" w:lineRule="auto"/>',
    size(8.5),
  ),
  paragraphStyle(
    'Header',
    'header',
    `<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="D5DBE1"/></w:pBdr>`,
    `<w:color w:val="${quiet}"/>${size(8.5)}`,
  ),
  paragraphStyle('Footer', 'footer', '<w:jc w:val="right"/>', `<w:color w:val="${quiet}"/>${size(8.5)}`),
  paragraphStyle(
    'TOCHeading',
    'TOC Heading',
    '<w:spacing w:before="480" w:after="120"/>',
    `<w:b/><w:bCs/><w:color w:val="${accent}"/>${size(17)}`,
  ),
  paragraphStyle('TOC1', 'toc 1', '<w:spacing w:before="100" w:after="20"/>', '<w:b/><w:bCs/>'),
  paragraphStyle('TOC2', 'toc 2', '<w:spacing w:after="20"/><w:ind w:left="284"/>'),
  characterStyle('Hyperlink', 'Hyperlink', `<w:color w:val="${accent}"/><w:u w:val="single"/>`),
  characterStyle('Unverified', 'Unverified', '<w:color w:val="8A4B00"/>'),
  characterStyle('FootnoteReference', 'footnote reference', '<w:vertAlign w:val="superscript"/>'),
].join('\n')}
<w:style w:type="table" w:styleId="PublicationTable"><w:name w:val="Publication Table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="D5DBE1"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="D5DBE1"/></w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="${accent}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>
</w:styles>`;
}
