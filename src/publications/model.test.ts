import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate } from '../core/date.ts';
import {
  citationKey,
  cleanText,
  columnShares,
  footnote,
  numberReferences,
  renderCitation,
  tidy,
  type Block,
  type Run,
} from './model.ts';
import { labels, publication, report, text, treaty } from './testing.ts';

const cited = (...citations: (typeof treaty)[]) =>
  publication({ blocks: [{ kind: 'paragraph', runs: [{ kind: 'cite', citations }] }] });

const heading = (level: 1 | 2 | 3, words: string) => ({ kind: 'heading', level, text: words }) as const;

describe('numbering of references', () => {
  it('numbers sources in the order in which they are first cited', () => {
    const numbers = [...numberReferences(publication()).values()].map(({ number, citation }) => [
      number,
      citation.title,
    ]);
    expect(numbers).toEqual([
      [1, 'A/RES/54/263'],
      [2, 'National report <draft>'],
    ]);
  });

  it('finds citations in captions, cells and lists', () => {
    const cite: Run = { kind: 'cite', citations: [treaty] };
    for (const block of [
      { kind: 'list', items: [[cite]] },
      { kind: 'table', caption: [cite], columns: [{ header: 'a', content: 'text' }], rows: [] },
      { kind: 'table', caption: [], columns: [{ header: 'a', content: 'text' }], rows: [[[cite]]] },
      { kind: 'figure', svg: '', alt: '', caption: [cite] },
    ] as const) {
      expect(numberReferences(publication({ blocks: [block] })).size).toBe(1);
    }
  });

  it('gives another place or another day another number, and another address the same', () => {
    const { address: _, ...bare } = treaty;
    const references = numberReferences(
      cited(bare, { ...treaty, place: 'article 4' }, { ...treaty, asAt: parseDate('2020') }, treaty),
    );
    expect(references.size).toBe(3);
    expect(references.get(citationKey(treaty))?.citation.address).toBe(treaty.address);
  });

  it('calls a source unverified when anything that cites it is', () => {
    const [reference] = numberReferences(cited(treaty, { ...treaty, standing: 'unverified' })).values();
    expect(reference?.citation.standing).toBe('unverified');
  });

  it('uses each number from 1 once', () => {
    const citation = fc.record({
      title: fc.string({ minLength: 1 }),
      standing: fc.constant('verified' as const),
    });
    fc.assert(
      fc.property(fc.array(citation), (citations) => {
        const numbers = [...numberReferences(cited(...citations)).values()].map(({ number }) => number);
        expect(numbers).toEqual(Array.from(new Set(citations.map(citationKey)), (_, index) => index + 1));
      }),
    );
  });
});

/** The text of runs, other kinds than text as <kind>. */
function words(runs: readonly Run[]): string {
  return runs.map((run) => ('text' in run ? run.text : `<${run.kind}>`)).join('');
}

describe('a citation in words', () => {
  it('names title, place, day, address and standing', () => {
    expect(words(renderCitation({ ...treaty, standing: 'unverified' }, labels, 'en'))).toBe(
      'A/RES/54/263, article 3 (as at June 2019). https://example.org/treaty?a=1&b=2<unverified>',
    );
  });

  it('joins with the comma of the language', () => {
    expect(words(renderCitation(treaty, labels, 'ar'))).toContain('A/RES/54/263، article 3');
  });

  it('does not say an address twice that the title holds, and links it there', () => {
    const title = 'Registry, https://example.org/a ; accessed';
    const runs = renderCitation(
      { title, address: 'https://example.org/a', standing: 'verified' },
      labels,
      'en',
    );
    expect(words(runs)).toBe(title);
    expect(runs[1]).toEqual({ kind: 'link', text: 'https://example.org/a', url: 'https://example.org/a' });
  });

  it('makes no link of an address that is not of the web', () => {
    const runs = renderCitation(
      { title: 'T', address: 'javascript:alert(1)', standing: 'verified' },
      labels,
      'en',
    );
    expect(runs.some(({ kind }) => kind === 'link')).toBe(false);
  });

  it('gives each source of a footnote its number', () => {
    const note = footnote([treaty, report], numberReferences(publication()), labels, 'en');
    expect(note.flatMap((run) => (run.kind === 'reference' ? [run.number] : []))).toEqual([1, 2]);
  });
});

describe('tidying', () => {
  it('lets no heading skip a level and drops empty ones', () => {
    const { blocks } = tidy(
      publication({
        blocks: [heading(3, 'a'), heading(3, 'b'), heading(1, ' \u0301 '), heading(1, 'c'), heading(3, 'd')],
      }),
    );
    expect(blocks).toEqual([heading(1, 'a'), heading(2, 'b'), heading(1, 'c'), heading(2, 'd')]);
  });

  it('gives every row all its cells and no more', () => {
    const { blocks } = tidy(
      publication({
        blocks: [
          {
            kind: 'table',
            caption: [],
            columns: [
              { header: 'a', content: 'text' },
              { header: 'b', content: 'text' },
            ],
            rows: [[text('1')], [text('1'), text('2'), text('3')]],
          },
        ],
      }),
    );
    expect(blocks[0]).toMatchObject({
      rows: [
        [text('1'), []],
        [text('1'), text('2')],
      ],
    });
  });

  it('drops what says nothing and makes no link of an address that runs', () => {
    const runs: Run[] = [
      { kind: 'cite', citations: [] },
      { kind: 'link', text: 'x', url: 'javascript:alert(1)' },
    ];
    const table: Block = { kind: 'table', caption: [], columns: [], rows: [] };
    expect(tidy(publication({ blocks: [{ kind: 'paragraph', runs }, table] })).blocks).toEqual([
      { kind: 'paragraph', runs: text('x') },
    ]);
  });

  it('always leaves a title', () => {
    expect(tidy(publication({ title: '\u0000 ' })).title).toBe('–');
  });

  it('cleans any text to what XML can hold, once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const clean = cleanText(words);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\ufffe\uffff]/u);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
    expect(cleanText('\t\u0000\t')).toBe(' ');
    expect(cleanText('a\n\t b\u00a0c é ع')).toBe('a b\u00a0c é ع');
  });
});

describe('widths of columns', () => {
  it('gives long texts more room, short figures enough, and adds up to 1', () => {
    const shares = columnShares({
      kind: 'table',
      caption: [],
      columns: [
        { header: 'Instrument', content: 'text' },
        { header: 'Year', content: 'figures' },
      ],
      rows: [[text('A convention with a rather long official title'), text('2011')]],
    });
    expect(shares[0]).toBeGreaterThan(0.7);
    expect(shares[1]).toBeGreaterThan(0.05);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });
});
