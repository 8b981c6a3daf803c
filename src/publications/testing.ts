/** A small publication with one block of each kind, for the tests of the writers. */
import type { Citation } from '../core/citation.ts';
import { parseDate, parseDay } from '../core/date.ts';
import type { Language } from '../core/text.ts';
import type { Block, Labels, Publication, Runs } from './model.ts';

export const labels: Labels = {
  contents: 'Contents',
  references: 'References',
  table: 'Table',
  figure: 'Figure',
  page: 'Page {page} of {pages}',
  asOf: 'As of {date}',
  asAt: 'as at {date}',
  madeWith: 'Made with {software}',
  unverified: 'unverified',
  skip: 'Skip to the text',
  back: 'Back to the text',
};

export const treaty: Citation = {
  title: 'A/RES/54/263',
  place: 'article 3',
  address: 'https://example.org/treaty?a=1&b=2',
  asAt: parseDate('2019-06'),
  standing: 'verified',
};

export const report: Citation = { title: 'National report <draft>', standing: 'unverified' };

export const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><text y="10" font-family="system-ui">2019</text></svg>';

export function text(words: string): Runs {
  return [{ kind: 'text', text: words }];
}

export const blocks: readonly Block[] = [
  { kind: 'heading', level: 1, text: 'Commitments' },
  { kind: 'statement', runs: [{ kind: 'strong', text: 'Bound by nine' }, ...text(' of twelve.')] },
  { kind: 'heading', level: 2, text: 'Treaties' },
  {
    kind: 'paragraph',
    runs: [
      ...text('Ratified'),
      { kind: 'cite', citations: [treaty] },
      ...text(' and reported'),
      { kind: 'unverified' },
      { kind: 'cite', citations: [report, treaty] },
      { kind: 'link', text: 'the database', url: 'https://example.org/db' },
      { kind: 'emphasis', text: ' in part' },
    ],
  },
  { kind: 'list', items: [text('one point'), text('another point')] },
  { kind: 'page break' },
  {
    kind: 'table',
    caption: text('Instruments'),
    columns: [
      { header: 'Instrument', content: 'text' },
      { header: 'Year', content: 'figures' },
    ],
    rows: [[text('Optional Protocol'), text('2011')], [text('Convention')]],
  },
  { kind: 'figure', svg: drawing, alt: 'One report, in 2019.', caption: text('Reports') },
];

export function publication(change: Partial<Publication> = {}): Publication {
  return {
    title: 'Country Overview',
    language: 'en',
    asOf: parseDay('2019-09-11'),
    software: 'Plumbline 0.1.0',
    labels,
    blocks,
    ...change,
  };
}

/** A publication that says one text in every place where a person's text can stand. */
export function everywhere(words: string, language: Language = 'en'): Publication {
  const citation: Citation = { title: words || '–', place: words || '–', standing: 'verified' };
  const runs: Runs = [
    { kind: 'text', text: words },
    { kind: 'strong', text: words },
    { kind: 'emphasis', text: words },
    { kind: 'link', text: words, url: words },
    { kind: 'cite', citations: [citation] },
  ];
  return publication({
    title: words,
    subtitle: words,
    language,
    software: words,
    blocks: [
      { kind: 'heading', level: 3, text: words },
      { kind: 'paragraph', runs },
      { kind: 'statement', runs },
      { kind: 'list', items: [runs] },
      {
        kind: 'table',
        caption: runs,
        columns: [{ header: words.slice(0, 100), content: 'text' }],
        rows: [[runs]],
      },
      { kind: 'figure', svg: drawing, alt: words, caption: runs },
    ],
  });
}

/** Texts that try to break a format or to be taken as a command. */
export const hostile: readonly (readonly [name: string, text: string])[] = [
  ['markup', '</w:t></p><script>alert(1)</script>&amp;"\''],
  ['an attribute', '" onload="alert(1)" x="'],
  ['an address that runs', 'javascript:alert(1)'],
  ['Typst commands', '#import "x": * #panic("ran") #read("/etc/passwd") $x$ *b* <l> @r `c` \\ //'],
  ['control characters and half characters', 'a\u0000\u0001\u001b\ud800b\uffffc'],
  ['marks of direction', '\u202eabc\u2066def\u200f\u061c'],
  ['a word of 10,000 letters', 'x'.repeat(10_000)],
  ['Arabic with marks in the wrong places', ' \u064b a\u064b \u0610\u200bع\u0301 أَمۡ'],
  ['signs that no font has', '中文 ไทย 👩‍👧 →'],
];
